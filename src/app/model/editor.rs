//! The editor's effects on the other slices, and theirs on it: what is done is recorded, and the text is tried.

use super::super::course::Wanted;
use super::super::editor::{Msg, TooLong};
use super::super::notices::About;
use super::Model;
use crate::engine::Action;
use crate::lesson::{self, Mistake, TEMPLATE};

impl Model {
    pub(super) fn change_editor(&mut self, message: Msg) {
        let editor = self.editor.change();
        match message {
            Msg::Open => {
                editor.is_open = true;
                if editor.text.is_empty() {
                    self.course.change().wanted = Some(Wanted::Copy(TEMPLATE.into()));
                }
                self.settings.change().dialog = None;
            }
            Msg::Load(text) => self.edit(&text),
            Msg::Back => {
                let before = editor.before.clone();
                self.edit(&before);
            }
            Msg::Goal => {
                if let Some(goal) = self.goal() {
                    let done = self.editor.change().add_goal(&goal);
                    self.tell_too_long(done);
                }
            }
            Msg::Try => {
                let step = editor.step();
                if let Some(lesson) = editor.lesson.clone() {
                    self.try_lesson(lesson, step);
                }
            }
            Msg::Close | Msg::Write(..) | Msg::Beside(_) | Msg::At(_) | Msg::Go(_) | Msg::Record => {
                editor.reduce(message);
            }
        }
    }

    /// The goal that the turn shown reaches.
    pub fn goal(&self) -> Option<String> {
        let moment = self.player().current()?;
        lesson::suggestion(&moment.turn, &moment.lab)
    }

    /// Opens the editor with another text.
    pub(super) fn edit(&mut self, text: &str) {
        let editor = self.editor.change();
        editor.is_open = true;
        let done = editor.replace(text);
        self.settings.change().dialog = None;
        self.tell_too_long(done);
    }

    /// Adds what somebody did to the text.
    pub(super) fn record(&mut self, actions: &[Action]) {
        let done = self.editor.change().record(actions);
        self.tell_too_long(done);
    }

    fn tell_too_long(&mut self, done: Result<(), TooLong>) {
        if done.is_err() {
            self.notices
                .change()
                .tell(About::Lesson(lesson::Error { line: 1, mistake: Mistake::TooLong }), None);
        }
    }
}
