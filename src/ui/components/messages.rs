//! The messages of one mailbox, and what the last turn changed in it.

use crate::app::mailbox_rows::{EDGE, Row, Sign, rows};
use crate::engine::mail::{Message, SUMMARY_MAX, summary};
use crate::i18n::{Key, Lang, format, text};
use crate::ui::element::{beside, el, when};
use crate::ui::hooks::rest::use_rest;
use crate::ui::part::{Draw, Page, part_of};
use std::rc::Rc;
use web_sys::Element;
use yew::functional::Hook;
use yew::prelude::*;

/// How many rows may be new in one frame; else there are [`FEW`] at each end of the table at first, and the others
/// come as soon as nothing else happens.
const AT_ONCE: usize = 24;
const FEW: usize = 8;

/// What the table shows.
#[derive(Default, PartialEq)]
struct Shown {
    /// The language, the account and the mailbox.
    of: (Lang, Rc<str>, Rc<str>),
    rows: Vec<Row>,
    /// Where the cursor stands; 0 where it does not matter, because no row has changed.
    cursor: usize,
}

/// The table, drawn again when something in it is new.
#[hook]
pub fn use_messages(page: &Page) -> Html {
    let last = use_mut_ref(<(usize, u32, Shown)>::default);
    let mut last = last.borrow_mut();
    let (place, revision, shown) = &mut *last;
    let (account, mailbox) = page.mailbox();
    let cursor = page.player.cursor();
    let rows = |edge| rows(&page.player, page.connection(), &account, &mailbox, edge);
    let mut new = rows(EDGE);
    let is_new = |row: &&Row| shown.rows.iter().all(|there| there.uid != row.uid);
    // At rest the cursor stays where it is.
    let few = *place != cursor && new.iter().filter(is_new).count() > AT_ONCE;
    if few {
        new = rows(FEW);
    }
    *place = cursor;
    let changed = new.iter().any(|row| row.sign.is_some());
    let new =
        Shown { rows: new, of: (page.lang, account, mailbox), cursor: if changed { cursor } else { 0 } };
    if *shown != new {
        *shown = new;
        *revision += 1;
    }
    use_rest(few, (cursor, 0));
    part_of(page, if few { FEW_ROWS } else { ALL_ROWS }, *revision, None)
}

const ALL_ROWS: Draw = |context, page| use_table(page, EDGE).run(context);
const FEW_ROWS: Draw = |context, page| use_table(page, FEW).run(context);

#[hook]
fn use_table(page: &Page, edge: usize) -> Html {
    let lang = page.lang;
    let (account, mailbox) = page.mailbox();
    let frame = use_node_ref();
    let rows = rows(&page.player, page.connection(), &account, &mailbox, edge);
    let changed = rows.iter().position(|row| row.sign.is_some());
    {
        // The first row that changed is in sight.
        let frame = frame.clone();
        use_effect_with((page.player.cursor(), changed), move |_| {
            let Some(frame) = frame.cast::<Element>() else { return };
            if let Ok(Some(row)) = frame.query_selector("tr[data-change]") {
                let (top, height) = (offset(&row, &frame), frame.client_height());
                if top < 30 || top > height - 40 {
                    frame.set_scroll_top(frame.scroll_top() + top - height / 2);
                }
            }
        });
    }
    let name = format(lang, Key::StoreTable, &[("mailbox", &mailbox), ("account", &account)]);
    let head = |class: &'static str, content: Html| {
        el("th").attr("scope", "col").attr("class", class).child(content)
    };
    let change = el("span").attr("class", "sr-only").child(text(lang, Key::StoreChange));
    let heads = el("tr")
        .child(head("sign", change.into()))
        .child(head("number", "#".into()))
        .child(head("number", "UID".into()))
        .child(head("number", text(lang, Key::StoreOctets).into()))
        .child(head("flags", text(lang, Key::StoreFlags).into()))
        .child(head("subject", text(lang, Key::StoreSubject).into()));
    let body = el("tbody").child(rows.iter().map(|row| message(lang, row)).collect::<Html>());
    let table = el("table").attr("aria-label", name.clone()).child(el("thead").child(heads)).child(body);
    let empty = el("p").attr("class", "quiet-text");
    el("div")
        .node(frame)
        .attrs(&[("class", "messages"), ("tabindex", "0"), ("role", "group")])
        .attr("aria-label", name)
        .child(table)
        .maybe(rows.is_empty().then(|| empty.child(text(lang, Key::StoreEmpty))))
        .into()
}

/// How far an element's top is below that of the frame it scrolls in, in CSS pixels.
fn offset(element: &Element, frame: &Element) -> i32 {
    (element.get_bounding_client_rect().top() - frame.get_bounding_client_rect().top()) as i32
}

fn message(lang: Lang, row: &Row) -> Html {
    if row.skipped > 0 {
        let count = row.skipped.to_string();
        let cell = el("td").attr("colspan", "6").child(format(lang, Key::StoreSkipped, &[("count", &count)]));
        return el("tr").key("skipped").attr("class", "skipped").child(cell).into();
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
        let said = el("span").attr("class", "sr-only").child(text(lang, key));
        beside([el("span").attr("aria-hidden", "true").child(sign).into(), said.into()])
    });
    let word = |shown: bool, key: Key| {
        let word = || el("span").attr("class", "mark-word").child(text(lang, key));
        shown.then(|| beside([word().into(), " ".into()]))
    };
    let flags = cell("flags")
        .maybe(word(row.marked, Key::StoreMarked))
        .maybe(word(row.outside, Key::StoreOutside))
        .child(&row.flags);
    el("tr")
        .key(std::format!("{}-{removed}", row.uid))
        .classes(&[when(row.marked, "is-marked"), when(row.outside, "is-outside")])
        .attr("data-uid", row.uid.to_string())
        .attr("data-seq", number.clone().filter(|_| !removed))
        .attr("data-change", sign.map(|(name, ..)| name))
        .child(cell("sign").maybe(signs))
        .child(cell("number").maybe(was).child(number.unwrap_or_else(|| "–".to_owned())))
        .child(cell("number").child(row.uid))
        .child(cell("number").child(if removed { "–".to_owned() } else { grouped(row.size) }))
        .child(flags)
        .child(cell("subject").child(row.message.as_deref().map(subject).unwrap_or_default()))
        .into()
}

fn subject(message: &Message) -> String {
    let summary = summary(message);
    debug_assert!(summary.subject.chars().count() <= SUMMARY_MAX, "summaries are bounded");
    summary.subject
}

/// `15 331`: digits in threes, with a space that does not break.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut result = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            result.push('\u{202f}');
        }
        result.push(digit);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn digits_in_threes() {
        assert_eq!(grouped(860), "860");
        assert_eq!(grouped(15_331), "15\u{202f}331");
        assert_eq!(grouped(1_000_000), "1\u{202f}000\u{202f}000");
    }
}
