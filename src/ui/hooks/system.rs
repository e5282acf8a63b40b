//! The system's wishes: dark or light, more or less motion, a narrow diagram or two views beside each other.

use crate::app::settings::{Msg, System};
use crate::ui::context::Dispatch;
use crate::ui::platform;
use yew::prelude::*;

const DARK: &str = "(prefers-color-scheme: dark)";
const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";
/// A device whose keyboard comes up over the page when a field has the focus.
pub(crate) const TOUCH: &str = "(pointer: coarse)";
/// A window whose panes stand one below the other.
pub(crate) const NARROW: &str = "(max-width: 819px)";
const WIDE: &str = "(min-width: 1600px)";

/// The system's wishes at this moment.
pub(crate) fn system() -> System {
    System {
        dark: platform::matches_media(DARK),
        less_motion: platform::matches_media(LESS_MOTION),
        narrow: platform::matches_media(NARROW),
        wide: platform::matches_media(WIDE),
    }
}

/// Tells the page the system's wishes whenever they change.
#[hook]
pub(crate) fn use_system(dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listeners = [DARK, LESS_MOTION, NARROW, WIDE].map(|query| {
            let dispatch = dispatch.clone();
            platform::on_media(query, move |_| dispatch.send(Msg::System(system())))
        });
        move || drop(listeners)
    });
}
