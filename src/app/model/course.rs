//! A lesson's effects on the other slices: it has a timeline of its own, and the page's own work waits meanwhile.
//!
//! The rules of this file:
//! 1. A step begins where the one before it ended, if that one is done; otherwise the world is made as if it were.
//! 2. What a lesson does are actions, as if somebody had typed them.

use super::super::clients::{self, Clients};
use super::super::course::{self, Msg, Running, Wanted};
use super::super::notices::About;
use super::super::paper::Subject;
use super::super::session_info;
use super::super::settings::Dialog;
use super::super::timeline::Motion;
use super::Model;
use crate::engine::time::MINUTE;
use crate::engine::{Action, Awaits};
use crate::i18n::Key;
use crate::lesson::{self, Example, Kind, Lesson, Look, untagged};
use crate::player::Player;
use crate::script::Item;
use crate::share::progress::Progress;
use std::rc::Rc;

/// The words of a text that are read while a turn of a demonstration is shown.
const WORDS_A_TURN: u32 = 6;

impl Model {
    pub(super) fn change_course(&mut self, message: Msg) {
        match message {
            Msg::Want(wanted) => self.course.change().wanted = Some(wanted),
            Msg::Came(wanted, text) => self.receive_lesson(&wanted, text.as_deref()),
            Msg::Leave => self.leave_lesson(),
            Msg::Demonstrate => {
                if let Some(running) = self.running_mut() {
                    running.demonstrates ^= true;
                }
            }
            Msg::Progress(text) => match Progress::load(&text) {
                Ok(progress) => Rc::make_mut(&mut self.course.change().progress).merge(&progress),
                Err(_) => self.notices.change().tell(About::Text(Key::NoteNoProgress), None),
            },
            Msg::Go(step) => self.go_to_step(step),
            Msg::Turn(by) => {
                let step = self.course.running.as_ref().map(|running| running.step);
                self.go_to_step(step.unwrap_or_default().saturating_add_signed(by));
            }
            Msg::Again => {
                if let Some(step) = self.course.running.as_ref().map(|running| running.step) {
                    self.begin_anew(step);
                }
            }
            Msg::Play => self.play_lines(),
            Msg::Answer(answer) => self.answer(answer),
            Msg::Hint => {
                if let Some(running) = self.running_mut() {
                    running.visit_mut().hints += 1;
                }
            }
            Msg::ShowMe => self.show_next_line(),
            Msg::PutSheetAway => self.course.change().sheet = None,
        }
    }

    /// The lesson that runs, to be changed. The slice stays the same one where none does.
    pub(super) fn running_mut(&mut self) -> Option<&mut Running> {
        self.course.running.as_ref()?;
        self.course.change().running.as_mut()
    }

    fn receive_lesson(&mut self, wanted: &Wanted, text: Option<&str>) {
        let course = self.course.change();
        let is_wanted = course.wanted.as_ref() == Some(wanted);
        if is_wanted {
            course.wanted = None;
        }
        match (wanted, text) {
            (Wanted::Example(_), text) => self.open_example(text),
            (Wanted::Told(_), text) => {
                if is_wanted {
                    self.sharing.change().told = text.and_then(Example::read).map(Rc::new);
                }
            }
            (Wanted::Examples, None) => self.notices.change().tell(About::Text(Key::NoteNoExample), None),
            (_, None) => self.notices.change().tell(About::Text(Key::NoteNoLesson), None),
            (Wanted::Index, Some(text)) => {
                course.heads = Rc::new(lesson::read_index(text));
            }
            (Wanted::Lesson(_), Some(text)) => match lesson::read(text) {
                Ok(lesson) => {
                    self.begin_lesson(Rc::new(lesson));
                    self.adopt_waiting();
                }
                Err(error) => self.notices.change().tell(About::Lesson(error), None),
            },
            (Wanted::Sheet(_), Some(text)) => match lesson::read(text) {
                Ok(lesson) => course.sheet = Some(Rc::new(lesson)),
                Err(error) => self.notices.change().tell(About::Lesson(error), None),
            },
            (Wanted::Worksheet(_), Some(text)) => match lesson::read(text) {
                Ok(lesson) => self.paper.change().print(Subject::Worksheet(Rc::new(lesson))),
                Err(error) => self.notices.change().tell(About::Lesson(error), None),
            },
            (Wanted::Copy(_), Some(text)) => self.edit(text),
            (Wanted::Examples, Some(text)) => course.examples = Rc::new(lesson::read_examples(text)),
        }
    }

    /// A lesson begins, at the step that was left; from its first step when it was done to its end.
    fn begin_lesson(&mut self, lesson: Rc<Lesson>) {
        let known = self.course.progress.of(&lesson.head.id);
        let step = known.map_or(0, |known| known.step as usize);
        let step = if step + 1 < lesson.steps.len() { step } else { 0 };
        // The address may name another one.
        let named = self.course.change().at.take().map(|step| step.min(lesson.steps.len() - 1));
        let step = named.unwrap_or(step);
        self.run_lesson(lesson, step, false);
        let settings = self.settings.change();
        settings.dialog = settings.dialog.filter(|dialog| *dialog != Dialog::Lessons);
    }

    /// A lesson that is being written begins at a step.
    pub(super) fn try_lesson(&mut self, lesson: Rc<Lesson>, step: usize) {
        self.run_lesson(lesson, step, true);
    }

    fn run_lesson(&mut self, lesson: Rc<Lesson>, step: usize, is_draft: bool) {
        self.leave_live();
        self.leave_lesson();
        self.leave_visit();
        let own = self.put_own_aside();
        self.course.change().running = Some(Running::new(lesson, own, is_draft));
        self.begin_anew(step);
    }

    pub(super) fn leave_lesson(&mut self) {
        if self.course.running.is_some()
            && let Some(running) = self.course.change().running.take()
        {
            self.take_up(running.own);
        }
    }

    /// The step begins in a world that is made for it.
    fn begin_anew(&mut self, step: usize) {
        let Some(running) = &self.course.running else { return };
        let lesson = running.lesson.clone();
        // The server's character is there from the start, not an event.
        let mut setting = lesson.actions_until(step);
        let actions = setting.split_off(lesson.head.setting().len());
        let mut player = Player::set_up(lesson.head.scenario, setting);
        player.go_on(actions);
        let turns = player.len();
        self.clients = Clients::of_lesson(course::protocol(&lesson), &player).into();
        self.timeline.change().replace(Rc::new(player));
        let teacher = self.teacher.change();
        (teacher.mailbox, teacher.recipient) = (None, None);
        self.notices.change().forget_undos();
        if let Some(running) = self.running_mut() {
            running.begin_with(step, turns);
        }
        self.show_client_of_turn();
    }

    fn go_to_step(&mut self, step: usize) {
        self.timeline.change().catch_up();
        let Some(running) = &self.course.running else { return };
        let step = step.min(running.lesson.steps.len() - 1);
        let (player, shown) = (self.player(), self.connection());
        if let Some(end) = running.end_of(step) {
            self.running_mut().into_iter().for_each(|running| running.show(step));
            return self.move_cursor(super::timeline::Msg::Seek(end));
        }
        let beginning = running.lesson.beginning(step);
        let follows = step == running.step + 1 && running.is_newest() && player.is_at_end();
        if !follows || beginning.anew || !running.is_done(player, shown) {
            return self.begin_anew(step);
        }
        let before = self.player().len();
        self.do_unseen(beginning.actions);
        let turns = [before, self.player().len()];
        if let Some(running) = self.running_mut() {
            running.go_on(turns);
        }
    }

    /// Enter in an empty prompt goes on in a lesson whose step is done; false where it means something else.
    pub(super) fn turns_page(&mut self) -> bool {
        let (player, shown) = (self.player(), self.connection());
        let Some(running) = &self.course.running else { return false };
        let turns = session_info::awaits(player, shown) == Awaits::Command && running.is_done(player, shown);
        if turns {
            self.go_to_step(running.step + 1);
        }
        turns
    }

    /// Does all of this, and shows the end.
    fn do_unseen(&mut self, actions: Vec<Action>) {
        let mut actions = actions.into_iter();
        self.cause_all(&mut |_| actions.next());
        self.timeline.change().catch_up();
        self.read_clients();
        self.show_client_of_turn();
    }

    /// Plays the step's lines from the end of the timeline on, one turn after the other.
    fn play_lines(&mut self) {
        self.timeline.change().catch_up();
        let Some(running) = self.running_mut() else { return };
        let mut actions = running.current().lines.actions().into_iter();
        running.visit_mut().played = true;
        self.move_cursor(super::timeline::Msg::Seek(usize::MAX));
        let before = self.player().len();
        self.cause_all(&mut |_| actions.next());
        self.read_clients();
        if !self.settings.is_instant() && self.player().len() > before {
            let timeline = self.timeline.change();
            Rc::make_mut(&mut timeline.player).seek(before + 1);
            timeline.motion = if timeline.player.is_at_end() { Motion::Still } else { Motion::Playing };
        }
        self.show_client_of_turn();
    }

    fn answer(&mut self, answer: usize) {
        let Some(running) = self.running_mut() else { return };
        let (id, step) = (running.lesson.head.id.clone(), running.step);
        let kind = running.current().kind;
        if answer >= running.current().answers.len() || kind == Kind::Predict && running.visit().played {
            return;
        }
        let (is_right, is_draft) = (running.current().right() == Some(answer), running.is_draft);
        running.visit_mut().answers.push(answer);
        if !is_draft {
            let progress = Rc::make_mut(&mut self.course.change().progress);
            progress.answer(&id, step as u32, answer as u32, is_right);
        }
        if kind == Kind::Predict {
            self.play_lines();
        }
    }

    /// Writes the next line of the solution into the prompt; of what is no line, the place lights up where it is done.
    fn show_next_line(&mut self) {
        let Some(item) = self.course.running.as_ref().and_then(|running| running.next_line(self.player()))
        else {
            return;
        };
        let look = match item {
            Item::Send { connection, text, .. } => {
                self.clients.change().reduce(clients::Msg::Show(connection));
                let line = String::from_utf8_lossy(&text.octets()).trim_end_matches(['\r', '\n']).to_owned();
                let line = if self.settings.preferences.automatic_tags { untagged(&line) } else { &line };
                return self.prompt.change().write(line, self.clients.protocol);
            }
            Item::Connect { .. } => Look::Control("connect"),
            Item::Wait(pause) => {
                self.teacher.change().minutes = Some((pause.milliseconds() / MINUTE).max(1));
                Look::Control("time")
            }
            Item::Deliver { account, .. } => {
                self.teacher.change().recipient = Some(account.into());
                Look::Control("deliver")
            }
            Item::Cut(connection) => {
                self.clients.change().reduce(clients::Msg::Show(connection));
                Look::Control("cut")
            }
            _ => return,
        };
        if let Some(running) = self.running_mut() {
            running.also = Some(look);
        }
    }

    /// Keeps the place, and the step once it is done.
    pub(super) fn note_progress(&mut self) {
        if self.class.following.is_some() || self.class.is_led(self.settings.presents) {
            return; // it is another page's
        }
        let Some(running) = self.course.running.as_ref().filter(|running| !running.is_draft) else { return };
        let (id, step) = (running.lesson.head.id.clone(), running.step as u32);
        let known = self.course.progress.of(&id);
        let is_noted = known.is_some_and(|known| known.step == step && known.done.contains(&step));
        let (done, is_last) =
            (!is_noted && running.is_done(self.player(), self.connection()), running.is_last());
        if !is_noted && (done || known.is_none_or(|known| known.step != step)) {
            let progress = Rc::make_mut(&mut self.course.change().progress);
            progress.stand(&id, step);
            if done {
                progress.finish(&id, step);
            }
            if done && is_last {
                progress.complete(&id);
            }
        }
    }

    /// Milliseconds until a demonstration does the next thing by itself.
    pub(super) fn demonstration_pause(&self) -> Option<u32> {
        let running = self.course.running.as_ref().filter(|running| running.demonstrates)?;
        let text = running.current().text.paragraphs(self.settings.lang.tag());
        let words = text.map(|paragraph| paragraph.split(' ').count()).sum::<usize>() as u32;
        let turns = 1 + words / WORDS_A_TURN;
        Some(self.settings.preferences.speed.play().max(1000) * turns.min(8))
    }

    /// Does the next thing of a demonstration: the step's lines or its right answer, then the next step.
    pub(super) fn demonstrate(&mut self) {
        let Some(running) = &self.course.running else { return };
        let (step, visit) = (running.current(), running.visit());
        match (step.kind, step.right()) {
            (Kind::Predict | Kind::Explain, Some(right)) if visit.answers.last() != Some(&right) => {
                self.answer(right)
            }
            (Kind::Watch | Kind::Do, _) if !visit.played => self.play_lines(),
            _ if running.is_last() => {
                if let Some(running) = self.running_mut() {
                    running.demonstrates = false;
                }
            }
            _ => self.go_to_step(running.step + 1),
        }
    }
}
