//! The messages of one mailbox, and what the last turn changed in it.

use crate::engine::mail::{Entry, SUMMARY_MAX, summary};
use crate::i18n::{Key, Lang, format, text};
use crate::ui::holding::{Row, Sign, rows};
use crate::ui::part::Page;
use web_sys::Element;
use yew::prelude::*;

/// The table.
#[hook]
pub fn use_messages(page: &Page) -> Html {
    let lang = page.lang;
    let (account, mailbox) = page.mailbox();
    let frame = use_node_ref();
    let rows = rows(&page.player, page.connection(), &account, &mailbox);
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
    html! {
        <div class="messages" ref={frame} tabindex="0" role="group" aria-label={name.clone()}>
            <table aria-label={name}>
                <thead>
                    <tr>
                        <th scope="col" class="sign"><span class="sr-only">{ text(lang, Key::StoreChange) }</span></th>
                        <th scope="col" class="number">{ "#" }</th>
                        <th scope="col" class="number">{ "UID" }</th>
                        <th scope="col" class="number">{ text(lang, Key::StoreOctets) }</th>
                        <th scope="col" class="flags">{ text(lang, Key::StoreFlags) }</th>
                        <th scope="col" class="subject">{ text(lang, Key::StoreSubject) }</th>
                    </tr>
                </thead>
                <tbody>{ for rows.iter().map(|row| message(lang, row)) }</tbody>
            </table>
            if rows.is_empty() {
                <p class="quiet-text">{ text(lang, Key::StoreEmpty) }</p>
            }
        </div>
    }
}

/// How far an element's top is below that of the frame it scrolls in, in CSS pixels.
fn offset(element: &Element, frame: &Element) -> i32 {
    (element.get_bounding_client_rect().top() - frame.get_bounding_client_rect().top()) as i32
}

fn message(lang: Lang, row: &Row) -> Html {
    if row.skipped > 0 {
        let count = row.skipped.to_string();
        return html! {
            <tr class="skipped" key="skipped"><td colspan="6">{ format(lang, Key::StoreSkipped, &[("count", &count)]) }</td></tr>
        };
    }
    let sign = row.sign.map(|sign| match sign {
        Sign::Added => ("added", "+", Key::ChangeAdded),
        Sign::Flagged => ("flagged", "≠", Key::ChangeFlagged),
        Sign::Removed => ("removed", "−", Key::ChangeRemoved),
        Sign::Marked => ("marked", "✗", Key::ChangeMarked),
        Sign::Unmarked => ("unmarked", "↺", Key::ChangeUnmarked),
        Sign::Renumbered(_) => ("renumbered", "↑", Key::ChangeRenumbered),
    });
    let class = classes!(row.marked.then_some("is-marked"), row.outside.then_some("is-outside"));
    let was = match row.sign {
        Some(Sign::Renumbered(was)) => Some(html! { <s class="was">{ was }</s> }),
        _ => None,
    };
    let number = row.number.map(|number| number.to_string());
    let removed = row.sign == Some(Sign::Removed);
    html! {
        <tr {class} key={std::format!("{}-{removed}", row.uid)} data-uid={row.uid.to_string()}
            data-seq={number.clone().filter(|_| !removed)} data-change={sign.map(|(name, ..)| name)}>
            <td class="sign">
                if let Some((_, sign, key)) = sign {
                    <span aria-hidden="true">{ sign }</span><span class="sr-only">{ text(lang, key) }</span>
                }
            </td>
            <td class="number">{ for was }{ number.unwrap_or_else(|| "–".to_owned()) }</td>
            <td class="number">{ row.uid }</td>
            <td class="number">{ if removed { "–".to_owned() } else { grouped(row.size) } }</td>
            <td class="flags">
                if row.marked { <span class="mark-word">{ text(lang, Key::StoreMarked) }</span>{ " " } }
                if row.outside { <span class="mark-word">{ text(lang, Key::StoreOutside) }</span>{ " " } }
                { &row.flags }
            </td>
            <td class="subject">{ row.entry.as_ref().map(subject).unwrap_or_default() }</td>
        </tr>
    }
}

fn subject(entry: &Entry) -> String {
    let summary = summary(&entry.message);
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
