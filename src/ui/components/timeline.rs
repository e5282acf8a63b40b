//! The bar of the timeline: buttons, a slider with a mark for each turn, the speed.

use super::controls::{choosing, option};
use super::icons::{Icon, icon};
use super::projector_bar::ProjectorBar;
use super::visit::OpenFull;
use crate::app::caption::at_cursor;
use crate::app::clients::Clients;
use crate::app::marks::{self, Mark};
use crate::app::preferences::Speed;
use crate::app::projection::Projection;
use crate::app::settings::{self, Settings};
use crate::app::timeline::{Motion, Msg};
use crate::player::Player;
use crate::ui::element::{el, when};
use crate::ui::prelude::*;
use web_sys::HtmlInputElement;

/// The bar at the bottom.
#[autoprops]
#[component]
pub(crate) fn TimelineBar(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    settings: &Slice<Settings>,
    projection: &Option<Projection>,
    live: bool,
    has_lesson: bool,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (player, speed) = (&timeline.player, settings.preferences.speed);
    let (cursor, len) = (player.cursor(), player.len());
    let (at, all) = (cursor.to_string(), len.to_string());
    let place = match at_cursor(player, clients, live, texts.0) {
        Some(what) => texts.format(Key::TimelinePlaceOf, &[("at", &at), ("all", &all), ("what", &what)]),
        None => texts.format(Key::TimelinePlace, &[("at", &at), ("all", &all)]),
    };
    let (play_icon, play_key) = match timeline.motion {
        Motion::Playing => (Icon::PAUSE, Key::TimelinePause),
        _ => (Icon::PLAY, Key::TimelinePlay),
    };
    let seek = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let to = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok());
            if let Some(to) = to {
                dispatch.send(Msg::Seek(to));
            }
        })
    };
    let button = |sign: Icon, key: Key, message: Msg, idle: bool| {
        let name = texts.text(key);
        html! {
            <button class="quiet" type="button" aria-label={name} title={name} aria-disabled={idle.to_string()}
                onclick={dispatch.sending(message)}>{ icon(sign) }</button>
        }
    };
    let choose_speed =
        |name: &str| Speed::ALL.into_iter().find(|speed| speed.name() == name).map(settings::Msg::Speed);
    html! {
        <footer class="timeline">
            <div class="timeline-buttons" role="group" aria-label={texts.text(Key::TimelineName)}>
                { button(Icon::FIRST, Key::TimelineFirst, Msg::Seek(0), cursor == 0) }
                { button(Icon::BACK, Key::TimelineBack, Msg::Step(-1), cursor == 0) }
                { button(play_icon, play_key, Msg::PlayOrPause, len == 0) }
                { button(Icon::FORWARD, Key::TimelineForward, Msg::Step(1), cursor == len) }
                { button(Icon::LAST, Key::TimelineLast, Msg::Seek(usize::MAX), cursor == len) }
            </div>
            <div class="track">
                { drawn(player) }
                <input type="range" min="0" max={all.clone()} step="1" value={at.clone()} disabled={len == 0}
                    aria-label={texts.text(Key::TimelineStep)} aria-valuetext={place.clone()} oninput={seek} />
            </div>
            { for projection.iter().map(|projection| html! { <ProjectorBar projection={*projection} presents={false} /> }) }
            <span class="place">
                { texts.text(Key::TimelineStep) }{ " " }<strong>{ at }</strong>{ " / " }{ all }
            </span>
            <label class="select">
                <span class="sr-only">{ texts.text(Key::SpeedName) }</span>
                <select onchange={choosing(&dispatch, choose_speed)}>
                    { for Speed::ALL.map(|other| option(other.name(), other == speed, speed_name(texts, other))) }
                </select>
            </label>
            if settings.embedded {
                <OpenFull {timeline} {clients} view={settings.preferences.view} {has_lesson} />
            }
        </footer>
    }
}

fn speed_name(texts: Texts, speed: Speed) -> &'static str {
    match speed {
        Speed::Slow => "½×",
        Speed::Normal => "1×",
        Speed::Fast => "2×",
        Speed::Instant => texts.text(Key::SpeedInstant),
    }
}

/// The rail and its marks: circles for turns that went well, squares for refusals and failures; the current one is
/// filled.
fn drawn(player: &Player) -> Html {
    let rail = |class: &'static str, end: String| {
        el("line").attr("class", class).attrs(&[("x1", "0"), ("y1", "50%")]).attr("x2", end).attr("y2", "50%")
    };
    let start = el("circle").classes(&["mark", "is-start", when(player.cursor() == 0, "is-now")]).attrs(&[
        ("cx", "0"),
        ("cy", "50%"),
        ("r", "3"),
    ]);
    el("svg")
        .attrs(&[("class", "marks"), ("aria-hidden", "true"), ("focusable", "false")])
        .child(rail("rail", "100%".to_owned()))
        .child(rail("rail is-done", marks::done(player)))
        .child(start)
        .list(marks::marks(player).into_iter().map(mark))
        .into()
}

fn mark(mark: Mark) -> Html {
    let Mark { nth, at, wrong, now, later } = mark;
    let classes = ["mark", when(wrong, "is-wrong"), when(now, "is-now"), when(later, "is-later")];
    // A circle's radius; a square's side and half of it.
    let (radius, side, back) = match now {
        true => ("7.5", "13.5", "translate(-6.75 -6.75)"),
        false => ("4.5", "8.1", "translate(-4.05 -4.05)"),
    };
    let mark = if wrong {
        let square = el("rect").classes(&classes).attr("x", at).attr("y", "50%");
        square.attr("width", side).attr("height", side).attr("transform", back)
    } else {
        el("circle").classes(&classes).attr("cx", at).attr("cy", "50%").attr("r", radius)
    };
    mark.key(nth).into()
}
