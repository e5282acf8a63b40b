use super::*;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::{Action, Greeting};
use expect_test::{Expect, expect};
use std::fmt::Write as _;

const ID: ConnectionId = ConnectionId(1);

fn after(protocol: Protocol, lines: &[&str]) -> Player {
    let connect = Action::Connect { connection: ID, protocol, greeting: Greeting::Ok };
    let send = |line: &&str| Action::Send { connection: ID, octets: format!("{line}\r\n").into_bytes() };
    Player::replay(&SCENARIOS[0], [connect].into_iter().chain(lines.iter().map(send)))
}

/// Each draft with what is said of it and the line that was meant, in one language.
#[track_caller]
fn check(lang: &str, protocol: Protocol, before: &[&str], tags: bool, drafts: &[&str], expect: Expect) {
    let player = after(protocol, before);
    let lang = Lang::parse(lang).expect("a language");
    let mut text = String::new();
    for draft in drafts {
        let it = Understood::of(&player, ID, protocol, draft, tags, lang);
        let sign = if it.objects {
            '!'
        } else if it.complete {
            '.'
        } else {
            '>'
        };
        let mend = it.mend.map(|line| format!(" => {line}")).unwrap_or_default();
        let _ = writeln!(text, "{draft:?} {sign} {}{mend}", it.said);
    }
    expect.assert_eq(&text);
}

const IN: &[&str] = &["a1 LOGIN anna geheim", "a2 SELECT INBOX"];
const INSIDE: &[&str] = &["USER anna", "PASS geheim"];

#[test]
fn what_is_due_missing_or_wrong() {
    check(
        "en",
        Protocol::Imap,
        IN,
        true,
        &[
            "S",
            "SEL",
            "LOGIN anna",
            "FETCH",
            "FETCH ",
            "FETCH 1 (FLAGS",
            "FETCH 1 FLAX",
            "FETCH 1 FLAGS",
            "FETCH 99 FLAGS",
            "STORE 1 +FLAGS",
            "SEARCH FROM",
            "SELECT \"IN",
            "APPEND Drafts {14}",
            "NOOP now",
            "ID ",
            "COPY 1:2 ",
        ],
        expect![[r#"
            "S" > So far it may become: SELECT, SUBSCRIBE, STATUS, SETQUOTA, SEARCH, STORE, …
            "SEL" > So far it may become: SELECT
            "LOGIN anna" ! LOGIN works only before login. That takes a new connection.
            "FETCH" > Still missing: set items
            "FETCH " > Still missing: set items
            "FETCH 1 (FLAGS" > Next: a space or ")"
            "FETCH 1 FLAX" ! Octet 12: “FLAX” is nothing that FETCH knows. It fetches FLAGS, UID, ENVELOPE, RFC822.SIZE, BODY[] and others, for example: FETCH 1 (FLAGS ENVELOPE)
            "FETCH 1 FLAGS" . Complete: Enter sends it.
            "FETCH 99 FLAGS" ! Octet 10: There is no message 99: the mailbox has 7 messages, numbered without gaps.
            "STORE 1 +FLAGS" > Still missing: flags
            "SEARCH FROM" > Next: a space
            "SELECT \"IN" > Next: QUOTED-CHAR or DQUOTE
            "APPEND Drafts {14}" . Complete so far: after Enter the server asks for the literal of 14 octets.
            "NOOP now" ! Octet 8: There is more on the line than NOOP takes, be it only a space at the end. Right is, for example: NOOP
            "ID " > Still missing: NIL | (fields)
            "COPY 1:2 " > Still missing: mailbox
        "#]],
    );
    check(
        "de",
        Protocol::Pop3,
        &[],
        true,
        &["U", "USER", "USER ", "USER anna", "PASS geheim", "RETR 1", "TOP 1", "APOP anna 12", "STAT "],
        expect![[r#"
            "U" > Das kann noch werden: USER, UTF8
            "USER" > Es fehlt noch: name
            "USER " > Es fehlt noch: name
            "USER anna" . Vollständig: Enter schickt es ab.
            "PASS geheim" . PASS gilt nur nach USER, und nach einer gescheiterten Anmeldung ist der Name vergessen: Schick zuerst wieder USER.
            "RETR 1" ! RETR geht erst nach der Anmeldung. Schick zuerst USER, dann PASS, dann RETR.
            "TOP 1" ! TOP geht erst nach der Anmeldung. Schick zuerst USER, dann PASS, dann TOP.
            "APOP anna 12" > Als Nächstes: digest
            "STAT " ! STAT geht erst nach der Anmeldung. Schick zuerst USER, dann PASS, dann STAT.
        "#]],
    );
}

#[test]
fn near_misses_have_the_line_that_was_meant() {
    check(
        "en",
        Protocol::Imap,
        IN,
        true,
        &[
            "RETR 3",
            "QUIT",
            "TOP 3 5",
            "DELE 2",
            "FETHC 3 FLAGS",
            "LIST *",
            "LIST \"\"",
            "SELECT “INBOX”",
            "WIBBLE",
        ],
        expect![[r#"
            "RETR 3" ! Octet 4: This server does not know a command “RETR”; CAPABILITY tells what it can do. => FETCH 3 BODY[]
            "QUIT" ! Octet 4: This server does not know a command “QUIT”; CAPABILITY tells what it can do. => LOGOUT
            "TOP 3 5" ! Octet 4: This server does not know a command “TOP”; CAPABILITY tells what it can do. => FETCH 3 BODY.PEEK[HEADER]
            "DELE 2" ! Octet 4: This server does not know a command “DELE”; CAPABILITY tells what it can do. => STORE 2 +FLAGS (\Deleted)
            "FETHC 3 FLAGS" ! Octet 4: This server does not know a command “FETHC”; CAPABILITY tells what it can do. => FETCH 3 FLAGS
            "LIST *" ! Octet 9: “*” does not fit here. LIST has the form LIST reference pattern, for example: LIST "" "*" => LIST "" *
            "LIST \"\"" > Still missing: pattern
            "SELECT “INBOX”" ! A keyboard has set “ ” by itself; the protocol wants plain quotation marks and spaces. => SELECT "INBOX"
            "WIBBLE" ! Octet 4: This server does not know a command “WIBBLE”; CAPABILITY tells what it can do.
        "#]],
    );
    check(
        "de",
        Protocol::Imap,
        &[],
        false,
        &["LOGIN", "LOGIN anna geheim", "USER anna", "x LOGIN anna geheim"],
        expect![[r#"
            "LOGIN" > Als Nächstes: ein Leerzeichen => a1 LOGIN
            "LOGIN anna geheim" ! Oktett 1: Hier galt „LOGIN“ als Tag, denn jedes Kommando beginnt mit einem. Schick zum Beispiel: A1 LOGIN => a1 LOGIN anna geheim
            "USER anna" ! Oktett 6: „anna“ ist kein Kommando, das dieser Server kennt; CAPABILITY sagt, was er kann.
            "x LOGIN anna geheim" . Vollständig: Enter schickt es ab.
        "#]],
    );
    check(
        "de",
        Protocol::Pop3,
        INSIDE,
        true,
        &[
            "RETRIEVE 3",
            "retrieve 3",
            "FETCH 3 FLAGS",
            "LOGOUT",
            "a1 STAT",
            "a1 FETCH 3 FLAGS",
            "DELETE 1",
            "LAST",
        ],
        expect![[r#"
            "RETRIEVE 3" ! Oktett 1: Ein Schlüsselwort hat bei POP3 drei oder vier Buchstaben; ein Kommando RETRIEVE gibt es nicht. => RETR 3
            "retrieve 3" ! Oktett 1: Ein Schlüsselwort hat bei POP3 drei oder vier Buchstaben; ein Kommando retrieve gibt es nicht. => retr 3
            "FETCH 3 FLAGS" ! Oktett 1: Ein Schlüsselwort hat bei POP3 drei oder vier Buchstaben; ein Kommando FETCH gibt es nicht. => RETR 3
            "LOGOUT" ! Oktett 1: Ein Schlüsselwort hat bei POP3 drei oder vier Buchstaben; ein Kommando LOGOUT gibt es nicht. => QUIT
            "a1 STAT" ! Oktett 1: POP3 kennt keine Tags, die gehören zu IMAP: Zuerst kommt das Kommando, nicht a1. => STAT
            "a1 FETCH 3 FLAGS" ! Oktett 1: POP3 kennt keine Tags, die gehören zu IMAP: Zuerst kommt das Kommando, nicht a1. => RETR 3
            "DELETE 1" ! Oktett 1: Ein Schlüsselwort hat bei POP3 drei oder vier Buchstaben; ein Kommando DELETE gibt es nicht. => DELE 1
            "LAST" ! LAST gehörte zu älteren Fassungen von POP3; in RFC 1939 gibt es das nicht mehr.
        "#]],
    );
}

#[test]
fn what_is_no_command_is_read_as_what_it_is() {
    check(
        "en",
        Protocol::Imap,
        &["a1 LOGIN anna geheim", "a2 IDLE"],
        true,
        &["DO", "done", "NOOP"],
        expect![[r#"
            "DO" > So far it may become: DONE
            "done" . Complete: Enter sends it.
            "NOOP" ! Octet 1 does not fit. Here belongs: DONE
        "#]],
    );
    check(
        "en",
        Protocol::Imap,
        &["a1 AUTHENTICATE PLAIN"],
        true,
        &["AGFubmE=", "AGF", "*", "AG-"],
        expect![[r#"
            "AGFubmE=" . Complete: Enter sends it.
            "AGF" > Next: base64
            "*" . Complete: Enter sends it.
            "AG-" ! Octet 3 does not fit. Here belongs: base64
        "#]],
    );
    check(
        "en",
        Protocol::Imap,
        &["a1 LOGIN {4}"],
        true,
        &["an", "anna geheim", "anna {6}", "annaX"],
        expect![[r#"
            "an" . Complete: Enter sends it.
            "anna geheim" . Complete: Enter sends it.
            "anna {6}" . Complete so far: after Enter the server asks for the literal of 6 octets.
            "annaX" ! Octet 19: You announced 4 octets and sent 5.
        "#]],
    );
}

#[test]
fn the_pieces_are_the_text_and_have_roles_and_fields() {
    let player = after(Protocol::Imap, IN);
    let pieces = |draft: &str| {
        let it = Understood::of(&player, ID, Protocol::Imap, draft, true, Lang::default());
        let whole: String = it.pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(whole, draft);
        let shown = it.pieces.iter().map(|piece| {
            format!(
                "{}={}{}{}",
                piece.role,
                piece.text,
                if piece.field.is_empty() { "" } else { ":" },
                piece.field
            ) + if piece.wrong { "!" } else { "" }
        });
        shown.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        pieces("FETCH 1:3 (FLAGS"),
        "keyword=FETCH separator=  set=1:3:sequence-set separator=  parenthesis=( argument=FLAGS:fetch-att"
    );
    assert_eq!(pieces("x1 STORE ä FLAGS"), "tag=x1 separator=  keyword=STORE separator=  =ä FLAGS!");
    assert_eq!(pieces("FETCH 1 FL"), "keyword=FETCH separator=  set=1:sequence-set separator=  =FL");
    assert_eq!(pieces("NOO\u{2408}P\nNOOP"), "tag=NOO =\u{2408}P! =\nNOOP");
}
