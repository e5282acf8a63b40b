//! The place that a page shows, as text: from one window to another of the same browser, and by way of a bridge to pupils
//! who follow.
//!
//! The form is JSON with a version. A whole session has a `start`; an update has the stamp of the session that it goes
//! on from, and `keep` of its actions stay:
//! `{"postamt-shown":1,"stamp":[7,0],"base":[6,0],"keep":3,"actions":[…],"place":{"cursor":4,…}}`. Members that are
//! unknown are passed over. Nothing but actions, and the place in what they cause, can be told.

use super::error::LoadError;
use crate::engine::mail::scenario::scenario;
use crate::engine::{Action, Protocol};
use serde::{Deserialize, Serialize};

/// The version that is written.
pub const SHOWN_VERSION: u32 = 1;
/// Longest text of one message, in octets.
pub const SHOWN_TEXT_MAX: usize = 1 << 20;
/// Most actions of a session that is shown to others.
pub const SHOWN_ACTIONS_MAX: usize = 5_000;
/// Most steps of a lesson, and most answers to one question, that are told.
const STEPS_MAX: usize = 100;
/// Longest name of a lesson, a view or a language, in octets.
const NAME_MAX: usize = 64;

/// A state of a session: a number that grows with each change, and the window that made it (0 for a session at a bridge).
/// Of two states the greater one is the newer one.
pub type Stamp = (u64, u32);

/// The world that a session begins with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Start {
    /// The scenario's name.
    pub scenario: String,
    /// Actions before the first turn: a lesson's server.
    #[serde(default)]
    pub setting: Vec<Action>,
}

/// The place that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The number of turns before it.
    pub cursor: u64,
    /// The protocol shown.
    pub protocol: Protocol,
    /// The connection shown.
    pub connection: u32,
    /// The view of the stage, by its name.
    pub stage: String,
    /// The language's tag.
    pub lang: String,
    /// The choices in the projector's view, a bit each.
    pub projection: u8,
    /// The lesson that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lesson: Option<LessonPlace>,
    /// The id of the example whose words stand over the session.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// The place in a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LessonPlace {
    /// The lesson's id.
    pub id: String,
    /// The step, from 0.
    pub step: u32,
    /// The step with which the timeline begins.
    pub first: u32,
    /// For each step that has begun since, the number of turns before its beginning, and after.
    pub begun: Vec<[u64; 2]>,
    /// The answers chosen in the step.
    pub answers: Vec<u32>,
    /// Whether the step's lines were played.
    pub played: bool,
    /// The number of hints told.
    pub hints: u32,
}

/// A message: a whole session, or an update of one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Update {
    /// The state that it leads to.
    pub stamp: Stamp,
    /// The state that it goes on from; `None` for a whole session.
    #[serde(default)]
    pub base: Option<Stamp>,
    /// The beginning, of a whole session.
    #[serde(default)]
    pub start: Option<Start>,
    /// The number of actions that stay.
    #[serde(default)]
    pub keep: usize,
    /// The actions that follow.
    #[serde(default)]
    pub actions: Vec<Action>,
    /// The place.
    pub place: Place,
}

/// The written form.
#[derive(Serialize)]
struct Text<'a> {
    #[serde(rename = "postamt-shown")]
    version: u32,
    stamp: Stamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<Stamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<&'a Start>,
    keep: usize,
    actions: Vec<&'a Action>,
    place: &'a Place,
}

/// The member that every version has.
#[derive(Deserialize)]
struct Version {
    #[serde(rename = "postamt-shown")]
    version: u64,
}

/// A word as it is compared: 3 to 24 letters, digits and hyphens, without capitals; `None` for anything else.
pub fn word(text: &str) -> Option<String> {
    let word = text.trim().to_lowercase();
    let fits = |sign: char| sign.is_alphanumeric() || sign == '-';
    ((3..=24).contains(&word.chars().count()) && word.chars().all(fits)).then_some(word)
}

/// A whole session as text.
pub fn whole<'a>(
    stamp: Stamp,
    start: &'a Start,
    actions: impl Iterator<Item = &'a Action>,
    place: &'a Place,
) -> String {
    text(Text {
        version: SHOWN_VERSION,
        stamp,
        base: None,
        start: Some(start),
        keep: 0,
        actions: actions.collect(),
        place,
    })
}

/// An update as text: of the actions of the session with the stamp `base` as many stay as `keep` says, and these follow.
pub fn update<'a>(
    stamp: Stamp,
    base: Stamp,
    keep: usize,
    actions: impl Iterator<Item = &'a Action>,
    place: &'a Place,
) -> String {
    text(Text {
        version: SHOWN_VERSION,
        stamp,
        base: Some(base),
        start: None,
        keep,
        actions: actions.collect(),
        place,
    })
}

fn text(text: Text<'_>) -> String {
    // Strings, numbers and lists: serde_json has no error for these.
    serde_json::to_string(&text).unwrap_or_default()
}

impl Update {
    /// Reads a message.
    ///
    /// # Errors
    /// [`LoadError`]; nothing of the text is used then.
    pub fn load(text: &str) -> Result<Update, LoadError> {
        if text.len() > SHOWN_TEXT_MAX {
            return Err(LoadError::TooLong);
        }
        let Version { version } = serde_json::from_str(text).map_err(|_| LoadError::Corrupt)?;
        if version > u64::from(SHOWN_VERSION) {
            return Err(LoadError::Newer { version: u32::try_from(version).unwrap_or(u32::MAX) });
        }
        let update: Update = serde_json::from_str(text).map_err(|_| LoadError::Corrupt)?;
        if update.start.as_ref().is_some_and(|start| scenario(&start.scenario).is_none()) {
            return Err(LoadError::UnknownScenario);
        }
        let setting = update.start.as_ref().map_or(0, |start| start.setting.len());
        if setting.saturating_add(update.keep).saturating_add(update.actions.len()) > SHOWN_ACTIONS_MAX {
            return Err(LoadError::TooLong);
        }
        // A message is one or the other.
        let is_one = update.base.is_some() != update.start.is_some();
        if is_one && (update.base.is_some() || update.keep == 0) && update.place.fits() {
            Ok(update)
        } else {
            Err(LoadError::Corrupt)
        }
    }
}

impl Place {
    fn fits(&self) -> bool {
        let lesson = self.lesson.as_ref().is_none_or(|lesson| {
            lesson.id.len() <= NAME_MAX
                && lesson.begun.len() <= STEPS_MAX
                && lesson.answers.len() <= STEPS_MAX
        });
        let names = [Some(&self.stage), Some(&self.lang), self.example.as_ref()];
        lesson && names.into_iter().flatten().all(|name| name.len() <= NAME_MAX)
    }
}

/// A session that is kept for those who come late.
#[derive(Clone, Debug)]
pub struct Session {
    stamp: Stamp,
    start: Start,
    actions: Vec<Action>,
    place: Place,
}

impl Session {
    /// The session that a whole one tells; `None` for an update.
    pub fn of(update: Update) -> Option<Session> {
        let Update { stamp, start, actions, place, .. } = update;
        Some(Session { stamp, start: start?, actions, place })
    }

    /// Takes a message; false where it does not go on from here.
    pub fn take(&mut self, update: Update) -> bool {
        if update.start.is_some() {
            return Session::of(update).map(|session| *self = session).is_some();
        }
        if update.base != Some(self.stamp) || update.keep > self.actions.len() {
            return false;
        }
        self.stamp = update.stamp;
        self.actions.truncate(update.keep);
        self.actions.extend(update.actions);
        self.place = update.place;
        true
    }

    /// Whether it has more actions than can be told at once.
    pub fn is_too_long(&self) -> bool {
        self.start.setting.len() + self.actions.len() > SHOWN_ACTIONS_MAX
    }

    /// The state.
    pub fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// The whole session as text.
    pub fn whole(&self) -> String {
        whole(self.stamp, &self.start, self.actions.iter(), &self.place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{ConnectionId, Greeting};

    const WHOLE: &str = concat!(
        r#"{"postamt-shown":1,"stamp":[1,9],"start":{"scenario":"school","setting":[]},"keep":0,"actions":["#,
        r#"{"connect":{"connection":1,"protocol":"pop3","greeting":"ok"}}],"place":{"cursor":1,"protocol":"pop3","#,
        r#""connection":1,"stage":"states","lang":"de","projection":0}}"#
    );

    fn actions() -> [Action; 2] {
        let connection = ConnectionId(1);
        let connect = Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok };
        [connect, Action::Send { connection, octets: b"CAPA\r\n".to_vec() }]
    }

    fn place(cursor: u64) -> Place {
        let (stage, lang) = ("states".to_owned(), "de".to_owned());
        Place { cursor, connection: 1, stage, lang, ..Place::default() }
    }

    #[test]
    fn a_session_and_its_updates_are_written_and_read() {
        let start = Start { scenario: "school".to_owned(), setting: Vec::new() };
        let actions = actions();
        let text = whole((1, 9), &start, actions[..1].iter(), &place(1));
        assert_eq!(text, WHOLE);
        let mut session = Update::load(&text).ok().and_then(Session::of).expect("a whole session");
        assert_eq!(session.whole(), WHOLE);
        let next = update((2, 9), (1, 9), 1, actions[1..].iter(), &place(2));
        assert!(session.take(Update::load(&next).expect("an update")));
        assert_eq!(session.whole(), whole((2, 9), &start, actions.iter(), &place(2)));
        let known = session.whole();
        for (base, keep) in [((1, 9), 0), ((2, 8), 0), ((2, 9), 3)] {
            let odd = update((3, 9), base, keep, [].iter(), &place(2));
            assert!(!session.take(Update::load(&odd).expect("an update")), "{base:?} {keep}");
            assert_eq!(session.whole(), known, "it stays as it was");
        }
        assert!(session.take(Update::load(WHOLE).expect("a whole session")), "a whole one begins anew");
        assert_eq!(session.stamp(), (1, 9));
    }

    #[test]
    fn hostile_messages_are_refused() {
        for end in 0..WHOLE.len() {
            assert_eq!(Update::load(&WHOLE[..end]).err(), Some(LoadError::Corrupt));
        }
        for (right, wrong) in [
            (r#""stamp":[1,9]"#, r#""stamp":[1,-9]"#),
            (r#""stamp":[1,9]"#, r#""stamp":[1,9],"base":[0,9]"#),
            (r#""keep":0"#, r#""keep":1"#),
            (r#""keep":0"#, r#""keep":-1"#),
            (r#""start":{"scenario":"school","setting":[]},"#, ""),
            (r#"{"connect""#, r#"{"open""#),
            (r#""protocol":"pop3","connection":1,"stage""#, r#""protocol":"smtp","connection":1,"stage""#),
            (r#""projection":0"#, r#""projection":256"#),
            (r#""projection":0"#, r#""projection":0,"lesson":{"step":-1}"#),
            (r#""projection":0"#, r#""projection":0,"example":7"#),
        ] {
            let text = WHOLE.replacen(right, wrong, 1);
            assert_ne!(text, WHOLE, "{right} stands there");
            assert_eq!(Update::load(&text).err(), Some(LoadError::Corrupt), "{wrong}");
        }
        let load = |text: &str| Update::load(text).err();
        assert_eq!(load(&WHOLE.replace("school", "nowhere")), Some(LoadError::UnknownScenario));
        assert_eq!(load(&WHOLE.replace("shown\":1", "shown\":2")), Some(LoadError::Newer { version: 2 }));
        assert_eq!(load(&" ".repeat(SHOWN_TEXT_MAX + 1)), Some(LoadError::TooLong));
        assert_eq!(load(&WHOLE.replace("states", &"x".repeat(65))), Some(LoadError::Corrupt));
        let example = [r#""projection":0,"example":""#, &"x".repeat(65), "\""].concat();
        assert_eq!(load(&WHOLE.replace(r#""projection":0"#, &example)), Some(LoadError::Corrupt));
        let many = r#"{"wait":{"milliseconds":1}},"#.repeat(SHOWN_ACTIONS_MAX);
        assert_eq!(
            load(&WHOLE.replace(r#"[{"connect"#, &["[", &many, r#"{"connect"#].concat())),
            Some(LoadError::TooLong)
        );
        let far = update((2, 9), (1, 9), usize::MAX, [].iter(), &place(0));
        assert_eq!(load(&far), Some(LoadError::TooLong));
        assert_eq!(load(&["[".repeat(9000), "]".repeat(9000)].concat()), Some(LoadError::Corrupt));
    }
}
