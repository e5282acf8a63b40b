//! The server's switches, for the teacher: its character, and each switch with one sentence.

use super::controls::{choosing, option};
use super::rfc_link::rfc_link;
use crate::app::act::Act;
use crate::engine::switches::{Row, SWITCHES};
use crate::engine::{Preset, Switches};
use crate::i18n::{Lang, by_id};
use crate::ui::prelude::*;

/// The dialog of the server.
#[autoprops]
#[component]
pub(crate) fn ServerDialog(switches: Switches, protocol: Protocol) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let now = Preset::of(switches);
    let rows = SWITCHES.iter().filter(|row| row.protocol.is_none_or(|other| other == protocol));
    html! {
        <>
            <p>{ texts.text(Key::ServerIntroduction) }</p>
            <label class="select">
                <span>{ texts.text(Key::ServerCharacter) }</span>
                <select onchange={choosing(&dispatch, |id| Preset::by_id(id).map(Act::Preset))}>
                    { for Preset::ALL.map(|preset| {
                        option(preset.id(), now == Some(preset), named(texts.0, "preset", preset.id()).0)
                    }) }
                    if now.is_none() {
                        <option value="" selected=true>{ texts.text(Key::ServerOwn) }</option>
                    }
                </select>
            </label>
            { for now.map(|preset| html! { <p>{ named(texts.0, "preset", preset.id()).1 }</p> }) }
            <ul class="switches">{ for rows.map(|row| switch(&dispatch, texts.0, row, switches)) }</ul>
        </>
    }
}

/// The name of a switch or character, which stands before the colon, and the sentence about it.
fn named(lang: Lang, kind: &str, id: &'static str) -> (&'static str, &'static str) {
    let says = by_id(lang, &format!("{kind}-{id}"));
    says.split_once(": ").unwrap_or((id, says))
}

fn switch(dispatch: &Dispatch, lang: Lang, row: &'static Row, on: Switches) -> Html {
    let (name, says) = named(lang, "switch", row.id);
    let is_on = on.has(row.switch);
    html! {
        <li>
            <label>
                <input type="checkbox" checked={is_on} data-switch={row.id}
                    onchange={dispatch.sending(Act::Switch(row.switch, !is_on))} />
                <span><b translate="no">{ name }{ ":" }</b>{ " " }{ says }</span>
            </label>
            { rfc_link(row.rfc.number, row.rfc.section) }
        </li>
    }
}
