//! Every octet that any transcript sends says what it is: its field of the grammar, and the groups that it is inside of.

use crate::support::transcript::Feed;
use crate::transcripts::{files, play, read};
use postamt::engine::field::Field;
use postamt::engine::step::Step;
use postamt::engine::wire::{Role, Span, Wire};
use std::collections::BTreeSet;

/// All that goes over the wire in all transcripts.
fn wires() -> impl Iterator<Item = Wire> {
    files().into_iter().flat_map(|path| play(&path, &read(&path), Feed::Whole).turns).flat_map(|turn| {
        let wires = turn.steps().iter().filter_map(|step| match step {
            Step::Wire { wire, .. } => Some(wire.clone()),
            _ => None,
        });
        wires.collect::<Vec<_>>()
    })
}

fn text(wire: &Wire, span: &Span) -> String {
    wire.octets()[span.start as usize..span.end as usize].escape_ascii().to_string()
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
