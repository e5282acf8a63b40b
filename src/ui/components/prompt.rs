//! The prompt: a field that is always ready. Nothing blocks it.

use super::icons::{Icon, icon};
use super::straighten::Straighten;
use crate::app::act::Act;
use crate::app::completion::{self, Surroundings};
use crate::app::predict;
use crate::app::prompt::{Msg, Recall, typed};
use crate::app::session_info::{self, SessionInfo};
use crate::app::settings;
use crate::app::timeline::{Motion, Timeline};
use crate::engine::Awaits;
use crate::engine::chart::Chart;
use crate::ui::hooks::system::NARROW;
use crate::ui::platform;
use crate::ui::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// The memory of Tab and the arrow keys between two presses.
#[derive(Default)]
struct Memory {
    recall: Recall,
    /// The text that completion began with, and which completion is shown.
    completing: Option<(Rc<str>, usize)>,
    /// Whether a line break was asked for by Shift and Enter.
    breaking: bool,
}

/// The prompt.
#[autoprops]
#[component]
pub(crate) fn PromptField(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    connection: ConnectionId,
    draft: &Rc<str>,
    history: &Rc<Vec<Rc<str>>>,
    automatic_tags: bool,
    predicting: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let player = &timeline.player;
    let open = session_info::is_open(player, connection);
    let field = use_node_ref();
    let memory = use_mut_ref(Memory::default);
    let chart = protocol.chart();
    let state = session_info::state_of(player, connection, chart);
    let awaits = if open { session_info::awaits(player, connection) } else { Awaits::Command };
    let account = SessionInfo::of(player, connection).account;
    let lab = player.lab();
    let offer = session_info::offer(player, connection);
    let around = Surroundings { store: lab.store(), account: account.as_deref(), offer };
    let complete = |line: &str| match (awaits, open) {
        (Awaits::Command, true) if !predicting => completion::completions(chart, state, line, &around),
        _ => Vec::new(),
    };
    let ghost = match complete(draft).first() {
        Some(rest) => rest.trim_end().to_owned(),
        None if open && awaits == Awaits::Command => completion::form(chart, draft).to_owned(),
        None => String::new(),
    };
    {
        // In one column the picture's sentence stands above, and its length moves the prompt.
        let field = field.clone();
        use_effect_with(player.cursor(), move |_| {
            let field = field.cast::<HtmlTextAreaElement>().filter(|_| platform::matches_media(NARROW));
            let is_above = |field: &HtmlTextAreaElement| field.get_bounding_client_rect().top() < 0.0;
            if let Some(field) = field.filter(|field| platform::has_focus(field) && is_above(field)) {
                field.scroll_into_view();
            }
        });
    }
    {
        // At load the prompt is ready, but in a frame, whose page has the focus. Later only what a person does moves the
        // focus, never the cursor.
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| !platform::is_framed()) {
                let _ = field.focus();
            }
        });
    }
    let oninput = {
        let (dispatch, memory) = (dispatch.clone(), memory.clone());
        Callback::from(move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            let Memory { breaking, .. } = memory.take();
            // A phone's keyboard may put in a line break and tell no key: that is its Enter.
            let entered = matches!(event.input_type().as_str(), "insertLineBreak" | "insertParagraph");
            match without_break(&field).filter(|_| entered && !breaking) {
                Some(text) => dispatch.send(Act::Submit(text.into())),
                None => dispatch.send(Msg::Draft(field.value().into())),
            }
        })
    };
    let onpaste = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(whole) = pasted_lines(&event).filter(|_| open) {
                event.prevent_default();
                dispatch.send(Act::Submit(whole.into()));
            }
        })
    };
    let onkeydown = {
        let (dispatch, memory) = (dispatch.clone(), memory.clone());
        let (history, draft) = (history.clone(), draft.clone());
        let completing = memory.borrow().completing.clone();
        let (base, next) = match completing {
            Some((base, index)) => (base, index + 1),
            None => (draft.clone(), 0),
        };
        let possible = complete(&base);
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            // The key that ends a composition belongs to it; Safari then says 229 (UI Events, B.2.1).
            if event.is_composing()
                || event.key_code() == 229
                || event.ctrl_key()
                || event.meta_key()
                || event.alt_key()
            {
                return;
            }
            match event.key().as_str() {
                "Enter" if !event.shift_key() => {
                    event.prevent_default();
                    *memory.borrow_mut() = Memory::default();
                    dispatch.send(Act::Submit(field.value().into()));
                }
                "Enter" => memory.borrow_mut().breaking = true,
                "Tab" if !event.shift_key() && !possible.is_empty() => {
                    event.prevent_default();
                    let index = next % possible.len();
                    memory.borrow_mut().completing = Some((base.clone(), index));
                    let line = format!("{base}{}", possible[index]);
                    dispatch.send(Msg::Draft(line.into()));
                }
                "ArrowUp" | "ArrowDown" if !field.value().contains('\n') => {
                    event.prevent_default();
                    let older = event.key() == "ArrowUp";
                    if let Some(line) = memory.borrow_mut().recall.step(&history, &draft, older) {
                        dispatch.send(Msg::Draft(line));
                    }
                }
                "Escape" => {
                    event.prevent_default();
                    dispatch.send(predict::Msg::Skip);
                    if !predicting {
                        let _ = field.blur();
                    }
                }
                _ => {}
            }
        })
    };
    // A line that was refused has left the prompt; it can still be mended.
    let refused =
        player.is_at_end() && player.current().is_some_and(|moment| moment.turn.refusal().is_some());
    let line = match history.last().filter(|_| draft.is_empty() && refused) {
        Some(sent) => sent.clone(),
        None => draft.clone(),
    };
    let send = {
        let (dispatch, draft) = (dispatch.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.send(Act::Submit(draft.clone()));
            platform::focus("command");
        })
    };
    let rows = draft.matches('\n').count().min(5) + 1;
    let octets = typed(draft).len().to_string();
    let past = player.at_stake().filter(|_| open && timeline.motion != Motion::CatchingUp);
    let past = past.map(|stake| past_note(texts, player.cursor(), stake));
    let (waiting, past) = match predicting {
        true => (Some(html! { <p class="waiting">{ texts.text(Key::PredictBusy) }</p> }), None),
        false => (waiting(texts, awaits, &octets), past),
    };
    let tagged = protocol.row().tags && awaits == Awaits::Command;
    let next_tag = tagged.then(|| session_info::next_tag(player, connection));
    let sign = match next_tag {
        Some(number) => {
            let used = draft.is_empty() || starts_tagged(chart, draft);
            let name = texts.text(if automatic_tags { Key::TagAutomatic } else { Key::TagOff });
            let tag = if automatic_tags { format!("a{number}") } else { "–".to_owned() };
            // The name holds the text that is seen (WCAG 2.5.3).
            let label = if automatic_tags { format!("{name}, {tag}") } else { name.to_owned() };
            let class = classes!("tag", (!automatic_tags || !used).then_some("is-off"));
            html! {
                <button {class} type="button" aria-pressed={automatic_tags.to_string()} aria-label={label} title={name}
                    onclick={dispatch.sending_to_prompt(settings::Msg::AutomaticTags)}>{ tag }</button>
            }
        }
        None => html! { <span class="prompt-sign" aria-hidden="true">{ "›" }</span> },
    };
    let class = classes!("prompt", (!open).then_some("is-closed"), waiting.is_some().then_some("is-waiting"));
    html! {
        <div {class}>
            { waiting }
            { past }
            if awaits == Awaits::Command {
                <Straighten {line} />
            }
            <div class="prompt-line">
                { sign }
                <div class="prompt-field">
                    <div class="ghost" aria-hidden="true">
                        <span class="ghost-typed">{ &**draft }</span><span class="ghost-rest">{ ghost }</span>
                    </div>
                    <textarea id="command" ref={field} rows={rows.to_string()} value={draft.to_string()}
                        aria-label={texts.text(Key::PromptName)} aria-disabled={predicting.then_some("true")} autocomplete="off" autocapitalize="off"
                        spellcheck="false" autocorrect="off" enterkeyhint="send" {oninput} {onpaste} {onkeydown} />
                </div>
                <button class="send" type="button" aria-label={texts.text(Key::PromptSend)}
                    title={texts.text(Key::PromptSend)} onclick={send}>{ icon(Icon::SEND) }</button>
            </div>
        </div>
    }
}

/// Whether every line of the draft gets an automatic tag.
fn starts_tagged(chart: &'static Chart, draft: &str) -> bool {
    draft.split('\n').all(|line| completion::wants_tag(chart, line, Awaits::Command))
}

/// The field's text with the pasted text put in, when that makes several lines.
fn pasted_lines(event: &Event) -> Option<String> {
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
    Some(format!("{}{pasted}{}", part(&units[..start]), part(&units[end.max(start)..])))
}

/// The note before a line is sent in the past: the turns that it will set aside.
fn past_note(texts: Texts, cursor: usize, (first, last): (usize, usize)) -> Html {
    let [at, all, first, last] = [cursor, last, first, last].map(|number| number.to_string());
    let key = if first == last { Key::PromptPastOne } else { Key::PromptPast };
    let args = [("at", &*at), ("all", &all), ("first", &first), ("last", &last)];
    html! { <p class="waiting past">{ texts.format(key, &args) }</p> }
}

/// The field's text without the line break before the caret.
fn without_break(field: &HtmlTextAreaElement) -> Option<String> {
    let mut units: Vec<u16> = field.value().encode_utf16().collect();
    let caret = field.selection_start().ok().flatten()? as usize;
    let at = caret.checked_sub(1).filter(|at| units.get(*at) == Some(&u16::from(b'\n')))?;
    units.remove(at);
    Some(String::from_utf16_lossy(&units))
}

/// The octets that the server awaits, when they are no command.
fn waiting(texts: Texts, awaits: Awaits, typed: &str) -> Option<Html> {
    let sentence = match awaits {
        Awaits::Command => return None,
        Awaits::Literal(left) => texts.format(Key::PromptLiteral, &[("left", &left.to_string())]),
        Awaits::RestOfCommand => texts.text(Key::PromptRest).to_owned(),
        Awaits::AuthenticationData => texts.text(Key::PromptAuthentication).to_owned(),
        Awaits::Done => texts.text(Key::PromptDone).to_owned(),
    };
    Some(html! {
        <p class="waiting">
            <span>{ sentence }</span>
            <span class="waiting-count">{ texts.format(Key::PromptTyped, &[("count", typed)]) }</span>
        </p>
    })
}
