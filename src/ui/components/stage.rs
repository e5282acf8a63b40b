//! The stage: the diagram of the session shown, the notices, and the last turn in a sentence.

use super::caption::Caption;
use super::diagram::Diagram;
use super::diagram::pace::Pace;
use super::notices::NoticeList;
use crate::app::clients::Clients;
use crate::app::notices::Notices;
use crate::app::picture::picture;
use crate::app::preferences::Speed;
use crate::app::session_info;
use crate::app::settings::Settings;
use crate::app::slice::Slice;
use crate::app::timeline::Timeline;
use crate::diagram::Shape;
use crate::i18n::Key;
use crate::ui::context::use_texts;
use yew::prelude::*;

/// Properties of [`Stage`].
#[derive(Properties, PartialEq)]
pub(crate) struct StageProps {
    /// The simulation and its cursor.
    pub timeline: Slice<Timeline>,
    /// The clients.
    pub clients: Slice<Clients>,
    /// Looks and manners.
    pub settings: Slice<Settings>,
    /// The notices.
    pub notices: Slice<Notices>,
    /// Whether the page shows a live view.
    pub live: bool,
}

/// The pane in the middle.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let texts = use_texts();
    let StageProps { timeline, clients, settings, notices, live } = props;
    let (player, protocol, connection) = (&timeline.player, clients.protocol, clients.connection());
    let pace = use_pace(player.cursor(), settings);
    let shape = if settings.system.narrow { Shape::Narrow } else { Shape::Wide };
    let state = session_info::state_of(player, connection, protocol.chart());
    html! {
        <section class="pane stage" aria-labelledby="stage-title" id="panel" role="tabpanel">
            <div class="pane-head">
                <h2 id="stage-title">{ texts.text(Key::StageTitle) }{ " · " }{ protocol.row().name }</h2>
                <span class="pane-note" lang="en">{ state }</span>
            </div>
            <div class="stage-body">
                <Diagram picture={picture(player, connection, protocol, shape)} {pace} />
            </div>
            <NoticeList notices={notices.clone()} />
            <Caption timeline={timeline.clone()} {protocol} live={*live} />
        </section>
    }
}

/// The pace of the turn shown: only a turn that is reached by going forward moves.
#[hook]
fn use_pace(cursor: usize, settings: &Settings) -> Pace {
    let last = use_mut_ref(|| (0, Pace::None));
    let mut last = last.borrow_mut();
    if last.0 != cursor {
        *last = (cursor, if cursor > last.0 { pace(settings) } else { Pace::None });
    }
    last.1
}

/// The pace of the diagram.
fn pace(settings: &Settings) -> Pace {
    match settings.preferences.speed {
        _ if settings.is_instant() => Pace::None,
        Speed::Instant => Pace::None,
        Speed::Fast => Pace::Fast,
        Speed::Normal => Pace::Normal,
        Speed::Slow => Pace::Slow,
    }
}
