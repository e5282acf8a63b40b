//! The bar at the top: name, protocol, language, light and dark, projector, help.

use super::icons::{Icon, icon, postmark};
use crate::engine::Protocol;
use crate::i18n::{Key, Lang};
use crate::ui::part::Page;
use crate::ui::preferences::Theme;
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
    html! {
        <header class="topbar">
            <h1 class="wordmark">{ postmark() }<span>{ "Postamt" }</span></h1>
            { tabs(page) }
            <span class="spring"></span>
            <div class="languages" role="group" aria-label={page.text(Key::LanguageName)}>
                { for Lang::ALL.map(|other| language(page, other)) }
            </div>
            <button class="quiet" type="button" aria-label={page.text(theme_key)} title={page.text(theme_key)}
                onclick={page.send(Msg::Theme(next))}>{ icon(theme_icon) }</button>
            <button class="plain" type="button" onclick={page.send(Msg::Open(Some(Dialog::Server)))}>
                { icon(Icon::Switches) }<span class="wide-only">{ page.text(Key::ServerName) }</span>
            </button>
            <button class="plain" type="button" aria-pressed={page.preferences.projector.to_string()} aria-keyshortcuts="f"
                onclick={page.send(Msg::Projector)}>
                { icon(Icon::Screen) }<span class="wide-only">{ page.text(Key::ProjectorName) }</span>
                <kbd class="wide-only" aria-hidden="true">{ "F" }</kbd>
            </button>
            <button class="quiet" type="button" aria-label={page.text(Key::HelpName)}
                title={page.text(Key::HelpName)} onclick={page.send(Msg::Open(Some(Dialog::Keys)))}>{ "?" }</button>
        </header>
    }
}

fn language(page: &Page, language: Lang) -> Html {
    let (short, name) = match language {
        Lang::De => ("DE", "Deutsch"),
        Lang::En => ("EN", "English"),
    };
    let dispatch = page.dispatch.clone();
    let speak = Callback::from(move |_| {
        let dispatch = dispatch.clone();
        let say = move |there| if there { Msg::Speak(language) } else { Msg::Tell(Says::NoTexts) };
        languages::with(language, move |there| dispatch.dispatch(say(there)));
    });
    html! {
        <button type="button" lang={language.tag()} title={name} aria-pressed={(language == page.lang).to_string()}
            onclick={speak}>{ short }</button>
    }
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
    html! {
        <button type="button" role="tab" id={tab_id(protocol)} aria-selected={selected.to_string()}
            aria-controls="panel" tabindex={if selected { "0" } else { "-1" }}
            onclick={page.send(Msg::ShowProtocol(protocol))}>{ name }</button>
    }
}

/// The id of a protocol's tab.
pub fn tab_id(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "tab-pop3",
        Protocol::Imap => "tab-imap",
    }
}
