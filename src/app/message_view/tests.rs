use super::*;
use crate::engine::mail::scenario::SCENARIOS;
use crate::script;
use expect_test::{Expect, expect};

fn play(text: &str) -> Player {
    let script = script::read(text).expect("the script is well-formed");
    Player::replay(&SCENARIOS[0], script.actions())
}

/// The subject's lines: those that were asked for in brackets, a stuffed dot as `(.)`.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let player = play(text);
    let subject = subject(&player, ConnectionId(1), ("anna", "INBOX"), None).expect("a message");
    let (lines, more) = lines(&subject, 16);
    let mut drawn = format!("{:?}\n", subject.command);
    for line in lines {
        drawn.push_str(if line.is_stuffed { "(.)" } else { "" });
        for (text, asked) in line.pieces {
            drawn.push_str(&if asked { format!("[{text}]") } else { text });
        }
        drawn.push_str(if line.end == Some("CRLF") { "\n" } else { "?\n" });
        drawn.push_str(if line.is_last { "END\n" } else { "" });
    }
    expected.assert_eq(&format!("{drawn}{more}\n"));
}

#[test]
fn what_retr_and_top_send_has_dots_before_dots() {
    let login = "@connect pop3\nC: USER anna\nC: PASS geheim\n";
    check(
        &format!("{login}C: TOP 3 6\nC: NOOP\nC: QUIT\n"),
        expect![[r#"
            Some("TOP 3 6")
            [From: =?ISO-8859-1?Q?Grete_K=E4fer?= <kaefer@schule.example>]
            [To: Anna <anna@schule.example>]
            [Subject: A lonely dot, and how it survives]
            [Date: Wed, 8 Oct 2003 11:20:00 +0200]
            [Message-ID: <20031008112000.2@schule.example>]

            [Dear Anna,]

            [a POP3 server ends a long reply with a line that is nothing but a dot.]
            [So what happens to a letter that contains such a line? Here is one:]

            (.)[.]
            END

            You are still reading: the server put a second dot in front of it, and
            your mail program takes it away again (RFC 1939, section 3).
            It does so for every line that begins with a dot:
            true
        "#]],
    );
    check(
        &format!("{login}C: DELE 2\n"),
        expect![[r#"
        Some("DELE 2")
        From: Ben <ben@schule.example>
        To: Anna <anna@schule.example>
        Subject: Re: Jause
        Date: Tue, 7 Oct 2003 09:43:30 +0200
        Message-ID: <jause.2@schule.example>
        In-Reply-To: <jause.1@schule.example>
        References: <jause.1@schule.example>

        > Hunger. Du auch?

        Immer. Leberkassemmel in der grossen Pause?
        (Ohne Umlaute: mein Mailprogramm ist von 1982.)
        false
    "#]],
    );
    check(
        "@connect pop3\n",
        expect![[r#"
        None
        From: =?ISO-8859-1?Q?Grete_K=E4fer?= <kaefer@schule.example>
        To: Anna <anna@schule.example>
        Subject: =?ISO-8859-1?Q?Willkommen_im_Labor_f=FCr_Netzwerktechnik?=
        Date: Mon, 6 Oct 2003 07:55:12 +0200
        Message-ID: <20031006075512.1@schule.example>
        MIME-Version: 1.0
        Content-Type: text/plain; charset=ISO-8859-1
        Content-Transfer-Encoding: quoted-printable

        Liebe Anna,

        diese Woche holst du deine Post ohne Mausklick: mit W=F6rtern aus vier
        Buchstaben. Probier der Reihe nach (POP3):

          STAT    Wie viele Nachrichten sind da, und wie gro=DF ist alles?
          LIST    Welche Nummer hat wie viele Oktette?
        true
    "#]],
    );
}

#[test]
fn what_fetch_asks_for_is_marked() {
    let login = "@connect imap preauth\nC: a SELECT INBOX\n";
    check(
        &format!("{login}C: b FETCH 2 BODY.PEEK[TEXT]<3.9>\n"),
        expect![[r#"
        Some("b FETCH 2 BODY.PEEK[TEXT]<3.9>")
        From: Ben <ben@schule.example>
        To: Anna <anna@schule.example>
        Subject: Re: Jause
        Date: Tue, 7 Oct 2003 09:43:30 +0200
        Message-ID: <jause.2@schule.example>
        In-Reply-To: <jause.1@schule.example>
        References: <jause.1@schule.example>

        > H[unger. Du] auch?

        Immer. Leberkassemmel in der grossen Pause?
        (Ohne Umlaute: mein Mailprogramm ist von 1982.)
        false
    "#]],
    );
    check(
        &format!("{login}C: b UID FETCH 105 (UID ENVELOPE)\n"),
        expect![[r#"
        Some("b UID FETCH 105 (UID ENVELOPE)")
        [From: =?ISO-8859-1?Q?Grete_K=E4fer?= <kaefer@schule.example>]
        [To: Anna <anna@schule.example>]
        [Subject: A lonely dot, and how it survives]
        [Date: Wed, 8 Oct 2003 11:20:00 +0200]
        [Message-ID: <20031008112000.2@schule.example>]

        Dear Anna,

        a POP3 server ends a long reply with a line that is nothing but a dot.
        So what happens to a letter that contains such a line? Here is one:

        .

        You are still reading: the server put a second dot in front of it, and
        your mail program takes it away again (RFC 1939, section 3).
        It does so for every line that begins with a dot:
        true
    "#]],
    );
}

#[test]
fn parts_have_the_numbers_of_imap() {
    let message = Message::of_lines(
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\none\n--x\nContent-Type: message/rfc822\n\n\
        Content-Type: multipart/alternative; boundary=y\n\n--y\nContent-Transfer-Encoding: base64\n\nYQ==\n--y--\n\
        --x\nContent-Type: message/rfc822\n\nSubject: a\n\ntwo\n--x\nContent-Type: image/png; name=\"a.png\"\n\n--x--\n",
    );
    let tree = tree(&message);
    let structure = Structure::of(message.octets());
    for branch in &tree[1..] {
        let number: Vec<NonZeroU32> = branch.number.split('.').flat_map(str::parse).collect();
        let found = structure.find(&number).expect("a part of this number");
        assert_eq!(structure.parts()[found].body.len(), branch.size);
    }
    let told = tree.iter().map(|branch| {
        let Branch { number, level, media, encoding, name, size, lines, .. } = branch;
        format!("{level} {number:4} {media} {encoding} {name:?} {size} {lines}\n")
    });
    expect![[r#"
        1      multipart/mixed  None 309 23
        2 1    text/plain  None 3 0
        2 2    message/rfc822  None 104 6
        3 2.1  text/plain base64 None 4 0
        2 3    message/rfc822  None 17 2
        3 3.1  text/plain  None 3 0
        2 4    image/png  Some("a.png") 0 0
    "#]]
    .assert_eq(&told.collect::<String>());
}

#[test]
fn members_of_the_envelope_know_their_fields() {
    let message = Message::of_lines(b"From: Anna <anna@a>\nReply-To: b@c\nSubject: x\ny: z\n\n");
    let told =
        envelope(&message).into_iter().map(|tied| format!("{} {:?} {}\n", tied.name, tied.value, tied.field));
    expect![[r#"
        date None date
        subject Some("x") subject
        from Some("Anna <anna@a>") from
        sender Some("Anna <anna@a>") from
        reply-to Some("b@c") reply-to
        to None to
        cc None cc
        bcc None bcc
        in-reply-to None in-reply-to
        message-id None message-id
    "#]]
    .assert_eq(&told.collect::<String>());
}

#[test]
fn large_messages_are_shown_in_part() {
    let message = Message::of_lines(&[&b"x".repeat(5000)[..], b"\n"].concat().repeat(300));
    let subject =
        Subject { uid: Uid(1), message: message.into(), command: None, asked: Vec::new(), stuffed: false };
    let (lines, more) = lines(&subject, WINDOW);
    assert!(more && lines.len() == WINDOW);
    assert_eq!(
        lines[0].pieces.iter().map(|(text, _)| text.chars().count()).collect::<Vec<_>>(),
        [LINE_MAX, 1]
    );
}
