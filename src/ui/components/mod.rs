//! The parts of the page, one file each.

pub mod caption;
pub mod console;
pub mod controls;
pub mod diagram;
pub mod dialog;
pub mod exchange;
pub mod help;
pub mod icons;
pub mod inspector;
pub mod legal;
pub mod live;
pub mod messages;
pub mod notes;
pub mod prompt;
pub mod stage;
pub mod store;
pub mod switches;
pub mod timeline;
pub mod topbar;
pub mod transcript;
