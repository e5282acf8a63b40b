//! Response codes (RFC 3501 §7.1): a name in brackets, and perhaps its data.

use super::Encoder;
use crate::engine::field::Field;
use crate::engine::imap::response::Code;
use crate::engine::imap::sequence::compact;
use crate::engine::wire::Role;

impl Encoder<'_> {
    /// RFC 3501 §9: `"[" resp-text-code "]"`.
    pub(super) fn code(&mut self, code: &Code) {
        self.put(Role::Code, "[");
        self.fill(Role::Code, Field::RespTextCode, name(code));
        match code {
            Code::BadCharset(charsets @ [_, ..]) => {
                self.space();
                self.parenthesised(charsets, |out, name| out.fill(Role::Argument, Field::Charset, name));
            }
            Code::Capability(names) => self.capabilities(names),
            Code::PermanentFlags(names) => {
                self.space();
                self.flags(names);
            }
            Code::UidNext(uid) => self.datum(Field::UidNext, *uid),
            Code::UidValidity(validity) => self.datum(Field::UidValidity, *validity),
            Code::Unseen(number) => self.datum(Field::FirstUnseen, *number),
            Code::HighestModSeq(modseq) => self.datum(Field::ModSeq, *modseq),
            Code::AppendUid(validity, uids) => {
                self.datum(Field::UidValidity, *validity);
                self.set(Field::UidSet, uids);
            }
            Code::CopyUid(validity, from, to) => {
                self.datum(Field::UidValidity, *validity);
                self.set(Field::UidSet, from);
                self.set(Field::UidSet, to);
            }
            Code::MailboxId(validity) => {
                self.space();
                self.id("F", &validity.to_string());
            }
            Code::Modified(numbers) => self.set(Field::SequenceSet, &compact(numbers)),
            _ => {}
        }
        self.put(Role::Code, "]");
    }

    fn datum(&mut self, field: Field, number: impl Into<u64>) {
        self.space();
        self.number(field, number);
    }

    fn set(&mut self, field: Field, numbers: &str) {
        self.space();
        self.fill(Role::Set, field, numbers);
    }
}

fn name(code: &Code) -> &'static str {
    match code {
        Code::Alert => "ALERT",
        Code::BadCharset(_) => "BADCHARSET",
        Code::Capability(_) => "CAPABILITY",
        Code::Parse => "PARSE",
        Code::PermanentFlags(_) => "PERMANENTFLAGS",
        Code::ReadOnly => "READ-ONLY",
        Code::ReadWrite => "READ-WRITE",
        Code::TryCreate => "TRYCREATE",
        Code::UidNext(_) => "UIDNEXT",
        Code::UidValidity(_) => "UIDVALIDITY",
        Code::Unseen(_) => "UNSEEN",
        Code::AppendUid(..) => "APPENDUID",
        Code::CopyUid(..) => "COPYUID",
        Code::MailboxId(_) => "MAILBOXID",
        Code::UnknownCte => "UNKNOWN-CTE",
        Code::TooBig => "TOOBIG",
        Code::AuthenticationFailed => "AUTHENTICATIONFAILED",
        Code::PrivacyRequired => "PRIVACYREQUIRED",
        Code::AlreadyExists => "ALREADYEXISTS",
        Code::NonExistent => "NONEXISTENT",
        Code::ExpungeIssued => "EXPUNGEISSUED",
        Code::Cannot => "CANNOT",
        Code::HasChildren => "HASCHILDREN",
        Code::OverQuota => "OVERQUOTA",
        Code::UseAttr => "USEATTR",
        Code::Limit => "LIMIT",
        Code::Closed => "CLOSED",
        Code::HighestModSeq(_) => "HIGHESTMODSEQ",
        Code::Modified(_) => "MODIFIED",
    }
}
