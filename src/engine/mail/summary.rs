//! A message's summary for a list: author, subject and date in readable letters.

use super::mime::{Kind, Part, Structure, words};
use super::{Address, Message, address_list, header, html};

/// A message in one line. Every text is as the sender wrote it, so it may be of any script and language;
/// it holds no control characters and is to be shown as text only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The subject, RFC 2047's encoded words decoded; empty when the message has none.
    pub subject: String,
    /// The first author's display name, or address where there is no name; empty when there is neither.
    pub from: String,
    /// The `Date` field as it stands in the message, such as `Tue, 14 Oct 2003 09:41:26 +0200`.
    pub date: String,
}

/// Longest text of a summary, in characters; a longer one is cut off and ends with `…`.
pub const SUMMARY_MAX: usize = 200;

/// Most octets of a header that are read for a summary.
const HEADER_MAX: usize = 64 * 1024;

/// Reads a message's header for people. Never fails: fields that are missing or cannot be read stay empty.
pub fn summary(message: &Message) -> Summary {
    let header = message.header();
    let header = &header[..header.len().min(HEADER_MAX)];
    let value = |name| header::field(header, name).map(|field| field.unfolded()).unwrap_or_default();
    Summary {
        subject: readable(&value("Subject")),
        from: author(&address_list(header::fields(header), "From")),
        date: readable(&value("Date")),
    }
}

/// The first address that is one: the ends of a group have no host.
fn author(authors: &[Address]) -> String {
    let Some(first) = authors.iter().find(|address| address.host.is_some()) else { return String::new() };
    let name = first.name.as_deref().map(readable).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| {
        let pieces = [first.mailbox.as_deref(), first.host.as_deref()];
        let pieces: Vec<&[u8]> = pieces.into_iter().flatten().filter(|piece| !piece.is_empty()).collect();
        readable(&pieces.join(&b'@'))
    })
}

/// The beginning of the text in a message, on one line: of plain text or, where there is none, of HTML; empty when there
/// is neither. Attachments come last.
pub fn preview(message: &Message) -> String {
    let octets = message.octets();
    let structure = Structure::of(octets);
    let text = |part: &Part, subtype: &str| {
        part.kind == Kind::Leaf && part.shown_type(octets).is_media("text", subtype)
    };
    let of = |subtype: &str, attached: bool| {
        let parts = structure.parts().iter().filter(|part| text(part, subtype));
        let mut lines = parts.filter(|part| part.is_attached(octets) == attached).map(|part| {
            let text = part.text(octets);
            one_line(&if subtype == "html" { html::words(&text, SUMMARY_MAX).into() } else { text })
        });
        lines.find(|line| !line.is_empty())
    };
    let found = of("plain", false).or_else(|| of("html", false));
    found.or_else(|| of("plain", true)).unwrap_or_default()
}

fn readable(value: &[u8]) -> String {
    one_line(&words::decoded(value))
}

/// The text without control characters and without runs of spaces, cut to [`SUMMARY_MAX`].
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let mut line = String::new();
    let mut length = 0;
    for word in words.filter(|word| !word.is_empty()) {
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        for character in word.chars() {
            if length + 1 >= SUMMARY_MAX {
                line.push('…');
                return line;
            }
            line.push(character);
            length += 1;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Summary {
        summary(&Message::new(header.as_bytes()))
    }

    #[test]
    fn encoded_words_are_decoded_and_the_space_between_two_of_them_is_not_shown() {
        // RFC 2047 §8's examples, put together.
        let read = read(
            "From: =?ISO-8859-1?Q?Olle_J=E4rnefors?= <ojarnef@admin.kth.se>\n\
             Subject: =?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?=\n \
             =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=\n\
             Date: Tue, 14 Oct 2003\n 09:41:26 +0200\n\nBody\n",
        );
        assert_eq!(read.from, "Olle Järnefors");
        assert_eq!(read.subject, "If you can read this you understand the example.");
        assert_eq!(read.date, "Tue, 14 Oct 2003 09:41:26 +0200");
    }

    #[test]
    fn a_preview_is_of_plain_text_or_else_of_html() {
        let shown = |octets: &[u8]| preview(&Message::new(octets));
        let koi = b"Content-Type: text/plain; charset=KOI8-R\r\n\r\n\xf0\xd2\xc9\xd7\xc5\xd4";
        assert_eq!(shown(koi), "Привет");
        let html = "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Grüße<br>aus &Ouml;sterreich</p>";
        assert_eq!(shown(html.as_bytes()), "Grüße aus Österreich");
        assert_eq!(shown(b"Content-Type: image/gif\r\n\r\nGIF"), "");
        assert_eq!(shown(b"Subject: x\r\n\r\n"), "");
        let mixed = |first: &str, second: &str| {
            format!(
                "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{first}\r\n--b\r\n{second}\r\n--b--\r\n"
            )
        };
        let page = "Content-Type: text/html\r\n\r\n<b>Seite</b>";
        let notes = "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=x\r\n\r\nNotizen";
        assert_eq!(shown(mixed(notes, page).as_bytes()), "Seite");
        assert_eq!(shown(mixed(page, "\r\nText").as_bytes()), "Text");
        assert_eq!(shown(mixed(page, "\r\n ").as_bytes()), "Seite");
        assert_eq!(shown(mixed(notes, "Content-Type: image/gif\r\n\r\nGIF").as_bytes()), "Notizen");
    }

    #[test]
    fn an_author_without_a_name_is_shown_by_address() {
        assert_eq!(read("From: ben@schule.example\n\n").from, "ben@schule.example");
        assert_eq!(read("From: <ben@schule.example>\n\n").from, "ben@schule.example");
        assert_eq!(read("From: undisclosed:;\n\n").from, "");
    }

    #[test]
    fn a_message_without_header_gives_an_empty_summary() {
        assert_eq!(read(""), Summary::default());
        assert_eq!(read("\nOnly a body\n"), Summary::default());
        assert_eq!(read("no header at all"), Summary::default());
    }

    #[test]
    fn control_characters_and_endless_subjects_do_not_reach_the_page() {
        let bell = read("Subject: =?UTF-8?Q?ring=07=0D=0Aring?=\n\n").subject;
        assert_eq!(bell, "ring ring");
        let long = read(&format!("Subject: {}\n\n", "ü".repeat(100_000))).subject;
        assert_eq!(long.chars().count(), SUMMARY_MAX);
        assert!(long.starts_with("üü") && long.ends_with('…'));
        let fits = read(&format!("Subject: {}\n\n", "x".repeat(SUMMARY_MAX - 1))).subject;
        assert_eq!(fits, "x".repeat(SUMMARY_MAX - 1));
    }
}
