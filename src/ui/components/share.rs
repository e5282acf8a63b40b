//! The dialog that hands over what is shown: a link, its QR code, a frame for another page, a file.

use super::import::OpenSession;
use crate::app::clients::Clients;
use crate::app::course::Course;
use crate::app::preferences::View;
use crate::app::settings::Settings;
use crate::app::sharing;
use crate::lesson::Lesson;
use crate::share;
use crate::share::link::{LINK_MAX, link};
use crate::ui::handing;
use crate::ui::platform;
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::HtmlInputElement;

/// The fields' ids.
const LINK: &str = "share-link";
const FRAME: &str = "share-frame";
/// The id of the QR code.
const CODE: &str = "share-code";

/// The dialog of sharing.
#[autoprops]
#[component]
pub(crate) fn ShareDialog(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    settings: &Slice<Settings>,
    course: &Slice<Course>,
) -> Html {
    let texts = use_texts();
    let running = course.running.as_ref();
    let step = running.filter(|running| !running.is_draft).map(|running| running.step + 1);
    let by_step = use_state(|| step.is_some());
    let read_only = use_state(|| false);
    let copied = use_state(|| None::<bool>);
    let is_for_all = use_state(|| false);
    // The link's session; none while it is packed, and an empty one where it is too large.
    let packed = use_state(|| None::<Rc<str>>);
    let player = &timeline.player;
    let lesson = running.map(|running| running.lesson.clone());
    {
        let (packed, is_for_all, player) = (packed.clone(), is_for_all.clone(), player.clone());
        let (lesson, shown) = (lesson.clone(), clients.connection());
        let place = (Rc::as_ptr(&player) as usize, player.cursor());
        use_effect_with(place, move |_| {
            let text = sharing::text(&player, lesson.as_deref(), shown);
            js_sys::futures::spawn_local(async move {
                let session = match text {
                    None => None,
                    Some(text) => match handing::deflate(&text).await {
                        Some(octets) => link(&octets, true),
                        None => link(text.as_bytes(), false),
                    },
                };
                packed.set(Some(session.unwrap_or_default().into()));
                is_for_all.set(handing::is_for_all().await);
            });
        });
    }
    let lesson_step = step.filter(|_| *by_step).map(|step| step.to_string());
    let fragment = |session: &str, frame: bool| {
        let view = settings.preferences.view;
        let mut options = vec![("lang", texts.0.tag()), ("proto", clients.protocol.row().id)];
        if frame {
            options.insert(0, ("embed", "1"));
        }
        if frame && *read_only {
            options.insert(1, ("readonly", "1"));
        }
        if view != View::States {
            options.push(("stage", view.name()));
        }
        match (&lesson_step, &lesson) {
            (Some(step), Some(lesson)) => options.extend([("lesson", &*lesson.head.id), ("step", step)]),
            _ => options.push(("s", session)),
        }
        [&handing::page(), "#", &sharing::fragment(&options)].concat()
    };
    let session = if lesson_step.is_some() { Some("") } else { packed.as_deref() };
    let is_too_large = lesson_step.is_none() && session == Some("");
    let link = session.filter(|_| !is_too_large).map(|session| fragment(session, false));
    let copying = |id: &'static str| {
        let copied = copied.clone();
        let onclick = Callback::from(move |_: MouseEvent| copied.set(Some(handing::copy(id))));
        html! { <button class="plain" type="button" data-copy={id} {onclick}>{ texts.text(Key::ShareCopy) }</button> }
    };
    let field = |id: &'static str, name: Key, rows: &'static str, value: String| {
        html! { <textarea {id} class="share-field" readonly=true {rows} spellcheck="false" aria-label={texts.text(name)} {value} /> }
    };
    let said = match *copied {
        Some(true) => texts.text(Key::ShareCopied),
        Some(false) => texts.text(Key::ShareNotCopied),
        None => "",
    };
    let choice = |name: String, of_lesson: bool| {
        let (by_step, copied) = (by_step.clone(), copied.clone());
        let checked = *by_step == of_lesson;
        let onchange = Callback::from(move |_: Event| {
            by_step.set(of_lesson);
            copied.set(None);
        });
        html! { <label><input type="radio" name="share-what" {checked} {onchange} />{ name }</label> }
    };
    let save = {
        let (player, lesson) = (player.clone(), lesson.clone());
        Callback::from(move |_: MouseEvent| save(&player, lesson.as_deref()))
    };
    let oninput = {
        let read_only = read_only.clone();
        Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            read_only.set(input.is_some_and(|input| input.checked()));
        })
    };
    html! {
        <div class="share">
            <p>{ texts.text(Key::ShareLead) }</p>
            if let Some(step) = step {
                <fieldset class="share-what" aria-label={texts.text(Key::ShareWhat)}>
                    { choice(texts.format(Key::ShareLesson, &[("step", &step.to_string())]), true) }
                    { choice(texts.text(Key::ShareSession).to_owned(), false) }
                </fieldset>
            }
            if is_too_large {
                <p class="share-too-large" role="status">{ texts.format(Key::ShareTooLarge, &[("max", &LINK_MAX.to_string())]) }</p>
            }
            if let Some(link) = &link {
                <div class="share-row">
                    { field(LINK, Key::ShareLink, "3", link.clone()) }
                    { copying(LINK) }
                </div>
                <Code text={link.clone()} />
                <details class="share-embed">
                    <summary>{ texts.text(Key::ShareEmbed) }</summary>
                    <p>{ texts.text(Key::ShareEmbedLead) }</p>
                    <label class="choice"><input type="checkbox" checked={*read_only} {oninput} />{ texts.text(Key::ShareReadOnly) }</label>
                    <div class="share-row">
                        { field(FRAME, Key::ShareEmbedCode, "5", frame(&fragment(session.unwrap_or_default(), true), *is_for_all)) }
                        { copying(FRAME) }
                    </div>
                </details>
            }
            <p class="share-said" role="status">{ said }</p>
            <h3>{ texts.text(Key::ShareFiles) }</h3>
            <div class="lesson-files">
                <button class="plain" type="button" onclick={save}>{ texts.text(Key::ShareSave) }</button>
                <OpenSession />
            </div>
        </div>
    }
}

/// The QR code of a link: dark on light in every theme, with a button for the whole screen.
#[autoprops]
#[component]
fn Code(text: &AttrValue) -> Html {
    let texts = use_texts();
    let large = use_state(|| false);
    let code = use_memo(text.clone(), |text| share::qr::draw(text));
    let Some(drawn) = &*code else {
        return html! { <p class="quiet-text">{ texts.text(Key::ShareNoCode) }</p> };
    };
    let side = drawn.side;
    let onclick = {
        let large = large.clone();
        // A browser that fills no screen fills its window.
        Callback::from(move |_: MouseEvent| large.set(!*large && !handing::fill_screen(CODE)))
    };
    html! {
        <button class={classes!("share-code", large.then_some("is-large"))} id={CODE} type="button" {onclick}
            aria-label={texts.text(Key::ShareLarge)} title={texts.text(Key::ShareLarge)}>
            <svg class="qr" viewBox={format!("0 0 {side} {side}")} role="img" aria-label={texts.text(Key::ShareCode)}
                shape-rendering="crispEdges"><path d={drawn.path.clone()} /></svg>
            <span aria-hidden="true">{ texts.text(Key::ShareLarge) }</span>
        </button>
    }
}

/// The code of a frame with this address. Without the right to its own origin it reads no file of a server that lets
/// only its own origin read.
fn frame(address: &str, is_for_all: bool) -> String {
    let address = address.replace('&', "&amp;").replace('"', "&quot;");
    let origin = if is_for_all { "" } else { " allow-same-origin" };
    format!(
        "<iframe src=\"{address}\" title=\"Postamt\" width=\"800\" height=\"600\" \
         sandbox=\"allow-scripts{origin} allow-popups allow-popups-to-escape-sandbox\"></iframe>"
    )
}

/// Saves the session as a file.
pub(super) fn save(player: &crate::player::Player, lesson: Option<&Lesson>) {
    let share::Saved { scenario, actions, cursor } = sharing::session(player, lesson, ConnectionId(0)).saved;
    platform::download("postamt.json", &share::save(scenario, &actions, cursor), "application/json");
}
