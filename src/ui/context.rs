//! The two contexts: who to tell, and the language to speak.

use super::platform;
use super::state::{Msg, State};
use crate::i18n::Lang;
use yew::prelude::*;

/// Takes messages to the reducer; equal by pointer, so that nothing renders for its sake.
pub type Dispatch = UseReducerDispatcher<State>;

/// The dispatcher of the page.
#[hook]
pub fn use_dispatch() -> Dispatch {
    use_context::<Dispatch>().expect("App provides the dispatcher to everything below it")
}

/// The language of the page.
#[hook]
pub fn use_lang() -> Lang {
    use_context::<Lang>().unwrap_or_default()
}

/// A callback that sends the message and then gives the focus to the prompt.
pub fn send_and_return<E: 'static>(dispatch: &Dispatch, message: Msg) -> Callback<E> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| {
        dispatch.dispatch(message.clone());
        platform::focus("command");
    })
}

/// A callback that sends the same message each time, whatever the event was.
pub fn send<E: 'static>(dispatch: &Dispatch, message: Msg) -> Callback<E> {
    let dispatch = dispatch.clone();
    Callback::from(move |_| dispatch.dispatch(message.clone()))
}
