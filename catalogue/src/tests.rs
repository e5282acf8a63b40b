use super::*;
use std::fs;
use std::path::PathBuf;

/// A folder of languages, gone when dropped.
struct Locales(PathBuf);

impl Locales {
    /// Each language is a tag and its texts.
    fn new(test: &str, languages: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("postamt-locales-{}-{test}", std::process::id()));
        for (tag, texts) in languages {
            fs::create_dir_all(folder.join(tag)).expect("a temporary folder");
            fs::write(folder.join(tag).join("ui.txt"), texts).expect("a temporary file");
        }
        Self(folder)
    }

    fn read(&self) -> Result<Catalogues, String> {
        Catalogues::read(&self.0)
    }

    #[track_caller]
    fn refused(&self, word: &str) {
        let problems = self.read().expect_err("it is wrong");
        assert!(problems.contains(word), "{problems}");
    }
}

impl Drop for Locales {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

const ENGLISH: &str = "language-own-name = English\nmessages = {count|message|messages}\n";
const POLISH: &str =
    "language-own-name = polski\nmessages = {count|wiadomość|wiadomości|wiadomości w skrzynce}\n";

#[test]
fn a_language_is_a_folder_and_nothing_else() {
    let two =
        [("de", "language-own-name = Deutsch\nmessages = {count|Nachricht|Nachrichten}"), ("en", ENGLISH)];
    let three = [two[0], two[1], ("pl", POLISH)];
    let [two, three] = [("two", &two[..]), ("three", &three)]
        .map(|(name, languages)| code(&Locales::new(name, languages).read().expect("all is well")));
    assert!(two.contains("ALL: [Lang; 2] = [Lang::De, Lang::En];"), "{two}");
    assert!(three.contains("ALL: [Lang; 3] = [Lang::De, Lang::En, Lang::Pl];"), "{three}");
    assert!(three.contains("#[default]\n    En,"), "{three}");
    assert!(three.contains(
        "tag: \"pl\",\n        name: \"polski\",\n        plurals: &[\"one\", \"few\", \"many\"],"
    ));
}

#[test]
fn the_first_language_is_the_default_where_there_is_no_english() {
    let code = code(&Locales::new("polish", &[("pl", POLISH)]).read().expect("all is well"));
    assert!(code.contains("#[default]\n    Pl,"), "{code}");
}

#[test]
fn each_category_needs_its_form() {
    let two_forms = POLISH.replace("|wiadomości w skrzynce", "");
    Locales::new("forms", &[("en", ENGLISH), ("pl", &two_forms)])
        .refused("pl: `messages` needs 3 forms (one, few, many), not 2.");
}

#[test]
fn languages_that_differ_are_refused() {
    let less = "language-own-name = English";
    Locales::new("less", &[("en", less), ("pl", POLISH)]).refused("en lacks the key `messages`.");
    let other = ENGLISH.replace("count", "number");
    Locales::new("other", &[("en", &other), ("pl", POLISH)]).refused("`messages` has different arguments");
    Locales::new("nameless", &[("en", "a = b")]).refused("`language-own-name` is missing");
    Locales::new("unknown", &[("xx", ENGLISH)]).refused("CLDR knows no language xx");
    Locales::new("none", &[]).refused("No such file");
}

#[test]
fn lines_that_are_no_texts_are_named() {
    for (name, file, problem) in [
        ("on", " goes on", "ui.txt:1: goes on with nothing."),
        ("line", "# a comment\n\nwords", "ui.txt:3: not `key = text`."),
        ("key", "Key = text", "ui.txt:1: `Key` is no key."),
        ("twice", "key = text\nkey = text", "ui.txt:2: `key` stands twice."),
    ] {
        Locales::new(name, &[("en", file)]).refused(problem);
    }
}

#[test]
fn a_line_that_begins_with_a_space_goes_on() {
    let locales = Locales::new("goes-on", &[("en", "language-own-name = English\na = one\n  two\n")]);
    let catalogues = locales.read().expect("all is well");
    assert_eq!(catalogues.languages()[0].joined(Part::First), "one two\0English");
}

#[test]
fn a_file_is_named_by_its_content() {
    let file = |texts: &str| {
        let locales = Locales::new(&format!("file-{}", texts.len()), &[("en", texts)]);
        locales.read().expect("all is well").languages()[0].file(Part::First)
    };
    let (one, other) = (file(ENGLISH), file(&ENGLISH.replace("messages}", "letters}")));
    assert!(one.starts_with("texts-en-") && one.ends_with(".txt") && one.len() == 29, "{one}");
    assert_ne!(one, other);
}

#[test]
fn categories_are_those_of_the_language() {
    let category = |tag: &str, numbers: &[&str]| {
        numbers.iter().map(|number| plural_category(tag, number).unwrap_or("none")).collect::<Vec<_>>()
    };
    assert_eq!(category("en", &["0", "1", "2", "x"]), ["other", "one", "other", "none"]);
    assert_eq!(category("pl", &["1", "3", "5", "12", "22"]), ["one", "few", "many", "many", "few"]);
    assert_eq!(category("de-AT", &["1", "2"]), ["one", "other"]);
    assert_eq!(category("xx", &["1"]), ["none"]);
}

#[test]
fn what_the_first_prompt_does_not_need_stands_in_a_folder_of_its_own() {
    let locales = Locales::new("later", &[("en", ENGLISH)]);
    let later = locales.0.join("en/later");
    fs::create_dir_all(&later).expect("a temporary folder");
    fs::write(later.join("rules.txt"), "a-rule = words\n").expect("a temporary file");
    let catalogues = locales.read().expect("all is well");
    let english = &catalogues.languages()[0];
    assert_eq!(english.joined(Part::Later), "a-rule\0words");
    assert!(english.joined(Part::First).starts_with("English"));
    assert!(english.file(Part::Later).starts_with("later-en-"));
    let code = code(&catalogues);
    assert!(code.contains("COUNTS: [usize; 2] = [2, 3]"), "{code}");
    fs::write(later.join("rules.txt"), "messages = words\n").expect("a temporary file");
    locales.refused("`messages` stands twice");
}

#[test]
fn lessons_stand_in_their_order_and_their_heads_in_the_index() {
    let folder = Locales(std::env::temp_dir().join(format!("postamt-lessons-{}", std::process::id())));
    let none = Lessons::read(&folder.0).expect("no lesson");
    assert_eq!((none.all().count(), &*none.index()), (0, ""));
    fs::create_dir_all(&folder.0).expect("a temporary folder");
    let write = |name: &str, text: &str| fs::write(folder.0.join(name), text).expect("a temporary file");
    write("a.txt", "lesson: a\n");
    write("b.txt", "# b\nlesson: b\ntitle\n\n  en: x\nstep: read\n  en: y\n");
    write("c.txt", "lesson: c\n");
    write("order", "c\nb\n");
    let lessons = Lessons::read(&folder.0).expect("three lessons");
    assert_eq!(lessons.all().map(|(id, _)| id).collect::<Vec<_>>(), ["c", "b", "a"]);
    assert_eq!(lessons.index(), "lesson: c\nlesson: b\ntitle\nen: x\nlesson: a\n");
    write("b.txt", "lesson: b\nstep: watch\n");
    let others = Lessons::read(&folder.0).expect("three lessons");
    assert_ne!(others.version(), lessons.version());
    write("template", "lesson: new\n");
    let lessons = Lessons::read(&folder.0).expect("three lessons, and a template");
    assert_eq!((lessons.all().count(), lessons.template()), (3, "lesson: new\n"));
    assert_ne!(others.version(), lessons.version());
}
