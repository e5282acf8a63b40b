//! The prompt's text and its history, for each protocol.

use super::per_protocol::PerProtocol;
use crate::engine::Protocol;
use std::borrow::Cow;
use std::rc::Rc;

/// Most lines that are sent at once; the rest stays in the prompt.
pub const LINES_MAX: usize = 500;
/// Most lines that the prompt remembers.
const HISTORY_MAX: usize = 200;

/// The prompt.
#[derive(Clone, Debug, Default)]
pub struct Prompt {
    drafts: PerProtocol<Rc<str>>,
    histories: PerProtocol<Rc<Vec<Rc<str>>>>,
}

/// Ways to write into the prompt.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Its text is now this.
    Draft(Rc<str>),
}

impl Prompt {
    /// Takes a message for the prompt of the protocol shown.
    pub fn reduce(&mut self, message: Msg, protocol: Protocol) {
        let Msg::Draft(text) = message;
        self.write(text, protocol);
    }

    /// Writes a text in place of the one that is there.
    pub fn write(&mut self, text: impl Into<Rc<str>>, protocol: Protocol) {
        self.drafts[protocol] = text.into();
    }

    /// The text in the prompt.
    pub fn draft(&self, protocol: Protocol) -> Rc<str> {
        self.drafts[protocol].clone()
    }

    /// Lines sent before, oldest first.
    pub fn history(&self, protocol: Protocol) -> Rc<Vec<Rc<str>>> {
        self.histories[protocol].clone()
    }

    /// Remembers lines that were sent.
    pub fn remember(&mut self, lines: &[&str], protocol: Protocol) {
        let history = Rc::make_mut(&mut self.histories[protocol]);
        for line in lines.iter().filter(|line| !line.is_empty()) {
            if history.last().is_none_or(|last| **last != **line) {
                history.push((*line).into());
            }
        }
        let surplus = history.len().saturating_sub(HISTORY_MAX);
        history.drain(..surplus);
    }
}

/// The sign for a backspace in the prompt, which a text field does not take itself.
pub const BACKSPACE: char = '\u{2408}';

/// A text of the prompt as it is sent: with real backspaces in place of their signs.
pub fn typed(text: &str) -> Cow<'_, str> {
    if text.contains(BACKSPACE) { text.replace(BACKSPACE, "\u{8}").into() } else { text.into() }
}

/// The lines of a text, at most [`LINES_MAX`], and the text that is left. A line break at the end ends the last line
/// and begins no other.
pub fn split_lines(text: &str) -> (Vec<&str>, String) {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let mut lines: Vec<&str> = body.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let rest = lines.split_off(lines.len().min(LINES_MAX)).join("\n");
    (lines, rest)
}

/// The place in the history that the arrow keys have reached.
#[derive(Debug, Default)]
pub struct Recall {
    /// The place, counted from the history's end, and the draft that was there before.
    reached: Option<(usize, Rc<str>)>,
}

impl Recall {
    /// The line that ↑ (`older`) or ↓ shows.
    pub fn step(&mut self, history: &[Rc<str>], draft: &Rc<str>, older: bool) -> Option<Rc<str>> {
        let (place, before) = self.reached.clone().unwrap_or_else(|| (0, draft.clone()));
        let next = if older { place + 1 } else { place.checked_sub(1)? };
        if next == 0 {
            self.reached = None;
            return Some(before);
        }
        let line = history.len().checked_sub(next).and_then(|at| history.get(at))?.clone();
        self.reached = Some((next, before));
        Some(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_goes_back_and_returns_to_the_draft() {
        let history: Vec<Rc<str>> = vec!["USER anna".into(), "STAT".into()];
        let draft: Rc<str> = "LI".into();
        let mut recall = Recall::default();
        let mut press = |older| recall.step(&history, &draft, older).map(|line| line.to_string());
        assert_eq!(press(false), None);
        assert_eq!(press(true).as_deref(), Some("STAT"));
        assert_eq!(press(true).as_deref(), Some("USER anna"));
        assert_eq!(press(true), None);
        assert_eq!(press(false).as_deref(), Some("STAT"));
        assert_eq!(press(false).as_deref(), Some("LI"));
    }
}
