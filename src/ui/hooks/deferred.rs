//! Deferred drawing: the part of a pane that can wait until nothing else happens.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// Milliseconds without anything new, after which the rest is drawn.
const REST: u32 = 100;

/// Draws the component once more after a moment of rest, if it left something `out`; `now` tells one drawing from
/// others.
#[hook]
pub(crate) fn use_deferred_drawing(out: bool, now: (usize, usize)) {
    let again = use_force_update();
    use_effect_with((out, now), move |_| {
        let timeout = out.then(|| Timeout::new(REST, move || again.force_update()));
        move || drop(timeout)
    });
}
