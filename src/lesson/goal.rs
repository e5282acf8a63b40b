//! Goals as they are written.

use super::look::state;
use super::mistake::Mistake;
use super::text::Text;
use crate::engine::ConnectionId;
use crate::engine::mail::{SystemFlag, Uid};

/// A goal, or a thing to avoid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Its line, from 1.
    pub line: usize,
    /// The fact that is to become true, or not to.
    pub fact: Fact,
    /// The client whose deeds count; any one's otherwise.
    pub by: Option<ConnectionId>,
    /// Its words for people. Without them the page says the fact ([`Goal::words`]).
    pub text: Text,
}

/// A fact about what has happened and about the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The client is in this state of one of its charts.
    State(&'static str),
    /// A command was sent that fits.
    Sent(Pattern),
    /// A command that fits was answered `+OK` or `OK`.
    Done(Pattern),
    /// A command that fits was answered `-ERR`, `NO` or `BAD`.
    Failed(Pattern),
    /// Commands that fit were sent so often.
    AtLeast(usize, Pattern),
    /// The server sent octets with this text in them.
    Says(String),
    /// POP3's message of this number is marked as deleted (true), or was and no longer is.
    Marked(u32, bool),
    /// A message has a flag (true), or has not.
    Flag(Place, Uid, String, bool),
    /// A message is in a mailbox (true), or is not.
    There(Place, Uid, bool),
    /// A mailbox has so many messages.
    Count(Place, usize),
    /// A mailbox exists (true), or does not.
    Mailbox(Place, bool),
    /// A POP3 session holds this account's maildrop (true), or none does.
    Locked(String, bool),
    /// A timer ran out.
    Timeout,
    /// The line was cut.
    Cut,
    /// The client's connection was closed, and still is.
    Closed,
    /// A message arrived for this account.
    Delivered(String),
    /// At most so many commands were sent.
    Commands(usize),
    /// At most so many octets came from the server.
    Octets(usize),
}

/// The first words of all facts, as they are written.
pub const FACTS: &str = "state sent done failed at-least says marked unmarked flag no-flag there gone count mailbox \
    no-mailbox locked unlocked timeout cut closed delivered commands octets";

/// A mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The account; that of the client where it is left out.
    pub account: Option<String>,
    /// The mailbox's name.
    pub mailbox: String,
}

/// The form of a command: its words, in which `*` is any text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Goal {
    /// Reads a goal in line `line`.
    pub(super) fn read(text: &str, line: usize) -> Result<Goal, Mistake> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let mut by = None;
        if let [_, .., "by", number] = words[..] {
            by = Some(ConnectionId(number.parse().map_err(|_| Mistake::BadNumber)?));
            words.truncate(words.len() - 2);
        }
        Ok(Goal { line, fact: Fact::read(&words)?, by, text: Text::default() })
    }

    /// The key of its fact's words in the catalogues, with their arguments. The client of [`Goal::by`] is not among
    /// them: the text `goal-by` adds it.
    pub fn words(&self) -> (&'static str, Vec<(&'static str, String)>) {
        self.fact.words()
    }
}

impl Fact {
    fn read(words: &[&str]) -> Result<Fact, Mistake> {
        let Some((verb, words)) = words.split_first() else { return Err(Mistake::NoSuchGoal) };
        let is_so = !(verb.starts_with("un") || verb.starts_with("no-") || *verb == "gone");
        Ok(match (*verb, words) {
            ("state", [name]) => Fact::State(state(name).ok_or(Mistake::NoSuchState)?),
            ("sent", [_, ..]) => Fact::Sent(Pattern::of(words)),
            ("done", [_, ..]) => Fact::Done(Pattern::of(words)),
            ("failed", [_, ..]) => Fact::Failed(Pattern::of(words)),
            ("at-least", [count, words @ ..]) if !words.is_empty() => {
                Fact::AtLeast(number(count)?, Pattern::of(words))
            }
            ("says", [_, ..]) => Fact::Says(words.join(" ")),
            ("marked" | "unmarked", [of]) => Fact::Marked(number(of)?, is_so),
            ("flag" | "no-flag", [mailbox @ .., uid, flag]) => {
                if flag.starts_with('\\') && SystemFlag::parse(flag).is_none() {
                    return Err(Mistake::NoSuchGoal);
                }
                Fact::Flag(Place::of(mailbox)?, Uid(number(uid)?), (*flag).to_owned(), is_so)
            }
            ("there" | "gone", [mailbox @ .., uid]) => {
                Fact::There(Place::of(mailbox)?, Uid(number(uid)?), is_so)
            }
            ("count", [mailbox @ .., count]) => Fact::Count(Place::of(mailbox)?, number(count)?),
            ("mailbox" | "no-mailbox", mailbox) => Fact::Mailbox(Place::of(mailbox)?, is_so),
            ("locked" | "unlocked", [account]) => Fact::Locked((*account).to_owned(), is_so),
            ("timeout", []) => Fact::Timeout,
            ("cut", []) => Fact::Cut,
            ("closed", []) => Fact::Closed,
            ("delivered", [account]) => Fact::Delivered((*account).to_owned()),
            ("commands", [count]) => Fact::Commands(number(count)?),
            ("octets", [count]) => Fact::Octets(number(count)?),
            _ => return Err(Mistake::NoSuchGoal),
        })
    }

    /// Whether it is a limit: something that is true at first, and becomes untrue by doing too much.
    pub fn is_limit(&self) -> bool {
        matches!(self, Fact::Commands(_) | Fact::Octets(_))
    }

    fn words(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let either = |is_so: bool, yes, no| if is_so { yes } else { no };
        let one = |key, name, value: &dyn ToString| (key, vec![(name, value.to_string())]);
        match self {
            Fact::State(name) => one("goal-state", "state", name),
            Fact::Sent(pattern) => one("goal-sent", "command", &pattern.words()),
            Fact::Done(pattern) => one("goal-done", "command", &pattern.words()),
            Fact::Failed(pattern) => one("goal-failed", "command", &pattern.words()),
            Fact::AtLeast(count, pattern) => {
                ("goal-at-least", vec![("count", count.to_string()), ("command", pattern.words())])
            }
            Fact::Says(text) => one("goal-says", "text", text),
            Fact::Marked(number, is_so) => {
                one(either(*is_so, "goal-marked", "goal-unmarked"), "number", number)
            }
            Fact::Flag(place, uid, flag, is_so) => {
                let (key, mut args) = message(either(*is_so, "goal-flag", "goal-no-flag"), place, *uid);
                args.push(("flag", flag.clone()));
                (key, args)
            }
            Fact::There(place, uid, is_so) => message(either(*is_so, "goal-there", "goal-gone"), place, *uid),
            Fact::Count(place, count) => {
                ("goal-count", vec![("mailbox", place.words()), ("count", count.to_string())])
            }
            Fact::Mailbox(place, is_so) => {
                one(either(*is_so, "goal-mailbox", "goal-no-mailbox"), "mailbox", &place.words())
            }
            Fact::Locked(account, is_so) => {
                one(either(*is_so, "goal-locked", "goal-unlocked"), "account", account)
            }
            Fact::Timeout => ("goal-timeout", Vec::new()),
            Fact::Cut => ("goal-cut", Vec::new()),
            Fact::Closed => ("goal-closed", Vec::new()),
            Fact::Delivered(account) => one("goal-delivered", "account", account),
            Fact::Commands(count) => one("goal-commands", "count", count),
            Fact::Octets(count) => one("goal-octets", "count", count),
        }
    }
}

fn message(key: &'static str, place: &Place, uid: Uid) -> (&'static str, Vec<(&'static str, String)>) {
    (key, vec![("mailbox", place.words()), ("uid", uid.to_string())])
}

impl Place {
    fn of(words: &[&str]) -> Result<Place, Mistake> {
        let name = words.join(" ");
        let (account, mailbox) = match name.split_once(':') {
            Some((account, mailbox)) => (Some(account.to_owned()), mailbox.to_owned()),
            None => (None, name),
        };
        if mailbox.is_empty() {
            return Err(Mistake::NoSuchGoal);
        }
        Ok(Place { account, mailbox })
    }

    /// The mailbox's name, and whose it is.
    fn words(&self) -> String {
        match &self.account {
            Some(account) => format!("{} ({account})", self.mailbox),
            None => self.mailbox.clone(),
        }
    }
}

impl Pattern {
    fn of(words: &[&str]) -> Pattern {
        Pattern(words.join(" "))
    }

    /// Whether a command fits, whose words stand with one space between them.
    pub fn fits(&self, command: &str) -> bool {
        let (pattern, text) = (self.0.as_bytes(), command.as_bytes());
        let (mut at, mut in_text) = (0, 0);
        // The last `*` so far, and the octet of the text behind what it stands for.
        let mut star: Option<(usize, usize)> = None;
        while in_text < text.len() {
            match pattern.get(at) {
                Some(b'*') => {
                    star = Some((at, in_text));
                    at += 1;
                }
                Some(octet) if octet.eq_ignore_ascii_case(&text[in_text]) => {
                    at += 1;
                    in_text += 1;
                }
                _ => {
                    let Some((open, until)) = star else { return false };
                    star = Some((open, until + 1));
                    at = open + 1;
                    in_text = until + 1;
                }
            }
        }
        pattern[at..].iter().all(|octet| *octet == b'*')
    }

    /// The command for people, with "…" for any text.
    fn words(&self) -> String {
        self.0.replace('*', "…")
    }
}

fn number<T: std::str::FromStr>(word: &str) -> Result<T, Mistake> {
    word.parse().map_err(|_| Mistake::BadNumber)
}
