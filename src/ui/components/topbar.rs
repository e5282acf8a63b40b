//! The bar at the top: name, protocol, language, light and dark, projector, help.

use super::icons::{Icon, icon, postmark};
use crate::app::preferences::Theme;
use crate::engine::Protocol;
use crate::i18n::{Key, Lang};
use crate::ui::element::{Element, el};
use crate::ui::part::Page;
use crate::ui::state::{Dialog, Msg, Says};
use crate::ui::{languages, platform};
use yew::prelude::*;

/// The bar at the top.
pub fn topbar(page: &Page) -> Html {
    let theme = page.preferences.theme;
    // From what the system asks, first to its opposite, then to the same as a choice, then back.
    let (theme_icon, theme_key) = match theme {
        Theme::Auto => (Icon::Half, Key::ThemeAuto),
        Theme::Light => (Icon::Sun, Key::ThemeLight),
        Theme::Dark => (Icon::Moon, Key::ThemeDark),
    };
    let next = match (theme, page.system_dark) {
        (Theme::Auto, true) | (Theme::Dark, false) => Theme::Light,
        (Theme::Auto, false) | (Theme::Light, true) => Theme::Dark,
        (Theme::Light, false) | (Theme::Dark, true) => Theme::Auto,
    };
    let languages = el("div")
        .attrs(&[("class", "languages"), ("role", "group")])
        .attr("aria-label", page.text(Key::LanguageName))
        .list(Lang::ALL.map(|other| language(page, other)));
    let quiet = |key: Key, message: Msg| {
        button("quiet")
            .attr("aria-label", page.text(key))
            .attr("title", page.text(key))
            .onclick(page.send(message))
    };
    let plain = |sign: Icon, key: Key| {
        let name = el("span").attr("class", "wide-only").child(page.text(key));
        button("plain").child(icon(sign)).child(name)
    };
    let projector = plain(Icon::Screen, Key::ProjectorName)
        .truth("aria-pressed", page.preferences.projector)
        .attr("aria-keyshortcuts", "f")
        .onclick(page.send(Msg::Projector))
        .child(el("kbd").attrs(&[("class", "wide-only"), ("aria-hidden", "true")]).child("F"));
    // A bridge's server has the switches that it was started with.
    let server = page.watch.is_none().then(|| plain(Icon::Switches, Key::ServerName));
    let server = server.map(|button| button.onclick(page.send(Msg::Open(Some(Dialog::Server)))));
    let wordmark = el("h1").attr("class", "wordmark").child(postmark()).child(el("span").child("Postamt"));
    el("header")
        .attr("class", "topbar")
        .child(wordmark)
        .child(tabs(page))
        .child(el("span").attr("class", "spring"))
        .child(languages)
        .child(quiet(theme_key, Msg::Theme(next)).child(icon(theme_icon)))
        .maybe(server)
        .child(projector)
        .child(quiet(Key::HelpName, Msg::Open(Some(Dialog::Keys))).child("?"))
        .into()
}

fn button(class: &'static str) -> Element {
    el("button").attr("class", class).attr("type", "button")
}

fn language(page: &Page, language: Lang) -> Html {
    let dispatch = page.dispatch.clone();
    let speak = Callback::from(move |_| {
        let dispatch = dispatch.clone();
        let say = move |there| if there { Msg::Speak(language) } else { Msg::Tell(Says::NoTexts) };
        languages::with(language, move |there| dispatch.dispatch(say(there)));
    });
    el("button")
        .attr("type", "button")
        .attr("lang", language.tag())
        .attr("title", language.name())
        .truth("aria-pressed", language == page.lang)
        .onclick(speak)
        .child(language.tag().to_uppercase())
        .into()
}

/// The protocols as tabs: arrow keys move between them, as WAI-ARIA's pattern has it.
fn tabs(page: &Page) -> Html {
    let shown = page.protocol;
    let onkeydown = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowLeft" | "ArrowRight" if shown == Protocol::Pop3 => Protocol::Imap,
                "ArrowLeft" | "ArrowRight" | "Home" => Protocol::Pop3,
                "End" => Protocol::Imap,
                _ => return,
            };
            event.prevent_default();
            dispatch.dispatch(Msg::ShowProtocol(next));
            platform::focus(tab_id(next));
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label={page.text(Key::ProtocolName)} data-takes-keys="" {onkeydown}>
            { for [Protocol::Pop3, Protocol::Imap].map(|protocol| tab(page, protocol)) }
        </div>
    }
}

fn tab(page: &Page, protocol: Protocol) -> Html {
    let name = match protocol {
        Protocol::Pop3 => "POP3",
        Protocol::Imap => "IMAP4",
    };
    let selected = protocol == page.protocol;
    el("button")
        .attrs(&[("type", "button"), ("role", "tab"), ("aria-controls", "panel")])
        .attr("id", tab_id(protocol))
        .truth("aria-selected", selected)
        .attr("tabindex", if selected { "0" } else { "-1" })
        .onclick(page.send(Msg::ShowProtocol(protocol)))
        .child(name)
        .into()
}

/// The id of a protocol's tab.
pub fn tab_id(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "tab-pop3",
        Protocol::Imap => "tab-imap",
    }
}
