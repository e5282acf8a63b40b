//! The page's notices beside the simulation, and the ways back that they offer.

use super::clients::Shown;
use super::lesson_words;
use crate::i18n::{Key, Lang, format, text};
use crate::lesson;
use crate::player::{Branch, Player};
use std::rc::Rc;

/// Most notices shown at once; older ones go.
const NOTICES_MAX: usize = 3;

/// The notices, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Notices {
    list: Vec<Notice>,
    last_id: u32,
}

/// A notice.
#[derive(Clone, Debug)]
pub struct Notice {
    /// A number that no other notice has.
    pub id: u32,
    /// Its subject.
    pub about: About,
    /// The way back.
    pub undo: Option<Undo>,
}

/// A notice's subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// Somebody acted in the past.
    Forked {
        /// The turns that stayed.
        kept: usize,
        /// The last of the turns that were set aside.
        last: usize,
    },
    /// Options in the address do not fit.
    UnfitOptions(Vec<String>),
    /// The subject of a text without arguments.
    Text(Key),
    /// A lesson's file cannot be read.
    Lesson(lesson::Error),
}

/// A way back.
#[derive(Clone, Debug)]
pub enum Undo {
    /// Bring back the turns that a fork set aside.
    BringBack(Rc<Branch>),
    /// Bring back the whole simulation.
    Replace {
        /// The simulation.
        player: Rc<Player>,
        /// The connections that were shown.
        shown: Shown,
    },
}

/// Ways to change the notices.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Tell something.
    Tell(About),
    /// Put a notice away.
    Dismiss(u32),
    /// Undo what a notice is about.
    Undo(u32),
}

impl Notices {
    /// All of them, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.list.iter()
    }

    /// Whether one is about this.
    pub fn has(&self, about: &About) -> bool {
        self.list.iter().any(|notice| notice.about == *about)
    }

    /// Tells something; an older notice about the same goes.
    pub fn tell(&mut self, about: About, undo: Option<Undo>) {
        self.withdraw(&about);
        self.last_id += 1;
        self.list.push(Notice { id: self.last_id, about, undo });
        let surplus = self.list.len().saturating_sub(NOTICES_MAX);
        self.list.drain(..surplus);
    }

    /// Takes back what is no longer true.
    pub fn withdraw(&mut self, about: &About) {
        self.list.retain(|notice| notice.about != *about);
    }

    /// Puts a notice away, and gives its way back.
    pub fn take(&mut self, id: u32) -> Option<Notice> {
        let at = self.list.iter().position(|notice| notice.id == id)?;
        Some(self.list.remove(at))
    }

    /// Puts away the notices with a way back to a simulation that is no longer there.
    pub fn forget_undos(&mut self) {
        self.list.retain(|notice| notice.undo.is_none());
    }
}

impl About {
    /// Whether it is about work that is put away, and can be fetched or dropped.
    pub fn is_of_work_put_away(&self) -> bool {
        use Key::{NoteOtherTab, NotePutAway, NoteSavedCorrupt, NoteSavedNewer, NoteStopped};
        matches!(
            self,
            About::Text(NoteOtherTab | NotePutAway | NoteSavedCorrupt | NoteSavedNewer | NoteStopped)
        )
    }

    /// The notice's text.
    pub fn text(&self, lang: Lang) -> String {
        match self {
            About::Forked { kept, last } => {
                let (kept, first, last) = (kept.to_string(), (kept + 1).to_string(), last.to_string());
                let args = [("kept", kept.as_str()), ("first", &first), ("last", &last)];
                format(lang, if first == last { Key::NoteForkedOne } else { Key::NoteForked }, &args)
            }
            About::UnfitOptions(options) => match &options[..] {
                [option] => format(lang, Key::NoteUnfitOption, &[("option", option)]),
                _ => format(lang, Key::NoteUnfitOptions, &[("options", &options.join(" · "))]),
            },
            About::Text(key) => text(lang, *key).to_owned(),
            About::Lesson(error) => lesson_words::mistake(error, lang),
        }
    }
}
