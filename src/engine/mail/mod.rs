//! The mail store that both protocols share: POP3's maildrop is the IMAP mailbox `INBOX`.
//!
//! Cloning a [`Store`] is cheap (shared pieces are copied when written), so that every moment of a
//! simulation can be kept.

mod address;
mod changes;
mod date;
mod entries;
mod envelope;
pub mod expunged;
mod flags;
pub mod header;
mod html;
pub mod letters;
mod lexical;
mod mailbox;
mod message;
pub mod message_id;
pub mod mime;
mod reencode;
pub mod scenario;
pub mod special_use;
mod store;
pub mod subject;
mod summary;
pub mod text;

pub use address::{Address, addresses};
pub use changes::Changes;
pub use date::seconds;
pub use entries::{Bits, Entries, Entry, Piece, Uid};
pub use envelope::{ENVELOPE_FIELDS, Envelope, address_list};
pub use expunged::{EXPUNGED_MAX, Expunged};
pub use flags::{Flags, KEYWORDS_MAX, Keywords, MAILBOX_KEYWORDS_MAX, SystemFlag};
pub use mailbox::{INBOX, Mailbox, MailboxId};
pub use message::{MESSAGE_MAX, Message};
pub use store::{
    ACCOUNTS_MAX, Account, Change, Event, MAILBOXES_MAX, MESSAGES_MAX, NAME_MAX, RESOURCES, Store,
    StoreError, canonical,
};
pub use summary::{SUMMARY_MAX, Summary, preview, summary};
