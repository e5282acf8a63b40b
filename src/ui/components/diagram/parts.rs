//! The parts of the picture.

use super::{Pace, spoken};
use crate::diagram::geometry::{Point, Rect, decimal};
use crate::diagram::{Anchor, Arrow, Blocked, Flow, Label, Model, Node, Word, WordKind};
use crate::i18n::{Key, Lang, by_id, format, text};
use yew::prelude::*;

/// The height of a row of words.
const ROW: f32 = 17.0;
/// From the middle of a row to the line that its letters stand on.
const BASE: f32 = 5.0;
/// The radius of the stop sign, and of the badge that counts a way's steps.
const SIGN: f32 = 10.0;

/// All lines below everything else: first the quiet ones, then the one that was taken.
pub fn lines(model: &Model) -> Html {
    let quiet = model.arrows.iter().filter(|arrow| !arrow.is_fired);
    let fired = model.arrows.iter().filter(|arrow| arrow.is_fired);
    html! {
        <g class="lines" aria-hidden="true">
            { for quiet.map(|arrow| html! {
                <g key={arrow.id} class={classes!("track", manner(arrow))}>
                    { path("shaft", &arrow.shaft) }
                    { path("head", &arrow.head) }
                </g>
            }) }
            { for fired.map(|arrow| html! {
                <g key={format!("{}-{}", arrow.id, model.serial)} class={classes!("track", "fired", manner(arrow))}>
                    { path("halo", &arrow.shaft) }
                    { path("shaft", &arrow.shaft) }
                    { path("head", &arrow.head) }
                </g>
            }) }
        </g>
    }
}

fn manner(arrow: &Arrow) -> Classes {
    let names = [arrow.is_loop.then_some("loop"), arrow.is_loss.then_some("loss"), arrow.step.map(|_| "way")];
    names.into_iter().flatten().collect()
}

/// An edge as a thing to point at, with its words.
pub fn edge(arrow: &Arrow, lang: Lang, selected: Option<&str>) -> Html {
    let item = format!("edge:{}", arrow.id);
    let is_open = selected == Some(&item);
    html! {
        <g
            key={arrow.id}
            class={classes!("edge", arrow.is_fired.then_some("fired"), is_open.then_some("open"), manner(arrow))}
            role="button"
            tabindex="-1"
            aria-label={edge_name(arrow, lang)}
            aria-expanded={is_open.to_string()}
            data-item={item}
            data-edge={arrow.id}
            data-fired={arrow.is_fired.then_some("true")}
            data-step={arrow.step.map(|(step, _)| step.to_string())}
        >
            { path("touch", &arrow.shaft) }
            if let Some(label) = &arrow.label { { words(label, lang) } }
        </g>
    }
}

/// `(4) Not Authenticated → Authenticated: LOGIN, AUTHENTICATE`. What stands beside the line comes first and in
/// its order, so that whoever speaks to the computer can say what is seen (WCAG 2.5.3).
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

/// Where an edge leads, in words.
pub fn ends(arrow: &Arrow, lang: Lang) -> String {
    let key = if arrow.is_loop { Key::DiagramLoop } else { Key::DiagramEdge };
    format(lang, key, &[("from", arrow.from), ("to", arrow.to)])
}

fn words(label: &Label, lang: Lang) -> Html {
    let anchor = anchor(label.anchor);
    let rows = label.rows.iter().zip(baselines(label.at.y, label.rows.len())).map(|(row, y)| {
        let said = row.iter().enumerate().map(|(place, word)| one_word(label, row, place, word, lang));
        // The space is not drawn; it keeps the words of two rows apart for whoever reads the text alone.
        html! {
            <>
                { letters(Some("words"), anchor, Point { y, ..label.at }, said.collect()) }
                { " " }
            </>
        }
    });
    html! { <>{ for rows }</> }
}

const fn anchor(anchor: Anchor) -> &'static str {
    match anchor {
        Anchor::Start => "start",
        Anchor::End => "end",
    }
}

/// Where the letters of some rows stand, with `middle` at the middle of the rows' height.
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
    html! {
        <tspan class={word.is_fired.then_some("fired")}>{ spoken(word, lang) }{ separator }</tspan>
    }
}

/// The numbers of the RFC's figure on their lines, and the steps of a way.
pub fn numbers(model: &Model) -> Html {
    let number = |arrow: &Arrow| {
        let (number, at) = arrow.number?;
        if arrow.is_loss {
            return None;
        }
        Some(html! {
            <g key={arrow.id} class={classes!("number", arrow.is_fired.then_some("fired"), arrow.step.map(|_| "way"))}>
                { rect(&Rect { x: at.x - 14.0, y: at.y - 10.0, w: 28.0, h: 20.0 }, 6.0, "pill") }
                { letters(None, "middle", below(at, BASE), html! { format!("({number})") }) }
            </g>
        })
    };
    let step = |arrow: &Arrow| {
        let (step, at) = arrow.step?;
        Some(html! {
            <g key={format!("step-{}", arrow.id)} class="step">
                { disc(at) }
                { letters(None, "middle", below(at, BASE), html! { step }) }
            </g>
        })
    };
    html! {
        <g class="numbers" aria-hidden="true">
            { for model.arrows.iter().filter_map(number) }
            { for model.arrows.iter().filter_map(step) }
        </g>
    }
}

/// A state.
pub fn node(node: &Node, lang: Lang, selected: Option<&str>, serial: u64) -> Html {
    let Node { rect: place, .. } = node;
    let item = format!("state:{}", node.name);
    let is_open = selected == Some(&item);
    let meaning = by_id(lang, &node.key);
    let second = node.detail.as_deref().unwrap_or(meaning);
    let second_class = if node.detail.is_some() { "detail" } else { "meaning" };
    // What is seen comes first (WCAG 2.5.3).
    let mut label = format!("{}: {second}", node.name);
    if node.detail.is_some() {
        label = format!("{label}. {meaning}");
    }
    if node.is_current {
        label = format!("{label}. {}", text(lang, Key::DiagramHere));
    }
    let names = [
        Some("node"),
        node.is_current.then_some("current"),
        node.is_reached.then_some("reached"),
        node.is_goal.then_some("goal"),
        is_open.then_some("open"),
    ];
    // Lines end close to the ends of the widest boxes, where there must be little rounding.
    let radius = if node.is_flat && place.w < 300.0 { place.h / 2.0 } else { 12.0 };
    let around =
        |by: f32| Rect { x: place.x - by, y: place.y - by, w: place.w + 2.0 * by, h: place.h + 2.0 * by };
    let centre = place.centre();
    // A state that is reached again is another element, so that its arrival is shown again.
    let key = if node.is_reached { format!("{}-{serial}", node.name) } else { node.name.to_owned() };
    html! {
        <g
            {key}
            class={classes!(names.into_iter().flatten().collect::<Vec<_>>())}
            role="button"
            tabindex={if node.is_current { "0" } else { "-1" }}
            aria-label={label}
            aria-expanded={is_open.to_string()}
            aria-current={node.is_current.then_some("step")}
            data-item={item}
            data-state={node.name}
        >
            { rect(&around(5.0), radius + 5.0, "ring") }
            { rect(place, radius, "box") }
            if node.is_terminal { { rect(&around(-4.0), radius - 4.0, "inner") } }
            if node.is_flat {
                { letters(None, "middle", below(centre, 6.0), html! {
                    <>
                        <tspan class="name">{ node.name }</tspan>{ " " }
                        <tspan class={second_class} dx="6">{ second }</tspan>
                    </>
                }) }
            } else {
                { letters(Some("name"), "middle", below(centre, -4.0), html! { node.name }) }
                { " " }
                { letters(Some(second_class), "middle", below(centre, 16.0), html! { second }) }
            }
        </g>
    }
}

/// A refused command: a line that does not arrive.
pub fn blocked(blocked: &Blocked, lang: Lang, serial: u64) -> Html {
    let Blocked { sign, words, .. } = blocked;
    let key = if blocked.to.is_some() { Key::DiagramBlocked } else { Key::DiagramStopped };
    let name = format(lang, key, &[("came", &blocked.command.join(" ")), ("state", blocked.from)]);
    let cross = format!("M{} {}l9 9m0 -9l-9 9", decimal(sign.x - 4.5), decimal(sign.y - 4.5));
    html! {
        <g
            key={format!("blocked-{serial}")}
            class="blocked"
            role="img"
            aria-label={name}
            data-edge="blocked"
            data-refused="true"
            data-from={blocked.from}
            data-to={blocked.to}
        >
            if let Some(beyond) = &blocked.beyond { { path("beyond", beyond) } }
            { path("shaft", &blocked.line) }
            { disc(*sign) }
            { path("cross", &cross) }
            { for blocked.command.iter().zip(baselines(words.y, blocked.command.len())).map(|(row, y)| html! {
                { letters(Some("words"), anchor(blocked.anchor), Point { y, ..*words }, html! { row }) }
            }) }
        </g>
    }
}

/// What a dashed line means; once one was taken, what took it.
pub fn legend(at: Point, model: &Model, lang: Lang) -> Html {
    let lost = model.arrows.iter().filter(|arrow| arrow.is_loss).flat_map(|arrow| &arrow.words);
    let fired = lost.into_iter().find(|word| word.is_fired);
    let words = fired.map_or_else(|| text(lang, Key::ShortLost).to_owned(), |word| spoken(word, lang));
    html! {
        <g class={classes!("legend", "track", "loss", fired.map(|_| "said"))} aria-hidden="true">
            { path("shaft", &format!("M{} {}h28", decimal(at.x), decimal(at.y))) }
            { letters(Some("words"), "start", Point { x: at.x + 36.0, y: at.y + BASE }, html! { words }) }
        </g>
    }
}

// Yew writes code for every attribute at every place where an element stands; these few functions keep
// that code in one place each.

fn path(class: &'static str, d: &str) -> Html {
    html! { <path {class} d={d.to_owned()} /> }
}

/// A stop sign, or the badge that counts a way's steps.
fn disc(at: Point) -> Html {
    html! { <circle cx={decimal(at.x)} cy={decimal(at.y)} r={decimal(SIGN)} /> }
}

fn letters(class: Option<&'static str>, anchor: &'static str, at: Point, content: Html) -> Html {
    html! { <text {class} text-anchor={anchor} x={decimal(at.x)} y={decimal(at.y)}>{ content }</text> }
}

fn below(at: Point, by: f32) -> Point {
    Point { y: at.y + by, ..at }
}

fn rect(place: &Rect, radius: f32, class: &'static str) -> Html {
    html! {
        <rect
            {class}
            x={decimal(place.x)}
            y={decimal(place.y)}
            width={decimal(place.w)}
            height={decimal(place.h)}
            rx={decimal(radius)}
        />
    }
}

/// A chart beside the connection's own: quiet as long as it is where it began.
pub fn strip(flow: &Flow, lang: Lang) -> Html {
    let busy = flow.states.iter().any(|state| state.is_current && !state.is_initial);
    html! {
        <dl class={classes!("flow", busy.then_some("busy"))} data-chart={flow.chart}>
            <dt>{ by_id(lang, &format!("flow-{}", flow.chart)) }</dt>
            { for flow.states.iter().map(|state| html! {
                <dd key={state.name} data-flow={state.name} aria-current={state.is_current.then_some("true")}
                    title={by_id(lang, &state.key)} translate="no">{ state.name }</dd>
            }) }
        </dl>
    }
}

/// The envelope: it goes along the edge that was taken and rests at the current state. A new key makes a
/// new token, and a new token goes on its journey once.
pub fn token(model: &Model, pace: Pace, animation: NodeRef) -> Html {
    let rest = model.rest;
    let key = format!("{}-{}", model.protocol, model.serial);
    html! {
        <g {key} class="token" aria-hidden="true" transform={format!("translate({} {})", decimal(rest.x), decimal(rest.y))}>
            <g>
                if let Some(journey) = model.journey.clone().filter(|_| pace != Pace::None) {
                    <animateMotion
                        ref={animation}
                        path={journey}
                        dur={format!("{}ms", pace.milliseconds())}
                        begin="indefinite"
                        calcMode="spline"
                        keyPoints="0;1"
                        keyTimes="0;1"
                        keySplines="0.45 0.05 0.35 1"
                    />
                }
                <rect class="paper" x="-14" y="-10" width="28" height="20" rx="2.5" />
                <path class="flap" d="M-13 -8.5L0 2.5L13 -8.5" />
            </g>
        </g>
    }
}
