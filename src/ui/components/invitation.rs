//! The text of an empty console: the first steps, or the way to a bridge; and the accounts.

use crate::app::course;
use crate::app::live_view::{LiveView, nobody};
use crate::app::settings::{Dialog, Msg};
use crate::ui::prelude::*;

/// The text of an empty console.
#[autoprops]
#[component]
pub(crate) fn Invitation(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    port: u16,
    live: &Option<Slice<LiveView>>,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (lead, way) = match live {
        Some(live) => (nobody(protocol, texts.0), curl(texts, timeline, protocol, live)),
        None => (texts.text(Key::InvitationLead).to_owned(), Some(steps(texts, protocol, port))),
    };
    html! {
        <div class="invitation">
            <p class="invitation-lead">{ lead }</p>
            if live.is_none() {
                <p class="invitation-lesson">
                    { texts.text(Key::LessonsFirstLead) }{ " " }
                    <button type="button" class="link" onclick={dispatch.sending(course::first())}>
                        { texts.text(Key::LessonsFirst) }
                    </button>{ " · " }
                    <button type="button" class="link" data-dialog="examples" onclick={dispatch.sending(Msg::Open(Some(Dialog::Examples)))}>
                        { texts.text(Key::ExamplesWatch) }
                    </button>
                </p>
            }
            { way }
            <p>{ texts.text(Key::InvitationAccounts) }</p>
            <ul>
                { for timeline.player.lab().store().accounts().map(|account| html! {
                    <li><code>{ &account.name }</code>{ " / " }<code>{ &account.password }</code></li>
                }) }
            </ul>
        </div>
    }
}

/// The three first steps.
fn steps(texts: Texts, protocol: Protocol, port: u16) -> Html {
    let codes = |lines: &'static [&'static str]| -> Html {
        lines.iter().map(|line| html! { <code lang="en">{ *line }</code> }).collect()
    };
    let port = port.to_string();
    html! {
        <ol>
            <li>{ texts.format(Key::InvitationConnect, &[("port", &port)]) }</li>
            <li>{ texts.text(Key::InvitationLogin) }{ " " }{ codes(protocol.row().login) }</li>
            <li>{ texts.text(Key::InvitationLook) }{ " " }{ codes(protocol.row().look) }</li>
        </ol>
    }
}

/// A command that comes by the bridge's service for the protocol.
fn curl(texts: Texts, timeline: &Timeline, protocol: Protocol, live: &LiveView) -> Option<Html> {
    let account = timeline.player.lab().store().accounts().next()?;
    let scheme = protocol.row().id;
    let mut services = live.bridge.services().iter().filter_map(|service| service.split_once(' '));
    let (_, address) = services.find(|(name, _)| name.eq_ignore_ascii_case(scheme))?;
    let url = format!("curl {scheme}://{}:{}@{address}/", account.name, account.password);
    Some(html! { <p>{ texts.text(Key::LiveTry) }{ " " }<code>{ url }</code></p> })
}
