//! The link to a section of an RFC.

use crate::explain;
use yew::prelude::*;

/// A section by its name, leading to it at its publisher's.
pub(crate) fn rfc_link(number: u16, section: &str) -> Html {
    html! {
        <a href={explain::address(number, section)} target="_blank" rel="noreferrer noopener">
            { explain::citation(number, section) }
        </a>
    }
}
