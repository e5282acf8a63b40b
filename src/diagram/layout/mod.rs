//! Where things stand. Coordinates only, keyed by the names and ids of a chart.

mod imap;
mod pop3;

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
pub(super) struct Layout {
    /// Width and height of the whole.
    pub size: (i16, i16),
    /// A box for every state.
    pub boxes: &'static [Place],
    /// A line for every edge.
    pub routes: &'static [Route],
    /// A line for every refusal that can be drawn.
    pub blocks: &'static [Block],
    /// Where the sample of a lost connection's line begins; its words follow.
    pub legend: Option<(i16, i16)>,
}

/// A state's box: its upper left corner, width and height.
#[derive(Debug)]
pub(super) struct Place {
    pub state: &'static str,
    pub at: (i16, i16),
    pub size: (i16, i16),
    /// How far from its left edge the token rests on its upper edge.
    pub rest: i16,
}

/// An edge's line.
#[derive(Debug)]
pub(super) struct Route {
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
pub(super) struct Words {
    /// The middle of the words' height, and their left or right end, as `side` says.
    pub at: (i16, i16),
    pub side: Anchor,
    pub rows: &'static [&'static [&'static str]],
    /// How many characters fit into the row of what took a loop; the reply then has its own row.
    pub room: usize,
}

/// Which part of a row of words stands at its place, as SVG's `text-anchor`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// The row begins there.
    Start,
    /// The row ends there.
    End,
}

/// The line of a command that is refused in `from`, because it belongs to one of `to`.
#[derive(Debug)]
pub(super) struct Block {
    pub from: &'static str,
    pub to: &'static [&'static str],
    pub corners: &'static [(i16, i16)],
    /// One end of the refused command's name, at the height of the stop sign.
    pub words: (i16, i16),
    /// Which end.
    pub side: Anchor,
    /// How many characters of it fit into a row.
    pub room: usize,
}

/// The layout of the chart named `chart`.
pub(super) fn layout(chart: &str, shape: Shape) -> Option<&'static Layout> {
    match (chart, shape) {
        ("pop3", Shape::Wide) => Some(&pop3::WIDE),
        ("pop3", Shape::Narrow) => Some(&pop3::NARROW),
        ("imap", Shape::Wide) => Some(&imap::WIDE),
        ("imap", Shape::Narrow) => Some(&imap::NARROW),
        _ => None,
    }
}

const fn place(state: &'static str, at: (i16, i16), size: (i16, i16)) -> Place {
    Place { state, at, size, rest: 20 }
}

/// A box on which the token rests somewhere else than near the corner.
const fn resting(rest: i16, place: Place) -> Place {
    Place { rest, ..place }
}

const fn words(at: (i16, i16), side: Anchor, rows: &'static [&'static [&'static str]]) -> Words {
    Words { at, side, rows, room: usize::MAX }
}

/// Words beside which there is little room.
const fn within(room: usize, words: Words) -> Words {
    Words { room, ..words }
}

/// For a line that is known by its number or by the words of another line.
const NONE: Words = words((0, 0), Anchor::Start, &[]);
