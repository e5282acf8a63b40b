//! The page's looks and manners: preferences, language, the system's wishes, the open dialog.

use super::preferences::{Preferences, Speed, Theme, View};
use super::projection::{Choice, Projection};
use crate::i18n::Lang;

/// The page's looks and manners.
#[derive(Clone, Debug)]
pub struct Settings {
    /// A person's wishes.
    pub preferences: Preferences,
    /// The language shown.
    pub lang: Lang,
    /// Whether the page stands in another one, without its bar.
    pub embedded: bool,
    /// Whether it is only looked at: nobody acts.
    pub read_only: bool,
    /// The choices in the projector's view.
    pub projection: Projection,
    /// Whether the page is a presenter's window.
    pub presents: bool,
    /// The system's wishes.
    pub system: System,
    /// The dialog that lies over the page.
    pub dialog: Option<Dialog>,
}

/// The wishes of the system that the page runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct System {
    /// A dark page.
    pub dark: bool,
    /// Less motion.
    pub less_motion: bool,
    /// A narrow diagram, because the window is.
    pub narrow: bool,
    /// Two views of the stage beside each other, because the window is wide.
    pub wide: bool,
}

/// A dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// The list of keys.
    Keys,
    /// The server's switches.
    Server,
    /// The list of lessons.
    Lessons,
    /// The list of examples.
    Examples,
    /// Files of what is shown, and documents for paper.
    Paper,
    /// The link of what is shown.
    Share,
    /// The class.
    Class,
    /// The transcript of a real session.
    Import,
}

/// Ways to change looks and manners.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Speak this language.
    Speak(Lang),
    /// Be light or dark.
    Theme(Theme),
    /// Move at this speed.
    Speed(Speed),
    /// The projector's view, or back.
    Projector,
    /// A choice in the projector's view, or no longer.
    Project(Choice),
    /// Single keys on or off.
    SingleKeys,
    /// Show CRLF and stuffed dots, or don't.
    Invisibles,
    /// Automatic tags on or off.
    AutomaticTags,
    /// Show this view of the stage.
    View(View),
    /// Show the next view of the stage.
    NextView,
    /// The system's wishes are now these.
    System(System),
    /// Open a dialog, or close it.
    Open(Option<Dialog>),
    /// The rest of the language's texts has come: what is shown is drawn with them.
    TextsCame,
}

impl Settings {
    /// As a person wished when the page was open before.
    pub fn new(preferences: Preferences, lang: Lang) -> Self {
        let (projection, system) = (Projection::default(), System::default());
        let (embedded, read_only, presents) = (false, false, false);
        Self { preferences, lang, embedded, read_only, projection, presents, system, dialog: None }
    }

    /// Takes a change.
    pub fn reduce(&mut self, message: Msg) {
        let preferences = &mut self.preferences;
        match message {
            Msg::Speak(lang) => {
                self.lang = lang;
                preferences.lang = Some(lang.tag().to_owned());
            }
            Msg::Theme(theme) => preferences.theme = theme,
            Msg::Speed(speed) => preferences.speed = speed,
            // A presenter's window becomes a projector's.
            Msg::Projector if self.presents => (self.presents, preferences.projector) = (false, true),
            Msg::Projector => preferences.projector ^= true,
            Msg::Project(choice) => self.projection = self.projection.toggle(choice),
            Msg::SingleKeys => preferences.single_keys ^= true,
            Msg::Invisibles => preferences.invisibles ^= true,
            Msg::AutomaticTags => preferences.automatic_tags ^= true,
            Msg::View(view) => preferences.view = view,
            Msg::NextView => preferences.view = preferences.view.beside(1),
            Msg::System(system) => self.system = system,
            Msg::Open(dialog) => self.dialog = dialog,
            Msg::TextsCame => {}
        }
    }

    /// Whether the page is in the projector's view. A presenter's window stands beside it.
    pub fn projects(&self) -> bool {
        self.preferences.projector && !self.presents
    }

    /// Whether turns follow each other without any motion.
    pub fn is_instant(&self) -> bool {
        self.system.less_motion || self.preferences.speed == Speed::Instant
    }

    /// Whether two views have room beside each other. The projector's large words leave none beside both other panes.
    pub fn has_room_for_two(&self) -> bool {
        self.system.wide && !self.projects()
    }

    /// Whether the states stand beside the view that was chosen.
    pub fn has_two_views(&self) -> bool {
        let has_room = if self.projects() {
            self.projection.hides_some() && !self.system.narrow
        } else {
            self.system.wide
        };
        has_room && self.preferences.view != View::States
    }

    /// Whether the page is dark.
    pub fn is_dark(&self) -> bool {
        match self.preferences.theme {
            Theme::Auto => self.system.dark,
            Theme::Light => false,
            Theme::Dark => true,
        }
    }

    /// The theme that the button chooses: from the system's, first its opposite, then the same as a choice, then back.
    pub fn next_theme(&self) -> Theme {
        match (self.preferences.theme, self.system.dark) {
            (Theme::Auto, true) | (Theme::Dark, false) => Theme::Light,
            (Theme::Auto, false) | (Theme::Light, true) => Theme::Dark,
            (Theme::Light, false) | (Theme::Dark, true) => Theme::Auto,
        }
    }
}
