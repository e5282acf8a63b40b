//! The page's part in a class: other windows of the same browser that show the same, a session that pupils follow, and
//! a session that is followed here.
//!
//! The rules of this file:
//! 1. A state of what is shown has a stamp ([`Stamp`]). Whoever acts makes the next one and leads; the others follow.
//! 2. Windows join each other when one of them is a presenter's. Two projectors alone stay strangers.
//! 3. A message of another window or of a bridge is an [`Update`]: actions and a place. All else is passed over.

use super::own::Own;
use super::slice::Slice;
use crate::i18n::{Key, Lang};
use crate::share::shown::{Stamp, Update};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::rc::Rc;

/// The version of what windows say to each other.
const VERSION: u64 = 1;
/// Most other windows that are remembered.
const WINDOWS_MAX: usize = 16;

/// The page's part in a class.
#[derive(Clone, Debug, Default)]
pub struct Classroom {
    /// This window's number among the browser's; 0 as long as it hears none.
    pub me: u32,
    /// The state that is shown.
    pub stamp: Stamp,
    /// The number of times that this window has asked the others for the whole session.
    pub asked: u32,
    /// The number of times that this window was asked for it.
    pub answered: u32,
    /// The session that pupils follow.
    pub sharing: Option<Sharing>,
    /// The session that is followed here.
    pub following: Option<Slice<Following>>,
    /// The language of the leading window, as long as its texts are not here.
    pub lang: Option<Lang>,
    /// Whether anything of another window's has been shown here.
    pub(super) has_adopted: bool,
    /// The other windows, and whether each is a presenter's.
    others: BTreeMap<u32, bool>,
    /// An update that waits for its lesson to be fetched.
    pub(super) waiting: Option<Rc<Update>>,
}

/// A session that pupils follow.
#[derive(Clone, Debug)]
pub struct Sharing {
    /// The word that they give.
    pub word: Rc<str>,
    /// The connection to the bridge.
    pub line: Line,
    /// The number of pages that follow.
    pub followers: u32,
}

/// A session that is followed.
#[derive(Clone, Debug)]
pub struct Following {
    /// The word.
    pub word: Rc<str>,
    /// The connection to the bridge.
    pub line: Line,
    /// Whether the person here looks at an earlier step, which stays.
    pub looks_back: bool,
    /// Whether anything has come yet.
    pub has_begun: bool,
    /// The page's own work, which waits.
    pub(super) own: Own,
}

/// A connection to the bridge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its condition.
    pub condition: Condition,
    /// Another number whenever the page has to connect anew.
    pub attempt: u32,
    /// Failures in a row.
    failures: u32,
    /// Good news since the last attempt. The first one alone is no proof: it comes before the bridge has read anything.
    heard: u32,
}

/// The condition of a connection to the bridge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Condition {
    /// The bridge is being looked for.
    #[default]
    Seeking,
    /// No bridge has answered yet.
    Absent,
    /// It works.
    Flows,
    /// It is lost, and looked for.
    Lost,
    /// The teacher is away; what was shared stays for a while.
    Away,
    /// Nobody shares anything under the word.
    Unknown,
    /// Somebody else shares under the word. The page does not try again.
    Taken,
    /// The bridge takes no more sessions or followers.
    Full,
    /// The session is too long to be shared. The page does not try again.
    TooLong,
    /// The bridge did not understand the page, or the other way round; the page begins anew.
    Broken,
}

impl Condition {
    /// Whether the page has to try again.
    pub const fn wants_more(self) -> bool {
        !matches!(self, Condition::Taken | Condition::TooLong)
    }

    /// The sentence for the teacher who shares.
    pub const fn of_sharing(self) -> Key {
        match self {
            Condition::Seeking => Key::ClassSeeking,
            Condition::Absent => Key::ClassAbsent,
            Condition::Flows => Key::ClassShared,
            Condition::Taken => Key::ClassTaken,
            Condition::Full => Key::ClassFull,
            Condition::TooLong => Key::ClassTooLong,
            Condition::Lost | Condition::Away | Condition::Unknown => Key::ClassLost,
            Condition::Broken => Key::ClassBroken,
        }
    }

    /// The sentence for those who follow.
    pub const fn of_following(self) -> Key {
        match self {
            Condition::Seeking => Key::ClassSeeking,
            Condition::Absent => Key::ClassAbsent,
            Condition::Flows => Key::ClassFollows,
            Condition::Away => Key::ClassAway,
            Condition::Unknown | Condition::Taken => Key::ClassUnknown,
            Condition::Full => Key::ClassFull,
            Condition::Lost => Key::ClassLost,
            Condition::TooLong | Condition::Broken => Key::ClassBroken,
        }
    }
}

/// Messages about the class.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// This window hears the others from now on, under this number.
    Join(u32),
    /// It no longer does.
    Part,
    /// Another window has said this.
    Window(Rc<str>),
    /// Share the session under a word, or no longer.
    Share(Option<Rc<str>>),
    /// Follow the session under a word.
    Follow(Rc<str>),
    /// Back to the own work.
    Leave,
    /// Go on from here, on this page alone.
    Fork,
    /// The texts of the language that the leading window speaks have come.
    Speak(Lang),
    /// On to the teacher's step.
    Now,
    /// The bridge has said this.
    Bridge(Rc<str>),
    /// The connection to the bridge is lost.
    Lost,
}

/// A message of a window.
#[derive(Deserialize)]
struct Words<'a> {
    #[serde(rename = "postamt-window")]
    version: u64,
    who: u32,
    presents: bool,
    #[serde(default)]
    asks: bool,
    #[serde(default)]
    leaves: bool,
    #[serde(borrow, default)]
    shown: Option<&'a RawValue>,
}

/// A message of the bridge: one of these.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Told<'a> {
    #[serde(borrow)]
    shown: Option<&'a RawValue>,
    followers: Option<u32>,
    refused: Option<String>,
    away: Option<bool>,
}

/// The sense of a message of the bridge.
#[derive(Debug, PartialEq)]
pub enum Sense {
    /// The session, or how it goes on.
    Shown(Box<Update>),
    /// The number of pages that follow.
    Followers(u32),
    /// The line's condition is now this one.
    Is(Condition),
    /// Nothing that this page knows.
    Nothing,
}

/// The sense of a message of the bridge.
pub fn sense(text: &str) -> Sense {
    let Ok(told) = serde_json::from_str::<Told<'_>>(text) else { return Sense::Is(Condition::Broken) };
    if let Some(shown) = told.shown {
        return Update::load(shown.get())
            .map_or(Sense::Is(Condition::Broken), |update| Sense::Shown(update.into()));
    }
    match (told.followers, told.refused.as_deref(), told.away) {
        (Some(count), ..) => Sense::Followers(count),
        (_, Some("taken"), _) => Sense::Is(Condition::Taken),
        (_, Some("full"), _) => Sense::Is(Condition::Full),
        (_, Some("unknown"), _) => Sense::Is(Condition::Unknown),
        (_, Some("too-long"), _) => Sense::Is(Condition::TooLong),
        (_, Some(_), _) => Sense::Is(Condition::Broken),
        (_, _, Some(true)) => Sense::Is(Condition::Away),
        (_, _, Some(false)) => Sense::Is(Condition::Flows),
        _ => Sense::Nothing,
    }
}

/// A message to the other windows. `what` is `"asks":true`, `"leaves":true` or `"shown":…`.
pub fn words(me: u32, presents: bool, what: &str) -> String {
    format!(r#"{{"postamt-window":{VERSION},"who":{me},"presents":{presents},{what}}}"#)
}

impl Classroom {
    /// Whether this window shows the same as others. A presenter's window (`presents`) is never alone.
    pub fn is_joined(&self, presents: bool) -> bool {
        self.me != 0 && (presents || self.others.values().any(|presents| *presents))
    }

    /// Whether it is another window that leads.
    pub fn is_led(&self, presents: bool) -> bool {
        self.is_joined(presents) && self.stamp.0 > 0 && self.stamp.1 != self.me
    }

    /// The number of other windows that are projectors.
    pub fn projectors(&self) -> usize {
        self.others.values().filter(|presents| !**presents).count()
    }

    /// Whether what is shown has a stamp: others may see it.
    pub(super) fn is_seen(&self, presents: bool) -> bool {
        self.following.is_none() && (self.sharing.is_some() || self.is_joined(presents))
    }

    /// Something has changed here: this window leads.
    pub(super) fn lead(&mut self) {
        self.stamp = (self.stamp.0.saturating_add(1), self.me);
    }

    /// Hears another window; what it shows, if that is newer than what is shown here.
    pub(super) fn hear(&mut self, text: &str, presents: bool) -> Option<Update> {
        let words: Words<'_> = serde_json::from_str(text).ok()?;
        let Words { version, who, presents: other_presents, asks, leaves, shown } = words;
        if version != VERSION || who == self.me || who == 0 || self.me == 0 {
            return None;
        }
        if leaves {
            self.others.remove(&who);
            return None;
        }
        if self.others.len() < WINDOWS_MAX || self.others.contains_key(&who) {
            self.others.insert(who, other_presents);
        }
        if !self.is_joined(presents) {
            return None;
        }
        if asks {
            if self.stamp.0 == 0 {
                self.lead();
            }
            self.answered = self.answered.wrapping_add(1);
        }
        let update = shown.and_then(|shown| Update::load(shown.get()).ok())?;
        (update.stamp > self.stamp).then_some(update)
    }

    /// Asks the others for the whole session.
    pub(super) fn ask(&mut self) {
        self.asked = self.asked.wrapping_add(1);
    }

    /// Alone again.
    pub(super) fn part(&mut self) {
        self.me = 0;
        self.others.clear();
        self.has_adopted = false;
        self.waiting = None;
    }

    /// The connection to the bridge, if there is to be one.
    pub fn line(&self) -> Option<Line> {
        let sharing = self.sharing.as_ref().map(|sharing| sharing.line);
        sharing.or_else(|| self.following.as_ref().map(|following| following.line))
    }

    pub(super) fn line_mut(&mut self) -> Option<&mut Line> {
        match (&mut self.sharing, &mut self.following) {
            (Some(sharing), _) => Some(&mut sharing.line),
            (_, following) => following.as_mut().map(|following| &mut following.change().line),
        }
    }
}

impl Line {
    /// Milliseconds until the page connects: at once, and after failures 1, 2, 4, 8, then always 10 seconds.
    pub fn pause(self) -> u32 {
        if self.failures == 0 { 0 } else { (500 << self.failures.min(5)).min(10_000) }
    }

    /// The bridge has told the condition.
    pub(super) fn turn(&mut self, condition: Condition) {
        self.condition = condition;
        if matches!(condition, Condition::Flows | Condition::Away) {
            self.heard = self.heard.saturating_add(1);
            self.failures = if self.heard > 1 { 0 } else { self.failures };
        }
        if condition == Condition::Broken {
            self.again();
        }
    }

    /// Connects anew.
    pub(super) fn again(&mut self) {
        self.failures = self.failures.saturating_add(1);
        self.attempt = self.attempt.wrapping_add(1);
        self.heard = 0;
    }

    /// The connection is lost, or there was none.
    pub(super) fn lose(&mut self) {
        if !self.condition.wants_more() {
            return;
        }
        self.condition = match self.condition {
            Condition::Seeking | Condition::Absent => Condition::Absent,
            Condition::Unknown | Condition::Full => self.condition,
            _ => Condition::Lost,
        };
        self.again();
    }
}
