//! The page before its program runs: its first state as HTML, in each language, for each protocol and shape. All of
//! them stand in www/shells.html, which becomes a part of index.html; www/boot.js shows the one that fits. They are blocks
//! of data, so that the browser reads only that one as HTML.

use super::app::{App, AppProps};
use super::hooks::arrival::Finished;
use crate::app::model::Model;
use crate::app::preferences::Preferences;
use crate::app::settings::{Msg, System};
use crate::engine::Protocol;
use crate::engine::mail::scenario::SCENARIOS;
use crate::i18n::{Key, Lang, text};
use crate::player::Player;
use std::fmt::Write as _;
use std::path::Path;
use std::task::{Context, Poll, Waker};
use yew::BaseComponent;

/// The whole page as it is before anybody has done anything.
fn first_page(lang: Lang, protocol: Protocol, narrow: bool) -> String {
    markup::<App>(move || {
        let preferences = Preferences { protocol, ..Preferences::default() };
        let mut start = Model::new(Player::new(&SCENARIOS[0]), preferences, lang);
        start.reduce(Msg::System(System { narrow, ..System::default() }).into());
        AppProps { start: start.into(), finished: Finished::default().into() }
    })
}

/// A component's markup.
pub(super) fn markup<C: BaseComponent>(
    properties: impl 'static + Send + FnOnce() -> C::Properties,
) -> String {
    let renderer = yew::ServerRenderer::<C>::with_props(properties).hydratable(false);
    let mut rendered = Box::pin(renderer.render());
    loop {
        if let Poll::Ready(markup) = rendered.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return markup;
        }
        std::thread::yield_now();
    }
}

/// A note on what is happening until the program runs and, late, on what may be wrong. It is shown without a script and without a
/// style sheet, in all languages; boot.js takes over the one that fits.
fn note(lang: Lang) -> String {
    let say = |key| escaped(text(lang, key));
    let may = [Key::BootMayLine, Key::BootFile, Key::BootFrame, Key::BootMayType, Key::BootMayBrowser];
    let may: String = may.into_iter().map(|key| format!("<li>{}</li>", say(key))).collect();
    format!(
        "<div lang=\"{}\" data-failed=\"{}\" data-file=\"{}\" data-frame=\"{}\"><p>{}</p>\
         <noscript><p>{}</p></noscript><div class=\"late\"><p>{}</p><ul>{may}</ul></div></div>\n",
        lang.tag(),
        say(Key::BootFailed),
        say(Key::BootFile),
        say(Key::BootFrame),
        say(Key::BootLoading),
        say(Key::BootNoScript),
        say(Key::BootWhy),
    )
}

/// The whole file; the default language comes first.
fn shells() -> String {
    let mut languages = Lang::ALL;
    languages.sort_by_key(|lang| *lang != Lang::default());
    let notes: String = languages.into_iter().map(note).collect();
    let mut html = format!("<div id=\"boot\">\n{notes}</div>\n");
    for lang in languages {
        for protocol in Protocol::ALL {
            for (narrow, shape) in [(false, "wide"), (true, "narrow")] {
                let _ = writeln!(
                    html,
                    "<script type=\"text/html\" data-shell=\"{} {shape}\" lang=\"{}\">{}</script>",
                    protocol.row().id,
                    lang.tag(),
                    first_page(lang, protocol, narrow),
                );
            }
        }
    }
    html
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[test]
fn shells_are_those_of_the_components() {
    const COMMAND: &str = "UPDATE_EXPECT=1 cargo test --features ui-ssr shells";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/shells.html");
    let shells = shells();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&file, &shells).expect("the file can be written");
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == shells, "www/shells.html is not what the components draw: run `{COMMAND}`");
}
