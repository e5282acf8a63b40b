//! Typed lines: their automatic tags, and the ways in which they may go on.
//!
//! A line gets the automatic tag when it begins with a command. What begins with a tag of its own goes out
//! as it was typed, so `LOGIN anna geheim` and `a1 LOGIN anna geheim` both do what their typist meant. With
//! automatic tags switched off, every line goes out exactly as it was typed.

use super::legal;
use super::session_info;
use crate::engine::chart::{Chart, TriggerKind};
use crate::engine::mail::Store;
use crate::engine::{Awaits, Offer, Protocol};

/// Whether an IMAP line lacks a tag that the page should add.
pub fn wants_tag(chart: &'static Chart, line: &str, awaits: Awaits) -> bool {
    if awaits != Awaits::Command || line.is_empty() || line.starts_with(' ') {
        return false;
    }
    let mut words = line.split(' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    if session_info::is_keyword(chart, first) {
        return true;
    }
    if second.is_some_and(|word| session_info::is_keyword(chart, word)) {
        return false;
    }
    // Neither word is a command. Tags carry a digit as a rule and misspelt commands do not.
    first.bytes().all(|octet| octet.is_ascii_alphabetic())
}

/// The surroundings of a line that completion needs besides the chart.
#[derive(Debug)]
pub struct Surroundings<'a> {
    /// All accounts.
    pub store: &'a Store,
    /// The account that the session is logged in to, if any.
    pub account: Option<&'a str>,
    /// The server as the connection meets it.
    pub offer: Offer,
}

/// The ways in which a line may go on: the text that Tab adds, one entry for each possibility. Empty when nothing fits.
pub fn completions(chart: &'static Chart, state: &str, line: &str, around: &Surroundings) -> Vec<String> {
    if line.is_empty() {
        return Vec::new();
    }
    let typed = untagged(chart, line);
    let legal = legal::commands(chart, state, around.offer);
    if let Some((command, arguments)) = split_command(&legal, typed) {
        return arguments_for(command, arguments, around);
    }
    if typed.is_empty() {
        return Vec::new();
    }
    legal.iter().filter_map(|name| rest_of(name, typed)).map(|rest| cased(rest, typed) + " ").collect()
}

/// The command that a line begins with, once its name is whole.
pub fn command(chart: &'static Chart, line: &str) -> Option<&'static str> {
    let typed = untagged(chart, line);
    let is_whole = |name: &&'static str| {
        let fits = typed.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
        fits && matches!(typed.as_bytes().get(name.len()), None | Some(b' ' | b'\n'))
    };
    let commands = chart.triggers.iter().filter(|trigger| trigger.kind == TriggerKind::Command);
    commands.map(|trigger| trigger.name).filter(is_whole).max_by_key(|name| name.len())
}

/// The arguments that a command still lacks, in the form of its grammar; empty when it lacks none.
pub fn form(chart: &'static Chart, line: &str) -> &'static str {
    let typed = untagged(chart, line);
    let names: Vec<&'static str> = chart.triggers.iter().map(|trigger| trigger.name).collect();
    let Some((command, arguments)) = split_command(&names, typed) else { return "" };
    let Some(trigger) = chart.trigger(command) else { return "" };
    let mut form = trigger.form.strip_prefix(command).unwrap_or("").trim_start();
    let complete = arguments.matches(' ').count();
    if !arguments.is_empty() && !arguments.ends_with(' ') {
        return "";
    }
    for _ in 0..complete {
        form = form.split_once(' ').map_or("", |(_, rest)| rest);
    }
    form
}

/// The line without a tag of its own.
fn untagged<'a>(chart: &'static Chart, line: &'a str) -> &'a str {
    if !Protocol::of(chart).is_some_and(|protocol| protocol.row().tags) {
        return line;
    }
    let Some((first, rest)) = line.split_once(' ') else { return line };
    if session_info::is_keyword(chart, first) { line } else { rest }
}

/// The longest of the commands that the text begins with, when a space follows, and the text behind it.
fn split_command<'a>(names: &[&'static str], typed: &'a str) -> Option<(&'static str, &'a str)> {
    let fits = |name: &&&'static str| {
        typed.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name))
            && typed[name.len()..].starts_with(' ')
    };
    let name = names.iter().filter(fits).max_by_key(|name| name.len())?;
    Some((name, &typed[name.len() + 1..]))
}

/// The rest of `whole` after `start`, when it begins so and goes on.
fn rest_of<'a>(whole: &'a str, start: &str) -> Option<&'a str> {
    let head = whole.get(..start.len())?;
    (head.eq_ignore_ascii_case(start) && whole.len() > start.len()).then(|| &whole[start.len()..])
}

/// The rest in the case that the typist uses.
fn cased(rest: &str, typed: &str) -> String {
    let small = typed.chars().last().is_some_and(|c| c.is_ascii_lowercase());
    if small { rest.to_ascii_lowercase() } else { rest.to_owned() }
}

fn arguments_for(command: &str, arguments: &str, around: &Surroundings) -> Vec<String> {
    const ITEMS: &[&str] =
        &["FLAGS", "ENVELOPE", "UID", "RFC822.SIZE", "INTERNALDATE", "BODY[]", "BODY.PEEK[HEADER]"];
    const STORES: &[&str] = &["+FLAGS ", "-FLAGS ", "FLAGS ", "+FLAGS.SILENT "];
    const FLAGS: &[&str] = &["(\\Seen)", "(\\Deleted)", "(\\Flagged)", "(\\Answered)", "(\\Draft)"];
    const KEYS: &[&str] = &["ALL", "UNSEEN", "SUBJECT ", "FROM ", "TO ", "TEXT ", "DELETED"];
    let position = arguments.matches(' ').count();
    let word = arguments.rsplit(' ').next().unwrap_or(arguments);
    let names = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let candidates = match (command.strip_prefix("UID ").unwrap_or(command), position) {
        ("USER" | "APOP" | "LOGIN", 0) => {
            around.store.accounts().map(|account| account.name.clone()).collect()
        }
        (
            "SELECT" | "EXAMINE" | "STATUS" | "DELETE" | "RENAME" | "SUBSCRIBE" | "UNSUBSCRIBE" | "APPEND",
            0,
        )
        | ("COPY" | "MOVE", 1) => mailboxes(around),
        ("AUTHENTICATE", 0) => names(&["PLAIN"]),
        ("STATUS", 1) => names(&["(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"]),
        ("FETCH", 1) => names(ITEMS),
        ("STORE", 1) => names(STORES),
        ("STORE", 2) => names(FLAGS),
        ("SORT", 0) => names(&["(DATE) ", "(SUBJECT) "]),
        ("THREAD", 0) => names(&["REFERENCES ", "ORDEREDSUBJECT "]),
        ("SORT" | "THREAD", 1) => names(&["UTF-8 "]),
        ("SEARCH" | "SORT" | "THREAD", _) => names(KEYS),
        ("LIST" | "LSUB", 0) => names(&["\"\""]),
        ("LIST" | "LSUB", 1) => names(&["\"*\""]),
        _ => Vec::new(),
    };
    if word.is_empty() && candidates.len() > 1 {
        return Vec::new();
    }
    candidates.iter().filter_map(|name| rest_of(name, word)).map(str::to_owned).collect()
}

fn mailboxes(around: &Surroundings) -> Vec<String> {
    let account = around.account.and_then(|name| around.store.account(name));
    let names = account.into_iter().flat_map(|account| account.mailboxes.keys());
    // Names with spaces or quotes need quoting; the typist does that.
    names.filter(|name| name.bytes().all(|octet| octet.is_ascii_graphic())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::imap::CHART as IMAP;
    use crate::engine::pop3::CHART as POP3;

    #[test]
    fn commands_get_a_tag_and_own_tags_stay() {
        let wants = |line| wants_tag(&IMAP, line, Awaits::Command);
        for line in ["LOGIN anna geheim", "noop", "UID FETCH 1 FLAGS", "LOGN anna geheim", "FOO"] {
            assert!(wants(line), "{line}");
        }
        for line in ["a1 LOGIN anna geheim", "tag noop", "a1 FOO", "a1", "*", "", " NOOP"] {
            assert!(!wants(line), "{line}");
        }
        assert!(!wants_tag(&IMAP, "LOGIN", Awaits::Literal(5)));
    }

    #[test]
    fn what_is_legal_now_completes() {
        let store = Store::default();
        let around = Surroundings { store: &store, account: None, offer: Offer::default() };
        assert_eq!(completions(&POP3, "AUTHORIZATION", "U", &around), ["SER ", "TF8 "]);
        assert_eq!(completions(&POP3, "AUTHORIZATION", "pa", &around), ["ss "]);
        assert!(completions(&POP3, "AUTHORIZATION", "RE", &around).is_empty());
        assert_eq!(completions(&IMAP, "Selected", "a1 FETCH 1:* FL", &around), ["AGS"]);
        assert_eq!(completions(&IMAP, "Selected", "uid s", &around), ["earch ", "tore ", "ort "]);
    }

    #[test]
    fn a_whole_name_is_a_command() {
        assert_eq!(command(&POP3, "dele 1"), Some("DELE"));
        assert_eq!(command(&POP3, "DELE"), Some("DELE"));
        assert_eq!(command(&POP3, "DEL"), None);
        assert_eq!(command(&IMAP, "x1 uid fetch 1"), Some("UID FETCH"));
        assert_eq!(command(&IMAP, "uid"), None);
    }

    #[test]
    fn the_form_tells_what_is_missing() {
        assert_eq!(form(&POP3, "USER "), "name");
        assert_eq!(form(&POP3, "APOP anna "), "digest");
        assert_eq!(form(&POP3, "USER anna"), "");
        assert_eq!(form(&IMAP, "x1 LOGIN "), "user password");
        assert_eq!(form(&IMAP, "UID STORE "), "set [(UNCHANGEDSINCE n)] [+|-]FLAGS[.SILENT] flags");
    }
}
