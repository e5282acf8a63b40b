//! The switch between the views of the stage.

use crate::app::preferences::View;
use crate::app::settings::Msg;
use crate::ui::platform;
use crate::ui::prelude::*;

/// The views as radio buttons: an arrow key chooses the neighbour, as WAI-ARIA's pattern has it.
#[autoprops]
#[component]
pub(crate) fn ViewSwitch(view: View) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let onkeydown = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: KeyboardEvent| {
            let next = view.beside(match event.key().as_str() {
                "ArrowRight" | "ArrowDown" => 1,
                "ArrowLeft" | "ArrowUp" => -1,
                _ => return,
            });
            event.prevent_default();
            dispatch.send(Msg::View(next));
            platform::focus(&id(next));
        })
    };
    html! {
        <div class="views" role="radiogroup" aria-label={texts.text(Key::ViewName)} {onkeydown}>
            { for View::ALL.map(|other| html! {
                <button type="button" role="radio" id={id(other)} aria-checked={(other == view).to_string()}
                    aria-keyshortcuts="v" tabindex={if other == view { "0" } else { "-1" }}
                    onclick={dispatch.sending(Msg::View(other))}>
                    { texts.text(name(other)) }
                </button>
            }) }
        </div>
    }
}

/// The key of a view's name.
pub(super) const fn name(view: View) -> Key {
    match view {
        View::States => Key::ViewStates,
        View::Sequence => Key::ViewSequence,
        View::Message => Key::ViewMessage,
    }
}

fn id(view: View) -> String {
    ["view-", view.name()].concat()
}
