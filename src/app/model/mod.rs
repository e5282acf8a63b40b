//! All slices together: the one place where a message to one slice has effects on others.
//!
//! The rules of this folder:
//! 1. [`Model::reduce`] is the only writer. It is pure: the same messages always give the same page.
//! 2. A slice knows nothing of the others. Acting on the simulation, which concerns most of them, stands in
//!    `acting`; the live view, which puts the bridge's connections in their place, in `live`; lessons in `course`,
//!    writing them in `editor`; sessions that others shared in `sharing`.
//! 3. Nothing that a person made is lost without a notice that can bring it back.

mod acting;
mod class;
mod course;
mod editor;
mod live;
mod sharing;

use super::act::Act;
use super::classroom::{self, Classroom};
use super::clients::{self, Clients};
use super::course as lessons;
use super::editor::{self as writing, Editor};
use super::live_view::{self, LiveView};
use super::notices::{self, About, Notices, Undo};
use super::options::Options;
use super::paper::{self, Paper, Subject};
use super::predict::{self, Predict};
use super::preferences::Preferences;
use super::prompt::{self, Prompt};
use super::session_info;
use super::settings::{self, Settings};
use super::sharing::{self as visits, Sharing};
use super::slice::Slice;
use super::teacher::{self, Teacher};
use super::timeline::{self, Motion, Timeline};
use crate::engine::ConnectionId;
use crate::i18n::Lang;
use crate::lesson::Example;
use crate::player::Player;
use std::rc::Rc;

/// Everything that the page shows. Cloning costs a few pointers, and so does comparing.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// The simulation and its cursor.
    pub timeline: Slice<Timeline>,
    /// The clients, and which is shown.
    pub clients: Slice<Clients>,
    /// The prompt.
    pub prompt: Slice<Prompt>,
    /// The teacher's choices.
    pub teacher: Slice<Teacher>,
    /// Looks and manners.
    pub settings: Slice<Settings>,
    /// The notices.
    pub notices: Slice<Notices>,
    /// The live view, while the page shows a bridge's connections.
    pub live: Option<Slice<LiveView>>,
    /// The lessons.
    pub course: Slice<lessons::Course>,
    /// The predictions.
    pub predict: Slice<Predict>,
    /// The editor of lessons.
    pub editor: Slice<Editor>,
    /// The document that is being printed.
    pub paper: Slice<Paper>,
    /// Shared sessions.
    pub sharing: Slice<Sharing>,
    /// The class.
    pub class: Slice<Classroom>,
}

/// Makes each slice's message one of the page's.
macro_rules! messages {
    ($($(#[$doc:meta])* $variant:ident($message:ty),)*) => {
        /// A message of a person, a timer or the browser.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Msg {
            $($(#[$doc])* $variant($message),)*
        }

        $(impl From<$message> for Msg {
            fn from(message: $message) -> Self {
                Msg::$variant(message)
            }
        })*
    };
}

messages! {
    /// Act on the page's own server.
    Act(Act),
    /// Move the cursor.
    Timeline(timeline::Msg),
    /// Choose a client.
    Clients(clients::Msg),
    /// Write into the prompt.
    Prompt(prompt::Msg),
    /// Make a choice of the teacher's.
    Teacher(teacher::Msg),
    /// Change looks and manners.
    Settings(settings::Msg),
    /// Change the notices.
    Notices(notices::Msg),
    /// Change the live view.
    Live(live_view::Msg),
    /// Go on in the lessons.
    Course(lessons::Msg),
    /// Predict a reply.
    Predict(predict::Msg),
    /// Write a lesson.
    Editor(writing::Msg),
    /// Print something.
    Paper(paper::Msg),
    /// Visit a shared session.
    Sharing(visits::Msg),
    /// Show the same as others, or share what is shown.
    Class(classroom::Msg),
    /// Take the options of the address.
    Options(Box<Options>),
}

impl Model {
    /// A page on which `player` is shown.
    pub fn new(player: Player, preferences: Preferences, lang: Lang) -> Self {
        Self {
            clients: Clients::new(preferences.protocol, &player).into(),
            timeline: Timeline::new(player).into(),
            prompt: Slice::default(),
            teacher: Slice::default(),
            settings: Settings::new(preferences, lang).into(),
            notices: Slice::default(),
            live: None,
            course: Slice::default(),
            predict: Slice::default(),
            editor: Slice::default(),
            paper: Slice::default(),
            sharing: Slice::default(),
            class: Slice::default(),
        }
    }

    /// Takes a message. Whoever changes what others see leads.
    pub fn reduce(&mut self, message: Msg) {
        if self.class.following.is_some() && self.is_done_elsewhere(&message) {
            return;
        }
        let glance = self.glance();
        let adopts = matches!(message, Msg::Course(lessons::Msg::Came(..))) && self.class.waiting.is_some();
        let may_lead = !adopts && !matches!(message, Msg::Class(_));
        self.take(message);
        if may_lead && glance.is_some() && self.glance() != glance {
            self.class.change().lead();
        }
    }

    /// Whether it is the teacher who does such things, while a session is followed.
    fn is_done_elsewhere(&self, message: &Msg) -> bool {
        match message {
            Msg::Act(_) | Msg::Predict(_) | Msg::Editor(_) | Msg::Notices(notices::Msg::Undo(_)) => true,
            Msg::Course(message) => !matches!(message, lessons::Msg::Came(..) | lessons::Msg::Progress(_)),
            _ => false,
        }
    }

    fn take(&mut self, message: Msg) {
        let Some(message) = self.end_prediction(message) else { return };
        let moves = matches!(message, Msg::Act(_) | Msg::Timeline(_) | Msg::Predict(_) | Msg::Course(_));
        match message {
            Msg::Act(act) => self.act(act),
            Msg::Timeline(message) => self.move_cursor(message),
            Msg::Clients(message) => self.choose_client(message),
            Msg::Prompt(message) => self.prompt.change().reduce(message, self.clients.protocol),
            Msg::Teacher(message) => self.teacher.change().reduce(message),
            Msg::Settings(message) => self.settings.change().reduce(message),
            Msg::Notices(notices::Msg::Tell(about)) => self.notices.change().tell(about, None),
            Msg::Notices(notices::Msg::Dismiss(id)) => drop(self.notices.change().take(id)),
            Msg::Notices(notices::Msg::Undo(id)) => self.undo(id),
            Msg::Live(message) => self.change_live(message),
            Msg::Course(message) => self.change_course(message),
            Msg::Predict(message) => self.predict(message),
            Msg::Editor(message) => self.change_editor(message),
            Msg::Paper(message) => self.print(message),
            Msg::Sharing(message) => self.change_sharing(message),
            Msg::Class(message) => self.change_class(message),
            Msg::Options(options) => self.take_options(*options),
        }
        if moves {
            self.note_progress();
        }
        let protocol = self.clients.protocol;
        if self.live.is_none()
            && self.course.running.is_none()
            && self.sharing.visit.is_none()
            && self.class.following.is_none()
            && self.settings.preferences.protocol != protocol
        {
            self.settings.change().preferences.protocol = protocol;
        }
    }

    /// The simulation, at the place that is shown.
    pub fn player(&self) -> &Rc<Player> {
        &self.timeline.player
    }

    /// The connection shown.
    pub fn connection(&self) -> ConnectionId {
        self.clients.connection()
    }

    /// Whether the connection shown is open at the cursor.
    pub fn is_open(&self) -> bool {
        session_info::is_open(self.player(), self.connection())
    }

    /// The page's own work, shown or not.
    pub fn work(&self) -> &Rc<Player> {
        let followed = self.class.following.as_ref().map(|following| &following.own.player);
        let lesson = self.course.running.as_ref().map(|running| &running.own.player);
        let live = self.live.as_ref().map(|live| &live.own.player);
        let visit = self.sharing.visit.as_ref().map(|visit| &visit.own.player);
        followed.or(lesson).or(live).or(visit).unwrap_or(self.player())
    }

    /// Milliseconds until the cursor moves by itself.
    pub fn pause(&self) -> Option<u32> {
        let speed = self.settings.preferences.speed;
        match self.timeline.motion {
            Motion::Still if self.predict.pending.is_some() => None,
            Motion::Still => self.demonstration_pause(),
            Motion::CatchingUp if self.settings.is_instant() => Some(0),
            Motion::CatchingUp => Some(speed.catch_up() / self.haste()),
            Motion::Playing => Some(speed.play()),
        }
    }

    fn move_cursor(&mut self, message: timeline::Msg) {
        let tick = message == timeline::Msg::Tick;
        if tick && self.timeline.motion == Motion::Still {
            return self.demonstrate();
        }
        // The prompt stays with its typist: news of other clients take nobody's place.
        let follows = !tick || self.timeline.motion == Motion::Playing;
        if self.timeline.change().reduce(message) && follows {
            self.show_client_of_turn();
        }
        if tick {
            self.follow_bridge();
        } else {
            self.study();
            self.look_back();
        }
    }

    /// Shows the client that the turn at the cursor is about.
    fn show_client_of_turn(&mut self) {
        if self.live.is_some() {
            return; // all turns are one connection's
        }
        let moment = self.player().current();
        if let Some(id) = moment.and_then(|moment| moment.turn.connection()) {
            self.clients.change().reduce(clients::Msg::Show(id));
        }
    }

    /// The message that is left to be taken: before another act, what was held back is shown, and a further line waits
    /// in the prompt.
    fn end_prediction(&mut self, message: Msg) -> Option<Msg> {
        let (pending, judged) = (self.predict.pending.is_some(), self.predict.verdict.is_some());
        let (acts, moves) = match &message {
            Msg::Act(Act::Submit(text) | Act::SubmitBareLf(text)) if pending && !text.is_empty() => {
                self.prompt.change().write(text.clone(), self.clients.protocol);
                return None;
            }
            Msg::Act(Act::Submit(_) | Act::SubmitBareLf(_)) if pending => {
                return Some(predict::Msg::Skip.into());
            }
            Msg::Predict(predict::Msg::Skip) if !pending => return None,
            Msg::Act(_) | Msg::Course(_) | Msg::Live(_) | Msg::Options(_) | Msg::Sharing(_) => (true, true),
            Msg::Notices(notices::Msg::Undo(_)) => (true, true),
            Msg::Timeline(message) => (false, *message != timeline::Msg::Tick),
            Msg::Clients(_) => (false, true),
            _ => (false, false),
        };
        if pending && acts {
            self.predict(predict::Msg::Skip);
        }
        if judged && moves {
            self.predict.change().verdict = None;
        }
        Some(message)
    }

    fn print(&mut self, message: paper::Msg) {
        let subject = match message {
            paper::Msg::Transcript(pictures) => Subject::Transcript(pictures),
            paper::Msg::CheatSheet(protocol) => Subject::CheatSheet(protocol),
            paper::Msg::Teacher => match &self.course.sheet {
                Some(lesson) => Subject::Teacher(lesson.clone()),
                None => return,
            },
            paper::Msg::Done => {
                self.paper.change().subject = None;
                return;
            }
        };
        self.paper.change().print(subject);
    }

    fn predict(&mut self, message: predict::Msg) {
        if let Some(timeline) = self.predict.change().reduce(message) {
            self.timeline = timeline;
        }
    }

    fn choose_client(&mut self, message: clients::Msg) {
        match message {
            clients::Msg::Show(id) if self.live.is_some() => self.show_bridged(id),
            clients::Msg::Show(_) => self.clients.change().reduce(message),
            clients::Msg::Beside(_) if self.live.is_some() => return,
            clients::Msg::Beside(by) => {
                let id = self.clients.beside(self.player(), by);
                self.clients.change().reduce(clients::Msg::Show(id));
            }
            clients::Msg::ShowProtocol(protocol) => {
                self.clients.change().reduce(message);
                self.teacher.change().minutes = None;
                self.show_bridged_of(protocol);
            }
        }
        self.teacher.change().mailbox = None;
    }

    fn undo(&mut self, id: u32) {
        if self.live.is_some() {
            return;
        }
        let Some(notice) = self.notices.change().take(id) else { return };
        let timeline = self.timeline.change();
        timeline.motion = Motion::Still;
        match notice.undo {
            Some(Undo::BringBack(branch)) => {
                Rc::make_mut(&mut timeline.player).bring_back(Rc::unwrap_or_clone(branch));
            }
            Some(Undo::Replace { player, shown }) => {
                timeline.replace(player);
                self.clients.change().shown = shown;
            }
            None => {}
        }
        self.read_clients();
    }

    fn take_options(&mut self, options: Options) {
        let Options {
            lang,
            protocol,
            projector,
            presenter,
            stage,
            embed,
            read_only,
            live,
            follow,
            lesson,
            example,
            session,
            step,
            unfit,
        } = options;
        let settings = self.settings.change();
        settings.lang = lang.unwrap_or(settings.lang);
        settings.embedded = embed.unwrap_or(settings.embedded);
        settings.read_only = read_only.unwrap_or(settings.read_only);
        settings.preferences.projector = projector.unwrap_or(settings.preferences.projector);
        settings.presents = presenter.unwrap_or(settings.presents);
        settings.preferences.view = stage.unwrap_or(settings.preferences.view);
        match live {
            Some(true) => self.enter_live(),
            Some(false) => self.leave_live(),
            None => {}
        }
        let example = example.filter(|_| session.is_none() && lesson.is_none());
        match (&session, &lesson) {
            (Some(session), _) => self.open_link(session.clone()),
            (None, Some(_)) => {}
            (None, None) if example.is_some() => {}
            (None, None) => self.leave_visit(),
        }
        match follow.filter(|_| session.is_none()) {
            Some(word) => self.change_class(classroom::Msg::Follow(word.into())),
            None => self.leave_following(),
        }
        if self.class.following.is_some() {
            return;
        }
        let lesson = lesson.filter(|_| session.is_none());
        let runs = self.course.running.as_ref().map(|running| &*running.lesson.head.id);
        let is_named = |shown: Option<&Rc<Example>>, id: &str| shown.is_some_and(|shown| shown.head.id == id);
        let is_new = |id: &String| !is_named(self.sharing.example(), id);
        match (lesson, step) {
            (None, step) if let Some(id) = example.filter(is_new) => {
                if self.come_back(|source| is_named(source.example(), &id)) {
                    step.into_iter().for_each(|step| self.move_cursor(timeline::Msg::Seek(step)));
                } else {
                    let course = self.course.change();
                    (course.wanted, course.at) = (Some(lessons::Wanted::Example(id.into())), step);
                }
            }
            (Some(lesson), None) if runs == Some(&*lesson) => {}
            (Some(lesson), Some(step)) if runs == Some(&*lesson) => {
                self.change_course(lessons::Msg::Go(step.saturating_sub(1)));
            }
            (Some(lesson), step) => {
                let course = self.course.change();
                course.wanted = Some(lessons::Wanted::Lesson(lesson.into()));
                course.at = step.map(|step| step.saturating_sub(1));
            }
            (None, step) => {
                self.leave_lesson();
                step.into_iter().for_each(|step| self.move_cursor(timeline::Msg::Seek(step)));
            }
        }
        if let Some(protocol) = protocol.filter(|protocol| *protocol != self.clients.protocol) {
            self.clients.change().protocol = protocol;
            self.show_bridged_of(protocol);
        }
        if !unfit.is_empty() {
            self.notices.change().tell(About::UnfitOptions(unfit), None);
        }
    }

    fn read_clients(&mut self) {
        self.clients.change().read(&self.timeline.player);
    }
}

#[cfg(test)]
mod tests;
