//! BODY and BODYSTRUCTURE: the parts of a message (RFC 3501 §7.4.2).

use super::Encoder;
use crate::engine::field::Field;
use crate::engine::mail::Envelope;
use crate::engine::mail::header;
use crate::engine::mail::mime::{Kind, Parametrized, Structure, languages};
use crate::engine::wire::Role;

impl Encoder<'_> {
    /// RFC 3501 §9: `body = "(" (body-type-1part / body-type-mpart) ")"`, with extension data in BODYSTRUCTURE. RFC
    /// 3501 §7.4.2, of BODY: "A form of BODYSTRUCTURE without extension data." Parts are nested at most
    /// [`DEPTH_MAX`](crate::engine::mail::mime::DEPTH_MAX) deep.
    pub(super) fn body(&mut self, message: &[u8], structure: &Structure, index: usize, extended: bool) {
        let part = &structure.parts()[index];
        let head = &message[part.header.clone()];
        let mut own = part.shown_type(message);
        // RFC 9051 §9: `media-message = DQUOTE "MESSAGE" DQUOTE SP DQUOTE ("RFC822" / "GLOBAL") DQUOTE`; RFC 3501 knows
        // the first alone.
        let is_message = own.is_media("message", "rfc822") || self.1 && own.is_media("message", "global");
        if is_message && part.kind == Kind::Leaf {
            own = Parametrized::plain("application/octet-stream");
        }
        let (media, subtype) = own.media();
        let group = self.0.begin(Field::Body);
        self.put(Role::Parenthesis, "(");
        if part.kind == Kind::Multipart {
            // `body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]`
            structure.children(index).for_each(|child| self.body(message, structure, child, extended));
            self.space();
            self.string(subtype, Role::Quoted, Field::MediaSubtype);
            if extended {
                self.space();
                self.parameters(&own);
            }
        } else {
            // `body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP
            // body-fld-octets`
            self.string(media, Role::Quoted, Field::MediaType);
            self.space();
            self.string(subtype, Role::Quoted, Field::MediaSubtype);
            self.space();
            self.parameters(&own);
            self.field(head, "Content-ID", Field::BodyFldId);
            self.field(head, "Content-Description", Field::BodyFldDesc);
            self.space();
            let encoding = parametrized(head, "Content-Transfer-Encoding").map(|encoding| encoding.value);
            self.string(encoding.as_deref().unwrap_or(b"7bit"), Role::Quoted, Field::BodyFldEnc);
            self.space();
            self.number(Field::BodyFldOctets, part.body.len() as u32);
            if is_message && let Some(child) = structure.children(index).next() {
                // "A body type of type MESSAGE and subtype RFC822 contains, immediately after the basic
                // fields, the envelope structure, body structure, and size in text lines of the
                // encapsulated message."
                self.space();
                self.envelope(&Envelope::of(&message[structure.parts()[child].header.clone()]));
                self.space();
                self.body(message, structure, child, extended);
            }
            if part.kind == Kind::Message && is_message || own.is_media("text", "") {
                self.space();
                self.number(Field::BodyFldLines, part.lines(message) as u32);
            }
            if extended {
                self.field(head, "Content-MD5", Field::BodyFldMd5);
            }
        }
        if extended {
            // `body-fld-dsp = "(" string SP body-fld-param ")" / nil`
            self.space();
            match parametrized(head, "Content-Disposition") {
                Some(disposition) => self.group(Field::BodyFldDsp, |out| {
                    out.put(Role::Parenthesis, "(");
                    out.string(&disposition.value, Role::Quoted, Field::BodyFldDsp);
                    out.space();
                    out.parameters(&disposition);
                    out.put(Role::Parenthesis, ")");
                }),
                None => self.nil(Field::BodyFldDsp),
            }
            self.space();
            self.languages(head);
            self.field(head, "Content-Location", Field::BodyFldLoc);
        }
        self.put(Role::Parenthesis, ")");
        self.0.end(group);
    }

    /// RFC 3501 §9: `body-fld-param = "(" string SP string *(SP string SP string) ")" / nil`.
    /// RFC 2231 §6: "IMAP4 [RFC-2060] servers SHOULD decode parameter value continuations when generating the
    /// BODY and BODYSTRUCTURE fetch attributes."
    fn parameters(&mut self, of: &Parametrized) {
        if of.parameters.is_empty() {
            return self.nil(Field::BodyFldParam);
        }
        self.group(Field::BodyFldParam, |out| {
            out.parenthesised(&of.continued(), |out, (name, value)| {
                out.string(name, Role::Quoted, Field::ParamName);
                out.space();
                out.string(value, Role::Quoted, Field::ParamValue);
            });
        });
    }

    /// A space and the value of a field, `NIL` where there is none.
    fn field(&mut self, head: &[u8], name: &str, field: Field) {
        self.space();
        self.nstring(header::field(head, name).map(|field| field.unfolded()).as_deref(), field);
    }

    /// RFC 3501 §9: `body-fld-lang = nstring / "(" string *(SP string) ")"`; RFC 3282 §2 has the field hold
    /// language tags with commas between them.
    fn languages(&mut self, head: &[u8]) {
        let field = header::field(head, "Content-Language").map(|field| field.unfolded()).unwrap_or_default();
        let tags = languages(&field);
        match &tags[..] {
            [] => self.nil(Field::BodyFldLang),
            [one] => self.string(one, Role::Quoted, Field::BodyFldLang),
            _ => self.group(Field::BodyFldLang, |out| {
                out.parenthesised(&tags, |out, tag| out.string(tag, Role::Quoted, Field::BodyFldLang));
            }),
        }
    }
}

/// A field that has a value before its parameters.
fn parametrized(head: &[u8], name: &str) -> Option<Parametrized> {
    let value = Parametrized::read(&header::field(head, name)?.unfolded());
    Some(value).filter(|value| !value.value.is_empty())
}
