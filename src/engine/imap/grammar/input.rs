//! The foundation of all rules of the grammar: an input that knows its position, notes taken on the way, and the
//! strings and numbers of RFC 3501 §9.

use crate::engine::field::Field;
use crate::engine::imap::response::{is_astring_char, is_atom_char};
use crate::engine::switches::Switch;
use crate::engine::wire::{Role, Span};
use std::num::NonZeroU32;
use winnow::combinator::{alt, opt, trace};
use winnow::error::{EmptyError, ErrMode, Needed};
use winnow::stream::{Location, Stream};
use winnow::token::{any, literal as tag, one_of, take, take_while};
use winnow::{LocatingSlice, ModalResult, Parser, Partial, Stateful};

/// Deepest nesting of search keys: each level costs some of the stack.
pub const DEPTH_MAX: usize = 100;

/// Octets of one command, as many as there are. A rule that runs into the end has not failed: more may
/// come ([`ErrMode::Incomplete`]).
pub(super) type Input<'i> = Stateful<LocatingSlice<Partial<&'i [u8]>>, Notes>;

/// The result of a rule. The reason for its failure stands in the notes.
pub(super) type Rule<T> = ModalResult<T, EmptyError>;

/// The notes that the grammar takes while it reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    spans: Vec<Span>,
    groups: Vec<Span>,
    /// The furthest octet at which something else was expected.
    pub at: usize,
    /// The terms of the ABNF that were expected there.
    pub expected: Vec<&'static str>,
    /// The words that would have fitted there, as far as the grammar names them.
    pub words: Vec<&'static str>,
    /// A literal that is announced and has not come in full.
    pub literal: Option<Announced>,
    /// The extensions to which the octets belong.
    pub extensions: Vec<Switch>,
    /// Whether strings and mailbox names are UTF-8 (RFC 9051).
    pub utf8: bool,
    /// The nesting of the search key that is being read.
    pub depth: usize,
    /// Whether a search key was nested too deep.
    pub too_deep: bool,
}

/// The announcement `{length}` at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Announced {
    /// The number of its octets.
    pub length: u32,
    /// Whether they are APPEND's message.
    pub message: bool,
    /// Whether they come without being asked for (RFC 7888).
    pub unasked: bool,
}

impl Notes {
    /// No notes yet.
    pub(super) fn new(utf8: bool) -> Self {
        // With room for most commands.
        let (spans, expected) = (Vec::with_capacity(32), Vec::with_capacity(8));
        Self { utf8, spans, expected, ..Self::default() }
    }

    /// Notes that `term` was expected at `at`. Only the terms at the furthest octet are kept.
    pub(super) fn expect(&mut self, at: usize, term: &'static str) {
        if at > self.at {
            self.at = at;
            self.expected.clear();
            self.words.clear();
        }
        if at == self.at && !self.expected.contains(&term) {
            self.expected.push(term);
        }
    }

    /// Notes that one of these words was expected at `at`, as [`Notes::expect`] has noted the term for them.
    pub(super) fn offer(&mut self, at: usize, words: impl IntoIterator<Item = &'static str>) {
        if at == self.at && !self.expected.is_empty() {
            self.words.extend(words);
        }
    }

    /// Notes the role and the field of the octets from `start` to `end`. Notes of an abandoned alternative from `start`
    /// on are forgotten.
    pub(super) fn label(&mut self, start: usize, end: usize, role: Role, field: Field) {
        while self.spans.last().is_some_and(|span| span.end as usize > start) {
            self.spans.pop();
        }
        if end > start {
            self.spans.push(Span::new(start, end, role).fills(field));
        }
    }

    /// Notes that the octets just read belong to an extension.
    pub(super) fn belongs(&mut self, extension: Switch) {
        self.extensions.push(extension);
    }

    /// Notes that the octets from `start` to `end` belong together; those within them are noted already.
    pub(super) fn group(&mut self, start: usize, end: usize, field: Field) {
        self.groups.push(Span::new(start, end, Role::Group).fills(field));
    }

    /// The labels, in order, and the groups.
    pub(super) fn into_labels(self) -> (Vec<Span>, Vec<Span>) {
        (self.spans, self.groups)
    }
}

/// The input's position.
pub(super) fn here(input: &Input) -> usize {
    input.current_token_start()
}

/// A failure; the alternatives are still open.
pub(super) fn fail<T>() -> Rule<T> {
    Err(ErrMode::Backtrack(EmptyError))
}

/// A failure, with the term that was expected at `at`.
pub(super) fn fail_at<T>(input: &mut Input, at: usize, term: &'static str) -> Rule<T> {
    input.state.expect(at, term);
    fail()
}

/// `rule`, called `term` where it fails.
pub(super) fn expect<'i, T>(
    term: &'static str,
    mut rule: impl Parser<Input<'i>, T, ErrMode<EmptyError>>,
) -> impl Parser<Input<'i>, T, ErrMode<EmptyError>> {
    trace(term, move |input: &mut Input<'i>| {
        let (start, before) = (here(input), input.checkpoint());
        let result = rule.parse_next(input);
        if let Err(ErrMode::Backtrack(_)) = result {
            input.reset(&before);
            input.state.expect(start, term);
        }
        result
    })
}

/// `rule`, its octets labelled as one span.
pub(super) fn label<'i, T>(
    role: Role,
    rule: impl Parser<Input<'i>, T, ErrMode<EmptyError>>,
) -> impl Parser<Input<'i>, T, ErrMode<EmptyError>> {
    fill(role, Field::None, rule)
}

/// The same, filling a field.
pub(super) fn fill<'i, T>(
    role: Role,
    field: Field,
    mut rule: impl Parser<Input<'i>, T, ErrMode<EmptyError>>,
) -> impl Parser<Input<'i>, T, ErrMode<EmptyError>> {
    move |input: &mut Input<'i>| {
        let start = here(input);
        let result = rule.parse_next(input)?;
        let end = here(input);
        input.state.label(start, end, role, field);
        Ok(result)
    }
}

/// `rule`, its spans labelled as one group.
pub(super) fn group<T>(field: Field, input: &mut Input, rule: impl FnOnce(&mut Input) -> Rule<T>) -> Rule<T> {
    let start = here(input);
    let result = rule(input)?;
    let end = here(input);
    input.state.group(start, end, field);
    Ok(result)
}

/// One octet that must stand here, in its role.
pub(super) fn sign<'i>(
    octet: u8,
    term: &'static str,
    role: Role,
) -> impl Parser<Input<'i>, u8, ErrMode<EmptyError>> {
    expect(term, label(role, one_of(octet)))
}

/// `SP`
pub(super) fn space(input: &mut Input) -> Rule<()> {
    sign(b' ', "SP", Role::Separator).void().parse_next(input)
}

/// `(`
pub(super) fn open(input: &mut Input) -> Rule<()> {
    sign(b'(', "\"(\"", Role::Parenthesis).void().parse_next(input)
}

/// `)`
pub(super) fn close(input: &mut Input) -> Rule<()> {
    sign(b')', "\")\"", Role::Parenthesis).void().parse_next(input)
}

/// `CRLF`
pub(super) fn crlf(input: &mut Input) -> Rule<()> {
    expect("CRLF", label(Role::Crlf, tag("\r\n"))).void().parse_next(input)
}

/// A run of letters, digits, dots, `+` and `-`, of which keywords are made; given in upper case.
pub(super) fn word(input: &mut Input) -> Rule<String> {
    let fits = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'.' | b'+' | b'-');
    let octets: &[u8] = take_while(1.., fits).parse_next(input)?;
    Ok(ascii(octets).to_ascii_uppercase())
}

/// One of these words, which are in upper case: its place among them.
pub(super) fn choice(
    term: &'static str,
    field: Field,
    words: &[&'static str],
    input: &mut Input,
) -> Rule<usize> {
    let rule = |input: &mut Input| -> Rule<usize> {
        let word = word(input)?;
        words.iter().position(|own| *own == word).map_or_else(fail, Ok)
    };
    offering(words, expect(term, fill(Role::Argument, field, rule)), input)
}

/// `rule`, and where it fails, the words of which one would have fitted.
pub(super) fn offering<'i, T>(
    words: &[&'static str],
    mut rule: impl Parser<Input<'i>, T, ErrMode<EmptyError>>,
    input: &mut Input<'i>,
) -> Rule<T> {
    let start = here(input);
    let result = rule.parse_next(input);
    if let Err(ErrMode::Backtrack(_)) = result {
        input.state.offer(start, words.iter().copied());
    }
    result
}

/// `"(" [each *(SP each)] ")"`
pub(super) fn list(input: &mut Input, each: &mut dyn FnMut(&mut Input) -> Rule<()>) -> Rule<()> {
    open(input)?;
    if peek(input)? == b')' { close(input) } else { rest(input, each) }
}

/// `"(" each *(SP each) ")"`: RFC 4466's parameters and modifiers, of which there is at least one.
pub(super) fn some(input: &mut Input, each: &mut dyn FnMut(&mut Input) -> Rule<()>) -> Rule<()> {
    open(input)?;
    rest(input, each)
}

fn rest(input: &mut Input, each: &mut dyn FnMut(&mut Input) -> Rule<()>) -> Rule<()> {
    each(input)?;
    while peek(input)? == b' ' {
        space(input)?;
        each(input)?;
    }
    close(input)
}

/// RFC 3501 §9: `atom = 1*ATOM-CHAR`.
pub(super) fn atom(input: &mut Input) -> Rule<String> {
    let octets: &[u8] = take_while(1.., is_atom_char).parse_next(input)?;
    Ok(ascii(octets).to_owned())
}

/// Octets of which each has been found to be in US-ASCII.
pub(super) fn ascii(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap_or_default()
}

/// RFC 3501 §9: `astring = 1*ASTRING-CHAR / string`, in the role it plays.
pub(super) fn astring<'i>(
    term: &'static str,
    role: Role,
    field: Field,
) -> impl Parser<Input<'i>, Vec<u8>, ErrMode<EmptyError>> {
    string_or(term, role, field, is_astring_char)
}

/// RFC 3501 §9: `list-mailbox = 1*list-char / string`,
/// `list-char = ATOM-CHAR / list-wildcards / resp-specials`.
pub(super) fn list_mailbox(input: &mut Input) -> Rule<Vec<u8>> {
    let fits = |octet: u8| is_astring_char(octet) || matches!(octet, b'%' | b'*');
    string_or("list-mailbox", Role::Mailbox, Field::ListMailbox, fits).parse_next(input)
}

/// RFC 3501 §9: `string = quoted / literal`, in the role of an argument.
pub(super) fn string(term: &'static str, field: Field, input: &mut Input) -> Rule<Vec<u8>> {
    string_or(term, Role::Argument, field, |_| false).parse_next(input)
}

/// RFC 3501 §9: `nstring = string / nil`; true for a string.
pub(super) fn nstring(field: Field, input: &mut Input) -> Rule<bool> {
    match peek(input)? {
        b'"' | b'{' => string("nstring", field, input).map(|_| true),
        _ => choice("nstring", field, &["NIL"], input).map(|_| false),
    }
}

fn string_or<'i>(
    term: &'static str,
    role: Role,
    field: Field,
    fits: impl Fn(u8) -> bool,
) -> impl Parser<Input<'i>, Vec<u8>, ErrMode<EmptyError>> {
    let quoted_role = if role == Role::Argument { Role::Quoted } else { role };
    let literal_role = if role == Role::Secret { Role::Secret } else { Role::Literal };
    let bare = fill(role, field, take_while(1.., fits)).map(<[u8]>::to_vec);
    expect(
        term,
        alt((bare, fill(quoted_role, field, quoted), move |input: &mut Input<'i>| {
            literal(input, literal_role, field)
        })),
    )
}

/// RFC 3501 §9: `quoted = DQUOTE *QUOTED-CHAR DQUOTE`,
/// `QUOTED-CHAR = <any TEXT-CHAR except quoted-specials> / "\" quoted-specials`.
pub(super) fn quoted(input: &mut Input) -> Rule<Vec<u8>> {
    let mut text = Vec::new();
    one_of(b'"').parse_next(input)?;
    loop {
        let at = here(input);
        match any.parse_next(input)? {
            b'"' if std::str::from_utf8(&text).is_ok() => return Ok(text),
            octet @ 0x80.. if input.state.utf8 => text.push(octet),
            b'\\' => match any.parse_next(input)? {
                special @ (b'"' | b'\\') => text.push(special),
                _ => return fail_at(input, at + 1, "quoted-specials"),
            },
            octet @ (1..=9 | 11..=12 | 14..=127) => text.push(octet),
            _ => {
                input.state.expect(at, "QUOTED-CHAR");
                return fail_at(input, at, "DQUOTE");
            }
        }
    }
}

/// RFC 3501 §9: `literal = "{" number "}" CRLF *CHAR8`, `CHAR8 = %x01-ff`.
pub(super) fn literal(input: &mut Input, role: Role, field: Field) -> Rule<Vec<u8>> {
    let start = here(input);
    announced(input, start, (role, field), false, false)
}

/// A literal that is APPEND's message: it may be longer than others, if it is `large`, and hold NUL: RFC 3516
/// §7's `literal8 = "~{" number "}" CRLF *OCTET`.
pub(super) fn message(large: bool, input: &mut Input) -> Rule<Vec<u8>> {
    let rule = |input: &mut Input| {
        let start = here(input);
        let binary = peek(input)? == b'~';
        if binary {
            input.state.belongs(Switch::Binary);
            one_of(b'~').parse_next(input)?;
        }
        announced(input, start, (Role::Literal, Field::AppendMessage), large, binary)
    };
    expect("literal", rule).parse_next(input)
}

fn announced(
    input: &mut Input,
    start: usize,
    (role, field): (Role, Field),
    message: bool,
    binary: bool,
) -> Rule<Vec<u8>> {
    one_of(b'{').parse_next(input)?;
    let digits = here(input);
    let length = decimal(input)?;
    // RFC 9051 §9 has `number64` here. So much fits nowhere, and the session says so.
    let most = if input.state.utf8 { i64::MAX as u64 } else { u32::MAX.into() };
    let Some(length) = length.filter(|length| *length <= most) else {
        return fail_at(input, digits, "number");
    };
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    // RFC 7888 §7: `literal = "{" number ["+"] "}" CRLF *CHAR8`. Whether that is offered, the session asks.
    let unasked = opt(one_of(b'+')).parse_next(input)?.is_some();
    expect("\"}\"", one_of(b'}')).parse_next(input)?;
    let end = here(input);
    input.state.label(start, end, Role::LiteralLength, Field::Literal);
    crlf(input)?;
    let start = here(input);
    input.state.literal = Some(Announced { length, message, unasked });
    let octets: &[u8] = take(length).parse_next(input)?;
    let octets = octets.to_vec();
    // An empty literal has to be asked for as well: it counts as come when the line goes on behind it.
    if length > 0 || input.eof_offset() > 0 {
        input.state.literal = None;
    }
    // Asked first, because that is quick.
    if !binary && octets.contains(&0) {
        let nul = octets.iter().take_while(|octet| **octet != 0).count();
        return fail_at(input, start + nul, "CHAR8");
    }
    let end = here(input);
    input.state.label(start, end, role, field);
    Ok(octets)
}

/// `1*DIGIT`; `None` when it is beyond 64 bits.
fn decimal(input: &mut Input) -> Rule<Option<u64>> {
    let digits = |input: &mut Input| -> Rule<Option<u64>> {
        let octets: &[u8] = take_while(1.., b'0'..=b'9').parse_next(input)?;
        Ok(octets
            .iter()
            .try_fold(0u64, |value, digit| value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))))
    };
    expect("number", digits).parse_next(input)
}

/// RFC 3501 §9: `number = 1*DIGIT ; Unsigned 32-bit integer (0 <= n < 4,294,967,296)`.
pub(super) fn number(input: &mut Input) -> Rule<u32> {
    let start = here(input);
    match decimal(input)?.and_then(|value| u32::try_from(value).ok()) {
        Some(value) => Ok(value),
        None => fail_at(input, start, "number"),
    }
}

/// A `number`; RFC 9051 §9 has `number64` in its place.
pub(super) fn large_number(field: Field, input: &mut Input) -> Rule<u64> {
    if input.state.utf8 { number64(0, "number64", field, input) } else { number(input).map(u64::from) }
}

/// RFC 7162 §7: `mod-sequence-value = 1*DIGIT ;; Positive unsigned 63-bit integer (mod-sequence) (1 <= n <=
/// 9,223,372,036,854,775,807)`; `mod-sequence-valzer = "0" / mod-sequence-value` with `least` 0.
pub(super) fn modseq(least: u64, input: &mut Input) -> Rule<u64> {
    let term = if least > 0 { "mod-sequence-value" } else { "mod-sequence-valzer" };
    number64(least, term, Field::ModSeq, input)
}

/// RFC 9051 §9: `number64 = 1*DIGIT ; Unsigned 63-bit integer (0 <= n <= 9,223,372,036,854,775,807)`.
pub(super) fn number64(least: u64, term: &'static str, field: Field, input: &mut Input) -> Rule<u64> {
    let start = here(input);
    let value = fill(Role::Number, field, decimal).parse_next(input)?;
    match value.filter(|value| (least..=i64::MAX as u64).contains(value)) {
        Some(value) => Ok(value),
        None => fail_at(input, start, term),
    }
}

/// RFC 3501 §9: `nz-number = digit-nz *DIGIT ; Non-zero unsigned 32-bit integer`.
pub(super) fn nz_number(input: &mut Input) -> Rule<NonZeroU32> {
    let rule = |input: &mut Input| -> Rule<NonZeroU32> {
        if peek(input)? == b'0' {
            return fail();
        }
        let octets: &[u8] = take_while(1.., b'0'..=b'9').parse_next(input)?;
        ascii(octets).parse().or_else(|_| fail())
    };
    expect("nz-number", rule).parse_next(input)
}

/// Exactly `count` digits.
pub(super) fn digits(count: usize, term: &'static str, input: &mut Input) -> Rule<u16> {
    let rule = |input: &mut Input| -> Rule<u16> {
        let octets: &[u8] = take_while(count..=count, b'0'..=b'9').parse_next(input)?;
        Ok(octets.iter().fold(0, |value, digit| value * 10 + u16::from(digit - b'0')))
    };
    expect(term, rule).parse_next(input)
}

/// The next octet, left where it is.
pub(super) fn peek(input: &Input) -> Rule<u8> {
    match input.peek_token() {
        Some(octet) => Ok(octet),
        None => Err(ErrMode::Incomplete(Needed::new(1))),
    }
}
