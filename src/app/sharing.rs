//! Sessions that somebody else shared, and examples: the one that is visited, and the one that was left last.
//!
//! A visit has a timeline of its own, and the page's own work waits. A visitor who has no work of their own and acts
//! makes the session their own, unless it is an example.

use super::import::Recorded;
use super::options::with_option;
use super::own::Own;
use crate::engine::{Action, ConnectionId};
use crate::lesson::{Example, Lesson, Text};
use crate::player::Player;
use crate::share::link::{self, Session};
use crate::share::{self, LoadError, Saved};
use std::rc::Rc;

/// Most octets that go over the wire in a session that is shared: a hostile one is no reason to wait.
pub const OCTETS_MAX: usize = 16 << 20;

/// Shared sessions.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    /// The session that is visited.
    pub visit: Option<Visit>,
    /// The one that was left last, as it was left: whoever comes back finds it so.
    pub left: Option<Left>,
    /// The example that others show here.
    pub told: Option<Rc<Example>>,
}

/// A session that is visited.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The page's own work.
    pub own: Own,
    /// Its source.
    pub source: Source,
    /// The session as it came.
    pub start: Rc<Player>,
}

/// The source of a session that is visited.
#[derive(Clone, Debug)]
pub enum Source {
    /// A link: its value in the address.
    Link(Rc<str>),
    /// A file.
    File,
    /// An example.
    Example(Rc<Example>),
    /// A recording, which is only looked at: what was read.
    Recording(Rc<Recorded>),
}

/// A session that was left.
#[derive(Clone, Debug)]
pub struct Left {
    /// Its source.
    pub source: Source,
    /// The session as it came.
    pub start: Rc<Player>,
    /// The session as it was left.
    pub player: Rc<Player>,
}

/// Messages about shared sessions.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Visit the session of a file.
    File(Rc<str>),
    /// Look at a recording.
    Recording(Rc<Recorded>),
    /// Remember a session that was left: its value in the address and, in the next line, the session as it is saved.
    Left(Rc<str>),
    /// Make the session the page's own work.
    Keep,
    /// Go back to the page's own work.
    Leave,
}

impl Left {
    /// The link's session that this text tells of; `None` where it cannot be read.
    pub fn read(text: &str) -> Option<Left> {
        let (link, work) = text.split_once('\n')?;
        let as_it_came = link::open(link).ok()?;
        let [start, player] =
            [as_it_came.saved, share::load(work).ok()?].map(|saved| replay(saved).ok().map(Rc::new));
        Some(Left { source: Source::Link(link.into()), start: start?, player: player? })
    }
}

impl Source {
    /// The value in the address of a link.
    pub fn link(&self) -> Option<&Rc<str>> {
        if let Source::Link(link) = self { Some(link) } else { None }
    }

    /// The example.
    pub fn example(&self) -> Option<&Rc<Example>> {
        if let Source::Example(example) = self { Some(example) } else { None }
    }
}

impl Sharing {
    fn source(&self) -> Option<&Source> {
        self.visit.as_ref().map(|visit| &visit.source)
    }

    /// The recording that is looked at.
    pub fn recorded(&self) -> Option<&Rc<Recorded>> {
        if let Some(Source::Recording(recorded)) = self.source() { Some(recorded) } else { None }
    }

    /// The value of the visited session in the address.
    pub fn link(&self) -> Option<&Rc<str>> {
        self.source()?.link()
    }

    /// The example that is visited.
    pub fn example(&self) -> Option<&Rc<Example>> {
        self.source()?.example()
    }

    /// The example whose words stand over the session: the one that is visited, or that others show.
    pub fn shown(&self) -> Option<&Rc<Example>> {
        self.example().or(self.told.as_ref())
    }
}

/// The words over an example at a place of its timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Words<'a> {
    /// One sentence about what one sees, and the caption of the place if there is one: at the beginning.
    Beginning(&'a Text, Option<&'a Text>),
    /// The caption.
    Caption(&'a Text),
    /// Somebody has acted: the example does not tell what happens.
    Elsewhere,
}

/// The words over an example, at the cursor.
pub fn words<'a>(example: &'a Example, player: &Player) -> Words<'a> {
    let Some(now) = player.current() else { return Words::Beginning(&example.head.shows, None) };
    let done = now.until + 1;
    if !player.actions().take(done).eq(example.actions.iter().take(done)) {
        return Words::Elsewhere;
    }
    match example.caption(now.action) {
        Some(caption) if example.first_connect().is_some_and(|(first, _)| now.action > first) => {
            Words::Caption(caption)
        }
        caption => Words::Beginning(&example.head.shows, caption),
    }
}

/// The turns of an example, at the place where its first client has connected.
///
/// # Errors
/// It says too much.
pub fn replay_example(example: &Example) -> Result<Player, LoadError> {
    let actions = example.actions.clone();
    let mut player = replay(Saved { scenario: example.world, actions, cursor: 0 })?;
    let first = example.first_connect().map_or(0, |(number, _)| number);
    player.seek(player.moments().iter().take_while(|moment| moment.action <= first).count());
    Ok(player)
}

/// The turns of a session, at its place.
///
/// # Errors
/// The session says too much.
pub fn replay(saved: Saved) -> Result<Player, LoadError> {
    let player = Player::replay_within(saved.scenario, saved.actions, OCTETS_MAX);
    let mut player = player.ok_or(LoadError::TooLong)?;
    player.seek(saved.cursor);
    Ok(player)
}

/// The session that is shown, as it is shared. A lesson's begins with the world's setting, as turns of their own.
pub fn session(player: &Player, lesson: Option<&Lesson>, shown: ConnectionId) -> Session {
    let scenario = player.scenario();
    let mut actions: Vec<Action> = lesson.map(|lesson| lesson.head.setting()).unwrap_or_default();
    let before = if actions.is_empty() { 0 } else { Player::replay(scenario, actions.iter().cloned()).len() };
    actions.extend(player.actions().cloned());
    Session { saved: Saved { scenario, actions, cursor: before + player.cursor() }, shown }
}

/// The text of a session's link; `None` for one that is too large.
pub fn text(player: &Player, lesson: Option<&Lesson>, shown: ConnectionId) -> Option<String> {
    let fits = player.octets_since(0) <= OCTETS_MAX;
    fits.then(|| link::text(&session(player, lesson, shown)))?
}

/// The fragment of a link.
pub fn fragment(options: &[(&str, &str)]) -> String {
    let options: Vec<String> = options.iter().map(|(name, value)| [name, "=", value].concat()).collect();
    options.join("&")
}

/// The fragment of a frame, for the whole page.
pub fn unframed(fragment: &str) -> String {
    with_option(&with_option(fragment, "embed", None), "readonly", None)
}

/// The text of a link's session that no browser has deflated, as a value in the address.
pub fn plain(text: &str) -> Option<String> {
    link::link(text.as_bytes(), false)
}
