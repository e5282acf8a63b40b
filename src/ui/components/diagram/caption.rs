//! The small box that explains one state or edge.

use super::parts::{ends, spoken};
use crate::diagram::{Arrow, Node, Picture};
use crate::engine::chart::Rfc;
use crate::i18n::{Key, Lang, by_id, format, text};
use crate::ui::element::el;
use yew::prelude::*;

/// The meaning of a state, with the commands that are legal there; or the causes that take an edge. `None` when the picture
/// has no such part: it is the other protocol's.
pub(super) fn caption(
    model: &Picture,
    lang: Lang,
    id: &str,
    open: &UseStateHandle<Option<String>>,
) -> Option<Html> {
    let text_of = match id.split_once(':')? {
        ("state", name) => model.nodes.iter().find(|node| node.name == name).map(|node| of_state(node, lang)),
        (_, name) => model.arrows.iter().find(|arrow| arrow.id == name).map(|arrow| of_edge(arrow, lang)),
    }?;
    let open = open.clone();
    let onclick = Callback::from(move |_: MouseEvent| open.set(None));
    let close = el("button")
        .attrs(&[("type", "button"), ("class", "diagram-close")])
        .attr("aria-label", text(lang, Key::DiagramClose))
        .onclick(onclick)
        .child("×");
    Some(el("div").attr("class", "diagram-caption").child(close).child(text_of).into())
}

fn of_state(node: &Node, lang: Lang) -> Html {
    let legal = match node.legal.as_slice() {
        [] => text(lang, Key::DiagramLegalNone).to_owned(),
        commands => format(lang, Key::DiagramLegal, &[("commands", &commands.join(", "))]),
    };
    html! {
        <>
            <p><strong>{ node.name }</strong>{ " – " }{ by_id(lang, &node.key) }{ " · " }{ link(node.rfc) }</p>
            <p>{ legal }</p>
        </>
    }
}

fn of_edge(arrow: &Arrow, lang: Lang) -> Html {
    let number = arrow.number.map(|(number, _)| format!("({number}) ")).unwrap_or_default();
    let mut rules: Vec<Rfc> = Vec::new();
    for rfc in arrow.words.iter().filter_map(|word| word.rfc) {
        if !rules.contains(&rfc) {
            rules.push(rfc);
        }
    }
    html! {
        <>
            <p><strong>{ number }{ ends(arrow, lang) }</strong></p>
            <p class="diagram-forms">
                { for arrow.words.iter().map(|word| {
                    let said = spoken(word, lang);
                    match (word.form, word.reply) {
                        ("", _) => html! { <span>{ said }</span> },
                        (form, None) => html! { <code>{ form }</code> },
                        (form, Some(reply)) => html! { <span><code>{ form }</code>{ " " }<b>{ reply }</b></span> },
                    }
                }) }
            </p>
            <p>{ for rules.into_iter().map(|rfc| html! { <>{ link(rfc) }{ " " }</> }) }</p>
        </>
    }
}

/// `RFC 1939 §4`, leading to the section at its publisher's.
fn link(Rfc { number, section }: Rfc) -> Html {
    let href = format!("https://www.rfc-editor.org/rfc/rfc{number}#section-{section}");
    html! { <a {href} target="_blank" rel="noreferrer">{ format!("RFC {number} §{section}") }</a> }
}
