//! What each command does.
//!
//! The rules of this folder:
//! 1. A handler runs only for a command that is valid in the session's state, with mailbox names that are
//!    modified UTF-7 and with sequence numbers that exist; the session has answered everything else.
//! 2. A handler changes [`State`] and the store, pushes untagged responses, and returns [`Handled`]. It
//!    cannot name a state of the chart; the session fires the machine and sends the tagged response.
//! 3. The session drops the selection whenever the chart is not in "Selected": CLOSE and a failed SELECT
//!    need not do so.
//! 4. A handler pushes no step: the lab turns the store's events into steps.

mod append;
mod capabilities;
mod fetch;
mod list;
mod login;
mod mailboxes;
mod quota;
mod search;
mod select;
mod sort;
mod store;
mod thread;

use super::command::{Command, FetchItem, ListOptions, Listing, Order, StatusItem, Tag};
use super::response::{Code, FetchData, Response};
use super::rules;
use super::selection::{News, Selection};
use super::sequence::compact;
use crate::engine::action::{ConnectionId, Protocol};
use crate::engine::lab::World;
use crate::engine::mail::{Change, Event, Uid};
use crate::engine::step::Why;
use crate::engine::switches::{Switch, Switches};
use std::borrow::Cow;

/// What a session knows besides the states of its charts.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Who is logged in: set by LOGIN, AUTHENTICATE and a PREAUTH greeting.
    pub account: Option<String>,
    /// The selected mailbox: set by SELECT and EXAMINE.
    pub selected: Option<Selection>,
    /// The tag of the command that is being handled.
    pub tag: Option<Tag>,
    /// Whether the line is protected by TLS.
    pub secure: bool,
    /// Whether the client wants to know mod-sequences (RFC 7162 §3.1).
    pub condstore: bool,
    /// The extensions that the client has switched on by ENABLE (RFC 5161).
    pub enabled: Vec<Switch>,
}

impl State {
    /// Whether passwords must not be sent now, because everybody on the way could read them.
    pub fn wants_tls(&self, switches: Switches) -> bool {
        !self.secure && switches.has(Switch::LoginDisabled)
    }

    /// Whether the client speaks IMAP4rev2. RFC 9051 Appendix A: where both versions are announced, "A client that
    /// wants to use IMAP4rev2 MUST issue an "ENABLE IMAP4rev2" command."
    pub fn is_rev2(&self) -> bool {
        self.enabled.contains(&Switch::Imap4rev2)
    }
}

/// How a command turned out: what the tagged response says.
#[derive(Clone, Debug)]
pub struct Handled {
    /// Its status.
    pub verdict: Verdict,
    /// Its response code.
    pub code: Option<Code>,
    /// Its text for people; US-ASCII.
    pub text: Cow<'static, str>,
    /// The rule that explains it.
    pub why: Why,
}

/// The status of a tagged response, as far as handlers decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// `OK`
    Ok,
    /// `NO`
    No,
    /// `BAD`: the command is right, but this server cannot do it (yet); nothing was done.
    NotOffered,
}

impl Handled {
    /// Completed.
    pub fn ok(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::Ok, code: None, text: text.into(), why: why.into() }
    }

    /// Failed.
    pub fn no(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::No, ..Self::ok(text, why) }
    }

    /// Not offered.
    pub fn not_offered(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::NotOffered, ..Self::ok(text, why) }
    }

    /// The same with a response code.
    pub fn with(self, code: Code) -> Self {
        Self { code: Some(code), ..self }
    }
}

/// Does what the command says. `LOGOUT`, `AUTHENTICATE`, `STARTTLS` and `IDLE` are the session's own: they
/// shape the conversation.
pub fn handle(session: &mut State, command: &Command, world: &mut World, out: &mut Vec<Response>) -> Handled {
    let account = session.account.clone().unwrap_or_default();
    if enables_condstore(command) {
        session.enable_condstore(command, world, out);
    }
    match command {
        Command::Capability => {
            out.push(Response::Capability(capabilities(session, world.switches)));
            Handled::ok("CAPABILITY completed", &rules::CAPABILITY)
        }
        Command::Noop => Handled::ok("NOOP completed", &rules::NOOP),
        Command::Login { user, password } => login::login(session, user, password, world),
        Command::Select { mailbox, read_only, resync, .. } => {
            select::select(session, mailbox.name(), *read_only, resync.as_ref(), world, out)
        }
        Command::Create(name, uses) => mailboxes::create(&account, name.name(), uses, world),
        Command::Delete(name) => mailboxes::delete(&account, name.name(), world),
        Command::Rename { from, to } => mailboxes::rename(&account, from.name(), to.name(), world),
        Command::Subscribe(name) => mailboxes::subscribe(&account, name.name(), world),
        Command::Unsubscribe(name) => mailboxes::unsubscribe(&account, name.name(), world),
        Command::List(listing) => list::list(session, listing, world, out),
        Command::Lsub(listing) => list::lsub(&account, listing, world, out),
        Command::Status { mailbox, items } => list::status(session, mailbox.name(), items, world, out),
        Command::GetQuota(root) => quota::get(&account, root, world, out),
        Command::GetQuotaRoot(name) => quota::get_root(&account, name.name(), world, out),
        Command::SetQuota { root, limits } => quota::set(&account, root, limits, world, out),
        Command::Append { mailbox, messages } => append::append(&account, mailbox.name(), messages, world),
        Command::Close => select::close(session, world),
        Command::Enable(names) => capabilities::enable(session, names, world, out),
        Command::Id => capabilities::id(out),
        Command::Namespace => capabilities::namespace(out),
        Command::Unselect => capabilities::unselect(session),
        Command::Logout | Command::Authenticate { .. } | Command::StartTls | Command::Idle => not_here(),
        Command::Check
        | Command::Expunge(_)
        | Command::Search { .. }
        | Command::Fetch { .. }
        | Command::Store { .. }
        | Command::Replace { .. }
        | Command::Copy { .. } => {
            let rev2 = session.is_rev2();
            let Some(selected) = &mut session.selected else { return not_here() };
            handle_selected(&account, selected, (session.tag.as_ref(), rev2), command, world, out)
        }
    }
}

fn handle_selected(
    account: &str,
    selected: &mut Selection,
    (tag, rev2): (Option<&Tag>, bool),
    command: &Command,
    world: &mut World,
    out: &mut Vec<Response>,
) -> Handled {
    match command {
        Command::Check => Handled::ok("CHECK completed", &rules::CHECK),
        Command::Expunge(uids) => select::expunge(account, selected, uids.as_ref(), world),
        Command::Search { order, uid, returns, charset, key } => {
            // RFC 9051 §6.4.4: the result is told by ESEARCH, asked for or not, and strings are UTF-8.
            let esearch = rev2 && *order == Order::Number;
            let (uid, returns) = (*uid, returns.or(esearch.then(Default::default)));
            let charset = charset.as_deref().or(rev2.then_some("UTF-8"));
            let search = search::Search { command: command.name(), order, tag, uid, returns, charset, key };
            search::search(account, selected, search, world, out)
        }
        Command::Fetch { uid, set, items, since, vanished } => {
            let what = fetch::What { uid: *uid, items, since: *since, vanished: *vanished };
            fetch::fetch(account, selected, set, what, world, out)
        }
        Command::Store { uid, set, mode, silent, flags, unchanged } => {
            let change = store::Change { mode: *mode, flags, silent: *silent, unchanged: *unchanged };
            store::store(account, selected, set, *uid, change, world, out)
        }
        Command::Replace { .. } => append::replace(account, selected, command, world, out),
        Command::Copy { set, mailbox, .. } => {
            append::copy(account, selected, set, command, mailbox.name(), world, out)
        }
        _ => not_here(),
    }
}

impl State {
    /// From now on the client is told mod-sequences. RFC 7162 §3.1: "Once a client issues a CONDSTORE enabling
    /// command, it has announced itself as a "CONDSTORE-aware client"."
    fn enable_condstore(&mut self, command: &Command, world: &World, out: &mut Vec<Response>) {
        let Some(account) = self.account.as_ref().filter(|_| !self.condstore) else { return };
        self.condstore = true;
        // Where it begins, for a mailbox that is selected already and stays so.
        if let Some(selected) = &mut self.selected
            && !matches!(command, Command::Select { .. })
            && world.store.mailbox_by_id(account, selected.mailbox).is_some()
        {
            selected.condstore = true;
            out.push(select::highest_modseq(selected.view.synchronised));
        }
    }
}

/// RFC 7162 §3.1: the commands by which a client says that it knows CONDSTORE.
fn enables_condstore(command: &Command) -> bool {
    match command {
        Command::Select { condstore, .. } => *condstore,
        Command::Status { items, .. }
        | Command::List(Listing { options: Some(ListOptions { status: items, .. }), .. }) => {
            items.contains(&StatusItem::HighestModSeq)
        }
        Command::Fetch { items, since, .. } => since.is_some() || items.contains(&FetchItem::ModSeq),
        Command::Store { unchanged, .. } => unchanged.is_some(),
        Command::Search { key, .. } => key.has_modseq(),
        _ => false,
    }
}

/// The chart lets none of these commands reach a handler.
fn not_here() -> Handled {
    Handled::not_offered("Not available now", &rules::NOT_OFFERED)
}

/// What CAPABILITY tells now besides `IMAP4rev1`: only what works (RFC 3501 §6.1.1).
pub fn capabilities(session: &State, switches: Switches) -> Vec<&'static str> {
    let logged_in = session.account.is_some();
    let mut names: Vec<_> = switches.capabilities(Protocol::Imap, logged_in).collect();
    if !logged_in {
        names.extend(switches.mechanisms());
    }
    // Within TLS there is no STARTTLS, and LOGINDISABLED speaks of the clear (RFC 3501 §6.2.1's example).
    let not_now: &[&str] = match session.wants_tls(switches) {
        true => &["AUTH=PLAIN", "AUTH=LOGIN"],
        false if session.secure => &["STARTTLS", "LOGINDISABLED"],
        false => &[],
    };
    // RFC 7888 §5: "servers MUST NOT advertise both of these capabilities at the same time."
    let small = switches.has(Switch::LiteralMinus);
    names.retain(|name| !(not_now.contains(name) || small && *name == "LITERAL+"));
    names
}

/// The NO to a password in the clear. RFC 5530 §3: "PRIVACYREQUIRED: The operation is not permitted due to a
/// lack of privacy."
pub fn needs_tls(command: &str) -> Handled {
    let why = Why::from(&rules::PRIVACY_REQUIRED).with("command", command);
    Handled::no("Not without TLS; use STARTTLS first", why).with(Code::PrivacyRequired)
}

/// Logs the store's first account in, as the PREAUTH greeting does (RFC 3501 §7.1.4); false when the
/// store has none.
pub fn preauthenticate(session: &mut State, world: &World) -> bool {
    session.account = world.store.accounts().next().map(|account| account.name.clone());
    session.account.is_some()
}

/// Whether the session must remember the event to tell its client: flags that others change. Messages
/// that come and go need no remembering; the mailbox itself shows them when it is time to tell.
pub fn concerns(session: &State, own: ConnectionId, event: &Event) -> bool {
    let Some(selected) = &session.selected else { return false };
    event.by != Some(own)
        && matches!(event.change, Change::Flagged { .. })
        && event.id == selected.mailbox
        && session.account.as_deref() == Some(&*event.account)
}

/// Remembers an event of the store, if it concerns the session.
pub fn notice(session: &mut State, own: ConnectionId, event: &Event) {
    if !concerns(session, own, event) {
        return;
    }
    if let (Some(selected), Change::Flagged { uid, .. }) = (&mut session.selected, &event.change) {
        selected.view.flags_changed(*uid);
    }
}

/// Tells the client what has changed in the selected mailbox, right before the tagged response.
/// RFC 3501 §7.4.1: "An EXPUNGE response MUST NOT be sent [...] while responding to a FETCH, STORE, or
/// SEARCH command": then `expunges` is false, and removed messages stay in the view.
pub fn report(session: &mut State, world: &mut World, expunges: bool, out: &mut Vec<Response>) {
    let (Some(account), Some(selected)) = (&session.account, &mut session.selected) else { return };
    let rev2 = session.enabled.contains(&Switch::Imap4rev2);
    let from = select::recent_from(account, selected.mailbox, selected.read_only, rev2, world);
    let mailbox = world.store.mailbox_by_id(account, selected.mailbox);
    let news = selected.view.update(mailbox, from, expunges);
    let flags = |uid: Uid| {
        let entries = &mailbox?.entries;
        let entry = entries.position(uid).and_then(|position| entries.at(position))?;
        let flags = FetchData::Flags(entry.flags.clone(), selected.view.is_recent(uid));
        let [told, modseq] = selected.told_with(uid, entry.modseq, world.switches);
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
    // RFC 7162 §6: the highest mod-sequence that a client has seen is where it goes on after a while away, and
    // what is gone would be lost to it as long as it may not be told. "If the HIGHESTMODSEQ response code is
    // received, the client MUST use it even if it has seen higher mod-sequences."
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
