//! The strip over a session that somebody else shared, or over an example, and the way from a frame to the whole page.

use super::icons::{Icon, icon};
use super::lesson_card::paragraphs;
use crate::app::clients::Clients;
use crate::app::preferences::View;
use crate::app::sharing::{self, Msg, Sharing, Words};
use crate::app::timeline::{self, Motion};
use crate::lesson::Text;
use crate::ui::handing;
use crate::ui::platform;
use crate::ui::prelude::*;
use gloo::events::EventListener;
use web_sys::HtmlAnchorElement;

/// The id of an example's button that plays it.
const PLAY: &str = "example-play";

/// The strip.
#[autoprops]
#[component]
pub(crate) fn VisitStrip(sharing: &Slice<Sharing>, timeline: &Slice<Timeline>, embedded: bool) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let visited = sharing.example().map(|example| example.head.id.clone());
    use_effect_with(visited, move |id| {
        // A frame takes the focus from nobody.
        if id.is_none() || embedded {
            return;
        }
        match platform::document().query_selector("dialog[open]") {
            // It gives the focus back while it closes; this is later.
            Ok(Some(dialog)) => EventListener::once(&dialog, "close", |_| platform::focus(PLAY)).forget(),
            _ => platform::focus(PLAY),
        }
    });
    let button = |key: Key, message: Msg| {
        html! { <button class="link" type="button" onclick={dispatch.sending(message)}>{ texts.text(key) }</button> }
    };
    let Some(example) = sharing.shown() else {
        return html! {
            <section class="visit" aria-label={texts.text(Key::VisitTitle)}>
                <p><b>{ texts.text(Key::VisitTitle) }</b>{ " · " }{ texts.text(Key::VisitText) }</p>
                { button(Key::VisitKeep, Msg::Keep) }
                { button(Key::VisitLeave, Msg::Leave) }
            </section>
        };
    };
    let said = |text: &Text| html! { <p>{ for paragraphs(texts, text) }</p> };
    let words = match sharing::words(example, &timeline.player) {
        Words::Beginning(shows, caption) => html! { <>{ said(shows) }{ for caption.map(said) }</> },
        Words::Caption(caption) => said(caption),
        Words::Elsewhere => html! { <p>{ texts.text(Key::ExampleElsewhere) }</p> },
    };
    // Somebody who sees what others show does nothing with it.
    let visits = sharing.visit.is_some();
    let (sign, play) = match timeline.motion {
        Motion::Playing => (Icon::PAUSE, Key::TimelinePause),
        _ => (Icon::PLAY, Key::TimelinePlay),
    };
    let leave = texts.text(Key::VisitLeave);
    html! {
        <section class="visit is-example" aria-label={texts.text(Key::ExamplesName)} data-example={example.head.id.clone()}>
            <header>
                <h3>{ for paragraphs(texts, &example.head.title) }</h3>
                if visits && !embedded {
                    <button class="quiet" type="button" aria-label={leave} title={leave}
                        onclick={dispatch.sending(Msg::Leave)}>{ icon(Icon::CROSS) }</button>
                }
            </header>
            <div class="visit-words" aria-live="polite">{ words }</div>
            if visits {
                <button class="plain" type="button" id={PLAY} onclick={dispatch.sending(timeline::Msg::PlayOrPause)}>
                    { icon(sign) }{ texts.text(play) }
                </button>
                if !embedded { { button(Key::VisitKeep, Msg::Keep) } }
            }
        </section>
    }
}

/// The link from a frame to the whole page, with the same session as it is now.
#[autoprops]
#[component]
pub(crate) fn OpenFull(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    view: View,
    has_lesson: bool,
) -> Html {
    let texts = use_texts();
    let name = texts.text(Key::EmbedOpen);
    let onclick = {
        let (player, clients) = (timeline.player.clone(), clients.clone());
        // A link of each step would be made for nothing: it is made when somebody follows it.
        Callback::from(move |event: MouseEvent| {
            let session = sharing::text(&player, None, clients.connection());
            let session = session.filter(|_| !has_lesson).and_then(|text| sharing::plain(&text));
            let fragment = match &session {
                Some(session) => sharing::fragment(&[
                    ("lang", texts.0.tag()),
                    ("proto", clients.protocol.row().id),
                    ("stage", view.name()),
                    ("s", session),
                ]),
                None => sharing::unframed(&platform::fragment()),
            };
            if let Some(link) = event.target_dyn_into::<HtmlAnchorElement>() {
                link.set_href(&[&handing::page(), "#", &fragment].concat());
            }
        })
    };
    html! {
        <a class="open-full" href={handing::page()} target="_blank" rel="noopener" {onclick}>{ name }{ " ↗" }</a>
    }
}
