//! What servers differ in, for the teacher: the server's character, and each switch with one sentence.

use super::controls::chosen;
use crate::engine::switches::{Row, SWITCHES};
use crate::engine::{Preset, Switches};
use crate::explain;
use crate::i18n::{Key, by_id};
use crate::ui::part::Page;
use crate::ui::state::Msg;
use yew::prelude::*;

/// What stands in the dialog: the switches of the shown protocol's server.
pub fn switches(page: &Page) -> Html {
    let on = page.player.lab().switches();
    let now = Preset::of(on);
    let rows = SWITCHES.iter().filter(|row| row.protocol.is_none_or(|protocol| protocol == page.protocol));
    html! {
        <>
            <p>{ page.text(Key::ServerIntroduction) }</p>
            { character(page, now) }
            { for now.map(|preset| html! { <p>{ named(page, "preset", preset.id()).1 }</p> }) }
            <ul class="switches">{ for rows.map(|row| switch(page, row, on)) }</ul>
        </>
    }
}

fn character(page: &Page, now: Option<Preset>) -> Html {
    let choose = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: Event| {
            if let Some(preset) = chosen(&event).and_then(|id| Preset::by_id(&id)) {
                dispatch.dispatch(Msg::Preset(preset));
            }
        })
    };
    html! {
        <label class="select">
            <span>{ page.text(Key::ServerCharacter) }</span>
            <select onchange={choose}>
                { for Preset::ALL.map(|preset| html! {
                    <option value={preset.id()} selected={now == Some(preset)}>
                        { named(page, "preset", preset.id()).0 }
                    </option>
                }) }
                if now.is_none() {
                    <option value="" selected=true>{ page.text(Key::ServerOwn) }</option>
                }
            </select>
        </label>
    }
}

/// The name of a switch or character, which stands before the colon, and what is said of it.
fn named(page: &Page, kind: &str, id: &'static str) -> (&'static str, &'static str) {
    let says = by_id(page.lang, &format!("{kind}-{id}"));
    says.split_once(": ").unwrap_or((id, says))
}

fn switch(page: &Page, row: &'static Row, on: Switches) -> Html {
    let (name, says) = named(page, "switch", row.id);
    let is_on = on.has(row.switch);
    html! {
        <li>
            <label>
                <input type="checkbox" checked={is_on} data-switch={row.id}
                    onchange={page.send(Msg::Switch(row.switch, !is_on))} />
                <span><b translate="no">{ name }{ ":" }</b>{ " " }{ says }</span>
            </label>
            <a href={explain::address(row.rfc)} target="_blank" rel="noreferrer noopener">{ explain::citation(row.rfc) }</a>
        </li>
    }
}
