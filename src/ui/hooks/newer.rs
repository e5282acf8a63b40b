//! A newer version of the page, of which `www/offline.js` tells.

use crate::app::notices::{About, Msg};
use crate::i18n::Key;
use crate::ui::context::Dispatch;
use crate::ui::platform;
use gloo::events::EventListener;
use yew::prelude::*;

/// Offers the newer version, when there is one.
#[hook]
pub(crate) fn use_newer(dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&platform::window(), "postamt-newer", move |_| {
            dispatch.send(Msg::Tell(About::Text(Key::NoteNewer)));
        });
        move || drop(listener)
    });
}
