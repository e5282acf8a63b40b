//! The explanation of the octets or of the command under the pointer, the focus or the finger; else of the command
//! that is being typed.
//!
//! A pointer shows an explanation as long as it is there; the focus, a click or a tap keeps it, and the pointer does not
//! change it then. A pointer that rests has not come to the octets that move under it.

use super::rfc_link::rfc_link;
use crate::app::draft::Understood;
use crate::app::inspected::{Inspected, Spot, inspect};
use crate::app::prompt::Msg;
use crate::engine::draft::Part;
use crate::engine::wire::Role;
use crate::explain::{self, Hint};
use crate::ui::platform;
use crate::ui::prelude::*;
use gloo::events::{EventListener, EventListenerOptions};
use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, PointerEvent};

/// The thing that is explained.
#[derive(Clone, PartialEq)]
enum Found {
    /// Octets of the transcript.
    Octets(Spot),
    /// Octets that no moment has.
    Role(Role),
    /// A command's button.
    Command(String),
}

/// The thing that is explained, and whether it stays when the pointer goes elsewhere.
#[derive(Clone, PartialEq, Default)]
struct Shown {
    found: Option<Found>,
    kept: bool,
}

/// The elements whose octets have been found by a role.
const OCTETS: &str = "#log [data-role]";

/// Explains octets of the transcript, and commands.
#[autoprops]
#[component]
pub(crate) fn Inspector(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    typed: bool,
    understood: &Slice<Understood>,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let shown = use_state_eq(Shown::default);
    // The state as listeners see it, and the highest level of what is shown.
    let (now, highest) = (use_mut_ref(Shown::default), use_mut_ref(|| 0));
    let show = {
        let (now, shown) = (now.clone(), shown.setter());
        Callback::from(move |next: Shown| {
            now.replace(next.clone());
            shown.set(next);
        })
    };
    {
        let (show, now, highest) = (show.clone(), now, highest.clone());
        use_effect_with((), move |()| {
            let log = platform::by_id::<HtmlElement>("log");
            let console = log.as_ref().and_then(|log| log.closest(".console").ok().flatten());
            let listeners = log.zip(console).map(|(log, console)| {
                let rests = Rc::new(Cell::new((0, 0)));
                let moves = move |event: &Event| has_moved(event, &rests);
                let points = {
                    let (show, now, moves) = (show.clone(), now.clone(), moves.clone());
                    move |event: &Event| {
                        if moves(event) && !now.borrow().kept && !is_own(event) {
                            show.emit(Shown { found: at(event), kept: false });
                        }
                    }
                };
                let keeps = {
                    let (show, now) = (show.clone(), now.clone());
                    move |event: &Event| {
                        let found = at(event);
                        let kept = matches!(found, Some(Found::Octets(_) | Found::Role(_)));
                        // The prompt's focus is none of its business, unless something was kept.
                        if !is_own(event) && (found.is_some() || now.borrow().kept) {
                            show.emit(Shown { found, kept });
                        }
                    }
                };
                let left = {
                    let (show, now) = (show.clone(), now.clone());
                    move |event: &Event| {
                        if moves(event) && !now.borrow().kept {
                            show.emit(Shown::default());
                        }
                    }
                };
                let keys = move |event: &Event| {
                    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                    let before = now.borrow().found.clone();
                    match (before, level(event)) {
                        (Some(Found::Octets(spot)), Some(by)) => {
                            event.prevent_default();
                            let level = spot.level.saturating_add_signed(by).min(*highest.borrow());
                            show.emit(Shown {
                                found: Some(Found::Octets(Spot { level, ..spot })),
                                kept: true,
                            });
                        }
                        _ => walk(event),
                    }
                };
                let (clicks, focus) = (keeps.clone(), keeps);
                let options = EventListenerOptions::enable_prevent_default();
                [
                    EventListener::new(&console, "pointerover", points),
                    EventListener::new(&console, "pointerleave", left),
                    EventListener::new(&console, "click", clicks),
                    EventListener::new(&platform::document(), "focusin", focus),
                    EventListener::new_with_options(&log, "keydown", options, keys),
                ]
            });
            move || drop(listeners)
        });
    }
    let octets = match &shown.found {
        Some(Found::Octets(spot)) => inspect(texts.0, &timeline.player, *spot).map(|it| (*spot, it)),
        _ => None,
    };
    {
        let lit = octets.as_ref().map(|(spot, it)| Lit::of(*spot, it));
        highest.replace(octets.as_ref().map_or(0, |(_, it)| it.levels.len() - 1));
        let kept = shown.kept;
        use_effect_with(lit, move |lit| {
            if kept {
                keep_in_sight();
            }
            let lit: Vec<Element> = lit.as_ref().map(Lit::elements).unwrap_or_default();
            lit.iter().for_each(|element| drop(element.set_attribute("data-lit", "")));
            move || lit.iter().for_each(|element| drop(element.remove_attribute("data-lit")))
        });
    }
    if let Some((spot, it)) = octets {
        let role = it.span.role.name();
        let class = classes!("inspector", "is-octets", shown.kept.then_some("is-kept"));
        let live = if shown.kept { "polite" } else { "off" };
        return html! {
            <div {class} id="inspector" role="note" aria-live={live} data-role={role} data-field={it.span.field.name()}>
                { note(texts, spot, &it, &show) }
            </div>
        };
    }
    let hint_of = |command: &str| explain::hint(protocol.chart(), texts.0, command);
    let pointed = match &shown.found {
        Some(Found::Command(name)) => hint_of(name),
        _ => None,
    };
    let body = match (&shown.found, pointed) {
        (Some(Found::Role(role)), _) => explain::role(texts.0, protocol, *role).into(),
        (_, Some(it)) => hint(texts, &it),
        (_, None) if typed => {
            return html! {
                <div class="inspector is-draft" id="inspector" role="note">
                    { draft(&dispatch, texts, understood, understood.command.and_then(hint_of)) }
                </div>
            };
        }
        (_, None) => html! { <span class="quiet-text">{ texts.text(Key::InspectorHint) }</span> },
    };
    html! { <div class="inspector" id="inspector" role="note">{ body }</div> }
}

/// The line that is being typed: the form of its command with the part that is due, what is missing or wrong, and the
/// line that was meant.
fn draft(dispatch: &Dispatch, texts: Texts, it: &Understood, hint: Option<Hint>) -> Html {
    let part = |(part, state): &(&'static str, Part)| {
        let name = match state {
            Part::Done => "is-done",
            Part::Due => "is-due",
            Part::Later | Part::Skipped => "is-later",
        };
        html! { <>{ " " }<span class={name}>{ *part }</span></> }
    };
    let mend = it.mend.as_ref().map(|line| {
        let write = dispatch.sending_to_prompt(Msg::Draft(line.as_str().into()));
        html! {
            <span class="draft-mend">
                { texts.text(Key::DraftMend) }{ " " }
                <button class="command" type="button" lang="en" title={texts.text(Key::DraftMendKey)} onclick={write}>
                    { line }
                </button>
                { " " }<kbd aria-hidden="true">{ "Tab" }</kbd>{ " · " }
            </span>
        }
    });
    let use_of = hint.filter(|_| it.mend.is_none()).map(|hint| {
        let example = hint.example.map(|example| texts.format(Key::HintExample, &[("example", example)]));
        [hint.does, example.unwrap_or_default()].join(" ")
    });
    let class = classes!("draft-said", it.objects.then_some("is-objection"));
    html! {
        <span class="inspector-form">
            if !it.form.is_empty() { <code lang="en">{ for it.form.iter().map(part) }</code>{ " – " } }
            { mend }
            <span {class}>{ &it.said }</span>
            if let Some(does) = use_of.filter(|_| !it.objects) { <span class="draft-use">{ " · " }{ does }</span> }
        </span>
    }
}

/// A command's use.
fn hint(texts: Texts, it: &Hint) -> Html {
    let example = it.example.map(|example| texts.format(Key::HintExample, &[("example", example)]));
    html! {
        <span class="inspector-form">
            <code>{ it.form }</code>{ " – " }{ &it.does }
            if let Some(example) = example {
                { " " }{ example }
            }
        </span>
    }
}

/// Octets in words: their field, their meaning here, the rule, and the groups around them.
fn note(texts: Texts, spot: Spot, it: &Inspected, show: &Callback<Shown>) -> Html {
    let count = texts.format(Key::InspectorOctets, &[("count", &(it.span.end - it.span.start).to_string())]);
    let (line, max) = (it.line.0.to_string(), it.line.1.map(|max| max.to_string()));
    let line = match &max {
        Some(max) => texts.format(Key::InspectorLineOf, &[("count", &line), ("max", max)]),
        None => texts.format(Key::InspectorLine, &[("count", &line)]),
    };
    let explained = &it.explained;
    let path = explained.path.iter().enumerate().map(|(place, (name, span))| {
        let level = it.levels.iter().position(|other| other == span);
        // The word at the head of the line is a span of its own.
        let to = level.map_or(Spot { at: span.start, level: 0, ..spot }, |level| Spot { level, ..spot });
        let show = show.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            show.emit(Shown { found: Some(Found::Octets(to)), kept: true });
        });
        let current = (*span == it.span).then_some("true");
        html! {
            <>
                { if place > 0 { " › " } else { "" } }
                <button class="link" type="button" aria-current={current} {onclick}>{ name }</button>
            </>
        }
    });
    let here = explained.here.join(" ");
    html! {
        <div class="inspector-note">
            <p>{ &explained.what }{ " " }<strong>{ here }</strong></p>
            <p class="inspector-rule">
                <span class="inspector-path" lang="en" title={texts.text(Key::OctetWhole)}>{ for path }</span>
                { for explained.rfc.map(|rfc| rfc_link(rfc.number, rfc.section)) }
                { for explained.slide.map(|slide| html! {
                    <span class="slide" title={texts.text(Key::OctetSlide)}>{ format!("S{slide}") }</span>
                }) }
                <span class="inspector-count">{ count }{ " · " }{ line }</span>
            </p>
        </div>
    }
}

/// The elements that belong to an explanation.
#[derive(PartialEq)]
struct Lit {
    spot: Spot,
    start: u32,
    end: u32,
    tag: Option<String>,
    messages: Option<(String, String, Vec<u32>)>,
}

impl Lit {
    fn of(spot: Spot, it: &Inspected) -> Self {
        let uids = || it.explained.messages.iter().map(|uid| uid.0).collect();
        let mailbox = it.mailbox.clone().filter(|_| !it.explained.messages.is_empty());
        let messages = mailbox.map(|(account, mailbox)| (account, mailbox, uids()));
        Lit { spot, start: it.span.start, end: it.span.end, tag: it.tag.clone(), messages }
    }

    fn elements(&self) -> Vec<Element> {
        let number = |element: &Element, name: &str| element.get_attribute(name)?.parse::<u32>().ok();
        let Spot { turn, step, .. } = self.spot;
        let mut lit = all(&format!("#log [data-turn='{turn}'] [data-step='{step}'] [data-at]"));
        lit.retain(|it| number(it, "data-at").is_some_and(|at| (self.start..self.end).contains(&at)));
        if let Some(tag) = &self.tag {
            let same = |it: &Element| it.text_content().is_some_and(|text| text.trim_matches('"') == tag);
            let tags: Vec<Element> = all("#log [data-role=tag]").into_iter().filter(same).collect();
            lit.extend_from_slice(&tags[of_one_command(&tags, lit.first())]);
        }
        if let Some((account, mailbox, uids)) = &self.messages {
            let is = |it: &Element, name, value: &str| it.get_attribute(name).as_deref() == Some(value);
            let shown = all("[data-mailbox]")
                .iter()
                .any(|it| is(it, "data-account", account) && is(it, "data-mailbox", mailbox));
            let rows = if shown { all("[data-mailbox] [data-uid]") } else { Vec::new() };
            lit.extend(
                rows.into_iter().filter(|row| number(row, "data-uid").is_some_and(|uid| uids.contains(&uid))),
            );
        }
        lit
    }
}

/// The places of those tags, in the order of the transcript, that belong to the same command as `own`: from the nearest
/// line of the client before it to the next one, which uses the same tag once more.
fn of_one_command(tags: &[Element], own: Option<&Element>) -> Range<usize> {
    let is_own = |it: &Element| own.is_some_and(|own| own.is_same_node(Some(it)));
    let Some(place) = tags.iter().position(is_own) else { return 0..tags.len() };
    let begins = |it: &Element| it.closest(".line[data-from=client]").ok().flatten().is_some();
    let first = tags[..=place].iter().rposition(begins).unwrap_or(0);
    let next = tags[place + 1..].iter().position(begins).map_or(tags.len(), |next| place + 1 + next);
    first..next
}

/// Scrolls to the octets with the focus, where the explanation has taken their place.
fn keep_in_sight() {
    let (log, octets) = (platform::by_id::<Element>("log"), platform::document().active_element());
    let top = |it: &Element| it.get_bounding_client_rect().top();
    if let Some((log, octets)) = log.zip(octets).filter(|(log, octets)| log.contains(Some(octets)))
        && top(&octets) < top(&log)
    {
        octets.scroll_into_view();
    }
}

/// The thing that an event is about.
fn at(event: &Event) -> Option<Found> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    if let Some(command) = target.closest("[data-command]").ok()? {
        return command.get_attribute("data-command").map(Found::Command);
    }
    let octets = target.closest(OCTETS).ok()??;
    let number = |from: &Element, name: &str| from.get_attribute(name)?.parse::<usize>().ok();
    let around = |name: &str| number(&octets.closest(&format!("[{name}]")).ok()??, name);
    let place = (around("data-turn"), around("data-step"), number(&octets, "data-at"));
    if let (Some(turn), Some(step), Some(at)) = place {
        return Some(Found::Octets(Spot { turn, step, at: at as u32, level: 0 }));
    }
    let name = octets.get_attribute("data-role")?;
    Role::named(&name).map(Found::Role)
}

/// Whether an event comes from the explanation itself.
fn is_own(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest("#inspector").ok().flatten().is_some())
}

/// Whether a pointer is at another place than when it was seen last. A script's events have no place.
fn has_moved(event: &Event, rests: &Cell<(i32, i32)>) -> bool {
    let Some(pointer) = event.dyn_ref::<PointerEvent>() else { return true };
    let now = (pointer.screen_x(), pointer.screen_y());
    rests.replace(now) != now || !event.is_trusted()
}

/// The levels by which a key widens the look: Shift with ↑ and ↓.
fn level(event: &KeyboardEvent) -> Option<isize> {
    match &*event.key() {
        "ArrowUp" if event.shift_key() => Some(1),
        "ArrowDown" if event.shift_key() => Some(-1),
        _ => None,
    }
}

/// With the focus on the transcript, the arrow keys walk over its octets: ← and → piece by piece, ↑ and ↓ line by line.
fn walk(event: &KeyboardEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    let line = target.closest(".line").ok().flatten();
    let next = match (event.key().as_str(), line) {
        ("ArrowLeft", Some(_)) => beside(OCTETS, &target, -1),
        ("ArrowRight", Some(_)) => beside(OCTETS, &target, 1),
        ("ArrowUp", Some(line)) => beside("#log .line", &line, -1).and_then(|line| first(&line)),
        ("ArrowDown", Some(line)) => beside("#log .line", &line, 1).and_then(|line| first(&line)),
        ("ArrowLeft", None) => all(OCTETS).pop(),
        ("ArrowRight" | "ArrowUp" | "ArrowDown", None) => {
            all("#log .line").pop().and_then(|line| first(&line))
        }
        ("Escape", _) => {
            event.prevent_default();
            platform::focus("command");
            return;
        }
        _ => return,
    };
    event.prevent_default();
    if let Some(span) = next.and_then(|span| span.dyn_into::<HtmlElement>().ok()) {
        let _ = span.set_attribute("aria-describedby", "inspector");
        let _ = span.focus();
    }
}

fn all(selector: &str) -> Vec<Element> {
    let found = platform::document().query_selector_all(selector).ok();
    let nodes = found.into_iter().flat_map(|list| (0..list.length()).filter_map(move |at| list.item(at)));
    nodes.filter_map(|node| node.dyn_into().ok()).collect()
}

/// The element so many places further in the document.
fn beside(selector: &str, here: &Element, by: isize) -> Option<Element> {
    let mut all = all(selector);
    let at = all.iter().position(|other| other == here)?.checked_add_signed(by)?;
    (at < all.len()).then(|| all.swap_remove(at))
}

fn first(line: &Element) -> Option<Element> {
    line.query_selector("[data-role]").ok().flatten()
}
