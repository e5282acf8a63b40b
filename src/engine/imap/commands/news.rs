//! Changes that others make: remembered, and told when the client may be told.

use super::Client;
use super::select;
use crate::engine::connection::ConnectionId;
use crate::engine::context::Context;
use crate::engine::imap::response::{FetchData, Response};
use crate::engine::imap::selection::News;
use crate::engine::imap::sequence::compact;
use crate::engine::mail::{Change, Event, Uid};
use crate::engine::switches::Switch;
use std::sync::Arc;

/// Whether the session must remember the event to tell its client: flags that others change. Messages
/// that come and go need no remembering; the mailbox itself shows them when it is time to tell.
pub(crate) fn concerns(client: &Client, own: ConnectionId, event: &Event) -> bool {
    let Some(selected) = &client.selected else { return false };
    event.by != Some(own)
        && matches!(event.change, Change::Flagged { .. })
        && event.id == selected.mailbox
        && client.account.as_deref() == Some(&*event.account)
}

/// Remembers an event of the store, if it concerns the session.
pub(crate) fn notice(client: &mut Client, own: ConnectionId, event: &Event) {
    if !concerns(client, own, event) {
        return;
    }
    if let (Some(selected), Change::Flagged { uid, .. }) = (&mut client.selected, &event.change) {
        selected.view.flags_changed(*uid);
    }
}

/// Tells the client the changes of the selected mailbox, right before the tagged response. RFC 3501 §7.4.1: "An
/// EXPUNGE response MUST NOT be sent [...] while responding to a FETCH, STORE, or SEARCH command": then `expunges`
/// is false, and removed messages stay in the view.
pub(crate) fn report(client: &mut Client, context: &mut Context, expunges: bool, out: &mut Vec<Response>) {
    let (Some(account), Some(selected)) = (&client.account, &mut client.selected) else { return };
    let rev2 = client.enabled.contains(&Switch::Imap4rev2);
    let from = select::recent_from(account, selected.mailbox, selected.read_only, rev2, context);
    let mailbox = context.store.mailbox_by_id(account, selected.mailbox);
    let news = selected.view.update(mailbox, from, expunges);
    if let Some(mailbox) = mailbox.filter(|mailbox| !Arc::ptr_eq(&mailbox.keywords, &selected.keywords)) {
        // RFC 3501 §7.2.6: FLAGS "identifies the flags [...] that are applicable for this mailbox". §7.1, of
        // PERMANENTFLAGS: "indicates which of the known flags the client can change permanently." So both come before
        // the first FETCH response with a new keyword.
        if !selected.keywords.covers(&mailbox.keywords) {
            out.splice(0..0, select::flags(&mailbox.keywords, selected.read_only));
        }
        selected.keywords = mailbox.keywords.clone();
    }
    let flags = |uid: Uid| {
        let entries = &mailbox?.entries;
        let entry = entries.position(uid).and_then(|position| entries.at(position))?;
        let flags = FetchData::Flags(entry.flags.clone(), selected.view.is_recent(uid));
        let [told, modseq] = selected.told_with(uid, entry.modseq, context.switches);
        // RFC 9051 §7.5.2: "If the server chooses to send unsolicited FETCH responses, they MUST include UID
        // FETCH item. Note that this is a new requirement when compared to [RFC3501]."
        let told = told.or_else(|| rev2.then_some(FetchData::Uid(uid.0)));
        Some([told, Some(flags), modseq].into_iter().flatten().collect())
    };
    if selected.qresync {
        // RFC 7162 §3.2.10.2: "Once a client has issued "ENABLE QRESYNC" [...], the server MUST use the VANISHED
        // response without the EARLIER tag instead of the EXPUNGE response".
        let vanished = news.iter().filter_map(|news| match news {
            News::Expunged(_, uid) => Some(uid.0),
            _ => None,
        });
        let vanished: Vec<u32> = vanished.collect();
        if !vanished.is_empty() {
            out.push(Response::Vanished { earlier: false, uids: compact(&vanished) });
        }
    }
    out.extend(news.into_iter().filter_map(|news| match news {
        News::Expunged(..) if selected.qresync => None,
        News::Expunged(number, _) => Some(Response::Expunge(number)),
        News::Exists(count) => Some(Response::Exists(count)),
        News::Recent(count) => (!rev2).then_some(Response::Recent(count)),
        News::Flags(number, uid) => flags(uid).map(|items| Response::Fetch { number, items }),
    }));
    // RFC 7162 §6: after a while away, a client goes on from the highest mod-sequence that it has seen. Removals
    // that it may not be told yet would be lost to it. "If the HIGHESTMODSEQ response code is received, the client
    // MUST use it even if it has seen higher mod-sequences."
    let known = selected.view.synchronised;
    let is_beyond = |item: &FetchData| matches!(item, FetchData::ModSeq(modseq) if *modseq > known);
    let beyond = out.iter().any(|response| match response {
        Response::Fetch { items, .. } => items.iter().any(is_beyond),
        _ => false,
    });
    if beyond && selected.qresync {
        out.push(select::highest_modseq(known));
    }
}
