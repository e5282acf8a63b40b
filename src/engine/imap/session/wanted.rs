//! The reason why a command's arguments do not fit, and what was wanted instead.

use crate::engine::chart::Key;
use crate::engine::imap::chart::{CHART, Trigger};
use crate::engine::imap::grammar::{Mistake, Reading};
use crate::engine::imap::{rules, utf7};
use crate::engine::mend::plain;
use crate::engine::step::{Rule, Why};
use crate::engine::wire::Role;

/// Longest word of a line that a reason holds, in characters: longer than any mailbox name. Sentences shorten it.
const WORD_MAX: usize = 1000;

/// A mistake in the arguments of a command.
struct Wrong<'a> {
    command: &'a [u8],
    at: usize,
    reading: &'a Reading,
    expected: &'a [&'static str],
    /// Whether the client speaks IMAP4rev2.
    rev2: bool,
}

/// The reason.
pub(super) fn why(mistake: &Mistake, reading: &Reading, command: &[u8], rev2: bool) -> Why {
    let (at, expected) = (mistake.at.min(command.len()), &*mistake.expected);
    let wrong = Wrong { command, at, reading, expected, rev2 };
    let Some(trigger) = reading.trigger else { return Why::from(&rules::SYNTAX) };
    wrong.octets().unwrap_or_else(|| {
        let (name, form) = (trigger.name(), trigger.row().form);
        let why = wrong.words(trigger).with("command", name).with("form", form);
        why.with("example", CHART.example(name)).with("word", wrong.word())
    })
}

impl<'a> Wrong<'a> {
    fn rest(&self) -> &'a [u8] {
        &self.command[self.at..]
    }

    fn before(&self) -> &'a [u8] {
        &self.command[..self.at]
    }

    fn wants(&self, terms: &[&str]) -> bool {
        self.expected.iter().any(|term| terms.contains(term))
    }

    fn is_at_end(&self) -> bool {
        matches!(self.rest(), [] | [b'\r', b'\n', ..])
    }

    /// The word that does not fit, whole.
    fn word(&self) -> String {
        match self.whole_word() {
            word if word.is_empty() => self.next_word(),
            word => word,
        }
    }

    /// The word from the octet on that does not fit, or behind it.
    fn next_word(&self) -> String {
        let rest = self.rest();
        let rest = rest.strip_prefix(b" ").unwrap_or(rest);
        let end = rest.iter().position(|octet| matches!(octet, b' ' | b'\r' | b'\n')).unwrap_or(rest.len());
        String::from_utf8_lossy(&rest[..end]).chars().take(WORD_MAX).collect()
    }

    /// A reason that lies in the octets themselves: a line's end, a literal's length, a character.
    fn octets(&self) -> Option<Why> {
        let rest = self.rest();
        if let Some(why) = self.literal() {
            return Some(why);
        }
        if rest.starts_with(b"\n") {
            return Some(Why::from(&rules::CRLF));
        }
        if self.wants(&["flag"]) && starts_with_recent(rest) {
            return Some(Why::from(&rules::FLAG_RECENT));
        }
        if *rest.first()? < 0x80 {
            return None;
        }
        let char = first_char(rest)?;
        let why = |rule: &'static Rule| Why::from(rule).with("char", char);
        if matches!(plain(char), Some('"' | '\'')) {
            return Some(why(&rules::QUOTE_CURLY));
        }
        let text = self.whole_word();
        let name = self.reading.trigger.is_some_and(|trigger| {
            let form = trigger.row().form;
            ["mailbox", "pattern"].iter().any(|argument| form.contains(argument))
        });
        // RFC 9051 §4.3: "A quoted string is a sequence of zero or more Unicode characters, encoded in UTF-8".
        if self.rev2 {
            return Some(why(&rules::NON_ASCII_QUOTED).with("name", text));
        }
        Some(match name {
            // RFC 3501 §5.1.3: "By convention, international mailbox names in IMAP4rev1 are specified using a
            // modified version of the UTF-7 encoding".
            true => why(&rules::NON_ASCII_NAME).with("name", utf7::encode(&text)),
            false => why(&rules::NON_ASCII).with("announcement", format!("{{{}}}", self.around().len())),
        })
    }

    /// The word around the octet that does not fit, without its quotation mark.
    fn whole_word(&self) -> String {
        String::from_utf8_lossy(self.around()).chars().take(WORD_MAX).collect()
    }

    /// The octets of that word, of any length.
    fn around(&self) -> &'a [u8] {
        let ends = |octet: &u8| matches!(octet, b' ' | b'"' | b'(' | b')' | b'\r' | b'\n');
        let start = self.before().iter().rposition(ends).map_or(0, |at| at + 1);
        let end = self.rest().iter().position(ends).map_or(self.command.len(), |at| self.at + at);
        &self.command[start..end]
    }

    /// A literal that is followed by what can be nothing but more of it, or that has taken a part of its line's end.
    fn literal(&self) -> Option<Why> {
        let spans = self.reading.spans.windows(3);
        let [_, _, octets] = spans.rev().find_map(|spans| match spans {
            [length, line_end, octets]
                if length.role == Role::LiteralLength
                    && line_end.role == Role::Crlf
                    && octets.end as usize == self.at =>
            {
                Some([length, line_end, octets])
            }
            _ => None,
        })?;
        let (start, rest) = (octets.start as usize, self.rest());
        let announced = self.at - start;
        let more = rest.iter().position(|octet| matches!(octet, b' ' | b'\r' | b'\n')).unwrap_or(rest.len());
        let sent = match rest {
            [b'\n', ..] if self.before().ends_with(b"\r") => announced.checked_sub(1)?,
            _ if more > 0 => announced + more,
            _ => return None,
        };
        let text = &self.command[start..start + sent];
        let wide = String::from_utf8_lossy(text).chars().find(|c| !c.is_ascii() && *c != '\u{FFFD}');
        let secret = octets.role == Role::Secret;
        let why = match wide.filter(|_| !secret) {
            Some(char) => {
                Why::from(&rules::LITERAL_COUNT_WIDE).with("char", char).with("octets", char.len_utf8())
            }
            None => Why::from(&rules::LITERAL_COUNT),
        };
        Some(why.with("announced", announced).with("sent", sent))
    }

    /// A reason that lies in the command's words.
    fn words(&self, trigger: Trigger) -> Why {
        let rest = self.rest();
        let follows_space = self.before().ends_with(b" ");
        if rest.starts_with(b" ") && follows_space {
            return Why::from(&rules::SINGLE_SPACE);
        }
        if trigger.row().form == trigger.name() {
            return Why::from(&rules::SUPERFLUOUS);
        }
        if self.is_at_end() {
            return Why::from(match trigger {
                _ if self.wants(&["DQUOTE"]) => &rules::QUOTE_OPEN,
                _ if self.wants(&["\")\""]) => &rules::PARENTHESIS_OPEN,
                Trigger::List | Trigger::Lsub => &rules::LIST_TWO,
                _ => &rules::MISSING_ARGUMENT,
            });
        }
        if self.wants(&["store-att-flags"]) {
            return Why::from(&rules::STORE_ITEM);
        }
        let status = matches!(trigger, Trigger::Status) && !rest.contains(&b'(');
        let fetch = matches!(trigger, Trigger::Fetch | Trigger::UidFetch);
        if (status || fetch) && follows_space && self.wants(&["\"(\""]) {
            return Why::from(&rules::ITEMS);
        }
        if let Some(why) = self.unquoted() {
            return why;
        }
        Why::from(match () {
            () if self.wants(&["sequence-set", "seq-number", "nz-number"]) => &rules::SET,
            () if self.wants(&["fetch-att"]) => &rules::FETCH_ITEM,
            () if self.wants(&["search-key"]) => &rules::SEARCH_KEY,
            () if self.wants(&["date", "date-day", "date-month", "\"-\""]) => &rules::DATE,
            () if self.expected == ["CRLF"] => &rules::SUPERFLUOUS,
            () => &rules::SYNTAX,
        })
    }

    /// An argument with a space in it, and without quotation marks.
    fn unquoted(&self) -> Option<Why> {
        let follows_space = self.before().ends_with(b" ");
        let next = if follows_space { self.rest().first() } else { self.rest().strip_prefix(b" ")?.first() };
        if matches!(next, None | Some(b'(' | b'\r')) {
            return None;
        }
        let end = self.at - usize::from(follows_space);
        let last = self.reading.spans.iter().rev().find(|span| span.end as usize <= end)?;
        let first = &self.command[last.start as usize..last.end as usize];
        if last.end as usize != end || matches!(first.first(), None | Some(b'"' | b'{')) {
            return None;
        }
        match last.role {
            Role::Mailbox => {
                let first = String::from_utf8_lossy(first);
                Some(Why::from(&rules::NAME_SPACE).with("name", format!("{first} {}", self.next_word())))
            }
            Role::Secret | Role::Argument if self.wants(&["CRLF"]) => Some(Why::from(&rules::ARGUMENT_SPACE)),
            _ => None,
        }
    }
}

fn first_char(octets: &[u8]) -> Option<char> {
    octets.utf8_chunks().next()?.valid().chars().next()
}

fn starts_with_recent(rest: &[u8]) -> bool {
    rest.get(..7).is_some_and(|start| start.eq_ignore_ascii_case(b"\\Recent"))
}
