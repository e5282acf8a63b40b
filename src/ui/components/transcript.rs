//! Everything that went over one connection's wire, newest at the end.
//!
//! Only the last exchanges are in the document, so that ten thousand of them stay quick; each is rendered
//! once and kept as long as its turn is the same. After a jump those in sight come first, and the others as
//! soon as nothing else happens.

use super::exchange::Exchange;
use super::live;
use crate::engine::{Protocol, Turn};
use crate::i18n::Key;
use crate::ui::element::{beside, el, when};
use crate::ui::hooks::rest::use_rest;
use crate::ui::part::Page;
use crate::ui::state::Motion;
use web_sys::Element;
use yew::prelude::*;

/// How many exchanges are in the document at first, and how many more at each request.
const WINDOW: usize = 50;
/// How many exchanges may be new in one frame: a console of usual size shows no more, and each takes a third of
/// a millisecond.
const AT_ONCE: usize = 8;

/// The exchanges that are in the document.
#[derive(Default)]
struct There {
    whose: u32,
    first: usize,
    last: usize,
    /// How often all of them have become other ones.
    jumps: usize,
}

/// The transcript.
#[hook]
pub fn use_transcript(page: &Page) -> Html {
    let window = use_state(|| WINDOW);
    let log = use_node_ref();
    let there = use_mut_ref(There::default);
    // While the later turns of the last action are still being shown, the transcript has them all.
    let whole = page.motion == Motion::CatchingUp;
    let moments = page.player.moments();
    let end = if whole { moments.len() } else { page.player.cursor() };
    let (cursor, connection) = (page.player.cursor(), page.connection());
    let belongs = |turn: &Turn| turn.connection().is_none_or(|id| id == connection);
    let mut shown: Vec<usize> =
        (0..end).rev().filter(|index| belongs(&moments[*index].turn)).take(*window + 1).collect();
    let more = shown.len() > *window;
    shown.truncate(*window);
    let mut there = there.borrow_mut();
    let (whose, before) = (connection.0, there.first..=there.last);
    let mut new = 0;
    let fits = shown.iter().take_while(|index| {
        new += usize::from(there.whose != whose || !before.contains(index));
        new <= AT_ONCE
    });
    let fits = fits.count();
    let lacks = fits < shown.len();
    // Where none stays, their paper leaves with them: that is quicker than one after the other.
    let jumps = there.jumps + usize::from(there.last > there.first && new.min(AT_ONCE) >= fits);
    shown.truncate(fits);
    shown.reverse();
    let newest = shown.last().copied();
    let (first, last) = (shown.first().copied().unwrap_or_default(), newest.unwrap_or_default());
    *there = There { whose, first, last, jumps };
    use_rest(lacks, (cursor, fits));
    {
        let log = log.clone();
        use_effect_with((newest, connection, end), move |_| {
            if let Some(log) = log.cast::<Element>() {
                // The log is reversed (see the style sheet): its newest line is at 0.
                log.set_scroll_top(0);
            }
        });
    }
    let earlier = more.then(|| {
        let window = window.clone();
        let onclick = Callback::from(move |_: MouseEvent| window.set(*window + WINDOW));
        html! { <button class="link earlier" type="button" {onclick}>{ page.text(Key::TranscriptEarlier) }</button> }
    });
    let connected = shown.iter().any(|index| moments[*index].turn.connection().is_some());
    // A list of its own: beside neighbours without keys Yew compares by place, and would make all of them
    // anew whenever the window moves on by one.
    let exchange = |index: usize| {
        // A bridge's connections have turns of the same places.
        let key = connection.0.wrapping_mul(1 << 16) as usize + index;
        html! {
            <Exchange {key} lang={page.lang} turn={moments[index].turn.clone()} current={index + 1 == cursor} />
        }
    };
    let exchanges: Html = shown.into_iter().map(exchange).collect();
    let paper = el("div")
        .key(jumps)
        .attr("class", "log-paper")
        .maybe(earlier)
        .maybe((!connected).then(|| invitation(page)))
        .child(exchanges);
    el("div")
        .node(log)
        .classes(&["log", when(page.preferences.invisibles, "with-invisibles")])
        .attrs(&[("id", "log"), ("role", "log"), ("tabindex", "0")])
        .attr("data-takes-keys", connected.then_some(""))
        .attr("aria-label", page.text(Key::TranscriptName))
        .child(paper)
        .into()
}

/// What stands in an empty console: three steps, and the accounts.
fn invitation(page: &Page) -> Html {
    let (login, look) = match page.protocol {
        Protocol::Pop3 => (&["USER anna", "PASS geheim"][..], &["STAT", "LIST", "RETR 1", "QUIT"][..]),
        Protocol::Imap => (&["LOGIN anna geheim"][..], &["SELECT INBOX", "FETCH 1 FLAGS", "LOGOUT"][..]),
    };
    let codes = |lines: &[&'static str]| lines.iter().map(|line| el("code").child(*line)).collect::<Html>();
    let accounts = page.player.lab().store().accounts().map(|account| {
        el("li")
            .child(el("code").child(&account.name))
            .child(" / ")
            .child(el("code").child(&account.password))
    });
    let accounts = beside([
        el("p").child(page.text(Key::InvitationAccounts)).into(),
        el("ul").child(accounts.collect::<Html>()).into(),
    ]);
    if let Some(watch) = &page.watch {
        return live::invitation(page, watch, accounts);
    }
    let port = page.protocol.row().port.to_string();
    let steps = el("ol")
        .child(el("li").child(page.format(Key::InvitationConnect, &[("port", &port)])))
        .child(el("li").child(page.text(Key::InvitationLogin)).child(" ").child(codes(login)))
        .child(el("li").child(page.text(Key::InvitationLook)).child(" ").child(codes(look)));
    el("div")
        .attr("class", "invitation")
        .child(el("p").attr("class", "invitation-lead").child(page.text(Key::InvitationLead)))
        .child(steps)
        .child(accounts)
        .into()
}
