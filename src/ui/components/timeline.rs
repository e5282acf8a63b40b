//! The cursor over turns: buttons, a slider with a mark for each turn, the speed.

use super::icons::{Icon, icon};
use crate::i18n::{Key, format, text};
use crate::player::Player;
use crate::ui::context::{Dispatch, send, use_dispatch, use_lang};
use crate::ui::preferences::Speed;
use crate::ui::state::{Motion, Msg};
use crate::ui::view;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What the timeline shows.
#[derive(Properties)]
pub struct TimelineProps {
    /// The simulation and its cursor.
    pub player: Rc<Player>,
    /// Whether the cursor moves by itself.
    pub motion: Motion,
    /// How fast.
    pub speed: Speed,
}

impl PartialEq for TimelineProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.player, &other.player) && self.motion == other.motion && self.speed == other.speed
    }
}

/// Most turns that get a mark each; of more, only some do.
const MARKS_MAX: usize = 120;

/// The bar at the bottom.
#[component]
pub fn Timeline(props: &TimelineProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let (cursor, len) = (props.player.cursor(), props.player.len());
    let (at, all) = (cursor.to_string(), len.to_string());
    let place = format(lang, Key::TimelinePlace, &[("at", &at), ("all", &all)]);
    let playing = props.motion == Motion::Playing;
    let (play_icon, play_key) =
        if playing { (Icon::Pause, Key::TimelinePause) } else { (Icon::Play, Key::TimelinePlay) };
    let seek = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let to = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok());
            if let Some(to) = to {
                dispatch.dispatch(Msg::Seek(to));
            }
        })
    };
    html! {
        <footer class="timeline">
            <div class="timeline-buttons" role="group" aria-label={text(lang, Key::TimelineName)}>
                { button(&dispatch, Icon::First, text(lang, Key::TimelineFirst), Msg::Seek(0), cursor == 0) }
                { button(&dispatch, Icon::Back, text(lang, Key::TimelineBack), Msg::Step(-1), cursor == 0) }
                { button(&dispatch, play_icon, text(lang, play_key), Msg::PlayOrPause, len == 0) }
                { button(&dispatch, Icon::Forward, text(lang, Key::TimelineForward), Msg::Step(1), cursor == len) }
                { button(&dispatch, Icon::Last, text(lang, Key::TimelineLast), Msg::Seek(usize::MAX), cursor == len) }
            </div>
            <div class="track">
                { marks(&props.player) }
                <input type="range" min="0" max={all.clone()} step="1" value={at.clone()} disabled={len == 0}
                    aria-label={text(lang, Key::TimelineStep)} aria-valuetext={place.clone()} oninput={seek} />
            </div>
            <span class="place">
                { text(lang, Key::TimelineStep) }{ " " }<strong>{ at }</strong>{ " / " }{ all }
            </span>
            <SpeedChoice speed={props.speed} />
        </footer>
    }
}

fn button(dispatch: &Dispatch, sign: Icon, name: &'static str, message: Msg, idle: bool) -> Html {
    html! {
        <button class="quiet" type="button" aria-label={name} title={name} aria-disabled={idle.to_string()}
            onclick={send(dispatch, message)}>{ icon(sign) }</button>
    }
}

/// Circles for what went well, squares for what was refused or failed; the current one is filled.
fn marks(player: &Player) -> Html {
    let len = player.len();
    let every = len.div_ceil(MARKS_MAX).max(1);
    let place = |number: usize| format!("{:.3}%", number as f64 * 100.0 / len.max(1) as f64);
    let mark = |number: usize| {
        let wrong = view::went_wrong(&player.turns()[number - 1].steps);
        let now = number == player.cursor();
        let class = classes!(
            "mark",
            wrong.then_some("is-wrong"),
            now.then_some("is-now"),
            (number > player.cursor()).then_some("is-later"),
        );
        let x = place(number);
        let size = if now { 7.5 } else { 4.5 };
        if wrong {
            let (side, back) = ((size * 1.8).to_string(), format!("translate(-{0} -{0})", size * 0.9));
            html! { <rect {class} {x} y="50%" width={side.clone()} height={side} transform={back} key={number} /> }
        } else {
            html! { <circle {class} cx={x} cy="50%" r={size.to_string()} key={number} /> }
        }
    };
    let shown =
        (1..=len).filter(|number| number % every == 0 || *number == player.cursor() || *number == len);
    html! {
        <svg class="marks" aria-hidden="true" focusable="false">
            <line class="rail" x1="0" y1="50%" x2="100%" y2="50%" />
            <line class="rail is-done" x1="0" y1="50%" x2={place(player.cursor())} y2="50%" />
            <circle class={classes!("mark", "is-start", (player.cursor() == 0).then_some("is-now"))} cx="0" cy="50%" r="3" />
            { for shown.map(mark) }
        </svg>
    }
}

#[derive(Properties, PartialEq)]
struct SpeedProps {
    speed: Speed,
}

#[component]
fn SpeedChoice(props: &SpeedProps) -> Html {
    let dispatch = use_dispatch();
    let lang = use_lang();
    let name = |speed: Speed| match speed {
        Speed::Slow => "½×",
        Speed::Normal => "1×",
        Speed::Fast => "2×",
        Speed::Instant => text(lang, Key::SpeedInstant),
    };
    let onchange = Callback::from(move |event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|select| select.value());
        let speed = Speed::ALL.into_iter().find(|speed| chosen.as_deref() == Some(speed.name()));
        if let Some(speed) = speed {
            dispatch.dispatch(Msg::Speed(speed));
        }
    });
    html! {
        <label class="select">
            <span class="sr-only">{ text(lang, Key::SpeedName) }</span>
            <select {onchange}>
                { for Speed::ALL.map(|speed| html! {
                    <option value={speed.name()} selected={speed == props.speed}>{ name(speed) }</option>
                }) }
            </select>
        </label>
    }
}
