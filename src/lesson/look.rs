//! Places of the page that a step lights up.

use super::mistake::Mistake;
use crate::engine::Protocol;
use crate::engine::wire::Role;

/// A place that lights up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Look {
    /// A state, by its name in its chart.
    State(&'static str),
    /// The edge that a command or event takes now, by the trigger's name.
    Edge(&'static str),
    /// The button of a command.
    Command(&'static str),
    /// The message with this UID.
    Row(u32),
    /// A mailbox.
    Mailbox(String),
    /// A pane, by one of [`PANES`].
    Pane(&'static str),
    /// Octets of a role in the last exchange.
    Field(Role),
    /// The inactivity timer.
    Timer,
    /// A control, by one of [`CONTROLS`].
    Control(&'static str),
}

/// The panes.
pub const PANES: [&str; 5] = ["console", "diagram", "store", "timeline", "controls"];

/// The controls: deliver mail, let time pass, cut the line, connect, choose the greeting.
pub const CONTROLS: [&str; 5] = ["deliver", "time", "cut", "connect", "greeting"];

impl Look {
    /// Reads one place.
    pub(super) fn read(text: &str) -> Result<Look, Mistake> {
        let (word, rest) = text.split_once(' ').map_or((text, ""), |(word, rest)| (word, rest.trim()));
        let one_of = |names: &[&'static str]| {
            names.iter().copied().find(|name| *name == rest).ok_or(Mistake::NoSuchLook)
        };
        Ok(match word {
            "state" => Look::State(state(rest).ok_or(Mistake::NoSuchState)?),
            "edge" => Look::Edge(trigger(rest).ok_or(Mistake::NoSuchCommand)?),
            "command" => Look::Command(trigger(rest).ok_or(Mistake::NoSuchCommand)?),
            "row" => Look::Row(rest.parse().map_err(|_| Mistake::BadNumber)?),
            "mailbox" if !rest.is_empty() => Look::Mailbox(rest.to_owned()),
            "pane" => Look::Pane(one_of(&PANES)?),
            "field" => Look::Field(Role::named(rest).ok_or(Mistake::NoSuchLook)?),
            "timer" if rest.is_empty() => Look::Timer,
            "control" => Look::Control(one_of(&CONTROLS)?),
            _ => return Err(Mistake::NoSuchLook),
        })
    }
}

/// The state of that name, in any case and with hyphens for spaces.
pub(super) fn state(name: &str) -> Option<&'static str> {
    let charts = Protocol::ALL.iter().flat_map(|protocol| protocol.row().charts);
    let mut names = charts.flat_map(|chart| chart.states).map(|state| state.name);
    names.find(|own| own.replace(' ', "-").eq_ignore_ascii_case(name))
}

/// The command or event of that name, in any case.
fn trigger(name: &str) -> Option<&'static str> {
    let charts = Protocol::ALL.iter().map(|protocol| protocol.chart());
    let mut names = charts.flat_map(|chart| chart.triggers).map(|trigger| trigger.name);
    names.find(|own| own.eq_ignore_ascii_case(name))
}
