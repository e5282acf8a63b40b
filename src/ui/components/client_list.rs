//! The page's own clients, in the store.

use crate::app::act::Act;
use crate::app::clients::{Client, Clients, Msg};
use crate::app::session_info::{self, SessionInfo};
use crate::ui::prelude::*;

/// The open clients and the one shown, and a button for another.
#[autoprops]
#[component]
pub(crate) fn ClientList(timeline: &Slice<Timeline>, clients: &Slice<Clients>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let player = &timeline.player;
    let shown = clients.connection();
    let client = |client: &Client| {
        let Client { id, protocol, .. } = *client;
        let open = session_info::is_open(player, id);
        let state = session_info::state_of(player, id, protocol.chart());
        let account = SessionInfo::of(player, id).account;
        html! {
            <li>
                <button type="button" class="client" aria-current={(id == shown).then_some("true")}
                    onclick={dispatch.sending_to_prompt(Msg::Show(id))}>
                    <span>{ clients.name(id, texts.0) }</span>
                    { news(texts, clients.has_news(id)) }
                    if let Some(account) = account {
                        <span class="client-detail">{ account }</span>
                    }
                    if open {
                        <span class="client-detail">{ state }</span>
                    }
                </button>
            </li>
        }
    };
    let is_listed = |client: &&Client| {
        client.id == shown || clients.has_news(client.id) || session_info::is_open(player, client.id)
    };
    html! {
        <div class="clients">
            <h3>{ texts.text(Key::StoreClients) }</h3>
            <ul>{ for clients.by_number().filter(is_listed).map(client) }</ul>
            if player.lab().connection(shown).is_some() {
                <button type="button" class="link" onclick={dispatch.sending_to_prompt(Act::ConnectAnother)}>
                    { texts.text(Key::StoreSecondClient) }
                </button>
            }
        </div>
    }
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
