//! The base subject of a message: its subject without the marks of replying and forwarding (RFC 5256 §2.1).

use super::mime::words;

/// A subject without its artifacts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseSubject {
    /// The rest; may be empty.
    pub text: String,
    /// Whether "a subj-refwd, a "(fwd)" subj-trailer, or a subj-fwd-hdr and subj-fwd-trl" was removed
    /// (RFC 5256 §3): a reply, or a forwarded message.
    pub reply: bool,
}

/// The base subject of an unfolded Subject field's value. The numbers are those of RFC 5256 §2.1's steps.
pub fn base(value: &[u8]) -> BaseSubject {
    // (1) "Convert any RFC 2047 encoded-words in the subject to [UTF-8] [...]. Convert all tabs and
    // continuations to space. Convert all multiple spaces to a single space."
    let mut text = String::new();
    for letter in words::decoded(value).chars() {
        let space = matches!(letter, ' ' | '\t' | '\r' | '\n');
        if !space || !text.ends_with(' ') {
            text.push(if space { ' ' } else { letter });
        }
    }
    let (mut rest, mut reply) = (text.as_str(), false);
    loop {
        // (2) `subj-trailer = "(fwd)" / WSP`
        rest = rest.trim_end_matches(' ');
        while let Some(shorter) = without_end(rest) {
            reply = true;
            rest = shorter.trim_end_matches(' ');
        }
        // (3) to (5)
        loop {
            rest = rest.trim_start_matches(' ');
            // `subj-leader = (*subj-blob subj-refwd) / WSP`
            let (mut last, mut at) = (rest, rest);
            while let Some(after) = without_blob(at) {
                (last, at) = (at, after);
            }
            if let Some(after) = without_refwd(at) {
                reply = true;
                rest = after;
                continue;
            }
            // (4) A blob goes where that "leaves a non-empty subj-base".
            rest = if at.is_empty() { last } else { at };
            break;
        }
        // (6) "If the resulting text begins with the subj-fwd-hdr ABNF and ends with the subj-fwd-trl ABNF,
        // remove the subj-fwd-hdr and subj-fwd-trl and repeat from step (2)."
        let Some(inner) = without(rest, "[fwd:").and_then(|inner| inner.strip_suffix(']')) else { break };
        reply = true;
        rest = inner;
    }
    BaseSubject { text: rest.to_owned(), reply }
}

/// The text after `start`, whose case does not matter.
fn without<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let head = text.get(..start.len())?;
    head.eq_ignore_ascii_case(start).then(|| &text[start.len()..])
}

fn without_end(text: &str) -> Option<&str> {
    const END: &str = "(fwd)";
    let at = text.len().checked_sub(END.len())?;
    text.get(at..)?.eq_ignore_ascii_case(END).then(|| &text[..at])
}

/// `subj-blob = "[" *BLOBCHAR "]" *WSP`, a BLOBCHAR being anything but a bracket.
fn without_blob(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(['[', ']'])?;
    Some(inner[end..].strip_prefix(']')?.trim_start_matches(' '))
}

/// `subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"`
fn without_refwd(text: &str) -> Option<&str> {
    let after = without(text, "re").or_else(|| without(text, "fwd")).or_else(|| without(text, "fw"))?;
    let after = after.trim_start_matches(' ');
    without_blob(after).unwrap_or(after).strip_prefix(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_replying_and_forwarding_add_goes() {
        for (subject, text, reply) in [
            ("", "", false),
            ("Hallo", "Hallo", false),
            ("Re: Hallo", "Hallo", true),
            ("  re :RE:  Re [3] : Hallo  ", "Hallo", true),
            ("Fwd: Hallo", "Hallo", true),
            ("FW: Fwd : Hallo (fwd) (FWD)", "Hallo", true),
            ("Hallo (fwd) ", "Hallo", true),
            ("(fwd)", "", true),
            ("Re:", "", true),
            ("[Liste] Hallo", "Hallo", false),
            ("[Liste] [5] Re: [Liste] Hallo", "Hallo", true),
            ("Re: [Liste]", "[Liste]", true),
            ("[Liste]", "[Liste]", false),
            ("[a] [b] ", "[b]", false),
            ("[a][b]c", "c", false),
            ("[a] Re:", "", true),
            ("[Fwd: Hallo]", "Hallo", true),
            ("Re: [fwd: [Liste] re: Hallo (fwd)]", "Hallo", true),
            ("[Fwd: Hallo", "[Fwd: Hallo", false),
            ("[Fwd: a] b", "b", false),
            ("[unclosed Hallo", "[unclosed Hallo", false),
            ("Reh: braun", "Reh: braun", false),
            ("Re Hallo", "Re Hallo", false),
            ("AW: Hallo", "AW: Hallo", false),
            ("Zwei  Worte\tund mehr", "Zwei Worte und mehr", false),
            ("=?utf-8?q?Re=3A_Gr=C3=BC=C3=9Fe?=", "Grüße", true),
            ("Ä", "Ä", false),
            ("aÄ(fwd", "aÄ(fwd", false),
        ] {
            let expected = BaseSubject { text: text.to_owned(), reply };
            assert_eq!(base(subject.as_bytes()), expected, "{subject:?}");
        }
    }

    #[test]
    fn long_subjects_are_no_trap() {
        for piece in ["[a]", "re:", "[fwd:", "(fwd)", "re[a] ", "[", " "] {
            base(piece.repeat(200_000).as_bytes());
        }
        let nested = format!("{}x{}", "[fwd:".repeat(100_000), "]".repeat(100_000));
        assert_eq!(base(nested.as_bytes()).text, "x");
    }
}
