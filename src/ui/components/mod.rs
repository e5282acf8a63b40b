//! The page's panes and dialogs, and their parts, one file each.

pub(super) mod bridge_connections;
pub(super) mod caption;
pub(super) mod client_list;
pub(super) mod console;
pub(super) mod console_foot;
pub(super) mod controls;
pub(super) mod diagram;
pub(super) mod dialog;
pub(super) mod exchange;
pub(super) mod facts;
pub(super) mod help;
pub(super) mod icons;
pub(super) mod inspector;
pub(super) mod invitation;
pub(super) mod live_view;
pub(super) mod mailboxes;
pub(super) mod message_table;
pub(super) mod messages;
pub(super) mod notices;
pub(super) mod prompt;
pub(super) mod stage;
pub(super) mod store;
pub(super) mod switches;
pub(super) mod timeline;
pub(super) mod topbar;
pub(super) mod transcript;
