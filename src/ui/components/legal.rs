//! The commands that are legal now, as buttons that write into the prompt and send nothing.

use crate::engine::{Protocol, Switches};
use crate::i18n::{Key, format, text};
use crate::ui::context::{use_dispatch, use_lang};
use crate::ui::platform;
use crate::ui::state::Msg;
use crate::ui::view;
use yew::prelude::*;

/// Where the session is.
#[derive(Properties, PartialEq)]
pub struct LegalProps {
    /// Its protocol.
    pub protocol: Protocol,
    /// Its state.
    pub state: &'static str,
    /// What the server offers.
    pub switches: Switches,
}

/// The room for commands before "+ 15": their letters, and so much for each button's edges.
const ROOM: usize = 36;
const EDGES: usize = 3;

/// The buttons.
#[component]
pub fn Legal(props: &LegalProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let all = use_state(|| false);
    let chart = view::chart(props.protocol);
    let legal = view::legal(chart, props.state, props.switches);
    let mut room = ROOM;
    let fits = |name: &&&str| {
        let left = room.checked_sub(name.len() + EDGES);
        room = left.unwrap_or(0);
        left.is_some()
    };
    let first = legal.iter().take_while(fits).count();
    let shown = if *all || legal.len() <= first + 1 { legal.len() } else { first };
    let command = |name: &'static str| {
        let bare = chart.trigger(name).is_some_and(|trigger| trigger.form == name);
        let line = if bare { name.to_owned() } else { std::format!("{name} ") };
        let dispatch = dispatch.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Msg::Draft(line.as_str().into()));
            platform::focus("command");
        });
        html! { <button class="command" type="button" {onclick}>{ name }</button> }
    };
    let rest = legal.len() - shown;
    let toggle = (rest > 0 || *all && legal.len() > first + 1).then(|| {
        let all_now = *all;
        let all = all.clone();
        let onclick = Callback::from(move |_: MouseEvent| all.set(!all_now));
        let label = if all_now { "−".to_owned() } else { std::format!("+ {rest}") };
        let count = rest.to_string();
        let name = match all_now {
            true => text(lang, Key::LegalFewer).to_owned(),
            false => format(lang, Key::LegalMore, &[("count", &count)]),
        };
        html! {
            <button class="link more" type="button" aria-expanded={all_now.to_string()} aria-label={name} {onclick}>
                { label }
            </button>
        }
    });
    html! {
        <div class="legal" role="group" aria-labelledby="legal-title">
            <span class="legal-title" id="legal-title">{ text(lang, Key::LegalTitle) }</span>
            { for legal.iter().take(shown).map(|name| command(name)) }
            { for toggle }
        </div>
    }
}
