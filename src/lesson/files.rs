//! The addresses of lessons and examples beside the page. Each tells the content of all of them, so that no other version's
//! is taken for it.

/// The name of the template among the lessons: no lesson has it.
pub const TEMPLATE: &str = "template";

/// The address of the index: the heads of all lessons, in the menu's order.
pub fn index_file() -> String {
    file("index")
}

/// The address of a lesson's file.
pub fn file(id: &str) -> String {
    addressed("lessons", id)
}

/// The address of a file in a folder beside the page.
pub(super) fn addressed(folder: &str, id: &str) -> String {
    format!("{folder}/{id}.txt?v={}", env!("POSTAMT_LESSONS"))
}
