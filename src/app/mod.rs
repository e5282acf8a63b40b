//! The page without a browser: its state, its messages, and the texts and lists that it shows.
//!
//! The rules of this folder:
//! 1. Nothing here names yew, web_sys or gloo, so that its tests run in the everyday `cargo test`.
//! 2. The state is slices, a file each with its messages and its reducer: [`timeline`], [`clients`], [`prompt`],
//!    [`teacher`], [`settings`], [`notices`], [`live_view`], [`course`],
//!    [`predict`], [`editor`], [`sharing`], [`paper`]. None names another's messages; [`model`] puts them together.
//! 3. All else is a pure function of the simulation: rows, lines, marks, completions.

pub mod act;
pub mod caption;
pub mod classroom;
pub mod clients;
pub mod completion;
pub mod course;
pub mod deliveries;
pub mod draft;
pub mod drawing;
pub mod editor;
pub mod helper;
pub mod import;
pub mod inspected;
pub mod ladder;
pub mod legal;
pub mod lesson_words;
pub mod live_view;
pub mod mailbox_list;
pub mod mailbox_rows;
pub mod marks;
pub mod message_view;
pub mod model;
pub mod notices;
pub mod octet_lines;
pub mod options;
pub mod own;
pub mod paper;
pub mod per_protocol;
pub mod picture;
pub mod predict;
pub mod preferences;
pub mod projection;
pub mod prompt;
pub mod session_info;
pub mod settings;
pub mod sharing;
pub mod slice;
pub mod straighten;
pub mod teacher;
pub mod telling;
pub mod timeline;
pub mod transcript;
