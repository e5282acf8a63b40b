//! The bridge's connections, in the live view's store.

use crate::app::clients::Msg;
use crate::app::live_view::{LiveView, track_name};
use crate::app::slice::Slice;
use crate::engine::ConnectionId;
use crate::i18n::Key;
use crate::ui::context::{use_dispatch, use_texts};
use yew::prelude::*;

/// Properties of [`BridgeConnections`].
#[derive(Properties, PartialEq)]
pub(crate) struct BridgeConnectionsProps {
    /// The live view.
    pub live: Slice<LiveView>,
    /// The connection shown.
    pub connection: ConnectionId,
}

/// The bridge's connections, the newest first.
#[component]
pub(crate) fn BridgeConnections(props: &BridgeConnectionsProps) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    html! {
        <div class="clients is-live">
            <h3>{ texts.text(Key::LiveConnections) }</h3>
            <ul>
                { for props.live.bridge.connections().iter().rev().map(|track| html! {
                    <li key={track.id.0}>
                        <button type="button" class="client"
                            aria-current={(track.id == props.connection).then_some("true")}
                            onclick={dispatch.sending(Msg::Show(track.id))}>{ track_name(track, texts.0) }</button>
                    </li>
                }) }
            </ul>
        </div>
    }
}
