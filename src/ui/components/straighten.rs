//! The offer to mend a line with curly quotation marks or fixed spaces, which phones set by themselves.

use crate::app::prompt::Msg;
use crate::app::straighten::{is_fixed_space, signs, straighten};
use crate::ui::prelude::*;
use std::rc::Rc;

/// The signs that are wrong in the line in the prompt, or in the one that was refused, and a button that writes it anew.
#[autoprops]
#[component]
pub(crate) fn Straighten(line: &Rc<str>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let wrong = signs(line).into_iter().map(|sign| match is_fixed_space(sign) {
        true => texts.text(Key::StraightenSpace).to_owned(),
        false => sign.to_string(),
    });
    let wrong = wrong.collect::<Vec<_>>().join(" ");
    if wrong.is_empty() {
        return Html::default();
    }
    let mended: Rc<str> = straighten(line).into();
    html! {
        <p class="waiting straighten">
            <span>{ texts.format(Key::StraightenText, &[("signs", &wrong)]) }</span>
            <button class="link" type="button" onclick={dispatch.sending_to_prompt(Msg::Draft(mended))}>
                { texts.text(Key::StraightenMend) }
            </button>
        </p>
    }
}
