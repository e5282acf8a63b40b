//! QUOTA: the limits of an account (RFC 9208). There is one quota root, which has no name and is that of all
//! mailboxes; without limits there is none.

use super::Answer;
use crate::engine::context::Context;
use crate::engine::imap::response::{Code, Response};
use crate::engine::imap::rules;
use crate::engine::mail::{Account, RESOURCES};
use crate::engine::step::{Rule, Why};

/// RFC 9208 §4.1.1.
pub(super) fn get(account: &str, root: &[u8], context: &Context, out: &mut Vec<Response>) -> Answer {
    match quota(context.store.account(account)).filter(|_| root.is_empty()) {
        Some(quota) => {
            out.push(quota);
            Answer::ok("GETQUOTA completed", &rules::QUOTA)
        }
        None => missing("GETQUOTA"),
    }
}

/// RFC 9208 §4.1.2: "the mailbox name parameter doesn't have to reference an existing mailbox."
pub(super) fn get_root(account: &str, mailbox: &str, context: &Context, out: &mut Vec<Response>) -> Answer {
    let quota = quota(context.store.account(account));
    out.push(Response::QuotaRoot(mailbox.to_owned(), quota.is_some()));
    out.extend(quota);
    Answer::ok("GETQUOTAROOT completed", Why::from(&rules::QUOTA_ROOT).with("mailbox", mailbox))
}

/// RFC 9208 §4.1.3: "Any previous resource limits for the named quota root are discarded, even resource limits
/// not explicitly listed in the SETQUOTA command." Elsewhere only administrators may do it; here everybody may.
pub(super) fn set(
    account: &str,
    root: &[u8],
    limits: &[(String, u64)],
    context: &mut Context,
    out: &mut Vec<Response>,
) -> Answer {
    if !root.is_empty() {
        return missing("SETQUOTA");
    }
    let mut new = [None; 2];
    for (name, limit) in limits {
        let Some(at) = RESOURCES.iter().position(|own| own == name) else {
            let why = Why::from(&rules::QUOTA_CANNOT).with("resource", name);
            return Answer::no("SETQUOTA failed: no such resource", why).with(Code::Cannot);
        };
        new[at] = Some(*limit);
    }
    context.store.set_limits(account, new);
    out.extend(quota(context.store.account(account)));
    Answer::ok("SETQUOTA completed", &rules::QUOTA_SET)
}

/// The NO that new messages deserve, if they are too many: so many octets and messages come, and so many leave
/// for them. RFC 9208 §4.3.1: "The OVERQUOTA response code SHOULD be returned in the tagged NO response to an
/// APPEND/COPY/MOVE when the addition of the message(s) puts the target mailbox over any one of its quota
/// limits."
pub(super) fn over(
    command: &str,
    account: &str,
    coming: (u64, u64),
    leaving: (u64, u64),
    context: &Context,
) -> Option<Answer> {
    let own = context.store.account(account).filter(|own| own.limits != [None; 2])?;
    let (octets, messages) = total(own);
    let before = [octets.div_ceil(1024), messages];
    let octets = (octets + coming.0).saturating_sub(leaving.0);
    let after = [octets.div_ceil(1024), (messages + coming.1).saturating_sub(leaving.1)];
    let grows = |at: &usize| after[*at] > before[*at];
    let at = (0..2).filter(grows).find(|at| own.limits[*at].is_some_and(|limit| after[*at] > limit))?;
    let why = Why::from(&rules::OVER_QUOTA).with("resource", RESOURCES[at]);
    let why = why.with("limit", own.limits[at].unwrap_or_default()).with("after", after[at]);
    Some(Answer::no(format!("{command} failed: over quota"), why).with(Code::OverQuota))
}

fn quota(own: Option<&Account>) -> Option<Response> {
    let own = own?;
    let (octets, messages) = total(own);
    let used = [octets.div_ceil(1024), messages];
    let limited = (0..2).filter_map(|at| Some((RESOURCES[at], used[at], own.limits[at]?)));
    let limited: Vec<_> = limited.collect();
    (!limited.is_empty()).then_some(Response::Quota(limited))
}

/// The octets and the messages of an account.
fn total(own: &Account) -> (u64, u64) {
    let all = own.mailboxes.values().flat_map(|mailbox| mailbox.entries.iter());
    all.fold((0, 0), |(octets, messages), entry| (octets + entry.message.size(), messages + 1))
}

fn missing(command: &str) -> Answer {
    let rule: &'static Rule = &rules::QUOTA_MISSING;
    Answer::no(format!("{command} failed: no such quota root"), rule).with(Code::NonExistent)
}
