//! Pictures as SVG files that need nothing of the page: looks are attributes, all text is escaped.
//!
//! The words of a language come from outside, by their keys in the catalogues.

use super::geometry::decimal;
use super::layout::Anchor;
use super::picture::{Picture, WordKind};
use super::sequence::{Event, Row, Rung, Thread};
use crate::engine::step::{Party, Reply};

/// The widths of the ladder and of a page of text, and the height of their rows.
const WIDTH: f32 = 960.0;
const ROW: f32 = 24.0;
/// The margin around everything.
const MARGIN: f32 = 20.0;
/// The room right of the server's lifeline.
const STORE: f32 = 110.0;
/// The advance of a letter in the ladder's font of 12.
const LETTER: f32 = 7.3;

const PAPER: &str = "#faf9f4";
const INK: &str = "#1b1b20";
const QUIET: &str = "#5c584d";
const LINE: &str = "#8d8879";
const CLIENT: &str = "#1a4fa8";
const OK: &str = "#0f6b2f";
const ERR: &str = "#b3151d";
const YELLOW: &str = "#ffcc00";
const SOFT: &str = "#fff3c4";

/// A picture in the making.
#[derive(Default)]
struct Svg(String);

impl Svg {
    /// Puts an element: its name, attributes as pairs of name and value, and its content, which is escaped already.
    fn put(&mut self, name: &str, attributes: &[(&str, &str)], content: &str) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            for part in [" ", name, "=\"", &escaped(value), "\""] {
                self.0.push_str(part);
            }
        }
        for part in [">", content, "</", name, ">\n"] {
            self.0.push_str(part);
        }
    }

    fn path(&mut self, d: &str, colour: &str, width: &str, dashes: &str) {
        let looks = [("stroke", colour), ("stroke-width", width), ("stroke-dasharray", dashes)];
        self.put("path", &[&[("d", d), ("fill", "none")], &looks[..]].concat(), "");
    }

    fn line(&mut self, (x, y): (f32, f32), (dx, dy): (f32, f32), colour: &str, width: &str, dashes: &str) {
        let d = ["M", &decimal(x), " ", &decimal(y), "l", &decimal(dx), " ", &decimal(dy)].concat();
        self.path(&d, colour, width, dashes);
    }

    fn text(&mut self, (x, y): (f32, f32), looks: &[(&str, &str)], text: &str) {
        let (x, y) = (decimal(x), decimal(y));
        self.put("text", &[&[("x", &*x), ("y", &*y)], looks].concat(), &escaped(text));
    }

    fn rect(&mut self, (x, y): (f32, f32), (w, h): (f32, f32), looks: &[(&str, &str)]) {
        let [x, y, w, h] = [x, y, w, h].map(decimal);
        let place = [("x", &*x), ("y", &*y), ("width", &*w), ("height", &*h)];
        self.put("rect", &[&place[..], looks].concat(), "");
    }

    /// The whole file, on paper.
    fn finish(self, (width, height): (f32, f32), size: &str, title: &str) -> String {
        let [margin, w, h] = [-MARGIN, width + 2.0 * MARGIN, height + 2.0 * MARGIN].map(decimal);
        let around = [&*margin, " ", &margin, " ", &w, " ", &h].concat();
        let mut paper = Svg::default();
        let place = [("x", &*margin), ("y", &margin), ("width", &w), ("height", &h), ("fill", PAPER)];
        paper.put("rect", &place, "");
        [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"",
            &around,
            "\" width=\"",
            &w,
            "\" height=\"",
            &h,
            "\" font-family=\"system-ui, sans-serif\" font-size=\"",
            size,
            "\">\n<title>",
            &escaped(title),
            "</title>\n",
            &paper.0,
            &self.0,
            "</svg>\n",
        ]
        .concat()
    }
}

/// Text that no reader of XML takes for anything else; characters that XML does not have are left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// The same file in black, white and grey, for paper. A colour stands between quotation marks, which no text in a file
/// has, so that nothing but looks changes.
pub fn in_black(svg: &str) -> String {
    let colours = [
        (PAPER, "#ffffff"),
        (INK, "#000000"),
        (QUIET, "#333333"),
        (LINE, "#777777"),
        (CLIENT, "#000000"),
        (OK, "#000000"),
        (ERR, "#000000"),
        (YELLOW, "#d0d0d0"),
        (SOFT, "#e8e8e8"),
    ];
    let quoted = |colour: &str| ["\"", colour, "\""].concat();
    colours.iter().fold(svg.to_owned(), |svg, (own, black)| svg.replace(&quoted(own), &quoted(black)))
}

/// The states as a file; `say` gives the text of a key of the catalogues.
pub fn states(picture: &Picture, title: &str, say: &dyn Fn(&str) -> String) -> String {
    let mut svg = Svg::default();
    for arrow in &picture.arrows {
        if arrow.is_fired {
            svg.path(&arrow.shaft, YELLOW, "10", "");
        }
    }
    for arrow in &picture.arrows {
        let strong = arrow.is_fired || arrow.step.is_some();
        let (colour, width) = if strong { (INK, "3") } else { (LINE, "1.75") };
        svg.path(&arrow.shaft, colour, width, if arrow.is_loss { "5 4" } else { "" });
        svg.put("path", &[("d", &arrow.head), ("fill", colour)], "");
    }
    for arrow in &picture.arrows {
        let label = arrow.label.iter();
        let rows = label.flat_map(|label| label.rows.iter().zip(0..).map(move |row| (label, row)));
        for (label, (row, nth)) in rows {
            let words: Vec<String> = row
                .iter()
                .map(|word| {
                    let name = match word.kind {
                        WordKind::Event => say(&word.key()),
                        _ => word.text.to_owned(),
                    };
                    word.reply.map_or(name.clone(), |reply| [&name, " ", reply].concat())
                })
                .collect();
            let fired = row.iter().any(|word| word.is_fired);
            let y = label.at.y + (nth as f32 - (label.rows.len() as f32 - 1.0) / 2.0) * 17.0 + 5.5;
            let anchor = if label.anchor == Anchor::End { "end" } else { "start" };
            let looks = [("text-anchor", anchor), ("fill", if fired { INK } else { QUIET })];
            let weight = [("font-weight", if fired { "700" } else { "" })];
            svg.text((label.at.x, y), &[&looks[..], &weight].concat(), &words.join(label.separator));
        }
        if let Some((number, at)) = arrow.number.filter(|_| !arrow.is_loss) {
            let fill = if arrow.is_fired { YELLOW } else { PAPER };
            svg.rect(
                (at.x - 13.0, at.y - 10.0),
                (26.0, 20.0),
                &[("rx", "6"), ("fill", fill), ("stroke", LINE)],
            );
            let text = ["(", &number.to_string(), ")"].concat();
            svg.text((at.x, at.y + 5.5), &[("text-anchor", "middle"), ("fill", INK)], &text);
        }
    }
    for node in &picture.nodes {
        let (place, middle) = (node.rect, node.rect.centre());
        let (fill, stroke, width) =
            if node.is_current { (YELLOW, INK, "3") } else { ("#ffffff", LINE, "1.5") };
        let looks = [("rx", "12"), ("fill", fill), ("stroke", stroke), ("stroke-width", width)];
        svg.rect((place.x, place.y), (place.w, place.h), &looks);
        let second = node.detail.clone().unwrap_or_else(|| say(&node.key));
        let name = [("text-anchor", "middle"), ("font-weight", "700"), ("fill", INK)];
        let quiet = [("text-anchor", "middle"), ("fill", if node.is_current { INK } else { QUIET })];
        if node.is_flat {
            let second = ["  <tspan font-weight=\"400\">", &escaped(&second), "</tspan>"].concat();
            let place = [("x", &*decimal(middle.x)), ("y", &*decimal(middle.y + 6.0))];
            svg.put("text", &[&place[..], &name].concat(), &(node.name.to_owned() + &second));
        } else {
            svg.text((middle.x, middle.y - 4.0), &name, node.name);
            svg.text((middle.x, middle.y + 17.0), &quiet, &second);
        }
    }
    if let Some(blocked) = &picture.blocked {
        svg.path(&blocked.line, ERR, "3", "6 4");
        let (x, y) = (blocked.sign.x, blocked.sign.y);
        for (dx, dy) in [(14.0, 14.0), (14.0, -14.0)] {
            svg.line((x - 7.0, y - dy / 2.0), (dx, dy), ERR, "3", "");
        }
        let anchor = if blocked.anchor == Anchor::End { "end" } else { "start" };
        for (row, nth) in blocked.command.iter().zip(0..) {
            let y = blocked.words.y + (nth as f32 - (blocked.command.len() as f32 - 1.0) / 2.0) * 17.0 + 5.5;
            let looks = [("text-anchor", anchor), ("fill", ERR), ("font-weight", "700")];
            svg.text((blocked.words.x, y), &looks, row);
        }
    }
    let (width, mut height) = (f32::from(picture.size.0), f32::from(picture.size.1));
    for flow in &picture.flows {
        let current = flow.states.iter().find(|state| state.is_current).map_or("", |state| state.name);
        height += 20.0;
        let words = [&say(&["flow-", flow.chart].concat()), ": ", current].concat();
        svg.text((width / 2.0, height), &[("text-anchor", "middle"), ("fill", QUIET)], &words);
    }
    svg.finish((width, height), "16", title)
}

/// Rows of the ladder as a file, below the names of its lifelines.
pub fn ladder(lanes: &[String], server: &str, rungs: &[Rung], title: &str) -> String {
    let mut svg = Svg::default();
    let right = WIDTH - STORE;
    let step = right / lanes.len().max(1) as f32;
    let room = |width: f32| (width / LETTER) as usize;
    for (at, name) in lanes.iter().enumerate() {
        let looks = [("fill", CLIENT), ("font-weight", "700")];
        svg.text((at as f32 * step, 12.0), &looks, &shortened(name, room(step)));
    }
    svg.text((right, 12.0), &[("fill", INK), ("font-weight", "700")], server);
    for (rung, nth) in rungs.iter().zip(1..) {
        let y = nth as f32 * ROW;
        for (at, thread) in rung.threads.iter().enumerate() {
            let (colour, width, dashes) = match thread {
                Thread::None => (LINE, "0.5", "1 4"),
                Thread::Open => (CLIENT, "2", ""),
                Thread::Tls => (CLIENT, "7", ""),
            };
            let x = at as f32 * step;
            svg.line((x, y), (0.0, ROW), colour, width, dashes);
            if *thread == Thread::Tls {
                svg.line((x, y), (0.0, ROW), YELLOW, "3", "");
            }
        }
        svg.line((right, y), (0.0, ROW), LINE, "2", "");
        let left = rung.lane.map_or(0.0, |lane| lane as f32 * step);
        let (colour, dashes) = looks(&rung.row);
        let end = match rung.row.event {
            Event::Delivered(_) => WIDTH,
            _ => right,
        };
        let start = if end > right { right } else { left };
        svg.line((start + 2.0, y + 18.0), (end - start - 4.0, 0.0), colour, "1.5", dashes);
        let client = rung.row.event.from() == Some(Party::Client);
        if rung.row.event.from().is_some() {
            let (tip, back) = if client { (right - 1.0, "l-8 -4v8z") } else { (left + 1.0, "l8 -4v8z") };
            let d = ["M", &decimal(tip), " ", &decimal(y + 18.0), back].concat();
            svg.put("path", &[("d", &d), ("fill", colour)], "");
        }
        let (x, anchor, width) =
            if client { (left + 8.0, "start", right - left) } else { (end - 8.0, "end", end) };
        let words = shortened(&rung.words, room(width - 16.0));
        // A rim of paper keeps the words apart from the lifelines that they cross.
        let rim = [("stroke", PAPER), ("stroke-width", "4"), ("paint-order", "stroke")];
        let own = [("fill", colour), ("text-anchor", anchor), ("font-family", "ui-monospace, monospace")];
        svg.text((x, y + 13.0), &[&own[..], &rim].concat(), &words);
    }
    svg.finish((WIDTH, (rungs.len() + 1) as f32 * ROW), "12", title)
}

/// The colour and the dashes of a row's arrow.
const fn looks(row: &Row) -> (&'static str, &'static str) {
    let Event::Line(line) = &row.event else {
        return match row.event {
            Event::Cut => (ERR, "6 4"),
            Event::LeftOut { .. } => (QUIET, "1 3"),
            _ => (QUIET, "2 3"),
        };
    };
    let colour = match (line.from, line.reply) {
        (Party::Client, _) => CLIENT,
        (_, Some(Reply::Ok | Reply::Preauth)) => OK,
        (_, Some(Reply::Err | Reply::No | Reply::Bad)) => ERR,
        _ => INK,
    };
    let dashes = match (line.unasked, line.goes_on) {
        (true, _) => "5 3",
        (_, true) => "1 3",
        _ => "",
    };
    (colour, dashes)
}

/// A line of a page of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextLine {
    /// The text.
    pub text: String,
    /// The steps by which it is moved in.
    pub level: usize,
    /// Whether it is marked.
    pub is_marked: bool,
}

/// Lines of text as a file.
pub fn page(lines: &[TextLine], title: &str) -> String {
    let mut svg = Svg::default();
    let row = 17.0;
    for (line, nth) in lines.iter().zip(0..) {
        let (x, y) = (line.level as f32 * 16.0, nth as f32 * row);
        let text = shortened(&line.text, ((WIDTH - x) / LETTER) as usize);
        if line.is_marked {
            svg.rect((x - 3.0, y), (text.chars().count() as f32 * LETTER + 6.0, row), &[("fill", SOFT)]);
        }
        let looks = [("fill", INK), ("font-family", "ui-monospace, monospace"), ("xml:space", "preserve")];
        svg.text((x, y + 13.0), &looks, &text);
    }
    svg.finish((WIDTH, lines.len() as f32 * row), "12", title)
}

/// The beginning of a text that has no room for more characters than these.
fn shortened(text: &str, room: usize) -> String {
    if text.chars().count() <= room {
        return text.to_owned();
    }
    let kept: String = text.chars().take(room.saturating_sub(1)).collect();
    kept + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::sequence::Line;
    use crate::engine::ConnectionId;
    use expect_test::expect;

    #[test]
    fn text_stays_text() {
        assert_eq!(escaped("<a b=\"&\">\u{0}\u{1b}\u{FFFF}ü"), "&lt;a b=&quot;&amp;&quot;&gt;ü");
        let page = page(&[TextLine { text: "<script>".to_owned(), level: 1, is_marked: true }], "a & b");
        expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 1000 57" width="1000" height="57" font-family="system-ui, sans-serif" font-size="12">
            <title>a &amp; b</title>
            <rect x="-20" y="-20" width="1000" height="57" fill="#faf9f4"></rect>
            <rect x="13" y="0" width="64.4" height="17" fill="#fff3c4"></rect>
            <text x="16" y="13" fill="#1b1b20" font-family="ui-monospace, monospace" xml:space="preserve">&lt;script&gt;</text>
            </svg>
        "##]].assert_eq(&page);
    }

    #[test]
    fn a_row_of_the_ladder_is_lines_and_words() {
        let line = Line {
            from: Party::Server,
            text: "-ERR <no>".to_owned(),
            reply: Some(Reply::Err),
            goes_on: false,
            unasked: false,
        };
        let row = Row { connection: Some(ConnectionId(1)), begins: true, event: Event::Line(line) };
        let threads = vec![Thread::Open, Thread::Tls];
        let rung = Rung { row, lane: Some(1), threads, words: "-ERR <no>".to_owned() };
        let names = [
            "Client 1".to_owned(),
            "Client 2 with a name that is longer than its column is wide, by far".to_owned(),
        ];
        expect![[r##"
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 1000 88" width="1000" height="88" font-family="system-ui, sans-serif" font-size="12">
            <title>Sequence</title>
            <rect x="-20" y="-20" width="1000" height="88" fill="#faf9f4"></rect>
            <text x="0" y="12" fill="#1a4fa8" font-weight="700">Client 1</text>
            <text x="425" y="12" fill="#1a4fa8" font-weight="700">Client 2 with a name that is longer than its column is wi…</text>
            <text x="850" y="12" fill="#1b1b20" font-weight="700">Server</text>
            <path d="M0 24l0 24" fill="none" stroke="#1a4fa8" stroke-width="2"></path>
            <path d="M425 24l0 24" fill="none" stroke="#1a4fa8" stroke-width="7"></path>
            <path d="M425 24l0 24" fill="none" stroke="#ffcc00" stroke-width="3"></path>
            <path d="M850 24l0 24" fill="none" stroke="#8d8879" stroke-width="2"></path>
            <path d="M427 42l421 0" fill="none" stroke="#b3151d" stroke-width="1.5"></path>
            <path d="M426 42l8 -4v8z" fill="#b3151d"></path>
            <text x="842" y="37" fill="#b3151d" text-anchor="end" font-family="ui-monospace, monospace" stroke="#faf9f4" stroke-width="4" paint-order="stroke">-ERR &lt;no&gt;</text>
            </svg>
        "##]].assert_eq(&ladder(&names, "Server", &[rung], "Sequence"));
    }
}
