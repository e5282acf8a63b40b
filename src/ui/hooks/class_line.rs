//! The connection to the bridge for a session that is shared, or followed: a WebSocket, opened anew whenever it is lost.

use crate::app::classroom::{Condition, Line, Msg};
use crate::app::model::Model;
use crate::share::shown::Stamp;
use crate::ui::context::Dispatch;
use crate::ui::platform;
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, WebSocket};
use yew::prelude::*;

/// Milliseconds of silence after which the connection counts as lost: the bridge says something every 5 seconds.
const SILENCE: u32 = 15_000;

/// The ties to the browser, and the state that the bridge knows.
#[derive(Default)]
struct Ties {
    socket: Option<WebSocket>,
    listeners: Vec<EventListener>,
    soon: Option<Timeout>,
    silence: Option<Timeout>,
    known: Option<(Stamp, Model)>,
}

/// Keeps the connection, and tells the bridge what is shown here while it is shared.
#[hook]
pub(crate) fn use_class_line(model: &Model, dispatch: &Dispatch) {
    let ties = use_mut_ref(Ties::default);
    // The proof that this page shared first: it owns the word as long as it is open.
    let key = use_mut_ref(String::new);
    let class = &model.class;
    let sharing = class.sharing.as_ref().map(|sharing| sharing.word.clone());
    let word = sharing.clone().or_else(|| class.following.as_ref().map(|following| following.word.clone()));
    let line = class.line().unwrap_or_default();
    {
        let (ties, dispatch, shares) = (ties.clone(), dispatch.clone(), sharing.is_some());
        use_effect_with((word, shares, line.attempt), move |(word, shares, _)| {
            if let Some(word) = word.as_ref().filter(|_| line.condition.wants_more()) {
                let word = String::from(js_sys::encode_uri_component(word));
                if key.borrow().is_empty() {
                    *key.borrow_mut() = ((platform::chance() * 1e15) as u64).to_string();
                }
                let address = match shares {
                    true => ["share?word=", &word, "&key=", key.borrow().as_str()].concat(),
                    false => ["follow?word=", &word].concat(),
                };
                begin(&ties, line, address, dispatch);
            }
            move || {
                let known = ties.take();
                if let Some(socket) = known.socket {
                    // It fails for a reason that is longer than allowed; there is none.
                    let _ = socket.close();
                }
            }
        });
    }
    let now = Rc::new(model.clone());
    let dispatch = dispatch.clone();
    let flows = sharing.is_some() && line.condition == Condition::Flows;
    use_effect_with((flows, line.attempt, class.stamp), move |&(flows, _, stamp)| {
        if !flows {
            return;
        }
        let mut ties = ties.borrow_mut();
        let known = ties.known.replace((stamp, (*now).clone()));
        match now.told(known.as_ref().map(|(stamp, model)| (*stamp, model))) {
            Some(text) => {
                if let Some(socket) = &ties.socket {
                    // A socket that is closed has told so already.
                    let _ = socket.send_with_str(&text);
                }
            }
            None => dispatch.send(Msg::Bridge(r#"{"refused":"too-long"}"#.into())),
        }
    });
}

fn begin(ties: &Rc<RefCell<Ties>>, line: Line, address: String, dispatch: Dispatch) {
    let inside = Rc::downgrade(ties);
    let connect = move || {
        let Some(ties) = inside.upgrade() else { return };
        let socket = platform::socket(&address);
        let silence = {
            let dispatch = dispatch.clone();
            move || {
                let dispatch = dispatch.clone();
                Timeout::new(SILENCE, move || dispatch.send(Msg::Lost))
            }
        };
        let mut own = ties.borrow_mut();
        own.silence = Some(silence());
        if let Some(socket) = &socket {
            let (heard, again) = (dispatch.clone(), Rc::downgrade(&ties));
            let on_message = EventListener::new(socket, "message", move |event| {
                if let Some(ties) = again.upgrade() {
                    ties.borrow_mut().silence = Some(silence());
                }
                let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                heard.send(Msg::Bridge(data.unwrap_or_default().into()));
            });
            let on_close = EventListener::new(socket, "close", move |_| dispatch.send(Msg::Lost));
            own.listeners = vec![on_message, on_close];
        }
        own.socket = socket;
    };
    ties.borrow_mut().soon = Some(Timeout::new(line.pause(), connect));
}
