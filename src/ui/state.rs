//! The one pure reducer: everything that the page shows, and every way in which it changes.
//!
//! The rules of this file:
//! 1. [`State::reduce`] is the only writer; it calls nothing of the browser.
//! 2. An action takes effect at once. Its later turns are shown one after the other by [`Msg::Tick`], and
//!    whatever a person does next first brings the cursor to the end.
//! 3. Nothing that a person made is lost without a note that can bring it back.

use super::watching::Watch;
use crate::app::completion::{self, LINES_MAX};
use crate::app::deliveries;
use crate::app::options::Options;
use crate::app::preferences::{Preferences, Speed, Theme};
use crate::app::session_info::{self, Awaits};
use crate::engine::mail::INBOX;
use crate::engine::time::MINUTE;
use crate::engine::{Action, ConnectionId, Greeting, Preset, Protocol, Switch};
use crate::i18n::Lang;
use crate::player::{Aside, Player};
use std::rc::Rc;
use yew::Reducible;

/// Everything that the page shows. Cloning costs a few pointers.
#[derive(Clone, Debug)]
pub struct State {
    /// The simulation and the place in it that is shown.
    pub player: Rc<Player>,
    /// Whether the cursor moves by itself.
    pub motion: Motion,
    /// Which protocol's console and diagram are shown.
    pub protocol: Protocol,
    /// The connection shown for POP3 and for IMAP.
    pub shown: [ConnectionId; 2],
    /// Connections that a person opened, ended ones included, in order of their numbers.
    pub clients: Rc<Vec<(ConnectionId, Protocol)>>,
    /// The mailbox that a person chose to see, if not the session's own.
    pub mailbox: Option<(Rc<str>, Rc<str>)>,
    /// What stands in the prompt, for POP3 and for IMAP.
    pub drafts: [Rc<str>; 2],
    /// Lines sent before, oldest first, for POP3 and for IMAP.
    pub history: [Rc<Vec<Rc<str>>>; 2],
    /// How an IMAP server will greet.
    pub greeting: Greeting,
    /// Minutes that pass at a click, when a person chose other than the timer's length.
    pub minutes: Option<u64>,
    /// The account that the next message is for, when a person chose one.
    pub recipient: Option<Rc<str>>,
    /// How a person wants the page.
    pub preferences: Rc<Preferences>,
    /// The language shown.
    pub lang: Lang,
    /// Whether the page stands in another one, without its bar.
    pub embedded: bool,
    /// Whether the system asks for a dark page.
    pub system_dark: bool,
    /// Whether the system asks for less motion.
    pub less_motion: bool,
    /// What the page has to tell, oldest first.
    pub notes: Rc<Vec<Note>>,
    /// What lies over the page.
    pub dialog: Option<Dialog>,
    /// What the page knows while it looks on at a bridge.
    pub watch: Option<Rc<Watch>>,
    next_note: u32,
    deliveries: usize,
    revision: u32,
}

/// Whether and how the cursor moves by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// It does not.
    Still,
    /// It shows the later turns of the last action.
    CatchingUp,
    /// It plays to the end.
    Playing,
}

/// What can lie over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The list of keys.
    Keys,
    /// The server's switches.
    Server,
}

/// Something that the page has to tell besides the simulation.
#[derive(Clone, Debug)]
pub struct Note {
    /// Tells notes apart.
    pub id: u32,
    /// What it says.
    pub says: Says,
    /// How what it tells of can be undone.
    pub undo: Option<Undo>,
}

/// What a note says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// Somebody acted in the past.
    Forked {
        /// The turns that stayed.
        kept: usize,
        /// The last of the turns that were set aside.
        last: usize,
    },
    /// Everything was reset.
    Reset,
    /// An option in the address does not fit.
    UnfitOption(String),
    /// The saved work cannot be read; it was put away.
    SavedCorrupt,
    /// The saved work is of a newer version; it was put away.
    SavedNewer,
    /// The page stopped last time; the work was put away.
    Stopped,
    /// The browser forbids storage.
    StorageForbidden,
    /// The browser's storage is full.
    StorageFull,
    /// There is no open connection.
    ConnectFirst,
    /// The simulation takes no further actions.
    Full,
    /// The other language's texts cannot be fetched.
    NoTexts,
    /// More lines than are sent at once; the rest is in the prompt.
    TooManyLines,
}

/// How to undo.
#[derive(Clone, Debug)]
pub enum Undo {
    /// Bring back what was set aside by a fork.
    BringBack(Rc<Aside>),
    /// Bring back the whole simulation.
    Replace {
        /// The simulation.
        player: Rc<Player>,
        /// The connections that were shown.
        shown: [ConnectionId; 2],
    },
}

/// What a person (or a timer, or the browser) asks of the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Open the shown connection.
    Connect,
    /// Open another connection of the shown protocol and show it.
    SecondClient,
    /// Send what was typed; several lines are sent in order.
    Submit(Rc<str>),
    /// Deliver a fresh message.
    Deliver,
    /// Let time pass.
    LetTimePass,
    /// Cut the shown connection's line.
    Cut,
    /// Begin anew.
    Reset,
    /// Show a protocol.
    ShowProtocol(Protocol),
    /// Show a connection, and its protocol.
    ShowConnection(ConnectionId),
    /// Show a mailbox of an account.
    ShowMailbox(Rc<str>, Rc<str>),
    /// Move the cursor.
    Seek(usize),
    /// Move the cursor by so many turns.
    Step(isize),
    /// Play from here, from the start when at the end; or pause.
    PlayOrPause,
    /// The time until the next turn is over.
    Tick,
    /// The prompt's text changed.
    Draft(Rc<str>),
    /// Choose how an IMAP server greets.
    Greet(Greeting),
    /// Choose how many minutes pass at a click.
    Minutes(u64),
    /// Choose whom the next message is for.
    Recipient(Rc<str>),
    /// Choose the language.
    Speak(Lang),
    /// Choose light or dark.
    Theme(Theme),
    /// Choose the speed.
    Speed(Speed),
    /// The projector's view, or back.
    Projector,
    /// Single keys on or off.
    SingleKeys,
    /// Show CRLF and stuffed dots, or don't.
    Invisibles,
    /// Automatic tags on or off.
    AutomaticTags,
    /// Options from the address.
    Options(Box<Options>),
    /// The system asks for a dark page, or no longer.
    SystemDark(bool),
    /// The system asks for less motion, or no longer.
    LessMotion(bool),
    /// Set a switch of the server.
    Switch(Switch, bool),
    /// Give the server another character.
    Preset(Preset),
    /// Open a dialog, or close it.
    Open(Option<Dialog>),
    /// Tell something.
    Tell(Says),
    /// Put a note away.
    Dismiss(u32),
    /// Undo what a note tells of.
    Undo(u32),
    /// Look on at a bridge, or come back.
    LookOn(bool),
    /// The bridge has told this.
    Heard(Rc<Vec<String>>),
    /// The bridge tells nothing more.
    Lost,
    /// Show every new connection at once, or no longer.
    Newest,
}

impl Msg {
    /// Whether it does something to the page's own server. A bridge's would not hear of it.
    fn acts(&self) -> bool {
        use Msg::{Connect, Cut, Deliver, LetTimePass, Preset, Reset, SecondClient, Submit, Switch, Undo};
        matches!(
            self,
            Connect
                | SecondClient
                | Submit(_)
                | Deliver
                | LetTimePass
                | Cut
                | Reset
                | Switch(..)
                | Preset(_)
                | Undo(_)
        )
    }
}

/// Most notes shown at once; older ones go.
const NOTES_MAX: usize = 3;
/// Most lines that the prompt remembers.
const HISTORY_MAX: usize = 200;
/// Most connections that a person opens by hand on the page, per protocol.
const CLIENTS_MAX: usize = 6;

const fn side(protocol: Protocol) -> usize {
    match protocol {
        Protocol::Pop3 => 0,
        Protocol::Imap => 1,
    }
}

impl State {
    /// A page on which `player` is shown.
    pub fn new(player: Player, preferences: Preferences, lang: Lang) -> Self {
        let protocol = if preferences.imap { Protocol::Imap } else { Protocol::Pop3 };
        let mut state = State {
            player: Rc::new(player),
            motion: Motion::Still,
            protocol,
            shown: FIRST,
            clients: Rc::default(),
            mailbox: None,
            drafts: ["".into(), "".into()],
            history: [Rc::default(), Rc::default()],
            greeting: Greeting::Ok,
            minutes: None,
            recipient: None,
            preferences: Rc::new(preferences),
            lang,
            embedded: false,
            system_dark: false,
            less_motion: false,
            notes: Rc::default(),
            dialog: None,
            watch: None,
            next_note: 0,
            deliveries: 0,
            revision: 0,
        };
        state.recount();
        state
    }

    /// Another number whenever anything but the prompt's text has changed.
    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// The connection shown.
    pub fn connection(&self) -> ConnectionId {
        self.shown[side(self.protocol)]
    }

    /// The connection shown of a protocol.
    pub(super) fn shown_of(&self, protocol: Protocol) -> ConnectionId {
        self.shown[side(protocol)]
    }

    /// Whether the shown connection is open at the cursor.
    pub fn is_open(&self) -> bool {
        session_info::is_open(&self.player, self.connection())
    }

    /// What stands in the prompt.
    pub fn draft(&self) -> &Rc<str> {
        &self.drafts[side(self.protocol)]
    }

    /// Lines sent before with the shown protocol, oldest first.
    pub fn history(&self) -> &Rc<Vec<Rc<str>>> {
        &self.history[side(self.protocol)]
    }

    /// Whether turns follow each other without any motion.
    pub fn is_instant(&self) -> bool {
        self.less_motion || self.preferences.speed == Speed::Instant
    }

    /// Whether the page is dark.
    pub fn is_dark(&self) -> bool {
        match self.preferences.theme {
            Theme::Auto => self.system_dark,
            Theme::Light => false,
            Theme::Dark => true,
        }
    }

    /// Minutes that pass at a click: as chosen, else the length of the shown protocol's timer.
    pub fn minutes(&self) -> u64 {
        self.minutes.unwrap_or(match self.protocol {
            Protocol::Pop3 => 10,
            Protocol::Imap => 30,
        })
    }

    /// The account and mailbox whose messages are shown.
    pub fn mailbox(&self) -> (Rc<str>, Rc<str>) {
        if let Some(chosen) = &self.mailbox {
            return chosen.clone();
        }
        let session = session_info::seat(&self.player, self.connection());
        let account = session.account.unwrap_or_else(|| self.first_account());
        (account, session.mailbox.unwrap_or_else(|| INBOX.into()))
    }

    /// Whom the next message is for: as chosen, else the account in view.
    pub fn recipient(&self) -> Rc<str> {
        self.recipient.clone().unwrap_or_else(|| self.mailbox().0)
    }

    /// Milliseconds until the cursor moves by itself.
    pub fn pause(&self) -> Option<u32> {
        match self.motion {
            Motion::Still => None,
            Motion::CatchingUp => Some(self.preferences.speed.catch_up() / self.haste()),
            Motion::Playing => Some(self.preferences.speed.play()),
        }
    }

    fn first_account(&self) -> Rc<str> {
        self.player
            .lab()
            .store()
            .accounts()
            .next()
            .map_or_else(|| "".into(), |account| account.name.as_str().into())
    }

    /// Reads from the actions what the page needs of them: clients and the number of deliveries.
    fn recount(&mut self) {
        let mut clients = vec![(FIRST[0], Protocol::Pop3), (FIRST[1], Protocol::Imap)];
        self.deliveries = 0;
        for action in self.player.actions() {
            match action {
                Action::Connect { connection, protocol, .. }
                | Action::ConnectTls { connection, protocol, .. } => {
                    if let Some(known) = clients.iter_mut().find(|(id, _)| id == connection) {
                        known.1 = *protocol;
                    } else {
                        let at = clients.partition_point(|(id, _)| id < connection);
                        clients.insert(at, (*connection, *protocol));
                    }
                }
                Action::Deliver { .. } => self.deliveries += 1,
                _ => {}
            }
        }
        for shown in [Protocol::Pop3, Protocol::Imap] {
            if !clients.contains(&(self.shown[side(shown)], shown)) {
                self.shown[side(shown)] = FIRST[side(shown)];
            }
        }
        self.clients = Rc::new(clients);
    }

    fn tell(&mut self, says: Says, undo: Option<Undo>) {
        let notes = Rc::make_mut(&mut self.notes);
        notes.retain(|note| note.says != says);
        self.next_note += 1;
        notes.push(Note { id: self.next_note, says, undo });
        let surplus = notes.len().saturating_sub(NOTES_MAX);
        notes.drain(..surplus);
    }

    fn untell(&mut self, says: &Says) {
        if self.notes.iter().any(|note| note.says == *says) {
            Rc::make_mut(&mut self.notes).retain(|note| note.says != *says);
        }
    }

    /// Does some things in order, and shows their turns from the first one on.
    fn act(&mut self, actions: impl IntoIterator<Item = Action>) {
        self.catch_up();
        let player = Rc::make_mut(&mut self.player);
        let mut first = None;
        let mut aside = None;
        let mut full = false;
        for action in actions {
            match player.act(action) {
                Ok(set_aside) => aside = aside.or(set_aside),
                Err(_) => full = true,
            }
            first.get_or_insert(player.cursor());
            player.seek(player.len());
        }
        self.show_from(first.unwrap_or_default());
        self.after_acting(aside, full);
    }

    /// Puts the cursor behind the first of the new turns; the others follow by [`Msg::Tick`].
    fn show_from(&mut self, first: usize) {
        if self.is_instant() {
            return;
        }
        let player = Rc::make_mut(&mut self.player);
        player.seek(first);
        self.motion = if player.is_at_end() { Motion::Still } else { Motion::CatchingUp };
    }

    fn after_acting(&mut self, aside: Option<Aside>, full: bool) {
        if let Some(aside) = aside.filter(|aside| aside.turns > 0) {
            let says = Says::Forked { kept: aside.kept, last: aside.kept + aside.turns };
            self.tell(says, Some(Undo::BringBack(Rc::new(aside))));
            self.recount();
        }
        if full {
            self.tell(Says::Full, None);
        }
    }

    /// Ends a motion of the cursor; what was being shown is then shown to its end.
    pub(super) fn catch_up(&mut self) {
        if self.motion == Motion::CatchingUp {
            Rc::make_mut(&mut self.player).seek(usize::MAX);
        }
        self.motion = Motion::Still;
    }

    fn seek(&mut self, cursor: usize) {
        if cursor != self.player.cursor() {
            Rc::make_mut(&mut self.player).seek(cursor);
            self.follow();
        }
    }

    /// Shows the connection that the turn at the cursor is about.
    fn follow(&mut self) {
        if self.watch.is_some() {
            return; // all turns are one connection's
        }
        let connection = self.player.current().and_then(|moment| moment.turn.connection());
        if let Some(id) = connection {
            self.show(id);
        }
    }

    fn show(&mut self, id: ConnectionId) {
        if let Some(&(_, protocol)) = self.clients.iter().find(|(other, _)| *other == id) {
            self.set_shown(id, protocol);
        }
    }

    pub(super) fn set_shown(&mut self, id: ConnectionId, protocol: Protocol) {
        self.protocol = protocol;
        self.shown[side(protocol)] = id;
    }

    fn connect(&mut self, id: ConnectionId) {
        let greeting = if self.protocol == Protocol::Imap { self.greeting } else { Greeting::Ok };
        self.act([Action::Connect { connection: id, protocol: self.protocol, greeting }]);
        self.untell(&Says::ConnectFirst);
        self.recount();
    }

    fn second_client(&mut self) {
        let own = self.clients.iter().filter(|(_, protocol)| *protocol == self.protocol).count();
        if own >= CLIENTS_MAX {
            return;
        }
        let highest = self.clients.iter().map(|(id, _)| id.0).max().unwrap_or(FIRST[1].0);
        let id = ConnectionId(highest + 1);
        self.connect(id);
        self.show(id);
        self.mailbox = None;
    }

    fn submit(&mut self, text: &str) {
        let id = self.connection();
        self.catch_up();
        if !self.is_open() {
            self.drafts[side(self.protocol)] = text.into();
            self.tell(Says::ConnectFirst, None);
            return;
        }
        let (lines, rest) = split_lines(text);
        if lines.len() == 1
            && lines[0].is_empty()
            && session_info::awaits(&self.player, id) == Awaits::Command
        {
            return;
        }
        let mut first = None;
        let (mut aside, mut full) = (None, false);
        for line in &lines {
            let octets = self.octets(id, line);
            let player = Rc::make_mut(&mut self.player);
            match player.act(Action::Send { connection: id, octets }) {
                Ok(set_aside) => aside = aside.or(set_aside),
                Err(_) => full = true,
            }
            first.get_or_insert(player.cursor());
            player.seek(player.len());
        }
        self.show_from(first.unwrap_or_default());
        self.after_acting(aside, full);
        self.remember(&lines);
        self.drafts[side(self.protocol)] = rest.as_str().into();
        if !rest.is_empty() {
            self.tell(Says::TooManyLines, None);
        }
    }

    /// The octets of a typed line: with its automatic tag where it wants one, and ended by CRLF.
    fn octets(&self, id: ConnectionId, line: &str) -> Vec<u8> {
        let chart = session_info::chart(self.protocol);
        let awaits = session_info::awaits(&self.player, id);
        let tags = self.protocol == Protocol::Imap && self.preferences.automatic_tags;
        if tags && completion::wants_tag(chart, line, awaits) {
            return format!("a{} {line}\r\n", session_info::next_tag(&self.player, id)).into_bytes();
        }
        format!("{line}\r\n").into_bytes()
    }

    fn remember(&mut self, lines: &[&str]) {
        let history = Rc::make_mut(&mut self.history[side(self.protocol)]);
        for line in lines.iter().filter(|line| !line.is_empty()) {
            if history.last().is_none_or(|last| **last != **line) {
                history.push((*line).into());
            }
        }
        let surplus = history.len().saturating_sub(HISTORY_MAX);
        history.drain(..surplus);
    }

    fn deliver(&mut self) {
        let account = self.recipient();
        self.catch_up();
        self.deliveries += 1;
        let message = deliveries::message(self.lang, &account, self.deliveries, self.player.lab().now());
        self.act([Action::Deliver { account: account.to_string(), message }]);
    }

    fn reset(&mut self) {
        self.motion = Motion::Still;
        let fresh = Rc::new(Player::new(self.player.scenario()));
        let old = std::mem::replace(&mut self.player, fresh);
        let undo = Undo::Replace { player: old, shown: self.shown };
        self.shown = FIRST;
        self.mailbox = None;
        self.recipient = None;
        self.recount();
        let notes = Rc::make_mut(&mut self.notes);
        // A fork of what is no longer there cannot be undone.
        notes.retain(|note| note.undo.is_none());
        self.tell(Says::Reset, Some(undo));
    }

    fn undo(&mut self, id: u32) {
        let Some(at) = self.notes.iter().position(|note| note.id == id) else { return };
        let note = Rc::make_mut(&mut self.notes).remove(at);
        self.motion = Motion::Still;
        match note.undo {
            Some(Undo::BringBack(aside)) => {
                Rc::make_mut(&mut self.player).bring_back((*aside).clone());
            }
            Some(Undo::Replace { player, shown }) => (self.player, self.shown) = (player, shown),
            None => {}
        }
        self.recount();
    }

    fn options(&mut self, options: Options) {
        self.lang = options.lang.unwrap_or(self.lang);
        if let Some(live) = options.live {
            self.look_on(live);
        }
        if let Some(protocol) = options.protocol.filter(|protocol| *protocol != self.protocol) {
            self.protocol = protocol;
            self.show_track_of(protocol);
        }
        self.embedded = options.embed.unwrap_or(self.embedded);
        if let Some(projector) = options.projector {
            self.prefer(|preferences| preferences.projector = projector);
        }
        for unfit in options.unfit {
            self.tell(Says::UnfitOption(unfit), None);
        }
    }

    fn prefer(&mut self, change: impl FnOnce(&mut Preferences)) {
        change(Rc::make_mut(&mut self.preferences));
    }

    fn play_or_pause(&mut self) {
        if self.motion == Motion::Playing {
            self.motion = Motion::Still;
        } else if !self.player.is_empty() {
            self.catch_up();
            if self.player.is_at_end() {
                self.seek(0);
            }
            self.motion = Motion::Playing;
        }
    }

    fn tick(&mut self) {
        if self.motion != Motion::Still {
            self.seek(self.player.cursor() + 1);
            if self.player.is_at_end() {
                self.motion = Motion::Still;
            }
        }
    }
}

/// The first client of each protocol: there before anybody connects.
const FIRST: [ConnectionId; 2] = [ConnectionId(1), ConnectionId(2)];

/// The lines of a text, at most [`LINES_MAX`], and what is left. A line break at the end ends the last
/// line and begins no other.
fn split_lines(text: &str) -> (Vec<&str>, String) {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let mut lines: Vec<&str> = body.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let rest = lines.split_off(lines.len().min(LINES_MAX)).join("\n");
    (lines, rest)
}

impl Reducible for State {
    type Action = Msg;

    fn reduce(self: Rc<Self>, message: Msg) -> Rc<Self> {
        if self.watch.is_some() && message.acts() {
            return self;
        }
        let mut next = (*self).clone();
        if !matches!(message, Msg::Draft(_)) {
            next.revision = next.revision.wrapping_add(1);
        }
        match message {
            Msg::Connect => {
                next.catch_up();
                if next.is_open() {
                    return self;
                }
                next.connect(next.connection());
            }
            Msg::SecondClient => next.second_client(),
            Msg::Submit(text) => next.submit(&text),
            Msg::Deliver => next.deliver(),
            Msg::LetTimePass => next.act([Action::Wait { milliseconds: next.minutes() * MINUTE }]),
            Msg::Cut => {
                next.catch_up();
                if !next.is_open() {
                    return self;
                }
                next.act([Action::Cut { connection: next.connection() }]);
            }
            Msg::Reset => next.reset(),
            Msg::ShowProtocol(protocol) => {
                next.protocol = protocol;
                next.minutes = None;
                next.mailbox = None;
                next.show_track_of(protocol);
            }
            Msg::ShowConnection(id) => {
                match next.watch {
                    Some(_) => next.show_track(id),
                    None => next.show(id),
                }
                next.mailbox = None;
            }
            Msg::ShowMailbox(account, mailbox) => next.mailbox = Some((account, mailbox)),
            Msg::Seek(cursor) => {
                next.motion = Motion::Still;
                next.seek(cursor);
                next.hold();
            }
            Msg::Step(by) => {
                next.motion = Motion::Still;
                next.seek(next.player.cursor().saturating_add_signed(by));
                next.hold();
            }
            Msg::PlayOrPause => {
                next.play_or_pause();
                next.hold();
            }
            Msg::Tick => {
                next.tick();
                next.keep_up();
            }
            Msg::Draft(text) => next.drafts[side(next.protocol)] = text,
            Msg::Greet(greeting) => next.greeting = greeting,
            Msg::Minutes(minutes) => next.minutes = Some(minutes),
            Msg::Recipient(account) => next.recipient = Some(account),
            Msg::Speak(lang) => {
                next.lang = lang;
                next.prefer(|preferences| preferences.lang = Some(lang.tag().to_owned()));
            }
            Msg::Theme(theme) => next.prefer(|preferences| preferences.theme = theme),
            Msg::Speed(speed) => next.prefer(|preferences| preferences.speed = speed),
            Msg::Projector => next.prefer(|preferences| preferences.projector ^= true),
            Msg::SingleKeys => next.prefer(|preferences| preferences.single_keys ^= true),
            Msg::Invisibles => next.prefer(|preferences| preferences.invisibles ^= true),
            Msg::AutomaticTags => next.prefer(|preferences| preferences.automatic_tags ^= true),
            Msg::Options(options) => next.options(*options),
            Msg::SystemDark(dark) => next.system_dark = dark,
            Msg::LessMotion(less) => next.less_motion = less,
            Msg::Switch(switch, on) => next.act([Action::Switch { switch, on }]),
            Msg::Preset(preset) => next.act([Action::Preset { preset }]),
            Msg::Open(dialog) => next.dialog = dialog,
            Msg::Tell(says) => next.tell(says, None),
            Msg::Dismiss(id) => Rc::make_mut(&mut next.notes).retain(|note| note.id != id),
            Msg::Undo(id) => next.undo(id),
            Msg::LookOn(on) => next.look_on(on),
            Msg::Heard(messages) => next.hear(&messages),
            Msg::Lost => next.lose(),
            Msg::Newest => next.follow_newest(),
        }
        if next.watch.is_none() && next.preferences.imap != (next.protocol == Protocol::Imap) {
            let imap = next.protocol == Protocol::Imap;
            next.prefer(|preferences| preferences.imap = imap);
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests;
