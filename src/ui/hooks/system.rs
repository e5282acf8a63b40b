//! What the system asks for: dark or light, more or less motion.

use crate::ui::part::Dispatch;
use crate::ui::platform;
use crate::ui::state::Msg;
use yew::prelude::*;

const DARK: &str = "(prefers-color-scheme: dark)";
const LESS_MOTION: &str = "(prefers-reduced-motion: reduce)";

/// Tells the page what the system asks for, now and whenever that changes.
#[hook]
pub fn use_system(dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        dispatch.dispatch(Msg::SystemDark(platform::matches_media(DARK)));
        dispatch.dispatch(Msg::LessMotion(platform::matches_media(LESS_MOTION)));
        let other = dispatch.clone();
        let dark = platform::on_media(DARK, move |is| other.dispatch(Msg::SystemDark(is)));
        let motion = platform::on_media(LESS_MOTION, move |is| dispatch.dispatch(Msg::LessMotion(is)));
        move || drop((dark, motion))
    });
}
