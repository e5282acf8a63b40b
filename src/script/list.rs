//! A whole script.

use super::item::Item;
use super::text::Text;
use crate::engine::Action;
use std::fmt;

/// A script: its lines in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    /// The lines.
    pub lines: Vec<Line>,
}

/// An item with the number of its first line, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line's number.
    pub number: usize,
    /// The item.
    pub item: Item,
}

/// Octets that are held back (`C>`) for the next `C:` line.
#[derive(Clone, Debug, Default)]
pub struct Held(Vec<u8>);

impl Script {
    /// The script of these actions. None if one of them can't be written ([`Item::of`]).
    pub fn of<'a>(actions: impl IntoIterator<Item = &'a Action>) -> Option<Script> {
        let mut script = Script::default();
        let mut number = 1;
        for action in actions {
            for item in Item::of(action)? {
                let length = match &item {
                    Item::Deliver { message, .. } => 1 + message.len(),
                    _ => 1,
                };
                script.lines.push(Line { number, item });
                number += length;
            }
        }
        Some(script)
    }

    /// The script's actions.
    pub fn actions(&self) -> Vec<Action> {
        let mut held = Held::default();
        self.lines.iter().filter_map(|line| held.action(&line.item)).collect()
    }
}

impl Held {
    /// The action that an item completes. Octets that are held back wait for the next ones, of the same or another
    /// client.
    pub fn action(&mut self, item: &Item) -> Option<Action> {
        let Item::Send { connection, text, held } = item else { return item.action() };
        self.0.extend(Text::octets(text));
        (!held).then(|| Action::Send { connection: *connection, octets: std::mem::take(&mut self.0) })
    }

    /// The number of octets held back.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is held back.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Script {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(to, "{}", line.item))
    }
}
