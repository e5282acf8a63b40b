//! The ENVELOPE of a message (RFC 3501 §7.4.2).
//!
//! Encoded-words stay as they are in the header: decoding them is the client's part.

use super::address::{Address, addresses};
use super::header::{self, Field};

/// The fields of a header that an envelope is made from, in its order.
pub const ENVELOPE_FIELDS: [&str; 10] =
    ["Date", "Subject", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "In-Reply-To", "Message-ID"];

/// The envelope structure of a message. `None` and an empty list are `NIL` on the wire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The Date field's value.
    pub date: Option<Vec<u8>>,
    /// The Subject field's value.
    pub subject: Option<Vec<u8>>,
    /// The authors.
    pub from: Vec<Address>,
    /// The sender; the authors where the header does not say.
    pub sender: Vec<Address>,
    /// The addresses for replies; the authors where the header does not say.
    pub reply_to: Vec<Address>,
    /// The recipients.
    pub to: Vec<Address>,
    /// The recipients of a copy.
    pub cc: Vec<Address>,
    /// The recipients of a copy that the others do not see.
    pub bcc: Vec<Address>,
    /// The In-Reply-To field's value.
    pub in_reply_to: Option<Vec<u8>>,
    /// The Message-ID field's value.
    pub message_id: Option<Vec<u8>>,
}

/// The addresses in the fields of this name, as one list.
pub fn address_list<'a>(fields: impl Iterator<Item = Field<'a>>, name: &str) -> Vec<Address> {
    fields.filter(|field| field.is(name)).flat_map(|field| addresses(&field.unfolded())).collect()
}

impl Envelope {
    /// The envelope that a header gives. Of a string field that occurs twice the first counts; address
    /// fields that occur twice are read as one list.
    pub fn of(header: &[u8]) -> Self {
        let fields: Vec<Field> = header::fields(header).collect();
        // RFC 3501 §7.4.2: "If the Date, Subject, In-Reply-To, and Message-ID header lines are absent in
        // the [RFC-2822] header, the corresponding member of the envelope is NIL; if these header lines
        // are present but empty the corresponding member of the envelope is the empty string."
        let text = |name| fields.iter().find(|field| field.is(name)).map(Field::unfolded);
        // "If the From, To, cc, and bcc header lines are absent in the [RFC-2822] header, or are present
        // but empty, the corresponding member of the envelope is NIL."
        let list = |name| address_list(fields.iter().copied(), name);
        let from = list("From");
        // "If the Sender or Reply-To lines are absent in the [RFC-2822] header, or are present but empty,
        // the server sets the corresponding member of the envelope to be the same value as the from
        // member (the client is not expected to know to do this)."
        let or_from = |list: Vec<Address>| if list.is_empty() { from.clone() } else { list };
        Envelope {
            date: text("Date"),
            subject: text("Subject"),
            sender: or_from(list("Sender")),
            reply_to: or_from(list("Reply-To")),
            from,
            to: list("To"),
            cc: list("Cc"),
            bcc: list("Bcc"),
            in_reply_to: text("In-Reply-To"),
            message_id: text("Message-ID"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::scenario::RFC3501;

    #[test]
    fn the_envelope_of_the_standards_example() {
        // RFC 3501 §8, the message that the session fetches.
        let messages = RFC3501.accounts[0].mailboxes[0].messages;
        let header = messages.iter().find(|message| message.uid == 12).expect("the twelfth").octets;
        let envelope = Envelope::of(header);
        let gray = Address::new(Some("Terry Gray"), None, Some("gray"), Some("cac.washington.edu"));
        assert_eq!(envelope.date.as_deref(), Some(&b"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)"[..]));
        assert_eq!(envelope.from, vec![gray.clone()]);
        assert_eq!(envelope.sender, vec![gray.clone()]);
        assert_eq!(envelope.reply_to, vec![gray]);
        assert_eq!(envelope.to, vec![Address::new(None, None, Some("imap"), Some("cac.washington.edu"))]);
        assert_eq!(envelope.cc.len(), 2);
        assert_eq!(envelope.bcc, vec![]);
        assert_eq!(envelope.in_reply_to, None);
        assert_eq!(envelope.message_id.as_deref(), Some(&b"<B27397-0100000@cac.washington.edu>"[..]));
    }

    #[test]
    fn absent_is_nil_and_empty_is_empty() {
        let envelope = Envelope::of(b"Subject:\r\nFrom: a@b\r\nSender: \r\nTo:\r\n\r\n");
        assert_eq!(envelope.date, None);
        assert_eq!(envelope.subject, Some(vec![]));
        assert_eq!(envelope.sender, envelope.from);
        assert_eq!(envelope.to, vec![]);
        assert_eq!(Envelope::of(b""), Envelope::default());
    }

    #[test]
    fn values_are_unfolded_and_not_decoded() {
        let envelope =
            Envelope::of(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n  aus Wien\r\nTo: a@b\r\nTo: c@d\r\n\r\n");
        assert_eq!(envelope.subject.as_deref(), Some(&b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=  aus Wien"[..]));
        assert_eq!(envelope.to.len(), 2);
    }
}
