//! The dialog of the class: the projector's and the presenter's views, and the word under which a session is shared.

use crate::app::classroom::{Classroom, Msg};
use crate::app::settings;
use crate::share::shown::word;
use crate::ui::platform;
use crate::ui::prelude::*;
use web_sys::HtmlInputElement;

/// The dialog of the class.
#[autoprops]
#[component]
pub(crate) fn ClassDialog(class: &Slice<Classroom>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let (field, wrong) = (use_node_ref(), use_state(|| false));
    use_effect_with(class.sharing.is_some(), |shares| {
        // The field that had the focus is gone.
        if *shares {
            platform::focus("class-stop");
        }
    });
    let sending = |message: fn(std::rc::Rc<str>) -> Msg| {
        let (dispatch, field, wrong) = (dispatch.clone(), field.clone(), wrong.clone());
        Callback::from(move |_: MouseEvent| {
            let typed = field.cast::<HtmlInputElement>().map(|field| field.value()).unwrap_or_default();
            let word = word(&typed);
            wrong.set(word.is_none());
            match word {
                Some(word) => dispatch.send(message(word.into())),
                None => platform::focus("class-word"),
            }
        })
    };
    let shared = class.sharing.as_ref().map(|sharing| {
        let count = sharing.followers.to_string();
        let address = [&platform::place(), "#follow=", &sharing.word].concat();
        html! {
            <div class="class-shared" data-sharing={sharing.word.to_string()}>
                <p role="status">{ texts.text(sharing.line.condition.of_sharing()) }</p>
                <p class="class-address"><code>{ address }</code></p>
                if platform::is_loopback() {
                    <p class="quiet-text">{ texts.text(Key::ClassLoopback) }</p>
                }
                <p data-followers={count.clone()}>{ texts.format(Key::ClassFollowers, &[("count", &count)]) }</p>
                <button type="button" class="plain" id="class-stop" onclick={dispatch.sending(Msg::Share(None))}>{ texts.text(Key::ClassStop) }</button>
            </div>
        }
    });
    html! {
        <>
            <p class="class-views">
                <button type="button" class="plain" onclick={dispatch.sending(settings::Msg::Projector)}>{ texts.text(Key::ProjectorName) }</button>
                <button type="button" class="plain" onclick={Callback::from(|_: MouseEvent| platform::open_window("presenter"))}>{ texts.text(Key::PresenterName) }</button>
            </p>
            <p>{ texts.text(Key::ClassIntroduction) }</p>
            { shared.unwrap_or_else(|| html! {
                <>
                    <p class="class-word">
                        <label for="class-word">{ texts.text(Key::ClassWord) }</label>
                        <input id="class-word" ref={field.clone()} maxlength="24" autocomplete="off" autocapitalize="off" spellcheck="false"
                            aria-invalid={wrong.to_string()} aria-describedby="class-rule" />
                        <button type="button" class="plain" onclick={sending(|word| Msg::Share(Some(word)))}>{ texts.text(Key::ClassShare) }</button>
                        <button type="button" class="plain" onclick={sending(Msg::Follow)}>{ texts.text(Key::ClassFollow) }</button>
                    </p>
                    <p id="class-rule" class={classes!("quiet-text", wrong.then_some("is-wrong"))}>{ texts.text(Key::NoteWord) }</p>
                </>
            }) }
        </>
    }
}
