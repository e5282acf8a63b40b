//! Takes pictures of the page for people to look at: three sizes, two themes, two languages, both protocols.

use browser_tests::{Page, Setup};
use std::path::Path;

const SIZES: [(u32, u32); 3] = [(1280, 720), (1920, 1080), (390, 844)];

const POP3: [&str; 5] = ["USER anna", "PASS geheim", "STAT", "LIST", "DELE 1"];
const IMAP: [&str; 3] = ["LOGIN anna geheim", "SELECT INBOX", "FETCH 1:3 (FLAGS UID)"];

fn main() {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("Give the folder to put the pictures in.");
        std::process::exit(1);
    };
    let folder = Path::new(&folder);
    for (width, height) in SIZES {
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            for (language, lang) in [("de-DE", "de"), ("en-US", "en")] {
                let page = Setup { width, height, dark, language, reduced_motion: true, ..Setup::default() }
                    .open("");
                for proto in ["pop3", "imap"] {
                    page.go_fresh(&format!("lang={lang}&proto={proto}"));
                    play(&page, proto);
                    page.settle();
                    let file = folder.join(format!("{width}x{height}-{theme}-{lang}-{proto}.png"));
                    page.screenshot(&file);
                    println!("{}", file.display());
                }
            }
        }
    }
}

/// A short lesson by the protocol's own commands.
fn play(page: &Page, proto: &str) {
    page.click_button("Connect");
    page.last_reply();
    let commands: &[&str] = if proto == "pop3" { &POP3 } else { &IMAP };
    for (number, command) in commands.iter().enumerate() {
        match proto {
            "pop3" => page.send_line(command),
            _ => page.send_line(&format!("A{:03} {command}", number + 1)),
        }
    }
}
