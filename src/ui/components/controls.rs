//! What belongs to the teacher: connect, deliver mail, let time pass, cut the line, begin anew.

use super::icons::{Icon, icon};
use crate::engine::{Greeting, Protocol};
use crate::i18n::Key;
use crate::ui::part::Page;
use crate::ui::state::Msg;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The choices of minutes; the timers' lengths are among them.
const MINUTES: [u64; 5] = [1, 5, 10, 30, 60];

/// The buttons under the store.
pub fn controls(page: &Page) -> Html {
    let (chosen_minutes, recipient) = (page.minutes(), page.recipient());
    let choose_minutes = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(minutes) = chosen(&event).and_then(|value| value.parse().ok()) {
                dispatch.dispatch(Msg::Minutes(minutes));
            }
        })
    };
    let choose_recipient = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(account) = chosen(&event) {
                dispatch.dispatch(Msg::Recipient(account.into()));
            }
        })
    };
    html! {
        <div class="controls" role="group" aria-label={page.text(Key::ControlsName)}>
            <div class="joined">
                <button type="button" class="plain" onclick={page.send(Msg::Deliver)}>
                    { icon(Icon::Envelope) }{ page.text(Key::ControlsDeliver) }
                </button>
                <select aria-label={page.text(Key::ControlsRecipient)} onchange={choose_recipient}>
                    { for page.player.lab().store().accounts().map(|account| html! {
                        <option value={account.name.clone()} selected={*account.name == *recipient}>{ &account.name }</option>
                    }) }
                </select>
            </div>
            <div class="joined">
                <button type="button" class="plain" onclick={page.send(Msg::LetTimePass)}>
                    { icon(Icon::Clock) }{ page.text(Key::ControlsTime) }
                </button>
                <select aria-label={page.text(Key::ControlsMinutes)} onchange={choose_minutes}>
                    { for MINUTES.map(|minutes| html! {
                        <option value={minutes.to_string()} selected={minutes == chosen_minutes}>
                            { page.format(Key::ControlsMinutesShort, &[("count", &minutes.to_string())]) }
                        </option>
                    }) }
                </select>
            </div>
            <button type="button" class="plain" aria-disabled={(!page.is_open()).to_string()}
                onclick={page.send(Msg::Cut)}>{ icon(Icon::Cut) }{ page.text(Key::ControlsCut) }</button>
            <button type="button" class="plain" onclick={page.send(Msg::Reset)}>
                { icon(Icon::Anew) }{ page.text(Key::ControlsReset) }
            </button>
        </div>
    }
}

const GREETINGS: [(Greeting, &str); 3] =
    [(Greeting::Ok, "OK"), (Greeting::Preauth, "PREAUTH"), (Greeting::Bye, "BYE")];

/// The button that connects, and the choice of IMAP's greeting.
pub fn connect(page: &Page) -> Html {
    let choose = {
        let dispatch = page.dispatch.clone();
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
            <button type="button" class="primary" onclick={page.send_and_return(Msg::Connect)}>
                { icon(Icon::Plug) }{ page.text(Key::ControlsConnect) }
            </button>
            if page.protocol == Protocol::Imap {
                <label class="select">
                    <span>{ page.text(Key::ControlsGreeting) }</span>
                    <select onchange={choose}>
                        { for GREETINGS.map(|(greeting, name)| html! {
                            <option value={name} selected={greeting == page.greeting}>{ name }</option>
                        }) }
                    </select>
                </label>
            }
        </div>
    }
}

/// What was chosen in the list that the event is about.
pub fn chosen(event: &Event) -> Option<String> {
    event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value())
}
