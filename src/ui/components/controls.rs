//! What belongs to the teacher: connect, deliver mail, let time pass, cut the line, begin anew.

use super::icons::{Icon, icon};
use crate::engine::{Greeting, Protocol};
use crate::i18n::{Key, format, text};
use crate::ui::context::{send, send_and_return, use_dispatch, use_lang};
use crate::ui::state::Msg;
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What the buttons know.
#[derive(Properties, PartialEq)]
pub struct ControlsProps {
    /// Whether the shown connection is open.
    pub open: bool,
    /// Minutes that pass at a click.
    pub minutes: u64,
    /// Whom the next message is for.
    pub recipient: Rc<str>,
    /// All accounts' names.
    pub accounts: Rc<Vec<Rc<str>>>,
}

/// The choices of minutes; the timers' lengths are among them.
const MINUTES: [u64; 5] = [1, 5, 10, 30, 60];

/// The buttons under the store.
#[component]
pub fn Controls(props: &ControlsProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let choose_minutes = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(minutes) = chosen(&event).and_then(|value| value.parse().ok()) {
                dispatch.dispatch(Msg::Minutes(minutes));
            }
        })
    };
    let choose_recipient = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(account) = chosen(&event) {
                dispatch.dispatch(Msg::Recipient(account.into()));
            }
        })
    };
    html! {
        <div class="controls" role="group" aria-label={text(lang, Key::ControlsName)}>
            <div class="joined">
                <button type="button" class="plain" onclick={send(&dispatch, Msg::Deliver)}>
                    { icon(Icon::Envelope) }{ text(lang, Key::ControlsDeliver) }
                </button>
                <select aria-label={text(lang, Key::ControlsRecipient)} onchange={choose_recipient}>
                    { for props.accounts.iter().map(|account| html! {
                        <option value={account.to_string()} selected={*account == props.recipient}>{ &**account }</option>
                    }) }
                </select>
            </div>
            <div class="joined">
                <button type="button" class="plain" onclick={send(&dispatch, Msg::LetTimePass)}>
                    { icon(Icon::Clock) }{ text(lang, Key::ControlsTime) }
                </button>
                <select aria-label={text(lang, Key::ControlsMinutes)} onchange={choose_minutes}>
                    { for MINUTES.map(|minutes| html! {
                        <option value={minutes.to_string()} selected={minutes == props.minutes}>
                            { format(lang, Key::ControlsMinutesShort, &[("count", &minutes.to_string())]) }
                        </option>
                    }) }
                </select>
            </div>
            <button type="button" class="plain" aria-disabled={(!props.open).to_string()}
                onclick={send(&dispatch, Msg::Cut)}>{ icon(Icon::Cut) }{ text(lang, Key::ControlsCut) }</button>
            <button type="button" class="plain" onclick={send(&dispatch, Msg::Reset)}>
                { icon(Icon::Anew) }{ text(lang, Key::ControlsReset) }
            </button>
        </div>
    }
}

/// What stands above the prompt while there is no connection.
#[derive(Properties, PartialEq)]
pub struct ConnectProps {
    /// The protocol shown.
    pub protocol: Protocol,
    /// How an IMAP server will greet.
    pub greeting: Greeting,
}

const GREETINGS: [(Greeting, &str); 3] =
    [(Greeting::Ok, "OK"), (Greeting::Preauth, "PREAUTH"), (Greeting::Bye, "BYE")];

/// The button that connects, and the choice of IMAP's greeting.
#[component]
pub fn Connect(props: &ConnectProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let choose = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: Event| {
            let value = chosen(&event);
            let found = GREETINGS.iter().find(|(_, name)| value.as_deref() == Some(*name));
            if let Some((greeting, _)) = found {
                dispatch.dispatch(Msg::Greet(*greeting));
            }
        })
    };
    html! {
        <div class="connect">
            <button type="button" class="primary" onclick={send_and_return(&dispatch, Msg::Connect)}>
                { icon(Icon::Plug) }{ text(lang, Key::ControlsConnect) }
            </button>
            if props.protocol == Protocol::Imap {
                <label class="select">
                    <span>{ text(lang, Key::ControlsGreeting) }</span>
                    <select onchange={choose}>
                        { for GREETINGS.map(|(greeting, name)| html! {
                            <option value={name} selected={greeting == props.greeting}>{ name }</option>
                        }) }
                    </select>
                </label>
            }
        </div>
    }
}

fn chosen(event: &Event) -> Option<String> {
    event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value())
}
