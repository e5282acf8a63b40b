//! Looking on while real mail programs talk to a real bridge.

use crate::{LANGUAGES, calm};
use browser_tests::{Bridge, Page, Setup, keys, wait_for, wait_for_value};

/// A page that looks on at the bridge and has said so.
fn look_on(bridge: &Bridge, fragment: &str) -> Page {
    let page = Setup { reduced_motion: true, ..Setup::default() }.open_blank();
    page.visit(bridge.address("HTTP"), fragment);
    page.wait_for_announcement(if fragment.contains("lang=de") {
        "echte Mailprogramme"
    } else {
        "real mail programs"
    });
    page
}

/// Chooses one of the bridge's connections by the beginning of its name.
#[track_caller]
fn choose(page: &Page, name: &str) {
    let button = wait_for(&format!("the connection \"{name}\""), || {
        page.all_by_role("button", None).into_iter().find(|button| page.label(button).starts_with(name))
    });
    page.click(&button);
}

#[track_caller]
fn wait_for_edge(page: &Page, state: &str, edge: &str) {
    page.wait_for_state(state);
    page.wait_for_fired(edge);
}

/// Waits until the client's last line has this in it.
#[track_caller]
fn wait_for_sent(page: &Page, part: &str) {
    wait_for(&format!("the client to say {part}"), || {
        let last = page.lines().into_iter().rev().find(|line| line.from == "client")?;
        last.text.contains(part).then_some(())
    });
}

#[test]
fn imaplib_moves_the_diagram_state_by_state() {
    let bridge = Bridge::start();
    let page = look_on(&bridge, "lang=en&live");
    assert_eq!(page.all_by_role("textbox", None), [], "nobody types to a bridge");
    for address in [bridge.address("POP3"), bridge.address("IMAP")] {
        page.wait_for_text(address);
    }
    let mut python = bridge.python();
    python.does("m = imaplib.IMAP4('127.0.0.1', {IMAP})");
    page.wait_for_protocol("imap");
    wait_for_edge(&page, "Not Authenticated", "NotAuthenticated-loop");
    python.does("m.login('anna', 'geheim')");
    wait_for_edge(&page, "Authenticated", "NotAuthenticated-LOGIN-Authenticated");
    page.wait_for_announcement("(4)");
    wait_for_sent(&page, "LOGIN anna \"geheim\"");
    python.does("m.select('INBOX')");
    wait_for_edge(&page, "Selected", "Authenticated-SELECT-Selected");
    page.wait_for_text("RFC 3501 §6.3.1");
    wait_for_value("the number of messages", 7, || page.numbered().len());
    python.does("m.store('1:2', '+FLAGS', '\\\\Deleted'); m.expunge()");
    // One had been marked before.
    wait_for_value("the number of messages", 4, || page.numbered().len());
    python.does("m.logout()");
    page.wait_for_state("Logout");
    page.wait_for_text("ended");
    // It has ended, and can be studied.
    let all = wait_for("the last step", || Some(page.timeline()).filter(|(place, all)| place == all)).1;
    page.press(keys::LEFT);
    page.press(keys::LEFT);
    page.wait_for_state("Selected");
    bridge.curl(&["pop3://anna:geheim@{POP3}/1"]);
    choose(&page, "No. 2");
    page.wait_for_state("CLOSED");
    choose(&page, "No. 1");
    page.wait_for_state("Logout");
    wait_for_value("the timeline", (all, all), || page.timeline());
    page.assert_clean();
    let stream = bridge.address("HTTP").replace("http", "ws") + "/live";
    assert_eq!(page.requests().iter().filter(|address| address.starts_with(&stream)).count(), 1);
}

#[test]
fn the_transcript_is_what_curl_saw_on_its_wire() {
    let bridge = Bridge::start();
    let page = look_on(&bridge, "lang=en&live");
    for (args, state) in [
        (&["imap://anna:geheim@{IMAP}/INBOX", "-X", "STATUS INBOX (MESSAGES)"][..], "Logout"),
        (&["pop3://anna:geheim@{POP3}/", "-I", "-X", "STAT"][..], "CLOSED"),
    ] {
        let wire = bridge.curl(args);
        assert!(wire.len() > 6, "{wire:?}");
        page.wait_for_state(state);
        // curl does not tell of its farewell.
        let farewell = if state == "Logout" { "A005 LOGOUT" } else { "QUIT" };
        let told = [&wire[..], &[('>', farewell.to_owned())]].concat();
        wait_for_value("the beginning of all that was said", told, || {
            let lines = page.lines().into_iter().take(wire.len() + 1);
            let mark = |from: &str| if from == "client" { '>' } else { '<' };
            lines.map(|line| (mark(&line.from), line.text.trim_end().to_owned())).collect::<Vec<_>>()
        });
    }
    page.assert_clean();
}

#[test]
fn two_at_once_have_a_diagram_each() {
    let bridge = Bridge::start();
    for lang in LANGUAGES {
        let page = look_on(&bridge, &format!("live&lang={lang}"));
        let mut python = bridge.python();
        python.does("m = imaplib.IMAP4('127.0.0.1', {IMAP}); m.login('anna', 'geheim')");
        page.wait_for_state("Authenticated");
        python.does("p = poplib.POP3('127.0.0.1', {POP3}); p.user('ben'); p.pass_('geheim')");
        // The second one does not push the first aside.
        python.does("m.select('INBOX')");
        page.wait_for_state("Selected");
        assert_eq!(page.protocol().as_deref(), Some("imap"));
        assert!(!page.says("PASS geheim"));
        let number = if lang == "en" { "No. 2" } else { "Nr. 4" };
        choose(&page, number);
        page.wait_for_state("TRANSACTION");
        assert_eq!(page.protocol().as_deref(), Some("pop3"));
        python.does("p.stat(); m.close()");
        wait_for_sent(&page, "STAT");
        assert!(page.lines().iter().all(|line| !line.text.contains("CLOSE")));
        page.assert_accessible();
        page.choose_protocol("IMAP4");
        page.wait_for_state("Authenticated");
        // A viewer in the past stays there, and is told of news.
        page.blur();
        page.press(keys::HOME);
        page.wait_for_state("Server Greeting");
        page.wait_for_text(if lang == "en" { "On to now" } else { "Weiter zu jetzt" });
        let (_, all) = page.timeline();
        python.does("m.noop()");
        wait_for_value("the timeline", (0, all + 1), || page.timeline());
        page.wait_for_state("Server Greeting");
        page.press(keys::END);
        page.wait_for_state("Authenticated");
        wait_for_sent(&page, "NOOP");
        page.assert_clean();
    }
}

#[test]
fn a_lost_stream_is_told_and_a_new_bridge_goes_on() {
    let mut bridge = Bridge::start();
    for (lang, lost, anew) in
        [("en", "The bridge is lost", "been restarted"), ("de", "abgerissen", "Die Brücke hat neu begonnen")]
    {
        let page = look_on(&bridge, &format!("live&lang={lang}"));
        let mut python = bridge.python();
        python.does("m = imaplib.IMAP4('127.0.0.1', {IMAP}); m.login('anna', 'geheim')");
        page.wait_for_state("Authenticated");
        // Lines that are scrolled out of sight for a moment have no text.
        let before = wait_for("the reply to LOGIN", || {
            let lines = page.lines();
            let is_whole = lines.iter().all(|line| !line.text.is_empty())
                && lines.last().is_some_and(|line| line.text.contains(" OK "));
            is_whole.then_some(lines)
        });
        bridge.kill();
        page.wait_for_announcement(lost);
        wait_for_value("the transcript", before, || page.lines());
        bridge = bridge.again();
        page.wait_for_announcement(anew);
        bridge.curl(&["pop3://ben:geheim@{POP3}/", "-I", "-X", "STAT"]);
        page.wait_for_state("CLOSED");
        assert_eq!(page.foreign_requests(), Vec::<String>::new());
    }
}

#[test]
fn the_own_work_waits_untouched() {
    let bridge = Bridge::start();
    let page = Setup { reduced_motion: true, ..Setup::default() }.open_blank();
    page.visit(bridge.address("HTTP"), "lang=en&proto=pop3");
    page.click_button("Connect");
    page.ask("USER anna");
    let (lines, work) = (page.lines(), "return localStorage.getItem('postamt.work')");
    let saved = wait_for("the work to be saved", || {
        page.script(work, &[]).as_str().filter(|work| work.contains("USER anna")).map(str::to_owned)
    });
    page.set_fragment("lang=en&proto=pop3&live");
    page.wait_for_announcement("real mail programs");
    wait_for_value("the transcript", [], || page.lines());
    bridge.curl(&["imap://anna:geheim@{IMAP}/", "-X", "NOOP"]);
    page.wait_for_state("Logout");
    assert_eq!(page.script(work, &[]), saved.as_str());
    page.click_button("Back to your own work");
    page.wait_for_state("AUTHORIZATION");
    wait_for_value("the transcript", lines, || page.lines());
    wait_for("the address without \"live\"", || (!page.address().contains("live")).then_some(()));
    page.ask("PASS geheim");
    page.wait_for_state("TRANSACTION");
    page.assert_clean();
}

#[test]
fn a_page_without_a_bridge_says_what_to_start() {
    let page = calm("");
    for (lang, part) in [("en", "No bridge answers here"), ("de", "Hier antwortet keine Brücke")] {
        page.set_fragment(&format!("live&lang={lang}"));
        page.wait_for_announcement(part);
        page.wait_for_announcement("cargo xtask bridge --http 127.0.0.1:8080");
    }
    page.assert_accessible();
}
