//! The whole page: its parts in their places, and what ties them to the browser.

use super::components::{
    caption::Caption, console::Console, diagram::Pace, help::Help, notes::Notes, stage::Stage, store::Store,
    timeline::Timeline, topbar::Topbar,
};
use super::context::Dispatch;
use super::hooks;
use super::preferences::Speed;
use super::state::State;
use super::{platform, rescue};
use crate::i18n::{Key, Lang, text};
use yew::prelude::*;

/// The page.
#[component]
pub fn App() -> Html {
    let state = use_reducer(hooks::saving::restored);
    let dispatch: Dispatch = state.dispatcher();
    hooks::address::use_address(&state);
    hooks::system::use_system(&dispatch);
    hooks::root::use_root(&state);
    hooks::keys::use_keys(&state);
    hooks::clock::use_clock(&state);
    hooks::saving::use_saving(&state);
    rescue::remember(&state.player);

    let lang = state.lang;
    let to_prompt = Callback::from(|event: MouseEvent| {
        // The fragment belongs to the options, so the link moves the focus by itself.
        event.prevent_default();
        platform::focus("command");
    });
    html! {
        <ContextProvider<Dispatch> context={dispatch}>
        <ContextProvider<Lang> context={lang}>
            <a class="skip" href="#command" onclick={to_prompt}>{ text(lang, Key::SkipToPrompt) }</a>
            <Topbar
                protocol={state.protocol}
                theme={state.preferences.theme}
                system_dark={state.system_dark}
                projector={state.preferences.projector}
            />
            <main class="desk">
                <Console ..console_props(&state) />
                <section class="pane stage" aria-labelledby="stage-title" id="panel" role="tabpanel">
                    <Stage
                        player={state.player.clone()}
                        protocol={state.protocol}
                        connection={state.connection()}
                        pace={pace(&state)}
                    />
                    <Notes notes={state.notes.clone()} />
                    <Caption player={state.player.clone()} />
                </section>
                <Store
                    player={state.player.clone()}
                    protocol={state.protocol}
                    connection={state.connection()}
                    clients={state.clients.clone()}
                    mailbox={state.mailbox()}
                    recipient={state.recipient()}
                    minutes={state.minutes()}
                    open={state.is_open()}
                />
            </main>
            <Timeline
                player={state.player.clone()}
                motion={state.motion}
                speed={state.preferences.speed}
            />
            <Help open={state.help} single_keys={state.preferences.single_keys} />
        </ContextProvider<Lang>>
        </ContextProvider<Dispatch>>
    }
}

fn console_props(state: &State) -> super::components::console::ConsoleProps {
    super::components::console::ConsoleProps {
        player: state.player.clone(),
        protocol: state.protocol,
        connection: state.connection(),
        open: state.is_open(),
        draft: state.draft().clone(),
        history: state.history().clone(),
        greeting: state.greeting,
        automatic_tags: state.preferences.automatic_tags,
        invisibles: state.preferences.invisibles,
        catching_up: state.motion == super::state::Motion::CatchingUp,
    }
}

/// How fast the diagram moves.
fn pace(state: &State) -> Pace {
    if state.is_instant() {
        return Pace::None;
    }
    match state.preferences.speed {
        Speed::Instant => Pace::None,
        Speed::Fast => Pace::Fast,
        Speed::Normal => Pace::Normal,
        Speed::Slow => Pace::Slow,
    }
}
