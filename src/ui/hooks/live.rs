//! The live stream of the bridge that serves the page: a WebSocket, opened anew whenever it is lost.
//!
//! Messages are gathered for a moment and taken in portions, so that a flood of them leaves the page time to draw.
//! When too many wait, the stream is let go: the bridge keeps the rest until the page comes back for it.

use crate::app::live_view::{LiveView, Msg};
use crate::app::slice::Slice;
use crate::ui::context::Dispatch;
use crate::ui::platform;
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

/// Connects while the page shows a live view, and again whenever the stream is lost.
#[hook]
pub(crate) fn use_live_stream(live: Option<&Slice<LiveView>>, dispatch: &Dispatch) {
    let (live, dispatch) = (live.cloned(), dispatch.clone());
    use_effect_with(live.as_ref().map(|live| live.attempt), move |_| {
        let link = live.map(|live| Link::new(live.pause(), live.bridge.query(), dispatch));
        move || drop(link)
    });
}

/// An attempt to have the stream; it ends when this is dropped.
struct Link {
    query: String,
    dispatch: Dispatch,
    ties: RefCell<Ties>,
    waiting: RefCell<Vec<String>>,
}

/// The stream's ties to the browser.
#[derive(Default)]
struct Ties {
    socket: Option<WebSocket>,
    listeners: Vec<EventListener>,
    /// Until the page connects, and then until it takes the messages that wait.
    soon: Option<Timeout>,
    silence: Option<Timeout>,
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(socket) = self.ties.take().socket {
            // It fails for a reason that is longer than allowed; there is none.
            let _ = socket.close();
        }
    }
}

impl Link {
    fn new(pause: u32, query: String, dispatch: Dispatch) -> Rc<Self> {
        let (ties, waiting) = (RefCell::default(), RefCell::default());
        let stream = Rc::new(Self { query, dispatch, ties, waiting });
        stream.ties.borrow_mut().soon = Some(stream.after(pause, Self::connect));
        stream
    }

    fn after(self: &Rc<Self>, milliseconds: u32, then: fn(&Rc<Self>)) -> Timeout {
        let stream = Rc::downgrade(self);
        Timeout::new(milliseconds, move || stream.upgrade().iter().for_each(then))
    }

    fn listen(self: &Rc<Self>, socket: &WebSocket, kind: &'static str) -> EventListener {
        let stream = Rc::downgrade(self);
        EventListener::new(socket, kind, move |event| {
            stream.upgrade().iter().for_each(|stream| stream.hear(event));
        })
    }

    fn connect(self: &Rc<Self>) {
        let socket = platform::socket(&["live", &self.query].concat());
        let mut ties = self.ties.borrow_mut();
        let kinds = ["message", "close"];
        ties.listeners =
            socket.iter().flat_map(|socket| kinds.map(|kind| self.listen(socket, kind))).collect();
        ties.socket = socket;
        // A stream that does not even begin counts as lost as well.
        ties.silence = Some(self.after(SILENCE, Self::lose));
    }

    fn hear(self: &Rc<Self>, event: &Event) {
        // Any other event is the stream's end.
        let Some(message) = event.dyn_ref::<MessageEvent>() else { return self.lose() };
        let waiting = {
            let mut waiting = self.waiting.borrow_mut();
            waiting.push(message.data().as_string().unwrap_or_default());
            waiting.len()
        };
        {
            let mut ties = self.ties.borrow_mut();
            if waiting == 1 {
                ties.soon = Some(self.after(GATHERING, Self::take_portion));
            }
            ties.silence = Some(self.after(SILENCE, Self::lose));
        }
        if waiting > WAITING_MAX {
            self.lose();
        }
    }

    fn lose(self: &Rc<Self>) {
        self.take(usize::MAX);
        self.dispatch.send(Msg::Lost);
    }

    fn take_portion(self: &Rc<Self>) {
        self.take(PORTION);
    }

    /// Tells the page the messages that wait, up to so many octets.
    fn take(self: &Rc<Self>, octets: usize) {
        let messages = {
            let mut waiting = self.waiting.borrow_mut();
            let (mut count, mut sum) = (0, 0);
            while count < waiting.len() && (count == 0 || sum + waiting[count].len() <= octets) {
                sum += waiting[count].len();
                count += 1;
            }
            let rest = waiting.split_off(count);
            let soon = (!rest.is_empty()).then(|| self.after(GATHERING, Self::take_portion));
            self.ties.borrow_mut().soon = soon;
            std::mem::replace(&mut *waiting, rest)
        };
        if !messages.is_empty() {
            self.dispatch.send(Msg::Received(Rc::new(messages)));
        }
    }
}
