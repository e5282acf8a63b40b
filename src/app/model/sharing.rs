//! The effects of shared sessions on the other slices: a visit takes the place of the page's own work, which waits.
//!
//! The rules of this file:
//! 1. A link or a file that cannot be read changes nothing but the notices.
//! 2. Nothing that is visited becomes own work unless a person wants it, or acts in a link's session and has none.

use super::super::clients::{self, Clients};
use super::super::notices::{About, Undo};
use super::super::sharing::{Left, Msg, Source, Visit, replay, replay_example};
use super::Model;
use crate::engine::ConnectionId;
use crate::i18n::Key;
use crate::lesson::Example;
use crate::player::Player;
use crate::share::{self, LoadError, link};
use std::rc::Rc;

impl Model {
    pub(super) fn change_sharing(&mut self, message: Msg) {
        match message {
            Msg::File(text) => match share::load(&text).and_then(replay) {
                Ok(player) => {
                    self.visit(Source::File, Rc::new(player), ConnectionId(0));
                    self.settings.change().dialog = None;
                }
                Err(error) => self.tell_unread(error, true),
            },
            Msg::Recording(recorded) => {
                let player = recorded.player.clone();
                self.visit(Source::Recording(recorded), player, ConnectionId(0));
                self.settings.change().dialog = None;
            }
            Msg::Left(text) => self.sharing.change().left = Left::read(&text),
            Msg::Keep => self.keep(),
            Msg::Leave => self.leave_visit(),
        }
    }

    /// The link that is visited, and its session as it is now.
    pub fn visited(&self) -> Option<(Rc<str>, Rc<Player>)> {
        Some((self.sharing.link()?.clone(), self.player().clone()))
    }

    /// Visits the session of a link, or goes on with it as it was left.
    pub(super) fn open_link(&mut self, link: Rc<str>) {
        if self.sharing.link() == Some(&link) || self.come_back(|source| source.link() == Some(&link)) {
            return;
        }
        let opened = link::open(&link).and_then(|session| Ok((replay(session.saved)?, session.shown)));
        match opened {
            Ok((player, shown)) => self.visit(Source::Link(link), Rc::new(player), shown),
            Err(error) => {
                // The address is to name it no longer: see `hooks/address.rs`.
                self.sharing.change();
                self.tell_unread(error, false);
            }
        }
    }

    /// Visits the session that was left last, as it was left; false if it was another one.
    pub(super) fn come_back(&mut self, is_it: impl FnOnce(&Source) -> bool) -> bool {
        let Some(left) = self.sharing.left.clone().filter(|left| is_it(&left.source)) else { return false };
        self.visit(left.source, left.start, ConnectionId(0));
        self.timeline.change().replace(left.player);
        self.read_clients();
        self.show_client_of_turn();
        true
    }

    /// Visits the example of a file, from the place on where its first client has connected, or from the one that the
    /// address names.
    pub(super) fn open_example(&mut self, text: Option<&str>) {
        if self.class.following.is_some() {
            return;
        }
        let at = self.course.change().at.take();
        let example = text.and_then(Example::read);
        let player = example.as_ref().and_then(|example| replay_example(example).ok());
        let Some((example, player)) = example.zip(player) else {
            // The address is to name it no longer.
            self.sharing.change();
            return self.notices.change().tell(About::Text(Key::NoteNoExample), None);
        };
        self.visit(Source::Example(Rc::new(example)), Rc::new(player), ConnectionId(0));
        self.settings.change().dialog = None;
        if let Some(at) = at {
            self.move_cursor(super::timeline::Msg::Seek(at));
        }
    }

    fn tell_unread(&mut self, error: LoadError, is_file: bool) {
        let key = match (error, is_file) {
            (LoadError::Newer { .. }, false) => Key::NoteLinkNewer,
            (LoadError::Newer { .. }, true) => Key::NoteFileNewer,
            (LoadError::UnknownScenario, false) => Key::NoteLinkUnknown,
            (LoadError::UnknownScenario, true) => Key::NoteFileUnknown,
            (LoadError::TooLong, false) => Key::NoteLinkTooLong,
            (LoadError::TooLong, true) => Key::NoteFileTooLong,
            (LoadError::Corrupt, false) => Key::NoteLinkCorrupt,
            (LoadError::Corrupt, true) => Key::NoteFileCorrupt,
        };
        self.notices.change().tell(About::Text(key), None);
    }

    fn visit(&mut self, source: Source, start: Rc<Player>, shown: ConnectionId) {
        self.leave_live();
        self.leave_lesson();
        self.leave_visit();
        let own = self.put_own_aside();
        // An example's captions and a recording's lines call the clients by their numbers.
        let numbered = match &source {
            Source::Link(_) | Source::File => None,
            Source::Example(example) => example.first_connect().map(|(_, protocol)| protocol),
            Source::Recording(_) => start.current().and_then(|moment| moment.turn.opened()),
        };
        self.clients = match numbered {
            Some(protocol) => Clients::of_lesson(protocol, &start).into(),
            None => Clients::new(self.clients.protocol, &start).into(),
        };
        self.timeline.change().replace(start.clone());
        self.sharing.change().visit = Some(Visit { own, source, start });
        self.show_client_of_turn();
        self.clients.change().reduce(clients::Msg::Show(shown));
    }

    pub(super) fn leave_visit(&mut self) {
        if self.sharing.visit.is_none() {
            return;
        }
        self.timeline.change().catch_up();
        let player = self.player().clone();
        let sharing = self.sharing.change();
        let Some(Visit { own, source, start }) = sharing.visit.take() else { return };
        let can_be_named = matches!(source, Source::Link(_) | Source::Example(_));
        sharing.left = can_be_named.then_some(Left { source, start, player });
        self.take_up(own);
    }

    /// The visited session becomes the page's own work; the one before it can be brought back.
    pub(super) fn keep(&mut self) {
        if self.sharing.visit.is_none() || self.sharing.recorded().is_some() {
            return;
        }
        let Some(Visit { own, .. }) = self.sharing.change().visit.take() else { return };
        let notices = self.notices.change();
        notices.forget_undos();
        if own.player.actions().len() > 0 {
            let undo = Undo::Replace { player: own.player, shown: own.clients.shown };
            notices.tell(About::Text(Key::NoteKept), Some(undo));
        }
    }

    /// A visitor who acts and has no work of their own makes the session their own. An example stays one: whoever tries
    /// something in it goes back to it.
    pub(super) fn keep_if_alone(&mut self) {
        let is_alone =
            |visit: &Visit| visit.source.example().is_none() && visit.own.player.actions().len() == 0;
        if !self.settings.embedded && self.sharing.visit.as_ref().is_some_and(is_alone) {
            self.keep();
        }
    }
}

#[cfg(test)]
mod tests;
