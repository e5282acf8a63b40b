//! Accessibility trees as text.

use serde_json::Value;

/// The states that are written, as Chromium names them.
const STATES: [&str; 10] = [
    "level", "checked", "pressed", "selected", "expanded", "disabled", "invalid", "live", "current",
    "posinset",
];

/// The nodes below the one of this element, a line each.
pub(crate) fn below(nodes: &Value, element: &Value) -> String {
    let nodes = nodes.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut text = String::new();
    if let Some(root) = nodes.iter().find(|node| node["backendDOMNodeId"] == *element) {
        write(nodes, root, 0, "", &mut text);
    }
    text
}

fn write(nodes: &[Value], node: &Value, depth: usize, around: &str, text: &mut String) {
    let role = node["role"]["value"].as_str().unwrap_or_default();
    let name = node["name"]["value"].as_str().unwrap_or_default().trim();
    let states: Vec<String> = STATES.iter().filter_map(|state| state_of(node, state)).collect();
    // A text says nothing that the name around it has not said.
    let is_said = role == "StaticText" && (name.is_empty() || around.contains(name));
    let is_box = role == "InlineTextBox"
        || matches!(role, "generic" | "none" | "group" | "SvgRoot") && name.is_empty() && states.is_empty();
    let skipped = node["ignored"] == true || is_said || is_box;
    let (mut depth, mut around) = (depth, around.to_owned());
    if !skipped {
        let role = if role == "StaticText" { "text" } else { role };
        let states = if states.is_empty() { String::new() } else { format!(" [{}]", states.join(", ")) };
        let name = if name.is_empty() {
            String::new()
        } else {
            format!(" \"{}\"", name.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        text.push_str(&format!("{}{role}{name}{states}\n", "  ".repeat(depth)));
        depth += 1;
        node["name"]["value"].as_str().unwrap_or_default().trim().clone_into(&mut around);
    }
    for id in node["childIds"].as_array().into_iter().flatten() {
        if let Some(child) = nodes.iter().find(|child| child["nodeId"] == *id) {
            write(nodes, child, depth, &around, text);
        }
    }
}

/// A state of a node; none where it is the usual one.
fn state_of(node: &Value, state: &str) -> Option<String> {
    let own = node["properties"].as_array()?.iter().find(|own| own["name"] == state)?;
    match &own["value"]["value"] {
        Value::Bool(true) => Some(state.to_owned()),
        Value::String(value) if value == "true" => Some(state.to_owned()),
        Value::String(value) if !matches!(value.as_str(), "false" | "off" | "") => {
            Some(format!("{state} {value}"))
        }
        Value::Bool(false) if matches!(state, "expanded") => Some(format!("not {state}")),
        Value::Number(value) => Some(format!("{state} {value}")),
        _ => None,
    }
}
