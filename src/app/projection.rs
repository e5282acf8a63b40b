//! The projector's own choices, the last command for its banner, and the keys that it shows.

use crate::engine::ConnectionId;
use crate::engine::step::{Party, Reply};
use crate::player::Player;

/// Moments that are searched for the last command.
const SEARCHED_MAX: usize = 60;
/// Longest command that the banner shows, in characters.
const COMMAND_MAX: usize = 120;

/// A choice in the projector's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The console is hidden.
    NoConsole,
    /// The store is hidden.
    NoStore,
    /// All but that which changed is dimmed.
    Spotlight,
    /// Keys that are pressed are shown.
    Keys,
}

impl Choice {
    /// All of them.
    pub const ALL: [Choice; 4] = [Choice::NoConsole, Choice::NoStore, Choice::Spotlight, Choice::Keys];
}

/// The choices made in the projector's view, a bit each. No preference: every visit begins with everything shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Projection(u8);

impl Projection {
    /// The choices of these bits; others than there are choices for are passed over.
    pub const fn of_bits(bits: u8) -> Self {
        Self(bits & ((1 << Choice::ALL.len()) - 1))
    }

    /// The bits, in the order of [`Choice::ALL`].
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Whether it is chosen.
    pub const fn has(self, choice: Choice) -> bool {
        self.0 & (1 << choice as u8) != 0
    }

    /// Chooses it, or no longer.
    pub const fn toggle(self, choice: Choice) -> Self {
        Self(self.0 ^ (1 << choice as u8))
    }

    /// Whether a pane is hidden, which leaves room for a second view of the stage.
    pub const fn hides_some(self) -> bool {
        self.has(Choice::NoConsole) || self.has(Choice::NoStore)
    }
}

/// The first line of the last command that a client has sent, at the cursor, and the reply that ended it.
pub fn last_command(player: &Player, id: ConnectionId) -> Option<(String, Option<Reply>)> {
    let own = player.past().rev().take(SEARCHED_MAX).filter(|moment| moment.turn.is_of(id));
    let turn = own.map(|moment| &moment.turn).find(|turn| turn.wires(Party::Client).next().is_some())?;
    let text = turn.wires(Party::Client).next()?.text();
    let line = text.lines().next().unwrap_or_default();
    Some((line.chars().filter(|sign| !sign.is_control()).take(COMMAND_MAX).collect(), turn.verdict()))
}

/// Whether a reply is good news; `None` for one that is neither.
pub const fn is_good(reply: Reply) -> Option<bool> {
    match reply {
        Reply::Ok | Reply::Preauth => Some(true),
        Reply::Err | Reply::No | Reply::Bad => Some(false),
        Reply::Bye | Reply::Untagged | Reply::Continue => None,
    }
}

/// The cap of a key that is pressed, by its name in events. Of what is typed into a field nothing but named keys is
/// told: the letters are nobody's business, a password's least of all.
pub fn cap(key: &str, shift: bool, alt: bool, types: bool) -> Option<String> {
    let name = match key {
        "Enter" => "↵",
        "Tab" => "⇥",
        "Escape" => "Esc",
        "Backspace" => "⌫",
        "Delete" => "⌦",
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        "PageUp" => "PgUp",
        "PageDown" => "PgDn",
        "Home" => "⇱",
        "End" => "⇲",
        " " if !types => "␣",
        _ if types => return None,
        one if one.chars().count() == 1 => return Some(one.to_uppercase()),
        _ => return None,
    };
    let held = [("Alt ", alt), ("⇧ ", shift)].map(|(sign, is_held)| if is_held { sign } else { "" });
    Some([held[0], held[1], name].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::engine::{Action, Greeting, Protocol};

    #[test]
    fn each_choice_is_by_itself() {
        for choice in Choice::ALL {
            let one = Projection::default().toggle(choice);
            assert_eq!(Choice::ALL.map(|other| one.has(other)), Choice::ALL.map(|other| other == choice));
            assert_eq!(one.toggle(choice), Projection::default());
            assert_eq!(Projection::of_bits(one.bits()), one);
            assert_eq!(one.hides_some(), matches!(choice, Choice::NoConsole | Choice::NoStore));
        }
        assert_eq!(Projection::of_bits(0xf0), Projection::default());
    }

    #[test]
    fn the_banner_has_the_last_command_up_to_the_cursor() {
        let connection = ConnectionId(1);
        let send = |line: &str| Action::Send { connection, octets: line.as_bytes().to_vec() };
        let connect = Action::Connect { connection, protocol: Protocol::Pop3, greeting: Greeting::Ok };
        let long = "x".repeat(300);
        let mut player =
            Player::replay(&SCENARIOS[0], [connect, send("USER anna\r\n"), send(&long), send("\r\n")]);
        let (line, reply) = last_command(&player, connection).expect("a command");
        assert_eq!((line.chars().count(), reply), (COMMAND_MAX, Some(Reply::Err)));
        player.seek(2);
        let last = last_command(&player, connection);
        assert_eq!(last, Some(("USER anna".to_owned(), Some(Reply::Ok))));
        assert_eq!(last_command(&player, ConnectionId(2)), None);
        player.seek(1);
        assert_eq!(last_command(&player, connection), None);
    }

    #[test]
    fn a_key_in_a_field_tells_no_letter() {
        let typed = ["g", "E", "7", " ", "ä", "Dead", "Unidentified", "Shift"];
        assert_eq!(typed.map(|key| cap(key, false, false, true)), typed.map(|_| None));
        assert_eq!(cap("Enter", false, false, true).as_deref(), Some("↵"));
        assert_eq!(cap("Enter", true, false, true).as_deref(), Some("⇧ ↵"));
        assert_eq!(cap("ArrowUp", false, true, true).as_deref(), Some("Alt ↑"));
        assert_eq!(cap("f", false, false, false).as_deref(), Some("F"));
        assert_eq!(cap(" ", false, false, false).as_deref(), Some("␣"));
        assert_eq!(cap("Shift", true, false, false), None);
    }
}
