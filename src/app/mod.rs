//! The page without a browser.
//!
//! The rules of this folder:
//! 1. Nothing here names yew, web_sys or gloo, so that its tests run in the everyday `cargo test`.

pub mod completion;
pub mod deliveries;
pub mod mailbox_rows;
pub mod octet_lines;
pub mod options;
pub mod preferences;
pub mod session_info;
