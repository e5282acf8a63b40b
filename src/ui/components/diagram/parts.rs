//! The parts of the picture.

use crate::app::preferences::Speed;
use crate::diagram::geometry::{Point, Rect, decimal};
use crate::diagram::{Anchor, Arrow, Blocked, Flow, Label, Node, Picture, Word, WordKind};
use crate::i18n::{Key, Lang, by_id, format, text};
use crate::ui::element::{Element, beside, el, when};
use yew::prelude::*;

/// The language of the names of states and commands.
const PROTOCOL: &str = "en";

/// The height of a row of words.
const ROW: f32 = 17.0;
/// From the middle of a row to the line that its letters stand on.
const BASE: f32 = 5.5;
/// The width of a letter of a state's subject, and the margin that it keeps in its box.
const LETTER: f32 = 9.65;
const MARGIN: f32 = 16.0;
/// The radius of the stop sign, and of the badge that counts a way's steps.
const SIGN: f32 = 10.0;

/// All lines below everything else: first the quiet ones, then the one that was taken.
pub(super) fn lines(model: &Picture) -> Html {
    let quiet = model.arrows.iter().filter(|arrow| !arrow.is_fired);
    let fired = model.arrows.iter().filter(|arrow| arrow.is_fired);
    let track = |key: String, arrow: &Arrow| {
        let [a, b, c] = manner(arrow);
        let track = el("g").key(key).classes(&["track", when(arrow.is_fired, "fired"), a, b, c]);
        let track = if arrow.is_fired { track.child(path("halo", &arrow.shaft)) } else { track };
        track.child(path("shaft", &arrow.shaft)).child(path("head", &arrow.head))
    };
    el("g")
        .attrs(&[("class", "lines"), ("aria-hidden", "true")])
        .list(quiet.map(|arrow| track(arrow.id.to_owned(), arrow)))
        .list(fired.map(|arrow| track(format!("{}-{}", arrow.id, model.serial), arrow)))
        .into()
}

/// The kind of line, as classes.
fn manner(arrow: &Arrow) -> [&'static str; 3] {
    [when(arrow.is_loop, "loop"), when(arrow.is_loss, "loss"), when(arrow.step.is_some(), "way")]
}

/// An edge as a thing to point at, with its words.
pub(super) fn edge(arrow: &Arrow, lang: Lang, selected: Option<&str>) -> Html {
    let item = format!("edge:{}", arrow.id);
    let is_open = selected == Some(&item);
    let [a, b, c] = manner(arrow);
    el("g")
        .key(arrow.id)
        .classes(&["edge", when(arrow.is_fired, "fired"), when(is_open, "open"), a, b, c])
        .attrs(&[("role", "button"), ("tabindex", "-1")])
        .attr("aria-label", edge_name(arrow, lang))
        .attr("aria-expanded", is_open.to_string())
        .attr("data-item", item)
        .attr("data-edge", arrow.id)
        .attr("data-fired", arrow.is_fired.then_some("true"))
        .attr("data-step", arrow.step.map(|(step, _)| step.to_string()))
        .child(path("touch", &arrow.shaft))
        .list(arrow.label.as_ref().map(|label| words(label, lang)))
        .into()
}

/// `(4) Not Authenticated → Authenticated: LOGIN, AUTHENTICATE`. The words beside the line come first and in
/// their order, so that a person who speaks to the computer can say what is seen (WCAG 2.5.3).
fn edge_name(arrow: &Arrow, lang: Lang) -> String {
    let beside = arrow.label.iter().flat_map(|label| label.rows.iter().flatten());
    let mut words: Vec<String> =
        beside.filter(|word| word.kind != WordKind::More).map(|word| spoken(word, lang)).collect();
    for word in arrow.words.iter().map(|word| spoken(word, lang)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let number = arrow.number.map(|(number, _)| format!("({number}) ")).unwrap_or_default();
    let step = arrow.step.map(|(step, _)| format(lang, Key::DiagramStep, &[("number", &step.to_string())]));
    let step = step.map(|step| format!(", {step}")).unwrap_or_default();
    format!("{number}{}: {}{step}", ends(arrow, lang), words.join(", "))
}

/// A word in the page's language; a command with the server's word for its failure.
pub(super) fn spoken(word: &Word, lang: Lang) -> String {
    let name = name(word, lang);
    match word.reply {
        Some(reply) => format!("{name} {reply}"),
        None => name.to_owned(),
    }
}

/// A word in the page's language, without a reply.
fn name(word: &Word, lang: Lang) -> &'static str {
    match word.kind {
        WordKind::Event => Key::from_id(&word.key()).map_or(word.text, |key| text(lang, key)),
        WordKind::Command | WordKind::More => word.text,
    }
}

/// The ends of an edge, in words.
pub(super) fn ends(arrow: &Arrow, lang: Lang) -> String {
    let key = if arrow.is_loop { Key::DiagramLoop } else { Key::DiagramEdge };
    format(lang, key, &[("from", arrow.from), ("to", arrow.to)])
}

fn words(label: &Label, lang: Lang) -> Html {
    let anchor = anchor(label.anchor);
    let rows = label.rows.iter().zip(baselines(label.at.y, label.rows.len())).map(|(row, y)| {
        let said = row.iter().enumerate().map(|(place, word)| one_word(label, row, place, word, lang));
        // The space is not drawn; it keeps the words of two rows apart for readers of the text alone.
        beside([letters("words", anchor, Point { y, ..label.at }, said.collect()), " ".into()])
    });
    rows.collect()
}

const fn anchor(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::End => "end",
    }
}

/// The base lines of some rows of letters, with `middle` at the middle of the rows' height.
fn baselines(middle: f32, rows: usize) -> impl Iterator<Item = f32> {
    let top = middle - (rows as f32 - 1.0) * ROW / 2.0 + BASE;
    (0..rows).map(move |row| top + row as f32 * ROW)
}

fn one_word(label: &Label, row: &[Word], place: usize, word: &Word, lang: Lang) -> Html {
    let is_last = place + 1 == row.len();
    let before_more = row.get(place + 1).is_some_and(|next| next.text == "…");
    let separator = match (is_last, before_more) {
        (true, _) => "",
        (_, true) => " ",
        _ => label.separator,
    };
    // A reply looks otherwise than a command.
    let reply = word.reply.map(|reply| el("tspan").attr("class", "reply").child([" ", reply].concat()));
    let said = el("tspan")
        .classes(&[when(word.is_fired, "fired")])
        .attr("lang", (!word.form.is_empty()).then_some(PROTOCOL))
        .child(name(word, lang));
    said.list(reply).child(separator).into()
}

/// The numbers of the RFC's figure on their lines, and the steps of a way.
pub(super) fn numbers(model: &Picture) -> Html {
    let number = |arrow: &Arrow| {
        let (number, at) = arrow.number?;
        if arrow.is_loss {
            return None;
        }
        let place = Rect { x: at.x - 13.0, y: at.y - 10.0, w: 26.0, h: 20.0 };
        Some(
            el("g")
                .key(arrow.id)
                .classes(&["number", when(arrow.is_fired, "fired"), when(arrow.step.is_some(), "way")])
                .child(rect(&place, 6.0, "pill"))
                .child(letters("", "middle", below(at, BASE), format!("({number})").into())),
        )
    };
    let step = |arrow: &Arrow| {
        let (step, at) = arrow.step?;
        Some(el("g").key(format!("step-{}", arrow.id)).attr("class", "step").child(disc(at)).child(letters(
            "",
            "middle",
            below(at, BASE),
            step.into(),
        )))
    };
    el("g")
        .attrs(&[("class", "numbers"), ("aria-hidden", "true")])
        .list(model.arrows.iter().filter_map(number))
        .list(model.arrows.iter().filter_map(step))
        .into()
}

/// A state.
pub(super) fn node(node: &Node, lang: Lang, selected: Option<&str>, serial: u64) -> Html {
    let Node { rect: place, .. } = node;
    let item = format!("state:{}", node.name);
    let is_open = selected == Some(&item);
    let meaning = by_id(lang, &node.key);
    let second = node.detail.as_deref().unwrap_or(meaning);
    let shown = node.detail.as_deref().map_or(meaning.to_owned(), |detail| fitting(detail, place.w));
    let second_class = if node.detail.is_some() { "detail" } else { "meaning" };
    // The text that is seen comes first (WCAG 2.5.3).
    let mut label = format!("{}: {second}", node.name);
    if node.detail.is_some() {
        label = format!("{label}. {meaning}");
    }
    if node.is_current {
        label = format!("{label}. {}", text(lang, Key::DiagramHere));
    }
    let names = [
        "node",
        when(node.is_current, "current"),
        when(node.is_reached, "reached"),
        when(node.is_goal, "goal"),
        when(is_open, "open"),
    ];
    // Lines end close to the ends of the widest boxes, where there must be little rounding.
    let radius = if node.is_flat && place.w < 300.0 { place.h / 2.0 } else { 12.0 };
    let around =
        |by: f32| Rect { x: place.x - by, y: place.y - by, w: place.w + 2.0 * by, h: place.h + 2.0 * by };
    let centre = place.centre();
    // A state that is reached again is another element, so that its arrival is shown again.
    let key = if node.is_reached { format!("{}-{serial}", node.name) } else { node.name.to_owned() };
    let body = if node.is_flat {
        let name = el("tspan").attr("class", "name").attr("lang", PROTOCOL).child(node.name);
        let second = el("tspan").attr("class", second_class).attr("dx", "6").child(shown);
        letters("", "middle", below(centre, 6.0), beside([name.into(), " ".into(), second.into()]))
    } else {
        let name = el("tspan").attr("lang", PROTOCOL).child(node.name);
        let name = letters("name", "middle", below(centre, -4.0), name.into());
        beside([name, " ".into(), letters(second_class, "middle", below(centre, 17.0), shown.into())])
    };
    el("g")
        .key(key)
        .classes(&names)
        .attr("role", "button")
        .attr("tabindex", if node.is_current { "0" } else { "-1" })
        .attr("aria-label", label)
        .attr("aria-expanded", is_open.to_string())
        .attr("aria-current", node.is_current.then_some("step"))
        .attr("data-item", item)
        .attr("data-state", node.name)
        .child(rect(&around(5.0), radius + 5.0, "ring"))
        .child(rect(place, radius, "box"))
        .list(node.is_terminal.then(|| rect(&around(-4.0), radius - 4.0, "inner")))
        .child(body)
        .into()
}

/// A subject that fits into a box of this width: of a mailbox's long name, the beginning; its access stays.
fn fitting(detail: &str, width: f32) -> String {
    let room = ((width - MARGIN) / LETTER) as usize;
    let (name, access) = detail.rfind(" · ").map_or((detail, ""), |at| detail.split_at(at));
    let (long, rest) = (name.chars().count(), access.chars().count());
    if long + rest <= room {
        return detail.to_owned();
    }
    let kept: String = name.chars().take(room.saturating_sub(rest + 1)).collect();
    format!("{kept}…{access}")
}

/// A refused command: a line that does not arrive.
pub(super) fn blocked(blocked: &Blocked, lang: Lang, serial: u64) -> Html {
    let Blocked { sign, words, .. } = blocked;
    let key = if blocked.to.is_some() { Key::DiagramBlocked } else { Key::DiagramStopped };
    let name = format(lang, key, &[("came", &blocked.command.join(" ")), ("state", blocked.from)]);
    let cross = format!("M{} {}l9 9m0 -9l-9 9", decimal(sign.x - 4.5), decimal(sign.y - 4.5));
    let rows = blocked.command.iter().zip(baselines(words.y, blocked.command.len()));
    el("g")
        .key(format!("blocked-{serial}"))
        .attrs(&[("class", "blocked"), ("role", "img"), ("data-edge", "blocked"), ("data-refused", "true")])
        .attr("aria-label", name)
        .attr("data-from", blocked.from)
        .attr("data-to", blocked.to)
        .list(blocked.beyond.as_ref().map(|beyond| path("beyond", beyond)))
        .child(path("shaft", &blocked.line))
        .child(disc(*sign))
        .child(path("cross", &cross))
        .list(
            rows.map(|(row, y)| letters("words", anchor(blocked.anchor), Point { y, ..*words }, row.into())),
        )
        .into()
}

/// The meaning of a dashed line; once one was taken, the cause.
pub(super) fn legend(at: Point, model: &Picture, lang: Lang) -> Html {
    let lost = model.arrows.iter().filter(|arrow| arrow.is_loss).flat_map(|arrow| &arrow.words);
    let fired = lost.into_iter().find(|word| word.is_fired);
    let words = fired.map_or_else(|| text(lang, Key::ShortLost).to_owned(), |word| spoken(word, lang));
    el("g")
        .classes(&["legend", "track", "loss", when(fired.is_some(), "said")])
        .attr("aria-hidden", "true")
        .child(path("shaft", &format!("M{} {}h28", decimal(at.x), decimal(at.y))))
        .child(letters("words", "start", Point { x: at.x + 36.0, y: at.y + BASE }, words.into()))
        .into()
}

fn path(class: &'static str, d: &str) -> Html {
    el("path").attr("class", class).attr("d", d.to_owned()).into()
}

/// A stop sign, or the badge that counts a way's steps.
fn disc(at: Point) -> Html {
    numbered(el("circle"), &[("cx", at.x), ("cy", at.y), ("r", SIGN)]).into()
}

fn letters(class: &'static str, anchor: &'static str, at: Point, content: Html) -> Html {
    let letters = el("text").classes(&[class]).attr("text-anchor", anchor);
    numbered(letters, &[("x", at.x), ("y", at.y)]).child(content).into()
}

fn numbered(mut element: Element, numbers: &[(&'static str, f32)]) -> Element {
    for (name, number) in numbers {
        element = element.attr(name, decimal(*number));
    }
    element
}

fn below(at: Point, by: f32) -> Point {
    Point { y: at.y + by, ..at }
}

fn rect(place: &Rect, radius: f32, class: &'static str) -> Html {
    let numbers = [("x", place.x), ("y", place.y), ("width", place.w), ("height", place.h), ("rx", radius)];
    numbered(el("rect").attr("class", class), &numbers).into()
}

/// A chart beside the connection's own: quiet as long as it is where it began.
pub(super) fn strip(flow: &Flow, lang: Lang) -> Html {
    let busy = flow.states.iter().any(|state| state.is_current && !state.is_initial);
    el("dl")
        .classes(&["flow", when(busy, "busy")])
        .attr("data-chart", flow.chart)
        .child(el("dt").child(by_id(lang, &format!("flow-{}", flow.chart))))
        .list(flow.states.iter().map(|state| {
            el("dd")
                .key(state.name)
                .attr("data-flow", state.name)
                .attr("aria-current", state.is_current.then_some("true"))
                .attr("title", by_id(lang, &state.key))
                .attr("translate", "no")
                .child(state.name)
        }))
        .into()
}

/// The envelope: it goes along the edge that was taken and rests at the current state. A new key makes a
/// new token, and a new token goes on its journey once.
pub(super) fn token(model: &Picture, pace: Option<Speed>, animation: NodeRef) -> Html {
    let rest = model.rest;
    let key = format!("{}-{}", model.protocol, model.serial);
    let journey = model.journey.clone().zip(pace).map(|(journey, pace)| {
        el("animateMotion")
            .node(animation)
            .attr("path", journey)
            .attr("dur", format!("{}ms", pace.catch_up()))
            .attrs(&[
                ("begin", "indefinite"),
                ("calcMode", "spline"),
                ("keyPoints", "0;1"),
                ("keyTimes", "0;1"),
                ("keySplines", "0.45 0.05 0.35 1"),
            ])
    });
    let paper =
        [("class", "paper"), ("x", "-14"), ("y", "-10"), ("width", "28"), ("height", "20"), ("rx", "2.5")];
    let flap = [("class", "flap"), ("d", "M-13 -8.5L0 2.5L13 -8.5")];
    el("g")
        .key(key)
        .attrs(&[("class", "token"), ("aria-hidden", "true")])
        .attr("transform", format!("translate({} {})", decimal(rest.x), decimal(rest.y)))
        .child(el("g").list(journey).child(el("rect").attrs(&paper)).child(el("path").attrs(&flap)))
        .into()
}
