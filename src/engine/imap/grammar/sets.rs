//! Sets of messages.

use super::input::{Input, Rule, expect, fail, fill, nz_number, peek};
use crate::engine::field::Field;
use crate::engine::imap::sequence::{PartialRange, SeqNumber, SeqRange, SequenceSet};
use crate::engine::switches::Switch;
use crate::engine::wire::Role;
use winnow::Parser;
use winnow::combinator::{alt, opt, separated};
use winnow::token::one_of;

/// A set of sequence numbers or, where the command wants them, of UIDs.
pub(super) fn set(uid: bool, input: &mut Input) -> Rule<SequenceSet> {
    sequence_set(if uid { Field::UidSet } else { Field::SequenceSet }, input)
}

/// RFC 3501 §9: `sequence-set = (seq-number / seq-range) *("," sequence-set)`; RFC 5182 §3:
/// `sequence-set =/ seq-last-command`, `seq-last-command = "$"`.
pub(super) fn sequence_set(field: Field, input: &mut Input) -> Rule<SequenceSet> {
    if peek(input)? == b'$' {
        expect("sequence-set", fill(Role::Set, field, one_of(b'$'))).parse_next(input)?;
        input.state.belongs(Switch::Searchres);
        return Ok(SequenceSet::SAVED);
    }
    let ranges = separated(1.., seq_range, one_of(b','));
    let ranges: Vec<SeqRange> = expect("sequence-set", fill(Role::Set, field, ranges)).parse_next(input)?;
    SequenceSet::new(ranges).map_or_else(fail, Ok)
}

/// RFC 9394 §4: `partial-range = nz-number ":" nz-number / MINUS nz-number ":" MINUS nz-number`.
pub(super) fn partial_range(input: &mut Input) -> Rule<PartialRange> {
    input.state.belongs(Switch::Partial);
    let rule = |input: &mut Input| -> Rule<PartialRange> {
        let from_end = opt(one_of(b'-')).parse_next(input)?.is_some();
        let first = nz_number(input)?;
        expect("\":\"", one_of(b':')).parse_next(input)?;
        if from_end {
            expect("\"-\"", one_of(b'-')).parse_next(input)?;
        }
        Ok(PartialRange { first, last: nz_number(input)?, from_end })
    };
    expect("partial-range", fill(Role::Set, Field::PartialRange, rule)).parse_next(input)
}

/// RFC 3501 §9: `seq-range = seq-number ":" seq-number`.
fn seq_range(input: &mut Input) -> Rule<SeqRange> {
    let first = seq_number(input)?;
    if peek(input)? != b':' {
        return Ok(SeqRange { first, last: first });
    }
    one_of(b':').parse_next(input)?;
    Ok(SeqRange { first, last: seq_number(input)? })
}

/// RFC 3501 §9: `seq-number = nz-number / "*"`.
pub(super) fn seq_number(input: &mut Input) -> Rule<SeqNumber> {
    let star = one_of(b'*').map(|_| SeqNumber::Largest);
    alt((star, nz_number.map(SeqNumber::Value))).parse_next(input)
}
