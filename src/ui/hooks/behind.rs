//! The panes around the console, a frame behind: the reply is painted first, and then what the turn changed elsewhere.

use crate::app::model::Model;
use crate::ui::platform;
use yew::prelude::*;

/// The model that the panes around the console draw, and whether it is behind: after a turn it is the one before, until
/// the reply is painted.
#[hook]
pub(crate) fn use_model_behind(model: &Model) -> (Model, bool) {
    let models = use_mut_ref(|| [model.clone(), model.clone()]);
    let again = use_force_update();
    let catch_up = {
        let models = models.clone();
        move || {
            let [drawn, newest] = &mut *models.borrow_mut();
            // Of turns in quick succession the last one counts.
            if drawn.timeline != newest.timeline {
                *drawn = newest.clone();
                again.force_update();
            }
        }
    };
    use_effect_with(model.timeline.clone(), move |_| platform::after_paint(catch_up));
    let [drawn, newest] = &mut *models.borrow_mut();
    *newest = model.clone();
    if drawn.timeline == newest.timeline {
        *drawn = newest.clone();
    }
    (drawn.clone(), drawn.timeline != newest.timeline)
}
