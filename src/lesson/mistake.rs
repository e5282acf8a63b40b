//! Mistakes in a lesson's file.

use crate::script;

/// A mistake with its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The line's number, from 1.
    pub line: usize,
    /// Its mistake.
    pub mistake: Mistake,
}

/// Declares the mistakes, each with its id.
macro_rules! mistakes {
    ($($(#[$doc:meta])* $name:ident $id:literal)*) => {
        /// A mistake. Its words for people are in the catalogues, under `mistake-` and its id; the argument `what` is
        /// a keyword.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Mistake {
            $($(#[$doc])* $name,)*
            /// A part that is needed, by its keyword.
            Missing(&'static str),
            /// A mistake in a line of protocol.
            Script(script::Mistake),
        }

        impl Mistake {
            /// Unique and stable.
            pub fn id(self) -> &'static str {
                match self {
                    $(Mistake::$name => $id,)*
                    Mistake::Missing(_) => "missing",
                    Mistake::Script(mistake) => mistake.id(),
                }
            }

            /// The ids of all, those of scripts left out.
            pub const IDS: &'static [&'static str] = &[$($id,)* "missing"];
        }
    };
}

mistakes! {
    /// The file is longer than [`TEXT_MAX`](super::TEXT_MAX).
    TooLong "too-long"
    /// More steps than [`STEPS_MAX`](super::STEPS_MAX).
    TooManySteps "too-many-steps"
    /// More of the same kind in one step than [`PARTS_MAX`](super::PARTS_MAX).
    TooManyParts "too-many-parts"
    /// More wrong answers than [`WRONG_MAX`](super::WRONG_MAX).
    TooManyWrong "too-many-wrong"
    /// The lines send more than [`SENT_MAX`](super::SENT_MAX).
    TooMuchSent "too-much-sent"
    /// The line begins with no keyword, and is none of a script's.
    UnknownKeyword "unknown-keyword"
    /// A keyword at a place that it does not have.
    Misplaced "misplaced"
    /// A keyword that stands once only.
    Twice "twice"
    /// Nothing stands behind the colon.
    NoValue "no-value"
    /// Something stands behind a keyword that has nothing behind it.
    NeedlessValue "needless-value"
    /// An id has lower case letters, digits and hyphens.
    BadId "bad-id"
    /// The minutes are no number from 1 to [`MINUTES_MAX`](super::MINUTES_MAX).
    BadMinutes "bad-minutes"
    /// A number is needed.
    BadNumber "bad-number"
    /// There is no such world.
    NoSuchScenario "no-such-scenario"
    /// Neither S1 to S37 nor C1 to C15.
    NoSuchTopic "no-such-topic"
    /// Not of the form `1939 §5`.
    BadReference "bad-reference"
    /// There is no such kind of step.
    NoSuchKind "no-such-kind"
    /// There is no such thing to look at.
    NoSuchLook "no-such-look"
    /// No protocol has this state.
    NoSuchState "no-such-state"
    /// No protocol has this command or event.
    NoSuchCommand "no-such-command"
    /// There is no such goal, or it has other words behind it.
    NoSuchGoal "no-such-goal"
    /// A limit cannot be avoided.
    LimitToAvoid "limit-to-avoid"
    /// A text that belongs to nothing.
    StrayText "stray-text"
    /// The keyword has a text, which is missing.
    NoText "no-text"
    /// The text has other languages than the first one, or not the same number of paragraphs in each.
    LanguagesDiffer "languages-differ"
    /// A backquote without its second.
    OpenBackquote "open-backquote"
    /// A line of protocol where there is no place for one.
    StrayLine "stray-line"
    /// A line that scripts have, and lessons have not.
    NotInLessons "not-in-lessons"
}

impl Mistake {
    /// The keyword that it names; nothing for most.
    pub fn what(self) -> &'static str {
        match self {
            Mistake::Missing(what) => what,
            _ => "",
        }
    }
}

impl From<script::Mistake> for Mistake {
    fn from(mistake: script::Mistake) -> Self {
        Mistake::Script(mistake)
    }
}
