//! The whole page: its parts in their places, and what ties them to the browser.

use super::components::console::console;
use super::components::dialog::use_dialog;
use super::components::stage::use_stage;
use super::components::store::use_store;
use super::components::timeline::timeline;
use super::components::topbar::topbar;
use super::hooks;
use super::part::{Page, part};
use super::{platform, rescue};
use crate::i18n::Key;
use yew::functional::Hook;
use yew::prelude::*;

/// The page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(hooks::saving::restored);
    hooks::address::use_address(&state);
    hooks::system::use_system(&state.dispatcher());
    hooks::root::use_root(&state);
    hooks::keys::use_keys(&state);
    hooks::clock::use_clock(&state);
    hooks::saving::use_saving(&state);
    hooks::live::keep_connected(&state);
    rescue::remember(state.work());

    layout(&Page::new(&state))
}

/// The page's parts in their places.
pub fn layout(page: &Page) -> Html {
    let to_prompt = Callback::from(|event: MouseEvent| {
        // The fragment belongs to the options, so the link moves the focus by itself.
        event.prevent_default();
        platform::focus("command");
    });
    html! {
        <>
            <a class="skip" href="#command" onclick={to_prompt}>{ page.text(Key::SkipToPrompt) }</a>
            { part(page, |_, page| topbar(page)) }
            <main class="desk">
                { console(page) }
                { part(page, |context, page| use_stage(page).run(context)) }
                { part(page, |context, page| use_store(page).run(context)) }
            </main>
            { part(page, |_, page| timeline(page)) }
            { part(page, |context, page| use_dialog(page).run(context)) }
        </>
    }
}
