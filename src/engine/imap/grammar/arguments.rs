//! The arguments of each command but FETCH and SEARCH.

use super::dates::date_time;
use super::fetch::fetch_items;
use super::input::{
    Input, Rule, astring, atom, choice, close, expect, fail, fail_at, fill, group, here, list, list_mailbox,
    message, modseq, nstring, number64, nz_number, offering, open, peek, some, space, string, word,
};
use super::search::{search, sort, thread};
use super::sets::{partial_range, seq_number, sequence_set, set};
use crate::engine::chart::Key;
use crate::engine::field::Field;
use crate::engine::imap::chart::Trigger;
use crate::engine::imap::command::{
    Appended, Command, Flag, ListOptions, Listing, MailboxName, Resync, StatusItem, StoreMode,
};
use crate::engine::imap::sequence::{PartialRange, SeqRange, SequenceSet};
use crate::engine::switches::Switch;
use crate::engine::wire::Role;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use winnow::Parser;
use winnow::combinator::{alt, opt, separated};
use winnow::token::{one_of, take_while};

/// The arguments of a command, from the space behind its name to the end of the line. A command whose form is its name has
/// none.
pub(super) fn of(trigger: Trigger, input: &mut Input) -> Rule<Command> {
    let uid = trigger.name().starts_with("UID ");
    if trigger.row().form != trigger.name() {
        space(input)?;
    }
    match trigger {
        Trigger::Capability => Ok(Command::Capability),
        Trigger::Noop => Ok(Command::Noop),
        Trigger::Logout => Ok(Command::Logout),
        Trigger::Check => Ok(Command::Check),
        Trigger::Close => Ok(Command::Close),
        Trigger::Expunge => Ok(Command::Expunge(None)),
        Trigger::StartTls => Ok(Command::StartTls),
        Trigger::Idle => Ok(Command::Idle),
        Trigger::Namespace => Ok(Command::Namespace),
        Trigger::Unselect => Ok(Command::Unselect),
        Trigger::Login => {
            let user = astring("userid", Role::Argument, Field::Userid).parse_next(input)?;
            space(input)?;
            let password = astring("password", Role::Secret, Field::Password).parse_next(input)?;
            Ok(Command::Login { user, password })
        }
        Trigger::Authenticate => {
            let mechanism =
                expect("auth-type", fill(Role::Argument, Field::AuthType, atom)).parse_next(input)?;
            let mut initial = None;
            if peek(input)? == b' ' {
                space(input)?;
                initial = Some(initial_response(input)?);
                input.state.belongs(Switch::SaslIr);
            }
            Ok(Command::Authenticate { mechanism: mechanism.to_ascii_uppercase(), initial })
        }
        Trigger::Enable => {
            let name = |input: &mut Input| {
                expect("capability", fill(Role::Argument, Field::Capability, atom)).parse_next(input)
            };
            Ok(Command::Enable(separated(1.., name, space).parse_next(input)?))
        }
        Trigger::Id => id(input),
        Trigger::Select => select(false, input),
        Trigger::Examine => select(true, input),
        Trigger::Create => create(input),
        Trigger::Delete => mailbox.map(Command::Delete).parse_next(input),
        Trigger::Subscribe => mailbox.map(Command::Subscribe).parse_next(input),
        Trigger::Unsubscribe => mailbox.map(Command::Unsubscribe).parse_next(input),
        Trigger::Rename => {
            let from = mailbox(input)?;
            space(input)?;
            Ok(Command::Rename { from, to: mailbox(input)? })
        }
        Trigger::List => extended_list(input),
        Trigger::Lsub => {
            let reference = reference(input)?;
            space(input)?;
            let pattern = list_mailbox(input)?;
            let patterns = vec![MailboxName::from_wire(&pattern, input.state.utf8)];
            Ok(Command::Lsub(Listing { reference, patterns, options: None }))
        }
        Trigger::Status => status(input),
        Trigger::GetQuota => astring("quota-root-name", Role::Argument, Field::QuotaRoot)
            .map(Command::GetQuota)
            .parse_next(input),
        Trigger::GetQuotaRoot => mailbox.map(Command::GetQuotaRoot).parse_next(input),
        Trigger::SetQuota => set_quota(input),
        Trigger::Append => append(input),
        Trigger::Search | Trigger::UidSearch => search(uid, input),
        Trigger::Sort | Trigger::UidSort => sort(uid, input),
        Trigger::Thread | Trigger::UidThread => thread(uid, input),
        Trigger::Fetch | Trigger::UidFetch => {
            let set = set(uid, input)?;
            space(input)?;
            let items = fetch_items(input)?;
            let Modifiers { since, vanished, partial } = fetch_modifiers(uid, input)?;
            Ok(Command::Fetch { uid, set, items, since, vanished, partial })
        }
        Trigger::Store | Trigger::UidStore => store(uid, input),
        Trigger::Replace | Trigger::UidReplace => {
            // RFC 8508 §5: `replace = "REPLACE" SP seq-number SP mailbox append-message`
            let field = if uid { Field::Uid } else { Field::MsgNumber };
            let number = expect("seq-number", fill(Role::Set, field, seq_number)).parse_next(input)?;
            let set = SequenceSet::new(vec![SeqRange { first: number, last: number }]);
            space(input)?;
            let mailbox = mailbox(input)?;
            let message = append_message(true, input)?;
            set.map_or_else(fail, |set| Ok(Command::Replace { uid, set, mailbox, message }))
        }
        Trigger::UidExpunge => Ok(Command::Expunge(Some(set(true, input)?))),
        Trigger::Copy | Trigger::UidCopy | Trigger::Move | Trigger::UidMove => {
            let set = set(uid, input)?;
            space(input)?;
            Ok(Command::Copy {
                moves: matches!(trigger, Trigger::Move | Trigger::UidMove),
                uid,
                set,
                mailbox: mailbox(input)?,
            })
        }
        Trigger::GreetingOk | Trigger::GreetingPreauth | Trigger::GreetingBye => fail(),
        Trigger::Timeout | Trigger::Disconnect | Trigger::Shutdown => fail(),
    }
}

/// RFC 4959 §7: `authenticate = "AUTHENTICATE" [SP initial-resp] *(CRLF [base64])`,
/// `initial-resp = (base64 / "=")`.
fn initial_response(input: &mut Input) -> Rule<Vec<u8>> {
    let rule = |input: &mut Input| -> Rule<Vec<u8>> {
        let fits = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'/' | b'=');
        let text: &[u8] = take_while(1.., fits).parse_next(input)?;
        if text == b"=" || BASE64_STANDARD.decode(text).is_ok() { Ok(text.to_vec()) } else { fail() }
    };
    expect("initial-resp", fill(Role::Secret, Field::InitialResp, rule)).parse_next(input)
}

/// RFC 2971 §4: `id = "ID" SPACE id_params_list`, `id_params_list = "(" #(string SPACE nstring) ")" / nil`.
fn id(input: &mut Input) -> Rule<Command> {
    if peek(input)? == b'(' {
        list(input, &mut |input| {
            string("string", Field::IdField, input)?;
            space(input)?;
            nstring(Field::IdValue, input).map(drop)
        })?;
    } else {
        choice("nil", Field::IdField, &["NIL"], input)?;
    }
    Ok(Command::Id)
}

/// RFC 3501 §9: `mailbox = "INBOX" / astring`.
fn mailbox(input: &mut Input) -> Rule<MailboxName> {
    named(Field::Mailbox, input)
}

/// LIST's first argument: a `mailbox` as well, for the grammar.
fn reference(input: &mut Input) -> Rule<MailboxName> {
    named(Field::Reference, input)
}

fn named(field: Field, input: &mut Input) -> Rule<MailboxName> {
    let octets = astring("mailbox", Role::Mailbox, field).parse_next(input)?;
    Ok(MailboxName::from_wire(&octets, input.state.utf8))
}

/// RFC 4466 §2.1: `select = "SELECT" SP mailbox [select-params]`,
/// `select-params = SP "(" select-param *(SP select-param) ")"`.
fn select(read_only: bool, input: &mut Input) -> Rule<Command> {
    let mailbox = mailbox(input)?;
    let (mut condstore, mut resync) = (false, None);
    if peek(input)? == b' ' {
        space(input)?;
        some(input, &mut |input| {
            if choice("select-param", Field::SelectParam, &["CONDSTORE", "QRESYNC"], input)? == 0 {
                input.state.belongs(Switch::Condstore);
                condstore = true;
            } else {
                input.state.belongs(Switch::Qresync);
                space(input)?;
                resync = Some(resync_data(input)?);
            }
            Ok(())
        })?;
    }
    Ok(Command::Select { mailbox, read_only, condstore, resync })
}

/// RFC 7162 §7: `"(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")"`,
/// `seq-match-data = "(" known-sequence-set SP known-uid-set ")"`.
fn resync_data(input: &mut Input) -> Rule<Resync> {
    open(input)?;
    let validity =
        expect("uidvalidity", fill(Role::Number, Field::UidValidity, nz_number)).parse_next(input)?.get();
    space(input)?;
    let mut resync = Resync { validity, modseq: modseq(1, input)?, known: None, matched: None };
    while peek(input)? == b' ' && resync.matched.is_none() {
        space(input)?;
        if peek(input)? == b'(' {
            open(input)?;
            let numbers = fixed_set("known-sequence-set", Field::KnownSequenceSet, input)?;
            space(input)?;
            let start = here(input);
            let uids = fixed_set("known-uid-set", Field::KnownUidSet, input)?;
            if numbers.size() != uids.size() {
                return fail_at(input, start, "known-uid-set");
            }
            resync.matched = Some((numbers, uids));
            close(input)?;
        } else if resync.known.is_none() {
            resync.known = Some(fixed_set("known-uids", Field::KnownUids, input)?);
        } else {
            return fail_at(input, here(input), "seq-match-data");
        }
    }
    close(input)?;
    Ok(resync)
}

/// RFC 7162 §7: a `sequence-set` in which `"*" is not allowed`; nor is `$`, an earlier result.
fn fixed_set(term: &'static str, field: Field, input: &mut Input) -> Rule<SequenceSet> {
    let start = here(input);
    let set = sequence_set(field, input)?;
    if set.is_saved() || set.has_largest() { fail_at(input, start, term) } else { Ok(set) }
}

/// The modifiers of FETCH.
#[derive(Default)]
struct Modifiers {
    since: Option<u64>,
    vanished: bool,
    partial: Option<PartialRange>,
}

/// RFC 4466 §2.4: `fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")"`; RFC 7162 §7:
/// `chgsince-fetch-mod = "CHANGEDSINCE" SP mod-sequence-value`, `rexpunges-fetch-mod = "VANISHED" ;; It is only
/// allowed in the UID FETCH command.`; RFC 9394 §3.3: "The PARTIAL extension also extends the UID FETCH command".
fn fetch_modifiers(uid: bool, input: &mut Input) -> Rule<Modifiers> {
    let Modifiers { mut since, mut vanished, mut partial } = Modifiers::default();
    if peek(input)? == b' ' {
        space(input)?;
        let modifiers = if uid { &["CHANGEDSINCE", "VANISHED", "PARTIAL"][..] } else { &["CHANGEDSINCE"] };
        some(input, &mut |input| {
            match choice("fetch-modifier", Field::FetchModifier, modifiers, input)? {
                0 => {
                    input.state.belongs(Switch::Condstore);
                    space(input)?;
                    since = Some(modseq(1, input)?);
                }
                1 => {
                    input.state.belongs(Switch::Qresync);
                    vanished = true;
                }
                _ => {
                    space(input)?;
                    partial = Some(partial_range(input)?);
                }
            }
            Ok(())
        })?;
    }
    // RFC 7162 §3.2.6: "The VANISHED UID FETCH modifier MUST only be specified together with the CHANGEDSINCE UID
    // FETCH modifier."
    if vanished && since.is_none() {
        return fail_at(input, here(input), "CHANGEDSINCE");
    }
    Ok(Modifiers { since, vanished, partial })
}

/// RFC 4466 §6: `create = "CREATE" SP mailbox [create-params]`, of which RFC 6154 §6:
/// `create-param =/ "USE" SP "(" [use-attr *(SP use-attr)] ")"`.
fn create(input: &mut Input) -> Rule<Command> {
    let mailbox = mailbox(input)?;
    let mut uses = Vec::new();
    if peek(input)? == b' ' {
        space(input)?;
        input.state.belongs(Switch::SpecialUse);
        some(input, &mut |input| {
            choice("create-param", Field::CreateParam, &["USE"], input)?;
            space(input)?;
            list(input, &mut |input| {
                let attribute = |input: &mut Input| -> Rule<String> {
                    one_of(b'\\').parse_next(input)?;
                    atom(input)
                };
                let name =
                    expect("use-attr", fill(Role::Flag, Field::UseAttr, attribute)).parse_next(input)?;
                uses.push(format!("\\{name}"));
                Ok(())
            })
        })?;
    }
    Ok(Command::Create(mailbox, uses))
}

/// RFC 5258 §6: `list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]`.
fn extended_list(input: &mut Input) -> Rule<Command> {
    let mut options = ListOptions::default();
    let mut extended = false;
    if peek(input)? == b'(' {
        extended = true;
        input.state.belongs(Switch::ListExtended);
        select_options(&mut options, input)?;
        space(input)?;
    }
    let reference = reference(input)?;
    space(input)?;
    let mut patterns = Vec::new();
    if peek(input)? == b'(' {
        // `patterns = "(" list-mailbox *(SP list-mailbox) ")"`
        extended = true;
        input.state.belongs(Switch::ListExtended);
        open(input)?;
        patterns = separated(1.., list_mailbox, space).parse_next(input)?;
        close(input)?;
    } else {
        patterns.push(list_mailbox(input)?);
    }
    if peek(input)? == b' ' {
        extended = true;
        space(input)?;
        input.state.belongs(Switch::ListExtended);
        return_options(&mut options, input)?;
    }
    let utf8 = input.state.utf8;
    let patterns = patterns.iter().map(|octets| MailboxName::from_wire(octets, utf8)).collect();
    Ok(Command::List(Listing { reference, patterns, options: extended.then_some(options) }))
}

/// RFC 5258 §6: "If a list-select-mod-opt appears, then a list-select-base-opt must also appear", which is
/// SUBSCRIBED. REMOTE adds nothing: all mailboxes are here.
fn select_options(options: &mut ListOptions, input: &mut Input) -> Rule<()> {
    list(input, &mut |input| {
        let names = ["SUBSCRIBED", "REMOTE", "RECURSIVEMATCH", "SPECIAL-USE"];
        match choice("list-select-opt", Field::ListSelectOpt, &names, input)? {
            0 => options.subscribed = true,
            1 => {}
            2 => options.recursive = true,
            _ => {
                input.state.belongs(Switch::SpecialUse);
                options.special_use = true;
            }
        }
        Ok(())
    })?;
    if options.recursive && !options.subscribed {
        let end = here(input) - 1;
        return fail_at(input, end, "list-select-base-opt");
    }
    Ok(())
}

/// RFC 5258 §6: `list-return-opts = "RETURN" SP "(" [return-option *(SP return-option)] ")"`; RFC 5819 §4:
/// `return-option =/ "STATUS" SP "(" status-att *(SP status-att) ")"`.
fn return_options(options: &mut ListOptions, input: &mut Input) -> Rule<()> {
    choice("list-return-opts", Field::ReturnOption, &["RETURN"], input)?;
    space(input)?;
    list(input, &mut |input| {
        let names = ["SUBSCRIBED", "CHILDREN", "SPECIAL-USE", "STATUS"];
        match choice("return-option", Field::ReturnOption, &names, input)? {
            0 => options.tell_subscribed = true,
            1 => options.tell_children = true,
            // The uses of mailboxes are always told.
            2 => input.state.belongs(Switch::SpecialUse),
            _ => {
                input.state.belongs(Switch::ListStatus);
                space(input)?;
                options.status = status_items(input)?;
            }
        }
        Ok(())
    })
}

/// RFC 3501 §9: `status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"`.
fn status(input: &mut Input) -> Rule<Command> {
    let mailbox = mailbox(input)?;
    space(input)?;
    Ok(Command::Status { mailbox, items: status_items(input)? })
}

fn status_items(input: &mut Input) -> Rule<Vec<StatusItem>> {
    open(input)?;
    let names = StatusItem::ALL.map(StatusItem::name);
    let mut item = |input: &mut Input| -> Rule<StatusItem> {
        let item = StatusItem::ALL[choice("status-att", Field::StatusAtt, &names, input)?];
        match item {
            StatusItem::Size => input.state.belongs(Switch::StatusSize),
            StatusItem::HighestModSeq => input.state.belongs(Switch::Condstore),
            StatusItem::AppendLimit => input.state.belongs(Switch::AppendLimit),
            StatusItem::MailboxId => input.state.belongs(Switch::ObjectId),
            StatusItem::DeletedStorage => input.state.belongs(Switch::Quota),
            _ => {}
        }
        Ok(item)
    };
    let items = separated(1.., &mut item, space).parse_next(input)?;
    close(input)?;
    Ok(items)
}

/// RFC 9208 §7: `setquota = "SETQUOTA" SP quota-root-name SP setquota-list`,
/// `setquota-list = "(" [setquota-resource *(SP setquota-resource)] ")"`.
fn set_quota(input: &mut Input) -> Rule<Command> {
    let root = astring("quota-root-name", Role::Argument, Field::QuotaRoot).parse_next(input)?;
    space(input)?;
    let mut limits = Vec::new();
    list(input, &mut |input| {
        let name =
            expect("resource-name", fill(Role::Argument, Field::ResourceName, atom)).parse_next(input)?;
        space(input)?;
        limits.push((name.to_ascii_uppercase(), number64(0, "resource-limit", Field::ResourceLimit, input)?));
        Ok(())
    })?;
    Ok(Command::SetQuota { root, limits })
}

/// RFC 3502, formal syntax: `append = "APPEND" SP mailbox 1*append-message`; RFC 3501 §9 has one message.
fn append(input: &mut Input) -> Rule<Command> {
    let mailbox = mailbox(input)?;
    let mut messages = vec![append_message(true, input)?];
    while peek(input)? == b' ' {
        input.state.belongs(Switch::Multiappend);
        // Each more has the command read once more: beyond so many, they are counted as other literals are.
        let large = messages.len() < LARGE_MAX;
        messages.push(append_message(large, input)?);
    }
    Ok(Command::Append { mailbox, messages })
}

/// Most messages of one APPEND that may be larger than other literals.
const LARGE_MAX: usize = 100;

/// RFC 3502, formal syntax: `append-message = [SP flag-list] [SP date-time] SP literal`.
fn append_message(large: bool, input: &mut Input) -> Rule<Appended> {
    space(input)?;
    let flags = match opt(flag_list).parse_next(input)? {
        Some(flags) => {
            space(input)?;
            flags
        }
        None => Vec::new(),
    };
    let date = opt(date_time).parse_next(input)?;
    if date.is_some() {
        space(input)?;
    }
    Ok(Appended { flags, date, octets: message(large, input)? })
}

/// RFC 3501 §9: `store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP
/// (flag-list / (flag *(SP flag)))`; RFC 4466 §2.5: `store = "STORE" SP sequence-set [store-modifiers] SP
/// store-att-flags`; RFC 7162 §7: `store-modifier =/ "UNCHANGEDSINCE" SP mod-sequence-valzer ;; Only a single
/// "UNCHANGEDSINCE" may be specified in a STORE operation.`
fn store(uid: bool, input: &mut Input) -> Rule<Command> {
    let set = set(uid, input)?;
    space(input)?;
    let mut unchanged = None;
    if peek(input)? == b'(' {
        open(input)?;
        choice("store-modifier", Field::StoreModifier, &["UNCHANGEDSINCE"], input)?;
        input.state.belongs(Switch::Condstore);
        space(input)?;
        unchanged = Some(modseq(0, input)?);
        close(input)?;
        space(input)?;
    }
    let names = STORE_MODES.map(|(name, ..)| name);
    let mode = expect("store-att-flags", fill(Role::Keyword, Field::StoreAttFlags, store_mode));
    let (mode, silent) = offering(&names, mode, input)?;
    space(input)?;
    let bare = separated(1.., flag, space);
    let flags = alt((flag_list, bare)).parse_next(input)?;
    Ok(Command::Store { uid, set, mode, silent, flags, unchanged })
}

/// The words that say what becomes of the flags, and whether the new ones are told.
const STORE_MODES: [(&str, StoreMode, bool); 6] = [
    ("+FLAGS", StoreMode::Add, false),
    ("-FLAGS", StoreMode::Remove, false),
    ("FLAGS", StoreMode::Replace, false),
    ("+FLAGS.SILENT", StoreMode::Add, true),
    ("-FLAGS.SILENT", StoreMode::Remove, true),
    ("FLAGS.SILENT", StoreMode::Replace, true),
];

fn store_mode(input: &mut Input) -> Rule<(StoreMode, bool)> {
    let word = word(input)?;
    let own = STORE_MODES.iter().find(|(name, ..)| *name == word);
    own.map_or_else(fail, |(_, mode, silent)| Ok((*mode, *silent)))
}

/// RFC 3501 §9: `flag-list = "(" [flag *(SP flag)] ")"`.
fn flag_list(input: &mut Input) -> Rule<Vec<Flag>> {
    group(Field::FlagList, input, |input| {
        open(input)?;
        let flags = match peek(input)? {
            b')' => Vec::new(),
            _ => separated(1.., flag, space).parse_next(input)?,
        };
        close(input)?;
        Ok(flags)
    })
}

/// RFC 3501 §9: `flag = "\Answered" / "\Flagged" / "\Deleted" / "\Seen" / "\Draft" / flag-keyword /
/// flag-extension ; Does not include "\Recent"`.
fn flag(input: &mut Input) -> Rule<Flag> {
    let rule = |input: &mut Input| -> Rule<Flag> {
        let start = here(input);
        let backslash = opt(one_of(b'\\')).parse_next(input)?.is_some();
        let name = atom(input)?;
        if backslash && name.eq_ignore_ascii_case("Recent") {
            return fail_at(input, start, "flag");
        }
        Ok(Flag(if backslash { format!("\\{name}") } else { name }))
    };
    expect("flag", fill(Role::Flag, Field::Flag, rule)).parse_next(input)
}
