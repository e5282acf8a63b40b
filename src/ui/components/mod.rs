//! The page's panes and dialogs, and their parts, one file each.

pub mod bridge_connections;
pub mod caption;
pub mod client_list;
pub mod console;
pub mod console_foot;
pub mod controls;
pub mod diagram;
pub mod dialog;
pub mod exchange;
pub mod facts;
pub mod help;
pub mod icons;
pub mod inspector;
pub mod invitation;
pub mod live_view;
pub mod mailboxes;
pub mod message_table;
pub mod messages;
pub mod notices;
pub mod prompt;
pub mod stage;
pub mod store;
pub mod switches;
pub mod timeline;
pub mod topbar;
pub mod transcript;
