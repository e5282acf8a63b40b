//! The attributes of the `html` element, from which the style sheets choose.

use crate::ui::platform::set_root_attribute as set;
use crate::ui::state::State;
use yew::prelude::*;

/// Keeps `lang`, `data-theme`, `data-view`, `data-speed` and `data-embed` true.
#[hook]
pub fn use_root(state: &UseReducerHandle<State>) {
    let speed = if state.is_instant() { "instant" } else { state.preferences.speed.name() };
    let shown = (state.lang, state.is_dark(), state.preferences.projector, speed, state.embedded);
    use_effect_with(shown, |&(lang, dark, projector, speed, embedded)| {
        set("lang", Some(lang.tag()));
        set("data-theme", Some(if dark { "dark" } else { "light" }));
        set("data-view", projector.then_some("projector"));
        set("data-speed", Some(speed));
        set("data-embed", embedded.then_some(""));
    });
}
