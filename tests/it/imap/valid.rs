//! Commands made by the grammar of RFC 3501 §9 and the extensions: none of them is ever BAD. A limit is NO.

use crate::support::world;
use postamt::engine::imap::LINE_MAX;
use postamt::engine::step::Party;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const ONE: ConnectionId = ConnectionId(1);

type Text = BoxedStrategy<String>;

/// One of these words.
fn one_of(words: &'static [&'static str]) -> Text {
    select(words).prop_map(str::to_owned).boxed()
}

/// So many of them, with a space between two.
fn some(each: Text, least: usize, most: usize) -> Text {
    vec(each, least..=most).prop_map(|all| all.join(" ")).boxed()
}

fn list(each: Text, least: usize, most: usize) -> Text {
    some(each, least, most).prop_map(|inner| format!("({inner})")).boxed()
}

fn atom() -> Text {
    "[A-Za-z0-9$+!#&'./:;<=>?@^_`|~,-]{1,12}".prop_map(|text| text).boxed()
}

/// `string = quoted / literal`
fn string() -> Text {
    let quoted = "([a-zA-Z0-9 (){}%*&\\]\\[-]|\\\\\\\\|\\\\\"){0,12}".prop_map(|text| format!("\"{text}\""));
    let literal = "[ -~\r\n\u{e4}\u{20ac}]{0,12}".prop_map(|text| format!("{{{}+}}\r\n{text}", text.len()));
    prop_oneof![3 => quoted, 1 => literal].boxed()
}

fn astring() -> Text {
    prop_oneof![atom(), string(), "[A-Za-z0-9\\]]{1,9}".prop_map(|text| text)].boxed()
}

fn nstring() -> Text {
    prop_oneof![3 => string(), 1 => one_of(&["NIL", "nil"])].boxed()
}

fn mailbox() -> Text {
    prop_oneof![2 => one_of(&["INBOX", "inbox", "Archiv", "\"Entw&APw-rfe\"", "a/b"]), 1 => astring()].boxed()
}

fn pattern() -> Text {
    prop_oneof![
        one_of(&["*", "%", "\"\"", "INBOX*"]),
        "[A-Za-z0-9%*&\\]/-]{1,9}".prop_map(|text| text),
        string()
    ]
    .boxed()
}

fn set(most: u32) -> Text {
    let number =
        move || prop_oneof![4 => (1..=most).prop_map(|number| number.to_string()), 1 => Just("*".to_owned())];
    let range =
        prop_oneof![number(), (number(), number()).prop_map(|(first, last)| format!("{first}:{last}"))];
    prop_oneof![9 => vec(range, 1..5).prop_map(|ranges| ranges.join(",")), 1 => Just("$".to_owned())].boxed()
}

fn number() -> Text {
    prop_oneof![any::<u32>(), 0..9u32].prop_map(|number| number.to_string()).boxed()
}

fn nz_number() -> Text {
    prop_oneof![1..=u32::MAX, 1..9u32].prop_map(|number| number.to_string()).boxed()
}

fn month() -> Text {
    one_of(&["Jan", "feb", "MAR", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"])
}

/// `date-day = 1*2DIGIT`, `date-year = 4DIGIT`, with quotes or without.
fn date() -> Text {
    let day = prop_oneof![
        (0..100u32).prop_map(|day| day.to_string()),
        (0..10u32).prop_map(|day| format!("0{day}"))
    ];
    let date = (day, month(), 0..10_000u32).prop_map(|(day, month, year)| format!("{day}-{month}-{year:04}"));
    (date, any::<bool>()).prop_map(|(date, quoted)| if quoted { format!("\"{date}\"") } else { date }).boxed()
}

fn date_time() -> Text {
    let day = prop_oneof![
        (0..100u32).prop_map(|day| format!("{day:02}")),
        (0..10u32).prop_map(|day| format!(" {day}"))
    ];
    let digits = || 0..100u32;
    (day, month(), 0..10_000u32, (digits(), digits(), digits()), any::<bool>(), 0..10_000u32)
        .prop_map(|(day, month, year, (hour, minute, second), east, zone)| {
            let sign = if east { '+' } else { '-' };
            format!("\"{day}-{month}-{year:04} {hour:02}:{minute:02}:{second:02} {sign}{zone:04}\"")
        })
        .boxed()
}

fn flag() -> Text {
    let known =
        one_of(&["\\Seen", "\\DELETED", "\\flagged", "\\Answered", "\\Draft", "\\Other", "$Junk", "neu"]);
    let any = "[A-Za-z0-9$_.-]{1,9}".prop_filter("no flag", |name| !name.eq_ignore_ascii_case("recent"));
    prop_oneof![3 => known, 1 => any].boxed()
}

fn search_key() -> Text {
    let name =
        |name: &'static str, argument: Text| argument.prop_map(move |it| format!("{name} {it}")).boxed();
    let leaf = prop_oneof![
        one_of(&["ALL", "answered", "DELETED", "DRAFT", "FLAGGED", "NEW", "OLD", "RECENT", "SEEN", "UNSEEN"]),
        one_of(&["UNANSWERED", "UNDELETED", "UNDRAFT", "UNFLAGGED", "SAVEDATESUPPORTED"]),
        (one_of(&["BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO"]), astring())
            .prop_map(|(key, text)| format!("{key} {text}")),
        (
            one_of(&["BEFORE", "ON", "SINCE", "SENTBEFORE", "SENTON", "SENTSINCE", "SAVEDBEFORE", "SAVEDON"]),
            date()
        )
            .prop_map(|(key, date)| format!("{key} {date}")),
        (astring(), astring()).prop_map(|(field, text)| format!("HEADER {field} {text}")),
        (one_of(&["KEYWORD", "UNKEYWORD"]), "[A-Za-z$]{1,6}").prop_map(|(key, flag)| format!("{key} {flag}")),
        name("LARGER", number()),
        name("SMALLER", number()),
        name("YOUNGER", nz_number()),
        name("OLDER", nz_number()),
        name("UID", set(200)),
        name("MODSEQ", number()),
        Just("MODSEQ \"/flags/\\\\draft\" all 7".to_owned()),
        set(9),
    ];
    leaf.prop_recursive(20, 60, 3, |key| {
        prop_oneof![
            key.clone().prop_map(|key| format!("NOT {key}")),
            (key.clone(), key.clone()).prop_map(|(one, other)| format!("OR {one} {other}")),
            list(key.boxed(), 1, 3),
        ]
    })
    .boxed()
}

fn fetch_items() -> Text {
    let part =
        vec(1..20u32, 1..4).prop_map(|part| part.iter().map(u32::to_string).collect::<Vec<_>>().join("."));
    let fields = list(astring(), 1, 3).prop_map(|names| format!("HEADER.FIELDS {names}"));
    let not = list(astring(), 1, 3).prop_map(|names| format!("header.fields.not {names}"));
    let text = prop_oneof![one_of(&["HEADER", "TEXT"]), fields, not].boxed();
    let section = prop_oneof![
        Just(String::new()),
        text.clone(),
        part.clone(),
        (part.clone(), prop_oneof![text, one_of(&["MIME"])])
            .prop_map(|(part, text)| format!("{part}.{text}")),
    ];
    let partial = prop_oneof![
        Just(String::new()),
        (number(), nz_number()).prop_map(|(from, count)| format!("<{from}.{count}>"))
    ];
    let body = (one_of(&["BODY", "BODY.PEEK"]), section, partial.clone())
        .prop_map(|(name, section, partial)| format!("{name}[{section}]{partial}"));
    let binary = (one_of(&["BINARY", "binary.peek"]), prop_oneof![Just(String::new()), part], partial)
        .prop_map(|(name, part, partial)| format!("{name}[{part}]{partial}"));
    let plain = one_of(&[
        "ENVELOPE",
        "FLAGS",
        "INTERNALDATE",
        "RFC822",
        "RFC822.HEADER",
        "RFC822.SIZE",
        "RFC822.TEXT",
        "BODY",
        "BODYSTRUCTURE",
        "uid",
        "MODSEQ",
        "SAVEDATE",
        "PREVIEW",
        "PREVIEW (LAZY)",
        "BINARY.SIZE[1]",
    ]);
    let item = prop_oneof![3 => plain, 2 => body, 1 => binary].boxed();
    prop_oneof![1 => one_of(&["ALL", "FULL", "fast"]), 2 => item.clone(), 3 => list(item, 1, 4)].boxed()
}

fn message() -> Text {
    let flags = prop_oneof![Just(String::new()), list(flag(), 0, 3).prop_map(|flags| format!(" {flags}"))];
    let date = prop_oneof![Just(String::new()), date_time().prop_map(|date| format!(" {date}"))];
    let octets =
        ("~?", "[ -~\r\n]{0,20}").prop_map(|(binary, text)| format!("{binary}{{{}+}}\r\n{text}", text.len()));
    (flags, date, octets).prop_map(|(flags, date, octets)| format!("{flags}{date} {octets}")).boxed()
}

fn command() -> Text {
    let with =
        |name: &'static str, argument: Text| argument.prop_map(move |it| format!("{name} {it}")).boxed();
    let status = || {
        let items = one_of(&[
            "MESSAGES",
            "RECENT",
            "UIDNEXT",
            "UIDVALIDITY",
            "UNSEEN",
            "SIZE",
            "APPENDLIMIT",
            "HIGHESTMODSEQ",
        ]);
        list(items, 1, 3)
    };
    let uid = |name: &'static str, rest: &dyn Fn(u32) -> Text| {
        let numbers = rest(3).prop_map(move |rest| format!("{name} {rest}"));
        prop_oneof![numbers, rest(u32::MAX).prop_map(move |rest| format!("UID {name} {rest}"))].boxed()
    };
    let pair = || (astring(), mailbox()).prop_map(|(one, other)| format!("{one} {other}")).boxed();
    let search = || {
        let returns = prop_oneof![
            2 => Just(String::new()),
            1 => list(one_of(&["MIN", "MAX", "ALL", "COUNT", "SAVE"]), 0, 3).prop_map(|all| format!("RETURN {all} ")),
            1 => list(one_of(&["MIN", "PARTIAL 1:2", "COUNT PARTIAL -2:-5000"]), 1, 1).prop_map(|all| format!("RETURN {all} "))
        ];
        let charset = prop_oneof![
            2 => Just(String::new()),
            1 => prop_oneof![one_of(&["UTF-8", "us-ascii"]), astring()].prop_map(|name| format!("CHARSET {name} "))
        ];
        (returns, charset, some(search_key(), 1, 3))
            .prop_map(|(returns, charset, keys)| format!("{returns}{charset}{keys}"))
            .boxed()
    };
    let criteria =
        list(one_of(&["ARRIVAL", "CC", "REVERSE DATE", "FROM", "SIZE", "reverse subject", "TO"]), 1, 3);
    let charset = prop_oneof![one_of(&["UTF-8", "US-ASCII"]), atom(), Just("\"utf-8\"".to_owned())].boxed();
    let sort = (criteria, charset.clone(), some(search_key(), 1, 2))
        .prop_map(|(criteria, charset, keys)| format!("SORT {criteria} {charset} {keys}"));
    let thread = (one_of(&["REFERENCES", "orderedsubject"]), charset, some(search_key(), 1, 2))
        .prop_map(|(algorithm, charset, keys)| format!("THREAD {algorithm} {charset} {keys}"));
    let store = |most: u32| {
        let flags = prop_oneof![list(flag(), 0, 3), some(flag(), 1, 3)];
        let since = prop_oneof![2 => Just(String::new()), 1 => number().prop_map(|it| format!("(UNCHANGEDSINCE {it}) "))];
        let item = one_of(&["FLAGS", "+FLAGS", "-flags", "FLAGS.SILENT", "+FLAGS.SILENT", "-FLAGS.SILENT"]);
        (set(most), since, item, flags)
            .prop_map(|(set, since, item, flags)| format!("{set} {since}{item} {flags}"))
            .boxed()
    };
    let fetch = |most: u32| {
        let since = prop_oneof![3 => Just(String::new()), 1 => nz_number().prop_map(|it| format!(" (CHANGEDSINCE {it})"))];
        (set(most), fetch_items(), since)
            .prop_map(|(set, items, since)| format!("{set} {items}{since}"))
            .boxed()
    };
    let copy =
        |most: u32| (set(most), mailbox()).prop_map(|(set, mailbox)| format!("{set} {mailbox}")).boxed();
    let replace = |most: u32| {
        (1..=most, mailbox(), message())
            .prop_map(|(number, mailbox, new)| format!("{number} {mailbox}{new}"))
            .boxed()
    };
    let id = (string(), nstring()).prop_map(|(name, value)| format!("{name} {value}")).boxed();
    let select_options =
        list(one_of(&["SUBSCRIBED", "REMOTE", "SPECIAL-USE", "SUBSCRIBED RECURSIVEMATCH"]), 0, 2);
    let return_options = prop_oneof![
        list(one_of(&["SUBSCRIBED", "CHILDREN", "SPECIAL-USE"]), 0, 3),
        status().prop_map(|items| format!("(STATUS {items})")),
    ];
    prop_oneof![
        one_of(&["NOOP", "CAPABILITY", "CHECK", "EXPUNGE", "NAMESPACE"]),
        uid("FETCH", &fetch),
        uid("STORE", &store),
        uid("COPY", &copy),
        uid("MOVE", &copy),
        uid("REPLACE", &replace),
        set(200).prop_map(|set| format!("UID EXPUNGE {set}")),
        prop_oneof![with("SEARCH", search()), with("UID SEARCH", search())],
        prop_oneof![sort, thread],
        (mailbox(), vec(message(), 1..3)).prop_map(|(name, all)| format!("APPEND {name}{}", all.concat())),
        prop_oneof![with("CREATE", mailbox()), with("DELETE", mailbox()), with("SUBSCRIBE", mailbox())],
        prop_oneof![with("UNSUBSCRIBE", mailbox()), with("RENAME", pair()), with("GETQUOTAROOT", mailbox())],
        (mailbox(), pattern()).prop_map(|(reference, pattern)| format!("LIST {reference} {pattern}")),
        (mailbox(), pattern()).prop_map(|(reference, pattern)| format!("LSUB {reference} {pattern}")),
        (select_options, mailbox(), list(pattern(), 1, 3), return_options).prop_map(
            |(which, reference, patterns, what)| format!("LIST {which} {reference} {patterns} RETURN {what}")
        ),
        (mailbox(), status()).prop_map(|(mailbox, items)| format!("STATUS {mailbox} {items}")),
        prop_oneof![with("ID", list(id, 0, 4)), one_of(&["ID NIL", "id nil"])],
    ]
    .boxed()
}

fn selected() -> Lab {
    let mut lab = Lab::new(world::default_scenario());
    lab.run(&Action::Connect { connection: ONE, protocol: Protocol::Imap, greeting: Greeting::Preauth });
    assert!(replies(&mut lab, "a SELECT INBOX").iter().any(|line| line.starts_with("a OK")));
    lab
}

fn replies(lab: &mut Lab, command: &str) -> Vec<String> {
    let turns = lab.run(&Action::Send { connection: ONE, octets: format!("{command}\r\n").into_bytes() });
    let server = turns.iter().flat_map(|turn: &Turn| turn.wires(Party::Server));
    server.map(|wire| wire.text().trim_end().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_command_that_is_valid_by_the_grammar_is_never_bad(command in command()) {
        let mut lab = selected();
        let replies = replies(&mut lab, &format!("b {command}"));
        let answer = replies.last().map_or("", String::as_str);
        prop_assert!(answer.starts_with("b OK") || answer.starts_with("b NO"), "{command:?}: {replies:?}");
        prop_assert!(replies.iter().all(|line| !line.starts_with("* BAD") && !line.starts_with("* BYE")), "{replies:?}");
    }

    /// Nesting of any depth: right, or beyond the limit.
    #[test]
    fn a_search_of_any_depth_is_answered_or_beyond_the_limit(depth in 0..3000usize, kind in 0..4usize) {
        let key = match kind {
            0 => format!("{}ALL", "NOT ".repeat(depth)),
            1 => format!("{}ALL{}", "(".repeat(depth), ")".repeat(depth)),
            2 => format!("{}ALL", "OR SEEN ".repeat(depth)),
            _ => format!("{}ALL{}", "OR ".repeat(depth), " SEEN".repeat(depth)),
        };
        let replies = replies(&mut selected(), &format!("b SEARCH {key}"));
        let expected = if depth <= 100 { "b OK" } else { "b NO [LIMIT]" };
        prop_assert!(replies.last().is_some_and(|line| line.starts_with(expected)), "{replies:?}");
    }
}

/// Each limit of docs/standards.md that a command can meet: the command, and the answer.
#[test]
fn each_limit_answers_no_with_its_code() {
    let long = "x".repeat(LINE_MAX);
    let keywords = |from: usize, count: usize| {
        let names: Vec<String> = (from..from + count).map(|number| format!("k{number}")).collect();
        names.join(" ")
    };
    let name = "n".repeat(256);
    let cases = [
        (format!("b LOGIN {long}"), "LIMIT"),
        (format!("b LIST \"\" {{{}}}", LINE_MAX + 1), "LIMIT"),
        (format!("b SEARCH {}ALL", "NOT ".repeat(101)), "LIMIT"),
        (format!("b STORE 1 FLAGS ({})", keywords(0, 101)), "LIMIT"),
        (format!("b APPEND INBOX ({}) {{1+}}\r\nx", keywords(0, 101)), "LIMIT"),
        (format!("b REPLACE 1 INBOX ({}) {{1+}}\r\nx", keywords(0, 101)), "LIMIT"),
        ("b APPEND INBOX {10485761}".to_owned(), "TOOBIG"),
        ("b REPLACE 1 INBOX {10485761}".to_owned(), "TOOBIG"),
        ("b APPEND INBOX {4294967295}".to_owned(), "TOOBIG"),
        (format!("b CREATE {name}"), "LIMIT"),
        (format!("b RENAME INBOX {name}"), "LIMIT"),
        (format!("b CREATE {}", "n/".repeat(120)), "OK"),
        (format!("b CREATE {}n", "m/".repeat(1001).get(..250).unwrap_or_default()), "OK"),
    ];
    for (command, code) in cases {
        let replies = replies(&mut selected(), &command);
        let expected = if code == "OK" { "b OK".to_owned() } else { format!("b NO [{code}]") };
        let shown: String = command.chars().take(60).collect();
        assert!(replies.last().is_some_and(|line| line.starts_with(&expected)), "{shown}: {replies:?}");
    }
    // Keywords of a mailbox: ten times a hundred, and one more, until they are given up.
    let mut lab = selected();
    for round in 0..10 {
        let command = format!("b APPEND INBOX ({}) {{1+}}\r\nx", keywords(round * 100, 100));
        assert!(replies(&mut lab, &command).last().is_some_and(|line| line.starts_with("b OK")), "{round}");
    }
    for command in
        ["STORE 1 +FLAGS (k1 NEU)", "APPEND INBOX (neu) {1+}\r\nx", "REPLACE 1 INBOX (neu) {1+}\r\nx"]
    {
        let replies = replies(&mut lab, &format!("b {command}"));
        assert!(
            replies.last().is_some_and(|line| line.starts_with("b NO [LIMIT]")),
            "{command}: {replies:?}"
        );
    }
    for command in ["STORE 1 +FLAGS (k1 K999)", "STORE * FLAGS ()", "STORE 1 +FLAGS (neu)"] {
        let replies = replies(&mut lab, &format!("b {command}"));
        assert!(replies.last().is_some_and(|line| line.starts_with("b OK")), "{command}: {replies:?}");
    }
    // Mailboxes of an account, and subscriptions.
    let mut lab = selected();
    let answers: Vec<String> =
        (0..1000).filter_map(|number| replies(&mut lab, &format!("b CREATE m{number}")).pop()).collect();
    assert!(answers.iter().all(|line| line.starts_with("b OK") || line.starts_with("b NO [LIMIT]")));
    assert!(answers.last().is_some_and(|line| line.starts_with("b NO [LIMIT]")));
}
