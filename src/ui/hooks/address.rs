//! The options in the address, both ways: the back button works because showing the other protocol is an
//! entry of the history.

use crate::app::course::Wanted;
use crate::app::model::{Model, Msg};
use crate::app::options::{Options, with_option};
use crate::app::preferences::Preferences;
use crate::app::sharing::Sharing;
use crate::engine::Protocol;
use crate::ui::context::Dispatch;
use crate::ui::{languages, platform};
use gloo::events::EventListener;
use std::rc::Rc;
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
            let is_own = options.session.is_none() && options.example.is_none();
            options.protocol = options.protocol.or_else(|| is_own.then(Protocol::default));
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
    let step = match (&model.course.wanted, &model.course.running) {
        // The address says at which step it will begin.
        (Some(Wanted::Lesson(_)), _) => None,
        (_, running) => Some(running.as_ref().map(|running| running.step + 1)),
    };
    let word = model.class.following.as_ref().map(|following| following.word.to_string());
    use_effect_with(word, |word| {
        tell(|named| named.follow != *word, "follow", word.as_deref(), word.is_some());
    });
    let visited = use_mut_ref(|| (None, None));
    let example = match &model.course.wanted {
        Some(Wanted::Example(id)) => Some(id.clone()),
        _ => example_of(&model.sharing),
    };
    let shown = (shown, model.course.shown(), step, (model.sharing.clone(), example));
    use_effect_with(shown, move |((protocol, lang, projector, stage, live), lesson, step, visit)| {
        let (protocol, lang, projector, stage, live) = (*protocol, *lang, *projector, *stage, *live);
        // Leaving a session that was visited is an entry of the history.
        let (sharing, example) = visit;
        let now = (sharing.link().cloned(), example_of(sharing));
        let before = visited.replace(now.clone());
        let (link, example) = (now.0.as_deref(), example.as_deref());
        tell(|named| named.session.as_deref() != link, "s", link, before.0.is_some() && link.is_none());
        // Going to an example is one, too.
        let is_entry = example.is_some() || before.1.is_some();
        tell(|named| named.example.as_deref() != example, "example", example, is_entry);
        // The protocol is one as well, unless it is a bridge's clients or a visit that change it.
        let is_chosen = !live && before == now;
        tell(
            |named| named.protocol.unwrap_or_default() != protocol,
            "proto",
            Some(protocol.row().id),
            is_chosen,
        );
        // Once the address names a language, it names the one that is spoken.
        tell(|named| named.lang.is_some_and(|named| named != lang), "lang", Some(lang.tag()), false);
        let (projects, presents) = projector;
        let view = projects.then_some("projector").or(presents.then_some("presenter"));
        let names = |named: Options| (named.projector.unwrap_or(false), named.presenter.unwrap_or(false));
        tell(|named| names(named) != projector, "view", view, false);
        tell(|named| named.lesson != *lesson, "lesson", lesson.as_deref(), lesson.is_some());
        if let Some(step) = step.filter(|_| link.is_none() && example.is_none()) {
            let number = step.map(|step| step.to_string());
            tell(|named| named.step.is_some() && named.step != step, "step", number.as_deref(), false);
        }
        tell(|named| named.stage.is_some_and(|named| named != stage), "stage", Some(stage.name()), false);
        tell(|named| named.live.is_some_and(|named| named != live), "live", None, false);
    });
}

/// The id of the example that is visited.
fn example_of(sharing: &Sharing) -> Option<Rc<str>> {
    sharing.example().map(|example| example.head.id.as_str().into())
}

/// Sets an option in the address, or takes it away, where the address names another value.
fn tell(differs: impl Fn(Options) -> bool, name: &str, value: Option<&str>, new_entry: bool) {
    let fragment = platform::fragment();
    if differs(Options::parse(&fragment)) {
        platform::set_fragment(&with_option(&fragment, name, value), new_entry);
    }
}
