//! The parts of a layout: boxes, lines, words.

/// The form of the space that the diagram is drawn for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A column of a page on a computer or a projector, about 600 × 500.
    #[default]
    Wide,
    /// A telephone held upright, about 360 wide.
    Narrow,
}

/// A picture's coordinates. Text is set in 14 units, a state's name in 17.
#[derive(Debug)]
pub(in crate::diagram) struct Layout {
    /// Width and height of the whole.
    pub size: (i16, i16),
    /// A box for every state.
    pub boxes: &'static [Place],
    /// A line for every edge.
    pub routes: &'static [Route],
    /// A line for every refusal that can be drawn.
    pub blocks: &'static [Block],
    /// The beginning of the sample of a lost connection's line; its words follow.
    pub legend: Option<(i16, i16)>,
}

/// A state's box: its upper left corner, width and height.
#[derive(Debug)]
pub(in crate::diagram) struct Place {
    pub state: &'static str,
    pub at: (i16, i16),
    pub size: (i16, i16),
    /// The distance of the token, which rests on its upper edge, from its left edge.
    pub rest: i16,
}

/// An edge's line.
#[derive(Debug)]
pub(in crate::diagram) struct Route {
    pub edge: &'static str,
    /// From the border of one box to the border of another, around corners.
    pub corners: &'static [(i16, i16)],
    /// The middle of its number's pill; without a number, of the badge that counts a way's steps.
    pub mark: (i16, i16),
    /// The words beside it: where, to which side, and which triggers, row by row. Triggers that are not
    /// named become an ellipsis; without rows the line has no words.
    pub words: Words,
}

/// Words at a place.
#[derive(Debug)]
pub(in crate::diagram) struct Words {
    /// The middle of the words' height, and their left or right end, as `side` says.
    pub at: (i16, i16),
    pub side: Anchor,
    pub rows: &'static [&'static [&'static str]],
    /// The number of characters that fit into the row of a loop's command; the reply then has its own row.
    pub room: usize,
}

/// The part of a row of words that stands at its place, as SVG's `text-anchor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The row begins there.
    Start,
    /// The row ends there.
    End,
}

/// The line of a command that is refused in `from`, because it belongs to one of `to`.
#[derive(Debug)]
pub(in crate::diagram) struct Block {
    pub from: &'static str,
    pub to: &'static [&'static str],
    pub corners: &'static [(i16, i16)],
    /// One end of the refused command's name, at the height of the stop sign.
    pub words: (i16, i16),
    /// That end.
    pub side: Anchor,
    /// The number of its characters that fit into a row.
    pub room: usize,
}

/// Declares a layout as a table. A box is a state, its upper left corner and its size; a line is an edge, its corners,
/// its mark, and the words beside it: their side, their place and their rows, with `/` between rows.
macro_rules! layout {
    ($NAME:ident $size:tt $(legend $legend:tt)?;
        boxes { $($state:literal $at:tt $extent:tt $(rest $rest:literal)?;)* }
        lines { $($edge:literal [$($corner:tt)*] $mark:tt
            $($side:ident $place:tt $(within $room:literal)? [$($($word:literal)+)/+])?;)* }
        blocks { $($from:literal [$($to:literal)+] [$($turn:tt)*] $end:ident $name:tt within $space:literal;)* }
    ) => {
        pub(super) static $NAME: $crate::diagram::layout::Layout = {
            use $crate::diagram::layout::{Anchor, Block, Layout, Place, Route, Words};
            Layout {
                size: $size,
                boxes: &[$(Place { state: $state, at: $at, size: $extent, rest: layout!(@first $($rest,)? 20) }),*],
                routes: &[$(Route {
                    edge: $edge,
                    corners: &[$($corner),*],
                    mark: $mark,
                    words: layout!(@first $(Words {
                        at: $place,
                        side: Anchor::$side,
                        rows: &[$(&[$($word),+]),+],
                        room: layout!(@first $($room,)? usize::MAX),
                    },)? Words { at: (0, 0), side: Anchor::Start, rows: &[], room: usize::MAX }),
                }),*],
                blocks: &[$(Block {
                    from: $from,
                    to: &[$($to),+],
                    corners: &[$($turn),*],
                    words: $name,
                    side: Anchor::$end,
                    room: $space,
                }),*],
                legend: layout!(@first $(Some($legend),)? None),
            }
        };
    };
    (@first $first:expr $(, $other:expr)?) => { $first };
}
pub(super) use layout;
