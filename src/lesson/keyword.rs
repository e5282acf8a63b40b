//! The keywords of a lesson's file.

use super::content::Kind;

/// A keyword.
#[derive(Debug)]
pub(super) struct Keyword {
    pub word: &'static str,
    /// Whether it may stand before the first step.
    pub in_head: bool,
    /// The kinds of step that it may stand in.
    pub kinds: &'static [Kind],
    /// Whether something stands behind its colon.
    pub has_value: bool,
    /// Whether it may stand more than once, in the head or in a step.
    pub repeats: bool,
}

const NONE: &[Kind] = &[];
const ALL: &[Kind] = &[Kind::Read, Kind::Watch, Kind::Do, Kind::Predict, Kind::Explain, Kind::Explore];
const DO: &[Kind] = &[Kind::Do];
const ASKING: &[Kind] = &[Kind::Predict, Kind::Explain];

const KEYWORDS: &[Keyword] = &[
    once("lesson", true, NONE, true),
    once("title", true, NONE, false),
    once("summary", true, NONE, false),
    once("audience", true, NONE, false),
    once("minutes", true, NONE, true),
    once("server", true, NONE, true),
    often("switch", true, NONE, true),
    once("scenario", true, NONE, true),
    once("teaches", true, NONE, true),
    once("reads", true, NONE, true),
    once("teacher", true, NONE, false),
    once("before", true, ALL, false),
    often("step", true, ALL, true),
    once("fresh", false, ALL, false),
    often("look", false, ALL, true),
    often("goal", false, DO, true),
    often("avoid", true, DO, true),
    often("hint", false, DO, false),
    once("solution", false, DO, false),
    once("play", false, &[Kind::Watch, Kind::Predict], false),
    once("try", false, &[Kind::Explore], false),
    once("right", false, ASKING, false),
    often("wrong", false, ASKING, false),
    often("because", false, ASKING, false),
    often("confusion", false, ASKING, true),
];

const fn once(word: &'static str, in_head: bool, kinds: &'static [Kind], has_value: bool) -> Keyword {
    Keyword { word, in_head, kinds, has_value, repeats: false }
}

const fn often(word: &'static str, in_head: bool, kinds: &'static [Kind], has_value: bool) -> Keyword {
    Keyword { word, in_head, kinds, has_value, repeats: true }
}

/// The keywords that may stand in a step of this kind, or in the head, but for `step` itself.
pub fn keywords(kind: Option<Kind>) -> impl Iterator<Item = &'static str> {
    KEYWORDS
        .iter()
        .filter(move |keyword| keyword.fits(kind))
        .map(|keyword| keyword.word)
        .filter(|it| *it != "step")
}

impl Keyword {
    /// The keyword of this name.
    pub(super) fn named(word: &str) -> Option<&'static Keyword> {
        KEYWORDS.iter().find(|keyword| keyword.word == word)
    }

    /// Whether it may stand in a step of this kind, or in the head.
    pub(super) fn fits(&self, kind: Option<Kind>) -> bool {
        kind.map_or(self.in_head, |kind| self.kinds.contains(&kind))
    }
}
