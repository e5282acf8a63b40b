//! State machines as data.
//!
//! The rules of this file:
//! 1. A chart is plain `static` data: states, triggers, edges. The picture, completion, refusals and tests are read
//!    from these rows; there is no second list.
//! 2. [`Machine::fire`] is the only writer of a state. Command handlers return an [`Outcome`]; they
//!    cannot name a state.
//! 3. A command that is not valid now is refused before any handler runs ([`Machine::is_legal`]).
//! 4. Coordinates, colours and human text stay outside, keyed by the names in here.

pub use super::rfc::{Rfc, rfc};

use super::switches::{Switch, Switches};
use std::collections::VecDeque;

/// A whole state machine: the rows from which everything else is derived.
#[derive(Debug)]
pub struct Chart {
    /// A short name, unique among charts: `pop3`, `imap`, `imap-flow`.
    pub name: &'static str,
    /// The states; exactly one is [`StateKind::Initial`].
    pub states: &'static [State],
    /// Everything that can make an edge fire.
    pub triggers: &'static [Trigger],
    /// The arrows, loops included.
    pub edges: &'static [Edge],
    /// The commands that take arguments, each with a right line.
    pub examples: &'static [(&'static str, &'static str)],
}

/// One state of a chart.
#[derive(Debug)]
pub struct State {
    /// The name that the RFC gives it: `AUTHORIZATION`, `Not Authenticated`.
    pub name: &'static str,
    /// Whether a session begins, goes on or ends here.
    pub kind: StateKind,
    /// The RFC's section that describes it.
    pub rfc: Rfc,
}

/// A state's place in the life of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateKind {
    /// Before the server's greeting.
    Initial,
    /// In between.
    Ordinary,
    /// Nothing leaves this state: the connection is closed.
    Terminal,
}

/// A command or event that can make an edge fire.
#[derive(Debug)]
pub struct Trigger {
    /// The command's keyword in upper case (`UID FETCH` for the UID forms), or the event's name in
    /// lower case (`timeout`, `disconnect`).
    pub name: &'static str,
    /// Typed by a client, or happening by itself.
    pub kind: TriggerKind,
    /// The states in which a command is valid or an event can happen.
    pub valid_in: &'static [&'static str],
    /// The command's form, close to the RFC's ABNF (`LIST [msg]`); empty for events.
    pub form: &'static str,
    /// The switch without which this server does not offer the command.
    pub needs: Option<Switch>,
    /// The command's relation to TLS.
    pub tls: Tls,
    /// The RFC's section that describes it.
    pub rfc: Rfc,
}

/// A command's relation to TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// The same with and without it.
    Any,
    /// It begins TLS, so it is of no use where TLS is already.
    Begins,
    /// It shows a password to everybody on the way: with this switch it waits for TLS.
    Shows(Switch),
    /// Its mechanism may show a password: with this switch such a mechanism waits for TLS.
    MayShow(Switch),
}

/// The cause of a trigger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TriggerKind {
    /// A command sent by the client.
    Command,
    /// An event that no command causes: the greeting, a timer, a lost connection.
    Event,
}

/// The outcome of a trigger. A syntax error (`BAD`) has none: it is refused and moves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// `+OK`, `OK`, or an event that simply happened.
    Ok,
    /// `-ERR` or `NO` to a command that was valid.
    No,
}

/// A name by which code calls a row of one chart: a variant of an enum, so that one which the chart does not have
/// does not compile. Readers of charts need none of them.
pub trait Key: Copy + PartialEq + std::fmt::Debug + 'static {
    /// [`State`] or [`Trigger`].
    type Row: 'static;

    /// The row.
    fn row(self) -> &'static Self::Row;

    /// The key of the row with this name. Names are case-sensitive.
    fn named(name: &str) -> Option<Self>;
}

/// Declares rows of a chart, each with its [`Key`].
macro_rules! rows {
    ($(#[$about:meta])* $Key:ident of $Row:ty { $($(#[$doc:meta])* $name:ident = $row:expr;)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $Key {
            $($(#[$doc])* $name,)*
        }

        impl $Key {
            /// The rows, in the order of the keys.
            pub const ROWS: &'static [$Row] = &[$($row),*];

            /// All keys.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The row's name.
            pub const fn name(self) -> &'static str {
                Self::ROWS[self as usize].name
            }
        }

        impl $crate::engine::chart::Key for $Key {
            type Row = $Row;

            fn row(self) -> &'static $Row {
                &Self::ROWS[self as usize]
            }

            fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|key| key.name() == name)
            }
        }
    };
}
pub(crate) use rows;

/// The names of some rows, or a list of such names.
macro_rules! names {
    ($Key:ident: $($name:ident)*) => {
        &[$($Key::$name.name()),*]
    };
    ($Key:ident: [$names:expr]) => {
        $names
    };
}
pub(crate) use names;

/// Declares the edges of a chart: each one's kind, id, number, states, and triggers with their outcomes.
macro_rules! edges {
    ($State:ident, $Trigger:ident {
        $($kind:ident $id:literal $(($number:literal))? $from:ident => $to:ident: $($outcome:ident($($on:tt)+)),+;)*
    }) => {
        &[$($crate::engine::chart::Edge {
            id: $id,
            from: $State::$from.name(),
            to: $State::$to.name(),
            on: &[$($crate::engine::chart::On {
                triggers: $crate::engine::chart::names!($Trigger: $($on)+),
                outcome: $crate::engine::chart::Outcome::$outcome,
            }),+],
            number: [$(Some($number),)? None][0],
            kind: $crate::engine::chart::EdgeKind::$kind,
        }),*]
    };
}
pub(crate) use edges;

/// One arrow of a chart.
#[derive(Debug)]
pub struct Edge {
    /// Unique within its chart, and stable: tests, links and translations refer to it.
    pub id: &'static str,
    /// The state that it leaves.
    pub from: &'static str,
    /// The state that it leads to; equal to `from` for a loop.
    pub to: &'static str,
    /// The triggers that take it, each with an outcome.
    pub on: &'static [On],
    /// The number of the transition in the RFC's (and the slide's) figure, 1–7, for IMAP.
    pub number: Option<u8>,
    /// Ordinary course, or a failure or loss that deserves another line style.
    pub kind: EdgeKind,
}

/// Whether an edge belongs to the ordinary course of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// A command, done or failed, or the greeting.
    Course,
    /// Timeout, lost connection, shutdown.
    Loss,
}

/// Some triggers with one outcome.
#[derive(Debug)]
pub struct On {
    /// Names of triggers.
    pub triggers: &'static [&'static str],
    /// The outcome with which they take the edge.
    pub outcome: Outcome,
}

/// A state's row.
pub(super) const fn state(name: &'static str, kind: StateKind, rfc: Rfc) -> State {
    State { name, kind, rfc }
}

/// The row of a command that every server has.
pub(super) const fn command(
    name: &'static str,
    valid_in: &'static [&'static str],
    form: &'static str,
    rfc: Rfc,
) -> Trigger {
    Trigger { name, kind: TriggerKind::Command, valid_in, form, needs: None, tls: Tls::Any, rfc }
}

/// An event's row.
pub(super) const fn event(name: &'static str, valid_in: &'static [&'static str], rfc: Rfc) -> Trigger {
    Trigger { name, kind: TriggerKind::Event, valid_in, form: "", needs: None, tls: Tls::Any, rfc }
}

impl Trigger {
    /// The same command, of servers with this switch.
    pub(super) const fn needing(self, switch: Switch) -> Self {
        Self { needs: Some(switch), ..self }
    }

    /// The same, when TLS makes a difference to it.
    pub(super) const fn with_tls(self, tls: Tls) -> Self {
        Self { tls, ..self }
    }

    /// Whether a server with these switches knows it.
    pub fn is_offered(&self, switches: Switches) -> bool {
        self.needs.is_none_or(|switch| switches.has(switch))
    }
}

impl Edge {
    /// Whether this edge is taken by `trigger` with `outcome`.
    pub fn is_taken_by(&self, trigger: &str, outcome: Outcome) -> bool {
        self.on.iter().any(|on| on.outcome == outcome && on.triggers.contains(&trigger))
    }

    /// Whether it leads back to where it leaves.
    pub fn is_loop(&self) -> bool {
        self.from == self.to
    }
}

impl Chart {
    /// The state named `name`, if the chart has one.
    pub fn state(&self, name: &str) -> Option<&'static State> {
        self.states.iter().find(|state| state.name == name)
    }

    /// The trigger named `name`, if the chart has one. Names are case-sensitive.
    pub fn trigger(&self, name: &str) -> Option<&'static Trigger> {
        self.triggers.iter().find(|trigger| trigger.name == name)
    }

    /// A right line of a command: its form, where that has no arguments.
    pub fn example(&self, command: &str) -> &'static str {
        let own = self.examples.iter().find(|(name, _)| *name == command).map(|(_, line)| *line);
        own.or_else(|| self.trigger(command).map(|trigger| trigger.form)).unwrap_or_default()
    }

    /// The edge with the given id.
    pub fn edge(&self, id: &str) -> Option<&'static Edge> {
        self.edges.iter().find(|edge| edge.id == id)
    }

    /// The state in which every session begins: the first one marked initial.
    pub fn initial(&self) -> &'static State {
        self.states.iter().find(|state| state.kind == StateKind::Initial).unwrap_or(&self.states[0])
    }

    /// Whether commands move it. They move a connection's own chart; those that stand beside it know events alone.
    pub fn takes_commands(&self) -> bool {
        self.triggers.iter().any(|trigger| trigger.kind == TriggerKind::Command)
    }

    /// The names of all commands, in the chart's order.
    pub fn commands(&self) -> impl Iterator<Item = &'static str> {
        let commands = self.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command);
        commands.map(|trigger| trigger.name)
    }

    /// The commands valid in `state`, in the chart's order.
    pub fn legal(&self, state: &str) -> impl Iterator<Item = &'static Trigger> {
        let commands = self.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command);
        commands.filter(move |trigger| trigger.valid_in.contains(&state))
    }

    /// The edge that `trigger` with `outcome` takes from `state`.
    pub fn edge_from(&self, state: &str, trigger: &str, outcome: Outcome) -> Option<&'static Edge> {
        self.edges.iter().find(|edge| edge.from == state && edge.is_taken_by(trigger, outcome))
    }

    /// The shortest legal way from `from` to a state in which `command` is valid: the successful
    /// commands to send, each with the edge it takes. Empty when it is valid already; `None` when no
    /// command leads there (in a terminal state, say).
    pub fn way(&self, from: &str, command: &str) -> Option<Vec<Hop>> {
        let goal = self.trigger(command)?.valid_in;
        let start = self.state(from)?.name;
        let mut reached: Vec<(&'static str, Vec<Hop>)> = vec![(start, Vec::new())];
        let mut queue = VecDeque::from([0]);
        while let Some(at) = queue.pop_front() {
            let (state, way) = reached[at].clone();
            if goal.contains(&state) {
                return Some(way);
            }
            for edge in self.edges.iter().filter(|edge| edge.from == state) {
                let Some(trigger) = self.first_command(edge) else { continue };
                if reached.iter().all(|(name, _)| *name != edge.to) {
                    let mut longer = way.clone();
                    longer.push(Hop { edge, trigger });
                    reached.push((edge.to, longer));
                    queue.push_back(reached.len() - 1);
                }
            }
        }
        None
    }

    fn first_command(&self, edge: &Edge) -> Option<&'static Trigger> {
        let successes = edge.on.iter().filter(|on| on.outcome == Outcome::Ok);
        let mut commands = successes.flat_map(|on| on.triggers).filter_map(|name| self.trigger(name));
        commands.find(|trigger| trigger.kind == TriggerKind::Command)
    }
}

/// One command on a way through a chart.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// The edge it takes.
    pub edge: &'static Edge,
    /// The command to send.
    pub trigger: &'static Trigger,
}

/// A chart and the state it is in.
#[derive(Clone, Debug)]
pub struct Machine {
    chart: &'static Chart,
    state: &'static State,
}

/// An edge that was taken.
#[derive(Clone, Copy, Debug)]
pub struct Moved {
    /// The chart's name.
    pub chart: &'static Chart,
    /// The edge, which knows where it leaves and leads.
    pub edge: &'static Edge,
    /// The trigger that took it.
    pub trigger: &'static Trigger,
    /// The trigger's outcome.
    pub outcome: Outcome,
}

impl Machine {
    /// A machine in its chart's initial state.
    pub fn new(chart: &'static Chart) -> Self {
        Self { chart, state: chart.initial() }
    }

    /// The rows it runs on.
    pub fn chart(&self) -> &'static Chart {
        self.chart
    }

    /// The state that it is in.
    pub fn state(&self) -> &'static State {
        self.state
    }

    /// Whether it is in its initial state.
    pub fn is_initial(&self) -> bool {
        self.state.kind == StateKind::Initial
    }

    /// Whether it has ended.
    pub fn is_over(&self) -> bool {
        self.state.kind == StateKind::Terminal
    }

    /// Whether `trigger` is valid now.
    pub fn is_legal(&self, trigger: &Trigger) -> bool {
        trigger.valid_in.contains(&self.state.name)
    }

    /// Takes the edge that `trigger` with `outcome` leads along, and says which. `None`, and no change,
    /// when the chart has no such row: the soundness tests show that this cannot happen for a legal
    /// trigger.
    pub fn fire(&mut self, trigger: &'static Trigger, outcome: Outcome) -> Option<Moved> {
        let edge = self.chart.edge_from(self.state.name, trigger.name, outcome)?;
        self.state = self.chart.state(edge.to)?;
        Some(Moved { chart: self.chart, edge, trigger, outcome })
    }
}
