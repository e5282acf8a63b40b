//! Measures how long the page takes from a key to the picture when there is much to show: 10,000 messages in a
//! mailbox and twice as many steps behind. Prints JSON; times are milliseconds.
//!
//! `work` is what the page itself does: from the key's event until scripts are done and the layout is made (where
//! the browser begins a frame before it tells so, that is part of it).
//! `needed` is that and what the next frame takes (styles, layout, painting): what has to fit into 16.7.
//! `painted` is when that frame is there. The browser begins one every 16.7 and the key comes at any moment, so it
//! is `needed` and up to 16.7 of waiting for the screen, however little the page does.
//! `whole` is when all that the page draws a frame later is there as well.

use browser_tests::{Page, Setup, keys, wait_for};
use serde_json::{Value, json};

const MESSAGES: u32 = 10_000;
const STEPS: u32 = 10_000;
/// Samples of each row: of forty, one is above what is given as the 95th percentile; of fifteen none was.
const SAMPLES: u32 = 40;

/// Writes down how long each key press and each move of the slider takes.
const STOPWATCH: &str = "
    window.taken = []; window.blocked = [];
    // Calls when the next frame is there, with the time at which it began.
    const afterFrame = then => {
        const paint = new MessageChannel();
        requestAnimationFrame(() => {
            const frame = performance.now();
            paint.port1.onmessage = () => then(frame);
            paint.port2.postMessage(0);
        });
    };
    window.clocked = start => {
        const entry = {};
        const work = new MessageChannel();
        const look = () => {
            if (document.querySelector('[data-behind]')) return requestAnimationFrame(look);
            afterFrame(() => { entry.whole = performance.now() - start });
        };
        work.port1.onmessage = () => { document.body.offsetHeight; entry.work = performance.now() - start };
        work.port2.postMessage(0);
        afterFrame(frame => {
            entry.painted = performance.now() - start;
            // When the browser begins its frame at once, all the work is part of it.
            entry.needed = Math.min(entry.painted, (entry.work ?? Infinity) + performance.now() - frame);
            taken.push(entry);
            document.querySelector('[data-behind]') ? look() : entry.whole = entry.painted;
        });
    };
    addEventListener('keydown', event => /^(Enter|Arrow|Page|Home|End)/.test(event.key) && clocked(event.timeStamp), true);
    new PerformanceObserver(list => blocked.push(...list.getEntries().map(entry => entry.duration)))
        .observe({ type: 'longtask' });
";

fn main() {
    let mut report = serde_json::Map::new();
    for (proto, login, commands) in [
        (
            "pop3",
            &["USER anna", "PASS geheim"][..],
            &["NOOP", "STAT", "RETR 9999", "DELE 77", "RSET", "LIST 5000"][..],
        ),
        (
            "imap",
            &["x1 LOGIN anna geheim", "x2 SELECT INBOX"][..],
            &[
                "NOOP",
                "FETCH 9999 (FLAGS UID)",
                "STORE 77 +FLAGS (\\Flagged)",
                "SEARCH SUBJECT 4711",
                "EXPUNGE",
            ][..],
        ),
    ] {
        let page = Setup { reduced_motion: true, ..Setup::default() }.open(&format!("proto={proto}&lang=en"));
        page.click_button("Connect");
        page.last_reply();
        report.insert(proto.to_owned(), measure(&page, proto, login, commands));
    }
    println!("{:#}", Value::Object(report));
}

fn measure(page: &Page, proto: &str, login: &[&str], commands: &[&str]) -> Value {
    let stored = || page.script(STORED, &[]).as_str().map(str::to_owned);
    let key = wait_for("the page to save its work", stored);
    let script = page.before_load(&format!(
        "localStorage.setItem('{key}', ({MANY})({}))",
        json!([proto, login, MESSAGES, STEPS])
    ));
    page.before_load(STOPWATCH);
    let begin = std::time::Instant::now();
    page.reload();
    let load = begin.elapsed().as_millis();
    page.forget(&script);
    let (_, steps) = page.timeline();
    page.focus(&page.prompt());
    let mut report = serde_json::Map::new();
    for command in commands {
        page.script("taken.length = 0; blocked.length = 0", &[]);
        for _ in 0..SAMPLES {
            page.type_in_prompt(command);
            // The last letter has its own frame.
            pause();
            page.press(keys::ENTER);
            pause();
        }
        report.insert((*command).to_owned(), taken(page));
    }
    page.leave_prompt();
    let mut keys_report = serde_json::Map::new();
    for (name, pair) in [
        ("steps", [keys::LEFT, keys::RIGHT]),
        ("pages", [keys::PAGE_UP, keys::PAGE_DOWN]),
        ("ends", [keys::HOME, keys::END]),
    ] {
        page.script("taken.length = 0; blocked.length = 0", &[]);
        for index in 0..SAMPLES {
            page.press(pair[index as usize % 2]);
            pause();
        }
        keys_report.insert(name.to_owned(), taken(page));
    }
    page.script("taken.length = 0; blocked.length = 0", &[]);
    for index in 0..SAMPLES {
        let place = u64::from(index) * 7919 % u64::from(steps);
        page.script(
            "const slider = document.querySelector('input[type=range]');
             slider.value = arguments[0]; clocked(performance.now());
             slider.dispatchEvent(new Event('input', { bubbles: true }))",
            &[json!(place)],
        );
        pause();
    }
    let slider = taken(page);
    json!({ "messages": MESSAGES, "steps": steps, "load": load, "commands": report, "keys": keys_report, "slider": slider })
}

/// The key under which the page keeps its work.
const STORED: &str = "
    return Object.keys(localStorage).find(key => localStorage.getItem(key).includes('\"actions\"')) ?? null";

/// A saved simulation with many messages and steps.
const MANY: &str = "([proto, login, messages, steps]) => {
    // The page's own first connections: 1 for POP3, 2 for IMAP.
    const connection = proto === 'imap' ? 2 : 1;
    const send = line => ({ send: { connection, octets: line + '\\r\\n' } });
    const actions = [];
    for (let number = 1; number <= messages; number++)
        actions.push({ deliver: { account: 'anna', message: `Subject: ${number}\\r\\n\\r\\n${number}\\r\\n` } });
    actions.push({ connect: { connection, protocol: proto, greeting: 'ok' } }, ...login.map(send));
    for (let step = 0; step < steps; step++) actions.push(send(proto === 'imap' ? `y${step} NOOP` : 'NOOP'));
    return JSON.stringify({ postamt: 1, scenario: 'empty', cursor: 1e6, actions });
}";

/// Long enough for the page to come to rest.
fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(350));
}

/// The middle and the upper end of what was measured.
fn taken(page: &Page) -> Value {
    let answer = page.script("return [taken, blocked]", &[]);
    let numbers = |name: &str| -> Vec<f64> {
        let mut all: Vec<f64> =
            answer[0].as_array().into_iter().flatten().filter_map(|entry| entry[name].as_f64()).collect();
        all.sort_by(f64::total_cmp);
        all
    };
    let at = |all: &[f64], share: f64| {
        all.get(((all.len() as f64 * share) as usize).min(all.len().saturating_sub(1))).copied()
    };
    let spread = |name: &str| {
        let all = numbers(name);
        json!({ "p50": at(&all, 0.5), "p95": at(&all, 0.95), "samples": all.len() })
    };
    let blocked = &answer[1];
    let [work, needed, painted, whole] = ["work", "needed", "painted", "whole"].map(spread);
    json!({ "work": work, "needed": needed, "painted": painted, "whole": whole, "blocked": blocked })
}
