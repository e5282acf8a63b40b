//! The actions of a lesson: those with which a step begins, and those that lead to it.

use super::content::{Head, Kind, Lesson, Step};
use crate::engine::Action;

/// The beginning of a step.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beginning {
    /// Whether the world begins anew, as the head's scenario has it, before these actions.
    pub anew: bool,
    /// The actions, done unseen.
    pub actions: Vec<Action>,
}

impl Head {
    /// The actions that give the server its character and its switches.
    pub fn setting(&self) -> Vec<Action> {
        let preset = Action::Preset { preset: self.server };
        let switches = self.switches.iter().map(|(switch, on)| Action::Switch { switch: *switch, on: *on });
        [preset].into_iter().chain(switches).collect()
    }
}

impl Step {
    /// The actions of its lines that the course of the lesson needs: none of a step that has lines to try alone.
    pub fn actions(&self) -> Vec<Action> {
        if self.kind == Kind::Explore { Vec::new() } else { self.lines.actions() }
    }
}

impl Lesson {
    /// The beginning of step `index`, from 0, when the one before it has ended.
    pub fn beginning(&self, index: usize) -> Beginning {
        let Some(step) = self.steps.get(index) else { return Beginning::default() };
        let anew = index == 0 || step.fresh;
        let mut actions = if anew { self.head.setting() } else { Vec::new() };
        if index == 0 && !step.fresh {
            actions.extend(self.head.before.actions());
        }
        actions.extend(step.before.actions());
        Beginning { anew, actions }
    }

    /// All actions, in the head's scenario, after which step `index` can begin: its own beginning is among them, and
    /// the lines of the steps before it.
    pub fn actions_until(&self, index: usize) -> Vec<Action> {
        let mut actions = Vec::new();
        for (at, step) in self.steps.iter().enumerate().take(index + 1) {
            let beginning = self.beginning(at);
            if beginning.anew {
                actions.clear();
            }
            actions.extend(beginning.actions);
            if at < index {
                actions.extend(step.actions());
            }
        }
        actions
    }
}

/// A line without the tag that a lesson's file writes (`a1 NOOP`), for a prompt that puts one in front by itself. A
/// line whose first word is no letter with a number is left as it is: DONE, authentication data, a literal.
pub fn untagged(line: &str) -> &str {
    let Some((tag, rest)) = line.split_once(' ') else { return line };
    let digits = tag.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or_default();
    let is_tag = !digits.is_empty() && digits.bytes().all(|octet| octet.is_ascii_digit());
    if is_tag { rest } else { line }
}
