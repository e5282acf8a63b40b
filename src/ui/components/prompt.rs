//! The prompt: a field that is always ready. Nothing blocks it.

use crate::app::completion::{self, Surroundings};
use crate::app::session_info::{self, Awaits};
use crate::engine::Protocol;
use crate::i18n::{Key, format, text};
use crate::ui::element::{el, when};
use crate::ui::part::Page;
use crate::ui::state::Msg;
use std::rc::Rc;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

/// What Tab and the arrow keys remember between two presses.
#[derive(Default)]
struct Memory {
    /// The place in the history that is shown, counted from its end, and the draft that was there before.
    recalled: Option<(usize, Rc<str>)>,
    /// The text that completion began with, and which completion is shown.
    completing: Option<(Rc<str>, usize)>,
}

/// The prompt.
#[hook]
pub fn use_prompt(page: &Page) -> Html {
    let dispatch = &page.dispatch;
    let (open, connection) = (page.is_open(), page.connection());
    let draft = page.draft();
    let field = use_node_ref();
    let memory = use_mut_ref(Memory::default);
    let chart = session_info::chart(page.protocol);
    let state = session_info::state_of(&page.player, connection, chart);
    let awaits = if open { session_info::awaits(&page.player, connection) } else { Awaits::Command };
    let account = session_info::seat(&page.player, connection).account;
    let lab = page.player.lab();
    let around = Surroundings { store: lab.store(), account: account.as_deref(), switches: lab.switches() };
    let complete = |line: &str| match (awaits, open) {
        (Awaits::Command, true) => completion::completions(chart, state, line, &around),
        _ => Vec::new(),
    };
    let completions = complete(draft);
    let ghost = match completions.first() {
        Some(rest) => rest.trim_end().to_owned(),
        None if open && awaits == Awaits::Command => completion::form(chart, draft).to_owned(),
        None => String::new(),
    };
    {
        // At load the prompt is ready. Later only what a person does moves the focus, never the cursor.
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>() {
                let _ = field.focus();
            }
        });
    }
    let oninput = {
        let (dispatch, memory) = (dispatch.clone(), memory.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() {
                *memory.borrow_mut() = Memory::default();
                dispatch.dispatch(Msg::Draft(field.value().into()));
            }
        })
    };
    let onpaste = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(whole) = pasted_lines(&event).filter(|_| open) {
                event.prevent_default();
                dispatch.dispatch(Msg::Submit(whole.into()));
            }
        })
    };
    let onkeydown = {
        let (dispatch, memory) = (dispatch.clone(), memory.clone());
        let history = page.history().clone();
        let draft = draft.clone();
        let completing = memory.borrow().completing.clone();
        let (base, next) = match completing {
            Some((base, index)) => (base, index + 1),
            None => (draft.clone(), 0),
        };
        let possible = complete(&base);
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            if event.is_composing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            match event.key().as_str() {
                "Enter" if !event.shift_key() => {
                    event.prevent_default();
                    *memory.borrow_mut() = Memory::default();
                    dispatch.dispatch(Msg::Submit(field.value().into()));
                }
                "Tab" if !event.shift_key() && !possible.is_empty() => {
                    event.prevent_default();
                    let index = next % possible.len();
                    memory.borrow_mut().completing = Some((base.clone(), index));
                    let line = std::format!("{base}{}", possible[index]);
                    dispatch.dispatch(Msg::Draft(line.into()));
                }
                "ArrowUp" | "ArrowDown" if !field.value().contains('\n') => {
                    event.prevent_default();
                    let older = event.key() == "ArrowUp";
                    if let Some(line) = recall(&mut memory.borrow_mut(), &history, &draft, older) {
                        dispatch.dispatch(Msg::Draft(line));
                    }
                }
                "Escape" => {
                    event.prevent_default();
                    let _ = field.blur();
                }
                _ => {}
            }
        })
    };
    let rows = draft.matches('\n').count().min(5) + 1;
    let octets = draft.len().to_string();
    let waiting = waiting(page.lang, awaits, &octets);
    let sign = if page.protocol == Protocol::Imap && awaits == Awaits::Command {
        tag(page, draft.is_empty() || starts_tagged(chart, draft))
    } else {
        el("span").attrs(&[("class", "prompt-sign"), ("aria-hidden", "true")]).child("›").into()
    };
    let ghost = el("div")
        .attrs(&[("class", "ghost"), ("aria-hidden", "true")])
        .child(el("span").attr("class", "ghost-typed").child(&**draft))
        .child(el("span").attr("class", "ghost-rest").child(ghost));
    let area = html! {
        <textarea id="command" ref={field} rows={rows.to_string()} value={draft.to_string()}
            aria-label={page.text(Key::PromptName)} autocomplete="off" autocapitalize="off"
            spellcheck="false" autofocus=true enterkeyhint="send" {oninput} {onpaste} {onkeydown} />
    };
    let field = el("div").attr("class", "prompt-field").child(ghost).child(area);
    el("div")
        .classes(&["prompt", when(!open, "is-closed"), when(waiting.is_some(), "is-waiting")])
        .maybe(waiting)
        .child(el("div").attr("class", "prompt-line").child(sign).child(field))
        .into()
}

fn starts_tagged(chart: &'static crate::engine::chart::Chart, draft: &str) -> bool {
    draft.split('\n').all(|line| completion::wants_tag(chart, line, Awaits::Command))
}

/// The field's text with the pasted text put in, when that makes several lines.
fn pasted_lines(event: &Event) -> Option<String> {
    use wasm_bindgen::JsCast;
    let clipboard = event.dyn_ref::<web_sys::ClipboardEvent>()?.clipboard_data()?;
    let pasted = clipboard.get_data("text").ok()?.replace("\r\n", "\n");
    if !pasted.contains('\n') {
        return None;
    }
    let field = event.target_dyn_into::<HtmlTextAreaElement>()?;
    let units: Vec<u16> = field.value().encode_utf16().collect();
    let at = |place: Result<Option<u32>, _>| {
        place.ok().flatten().map_or(units.len(), |at| (at as usize).min(units.len()))
    };
    let (start, end) = (at(field.selection_start()), at(field.selection_end()));
    let part = |units: &[u16]| String::from_utf16_lossy(units);
    Some(std::format!("{}{pasted}{}", part(&units[..start]), part(&units[end.max(start)..])))
}

/// The line that ↑ or ↓ shows.
fn recall(memory: &mut Memory, history: &[Rc<str>], draft: &Rc<str>, older: bool) -> Option<Rc<str>> {
    let place = memory.recalled.as_ref().map_or(0, |(place, _)| *place);
    let before = memory.recalled.as_ref().map_or_else(|| draft.clone(), |(_, before)| before.clone());
    let next = if older { place + 1 } else { place.checked_sub(1)? };
    if next == 0 {
        memory.recalled = None;
        return Some(before);
    }
    let line = history.len().checked_sub(next).and_then(|at| history.get(at))?.clone();
    memory.recalled = Some((next, before));
    Some(line)
}

/// What the server waits for, when that is not a command.
fn waiting(lang: crate::i18n::Lang, awaits: Awaits, typed: &str) -> Option<Html> {
    let sentence = match awaits {
        Awaits::Command => return None,
        Awaits::Literal(left) => format(lang, Key::PromptLiteral, &[("left", &left.to_string())]),
        Awaits::Rest => text(lang, Key::PromptRest).to_owned(),
        Awaits::Authentication => text(lang, Key::PromptAuthentication).to_owned(),
        Awaits::Done => text(lang, Key::PromptDone).to_owned(),
    };
    Some(html! {
        <p class="waiting">
            <span>{ sentence }</span>
            <span class="waiting-count">{ format(lang, Key::PromptTyped, &[("count", typed)]) }</span>
        </p>
    })
}

/// The automatic tag, in front of the field; a click switches automatic tags on and off. `used` when the
/// line gets it.
fn tag(page: &Page, used: bool) -> Html {
    let automatic = page.preferences.automatic_tags;
    let name = page.text(if automatic { Key::TagAutomatic } else { Key::TagOff });
    let tag = match automatic {
        true => std::format!("a{}", session_info::next_tag(&page.player, page.connection())),
        false => "–".to_owned(),
    };
    // What is seen is part of the name (WCAG 2.5.3).
    let label = if automatic { std::format!("{name}, {tag}") } else { name.to_owned() };
    el("button")
        .classes(&["tag", when(!automatic || !used, "is-off")])
        .attr("type", "button")
        .truth("aria-pressed", automatic)
        .attr("aria-label", label)
        .attr("title", name)
        .onclick(page.send_and_return(Msg::AutomaticTags))
        .child(tag)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_goes_back_and_returns_to_the_draft() {
        let history: Vec<Rc<str>> = vec!["USER anna".into(), "STAT".into()];
        let draft: Rc<str> = "LI".into();
        let mut memory = Memory::default();
        let mut press = |older| recall(&mut memory, &history, &draft, older).map(|line| line.to_string());
        assert_eq!(press(false), None);
        assert_eq!(press(true).as_deref(), Some("STAT"));
        assert_eq!(press(true).as_deref(), Some("USER anna"));
        assert_eq!(press(true), None);
        assert_eq!(press(false).as_deref(), Some("STAT"));
        assert_eq!(press(false).as_deref(), Some("LI"));
    }
}
