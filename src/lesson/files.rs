//! The addresses of lessons beside the page. Each tells the content of all lessons, so that no other version's is taken
//! for it.

/// The name of the template among the lessons: no lesson has it.
pub const TEMPLATE: &str = "template";

/// The address of the index: the heads of all lessons, in the menu's order.
pub fn index_file() -> String {
    file("index")
}

/// The address of a lesson's file.
pub fn file(id: &str) -> String {
    format!("lessons/{id}.txt?v={}", env!("POSTAMT_LESSONS"))
}
