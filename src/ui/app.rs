//! The whole page: its panes in their places, and its ties to the browser.

use super::components::console::Console;
use super::components::dialog::DialogFrame;
use super::components::lesson_editor::LessonEditor;
use super::components::paper::PaperView;
use super::components::presenter::Presenter;
use super::components::projector_bar::PressedKey;
use super::components::stage::Stage;
use super::components::store::Store;
use super::components::timeline::TimelineBar;
use super::components::topbar::Topbar;
use super::context::{Dispatch, Texts};
use super::hooks::address::use_address;
use super::hooks::arrival::{Finished, Pane, use_arrival};
use super::hooks::awake::use_awake;
use super::hooks::behind::use_model_behind;
use super::hooks::channel::use_channel;
use super::hooks::class_line::use_class_line;
use super::hooks::clock::use_clock;
use super::hooks::copying::use_copying;
use super::hooks::course::{use_course, use_draft};
use super::hooks::keys::use_keys;
use super::hooks::later_texts::use_later_texts;
use super::hooks::live::use_live_stream;
use super::hooks::looks::use_looks;
use super::hooks::newer::use_newer;
use super::hooks::root::use_root;
use super::hooks::saving::use_saving;
use super::hooks::system::use_system;
use super::platform;
use crate::app::model::Model;
use crate::app::projection::Choice;
use crate::app::slice::Slice;
use crate::i18n::Key;
use yew::prelude::*;
use yew_autoprops::autoprops;

/// The page, which takes the place of the finished layout.
#[autoprops]
#[component]
pub(crate) fn App(start: &Slice<Model>, finished: &Slice<Finished>) -> Html {
    let start = start.clone();
    let model = use_reducer_eq(move || (*start).clone());
    let dispatch = Dispatch(model.dispatcher());
    use_address(&model, &dispatch);
    use_system(&dispatch);
    use_root(&model.settings);
    use_keys(&model.settings, &dispatch);
    use_awake(model.settings.projects());
    use_clock(&model, &dispatch);
    use_copying();
    use_saving(&model, &dispatch);
    use_channel(&model, &dispatch);
    use_class_line(&model, &dispatch);
    use_live_stream(model.live.as_ref(), &dispatch);
    use_later_texts(model.settings.lang, &dispatch);
    use_course(&model.course, &dispatch);
    use_draft(&model.editor, &dispatch);
    use_looks(&model);
    use_newer(&dispatch);

    let texts = Texts::of(model.settings.lang);
    let to_prompt = Callback::from(|event: MouseEvent| {
        // The fragment belongs to the options, so the link moves the focus by itself.
        event.prevent_default();
        platform::focus("command");
    });
    let (drawn, is_behind) = use_model_behind(&model);
    let arrival = use_arrival(finished.clone());
    let console = arrival.pane(Pane::Console, || console(&model));
    let Model {
        timeline,
        clients,
        teacher,
        settings,
        notices,
        live,
        course,
        predict,
        editor,
        sharing,
        paper,
        class,
        ..
    } = &drawn;
    // The editor takes the place of the stage, and has the notices, in windows without room for both.
    let has_both = settings.has_room_for_two();
    let pane = editor.is_open.then(|| {
        let notices = (!has_both).then(|| notices.clone());
        html! { <LessonEditor {editor} goal={model.goal().map(AttrValue::from)} {notices} /> }
    });
    let projection = settings.projects().then_some(settings.projection);
    let is_watched = class.following.is_some() || sharing.recorded().is_some();
    let has = |choice: Choice| projection.is_some_and(|projection| projection.has(choice));
    let desk = classes!(
        "desk",
        is_watched.then_some("is-followed"),
        settings.presents.then_some("is-presented"),
        has(Choice::NoConsole).then_some("no-console"),
        has(Choice::NoStore).then_some("no-store"),
        (course.running.is_some() || sharing.shown().is_some()).then_some("has-lesson"),
        editor.is_open.then_some(if has_both { "has-editor" } else { "is-written" })
    );
    html! {
        <ContextProvider<Dispatch> context={dispatch}>
        <ContextProvider<Texts> context={texts}>
            <a class="skip" href="#command" onclick={to_prompt}>{ texts.text(Key::SkipToPrompt) }</a>
            { arrival.pane(Pane::Topbar, || html! {
                <Topbar {settings} {clients} banner={projection.map(|_| timeline.clone())} live={drawn.is_read_only()} />
            }) }
            <main class={desk} data-behind={(is_behind || !arrival.is_whole()).then_some("")}>
                { console }
                { pane }
                if settings.presents {
                    <Presenter {timeline} {clients} {teacher} {settings} {course} {class} />
                } else if has_both || !editor.is_open {
                    { arrival.pane(Pane::Stage, || html! {
                        <Stage {timeline} {clients} {teacher} {settings} {predict} live={live.is_some()}
                            crowded={editor.is_open} notices={has(Choice::NoConsole).then(|| notices.clone())} />
                    }) }
                }
                if !settings.presents {
                    { arrival.pane(Pane::Store, || html! {
                        <Store {timeline} {clients} {teacher} {live} followed={is_watched} />
                    }) }
                }
            </main>
            { arrival.pane(Pane::Timeline, || html! {
                <TimelineBar {timeline} {clients} {settings} {projection} live={live.is_some()}
                    has_lesson={course.running.is_some()} />
            }) }
            if has(Choice::Keys) {
                <PressedKey />
            }
            <DialogFrame {timeline} {clients} {teacher} {settings} {course} {class} live={live.is_some()} />
            <PaperView {timeline} {clients} {course} {paper} live={live.is_some()} />
        </ContextProvider<Texts>>
        </ContextProvider<Dispatch>>
    }
}

/// The console: it is never behind. It has the notices, unless it is hidden or a part of the page has them that takes all
/// its room.
fn console(model: &Model) -> Html {
    let Model { timeline, clients, prompt, teacher, settings, live, course, predict, sharing, class, .. } =
        model;
    let is_hidden = settings.projects() && settings.projection.has(Choice::NoConsole);
    let in_editor = model.editor.is_open && !settings.has_room_for_two();
    let notices = (!is_hidden && !in_editor).then(|| model.notices.clone());
    html! {
        <Console {timeline} {clients} {prompt} door={teacher.door(clients.protocol)} {settings} {live} {course}
            {predict} {sharing} {notices} following={class.following.clone()} />
    }
}
