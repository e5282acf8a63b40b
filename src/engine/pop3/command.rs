//! Commands with their arguments, as the grammar delivers them.

use super::chart::Trigger;

/// A command that fits the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `USER name`
    User(String),
    /// `PASS string`; the string may contain spaces.
    Pass(String),
    /// `APOP name digest`
    Apop(String, String),
    /// `AUTH mechanism [initial-response]`
    Auth(String, Option<String>),
    /// `STLS`
    Stls,
    /// `UTF8`
    Utf8,
    /// `LANG [language]`
    Lang(Option<String>),
    /// `STAT`
    Stat,
    /// `LIST [msg]`
    List(Option<u32>),
    /// `RETR msg`
    Retr(u32),
    /// `DELE msg`
    Dele(u32),
    /// `NOOP`
    Noop,
    /// `RSET`
    Rset,
    /// `TOP msg n`
    Top(u32, u32),
    /// `UIDL [msg]`
    Uidl(Option<u32>),
    /// `CAPA`
    Capa,
    /// `QUIT`
    Quit,
}

impl Command {
    /// The chart's trigger for it.
    pub fn trigger(&self) -> Trigger {
        match self {
            Command::User(_) => Trigger::User,
            Command::Pass(_) => Trigger::Pass,
            Command::Apop(..) => Trigger::Apop,
            Command::Auth(..) => Trigger::Auth,
            Command::Stls => Trigger::Stls,
            Command::Utf8 => Trigger::Utf8,
            Command::Lang(_) => Trigger::Lang,
            Command::Stat => Trigger::Stat,
            Command::List(_) => Trigger::List,
            Command::Retr(_) => Trigger::Retr,
            Command::Dele(_) => Trigger::Dele,
            Command::Noop => Trigger::Noop,
            Command::Rset => Trigger::Rset,
            Command::Top(..) => Trigger::Top,
            Command::Uidl(_) => Trigger::Uidl,
            Command::Capa => Trigger::Capa,
            Command::Quit => Trigger::Quit,
        }
    }
}
