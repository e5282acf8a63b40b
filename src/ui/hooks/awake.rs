//! The screen, kept awake while the projector's view is shown: nobody touches the machine while a class looks at it.

use crate::ui::platform;
use gloo::events::EventListener;
use js_sys::Reflect;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use yew::prelude::*;

/// The wake lock, and whether it is still wanted.
#[derive(Default)]
struct Lock {
    wanted: bool,
    sentinel: Option<JsValue>,
}

/// Keeps the screen awake while `wanted`, where the browser can (Screen Wake Lock API); elsewhere nothing happens.
#[hook]
pub(crate) fn use_awake(wanted: bool) {
    use_effect_with(wanted, |&wanted| {
        let lock = Rc::new(RefCell::new(Lock { wanted, sentinel: None }));
        // The browser lets go of the lock when the page is out of sight.
        let listener = wanted.then(|| {
            request(&lock);
            let lock = lock.clone();
            EventListener::new(&platform::document(), "visibilitychange", move |_| request(&lock))
        });
        move || {
            drop(listener);
            lock.borrow_mut().wanted = false;
            release(lock.borrow_mut().sentinel.take());
        }
    });
}

fn request(lock: &Rc<RefCell<Lock>>) {
    if platform::document().hidden() {
        return;
    }
    let lock = lock.clone();
    js_sys::futures::spawn_local(async move {
        let navigator = platform::window().navigator();
        let Ok(locks) = Reflect::get(&navigator, &"wakeLock".into()) else { return };
        if locks.is_undefined() {
            return;
        }
        let sentinel = platform::ask(&locks, "request", "screen").await;
        let mut lock = lock.borrow_mut();
        let other = if lock.wanted { std::mem::replace(&mut lock.sentinel, sentinel) } else { sentinel };
        drop(lock);
        release(other);
    });
}

fn release(sentinel: Option<JsValue>) {
    if let Some(sentinel) = sentinel {
        js_sys::futures::spawn_local(async move {
            platform::ask(&sentinel, "release", "").await;
        });
    }
}
