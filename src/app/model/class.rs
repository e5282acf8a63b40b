//! The class's effects on the other slices: what other windows and bridges tell is shown here.
//!
//! The rules of this file:
//! 1. An update can do nothing but actions in the simulation, and choose the place in it; whatever does not fit is
//!    passed over.
//! 2. What a person did here is kept: a followed session is shown beside the own work, and other work that a window
//!    brings leaves a notice with a way back.

use super::super::classroom::{Condition, Following, Line, Msg, Sense, Sharing, sense};
use super::super::clients::Clients;
use super::super::course::Wanted;
use super::super::notices::{About, Undo};
use super::super::preferences::View;
use super::super::projection::Projection;
use super::Model;
use crate::engine::ConnectionId;
use crate::engine::mail::scenario::scenario;
use crate::i18n::{Key, Lang, Part};
use crate::lesson::is_id;
use crate::player::Player;
use crate::share::shown::{self, Place, SHOWN_ACTIONS_MAX, SHOWN_TEXT_MAX, Stamp, Start, Update};
use std::rc::Rc;

impl Model {
    pub(super) fn change_class(&mut self, message: Msg) {
        match message {
            Msg::Join(me) => {
                let class = self.class.change();
                class.me = me;
                class.ask();
            }
            Msg::Part => self.class.change().part(),
            Msg::Window(text) => {
                let presents = self.settings.presents;
                if let Some(update) = self.class.change().hear(&text, presents) {
                    self.adopt(update.into());
                }
            }
            Msg::Share(Some(word)) => {
                self.leave_following();
                if let Some(word) = shown::word(&word) {
                    let (word, line) = (word.into(), Line::default());
                    self.class.change().sharing = Some(Sharing { word, line, followers: 0 });
                }
            }
            Msg::Share(None) => self.class.change().sharing = None,
            Msg::Follow(word) => self.follow(&word),
            Msg::Leave => self.leave_following(),
            Msg::Fork => self.fork_followed(),
            Msg::Speak(lang) => {
                self.settings.change().lang = lang;
                self.class.change().lang = None;
            }
            Msg::Now => {
                if let Some(following) = &mut self.class.change().following {
                    let following = following.change();
                    following.looks_back = false;
                    following.line.attempt += 1;
                }
            }
            Msg::Bridge(text) => self.hear_bridge(&text),
            Msg::Lost => {
                if let Some(line) = self.class.change().line_mut() {
                    line.lose();
                }
            }
        }
    }

    /// Whether nothing can be done here: a bridge's connections, a teacher's session or a recording are shown.
    pub fn is_read_only(&self) -> bool {
        self.live.is_some() || self.class.following.is_some() || self.sharing.recorded().is_some()
    }

    fn follow(&mut self, word: &str) {
        let Some(word) = shown::word(word) else {
            return self.notices.change().tell(About::Text(Key::NoteWord), None);
        };
        if self.class.following.as_ref().is_some_and(|following| *following.word == *word) {
            return;
        }
        self.leave_following();
        self.leave_live();
        self.leave_lesson();
        let own = self.put_own_aside();
        let line = Line::default();
        let following = Following { word: word.into(), line, looks_back: false, has_begun: false, own };
        let class = self.class.change();
        (class.sharing, class.stamp, class.waiting) = (None, Stamp::default(), None);
        class.following = Some(following.into());
        let settings = self.settings.change();
        settings.dialog = None;
        let nothing = Player::new(self.player().scenario());
        self.show_session(nothing);
    }

    pub(super) fn leave_following(&mut self) {
        if self.class.following.is_none() {
            return;
        }
        self.leave_lesson();
        let class = self.class.change();
        (class.waiting, class.stamp) = (None, Stamp::default());
        if let Some(following) = class.following.take() {
            self.take_up(following.own.clone());
        }
    }

    /// The followed session becomes the page's own; the own one can be brought back.
    fn fork_followed(&mut self) {
        if self.class.following.is_none() {
            return;
        }
        let setting = self.start().setting;
        let old = self.player().clone();
        let actions = setting.into_iter().chain(old.actions().cloned());
        let mut player = Player::replay(old.scenario(), actions);
        player.seek(player.len() - old.len() + old.cursor());
        let (protocol, connection) = (self.clients.protocol, self.connection());
        self.leave_following();
        let fresh = self.player().actions().len() == 0;
        let player = self.timeline.change().replace(Rc::new(player));
        let shown = std::mem::take(&mut self.clients.change().shown);
        self.read_clients();
        self.show_client(protocol, connection);
        let notices = self.notices.change();
        notices.forget_undos();
        let undo = (!fresh).then_some(Undo::Replace { player, shown });
        notices.tell(About::Text(Key::NoteForkedClass), undo);
    }

    fn hear_bridge(&mut self, text: &str) {
        match sense(text) {
            Sense::Shown(update) => {
                let class = self.class.change();
                let Some(following) = &mut class.following else { return };
                let following = following.change();
                following.line.turn(Condition::Flows);
                if following.looks_back {
                    return;
                }
                following.has_begun = true;
                if !self.adopt((*update).into())
                    && let Some(line) = self.class.change().line_mut()
                {
                    line.attempt += 1;
                }
            }
            Sense::Followers(count) => {
                if let Some(sharing) = &mut self.class.change().sharing {
                    sharing.followers = count;
                    sharing.line.turn(Condition::Flows);
                }
            }
            Sense::Is(condition) => {
                if let Some(line) = self.class.change().line_mut() {
                    line.turn(condition);
                }
            }
            Sense::Nothing => {}
        }
    }

    /// Somebody who follows has moved the cursor: the place stays.
    pub(super) fn look_back(&mut self) {
        if self.class.following.as_ref().is_some_and(|following| following.has_begun && !following.looks_back)
            && let Some(following) = &mut self.class.change().following
        {
            following.change().looks_back = true;
        }
    }

    /// Shows what an update tells; false where the whole session is needed first.
    fn adopt(&mut self, update: Rc<Update>) -> bool {
        if update.base.is_some_and(|base| base != self.class.stamp) {
            self.class.change().ask();
            return false;
        }
        let lesson = update.place.lesson.as_ref().map(|lesson| lesson.id.clone());
        let runs = self.course.running.as_ref().filter(|running| !running.is_draft);
        let runs = runs.map(|running| running.lesson.head.id.clone());
        if runs != lesson {
            match lesson.filter(|id| is_id(id)) {
                Some(id) => {
                    // An update of another lesson's session cannot be: it has a beginning.
                    self.class.change().waiting = Some(update);
                    self.course.change().wanted = Some(Wanted::Lesson(id.into()));
                    return true;
                }
                None => self.leave_lesson(),
            }
        }
        self.class.change().waiting = None;
        self.show(&update);
        true
    }

    /// The lesson that an update has waited for has come.
    pub(super) fn adopt_waiting(&mut self) {
        let class = self.class.change();
        let Some(update) = class.waiting.take() else { return };
        let runs = self.course.running.as_ref().map(|running| &running.lesson.head.id);
        if runs.is_some() && runs == update.place.lesson.as_ref().map(|lesson| &lesson.id) {
            self.show(&update);
        }
    }

    fn show(&mut self, update: &Update) {
        let old = self.player().clone();
        let begins = self.start();
        let is_first = update.base.is_none() && !self.class.has_adopted;
        let start = update.start.as_ref().unwrap_or(&begins);
        let Some(scenario) = scenario(&start.scenario) else { return };
        let keep = match update.base {
            Some(_) => update.keep,
            // A whole session may begin as the one that is shown.
            None if *start == begins => {
                old.actions().zip(&update.actions).take_while(|(old, new)| old == new).count()
            }
            None => 0,
        };
        let tail = if update.base.is_some() { 0 } else { keep };
        let fresh = || match start.setting.is_empty() {
            true => Player::new(scenario),
            false => Player::set_up(scenario, start.setting.iter().cloned()),
        };
        let base = if *start == begins { (*old).clone() } else { fresh() };
        let mut player = base.rewritten(keep, update.actions.iter().skip(tail).cloned());
        let place = &update.place;
        player.seek(usize::try_from(place.cursor).unwrap_or(usize::MAX));
        let class = self.class.change();
        (class.stamp, class.has_adopted) = (update.stamp, true);
        self.keep_replaced(is_first, &old, &player);
        self.show_session(player);
        self.show_client(place.protocol, ConnectionId(place.connection));
        self.show_place(place);
    }

    /// Other work than that which a window brings can be brought back.
    fn keep_replaced(&mut self, is_first: bool, old: &Rc<Player>, new: &Player) {
        let is_own = is_first && self.class.following.is_none() && self.course.running.is_none();
        let is_in = old.actions().len() <= new.actions().len()
            && old.actions().eq(new.actions().take(old.actions().len()));
        if is_own && !is_in {
            let (player, shown) = (old.clone(), self.clients.shown);
            self.notices
                .change()
                .tell(About::Text(Key::NoteOtherWindow), Some(Undo::Replace { player, shown }));
        }
    }

    fn show_session(&mut self, player: Player) {
        self.timeline.change().replace(Rc::new(player));
        self.teacher.change().mailbox = None;
        self.predict.change().pending = None;
        self.read_clients();
    }

    fn show_client(&mut self, protocol: crate::engine::Protocol, connection: ConnectionId) {
        let clients: &mut Clients = self.clients.change();
        clients.protocol = protocol;
        if clients.client(connection).is_some_and(|client| client.protocol == protocol) {
            clients.show(connection, protocol);
        }
    }

    fn show_place(&mut self, place: &Place) {
        let is_followed = self.class.following.is_some();
        let settings = self.settings.change();
        settings.preferences.view = View::named(&place.stage).unwrap_or(settings.preferences.view);
        if !is_followed {
            settings.projection = Projection::of_bits(place.projection);
            if let Some(lang) = Lang::parse(&place.lang).filter(|lang| *lang != settings.lang) {
                if lang.has(Part::First) {
                    settings.lang = lang;
                } else {
                    self.class.change().lang = Some(lang);
                }
            }
        }
        let turns = self.player().len();
        if let (Some(lesson), Some(running)) = (&place.lesson, self.running_mut()) {
            running.stand_at(lesson, turns);
        }
        let shown = self.sharing.shown().map(|example| &example.head.id);
        if shown != place.example.as_ref() {
            self.sharing.change().told = None;
            let example = place.example.as_deref().filter(|id| is_id(id));
            let course = self.course.change();
            if example.is_some() || matches!(course.wanted, Some(Wanted::Told(_))) {
                course.wanted = example.map(|id| Wanted::Told(id.into()));
            }
        }
    }

    /// The beginning of the session that is shown.
    fn start(&self) -> Start {
        let running = self.course.running.as_ref();
        let setting = running.map_or_else(Vec::new, |running| running.lesson.head.setting());
        Start { scenario: self.player().scenario().name.to_owned(), setting }
    }

    /// The place that is shown.
    pub fn place(&self) -> Place {
        let running = self.course.running.as_ref().filter(|running| !running.is_draft);
        Place {
            cursor: self.player().cursor() as u64,
            protocol: self.clients.protocol,
            connection: self.connection().0,
            stage: self.settings.preferences.view.name().to_owned(),
            lang: self.settings.lang.tag().to_owned(),
            projection: self.settings.projection.bits(),
            lesson: running.map(|running| running.place()),
            example: self.sharing.shown().map(|example| example.head.id.clone()),
        }
    }

    /// A glance at the page, for comparison: two places of one simulation differ in it.
    pub(super) fn glance(&self) -> Option<(usize, Place)> {
        let is_seen = self.class.is_seen(self.settings.presents)
            && self.live.is_none()
            && self.sharing.recorded().is_none();
        is_seen.then(|| (Rc::as_ptr(self.player()) as usize, self.place()))
    }

    /// The message that tells others what is shown: the whole of it, or as an update of what they know.
    pub fn told(&self, known: Option<(Stamp, &Model)>) -> Option<String> {
        let (player, place, stamp) = (self.player(), self.place(), self.class.stamp);
        if player.actions().len() > SHOWN_ACTIONS_MAX || self.sharing.recorded().is_some() {
            return None;
        }
        let start = self.start();
        let base = known.filter(|(_, known)| {
            known.start() == start
                && known.place().lesson.map(|it| it.id) == place.lesson.as_ref().map(|it| it.id.clone())
        });
        let text = match base {
            Some((base, known)) => {
                let same = known.player().actions().zip(player.actions());
                let keep = same.take_while(|(old, new)| std::ptr::eq(*old, *new) || old == new).count();
                shown::update(stamp, base, keep, player.actions().skip(keep), &place)
            }
            None => shown::whole(stamp, &start, player.actions(), &place),
        };
        Some(text).filter(|text| text.len() <= SHOWN_TEXT_MAX)
    }
}
