//! The teacher's buttons: connect, deliver mail, let time pass, cut the line, begin anew.

use super::icons::{Icon, icon};
use crate::app::act::Act;
use crate::app::deliveries::Letter;
use crate::app::model::Msg;
use crate::app::session_info;
use crate::app::teacher::{self, Door, Teacher};
use crate::ui::platform;
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};

/// The choices of minutes; the timers' lengths are among them.
const MINUTES: [u64; 5] = [1, 5, 10, 30, 60];

/// The buttons under the store.
#[autoprops]
#[component]
pub(crate) fn Controls(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    connection: ConnectionId,
    teacher: &Slice<Teacher>,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let player = &timeline.player;
    let recipient = teacher.recipient(player, connection);
    let chosen_minutes = teacher.minutes(protocol);
    let open = session_info::is_open(player, connection);
    let any_open = player.lab().connections().any(|(_, connection)| connection.is_open());
    html! {
        <div class="controls" role="group" aria-label={texts.text(Key::ControlsName)}>
            <div class="joined">
                <button type="button" class="plain" data-act="deliver" onclick={dispatch.sending(Act::Deliver)}>
                    { icon(Icon::ENVELOPE) }{ texts.text(Key::ControlsDeliver) }
                </button>
                <select aria-label={texts.text(Key::ControlsRecipient)}
                    onchange={choosing(&dispatch, |account| Some(teacher::Msg::Recipient(account.into())))}>
                    { for player.lab().store().accounts().map(|account| {
                        option(&account.name, *account.name == *recipient, &account.name)
                    }) }
                </select>
                <select aria-label={texts.text(Key::ControlsLetter)} data-choice="letter"
                    onchange={choosing(&dispatch, |name| {
                        Letter::ALL.into_iter().find(|letter| letter.name() == name).map(teacher::Msg::Letter)
                    })}>
                    { for Letter::ALL.map(|letter| {
                        option(letter.name(), letter == teacher.letter, texts.text(letter.key()))
                    }) }
                </select>
            </div>
            <div class="joined">
                <button type="button" class="plain" data-act="time" onclick={dispatch.sending(Act::LetTimePass)}>
                    { icon(Icon::CLOCK) }{ texts.text(Key::ControlsTime) }
                </button>
                <select aria-label={texts.text(Key::ControlsMinutes)}
                    onchange={choosing(&dispatch, |minutes| minutes.parse().ok().map(teacher::Msg::Minutes))}>
                    { for MINUTES.map(|minutes| {
                        let value = minutes.to_string();
                        let shown = texts.format(Key::ControlsMinutesShort, &[("count", &value)]);
                        option(&value, minutes == chosen_minutes, &shown)
                    }) }
                </select>
            </div>
            <button type="button" class="plain" data-act="cut" onclick={dispatch.sending(Act::Cut)} aria-disabled={(!open).to_string()}>
                { icon(Icon::CUT) }{ texts.text(Key::ControlsCut) }
            </button>
            <button type="button" class="plain" data-act="shutdown" onclick={dispatch.sending(Act::ShutDown)}
                aria-disabled={(!any_open).to_string()}>
                { icon(Icon::OFF) }{ texts.text(Key::ControlsShutdown) }
            </button>
            <button type="button" class="plain" onclick={dispatch.sending(Act::Reset)}>
                { icon(Icon::ANEW) }{ texts.text(Key::ControlsReset) }
            </button>
        </div>
    }
}

/// The button that connects, and the choices of the port and of the server's greeting.
#[autoprops]
#[component]
pub(crate) fn Connect(protocol: Protocol, door: &Door) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (door, greetings) = (*door, protocol.row().greetings);
    let open = move |door| Some(teacher::Msg::Open(protocol, door));
    let port = choosing(&dispatch, move |port| open(Door { tls: port == "tls", ..door }));
    let greeting = choosing(&dispatch, move |name| {
        let (greeting, _) = greetings.iter().find(|(_, other)| *other == name)?;
        open(Door { greeting: *greeting, ..door })
    });
    let plain = Door { tls: false, ..door }.port(protocol).to_string();
    let tls = Door { tls: true, ..door }.port(protocol).to_string();
    let tls = texts.format(Key::ControlsPortTls, &[("port", &tls)]);
    html! {
        <div class="connect">
            <button type="button" class="primary" data-act="connect" onclick={dispatch.sending_to_prompt(Act::Connect)}>
                { icon(Icon::PLUG) }{ texts.text(Key::ControlsConnect) }
            </button>
            <label class="select">
                <span>{ texts.text(Key::ControlsPort) }</span>
                <select data-choice="port" onchange={port}>
                    { option("plain", !door.tls, &plain) }
                    { option("tls", door.tls, &tls) }
                </select>
            </label>
            <label class="select">
                <span>{ texts.text(Key::ControlsGreeting) }</span>
                <select data-choice="greeting" onchange={greeting}>
                    { for greetings.iter().map(|(other, name)| option(name, *other == door.greeting, name)) }
                </select>
            </label>
        </div>
    }
}

/// A callback that sends the message of the text of a file that was chosen.
pub(crate) fn reading<M: Into<Msg>>(
    dispatch: &Dispatch,
    message: impl Fn(Rc<str>) -> M + 'static,
) -> Callback<Event> {
    let dispatch = dispatch.clone();
    reading_with(Callback::from(move |text| dispatch.send(message(text))))
}

/// A callback that hands on the text of a file that was chosen.
pub(crate) fn reading_with(then: Callback<Rc<str>>) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let then = then.clone();
        platform::read_file(&input, move |text| then.emit(text.into()));
    })
}

/// A thing to choose.
pub(crate) fn option(value: &str, chosen: bool, shown: &str) -> Html {
    html! { <option value={value.to_owned()} selected={chosen}>{ shown }</option> }
}

/// A callback that sends the message of the value that was chosen in a list.
pub(crate) fn choosing<M: Into<Msg>>(
    dispatch: &Dispatch,
    message: impl Fn(&str) -> Option<M> + 'static,
) -> Callback<Event> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: Event| {
        let value = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        if let Some(message) = value.and_then(|value| message(&value)) {
            dispatch.send(message);
        }
    })
}
