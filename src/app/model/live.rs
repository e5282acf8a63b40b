//! The live view's effects on the other slices: the page shows what real mail programs do at a bridge, and the work of
//! the page's own stays aside.
//!
//! The rules of this file:
//! 1. The page shows one connection, with its own turns. The timeline's player is a copy of that connection's player,
//!    whose cursor belongs to the reader.
//! 2. A cursor at the end follows what comes; one in the past stays there.
//! 3. A new connection takes the place of one that has ended and has been shown to its end, not of one that still
//!    talks, unless a person wants the newest.

use super::super::live_view::{LiveView, Msg};
use super::super::own::Own;
use super::super::settings::Dialog;
use super::super::slice::Slice;
use super::super::timeline::Motion;
use super::Model;
use crate::engine::{ConnectionId, Protocol};
use crate::player::live::Track;
use std::rc::Rc;

/// Most turns that wait to be shown one after the other: further ones push the oldest of them out.
const BEHIND_MAX: usize = 24;

impl Model {
    pub(super) fn change_live(&mut self, message: Msg) {
        match message {
            Msg::Enter => self.enter_live(),
            Msg::Leave => self.leave_live(),
            Msg::Received(messages) => self.receive(&messages),
            Msg::Lost => {
                if let Some(live) = &mut self.live {
                    live.change().lose();
                }
            }
            Msg::FollowNewest => self.follow_newest(),
        }
    }

    pub(super) fn enter_live(&mut self) {
        if self.live.is_some() {
            return;
        }
        self.leave_following();
        self.leave_lesson();
        self.leave_visit();
        let live = LiveView::new(self.put_own_aside());
        self.timeline.change().replace(Rc::new(live.bridge.nothing()));
        self.clients.change().show_nobody();
        self.live = Some(live.into());
    }

    pub(super) fn leave_live(&mut self) {
        let Some(live) = self.live.take() else { return };
        self.take_up(live.own.clone());
    }

    /// Makes room for other turns than those of the page's own work, which waits.
    pub(super) fn put_own_aside(&mut self) -> Own {
        self.prepare_other_work();
        Own {
            player: self.player().clone(),
            clients: self.clients.clone(),
            notices: std::mem::take(&mut self.notices),
        }
    }

    /// Goes on with the page's own work.
    pub(super) fn take_up(&mut self, own: Own) {
        self.prepare_other_work();
        self.timeline.change().replace(own.player);
        (self.clients, self.notices) = (own.clients, own.notices);
    }

    /// Brings the page to rest before other turns come into it.
    fn prepare_other_work(&mut self) {
        self.sharing.change().told = None;
        self.timeline.change().catch_up();
        self.teacher.change().mailbox = None;
        let settings = self.settings.change();
        settings.dialog = settings.dialog.filter(|dialog| *dialog != Dialog::Server);
    }

    /// The factor by which the cursor catches up faster than usual: in the live view, the more waits, the faster.
    pub(super) fn haste(&self) -> u32 {
        match self.player().len() - self.player().cursor() {
            0..=4 => 1,
            _ if self.live.is_none() => 1,
            5..=12 => 2,
            _ => 4,
        }
    }

    fn receive(&mut self, messages: &[String]) {
        let shown = self.connection();
        let Some(live) = &mut self.live else { return };
        if let Some(nothing) = live.change().receive(messages, shown)
            && self.player().is_empty()
        {
            self.timeline.change().player = Rc::new(nothing);
        }
        self.follow_bridge();
    }

    fn follow_newest(&mut self) {
        let Some(live) = &mut self.live else { return };
        let live = live.change();
        live.follows_newest ^= true;
        let newest = live.bridge.connections().last().map(|track| track.id);
        if let Some(newest) = newest.filter(|_| live.follows_newest) {
            self.show_bridged(newest);
        }
    }

    /// Shows one of the bridge's connections, as far as it has come.
    pub(super) fn show_bridged(&mut self, id: ConnectionId) {
        let Some(live) = &mut self.live else { return };
        let Some(track) = live.bridge.connection(id).cloned() else { return };
        let live = live.change();
        live.seen = live.seen.max(id);
        self.put(&track, usize::MAX);
        self.study();
    }

    /// Shows a connection of this protocol: the one that was shown last, else the newest, else that there is none.
    pub(super) fn show_bridged_of(&mut self, protocol: Protocol) {
        let Some(live) = &self.live else { return };
        match live.connection_of(protocol, self.clients.shown_of(protocol)).map(|track| track.id) {
            Some(id) => self.show_bridged(id),
            None => self.timeline.change().player = Rc::new(live.bridge.nothing()),
        }
    }

    /// A person has gone to this place: a connection that has ended there is to be studied.
    pub(super) fn study(&mut self) {
        let id = self.connection();
        if let Some(live) = &mut self.live {
            let ended = live.bridge.connection(id).is_some_and(|track| !track.open);
            live.change().studied = ended;
        }
    }

    /// Shows what has come: of the connection shown its new turns, and another connection where it is due.
    pub(super) fn follow_bridge(&mut self) {
        let Some(live) = self.live.clone() else { return };
        let shown = live.bridge.connection(self.connection());
        if let Some(track) = shown {
            let follows = self.player().is_at_end() || self.timeline.motion == Motion::CatchingUp;
            if track.player.len() + track.forgotten != self.player().len() + live.forgotten {
                let motion = self.timeline.motion;
                self.put(track, (self.player().cursor() + live.forgotten).saturating_sub(track.forgotten));
                self.timeline.change().motion = motion;
            }
            if follows {
                self.approach_end(&live);
            }
        }
        let over = self.player().is_at_end() && shown.is_none_or(|track| !track.open && !live.studied);
        if !over && !live.follows_newest {
            return;
        }
        if let Some(track) = live.due() {
            if let Some(live) = &mut self.live {
                let live = live.change();
                (live.seen, live.studied) = (track.id, false);
            }
            self.teacher.change().mailbox = None;
            self.put(track, 1);
            self.approach_end(&live);
        }
    }

    /// Shows a connection with the cursor at this place.
    fn put(&mut self, track: &Track, cursor: usize) {
        let mut player = (*track.player).clone();
        player.seek(cursor);
        self.timeline.change().replace(Rc::new(player));
        self.clients.change().show(track.id, track.protocol);
        if let Some(live) = &mut self.live {
            live.change().forgotten = track.forgotten;
        }
    }

    /// Moves on to the last turn, one by one if they are few and have just happened.
    fn approach_end(&mut self, live: &Slice<LiveView>) {
        let at_once = live.bridge.ticks() == 0 || self.settings.is_instant();
        let timeline = self.timeline.change();
        let player = Rc::make_mut(&mut timeline.player);
        let least = player.len().saturating_sub(if at_once { 0 } else { BEHIND_MAX });
        if player.cursor() < least {
            player.seek(least);
        }
        timeline.motion = if player.is_at_end() { Motion::Still } else { Motion::CatchingUp };
    }
}

#[cfg(test)]
mod tests;
