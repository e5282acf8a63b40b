//! The list of examples, in a dialog.

use super::lesson_card::paragraphs;
use super::lessons::in_groups;
use crate::app::course::{Course, Msg, Wanted};
use crate::lesson::ExampleHead;
use crate::ui::hooks::course::use_list;
use crate::ui::prelude::*;

/// The dialog of the examples.
#[autoprops]
#[component]
pub(crate) fn ExamplesDialog(course: &Slice<Course>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let none = course.examples.is_empty();
    use_list(none, Wanted::Examples, &dispatch);
    let example = |head: &ExampleHead| {
        let onclick = dispatch.sending(Msg::Want(Wanted::Example(head.id.as_str().into())));
        html! {
            <li key={head.id.clone()}>
                <button type="button" class="lesson-choice" data-example={head.id.clone()} {onclick}>
                    <b>{ for paragraphs(texts, &head.title) }</b>
                    <span>{ for paragraphs(texts, &head.shows) }</span>
                </button>
            </li>
        }
    };
    html! {
        <>
            <p>{ texts.text(Key::ExamplesLead) }</p>
            if none { <p>{ texts.text(Key::ExamplesComing) }</p> }
            { in_groups(texts, &mut course.examples.iter().map(|head| (&*head.id, example(head)))) }
        </>
    }
}
