//! The list of lessons, in a dialog, or the sheet of one of them.

use super::controls::reading;
use super::lesson_card::paragraphs;
use super::teacher_sheet::sheet;
use crate::app::course::{self, Course, Msg, Wanted};
use crate::app::editor;
use crate::app::paper;
use crate::app::settings::{self, Dialog};
use crate::lesson::Head;
use crate::ui::hooks::course::use_list;
use crate::ui::platform;
use crate::ui::prelude::*;

/// The dialog of the lessons.
#[autoprops]
#[component]
pub(crate) fn LessonsDialog(course: &Slice<Course>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let none = course.heads.is_empty();
    use_list(none, Wanted::Index, &dispatch);
    {
        let dispatch = dispatch.clone();
        use_effect_with((), move |()| move || dispatch.send(Msg::PutSheetAway));
    }
    let link = |key: Key, wanted: Wanted| {
        html! { <button type="button" class="link" onclick={dispatch.sending(Msg::Want(wanted))}>{ texts.text(key) }</button> }
    };
    if let Some(lesson) = &course.sheet {
        let worksheet = Wanted::Worksheet(lesson.head.id.as_str().into());
        return html! {
            <>
                <p class="lesson-files">
                    <button class="plain" type="button" onclick={dispatch.sending(Msg::PutSheetAway)}>{ texts.text(Key::SheetBack) }</button>
                    <button class="plain" type="button" onclick={dispatch.sending(paper::Msg::Teacher)}>{ texts.text(Key::SheetPrint) }</button>
                    <button class="plain" type="button" onclick={dispatch.sending(Msg::Want(worksheet))}>{ texts.text(Key::PaperWorksheet) }</button>
                </p>
                { sheet(texts, lesson) }
            </>
        };
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
                <span class="lesson-more">
                    { link(Key::EditorCopy, Wanted::Copy(head.id.as_str().into())) }
                    { link(Key::SheetName, Wanted::Sheet(head.id.as_str().into())) }
                </span>
            </li>
        }
    };
    let save = {
        let text = course.progress.save();
        Callback::from(move |_: MouseEvent| {
            platform::download("postamt-progress.json", &text, "application/json")
        })
    };
    html! {
        <>
            <p>
                { texts.text(Key::LessonsLead) }{ " " }
                <button class="link" data-dialog="examples" type="button" onclick={dispatch.sending(settings::Msg::Open(Some(Dialog::Examples)))}>
                    { texts.text(Key::ExamplesWatch) }
                </button>{ " · " }
                <button class="link" type="button" onclick={dispatch.sending(editor::Msg::Open)}>{ texts.text(Key::EditorTitle) }</button>
            </p>
            if none { <p>{ texts.text(Key::LessonsComing) }</p> }
            { in_groups(texts, &mut course.heads.iter().map(|head| (&*head.id, lesson(head)))) }
            <div class="lesson-files">
                <button class="plain" type="button" onclick={save}>{ texts.text(Key::LessonsSave) }</button>
                <label class="plain">{ texts.text(Key::LessonsLoad) }
                    <input class="sr-only" type="file" accept=".json,application/json" onchange={reading(&dispatch, Msg::Progress)} /></label>
            </div>
        </>
    }
}

/// A list by protocols: of each item its id and what is drawn.
pub(super) fn in_groups(texts: Texts, items: &mut dyn Iterator<Item = (&str, Html)>) -> Html {
    let items: Vec<_> = items.map(|(id, item)| (course::group(id), item)).collect();
    let list = |group: Option<Protocol>| {
        let own = items.iter().filter(|(own, _)| *own == group).map(|(_, item)| item.clone());
        let own: Html = own.collect();
        let name = group.map_or(texts.text(Key::LessonsOthers), |protocol| protocol.row().name);
        let is_there = items.iter().any(|(own, _)| *own == group);
        is_there.then(|| html! { <><h3>{ name }</h3><ul class="lesson-list">{ own }</ul></> })
    };
    Protocol::ALL.into_iter().map(Some).chain([None]).filter_map(list).collect()
}
