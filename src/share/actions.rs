//! Actions as JSON, in the very form that serde derives for native code (`engine::action` fixes it).

use super::json::{Json, put_number, put_text};
use crate::engine::base64;
use crate::engine::switches::SWITCHES;
use crate::engine::{Action, ConnectionId, Greeting, Preset, Protocol};

/// Appends a list of actions.
pub fn put_actions<'a>(actions: impl IntoIterator<Item = &'a Action>, to: &mut String) {
    to.push('[');
    for (index, action) in actions.into_iter().enumerate() {
        if index > 0 {
            to.push(',');
        }
        put_action(action, to);
    }
    to.push(']');
}

/// Appends an action.
pub fn put_action(action: &Action, to: &mut String) {
    match action {
        Action::Connect { connection, protocol, greeting }
        | Action::ConnectTls { connection, protocol, greeting } => {
            let tls = matches!(action, Action::ConnectTls { .. });
            begin(if tls { "connect-tls" } else { "connect" }, *connection, to);
            to.push_str(",\"protocol\":");
            put_text(protocol_name(*protocol), to);
            to.push_str(",\"greeting\":");
            put_text(greeting_name(*greeting), to);
        }
        Action::Send { connection, octets } => {
            begin("send", *connection, to);
            to.push_str(",\"octets\":");
            put_octets(octets, to);
        }
        Action::Cut { connection } => begin("cut", *connection, to),
        Action::Deliver { account, message } => {
            to.push_str("{\"deliver\":{\"account\":");
            put_text(account, to);
            to.push_str(",\"message\":");
            put_octets(message, to);
        }
        Action::Switch { switch, on } => {
            to.push_str("{\"switch\":{\"switch\":");
            put_text(switch.row().id, to);
            to.push_str(if *on { ",\"on\":true" } else { ",\"on\":false" });
        }
        Action::Preset { preset } => {
            to.push_str("{\"preset\":{\"preset\":");
            put_text(preset.id(), to);
        }
        Action::Wait { milliseconds } => {
            to.push_str("{\"wait\":{\"milliseconds\":");
            put_number(*milliseconds, to);
        }
    }
    to.push_str("}}");
}

/// The action that a JSON value says; `None` when it says none. Unknown fields are passed over.
pub fn action(json: &Json) -> Option<Action> {
    let Json::Object(kinds) = json else { return None };
    let [(kind, fields)] = kinds.as_slice() else { return None };
    let field = |name| fields.field(name);
    let connection = || u32::try_from(field("connection")?.number()?).ok().map(ConnectionId);
    Some(match kind.as_str() {
        "connect" | "connect-tls" => {
            let connection = connection()?;
            let protocol = [Protocol::Pop3, Protocol::Imap]
                .into_iter()
                .find(|protocol| field("protocol").and_then(Json::text) == Some(protocol_name(*protocol)))?;
            let greeting = match field("greeting") {
                None => Greeting::Ok,
                Some(name) => [Greeting::Ok, Greeting::Preauth, Greeting::Bye]
                    .into_iter()
                    .find(|greeting| name.text() == Some(greeting_name(*greeting)))?,
            };
            match kind.as_str() {
                "connect" => Action::Connect { connection, protocol, greeting },
                _ => Action::ConnectTls { connection, protocol, greeting },
            }
        }
        "send" => Action::Send { connection: connection()?, octets: octets(field("octets")?)? },
        "cut" => Action::Cut { connection: connection()? },
        "deliver" => Action::Deliver {
            account: field("account")?.text()?.to_owned(),
            message: octets(field("message")?)?,
        },
        "switch" => {
            let id = field("switch")?.text()?;
            let row = SWITCHES.iter().find(|row| row.id == id)?;
            Action::Switch { switch: row.switch, on: field("on")?.bool()? }
        }
        "preset" => Action::Preset { preset: Preset::by_id(field("preset")?.text()?)? },
        "wait" => Action::Wait { milliseconds: field("milliseconds")?.number()? },
        _ => return None,
    })
}

fn begin(kind: &str, connection: ConnectionId, to: &mut String) {
    to.push_str("{\"");
    to.push_str(kind);
    to.push_str("\":{\"connection\":");
    put_number(u64::from(connection.0), to);
}

/// Octets as a string where they are UTF-8, else as `{"base64":"…"}`.
fn put_octets(octets: &[u8], to: &mut String) {
    match std::str::from_utf8(octets) {
        Ok(text) => put_text(text, to),
        Err(_) => {
            to.push_str("{\"base64\":");
            put_text(&base64::encode(octets), to);
            to.push('}');
        }
    }
}

/// The octets that a JSON value holds, in one of the two forms of [`put_octets`].
pub(super) fn octets(json: &Json) -> Option<Vec<u8>> {
    match json.text() {
        Some(text) => Some(text.as_bytes().to_vec()),
        None => base64::decode(json.field("base64")?.text()?.as_bytes()),
    }
}

const fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "pop3",
        Protocol::Imap => "imap",
    }
}

const fn greeting_name(greeting: Greeting) -> &'static str {
    match greeting {
        Greeting::Ok => "ok",
        Greeting::Preauth => "preauth",
        Greeting::Bye => "bye",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Switch;
    use proptest::prelude::*;

    fn any_action() -> impl Strategy<Value = Action> {
        let connection = any::<u32>().prop_map(ConnectionId);
        let octets =
            prop_oneof![prop::collection::vec(any::<u8>(), 0..40), ".*".prop_map(String::into_bytes)];
        let protocol = prop_oneof![Just(Protocol::Pop3), Just(Protocol::Imap)];
        let greeting = prop_oneof![Just(Greeting::Ok), Just(Greeting::Preauth), Just(Greeting::Bye)];
        let switch = prop::sample::select(SWITCHES.iter().map(|row| row.switch).collect::<Vec<Switch>>());
        prop_oneof![
            (connection.clone(), protocol, greeting, any::<bool>()).prop_map(
                |(connection, protocol, greeting, tls)| match tls {
                    false => Action::Connect { connection, protocol, greeting },
                    true => Action::ConnectTls { connection, protocol, greeting },
                }
            ),
            (connection.clone(), octets.clone())
                .prop_map(|(connection, octets)| Action::Send { connection, octets }),
            connection.prop_map(|connection| Action::Cut { connection }),
            (".*", octets).prop_map(|(account, message)| Action::Deliver { account, message }),
            prop::sample::select(&Preset::ALL[..]).prop_map(|preset| Action::Preset { preset }),
            (switch, any::<bool>()).prop_map(|(switch, on)| Action::Switch { switch, on }),
            any::<u64>().prop_map(|milliseconds| Action::Wait { milliseconds }),
        ]
    }

    proptest! {
        #[test]
        fn the_form_is_the_one_that_serde_derives(before in any_action()) {
            let mut written = String::new();
            put_action(&before, &mut written);
            prop_assert_eq!(&written, &serde_json::to_string(&before).expect("an action is plain data"));
            prop_assert_eq!(Json::read(&written).as_ref().and_then(action), Some(before));
        }
    }

    #[test]
    fn a_connect_without_greeting_means_ok_and_nonsense_means_nothing() {
        let read = |text: &str| Json::read(text).as_ref().and_then(action);
        let connect = read(r#"{"connect":{"connection":1,"protocol":"pop3","later":[]}}"#);
        assert!(matches!(connect, Some(Action::Connect { greeting: Greeting::Ok, .. })));
        for text in [
            "{}",
            "[]",
            r#"{"connect":{"connection":1,"protocol":"smtp"}}"#,
            r#"{"connect":{"connection":1,"protocol":"pop3","greeting":"hello"}}"#,
            r#"{"connect":{"connection":4294967296,"protocol":"pop3"}}"#,
            r#"{"send":{"connection":1,"octets":{"base64":"?"}}}"#,
            r#"{"switch":{"switch":"no-such","on":true}}"#,
            r#"{"wait":{"milliseconds":"long"}}"#,
            r#"{"wait":{"milliseconds":1},"cut":{"connection":1}}"#,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
