//! A class: windows that show the same, sessions that are followed, and what strangers may try.

use super::super::super::classroom::{Condition, Msg as Class, words};
use super::super::super::course::{Msg as Lesson, Wanted};
use super::super::super::preferences::View;
use super::super::super::projection::Choice;
use super::super::super::sharing::{self, Msg as Sharing};
use super::*;
use crate::share::shown::Stamp;
use std::fs;
use std::path::Path;

/// A window, and what it has said.
struct Window {
    page: Model,
    asked: u32,
    answered: u32,
    known: Option<(Stamp, Model)>,
}

impl Window {
    fn open(me: u32, presents: bool) -> Self {
        let mut page = page_after(messages![Class::Join(me)]);
        page.settings.change().presents = presents;
        page.settings.change().preferences.projector = !presents;
        Window { page, asked: 0, answered: 0, known: None }
    }

    fn me(&self) -> (u32, bool) {
        (self.page.class.me, self.page.settings.presents)
    }

    /// The messages that the browser's part would send, as often as it looks.
    fn says(&mut self) -> Vec<String> {
        let ((me, presents), class) = (self.me(), self.page.class.clone());
        let mut all = Vec::new();
        if class.asked != self.asked {
            all.push(words(me, presents, r#""asks":true"#));
        }
        if class.answered != self.answered {
            all.extend(
                self.page.told(None).map(|whole| words(me, presents, &[r#""shown":"#, &whole].concat())),
            );
        }
        let known = self.known.replace((class.stamp, self.page.clone()));
        let is_new = known.as_ref().is_none_or(|(stamp, _)| *stamp != class.stamp);
        if is_new && class.stamp.1 == me && class.is_joined(presents) {
            let known = known.as_ref().filter(|(stamp, _)| stamp.0 > 0);
            let update = self.page.told(known.map(|(stamp, page)| (*stamp, page)));
            all.extend(update.map(|update| words(me, presents, &[r#""shown":"#, &update].concat())));
        }
        (self.asked, self.answered) = (class.asked, class.answered);
        all
    }

    fn does(&mut self, message: impl Into<Msg>) {
        self.page.reduce(message.into());
    }
}

fn file(id: &str) -> Lesson {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/lessons").join(id).with_extension("txt");
    let text = fs::read_to_string(file).expect("there is such a lesson");
    Lesson::Came(Wanted::Lesson(id.into()), Some(text.into()))
}

/// Lets them talk until nobody has anything to say, and lessons come that are wanted.
fn settle(windows: &mut [Window]) {
    for _ in 0..20 {
        let mut said = Vec::new();
        for window in windows.iter_mut() {
            if let Some(Wanted::Lesson(id)) = window.page.course.wanted.clone() {
                window.does(file(&id));
            }
            said.extend(window.says());
        }
        if said.is_empty() {
            return;
        }
        for text in said {
            windows.iter_mut().for_each(|window| window.does(Class::Window(text.as_str().into())));
        }
    }
    panic!("they never cease");
}

fn assert_same(windows: &[Window]) {
    let shown = |window: &Window| {
        let page = &window.page;
        (page.place(), page.player().actions().cloned().collect::<Vec<_>>(), page.class.stamp)
    };
    for window in &windows[1..] {
        assert_eq!(shown(window), shown(&windows[0]));
    }
}

fn session() -> [Msg; 4] {
    messages![Act::Connect, submit("USER anna"), submit("PASS geheim"), submit("STAT")]
}

#[test]
fn a_presenter_and_a_projector_show_the_same_and_the_last_to_act_leads() {
    let mut windows = vec![Window::open(7, false)];
    session().into_iter().for_each(|message| windows[0].does(message));
    settle(&mut windows);
    assert_eq!(windows[0].page.class.stamp, (0, 0), "a projector alone tells nobody anything");
    windows.push(Window::open(5, true));
    settle(&mut windows);
    assert_same(&windows);
    assert_eq!(sent(&windows[1].page).len(), 3);
    assert!(windows[1].page.class.is_led(true) && !windows[0].page.class.is_led(false));
    assert_eq!(windows[1].page.class.projectors(), 1);
    for message in messages![
        submit("DELE 1"),
        timeline::Msg::Step(-2),
        settings::Msg::View(View::Sequence),
        settings::Msg::Project(Choice::NoStore),
        settings::Msg::Speak(Lang::De),
        submit("NOOP"),
        clients::Msg::ShowProtocol(Protocol::Imap),
        Act::Connect,
        timeline::Msg::Seek(0),
    ] {
        windows[1].does(message);
        settle(&mut windows);
        assert_same(&windows);
        assert!(windows[0].page.class.is_led(false));
    }
    assert_eq!(sent(&windows[0].page), ["USER anna", "PASS geheim", "NOOP"], "it has forked as well");
    windows[0].does(timeline::Msg::Seek(2));
    settle(&mut windows);
    assert_same(&windows);
    assert!(windows[1].page.class.is_led(true), "whoever acts last leads");
}

#[test]
fn either_window_comes_back_after_a_reload() {
    let mut windows = vec![Window::open(1, false), Window::open(2, true)];
    settle(&mut windows);
    windows[1].does(file("pop3-counter"));
    settle(&mut windows);
    assert_same(&windows);
    for message in messages![Lesson::Turn(1), Lesson::Turn(1), Lesson::Play, Lesson::Turn(1)] {
        windows[1].does(message);
        settle(&mut windows);
        assert_same(&windows);
    }
    let place = windows[1].page.place();
    assert!(place.lesson.as_ref().is_some_and(|lesson| lesson.step == 3), "{place:?}");
    for (at, presents) in [(0, false), (1, true), (0, false)] {
        let id = windows[at].me().0 + 10;
        windows[at] = Window::open(id, presents);
        settle(&mut windows);
        assert_eq!(windows[at].page.place(), place);
        assert_same(&windows);
    }
    windows[0].does(Lesson::Leave);
    settle(&mut windows);
    assert_same(&windows);
    assert!(windows.iter().all(|window| window.page.course.running.is_none()));
}

#[test]
fn two_projectors_without_a_presenter_stay_strangers() {
    let mut windows = vec![Window::open(1, false), Window::open(2, false)];
    windows[0].does(Act::Connect);
    settle(&mut windows);
    assert!(windows[1].page.player().is_empty());
    windows.push(Window::open(3, true));
    settle(&mut windows);
    assert_same(&windows);
}

#[test]
fn other_work_that_a_window_brings_can_be_brought_back() {
    let mut windows = vec![Window::open(2, true), Window::open(1, false)];
    windows[1].does(clients::Msg::ShowProtocol(Protocol::Imap));
    windows[1].does(Act::Connect);
    session().into_iter().for_each(|message| windows[0].does(message));
    settle(&mut windows);
    assert_same(&windows);
    let lost = windows.iter().find(|window| window.page.notices.has(&About::Text(Key::NoteOtherWindow)));
    let notice = lost.expect("the one whose work went").page.notices.iter().next().expect("a notice").id;
    let at =
        windows.iter().position(|window| window.page.notices.iter().next().is_some()).expect("it is there");
    windows[at].does(notices::Msg::Undo(notice));
    settle(&mut windows);
    assert_same(&windows);
}

#[test]
fn what_strangers_say_changes_nothing() {
    let mut windows = vec![Window::open(1, false), Window::open(2, true)];
    settle(&mut windows);
    session().into_iter().for_each(|message| windows[1].does(message));
    settle(&mut windows);
    let place = windows[0].page.place();
    let whole = windows[1].page.told(None).expect("a session");
    let say = |shown: &str| words(9, true, &[r#""shown":"#, shown].concat());
    let newer = whole.replace(r#""stamp":["#, r#""stamp":[9"#);
    for text in [
        String::new(),
        "{".to_owned(),
        "[".repeat(10_000),
        say("null"),
        say("{}"),
        say("\"<img src=x onerror=alert(1)>\""),
        say(&whole),
        say(&newer.replace("postamt-shown\":1", "postamt-shown\":2")),
        say(&newer.replace("school", "javascript:alert(1)")),
        say(&newer.replace("\"connect\"", "\"eval\"")),
        say(&newer.replace("\"keep\":0", "\"keep\":18446744073709551615")),
        words(0, true, &[r#""shown":"#, &newer].concat()),
        words(9, true, &[r#""shown":"#, &newer].concat()).replace("window\":1", "window\":2"),
    ] {
        windows[0].does(Class::Window(text.as_str().into()));
        assert_eq!(windows[0].page.place(), place, "{}", &text[..text.len().min(200)]);
    }
    // Places that cannot be are passed over, and the rest of the message is taken.
    let odd = newer
        .replace(r#""stage":"states""#, r#""stage":"<b>""#)
        .replace(r#""lang":"en""#, r#""lang":"../x""#)
        .replace(r#""connection":1,"stage""#, r#""connection":4294967295,"stage""#);
    let cursor = odd.find(r#""cursor":"#).expect("a cursor") + 9;
    let odd =
        [&odd[..cursor], "18446744073709551615", odd[cursor..].trim_start_matches(char::is_numeric)].concat();
    windows[0].does(Class::Window(say(&odd).as_str().into()));
    assert_eq!(windows[0].page.place(), place);
    assert!(windows[0].page.class.stamp.0 > 9, "it was taken");
    let lesson = odd.replace("}}", r#","lesson":{"id":"../../etc/passwd"}}}"#).replace("[9", "[99");
    windows[0].does(Class::Window(say(&lesson).as_str().into()));
    assert_eq!(windows[0].page.course.wanted, None, "no such address is fetched");
}

/// A teacher's page that shares, and its messages so far.
fn shared(page: &Model) -> std::rc::Rc<str> {
    [r#"{"shown":"#, &page.told(None).expect("a session"), "}"].concat().as_str().into()
}

#[test]
fn pupils_follow_look_back_and_try_from_there() {
    let mut teacher = page_after(messages![Class::Share(Some(" Klasse-7b ".into()))]);
    assert_eq!(teacher.class.sharing.as_ref().map(|sharing| &*sharing.word), Some("klasse-7b"));
    session().into_iter().for_each(|message| teacher.reduce(message));
    assert_eq!(teacher.class.stamp, (4, 0));
    let mut pupil =
        page_after(messages![clients::Msg::ShowProtocol(Protocol::Imap), Act::Connect, submit("NOOP")]);
    let own = pupil.player().clone();
    pupil.reduce(Class::Follow("klasse-7b".into()).into());
    assert!(pupil.player().is_empty() && Rc::ptr_eq(pupil.work(), &own), "the own work waits");
    pupil.reduce(Class::Bridge(shared(&teacher)).into());
    assert_eq!((sent(&pupil).len(), pupil.clients.protocol), (3, Protocol::Pop3));
    // Nothing can be done here.
    for message in messages![Act::Connect, submit("QUIT"), Act::Reset, Act::Deliver, Lesson::Leave, Act::Cut]
    {
        pupil.reduce(message);
        assert_eq!((sent(&pupil), pupil.player().len()), (sent(&teacher), teacher.player().len()));
    }
    // Updates go on from what is known.
    let known = (teacher.class.stamp, teacher.clone());
    teacher.reduce(submit("LIST").into());
    let update = teacher.told(Some((known.0, &known.1))).expect("an update");
    assert!(update.contains(r#""keep":4"#) && !update.contains("USER"), "{update}");
    let update: std::rc::Rc<str> = [r#"{"shown":"#, &update, "}"].concat().as_str().into();
    pupil.reduce(Class::Bridge(update.clone()).into());
    assert_eq!(sent(&pupil), sent(&teacher));
    pupil.reduce(timeline::Msg::Step(-3).into());
    let cursor = pupil.player().cursor();
    pupil.reduce(Class::Bridge(shared(&teacher)).into());
    assert_eq!(pupil.player().cursor(), cursor, "it stays");
    let attempt = pupil.class.line().expect("a line").attempt;
    pupil.reduce(Class::Now.into());
    assert_ne!(pupil.class.line().expect("a line").attempt, attempt, "the whole session comes again");
    pupil.reduce(Class::Bridge(shared(&teacher)).into());
    assert!(pupil.player().is_at_end());
    // An update that does not fit makes the page begin anew, and leaves what is there.
    pupil.reduce(Class::Bridge(update).into());
    assert_eq!(sent(&pupil), sent(&teacher));
    pupil.reduce(timeline::Msg::Step(-1).into());
    pupil.reduce(Class::Fork.into());
    assert!(pupil.class.following.is_none());
    pupil.reduce(submit("NOOP").into());
    assert_eq!(sent(&pupil), ["USER anna", "PASS geheim", "STAT", "NOOP"]);
    let notice = pupil.notices.iter().find(|notice| notice.about == About::Text(Key::NoteForkedClass));
    let id = notice.expect("a notice").id;
    pupil.reduce(notices::Msg::Undo(id).into());
    assert!(pupil.player().actions().eq(own.actions()), "the own work is back");
}

#[test]
fn a_pupil_follows_through_a_lesson_and_comes_back_to_the_own_work() {
    let mut teacher = page_after(messages![Class::Share(Some("klasse".into())), file("pop3-counter")]);
    let mut pupil = page_after(messages![Act::Connect, Class::Follow("klasse".into())]);
    for message in messages![Lesson::Turn(1), Lesson::Play, Lesson::Turn(1)] {
        teacher.reduce(message);
        pupil.reduce(Class::Bridge(shared(&teacher)).into());
        if let Some(Wanted::Lesson(id)) = pupil.course.wanted.clone() {
            pupil.reduce(file(&id).into());
        }
        assert_eq!(pupil.place(), teacher.place());
    }
    assert_eq!(
        pupil.course.progress,
        page_after([]).course.progress,
        "the teacher's progress is nobody else's"
    );
    let followed = (sent(&pupil), pupil.player().len());
    let mut other = pupil.clone();
    pupil.reduce(Class::Leave.into());
    assert!(pupil.course.running.is_none() && pupil.class.following.is_none());
    assert_eq!((pupil.player().len(), pupil.work().len()), (1, 1));
    other.reduce(Class::Fork.into());
    assert!(other.course.running.is_none());
    assert_eq!(sent(&other), followed.0);
    assert!(other.player().actions().len() > 0 && std::ptr::eq(&**other.work(), &**other.player()));
}

#[test]
fn an_examples_words_go_along_and_end_with_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/examples/pop3-lock.txt");
    let text: Rc<str> = fs::read_to_string(file).expect("there is such an example").into();
    let words = |page: &Model| {
        let example = page.sharing.shown();
        example.map(|example| format!("{:?}", sharing::words(example, page.player())))
    };
    let mut teacher = page_after(messages![
        Class::Share(Some("klasse".into())),
        Lesson::Came(Wanted::Example("pop3-lock".into()), Some(text.clone()))
    ]);
    let mut pupil = page_after(messages![Act::Connect, Class::Follow("klasse".into())]);
    pupil.reduce(Class::Bridge(shared(&teacher)).into());
    assert_eq!(words(&pupil), None, "it has not come");
    let told = Wanted::Told("pop3-lock".into());
    assert_eq!(pupil.course.wanted.as_ref(), Some(&told));
    pupil.reduce(Lesson::Came(told.clone(), Some(text.clone())).into());
    let mut said = std::collections::BTreeSet::new();
    for message in
        messages![timeline::Msg::Seek(0), timeline::Msg::Step(1), timeline::Msg::Seek(99), Act::Deliver]
    {
        teacher.reduce(message);
        pupil.reduce(Class::Bridge(shared(&teacher)).into());
        assert_eq!(pupil.place(), teacher.place());
        assert!(words(&pupil).is_some() && words(&pupil) == words(&teacher));
        said.extend(words(&pupil));
        assert_eq!(pupil.course.wanted, None, "it is fetched once");
    }
    assert!(said.len() >= 3, "{said:?}");
    teacher.reduce(Sharing::Leave.into());
    pupil.reduce(Class::Bridge(shared(&teacher)).into());
    assert_eq!((words(&pupil), words(&teacher)), (None, None));
    // An example that comes too late, or cannot be read, has no words.
    pupil.reduce(Lesson::Came(told.clone(), Some(text.clone())).into());
    assert_eq!(words(&pupil), None);
    teacher.reduce(Lesson::Came(Wanted::Example("pop3-lock".into()), Some(text.clone())).into());
    pupil.reduce(Class::Bridge(shared(&teacher)).into());
    pupil.reduce(Lesson::Came(told.clone(), None).into());
    assert_eq!(words(&pupil), None);
    // The own work has no words of others.
    pupil.reduce(Class::Bridge(shared(&teacher)).into());
    pupil.reduce(Lesson::Came(told, Some(text)).into());
    assert!(words(&pupil).is_some());
    pupil.reduce(Class::Leave.into());
    assert_eq!((words(&pupil), pupil.player().len()), (None, 1));
}

#[test]
fn what_the_bridge_says_is_told_and_a_broken_word_ends_nothing() {
    let page = page_after(messages![Class::Follow("klasse".into())]);
    let condition = |text: &str| {
        let page = page.clone().after(Class::Bridge(text.into()));
        (page.class.line().expect("a line").condition, page.player().len())
    };
    for (text, is) in [
        (r#"{"refused":"unknown"}"#, Condition::Unknown),
        (r#"{"refused":"full"}"#, Condition::Full),
        (r#"{"refused":"<b>"}"#, Condition::Broken),
        (r#"{"away":true}"#, Condition::Away),
        (r#"{"away":false}"#, Condition::Flows),
        (r#"{"tick":{}}"#, Condition::Seeking),
        (r#"{"shown":{}}"#, Condition::Broken),
        (r#"{"followers":"many"}"#, Condition::Broken),
        ("", Condition::Broken),
    ] {
        assert_eq!(condition(text), (is, 0), "{text}");
    }
    for word in ["", "ab", "a b", "<script>", "x".repeat(25).as_str(), "../.."] {
        let page = page_after(messages![Class::Follow(word.into()), Class::Share(Some(word.into()))]);
        assert!(page.class.following.is_none() && page.class.sharing.is_none(), "{word}");
        assert!(page.notices.has(&About::Text(Key::NoteWord)));
    }
    let taken = page_after(messages![
        Class::Share(Some("klasse".into())),
        Class::Bridge(r#"{"refused":"taken"}"#.into())
    ]);
    let attempt = taken.class.line().expect("a line").attempt;
    let taken = taken.after(Class::Lost);
    assert_eq!(
        taken.class.line().map(|line| (line.condition, line.attempt)),
        Some((Condition::Taken, attempt))
    );
}
