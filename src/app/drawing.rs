//! A view of the stage as a file: an SVG of what it shows, the whole conversation included.

use super::ladder::{View as Conversation, height};
use super::message_view::{WINDOW, lines, subject, tree};
use super::picture::picture;
use super::preferences::View;
use crate::diagram::Shape;
use crate::diagram::sequence::{Index, Rung};
use crate::diagram::svg::{self, TextLine};
use crate::i18n::{Key, by_id, text};

/// Most rows of the ladder in a file, the newest ones: more are higher than browsers draw.
const ROWS_MAX: usize = 300;

/// Draws a view; `place` is the account and the mailbox whose first message is shown where none was named. `None` where
/// there is nothing to draw.
pub fn draw(conversation: Conversation, view: View, place: (&str, &str), name: &str) -> Option<String> {
    let Conversation { player, clients, lang, .. } = conversation;
    let (connection, protocol) = (clients.connection(), clients.protocol);
    let title = [protocol.row().name, " · ", name].concat();
    match view {
        View::States => {
            let picture = picture(player, connection, protocol, Shape::Wide)?;
            Some(svg::states(&picture, &title, &|key| by_id(lang, key).to_owned()))
        }
        View::Sequence => {
            let mut index = Index::default();
            let all = height(&mut index, player);
            let ladder = conversation.ladder(&index, all.saturating_sub(ROWS_MAX)..all);
            let rungs: Vec<Rung> = ladder.rungs.into_iter().map(|(_, rung)| rung).collect();
            let lanes: Vec<String> = ladder.lanes.into_iter().map(|lane| lane.name).collect();
            Some(svg::ladder(&lanes, text(lang, Key::SequenceServer), &rungs, &title))
        }
        View::Message => {
            let shown = subject(player, connection, place, None)?;
            let command =
                shown.command.iter().map(|command| TextLine { text: command.clone(), ..TextLine::default() });
            let parts = tree(&shown.message).into_iter().map(|part| TextLine {
                text: [&part.number, " ", &part.media, " ", &part.encoding, " ", &part.size.to_string()]
                    .concat(),
                level: part.level,
                is_marked: false,
            });
            let lines = lines(&shown, WINDOW).0.into_iter().map(|line| {
                let mut text = if line.is_stuffed { ".".to_owned() } else { String::new() };
                line.pieces.iter().for_each(|(piece, _)| text.push_str(piece));
                TextLine { text, level: 0, is_marked: line.pieces.iter().any(|(_, asked)| *asked) }
            });
            let page: Vec<TextLine> =
                command.chain(parts).chain([TextLine::default()]).chain(lines).collect();
            Some(svg::page(&page, &title))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::clients::Clients;
    use crate::engine::Protocol;
    use crate::engine::mail::scenario::SCENARIOS;
    use crate::i18n::Lang;
    use crate::player::Player;
    use crate::script;

    #[test]
    fn every_view_is_a_file_whose_elements_are_closed() {
        let script = "@connect pop3\nC: USER anna\nC: PASS geheim\nC: WIBBLE <b>&\nC: RETR 3\n";
        let player = Player::replay(&SCENARIOS[0], script::read(script).expect("well-formed").actions());
        let clients = Clients::new(Protocol::Pop3, &player);
        for lang in Lang::ALL {
            let conversation = Conversation { player: &player, clients: &clients, live: false, lang };
            for (view, part) in
                View::ALL.into_iter().zip(["TRANSACTION", "WIBBLE &lt;b&gt;&amp;", "..two dots"])
            {
                let svg = draw(conversation, view, ("anna", "INBOX"), "x").expect("something to draw");
                assert!(svg.contains(part), "{svg}");
                for name in ["text", "path", "rect", "svg", "title"] {
                    let count = |sign: &str| svg.matches(sign).count();
                    assert_eq!(
                        count(&format!("<{name}")),
                        count(&format!("</{name}>")),
                        "{name} of {view:?}"
                    );
                }
            }
        }
    }
}
