//! The attributes of the `html` element, from which the style sheets choose.

use crate::app::settings::Settings;
use crate::ui::platform::set_root_attribute as set;
use yew::prelude::*;

/// Keeps `lang`, `data-theme`, `data-view`, `data-speed`, `data-embed` and `data-readonly` true.
#[hook]
pub(crate) fn use_root(settings: &Settings) {
    let speed = if settings.is_instant() { "instant" } else { settings.preferences.speed.name() };
    let place = (settings.embedded, settings.read_only);
    let shown = (settings.lang, settings.is_dark(), settings.preferences.projector, speed, place);
    use_effect_with(shown, |&(lang, dark, projector, speed, (embedded, read_only))| {
        set("lang", Some(lang.tag()));
        set("data-theme", Some(if dark { "dark" } else { "light" }));
        set("data-view", projector.then_some("projector"));
        set("data-speed", Some(speed));
        set("data-embed", embedded.then_some(""));
        set("data-readonly", read_only.then_some(""));
    });
}
