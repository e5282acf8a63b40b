//! The texts that the first prompt does not need: asked for as soon as the page is drawn.

use crate::app::settings::Msg;
use crate::i18n::{Lang, Part};
use crate::ui::context::Dispatch;
use crate::ui::languages;
use yew::prelude::*;

/// Has the page drawn once more when the rest of the language's texts has come.
#[hook]
pub(crate) fn use_later_texts(lang: Lang, dispatch: &Dispatch) {
    let dispatch = dispatch.clone();
    use_effect_with(lang, move |&lang| {
        if !lang.has(Part::Later) {
            languages::with_part(lang, Part::Later, move |there| {
                if there {
                    dispatch.send(Msg::TextsCame);
                }
            });
        }
    });
}
