use super::super::super::act::Act;
use super::super::super::course::{self, Wanted};
use super::super::super::import;
use super::super::super::options::Options;
use super::super::super::preferences::Preferences;
use super::super::super::settings;
use super::super::super::sharing::{self, Words, plain, text};
use super::super::super::timeline;
use super::*;
use crate::app::model;
use crate::engine::Protocol;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::step::Party;
use crate::engine::wire::Wire;
use crate::i18n::Lang;
use crate::lesson::Text;

fn page() -> Model {
    let mut model = Model::new(Player::new(&SCENARIOS[0]), Preferences::default(), Lang::En);
    let system = settings::System { less_motion: true, ..settings::System::default() };
    model.reduce(settings::Msg::System(system).into());
    model
}

fn submit(model: &mut Model, line: &str) {
    model.reduce(Act::Submit(line.into()).into());
}

fn options(model: &mut Model, fragment: &str) {
    model.reduce(model::Msg::Options(Box::new(Options::parse(fragment))));
}

/// A page whose IMAP client has logged in and looked around, two turns before its end; and its link.
fn shared() -> (Model, String) {
    let mut model = page();
    options(&mut model, "proto=imap");
    model.reduce(Act::Connect.into());
    for line in ["LOGIN anna geheim", "SELECT INBOX", "NOOP"] {
        submit(&mut model, line);
    }
    model.reduce(Act::Deliver.into());
    model.reduce(timeline::Msg::Step(-2).into());
    let text = text(model.player(), None, model.connection()).expect("a session with room");
    let link = format!("proto=imap&s={}", plain(&text).expect("a session with room"));
    (model, link)
}

/// The words of the wire up to the place that is shown, and the place.
fn shown(model: &Model) -> (usize, usize, String, ConnectionId) {
    let turns = model.player().past().map(|moment| &moment.turn);
    let wires = turns.flat_map(|turn| [Party::Client, Party::Server].map(|party| turn.wires(party)));
    let said = wires.flatten().map(Wire::text).collect();
    (model.player().cursor(), model.player().len(), said, model.connection())
}

#[test]
fn a_link_shows_the_same_step_of_the_same_session() {
    let (sender, link) = shared();
    let mut reader = page();
    options(&mut reader, &link);
    assert_eq!(shown(&reader), shown(&sender));
    assert_eq!(reader.clients.protocol, Protocol::Imap);
    assert!(reader.sharing.visit.is_some() && reader.work().is_empty());
    // The address may name another place.
    options(&mut reader, &format!("{link}&step=1"));
    assert_eq!((reader.player().cursor(), reader.player().len()), (1, sender.player().len()));
}

#[test]
fn own_work_waits_and_comes_back_and_the_visit_is_found_as_it_was_left() {
    let (sender, link) = shared();
    let mut reader = page();
    reader.reduce(Act::Connect.into());
    submit(&mut reader, "USER anna");
    let own = shown(&reader);
    options(&mut reader, &link);
    assert_eq!(shown(&reader), shown(&sender));
    assert_eq!(reader.work().len(), own.1);
    reader.reduce(timeline::Msg::Seek(usize::MAX).into());
    submit(&mut reader, "SEARCH ALL");
    let visited = shown(&reader);
    reader.reduce(Msg::Leave.into());
    assert_eq!(shown(&reader), own);
    options(&mut reader, &link);
    assert_eq!(shown(&reader), visited, "as it was left");
    // Without the session in the address, as the browser's way back has it.
    options(&mut reader, "proto=pop3");
    assert_eq!(shown(&reader), own);
    assert!(reader.sharing.visit.is_none());
}

#[test]
fn a_tab_remembers_what_was_done_in_a_visited_session() {
    let (sender, link) = shared();
    let mut reader = page();
    reader.reduce(Act::Connect.into());
    options(&mut reader, &link);
    reader.reduce(timeline::Msg::Seek(usize::MAX).into());
    submit(&mut reader, "SEARCH ALL");
    let (value, player) = reader.visited().expect("a visit");
    let work = share::save(player.scenario(), player.actions(), player.cursor());
    let remembered = |text: &str| {
        let mut again = page();
        again.reduce(Msg::Left(text.into()).into());
        options(&mut again, &link);
        shown(&again)
    };
    assert_eq!(remembered(&[&value, "\n", &work].concat()), shown(&reader));
    // Another link's is none of this one, and what cannot be read is nothing.
    for text in [&["1z.\n", &work].concat(), &[&value, "\n", &work[1..]].concat(), &*work, "", "\n"] {
        assert_eq!(remembered(text), shown(&sender), "{text}");
    }
}

#[test]
fn a_visit_is_kept_when_a_person_wants_it_and_the_work_before_it_can_be_brought_back() {
    let (sender, link) = shared();
    let mut reader = page();
    reader.reduce(Act::Connect.into());
    let own = shown(&reader);
    options(&mut reader, &link);
    reader.reduce(Msg::Keep.into());
    assert!(reader.sharing.visit.is_none());
    assert_eq!((shown(&reader), reader.work().len()), (shown(&sender), sender.player().len()));
    let undo = reader.notices.iter().last().expect("a notice").id;
    reader.reduce(super::super::notices::Msg::Undo(undo).into());
    assert_eq!(reader.player().len(), own.1);
}

#[test]
fn whoever_acts_and_has_no_work_of_their_own_keeps_the_session() {
    let (sender, link) = shared();
    let mut reader = page();
    options(&mut reader, &link);
    reader.reduce(timeline::Msg::Seek(usize::MAX).into());
    assert!(reader.sharing.visit.is_some(), "looking is not acting");
    submit(&mut reader, "NOOP");
    assert!(reader.sharing.visit.is_none());
    assert!(reader.work().len() > sender.player().len());
    // In a frame it stays a visit, and begins again as it came.
    let mut framed = page();
    options(&mut framed, &format!("embed=1&{link}"));
    submit(&mut framed, "NOOP");
    assert!(framed.sharing.visit.is_some() && framed.work().is_empty());
    framed.reduce(Act::Reset.into());
    assert_eq!(shown(&framed), shown(&sender));
}

#[test]
fn nobody_acts_where_a_page_is_only_looked_at() {
    let (sender, link) = shared();
    let mut reader = page();
    options(&mut reader, &format!("embed=1&readonly=1&{link}"));
    submit(&mut reader, "NOOP");
    reader.reduce(Act::Reset.into());
    reader.reduce(Act::Deliver.into());
    assert_eq!(shown(&reader), shown(&sender));
    reader.reduce(timeline::Msg::Step(1).into());
    assert_eq!(reader.player().cursor(), sender.player().cursor() + 1);
}

#[test]
fn what_cannot_be_opened_changes_nothing_and_says_why() {
    let (_, link) = shared();
    let mut reader = page();
    reader.reduce(Act::Connect.into());
    let own = shown(&reader);
    for (link, key) in [
        ("s=1z.", Key::NoteLinkCorrupt),
        ("s=", Key::NoteLinkCorrupt),
        (&link["proto=imap&".len()..link.len() - 3], Key::NoteLinkCorrupt),
        ("s=7q.new", Key::NoteLinkNewer),
        ("s=1p.bW9vbiAwIDEK", Key::NoteLinkUnknown),
        (&*format!("s=1p.{}", "A".repeat(9000)), Key::NoteLinkTooLong),
    ] {
        options(&mut reader, link);
        assert!(reader.notices.has(&About::Text(key)), "{link}");
        assert_eq!(shown(&reader), own);
    }
    for (file, key) in [
        ("", Key::NoteFileCorrupt),
        (r#"{"postamt":9}"#, Key::NoteFileNewer),
        (r#"{"postamt":1,"scenario":"moon","cursor":0,"actions":[]}"#, Key::NoteFileUnknown),
    ] {
        reader.reduce(Msg::File(file.into()).into());
        assert!(reader.notices.has(&About::Text(key)), "{file}");
        assert_eq!(shown(&reader), own);
    }
}

#[test]
fn a_link_that_says_too_much_is_refused() {
    let mut lines = String::from("school 0 1\n@connect imap preauth\nc: SELECT INBOX\n");
    // The mailbox grows to some thousand messages, whose texts are then told again and again.
    for _ in 0..10 {
        lines.push_str("c: COPY 1:* INBOX\n");
    }
    for _ in 0..40 {
        lines.push_str("c: FETCH 1:* BODY[]\n");
    }
    let mut reader = page();
    options(&mut reader, &format!("s={}", plain(&lines).expect("a short text")));
    assert!(reader.notices.has(&About::Text(Key::NoteLinkTooLong)));
    assert!(reader.player().is_empty());
}

#[test]
fn the_session_of_a_file_is_visited() {
    let (sender, _) = shared();
    let player = sender.player();
    let mut reader = page();
    reader.reduce(Act::Connect.into());
    reader.reduce(settings::Msg::Open(Some(settings::Dialog::Share)).into());
    reader.reduce(Msg::File(share::save(player.scenario(), player.actions(), player.cursor()).into()).into());
    assert_eq!(shown(&reader), shown(&sender));
    assert!(reader.settings.dialog.is_none() && reader.sharing.link().is_none());
    // A link is not mistaken for the file that is visited.
    options(&mut reader, "s=1z.");
    assert_eq!(shown(&reader), shown(&sender));
}

/// An example of two clients, with a caption at the second one.
const EXAMPLE: &str = "# example two\n# title en: Two\n# shows en: Two clients.\n\n@preset plain-2003\n@connect imap\n\
    S: * OK\nC: a1 LOGIN anna geheim\n# en: Now client 2.\n@connect 2 pop3\nC2: USER anna\n";

fn came(model: &mut Model, id: &str, text: Option<&str>) {
    assert_eq!(model.course.wanted, Some(Wanted::Example(id.into())));
    model.reduce(course::Msg::Came(Wanted::Example(id.into()), text.map(Into::into)).into());
}

/// The words over the example.
fn words(model: &Model) -> String {
    let said = |text: &Text| text.paragraphs("en").collect::<String>();
    match sharing::words(model.sharing.shown().expect("an example"), model.player()) {
        Words::Beginning(shows, caption) => [said(shows), caption.map(said).unwrap_or_default()].concat(),
        Words::Caption(caption) => said(caption),
        Words::Elsewhere => "elsewhere".to_owned(),
    }
}

#[test]
fn an_example_begins_with_its_first_client_and_tells_its_captions() {
    let mut reader = page();
    reader.reduce(Act::Connect.into());
    let own = shown(&reader);
    options(&mut reader, "example=two");
    assert_eq!(shown(&reader), own, "nothing changes before it has come");
    came(&mut reader, "two", Some(EXAMPLE));
    assert_eq!((reader.player().cursor(), reader.player().len()), (2, 5));
    assert_eq!((reader.clients.protocol, reader.connection()), (Protocol::Imap, ConnectionId(1)));
    assert_eq!(words(&reader), "Two clients.");
    reader.reduce(timeline::Msg::Step(2).into());
    assert_eq!((words(&reader), reader.connection()), ("Now client 2.".to_owned(), ConnectionId(2)));
    reader.reduce(timeline::Msg::Seek(0).into());
    assert_eq!(words(&reader), "Two clients.");
    assert_eq!(reader.sharing.example().map(|example| &*example.head.id), Some("two"));
    assert_eq!(reader.sharing.link(), None);
    assert_eq!(reader.work().len(), own.1);
    // An act leaves what it tells.
    reader.reduce(timeline::Msg::Seek(3).into());
    submit(&mut reader, "NOOP");
    assert_eq!(words(&reader), "elsewhere");
    let left = shown(&reader);
    options(&mut reader, "");
    assert_eq!(shown(&reader), own);
    // It is found as it was left, without being fetched again; from the menu it begins anew.
    options(&mut reader, "example=two");
    assert_eq!((shown(&reader), &reader.course.wanted), (left, &None));
    reader.reduce(course::Msg::Want(Wanted::Example("two".into())).into());
    came(&mut reader, "two", Some(EXAMPLE));
    assert_eq!((reader.player().cursor(), words(&reader)), (2, "Two clients.".to_owned()));
    reader.reduce(Msg::Leave.into());
    assert_eq!(shown(&reader), own);
}

#[test]
fn a_line_that_nobody_reads_leaves_what_an_example_tells_too() {
    let example = "# example end\n# title en: End\n# shows en: An end.\n\n@preset plain-2003\n@connect pop3\n\
        C: USER anna\nC: PASS geheim\n# en: It quits.\nC: QUIT\n";
    let mut reader = page();
    options(&mut reader, "example=end&step=5");
    came(&mut reader, "end", Some(example));
    assert_eq!(
        (reader.player().cursor(), reader.player().len(), words(&reader)),
        (5, 6, "It quits.".to_owned())
    );
    submit(&mut reader, "NOOP");
    assert_eq!((reader.player().len(), words(&reader)), (6, "elsewhere".to_owned()));
}

#[test]
fn the_address_names_an_examples_place() {
    let mut reader = page();
    options(&mut reader, "example=two&step=4");
    came(&mut reader, "two", Some(EXAMPLE));
    assert_eq!((reader.player().cursor(), words(&reader)), (4, "Now client 2.".to_owned()));
    options(&mut reader, "example=two&step=1");
    assert_eq!(reader.player().cursor(), 1);
    // A session or a lesson goes before it.
    let (sender, link) = shared();
    options(&mut reader, &format!("example=two&{link}"));
    assert!(shown(&reader) == shown(&sender) && reader.sharing.example().is_none());
}

#[test]
fn an_example_that_does_not_come_changes_nothing() {
    let mut reader = page();
    reader.reduce(Act::Connect.into());
    let own = shown(&reader);
    for text in [None, Some(""), Some("# example two\n@connect pop3\n")] {
        options(&mut reader, "example=two");
        came(&mut reader, "two", text);
        assert_eq!(shown(&reader), own);
        assert!(reader.sharing.visit.is_none());
        let told: Vec<_> = reader.notices.iter().map(|notice| notice.about.clone()).collect();
        assert_eq!(told.last(), Some(&About::Text(Key::NoteNoExample)));
    }
}

#[test]
fn an_example_is_kept_as_own_work_by_the_button_alone() {
    let mut reader = page();
    options(&mut reader, "example=two");
    came(&mut reader, "two", Some(EXAMPLE));
    reader.reduce(timeline::Msg::Seek(usize::MAX).into());
    submit(&mut reader, "QUIT");
    assert!(reader.work().is_empty() && words(&reader) == "elsewhere");
    reader.reduce(timeline::Msg::Seek(3).into());
    assert_eq!(words(&reader), "Two clients.");
    reader.reduce(Msg::Keep.into());
    assert!(reader.work().len() == 6 && reader.sharing.example().is_none());
}

/// A page that looks at this transcript, after its own client has said something.
fn recording(text: &str) -> Model {
    let mut model = page();
    model.reduce(Act::Connect.into());
    submit(&mut model, "CAPA");
    let recorded = import::open(text).expect("a session");
    model.reduce(Msg::Recording(Rc::new(recorded)).into());
    model
}

const RECORDING: &str =
    "S: +OK hello\nC: USER anna\nS: +OK\nC: PASS dachboden\nS: +OK\nC: NOOP\nS: -ERR no\n";

#[test]
fn a_recording_is_only_looked_at_and_own_work_waits() {
    let mut model = recording(RECORDING);
    assert!(model.is_read_only());
    assert_eq!((model.player().cursor(), model.player().len()), (1, 4));
    let before = shown(&model);
    for act in
        [Act::Connect, Act::Cut, Act::Deliver, Act::LetTimePass, Act::Reset, Act::Submit("NOOP".into())]
    {
        model.reduce(act.into());
    }
    model.reduce(Msg::Keep.into());
    assert_eq!(shown(&model), before);
    assert!(model.sharing.recorded().is_some() && model.work().actions().len() == 2);
    model.reduce(Msg::Leave.into());
    assert!(model.sharing.visit.is_none() && !model.is_read_only());
    assert_eq!(model.player().actions().len(), 2);
}

#[test]
fn differing_turns_are_found_one_after_the_other() {
    let model = recording(RECORDING);
    let recorded = model.sharing.recorded().expect("a recording");
    assert_eq!((&recorded.differing[..], recorded.masked), (&[4][..], 1));
    assert_eq!([0, 3, 4].map(|turns| recorded.next_differing(turns)), [Some(4); 3]);
    let said = crate::explain::say(Lang::En, &model.player().moments()[3].turn).expect("words");
    assert_eq!(
        said.sentence,
        "Our server would have answered +OK here, and would now be in the state TRANSACTION."
    );
}

#[test]
fn messages_that_a_recording_does_not_show_are_as_large_as_it_says() {
    let sizes = |text: &str| -> Vec<usize> {
        let model = recording(text);
        let inbox = model.player().start().store().mailbox("anna", "INBOX").expect("a mailbox");
        inbox.entries.iter().map(|entry| entry.message.octets().len()).collect()
    };
    let pop3 = "S: +OK hello\nC: USER anna\nS: +OK\nC: PASS dachboden\nS: +OK\nC: LIST\nS: +OK\nS: 1 1200\n\
        S: 2 95\nS: 4 4000000000\nS: .\nC: UIDL\nS: +OK\nS: 2 77\nS: .\n";
    // The least is what a message of one field has; nobody waits for gigabytes.
    assert_eq!(sizes(pop3), [1200, 95, 16, 16]);
    let imap = "S: * OK hello\nC: a LOGIN anna dachboden\nS: a OK\nC: b SELECT INBOX\nS: * 2 EXISTS\nS: b OK\n\
        C: c FETCH 1:2 (UID RFC822.SIZE)\nS: * 1 FETCH (UID 5 RFC822.SIZE 344)\nS: * 2 FETCH (RFC822.SIZE 97 UID 9)\n\
        S: c OK\n";
    assert_eq!(sizes(imap), [344, 97]);
    // The room is that of all mailboxes.
    let large = |mailbox: &str| {
        format!(
            "C: b SELECT {mailbox}\nS: * 1 EXISTS\nS: b OK\n\
             C: c FETCH 1 RFC822.SIZE\nS: * 1 FETCH (RFC822.SIZE 10000000)\nS: c OK\n"
        )
    };
    let head = "S: * OK hello\nC: a LOGIN anna dachboden\nS: a OK\n";
    let model = recording(&[head, &large("INBOX"), &large("Sent")].concat());
    let all = ["INBOX", "Sent"].map(|name| {
        let mailbox = model.player().start().store().mailbox("anna", name).expect("a mailbox");
        mailbox.entries.iter().map(|entry| entry.message.octets().len()).collect::<Vec<_>>()
    });
    assert_eq!(all, [[10_000_000], [16]]);
}

#[test]
fn one_recording_takes_the_place_of_another_and_none_is_shared() {
    let mut model = recording(RECORDING);
    let other = import::open("S: * OK hello\nC: a NOOP\nS: a OK done\n").expect("a session");
    model.reduce(Msg::Recording(Rc::new(other)).into());
    assert_eq!((model.clients.protocol, model.player().len()), (Protocol::Imap, 2));
    assert_eq!(model.told(None), None);
    model.reduce(Msg::Leave.into());
    assert_eq!((model.clients.protocol, model.player().actions().len()), (Protocol::Pop3, 2));
}

#[test]
fn a_text_that_is_no_session_names_its_line_without_a_password() {
    let refused = import::open("\n\na1 LOGIN anna geheim\n").expect_err("no session");
    let first = refused.first.expect("a line");
    assert_eq!((first.line, &*first.text), (3, "a1 LOGIN ********"));
}
