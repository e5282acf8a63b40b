//! The room above the prompt: the way to connect, or the commands that are legal now.

use super::controls::Connect;
use super::unusual_octets::UnusualOctets;
use crate::app::legal::{self, Group};
use crate::app::prompt::Msg;
use crate::app::session_info;
use crate::app::teacher::Door;
use crate::engine::Awaits;
use crate::explain;
use crate::ui::platform;
use crate::ui::prelude::*;

/// The room above the prompt; empty while the server awaits no command.
#[autoprops]
#[component]
pub(crate) fn ConsoleFoot(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    connection: ConnectionId,
    door: &Door,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let unfolded = use_state(|| false);
    let player = &timeline.player;
    if !session_info::is_open(player, connection) {
        return html! { <Connect {protocol} door={*door} /> };
    }
    if session_info::awaits(player, connection) != Awaits::Command {
        return Html::default();
    }
    let chart = protocol.chart();
    let state = session_info::state_of(player, connection, chart);
    let commands = legal::commands(chart, state, session_info::offer(player, connection));
    let few = legal::unfolded(&commands);
    let fold = (few < commands.len()).then(|| fold(texts, &unfolded, commands.len() - few));
    let button = |name: &&'static str| {
        let bare = chart.trigger(name).is_some_and(|trigger| trigger.form == *name);
        let line = if bare { (*name).to_owned() } else { format!("{name} ") };
        let does = explain::hint(chart, texts.0, name).map(|hint| hint.does);
        html! {
            <button class="command" type="button" lang="en" data-command={*name} title={does}
                onclick={writing(&dispatch, line)}>{ *name }</button>
        }
    };
    let title = html! { <span class="legal-title" id="legal-title">{ texts.text(Key::LegalTitle) }</span> };
    if !*unfolded || fold.is_none() {
        return html! {
            <div class="legal" role="group" aria-labelledby="legal-title">
                <div class="legal-head">{ title }<UnusualOctets /></div>
                <div class="legal-group">{ for commands.iter().take(few).map(button) }{ fold }</div>
            </div>
        };
    }
    let group = |(group, commands): &(Group, Vec<&'static str>)| {
        let name = texts.text(group.key());
        html! {
            <div class="legal-group" role="group" aria-label={name}>
                <span class="legal-title" aria-hidden="true">{ name }</span>
                { for commands.iter().map(button) }
            </div>
        }
    };
    html! {
        <div class="legal is-open" role="group" aria-labelledby="legal-title">
            <div class="legal-head">{ title }{ fold }<UnusualOctets /></div>
            { for legal::groups(chart, &commands).iter().map(group) }
        </div>
    }
}

/// Writes a line into the prompt and sends nothing.
fn writing(dispatch: &Dispatch, line: String) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |event: MouseEvent| {
        // The second half of a double click was meant for what stood here before.
        if event.detail() > 1 {
            return;
        }
        dispatch.send(Msg::Draft(line.as_str().into()));
        platform::focus("command");
    })
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
