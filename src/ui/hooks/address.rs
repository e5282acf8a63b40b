//! The options in the address, both ways: the back button works because showing the other protocol is an
//! entry of the history.

use crate::app::model::{Model, Msg};
use crate::app::options::{Options, with_option};
use crate::engine::Protocol;
use crate::i18n::Lang;
use crate::ui::context::Dispatch;
use crate::ui::{languages, platform};
use gloo::events::EventListener;
use yew::prelude::*;

/// Applies the options of the address, and keeps them true.
#[hook]
pub(crate) fn use_address(model: &Model, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&platform::window(), "popstate", move |_| {
            let mut options = Options::parse(&platform::fragment());
            // The entry before the first choice has no protocol: it showed the first one.
            options.protocol = options.protocol.or_else(|| Some(Protocol::default()));
            options.live = options.live.or(Some(false));
            let dispatch = dispatch.clone();
            // A language that cannot be had leaves the page in its own.
            let lang = options.lang.unwrap_or_default();
            languages::with(lang, move |there| {
                options.lang = options.lang.filter(|_| there);
                dispatch.send(Msg::Options(Box::new(options)));
            });
        });
        move || drop(listener)
    });
    let settings = &model.settings;
    let shown = (model.clients.protocol, settings.lang, settings.preferences.projector, model.live.is_some());
    use_effect_with(shown, |&(protocol, lang, projector, live)| {
        tell_protocol(protocol, live);
        tell_lang(lang);
        tell_view(projector);
        tell_live(live);
    });
}

/// The protocol is an entry of the history, unless it is a bridge's clients that change it.
fn tell_protocol(protocol: Protocol, live: bool) {
    let fragment = platform::fragment();
    let shown = Options::parse(&fragment).protocol;
    if shown.unwrap_or_default() != protocol {
        platform::set_fragment(&with_option(&fragment, "proto", Some(protocol.row().id)), !live);
    }
}

/// Once the address names a language, it names the one that is spoken.
fn tell_lang(lang: Lang) {
    let fragment = platform::fragment();
    if Options::parse(&fragment).lang.is_some_and(|named| named != lang) {
        platform::set_fragment(&with_option(&fragment, "lang", Some(lang.tag())), false);
    }
}

fn tell_view(projector: bool) {
    let fragment = platform::fragment();
    if Options::parse(&fragment).projector.is_some_and(|named| named != projector) {
        let view = if projector { Some("projector") } else { None };
        platform::set_fragment(&with_option(&fragment, "view", view), false);
    }
}

fn tell_live(live: bool) {
    let fragment = platform::fragment();
    if Options::parse(&fragment).live.is_some_and(|named| named != live) {
        platform::set_fragment(&with_option(&fragment, "live", None), false);
    }
}
