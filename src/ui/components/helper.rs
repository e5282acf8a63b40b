//! The helper above the prompt: base64 and MD5 where the server waits for them, step by step.

use crate::app::helper::task;
use crate::app::prompt::Msg;
use crate::ui::platform;
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::HtmlInputElement;

/// The helper; empty where nothing has to be computed.
#[autoprops]
#[component]
pub(crate) fn Helper(timeline: &Slice<Timeline>, connection: ConnectionId, draft: &Rc<str>) -> Html {
    let (dispatch, texts) = (use_dispatch(), use_texts());
    let typed = use_state(|| [None::<String>, None]);
    let player = &timeline.player;
    let Some(task) = task(player, connection, draft) else { return Html::default() };
    // A name in the draft comes before the first account's.
    let accounts = || player.lab().store().accounts();
    let in_draft = draft.split(' ').nth(1).filter(|name| !name.is_empty());
    let account = accounts().find(|account| Some(&*account.name) == in_draft).or_else(|| accounts().next());
    let usual = account.map(|account| [account.name.clone(), account.password.clone()]).unwrap_or_default();
    let [name, password]: [String; 2] =
        [0, 1].map(|at| typed[at].clone().unwrap_or_else(|| usual[at].clone()));
    let work = task.work(&name, &password);
    let write = {
        let line = work.line.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.send(Msg::Draft(line.as_str().into()));
            platform::focus("command");
        })
    };
    let field = |at: usize, key: Key, value: &str| {
        let typed = typed.clone();
        let oninput = Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                let mut now = (*typed).clone();
                now[at] = Some(input.value());
                typed.set(now);
            }
        });
        html! {
            <label>{ texts.text(key) }{ " " }<input type="text" autocomplete="off" spellcheck="false" size="10"
                maxlength="200" value={value.to_owned()} {oninput} /></label>
        }
    };
    let title = texts.format(Key::HelperTitle, &[("name", task.name())]);
    html! {
        <details class="helper">
            <summary>{ title }</summary>
            <div class="helper-fields">
                if task.needs_name() { { field(0, Key::HelperName, &name) } }
                if task.needs_password() { { field(1, Key::HelperPassword, &password) } }
            </div>
            <ol>
                { for work.steps.iter().map(|(formula, result)| html! {
                    <li><code>{ formula }</code>{ " = " }<output>{ result }</output></li>
                }) }
            </ol>
            <button class="plain" type="button" onclick={write}>{ texts.text(Key::HelperWrite) }</button>
        </details>
    }
}
