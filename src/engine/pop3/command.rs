//! Commands with their arguments, as the grammar delivers them.

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
