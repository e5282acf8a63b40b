//! Actions: the only input of a simulation.

use super::connection::{ConnectionId, Greeting, Protocol};
use super::presets::Preset;
use super::switches::Switch;
use serde::{Deserialize, Serialize};

/// One action on the simulation: of a client, of the mail transport, of the teacher, or of time. Serialised, a list
/// of these is a saved session or a shared link; fields are never renamed, and new ones get a default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A client connects; the server greets. Ignored while that connection is open.
    Connect {
        /// Its number.
        connection: ConnectionId,
        /// The protocol of the port.
        protocol: Protocol,
        /// The server's greeting.
        #[serde(default)]
        greeting: Greeting,
    },
    /// The same at a port of TLS alone. RFC 8314 §3.2: "When a TCP connection is established for the "imaps"
    /// service (default port 993), a TLS handshake begins immediately." The greeting comes after it.
    ConnectTls {
        /// Its number.
        connection: ConnectionId,
        /// The protocol of the port.
        protocol: Protocol,
        /// The server's greeting.
        #[serde(default)]
        greeting: Greeting,
    },
    /// A client sends octets: any number of lines, or part of one. Ignored on a closed connection.
    Send {
        /// The connection's number.
        connection: ConnectionId,
        /// The octets as sent, CRLF included.
        #[serde(with = "octets")]
        octets: Vec<u8>,
    },
    /// The connection is cut: the server learns that it is gone, without a command.
    Cut {
        /// The connection's number.
        connection: ConnectionId,
    },
    /// The server shuts down: it ends all open connections, and serves the next ones. Nothing happens when none is
    /// open.
    Shutdown {},
    /// A message arrives by SMTP, say.
    Deliver {
        /// The account's name.
        account: String,
        /// The message as it will be stored, lines ended by CRLF.
        #[serde(with = "octets")]
        message: Vec<u8>,
    },
    /// The teacher sets one of the server's switches.
    Switch {
        /// The switch.
        switch: Switch,
        /// Its new position.
        on: bool,
    },
    /// The teacher gives the server another character: all switches are set in one move.
    Preset {
        /// The character.
        preset: Preset,
    },
    /// Time passes; timers may expire on the way.
    Wait {
        /// The length of the wait.
        milliseconds: u64,
    },
}

/// Octets as a JSON string where they are UTF-8, else as `{"base64": "…"}`.
pub(crate) mod octets {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

    #[derive(Serialize, Deserialize)]
    #[serde(untagged)]
    enum Form<'a> {
        Text(std::borrow::Cow<'a, str>),
        Base64 { base64: String },
    }

    pub(crate) fn serialize<S: Serializer>(octets: &[u8], to: S) -> Result<S::Ok, S::Error> {
        let form = match std::str::from_utf8(octets) {
            Ok(text) => Form::Text(text.into()),
            Err(_) => Form::Base64 { base64: BASE64_STANDARD.encode(octets) },
        };
        form.serialize(to)
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Vec<u8>, D::Error> {
        match Form::deserialize(from)? {
            Form::Text(text) => Ok(text.into_owned().into_bytes()),
            Form::Base64 { base64 } => BASE64_STANDARD.decode(base64).map_err(D::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;
    use proptest::prelude::*;

    #[test]
    fn the_json_of_every_action_and_of_every_choice() {
        let connection = ConnectionId(7);
        let connect = |protocol, greeting| Action::Connect { connection, protocol, greeting };
        let actions = [
            connect(Protocol::Pop3, Greeting::Ok),
            connect(Protocol::Imap, Greeting::Preauth),
            connect(Protocol::Imap, Greeting::Bye),
            Action::ConnectTls { connection, protocol: Protocol::Imap, greeting: Greeting::Ok },
            Action::Send { connection, octets: "PASS grün\r\n".into() },
            Action::Send { connection, octets: vec![0xff, 0x00] },
            Action::Cut { connection },
            Action::Shutdown {},
            Action::Deliver { account: "anna".into(), message: b"A: b\r\n\r\n".to_vec() },
            Action::Preset { preset: Preset::Plain2003 },
            Action::Wait { milliseconds: 600_000 },
        ];
        let json =
            actions.each_ref().map(|action| serde_json::to_string(action).expect("an action is plain data"));
        let read =
            json.each_ref().map(|json| serde_json::from_str::<Action>(json).expect("it was just written"));
        assert_eq!(read, actions);
        // Saved sessions and shared links hold these texts: they never change.
        let expected = expect![[r#"
            {"connect":{"connection":7,"protocol":"pop3","greeting":"ok"}}
            {"connect":{"connection":7,"protocol":"imap","greeting":"preauth"}}
            {"connect":{"connection":7,"protocol":"imap","greeting":"bye"}}
            {"connect-tls":{"connection":7,"protocol":"imap","greeting":"ok"}}
            {"send":{"connection":7,"octets":"PASS grün\r\n"}}
            {"send":{"connection":7,"octets":{"base64":"/wA="}}}
            {"cut":{"connection":7}}
            {"shutdown":{}}
            {"deliver":{"account":"anna","message":"A: b\r\n\r\n"}}
            {"preset":{"preset":"plain-2003"}}
            {"wait":{"milliseconds":600000}}
        "#]];
        expected.assert_eq(&(json.join("\n") + "\n"));
    }

    #[test]
    fn a_connect_without_greeting_means_ok_and_nonsense_means_nothing() {
        let read = |text: &str| serde_json::from_str::<Action>(text).ok();
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

    proptest! {
        #[test]
        fn any_octets_survive(octets in prop::collection::vec(any::<u8>(), 0..64), text in ".*") {
            for octets in [octets, text.into_bytes()] {
                let action = Action::Send { connection: ConnectionId(1), octets };
                let json = serde_json::to_string(&action).expect("an action is plain data");
                prop_assert_eq!(serde_json::from_str::<Action>(&json).ok(), Some(action));
            }
        }
    }
}
