use super::*;
use crate::engine::wire::Wire;
use expect_test::{Expect, expect};
use std::fmt::Write as _;

/// The readings in words, of each command two lines: the command or the mistake, then each span with its role.
fn check(commands: &[&str], expect: Expect) {
    let mut text = String::new();
    for octets in commands {
        let reading = read(octets.as_bytes());
        let _ = match &reading.outcome {
            Outcome::Complete(command) => writeln!(text, "{command:?}"),
            Outcome::Invalid(mistake) => writeln!(text, "{mistake:?}"),
            other => writeln!(text, "{other:?}"),
        };
        let wire = Wire::labelled(octets.as_bytes(), reading.spans);
        let labels = wire.spans().iter().filter(|span| span.role != Role::Separator).map(|span| {
            let octets = wire.of(*span);
            format!("{:?}={}", span.role, octets.escape_ascii())
        });
        text += &(labels.collect::<Vec<_>>().join(" ") + "\n");
    }
    expect.assert_eq(&text);
}

#[test]
fn login_hides_the_password() {
    check(
        &["a1 LOGIN anna \"ge\\\"heim\"\r\n", "a1 login {4}\r\nanna {6}\r\ngeheim\r\n", "a1 LOGIN {4}\r\n"],
        expect![[r#"
            Login { user: [97, 110, 110, 97], password: [103, 101, 34, 104, 101, 105, 109] }
            Tag=a1 Keyword=LOGIN Argument=anna Secret=\"ge\\\"heim\" Crlf=\r\n
            Login { user: [97, 110, 110, 97], password: [103, 101, 104, 101, 105, 109] }
            Tag=a1 Keyword=login LiteralLength={4} Crlf=\r\n Literal=anna LiteralLength={6} Crlf=\r\n Secret=geheim Crlf=\r\n
            Literal(Announced { length: 4, message: false, unasked: false })
            Tag=a1 Keyword=LOGIN LiteralLength={4} Crlf=\r\n
        "#]],
    );
}

#[test]
fn fetch_items_and_sections() {
    check(
        &[
            "a FETCH 1:* FAST\r\n",
            "a fetch 2,4:* (flags BODY.PEEK[1.2.header.fields (Date \"From\")]<0.20>)\r\n",
            "a UID FETCH 5 BODY[]\r\n",
            "a FETCH 1 BODY[MIME]\r\n",
            "a FETCH 1 (ALL)\r\n",
        ],
        expect![[r#"
            Fetch { uid: false, set: SequenceSet([SeqRange { first: Value(1), last: Largest }]), items: [Flags, InternalDate, Rfc822Size], since: None, vanished: false, partial: None }
            Tag=a Keyword=FETCH Set=1:* Argument=FAST Crlf=\r\n
            Fetch { uid: false, set: SequenceSet([SeqRange { first: Value(2), last: Value(2) }, SeqRange { first: Value(4), last: Largest }]), items: [Flags, Section { section: Section { part: [1, 2], text: Some(HeaderFields(["Date", "From"])) }, peek: true, partial: Some(Partial { offset: 0, length: 20 }) }], since: None, vanished: false, partial: None }
            Tag=a Keyword=fetch Set=2,4:* Parenthesis=( Argument=flags Argument=BODY.PEEK Argument=[ Argument=1 Argument=. Argument=2 Argument=. Argument=header.fields Parenthesis=( Argument=Date Quoted=\"From\" Parenthesis=) Argument=] Number=<0.20> Parenthesis=) Crlf=\r\n
            Fetch { uid: true, set: SequenceSet([SeqRange { first: Value(5), last: Value(5) }]), items: [Section { section: Section { part: [], text: None }, peek: false, partial: None }], since: None, vanished: false, partial: None }
            Tag=a Keyword=UID Keyword=FETCH Set=5 Argument=BODY Argument=[ Argument=] Crlf=\r\n
            Mistake { at: 15, expected: ["section-msgtext"], kind: Arguments }
            Tag=a Keyword=FETCH Set=1 Argument=BODY Argument=[ Junk=MIME]\r\n
            Mistake { at: 11, expected: ["fetch-att"], kind: Arguments }
            Tag=a Keyword=FETCH Set=1 Parenthesis=( Junk=ALL)\r\n
        "#]],
    );
}

#[test]
fn search_keys() {
    check(
        &[
            "a SEARCH UNSEEN OR FROM anna NOT (1:3 SINCE 1-Feb-2003)\r\n",
            "a SEARCH CHARSET UTF-8 SUBJECT {3}\r\n\u{e4}x\r\n",
            "a SEARCH RETURN (SAVE min) CHARSET UTF-8 $ UID $\r\n",
            "a SEARCH UNALL\r\n",
            "a SEARCH ON 30-Feb-2003\r\n",
        ],
        expect![[r#"
            Search { order: Number, uid: false, returns: None, charset: None, key: And([System(Seen, false), Or(Address(From, [97, 110, 110, 97]), Not(And([Set(SequenceSet([SeqRange { first: Value(1), last: Value(3) }])), Internal(Since, Date { year: 2003, month: 2, day: 1 })])))]) }
            Tag=a Keyword=SEARCH Argument=UNSEEN Argument=OR Argument=FROM Argument=anna Argument=NOT Parenthesis=( Set=1:3 Argument=SINCE Argument=1-Feb-2003 Parenthesis=) Crlf=\r\n
            Search { order: Number, uid: false, returns: None, charset: Some("UTF-8"), key: Subject([195, 164, 120]) }
            Tag=a Keyword=SEARCH Argument=CHARSET Argument=UTF-8 Argument=SUBJECT LiteralLength={3} Crlf=\r\n Literal=\xc3\xa4x Crlf=\r\n
            Search { order: Number, uid: false, returns: Some(Returns { min: true, max: false, all: false, count: false, save: true, partial: None }), charset: Some("UTF-8"), key: And([Set(SequenceSet([])), Uid(SequenceSet([]))]) }
            Tag=a Keyword=SEARCH Argument=RETURN Parenthesis=( Argument=SAVE Argument=min Parenthesis=) Argument=CHARSET Argument=UTF-8 Set=$ Argument=UID Set=$ Crlf=\r\n
            Mistake { at: 9, expected: ["search-key"], kind: Arguments }
            Tag=a Keyword=SEARCH Junk=UNALL\r\n
            Search { order: Number, uid: false, returns: None, charset: None, key: Internal(On, Date { year: 2003, month: 2, day: 30 }) }
            Tag=a Keyword=SEARCH Argument=ON Argument=30-Feb-2003 Crlf=\r\n
        "#]],
    );
}

#[test]
fn store_and_append() {
    check(
        &[
            "a STORE 1 -FLAGS.SILENT \\Seen work\r\n",
            "a STORE 1 +FLAGS (\\Recent)\r\n",
            "a APPEND \"Entw&APw-rfe\" (\\Seen) \" 7-Feb-1994 21:52:25 -0800\" {3}\r\nx\r\n\r\n",
        ],
        expect![[r#"
            Store { uid: false, set: SequenceSet([SeqRange { first: Value(1), last: Value(1) }]), mode: Remove, silent: true, flags: [Flag("\\Seen"), Flag("work")], unchanged: None }
            Tag=a Keyword=STORE Set=1 Keyword=-FLAGS.SILENT Flag=\\Seen Flag=work Crlf=\r\n
            Mistake { at: 18, expected: ["flag"], kind: Arguments }
            Tag=a Keyword=STORE Set=1 Keyword=+FLAGS Parenthesis=( Junk=\\Recent)\r\n
            Append { mailbox: MailboxName { name: "Entwürfe", valid: true }, messages: [Appended { flags: [Flag("\\Seen")], date: Some(DateTime { date: Date { year: 1994, month: 2, day: 7 }, hour: 21, minute: 52, second: 25, zone: -480 }), octets: [120, 13, 10] }] }
            Tag=a Keyword=APPEND Mailbox=\"Entw&APw-rfe\" Parenthesis=( Flag=\\Seen Parenthesis=) Argument=\" 7-Feb-1994 21:52:25 -0800\" LiteralLength={3} Crlf=\r\n Literal=x\r\n Crlf=\r\n
        "#]],
    );
}

#[test]
fn mistakes_have_a_place() {
    check(
        &[
            "\r\n",
            " NOOP\r\n",
            "NOOP\r\n",
            "LOGIN anna geheim\r\n",
            "a1 NOOP now\r\n",
            "a1  NOOP\r\n",
            "a1 NOOP\n",
            "a1 FETCH 0 FLAGS\r\n",
            "a1 FETCH 1 FLAG\r\n",
            "a1 FETCH 1,x FLAGS\r\n",
            "a1 SELECT \"INBOX\r\n",
            "a1 LIST \"\"\r\n",
            "a1 LOGIN {4-}\r\n",
            "a1 UID NOOP\r\n",
        ],
        expect![[r#"
            Mistake { at: 0, expected: ["tag"], kind: Tag }
            Junk=\r\n
            Mistake { at: 0, expected: ["tag"], kind: Tag }
            Junk= NOOP\r\n
            Mistake { at: 4, expected: ["SP"], kind: Name }
            Tag=NOOP Junk=\r\n
            Mistake { at: 6, expected: ["command"], kind: Unknown }
            Tag=LOGIN Keyword=anna Junk= geheim\r\n
            Mistake { at: 7, expected: ["CRLF"], kind: Arguments }
            Tag=a1 Keyword=NOOP Junk= now\r\n
            Mistake { at: 3, expected: ["command"], kind: Name }
            Tag=a1 Junk= NOOP\r\n
            Mistake { at: 7, expected: ["CRLF"], kind: Arguments }
            Tag=a1 Keyword=NOOP Junk=\n
            Mistake { at: 9, expected: ["nz-number", "sequence-set"], kind: Arguments }
            Tag=a1 Keyword=FETCH Junk=0 FLAGS\r\n
            Mistake { at: 11, expected: ["fetch-att"], kind: Arguments }
            Tag=a1 Keyword=FETCH Set=1 Junk=FLAG\r\n
            Mistake { at: 11, expected: ["nz-number"], kind: Arguments }
            Tag=a1 Keyword=FETCH Set=1 Junk=,x FLAGS\r\n
            Mistake { at: 16, expected: ["QUOTED-CHAR", "DQUOTE"], kind: Arguments }
            Tag=a1 Keyword=SELECT Junk=\"INBOX\r\n
            Mistake { at: 10, expected: ["SP"], kind: Arguments }
            Tag=a1 Keyword=LIST Mailbox=\"\" Junk=\r\n
            Mistake { at: 11, expected: ["\"}\""], kind: Arguments }
            Tag=a1 Keyword=LOGIN Junk={4-}\r\n
            Mistake { at: 3, expected: ["command"], kind: Unknown }
            Tag=a1 Keyword=UID Keyword=NOOP Junk=\r\n
        "#]],
    );
}

#[test]
fn nesting_is_bounded() {
    let deep = format!("a SEARCH {}ALL\r\n", "NOT ".repeat(DEPTH_MAX));
    assert!(matches!(read(deep.as_bytes()).outcome, Outcome::Complete(_)));
    for deeper in ["NOT ", "(", "OR ALL "] {
        let deeper = format!("a SEARCH {}ALL\r\n", deeper.repeat(2000));
        let Outcome::Invalid(mistake) = read(deeper.as_bytes()).outcome else { panic!("too deep") };
        assert_eq!(mistake.kind, MistakeKind::TooDeep);
    }
}
