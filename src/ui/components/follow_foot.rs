//! The controls of a page that follows a teacher's session, in the prompt's place: how it stands, and the ways from here.

use crate::app::classroom::{Condition, Following, Msg};
use crate::ui::prelude::*;

/// The controls.
#[autoprops]
#[component]
pub(crate) fn FollowFoot(following: &Slice<Following>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let flows = following.line.condition == Condition::Flows;
    let sentence = if following.looks_back && flows {
        Key::ClassLooksBack
    } else {
        following.line.condition.of_following()
    };
    html! {
        <div class="live" id="command" tabindex="-1" data-following={following.word.to_string()}>
            <p role="status">
                <span class={classes!("chip", (!flows).then_some("is-stayed"))}>{ &*following.word }</span>
                { " " }{ texts.text(sentence) }
            </p>
            <div class="live-buttons">
                if following.looks_back {
                    <button type="button" class="primary" onclick={dispatch.sending(Msg::Now)}>{ texts.text(Key::ClassNow) }</button>
                }
                if following.has_begun {
                    <button type="button" class="plain" onclick={dispatch.sending(Msg::Fork)}>{ texts.text(Key::ClassFork) }</button>
                }
                <button type="button" class="link" onclick={dispatch.sending(Msg::Leave)}>{ texts.text(Key::LiveLeave) }</button>
            </div>
        </div>
    }
}
