//! The one timer of the page: it moves the cursor while turns are shown one after the other.

use crate::ui::state::{Motion, Msg, State};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// Sends [`Msg::Tick`] whenever the shown turn has had its time.
#[hook]
pub fn use_clock(state: &UseReducerHandle<State>) {
    let dispatch = state.dispatcher();
    let pause = state.pause().map(|pause| match state.is_instant() && state.motion == Motion::CatchingUp {
        true => 0,
        false => pause,
    });
    use_effect_with((pause, state.player.cursor()), move |(pause, _)| {
        let timeout = pause.map(|pause| Timeout::new(pause, move || dispatch.dispatch(Msg::Tick)));
        move || drop(timeout)
    });
}
