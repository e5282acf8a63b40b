//! The frame of the dialogs, which lie over the page until they are closed.

use super::class_dialog::ClassDialog;
use super::examples::ExamplesDialog;
use super::help::KeysDialog;
use super::icons::{Icon, icon};
use super::import::ImportDialog;
use super::lessons::LessonsDialog;
use super::paper_dialog::PaperDialog;
use super::share::ShareDialog;
use super::switches::ServerDialog;
use crate::app::classroom::Classroom;
use crate::app::clients::Clients;
use crate::app::course::Course;
use crate::app::settings::{Dialog, Msg, Settings};
use crate::app::teacher::Teacher;
use crate::ui::prelude::*;
use web_sys::HtmlDialogElement;

/// The open dialog in its frame.
#[autoprops]
#[component]
pub(crate) fn DialogFrame(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    teacher: &Slice<Teacher>,
    settings: &Slice<Settings>,
    course: &Slice<Course>,
    class: &Slice<Classroom>,
    live: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let protocol = clients.protocol;
    let element = use_node_ref();
    {
        let element = element.clone();
        use_effect_with(settings.dialog.is_some(), move |open| {
            let Some(dialog) = element.cast::<HtmlDialogElement>() else { return };
            if *open && !dialog.open() {
                // It fails for a dialog that is open already, or that left the document; neither is the case.
                let _ = dialog.show_modal();
            } else if !*open && dialog.open() {
                dialog.close();
            }
        });
    }
    let (title, body) = match settings.dialog {
        Some(Dialog::Server) => {
            let switches = timeline.player.lab().switches();
            (Key::ServerTitle, html! { <ServerDialog {switches} {protocol} /> })
        }
        Some(Dialog::Keys) => {
            (Key::HelpName, html! { <KeysDialog single_keys={settings.preferences.single_keys} /> })
        }
        Some(Dialog::Lessons) => (Key::LessonsName, html! { <LessonsDialog {course} /> }),
        Some(Dialog::Examples) => (Key::ExamplesName, html! { <ExamplesDialog {course} /> }),
        Some(Dialog::Paper) => {
            let view = settings.preferences.view;
            (Key::PaperOpen, html! { <PaperDialog {timeline} {clients} {teacher} {course} {view} {live} /> })
        }
        Some(Dialog::Share) => {
            (Key::ShareName, html! { <ShareDialog {timeline} {clients} {settings} {course} /> })
        }
        Some(Dialog::Class) => (Key::ClassName, html! { <ClassDialog {class} /> }),
        Some(Dialog::Import) => (Key::ImportName, html! { <ImportDialog /> }),
        None => (Key::HelpName, Html::default()),
    };
    let wide = matches!(settings.dialog, Some(Dialog::Lessons | Dialog::Examples));
    html! {
        <dialog class={classes!("dialog", wide.then_some("is-wide"))} ref={element} aria-labelledby="dialog-title" onclose={dispatch.sending(Msg::Open(None))}>
            <header>
                <h2 id="dialog-title">{ texts.text(title) }</h2>
                <button class="quiet" type="button" aria-label={texts.text(Key::HelpClose)}
                    onclick={dispatch.sending(Msg::Open(None))}>{ icon(Icon::CROSS) }</button>
            </header>
            { body }
        </dialog>
    }
}
