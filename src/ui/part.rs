//! What the parts of the page get, and the one component that draws them all.
//!
//! Yew's component code is made anew for every component, some kilooctets each; therefore the page has
//! three components: the app, the part, and the transcript's exchange. A part is a function of [`Page`].

use super::platform;
use super::state::{Msg, State};
use crate::i18n::{self, Key};
use std::ops::Deref;
use std::rc::Rc;
use yew::functional::{Hook, HookContext};
use yew::prelude::*;

/// Takes messages to the reducer.
pub type Dispatch = UseReducerDispatcher<State>;

/// The state as it was when the page was drawn, and whom to tell.
#[derive(Clone)]
pub struct Page {
    state: Rc<State>,
    /// Takes messages to the reducer.
    pub dispatch: Dispatch,
}

impl Deref for Page {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl Page {
    /// The page at this moment. (Yew's own handle shows whatever is the newest state, so that two of them
    /// cannot be compared.)
    pub fn new(state: &UseReducerHandle<State>) -> Self {
        Self { state: Rc::new((**state).clone()), dispatch: state.dispatcher() }
    }

    /// A text in the page's language.
    pub fn text(&self, key: Key) -> &'static str {
        i18n::text(self.lang, key)
    }

    /// A text in the page's language, with its arguments put in.
    pub fn format(&self, key: Key, args: &[(&str, &str)]) -> String {
        i18n::format(self.lang, key, args)
    }

    /// A callback that sends the same message each time, whatever the event was.
    pub fn send<E: 'static>(&self, message: Msg) -> Callback<E> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.dispatch(message.clone()))
    }

    /// A callback that sends the message and then gives the focus to the prompt.
    pub fn send_and_return(&self, message: Msg) -> Callback<MouseEvent> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| {
            dispatch.dispatch(message.clone());
            platform::focus("command");
        })
    }
}

/// Draws a part; with the context, it may use hooks.
pub type Draw = fn(&mut HookContext, &Page) -> Html;

/// A part that is drawn again when anything but the prompt's text has changed.
pub fn part(page: &Page, draw: Draw) -> Html {
    part_of(page, draw, page.revision(), None)
}

/// A part that is drawn again when anything has changed, the prompt's text included.
pub fn part_with_draft(page: &Page, draw: Draw) -> Html {
    part_of(page, draw, page.revision(), Some(page.draft().clone()))
}

/// A part that is drawn again when its own revision is another one.
pub fn part_of(page: &Page, draw: Draw, revision: u32, draft: Option<Rc<str>>) -> Html {
    html! { <Part page={page.clone()} {draw} {revision} {draft} /> }
}

#[derive(Properties)]
struct PartProps {
    page: Page,
    draw: Draw,
    revision: u32,
    draft: Option<Rc<str>>,
}

impl PartialEq for PartProps {
    fn eq(&self, other: &Self) -> bool {
        // What a place in the page draws is the same for ever or tells by its revision, so `draw` need not be
        // compared.
        self.revision == other.revision && self.draft == other.draft
    }
}

#[component]
fn Part(props: &PartProps) -> Html {
    use_drawing(props)
}

fn use_drawing(props: &PartProps) -> Drawing<'_> {
    Drawing(props)
}

/// Runs the part's function as a hook, so that the hooks inside it belong to the part.
struct Drawing<'a>(&'a PartProps);

impl Hook for Drawing<'_> {
    type Output = Html;

    fn run(self, context: &mut HookContext) -> Html {
        (self.0.draw)(context, &self.0.page)
    }
}
