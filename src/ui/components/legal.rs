//! The commands that are legal now, as buttons that write into the prompt and send nothing.

use crate::app::session_info;
use crate::i18n::Key;
use crate::ui::element::el;
use crate::ui::part::Page;
use crate::ui::platform;
use crate::ui::state::Msg;
use yew::prelude::*;

/// The room for commands before "+ 15": their letters, and so much for each button's edges.
const ROOM: usize = 36;
const EDGES: usize = 3;

/// The buttons; `all` when they are not folded.
pub fn legal(page: &Page, all: &UseStateHandle<bool>) -> Html {
    let chart = session_info::chart(page.protocol);
    let state = session_info::state_of(&page.player, page.connection(), chart);
    let legal = session_info::legal(chart, state, page.player.lab().switches());
    let mut room = ROOM;
    let fits = |name: &&&str| {
        let left = room.checked_sub(name.len() + EDGES);
        room = left.unwrap_or(0);
        left.is_some()
    };
    let first = legal.iter().take_while(fits).count();
    let shown = if **all || legal.len() <= first + 1 { legal.len() } else { first };
    let command = |name: &'static str| {
        let bare = chart.trigger(name).is_some_and(|trigger| trigger.form == name);
        let line = if bare { name.to_owned() } else { std::format!("{name} ") };
        let dispatch = page.dispatch.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            dispatch.dispatch(Msg::Draft(line.as_str().into()));
            platform::focus("command");
        });
        el("button").attrs(&[("class", "command"), ("type", "button")]).onclick(onclick).child(name)
    };
    let rest = legal.len() - shown;
    let toggle = (rest > 0 || **all && legal.len() > first + 1).then(|| {
        let all_now = **all;
        let all = all.clone();
        let onclick = Callback::from(move |_: MouseEvent| all.set(!all_now));
        let label = if all_now { "−".to_owned() } else { std::format!("+ {rest}") };
        let count = rest.to_string();
        let name = match all_now {
            true => page.text(Key::LegalFewer).to_owned(),
            false => page.format(Key::LegalMore, &[("count", &count)]),
        };
        el("button")
            .attrs(&[("class", "link more"), ("type", "button")])
            .truth("aria-expanded", all_now)
            .attr("aria-label", name)
            .onclick(onclick)
            .child(label)
    });
    let title = el("span").attrs(&[("class", "legal-title"), ("id", "legal-title")]);
    el("div")
        .attrs(&[("class", "legal"), ("role", "group"), ("aria-labelledby", "legal-title")])
        .child(title.child(page.text(Key::LegalTitle)))
        .list(legal.iter().take(shown).map(|name| command(name)))
        .maybe(toggle)
        .into()
}
