//! The presenter's window: the lesson's notes, the next thing to do, and the projector's choices, beside prompt and
//! timeline.

use super::caption::Caption;
use super::controls::Controls;
use super::lesson_card::paragraphs;
use super::projector_bar::ProjectorBar;
use super::view_switch::ViewSwitch;
use crate::app::classroom::Classroom;
use crate::app::clients::Clients;
use crate::app::course::{self, Course, Running};
use crate::app::settings::{self, Dialog, Settings};
use crate::app::teacher::Teacher;
use crate::lesson::Text;
use crate::script::Item;
use crate::ui::platform;
use crate::ui::prelude::*;

/// The pane beside the console.
#[autoprops]
#[component]
pub(crate) fn Presenter(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    teacher: &Slice<Teacher>,
    settings: &Slice<Settings>,
    course: &Slice<Course>,
    class: &Slice<Classroom>,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (protocol, connection) = (clients.protocol, clients.connection());
    let leads = match (class.projectors(), class.is_led(true)) {
        (0, _) => Key::PresenterAlone,
        (_, true) => Key::PresenterLed,
        (_, false) => Key::PresenterLeads,
    };
    let lesson = match &course.running {
        Some(running) => lesson(texts, &dispatch, running, timeline),
        None => html! {
            <p>
                { texts.text(Key::PresenterNoLesson) }{ " " }
                <button type="button" class="link" onclick={dispatch.sending(settings::Msg::Open(Some(Dialog::Lessons)))}>
                    { texts.text(Key::LessonsName) }
                </button>
            </p>
        },
    };
    html! {
        <section class="pane presenter" aria-labelledby="presenter-title" id="panel" role="tabpanel" data-leads={(leads != Key::PresenterLed).to_string()}>
            <div class="pane-head">
                <h2 id="presenter-title">{ texts.text(Key::PresenterName) }</h2>
                <ViewSwitch view={settings.preferences.view} />
                <ProjectorBar projection={settings.projection} presents={true} />
            </div>
            <p class="presenter-leads" role="status">
                { texts.text(leads) }
                if class.projectors() == 0 {
                    { " " }<button type="button" class="link" onclick={Callback::from(|_: MouseEvent| platform::open_window("projector"))}>
                        { texts.text(Key::PresenterOpen) }
                    </button>
                }
            </p>
            <div class="presenter-body" tabindex="0" role="group" aria-label={texts.text(Key::PresenterNotes)}>{ lesson }</div>
            <div class="presenter-said"><Caption {timeline} {clients} live={false} /></div>
            <Controls {timeline} {protocol} {connection} {teacher} />
        </section>
    }
}

/// A lesson's notes, the next line to type, and the next step.
fn lesson(texts: Texts, dispatch: &Dispatch, running: &Running, timeline: &Timeline) -> Html {
    let line = running.next_line(&timeline.player).map(|item| match &item {
        Item::Send { text, .. } => {
            let line = String::from_utf8_lossy(&text.octets()).trim_end().to_owned();
            crate::lesson::untagged(&line).to_owned()
        }
        item => item.to_string(),
    });
    let next = running
        .lesson
        .steps
        .get(running.step + 1)
        .map_or_else(|| html! { <p>{ texts.text(Key::LessonEnd) }</p> }, |step| block(texts, &step.text));
    let title = |key: Key| html! { <h3>{ texts.text(key) }</h3> };
    html! {
        <>
            if let Some(line) = line {
                { title(Key::PresenterNextLine) }
                <p class="presenter-line">
                    <code lang="en" data-next-line="">{ line }</code>{ " " }
                    <button type="button" class="plain" onclick={dispatch.sending_to_prompt(course::Msg::ShowMe)}>{ texts.text(Key::LessonShowMe) }</button>
                </p>
            }
            { title(Key::PresenterNextStep) }
            <div data-next-step="">{ next }</div>
            { title(Key::PresenterNotes) }
            <div data-notes="">{ block(texts, &running.lesson.head.teacher) }</div>
        </>
    }
}

fn block(texts: Texts, text: &Text) -> Html {
    paragraphs(texts, text).map(|paragraph| html! { <p>{ paragraph }</p> }).collect()
}
