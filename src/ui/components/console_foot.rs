//! The room above the prompt: the way to connect, or the commands that are legal now.

use super::controls::Connect;
use crate::app::legal;
use crate::app::prompt::Msg;
use crate::app::session_info;
use crate::engine::{Awaits, Greeting};
use crate::ui::prelude::*;

/// The room above the prompt; empty while the server awaits no command.
#[autoprops]
#[component]
pub(crate) fn ConsoleFoot(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    connection: ConnectionId,
    greeting: Greeting,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let unfolded = use_state(|| false);
    let player = &timeline.player;
    if !session_info::is_open(player, connection) {
        return html! { <Connect {protocol} {greeting} /> };
    }
    if session_info::awaits(player, connection) != Awaits::Command {
        return Html::default();
    }
    let chart = protocol.chart();
    let state = session_info::state_of(player, connection, chart);
    let commands = legal::commands(chart, state, player.lab().switches());
    let few = legal::unfolded(&commands);
    let shown = if *unfolded { commands.len() } else { few };
    let fold = (few < commands.len()).then(|| fold(texts, &unfolded, commands.len() - shown));
    let button = |name: &&'static str| {
        let bare = chart.trigger(name).is_some_and(|trigger| trigger.form == *name);
        let line = if bare { (*name).to_owned() } else { format!("{name} ") };
        html! {
            <button class="command" type="button" lang="en" onclick={dispatch.sending_to_prompt(Msg::Draft(line.into()))}>{ *name }</button>
        }
    };
    html! {
        <div class="legal" role="group" aria-labelledby="legal-title">
            <span class="legal-title" id="legal-title">{ texts.text(Key::LegalTitle) }</span>
            { for commands.iter().take(shown).map(button) }
            { fold }
        </div>
    }
}

/// The button that shows all commands, or fewer again.
fn fold(texts: Texts, unfolded: &UseStateHandle<bool>, rest: usize) -> Html {
    let now = **unfolded;
    let onclick = {
        let unfolded = unfolded.clone();
        Callback::from(move |_: MouseEvent| unfolded.set(!now))
    };
    let (sign, name) = match now {
        true => ("−".to_owned(), texts.text(Key::LegalFewer).to_owned()),
        false => (format!("+ {rest}"), texts.format(Key::LegalMore, &[("count", &rest.to_string())])),
    };
    html! {
        <button class="link more" type="button" aria-expanded={now.to_string()} aria-label={name} {onclick}>{ sign }</button>
    }
}
