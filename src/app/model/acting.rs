//! Acting on the page's own server: a person's acts become actions of the simulation.

use super::super::act::Act;
use super::super::clients::{self, NOBODY};
use super::super::completion;
use super::super::course;
use super::super::deliveries;
use super::super::notices::{About, Undo};
use super::super::predict::Prediction;
use super::super::prompt::{split_lines, typed};
use super::super::session_info;
use super::super::slice::Slice;
use super::super::teacher::Door;
use super::super::timeline::{Acted, Timeline};
use super::Model;
use crate::engine::time::MINUTE;
use crate::engine::{Action, Awaits, ConnectionId, Protocol};
use crate::i18n::Key;
use crate::player::Player;
use std::rc::Rc;

impl Model {
    pub(super) fn act(&mut self, act: Act) {
        if self.live.is_some() || self.settings.read_only || self.sharing.recorded().is_some() {
            return;
        }
        self.keep_if_alone();
        match act {
            Act::Connect => {
                self.timeline.change().catch_up();
                if self.connection() == NOBODY {
                    self.connect_another(self.clients.protocol);
                } else if !self.is_open() {
                    self.connect(self.connection(), self.clients.protocol);
                }
            }
            Act::ConnectAnother(protocol) => self.connect_another(protocol),
            Act::ShutDown => {
                self.cause(Action::Shutdown {});
            }
            Act::Submit(text) => self.submit(&text, "\r\n"),
            Act::SubmitBareLf(text) => self.submit(&text, "\n"),
            Act::Cut => {
                self.timeline.change().catch_up();
                if self.is_open() {
                    self.cause(Action::Cut { connection: self.connection() });
                }
            }
            Act::Deliver => self.deliver(),
            Act::LetTimePass => {
                let minutes = self.teacher.minutes(self.clients.protocol);
                self.cause(Action::Wait { milliseconds: minutes * MINUTE });
            }
            Act::Switch(switch, on) => {
                self.cause(Action::Switch { switch, on });
            }
            Act::Preset(preset) => {
                self.cause(Action::Preset { preset });
            }
            Act::Reset if self.course.running.is_some() => self.change_course(course::Msg::Again),
            Act::Reset => self.reset(),
        }
    }

    fn cause(&mut self, action: Action) -> bool {
        let mut action = Some(action);
        self.cause_by_hand(&mut |_| action.take())
    }

    /// Does what a person does, which the editor of lessons may record; false if the player had no room for some of it.
    fn cause_by_hand(&mut self, next: &mut dyn FnMut(&Player) -> Option<Action>) -> bool {
        if !self.editor.records {
            return self.cause_all(next);
        }
        let mut done = Vec::new();
        let all = self.cause_all(&mut |player| {
            let action = next(player)?;
            done.push(action.clone());
            Some(action)
        });
        self.record(&done);
        all
    }

    /// Does one thing after the other; false if the player had no room for some of them.
    pub(super) fn cause_all(&mut self, next: &mut dyn FnMut(&Player) -> Option<Action>) -> bool {
        let at_once = self.settings.is_instant();
        let Acted { branch, full, touched } = self.timeline.change().act(at_once, next);
        if let Some(branch) = branch.filter(|branch| branch.turns > 0) {
            if let Some(running) = self.running_mut() {
                running.forget_after(branch.kept);
            }
            let about = About::Forked { kept: branch.kept, last: branch.kept + branch.turns };
            self.notices.change().tell(about, Some(Undo::BringBack(Rc::new(branch))));
            self.read_clients();
        }
        if touched.iter().any(|id| *id != self.connection()) {
            let clients = self.clients.change();
            touched.into_iter().for_each(|id| clients.hear(id));
        }
        if full {
            self.notices.change().tell(About::Text(Key::NoteFull), None);
        }
        !full
    }

    /// Holds the effects of the last act on a connection back until they are predicted: the page shows what was before.
    fn hold_back(&mut self, before: Slice<Timeline>, connection: ConnectionId, line: &str) {
        let prediction = Prediction::of(&self.timeline, connection, line).filter(|_| self.predict.on);
        if prediction.is_some() {
            self.predict.change().pending = prediction;
            self.timeline = before;
        }
    }

    fn connect(&mut self, connection: ConnectionId, protocol: Protocol) {
        let Door { greeting, tls } = self.teacher.door(protocol);
        let before = self.timeline.clone();
        let done = self.cause(match tls {
            true => Action::ConnectTls { connection, protocol, greeting },
            false => Action::Connect { connection, protocol, greeting },
        });
        self.notices.change().withdraw(&About::Text(Key::NoteConnectFirst));
        self.read_clients();
        if done {
            self.hold_back(before, connection, "");
        }
    }

    fn connect_another(&mut self, protocol: Protocol) {
        let Some(id) = self.clients.next(protocol) else { return };
        self.connect(id, protocol);
        self.clients.change().reduce(clients::Msg::Show(id));
        self.teacher.change().mailbox = None;
    }

    fn submit(&mut self, text: &str, end: &str) {
        let (id, protocol) = (self.connection(), self.clients.protocol);
        if text.is_empty() && self.turns_page() {
            return;
        }
        self.timeline.change().catch_up();
        if !self.is_open() {
            self.prompt.change().write(text, protocol);
            self.notices.change().tell(About::Text(Key::NoteConnectFirst), None);
            return;
        }
        let (lines, rest) = split_lines(text);
        let awaits = session_info::awaits(self.player(), id);
        if lines.len() == 1 && lines[0].is_empty() && awaits == Awaits::Command {
            return;
        }
        let tags = protocol.row().tags && self.settings.preferences.automatic_tags;
        let mut left = lines.iter();
        let before = self.timeline.clone();
        let done = self.cause_by_hand(&mut |player| {
            let octets = octets(player, id, protocol, left.next()?, tags, end);
            Some(Action::Send { connection: id, octets })
        });
        let prompt = self.prompt.change();
        prompt.remember(&lines, protocol);
        prompt.write(&*rest, protocol);
        if !rest.is_empty() {
            self.notices.change().tell(About::Text(Key::NoteTooManyLines), None);
        }
        if done && lines.len() == 1 {
            self.hold_back(before, id, lines[0]);
        }
    }

    fn deliver(&mut self) {
        let account = self.teacher.recipient(self.player(), self.connection());
        self.timeline.change().catch_up();
        let player = self.player();
        let before = player.actions().filter(|action| matches!(action, Action::Deliver { .. })).count();
        let (lang, now) = (self.settings.lang, player.lab().now());
        let message = deliveries::message(lang, &account, self.teacher.letter, before + 1, now);
        self.cause(Action::Deliver { account: account.to_string(), message });
    }

    fn reset(&mut self) {
        // A second click must not take the place of the way back.
        if self.player().actions().len() == 0 {
            return;
        }
        // A visited session begins again as it came.
        let visited = self.sharing.visit.as_ref().map(|visit| visit.start.clone());
        let fresh = visited.unwrap_or_else(|| Rc::new(Player::new(self.player().scenario())));
        let player = self.timeline.change().replace(fresh);
        let shown = std::mem::take(&mut self.clients.change().shown);
        let teacher = self.teacher.change();
        teacher.mailbox = None;
        teacher.recipient = None;
        self.read_clients();
        let notices = self.notices.change();
        notices.forget_undos();
        notices.tell(About::Text(Key::NoteReset), Some(Undo::Replace { player, shown }));
    }
}

/// The octets of a typed line: with its automatic tag where it wants one, and this end.
fn octets(
    player: &Player,
    id: ConnectionId,
    protocol: Protocol,
    line: &str,
    tags: bool,
    end: &str,
) -> Vec<u8> {
    let awaits = session_info::awaits(player, id);
    let line = typed(line);
    if tags && completion::wants_tag(protocol.chart(), &line, awaits) {
        return format!("a{} {line}{end}", session_info::next_tag(player, id)).into_bytes();
    }
    format!("{line}{end}").into_bytes()
}
