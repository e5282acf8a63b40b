//! The live view's controls, in the prompt's place: the stream's condition, the bridge's services, the way back.

use crate::app::live_view::{LiveView, Msg};
use crate::app::timeline::{self, Motion};
use crate::ui::prelude::*;

/// The controls.
#[autoprops]
#[component]
pub(crate) fn LiveViewFoot(timeline: &Slice<Timeline>, live: &Slice<LiveView>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let behind = timeline.player.len() - timeline.player.cursor();
    let services = live.bridge.services();
    html! {
        <div class="live" id="command" tabindex="-1">
            <p role="status">
                <span class={classes!("chip", (!live.stream.flows()).then_some("is-stayed"))}>{ "Live" }</span>
                { " " }{ texts.text(live.stream.key()) }
            </p>
            if !services.is_empty() {
                <p>
                    { texts.text(Key::LiveServices) }{ " " }
                    { for services.iter().map(|service| html! { <code>{ service }</code> }) }
                </p>
            }
            <div class="live-buttons">
                if behind > 0 && timeline.motion == Motion::Still {
                    <button type="button" class="primary" onclick={dispatch.sending(timeline::Msg::Seek(usize::MAX))}>
                        { texts.format(Key::LiveNow, &[("count", &behind.to_string())]) }
                    </button>
                }
                <button type="button" class="plain" aria-pressed={live.follows_newest.to_string()}
                    onclick={dispatch.sending(Msg::FollowNewest)}>{ texts.text(Key::LiveNewest) }</button>
                <button type="button" class="link" onclick={dispatch.sending(Msg::Leave)}>
                    { texts.text(Key::LiveLeave) }
                </button>
            </div>
        </div>
    }
}
