//! Everything that went over one connection's wire, newest at the end.
//!
//! Only the last exchanges are in the document, so that ten thousand of them stay quick; each is rendered
//! once and kept as long as its steps are the same.

use super::exchange::{Exchange, Steps};
use crate::engine::step::Step;
use crate::engine::{ConnectionId, Protocol};
use crate::i18n::{Key, Lang, format, text};
use crate::player::Player;
use crate::ui::context::use_lang;
use crate::ui::view;
use std::rc::Rc;
use web_sys::Element;
use yew::prelude::*;

/// What the transcript shows.
#[derive(Properties)]
pub struct TranscriptProps {
    /// The simulation at its cursor.
    pub player: Rc<Player>,
    /// The protocol shown.
    pub protocol: Protocol,
    /// The connection shown.
    pub connection: ConnectionId,
    /// Whether CRLF and stuffed dots are visible.
    pub invisibles: bool,
    /// Whether turns after the cursor are shown too.
    pub whole: bool,
}

impl PartialEq for TranscriptProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
            && (self.protocol, self.connection) == (other.protocol, other.connection)
            && (self.invisibles, self.whole) == (other.invisibles, other.whole)
    }
}

/// How many exchanges are in the document at first, and how many more at each request.
const WINDOW: usize = 100;

/// The transcript.
#[component]
pub fn Transcript(props: &TranscriptProps) -> Html {
    let lang = use_lang();
    let window = use_state(|| WINDOW);
    let log = use_node_ref();
    let turns = if props.whole { props.player.turns() } else { props.player.past() };
    let cursor = props.player.cursor();
    let belongs = |steps: &[Step]| view::connection_of(steps).is_none_or(|id| id == props.connection);
    let mut shown: Vec<usize> =
        (0..turns.len()).rev().filter(|index| belongs(&turns[*index].steps)).take(*window + 1).collect();
    let more = shown.len() > *window;
    shown.truncate(*window);
    shown.reverse();
    let newest = shown.last().copied();
    {
        let log = log.clone();
        use_effect_with((newest, props.connection, turns.len()), move |_| {
            if let Some(log) = log.cast::<Element>() {
                // The log is reversed (see the style sheet): its newest line is at 0.
                log.set_scroll_top(0);
            }
        });
    }
    let earlier = more.then(|| {
        let window = window.clone();
        let onclick = Callback::from(move |_: MouseEvent| window.set(*window + WINDOW));
        html! { <button class="link earlier" type="button" {onclick}>{ text(lang, Key::TranscriptEarlier) }</button> }
    });
    let connected = shown.iter().any(|index| view::connection_of(&turns[*index].steps).is_some());
    html! {
        <div class={classes!("log", props.invisibles.then_some("with-invisibles"))} id="log" role="log" tabindex="0"
            data-takes-keys={connected.then_some("")} aria-label={text(lang, Key::TranscriptName)} ref={log}>
            <div class="log-paper">
                { for earlier }
                if !connected { { invitation(lang, props.protocol, &props.player) } }
                { for shown.into_iter().map(|index| html! {
                    <Exchange key={index} steps={Steps(turns[index].steps.clone())} current={index + 1 == cursor} />
                }) }
            </div>
        </div>
    }
}

/// What stands in an empty console: three steps, and the accounts.
fn invitation(lang: Lang, protocol: Protocol, player: &Player) -> Html {
    let (login, look) = match protocol {
        Protocol::Pop3 => (&["USER anna", "PASS geheim"][..], &["STAT", "LIST", "RETR 1", "QUIT"][..]),
        Protocol::Imap => (&["LOGIN anna geheim"][..], &["SELECT INBOX", "FETCH 1 FLAGS", "LOGOUT"][..]),
    };
    let codes =
        |lines: &[&'static str]| lines.iter().map(|line| html! { <code>{ *line }</code> }).collect::<Html>();
    let accounts = player.lab().store().accounts().map(|account| {
        html! { <li><code>{ &account.name }</code>{ " / " }<code>{ &account.password }</code></li> }
    });
    let port = protocol.port().to_string();
    html! {
        <div class="invitation">
            <p class="invitation-lead">{ text(lang, Key::InvitationLead) }</p>
            <ol>
                <li>{ format(lang, Key::InvitationConnect, &[("port", &port)]) }</li>
                <li>{ text(lang, Key::InvitationLogin) }{ " " }{ codes(login) }</li>
                <li>{ text(lang, Key::InvitationLook) }{ " " }{ codes(look) }</li>
            </ol>
            <p>{ text(lang, Key::InvitationAccounts) }</p>
            <ul>{ for accounts }</ul>
        </div>
    }
}
