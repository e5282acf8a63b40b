//! The form as docs/lessons.md tells it, and the words for people.

use super::problems;
use postamt::i18n::{Key, Lang, format};
use postamt::lesson::{Mistake, read};
use postamt::script;

const PAGE: &str = include_str!("../../../docs/lessons.md");

/// The example of the page.
fn example() -> &'static str {
    let behind = PAGE.split("```text\n").nth(1).expect("docs/lessons.md has an example");
    behind.split("```").next().expect("an example that ends")
}

#[test]
fn the_example_of_the_page_can_be_played() {
    let problems = problems("pop3-delete", example());
    assert!(problems.is_empty(), "docs/lessons.md, lines of the example: {problems:#?}");
}

#[test]
fn the_template_can_be_played() {
    let problems = problems("my-lesson", include_str!("../../../www/lessons/template"));
    assert!(problems.is_empty(), "www/lessons/template: {problems:#?}");
}

#[test]
fn every_goal_of_the_page_has_words_in_each_language() {
    let table = PAGE.split("| goal | is met when |").nth(1).expect("docs/lessons.md has a table of goals");
    let cells = table.lines().filter_map(|line| line.strip_prefix("| `")?.split("` |").next());
    let goals: Vec<&str> = cells.flat_map(|cell| cell.split("`, `")).collect();
    assert!(goals.len() > 20, "{goals:?}");
    for goal in goals {
        let lesson = read(&example().replace("goal: marked 2", &std::format!("goal: cut\ngoal: {goal}")));
        let lesson = lesson.unwrap_or_else(|error| panic!("{goal}: {error:?}"));
        let (key, args) = lesson.steps[0].goals[1].words();
        let key = Key::from_id(key).unwrap_or_else(|| panic!("{goal}: there is no text {key}"));
        let args: Vec<(&str, &str)> = args.iter().map(|(name, value)| (*name, &**value)).collect();
        for lang in Lang::ALL {
            let words = format(lang, key, &args);
            // An argument that is not given stays as its name.
            let text = postamt::i18n::text(lang, key);
            let slots = text.split('{').skip(1).filter_map(|it| it.split(['}', '|']).next());
            let mut names: Vec<&str> = slots.collect();
            let mut given: Vec<&str> = args.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            given.sort_unstable();
            assert_eq!(names, given, "{goal}: {words}");
        }
    }
}

#[test]
fn every_mistake_has_words() {
    let ids = Mistake::IDS.iter().copied().chain(script::Mistake::ALL.iter().map(|mistake| mistake.id()));
    let missing: Vec<&str> = ids.filter(|id| Key::from_id(&std::format!("mistake-{id}")).is_none()).collect();
    assert!(missing.is_empty(), "www/locales lack the text mistake-… of {missing:?}");
}

#[test]
fn each_problem_is_told_with_its_line() {
    let check = |from: &str, to: &str, line: usize, words: &str| {
        assert!(example().contains(from), "the example has {from:?}");
        let problems = problems("pop3-delete", &example().replacen(from, to, 1));
        let is_told = problems.iter().any(|(own, problem)| *own == line && problem.contains(words));
        assert!(is_told, "{to}: {problems:?}");
    };
    check("pop3-delete", "pop3-other", 1, "the file is pop3-delete.txt");
    check("goal: marked 2", "goal: unlocked ben", 28, "met before anything is done");
    check("goal: marked 2", "goal: marked 3", 28, "not met after the solution");
    check("avoid: sent QUIT", "avoid: sent DELE *", 36, "here that is so which line 29");
    check("avoid: sent QUIT", "avoid: locked anna", 24, "before anything is done");
    check("row 104", "row 99", 24, "nothing that can light up");
    check("command DELE", "command STORE", 24, "nothing that can light up");
    check("S: +OK 7", "S: +OK 6", 45, "does not say");
    check("S: +OK 7", "[UPDATE]", 45, "the state does not become UPDATE");
    check("C: RSET", "C2: RSET", 43, "nothing happens");
    check("Markiere", &"viel ".repeat(50), 24, "words in de");
    check("goal: marked 2", "goal: marked", 28, "no such goal");
}
