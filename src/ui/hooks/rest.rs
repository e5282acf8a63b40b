//! What can wait until nothing else happens.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// Milliseconds without anything new, after which what was left out is drawn.
const REST: u32 = 100;

/// Draws the part once more after a moment of rest, if it left something `out`; what is drawn `now` tells one
/// drawing from others.
#[hook]
pub fn use_rest(out: bool, now: (usize, usize)) {
    let again = use_force_update();
    use_effect_with((out, now), move |_| {
        let timeout = out.then(|| Timeout::new(REST, move || again.force_update()));
        move || drop(timeout)
    });
}
