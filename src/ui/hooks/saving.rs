//! The work in the browser's storage: written after every action, read at load, never trusted.

use crate::app::options::Options;
use crate::app::preferences::Preferences;
use crate::engine::mail::scenario::SCENARIOS;
use crate::i18n::Lang;
use crate::player::Player;
use crate::share::{self, LoadError};
use crate::ui::platform::{self, StorageError};
use crate::ui::rescue;
use crate::ui::state::{Msg, Says, State};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// Where the work is.
pub const WORK: &str = "postamt.work";
/// Where work that could not be read is put away, so that saving does not overwrite it.
const PUT_AWAY: &str = "postamt.put-away";
const PREFERENCES: &str = "postamt.preferences";
/// Milliseconds of rest before the work is written, and how many more for every hundred actions: writing ten
/// thousand takes some frames, which nobody should meet between two commands. Leaving the page writes at once.
const REST: u32 = 300;
const REST_PER_HUNDRED: u32 = 30;

/// The page as it was left; a fresh one where nothing can be read, with a note that says why.
pub fn restored() -> State {
    let preferences = preferences();
    let lang = preferred(&preferences);
    let (player, note) = work();
    let player = player.unwrap_or_else(|| Player::new(&SCENARIOS[0]));
    let mut state = Rc::new(State::new(player, preferences, lang));
    let options = Options::parse(&platform::fragment());
    for message in [Some(Msg::Options(Box::new(options))), note.map(Msg::Tell)].into_iter().flatten() {
        state = state.reduce(message);
    }
    Rc::unwrap_or_clone(state)
}

/// The language that the page will speak first.
pub fn language() -> Lang {
    Options::parse(&platform::fragment()).lang.unwrap_or_else(|| preferred(&preferences()))
}

fn preferences() -> Preferences {
    platform::load(PREFERENCES).ok().flatten().map(|text| Preferences::load(&text)).unwrap_or_default()
}

/// As a person chose, else as the browser asks.
fn preferred(preferences: &Preferences) -> Lang {
    let first_fit = || platform::languages().iter().find_map(|tag| Lang::parse(tag));
    preferences.lang().or_else(first_fit).unwrap_or_default()
}

/// The saved work, or why it cannot be shown.
fn work() -> (Option<Player>, Option<Says>) {
    let text = match platform::load(WORK) {
        Ok(Some(text)) => text,
        Ok(None) => return (None, None),
        Err(_) => return (None, Some(Says::StorageForbidden)),
    };
    let put_away = |says| {
        let _ = platform::store(PUT_AWAY, &text);
        platform::forget(WORK);
        (None, Some(says))
    };
    if rescue::stopped_last_time() {
        return put_away(Says::Stopped);
    }
    match share::load(&text) {
        Err(LoadError::Corrupt | LoadError::TooLong) => put_away(Says::SavedCorrupt),
        Err(LoadError::Newer { .. } | LoadError::UnknownScenario) => put_away(Says::SavedNewer),
        Ok(saved) => {
            let mut player = Player::replay(saved.scenario, saved.actions);
            player.seek(saved.cursor);
            (Some(player), None)
        }
    }
}

/// Writes the work a moment after it changed, and at once when the page is left.
#[hook]
pub fn use_saving(state: &UseReducerHandle<State>) {
    let dispatch = state.dispatcher();
    let told = use_mut_ref(|| false);
    let latest = use_mut_ref(|| state.work().clone());
    *latest.borrow_mut() = state.work().clone();
    let save = {
        let latest = latest.clone();
        Rc::new(move || {
            let player = latest.borrow().clone();
            if let Err(error) = platform::store(WORK, &json(&player))
                && !told.replace(true)
            {
                dispatch.dispatch(Msg::Tell(match error {
                    StorageError::Forbidden => Says::StorageForbidden,
                    StorageError::Full => Says::StorageFull,
                }));
            }
        })
    };
    let later = save.clone();
    let at_first = use_mut_ref(|| true);
    let work = state.work();
    let place = (Rc::as_ptr(work) as usize, work.cursor());
    let actions = work.actions().len();
    use_effect_with(place, move |_| {
        let rest = REST + REST_PER_HUNDRED * (actions / 100) as u32;
        // What was just read need not be written.
        let timeout = (!at_first.replace(false)).then(|| Timeout::new(rest, move || later()));
        move || drop(timeout)
    });
    use_effect_with((), move |()| {
        let listener = EventListener::new(&platform::window(), "pagehide", move |_| {
            if !latest.borrow().is_empty() || platform::load(WORK).is_ok_and(|work| work.is_some()) {
                save();
            }
        });
        move || drop(listener)
    });
    use_effect_with(state.preferences.clone(), |preferences| {
        // Preferences that cannot be kept are not worth a note of their own.
        let _ = platform::store(PREFERENCES, &preferences.save());
    });
}

/// The work as it is saved.
pub fn json(player: &Player) -> String {
    share::save(player.scenario(), player.actions(), player.cursor())
}
