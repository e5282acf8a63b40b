//! The console: what went over the wire, and the prompt.

use super::controls::connect;
use super::inspector::use_inspector;
use super::legal::legal;
use super::live;
use super::prompt::use_prompt;
use super::transcript::use_transcript;
use crate::app::session_info::{self, Awaits};
use crate::engine::Protocol;
use crate::i18n::Key;
use crate::ui::element::beside;
use crate::ui::part::{Page, part, part_with_draft};
use crate::ui::state::Msg;
use yew::functional::Hook;
use yew::prelude::*;

/// The console.
pub fn console(page: &Page) -> Html {
    // Another key is another element: what stands in one has hooks of its own.
    let foot = match page.watch {
        Some(_) => {
            html! { <div class="console-foot" key="live">{ part(page, |_, page| live::live(page)) }</div> }
        }
        None => html! {
            <div class="console-foot" key="own">
                { part(page, |context, page| use_foot(page).run(context)) }
                { part_with_draft(page, |context, page| use_prompt(page).run(context)) }
            </div>
        },
    };
    html! {
        <section class="pane console" aria-labelledby="console-title">
            { head(page) }
            { part(page, |context, page| use_transcript(page).run(context)) }
            { part(page, |context, page| use_inspector(page).run(context)) }
            { foot }
        </section>
    }
}

fn head(page: &Page) -> Html {
    let host = match page.protocol {
        Protocol::Pop3 => "pop.example.org",
        Protocol::Imap => "imap.example.org",
    };
    let place = match &page.watch {
        Some(watch) => live::shown(page, watch),
        None => beside([host.into(), " : ".into(), page.protocol.port().into()]),
    };
    let name = page.text(Key::ConsoleInvisibles);
    html! {
        <div class="pane-head">
            <h2 id="console-title">{ page.text(Key::ConsoleTitle) }</h2>
            <span class="pane-note">{ place }</span>
            <button class="toggle" type="button" aria-pressed={page.preferences.invisibles.to_string()}
                aria-label={name} title={name} onclick={page.send(Msg::Invisibles)}>{ "CRLF" }</button>
        </div>
    }
}

/// Above the prompt: the legal commands, or the way to connect.
#[hook]
fn use_foot(page: &Page) -> Html {
    let all = use_state(|| false);
    if !page.is_open() {
        connect(page)
    } else if session_info::awaits(&page.player, page.connection()) == Awaits::Command {
        legal(page, &all)
    } else {
        Html::default()
    }
}
