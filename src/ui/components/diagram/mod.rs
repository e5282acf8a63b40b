//! The state diagram as SVG: looks come from classes (`www/css/diagram.css`), places from the model.
//!
//! The rules of this folder:
//! 1. The picture is [`Picture`]; nothing is decided here but words, classes and the focus.
//! 2. No style attribute anywhere: the page's content security policy forbids it.
//! 3. One tab stop. The arrow keys go from state to state and from edge to edge, Enter explains one.

mod caption;
mod parts;

use crate::app::predict;
use crate::app::preferences::Speed;
use crate::diagram::{Picture, Shape};
use crate::i18n::format;
use crate::ui::element::el;
use crate::ui::platform;
use crate::ui::prelude::*;
use caption::caption;
use parts::{blocked, edge, legend, lines, node, numbers, strip, token};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, SvgAnimationElement, SvgElement};

/// The state diagram of one session, if its chart has a layout; with a pace its motion is shown.
#[autoprops]
#[component]
pub(crate) fn Diagram(picture: &Option<Picture>, pace: Option<Speed>, guessing: bool) -> Html {
    let (lang, dispatch) = (use_texts().0, use_context::<Dispatch>());
    // The item that is explained: `state:` and a state's name, or `edge:` and an edge's id.
    let open = use_state(|| None::<String>);
    let animation = use_node_ref();
    {
        let animation = animation.clone();
        let shown = picture.as_ref().map(|model| (model.protocol, model.serial));
        use_effect_with(shown, move |_| {
            // An animation that belongs to a document begins with the document, long ago; this one begins
            // now. Where the browser cannot, the envelope simply rests at its end.
            let element = animation.get().and_then(|node| node.dyn_into::<SvgAnimationElement>().ok());
            if let Some(element) = element {
                let _ = element.begin_element();
            }
        });
    }
    // A window that becomes narrow has the state in sight, too.
    let placed = picture.as_ref().map(|model| (model.protocol, model.serial, model.shape));
    use_effect_with(placed, |_| platform::scroll_to_middle(".diagram", "[data-state][aria-current]"));
    let Some(model) = picture else { return Html::default() };
    // While somebody predicts, a state is an answer.
    let answers = dispatch.filter(|_| guessing).map(|dispatch| (dispatch, Protocol::named(model.protocol)));
    let choose = {
        let open = open.clone();
        Rc::new(move |here: &Element| {
            let Some(id) = item_of(here) else { return };
            match (&answers, id.strip_prefix("state:")) {
                (Some((dispatch, Some(protocol))), Some(name)) => {
                    if let Some(state) = protocol.chart().states.iter().find(|state| state.name == name) {
                        dispatch.send(predict::Msg::State(state.name));
                    }
                }
                _ => toggle(&open, id),
            }
        })
    };
    let onkeydown = {
        let (open, choose) = (open.clone(), choose.clone());
        Callback::from(move |event: KeyboardEvent| keys(&event, &open, &*choose))
    };
    let onclick = Callback::from(move |event: MouseEvent| {
        if let Some(here) = event.target_dyn_into::<Element>() {
            choose(&here);
        }
    });
    let protocol = Protocol::named(model.protocol).map_or(model.protocol, |protocol| protocol.row().name);
    let selected = (*open).as_deref();
    let edges = model.arrows.iter().map(|arrow| edge(arrow, lang, selected));
    let nodes = model.nodes.iter().map(|state| node(state, lang, selected, model.serial));
    let picture = el("svg")
        .attr("class", "diagram-picture")
        .attr("viewBox", std::format!("0 0 {} {}", model.size.0, model.size.1))
        .listen(Rc::new(yew::html::onkeydown::Wrapper::new(onkeydown)))
        .onclick(onclick)
        .child(lines(model))
        .child(el("g").attr("class", "edges").list(edges))
        .child(numbers(model))
        .child(el("g").attr("class", "nodes").list(nodes))
        .list(model.blocked.iter().map(|it| blocked(it, lang, model.serial)))
        .list(model.legend.iter().map(|at| legend(*at, model, lang)))
        .child(token(model, pace, animation));
    el("div")
        .attrs(&[("class", "diagram"), ("role", "group")])
        .attr("aria-label", format(lang, Key::DiagramName, &[("protocol", protocol)]))
        .attr("data-protocol", model.protocol)
        .attr("data-pace", pace.map_or("none", Speed::name))
        .attr("data-guessing", guessing.then_some(""))
        .attr("data-shape", if model.shape == Shape::Narrow { "narrow" } else { "wide" })
        .child(picture)
        .child(el("div").attr("class", "flows").list(model.flows.iter().map(|flow| strip(flow, lang))))
        .list(selected.and_then(|id| caption(model, lang, id, &open)))
        .into()
}

/// Explains a part of the picture, or ceases to.
fn toggle(open: &UseStateHandle<Option<String>>, id: String) {
    open.set((open.as_ref() != Some(&id)).then_some(id));
}

/// The id of the state or edge that an element belongs to.
fn item_of(element: &Element) -> Option<String> {
    element.closest("[data-item]").ok().flatten()?.get_attribute("data-item")
}

/// The arrow keys walk through states and edges, Enter and Space explain, Escape closes.
fn keys(event: &KeyboardEvent, open: &UseStateHandle<Option<String>>, choose: &dyn Fn(&Element)) {
    let Some(here) = event.target_dyn_into::<Element>() else { return };
    match event.key().as_str() {
        "ArrowDown" | "ArrowRight" => walk(&here, 1),
        "ArrowUp" | "ArrowLeft" => walk(&here, -1),
        "Enter" | " " => choose(&here),
        "Escape" if open.is_some() => open.set(None),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// Moves the focus to the next or previous state or edge.
fn walk(here: &Element, by: i32) {
    let Some(picture) = here.closest("svg").ok().flatten() else { return };
    let Ok(items) = picture.query_selector_all("[data-item]") else { return };
    let all: Vec<Element> =
        (0..items.length()).filter_map(|index| items.item(index)?.dyn_into::<Element>().ok()).collect();
    let Some(at) = all.iter().position(|item| item == here) else { return };
    let count = all.len() as i32;
    let next = (at as i32 + by).rem_euclid(count.max(1)) as usize;
    if let Some(next) = all[next].dyn_ref::<SvgElement>() {
        // An element that cannot take the focus leaves it where it is.
        let _ = next.focus();
    }
}

#[cfg(all(test, feature = "ui-ssr"))]
mod tests;
