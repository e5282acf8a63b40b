//! FETCH: data of messages (RFC 3501 §6.4.5).

use super::Answer;
use super::answer::gone;
use crate::engine::context::Context;
use crate::engine::imap::command::{FetchItem, Partial, Section, SectionText};
use crate::engine::imap::response::{Code, FetchData, Response};
use crate::engine::imap::rules;
use crate::engine::imap::selection::{Selection, present};
use crate::engine::imap::sequence::{PartialRange, SequenceSet, written};
use crate::engine::mail::expunged::{gaps, intersection};
use crate::engine::mail::header::{self, Wanted, subset};
use crate::engine::mail::message_id::message_ids;
use crate::engine::mail::mime::{Encoding, Kind, Structure};
use crate::engine::mail::{Entry, Envelope, Mailbox, Message, SystemFlag, preview};
use crate::engine::sasl::digest::{hex, md5};
use crate::engine::step::Why;
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// Most octets of message contents in the replies to one command; a client that wants more asks again.
const OCTETS_MAX: usize = 64 * 1024 * 1024;

/// The arguments of a FETCH command, besides the set.
#[derive(Clone, Copy, Debug)]
pub(super) struct What<'a> {
    /// `UID FETCH`.
    pub uid: bool,
    /// The items.
    pub items: &'a [FetchItem],
    /// Only messages with a higher mod-sequence.
    pub since: Option<u64>,
    /// Whether messages that are gone are told, too.
    pub vanished: bool,
    /// Only some of the messages of the set.
    pub partial: Option<PartialRange>,
}

/// RFC 3501 §6.4.5, and §6.4.8 with `uid`.
pub(super) fn fetch(
    account: &str,
    selected: &mut Selection,
    set: &SequenceSet,
    What { uid, items, since, vanished, partial }: What,
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    let Some(mailbox) = context.store.mailbox_by_id(account, selected.mailbox) else {
        return gone();
    };
    if let Some(since) = since.filter(|_| vanished) {
        // RFC 7162 §3.2.10.1: VANISHED (EARLIER) tells of UIDs that are gone already. Of those that the client
        // still counts, it is told by a VANISHED of its own, behind the FETCH responses.
        let among = intersection(
            &set.resolve(mailbox.uid_next.0.saturating_sub(1)),
            &gaps(selected.view.uids().iter().copied(), mailbox.uid_next),
        );
        out.extend(vanished_earlier(mailbox, &among, since));
    }
    let mut items = distinct(items);
    // RFC 3501 §6.4.8: "server implementations MUST implicitly include the UID message data item as part
    // of any FETCH response caused by a UID command, regardless of whether a UID was specified as a
    // message data item to the FETCH."
    if uid && !items.contains(&&FetchItem::Uid) {
        items.insert(0, &FetchItem::Uid);
    }
    // RFC 7162 §3.1.4.1: "When the CHANGEDSINCE FETCH modifier is specified, it implicitly adds the MODSEQ FETCH
    // message data item".
    let asks_flags = items.contains(&&FetchItem::Flags);
    if since.is_some() && !items.contains(&&FetchItem::ModSeq) {
        items.push(&FetchItem::ModSeq);
    }
    let sees = !selected.read_only && items.iter().any(|item| sets_seen(item));
    let parts = items.iter().any(|item| names_part(item));
    let structure = items.iter().any(|item| matches!(item, FetchItem::Body | FetchItem::BodyStructure));
    let wanted = selected.view.resolve(set, uid);
    let wanted = partial.map_or(&wanted[..], |partial| partial.of(&wanted));
    let entries = mailbox.entries.clone();
    let none = Arc::new(Structure::of(b""));
    let (mut told, mut seen, mut octets, mut missing, mut unchanged) = (0, 0, 0, 0, 0);
    for (number, uid, entry) in present(wanted, &entries) {
        let Some(entry) = entry else { continue };
        if since.is_some_and(|since| entry.modseq <= since) {
            unchanged += 1;
            continue;
        }
        if octets > OCTETS_MAX {
            let why = Why::from(&rules::LIMIT).with("mailbox", &selected.name);
            return Answer::no("FETCH stopped: too much at once", why).with(Code::Limit);
        }
        let (mut flags, mut modseq) = (entry.flags.clone(), entry.modseq);
        let mut also_flags = false;
        if sees && !flags.has(SystemFlag::Seen) {
            // "The \Seen flag is implicitly set; if this causes the flags to change, they SHOULD be
            // included as part of the FETCH responses."
            flags.insert(SystemFlag::Seen.name());
            let by = Some(context.connection);
            let changed = context.store.set_flags(account, selected.mailbox, uid, flags.clone(), by);
            modseq = changed.unwrap_or(modseq);
            also_flags = !asks_flags;
            seen += 1;
        }
        let recent = selected.view.is_recent(uid);
        // Read once for all the items that need it.
        let apart = if parts || structure { entry.message.octets() } else { b"" };
        let structure = if apart.is_empty() { none.clone() } else { Arc::new(Structure::of(apart)) };
        // RFC 3516 §4.3: "If the server does not know how to decode the section's CTE, it MUST fail the
        // request and issue a "NO" response that contains the "UNKNOWN-CTE" extended response code."
        if items.iter().any(|item| is_unknown(item, &structure, apart)) {
            let why = Why::from(&rules::FETCH_UNKNOWN_CTE).with("number", number);
            return Answer::no("FETCH failed: unknown transfer encoding", why).with(Code::UnknownCte);
        }
        // No item stands there twice.
        let tell = |item: &&FetchItem| match item {
            FetchItem::ModSeq => FetchData::ModSeq(modseq),
            FetchItem::Flags => FetchData::Flags(std::mem::take(&mut flags), recent),
            item => tell(item, entry, &structure),
        };
        let mut data: Vec<FetchData> = items.iter().map(tell).collect();
        missing += data.iter().filter(|data| matches!(data, FetchData::Section { data: None, .. })).count();
        if also_flags {
            data.push(FetchData::Flags(flags, recent));
        }
        // Changes by others are told here, too.
        let changed = (asks_flags || also_flags) && selected.view.flags_told(uid);
        if changed || also_flags || modseq != entry.modseq {
            let [uid, modseq] = selected.told_with(uid, modseq, context.switches);
            data.extend(uid.filter(|_| !items.contains(&&FetchItem::Uid)));
            data.extend(modseq.filter(|_| !items.contains(&&FetchItem::ModSeq)));
        }
        octets += data.iter().map(size).sum::<usize>();
        out.push(Response::Fetch { number, items: data });
        told += 1;
    }
    let command = if uid { "UID FETCH" } else { "FETCH" };
    // RFC 2180 §4.1.2: "The server MAY allow the EXPUNGE of a multi-accessed mailbox, and on subsequent
    // FETCH commands return FETCH responses only for non-expunged messages and a tagged NO."
    if !uid && told + unchanged < wanted.len() {
        let why = Why::from(&rules::FETCH_GONE).with("count", wanted.len() - told - unchanged);
        return Answer::no("FETCH failed: some messages have been deleted", why).with(Code::ExpungeIssued);
    }
    let peeks = items.iter().any(|item| matches!(item, FetchItem::Section { peek: true, .. }));
    let rule = match () {
        () if since.is_some() => &rules::FETCH_SINCE,
        () if uid && told == 0 => &rules::UID_UNKNOWN,
        () if missing > 0 => &rules::FETCH_NO_PART,
        () if seen > 0 => &rules::FETCH_SEEN,
        () if selected.read_only && items.iter().any(|item| sets_seen(item)) => &rules::FETCH_READ_ONLY,
        () if peeks => &rules::FETCH_PEEK,
        () if parts => &rules::FETCH_PART,
        () if structure => &rules::FETCH_STRUCTURE,
        () if uid => &rules::UID,
        () => &rules::FETCH,
    };
    let why = Why::from(rule).with("count", if seen > 0 { seen } else { told }).with("command", command);
    Answer::ok(format!("{command} completed"), why)
}

/// The VANISHED (EARLIER) of those among these UIDs that are gone since a mod-sequence; `None` when none is.
pub(super) fn vanished_earlier(
    mailbox: &Mailbox,
    among: &[RangeInclusive<u32>],
    since: u64,
) -> Option<Response> {
    let uids = written(&mailbox.vanished(among, since));
    (!uids.is_empty()).then_some(Response::Vanished { earlier: true, uids })
}

/// Whether an item asks for a part by its number.
fn names_part(item: &FetchItem) -> bool {
    matches!(item, FetchItem::Section { section, .. } if !section.part.is_empty())
}

/// RFC 3501 §6.4.5: RFC822.HEADER is "functionally equivalent to BODY.PEEK[HEADER]", RFC822 to BODY[] and
/// RFC822.TEXT to BODY[TEXT].
fn sets_seen(item: &FetchItem) -> bool {
    matches!(item, FetchItem::Rfc822 | FetchItem::Rfc822Text | FetchItem::Section { peek: false, .. })
}

/// The items without those that stand there twice.
fn distinct(items: &[FetchItem]) -> Vec<&FetchItem> {
    let mut distinct: Vec<&FetchItem> = Vec::with_capacity(items.len());
    for item in items {
        if !distinct.contains(&item) {
            distinct.push(item);
        }
    }
    distinct
}

fn tell(item: &FetchItem, entry: &Entry, structure: &Arc<Structure>) -> FetchData {
    let message = &entry.message;
    match item {
        FetchItem::Envelope => FetchData::Envelope(Box::new(Envelope::of(message.header()))),
        FetchItem::InternalDate => FetchData::InternalDate("INTERNALDATE", entry.internal_date),
        FetchItem::SaveDate => FetchData::InternalDate("SAVEDATE", entry.saved.into()),
        FetchItem::Rfc822 => FetchData::Rfc822("RFC822", message.octets().to_vec()),
        FetchItem::Rfc822Header => FetchData::Rfc822("RFC822.HEADER", message.header().to_vec()),
        FetchItem::Rfc822Text => FetchData::Rfc822("RFC822.TEXT", message.body().to_vec()),
        FetchItem::Rfc822Size => FetchData::Rfc822Size(message.size().try_into().unwrap_or(u32::MAX)),
        FetchItem::Uid => FetchData::Uid(entry.uid.0),
        // Told by the caller, after its changes.
        FetchItem::ModSeq | FetchItem::Flags => FetchData::ModSeq(entry.modseq),
        FetchItem::Preview => FetchData::Preview(preview(message)),
        FetchItem::EmailId => FetchData::EmailId(email_id(message)),
        FetchItem::ThreadId => FetchData::ThreadId(thread_id(message)),
        FetchItem::Section { section, partial, .. } => FetchData::Section {
            section: section.clone(),
            origin: partial.map(|partial| partial.offset),
            data: content(message, structure, section).map(|octets| cut(&octets, *partial).to_vec()),
        },
        FetchItem::Body | FetchItem::BodyStructure => FetchData::Structure {
            message: message.clone(),
            structure: structure.clone(),
            extended: *item == FetchItem::BodyStructure,
        },
    }
}

/// The id of a message: copies have the same, messages with other octets another (RFC 8474 §5.1).
pub(super) fn email_id(message: &Message) -> String {
    hex(&md5(&[message.stored()]))
}

/// The id of the message's thread: all that name the same message first in References have it, and that message itself.
/// RFC 8474 §5.2 leaves the relation to the server, and has the id of a message stay as it is; so it comes of the
/// message's own octets alone, and an answer without References is of the thread that the message it answers begins.
pub(super) fn thread_id(message: &Message) -> String {
    let named = ["References", "In-Reply-To", "Message-ID"];
    let first = |name| message_ids(&header::field(message.header(), name)?.unfolded()).into_iter().next();
    named.into_iter().find_map(first).map_or_else(|| email_id(message), |id| hex(&md5(&[&id])))
}

/// Whether an item asks for something decoded that cannot be.
fn is_unknown(item: &FetchItem, structure: &Structure, octets: &[u8]) -> bool {
    let FetchItem::Section { section, .. } = item else { return false };
    let part = structure.find(&section.part).map(|index| &structure.parts()[index]);
    matches!(section.text, Some(SectionText::Binary | SectionText::BinarySize))
        && part.is_some_and(|part| part.kind == Kind::Leaf && part.encoding(octets) == Encoding::Unknown)
}

/// The octets of a section; `None` for a part that the message does not have.
fn content<'a>(message: &'a Message, structure: &Structure, section: &Section) -> Option<Cow<'a, [u8]>> {
    let octets = message.octets();
    let (mut all, mut header, mut text) = (octets, message.header(), message.body());
    let binary = matches!(section.text, Some(SectionText::Binary | SectionText::BinarySize));
    if binary && section.part.is_empty() {
        return Some(message.stored().into());
    }
    if !section.part.is_empty() {
        let index = structure.find(&section.part)?;
        let part = &structure.parts()[index];
        // RFC 3501 §6.4.5: "The MIME part specifier refers to the [MIME-IMB] header for this part."
        all = &octets[match section.text {
            Some(SectionText::Mime) => part.header.clone(),
            _ => part.body.clone(),
        }];
        if binary && part.kind == Kind::Leaf {
            return Some(part.encoding(octets).decode(all));
        }
        if binary {
            // A part that holds parts has no encoding of its own, and comes as it was stored.
            let stored = message.stored();
            let apart = (stored != octets).then(|| Structure::of(stored));
            let index = apart.as_ref().and_then(|apart| apart.find(&section.part));
            let body = apart.as_ref().zip(index).map(|(apart, index)| apart.parts()[index].body.clone());
            return Some(body.map_or(all, |body| &stored[body]).into());
        }
        if !matches!(section.text, None | Some(SectionText::Mime)) {
            // "The HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, and TEXT part specifiers [...] can be
            // prefixed by one or more numeric part specifiers, provided that the numeric part specifier
            // refers to a part of type MESSAGE/RFC822."
            let inner = structure.children(index).next().filter(|_| part.kind == Kind::Message)?;
            let inner = &structure.parts()[inner];
            (header, text) = (&octets[inner.header.clone()], &octets[inner.body.clone()]);
        }
    }
    Some(match &section.text {
        None | Some(SectionText::Mime | SectionText::Binary | SectionText::BinarySize) => Cow::Borrowed(all),
        Some(SectionText::Header) => Cow::Borrowed(header),
        Some(SectionText::HeaderFields(names)) => Cow::Owned(subset(header, names, Wanted::Named)),
        Some(SectionText::HeaderFieldsNot(names)) => Cow::Owned(subset(header, names, Wanted::Others)),
        Some(SectionText::Text) => Cow::Borrowed(text),
    })
}

/// RFC 3501 §6.4.5: "If the starting octet is beyond the end of the text, an empty string is returned. Any
/// partial fetch that attempts to read beyond the end of the text is truncated as appropriate."
fn cut(octets: &[u8], partial: Option<Partial>) -> &[u8] {
    let Some(Partial { offset, length }) = partial else { return octets };
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(octets.len());
    let end = start.saturating_add(length.get() as usize).min(octets.len());
    &octets[start..end]
}

fn size(data: &FetchData) -> usize {
    match data {
        FetchData::Rfc822(_, octets) => octets.len(),
        FetchData::Section { data, .. } => data.as_ref().map_or(0, Vec::len),
        // Each part has at least a hundred octets of NIL and the like.
        FetchData::Structure { structure, .. } => {
            structure.parts().iter().map(|part| part.header.len() + 100).sum()
        }
        _ => 0,
    }
}
