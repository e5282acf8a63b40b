//! The one timer of the page: it moves the cursor while turns are shown one after the other.

use crate::app::model::Model;
use crate::app::timeline::Msg;
use crate::ui::context::Dispatch;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// Sends [`Msg::Tick`] whenever the shown turn has had its time.
#[hook]
pub(crate) fn use_clock(model: &Model, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((model.pause(), model.player().cursor()), move |(pause, _)| {
        let timeout = pause.map(|pause| Timeout::new(pause, move || dispatch.send(Msg::Tick)));
        move || drop(timeout)
    });
}
