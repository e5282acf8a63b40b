//! What belongs to the teacher: connect, deliver mail, let time pass, cut the line, begin anew.

use super::icons::{Icon, icon};
use crate::engine::{Greeting, Protocol};
use crate::i18n::Key;
use crate::ui::element::{Element, el};
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
    let button = |sign: Icon, key: Key, message: Msg| {
        let button = el("button").attrs(&[("type", "button"), ("class", "plain")]);
        button.onclick(page.send(message)).child(icon(sign)).child(page.text(key))
    };
    let joined = |button: Element, name: Key, choose: Callback<Event>, options: Html| {
        let choice = el("select").attr("aria-label", page.text(name)).onchange(choose).child(options);
        el("div").attr("class", "joined").child(button).child(choice)
    };
    let accounts = page.player.lab().store().accounts();
    let accounts =
        accounts.map(|account| option(account.name.clone(), *account.name == *recipient, &account.name));
    let minutes = MINUTES.map(|minutes| {
        let shown = page.format(Key::ControlsMinutesShort, &[("count", &minutes.to_string())]);
        option(minutes.to_string(), minutes == chosen_minutes, &shown)
    });
    let deliver = button(Icon::Envelope, Key::ControlsDeliver, Msg::Deliver);
    let time = button(Icon::Clock, Key::ControlsTime, Msg::LetTimePass);
    let cut = button(Icon::Cut, Key::ControlsCut, Msg::Cut).truth("aria-disabled", !page.is_open());
    el("div")
        .attrs(&[("class", "controls"), ("role", "group")])
        .attr("aria-label", page.text(Key::ControlsName))
        .child(joined(deliver, Key::ControlsRecipient, choose_recipient, accounts.collect()))
        .child(joined(time, Key::ControlsMinutes, choose_minutes, minutes.into_iter().collect()))
        .child(cut)
        .child(button(Icon::Anew, Key::ControlsReset, Msg::Reset))
        .into()
}

/// One of the things to choose.
pub fn option(value: String, chosen: bool, shown: &str) -> Html {
    el("option").attr("value", value).flag("selected", chosen).child(shown).into()
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
