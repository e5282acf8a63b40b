//! The console: the transcript of the wire, and the prompt.

use super::console_foot::ConsoleFoot;
use super::inspector::Inspector;
use super::live_view::LiveViewFoot;
use super::prompt::PromptField;
use super::transcript::Transcript;
use crate::app::clients::Clients;
use crate::app::live_view::{LiveView, track_name};
use crate::app::prompt::Prompt;
use crate::app::settings::{Msg, Settings};
use crate::app::slice::Slice;
use crate::app::timeline::Timeline;
use crate::engine::Greeting;
use crate::i18n::Key;
use crate::ui::context::{use_dispatch, use_texts};
use std::rc::Rc;
use yew::prelude::*;

/// Properties of [`Console`].
#[derive(Properties, PartialEq)]
pub(crate) struct ConsoleProps {
    /// The simulation and its cursor.
    pub timeline: Slice<Timeline>,
    /// The clients.
    pub clients: Slice<Clients>,
    /// The prompt.
    pub prompt: Slice<Prompt>,
    /// An IMAP server's next greeting.
    pub greeting: Greeting,
    /// Looks and manners.
    pub settings: Slice<Settings>,
    /// The live view, which takes the prompt's place.
    pub live: Option<Slice<LiveView>>,
}

/// The pane on the left.
#[component]
pub(crate) fn Console(props: &ConsoleProps) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let ConsoleProps { timeline, clients, prompt, greeting, settings, live } = props;
    let (protocol, connection) = (clients.protocol, clients.connection());
    let preferences = &settings.preferences;
    let place = match live {
        Some(live) => {
            live.bridge.connection(connection).map(|track| track_name(track, texts.0)).unwrap_or_default()
        }
        None => format!("{} : {}", protocol.row().host, protocol.row().port),
    };
    // Another key is another element, so that components in one keep nothing for the other.
    let foot = match live {
        Some(live) => html! {
            <div class="console-foot" key="live"><LiveViewFoot timeline={timeline.clone()} live={live.clone()} /></div>
        },
        None => html! {
            <div class="console-foot" key="own">
                <ConsoleFoot timeline={timeline.clone()} {protocol} {connection} greeting={*greeting} />
                <PromptField timeline={timeline.clone()} {protocol} {connection} draft={prompt.draft(protocol)}
                    history={prompt.history(protocol)} automatic_tags={preferences.automatic_tags} />
            </div>
        },
    };
    let name = texts.text(Key::ConsoleInvisibles);
    html! {
        <section class="pane console" aria-labelledby="console-title">
            <div class="pane-head">
                <h2 id="console-title">{ texts.text(Key::ConsoleTitle) }</h2>
                <span class="pane-note">{ place }</span>
                <button class="toggle" type="button" aria-pressed={preferences.invisibles.to_string()}
                    aria-label={name} title={name} onclick={dispatch.sending(Msg::Invisibles)}>{ "CRLF" }</button>
            </div>
            <Transcript timeline={timeline.clone()} {protocol} {connection} invisibles={preferences.invisibles}
                live={live.clone()} />
            <Inspector {protocol} draft={if live.is_some() { Rc::default() } else { prompt.draft(protocol) }} />
            { foot }
        </section>
    }
}
