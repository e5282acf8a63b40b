//! Every octet that any transcript sends says what it is: its field of the grammar, and the groups that it is inside of.

use crate::support::transcript::Feed;
use crate::transcripts::{files, play, read, recordings};
use postamt::engine::field::Field;
use postamt::engine::step::{Party, Step};
use postamt::engine::wire::{Role, Span, Wire};
use postamt::explain::{Pointed, octets};
use postamt::i18n::{Key, Lang};
use std::collections::BTreeSet;

/// All that goes over the wire in all transcripts.
fn wires() -> impl Iterator<Item = Wire> {
    let turns = files().into_iter().flat_map(|path| play(&path, &read(&path), Feed::Whole).turns);
    turns.chain(recordings()).flat_map(|turn| {
        let wires = turn.steps().iter().filter_map(|step| match step {
            Step::Wire { wire, .. } => Some(wire.clone()),
            _ => None,
        });
        wires.collect::<Vec<_>>()
    })
}

fn text(wire: &Wire, span: &Span) -> String {
    wire.of(*span).escape_ascii().to_string()
}

#[test]
fn no_octet_is_a_mere_argument_text_or_code() {
    let mut mere = BTreeSet::new();
    for wire in wires() {
        for span in wire.spans().iter().filter(|span| span.field == Field::None) {
            let has_none = match span.role {
                Role::Code => matches!(&*text(&wire, span), "[" | "]"),
                Role::Argument | Role::Number | Role::Set | Role::Flag | Role::Mailbox => false,
                Role::Quoted | Role::Secret | Role::Nil | Role::LiteralLength => false,
                _ => true,
            };
            if !has_none {
                mere.insert(format!("{:?} {} in {:?}", span.role, text(&wire, span), wire.text()));
            }
        }
    }
    assert!(mere.is_empty(), "these octets have no field:\n{}", Vec::from_iter(mere).join("\n"));
}

/// The spans of a wire, parentheses one by one; and its groups.
fn told(wire: &Wire) -> Vec<String> {
    let spans = wire.spans().iter().flat_map(|span| {
        let text = text(wire, span);
        match span.role {
            Role::Parenthesis => text.chars().map(|c| c.to_string()).collect(),
            role => vec![format!("{role:?} {:?} {text}", span.field)],
        }
    });
    spans
        .chain(wire.groups().iter().map(|group| format!("{:?} {}", group.field, text(wire, group))))
        .collect()
}

/// A recorded reply is read as our own server's encoder has written it.
#[test]
fn a_reply_is_labelled_as_it_was_written() {
    let mut wrong = BTreeSet::new();
    let mut right = 0;
    for path in files() {
        let run = play(&path, &read(&path), Feed::Whole);
        for (turn, [_, after]) in run.turns.iter().zip(&run.worlds) {
            let Some(protocol) = turn.connection().and_then(|id| after.connection(id)).map(|it| it.protocol)
            else {
                continue;
            };
            let asked: Vec<u8> = turn.wires(Party::Client).flat_map(|wire| wire.octets().to_vec()).collect();
            for wire in turn.wires(Party::Server) {
                let read = (protocol.row().label)(wire.octets(), &asked);
                let (own, read) = (told(wire), told(&read));
                match own == read {
                    true => right += 1,
                    false => {
                        let at = own.iter().zip(&read).take_while(|(own, read)| own == read).count();
                        wrong.insert(format!(
                            "{:?} read as {:?} in {:?}",
                            own.get(at),
                            read.get(at),
                            wire.text().chars().take(100).collect::<String>()
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{right} right, {} wrong\n{}", wrong.len(), Vec::from_iter(wrong).join("\n"));
}

#[test]
fn every_field_is_filled_by_some_transcript() {
    let mut filled = BTreeSet::new();
    for wire in wires() {
        filled.extend(wire.spans().iter().chain(wire.groups()).map(|span| span.field));
    }
    let never: Vec<&str> =
        Field::ALL.iter().filter(|field| !filled.contains(field)).map(|field| field.name()).collect();
    assert!(never.is_empty(), "no transcript has {never:?}");
}

#[test]
fn groups_are_whole_spans_one_inside_the_other() {
    for wire in wires() {
        let starts: BTreeSet<u32> = wire.spans().iter().map(|span| span.start).collect();
        let ends: BTreeSet<u32> = wire.spans().iter().map(|span| span.end).collect();
        for (index, group) in wire.groups().iter().enumerate() {
            assert!(group.role == Role::Group && group.field != Field::None, "{:?}", wire.text());
            assert!(
                starts.contains(&group.start) && ends.contains(&group.end),
                "{group:?} {:?}",
                wire.text()
            );
            let later = &wire.groups()[index + 1..];
            let nested = later.iter().all(|other| group.holds(other) || other.start >= group.end);
            assert!(nested, "{group:?} {:?}", wire.text());
        }
    }
}

#[test]
fn an_address_knows_its_envelope() {
    let path = |wire: &Wire, field| {
        let span = wire.spans().iter().find(|span| span.field == field)?;
        Some(wire.path(*span).map(|group| group.field).collect::<Vec<_>>())
    };
    let expected = [Field::MsgAtt, Field::Envelope, Field::EnvFrom, Field::Address];
    assert!(wires().any(|wire| path(&wire, Field::AddrHost).is_some_and(|path| path == expected)));
    assert!(
        wires().any(|wire| path(&wire, Field::UidNext).is_some_and(|path| path == [Field::RespTextCode]))
    );
}

#[test]
fn every_octet_and_every_group_is_explained_in_both_languages() {
    let mut wrong = BTreeSet::new();
    let mut said = BTreeSet::new();
    for path in files() {
        let run = play(&path, &read(&path), Feed::Whole);
        for (turn, [before, after]) in run.turns.iter().zip(&run.worlds) {
            for (step, wire) in turn.steps().iter().enumerate().filter_map(|(place, step)| match step {
                Step::Wire { wire, .. } => Some((place, wire)),
                _ => None,
            }) {
                for span in wire.spans().iter().chain(wire.groups()) {
                    let pointed = Pointed { turn, step, span: *span, before, after };
                    for lang in Lang::ALL {
                        let Some(it) = octets(lang, &pointed) else {
                            wrong.insert(format!("nothing about {}", text(wire, span)));
                            continue;
                        };
                        for sentence in [&it.what].into_iter().chain(&it.here) {
                            let slots = sentence.split('{').skip(1).filter_map(|slot| slot.chars().next());
                            let has_slot = slots.into_iter().any(|c| c.is_ascii_lowercase());
                            if sentence.is_empty() || has_slot && !text(wire, span).contains('{') {
                                wrong.insert(format!("{:?} {}: {sentence:?}", span.field, text(wire, span)));
                            }
                        }
                        if it.rfc.is_none() && span.role != Role::Junk {
                            wrong.insert(format!("no rule for {:?} {:?}", span.role, span.field));
                        }
                        let name = span.field.name();
                        said.extend(
                            it.here.iter().map(|here| format!("{name}  {}  {here}", text(wire, span))),
                        );
                        said.insert(format!("{name}  {}", it.what));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", Vec::from_iter(wrong).join("\n"));
    if std::env::var_os("SHOW_SENTENCES").is_some() {
        said.iter().for_each(|it| println!("{it}"));
    }
}

#[test]
fn every_field_has_words() {
    let without =
        Field::ALL.iter().filter(|field| Key::from_id(&format!("field-{}", field.name())).is_none());
    let without: Vec<&Field> = without.collect();
    assert!(without.is_empty(), "www/locales/*/octets.txt lacks {without:?}");
}
