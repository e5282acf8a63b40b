//! The places that a lesson's step lights up. They are all over the page, so they are found and marked when it is drawn.

use crate::app::model::Model;
use crate::lesson::Look;
use crate::ui::platform::document;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// The mark.
const MARK: &str = "data-look";

/// Marks the places to look at.
#[hook]
pub(crate) fn use_looks(model: &Model) {
    let running = model.course.running.as_ref();
    let looks: Vec<Look> = running.map_or_else(Vec::new, |running| {
        running.current().looks.iter().chain(&running.also).cloned().collect()
    });
    let protocol = model.clients.protocol;
    let marked = use_mut_ref(|| false);
    use_effect(move || {
        // A page without a lesson is not searched.
        if !marked.replace(!looks.is_empty()) && looks.is_empty() {
            return;
        }
        each(&["[", MARK, "]"].concat(), |element| drop(element.remove_attribute(MARK)));
        for look in looks {
            each(&selector(&look, protocol.chart()), |element| drop(element.set_attribute(MARK, "")));
        }
    });
}

fn each(selector: &str, deed: impl Fn(&Element)) {
    let Ok(found) = document().query_selector_all(selector) else { return };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .for_each(|element| deed(&element));
}

fn selector(look: &Look, chart: &crate::engine::chart::Chart) -> String {
    let by = |attribute: &str, value: &str| {
        ["[", attribute, "=\"", &value.replace(['"', '\\'], ""), "\"]"].concat()
    };
    match look {
        Look::State(name) => by("data-state", name),
        Look::Edge(trigger) => {
            let takes =
                chart.edges.iter().filter(|edge| edge.on.iter().any(|on| on.triggers.contains(trigger)));
            takes.map(|edge| by("data-edge", edge.id)).collect::<Vec<_>>().join(",")
        }
        Look::Command(name) => by("data-command", name),
        Look::Row(uid) => by("data-uid", &uid.to_string()),
        Look::Mailbox(name) => [".mailboxes ", &by("data-mailbox", name)].concat(),
        Look::Pane("diagram") => ".stage".to_owned(),
        Look::Pane(name) => [".", name].concat(),
        Look::Field(role) => [".is-current ", &by("data-role", role.name())].concat(),
        Look::Timer => ".facts meter".to_owned(),
        Look::Control("connect") => [&by("data-act", "connect"), ",.another summary"].concat(),
        Look::Control("greeting") => by("data-choice", "greeting"),
        Look::Control(name) => by("data-act", name),
    }
}
