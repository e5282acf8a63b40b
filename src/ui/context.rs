//! The contexts of every component: the dispatcher, and the texts of the language; and what else passes between them.

use super::platform;
use crate::app::model::{Model, Msg};
use crate::app::preferences::{Speed, View};
use crate::app::projection::Projection;
use crate::app::slice::Slice;
use crate::engine::{ConnectionId, Greeting, Protocol, Switches};
use crate::i18n::{self, Key, Lang, Part};
use std::rc::Rc;
use yew::html::ImplicitClone;
use yew::prelude::*;

/// Properties that cost next to nothing to copy, so that a component passes them on as they are.
macro_rules! properties {
    ($($property:ty),*) => { $(impl ImplicitClone for $property {})* };
}

properties!(Protocol, ConnectionId, Greeting, Switches, Speed, View, Projection);
impl<T: Clone> ImplicitClone for Slice<T> {}

impl Reducible for Model {
    type Action = Msg;

    fn reduce(self: Rc<Self>, message: Msg) -> Rc<Self> {
        let mut model = Rc::unwrap_or_clone(self);
        Model::reduce(&mut model, message);
        Rc::new(model)
    }
}

/// Takes messages to the reducer; equal by pointer, so that it draws nothing again.
#[derive(Clone, PartialEq)]
pub(super) struct Dispatch(pub UseReducerDispatcher<Model>);

impl Dispatch {
    /// Sends a message.
    pub(super) fn send(&self, message: impl Into<Msg>) {
        self.0.dispatch(message.into());
    }

    /// A callback that sends the same message each time, whatever the event was.
    pub(super) fn sending<E: 'static>(&self, message: impl Into<Msg>) -> Callback<E> {
        let (dispatch, message) = (self.clone(), message.into());
        Callback::from(move |_| dispatch.send(message.clone()))
    }

    /// A callback that sends the message and then gives the focus to the prompt.
    pub(super) fn sending_to_prompt(&self, message: impl Into<Msg>) -> Callback<MouseEvent> {
        let (dispatch, message) = (self.clone(), message.into());
        Callback::from(move |_| {
            dispatch.send(message.clone());
            platform::focus("command");
        })
    }
}

/// The dispatcher.
#[hook]
pub(crate) fn use_dispatch() -> Dispatch {
    use_context::<Dispatch>().expect("every component stands below the app, which provides the dispatcher")
}

/// The texts of the page's language, and whether all of them are there already.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Texts(pub Lang, bool);

impl Texts {
    /// The texts of a language.
    pub(super) fn of(lang: Lang) -> Self {
        Texts(lang, lang.has(Part::Later))
    }

    /// A text.
    pub(super) fn text(self, key: Key) -> &'static str {
        i18n::text(self.0, key)
    }

    /// A text with its arguments put in.
    pub(super) fn format(self, key: Key, args: &[(&str, &str)]) -> String {
        i18n::format(self.0, key, args)
    }
}

/// The texts of the page's language.
#[hook]
pub(crate) fn use_texts() -> Texts {
    use_context::<Texts>().unwrap_or_default()
}
