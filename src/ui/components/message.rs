//! The message under discussion: its parts and its ENVELOPE, and its octets line by line.
//!
//! The rules of this file:
//! 1. Part, member of the ENVELOPE and line that belong together light up together, whichever is pointed at.
//! 2. Each of the two lists is one tab stop; the arrow keys go through it. Enter and a click bring the lines into sight.
//! 3. Content is text nodes only, and its language is unknown.

use super::controls::option;
use crate::app::mailbox_rows::grouped;
use crate::app::message_view::{
    Branch, OctetLine, Subject, Tied, WINDOW, choices, envelope, lines, subject, tree,
};
use crate::engine::mail::Uid;
use crate::ui::element::{Element, el, when};
use crate::ui::platform;
use crate::ui::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element as Node, HtmlElement, HtmlSelectElement};

/// Most lines that are put into the document to bring a part into sight.
const LINES_MAX: usize = 2000;
/// Lines that are shown behind the beginning of such a part.
const BEHIND: usize = 50;

/// The choices of a person, until the conversation turns to another message.
#[derive(Clone, Default, PartialEq)]
struct Chosen {
    /// The message that was named when they were made.
    named: Option<Uid>,
    /// The message to show.
    uid: Option<Uid>,
    /// The number of lines in the document.
    lines: usize,
}

/// The view of the message.
#[autoprops]
#[component]
pub(crate) fn MessageView(
    timeline: &Slice<Timeline>,
    connection: ConnectionId,
    account: &Rc<str>,
    mailbox: &Rc<str>,
) -> Html {
    let texts = use_texts();
    let player = &timeline.player;
    let chosen = use_state(Chosen::default);
    // The thing that is lit, such as `part:2` or `field:subject`, and whether it is to be brought into sight.
    let lit = use_state(|| (String::new(), false));
    let place = (&**account, &**mailbox);
    let named = subject(player, connection, place, None);
    let named_uid = named.as_ref().filter(|named| named.command.is_some()).map(|named| named.uid);
    let valid = Some(&*chosen).filter(|chosen| chosen.named == named_uid).cloned();
    let now = valid.unwrap_or(Chosen { named: named_uid, ..Chosen::default() });
    let shown = match now.uid {
        Some(uid) => subject(player, connection, place, Some(uid)),
        None => named,
    };
    use_effect_with(lit.clone(), |lit| {
        if lit.1 {
            platform::scroll_to_middle(".message-octets", ".message-line.is-lit");
        }
    });
    let asked_now = shown.as_ref().map(|shown| (shown.uid.0, shown.command.clone(), shown.asked.clone()));
    use_effect_with(asked_now, |_| platform::scroll_to_middle(".message-octets", "mark"));
    let Some(shown) = shown else {
        return html! { <p class="quiet-text">{ texts.text(Key::MessageNone) }</p> };
    };
    let branches = tree(&shown.message);
    let first = shown.asked.iter().map(|range| range.start).min();
    let count = now.lines.max(first.map_or(0, |first| lines_until(&shown, first))).max(WINDOW);
    let (rows, more) = lines(&shown, count);
    let light = |event: &web_sys::Event, scrolls: bool| {
        let target = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let lights = target.and_then(|target| target.closest("[data-lights]").ok()?);
        let what = lights.and_then(|lights| lights.get_attribute("data-lights")).unwrap_or_default();
        (what, scrolls)
    };
    let pointed = {
        let lit = lit.clone();
        Callback::from(move |event: MouseEvent| {
            let what = light(&event, false);
            if what.0 != lit.0 {
                lit.set(what);
            }
        })
    };
    let focused = {
        let lit = lit.clone();
        Callback::from(move |event: FocusEvent| lit.set(light(&event, false)))
    };
    let seek = {
        let (lit, chosen, now) = (lit.clone(), chosen.clone(), now.clone());
        let shown = shown.clone();
        let starts: Vec<usize> = branches.iter().map(|branch| branch.range.start).collect();
        Rc::new(move |event: &web_sys::Event| {
            let (what, _) = light(event, true);
            let part = what.strip_prefix("part:").and_then(|part| starts.get(part.parse::<usize>().ok()?));
            if let Some(start) = part {
                let lines = now.lines.max(lines_until(&shown, *start));
                chosen.set(Chosen { lines, ..now.clone() });
            }
            lit.set((what, true));
        })
    };
    let onclick = {
        let seek = seek.clone();
        Callback::from(move |event: MouseEvent| seek(&event))
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let target = event.target_dyn_into::<Node>();
        let item = target.and_then(|target| target.closest("[data-walk] > [data-lights]").ok()?);
        let Some(item) = item else { return };
        let next = match event.key().as_str() {
            "ArrowDown" => item.next_element_sibling(),
            "ArrowUp" => item.previous_element_sibling(),
            "Home" => item.parent_element().and_then(|list| list.first_element_child()),
            "End" => item.parent_element().and_then(|list| list.last_element_child()),
            "Enter" | " " => {
                seek(&event);
                None
            }
            _ => return,
        };
        event.prevent_default();
        if let Some(next) = next.and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            // An item that cannot take the focus leaves it where it is.
            let _ = next.focus();
        }
    });
    let onchange = {
        let (chosen, now) = (chosen.clone(), now.clone());
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            let uid = select.and_then(|select| select.value().parse().ok()).map(Uid);
            chosen.set(Chosen { uid, lines: 0, ..now.clone() });
        })
    };
    let further = {
        let now = now.clone();
        Callback::from(move |_: MouseEvent| chosen.set(Chosen { lines: count + WINDOW, ..now.clone() }))
    };
    let all = choices(player, account, mailbox);
    html! {
        <div class="message-view" onmouseover={pointed} onfocusin={focused} {onkeydown} {onclick}>
            <div class="message-head">
                <label class="select">
                    <span class="sr-only">{ texts.text(Key::MessageChoose) }</span>
                    <select {onchange}>
                        { option("", now.uid.is_none(), texts.text(Key::MessageNamed)) }
                        { for all.iter().map(|choice| {
                            option(&choice.uid.0.to_string(), now.uid == Some(choice.uid), &choice.name)
                        }) }
                    </select>
                </label>
                { asked(texts, &shown) }
            </div>
            <div class="message-about">
                <ul class="message-tree" role="tree" data-walk="" aria-label={texts.text(Key::MessageTree)}>
                    { for branches.iter().enumerate().map(|(at, branch)| part(texts, at, branch, &lit.0)) }
                </ul>
                <ul class="message-envelope" data-walk="" aria-label="ENVELOPE">
                    { for envelope(&shown.message).iter().enumerate().map(|(at, tied)| member(at, tied, &lit.0)) }
                </ul>
            </div>
            <div class="message-octets with-invisibles" role="group" tabindex="0" aria-label={texts.text(Key::MessageOctets)}>
                { for rows.iter().map(|row| line(row, &branches, &lit.0)) }
                if more {
                    <button class="link" type="button" onclick={further}>{ texts.text(Key::MessageMore) }</button>
                }
            </div>
        </div>
    }
}

/// The number of lines that bring an octet into the document.
fn lines_until(shown: &Subject, start: usize) -> usize {
    let before = shown.message.octets()[..start].iter().filter(|octet| **octet == b'\n').count();
    (before + BEHIND).min(LINES_MAX)
}

/// The command that the message is shown for, and the meaning of the marks.
fn asked(texts: Texts, shown: &Subject) -> Option<Html> {
    let command = shown.command.as_ref()?;
    let key = match (shown.asked.is_empty(), shown.stuffed) {
        (true, _) => None,
        (false, true) => Some(Key::MessageSent),
        (false, false) => Some(Key::MessageAsked),
    };
    Some(html! {
        <p class="message-asked"><code lang="en">{ command }</code>{ " " }{ key.map(|key| texts.text(key)) }</p>
    })
}

fn item(at: usize, lights: String, lit: &str, class: &'static str) -> Element {
    el("li")
        .key(at)
        .classes(&[class, when(lights == lit, "is-lit")])
        .attr("data-lights", lights)
        .attr("tabindex", if at == 0 { "0" } else { "-1" })
}

/// A part in the tree.
fn part(texts: Texts, at: usize, branch: &Branch, lit: &str) -> Html {
    let octets = texts.format(Key::InspectorOctets, &[("count", &grouped(branch.size as u64))]);
    let lines = texts.format(Key::MessageLines, &[("count", &branch.lines.to_string())]);
    let about = [&*branch.media, &branch.encoding, branch.name.as_deref().unwrap_or_default()];
    let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).collect();
    let number = if branch.number.is_empty() { "[]" } else { &branch.number };
    item(at, ["part:", &at.to_string()].concat(), lit, "branch")
        .attrs(&[("role", "treeitem"), ("aria-selected", "false")])
        .attr("aria-level", branch.level.to_string())
        .attr("data-level", branch.level.min(8).to_string())
        .attr("data-part", branch.number.clone())
        .child(el("b").child(number))
        .child(" ")
        .child(el("span").attr("lang", "en").child(about.join(" · ")))
        .child(" ")
        .child(el("small").child([&octets, ", ", &lines].concat()))
        .into()
}

/// A member of the ENVELOPE.
fn member(at: usize, tied: &Tied, lit: &str) -> Html {
    item(at, ["field:", &tied.field].concat(), lit, "member")
        .child(el("b").attr("lang", "en").child(&tied.name))
        .child(" ")
        .child(match &tied.value {
            Some(value) => el("span").attr("lang", "").child(value),
            None => el("span").attr("class", "is-nil").child("NIL"),
        })
        .into()
}

/// A line of the message; and behind the last one of a reply the lone dot.
fn line(line: &OctetLine, branches: &[Branch], lit: &str) -> Html {
    let inside = |branch: &&Branch| branch.range.contains(&line.start);
    // The innermost part stands last.
    let part = branches.iter().rposition(|branch| inside(&branch)).unwrap_or_default();
    let lights = match line.field.is_empty() {
        true => ["part:", &part.to_string()].concat(),
        false => ["field:", &line.field].concat(),
    };
    let is_lit = match lit.strip_prefix("part:").and_then(|part| part.parse::<usize>().ok()) {
        Some(at) => branches.get(at).is_some_and(|branch| inside(&branch)),
        None => lights == lit,
    };
    let pieces = line.pieces.iter().map(|(text, asked)| el(if *asked { "mark" } else { "span" }).child(text));
    let end = |end: &'static str| el("i").attr("class", "message-end").attr("data-end", end);
    let own = el("div")
        .key(line.start)
        .classes(&["message-line", when(is_lit, "is-lit")])
        .attr("data-lights", lights)
        .attr("lang", "")
        .list(line.is_stuffed.then(|| el("b").attr("class", "is-stuffed-dot").child(".")))
        .list(pieces)
        .list(line.end.map(end));
    if !line.is_last {
        return own.into();
    }
    let dot = el("div")
        .key("end")
        .attr("class", "message-line")
        .child(el("b").attr("class", "is-terminator").child("."));
    [Html::from(own), dot.child(end("CRLF")).into()].into_iter().collect()
}
