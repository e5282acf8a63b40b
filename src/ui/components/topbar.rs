//! The bar at the top: name, protocol, language, light and dark, projector, help.

use super::icons::{Icon, icon, postmark};
use crate::engine::Protocol;
use crate::i18n::{Key, Lang, text};
use crate::ui::context::{send, use_dispatch, use_lang};
use crate::ui::platform;
use crate::ui::preferences::Theme;
use crate::ui::state::Msg;
use yew::prelude::*;

/// What the bar shows.
#[derive(Properties, PartialEq)]
pub struct TopbarProps {
    /// The protocol shown.
    pub protocol: Protocol,
    /// Light, dark, or as the system asks.
    pub theme: Theme,
    /// Whether the system asks for a dark page.
    pub system_dark: bool,
    /// Whether it is the projector's view.
    pub projector: bool,
}

/// The bar at the top.
#[component]
pub fn Topbar(props: &TopbarProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    // From what the system asks, first to its opposite, then to the same as a choice, then back.
    let (theme_icon, theme_key) = match props.theme {
        Theme::Auto => (Icon::Half, Key::ThemeAuto),
        Theme::Light => (Icon::Sun, Key::ThemeLight),
        Theme::Dark => (Icon::Moon, Key::ThemeDark),
    };
    let next = match (props.theme, props.system_dark) {
        (Theme::Auto, true) | (Theme::Dark, false) => Theme::Light,
        (Theme::Auto, false) | (Theme::Light, true) => Theme::Dark,
        (Theme::Light, false) | (Theme::Dark, true) => Theme::Auto,
    };
    html! {
        <header class="topbar">
            <h1 class="wordmark">{ postmark() }<span>{ "Postamt" }</span></h1>
            <Tabs protocol={props.protocol} />
            <span class="spring"></span>
            <div class="languages" role="group" aria-label={text(lang, Key::LanguageName)}>
                { for Lang::ALL.map(|other| language(&dispatch, other, lang)) }
            </div>
            <button class="quiet" type="button" aria-label={text(lang, theme_key)} title={text(lang, theme_key)}
                onclick={send(&dispatch, Msg::Theme(next))}>{ icon(theme_icon) }</button>
            <button class="plain" type="button" aria-pressed={props.projector.to_string()} aria-keyshortcuts="f"
                onclick={send(&dispatch, Msg::Projector)}>
                { icon(Icon::Screen) }<span class="wide-only">{ text(lang, Key::ProjectorName) }</span>
                <kbd class="wide-only" aria-hidden="true">{ "F" }</kbd>
            </button>
            <button class="quiet" type="button" aria-label={text(lang, Key::HelpName)}
                title={text(lang, Key::HelpName)} onclick={send(&dispatch, Msg::Help(true))}>{ "?" }</button>
        </header>
    }
}

fn language(dispatch: &crate::ui::context::Dispatch, language: Lang, spoken: Lang) -> Html {
    let (short, name) = match language {
        Lang::De => ("DE", "Deutsch"),
        Lang::En => ("EN", "English"),
    };
    html! {
        <button type="button" lang={language.tag()} title={name} aria-pressed={(language == spoken).to_string()}
            onclick={send(dispatch, Msg::Speak(language))}>{ short }</button>
    }
}

#[derive(Properties, PartialEq)]
struct TabsProps {
    protocol: Protocol,
}

/// The protocols as tabs: arrow keys move between them, as WAI-ARIA's pattern has it.
#[component]
fn Tabs(props: &TabsProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let shown = props.protocol;
    let onkeydown = {
        let dispatch = dispatch.clone();
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
        <div class="tabs" role="tablist" aria-label={text(lang, Key::ProtocolName)} data-takes-keys="" {onkeydown}>
            { for [Protocol::Pop3, Protocol::Imap].map(|protocol| tab(&dispatch, protocol, shown)) }
        </div>
    }
}

fn tab(dispatch: &crate::ui::context::Dispatch, protocol: Protocol, shown: Protocol) -> Html {
    let name = match protocol {
        Protocol::Pop3 => "POP3",
        Protocol::Imap => "IMAP4",
    };
    let selected = protocol == shown;
    html! {
        <button type="button" role="tab" id={tab_id(protocol)} aria-selected={selected.to_string()}
            aria-controls="panel" tabindex={if selected { "0" } else { "-1" }}
            onclick={send(dispatch, Msg::ShowProtocol(protocol))}>{ name }</button>
    }
}

/// The id of a protocol's tab.
pub fn tab_id(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Pop3 => "tab-pop3",
        Protocol::Imap => "tab-imap",
    }
}
