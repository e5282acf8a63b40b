//! The heading over the diagram, and the diagram of the session shown.

use super::diagram::{Diagram, Pace};
use crate::diagram::{Scene, Shape, draw};
use crate::engine::chart::Moved;
use crate::engine::lab::Session;
use crate::engine::step::{Refusal, Step};
use crate::engine::{ConnectionId, Protocol, imap};
use crate::i18n::{Key, text};
use crate::player::{Player, Turn};
use crate::ui::context::use_lang;
use crate::ui::{platform, view};
use std::rc::Rc;
use yew::prelude::*;

/// When the diagram is drawn in its narrow shape.
const NARROW: &str = "(max-width: 599px)";

/// What the stage shows.
#[derive(Properties)]
pub struct StageProps {
    /// The simulation at its cursor.
    pub player: Rc<Player>,
    /// The protocol shown.
    pub protocol: Protocol,
    /// The connection shown.
    pub connection: ConnectionId,
    /// How fast the diagram moves.
    pub pace: Pace,
}

impl PartialEq for StageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player)
            && (self.protocol, self.connection, self.pace) == (other.protocol, other.connection, other.pace)
    }
}

/// The middle of the page.
#[component]
pub fn Stage(props: &StageProps) -> Html {
    let lang = use_lang();
    let shape = use_shape();
    let pace = use_direction(props);
    let name = match props.protocol {
        Protocol::Pop3 => "POP3",
        Protocol::Imap => "IMAP4",
    };
    let (state, model) = {
        let (player, id) = (&props.player, props.connection);
        let chart = view::chart(props.protocol);
        let state = view::state_of(player, id, chart);
        let flow = (props.protocol == Protocol::Imap)
            .then(|| (&imap::FLOW, view::state_of(player, id, &imap::FLOW)));
        let turn = turn_of(player, id);
        let moved: Vec<Moved> = turn.map(|(_, turn)| moves(turn, id).collect()).unwrap_or_default();
        let scene = Scene {
            chart,
            state,
            flow,
            moved: &moved,
            refused: turn.and_then(|(_, turn)| refusal(turn, id)),
            detail: detail(player, id),
            serial: turn.map_or(0, |(number, _)| number as u64),
            shape,
        };
        (state, draw(&scene).map(Rc::new))
    };
    html! {
        <>
            <div class="pane-head">
                <h2 id="stage-title">{ text(lang, Key::StageTitle) }{ " · " }{ name }</h2>
                <span class="pane-note">{ state }</span>
            </div>
            <div class="stage-body">
                if let Some(model) = model {
                    <Diagram {model} {lang} {pace} />
                }
            </div>
        </>
    }
}

/// The shape that the diagram has room for, now and whenever that changes.
#[hook]
fn use_shape() -> Shape {
    let narrow = use_state(|| platform::matches_media(NARROW));
    let setter = narrow.setter();
    use_effect_with((), move |()| {
        let listener = platform::on_media(NARROW, move |is| setter.set(is));
        move || drop(listener)
    });
    if *narrow { Shape::Narrow } else { Shape::Wide }
}

/// The pace of the turn shown: only what is reached by going forward moves.
#[hook]
fn use_direction(props: &StageProps) -> Pace {
    let last = use_mut_ref(|| (0, Pace::None));
    let mut last = last.borrow_mut();
    let cursor = props.player.cursor();
    if last.0 != cursor {
        *last = (cursor, if cursor > last.0 { props.pace } else { Pace::None });
    }
    last.1
}

/// The last turn of the current action that did something to this connection, with its number. (What
/// follows may concern other connections only, and must not wipe the picture.)
fn turn_of(player: &Player, id: ConnectionId) -> Option<(usize, &Rc<Turn>)> {
    let action = player.current()?.action;
    let recent = player.past().iter().enumerate().rev().take_while(move |(_, turn)| turn.action == action);
    let mut telling =
        recent.filter(|(_, turn)| moves(turn, id).next().is_some() || refusal(turn, id).is_some());
    telling.next().map(|(index, turn)| (index + 1, turn))
}

fn moves(turn: &Turn, id: ConnectionId) -> impl Iterator<Item = Moved> {
    turn.steps.iter().filter_map(move |step| match step {
        Step::Moved { connection, moved, .. } if *connection == id => Some(*moved),
        _ => None,
    })
}

fn refusal(turn: &Turn, id: ConnectionId) -> Option<&Refusal> {
    turn.steps.iter().rev().find_map(|step| match step {
        Step::Refused { connection, refusal } if *connection == id => Some(refusal),
        _ => None,
    })
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
