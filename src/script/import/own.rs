//! The project's own form: transcripts with `@connect`, `C:` and `S:`.

use super::collector::Collector;
use crate::engine::Action;
use crate::script::{Held, Item, lines};

pub(super) fn is_known_by(line: &str) -> bool {
    line.starts_with("@connect")
}

pub(super) fn read(all: &[&str], to: &mut Collector) {
    let text = all.join("\n");
    let mut held = Held::default();
    for line in lines(&text) {
        let line = match line {
            Ok(line) => line,
            Err(error) => {
                let index = error.line.saturating_sub(1);
                to.unread(index, all.get(index).copied().unwrap_or_default());
                continue;
            }
        };
        match (&line.item, held.action(&line.item)) {
            (Item::Connect { connection, tls, .. }, _) => {
                to.show(&connection.0.to_string());
                to.close();
                to.tls = *tls;
            }
            (Item::Reply { connection, text }, _) => {
                to.show(&connection.0.to_string());
                to.say(false, text.octets());
            }
            (_, Some(Action::Send { connection, octets })) => {
                to.show(&connection.0.to_string());
                for line in octets.split_inclusive(|octet| *octet == b'\n') {
                    to.say(true, line.to_vec());
                }
            }
            (Item::Wait(pause), _) => {
                to.pass(0);
                to.pass(pause.milliseconds());
            }
            (Item::Cut(connection), _) => {
                to.show(&connection.0.to_string());
                to.close();
            }
            _ => {}
        }
    }
}
