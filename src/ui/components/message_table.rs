//! The table of messages, and the last turn's changes in it.

use crate::app::mailbox_rows::{Row, Sign, grouped};
use crate::engine::mail::summary;
use crate::ui::element::{beside, el, when};
use crate::ui::prelude::*;
use std::rc::Rc;
use web_sys::Element;

/// The table.
#[autoprops]
#[component]
pub(crate) fn MessageTable(
    protocol: Protocol,
    rows: &Rc<[Row]>,
    account: &Rc<str>,
    mailbox: &Rc<str>,
    change: &Option<usize>,
    author: &Option<String>,
) -> Html {
    let texts = use_texts();
    let frame = use_node_ref();
    {
        // The first row that changed is in sight.
        let frame = frame.clone();
        let changed = rows.iter().position(|row| row.sign.is_some());
        use_effect_with((*change, changed), move |_| {
            let Some(frame) = frame.cast::<Element>() else { return };
            if let Ok(Some(row)) = frame.query_selector("tr[data-change]") {
                let (top, height) = (offset(&row, &frame), frame.client_height());
                if top < 30 || top > height - 40 {
                    frame.set_scroll_top(frame.scroll_top() + top - height / 2);
                }
            }
        });
    }
    let name = texts.format(Key::StoreTable, &[("mailbox", mailbox), ("account", account)]);
    // RFC 1939 knows no flags: those that the server holds are IMAP's.
    let flags = if protocol.row().uids { Key::StoreFlags } else { Key::StoreFlagsPop3 };
    html! {
        <div class="messages" tabindex="0" role="group" ref={frame} aria-label={name.clone()}>
            <table aria-label={name} data-account={account.clone()} data-mailbox={mailbox.clone()}>
                <thead>
                    <tr>
                        <th scope="col" class="sign"><span class="sr-only">{ texts.text(Key::StoreChange) }</span></th>
                        <th scope="col" class="number">{ "#" }</th>
                        <th scope="col" class="number">{ "UID" }</th>
                        <th scope="col" class="number">{ texts.text(Key::StoreOctets) }</th>
                        <th scope="col" class="flags">{ texts.text(flags) }</th>
                        <th scope="col" class="subject">{ texts.text(Key::StoreSubject) }</th>
                    </tr>
                </thead>
                <tbody>{ for rows.iter().map(|row| message(texts, row, author.as_deref())) }</tbody>
            </table>
            if rows.is_empty() {
                <p class="quiet-text">{ texts.text(Key::StoreEmpty) }</p>
            }
        </div>
    }
}

/// The distance of an element's top from that of the frame it scrolls in, in CSS pixels.
fn offset(element: &Element, frame: &Element) -> i32 {
    (element.get_bounding_client_rect().top() - frame.get_bounding_client_rect().top()) as i32
}

fn message(texts: Texts, row: &Row, author: Option<&str>) -> Html {
    if row.skipped > 0 {
        let count = row.skipped.to_string();
        let cell = el("td").attr("colspan", "6").child(texts.format(Key::StoreSkipped, &[("count", &count)]));
        return el("tr")
            .key(format!("skipped {}", row.number.unwrap_or_default()))
            .attr("class", "skipped")
            .child(cell)
            .into();
    }
    let sign = row.sign.map(|sign| match sign {
        Sign::Added => ("added", "+", Key::ChangeAdded),
        Sign::Flagged => ("flagged", "≠", Key::ChangeFlagged),
        Sign::Removed => ("removed", "−", Key::ChangeRemoved),
        Sign::Marked => ("marked", "✗", Key::ChangeMarked),
        Sign::Unmarked => ("unmarked", "↺", Key::ChangeUnmarked),
        Sign::Renumbered(_) => ("renumbered", "↑", Key::ChangeRenumbered),
    });
    let was = match row.sign {
        Some(Sign::Renumbered(was)) => Some(el("s").attr("class", "was").child(was)),
        _ => None,
    };
    let number = row.number.map(|number| number.to_string());
    let removed = row.sign == Some(Sign::Removed);
    let cell = |class: &'static str| el("td").attr("class", class);
    let signs = sign.map(|(_, sign, key)| {
        let says = [Some(texts.text(key)), author].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let shown = el("span").attr("aria-hidden", "true").attr("title", says.clone()).child(sign);
        beside([shown.into(), el("span").attr("class", "sr-only").child(says).into()])
    });
    let word = |shown: bool, key: Key| {
        let word = || el("span").attr("class", "mark-word").child(texts.text(key));
        shown.then(|| beside([word().into(), " ".into()]))
    };
    let flags = cell("flags")
        .list(word(row.marked, Key::StoreMarked))
        .list(word(row.outside, Key::StoreOutside))
        .child(&row.flags);
    let subject = row.message.as_deref().map(|message| summary(message).subject);
    el("tr")
        .key(format!("{}-{removed}", row.uid))
        .classes(&[when(row.marked, "is-marked"), when(row.outside, "is-outside")])
        .attr("data-uid", row.uid.to_string())
        .attr("data-seq", number.clone().filter(|_| !removed))
        .attr("data-change", sign.map(|(name, ..)| name))
        .child(cell("sign").list(signs))
        .child(cell("number").list(was).child(number.unwrap_or_else(|| "–".to_owned())))
        .child(cell("number").child(row.uid))
        .child(cell("number").child(if removed { "–".to_owned() } else { grouped(row.size) }))
        .child(flags)
        .child(cell("subject").child(subject.unwrap_or_default()))
        .into()
}
