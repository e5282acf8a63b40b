//! The question about a reply that is held back, and the verdict.

use crate::app::predict::{Msg, Predict, Prediction, Verdict};
use crate::app::transcript::reply_name;
use crate::explain;
use crate::ui::hooks::system::TOUCH;
use crate::ui::platform;
use crate::ui::prelude::*;

/// The id of the first choice, which gets the focus.
const FIRST: &str = "guess";

/// The question, or the verdict; empty while nobody predicts.
#[autoprops]
#[component]
pub(crate) fn Predicting(predict: &Slice<Predict>, protocol: Protocol) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let asked = use_mut_ref(|| false);
    use_effect_with(predict.pending.is_some(), move |&asks| {
        // On a phone a field's keyboard would cover the reply.
        if asks {
            platform::focus(FIRST);
        } else if asked.replace(asks) && !platform::matches_media(TOUCH) {
            platform::focus("command");
        }
        asked.replace(asks);
    });
    if !predict.on {
        return Html::default();
    }
    html! {
        <div class="predict" role="group" aria-label={texts.text(Key::PredictName)} aria-live="polite" data-takes-keys="">
            { for predict.pending.as_ref().map(|pending| question(&dispatch, texts, pending, protocol)) }
            { for predict.verdict.as_ref().map(|it| verdict(texts, it, predict.tally, protocol)) }
        </div>
    }
}

fn question(dispatch: &Dispatch, texts: Texts, pending: &Prediction, protocol: Protocol) -> Html {
    let choice =
        |first: bool, guess: Option<&'static str>, said: &'static str, chosen: bool, message: Msg| {
            html! {
                <button class="command" type="button" lang="en" id={first.then_some(FIRST)} data-guess={guess}
                    aria-pressed={chosen.to_string()} onclick={dispatch.sending(message)}>{ said }</button>
            }
        };
    let replies = pending.choices.iter().enumerate().map(|(at, reply)| {
        let chosen = pending.outcome == Some(*reply);
        choice(at == 0, Some(reply_name(*reply)), protocol.row().word(*reply), chosen, Msg::Outcome(*reply))
    });
    let states = protocol.chart().states.iter().map(|state| {
        choice(false, None, state.name, pending.state == Some(state.name), Msg::State(state.name))
    });
    let skip = html! {
        <button class="link" type="button" aria-keyshortcuts="Escape" onclick={dispatch.sending(Msg::Skip)}>
            { texts.text(Key::PredictSkip) }
        </button>
    };
    let row = |key: Key, choices: Html, skip: Option<Html>| {
        let name = texts.text(key);
        html! {
            <div class="guesses" role="group" aria-label={name}>
                <span class="legal-title" aria-hidden="true">{ name }</span>{ choices }{ skip }
            </div>
        }
    };
    html! {
        <>
            <p>
                if pending.line.is_empty() { { texts.text(Key::PredictGreeting) } } else { <code lang="en">{ &*pending.line }</code> }
                { " " }{ texts.text(Key::PredictQuestion) }
            </p>
            { row(Key::PredictReply, replies.collect(), None) }
            { row(Key::PredictState, states.collect(), Some(skip)) }
        </>
    }
}

fn verdict(texts: Texts, verdict: &Verdict, [right, all]: [u32; 2], protocol: Protocol) -> Html {
    let is_right = verdict.is_right();
    let (class, lead) = match is_right {
        true => ("is-right", Key::LessonRight),
        false => ("is-wrong", Key::LessonWrong),
    };
    let part = |what: Key, [guess, is]: [&str; 2]| {
        let key = if guess == is { Key::PredictKept } else { Key::PredictMissed };
        texts.format(key, &[("what", texts.text(what)), ("is", is), ("guess", guess)])
    };
    let replies = verdict.outcome.map(|reply| protocol.row().word(reply));
    let why = explain::say(texts.0, &verdict.turn).map(|said| said.sentence);
    let (right, all) = (right.to_string(), all.to_string());
    html! {
        <p {class} data-right={is_right.to_string()}>
            <b>{ texts.text(lead) }</b>{ " " }{ part(Key::PredictReply, replies) }{ " " }{ part(Key::PredictState, verdict.state) }
            { " " }<b>{ texts.text(Key::WhyName) }</b>{ " " }{ why }{ " " }
            <span class="tally">{ texts.format(Key::PredictTally, &[("right", &right), ("all", &all)]) }</span>
        </p>
    }
}
