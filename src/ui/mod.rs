//! The page in the browser: the only folder that names yew, web_sys, gloo, js_sys and wasm_bindgen.
//!
//! The rules of this folder:
//! 1. Everything that the page shows is in [`Model`](crate::app::model::Model); components hold nothing that must
//!    outlive them.
//! 2. A component's properties tell what it draws. Slices of the model are equal by pointer, so that a key in the prompt
//!    draws the prompt alone. The dispatcher and the language come from contexts (`context`).
//! 3. Only effects and callbacks call the browser, so that every component can be drawn without one.
//! 4. The browser's gifts (storage, fragment, media queries, focus) stand in `platform`.
//! 5. A message's content reaches the document as text nodes only. There is no inline style and no inline
//!    script, so that the page's content security policy can forbid both.

mod app;
mod components;
mod context;
mod element;
mod handing;
mod hooks;
mod languages;
mod platform;
mod prelude;
mod put_away;
mod rescue;
#[cfg(all(test, feature = "ui-ssr"))]
mod shells;

use crate::app::model::Model;
use crate::i18n::{Lang, Part};
use gloo::timers::callback::Timeout;

/// Milliseconds after which the page has better things behind it than fetching texts.
const AT_LEISURE: u32 = 3000;

/// Puts the page into the document.
pub fn mount() {
    rescue::install();
    languages::with_part(hooks::saving::language(), Part::First, |there| {
        if there {
            let start = hooks::saving::restored();
            let lang = start.settings.lang;
            let draw = |start: Model| {
                let finished = hooks::arrival::Finished::in_document();
                let start = app::AppProps { start: start.into(), finished: finished.into() };
                yew::Renderer::<app::App>::with_root_and_props(platform::root(), start).render();
            };
            // Work that was kept has explanations from the first moment on, and a presenter's window its own words.
            match start.player().is_empty() && !start.settings.presents {
                true => draw(start),
                false => languages::with_part(lang, Part::Later, move |_| draw(start)),
            }
            // A class may lose its network and still want another language.
            let all = || Lang::ALL.into_iter().for_each(|lang| languages::with(lang, drop));
            Timeout::new(AT_LEISURE, all).forget();
        } else {
            platform::tell("postamt-cannot-start");
        }
    });
}
