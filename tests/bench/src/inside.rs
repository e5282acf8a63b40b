//! The engine by itself, without any socket.

use crate::client::Result;
use crate::loopback::message;
use crate::{Effort, median};
use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use postamt::engine::imap::grammar::{self, Outcome};
use postamt::engine::mail::scenario::scenario;
use postamt::engine::mail::{Flags, INBOX, Message, Store};
use postamt::engine::step::Party;
use postamt::engine::time::Time;
use postamt::engine::wire::Wire;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol, Turn};
use postamt::player::Player;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Measurements without a server.
#[derive(Debug)]
pub struct Inside {
    /// Commands of a typical session, all kinds in turn, in a mailbox of 100 messages.
    pub commands_per_s: f64,
    /// Grammars, in 10^6 octets per second: what is read, ours, imap-codec's.
    pub parse: Vec<(&'static str, f64, f64)>,
    /// The cost of one command in mailboxes of different sizes.
    pub costs: Vec<Cost>,
}

/// A command's cost.
#[derive(Debug)]
pub struct Cost {
    /// Its name.
    pub name: &'static str,
    /// Messages in the mailbox; nanoseconds as the bridge has the engine do it; and nanoseconds where the world
    /// before each command is kept, as the page does.
    pub taken: Vec<(usize, f64, f64)>,
}

/// Octets of memory by what they are for, and allocations by command.
pub type Memory = BTreeMap<String, f64>;

/// Does something and tells how often memory was allocated, and how many octets were kept.
pub type Count = dyn Fn(&mut dyn FnMut()) -> [f64; 2];

impl Cost {
    /// By which power of the number of messages the cost grows from the second smallest mailbox to the largest,
    /// nothing being kept: 0 not at all, 1 linearly.
    pub fn growth(&self) -> f64 {
        let [first, .., last] = self.taken[..] else { return 0.0 };
        // Small ones tell more of what every command costs than of growth.
        let from = if self.taken.len() > 2 { self.taken[1] } else { first };
        (last.1 / from.1).ln() / (last.0 as f64 / from.0 as f64).ln()
    }
}

/// One kind of command.
#[derive(Clone, Copy)]
struct Deed {
    name: &'static str,
    protocol: Protocol,
    /// The octets of the one with a running number, in a mailbox of so many messages.
    octets: fn(usize, usize) -> String,
    /// A mailbox of so many messages allows as many.
    most: fn(usize) -> usize,
}

const MANY: fn(usize) -> usize = |_| usize::MAX;

/// Goes through a mailbox in an order that jumps; `one` is above 0.
fn one(number: usize, messages: usize) -> usize {
    number * 7919 % messages + 1
}

const DEEDS: [Deed; 19] = [
    imap("noop", |_, _| "x NOOP\r\n".into(), MANY),
    imap("fetch_one", |i, n| format!("x UID FETCH {} FLAGS\r\n", one(i, n)), MANY),
    imap("fetch_one_body", |i, n| format!("x FETCH {} BODY.PEEK[]\r\n", one(i, n)), MANY),
    imap("store_one", |i, n| format!("x STORE {} {}FLAGS (\\Flagged)\r\n", one(i, n), sign(i, n)), MANY),
    imap("copy_one", |i, n| format!("x COPY {} Archive\r\n", one(i, n)), |n| n),
    imap("append_one", |_, _| "x APPEND INBOX {8+}\r\nA: b\r\n\r\n\r\n".into(), |n| n),
    imap(
        "expunge_one",
        |i, n| format!("x STORE {0} +FLAGS.SILENT (\\Deleted)\r\nx EXPUNGE\r\n", one(i, n / 2)),
        |n| n / 2,
    ),
    imap("move_one", |i, n| format!("x MOVE {} Archive\r\n", one(i, n / 2)), |n| n / 2),
    imap("search_uid", |i, n| format!("x SEARCH UID {}\r\n", one(i, n)), MANY),
    imap("search_flag", |_, _| "x SEARCH FLAGGED\r\n".into(), MANY),
    imap("search_text", |_, _| "x SEARCH TEXT nowhere\r\n".into(), MANY),
    imap("fetch_all_flags", |_, _| "x FETCH 1:* FLAGS\r\n".into(), MANY),
    imap("status", |_, _| "x STATUS INBOX (MESSAGES UIDNEXT UNSEEN)\r\n".into(), MANY),
    imap("select", |_, _| "x SELECT INBOX\r\n".into(), MANY),
    pop3("pop3_noop", |_, _| "NOOP\r\n".into(), MANY),
    pop3("pop3_stat", |_, _| "STAT\r\n".into(), MANY),
    pop3("pop3_retr", |i, n| format!("RETR {}\r\n", one(i, n)), MANY),
    pop3("pop3_dele", |i, n| format!("DELE {}\r\n", one(i, n)), |n| n),
    pop3("pop3_uidl", |i, n| format!("UIDL {}\r\n", one(i, n)), MANY),
];

const fn imap(name: &'static str, octets: fn(usize, usize) -> String, most: fn(usize) -> usize) -> Deed {
    Deed { name, protocol: Protocol::Imap, octets, most }
}

const fn pop3(name: &'static str, octets: fn(usize, usize) -> String, most: fn(usize) -> usize) -> Deed {
    Deed { name, protocol: Protocol::Pop3, octets, most }
}

/// On in one round through the mailbox, off in the next: each changes something.
fn sign(number: usize, messages: usize) -> char {
    if (number / messages).is_multiple_of(2) { '+' } else { '-' }
}

/// Measures everything, telling each part before it begins.
///
/// # Errors
/// The engine does not do what it should.
pub fn measure(effort: &Effort, tell: impl Fn(&str)) -> Result<Inside> {
    let commands_per_s = if effort.wants("commands_per_s") { commands_per_s(effort)? } else { f64::NAN };
    let parse = if effort.wants("parse") { parse(effort)? } else { Vec::new() };
    let mut costs = Vec::new();
    for deed in DEEDS.into_iter().filter(|deed| effort.wants(deed.name)) {
        tell(deed.name);
        costs.push(cost(&deed, effort)?);
    }
    Ok(Inside { commands_per_s, parse, costs })
}

const ID: ConnectionId = ConnectionId(1);

/// A world with a session that has a mailbox of so many messages before it; another one is as large.
fn world(protocol: Protocol, messages: usize) -> Result<Lab> {
    let mut store = Store::default();
    store.add_account("anna", "geheim", Time::START);
    let failed = |error| format!("the store refuses: {error:?}");
    store.create("anna", "Archive", Time::START, None).map_err(failed)?;
    for number in 0..messages {
        let message = Arc::new(Message::new(&message(number % 100, 400)));
        for mailbox in [INBOX, "Archive"] {
            store.append("anna", mailbox, message.clone(), Flags::NONE, Time::START, None).map_err(failed)?;
        }
    }
    store.take_events();
    let mut lab = Lab::with_store(store, Time::START);
    lab.run(&Action::Connect { connection: ID, protocol, greeting: Greeting::Ok });
    let begin = match protocol {
        Protocol::Imap => "x LOGIN anna geheim\r\nx SELECT INBOX\r\n",
        Protocol::Pop3 => "USER anna\r\nPASS geheim\r\n",
    };
    well(&lab.run(&send(begin)), begin)?;
    Ok(lab)
}

fn send(octets: &str) -> Action {
    Action::Send { connection: ID, octets: octets.as_bytes().to_vec() }
}

/// Makes sure that the commands were carried out: what is refused is quick for the wrong reason.
fn well(turns: &[Turn], commands: &str) -> Result {
    let mut replies = turns.iter().flat_map(|turn| turn.wires(Party::Server)).map(Wire::octets);
    let bad = |octets: &[u8]| [&b"-ERR"[..], b"x NO", b"x BAD"].iter().any(|start| octets.starts_with(start));
    match replies.find(|octets| bad(octets)) {
        Some(octets) => Err(format!("{commands:?}: {}", octets.escape_ascii())),
        None => Ok(()),
    }
}

/// Nanoseconds of one command, several batches of them having been timed.
fn cost(deed: &Deed, effort: &Effort) -> Result<Cost> {
    let mut taken = Vec::new();
    for &messages in effort.sizes {
        let mut times = [0.0; 2];
        for (time, kept) in times.iter_mut().zip([false, true]) {
            let mut lab = world(deed.protocol, messages)?;
            *time = timed(deed, &mut lab, messages, kept, effort)?;
        }
        taken.push((messages, times[0], times[1]));
    }
    Ok(Cost { name: deed.name, taken })
}

fn timed(deed: &Deed, lab: &mut Lab, messages: usize, kept: bool, effort: &Effort) -> Result<f64> {
    let budget = Duration::from_millis(60 / effort.less as u64);
    let most = (deed.most)(messages);
    let (mut number, mut times, begin) = (0, Vec::new(), Instant::now());
    // One command to see how long it takes, then batches of a tenth of the time.
    let mut batch = 1;
    while number < most && (times.len() < 3 || begin.elapsed() < budget) {
        let count = batch.min(most - number);
        let texts: Vec<String> = (number..number + count).map(|i| (deed.octets)(i, messages)).collect();
        let actions: Vec<Action> = texts.iter().map(|text| send(text)).collect();
        let mut worlds = Vec::with_capacity(count);
        let mut last = Vec::new();
        let start = Instant::now();
        for action in &actions {
            if kept {
                worlds.push(lab.clone());
            }
            last = lab.run(action);
        }
        let taken = start.elapsed();
        well(&last, &texts[count - 1])?;
        number += count;
        if number > 1 {
            times.push(taken.as_nanos() as f64 / count as f64);
        }
        batch = (budget.as_nanos() / 10 / taken.as_nanos().max(1) * count as u128).clamp(1, 2_000) as usize;
    }
    Ok(median(times))
}

fn commands_per_s(effort: &Effort) -> Result<f64> {
    const COMMANDS: [&str; 10] = [
        "a1 NOOP\r\n",
        "a2 FETCH 1:10 (UID FLAGS RFC822.SIZE)\r\n",
        "a3 UID FETCH 17 (FLAGS BODY.PEEK[HEADER.FIELDS (FROM TO SUBJECT DATE)])\r\n",
        "a4 FETCH 23 BODY.PEEK[]\r\n",
        "a5 STORE 42 +FLAGS (\\Flagged)\r\n",
        "a6 STORE 42 -FLAGS (\\Flagged)\r\n",
        "a7 SEARCH UNSEEN\r\n",
        "a8 LIST \"\" \"*\"\r\n",
        "a9 STATUS Archive (MESSAGES UNSEEN)\r\n",
        "a10 CAPABILITY\r\n",
    ];
    let mut lab = world(Protocol::Imap, 100)?;
    let actions: Vec<Action> = COMMANDS.iter().map(|command| send(command)).collect();
    for (action, command) in actions.iter().zip(COMMANDS) {
        well(&lab.run(action), command)?;
    }
    let times = 4_000 / effort.less;
    let mut rates = Vec::new();
    for _ in 0..effort.rounds {
        let start = Instant::now();
        for _ in 0..times {
            actions.iter().for_each(|action| drop(black_box(lab.run(action))));
        }
        rates.push((times * actions.len()) as f64 / start.elapsed().as_secs_f64());
    }
    Ok(median(rates))
}

fn parse(effort: &Effort) -> Result<Vec<(&'static str, f64, f64)>> {
    let typical = [
        "a1 NOOP\r\n",
        "a2 LOGIN anna \"geheim und lang\"\r\n",
        "a3 SELECT \"Lists/Rust &AOQ-\"\r\n",
        "a4 UID FETCH 1:4,17,23:* (UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE)\r\n",
        "a5 FETCH 17 (FLAGS BODY.PEEK[HEADER.FIELDS (FROM TO CC SUBJECT DATE MESSAGE-ID)] BODY[1.2]<0.2048>)\r\n",
        "a6 UID STORE 1:99 +FLAGS.SILENT (\\Seen \\Deleted $Forwarded)\r\n",
        "a7 SEARCH UNSEEN OR FROM \"anna\" (SINCE 1-Feb-2026 NOT SUBJECT \"holidays\") LARGER 1000\r\n",
        "a8 LIST \"\" \"Lists/%\"\r\n",
        "a9 STATUS INBOX (MESSAGES UIDNEXT UIDVALIDITY UNSEEN)\r\n",
        "a10 UID COPY 17 Archive\r\n",
    ];
    let text = String::from_utf8(message(1, 2_000)).map_err(|error| error.to_string())?;
    let append =
        format!("a11 APPEND INBOX (\\Seen) \" 6-Jul-2026 08:00:00 +0200\" {{{}}}\r\n{text}\r\n", text.len());
    let typical: Vec<&[u8]> = typical.iter().map(|command| command.as_bytes()).collect();
    let mut rates = Vec::new();
    for (name, commands) in [("commands", typical), ("append_of_2_kb", vec![append.as_bytes()])] {
        for command in &commands {
            let ours = matches!(grammar::read(command).outcome, Outcome::Complete(_));
            let theirs = matches!(CommandCodec::default().decode(command), Ok((b"", _)));
            if !(ours && theirs) {
                return Err(format!("cannot be read ({ours}, {theirs}): {}", command.escape_ascii()));
            }
        }
        let codec = CommandCodec::default();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..effort.rounds {
            ours.push(parsing(&commands, effort, |command| drop(black_box(grammar::read(command)))));
            theirs.push(parsing(&commands, effort, |command| drop(black_box(codec.decode(command)))));
        }
        rates.push((name, median(ours), median(theirs)));
    }
    Ok(rates)
}

/// 10^6 octets per second.
fn parsing(commands: &[&[u8]], effort: &Effort, read: impl Fn(&[u8])) -> f64 {
    let length: usize = commands.iter().map(|command| command.len()).sum();
    let times = (20_000_000 / length / effort.less).max(1);
    let start = Instant::now();
    for _ in 0..times {
        commands.iter().for_each(|command| read(command));
    }
    (length * times) as f64 / start.elapsed().as_secs_f64() / 1e6
}

/// Memory in use, in octets, and the allocations of each command.
///
/// # Errors
/// The engine does not do what it should.
pub fn memory(effort: &Effort, count: &Count) -> Result<Memory> {
    let mut memory = Memory::new();
    let messages = (10_000 / effort.less).max(100);
    for deed in DEEDS {
        let mut lab = world(deed.protocol, 1_000)?;
        let command = send(&(deed.octets)(0, 1_000));
        let [allocations, _] = count(&mut || drop(lab.run(&command)));
        memory.insert(format!("{}_of_1000_messages_allocations", deed.name), allocations);
    }

    let text = message(1, 1_000);
    let mut store = Store::default();
    store.add_account("anna", "geheim", Time::START);
    let [_, octets] = count(&mut || {
        for _ in 0..messages {
            let message = Arc::new(Message::new(&text));
            let _ = store.append("anna", INBOX, message, Flags::NONE, Time::START, None);
        }
        store.take_events();
    });
    let beside = octets / messages as f64 - text.len() as f64;
    memory.insert("message_beside_its_octets_octets".to_owned(), beside);

    let mut lab = world(Protocol::Imap, 10_000)?;
    let sessions = 10;
    let [_, octets] = count(&mut || {
        for number in 2..2 + sessions {
            let connection = ConnectionId(number);
            lab.run(&Action::Connect { connection, protocol: Protocol::Imap, greeting: Greeting::Ok });
            let octets = b"x LOGIN anna geheim\r\nx SELECT INBOX\r\n".to_vec();
            lab.run(&Action::Send { connection, octets });
        }
    });
    let session = octets / f64::from(sessions);
    memory.insert("session_with_10000_messages_selected_octets".to_owned(), session);

    let scenario = scenario("school").ok_or("there is no school")?;
    let mut player = Player::new(scenario);
    let act = |player: &mut Player, action: Action| {
        player.seek(usize::MAX);
        player.act(action).map(drop).map_err(|_| "the player is full".to_owned())
    };
    act(&mut player, Action::Connect { connection: ID, protocol: Protocol::Imap, greeting: Greeting::Ok })?;
    act(&mut player, send("x LOGIN anna geheim\r\nx SELECT INBOX\r\n"))?;
    let noop = &["x NOOP\r\n"][..];
    let store = &["x STORE 1 +FLAGS (\\Seen)\r\n", "x STORE 1 -FLAGS (\\Seen)\r\n"][..];
    for (name, commands) in [("noop", noop), ("store", store)] {
        let (before, times) = (player.moments().len(), 1_000 / effort.less);
        let mut done = Ok(());
        let [_, octets] = count(&mut || {
            for _ in 0..times {
                done = commands.iter().try_for_each(|command| act(&mut player, send(command)));
            }
        });
        done?;
        let turns = player.moments().len() - before;
        let steps: usize = player.moments().iter().skip(before).map(|moment| moment.turn.steps().len()).sum();
        memory.insert(format!("{name}_kept_by_the_player_octets_per_turn"), octets / turns as f64);
        memory.insert(format!("{name}_kept_by_the_player_octets_per_step"), octets / steps as f64);
    }
    Ok(memory)
}
