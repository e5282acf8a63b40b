//! The attributes of the `html` element, from which the style sheets choose.

use crate::ui::platform;
use crate::ui::state::State;
use yew::prelude::*;

/// Keeps `lang`, `data-theme`, `data-view`, `data-speed` and `data-embed` true.
#[hook]
pub fn use_root(state: &UseReducerHandle<State>) {
    use_effect_with(state.lang, |lang| platform::set_root_attribute("lang", Some(lang.tag())));
    use_effect_with(state.is_dark(), |dark| {
        platform::set_root_attribute("data-theme", Some(if *dark { "dark" } else { "light" }));
    });
    use_effect_with(state.preferences.projector, |projector| {
        platform::set_root_attribute("data-view", projector.then_some("projector"));
    });
    let speed = if state.is_instant() { "instant" } else { state.preferences.speed.name() };
    use_effect_with(speed, |speed| platform::set_root_attribute("data-speed", Some(speed)));
    use_effect_with(state.embedded, |embedded| {
        platform::set_root_attribute("data-embed", embedded.then_some(""));
    });
}
