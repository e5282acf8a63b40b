//! The card of the lesson that runs, where reading begins: at the top of the console.

use super::icons::{Icon, icon};
use crate::app::course::{Course, Msg, Running, Standing};
use crate::app::lesson_words;
use crate::lesson::{self, Answer, Kind, Text};
use crate::script::Item;
use crate::ui::hooks::system::TOUCH;
use crate::ui::platform;
use crate::ui::prelude::*;

/// The card.
#[autoprops]
#[component]
pub(crate) fn LessonCard(
    course: &Slice<Course>,
    timeline: &Slice<Timeline>,
    connection: ConnectionId,
) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let folded = use_state(|| false);
    let kind = course.running.as_ref().map(|running| (running.step, running.current().kind));
    use_effect_with(kind, |kind| {
        let types = matches!(kind, Some((_, Kind::Do | Kind::Explore)));
        if types && !platform::matches_media(TOUCH) {
            platform::focus("command");
        }
    });
    let Some(running) = &course.running else { return Html::default() };
    let head = &running.lesson.head;
    let (number, count) = ((running.step + 1).to_string(), running.lesson.steps.len().to_string());
    let place = texts.format(Key::LessonStep, &[("step", &number), ("count", &count)]);
    let player = &timeline.player;
    let standing = running.standing(player, connection);
    let done = running.is_done_with(&standing);
    let button = |key: Key, shortcut: Option<&'static str>, message: Msg| {
        html! {
            <button class="plain" type="button" aria-keyshortcuts={shortcut} onclick={dispatch.sending(message)}>
                { texts.text(key) }
            </button>
        }
    };
    let quiet = |key: Key, sign: Icon, pressed: Option<bool>, onclick: Callback<MouseEvent>| {
        let name = texts.text(key);
        html! {
            <button class="quiet" type="button" aria-label={name} title={name}
                aria-pressed={pressed.map(|pressed| pressed.to_string())} {onclick}>{ icon(sign) }</button>
        }
    };
    let fold = {
        let folded = folded.clone();
        Callback::from(move |_: MouseEvent| folded.set(!*folded))
    };
    let demonstrate = if running.demonstrates {
        (Key::LessonStop, Icon::PAUSE)
    } else {
        (Key::LessonDemonstrate, Icon::PLAY)
    };
    let step = running.current();
    let shows = matches!(step.kind, Kind::Do | Kind::Explore) && !step.lines.lines.is_empty();
    html! {
        <section class={classes!("lesson", folded.then_some("is-folded"))} aria-label={texts.text(Key::LessonCard)}
            data-lesson={head.id.clone()} data-step={number} data-done={done.then_some("")}>
            <header>
                <h3>{ paragraphs(texts, &head.title).next() }</h3>
                <span class="lesson-place">{ place }</span>
                { quiet(demonstrate.0, demonstrate.1, None, dispatch.sending(Msg::Demonstrate)) }
                { quiet(Key::LessonAgain, Icon::ANEW, None, dispatch.sending(Msg::Again)) }
                { quiet(Key::LessonFold, Icon::LAST, Some(*folded), fold) }
                { quiet(Key::LessonLeave, Icon::CROSS, None, dispatch.sending(Msg::Leave)) }
            </header>
            <div class="lesson-body" key={running.step}>
                <div class="lesson-text" aria-live="polite">{ for paragraphs(texts, &step.text).map(|it| html! { <p>{ it }</p> }) }</div>
                { goals(texts, running, &standing) }
                { answers(&dispatch, texts, running, timeline) }
                { tries(texts, running) }
                <div class="lesson-said" aria-live="polite">
                    { for step.hints.iter().take(running.visit().hints).map(|hint| said(texts, "is-hint", None, hint)) }
                    if done && step.kind == Kind::Do {
                        <p class="is-right">{ texts.text(Key::LessonSolved) }</p>
                    }
                    if running.is_last() && done {
                        <p>{ texts.text(Key::LessonEnd) }{ before_and_after(texts, course, running) }</p>
                    }
                </div>
            </div>
            <footer>
                if running.step > 0 { { button(Key::LessonBack, Some("b"), Msg::Turn(-1)) } }
                if running.visit().hints < step.hints.len() { { button(Key::LessonHint, Some("h"), Msg::Hint) } }
                if shows { { button(Key::LessonShowMe, Some("m"), Msg::ShowMe) } }
                if step.kind == Kind::Watch { { button(Key::LessonPlay, Some("p"), Msg::Play) } }
                <span class="spring"></span>
                if running.is_last() {
                    { button(Key::LessonFinish, None, Msg::Leave) }
                } else {
                    <button class={if done { "primary" } else { "plain" }} type="button" aria-keyshortcuts="n"
                        onclick={dispatch.sending(Msg::Turn(1))}>{ texts.text(Key::LessonNext) }</button>
                }
            </footer>
        </section>
    }
}

/// A text's paragraphs, protocol text in the console's type.
pub(crate) fn paragraphs(texts: Texts, text: &Text) -> impl Iterator<Item = Html> {
    text.paragraphs(texts.0.tag()).map(|paragraph| {
        let piece = |piece: lesson::Piece| match piece.is_protocol {
            true => html! { <code lang="en">{ piece.text }</code> },
            false => piece.text.into(),
        };
        lesson::pieces(paragraph).map(piece).collect::<Html>()
    })
}

fn said(texts: Texts, class: &'static str, lead: Option<Key>, text: &Text) -> Html {
    let lead = lead.map(|key| html! { <b>{ texts.text(key) }{ " " }</b> });
    html! { <p {class}>{ lead }{ for paragraphs(texts, text) }</p> }
}

fn goals(texts: Texts, running: &Running, standing: &Standing) -> Html {
    let step = running.current();
    if step.kind != Kind::Do {
        return Html::default();
    }
    let goal = |(goal, met): (&lesson::Goal, &bool)| {
        let says = texts.text(if *met { Key::LessonMet } else { Key::LessonUnmet });
        let own = paragraphs(texts, &goal.text).next();
        html! {
            <li data-goal="" data-met={met.to_string()}>
                { own.unwrap_or_else(|| lesson_words::words(goal, texts.0).into()) }
                <span class="sr-only">{ " – " }{ says }</span>
            </li>
        }
    };
    let avoids = step.avoids.iter().chain(&running.lesson.head.avoids);
    let broken = avoids.zip(&standing.broken).filter(|(_, broken)| **broken);
    html! {
        <>
            <ul class="lesson-goals" aria-label={texts.text(Key::LessonGoals)}>
                { for step.goals.iter().zip(&standing.met).map(goal) }
            </ul>
            { for broken.map(|(avoided, _)| html! {
                <p class="is-wrong" role="alert">
                    { for paragraphs(texts, &avoided.text) }{ " " }{ texts.text(Key::LessonBroken) }
                </p>
            }) }
        </>
    }
}

/// The answers to choose from, and the replies to those that were chosen.
fn answers(dispatch: &Dispatch, texts: Texts, running: &Running, timeline: &Timeline) -> Html {
    let (step, visit) = (running.current(), running.visit());
    if step.answers.is_empty() {
        return Html::default();
    }
    // The prediction's reply waits until the lines were played.
    let tells = timeline.motion == crate::app::timeline::Motion::Still;
    let closed = match step.kind {
        Kind::Predict => !visit.answers.is_empty(),
        _ => visit.answers.last().copied() == step.right(),
    };
    let answer = |(index, answer): (usize, &Answer)| {
        let chosen = visit.answers.contains(&index);
        let shown = tells && (chosen || closed && answer.is_right);
        if tells && closed && !shown {
            return Html::default();
        }
        let sign = shown.then_some(if answer.is_right { "true" } else { "false" });
        let lead = if answer.is_right { Key::LessonRight } else { Key::LessonWrong };
        html! {
            <li data-right={sign}>
                <button class="answer" type="button" data-guess={(index + 1).to_string()} aria-pressed={chosen.to_string()}
                    aria-disabled={closed.to_string()} onclick={dispatch.sending(Msg::Answer(index))}>
                    { for paragraphs(texts, &answer.text) }
                </button>
                if shown && (chosen || step.kind == Kind::Predict) {
                    { said(texts, if answer.is_right { "is-right" } else { "is-wrong" }, Some(lead), &answer.because) }
                }
            </li>
        }
    };
    html! {
        <ol class="lesson-answers" aria-label={texts.text(Key::LessonAnswers)} aria-live="polite">
            { for step.answers.iter().enumerate().map(answer) }
        </ol>
    }
}

/// The lines that a step proposes to try.
fn tries(texts: Texts, running: &Running) -> Html {
    let step = running.current();
    if step.kind != Kind::Explore {
        return Html::default();
    }
    let lines = step.lines.lines.iter().filter_map(|line| match &line.item {
        Item::Send { text, .. } => {
            Some(lesson::untagged(&String::from_utf8_lossy(&text.octets())).trim_end().to_owned())
        }
        _ => None,
    });
    html! {
        <ul class="lesson-tries" aria-label={texts.text(Key::LessonTry)}>
            { for lines.map(|line| html! { <li><code lang="en">{ line }</code></li> }) }
        </ul>
    }
}

/// After the questions behind a protocol's lessons: how many were known before, and now.
fn before_and_after(texts: Texts, course: &Course, running: &Running) -> Html {
    let Some([before, now, all]) = course.change_since_before(running) else { return Html::default() };
    let [before, now, all] = [before, now, all].map(|number| number.to_string());
    let args = [("before", &*before), ("after", &*now), ("all", &*all)];
    html! { <>{ " " }<b>{ texts.format(Key::LessonBeforeAfter, &args) }</b></> }
}
