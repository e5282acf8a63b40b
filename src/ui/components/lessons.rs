//! The list of lessons, in a dialog.

use super::lesson_card::paragraphs;
use crate::app::course::{Course, Msg, Wanted};
use crate::lesson::Head;
use crate::ui::platform;
use crate::ui::prelude::*;
use web_sys::HtmlInputElement;

/// The dialog of the lessons.
#[autoprops]
#[component]
pub(crate) fn LessonsDialog(course: &Slice<Course>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let none = course.heads.is_empty();
    {
        let dispatch = dispatch.clone();
        use_effect_with((), move |()| {
            if none {
                dispatch.send(Msg::Want(Wanted::Index));
            }
        });
    }
    let lesson = |head: &Head| {
        let known = course.progress.of(&head.id);
        let minutes = texts.format(Key::LessonsMinutes, &[("count", &head.minutes.to_string())]);
        let state = match known {
            Some(known) if known.finished => texts.text(Key::LessonsDone).to_owned(),
            Some(known) => texts.format(Key::LessonsBegun, &[("step", &(known.step + 1).to_string())]),
            None => String::new(),
        };
        let message = Msg::Want(Wanted::Lesson(head.id.as_str().into()));
        html! {
            <li key={head.id.clone()} data-finished={known.is_some_and(|known| known.finished).then_some("")}>
                <button type="button" class="lesson-choice" data-lesson={head.id.clone()} onclick={dispatch.sending(message)}>
                    <b>{ for paragraphs(texts, &head.title) }</b>
                    <span>{ for paragraphs(texts, &head.summary) }</span>
                    <small>{ minutes }{ if state.is_empty() { "" } else { " · " } }{ state }</small>
                </button>
            </li>
        }
    };
    let save = {
        let text = course.progress.save();
        Callback::from(move |_: MouseEvent| {
            platform::download("postamt-progress.json", &text, "application/json")
        })
    };
    let load = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let dispatch = dispatch.clone();
            platform::read_file(&input, move |text| dispatch.send(Msg::Progress(text.into())));
        })
    };
    html! {
        <>
            <p>{ texts.text(Key::LessonsLead) }</p>
            if none { <p>{ texts.text(Key::LessonsComing) }</p> }
            <ul class="lesson-list">{ for course.heads.iter().map(lesson) }</ul>
            <div class="lesson-files">
                <button class="plain" type="button" onclick={save}>{ texts.text(Key::LessonsSave) }</button>
                <label class="plain">{ texts.text(Key::LessonsLoad) }
                    <input class="sr-only" type="file" accept=".json,application/json" onchange={load} /></label>
            </div>
        </>
    }
}
