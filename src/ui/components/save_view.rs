//! The buttons that save the view of the stage as a file.

use crate::app::clients::Clients;
use crate::app::drawing::draw;
use crate::app::ladder;
use crate::app::preferences::View;
use crate::app::teacher::Teacher;
use crate::ui::components::view_switch::name;
use crate::ui::platform;
use crate::ui::prelude::*;

/// The two buttons.
#[autoprops]
#[component]
pub(crate) fn SaveView(
    timeline: &Slice<Timeline>,
    clients: &Slice<Clients>,
    teacher: &Slice<Teacher>,
    view: View,
    live: bool,
) -> Html {
    let texts = use_texts();
    let button = |form: &'static str| {
        let (timeline, clients, teacher) = (timeline.clone(), clients.clone(), teacher.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let player = &timeline.player;
            let (account, mailbox) = teacher.mailbox(player, clients.connection());
            let conversation = ladder::View { player, clients: &clients, live, lang: texts.0 };
            if let Some(svg) = draw(conversation, view, (&account, &mailbox), texts.text(name(view))) {
                let file = ["postamt-", view.name(), ".", &form.to_ascii_lowercase()].concat();
                match form {
                    "PNG" => platform::download_picture(file, &svg),
                    _ => platform::download(&file, &svg, "image/svg+xml"),
                }
            }
        });
        let label = texts.format(Key::SaveAs, &[("form", form)]);
        html! { <button class="toggle" type="button" aria-label={label.clone()} title={label} {onclick}>{ form }</button> }
    };
    html! { <span class="save-view">{ button("SVG") }{ button("PNG") }</span> }
}
