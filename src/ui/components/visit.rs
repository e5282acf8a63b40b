//! The strip over a session that somebody else shared, and the way from a frame to the whole page.

use crate::app::clients::Clients;
use crate::app::preferences::View;
use crate::app::sharing::{self, Msg};
use crate::ui::handing;
use crate::ui::platform;
use crate::ui::prelude::*;
use web_sys::HtmlAnchorElement;

/// The strip.
#[autoprops]
#[component]
pub(crate) fn VisitStrip() -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let button = |key: Key, message: Msg| {
        html! { <button class="link" type="button" onclick={dispatch.sending(message)}>{ texts.text(key) }</button> }
    };
    html! {
        <section class="visit" aria-label={texts.text(Key::VisitTitle)}>
            <p><b>{ texts.text(Key::VisitTitle) }</b>{ " · " }{ texts.text(Key::VisitText) }</p>
            { button(Key::VisitKeep, Msg::Keep) }
            { button(Key::VisitLeave, Msg::Leave) }
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
