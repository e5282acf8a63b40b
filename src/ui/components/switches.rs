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
    let rows = SWITCHES.iter().filter(|row| row.protocol.is_none_or(|protocol| protocol == page.protocol));
    html! {
        <>
            <p>{ page.text(Key::ServerIntroduction) }</p>
            { character(page, Preset::of(on)) }
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
                        { by_id(page.lang, &format!("preset-{}", preset.id())) }
                    </option>
                }) }
                if now.is_none() {
                    <option value="" selected=true>{ page.text(Key::ServerOwn) }</option>
                }
            </select>
        </label>
    }
}

fn switch(page: &Page, row: &'static Row, on: Switches) -> Html {
    let says = by_id(page.lang, &format!("switch-{}", row.id));
    // Before the colon stands the name by which the field knows it.
    let (name, says) = says.split_once(": ").unwrap_or((row.id, says));
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
