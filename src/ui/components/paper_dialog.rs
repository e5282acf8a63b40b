//! The dialog that saves and prints: the session as paper, text and Markdown, the protocols' cheat sheets, lessons to be
//! filled in by hand, the view as a picture.

use super::controls::option;
use super::copy::CopyButton;
use super::icons::{Icon, icon};
use super::import::OpenSession;
use super::save_view::SaveView;
use super::share::save;
use crate::app::clients::Clients;
use crate::app::course::{self, Course, Wanted};
use crate::app::ladder;
use crate::app::paper::markdown::markdown;
use crate::app::paper::recorded::recorded;
use crate::app::paper::{Msg, Pictures, transcript};
use crate::app::preferences::View;
use crate::app::teacher::Teacher;
use crate::i18n::by_id;
use crate::ui::platform;
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::HtmlSelectElement;

/// The dialog.
#[autoprops]
#[component]
pub(crate) fn PaperDialog(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    teacher: &Slice<Teacher>,
    course: &Slice<Course>,
    view: View,
    live: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let pictures = use_state(Pictures::default);
    let running = course.running.as_ref().filter(|running| !running.is_draft);
    let first = running.map(|running| running.lesson.head.id.clone());
    let chosen = use_state(|| first.map(Rc::<str>::from));
    let none = course.heads.is_empty();
    {
        let dispatch = dispatch.clone();
        use_effect_with((), move |()| {
            if none {
                dispatch.send(course::Msg::Want(Wanted::Index));
            }
        });
    }
    let empty = timeline.player.is_empty();
    let script = {
        let (timeline, course) = (timeline.clone(), course.clone());
        Callback::from(move |()| {
            let setting = course.running.as_ref().map(|running| running.lesson.head.setting());
            recorded(&timeline.player, &setting.unwrap_or_default())
        })
    };
    let save_text = {
        let script = script.clone();
        Callback::from(move |_: MouseEvent| platform::download("postamt.txt", &script.emit(()), "text/plain"))
    };
    let save_markdown = {
        let (timeline, clients) = (timeline.clone(), clients.clone());
        Callback::from(move |_: MouseEvent| {
            let session = ladder::View { player: &timeline.player, clients: &clients, live, lang: texts.0 };
            let text = markdown(&transcript(session, Pictures::None));
            platform::download("postamt.md", &text, "text/markdown");
        })
    };
    let save_session = {
        let (timeline, course) = (timeline.clone(), course.clone());
        Callback::from(move |_: MouseEvent| {
            save(&timeline.player, course.running.as_ref().map(|running| &*running.lesson));
        })
    };
    let choose_pictures = {
        let pictures = pictures.clone();
        Callback::from(move |event: Event| {
            let name = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
            let choice = Pictures::ALL.into_iter().find(|it| name.as_deref() == Some(it.name()));
            pictures.set(choice.unwrap_or_default());
        })
    };
    let choose_lesson = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            chosen.set(event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value().into()));
        })
    };
    let wanted = (*chosen).clone().or_else(|| course.heads.first().map(|head| head.id.as_str().into()));
    let file = |key: Key, why: Key, onclick: &Callback<MouseEvent>| {
        html! { <button class="plain" type="button" title={texts.text(why)} {onclick}>{ texts.text(key) }</button> }
    };
    let print = |key: String, onclick: Callback<MouseEvent>| {
        html! { <button class="plain" type="button" {onclick}>{ icon(Icon::PRINTER) }{ key }</button> }
    };
    let title = |head: &crate::lesson::Head| {
        head.title.paragraphs(texts.0.tag()).next().unwrap_or_default().replace('`', "")
    };
    html! {
        <div class="paper-menu">
            <h3>{ texts.text(Key::PaperSession) }</h3>
            <p>{ texts.text(if empty { Key::PaperEmpty } else { Key::PaperSessionLead }) }</p>
            if !empty {
                <div class="paper-row">
                    { print(texts.text(Key::PaperPrint).to_owned(), dispatch.sending(Msg::Transcript(*pictures))) }
                    <label class="select">
                        <span>{ texts.text(Key::PaperPictures) }</span>
                        <select data-choice="pictures" onchange={choose_pictures}>
                            { for Pictures::ALL.map(|it| {
                                let name = by_id(texts.0, &["paper-pictures-", it.name()].concat());
                                option(it.name(), it == *pictures, name)
                            }) }
                        </select>
                    </label>
                </div>
                <div class="paper-row">
                    { file(Key::PaperText, Key::PaperTextWhy, &save_text) }
                    { file(Key::PaperMarkdown, Key::PaperMarkdownWhy, &save_markdown) }
                    <CopyButton class="plain" text={script} />
                </div>
            }
            <div class="paper-row">
                if !empty { <button class="plain" type="button" onclick={save_session}>{ texts.text(Key::ShareSave) }</button> }
                <OpenSession />
            </div>
            <h3>{ texts.text(Key::PaperSheets) }</h3>
            <p>{ texts.text(Key::PaperSheetsLead) }</p>
            <div class="paper-row">
                { for Protocol::ALL.map(|it| print(it.row().name.to_owned(), dispatch.sending(Msg::CheatSheet(it)))) }
            </div>
            <h3>{ texts.text(Key::PaperWorksheets) }</h3>
            <p>{ texts.text(Key::PaperWorksheetsLead) }</p>
            if let Some(id) = wanted {
                <div class="paper-row">
                    <label class="select">
                        <span>{ texts.text(Key::PaperLesson) }</span>
                        <select data-choice="lesson" onchange={choose_lesson}>
                            { for course.heads.iter().map(|head| option(&head.id, *head.id == *id, &title(head))) }
                        </select>
                    </label>
                    { print(texts.text(Key::PaperPrint).to_owned(), dispatch.sending(course::Msg::Want(Wanted::Worksheet(id)))) }
                </div>
            }
            <h3>{ texts.text(Key::PaperView) }</h3>
            <p>{ texts.text(Key::PaperViewLead) }</p>
            <div class="paper-row"><SaveView {timeline} {clients} {teacher} {view} {live} /></div>
            <p class="quiet-text">{ texts.text(Key::PaperPdf) }</p>
        </div>
    }
}
