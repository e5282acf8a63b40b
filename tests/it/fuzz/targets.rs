//! The fuzz targets (`cargo xtask fuzz`): rules that hold for any input. The everyday tests run them over the corpus
//! that fuzzing has found.

use crate::support::watcher::{Log, Watcher, assert_labelled};
use crate::support::world;
use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::encode::Encoder;
use postamt::engine::imap::command::Command;
use postamt::engine::imap::grammar::{self, Outcome};
use postamt::engine::mail::mime::Structure;
use postamt::engine::mail::scenario::{SCENARIOS, Scenario};
use postamt::engine::mail::{Envelope, Message, header, preview, summary};
use postamt::engine::recording::replay;
use postamt::engine::step::Party;
use postamt::engine::time::Time;
use postamt::engine::wire::Wire;
use postamt::engine::{Action, ConnectionId, Greeting, Lab, Protocol};
use postamt::i18n::TONGUES;
use postamt::lesson::{Scene, pieces, read_all, read_head, read_index};
use postamt::script::{self, Held, Item};
use postamt::share::progress::Progress;
use postamt::share::world::World;
use postamt::share::{Saved, load, save};
use std::sync::LazyLock;

/// A target: its name, and what it does with octets.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 6] = [
    ("sessions", sessions),
    ("commands", commands),
    ("message", message),
    ("saved", saved),
    ("lesson", lesson),
    ("import", import),
];

/// Most octets that a script may send, and most messages that an account may have: time is better spent on more
/// scripts.
const OCTETS_MAX: usize = 1 << 20;
const MESSAGES_MAX: u64 = 300;

/// Every world that a script can begin with, by name; the first one is the usual one.
static LABS: LazyLock<Vec<(&str, Lab)>> = LazyLock::new(|| {
    let worlds = world::all().iter().chain(SCENARIOS);
    worlds.map(|scenario| (scenario.name, lab(scenario))).collect()
});

fn lab(scenario: &Scenario) -> Lab {
    let mut store = scenario.store();
    let names: Vec<String> = store.accounts().map(|account| account.name.clone()).collect();
    names.iter().for_each(|name| store.set_limits(name, [None, Some(MESSAGES_MAX)]));
    store.open_to(Some("offen"));
    Lab::with_store(store, Time::START).speaking(TONGUES)
}

/// A deed of a script.
enum Deed {
    Do(Action),
    /// An ended connection is forgotten.
    Forget(ConnectionId),
}

/// Transcripts from elsewhere, read and replayed: every octet keeps its label.
pub fn import(octets: &[u8]) {
    let Ok(import) = script::import::read(&String::from_utf8_lossy(octets)) else { return };
    let (_, turns) = replay(&import.recording);
    for (turn, _) in &turns {
        [Party::Client, Party::Server]
            .into_iter()
            .flat_map(|party| turn.wires(party))
            .for_each(assert_labelled);
    }
}

/// Whole sessions: a script (`src/script`), whose mistakes are passed over.
pub fn sessions(script: &[u8]) {
    let (start, deeds) = read(script);
    let (mut lab, mut watcher) = (start.clone(), Watcher::default());
    let mut actions = Vec::new();
    let mut kept = None;
    for (index, deed) in deeds.iter().enumerate() {
        match deed {
            Deed::Do(action) => {
                watcher.perform(&mut lab, action);
                actions.push(action.clone());
            }
            Deed::Forget(connection) => drop(lab.forget(*connection)),
        }
        if index == deeds.len() / 2 {
            kept = Some((lab.clone(), World::of(&lab).save()));
        }
    }
    let log = watcher.log().clone();
    let open: Vec<_> = lab.connections().map(|(connection, _)| connection).collect();
    open.iter().for_each(|connection| watcher.settle(&mut lab, *connection));
    // A world that was kept stays as it was.
    if let Some((lab, text)) = kept {
        assert_eq!(World::of(&lab).save(), text);
    }
    // The actions as a saved session tells them have the same effect; whenever their turns are asked for, and
    // whether or not ended connections are forgotten.
    let text = save(&SCENARIOS[0], &actions, 0);
    let again = load(&text).expect("what was saved").actions;
    assert_eq!(again, actions);
    let mut lazy = start.clone();
    again.iter().for_each(|action| lazy.handle(action));
    let mut lazy_log = Log::default();
    while let Some(turn) = lazy.poll() {
        lazy_log.hear(&turn);
    }
    assert_eq!(lazy_log, log);
    open.iter().for_each(|connection| watcher.perform(&mut lab, &Action::Cut { connection: *connection }));
    assert_world_survives(&World::of(&lab));
}

/// The world and the deeds of a script. Octets that are not UTF-8 count as their escapes.
fn read(script: &[u8]) -> (&'static Lab, Vec<Deed>) {
    let mut text = String::new();
    for chunk in script.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&script::escaped(chunk.invalid()));
    }
    let mut start = &LABS[0].1;
    let mut deeds = Vec::new();
    let mut held = Held::default();
    let mut size = 0;
    for line in script::lines(&text).flatten() {
        let deed = match (&line.item, held.action(&line.item)) {
            (Item::Scenario(name), _) => {
                let named = LABS.iter().find(|(own, _)| deeds.is_empty() && own == name);
                start = named.map_or(start, |(_, lab)| lab);
                continue;
            }
            (Item::Forget(connection), _) => Deed::Forget(*connection),
            (_, Some(action)) => Deed::Do(action),
            (_, None) => continue,
        };
        if let Deed::Do(Action::Send { octets, .. } | Action::Deliver { message: octets, .. }) = &deed {
            size += octets.len();
        }
        if size > OCTETS_MAX || held.len() > OCTETS_MAX {
            break;
        }
        deeds.push(deed);
    }
    (start, deeds)
}

/// A world and the one that is read from its text are the same.
fn assert_world_survives(world: &World) {
    let text = world.save();
    let again = World::load(&text, Time(0)).expect("what was saved");
    assert_eq!(again.save(), text);
}

/// The first account as its owner sees it.
fn look_around(lab: &mut Lab) -> Log {
    let connection = ConnectionId(1);
    let (mut watcher, greeting) = (Watcher::default(), Greeting::Preauth);
    watcher.perform(lab, &Action::Connect { connection, protocol: Protocol::Imap, greeting });
    for line in ["ENABLE QRESYNC", "LIST \"\" *", "SELECT INBOX", "FETCH 1:* (UID FLAGS MODSEQ RFC822.SIZE)"]
    {
        watcher.say(lab, connection, &format!("a {line}"));
    }
    watcher.settle(lab, connection);
    watcher.log().clone()
}

/// Octets as commands: the first octet says of which protocol, the second where they are cut in two, which must not
/// matter.
pub fn commands(input: &[u8]) {
    let [protocol, cut, octets @ ..] = input else { return };
    let protocol = if protocol % 2 == 0 { Protocol::Imap } else { Protocol::Pop3 };
    if protocol == Protocol::Imap {
        one_command(octets);
    }
    // Octets behind STARTTLS or STLS are thrown away if they come in one piece with it, and kept if they come later.
    if octets.to_ascii_uppercase().windows(3).any(|window| matches!(window, b"TLS")) {
        return;
    }
    let connection = ConnectionId(1);
    let run = |pieces: &[&[u8]]| {
        let (mut lab, mut watcher) = (LABS[0].1.clone(), Watcher::default());
        watcher.perform(&mut lab, &Action::Connect { connection, protocol, greeting: Greeting::Preauth });
        if protocol == Protocol::Pop3 {
            watcher.say(&mut lab, connection, "USER anna\r\nPASS geheim");
        } else {
            watcher.say(&mut lab, connection, "a SELECT INBOX");
        }
        for piece in pieces {
            watcher.perform(&mut lab, &Action::Send { connection, octets: piece.to_vec() });
        }
        watcher.log().clone()
    };
    let (head, tail) = octets.split_at(octets.len() * *cut as usize / 255);
    assert_eq!(run(&[octets]), run(&[head, tail]), "cut after {} octets", head.len());
}

/// The grammar's own promises, and what imap-codec reads must mean the same here.
fn one_command(octets: &[u8]) {
    let reading = grammar::read(octets);
    assert_labelled(&Wire::labelled(octets, reading.spans.clone()));
    let ends = reading.spans.last().map_or(0, |span| span.end as usize);
    assert!(ends <= octets.len());
    match &reading.outcome {
        Outcome::Invalid(mistake) => {
            assert!(mistake.at <= octets.len() && !mistake.expected.is_empty(), "{mistake:?}");
        }
        Outcome::Incomplete | Outcome::Literal(_) => {}
        _ => {
            // Nothing behind a command changes it, and all before its end is only the beginning of it.
            let alone = grammar::read(&octets[..ends]);
            assert_eq!(alone.spans, reading.spans);
            for end in 0..ends {
                let outcome = grammar::read(&octets[..end]).outcome;
                assert!(
                    matches!(outcome, Outcome::Incomplete | Outcome::Literal(_)),
                    "at {end}: {outcome:?}"
                );
            }
        }
    }
    if let Ok((b"", theirs)) = CommandCodec::default().decode(octets)
        && let Some(ours) = whole(octets)
    {
        let again = CommandCodec::default().encode(&theirs).dump();
        assert_eq!(Some(ours), whole(&again), "{}", again.escape_ascii());
    }
}

/// The command, if the octets are exactly one.
fn whole(octets: &[u8]) -> Option<Command> {
    let reading = grammar::read(octets);
    let ends = reading.spans.last().is_some_and(|span| span.end as usize == octets.len());
    reading.into_request().map(|request| request.command).filter(|_| ends)
}

/// A message as it comes: everything that reads one.
pub fn message(octets: &[u8]) {
    let exact = Message::new(octets);
    assert!(exact.stored() == octets && !exact.octets().contains(&0));
    assert_eq!(exact.header().len() + exact.body().len(), exact.octets().len());
    let _ = (summary(&exact), preview(&exact), Envelope::of(exact.header()), Structure::of(exact.octets()));
    let message = Message::delivered(octets);
    assert_eq!(message.header().len() + message.body().len(), message.octets().len());
    let fields: usize = header::fields(message.header()).map(|field| field.raw().len()).sum();
    assert!(fields <= message.octets().len());
    let _ = (summary(&message), Envelope::of(message.header()));
    let (mut lab, mut watcher) = (LABS[0].1.clone(), Watcher::default());
    let [imap, pop3] = [ConnectionId(1), ConnectionId(2)];
    watcher.perform(&mut lab, &Action::Deliver { account: "ben".to_owned(), message: octets.to_vec() });
    let connect = |connection, protocol| Action::Connect { connection, protocol, greeting: Greeting::Ok };
    watcher.perform(&mut lab, &connect(imap, Protocol::Imap));
    watcher.perform(&mut lab, &connect(pop3, Protocol::Pop3));
    watcher.say(&mut lab, imap, "a LOGIN ben \"sehr geheim\"\r\na SELECT INBOX");
    watcher.say(&mut lab, pop3, "UTF8\r\nUSER ben\r\nPASS sehr geheim");
    for line in [
        "FETCH 1 (BODYSTRUCTURE ENVELOPE RFC822.SIZE PREVIEW BODY[HEADER.FIELDS (SUBJECT)] BODY[TEXT]<1.5>)",
        "FETCH 1 (BODY BODY[1.MIME] BODY[2.1] BODY[1.HEADER] BODY[1.1.TEXT] BINARY.SIZE[1])",
        "FETCH 1 BINARY[1]",
        "SEARCH OR OR TEXT ab SUBJECT \"c\" OR BODY d OR HEADER to e OR SENTSINCE 1-Jan-2003 LARGER 9",
        "SORT (SUBJECT REVERSE DATE FROM TO CC) UTF-8 ALL",
        "THREAD REFERENCES UTF-8 ALL",
        "THREAD ORDEREDSUBJECT UTF-8 ALL",
    ] {
        watcher.say(&mut lab, imap, &format!("a {line}"));
    }
    // Both protocols give the message as it is; POP3 with a CRLF behind it if it has none.
    let sent = |lab: &mut Lab, connection, line: &[u8]| {
        let turns = lab.run(&Action::Send { connection, octets: line.to_vec() });
        let wire = turns.iter().find_map(|turn| turn.wires(Party::Server).next());
        wire.expect("a reply").octets().to_vec()
    };
    let fetched = sent(&mut lab, imap, b"a FETCH 1 BODY.PEEK[]\r\n");
    let [_, rest] = [0, 1].map(|at| fetched.splitn(2, |octet| *octet == b'\n').nth(at).unwrap_or_default());
    assert!(rest.starts_with(message.octets()) || message.octets().is_empty());
    let retrieved = sent(&mut lab, pop3, b"RETR 1\r\n");
    let mut plain = Vec::new();
    for line in retrieved.split_inclusive(|octet| *octet == b'\n').skip(1) {
        plain.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    let plain = plain.strip_suffix(b"\r\n").expect("the last line is a dot alone");
    assert!(plain == message.octets() || plain.strip_suffix(b"\r\n") == Some(message.octets()));
    sent(&mut lab, pop3, b"TOP 1 1\r\n");
}

/// Text as what somebody has saved: a session, a world.
pub fn saved(octets: &[u8]) {
    let Ok(text) = std::str::from_utf8(octets) else { return };
    if let Ok(Saved { scenario: named, actions, cursor }) = load(text) {
        let again = load(&save(named, &actions, cursor)).expect("what was saved");
        assert_eq!((again.scenario.name, &again.actions, again.cursor), (named.name, &actions, cursor));
        let (mut lab, mut watcher) = (LABS[0].1.clone(), Watcher::default());
        actions.iter().for_each(|action| watcher.perform(&mut lab, action));
    }
    if let Ok(progress) = Progress::load(text) {
        assert_eq!(Progress::load(&progress.save()), Ok(progress));
    }
    if let Ok(world) = World::load(text, Time::START) {
        assert_world_survives(&world);
        let again = World::load(&world.save(), Time(0)).expect("what was saved");
        assert_eq!(look_around(&mut again.lab()), look_around(&mut world.lab()));
    }
}

/// Text as a lesson from elsewhere: all that a page does with it.
pub fn lesson(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let _ = (read_index(&text), read_head(&text));
    let lesson = match read_all(&text) {
        Ok(lesson) => lesson,
        Err(errors) => return assert!(errors.is_sorted_by_key(|error| error.line) && !errors.is_empty()),
    };
    assert!(read_head(&text).is_ok(), "the head of a good lesson is good");
    for (index, step) in lesson.steps.iter().enumerate() {
        let mut watcher = Watcher::default();
        let mut lab = lab(lesson.head.scenario);
        lesson.actions_until(index).iter().for_each(|action| watcher.perform(&mut lab, action));
        let turns: Vec<_> = step.lines.actions().iter().flat_map(|action| lab.run(action)).collect();
        let scene = Scene::new(turns.iter(), &lab, ConnectionId(1));
        assert_eq!(scene.met(step).len(), step.goals.len());
        let _ = step.avoids.iter().chain(&lesson.head.avoids).filter(|goal| scene.is(goal)).count();
        step.goals.iter().for_each(|goal| drop(goal.words()));
        let _ = step.text.paragraphs("de").flat_map(pieces).count();
    }
}
