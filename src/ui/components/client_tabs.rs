//! The page's own clients as tabs in the console's head, and the way to open another one.

use crate::app::act::Act;
use crate::app::clients::{Client, Clients, Msg};
use crate::app::session_info::{self, SessionInfo};
use crate::ui::platform;
use crate::ui::prelude::*;

/// The clients as tabs: arrow keys move between them, as WAI-ARIA's pattern has it. A single one is small.
#[autoprops]
#[component]
pub(crate) fn ClientTabs(timeline: &Slice<Timeline>, clients: &Slice<Clients>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let player = &timeline.player;
    let shown = clients.connection();
    let listed = clients.listed(player);
    let several = listed.len() > 1;
    let tab = |client: &Client| {
        let Client { id, protocol, number, .. } = *client;
        let session = several.then(|| SessionInfo::of(player, id).account).flatten();
        let state = session_info::state_of(player, id, protocol.chart());
        let state = Some(state).filter(|_| several && session_info::is_open(player, id));
        html! {
            <button type="button" role="tab" id={tab_id(id)} key={id.0} aria-controls="log" data-connection={id.0.to_string()}
                aria-selected={(id == shown).to_string()} tabindex={if id == shown { "0" } else { "-1" }}
                data-news={clients.has_news(id).then_some("")} onclick={dispatch.sending_to_prompt(Msg::Show(id))}>
                <span class="sr-only">{ "Client " }</span><b>{ number }</b><span>{ " " }{ protocol.row().name }</span>
                { for session.map(|account| html! { <span class="client-detail">{ " " }{ account }</span> }) }
                { for state.map(|state| html! { <span class="client-detail" lang="en">{ " " }{ state }</span> }) }
                { news(texts, clients.has_news(id)) }
            </button>
        }
    };
    let onkeydown = {
        let (dispatch, neighbours) = (dispatch.clone(), [-1, 1].map(|by| clients.beside(player, by)));
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowLeft" => neighbours[0],
                "ArrowRight" => neighbours[1],
                _ => return,
            };
            event.prevent_default();
            dispatch.send(Msg::Show(next));
            platform::focus(&tab_id(next));
        })
    };
    let another = texts.text(Key::ClientAnother);
    html! {
        <div class={classes!("clients", several.then_some("is-several"))}>
            <div class="client-tabs" role="tablist" aria-label={texts.text(Key::StoreClients)} data-takes-keys="" {onkeydown}>
                { for listed.iter().map(tab) }
            </div>
            // Another number of connections is another element, which is closed.
            <details class="another" key={player.lab().connections().count()}>
                <summary aria-label={another} title={another}>{ "+" }</summary>
                <div>
                    { for Protocol::ALL.map(|protocol| html! {
                        <button type="button" class="plain" onclick={dispatch.sending_to_prompt(Act::ConnectAnother(protocol))}>
                            { "+ " }{ protocol.row().name }
                        </button>
                    }) }
                </div>
            </details>
        </div>
    }
}

fn tab_id(id: ConnectionId) -> String {
    ["client-", &id.0.to_string()].concat()
}

/// The mark of a client, or of a protocol's tab, to which something came while another one was shown.
pub(super) fn news(texts: Texts, has_some: bool) -> Option<Html> {
    has_some.then(|| {
        html! {
            <span class="news" data-news="">
                <span aria-hidden="true">{ "●" }</span><span class="sr-only">{ ", " }{ texts.text(Key::ClientNews) }</span>
            </span>
        }
    })
}
