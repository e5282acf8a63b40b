//! The examples of `www/examples`: the engine gives every line of the server's, octet by octet.
//!
//! `UPDATE_EXAMPLES=1 cargo test --test it examples` writes the files anew with what the engine says.

use postamt::app::sharing::{OCTETS_MAX, replay};
use postamt::engine::step::{Party, Step};
use postamt::engine::{Action, Lab};
use postamt::i18n::{Lang, TONGUES};
use postamt::lesson::{Example, Text, read_examples};
use postamt::script::{self, Held, Item};
use postamt::share::Saved;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Most octets of an example's file.
const FILE_MAX: usize = 16_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("www/examples")
}

/// Every example's id and text, by name.
fn all() -> Vec<(String, String)> {
    let entries = fs::read_dir(folder()).expect("www/examples");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let id = |path: &Path| path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
    files.iter().map(|path| (id(path), fs::read_to_string(path).expect("UTF-8 text"))).collect()
}

/// The text as the engine would have it: what is done, and all that the server says.
fn as_it_happens(text: &str) -> String {
    let script = script::read(text).unwrap_or_else(|error| panic!("{error}"));
    let example = Example::read(text).expect("an example");
    let mut lab = Lab::new(example.world).speaking(TONGUES);
    let (mut held, mut happens) = (Held::default(), String::new());
    for line in script.lines.iter().filter(|line| !line.item.is_expectation()) {
        let _ = writeln!(happens, "{}", line.item);
        let Some(action) = held.action(&line.item) else { continue };
        lab.handle(&action);
        while let Some(turn) = lab.poll() {
            for step in turn.steps() {
                if let Step::Wire { connection, from: Party::Server, wire, .. } = step {
                    for line in wire.octets().split_inclusive(|octet| *octet == b'\n') {
                        let reply = Item::Reply { connection: *connection, text: script::Text::of(line) };
                        let _ = writeln!(happens, "{reply}");
                    }
                }
            }
        }
    }
    happens
}

#[test]
fn examples_are_what_the_engine_says() {
    let update = std::env::var("UPDATE_EXAMPLES").is_ok_and(|value| value == "1");
    let update = update && std::env::var_os("CI").is_none();
    for (id, text) in all() {
        let happens = as_it_happens(&text);
        if update && happens != text {
            fs::write(folder().join(format!("{id}.txt")), &happens).expect("an example can be written");
            continue;
        }
        for (number, (expected, found)) in text.lines().zip(happens.lines()).enumerate() {
            assert_eq!(expected, found, "www/examples/{id}.txt:{}", number + 1);
        }
        assert_eq!(text, happens, "www/examples/{id}.txt");
    }
}

#[test]
fn a_wrong_octet_is_found() {
    let (_, text) = all().into_iter().find(|(id, _)| id == "pop3-rfc1939").expect("RFC 1939's");
    assert_ne!(as_it_happens(&text.replace("S: 1 120", "S: 1 121")), text.replace("S: 1 120", "S: 1 121"));
    assert_eq!(as_it_happens(&text.replace("S: 1 120", "S: 1 121")), text);
}

#[test]
fn examples_have_their_words_in_both_languages() {
    let both = |text: &Text, what: &str| {
        let mut tags = text.languages();
        tags.sort();
        assert_eq!(tags, ["de", "en"], "{what}");
        for lang in Lang::ALL {
            assert_eq!(text.paragraphs(lang.tag()).count(), 1, "{what}");
        }
    };
    for (id, text) in all() {
        assert!(text.len() <= FILE_MAX, "{id} has {} octets", text.len());
        let example = Example::read(&text).unwrap_or_else(|| panic!("{id} is no example"));
        assert_eq!(example.head.id, id);
        both(&example.head.title, &id);
        both(&example.head.shows, &id);
        for (at, caption) in &example.captions {
            both(caption, &format!("{id}: the caption of action {at}"));
            assert!(*at < example.actions.len(), "{id}: a caption of nothing");
            for lang in Lang::ALL {
                let words = caption.paragraphs(lang.tag()).flat_map(|text| text.split(' ')).count();
                assert!(words < 30, "{id}: the caption of action {at} has {words} words");
            }
        }
        let (connect, _) = example.first_connect().expect("a client connects");
        assert!(
            example.actions[..connect]
                .iter()
                .all(|action| { matches!(action, Action::Preset { .. } | Action::Switch { .. }) })
        );
    }
}

#[test]
fn the_order_names_every_example_and_the_index_has_their_heads() {
    let order = fs::read_to_string(folder().join("order")).expect("the menu's order");
    let ids: BTreeSet<String> = all().into_iter().map(|(id, _)| id).collect();
    assert_eq!(order.lines().map(str::to_owned).collect::<BTreeSet<_>>(), ids);
    let index = postamt_catalogue::Lessons::read(&folder()).expect("the folder").comments();
    let heads = read_examples(&index);
    assert_eq!(heads.iter().map(|head| &*head.id).collect::<Vec<_>>(), order.lines().collect::<Vec<_>>());
    for head in heads {
        let text = fs::read_to_string(folder().join(format!("{}.txt", head.id))).expect("its file");
        assert_eq!(Example::read(&text).map(|example| example.head), Some(head));
    }
}

#[test]
fn docs_list_every_example() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/page.md");
    let docs = fs::read_to_string(docs).expect("the page's document");
    let table = docs.split("| id | shows |\n|---|---|\n").nth(1).expect("a table of examples");
    let rows = table.lines().map_while(|row| row.strip_prefix("| `")?.split('`').next());
    let order = fs::read_to_string(folder().join("order")).expect("the menu's order");
    assert_eq!(rows.collect::<Vec<_>>(), order.lines().collect::<Vec<_>>());
}

#[test]
fn examples_can_be_kept_and_shared() {
    for (id, text) in all() {
        let example = Example::read(&text).expect("an example");
        let (scenario, actions) = (example.world, example.actions.clone());
        let player = replay(Saved { scenario, actions, cursor: usize::MAX }).expect("a short session");
        assert!((8..80).contains(&player.len()), "{id} has {} turns", player.len());
        assert!(player.octets_since(0) < OCTETS_MAX);
        let saved = postamt::share::save(scenario, player.actions(), 0);
        let again = postamt::share::load(&saved).expect("it can be saved");
        assert_eq!((again.scenario.name, again.actions), (example.world.name, example.actions), "{id}");
    }
}

#[test]
fn what_is_no_example_is_refused() {
    let (_, good) = all().into_iter().next().expect("an example");
    assert!(Example::read(&good).is_some());
    for bad in [
        "",
        "@connect pop3\n",
        "# example x\n@connect pop3\n",
        "# example ../x\n# title en: x\n# shows en: x\n@connect pop3\n",
        "# example x\n# title en: x\n# shows en: x\n@scenario nowhere\n",
        "# example x\n# title en: x\n# shows en: x\n@connect smtp\n",
    ] {
        assert!(Example::read(bad).is_none(), "{bad}");
    }
    assert_eq!(read_examples("# title en: of nothing\n"), []);
}
