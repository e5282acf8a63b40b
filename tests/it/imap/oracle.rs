//! imap-codec as the oracle: it must read all that this server writes, and what both read must mean the
//! same. And what a grammar must keep whatever it reads.

use imap_codec::decode::Decoder;
use imap_codec::encode::Encoder;
use imap_codec::{CommandCodec, GreetingCodec, ResponseCodec};
use postamt::engine::imap::command::{Command, Section, SectionText, StatusItem, Tag};
use postamt::engine::imap::grammar::{self, Outcome};
use postamt::engine::imap::response::{
    Code, Condition, Continue, FetchData, ListData, Piece, Response, Status,
};
use postamt::engine::imap::utf7;
use postamt::engine::mail::{Address, Envelope, Flags};
use postamt::engine::step::Reply;
use postamt::engine::time::Time;
use postamt::engine::wire::{Role, Wire};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::num::NonZeroU32;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_oracle_reads_every_response(response in response()) {
        let (wire, reply) = response.encode();
        let octets = wire.octets();
        match ResponseCodec::default().decode(octets) {
            Ok((rest, _)) => prop_assert!(rest.is_empty(), "{}: left over {rest:?}", wire.text()),
            Err(error) => prop_assert!(false, "{}: {error:?}", wire.text()),
        }
        prop_assert!(covered(&wire), "{}", wire.text());
        prop_assert_eq!(reply == Reply::Continue, octets.starts_with(b"+"));
    }

    #[test]
    fn the_oracle_reads_every_greeting(status in status(), which in 0..3usize) {
        let condition = [Condition::Ok, Condition::Preauth, Condition::Bye][which];
        let (wire, _) = Response::Untagged(Status { condition, ..status }).encode();
        let read = GreetingCodec::default().decode(wire.octets());
        prop_assert!(matches!(read, Ok((b"", _))), "{}: {read:?}", wire.text());
    }

    #[test]
    fn what_the_oracle_reads_means_the_same_here(line in command_line()) {
        let octets = line.as_bytes();
        let Ok((b"", theirs)) = CommandCodec::default().decode(octets) else {
            return Err(TestCaseError::fail(format!("the oracle cannot read {line:?}")));
        };
        let again = CommandCodec::default().encode(&theirs).dump();
        let (ours, restated) = (whole(octets), whole(&again));
        prop_assert!(ours.is_some(), "{line:?}: {:?}", grammar::read(octets).outcome);
        prop_assert_eq!(ours, restated, "{:?} and {:?}", line, String::from_utf8_lossy(&again));
    }

    #[test]
    fn every_proper_prefix_of_a_command_is_incomplete(line in command_line()) {
        for end in 0..line.len() {
            let prefix = &line.as_bytes()[..end];
            let outcome = grammar::read(prefix).outcome;
            let open = matches!(outcome, Outcome::Incomplete | Outcome::Literal(_));
            prop_assert!(open, "{:?}: {outcome:?}", prefix.escape_ascii().to_string());
        }
    }

    #[test]
    fn every_octet_of_a_command_has_a_role(line in command_line()) {
        let wire = Wire::labelled(line.as_bytes(), grammar::read(line.as_bytes()).spans);
        prop_assert!(covered(&wire));
        prop_assert!(wire.spans().iter().all(|span| span.role != Role::Junk), "{line:?}: {:?}", wire.spans());
    }

    #[test]
    fn no_octets_make_the_grammar_panic(octets in vec(any::<u8>(), 0..200)) {
        let reading = grammar::read(&octets);
        prop_assert!(reading.spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
        prop_assert!(reading.spans.iter().all(|span| span.end as usize <= octets.len()));
    }

    #[test]
    fn no_damage_makes_the_grammar_panic(
        line in command_line(), at in any::<prop::sample::Index>(), octet in any::<u8>(),
    ) {
        let mut octets = line.into_bytes();
        let at = at.index(octets.len());
        octets[at] = octet;
        if let Outcome::Invalid(mistake) = grammar::read(&octets).outcome {
            prop_assert!(mistake.at <= octets.len());
            prop_assert!(!mistake.expected.is_empty(), "{:?}", octets.escape_ascii().to_string());
        }
    }

    #[test]
    fn utf_7_comes_back_as_it_was(name in any::<String>()) {
        let wire = utf7::encode(&name);
        prop_assert!(wire.bytes().all(|octet| matches!(octet, b' '..=b'~')));
        prop_assert_eq!(utf7::decode(wire.as_bytes()), Some(name));
    }

    #[test]
    fn what_is_read_as_utf_7_is_written_so(wire in "[ -~]{0,8}(&[A-Za-z0-9+,]{0,8}-)?[ -~]{0,8}") {
        if let Some(name) = utf7::decode(wire.as_bytes()) {
            prop_assert_eq!(utf7::encode(&name), wire);
        }
    }
}

/// The command, if the octets are exactly one.
fn whole(octets: &[u8]) -> Option<Command> {
    let reading = grammar::read(octets);
    let ends = reading.spans.last().is_some_and(|span| span.end as usize == octets.len());
    reading.into_request().map(|request| request.command).filter(|_| ends)
}

/// Whether the spans cover all octets, in order and without gaps.
fn covered(wire: &Wire) -> bool {
    let mut end = 0;
    let touching = wire.spans().iter().all(|span| std::mem::replace(&mut end, span.end) == span.start);
    touching && end as usize == wire.octets().len()
}

fn tag() -> impl Strategy<Value = Tag> {
    "[A-Za-z0-9.-]{1,6}".prop_map(|tag| {
        let request = grammar::read(format!("{tag} NOOP\r\n").as_bytes()).into_request();
        request.expect("letters and digits are a tag").tag
    })
}

fn status() -> impl Strategy<Value = Status> {
    let condition = prop_oneof![Just(Condition::Ok), Just(Condition::No), Just(Condition::Bad)];
    (condition, option::of(code()), any::<String>()).prop_map(|(condition, code, text)| Status {
        condition,
        code,
        text: text.into(),
    })
}

fn code() -> impl Strategy<Value = Code> {
    prop_oneof![
        Just(Code::Alert),
        Just(Code::BadCharset(&[])),
        Just(Code::BadCharset(&["US-ASCII", "UTF-8"])),
        Just(Code::Capability(vec!["AUTH=PLAIN"])),
        Just(Code::Parse),
        flags().prop_map(|mut flags| {
            flags.push("\\*".to_owned());
            Code::PermanentFlags(flags)
        }),
        Just(Code::ReadOnly),
        Just(Code::ReadWrite),
        Just(Code::TryCreate),
        (1..=u32::MAX).prop_map(Code::UidNext),
        (1..=u32::MAX).prop_map(Code::UidValidity),
        (1..=u32::MAX).prop_map(Code::Unseen),
        (1..=u32::MAX, set()).prop_map(|(validity, uids)| Code::AppendUid(validity, uids)),
        (1..=u32::MAX, set(), set()).prop_map(|(validity, from, to)| Code::CopyUid(validity, from, to)),
        Just(Code::TooBig),
        Just(Code::UnknownCte),
        (1..=u32::MAX).prop_map(Code::MailboxId),
        Just(Code::AuthenticationFailed),
        Just(Code::AlreadyExists),
        Just(Code::NonExistent),
        Just(Code::Cannot),
        Just(Code::HasChildren),
        Just(Code::Limit),
        Just(Code::Closed),
        Just(Code::OverQuota),
        Just(Code::UseAttr),
        modseq(1).prop_map(Code::HighestModSeq),
        vec(1..=u32::MAX, 1..5).prop_map(Code::Modified),
    ]
}

/// RFC 7162 §7: 63 bits.
fn modseq(least: u64) -> impl Strategy<Value = u64> {
    prop_oneof![least..99, least..=i64::MAX as u64]
}

fn flags() -> impl Strategy<Value = Vec<String>> {
    vec("\\\\(Seen|Answered|Flagged|Deleted|Draft)|\\$?[a-zA-Z]{1,8}", 0..4)
}

fn response() -> impl Strategy<Value = Response> {
    let bye = status().prop_map(|status| Status { condition: Condition::Bye, ..status });
    let item = prop_oneof![Just(StatusItem::Messages), Just(StatusItem::Recent), Just(StatusItem::Unseen),];
    prop_oneof![
        (tag(), status()).prop_map(|(tag, status)| Response::Tagged(tag, status)),
        status().prop_map(Response::Untagged),
        bye.prop_map(Response::Untagged),
        Just(Response::Capability(vec!["AUTH=PLAIN", "UIDPLUS"])),
        list_data().prop_map(Response::List),
        list_data().prop_map(Response::Lsub),
        (any::<String>(), vec((item, 0..=u64::from(u32::MAX)), 1..4), 1..=u64::from(u32::MAX), modseq(0))
            .prop_map(|(mailbox, mut items, uid, modseq)| {
                items.extend([(StatusItem::UidNext, uid), (StatusItem::UidValidity, uid)]);
                items.push((StatusItem::HighestModSeq, modseq));
                items.extend([(StatusItem::Size, modseq), (StatusItem::DeletedStorage, modseq)]);
                Response::MailboxStatus { mailbox, items }
            }),
        (vec(1..=u32::MAX, 0..5), option::of(modseq(1))).prop_map(|(numbers, modseq)| {
            let modseq = modseq.filter(|_| !numbers.is_empty());
            Response::Search(numbers, modseq)
        }),
        vec(1..=u32::MAX, 0..5).prop_map(|numbers| Response::Sort(numbers, None)),
        threads().prop_map(Response::Thread),
        vec((prop_oneof![Just("STORAGE"), Just("MESSAGE")], modseq(0), modseq(0)), 1..3)
            .prop_map(Response::Quota),
        (any::<String>(), any::<bool>()).prop_map(|(mailbox, limited)| Response::QuotaRoot(mailbox, limited)),
        flags().prop_map(Response::Flags),
        any::<u32>().prop_map(Response::Exists),
        any::<u32>().prop_map(Response::Recent),
        (1..=u32::MAX).prop_map(Response::Expunge),
        (any::<bool>(), fixed_set()).prop_map(|(earlier, uids)| Response::Vanished { earlier, uids }),
        (1..=u32::MAX, vec(fetch_data(), 1..4)).prop_map(|(number, items)| Response::Fetch { number, items }),
        Just(Response::Continue(Continue::Text("Ready"))),
        vec(any::<u8>(), 1..20).prop_map(|challenge| Response::Continue(Continue::Challenge(challenge))),
    ]
}

fn list_data() -> impl Strategy<Value = ListData> {
    let delimiter = prop_oneof![Just(None), Just(Some('/')), Just(Some('\\')), Just(Some('"'))];
    let attributes = prop_oneof![Just(vec![]), Just(vec!["\\Noselect", "\\Marked"])];
    (attributes, delimiter, any::<String>()).prop_map(|(attributes, delimiter, mailbox)| ListData {
        attributes,
        delimiter,
        mailbox,
        child_info: false,
    })
}

fn octets() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..20), "[ -~]{0,20}".prop_map(String::into_bytes)]
}

fn fetch_data() -> impl Strategy<Value = FetchData> {
    prop_oneof![
        (flags(), any::<bool>()).prop_map(|(flags, recent)| {
            FetchData::Flags(Flags::of(flags.iter().map(String::as_str)), recent)
        }),
        (1..=u32::MAX).prop_map(FetchData::Uid),
        modseq(1).prop_map(FetchData::ModSeq),
        (0..4_000_000_000_000u64).prop_map(|time| FetchData::InternalDate("INTERNALDATE", Time(time))),
        any::<u32>().prop_map(FetchData::Rfc822Size),
        envelope().prop_map(|envelope| FetchData::Envelope(Box::new(envelope))),
        octets().prop_map(|octets| FetchData::Rfc822("RFC822", octets)),
        octets().prop_map(|octets| FetchData::Rfc822("RFC822.HEADER", octets)),
        octets().prop_map(|octets| FetchData::Rfc822("RFC822.TEXT", octets)),
        (section(), option::of(any::<u32>()), option::of(octets()))
            .prop_map(|(section, origin, data)| FetchData::Section { section, origin, data }),
    ]
}

fn section() -> impl Strategy<Value = Section> {
    let names = || vec("[!-~]{1,10}|[a-z \"\\\\]{0,5}", 1..3);
    let text = prop_oneof![
        Just(None),
        Just(Some(SectionText::Header)),
        Just(Some(SectionText::Text)),
        names().prop_map(|names| Some(SectionText::HeaderFields(names))),
        names().prop_map(|names| Some(SectionText::HeaderFieldsNot(names))),
    ];
    let part = vec((1..=u32::MAX).prop_map(|n| NonZeroU32::new(n).expect("above 0")), 0..3);
    (part, text, any::<bool>()).prop_map(|(part, text, mime)| {
        let text = if mime && !part.is_empty() { Some(SectionText::Mime) } else { text };
        Section { part, text }
    })
}

fn envelope() -> impl Strategy<Value = Envelope> {
    let value = || option::of(octets());
    let address = || {
        (value(), value(), value(), value()).prop_map(|(name, route, mailbox, host)| Address {
            name,
            route,
            mailbox,
            host,
        })
    };
    let list = || vec(address(), 0..3);
    let lists = (list(), list(), list(), list(), list(), list());
    (value(), value(), lists, value(), value()).prop_map(|(date, subject, lists, in_reply_to, message_id)| {
        let (from, sender, reply_to, to, cc, bcc) = lists;
        Envelope { date, subject, from, sender, reply_to, to, cc, bcc, in_reply_to, message_id }
    })
}

/// A command as a client may write it.
fn command_line() -> impl Strategy<Value = String> {
    ("[A-Za-z0-9.]{1,5}", command_text()).prop_map(|(tag, command)| format!("{tag} {command}\r\n"))
}

fn command_text() -> impl Strategy<Value = String> {
    let simple = keyword("(CAPABILITY|NOOP|LOGOUT|CHECK|CLOSE|EXPUNGE|AUTHENTICATE PLAIN)");
    let verb = keyword("(CREATE|DELETE|SUBSCRIBE|UNSUBSCRIBE)");
    let resync = (1..=u32::MAX, modseq(1), option::of(fixed_set()), option::of((1..9u32, 1..9u32))).prop_map(
        |(validity, modseq, known, matched)| {
            let known = known.map(|known| format!(" {known}")).unwrap_or_default();
            let matched = matched
                .map(|(from, size)| format!(" ({from}:{0} {1}:{2})", from + size, from + 3, from + size + 3));
            format!(" (QRESYNC ({validity} {modseq}{known}{}))", matched.unwrap_or_default())
        },
    );
    let select = ("SELECT|EXAMINE", mailbox(), prop_oneof!["( \\((CONDSTORE|condstore)\\))?", resync]);
    let status = "\\((MESSAGES|RECENT|UIDNEXT|UIDVALIDITY|UNSEEN|HIGHESTMODSEQ)( (SIZE|DELETED|DELETED-STORAGE|HIGHESTMODSEQ))?\\)";
    let mode = keyword("[+-]?FLAGS(\\.SILENT)?");
    let uid = || "(UID |uid )?";
    prop_oneof![
        simple,
        (verb, mailbox()).prop_map(|(verb, mailbox)| format!("{verb} {mailbox}")),
        select.prop_map(|(verb, mailbox, params)| format!("{verb} {mailbox}{params}")),
        (astring(), astring()).prop_map(|(user, password)| format!("LOGIN {user} {password}")),
        (mailbox(), mailbox()).prop_map(|(from, to)| format!("RENAME {from} {to}")),
        ("LIST|LSUB", mailbox(), pattern())
            .prop_map(|(verb, from, pattern)| format!("{verb} {from} {pattern}")),
        (mailbox(), status).prop_map(|(mailbox, items)| format!("STATUS {mailbox} {items}")),
        (mailbox(), option::of(flag_list()), option::of(date_time()), literal()).prop_map(
            |(mailbox, flags, date, message)| {
                let flags = flags.map(|flags| flags + " ").unwrap_or_default();
                let date = date.map(|date| date + " ").unwrap_or_default();
                format!("APPEND {mailbox} {flags}{date}{message}")
            }
        ),
        (uid(), option::of("US-ASCII|utf-8"), vec(search_key(), 1..4)).prop_map(|(uid, charset, keys)| {
            let charset = charset.map(|charset| format!("CHARSET {charset} ")).unwrap_or_default();
            format!("{uid}SEARCH {charset}{}", keys.join(" "))
        }),
        astring().prop_map(|root| format!("GETQUOTA {root}")),
        mailbox().prop_map(|mailbox| format!("GETQUOTAROOT {mailbox}")),
        (astring(), vec("(STORAGE|MESSAGE|MAILBOX|X-COOKIES) (0|[1-9][0-9]{0,17})", 0..3))
            .prop_map(|(root, limits)| format!("SETQUOTA {root} ({})", limits.join(" "))),
        (uid(), sort_criteria(), "US-ASCII|\"utf-8\"", vec(search_key(), 1..3)).prop_map(
            |(uid, criteria, charset, keys)| format!("{uid}SORT ({criteria}) {charset} {}", keys.join(" "))
        ),
        (uid(), "REFERENCES|orderedsubject", "US-ASCII|utf-8", vec(search_key(), 1..3)).prop_map(
            |(uid, algorithm, charset, keys)| format!("{uid}THREAD {algorithm} {charset} {}", keys.join(" "))
        ),
        (uid(), set(), fetch_items(), option::of(modseq(1))).prop_map(|(uid, set, items, since)| {
            let vanished = if uid.is_empty() { "" } else { " VANISHED" };
            let since = since.map(|modseq| format!(" (CHANGEDSINCE {modseq}{vanished})")).unwrap_or_default();
            format!("{uid}FETCH {set} {items}{since}")
        }),
        (uid(), set(), option::of(modseq(0)), mode, prop_oneof![flag_list(), flag()]).prop_map(
            |(uid, set, unchanged, mode, flags)| {
                let unchanged =
                    unchanged.map(|modseq| format!("(UNCHANGEDSINCE {modseq}) ")).unwrap_or_default();
                format!("{uid}STORE {set} {unchanged}{mode} {flags}")
            }
        ),
        (uid(), set(), "COPY|MOVE", mailbox())
            .prop_map(|(uid, set, verb, mailbox)| format!("{uid}{verb} {set} {mailbox}")),
    ]
}

fn sort_criteria() -> impl Strategy<Value = String> {
    vec("(REVERSE |reverse )?(ARRIVAL|CC|DATE|FROM|SIZE|subject|TO)", 1..4).prop_map(|keys| keys.join(" "))
}

/// Threads that nest as deep as the oracle follows.
fn threads() -> impl Strategy<Value = Vec<Piece>> {
    let members = || vec((1..=u32::MAX).prop_map(Piece::Number), 1..4);
    let leaf = members().prop_map(|members| [&[Piece::Open], &members[..], &[Piece::Close]].concat());
    let thread = leaf.prop_recursive(3, 12, 3, move |inner| {
        (option::of(members()), vec(inner, 2..4)).prop_map(|(members, nested)| {
            [&[Piece::Open], &members.unwrap_or_default()[..], &nested.concat()[..], &[Piece::Close]].concat()
        })
    });
    vec(thread, 0..4).prop_map(|threads| threads.concat())
}

fn mailbox() -> impl Strategy<Value = String> {
    prop_oneof![Just("INBOX".to_owned()), Just("Entw&APw-rfe/2003".to_owned()), astring()]
        .prop_filter("INBOX is one name in any case", |name| !name.eq_ignore_ascii_case("inbox"))
}

fn pattern() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z/%*.]{1,8}", quoted(), literal()]
}

fn astring() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9!#$&'+,./:;<=>?@^_`|}~\\[\\]-]{1,8}", quoted(), literal()]
}

fn quoted() -> impl Strategy<Value = String> {
    "\"([ !#-\\[\\]-~]|\\\\\"|\\\\\\\\){0,8}\""
}

fn literal() -> impl Strategy<Value = String> {
    "[\x01-~\u{e4}]{0,12}".prop_map(|text| format!("{{{}}}\r\n{text}", text.len()))
}

/// Sets whose ranges ascend and do not touch: the oracle writes others in that form anyway, and
/// `sequence` has its own tests.
fn set() -> impl Strategy<Value = String> {
    let ranges = vec((2..50u32, 0..9u32), 1..4);
    (ranges, option::of(Just("*"))).prop_map(|(ranges, star)| {
        let mut at = 0;
        let mut parts = Vec::new();
        for (gap, length) in ranges {
            let (first, last) = (at + gap, at + gap + length);
            parts.push(if length == 0 { format!("{first}") } else { format!("{first}:{last}") });
            at = last;
        }
        parts.extend(star.map(|star| format!("{}:{star}", at + 2)));
        parts.join(",")
    })
}

/// A set without `*`.
fn fixed_set() -> impl Strategy<Value = String> {
    set().prop_map(|set| set.trim_end_matches(":*").to_owned())
}

/// Keywords in upper or lower case.
fn keyword(words: &'static str) -> impl Strategy<Value = String> + Clone {
    (words, any::<bool>()).prop_map(|(word, lower)| if lower { word.to_ascii_lowercase() } else { word })
}

fn flag() -> impl Strategy<Value = String> {
    "\\\\(Seen|Answered|Flagged|Deleted|Draft)|[a-zA-Z$][a-zA-Z0-9_-]{0,6}"
}

fn flag_list() -> impl Strategy<Value = String> {
    vec(flag(), 0..4).prop_map(|flags| format!("({})", flags.join(" ")))
}

fn date() -> impl Strategy<Value = String> {
    "(1|02|28)-(Jan|Feb|mar|DEC)-(19[7-9][0-9]|20[0-3][0-9])"
}

fn date_time() -> impl Strategy<Value = String> {
    "\"( [1-9]|[12][0-8])-(Jan|Feb|Oct|Dec)-20[0-3][0-9] [01][0-9]:[0-5][0-9]:[0-5][0-9] [+-](0[0-9]|1[01])[0-5][0-9]\""
}

fn fetch_items() -> impl Strategy<Value = String> {
    let section = "(HEADER|TEXT|[1-9](\\.[1-9])?(\\.(HEADER|TEXT|MIME))?|HEADER\\.FIELDS(\\.NOT)? \\((Date|To)( Subject)?\\))?";
    let partial = "(<(0|[1-9][0-9]{0,3})\\.[1-9][0-9]{0,3}>)?";
    let body = ("BODY(\\.PEEK)?", section, partial)
        .prop_map(|(name, section, partial)| format!("{name}[{section}]{partial}"));
    let simple = keyword(
        "(ENVELOPE|FLAGS|INTERNALDATE|RFC822|RFC822\\.(HEADER|SIZE|TEXT)|BODY|BODYSTRUCTURE|UID|MODSEQ)",
    );
    let binary = ("BINARY(\\.PEEK)?", "([1-9](\\.[1-9])?)?", partial)
        .prop_map(|(name, part, partial)| format!("{name}[{part}]{partial}"));
    let size = "BINARY\\.SIZE\\[([1-9](\\.[1-9])?)?\\]";
    let item = prop_oneof![3 => simple, 3 => body, 1 => binary, 1 => size];
    prop_oneof![
        "ALL|FAST|FULL",
        item.clone(),
        vec(item, 1..4).prop_map(|items| format!("({})", items.join(" "))),
    ]
}

fn search_key() -> impl Strategy<Value = String> {
    let bare = keyword("(ALL|NEW|OLD|RECENT|(UN)?(ANSWERED|DELETED|DRAFT|FLAGGED|SEEN))");
    let leaf = prop_oneof![
        bare,
        ("BCC|BODY|CC|FROM|SUBJECT|TEXT|TO", astring()).prop_map(|(key, text)| format!("{key} {text}")),
        ("(UN)?KEYWORD", "[a-z]{1,6}").prop_map(|(key, word)| format!("{key} {word}")),
        ("BEFORE|ON|SINCE|SENTBEFORE|SENTON|SENTSINCE", date())
            .prop_map(|(key, date)| format!("{key} {date}")),
        ("YOUNGER|OLDER", 1..=u32::MAX).prop_map(|(key, seconds)| format!("{key} {seconds}")),
        ("LARGER|SMALLER", any::<u32>()).prop_map(|(key, size)| format!("{key} {size}")),
        ("[A-Za-z-]{1,8}", astring()).prop_map(|(name, text)| format!("HEADER {name} {text}")),
        set().prop_map(|set| format!("UID {set}")),
        ("( \"/flags/(\\\\\\\\Seen|neu)\" (priv|shared|all))?", modseq(0))
            .prop_map(|(entry, modseq)| format!("MODSEQ{entry} {modseq}")),
        set(),
    ];
    leaf.prop_recursive(3, 12, 3, |key| {
        prop_oneof![
            key.clone().prop_map(|key| format!("NOT {key}")),
            (key.clone(), key.clone()).prop_map(|(one, other)| format!("OR {one} {other}")),
            vec(key, 1..4).prop_map(|keys| format!("({})", keys.join(" "))),
        ]
    })
}
