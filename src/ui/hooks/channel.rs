//! The other windows of this browser that show the same: a BroadcastChannel, as long as this one is a projector's or a
//! presenter's. A browser without one leaves each window alone.

use crate::app::classroom::{Msg, words};
use crate::app::model::Model;
use crate::share::shown::Stamp;
use crate::ui::context::Dispatch;
use crate::ui::{languages, platform};
use gloo::events::EventListener;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, MessageEvent};
use yew::prelude::*;

/// The channel's name.
const NAME: &str = "postamt.class";

/// The channel, and the state that the others know.
#[derive(Default)]
struct Ties {
    channel: Option<BroadcastChannel>,
    known: Option<(Stamp, Model)>,
}

impl Ties {
    fn say(&self, me: u32, presents: bool, what: &str) {
        if let Some(channel) = &self.channel {
            // A text can always be cloned.
            let _ = channel.post_message(&words(me, presents, what).into());
        }
    }
}

/// Joins the other windows, tells them what is shown here when this one leads, and answers those that ask.
#[hook]
pub(crate) fn use_channel(model: &Model, dispatch: &Dispatch) {
    let ties = use_mut_ref(Ties::default);
    let (me, presents) = (model.class.me, model.settings.presents);
    let takes_part = presents || (model.settings.projects() && model.class.following.is_none());
    {
        let (ties, dispatch) = (ties.clone(), dispatch.clone());
        use_effect_with((takes_part, presents), move |&(takes_part, presents)| {
            let channel = takes_part.then(|| BroadcastChannel::new(NAME).ok()).flatten();
            let me = 1 + (platform::chance() * 1e9) as u32;
            let mut listeners = Vec::new();
            if let Some(channel) = &channel {
                let heard = dispatch.clone();
                listeners.push(EventListener::new(channel, "message", move |event| {
                    let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                    if let Some(text) = data {
                        heard.send(Msg::Window(text.into()));
                    }
                }));
                let leaving = ties.clone();
                listeners.push(EventListener::new(&platform::window(), "pagehide", move |_| {
                    leaving.borrow().say(me, presents, r#""leaves":true"#);
                }));
                dispatch.send(Msg::Join(me));
            }
            *ties.borrow_mut() = Ties { channel, known: None };
            move || {
                let ties = ties.take();
                if let Some(channel) = &ties.channel {
                    ties.say(me, presents, r#""leaves":true"#);
                    channel.close();
                    dispatch.send(Msg::Part);
                }
                drop(listeners);
            }
        });
    }
    {
        let ties = ties.clone();
        use_effect_with((me, model.class.asked), move |&(me, _)| {
            if me != 0 {
                ties.borrow().say(me, presents, r#""asks":true"#);
            }
        });
    }
    {
        let dispatch = dispatch.clone();
        use_effect_with(model.class.lang, move |lang| {
            if let Some(lang) = *lang {
                languages::with(lang, move |there| {
                    if there {
                        dispatch.send(Msg::Speak(lang));
                    }
                });
            }
        });
    }
    let now = Rc::new(model.clone());
    {
        let (ties, now) = (ties.clone(), now.clone());
        use_effect_with((me, model.class.answered), move |&(me, answered)| {
            if me != 0
                && answered != 0
                && let Some(whole) = now.told(None)
            {
                ties.borrow().say(me, presents, &[r#""shown":"#, &whole].concat());
            }
        });
    }
    use_effect_with((me, model.class.stamp), move |&(me, stamp)| {
        let mut ties = ties.borrow_mut();
        let known = ties.known.replace((stamp, (*now).clone()));
        if me == 0 || stamp.1 != me || !now.class.is_joined(presents) {
            return;
        }
        let known = known.as_ref().filter(|(known, _)| known.0 > 0);
        if let Some(update) = now.told(known.map(|(stamp, model)| (*stamp, model))) {
            ties.say(me, presents, &[r#""shown":"#, &update].concat());
        }
    });
}
