//! The live stream of the bridge that serves the page: a WebSocket, opened anew whenever it is lost.
//!
//! Messages are gathered for a moment and taken in portions, so that a flood of them leaves the page time to draw.
//! When too many wait, the stream is let go: the bridge keeps the rest until the page comes back for it.
//!
//! There is one stream, so it stands in one place of its own: an effect with closures for each of its events would
//! weigh the page a kilooctet more.

use crate::ui::part::Dispatch;
use crate::ui::platform;
use crate::ui::state::{Msg, State};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Event, MessageEvent, WebSocket};
use yew::prelude::*;

/// Milliseconds of silence after which the stream counts as lost: the bridge says something every 5 seconds.
const SILENCE: u32 = 15_000;
/// Milliseconds for which messages are gathered.
const GATHERING: u32 = 40;
/// Octets that are taken at once, but for a single message that is longer.
const PORTION: usize = 64 << 10;
/// Most messages that wait.
const WAITING_MAX: usize = 5_000;

/// One attempt to look on.
#[derive(Default)]
struct Line {
    attempt: Option<u32>,
    query: String,
    dispatch: Option<Dispatch>,
    socket: Option<WebSocket>,
    listeners: Vec<EventListener>,
    /// Until the page connects, and then until it takes what waits.
    soon: Option<Timeout>,
    silence: Option<Timeout>,
    waiting: Vec<String>,
}

thread_local! {
    static LINE: RefCell<Line> = RefCell::default();
}

/// Connects while the page looks on, and again whenever the stream is lost.
#[inline(never)]
pub fn keep_connected(state: &UseReducerHandle<State>) {
    let watch = state.watch.as_deref();
    let attempt = watch.map(|watch| watch.attempt);
    LINE.with_borrow_mut(|line| {
        if line.attempt == attempt {
            return;
        }
        if let Some(socket) = &line.socket {
            // It fails for a reason that is longer than allowed; there is none.
            let _ = socket.close();
        }
        *line = Line { attempt, dispatch: Some(state.dispatcher()), ..Line::default() };
        if let Some(watch) = watch {
            line.query = watch.live.query();
            line.soon = after(watch.pause(), connect);
        }
    });
}

#[inline(never)]
fn after(milliseconds: u32, then: fn()) -> Option<Timeout> {
    Some(Timeout::new(milliseconds, then))
}

fn tell(message: Msg) {
    let dispatch = LINE.with_borrow(|line| line.dispatch.clone());
    if let Some(dispatch) = dispatch {
        dispatch.dispatch(message);
    }
}

fn connect() {
    LINE.with_borrow_mut(|line| {
        line.socket = platform::socket(&["live", &line.query].concat());
        if let Some(socket) = &line.socket {
            line.listeners = vec![listen(socket, "message"), listen(socket, "close")];
        }
        // A stream that does not even begin counts as lost as well.
        line.silence = after(SILENCE, lose);
    });
}

#[inline(never)]
fn listen(socket: &WebSocket, kind: &'static str) -> EventListener {
    EventListener::new(socket, kind, hear)
}

fn lose() {
    take(usize::MAX);
    tell(Msg::Lost);
}

fn hear(event: &Event) {
    // What is no message is the stream's end.
    let Some(message) = event.dyn_ref::<MessageEvent>() else { return lose() };
    let waiting = LINE.with_borrow_mut(|line| {
        line.waiting.push(message.data().as_string().unwrap_or_default());
        if line.waiting.len() == 1 {
            line.soon = after(GATHERING, take_portion);
        }
        line.silence = after(SILENCE, lose);
        line.waiting.len()
    });
    if waiting > WAITING_MAX {
        lose();
    }
}

fn take_portion() {
    take(PORTION);
}

/// Tells the page the messages that wait, up to so many octets.
fn take(octets: usize) {
    let messages = LINE.with_borrow_mut(|line| {
        let (mut count, mut sum) = (0, 0);
        while count < line.waiting.len() && (count == 0 || sum + line.waiting[count].len() <= octets) {
            sum += line.waiting[count].len();
            count += 1;
        }
        let rest = line.waiting.split_off(count);
        line.soon = if rest.is_empty() { None } else { after(GATHERING, take_portion) };
        std::mem::replace(&mut line.waiting, rest)
    });
    if !messages.is_empty() {
        tell(Msg::Heard(Rc::new(messages)));
    }
}
