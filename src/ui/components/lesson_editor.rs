//! The editor of lessons, beside the page: the text, its mistakes, and what can be done with it.

use super::controls::reading;
use super::icons::{Icon, icon};
use super::notices::NoticeList;
use crate::app::course::{self, Wanted};
use crate::app::editor::{Editor, Msg, end_of, line_of};
use crate::app::lesson_words;
use crate::app::notices::Notices;
use crate::lesson::{CONTROLS, Error, FACTS, Kind, PANES, TEMPLATE, keywords};
use crate::ui::element::{el, when};
use crate::ui::platform;
use crate::ui::prelude::*;
use web_sys::{HtmlElement, HtmlTextAreaElement};

/// The field's id.
const FIELD: &str = "lesson-text";

/// The title's id.
const TITLE: &str = "editor-title";

/// Most characters of the field, in units of UTF-16: as many as a lesson has octets.
const UNITS_MAX: &str = "65536";

/// Most lines with a number beside them.
const NUMBERED_MAX: usize = 2000;

/// The pane in which a lesson is written; `goal` is the one that can be made of the turn shown. In the stage's place it has
/// the notices, and the tabs of the protocols name it.
#[autoprops]
#[component]
pub(crate) fn LessonEditor(
    editor: &Slice<Editor>,
    goal: &Option<AttrValue>,
    notices: &Option<Slice<Notices>>,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    use_effect_with((), |()| {
        // On a phone the page may be scrolled to its prompt.
        if let Some(title) = platform::by_id::<HtmlElement>(TITLE) {
            title.scroll_into_view();
        }
    });
    {
        let editor = editor.clone();
        use_effect_with(editor.placed, move |_| place(&editor));
    }
    let oninput = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            dispatch.send(Msg::Write(field.value().into(), cursor(&field)));
        })
    };
    let onblur = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: FocusEvent| {
            let Some(field) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            dispatch.send(Msg::At(cursor(&field)));
        })
    };
    let save = {
        let editor = editor.clone();
        Callback::from(move |_: MouseEvent| platform::download(&editor.file(), &editor.text, "text/plain"))
    };
    let button =
        |key: Key, title: Option<String>, class: &'static str, onclick: Option<Callback<MouseEvent>>| {
            let button = el("button").classes(&[class]).attrs(&[("type", "button")]).attr("title", title);
            let button = match onclick {
                Some(onclick) => button.onclick(onclick),
                None => button.attrs(&[("aria-disabled", "true")]),
            };
            button.child(texts.text(key))
        };
    let good = editor.lesson.as_ref();
    let try_it = good.map(|_| dispatch.sending(Msg::Try));
    let make_goal = goal.as_ref().map(|_| dispatch.sending(Msg::Goal));
    let goal_why = match goal {
        Some(goal) => texts.format(Key::EditorGoalWhy, &[("goal", goal)]),
        None => texts.text(Key::EditorGoalNone).to_owned(),
    };
    let says = match good {
        Some(lesson) => (Key::EditorGood, lesson.steps.len()),
        None => (Key::EditorBad, editor.mistakes.len()),
    };
    let close = texts.text(Key::EditorClose);
    html! {
        <section class="pane editor" aria-labelledby={TITLE} id={notices.as_ref().map(|_| "panel")}>
            <div class="pane-head">
                <h2 id={TITLE}>{ texts.text(Key::EditorTitle) }</h2>
                <span class="pane-note" role="status">{ texts.format(says.0, &[("count", &says.1.to_string())]) }</span>
                <button class="quiet" type="button" aria-label={close} title={close}
                    onclick={dispatch.sending_to_prompt(Msg::Close)}>{ icon(Icon::CROSS) }</button>
            </div>
            <div class="editor-bar">
                { button(Key::EditorTry, Some(texts.text(Key::EditorTryWhy).to_owned()), if good.is_some() { "primary" } else { "plain" }, try_it) }
                { button(Key::EditorRecord, Some(texts.text(Key::EditorRecordWhy).to_owned()), "plain record", Some(dispatch.sending(Msg::Record)))
                    .attr("aria-pressed", editor.records.to_string()) }
                { button(Key::EditorGoal, Some(goal_why), "plain", make_goal) }
                <span class="spring"></span>
                { button(Key::EditorSave, None, "link", Some(save)) }
                <label class="link">{ texts.text(Key::EditorLoad) }
                    <input class="sr-only" type="file" accept=".txt,text/plain"
                        onchange={reading(&dispatch, Msg::Load)} /></label>
                { button(Key::EditorTemplate, None, "link", Some(dispatch.sending(course::Msg::Want(Wanted::Copy(TEMPLATE.into()))))) }
                if !editor.before.is_empty() {
                    { button(Key::EditorBack, None, "link", Some(dispatch.sending(Msg::Back))) }
                }
            </div>
            <div class="editor-scroll">
                <div class="editor-paper">
                    { mirror(editor) }
                    <textarea id={FIELD} value={editor.text.to_string()} maxlength={UNITS_MAX} aria-label={texts.text(Key::EditorText)}
                        autocomplete="off" autocapitalize="off" spellcheck="false" autocorrect="off" {oninput} {onblur} />
                </div>
            </div>
            { mistakes(&dispatch, texts, editor) }
            <details class="editor-words">
                <summary>{ texts.text(Key::EditorWords) }</summary>
                { words(texts) }
            </details>
            if let Some(notices) = notices { <NoticeList {notices} /> }
        </section>
    }
}

/// The cursor's line.
fn cursor(field: &HtmlTextAreaElement) -> usize {
    line_of(&field.value(), field.selection_end().ok().flatten().unwrap_or_default() as usize)
}

/// Places the field's cursor at the end of its line, in sight.
fn place(editor: &Editor) {
    if let Some(field) = platform::by_id::<HtmlTextAreaElement>(FIELD) {
        let end = end_of(&editor.text, editor.line) as u32;
        // It fails for fields without text, such as checkboxes.
        let _ = field.set_selection_range(end, end);
        let line = ["[data-line=\"", &editor.line.max(1).to_string(), "\"]"].concat();
        platform::scroll_to_middle(".editor-scroll", &line);
    }
}

/// The text's lines below the field, unseen but for their numbers: they wrap as the field's do and give it its height.
fn mirror(editor: &Editor) -> Html {
    let mut mistakes = editor.mistakes.iter().map(|mistake| mistake.line).peekable();
    let line = |(number, line): (usize, &str)| {
        let mut is_wrong = false;
        while mistakes.next_if(|wrong| *wrong <= number).is_some() {
            is_wrong = true;
        }
        // An empty line is as high as the others.
        let words = if line.is_empty() { " " } else { line };
        el("div")
            .classes(&[when(is_wrong, "is-wrong-line")])
            .attr("data-line", number.to_string())
            .child(words.to_owned())
    };
    let lines = (1..).zip(editor.text.splitn(NUMBERED_MAX, '\n')).map(line);
    el("div").classes(&["editor-mirror"]).attrs(&[("aria-hidden", "true")]).list(lines).into()
}

fn mistakes(dispatch: &Dispatch, texts: Texts, editor: &Editor) -> Html {
    let mistake = |error: &Error| {
        let (dispatch, line) = (dispatch.clone(), error.line);
        let go = Callback::from(move |_: MouseEvent| {
            platform::focus(FIELD);
            dispatch.send(Msg::Go(line));
        });
        let button = el("button").classes(&["link"]).attrs(&[("type", "button")]).onclick(go);
        el("li").child(button.child(lesson_words::mistake(error, texts.0)))
    };
    let list = el("ol").classes(&["editor-mistakes"]).attr("aria-label", texts.text(Key::EditorMistakes));
    list.list(editor.mistakes.iter().map(mistake)).into()
}

/// The keywords, by their places.
fn words(texts: Texts) -> Html {
    let row = |name: Html, words: String| {
        el("div")
            .child(el("dt").child(name))
            .child(el("dd").child(html! { <code lang="en">{ words }</code> }))
    };
    let of = |kind: Option<Kind>| keywords(kind).collect::<Vec<_>>().join(" ");
    let step = |kind: Kind| row(html! { <code lang="en">{ "step: " }{ kind.name() }</code> }, of(Some(kind)));
    let looks = [
        "state edge command row mailbox timer field",
        "pane:",
        &PANES.join("|"),
        "control:",
        &CONTROLS.join("|"),
    ];
    el("dl")
        .child(row(texts.text(Key::EditorWordsHead).into(), of(None)))
        .list(Kind::ALL.map(step))
        .child(row(texts.text(Key::EditorWordsGoals).into(), FACTS.to_owned()))
        .child(row(texts.text(Key::EditorWordsLooks).into(), looks.join(" ")))
        .into()
}
