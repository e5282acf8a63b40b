//! One connection's octets, newest at the end. Each exchange is rendered once and kept as long as its turn is the same.

use super::exchange::{Exchange, incomplete};
use super::invitation::Invitation;
use crate::app::live_view::LiveView;
use crate::app::transcript::{Drawn, FURTHER, WINDOW, so_far};

use crate::ui::hooks::deferred::use_deferred_drawing;
use crate::ui::platform;
use crate::ui::prelude::*;
use web_sys::Element;

/// CSS pixels above what is in sight, under which earlier exchanges are drawn.
const NEAR: i32 = 200;

/// The transcript.
#[autoprops]
#[component]
pub(crate) fn Transcript(
    timeline: &Slice<Timeline>,
    protocol: Protocol,
    connection: ConnectionId,
    port: u16,
    invisibles: bool,
    live: &Option<Slice<LiveView>>,
) -> Html {
    let texts = use_texts();
    let window = use_state(|| WINDOW);
    let log = use_node_ref();
    let drawn = use_mut_ref(Drawn::default);
    let exchanges = drawn.borrow_mut().next(timeline, connection, *window);
    let (moments, cursor) = (timeline.player.moments(), timeline.player.cursor());
    use_deferred_drawing(exchanges.lacks_some, (cursor, exchanges.turns.len()));
    {
        let log = log.clone();
        let newest =
            (exchanges.turns.last().copied(), connection, exchanges.end, timeline.player.actions().len());
        let window = window.clone();
        use_effect_with(newest, move |_| {
            if *window > WINDOW {
                window.set(WINDOW);
            }
            if let Some(log) = log.cast::<Element>() {
                // The log is reversed (see the style sheet): its newest line is at 0.
                log.set_scroll_top(0);
            }
        });
    }
    let earlier = {
        let window = window.clone();
        Callback::from(move |_: MouseEvent| {
            // The button may be gone with the earliest one.
            platform::focus("log");
            window.set(*window + FURTHER);
        })
    };
    // Scrolling towards the earliest one asks for it. The button stays while somebody is about to press it.
    let onscroll = {
        let (log, has_more) = (log.clone(), exchanges.has_earlier && !exchanges.lacks_some);
        Callback::from(move |_: Event| {
            let Some(log) = log.cast::<Element>().filter(|_| has_more) else { return };
            let hidden = log.scroll_height() - log.client_height() + log.scroll_top();
            if hidden < NEAR && !log.query_selector(".earlier:focus").is_ok_and(|found| found.is_some()) {
                window.set(*window + FURTHER);
            }
        })
    };
    let connected = exchanges.turns.iter().any(|index| moments[*index].turn.connection().is_some());
    // A list of its own: beside neighbours without keys Yew compares by place, and would make all of them
    // anew whenever the window moves on by one.
    let list: Html = exchanges
        .turns
        .iter()
        .map(|index| {
            // A bridge's connections have turns of the same places.
            let key = connection.0.wrapping_mul(1 << 16) as usize + index;
            let turn = Slice::from(moments[*index].turn.clone());
            html! { <Exchange {key} {turn} index={*index} current={index + 1 == cursor} /> }
        })
        .collect();
    let so_far = so_far(&timeline.player, connection).filter(|_| exchanges.end == cursor);
    html! {
        // The caption announces each turn; the log would say it once more, and everything again after a jump.
        <div id="log" role="log" aria-live="off" tabindex="0" ref={log} class={classes!("log", invisibles.then_some("with-invisibles"))}
            {onscroll} data-takes-keys={connected.then_some("")} aria-label={texts.text(Key::TranscriptName)}>
            <div class="log-paper" key={exchanges.jumps}>
                if exchanges.has_earlier {
                    <button class="link earlier" type="button" onclick={earlier}>{ texts.text(Key::TranscriptEarlier) }</button>
                }
                if !connected {
                    <Invitation {timeline} {protocol} {port} {live} />
                }
                { list }
                { so_far.map(|wire| incomplete(texts, &wire)) }
            </div>
        </div>
    }
}
