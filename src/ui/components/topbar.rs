//! The bar at the top: name, protocol, language, light and dark, projector, help.

use super::client_tabs::news;
use super::icons::{Icon, icon, postmark};
use super::projector_bar::Banner;
use crate::app::clients::{self, Clients};
use crate::app::notices::{self, About};
use crate::app::preferences::Theme;
use crate::app::settings::{Dialog, Msg, Settings};
use crate::i18n::{Key, Lang};
use crate::ui::prelude::*;
use crate::ui::{languages, platform};

/// The bar at the top.
#[autoprops]
#[component]
pub(crate) fn Topbar(
    settings: &Slice<Settings>,
    clients: &Slice<Clients>,
    banner: &Option<Slice<Timeline>>,
    live: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (theme_icon, theme_key) = match settings.preferences.theme {
        Theme::Auto => (Icon::HALF, Key::ThemeAuto),
        Theme::Light => (Icon::SUN, Key::ThemeLight),
        Theme::Dark => (Icon::MOON, Key::ThemeDark),
    };
    let (theme, help, class) = (texts.text(theme_key), texts.text(Key::HelpName), texts.text(Key::ClassName));
    html! {
        <header class="topbar">
            <h1 class="wordmark">{ postmark() }<span>{ "Postamt" }</span></h1>
            <Tabs {clients} {live} />
            <button class="plain" type="button" onclick={dispatch.sending(Msg::Open(Some(Dialog::Lessons)))}>
                { icon(Icon::BOOK) }<span class="wide-only">{ texts.text(Key::LessonsName) }</span>
            </button>
            { match banner {
                Some(timeline) => html! { <Banner {timeline} connection={clients.connection()} /> },
                None => html! { <span class="spring"></span> },
            } }
            <div class="languages" role="group" aria-label={texts.text(Key::LanguageName)}>
                { for Lang::ALL.map(|other| language(&dispatch, other, other == settings.lang)) }
            </div>
            <button class="quiet" type="button" aria-label={theme} title={theme}
                onclick={dispatch.sending(Msg::Theme(settings.next_theme()))}>{ icon(theme_icon) }</button>
            <button class="quiet" type="button" aria-label={texts.text(Key::PaperOpen)} title={texts.text(Key::PaperOpen)}
                onclick={dispatch.sending(Msg::Open(Some(Dialog::Paper)))}>{ icon(Icon::PRINTER) }</button>
            if !live {
                <button class="plain" type="button" onclick={dispatch.sending(Msg::Open(Some(Dialog::Share)))}>
                    { icon(Icon::SHARE) }<span class="wide-only">{ texts.text(Key::ShareName) }</span>
                </button>
                <button class="plain" type="button" onclick={dispatch.sending(Msg::Open(Some(Dialog::Server)))}>
                    { icon(Icon::SWITCHES) }<span class="wide-only">{ texts.text(Key::ServerName) }</span>
                </button>
            }
            <button class="quiet class-button" type="button" aria-label={class} title={class}
                onclick={dispatch.sending(Msg::Open(Some(Dialog::Class)))}>{ icon(Icon::CLASS) }</button>
            <button class="plain" type="button" aria-pressed={settings.projects().to_string()}
                aria-keyshortcuts="f" onclick={dispatch.sending(Msg::Projector)}>
                { icon(Icon::SCREEN) }<span class="wide-only">{ texts.text(Key::ProjectorName) }</span>
                <kbd class="wide-only" aria-hidden="true">{ "F" }</kbd>
            </button>
            <button class="quiet" type="button" aria-label={help} title={help}
                onclick={dispatch.sending(Msg::Open(Some(Dialog::Keys)))}>{ "?" }</button>
        </header>
    }
}

fn language(dispatch: &Dispatch, language: Lang, spoken: bool) -> Html {
    let dispatch = dispatch.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let dispatch = dispatch.clone();
        languages::with(language, move |there| match there {
            true => dispatch.send(Msg::Speak(language)),
            false => dispatch.send(notices::Msg::Tell(About::Text(Key::NoteNoTexts))),
        });
    });
    html! {
        <button type="button" lang={language.tag()} title={language.name()} aria-pressed={spoken.to_string()} {onclick}>{ language.tag().to_uppercase() }</button>
    }
}

/// The protocols as tabs: arrow keys move between them, as WAI-ARIA's pattern has it.
#[autoprops]
#[component]
fn Tabs(clients: &Slice<Clients>, live: bool) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let protocol = clients.protocol;
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let all = Protocol::ALL;
            let at = all.iter().position(|other| *other == protocol).unwrap_or_default();
            let next = match event.key().as_str() {
                "ArrowRight" => all[(at + 1) % all.len()],
                "ArrowLeft" => all[(at + all.len() - 1) % all.len()],
                "Home" => all[0],
                "End" => all[all.len() - 1],
                _ => return,
            };
            event.prevent_default();
            dispatch.send(clients::Msg::ShowProtocol(next));
            platform::focus(&tab_id(next));
        })
    };
    html! {
        <div class="tabs" role="tablist" aria-label={texts.text(Key::ProtocolName)} data-takes-keys="" {onkeydown}>
            { for Protocol::ALL.map(|other| html! {
                <button type="button" role="tab" aria-controls="panel" id={tab_id(other)}
                    aria-selected={(other == protocol).to_string()} tabindex={if other == protocol { "0" } else { "-1" }}
                    onclick={dispatch.sending(clients::Msg::ShowProtocol(other))}>
                    { other.row().name }{ news(texts, !live && clients.has_news_of(other)) }
                </button>
            }) }
        </div>
    }
}

fn tab_id(protocol: Protocol) -> String {
    format!("tab-{}", protocol.row().id)
}
