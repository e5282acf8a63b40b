//! The state diagram as SVG: looks come from classes (`www/css/diagram.css`), places from the model.
//!
//! The rules of this folder:
//! 1. What is drawn is [`Model`]; nothing is decided here but words, classes and what has the focus.
//! 2. No style attribute anywhere: the page's content security policy forbids it.
//! 3. One tab stop. The arrow keys go from state to state and from edge to edge, Enter explains one.

mod caption;
mod parts;

use crate::diagram::{Model, Shape, WordKind};
use crate::i18n::{Key, Lang, format, text};
use caption::Caption;
use parts::{Strip, Token, blocked, edge, legend, lines, node, numbers};
use std::rc::Rc;
use web_sys::{Element, SvgElement};
use yew::prelude::*;

/// How fast the diagram moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pace {
    /// Only the end of every motion is shown.
    None,
    /// 300 ms.
    Fast,
    /// 600 ms.
    #[default]
    Normal,
    /// 1200 ms.
    Slow,
}

impl Pace {
    /// Its length in milliseconds.
    pub const fn milliseconds(self) -> u32 {
        match self {
            Pace::None => 0,
            Pace::Fast => 300,
            Pace::Normal => 600,
            Pace::Slow => 1200,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Pace::None => "none",
            Pace::Fast => "fast",
            Pace::Normal => "normal",
            Pace::Slow => "slow",
        }
    }
}

/// What [`Diagram`] shows.
#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    /// The picture.
    pub model: Rc<Model>,
    /// The language of everything that is no protocol text.
    pub lang: Lang,
    /// How fast it moves; [`Pace::None`] also for people who asked their system for less motion.
    #[prop_or_default]
    pub pace: Pace,
}

/// The state diagram of one session.
#[component]
pub fn Diagram(props: &Props) -> Html {
    let Props { model, lang, pace } = props;
    let lang = *lang;
    // The chart and the id of what is explained, so that it closes when the protocol changes.
    let open = use_state(|| None::<String>);
    let toggle = {
        let open = open.clone();
        Callback::from(move |id: String| open.set((open.as_ref() != Some(&id)).then_some(id)))
    };
    let close = {
        let open = open.clone();
        Callback::from(move |()| open.set(None))
    };
    let onkeydown = {
        let (toggle, close) = (toggle.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| keys(&event, &toggle, &close))
    };
    let onclick = {
        let toggle = toggle.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(id) = event.target_dyn_into::<Element>().and_then(|element| item_of(&element)) {
                toggle.emit(id);
            }
        })
    };
    let protocol = if model.protocol == "pop3" { "POP3" } else { "IMAP4" };
    let selected = (*open).as_deref();
    let picture = model.size;
    html! {
        <div
            class="diagram"
            role="group"
            aria-label={format(lang, Key::DiagramName, &[("protocol", protocol)])}
            data-protocol={model.protocol}
            data-pace={pace.name()}
            data-shape={if model.shape == Shape::Narrow { "narrow" } else { "wide" }}
        >
            <svg
                class="diagram-picture"
                viewBox={format!("0 0 {} {}", picture.0, picture.1)}
                {onkeydown}
                {onclick}
            >
                { lines(model) }
                <g class="edges">{ for model.arrows.iter().map(|arrow| edge(arrow, lang, selected)) }</g>
                { numbers(model) }
                <g class="nodes">
                    { for model.nodes.iter().map(|state| node(state, lang, selected, model.serial)) }
                </g>
                { for model.blocked.iter().map(|it| blocked(it, lang, model.serial)) }
                { for model.legend.iter().map(|at| legend(*at, model, lang)) }
                if let Some(flow) = &model.flow {
                    <Strip flow={flow.clone()} {lang} />
                }
                <Token
                    key={format!("{}-{}", model.protocol, model.serial)}
                    rest={model.rest}
                    journey={model.journey.clone()}
                    pace={*pace}
                />
            </svg>
            if let Some(id) = selected {
                <Caption model={model.clone()} {lang} id={id.to_owned()} {close} />
            }
        </div>
    }
}

/// A word in the page's language; a command with the server's word for its failure.
fn spoken(word: &crate::diagram::Word, lang: Lang) -> String {
    let name = match word.kind {
        WordKind::Event => Key::from_id(&word.key()).map_or(word.text, |key| text(lang, key)),
        WordKind::Command | WordKind::More => word.text,
    };
    match word.reply {
        Some(reply) => format!("{name} {reply}"),
        None => name.to_owned(),
    }
}

/// The text of a key that was put together from a chart's name.
fn by_id(lang: Lang, id: &str) -> &'static str {
    Key::from_id(id).map_or("", |key| text(lang, key))
}

/// The id of the state or edge that an element belongs to.
fn item_of(element: &Element) -> Option<String> {
    element.closest("[data-item]").ok().flatten()?.get_attribute("data-item")
}

/// The arrow keys walk through states and edges, Enter and Space explain, Escape closes.
fn keys(event: &KeyboardEvent, toggle: &Callback<String>, close: &Callback<()>) {
    let Some(here) = event.target_dyn_into::<Element>() else { return };
    match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => walk(&here, 1),
        "ArrowUp" | "ArrowLeft" => walk(&here, -1),
        "Enter" | " " => {
            if let Some(id) = item_of(&here) {
                toggle.emit(id);
            }
        }
        "Escape" => close.emit(()),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Moves the focus to the next or previous state or edge.
fn walk(here: &Element, by: i32) {
    let Some(picture) = here.closest("svg").ok().flatten() else { return };
    let Ok(items) = picture.query_selector_all("[data-item]") else { return };
    let all: Vec<Element> = (0..items.length())
        .filter_map(|index| wasm_bindgen::JsCast::dyn_into::<Element>(items.item(index)?).ok())
        .collect();
    let Some(at) = all.iter().position(|item| item == here) else { return };
    let count = all.len() as i32;
    let next = (at as i32 + by).rem_euclid(count.max(1)) as usize;
    if let Some(next) = wasm_bindgen::JsCast::dyn_ref::<SvgElement>(&all[next]) {
        // An element that cannot take the focus leaves it where it is.
        let _ = next.focus();
    }
}

#[cfg(all(test, feature = "ui-ssr"))]
mod tests;
