//! Elements made from data: octets, rows of the table, the picture's lines and words, the timeline's marks. Any other
//! element is written with `html!`.

use std::rc::Rc;
use yew::html::IntoPropValue;
use yew::prelude::*;
use yew::virtual_dom::{AttrValue, Key, Listener, VNode, VTag};

/// An element in the making; it becomes [`Html`] as a child, or with `into`.
#[must_use]
pub(crate) struct Element(Rc<VTag>);

/// An element of this name, without anything.
pub(super) fn el(tag: &'static str) -> Element {
    Element(Rc::new(VTag::new(tag)))
}

/// The name if it is wanted: for [`Element::classes`].
pub(super) const fn when(wanted: bool, class: &'static str) -> &'static str {
    if wanted { class } else { "" }
}

impl Element {
    /// With an attribute; none where the value is `None`.
    pub(crate) fn attr<V: IntoPropValue<Option<AttrValue>>>(self, name: &'static str, value: V) -> Self {
        self.put(name, value.into_prop_value())
    }

    /// With attributes that are always the same.
    pub(crate) fn attrs(mut self, pairs: &[(&'static str, &'static str)]) -> Self {
        for (name, value) in pairs {
            self = self.put(name, Some(AttrValue::Static(value)));
        }
        self
    }

    /// With these classes; empty names are passed over.
    pub(crate) fn classes(self, names: &[&str]) -> Self {
        let mut class = String::new();
        for name in names.iter().filter(|name| !name.is_empty()) {
            if !class.is_empty() {
                class.push(' ');
            }
            class.push_str(name);
        }
        let class = (!class.is_empty()).then(|| class.into());
        self.put("class", class)
    }

    /// With a key, by which Yew finds the element again among its brothers.
    pub(crate) fn key(self, key: impl Into<Key>) -> Self {
        let key = key.into();
        self.change(|tag| tag.key = Some(key))
    }

    /// With a reference to what will stand in the document.
    pub(crate) fn node(self, node: NodeRef) -> Self {
        self.change(|tag| tag.node_ref = node)
    }

    /// With another child at the end. What may be missing is a child, too, so that the others keep their places.
    pub(crate) fn child(self, child: impl Into<Html>) -> Self {
        self.add(child.into())
    }

    /// With a list of children, or with one that may be missing.
    pub(crate) fn list(self, children: impl IntoIterator<Item: Into<Html>>) -> Self {
        self.add(children.into_iter().collect())
    }

    /// With something to do on a click.
    pub(crate) fn onclick(self, callback: Callback<MouseEvent>) -> Self {
        self.listen(Rc::new(yew::html::onclick::Wrapper::new(callback)))
    }

    /// With something that listens.
    pub(crate) fn listen(self, listener: Rc<dyn Listener>) -> Self {
        self.change(|tag| {
            tag.add_listener(listener);
        })
    }

    fn put(self, name: &'static str, value: Option<AttrValue>) -> Self {
        match value {
            Some(value) => self.change(|tag| tag.add_attribute(name, value)),
            None => self,
        }
    }

    fn add(self, child: Html) -> Self {
        self.change(|tag| tag.add_child(child))
    }

    fn change(mut self, change: impl FnOnce(&mut VTag)) -> Self {
        // Nobody else has it yet.
        if let Some(tag) = Rc::get_mut(&mut self.0) {
            change(tag);
        }
        self
    }
}

impl From<Element> for Html {
    fn from(element: Element) -> Self {
        VNode::VTag(element.0)
    }
}

/// Parts beside each other, without an element around them.
pub(super) fn beside<const N: usize>(parts: [Html; N]) -> Html {
    parts.into_iter().collect()
}
