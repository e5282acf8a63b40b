//! Lessons: the reader of their files, their goals, and their actions. The form is told in `docs/lessons.md`.
//!
//! For whoever draws a lesson:
//!
//! - [`index_file`] and [`file()`] are the addresses beside the page. [`read_index`] reads the heads that the menu shows, in
//!   their order, [`read`] a whole file, [`read_all`] a file that is being written. A [`Mistake`]'s words are the text
//!   `mistake-ID` with the argument `what`.
//! - A [`Text`] has its paragraphs by a language's tag, and [`pieces`] splits a paragraph into plain and protocol text.
//! - A step begins with [`Lesson::beginning`]: where it says so, the world begins anew as the head's scenario has it; then
//!   its actions are done, and the turns that come later are the step's. [`Lesson::actions_until`] leads to any step from
//!   the scenario's beginning: for jumps, and for a demonstration.
//! - The lines of a step (`play`, `solution`, `try`) are [`Step::lines`]: `lines.actions()` puts together what is sent at
//!   once. [`untagged`] leaves a written tag out, for a prompt that has its own.
//! - [`Scene::new`] takes the turns since the step began, up to the place of the timeline that is shown, the world there,
//!   and the client that is shown (in the tests: the one of the last action). [`Scene::met`] says for each goal whether it
//!   is met, and [`Scene::is`] whether a thing to avoid is so: those of the step and, in a `do`, of the head break the step
//!   while they are. All of it reads every turn of the step: make a scene once after a change.
//! - A goal has its own text, or the words of its fact: [`Goal::words`]. The text `goal-by` adds the client.
//! - [`Example::read`] reads a ready session, [`read_examples`] the heads that their menu shows.
//! - Progress is kept by `share::progress`.
//! - For an editor there are [`read_all`], [`keywords`], [`FACTS`], and [`suggestion`], which makes a goal of a turn.
//!
//! The rules of this folder:
//! 1. A lesson that exists is a good one: [`read`] refuses everything else, with the line.
//! 2. Nothing but actions of the engine comes out of it, so that a file from elsewhere can do what a prompt can.

mod content;
mod course;
mod example;
mod files;
mod goal;
mod keyword;
mod limits;
mod look;
mod mistake;
mod reader;
mod scene;
mod suggest;
#[cfg(test)]
mod tests;
mod text;

pub use content::{Answer, CONFUSIONS, Head, Kind, Lesson, Reference, STATEMENTS, Step, Topic};
pub use course::{Beginning, untagged};
pub use example::{Example, ExampleHead, example_file, read_examples};
pub use files::{TEMPLATE, file, index_file};
pub use goal::{FACTS, Fact, Goal, Pattern, Place};
pub use keyword::keywords;
pub use limits::{
    ID_MAX, INDEX_MAX, MINUTES_MAX, MISTAKES_MAX, PARTS_MAX, SENT_MAX, STEPS_MAX, TEXT_MAX, WRONG_MAX,
};
pub use look::{CONTROLS, Look, PANES};
pub use mistake::{Error, Mistake};
pub use reader::{is_id, read, read_all, read_head, read_index};
pub use scene::Scene;
pub use suggest::suggestion;
pub use text::{Piece, Text, pieces};
