//! The page: the only folder that names yew, web_sys, gloo, js_sys and wasm_bindgen.
//!
//! The rules of this folder:
//! 1. One pure reducer ([`state::State`]) holds everything that the page shows; components hold nothing
//!    that must outlive them.
//! 2. Whatever is drawn is a function of [`part::Page`]: the state and whom to tell.
//! 3. What the browser gives and takes (storage, fragment, media queries, focus) stands in `platform`.
//! 4. A message's content reaches the document as text nodes only. There is no inline style and no inline
//!    script, so that the page's content security policy can forbid both.

mod app;
mod components;
mod element;
mod hooks;
mod languages;
mod part;
mod platform;
mod rescue;
#[cfg(all(test, feature = "ui-ssr"))]
mod shells;
mod state;
mod watching;

use crate::i18n::Lang;
use gloo::timers::callback::Timeout;

/// Milliseconds after which the page has better things behind it than fetching texts.
const AT_LEISURE: u32 = 3000;

/// Puts the page into the document.
pub fn mount() {
    rescue::install();
    languages::with(hooks::saving::language(), |there| {
        if there {
            yew::Renderer::<app::App>::with_root(platform::root()).render();
            // A class may lose its network and still want another language.
            let all = || Lang::ALL.into_iter().for_each(|lang| languages::with(lang, drop));
            Timeout::new(AT_LEISURE, all).forget();
        } else {
            platform::give_up();
        }
    });
}
