//! The attributes of the `html` element, from which the style sheets choose.

use crate::app::projection::Choice;
use crate::app::settings::Settings;
use crate::ui::platform::set_root_attribute as set;
use yew::prelude::*;

/// Keeps `lang`, `data-theme`, `data-view`, `data-speed`, `data-embed`, `data-readonly` and `data-spotlight` true.
#[hook]
pub(crate) fn use_root(settings: &Settings) {
    let speed = if settings.is_instant() { "instant" } else { settings.preferences.speed.name() };
    let projector = settings.projects();
    let spotlight = projector && settings.projection.has(Choice::Spotlight);
    let place = (settings.embedded, settings.read_only);
    let class = (spotlight, settings.presents);
    let shown = (settings.lang, settings.is_dark(), projector, speed, place, class);
    use_effect_with(shown, |&(lang, dark, projector, speed, place, (spotlight, presents))| {
        let (embedded, read_only) = place;
        set("lang", Some(lang.tag()));
        set("data-theme", Some(if dark { "dark" } else { "light" }));
        set("data-view", projector.then_some("projector").or(presents.then_some("presenter")));
        set("data-speed", Some(speed));
        set("data-embed", embedded.then_some(""));
        set("data-readonly", read_only.then_some(""));
        set("data-spotlight", spotlight.then_some(""));
    });
}
