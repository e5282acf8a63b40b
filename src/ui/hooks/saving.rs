//! The work in the browser's storage: written after every action, read at load, never trusted.

use crate::app::course;
use crate::app::editor;
use crate::app::model::{Model, Msg};
use crate::app::notices::{self, About};
use crate::app::options::Options;
use crate::app::preferences::Preferences;
use crate::app::settings;
use crate::app::sharing;
use crate::engine::mail::scenario::SCENARIOS;
use crate::i18n::{Key, Lang};
use crate::player::Player;
use crate::share::{self, LoadError};
use crate::ui::context::Dispatch;
use crate::ui::hooks::course::{BEFORE, DRAFT, PROGRESS, WRITES};
use crate::ui::hooks::system::system;
use crate::ui::platform::{self, StorageError};
use crate::ui::put_away;
use crate::ui::rescue::{self, WORK};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

const PREFERENCES: &str = "postamt.preferences";
/// The place of the tab's visited session.
const VISITED: &str = "postamt.visited";
/// Milliseconds of rest before the work is written, and further ones for every hundred actions: writing ten
/// thousand takes some frames, which nobody should meet between two commands. Leaving the page writes at once.
const REST: u32 = 300;
const REST_PER_HUNDRED: u32 = 30;

/// The page as it was left; a fresh one where nothing can be read, with a notice of the reason.
pub(crate) fn restored() -> Model {
    let preferences = preferences();
    let lang = preferred(&preferences);
    let (player, about) = work();
    let is_kept = || (!put_away::all().is_empty()).then_some(About::Text(Key::NotePutAway));
    let about = about.or_else(is_kept);
    let player = player.unwrap_or_else(|| Player::new(&SCENARIOS[0]));
    let mut model = Model::new(player, preferences, lang);
    model.reduce(settings::Msg::System(system()).into());
    // A link that is opened anew is the session as it came.
    if let Some(visited) = platform::kept_in_tab(VISITED).filter(|_| platform::is_back()) {
        model.reduce(sharing::Msg::Left(visited.into()).into());
    }
    model.reduce(Msg::Options(Box::new(Options::parse(&platform::fragment()))));
    if let Some(progress) = platform::load(PROGRESS).ok().flatten() {
        model.reduce(course::Msg::Progress(progress.into()).into());
    }
    if let Some(draft) = platform::load(DRAFT).ok().flatten() {
        model.reduce(editor::Msg::Write(draft.into(), 1).into());
    }
    if let Some(before) = platform::load(BEFORE).ok().flatten() {
        model.reduce(editor::Msg::Beside(before.into()).into());
    }
    if platform::kept_in_tab(WRITES).is_some() {
        model.reduce(editor::Msg::Open.into());
    }
    if let Some(about) = about {
        model.reduce(notices::Msg::Tell(about).into());
    }
    model
}

/// The language that the page will speak first.
pub(crate) fn language() -> Lang {
    Options::parse(&platform::fragment()).lang.unwrap_or_else(|| preferred(&preferences()))
}

fn preferences() -> Preferences {
    platform::load(PREFERENCES).ok().flatten().map(|text| Preferences::load(&text)).unwrap_or_default()
}

/// The language that a person chose, else the one that the browser asks for.
fn preferred(preferences: &Preferences) -> Lang {
    let first_fit = || platform::languages().iter().find_map(|tag| Lang::parse(tag));
    preferences.lang().or_else(first_fit).unwrap_or_default()
}

/// The saved work, or the reason why it cannot be shown.
fn work() -> (Option<Player>, Option<About>) {
    let text = match platform::load(WORK) {
        Ok(Some(text)) => text,
        Ok(None) => return (None, None),
        Err(_) => return (None, Some(About::Text(Key::NoteStorageForbidden))),
    };
    let put_away = |about| {
        let _ = put_away::keep(&text);
        platform::forget(WORK);
        (None, Some(about))
    };
    if rescue::stopped_last_time() {
        return put_away(About::Text(Key::NoteStopped));
    }
    match share::load(&text) {
        Err(LoadError::Corrupt | LoadError::TooLong) => put_away(About::Text(Key::NoteSavedCorrupt)),
        Err(LoadError::Newer { .. } | LoadError::UnknownScenario) => {
            put_away(About::Text(Key::NoteSavedNewer))
        }
        Ok(saved) => {
            let mut player = Player::replay(saved.scenario, saved.actions);
            player.seek(saved.cursor);
            (Some(player), None)
        }
    }
}

/// The work as it was read or written last.
struct Saved {
    text: Option<String>,
    work: Rc<Player>,
}

impl Saved {
    /// Writes the work. Other work that another tab has stored meanwhile is put away before, and stays where it is when
    /// nothing was done here; true when there was some.
    /// Windows that show the same (`joined`) have stored the same work.
    fn write(&mut self, work: &Rc<Player>, joined: bool) -> Result<bool, StorageError> {
        let stored = platform::load(WORK)?;
        let others = stored.filter(|stored| self.text.as_ref() != Some(stored));
        let others = others.filter(|stored| !(joined && begins_as(stored, work)));
        if let Some(others) = &others {
            if self.work.actions().eq(work.actions()) {
                return Ok(false);
            }
            put_away::keep(others)?;
        }
        let text = rescue::json(work);
        platform::store(WORK, &text)?;
        *self = Self { text: Some(text), work: work.clone() };
        Ok(others.is_some())
    }
}

/// Whether a stored work begins as this one does: windows that show the same have the same beginning.
fn begins_as(stored: &str, work: &Player) -> bool {
    share::load(stored).is_ok_and(|stored| {
        stored.actions.iter().zip(work.actions()).take(2).all(|(one, other)| one == other)
    })
}

/// Writes the work a moment after it changed, and at once when the page is left.
#[hook]
pub(crate) fn use_saving(model: &Model, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    let told = use_mut_ref(|| false);
    // The work since its last change, until it is written.
    let changed = use_mut_ref(|| None::<Rc<Player>>);
    // Of windows that show the same, the one that leads writes.
    let (joined, led) =
        (model.class.is_joined(model.settings.presents), model.class.is_led(model.settings.presents));
    // Work that they have stored is the same one, until this window has written by itself.
    let shares = use_mut_ref(|| [false; 2]);
    {
        let mut shares = shares.borrow_mut();
        *shares = [joined, joined || shares[1]];
    }
    let saved = use_mut_ref(|| None::<Saved>);
    let save = {
        let (changed, saved, told) = (changed.clone(), saved.clone(), told.clone());
        let shares = shares.clone();
        Rc::new(move || {
            let written = match (changed.take(), saved.borrow_mut().as_mut()) {
                (Some(work), Some(saved)) => {
                    let [joined, trusts] = *shares.borrow();
                    let written = saved.write(&work, trusts);
                    if written.is_ok() {
                        shares.borrow_mut()[1] = joined;
                    }
                    written
                }
                _ => return,
            };
            let key = match written {
                Ok(false) => return,
                Ok(true) => Key::NoteOtherTab,
                Err(_) if told.replace(true) => return,
                Err(StorageError::Forbidden) => Key::NoteStorageForbidden,
                Err(StorageError::Full) => Key::NoteStorageFull,
            };
            dispatch.send(notices::Msg::Tell(About::Text(key)));
        })
    };
    let later = save.clone();
    let work = model.work().clone();
    let place = (Rc::as_ptr(&work) as usize, work.cursor());
    use_effect_with(place, move |_| {
        rescue::remember(&work);
        let rest = REST + REST_PER_HUNDRED * (work.actions().len() / 100) as u32;
        let timeout = if saved.borrow().is_none() {
            // Work that was just read need not be written.
            let text = platform::load(WORK);
            // Storage that cannot be read has been told of already.
            told.replace(text.is_err());
            *saved.borrow_mut() = Some(Saved { text: text.ok().flatten(), work });
            None
        } else if led {
            *changed.borrow_mut() = None;
            None
        } else {
            *changed.borrow_mut() = Some(work);
            Some(Timeout::new(rest, move || later()))
        };
        move || drop(timeout)
    });
    let visited = use_mut_ref(|| None);
    *visited.borrow_mut() = model.visited();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&platform::window(), "pagehide", move |_| {
            save();
            let visited = visited.borrow();
            let visited = visited.as_ref().map(|(link, player)| [link, "\n", &rescue::json(player)].concat());
            platform::keep_in_tab(VISITED, visited.as_deref());
        });
        move || drop(listener)
    });
    use_effect_with(model.settings.preferences.clone(), |preferences| {
        // Preferences that cannot be kept are not worth a note of their own.
        let _ = platform::store(PREFERENCES, &preferences.save());
    });
}
