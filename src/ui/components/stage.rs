//! The stage: one or two views of the session shown, and the last turn in a sentence.

use super::caption::Caption;
use super::diagram::Diagram;
use super::icons::{Icon, icon};
use super::message::MessageView;
use super::notices::NoticeList;
use super::save_view::SaveView;
use super::sequence::Sequence;
use super::view_switch::{self, ViewSwitch};
use crate::app::clients::Clients;
use crate::app::notices::Notices;
use crate::app::picture::picture;
use crate::app::predict::{self, Predict};
use crate::app::preferences::{Speed, View};
use crate::app::session_info;
use crate::app::settings::Settings;
use crate::app::teacher::Teacher;
use crate::diagram::Shape;
use crate::ui::prelude::*;

/// The pane in the middle.
#[autoprops]
#[component]
pub(crate) fn Stage(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    teacher: &Slice<Teacher>,
    settings: &Slice<Settings>,
    notices: &Option<Slice<Notices>>,
    predict: &Slice<Predict>,
    live: bool,
    crowded: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (player, protocol, connection) = (&timeline.player, clients.protocol, clients.connection());
    let pace = use_pace(player.cursor(), settings);
    let (view, two) = (settings.preferences.view, !crowded && settings.has_two_views());
    let state = session_info::state_of(player, connection, protocol.chart());
    let name = texts.text(Key::PredictName);
    // A view that is not shown is not made.
    let states = (two || view == View::States).then(|| {
        let shape = if settings.system.narrow || two || crowded { Shape::Narrow } else { Shape::Wide };
        html! { <Diagram picture={picture(player, connection, protocol, shape)} {pace}
        guessing={predict.pending.is_some()} /> }
    });
    let chosen = match view {
        View::States => None,
        View::Sequence => Some(html! { <Sequence {timeline} {clients} {pace} {live} /> }),
        View::Message => {
            let (account, mailbox) = teacher.mailbox(player, connection);
            Some(html! { <MessageView {timeline} {connection} {account} {mailbox} /> })
        }
    };
    html! {
        <section class="pane stage" aria-labelledby="stage-title" id="panel" role="tabpanel" data-view={view.name()}>
            <div class="pane-head">
                <h2 id="stage-title">
                    <span class="sr-only">{ texts.text(view_switch::name(view)) }{ " · " }</span>{ protocol.row().name }
                </h2>
                <ViewSwitch {view} />
                if !live {
                    <button class="toggle predict-toggle" type="button" aria-pressed={predict.on.to_string()} title={name}
                        onclick={dispatch.sending(predict::Msg::Toggle)}>{ icon(Icon::GUESS) }<span>{ name }</span></button>
                }
                <span class="pane-note">
                    <span class="sr-only">{ texts.text(Key::StageState) }{ " " }</span><span lang="en">{ state }</span>
                </span>
                <SaveView {timeline} {clients} {teacher} {view} {live} />
            </div>
            <div class={classes!("stage-body", two.then_some("is-double"))}>
                { states }
                { chosen }
            </div>
            if let Some(notices) = notices { <NoticeList {notices} /> }
            <Caption {timeline} {clients} {live} />
        </section>
    }
}

/// The pace of the turn shown: only a turn that is reached by going forward moves.
#[hook]
fn use_pace(cursor: usize, settings: &Settings) -> Option<Speed> {
    let last = use_mut_ref(|| (0, None));
    let mut last = last.borrow_mut();
    if last.0 != cursor {
        let moves = cursor > last.0 && !settings.is_instant();
        *last = (cursor, moves.then_some(settings.preferences.speed));
    }
    last.1
}
