//! The commands for an open maildrop (RFC 1939 §5, the optional commands of §7).

use super::{Answer, Client};
use crate::engine::chart::Outcome;
use crate::engine::context::Context;
use crate::engine::field::Field;
use crate::engine::phrase::{Phrase, Words};
use crate::engine::pop3::command::Command;
use crate::engine::pop3::maildrop::Numbered;
use crate::engine::pop3::response::{Code, Part, Reply, stuffed_lines};
use crate::engine::pop3::{Maildrop, rules};
use crate::engine::step::Why;
use crate::engine::switches::Switch;

impl Client {
    /// Handles a command of the TRANSACTION state.
    pub(crate) fn transact(&mut self, command: &Command, context: &Context) -> Answer {
        let utf8 = self.utf8 || !context.switches.has(Switch::Pop3Utf8);
        let Some(maildrop) = &mut self.maildrop else {
            // The chart lets none of these commands come before login.
            return Answer::no(Reply::err(Phrase::NoMaildrop), &rules::NOT_NOW);
        };
        match *command {
            Command::Stat => stat(maildrop, context),
            Command::List(None) => list(maildrop),
            Command::List(Some(number)) => with_message(maildrop, number, context, list_one),
            Command::Retr(number) => {
                let answer = with_message(maildrop, number, context, |_, message| {
                    if utf8 { retr(message) } else { in_ascii(message, retr) }
                });
                if answer.outcome == Outcome::Ok {
                    maildrop.note_fetched(number);
                }
                answer
            }
            Command::Top(number, lines) => with_message(maildrop, number, context, |_, message| {
                let top = |message: &Numbered| top(message, lines);
                if utf8 { top(message) } else { in_ascii(message, top) }
            }),
            Command::Uidl(None) => uidl(maildrop),
            Command::Uidl(Some(number)) => with_message(maildrop, number, context, uidl_one),
            Command::Dele(number) => dele(maildrop, number, context),
            Command::Rset => rset(maildrop),
            Command::Quit => quit(maildrop, context),
            // NOOP: the commands of AUTHORIZATION and CAPA have been answered already.
            _ => Answer::ok(Reply::ok(Phrase::Done), &rules::NOOP),
        }
    }
}

/// Lets `act` answer if the number is one that may be used.
fn with_message(
    maildrop: &Maildrop,
    number: u32,
    context: &Context,
    act: impl FnOnce(&Maildrop, &Numbered) -> Answer,
) -> Answer {
    let mailbox = context.store.mailbox_by_id(maildrop.account(), maildrop.mailbox());
    let Some(message) = maildrop.message(number) else {
        let came_later = number > 0 && mailbox.is_some_and(|mailbox| maildrop.has_newer(mailbox));
        let rule = if came_later { &rules::SNAPSHOT } else { &rules::NO_MESSAGE };
        let why = Why::from(rule).with("number", number).with("n", maildrop.len());
        return Answer::no(Reply::err(Phrase::NoMessage.with("n", maildrop.len())), why);
    };
    // RFC 1939 §5, DELE: "Any future reference to the message-number associated with the message in a
    // POP3 command generates an error."
    if message.marked {
        let why = Why::from(&rules::MARKED).with("number", number);
        return Answer::no(Reply::err(Phrase::Marked.with("number", number)), why);
    }
    if mailbox.is_some_and(|mailbox| mailbox.entries.position(message.uid).is_some()) {
        return act(maildrop, &message);
    }
    if context.switches.has(Switch::Pop3Forgets) {
        let why = Why::from(&rules::GONE).with("number", number);
        return Answer::no(Reply::err(Phrase::Gone.with("number", number)), why);
    }
    // RFC 1939 §4: the lock is there "to prevent messages from being modified or removed before the session enters the
    // UPDATE state": for this session they are not.
    match act(maildrop, &message) {
        answer if answer.outcome == Outcome::Ok => {
            Answer { why: Why::from(&rules::KEPT).with("number", number), ..answer }
        }
        answer => answer,
    }
}

/// RFC 1939 §5, STAT: "The positive response consists of "+OK" followed by a single space, the number of
/// messages in the maildrop, a single space, and the size of the maildrop in octets." And: "Note that
/// messages marked as deleted are not counted in either total."
fn stat(maildrop: &Maildrop, context: &Context) -> Answer {
    let (count, octets) = (maildrop.count_left(), maildrop.octets_left());
    let mailbox = context.store.mailbox_by_id(maildrop.account(), maildrop.mailbox());
    let is_old = mailbox.is_some_and(|mailbox| maildrop.has_newer(mailbox));
    let why = Why::from(if is_old { &rules::STAT_SNAPSHOT } else { &rules::STAT })
        .with("n", count)
        .with("octets", octets);
    Answer::ok(
        Reply::ok_with([Part::Number(Field::DropCount, count as u64), Part::Number(Field::DropSize, octets)]),
        why,
    )
}

/// RFC 1939 §5, LIST: "A scan listing consists of the message-number of the message, followed by a single
/// space and the exact size of the message in octets."
fn list(maildrop: &Maildrop) -> Answer {
    let lines = unmarked(maildrop).map(|message| scan(&message)).collect();
    Answer::ok(Reply::ok(held(maildrop)).listing(lines), explain_listing(maildrop, Why::from(&rules::LIST)))
}

fn list_one(_: &Maildrop, message: &Numbered) -> Answer {
    let why = Why::from(&rules::LIST_ONE).with("number", message.number).with("octets", message.size);
    Answer::ok(Reply::ok_with(scan(message)), why)
}

/// Lets `act` answer if the message's header is ASCII. RFC 6856 §2.1: "If a client requests a UTF-8 message when
/// UTF-8 mode is not enabled, the server MUST either send the client a surrogate message [...], or fail the
/// request with an -ERR response."
fn in_ascii(message: &Numbered, act: impl FnOnce(&Numbered) -> Answer) -> Answer {
    let header = message.message.header();
    // A header that is neither ASCII nor UTF-8 fits no mode, and is sent as it always was.
    if header.is_ascii() || std::str::from_utf8(header).is_err() {
        return act(message);
    }
    let words = Phrase::Utf8Needed.with("number", message.number);
    let why = Why::from(&rules::UTF8_NEEDED).with("number", message.number);
    Answer::no(Reply::err_with(Code::Utf8, words), why)
}

/// RFC 1939 §5, RETR: "After the initial +OK, the POP3 server sends the message corresponding to the given
/// message-number, being careful to byte-stuff the termination character".
fn retr(message: &Numbered) -> Answer {
    let octets = message.message.octets();
    let why = Why::from(&rules::RETR).with("number", message.number).with("octets", message.size);
    let reply = Reply::ok(Phrase::Content.with("octets", message.size))
        .content(message.message.clone(), octets.len());
    Answer::ok(reply, explain_content(message, octets, why))
}

/// RFC 1939 §7, TOP: "the server sends the headers of the message, the blank line separating the headers
/// from the body, and then the number of lines of the indicated message's body".
fn top(message: &Numbered, lines: u32) -> Answer {
    let wanted = usize::try_from(lines).unwrap_or(usize::MAX);
    let body = message.message.body().split_inclusive(|octet| *octet == b'\n').take(wanted);
    let length = message.message.header().len() + body.map(<[u8]>::len).sum::<usize>();
    let sent = &message.message.octets()[..length];
    let why = Why::from(&rules::TOP).with("number", message.number).with("n", lines);
    let reply = Reply::ok(Phrase::TopFollows).content(message.message.clone(), length);
    Answer::ok(reply, explain_content(message, sent, why))
}

/// RFC 1939 §7, UIDL: "A unique-id listing consists of the message-number of the message, followed by a
/// single space and the unique-id of the message."
fn uidl(maildrop: &Maildrop) -> Answer {
    let lines = unmarked(maildrop).map(|message| identify(maildrop, &message)).collect();
    let why = explain_listing(maildrop, Why::from(&rules::UIDL));
    Answer::ok(Reply::ok(Phrase::UidlFollows).listing(lines), why)
}

fn uidl_one(maildrop: &Maildrop, message: &Numbered) -> Answer {
    let id = maildrop.unique_id(message.uid);
    let why = Why::from(&rules::UIDL_ONE).with("number", message.number).with("id", id);
    Answer::ok(Reply::ok_with(identify(maildrop, message)), why)
}

/// RFC 1939 §5, DELE: "The POP3 server does not actually delete the message until the POP3 session enters
/// the UPDATE state."
fn dele(maildrop: &mut Maildrop, number: u32, context: &Context) -> Answer {
    let mut marks = Vec::new();
    let answer = with_message(maildrop, number, context, |_, message| {
        marks.push((number, message.uid, true));
        let why = Why::from(&rules::DELE).with("number", number).with("marked", maildrop.count_marked() + 1);
        Answer::ok(Reply::ok(Phrase::MarkedNow.with("number", number)), why)
    });
    if answer.outcome == Outcome::Ok {
        maildrop.mark(number);
    }
    Answer { marks, ..answer }
}

/// RFC 1939 §5, RSET: "If any messages have been marked as deleted by the POP3 server, they are unmarked."
fn rset(maildrop: &mut Maildrop) -> Answer {
    let marks: Vec<_> = maildrop.marked().into_iter().map(|(number, uid)| (number, uid, false)).collect();
    maildrop.unmark_all();
    let why = Why::from(&rules::RSET).with("n", marks.len());
    Answer { marks, ..Answer::ok(Reply::ok(held(maildrop)), why) }
}

/// UPDATE gives the reply, when it knows whether the messages could be removed.
fn quit(maildrop: &mut Maildrop, context: &Context) -> Answer {
    let mut marks = Vec::new();
    let mailbox = context.store.mailbox_by_id(maildrop.account(), maildrop.mailbox());
    // RFC 2449 §6.7: "when the session enters the UPDATE state the server MAY assume an implicit DELE for each
    // message which was downloaded with RETR."
    if let Some(mailbox) = mailbox.filter(|_| context.switches.has(Switch::Pop3Expire)) {
        for (number, uid) in maildrop.fetched() {
            if mailbox.entries.position(uid).is_some() && maildrop.mark(number) {
                marks.push((number, uid, true));
            }
        }
    }
    let why = match marks.len() {
        0 => Why::from(&rules::QUIT).with("n", maildrop.count_marked()),
        implicit => Why::from(&rules::EXPIRE).with("n", implicit),
    };
    Answer { reply: None, marks, ..Answer::ok(Reply::ok(Phrase::Farewell), why) }
}

/// The messages that are not marked, and their octets.
fn held(maildrop: &Maildrop) -> Words {
    Phrase::Held.with("n", maildrop.count_left()).with("octets", maildrop.octets_left())
}

fn unmarked(maildrop: &Maildrop) -> impl Iterator<Item = Numbered<'_>> {
    maildrop.messages().filter(|message| !message.marked)
}

fn scan(message: &Numbered) -> Vec<Part> {
    vec![number(message), Part::Number(Field::Octets, message.size)]
}

fn identify(maildrop: &Maildrop, message: &Numbered) -> Vec<Part> {
    vec![number(message), Part::Data(Field::UniqueId, maildrop.unique_id(message.uid))]
}

fn number(message: &Numbered) -> Part {
    Part::Number(Field::MessageNumber, message.number.into())
}

/// With marked messages, the gaps need an explanation.
fn explain_listing(maildrop: &Maildrop, why: Why) -> Why {
    match maildrop.count_marked() {
        0 => why.with("n", maildrop.len()),
        marked => Why::from(&rules::LIST_GAPS).with("n", marked),
    }
}

/// With additional dots, the dots need an explanation.
fn explain_content(message: &Numbered, sent: &[u8], why: Why) -> Why {
    match stuffed_lines(sent) {
        0 => why,
        stuffed => Why::from(&rules::STUFFED).with("number", message.number).with("n", stuffed),
    }
}
