//! Typed lines: their automatic tags, and the ways in which they may go on.
//!
//! A line gets the automatic tag when it begins with a command. What begins with a tag of its own goes out
//! as it was typed, so `LOGIN anna geheim` and `a1 LOGIN anna geheim` both do what their typist meant. With
//! automatic tags switched off, every line goes out exactly as it was typed.

use super::legal;
use super::session_info;
use crate::engine::chart::Chart;
use crate::engine::draft::{Around, Draft, Verdict, is_optional, parts};
use crate::engine::field::Field;
use crate::engine::mail::{Store, SystemFlag};
use crate::engine::sasl::Mechanism;
use crate::engine::wire::Role;
use crate::engine::{Awaits, Session};
use crate::explain::is_not_for_now;

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

/// The surroundings of a line that completion needs besides the draft.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// All accounts.
    pub store: &'a Store,
    /// The account that the session is logged in to, if any.
    pub account: Option<&'a str>,
    /// The session that will read the line.
    pub session: &'a dyn Session,
    /// The lab around it.
    pub around: Around<'a>,
}

/// The ways in which a line may go on: the text that Tab adds, one entry for each possibility. They come from the
/// grammar's words, from the names that there are here, and from the command's example. Empty when nothing fits.
pub fn completions(chart: &'static Chart, draft: &Draft, around: &Surroundings) -> Vec<String> {
    let octets = draft.wire.octets();
    let refused = draft.refusal.as_deref().is_some_and(is_not_for_now);
    if draft.verdict == Verdict::Wrong || refused || octets.is_empty() {
        return Vec::new();
    }
    let word = &octets[draft.at.min(octets.len())..];
    let Some(command) = draft.command else {
        let legal =
            legal::commands(chart, around.session.state(chart), around.session.offer(around.around.switches));
        // Before the first letter all of them fit.
        let fitting = legal.into_iter().filter(|_| !word.is_empty());
        return fitting.filter_map(|name| rest_of(name, word, needs_space(chart, name))).collect();
    };
    let last = draft.wire.spans().last();
    let (typed, mut names) = match last.filter(|span| span.role != Role::Separator) {
        Some(span) if !word.is_empty() => (word, named(span.field, around)),
        Some(span) => (draft.wire.of(*span), named(span.field, around)),
        None => (&b""[..], Vec::new()),
    };
    names.extend(draft.words.iter().filter(|_| !word.is_empty()).map(|word| (*word).to_owned()));
    if typed.is_empty() && draft.words.len() == 1 {
        names.extend(draft.words.iter().map(|word| (*word).to_owned()));
    }
    // The example's argument in this place.
    let arguments = draft.arguments();
    let example = chart.example(command.name).get(command.name.len() + 1..).unwrap_or_default();
    let example = arguments.len().checked_sub(1).and_then(|place| parts(example).get(place).copied());
    let mut found: Vec<String> = names.iter().filter_map(|name| rest_of(name, typed, false)).collect();
    let example = example.and_then(|own| rest_of(own, arguments.last()?, false));
    if found.is_empty() {
        found.extend(example);
    }
    found
}

/// Whether a space belongs behind a command's name: some argument has to follow.
fn needs_space(chart: &Chart, name: &str) -> bool {
    let form = chart.trigger(name).map_or("", |trigger| trigger.form);
    form.get(name.len() + 1..).is_some_and(|rest| parts(rest).iter().any(|part| !is_optional(part)))
}

/// The rest of `whole` after `start`, in the case that the typist uses, when it begins so and goes on.
fn rest_of(whole: &str, start: &[u8], space: bool) -> Option<String> {
    let begins = whole.len() > start.len() && whole.as_bytes()[..start.len()].eq_ignore_ascii_case(start);
    let rest = whole.get(start.len()..).filter(|_| begins)?;
    let small = start.last().is_some_and(u8::is_ascii_lowercase);
    let rest = if small && whole.bytes().all(|octet| !octet.is_ascii_lowercase()) {
        rest.to_ascii_lowercase()
    } else {
        rest.to_owned()
    };
    Some(if space { rest + " " } else { rest })
}

/// The names that may fill a field here.
fn named(field: Field, around: &Surroundings) -> Vec<String> {
    match field {
        Field::Userid | Field::Name => around.store.accounts().map(|account| account.name.clone()).collect(),
        Field::Mailbox => {
            let account = around.account.and_then(|name| around.store.account(name));
            let names = account.into_iter().flat_map(|account| account.mailboxes.keys());
            // Names with spaces or quotes need quoting; the typist does that.
            names.filter(|name| name.bytes().all(|octet| octet.is_ascii_graphic())).cloned().collect()
        }
        Field::AuthType => {
            let offered = |it: &&Mechanism| around.around.switches.has(it.switch());
            Mechanism::ALL.iter().filter(offered).map(|it| it.name().to_owned()).collect()
        }
        Field::Flag => SystemFlag::ALL.iter().map(|flag| flag.name().to_owned()).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Understood;
    use crate::engine::imap::CHART as IMAP;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, ConnectionId, Greeting, Protocol};
    use crate::i18n::Lang;
    use crate::player::Player;

    const ID: ConnectionId = ConnectionId(1);

    fn after(protocol: Protocol, lines: &[&str]) -> Player {
        let connect = Action::Connect { connection: ID, protocol, greeting: Greeting::Ok };
        let send = |line: &&str| Action::Send { connection: ID, octets: format!("{line}\r\n").into_bytes() };
        Player::replay(&SCENARIOS[0], [connect].into_iter().chain(lines.iter().map(send)))
    }

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

    #[track_caller]
    fn check(player: &Player, protocol: Protocol, line: &str, expected: &[&str]) {
        let understood = Understood::of(player, ID, protocol, line, true, Lang::default());
        assert_eq!(understood.completions, expected, "{line}");
    }

    #[test]
    fn what_is_legal_now_completes() {
        let (pop3, imap) = (Protocol::Pop3, Protocol::Imap);
        let player = after(pop3, &[]);
        check(&player, pop3, "U", &["SER ", "TF8"]);
        check(&player, pop3, "pa", &["ss "]);
        check(&player, pop3, "RE", &[]);
        check(&player, pop3, "USER an", &["na"]);
        check(&player, pop3, "AUTH pl", &["ain"]);
        let player = after(pop3, &["USER anna", "PASS geheim"]);
        check(&player, pop3, "TOP 1 ", &["5"]);
        let player = after(imap, &["a1 LOGIN anna geheim", "a2 SELECT INBOX"]);
        check(&player, imap, "a1 FETCH 1:* FL", &["AGS"]);
        check(&player, imap, "FETCH 1:* (FLAGS body.p", &["eek"]);
        check(&player, imap, "uid s", &["earch ", "tore ", "ort "]);
        check(&player, imap, "SELECT Tr", &["ash"]);
        check(&player, imap, "STORE 1 +F", &["LAGS", "LAGS.SILENT"]);
        check(&player, imap, "STORE 1 +FLAGS (\\Se", &["en"]);
        check(&player, imap, "SEARCH UNS", &["EEN"]);
        check(&player, imap, "SEARCH SINCE 1-J", &["an", "un", "ul"]);
        check(&player, imap, "THREAD R", &["EFERENCES"]);
        check(&player, imap, "LIST ", &["\"\""]);
        check(&player, imap, "LIST \"\" ", &["\"*\""]);
        check(&player, imap, "STATUS Sent (MESSAGES UN", &["SEEN"]);
        check(&player, imap, "NOOP", &[]);
    }
}
