//! The ladder as the page shows it: its lifelines, and the rows in sight with their words.

use super::clients::Clients;
use super::live_view::connection_name;
use crate::diagram::sequence::{Event, Index, Line, Row, Rung, Thread, rows};
use crate::engine::step::Party;
use crate::engine::{ConnectionId, Lab};
use crate::explain;
use crate::i18n::{Key, Lang, format, text};
use crate::player::{Moment, Player};
use std::ops::Range;
use std::rc::Rc;

/// Most lifelines of clients; those of the others are left out, and their rows begin at the margin.
pub const LANES_MAX: usize = 6;

/// The lifelines, and some of the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    /// The clients that have a lifeline, in order of their numbers.
    pub lanes: Vec<Lane>,
    /// The rows, each with the number of its turn, from 1.
    pub rungs: Vec<(usize, Rung)>,
}

/// A client's lifeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The client's connection.
    pub id: ConnectionId,
    /// Its name, and the account that it is logged in to.
    pub name: String,
}

/// The simulation, and the way in which its clients are named.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The simulation.
    pub player: &'a Player,
    /// The clients.
    pub clients: &'a Clients,
    /// Whether they are a bridge's.
    pub live: bool,
    /// The language.
    pub lang: Lang,
}

/// The number of rows up to the cursor.
pub fn height(index: &mut Index, player: &Player) -> usize {
    index.follow(player.cursor(), |at| &player.moments()[at].turn);
    index.rows(player.cursor())
}

impl View<'_> {
    /// These rows of the ladder, as far as there are such.
    pub fn ladder(self, index: &Index, wanted: Range<usize>) -> Ladder {
        let ids = self.lanes();
        let name = |id: &ConnectionId| self.name_with_account(*id, self.player.lab());
        let lanes = ids.iter().map(|id| Lane { id: *id, name: name(id) }).collect();
        let wanted = wanted.start..wanted.end.min(index.rows(self.player.cursor()));
        let mut rungs = Vec::with_capacity(wanted.len());
        let first = index.turn(wanted.start);
        let mut at = index.rows(first);
        for turn in (first..self.player.cursor()).take_while(|turn| index.rows(*turn) < wanted.end) {
            let before = self.player.lab_after(turn);
            let moment = &self.player.moments()[turn];
            for row in rows(&moment.turn, before.now()) {
                if wanted.contains(&at) {
                    rungs.push((turn + 1, self.rung(row, moment, before, &ids)));
                }
                at += 1;
            }
        }
        Ladder { lanes, rungs }
    }

    /// The clients that have a lifeline: the one shown, those that are open, and the newest of the others.
    fn lanes(self) -> Vec<ConnectionId> {
        let shown = self.clients.connection();
        let all: Vec<_> = self.player.lab().connections().map(|(id, it)| (id, it.is_open())).collect();
        let others = |open| all.iter().rev().filter(move |(id, is_open)| *id != shown && *is_open == open);
        let lanes = all.iter().filter(|(id, _)| *id == shown).chain(others(true)).chain(others(false));
        let ids: Vec<ConnectionId> = lanes.take(LANES_MAX).map(|(id, _)| *id).collect();
        // A bridge's connections are no clients of the page and have no numbers.
        let unnumbered = ids.iter().copied().filter(|id| self.clients.client(*id).is_none());
        let numbered = self.clients.by_number().map(|client| client.id).filter(|id| ids.contains(id));
        unnumbered.chain(numbered).collect()
    }

    /// A client's name, and the account that it is logged in to in this world.
    pub(super) fn name_with_account(self, id: ConnectionId, lab: &Lab) -> String {
        let (name, account) = (self.name(id), lab.connection(id).and_then(|it| it.session.account()));
        account.map_or(name.clone(), |account| [&name, " · ", account].concat())
    }

    fn name(self, id: ConnectionId) -> String {
        match self.player.lab().connection(id) {
            Some(connection) if self.live => connection_name(id, connection.protocol, self.lang),
            _ => self.clients.name(id, self.lang),
        }
    }

    fn rung(self, row: Row, moment: &Rc<Moment>, before: &Lab, ids: &[ConnectionId]) -> Rung {
        let opened = moment.turn.opened().and(row.connection);
        let thread = |id: &ConnectionId| match before.connection(*id).filter(|it| it.is_open()) {
            Some(connection) if connection.session.is_protected() => Thread::Tls,
            None if opened != Some(*id) => Thread::None,
            _ => Thread::Open,
        };
        let threads = ids.iter().map(thread).collect();
        let lane = row.connection.and_then(|id| ids.iter().position(|other| *other == id));
        let words = self.words(&row.event, moment);
        Rung { row, lane, threads, words }
    }

    fn words(self, event: &Event, moment: &Moment) -> String {
        let counted = |key, count: &dyn ToString| format(self.lang, key, &[("count", &count.to_string())]);
        match event {
            // A bridge's ports are its own.
            Event::Handshake(_) if self.live => "SYN → SYN-ACK ← ACK →".to_owned(),
            Event::Handshake(port) => format(self.lang, Key::SequenceTcp, &[("port", &port.to_string())]),
            Event::Tls => text(self.lang, Key::SequenceTls).to_owned(),
            Event::Line(line) if line.text.is_empty() => "CRLF".to_owned(),
            Event::Line(line) => line.text.clone(),
            Event::LeftOut { count, replies: false, .. } => counted(Key::SequenceOctets, count),
            Event::LeftOut { count, .. } => counted(Key::SequenceReplies, count),
            Event::Gap { minutes: 0, seconds } => counted(Key::SequenceSeconds, seconds),
            Event::Gap { minutes, .. } => counted(Key::SequenceMinutes, minutes),
            Event::Expired => text(self.lang, Key::SequenceExpired).to_owned(),
            Event::Delivered(account) => format(self.lang, Key::SequenceMail, &[("account", account)]),
            Event::Fin => "FIN ← FIN →".to_owned(),
            Event::Cut => text(self.lang, Key::SequenceCut).to_owned(),
            Event::Other => {
                let said = explain::say(self.lang, &moment.turn);
                said.map(|said| said.event.unwrap_or(said.sentence)).unwrap_or_default()
            }
        }
    }

    /// The words before a row's own, for those who do not see from where to where its arrow points.
    pub fn whose(self, row: &Row) -> String {
        let Some(id) = row.connection else { return String::new() };
        let own = self.clients.numbered(id, self.lang).filter(|_| !self.live);
        let client = own.unwrap_or_else(|| self.name(id));
        let key = match &row.event {
            Event::Line(Line { unasked: true, .. }) => Key::SequenceUnasked,
            event => match event.from() {
                Some(Party::Client) => Key::SequenceToServer,
                Some(Party::Server) => Key::SequenceToClient,
                None => return client + ": ",
            },
        };
        format(self.lang, key, &[("client", &client)]) + " "
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, Protocol};
    use crate::script;
    use expect_test::{Expect, expect};

    /// The whole ladder as text: lifelines, the row's kind, its sentence.
    fn check(text: &str, lang: Lang, expected: Expect) {
        let script = script::read(text).expect("the script is well-formed");
        let player = Player::replay(&SCENARIOS[0], script.actions());
        let clients = Clients::new(Protocol::Pop3, &player);
        let view = View { player: &player, clients: &clients, live: false, lang };
        let mut index = Index::default();
        let height = height(&mut index, &player);
        let all = view.ladder(&index, 0..height);
        let mut drawn: Vec<String> = all.lanes.iter().map(|lane| lane.name.clone()).collect();
        for (turn, rung) in &all.rungs {
            let threads = rung.threads.iter().map(|thread| match thread {
                Thread::None => '·',
                Thread::Open => '|',
                Thread::Tls => '‖',
            });
            let (threads, kind) = (threads.collect::<String>(), rung.row.event.name());
            let begins = if rung.row.begins { "-" } else { " " };
            let sentence = view.whose(&rung.row) + &rung.words;
            drawn.push(format!("{turn:2} {threads} {begins} {kind:8} {sentence}"));
        }
        expected.assert_eq(&(drawn.join("\n") + "\n"));
        // Any part of it is the same as in the whole.
        for start in 0..height {
            let part = view.ladder(&index, start..start + 3);
            assert_eq!(part.rungs, all.rungs[start..(start + 3).min(height)]);
        }
    }

    #[test]
    fn two_clients_on_one_store() {
        let text = "@connect 1 imap\nC1: a LOGIN anna geheim\nC1: b SELECT INBOX\nC1: c IDLE\n@connect 2 pop3\n\
            C2: USER anna\nC2: PASS geheim\nC2: DELE 1\nC2: LIST\nC2: QUIT\nC1: DONE\n@deliver anna\n| A: b\n\
            @wait 10m\nC1: d NOOP\n@cut 1\n";
        check(
            text,
            Lang::En,
            expect![[r#"
                Client 1 · IMAP4 · anna
                Client 2 · POP3
                 1 |· - tcp      Client 1: TCP, port 143: SYN → SYN-ACK ← ACK →
                 1 |·   line     Server to Client 1: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 STARTTLS SASL-IR LITERAL+ ID ENABLE IDLE AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5 AUTH=SCRAM-SHA-256] Postamt ready
                 2 |· - line     Client 1 to the server: a LOGIN anna geheim
                 2 |·   line     Server to Client 1: a OK LOGIN completed
                 3 |· - line     Client 1 to the server: b SELECT INBOX
                 3 |·   line     Server to Client 1: * 7 EXISTS
                 3 |·   line     Server to Client 1: * 2 RECENT
                 3 |·   line     Server to Client 1: * OK [UNSEEN 4] Message 4 is first unseen
                 3 |·   line     Server to Client 1: * OK [UIDVALIDITY 1066118400] UIDs valid
                 3 |·   line     Server to Client 1: * OK [UIDNEXT 116] Predicted next UID
                 3 |·   line     Server to Client 1: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)
                 3 |·   line     Server to Client 1: * OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] These flags stay, and new ones may come
                 3 |·   line     Server to Client 1: * OK [HIGHESTMODSEQ 8] Highest mod-sequence
                 3 |·   line     Server to Client 1: b OK [READ-WRITE] SELECT completed
                 4 |· - line     Client 1 to the server: c IDLE
                 4 |·   line     Server to Client 1: + idling
                 5 || - tcp      Client 2: TCP, port 110: SYN → SYN-ACK ← ACK →
                 5 ||   line     Server to Client 2: +OK Postamt POP3 server ready <2.1066118400@postamt.example>
                 6 || - line     Client 2 to the server: USER anna
                 6 ||   line     Server to Client 2: +OK anna, now send PASS
                 7 || - line     Client 2 to the server: PASS geheim
                 7 ||   line     Server to Client 2: +OK maildrop of anna locked and ready, 7 messages (6090 octets)
                 8 || - line     Client 2 to the server: DELE 1
                 8 ||   line     Server to Client 2: +OK message 1 marked as deleted
                 9 || - line     Client 2 to the server: LIST
                 9 ||   line     Server to Client 2: +OK 6 messages (5121 octets)
                 9 ||   line     Server to Client 2: 2 355
                 9 ||   line     Server to Client 2: 3 790
                 9 ||   left-out Server to Client 2: … 30 octets
                 9 ||   line     Server to Client 2: .
                10 || - line     Client 2 to the server: QUIT
                11 ||   line     Server to Client 2: +OK Postamt POP3 server signing off (1 message removed)
                11 ||   tcp      Client 2: FIN ← FIN →
                12 |· - line     Server to Client 1, unasked: * 1 EXPUNGE
                13 |· - line     Client 1 to the server: DONE
                13 |·   line     Server to Client 1: c OK IDLE terminated
                14 |· - mail     mail for anna
                15 |· - time     10 minutes pass
                16 |· - line     Client 1 to the server: d NOOP
                16 |·   line     Server to Client 1, unasked: * 7 EXISTS
                16 |·   line     Server to Client 1, unasked: * 3 RECENT
                16 |·   line     Server to Client 1: d OK NOOP completed
                17 |· - cut      Client 1: line gone: no FIN, nothing any more
            "#]],
        );
    }

    #[test]
    fn tls_literals_and_the_ends_of_connections() {
        let text = "@connect 1 imap\nC1: a STARTTLS\nC1: b LOGIN {4}\nC1: anna {6}\nC1: geheim\n\
            @connect-tls 2 pop3\n@wait 40m\n";
        check(
            text,
            Lang::De,
            expect![[r#"
                Client 1 · IMAP4 · anna
                Client 2 · POP3
                 1 |· - tcp      Client 1: TCP, Port 143: SYN → SYN-ACK ← ACK →
                 1 |·   line     Server an Client 1: * OK [CAPABILITY IMAP4rev1 IMAP4rev2 STARTTLS SASL-IR LITERAL+ ID ENABLE IDLE AUTH=PLAIN AUTH=LOGIN AUTH=CRAM-MD5 AUTH=SCRAM-SHA-256] Postamt ready
                 2 |· - line     Client 1 an den Server: a STARTTLS
                 2 |·   line     Server an Client 1: a OK Begin TLS negotiation now
                 3 |· - tls      Client 1: TLS: ab hier ist alles verschlüsselt
                 4 ‖· - line     Client 1 an den Server: b LOGIN {4}
                 4 ‖·   line     Server an Client 1: + Ready for literal data
                 5 ‖·   line     Client 1 an den Server: anna
                 6 ‖·   line     Client 1 an den Server:  {6}
                 6 ‖·   line     Server an Client 1: + Ready for literal data
                 7 ‖·   line     Client 1 an den Server: geheim
                 8 ‖·   line     Client 1 an den Server: CRLF
                 8 ‖·   line     Server an Client 1: b OK LOGIN completed
                 9 ‖| - tcp      Client 2: TCP, Port 995: SYN → SYN-ACK ← ACK →
                10 ‖| - tls      Client 2: TLS: ab hier ist alles verschlüsselt
                11 ‖‖   line     Server an Client 2: +OK Postamt POP3 server ready <2.1066118400@postamt.example>
                12 ‖‖ - time     10 Minuten vergehen
                12 ‖‖   time     Client 2: Die Frist ohne Kommando ist um
                12 ‖‖   tcp      Client 2: FIN ← FIN →
                13 ‖· - time     20 Minuten vergehen
                13 ‖·   time     Client 1: Die Frist ohne Kommando ist um
                13 ‖·   line     Server ungefragt an Client 1: * BYE Autologout after 30 minutes without a command
                13 ‖·   tcp      Client 1: FIN ← FIN →
                14 ·· - time     10 Minuten vergehen
            "#]],
        );
    }

    #[test]
    fn all_clients_beyond_the_lifelines_keep_their_rows() {
        let connect = |number| Action::Connect {
            connection: ConnectionId(number),
            protocol: Protocol::Imap,
            greeting: Default::default(),
        };
        let player = Player::replay(&SCENARIOS[0], (1..20).map(connect));
        let clients = Clients::new(Protocol::Pop3, &player);
        let view = View { player: &player, clients: &clients, live: false, lang: Lang::En };
        let mut index = Index::default();
        let height = height(&mut index, &player);
        let ladder = view.ladder(&index, 0..height);
        assert_eq!((ladder.lanes.len(), ladder.rungs.len()), (LANES_MAX, height));
        assert_eq!(ladder.rungs.iter().filter(|(_, rung)| rung.lane.is_none()).count() * 19, height * 13);
    }
}
