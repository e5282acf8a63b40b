//! The handlers of the commands.
//!
//! The rules of this folder:
//! 1. A handler runs only for a command that is valid in the session's state, with mailbox names that are
//!    modified UTF-7 and with sequence numbers that exist; the session has answered everything else.
//! 2. A handler changes [`Client`] and the store, pushes untagged responses, and returns [`Answer`]. It
//!    cannot name a state of the chart; the session fires the machine and sends the tagged response.
//! 3. The session drops the selection whenever the chart is not in "Selected": CLOSE and a failed SELECT
//!    need not do so.
//! 4. A handler pushes no step: the lab turns the store's events into steps.

mod answer;
mod append;
mod capabilities;
mod client;
mod fetch;
mod list;
mod login;
mod mailboxes;
mod news;
mod quota;
mod search;
mod select;
mod sort;
mod store;
mod thread;

pub(super) use answer::{Answer, Verdict};
pub(super) use capabilities::{capabilities, needs_tls, wants_tls};
pub(super) use client::Client;
pub(super) use login::preauthenticate;
pub(super) use news::{concerns, notice, report};

use super::command::{Command, FetchItem, ListOptions, Listing, Order, Request, StatusItem};
use super::response::Response;
use super::rules;
use super::selection::Selection;
use crate::engine::context::Context;

/// Carries a command out. `LOGOUT`, `AUTHENTICATE`, `STARTTLS` and `IDLE` are the session's own: they shape the
/// conversation.
pub(super) fn handle(
    client: &mut Client,
    request: &Request,
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    let command = &request.command;
    let account = client.account.clone().unwrap_or_default();
    if enables_condstore(command) {
        enable_condstore(client, command, context, out);
    }
    match command {
        Command::Capability => {
            out.push(Response::Capability(capabilities::capabilities(client, context)));
            Answer::ok("CAPABILITY completed", &rules::CAPABILITY)
        }
        Command::Noop => Answer::ok("NOOP completed", &rules::NOOP),
        Command::Login { user, password } => login::login(client, user, password, context),
        Command::Select { mailbox, read_only, resync, .. } => {
            select::select(client, mailbox.name(), *read_only, resync.as_ref(), context, out)
        }
        Command::Create(name, uses) => mailboxes::create(&account, name.name(), uses, context),
        Command::Delete(name) => mailboxes::delete(&account, name.name(), context),
        Command::Rename { from, to } => mailboxes::rename(&account, from.name(), to.name(), context),
        Command::Subscribe(name) => mailboxes::subscribe(&account, name.name(), context),
        Command::Unsubscribe(name) => mailboxes::unsubscribe(&account, name.name(), context),
        Command::List(listing) => list::list(client, listing, context, out),
        Command::Lsub(listing) => list::lsub(&account, listing, context, out),
        Command::Status { mailbox, items } => list::status(client, mailbox.name(), items, context, out),
        Command::GetQuota(root) => quota::get(&account, root, context, out),
        Command::GetQuotaRoot(name) => quota::get_root(&account, name.name(), context, out),
        Command::SetQuota { root, limits } => quota::set(&account, root, limits, context, out),
        Command::Append { mailbox, messages } => append::append(&account, mailbox.name(), messages, context),
        Command::Close => select::close(client, context),
        Command::Enable(names) => capabilities::enable(client, names, context, out),
        Command::Id => capabilities::id(out),
        Command::Namespace => capabilities::namespace(out),
        Command::Unselect => select::unselect(client),
        Command::Logout | Command::Authenticate { .. } | Command::StartTls | Command::Idle => not_here(),
        Command::Check
        | Command::Expunge(_)
        | Command::Search { .. }
        | Command::Fetch { .. }
        | Command::Store { .. }
        | Command::Replace { .. }
        | Command::Copy { .. } => {
            let rev2 = client.is_rev2();
            let Some(selected) = &mut client.selected else { return not_here() };
            handle_selected(&account, selected, rev2, request, context, out)
        }
    }
}

fn handle_selected(
    account: &str,
    selected: &mut Selection,
    rev2: bool,
    request: &Request,
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    let Request { tag, trigger, command } = request;
    match command {
        Command::Check => Answer::ok("CHECK completed", &rules::CHECK),
        Command::Expunge(uids) => select::expunge(account, selected, uids.as_ref(), context),
        Command::Search { order, uid, returns, charset, key } => {
            // RFC 9051 §6.4.4: the result is told by ESEARCH, asked for or not, and strings are UTF-8.
            let esearch = rev2 && *order == Order::Number;
            let (uid, returns) = (*uid, returns.or(esearch.then(Default::default)));
            let charset = charset.as_deref().or(rev2.then_some("UTF-8"));
            let search = search::Search { command: trigger.name(), order, tag, uid, returns, charset, key };
            search::search(account, selected, search, context, out)
        }
        Command::Fetch { uid, set, items, since, vanished } => {
            let what = fetch::What { uid: *uid, items, since: *since, vanished: *vanished };
            fetch::fetch(account, selected, set, what, context, out)
        }
        Command::Store { uid, set, mode, silent, flags, unchanged } => {
            let change = store::Change { mode: *mode, flags, silent: *silent, unchanged: *unchanged };
            store::store(account, selected, set, *uid, change, context, out)
        }
        Command::Replace { .. } => append::replace(account, selected, request, context, out),
        Command::Copy { set, mailbox, .. } => {
            append::copy(account, selected, set, trigger.name(), mailbox.name(), context, out)
        }
        _ => not_here(),
    }
}

/// From now on the client is told mod-sequences. RFC 7162 §3.1: "Once a client issues a CONDSTORE enabling
/// command, it has announced itself as a "CONDSTORE-aware client"."
fn enable_condstore(client: &mut Client, command: &Command, context: &Context, out: &mut Vec<Response>) {
    let Some(account) = client.account.as_ref().filter(|_| !client.condstore) else { return };
    client.condstore = true;
    // The mod-sequence to begin with, for a mailbox that is selected already and stays so.
    if let Some(selected) = &mut client.selected
        && !matches!(command, Command::Select { .. })
        && context.store.mailbox_by_id(account, selected.mailbox).is_some()
    {
        selected.condstore = true;
        out.push(select::highest_modseq(selected.view.synchronised));
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
fn not_here() -> Answer {
    Answer::not_offered("Not available now", &rules::NOT_OFFERED)
}
