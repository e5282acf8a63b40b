//! The items of FETCH.

use super::input::{
    Input, Rule, astring, choice, close, expect, fail, fail_at, fill, group, here, large_number, number64,
    nz_number, offering, open, peek, some, space, word,
};
use crate::engine::field::Field;
use crate::engine::imap::command::{FetchItem, Partial, Section, SectionText};
use crate::engine::switches::Switch;
use crate::engine::wire::Role;
use std::num::NonZeroU32;
use winnow::Parser;
use winnow::combinator::{opt, separated};
use winnow::token::one_of;

/// RFC 3501 §9: `("ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")")`.
pub(super) fn fetch_items(input: &mut Input) -> Rule<Vec<FetchItem>> {
    if peek(input)? == b'(' {
        open(input)?;
        let items = separated(1.., item, space).parse_next(input)?;
        close(input)?;
        return Ok(items);
    }
    let start = here(input);
    let name = item_name(input)?;
    if let Some(items) = expand(&name) {
        let end = here(input);
        input.state.label(start, end, Role::Argument, Field::FetchAtt);
        return Ok(items);
    }
    let item = item_of(&name, start, input).inspect_err(|_| input.state.offer(start, MACROS))?;
    let end = here(input);
    input.state.group(start, end, Field::FetchAtt);
    Ok(vec![item])
}

/// RFC 3501 §6.4.5: "There are three macros which specify commonly-used sets of data items, and can be
/// used instead of data items. A macro must be used by itself".
fn expand(name: &str) -> Option<Vec<FetchItem>> {
    use FetchItem::{Body, Envelope, Flags, InternalDate, Rfc822Size};
    match name {
        "ALL" => Some(vec![Flags, InternalDate, Rfc822Size, Envelope]),
        "FAST" => Some(vec![Flags, InternalDate, Rfc822Size]),
        "FULL" => Some(vec![Flags, InternalDate, Rfc822Size, Envelope, Body]),
        _ => None,
    }
}

fn item(input: &mut Input) -> Rule<FetchItem> {
    group(Field::FetchAtt, input, |input| {
        let start = here(input);
        let name = item_name(input)?;
        item_of(&name, start, input)
    })
}

/// The names of the items, as [`item_of`] knows them.
const ITEMS: [&str; 19] = [
    "FLAGS",
    "ENVELOPE",
    "UID",
    "RFC822.SIZE",
    "INTERNALDATE",
    "BODY",
    "BODY.PEEK",
    "BODYSTRUCTURE",
    "RFC822",
    "RFC822.HEADER",
    "RFC822.TEXT",
    "MODSEQ",
    "SAVEDATE",
    "EMAILID",
    "THREADID",
    "PREVIEW",
    "BINARY",
    "BINARY.PEEK",
    "BINARY.SIZE",
];

/// The names of the macros, as [`expand`] knows them.
const MACROS: [&str; 3] = ["ALL", "FAST", "FULL"];

fn item_name(input: &mut Input) -> Rule<String> {
    offering(&ITEMS, expect("fetch-att", word), input)
}

/// The item whose name began at `start` and is read already; a section and a partial may follow.
fn item_of(name: &str, start: usize, input: &mut Input) -> Rule<FetchItem> {
    let end = here(input);
    let simple = match name {
        "ENVELOPE" => FetchItem::Envelope,
        "FLAGS" => FetchItem::Flags,
        "INTERNALDATE" => FetchItem::InternalDate,
        "RFC822" => FetchItem::Rfc822,
        "RFC822.HEADER" => FetchItem::Rfc822Header,
        "RFC822.SIZE" => FetchItem::Rfc822Size,
        "RFC822.TEXT" => FetchItem::Rfc822Text,
        "BODYSTRUCTURE" => FetchItem::BodyStructure,
        "UID" => FetchItem::Uid,
        "MODSEQ" => {
            input.state.belongs(Switch::Condstore);
            FetchItem::ModSeq
        }
        "SAVEDATE" => {
            input.state.belongs(Switch::SaveDate);
            FetchItem::SaveDate
        }
        "EMAILID" | "THREADID" => {
            input.state.belongs(Switch::ObjectId);
            if name == "EMAILID" { FetchItem::EmailId } else { FetchItem::ThreadId }
        }
        "PREVIEW" => {
            input.state.label(start, end, Role::Argument, Field::FetchAtt);
            input.state.belongs(Switch::Preview);
            // RFC 8970 §6: `"PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"]`, `preview-mod = "LAZY"`
            let mut modifier =
                |input: &mut Input| choice("preview-mod", Field::PreviewMod, &["LAZY"], input).map(drop);
            opt(|input: &mut Input| {
                space(input)?;
                some(input, &mut modifier)
            })
            .parse_next(input)?;
            return Ok(FetchItem::Preview);
        }
        "BINARY" | "BINARY.PEEK" | "BINARY.SIZE" => {
            input.state.label(start, end, Role::Argument, Field::FetchAtt);
            input.state.belongs(Switch::Binary);
            // RFC 3516 §7: `section-binary = "[" [section-part] "]"`
            let mut section = section(input)?;
            if section.text.is_some() {
                return fail_at(input, end, "section-binary");
            }
            let size = name == "BINARY.SIZE";
            section.text = Some(if size { SectionText::BinarySize } else { SectionText::Binary });
            let partial = if size { None } else { partial(input)? };
            return Ok(FetchItem::Section { section, peek: name != "BINARY", partial });
        }
        "BODY" if peek(input)? != b'[' => FetchItem::Body,
        "BODY" | "BODY.PEEK" => {
            input.state.label(start, end, Role::Argument, Field::FetchAtt);
            let section = section(input)?;
            let partial = partial(input)?;
            return Ok(FetchItem::Section { section, peek: name == "BODY.PEEK", partial });
        }
        _ => {
            input.state.expect(start, "fetch-att");
            input.state.offer(start, ITEMS);
            return fail();
        }
    };
    input.state.label(start, end, Role::Argument, Field::FetchAtt);
    Ok(simple)
}

/// RFC 3501 §9: `section = "[" [section-spec] "]"`,
/// `section-spec = section-msgtext / (section-part ["." section-text])`.
fn section(input: &mut Input) -> Rule<Section> {
    group(Field::Section, input, section_inside)
}

fn section_inside(input: &mut Input) -> Rule<Section> {
    bracket(b'[', "\"[\"", input)?;
    let section = match peek(input)? {
        b']' => Section { part: Vec::new(), text: None },
        b'0'..=b'9' => section_part(input)?,
        _ => {
            let text = section_text(false, input)?;
            Section { part: Vec::new(), text: Some(text) }
        }
    };
    bracket(b']', "\"]\"", input)?;
    Ok(section)
}

fn bracket(octet: u8, term: &'static str, input: &mut Input) -> Rule<()> {
    expect(term, fill(Role::Argument, Field::Section, one_of(octet))).void().parse_next(input)
}

/// RFC 3501 §9: `section-part = nz-number *("." nz-number)`, and the text that may follow it.
fn section_part(input: &mut Input) -> Rule<Section> {
    let mut part: Vec<NonZeroU32> = Vec::new();
    loop {
        part.push(fill(Role::Argument, Field::SectionPart, nz_number).parse_next(input)?);
        if peek(input)? != b'.' {
            return Ok(Section { part, text: None });
        }
        fill(Role::Argument, Field::Section, one_of(b'.')).parse_next(input)?;
        if !peek(input)?.is_ascii_digit() {
            let text = section_text(true, input)?;
            return Ok(Section { part, text: Some(text) });
        }
    }
}

/// RFC 3501 §9: `section-msgtext = "HEADER" / "HEADER.FIELDS" [".NOT"] SP header-list / "TEXT"`,
/// `section-text = section-msgtext / "MIME"`.
fn section_text(after_part: bool, input: &mut Input) -> Rule<SectionText> {
    let start = here(input);
    let term = if after_part { "section-text" } else { "section-msgtext" };
    let names = ["HEADER", "HEADER.FIELDS", "HEADER.FIELDS.NOT", "TEXT", "MIME"];
    let names = if after_part { &names[..] } else { &names[..4] };
    let name = offering(names, expect(term, word), input)?;
    let end = here(input);
    if !names.contains(&name.as_str()) {
        input.state.expect(start, term);
        input.state.offer(start, names.iter().copied());
        return fail();
    }
    input.state.label(start, end, Role::Argument, Field::SectionText);
    match name.as_str() {
        "HEADER" => Ok(SectionText::Header),
        "TEXT" => Ok(SectionText::Text),
        "MIME" => Ok(SectionText::Mime),
        "HEADER.FIELDS" => header_list(input).map(SectionText::HeaderFields),
        "HEADER.FIELDS.NOT" => header_list(input).map(SectionText::HeaderFieldsNot),
        _ => fail(),
    }
}

/// RFC 3501 §9: `header-list = "(" header-fld-name *(SP header-fld-name) ")"`.
fn header_list(input: &mut Input) -> Rule<Vec<String>> {
    space(input)?;
    group(Field::HeaderList, input, |input| {
        open(input)?;
        let names = separated(1.., header_name, space).parse_next(input)?;
        close(input)?;
        Ok(names)
    })
}

/// RFC 3501 §9: `header-fld-name = astring`.
pub(super) fn header_name(input: &mut Input) -> Rule<String> {
    let octets = astring("header-fld-name", Role::Argument, Field::HeaderFldName).parse_next(input)?;
    Ok(String::from_utf8_lossy(&octets).into_owned())
}

/// RFC 3501 §9: `["<" number "." nz-number ">"]`; RFC 9051 §9: `partial = "<" number64 "." nz-number64 ">"`.
fn partial(input: &mut Input) -> Rule<Option<Partial>> {
    if peek(input)? != b'<' {
        return Ok(None);
    }
    let rule = |input: &mut Input| -> Rule<Partial> {
        one_of(b'<').parse_next(input)?;
        let offset = large_number(Field::Partial, input)?;
        expect("\".\"", one_of(b'.')).parse_next(input)?;
        let length = if input.state.utf8 {
            let length = number64(1, "nz-number64", Field::Partial, input)?;
            u32::try_from(length).ok().and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MAX)
        } else {
            nz_number(input)?
        };
        expect("\">\"", one_of(b'>')).parse_next(input)?;
        Ok(Partial { offset, length })
    };
    fill(Role::Number, Field::Partial, rule).map(Some).parse_next(input)
}
