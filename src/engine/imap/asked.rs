//! The message that a command names, and the octets that FETCH asks for.

use super::command::{Command, FetchItem, SectionText};
use super::grammar;
use super::sequence::SeqNumber;
use crate::engine::asked::{Asked, Named, Piece, What};
use crate::engine::mail::ENVELOPE_FIELDS;
use crate::engine::mail::header::Wanted;

/// Reads a command's octets; `None` for one that names no message, or that is not complete.
pub fn asked(octets: &[u8]) -> Option<Asked> {
    let mut pieces = Vec::new();
    let (uid, set) = match grammar::read(octets).into_request()?.command {
        Command::Fetch { uid, set, items, .. } => {
            pieces.extend(items.into_iter().filter_map(piece));
            (uid, set)
        }
        Command::Store { uid, set, .. }
        | Command::Copy { uid, set, .. }
        | Command::Replace { uid, set, .. } => (uid, set),
        _ => return None,
    };
    let message = match set.ranges().first()?.first {
        SeqNumber::Largest => Named::Last,
        SeqNumber::Value(own) if uid => Named::Uid(own.get()),
        SeqNumber::Value(number) => Named::Number(number.get()),
    };
    Some(Asked { message, pieces })
}

/// The octets that an item tells of: of ENVELOPE, the fields that it is made from.
fn piece(item: FetchItem) -> Option<Piece> {
    let of = |what| Some(Piece { what, ..Piece::default() });
    match item {
        FetchItem::Envelope => of(What::Fields(ENVELOPE_FIELDS.map(str::to_owned).to_vec(), Wanted::Named)),
        FetchItem::Rfc822 => of(What::All),
        FetchItem::Rfc822Header => of(What::Header),
        FetchItem::Rfc822Text => of(What::Text),
        FetchItem::Section { section, partial, .. } => {
            let what = match section.text {
                None | Some(SectionText::Binary | SectionText::BinarySize) => What::All,
                Some(SectionText::Header) => What::Header,
                Some(SectionText::Mime) => What::Mime,
                Some(SectionText::Text) => What::Text,
                Some(SectionText::HeaderFields(names)) => What::Fields(names, Wanted::Named),
                Some(SectionText::HeaderFieldsNot(names)) => What::Fields(names, Wanted::Others),
            };
            let cut = partial.map(|partial| (partial.offset, partial.length.get()));
            Some(Piece { part: section.part, what, cut })
        }
        _ => None,
    }
}
