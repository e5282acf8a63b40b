//! Commands with their arguments, as the grammar delivers them.

/// A command that fits the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs)] // the variants are the commands they name; their forms are in the chart
pub enum Command {
    User(String),
    Pass(String),
    Apop(String, String),
    Auth(String, Option<String>),
    Stls,
    Utf8,
    Lang(Option<String>),
    Stat,
    List(Option<u32>),
    Retr(u32),
    Dele(u32),
    Noop,
    Rset,
    Top(u32, u32),
    Uidl(Option<u32>),
    Capa,
    Quit,
}
