//! The cursor over turns: buttons, a slider with a mark for each turn, the speed.

use super::icons::{Icon, icon};
use crate::app::preferences::Speed;
use crate::i18n::Key;
use crate::player::Player;
use crate::ui::element::{el, when};
use crate::ui::part::Page;
use crate::ui::state::{Motion, Msg};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Most turns that get a mark each; of more, so many do, at places that do not move when further ones come.
const MARKS_MAX: usize = 80;

/// The bar at the bottom.
pub fn timeline(page: &Page) -> Html {
    let (cursor, len) = (page.player.cursor(), page.player.len());
    let (at, all) = (cursor.to_string(), len.to_string());
    let place = page.format(Key::TimelinePlace, &[("at", &at), ("all", &all)]);
    let playing = page.motion == Motion::Playing;
    let (play_icon, play_key) =
        if playing { (Icon::Pause, Key::TimelinePause) } else { (Icon::Play, Key::TimelinePlay) };
    let seek = {
        let dispatch = page.dispatch.clone();
        Callback::from(move |event: InputEvent| {
            let to = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok());
            if let Some(to) = to {
                dispatch.dispatch(Msg::Seek(to));
            }
        })
    };
    html! {
        <footer class="timeline">
            <div class="timeline-buttons" role="group" aria-label={page.text(Key::TimelineName)}>
                { button(page, Icon::First, page.text(Key::TimelineFirst), Msg::Seek(0), cursor == 0) }
                { button(page, Icon::Back, page.text(Key::TimelineBack), Msg::Step(-1), cursor == 0) }
                { button(page, play_icon, page.text(play_key), Msg::PlayOrPause, len == 0) }
                { button(page, Icon::Forward, page.text(Key::TimelineForward), Msg::Step(1), cursor == len) }
                { button(page, Icon::Last, page.text(Key::TimelineLast), Msg::Seek(usize::MAX), cursor == len) }
            </div>
            <div class="track">
                { marks(&page.player) }
                <input type="range" min="0" max={all.clone()} step="1" value={at.clone()} disabled={len == 0}
                    aria-label={page.text(Key::TimelineStep)} aria-valuetext={place.clone()} oninput={seek} />
            </div>
            <span class="place">
                { page.text(Key::TimelineStep) }{ " " }<strong>{ at }</strong>{ " / " }{ all }
            </span>
            { speed_choice(page) }
        </footer>
    }
}

fn button(page: &Page, sign: Icon, name: &'static str, message: Msg, idle: bool) -> Html {
    el("button")
        .attrs(&[("class", "quiet"), ("type", "button")])
        .attr("aria-label", name)
        .attr("title", name)
        .truth("aria-disabled", idle)
        .onclick(page.send(message))
        .child(icon(sign))
        .into()
}

/// Circles for what went well, squares for what was refused or failed; the current one is filled.
fn marks(player: &Player) -> Html {
    let (len, cursor) = (player.len(), player.cursor());
    let count = len.min(MARKS_MAX);
    let mark = |number: usize, x: String, key: usize| {
        let wrong = player.moments()[number - 1].turn.went_wrong();
        let (now, later) = (number == cursor, number > cursor);
        let classes = ["mark", when(wrong, "is-wrong"), when(now, "is-now"), when(later, "is-later")];
        // A circle's radius; a square's side and half of it.
        let (radius, side, back) = match now {
            true => ("7.5", "13.5", "translate(-6.75 -6.75)"),
            false => ("4.5", "8.1", "translate(-4.05 -4.05)"),
        };
        let mark = if wrong {
            let square = el("rect").classes(&classes).attr("x", x).attr("y", "50%");
            square.attr("width", side).attr("height", side).attr("transform", back)
        } else {
            el("circle").classes(&classes).attr("cx", x).attr("cy", "50%").attr("r", radius)
        };
        mark.key(key)
    };
    let turn = |nth: usize| nth * len / count;
    let mut shown: Vec<_> =
        (1..=count).map(|nth| mark(turn(nth), percent(nth as u32, count as u32), nth)).collect();
    if cursor > 0 && (1..=count).all(|nth| turn(nth) != cursor) {
        shown.push(mark(cursor, percent(cursor as u32, len as u32), 0));
    }
    let rail = |class: &'static str, end: String| {
        el("line").attr("class", class).attrs(&[("x1", "0"), ("y1", "50%")]).attr("x2", end).attr("y2", "50%")
    };
    let start = el("circle").classes(&["mark", "is-start", when(cursor == 0, "is-now")]).attrs(&[
        ("cx", "0"),
        ("cy", "50%"),
        ("r", "3"),
    ]);
    el("svg")
        .attrs(&[("class", "marks"), ("aria-hidden", "true"), ("focusable", "false")])
        .child(rail("rail", "100%".to_owned()))
        .child(rail("rail is-done", percent(cursor as u32, len as u32)))
        .child(start)
        .list(shown)
        .into()
}

/// Such a part of the whole in percent: a number with a decimal point, put together of whole ones, because those
/// with one bring much code along.
fn percent(part: u32, all: u32) -> String {
    let thousandths = u64::from(part) * 100_000 / u64::from(all.max(1));
    format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
}

fn speed_choice(page: &Page) -> Html {
    let dispatch = page.dispatch.clone();
    let name = |speed: Speed| match speed {
        Speed::Slow => "½×",
        Speed::Normal => "1×",
        Speed::Fast => "2×",
        Speed::Instant => page.text(Key::SpeedInstant),
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
            <span class="sr-only">{ page.text(Key::SpeedName) }</span>
            <select {onchange}>
                { for Speed::ALL.map(|speed| html! {
                    <option value={speed.name()} selected={speed == page.preferences.speed}>{ name(speed) }</option>
                }) }
            </select>
        </label>
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn parts_of_the_longest_timeline_have_their_places() {
        assert_eq!(percent(1, 3), "33.333%");
        assert_eq!(percent(0, 0), "0.000%");
        assert_eq!(percent(60_000, 60_000), "100.000%");
    }
}
