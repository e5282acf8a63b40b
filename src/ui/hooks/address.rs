//! The options in the address, both ways: the back button works because showing the other protocol is an
//! entry of the history.

use crate::app::model::{Model, Msg};
use crate::app::options::{Options, with_option};
use crate::app::preferences::Preferences;
use crate::engine::Protocol;
use crate::ui::context::Dispatch;
use crate::ui::{languages, platform};
use gloo::events::EventListener;
use yew::prelude::*;

/// Applies the options of the address, and keeps them true.
#[hook]
pub(crate) fn use_address(model: &Model, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    let projector = use_mut_ref(|| false);
    *projector.borrow_mut() = model.settings.projects();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&platform::window(), "popstate", move |_| {
            let mut options = Options::parse(&platform::fragment());
            // The projector stays on, whatever the address shows besides.
            if options.projector.is_none() && *projector.borrow() {
                let named = with_option(&platform::fragment(), "view", Some("projector"));
                platform::set_fragment(&named, false);
            }
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
    let Preferences { view, .. } = settings.preferences;
    let projector = (settings.projects(), settings.presents);
    let shown = (model.clients.protocol, settings.lang, projector, view, model.live.is_some());
    let word = model.class.following.as_ref().map(|following| following.word.to_string());
    use_effect_with(word, |word| {
        tell(|named| named.follow != *word, "follow", word.as_deref(), word.is_some());
    });
    use_effect_with((shown, model.course.shown()), |((protocol, lang, projector, stage, live), lesson)| {
        let (protocol, lang, projector, stage, live) = (*protocol, *lang, *projector, *stage, *live);
        // The protocol is an entry of the history, unless it is a bridge's clients that change it.
        tell(|named| named.protocol.unwrap_or_default() != protocol, "proto", Some(protocol.row().id), !live);
        // Once the address names a language, it names the one that is spoken.
        tell(|named| named.lang.is_some_and(|named| named != lang), "lang", Some(lang.tag()), false);
        let (projects, presents) = projector;
        let view = projects.then_some("projector").or(presents.then_some("presenter"));
        let names = |named: Options| (named.projector.unwrap_or(false), named.presenter.unwrap_or(false));
        tell(|named| names(named) != projector, "view", view, false);
        tell(|named| named.lesson != *lesson, "lesson", lesson.as_deref(), lesson.is_some());
        tell(|named| named.stage.is_some_and(|named| named != stage), "stage", Some(stage.name()), false);
        tell(|named| named.live.is_some_and(|named| named != live), "live", None, false);
    });
}

/// Sets an option in the address, or takes it away, where the address names another value.
fn tell(differs: impl Fn(Options) -> bool, name: &str, value: Option<&str>, new_entry: bool) {
    let fragment = platform::fragment();
    if differs(Options::parse(&fragment)) {
        platform::set_fragment(&with_option(&fragment, name, value), new_entry);
    }
}
