//! Lines, arrowheads and points along a line, for a picture made of right angles.
//!
//! Units are those of the picture's own coordinate system; a layout chooses it so that one unit is about
//! one CSS pixel on a 1280×720 page. y grows downwards.

/// A place in the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A box: the upper left corner, the width and the height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Its left edge.
    pub x: f32,
    /// Its upper edge.
    pub y: f32,
    /// Its width, above 0.
    pub w: f32,
    /// Its height, above 0.
    pub h: f32,
}

/// A line through some corners, as drawn: the corners are rounded.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    corners: Vec<Point>,
}

/// The reach of a corner's rounding into the segments beside it.
const ROUNDING: f32 = 12.0;
/// An arrowhead's length and half its width.
const HEAD: (f32, f32) = (11.0, 5.5);

impl Rect {
    /// Its middle.
    pub fn centre(&self) -> Point {
        Point { x: self.x + self.w / 2.0, y: self.y + self.h / 2.0 }
    }

    /// Whether the two share an area.
    pub fn overlaps(&self, other: &Rect) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }
}

impl Line {
    /// A line through these corners: at least two, none equal to its neighbour.
    pub fn through(corners: &[(i16, i16)]) -> Self {
        let point = |&(x, y): &(i16, i16)| Point { x: f32::from(x), y: f32::from(y) };
        Self { corners: corners.iter().map(point).collect() }
    }

    /// The corners, ends included.
    pub fn corners(&self) -> &[Point] {
        &self.corners
    }

    /// Its length, measured along its corners.
    pub fn length(&self) -> f32 {
        self.corners.windows(2).map(|pair| distance(pair[0], pair[1])).sum()
    }

    /// The point at `share` (0–1) of its length.
    pub fn at(&self, share: f32) -> Point {
        let part = self.until(share).corners;
        part[part.len() - 1]
    }

    /// The first part of the line, up to `share` (0–1) of its length.
    pub fn until(&self, share: f32) -> Line {
        let mut left = self.length() * share.clamp(0.0, 1.0);
        let mut corners = vec![self.corners[0]];
        for pair in self.corners.windows(2) {
            let long = distance(pair[0], pair[1]);
            if left <= long {
                corners.push(towards(pair[0], pair[1], left));
                break;
            }
            corners.push(pair[1]);
            left -= long;
        }
        Line { corners }
    }

    /// The same line as seen from `origin`.
    pub fn seen_from(mut self, origin: Point) -> Line {
        for corner in &mut self.corners {
            *corner = Point { x: corner.x - origin.x, y: corner.y - origin.y };
        }
        self
    }

    /// The same line, led on to `point`.
    pub fn then(mut self, point: Point) -> Line {
        self.corners.push(point);
        self
    }

    /// The line to its end, and the same way home.
    pub fn there_and_back(&self) -> Line {
        Line { corners: self.corners.iter().chain(self.corners.iter().rev().skip(1)).copied().collect() }
    }

    /// The same line the other way round.
    pub fn back(&self) -> Line {
        Line { corners: self.corners.iter().rev().copied().collect() }
    }

    /// The line as SVG path data, from its first corner to its last.
    pub fn path(&self) -> String {
        path(&self.corners)
    }

    /// The line as SVG path data from its arrowhead back to its first corner. It leaves the head's length
    /// out, so that the tip stays sharp. Since it begins at the head, the dashes of lines that come
    /// together fall upon each other.
    pub fn shaft(&self) -> String {
        let mut corners = self.corners.clone();
        let [.., before, end] = corners.as_mut_slice() else { return String::new() };
        *end = towards(*end, *before, HEAD.0 - 1.0);
        corners.reverse();
        path(&corners)
    }

    /// The arrowhead at its end, as SVG path data.
    pub fn head(&self) -> String {
        let [.., before, tip] = self.corners.as_slice() else { return String::new() };
        let base = towards(*tip, *before, HEAD.0);
        let (dx, dy) = ((tip.x - base.x) / HEAD.0 * HEAD.1, (tip.y - base.y) / HEAD.0 * HEAD.1);
        let wing = |side: f32| Point { x: base.x - dy * side, y: base.y + dx * side };
        let (left, right) = (wing(1.0), wing(-1.0));
        let mut path = String::new();
        for (before, point) in [("M", *tip), ("L", left), ("L", right)] {
            put(&mut path, before, point);
        }
        path + "Z"
    }
}

fn path(corners: &[Point]) -> String {
    let mut path = String::new();
    for (index, &corner) in corners.iter().enumerate() {
        match (index.checked_sub(1).map(|before| corners[before]), corners.get(index + 1)) {
            (None, _) => put(&mut path, "M", corner),
            (Some(_), None) => put(&mut path, "L", corner),
            (Some(before), Some(&after)) => {
                let rounding =
                    ROUNDING.min(distance(before, corner) / 2.0).min(distance(corner, after) / 2.0);
                let (start, end) = (towards(corner, before, rounding), towards(corner, after, rounding));
                put(&mut path, "L", start);
                put(&mut path, "Q", corner);
                put(&mut path, " ", end);
            }
        }
    }
    path
}

fn put(path: &mut String, before: &str, point: Point) {
    for part in [before, &decimal(point.x), " ", &decimal(point.y)] {
        path.push_str(part);
    }
}

/// A number as it stands in SVG, rounded to tenths. It is written as whole numbers, because the standard
/// library's code for fractions is large.
pub fn decimal(value: f32) -> String {
    let tenths = (value * 10.0).round() as i32;
    let (sign, tenths) = (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs());
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

fn distance(a: Point, b: Point) -> f32 {
    let (x, y) = (a.x - b.x, a.y - b.y);
    (x * x + y * y).sqrt()
}

/// The point `far` units from `a` on the way to `b`.
fn towards(a: Point, b: Point, far: f32) -> Point {
    let share = far / distance(a, b).max(f32::EPSILON);
    Point { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_is_rounded() {
        let line = Line::through(&[(0, 0), (40, 0), (40, 40)]);
        assert_eq!(line.path(), "M0 0L28 0Q40 0 40 12L40 40");
    }

    #[test]
    fn the_shaft_stops_inside_the_head() {
        let line = Line::through(&[(0, 0), (0, 50)]);
        assert_eq!(line.shaft(), "M0 40L0 0");
        assert_eq!(line.head(), "M0 50L-5.5 39L5.5 39Z");
    }

    #[test]
    fn numbers_have_a_sign_and_at_most_one_decimal_place() {
        let written = [0.0, -0.04, -0.5, 5.25, 39.96, -11.5].map(decimal);
        assert_eq!(written, ["0", "0", "-0.5", "5.3", "40", "-11.5"]);
    }

    #[test]
    fn points_along_a_line_follow_its_corners() {
        let line = Line::through(&[(0, 0), (30, 0), (30, 10)]);
        assert_eq!(line.length(), 40.0);
        assert_eq!(line.at(0.5), Point { x: 20.0, y: 0.0 });
        assert_eq!(line.at(1.0), Point { x: 30.0, y: 10.0 });
        assert_eq!(line.until(0.5).path(), "M0 0L20 0");
        assert_eq!(line.back().at(0.0), line.at(1.0));
    }
}
