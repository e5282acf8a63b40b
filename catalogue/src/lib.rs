//! The texts for people: one folder a language, named by its BCP 47 tag. What the first prompt does not need stands in its
//! folder `later`.
//!
//! A catalogue line is `key = text`. A line that begins with a space goes on with the text above; `#` begins a
//! comment. Text may hold arguments, `{name}`, and an argument with the forms that its number asks for,
//! `{count|message|messages}`: one form for each plural category that whole numbers have in the language, in
//! CLDR's order (zero, one, two, few, many, other).
//!
//! The texts in the simulated server's replies are English, which stands in the engine; a language's folder `replies` has
//! them all in that language, by the names of the engine's phrases, or is not there.
//!
//! Each language has the same keys with the same arguments, and its own name under [`OWN_NAME`].
//!
//! Beside them, the [`Lessons`] of `www/lessons`, the [`licences`] of what the page is made of, the
//! [`service_worker`] that keeps it for a time without a network, its Content-Security-Policy ([`with_inside`]), and the page
//! [`without_comments`].

#![warn(unreachable_pub)]

mod catalogues;
mod code;
mod comments;
mod language;
mod lessons;
mod licences;
mod markup;
mod offline;
mod plural;
mod policy;
mod read;

pub use catalogues::{Catalogues, OWN_NAME};
pub use code::code;
pub use comments::without_comments;
pub use language::{Language, Part};
pub use lessons::Lessons;
pub use licences::{BRIDGE, LICENCES, PAGE, Program, licences};
pub use markup::{Piece, SCRIPT_END, STYLE_END, attribute, pieces};
pub use offline::service_worker;
pub use plural::plural_category;
pub use policy::{Inside, with_inside, with_policy};
pub use read::text_of;

#[cfg(test)]
mod tests;
