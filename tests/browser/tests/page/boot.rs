//! A page that does not start says what is happening, and what may be wrong.

use browser_tests::{Fault, Page, Setup, wait_for, wait_for_value};
use serde_json::json;

fn blank() -> Page {
    Setup { language: "de-DE", ..Setup::default() }.open_blank()
}

/// Waits until all of this is told to those who read the page.
#[track_caller]
fn wait_until_told(page: &Page, parts: &[&str]) {
    for part in parts {
        wait_for(&format!("\"{part}\" to be told"), || page.told().contains(part).then_some(()));
    }
}

#[test]
fn the_first_picture_needs_no_file_but_the_page() {
    // All others have a hash in their names.
    let page = Setup { language: "de-DE", ..Setup::default() }.open_faulty(Fault::Stalled("-"));
    page.go_to(&page.home());
    wait_until_told(&page, &["Postamt wird geladen", "Die Leitung ist langsam"]);
    let desk = "return getComputedStyle(document.querySelector('main.desk')).display";
    assert_eq!(page.script(desk, &[]), "grid");
}

#[test]
fn a_slow_program_is_told_in_ones_language_and_over_the_finished_layout() {
    let page = Setup { language: "de-DE", ..Setup::default() }.open_faulty(Fault::Stalled("_bg.wasm"));
    page.go_to(&page.home());
    wait_until_told(&page, &["Postamt wird geladen", "Die Leitung ist langsam"]);
    assert_eq!(page.script("return document.querySelectorAll('main.desk').length", &[]), 1);
    assert!(!page.told().contains("Postamt is loading"), "one language is enough");
}

#[test]
fn the_layout_is_painted_before_the_program_is_asked_for() {
    let page = Setup { language: "de-DE", ..Setup::default() }.open("");
    let times = "const [paint] = performance.getEntriesByName('first-contentful-paint');
        const program = performance.getEntriesByType('resource').filter(entry => /postamt-.*(js|wasm)$/.test(entry.name));
        return [paint.startTime, ...program.map(entry => entry.startTime)]";
    let times: Vec<f64> = serde_json::from_value(page.script(times, &[])).expect("times");
    let [paint, script, program] = times[..] else { panic!("{times:?}") };
    // A browser that has not painted after three seconds gets the program all the same.
    assert!(paint <= script.min(program) || script >= 3000.0, "{times:?}");
}

#[test]
fn the_panes_come_one_after_the_other_and_each_stands_there_all_the_time() {
    let page = Setup::default().open("");
    // Timers without a delay wait until they are let go.
    page.before_load(
        "window.held = [];
        const later = window.setTimeout;
        window.setTimeout = (then, delay, ...more) => delay ? later(then, delay, ...more) : held.push(then);",
    );
    page.go_to(&page.home());
    // Of each pane as many as there are, and those of them that the program has drawn; and whether some are behind. As
    // long as it is as it was, the timers are let go.
    let panes = "const panes = ['console', 'stage', 'store', 'topbar', 'timeline'].map((name) => {
            const panes = [...document.querySelectorAll(`.${name}`)];
            return [panes.length, panes.filter((pane) => !pane.closest('[inert]')).length];
        });
        const now = [panes, document.querySelector('main[data-behind]') !== null];
        if (JSON.stringify(now) === JSON.stringify(arguments[0])) held.splice(0).forEach((then) => then());
        return now;";
    let mut before = json!(null);
    for drawn in 0..=5 {
        let expected: Vec<[u32; 2]> = (0..5).map(|place| [1, u32::from(place < drawn)]).collect();
        let expected = json!([expected, drawn < 5]);
        wait_for_value("what is drawn", expected.clone(), || page.script(panes, &[before.clone()]));
        before = expected;
    }
    page.assert_clean();
}

#[test]
fn nothing_moves_when_the_program_takes_over() {
    let shifts = "return new Promise(resolve => {
        new PerformanceObserver(list => resolve(list.getEntries().map(entry => entry.value)))
            .observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve([]), 200);
    })";
    let page = Setup { language: "de-DE", ..Setup::default() }.open("");
    for fragment in ["", "proto=imap", "view=projector", "view=presenter", "stage=sequence", "stage=message"]
    {
        page.go(fragment);
        let later =
            "return performance.getEntriesByType('resource').some(entry => entry.name.includes('later-de'))";
        wait_for("the later texts", || (page.script(later, &[]) == true).then_some(()));
        assert_eq!(page.script(shifts, &[]), json!([]), "{fragment}");
    }
}

#[test]
fn pages_of_another_layout_show_none_before_the_program() {
    for (fragment, count) in [("#view=presenter", 0), ("#live", 0), ("#view=projector", 1)] {
        let page = Setup { language: "de-DE", ..Setup::default() }.open_faulty(Fault::Stalled("_bg.wasm"));
        page.go_to(&format!("{}{fragment}", page.home()));
        let asks = || page.requests().iter().any(|address| address.ends_with("_bg.wasm")).then_some(());
        wait_for("a request for the program", asks);
        let layouts = page.script("return document.querySelectorAll('main.desk').length", &[]);
        assert_eq!(layouts, count, "{fragment}");
    }
}

#[test]
fn a_wrong_type_is_told() {
    let page = Setup { language: "de-DE", ..Setup::default() }.open_faulty(Fault::WrongType("postamt-"));
    page.go_to(&page.home());
    wait_until_told(&page, &["Der Webserver gibt Dateien nicht her oder nennt einen falschen Typ"]);
}

#[test]
fn a_program_whose_type_is_wrong_starts_all_the_same() {
    const PROGRAM: &str = "_bg.wasm";
    let octets = Some("application/octet-stream");
    for fault in [Fault::WrongType(PROGRAM), Fault::Typed(PROGRAM, octets), Fault::Typed(PROGRAM, None)] {
        let page = Setup::default().open_faulty(fault);
        page.go("lang=en&proto=pop3");
        page.click_button("Connect");
        page.wait_for_state("AUTHORIZATION");
        page.assert_clean();
    }
}

#[test]
fn missing_files_are_told() {
    for part in ["_bg.wasm", "texts-de"] {
        let page = Setup { language: "de-DE", ..Setup::default() }.open_faulty(Fault::Missing(part));
        page.go_to(&page.home());
        wait_until_told(&page, &["Postamt konnte nicht starten", "Der Webserver gibt Dateien nicht her"]);
    }
}

#[test]
fn a_file_is_told_to_be_one() {
    let page = blank();
    let file = std::env::var("POSTAMT_DIST").expect("xtask names the page's folder");
    page.go_to(&format!("file://{file}/index.html"));
    wait_until_told(&page, &["Diese Seite startet nicht als Datei"]);
}

#[test]
fn a_sandboxed_frame_is_told() {
    let page = blank();
    // Another document of the same server: the page's own policy forbids frames.
    page.go_to(&format!("{}host", page.home()));
    page.script(
        "const frame = document.createElement('iframe');
         frame.sandbox = 'allow-scripts';
         frame.src = arguments[0];
         document.body.append(frame)",
        &[json!(page.home())],
    );
    page.enter_frame();
    page.wait_for_text("Der Rahmen, in dem diese Seite steckt");
}

#[test]
fn without_scripts_the_page_says_that_it_needs_them() {
    let page = blank();
    page.forbid_scripts();
    page.go_to(&page.home());
    wait_until_told(&page, &["Bitte erlaube JavaScript", "please allow JavaScript"]);
}

#[test]
fn a_page_that_starts_says_nothing_of_it() {
    let page = Page::open("lang=de");
    assert!(!page.says("geladen") && !page.says("loading"));
    page.assert_clean();
}
