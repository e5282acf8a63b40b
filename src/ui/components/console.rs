//! The console: the transcript of the wire, and the prompt.

use super::client_tabs::ClientTabs;
use super::console_foot::ConsoleFoot;
use super::follow_foot::FollowFoot;
use super::helper::Helper;
use super::import::RecordingFoot;
use super::inspector::Inspector;
use super::lesson_card::LessonCard;
use super::live_view::LiveViewFoot;
use super::notices::NoticeList;
use super::predict::Predicting;
use super::prompt::PromptField;
use super::transcript::Transcript;
use super::visit::VisitStrip;
use crate::app::classroom::Following;
use crate::app::clients::Clients;
use crate::app::course::Course;
use crate::app::draft::Understood;
use crate::app::live_view::{LiveView, track_name};
use crate::app::notices::Notices;
use crate::app::predict::Predict;
use crate::app::prompt::Prompt;
use crate::app::settings::{Msg, Settings};
use crate::app::sharing::Sharing;
use crate::app::teacher::Door;
use crate::ui::prelude::*;
use std::rc::Rc;

/// The pane on the left.
#[autoprops]
#[component]
pub(crate) fn Console(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    prompt: &Slice<Prompt>,
    door: &Door,
    settings: &Slice<Settings>,
    live: &Option<Slice<LiveView>>,
    course: &Slice<Course>,
    predict: &Slice<Predict>,
    sharing: &Slice<Sharing>,
    notices: &Option<Slice<Notices>>,
    following: &Option<Slice<Following>>,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (protocol, connection) = (clients.protocol, clients.connection());
    let preferences = &settings.preferences;
    let came = timeline.player.lab().connection(connection).filter(|connection| connection.is_open());
    let way = came.and(clients.client(connection)).map_or(*door, |client| Door { tls: client.tls, ..*door });
    let port = way.port(protocol);
    let place = match live {
        Some(live) => {
            live.bridge.connection(connection).map(|track| track_name(track, texts.0)).unwrap_or_default()
        }
        None => format!("{} : {port}", protocol.row().host),
    };
    let (predicting, recorded) = (predict.pending.is_some(), sharing.recorded());
    let draft = if live.is_some() { Rc::default() } else { prompt.draft(protocol) };
    let understood = use_memo(
        (timeline.clone(), connection, draft.clone(), preferences.automatic_tags, texts),
        |(timeline, connection, draft, tags, texts)| {
            let player = &timeline.player;
            Slice::from(Understood::of(player, *connection, protocol, draft, *tags, texts.0))
        },
    );
    let understood = &*understood;
    // Another key is another element, so that components in one keep nothing for the other.
    let foot = match live {
        None if let Some(following) = following => html! {
            <div class="console-foot" key="followed"><FollowFoot {following} /></div>
        },
        None if let Some(recorded) = recorded => html! {
            <div class="console-foot" key="recorded"><RecordingFoot {timeline} {recorded} /></div>
        },
        Some(live) => html! {
            <div class="console-foot" key="live"><LiveViewFoot {timeline} {live} /></div>
        },
        None => html! {
            <div class={classes!("console-foot", predicting.then_some("is-predicting"))} key="own">
                <Predicting {predict} {protocol} />
                <ConsoleFoot {timeline} {protocol} {connection} door={*door} />
                <Helper {timeline} {connection} draft={draft.clone()} />
                <PromptField {timeline} {protocol} {connection} draft={draft.clone()} {understood}
                    history={prompt.history(protocol)} automatic_tags={preferences.automatic_tags} {predicting} />
            </div>
        },
    };
    let name = texts.text(Key::ConsoleInvisibles);
    let tabs = match clients.listed(&timeline.player).len() {
        _ if live.is_some() || timeline.player.lab().connections().next().is_none() => None,
        0 | 1 => Some("has-client"),
        _ => Some("has-clients"),
    };
    html! {
        <section class={classes!("pane", "console", predict.on.then_some("has-predictions"))} aria-labelledby="console-title">
            <div class={classes!("pane-head", tabs)}>
                <h2 id="console-title">{ texts.text(Key::ConsoleTitle) }</h2>
                if tabs.is_some() { <ClientTabs {timeline} {clients} /> }
                <span class="pane-note">{ place }</span>
                <button class="toggle" type="button" aria-pressed={preferences.invisibles.to_string()}
                    aria-label={name} title={name} onclick={dispatch.sending(Msg::Invisibles)}>{ "CRLF" }</button>
            </div>
            if recorded.is_none() && (sharing.shown().is_some() || sharing.visit.is_some() && !settings.embedded) {
                <VisitStrip {sharing} {timeline} embedded={settings.embedded} />
            }
            <LessonCard {course} {timeline} {connection} />
            <Transcript {timeline} {protocol} {connection} {port} invisibles={preferences.invisibles}
                {live} />
            <Inspector {timeline} {protocol} typed={!draft.is_empty() && !predicting} {understood} />
            if let Some(notices) = notices { <NoticeList {notices} /> }
            { foot }
        </section>
    }
}
