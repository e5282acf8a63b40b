//! The first drawing, in pieces: a pane whose turn has not come is that of the finished layout, so that the browser has
//! no long task.

use crate::app::slice::Slice;
use crate::ui::platform;
use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// The panes, in the order of their drawing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pane {
    Console,
    Stage,
    Store,
    Topbar,
    Timeline,
}

/// The panes of the finished layout, as far as it is there: a page that looks on and a presenter's begin without.
#[derive(Clone, Default)]
pub(crate) struct Finished([Option<web_sys::Element>; 5]);

impl Finished {
    /// The panes that are in the document.
    pub(crate) fn in_document() -> Finished {
        let all = platform::root();
        let find = |selector| {
            let pane = all.query_selector(selector).ok()??;
            // Nobody can use it yet, as boot.js says of all of it.
            let _ = pane.set_attribute("inert", "");
            Some(pane)
        };
        Finished([".console", ".stage", ".store", ".topbar", ".timeline"].map(find))
    }
}

/// The number of panes drawn so far, and the finished layout for the others.
pub(crate) struct Arrival {
    finished: Slice<Finished>,
    drawn: usize,
}

impl Arrival {
    /// Whether each pane has been drawn.
    pub(crate) fn is_whole(&self) -> bool {
        self.finished.0[self.drawn..].iter().all(Option::is_none)
    }

    /// The pane as it is drawn, or until its turn comes as the finished layout has it.
    pub(crate) fn pane(&self, pane: Pane, draw: impl FnOnce() -> Html) -> Html {
        let place = pane as usize;
        match &self.finished.0[place] {
            Some(finished) if place >= self.drawn => Html::VRef(finished.clone().into()),
            _ => draw(),
        }
    }
}

/// Draws the page without panes, and then a pane in each task of the browser.
#[hook]
pub(crate) fn use_arrival(finished: Slice<Finished>) -> Arrival {
    let drawn = use_state_eq(|| 0);
    let arrival = Arrival { finished, drawn: *drawn };
    let is_whole = arrival.is_whole();
    use_effect_with(*drawn, move |&count| {
        if !is_whole {
            Timeout::new(0, move || drawn.set(count + 1)).forget();
        }
    });
    arrival
}
