//! The mail store that both protocols share: POP3's maildrop is the IMAP mailbox `INBOX`.
//!
//! Cloning a [`Store`] is cheap (shared pieces are copied when written), so that every moment of a
//! simulation can be kept.

mod address;
mod date;
mod entries;
mod envelope;
mod flags;
pub mod gone;
pub mod header;
mod message;
pub mod mime;
pub mod scenario;
pub mod special_use;
mod store;
pub mod subject;
mod summary;
pub mod text;

pub use address::{Address, addresses};
pub use entries::Entries;
pub use envelope::Envelope;
pub use flags::{Flags, KEYWORDS_MAX, SystemFlag};
pub use gone::{GONE_MAX, Gone};
pub use message::{MESSAGE_MAX, Message};
pub use store::{
    ACCOUNTS_MAX, Account, Change, Entry, Event, INBOX, MAILBOXES_MAX, MESSAGES_MAX, Mailbox, MailboxId,
    NAME_MAX, Store, StoreError, Uid,
};
pub use summary::{SUMMARY_MAX, Summary, preview, summary};
