//! The data of untagged responses (RFC 3501 §7.2 to §7.4, and the extensions).

use super::{DEPTH_MAX, Reader};
use crate::engine::field::Field;
use crate::engine::wire::Role;

impl Reader<'_> {
    /// The data of a response with this name, in capitals.
    pub(super) fn data(&mut self, name: &[u8]) {
        match name {
            b"CAPABILITY" | b"ENABLED" => self.pieces(&mut |it| it.value(Role::Argument, Field::Capability)),
            b"FLAGS" => self.flags(Field::FlagList, Field::Flag),
            b"FETCH" => self.list(&mut |it| it.group(Field::MsgAtt, &mut Self::attribute)),
            b"SEARCH" | b"SORT" => self.pieces(&mut |it| match it.next() {
                b'(' => it.list(&mut Self::returned),
                _ => it.number(Field::FoundNumber),
            }),
            b"LIST" | b"LSUB" => {
                self.flags(Field::MbxListFlags, Field::MbxListFlags);
                self.space();
                self.value(Role::Quoted, Field::Delimiter);
                self.space();
                self.mailbox();
                self.pieces(&mut |it| {
                    it.list(&mut |it| {
                        let is_name = it.rest.starts_with(b"\"OLDNAME\"");
                        it.value(Role::Quoted, Field::MboxListExtended);
                        it.space();
                        it.list(&mut |it| match is_name {
                            true => it.mailbox(),
                            false => it.value(Role::Quoted, Field::MboxListExtended),
                        });
                    });
                });
            }
            b"STATUS" => {
                self.mailbox();
                self.list(&mut |it| match &it.name(Role::Argument, Field::StatusAtt)[..] {
                    b"UIDNEXT" => it.number(Field::UidNext),
                    b"UIDVALIDITY" => it.number(Field::UidValidity),
                    b"HIGHESTMODSEQ" => it.number(Field::ModSeq),
                    b"MAILBOXID" => it.list(&mut |it| it.value(Role::Argument, Field::ObjectId)),
                    _ => it.number(Field::StatusAttVal),
                });
            }
            b"ESEARCH" => self.esearch(),
            b"THREAD" => self.pieces(&mut Self::thread),
            b"VANISHED" => {
                if self.next() == b'(' {
                    self.list(&mut |it| it.value(Role::Keyword, Field::VanishedEarlier));
                }
                self.set(Field::UidSet);
            }
            b"ID" => {
                self.list(&mut |it| {
                    it.value(Role::Quoted, Field::IdField);
                    it.space();
                    it.value(Role::Quoted, Field::IdValue);
                });
            }
            b"NAMESPACE" => {
                for field in [Field::NamespacePrefix, Field::NamespaceOthers, Field::NamespaceOthers] {
                    self.list(&mut |it| {
                        it.list(&mut |it| {
                            it.value(Role::Quoted, field);
                            it.space();
                            if it.next() == b'"' {
                                it.value(Role::Quoted, Field::Delimiter);
                            }
                        });
                    });
                    self.space();
                }
            }
            b"QUOTA" => {
                self.value(Role::Quoted, Field::QuotaRoot);
                self.space();
                self.list(&mut |it| {
                    it.name(Role::Argument, Field::ResourceName);
                    it.number(Field::ResourceUsage);
                    it.space();
                    it.number(Field::ResourceLimit);
                });
            }
            b"QUOTAROOT" => {
                self.mailbox();
                self.pieces(&mut |it| it.value(Role::Quoted, Field::QuotaRoot));
            }
            b"EXISTS" | b"RECENT" | b"EXPUNGE" => {}
            // Data of an extension that nobody here knows.
            _ => self.pieces(&mut |it| it.value(Role::Quoted, Field::Response)),
        }
    }

    fn thread(&mut self) {
        match self.next() {
            b'(' if self.depth < DEPTH_MAX => self.list(&mut Self::thread),
            _ => self.number(Field::ThreadMember),
        }
    }

    /// `MODSEQ 5`, in SEARCH and ESEARCH.
    fn returned(&mut self) {
        self.name(Role::Keyword, Field::SearchReturnData);
        self.number(Field::ModSeq);
    }

    fn esearch(&mut self) {
        if self.next() == b'(' {
            self.list(&mut |it| {
                it.name(Role::Keyword, Field::SearchReturnData);
                it.value(Role::Tag, Field::TagString);
            });
        }
        let mut set = Field::SequenceSet;
        self.pieces(&mut |it| match it.rest[..it.word()].to_ascii_uppercase().as_slice() {
            b"UID" => {
                set = Field::UidSet;
                it.value(Role::Keyword, Field::SearchReturnData);
            }
            b"MODSEQ" => it.returned(),
            b"ALL" => {
                it.name(Role::Keyword, Field::SearchReturnData);
                it.value(Role::Set, set);
            }
            b"PARTIAL" => {
                it.name(Role::Keyword, Field::SearchReturnData);
                let mut field = Field::PartialRange;
                it.list(&mut |it| {
                    it.value(Role::Set, field);
                    field = set;
                });
            }
            _ => {
                it.name(Role::Keyword, Field::SearchReturnData);
                it.value(Role::Number, Field::SearchReturnValue);
            }
        });
    }
}
