//! The bridge's connections, in the live view's store.

use crate::app::clients::Msg;
use crate::app::live_view::{LiveView, track_name};
use crate::ui::prelude::*;

/// The bridge's connections, the newest first.
#[autoprops]
#[component]
pub(crate) fn BridgeConnections(live: &Slice<LiveView>, connection: ConnectionId) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    html! {
        <div class="clients is-live">
            <h3>{ texts.text(Key::LiveConnections) }</h3>
            <ul>
                { for live.bridge.connections().iter().rev().map(|track| html! {
                    <li key={track.id.0}>
                        <button type="button" class="client"
                            aria-current={(track.id == connection).then_some("true")}
                            onclick={dispatch.sending(Msg::Show(track.id))}>{ track_name(track, texts.0) }</button>
                    </li>
                }) }
            </ul>
        </div>
    }
}
