//! The prompt: a field that is always ready. Nothing blocks it.

use super::icons::{Icon, icon};
use super::straighten::Straighten;
use crate::app::act::Act;
use crate::app::completion;
use crate::app::draft::{Piece, Understood};
use crate::app::predict;
use crate::app::prompt::{Msg, Recall, typed};
use crate::app::session_info;
use crate::app::settings;
use crate::app::timeline::{Motion, Timeline};
use crate::engine::Awaits;
use crate::engine::chart::Chart;
use crate::ui::hooks::system::NARROW;
use crate::ui::platform;
use crate::ui::prelude::*;
use gloo::events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

/// The memory of Tab and the arrow keys between two presses.
#[derive(Default)]
struct Memory {
    recall: Recall,
    /// The lines that Tab goes through, and which one is shown.
    completing: Option<(Rc<[Rc<str>]>, usize)>,
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
    understood: &Slice<Understood>,
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
    let awaits = if open { session_info::awaits(player, connection) } else { Awaits::Command };
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
    {
        // The mirror scrolls with the field. A word that is composed stands in the field itself, underlined as its
        // keyboard wants.
        let field = field.clone();
        use_effect_with((), move |()| {
            let listeners = field.cast::<HtmlTextAreaElement>().map(|field| {
                let (begun, ended, scrolled) = (field.clone(), field.clone(), field.clone());
                let begins = move |_: &Event| drop(begun.set_attribute("data-composing", ""));
                let ends = move |_: &Event| drop(ended.remove_attribute("data-composing"));
                // The mirror stands before it.
                let scrolls = move |_: &Event| {
                    if let Some(mirror) = scrolled.previous_element_sibling() {
                        mirror.set_scroll_top(scrolled.scroll_top());
                    }
                };
                [
                    EventListener::new(&field, "scroll", scrolls),
                    EventListener::new(&field, "compositionstart", begins),
                    EventListener::new(&field, "compositionend", ends),
                ]
            });
            move || drop(listeners)
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
        // The lines that the first Tab found are gone through, until something else is typed.
        let (possible, next) = match memory.borrow().completing.clone() {
            Some((possible, index)) if possible.len() > 1 => (possible, index + 1),
            _ if predicting => (Rc::default(), 0),
            _ => (possible(&draft, understood), 0),
        };
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
                    memory.borrow_mut().completing = Some((possible.clone(), index));
                    dispatch.send(Msg::Draft(possible[index].clone()));
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
    let line = history.last().filter(|_| draft.is_empty() && refused).cloned().unwrap_or_default();
    let send = {
        let (dispatch, draft) = (dispatch.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| {
            dispatch.send(Act::Submit(draft.clone()));
            platform::focus("command");
        })
    };
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
                    { mirror(understood, open && !predicting) }
                    <textarea id="command" ref={field} rows="1" value={draft.to_string()}
                        aria-label={texts.text(Key::PromptName)} aria-disabled={predicting.then_some("true")}
                        aria-invalid={understood.objects.then_some("true")} autocomplete="off" autocapitalize="off"
                        spellcheck="false" autocorrect="off" enterkeyhint="send" {oninput} {onpaste} {onkeydown} />
                </div>
                <button class="send" type="button" aria-label={texts.text(Key::PromptSend)}
                    title={texts.text(Key::PromptSend)} onclick={send}>{ icon(Icon::SEND) }</button>
            </div>
            <p class="sr-only" id="draft-verdict" aria-live="polite">{ verdict(texts, understood) }</p>
        </div>
    }
}

/// The draft's text in its colours, behind the field whose own text is not seen; and what may follow it.
fn mirror(understood: &Understood, open: bool) -> Html {
    let piece = |piece: &Piece| {
        html! {
            <span class={if piece.wrong { "typed is-unfit" } else { "typed" }}
                data-role={(!piece.role.is_empty()).then_some(piece.role)}
                data-field={(!piece.field.is_empty()).then_some(piece.field)}>{ piece.text.clone() }</span>
        }
    };
    html! {
        <div class="mirror" aria-hidden="true">
            { for understood.pieces.iter().map(piece) }
            <span class="ghost-rest">{ if open { &*understood.ghost } else { "" } }</span>
        </div>
    }
}

/// The verdict on the draft for those who do not see it: it changes less often than the draft.
fn verdict(texts: Texts, understood: &Understood) -> String {
    let mend = understood.mend.as_ref().map(|line| format!(" {} {line} (Tab)", texts.text(Key::DraftMend)));
    let said = if understood.objects || understood.complete { &*understood.said } else { "" };
    [said, mend.as_deref().unwrap_or_default()].concat()
}

/// The lines that Tab makes of the draft: its completions, or the one that was meant.
fn possible(draft: &str, understood: &Understood) -> Rc<[Rc<str>]> {
    let completed = understood.completions.iter().map(|rest| format!("{draft}{rest}"));
    let mended = understood.mend.iter().filter(|_| understood.completions.is_empty()).cloned();
    completed.chain(mended).map(Rc::from).collect()
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
