//! The heading over the diagram, and the diagram of the session shown.

use super::caption::caption;
use super::diagram::{Pace, use_diagram};
use super::notes::notes;
use crate::app::preferences::Speed;
use crate::app::session_info;
use crate::diagram::{Model, Scene, Shape, draw};
use crate::engine::lab::{Session, charts};
use crate::engine::{ConnectionId, Protocol};
use crate::i18n::Key;
use crate::player::{Moment, Player};
use crate::ui::part::Page;
use crate::ui::platform;
use std::rc::Rc;
use yew::prelude::*;

/// When the diagram is drawn in its narrow shape.
const NARROW: &str = "(max-width: 599px)";

/// The middle of the page.
#[hook]
pub fn use_stage(page: &Page) -> Html {
    let shape = use_shape();
    let pace = use_direction(page);
    let model = model(page, shape);
    let state = session_info::state_of(&page.player, page.connection(), session_info::chart(page.protocol));
    let diagram = use_diagram(model, page.lang, pace);
    let name = match page.protocol {
        Protocol::Pop3 => "POP3",
        Protocol::Imap => "IMAP4",
    };
    html! {
        <section class="pane stage" aria-labelledby="stage-title" id="panel" role="tabpanel">
            <div class="pane-head">
                <h2 id="stage-title">{ page.text(Key::StageTitle) }{ " · " }{ name }</h2>
                <span class="pane-note">{ state }</span>
            </div>
            <div class="stage-body">{ diagram }</div>
            { notes(page) }
            { caption(page) }
        </section>
    }
}

/// The picture of the session shown.
fn model(page: &Page, shape: Shape) -> Option<Model> {
    let (player, id) = (&page.player, page.connection());
    let chart = session_info::chart(page.protocol);
    let beside = charts(page.protocol).iter().skip(1);
    let flows = beside.map(|chart| (*chart, session_info::state_of(player, id, chart))).collect();
    let shown = telling(player, id);
    draw(&Scene {
        chart,
        state: session_info::state_of(player, id, chart),
        flows,
        turn: shown.map(|(_, moment)| &*moment.turn),
        detail: detail(player, id),
        serial: shown.map_or(0, |(number, _)| number as u64),
        shape,
    })
}

/// How fast the diagram moves.
fn pace(page: &Page) -> Pace {
    if page.is_instant() {
        return Pace::None;
    }
    match page.preferences.speed {
        Speed::Instant => Pace::None,
        Speed::Fast => Pace::Fast,
        Speed::Normal => Pace::Normal,
        Speed::Slow => Pace::Slow,
    }
}

/// The shape that the diagram has room for, now and whenever that changes.
#[hook]
fn use_shape() -> Shape {
    let given = use_context::<Shape>();
    let narrow =
        use_state(|| given.map_or_else(|| platform::matches_media(NARROW), |shape| shape == Shape::Narrow));
    let setter = narrow.setter();
    use_effect_with((), move |()| {
        let listener = platform::on_media(NARROW, move |is| setter.set(is));
        move || drop(listener)
    });
    if *narrow { Shape::Narrow } else { Shape::Wide }
}

/// The pace of the turn shown: only what is reached by going forward moves.
#[hook]
fn use_direction(page: &Page) -> Pace {
    let last = use_mut_ref(|| (0, Pace::None));
    let mut last = last.borrow_mut();
    let cursor = page.player.cursor();
    if last.0 != cursor {
        *last = (cursor, if cursor > last.0 { pace(page) } else { Pace::None });
    }
    last.1
}

/// The last moment of the current action that did something to this connection, with its number. (What
/// follows may concern other connections only, and must not wipe the picture.)
fn telling(player: &Player, id: ConnectionId) -> Option<(usize, &Rc<Moment>)> {
    let action = player.current()?.action;
    let recent = player.past().enumerate().rev().take_while(|(_, moment)| moment.action == action);
    let mut telling =
        recent.filter(|(_, moment)| moment.turn.is_of(id) && moment.turn.reasons().next().is_some());
    telling.next().map(|(index, moment)| (index + 1, moment))
}

/// What the session's state is about: who logged in, which mailbox is selected and how.
fn detail(player: &Player, id: ConnectionId) -> Option<String> {
    let connection = player.lab().connection(id).filter(|connection| connection.is_open())?;
    match &connection.session {
        Session::Pop3(session) => session.account().map(str::to_owned),
        Session::Imap(session) => match session.selected() {
            // RFC 3501 §7.1: the response codes READ-ONLY and READ-WRITE.
            Some(selection) => {
                let access = if selection.read_only { "read-only" } else { "read-write" };
                Some(format!("{} · {access}", selection.name))
            }
            None => session.account().map(str::to_owned),
        },
    }
}
