//! A simulation as text: the content of a saved session, and later of a link or a file.
//!
//! The form is JSON with a version: `{"postamt":1,"scenario":"school","cursor":3,"actions":[…]}`. Members that
//! are unknown are passed over.

use super::error::LoadError;
use crate::engine::Action;
use crate::engine::mail::scenario::{Scenario, scenario};
use serde::{Deserialize, Serialize};

/// The version that [`save`] writes.
pub const VERSION: u32 = 1;

/// Longest text that [`load`] reads, in octets: the storage that browsers grant a site, and some.
pub const TEXT_MAX: usize = 8 << 20;

/// A simulation: its first world, its actions, and the place that was shown.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The world that it began with.
    pub scenario: &'static Scenario,
    /// The actions, in order.
    pub actions: Vec<Action>,
    /// The number of turns before the place that was shown.
    pub cursor: usize,
}

/// The stored form, of actions that are borrowed or owned.
#[derive(Serialize, Deserialize)]
struct Text<A> {
    postamt: u32,
    scenario: String,
    cursor: u64,
    actions: Vec<A>,
}

/// The member that every version has.
#[derive(Deserialize)]
struct Version {
    postamt: u64,
}

/// The simulation as text.
pub fn save<'a>(scenario: &Scenario, actions: impl IntoIterator<Item = &'a Action>, cursor: usize) -> String {
    let (scenario, actions): (_, Vec<&Action>) = (scenario.name.to_owned(), actions.into_iter().collect());
    let text = Text { postamt: VERSION, scenario, cursor: cursor as u64, actions };
    // Strings, numbers and lists: serde_json has no error for these.
    serde_json::to_string(&text).unwrap_or_default()
}

/// Reads what [`save`] wrote, in this or an earlier version.
///
/// # Errors
/// [`LoadError`]; nothing of the text is used then.
pub fn load(text: &str) -> Result<Saved, LoadError> {
    if text.len() > TEXT_MAX {
        return Err(LoadError::TooLong);
    }
    let corrupt = |_| LoadError::Corrupt;
    let Version { postamt: version } = serde_json::from_str(text).map_err(corrupt)?;
    if version > u64::from(VERSION) {
        return Err(LoadError::Newer { version: u32::try_from(version).unwrap_or(u32::MAX) });
    }
    let text: Text<Action> = serde_json::from_str(text).map_err(corrupt)?;
    let scenario = scenario(&text.scenario).ok_or(LoadError::UnknownScenario)?;
    let cursor = usize::try_from(text.cursor).unwrap_or(usize::MAX);
    Ok(Saved { scenario, actions: text.actions, cursor })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{ConnectionId, Greeting, Protocol};

    /// One of each action, as version 1 wrote them. Saved sessions hold these very octets: the text may
    /// get brothers, but never change.
    const VERSION_1: &str = concat!(
        r#"{"postamt":1,"scenario":"school","cursor":2,"actions":["#,
        r#"{"connect":{"connection":1,"protocol":"imap","greeting":"preauth"}},"#,
        r#"{"send":{"connection":1,"octets":"a1 NOOP\r\n"}},"#,
        r#"{"send":{"connection":1,"octets":{"base64":"/w0K"}}},"#,
        r#"{"deliver":{"account":"anna","message":"Subject: x\r\n\r\n"}},"#,
        r#"{"wait":{"milliseconds":60000}},"#,
        r#"{"cut":{"connection":1}}]}"#,
    );

    fn one_of_each() -> Vec<Action> {
        let connection = ConnectionId(1);
        vec![
            Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Preauth },
            Action::Send { connection, octets: b"a1 NOOP\r\n".to_vec() },
            Action::Send { connection, octets: b"\xff\r\n".to_vec() },
            Action::Deliver { account: "anna".into(), message: b"Subject: x\r\n\r\n".to_vec() },
            Action::Wait { milliseconds: 60_000 },
            Action::Cut { connection },
        ]
    }

    #[test]
    fn version_1_is_written() {
        assert_eq!(save(&SCENARIOS[0], &one_of_each(), 2), VERSION_1);
    }

    #[test]
    fn version_1_is_read() {
        let saved = load(VERSION_1).expect("version 1 is readable for ever");
        assert_eq!((saved.scenario.name, saved.cursor), ("school", 2));
        assert_eq!(saved.actions, one_of_each());
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        assert_eq!(load("").err(), Some(LoadError::Corrupt));
        assert_eq!(load("[]").err(), Some(LoadError::Corrupt));
        assert_eq!(load(r#"{"postamt":1}"#).err(), Some(LoadError::Corrupt));
        assert_eq!(load(r#"{"postamt":2,"new":[]}"#).err(), Some(LoadError::Newer { version: 2 }));
        let nowhere = VERSION_1.replace("school", "nowhere");
        assert_eq!(load(&nowhere).err(), Some(LoadError::UnknownScenario));
        assert_eq!(load(&" ".repeat(TEXT_MAX + 1)).err(), Some(LoadError::TooLong));
        for end in 0..VERSION_1.len() {
            assert_eq!(load(&VERSION_1[..end]).err(), Some(LoadError::Corrupt));
        }
    }
}
