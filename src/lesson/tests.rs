use super::*;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::{ConnectionId, Lab, Preset, Turn};
use crate::script;
use proptest::prelude::*;

const HEAD: &str = "lesson: a-1\ntitle\nde: T\nen: T\nsummary\nen: S\nde: S\nminutes: 5\nteaches: S1 C15\n";
const DO: &str = "step: do\nde: x\nen: x\ngoal: done STAT\nsolution\nC: STAT\n";
const EXPLAIN: &str = "step: explain\nde: x\nen: x\nright\nde: r\nen: r\nbecause\nde: b\nen: b\n\
                       wrong\nde: w\nen: w\nbecause\nde: b\nen: b\nconfusion: C2\n";

fn whole(steps: &str) -> Lesson {
    match read(&format!("{HEAD}{steps}")) {
        Ok(lesson) => lesson,
        Err(error) => panic!("{error:?}"),
    }
}

#[test]
fn a_lesson_is_read() {
    let text = format!(
        "\u{feff}# a comment\n  {HEAD}switch: idle on\nserver: dovecot\nscenario: empty\nreads: 1939 §5.1, 3501\n\
         teacher\nde: eins\nde: zwei\nen: one\nen: two\navoid: sent QUIT by 2\nbefore\n@connect pop3\n\
         step: read\nfresh\nbefore\n  @deliver anna\n  | A: b\n  |\n@wait 1m\nlook: row 104, state not-authenticated\n\
         de: `STAT` und\nen: `STAT` and\n{DO}{EXPLAIN}"
    );
    let Lesson { head, steps } = read(&text).expect("a good lesson");
    assert_eq!((&*head.id, head.minutes, head.server), ("a-1", 5, Preset::Dovecot));
    assert_eq!(head.scenario.name, "empty");
    assert_eq!(head.teaches, [Topic::Statement(1), Topic::Confusion(15)]);
    let sections: Vec<_> = head.reads.iter().map(|it| (it.number, &*it.section)).collect();
    assert_eq!(sections, [(1939, "5.1"), (3501, "")]);
    assert_eq!(head.teacher.paragraphs("en").collect::<Vec<_>>(), ["one", "two"]);
    assert_eq!(head.summary.paragraphs("fr").collect::<Vec<_>>(), ["S"], "the first language there is");
    assert_eq!((head.avoids.len(), head.avoids[0].by), (1, Some(ConnectionId(2))));
    assert_eq!(head.before.actions().len(), 1);
    let [one, two, three] = &steps[..] else { panic!("three steps") };
    assert_eq!([one.kind, two.kind, three.kind], [Kind::Read, Kind::Do, Kind::Explain]);
    assert!(one.fresh && one.before.actions().len() == 2 && one.before.lines[0].number == 26);
    assert_eq!(one.looks, [Look::Row(104), Look::State("Not Authenticated")]);
    assert_eq!(
        pieces("a `b` c").map(|it| (it.text, it.is_protocol)).collect::<Vec<_>>(),
        [("a ", false), ("b", true), (" c", false)]
    );
    assert_eq!((two.goals.len(), two.goals[0].line), (1, 36));
    assert_eq!((three.right(), three.answers[1].confusion), (Some(0), Some(2)));
}

#[test]
fn the_head_and_an_index_are_read_alone() {
    let head = read_head(&format!("{HEAD}step: nonsense\n")).expect("a good head");
    assert_eq!(head.minutes, 5);
    let index = format!("{HEAD}lesson: bad\n{}", HEAD.replace("a-1", "b"));
    let ids: Vec<String> = read_index(&index).into_iter().map(|head| head.id).collect();
    assert_eq!(ids, ["a-1", "b"]);
    assert!(read_index("").is_empty() && read_index("x\nlesson").is_empty());
}

/// The mistakes of a lesson with these steps, by line from its first step and id.
fn mistakes(steps: &str) -> Vec<(usize, &'static str)> {
    let errors = read_all(&format!("{HEAD}{steps}")).err().unwrap_or_default();
    errors.iter().map(|error| (error.line.saturating_sub(9), error.mistake.id())).collect()
}

#[test]
fn each_mistake_has_its_line_and_what_belongs_to_it_is_passed_over() {
    let check = |steps: &str, expected: &[(usize, &str)]| assert_eq!(mistakes(steps), expected, "{steps}");
    check(DO, &[]);
    check("", &[(0, "missing")]);
    check("step: dance\nhint\nwhat\n", &[(1, "no-such-kind")]);
    check(&format!("{DO}goal: fly\nde: x\n"), &[(7, "no-such-goal")]);
    check(&format!("{DO}what: x\nde: x\nC: x\n"), &[(7, "unknown-keyword")]);
    check(&format!("{DO}play\nC: x\n"), &[(7, "misplaced")]);
    check(&format!("{DO}solution\n"), &[(7, "twice")]);
    check(&format!("{DO}goal:\nhint: x\n"), &[(7, "no-value"), (8, "needless-value")]);
    check(&format!("{DO}de: x\n"), &[(7, "stray-text")]);
    check(&format!("{DO}hint\nhint\nde: x\nen: `x\n"), &[(7, "no-text"), (10, "open-backquote")]);
    check(&format!("{DO}hint\nde: x\nde: x\nen: x\n"), &[(7, "languages-differ")]);
    check(&format!("{DO}hint\nfr: x\n"), &[(7, "languages-differ")]);
    check(&format!("{DO}hint\nde: x\nen: x\nC: x\n"), &[(10, "stray-line")]);
    check(
        &format!("{DO}C> x\n@include x\n@dance\n"),
        &[(7, "never-sent"), (8, "not-in-lessons"), (9, "no-such-action")],
    );
    check(
        &format!("{DO}avoid: commands 3\navoid: state FLYING\n"),
        &[(7, "limit-to-avoid"), (8, "no-such-state")],
    );
    check(
        &format!("{DO}look: row x\nlook: field x, row 1\nlook: edge X\n"),
        &[(7, "bad-number"), (8, "no-such-look"), (9, "no-such-command")],
    );
    check("step: do\nde: x\nen: x\ngoal: commands 3\nsolution\nS: +OK\n", &[(1, "missing"), (1, "missing")]);
    check("step: watch\nde: x\nen: x\n", &[(1, "missing")]);
    check(&EXPLAIN.replace("confusion: C2", "confusion: S2"), &[(16, "no-such-topic")]);
    check(&EXPLAIN.replacen("because\nde: b\nen: b\n", "", 1), &[(4, "missing")]);
    check(&format!("{EXPLAIN}right\nde: r\nen: r\n"), &[(17, "twice")]);
    check(&format!("{EXPLAIN}because\n"), &[(17, "misplaced")]);
    check(&format!("{DO}C: \\x41*999999\nC: \\x41*999999\nC: x\n"), &[(9, "too-much-sent")]);
    let many = |line: &str, count: usize| line.repeat(count);
    check(&format!("{DO}{}", many("goal: cut\n", PARTS_MAX)), &[(6 + PARTS_MAX, "too-many-parts")]);
    let wrong = many("wrong\nde: w\nen: w\nbecause\nde: b\nen: b\n", WRONG_MAX);
    check(&format!("{EXPLAIN}{wrong}"), &[(35, "too-many-wrong"), (38, "misplaced")]);
    check(&many(DO, STEPS_MAX + 2), &[(601, "too-many-steps"), (607, "too-many-steps")]);
    let errors = read_all(&" ".repeat(TEXT_MAX + 1)).expect_err("too long");
    assert_eq!(errors[0].mistake, Mistake::TooLong);
    assert_eq!(read_all(&"x\n".repeat(9000)).expect_err("nonsense").len(), MISTAKES_MAX);
}

#[test]
fn mistakes_of_the_head() {
    let check = |from: &str, to: &str, line, id: &str| {
        let error = read(&format!("{}{DO}", HEAD.replacen(from, to, 1))).expect_err("a mistake");
        assert_eq!((error.line, error.mistake.id()), (line, id), "{to}");
    };
    check("lesson: a-1\n", "", 1, "missing");
    check("a-1", "A", 1, "bad-id");
    check("minutes: 5\n", "", 1, "missing");
    check("minutes: 5", "minutes: 0", 8, "bad-minutes");
    check("S1", "S38", 9, "no-such-topic");
    check("minutes", "server: x\nminutes", 8, "no-such-preset");
    check("minutes", "switch: x on\nminutes", 8, "no-such-switch");
    check("minutes", "switch: idle\nminutes", 8, "neither-on-nor-off");
    check("minutes", "scenario: x\nminutes", 8, "no-such-scenario");
    check("minutes", "reads: RFC 1939\nminutes", 8, "bad-reference");
    check("minutes", "goal: cut\nminutes", 8, "misplaced");
    check("en: S\n", "", 5, "languages-differ");
}

#[test]
fn a_step_is_reached_by_jumping_as_by_going() {
    let lesson = whole(
        &format!(
            "before\n@connect pop3\n{DO}step: explore\nde: x\nen: x\ntry\nC: NOOP\n\
         step: watch\nbefore\nC: USER anna\nde: x\nen: x\nplay\nC: PASS geheim\n\
         step: read\nfresh\nbefore\n@connect imap\nde: x\nen: x\nstep: read\nde: x\nen: x\n"
        )
        .replace("before\n@connect pop3\n", ""),
    );
    let count = |index| lesson.actions_until(index).len();
    assert_eq!((0..5).map(count).collect::<Vec<_>>(), [1, 2, 3, 2, 2]);
    assert!(lesson.beginning(0).anew && !lesson.beginning(1).anew && lesson.beginning(3).anew);
    assert_eq!(lesson.beginning(9), Beginning::default());
    assert_eq!(
        ["a1 NOOP", "DONE", "LOGIN anna geheim", "a1"].map(untagged),
        ["NOOP", "DONE", "LOGIN anna geheim", "a1"]
    );
}

/// Whether each goal is met after the script, whose lines before an empty one are done before the step.
fn check(text: &str, goals: &[(&str, bool)]) {
    let script = script::read(text).expect("a script");
    let mut lab = Lab::new(&SCENARIOS[0]);
    let mut turns: Vec<Turn> = Vec::new();
    let (mut held, mut shown) = (script::Held::default(), ConnectionId(1));
    for line in &script.lines {
        if line.item == script::Item::Blank {
            turns.clear();
        }
        let Some(action) = held.action(&line.item) else { continue };
        if let script::Item::Send { connection, .. } = line.item {
            shown = connection;
        }
        turns.extend(lab.run(&action));
    }
    let scene = Scene::new(turns.iter(), &lab, shown);
    for (goal, expected) in goals {
        let step = whole(&DO.replace("done STAT", &format!("timeout\ngoal: {goal}")));
        assert_eq!(scene.is(&step.steps[0].goals[1]), *expected, "{goal}");
    }
}

#[test]
fn goals_of_pop3() {
    let pop3 = "@connect pop3\nC: USER anna\nC: PASS geheim\nC: DELE 3\n\nC: RSET\nC: LIST  2\nC: LIST 1\nC: dele 2\nC: RETR 9\n";
    check(
        pop3,
        &[
            ("state transaction", true),
            ("state TRANSACTION by 2", false),
            ("sent LIST 2", true),
            ("sent list *", true),
            ("sent LIST", false),
            ("sent *", true),
            ("done DELE *", true),
            ("done RETR *", false),
            ("failed RETR 9", true),
            ("failed RETR 9 by 2", false),
            ("failed DELE *", false),
            ("sent PASS *", false),
            ("at-least 2 *E*", true),
            ("at-least 4 *E*", false),
            ("says +OK 1", true),
            ("says octets of nothing", false),
            ("marked 2", true),
            ("marked 3", false),
            ("marked 0", false),
            ("unmarked 3", true),
            ("unmarked 2", false),
            ("unmarked 1", false),
            ("there INBOX 104", true),
            ("gone inbox 104", false),
            ("count INBOX 7", true),
            ("locked anna", true),
            ("locked anna by 2", false),
            ("unlocked anna", false),
            ("unlocked ben", true),
            ("closed", false),
            ("timeout", false),
        ],
    );
    check(
        "@connect pop3\nC: USER anna\nC: PASS geheim\n\nC: DELE 2\nC: QUIT\n",
        &[
            ("gone INBOX 104", true),
            ("count INBOX 6", true),
            ("closed", true),
            ("closed by 2", false),
            ("cut", false),
            ("marked 2", false),
            ("unmarked 2", false),
            ("unlocked anna", true),
        ],
    );
    check(
        "@connect pop3\nC: USER ben\nC: PASS geheim\n\n@wait 10m\n@deliver ben\n| A: b\n",
        &[
            ("timeout", true),
            ("closed", true),
            ("delivered ben", true),
            ("delivered anna", false),
            ("count ben:INBOX 6", true),
        ],
    );
    check("@connect pop3\n\n@cut\n@connect pop3\n", &[("cut", true), ("closed", false)]);
}

#[test]
fn goals_of_imap() {
    let imap = "@connect imap\nC: a1 LOGIN anna geheim\nC: a2 SELECT INBOX\n\n\
                C: a3 STORE 2 +FLAGS (\\Flagged neu)\nC: a4 CREATE Schule/4A\nC: a5 SELECT Nirgends\n\
                C: a6 LOGIN {4}\nC: anna geheim\nC: NOOP\n";
    check(
        imap,
        &[
            ("state AUTHENTICATED", true),
            ("flag INBOX 104 \\Flagged", true),
            ("flag INBOX 104 NEU", true),
            ("no-flag INBOX 104 \\Draft", true),
            ("no-flag INBOX 104 \\Flagged", false),
            ("no-flag INBOX 9 \\Flagged", false),
            ("mailbox Schule/4A", true),
            ("no-mailbox Schule", false),
            ("no-mailbox ben:Schule", true),
            ("failed SELECT *", true),
            ("done SELECT *", false),
            ("sent NOOP", false),
            ("count Archive/2003 1", true),
        ],
    );
    let both = "@connect imap\nC: a1 LOGIN anna geheim\nC: a2 SELECT INBOX\nC: a3 IDLE\n\
                @connect 2 imap\nC2: b1 LOGIN {4}\nC2: ben geheim\n\nC: DONE\nC2: b2 SEARCH CHARSET UTF-8 SUBJECT {3}\nC2: x y\n";
    check(both, &[("done DONE by 1", true), ("done SEARCH * {3} x*", false), ("sent *", true)]);
    let literal = "@connect imap\nC: a1 LOGIN anna geheim\n\nC: a2 LOGIN {4}\nC: a3 SELECT {5}\nC: INBOX\n";
    check(
        literal,
        &[
            ("done SELECT {5} INBOX", true),
            ("done SELECT *", true),
            ("done INBOX", true),
            ("at-least 2 *", true),
            ("at-least 3 *", false),
            ("commands 2", true),
            ("commands 1", false),
            ("octets 10", false),
            ("octets 5000", true),
        ],
    );
}

#[test]
fn a_limit_is_met_together_with_the_other_goals() {
    let step = &whole(&DO.replace("done STAT", "closed\ngoal: commands 1")).steps[0];
    let mut lab = Lab::new(&SCENARIOS[0]);
    let script = script::read("@connect pop3\nC: QUIT\n").expect("a script");
    let mut turns = Vec::new();
    let mut met = Vec::new();
    for action in script.actions() {
        turns.extend(lab.run(&action));
        met.push(Scene::new(turns.iter(), &lab, ConnectionId(1)).met(step));
    }
    assert_eq!(met, [[false, false], [true, true]]);
}

/// The goals that the turns of a script reach, the last one last.
fn suggestions(text: &str) -> Vec<String> {
    let mut lab = Lab::new(&SCENARIOS[0]);
    let mut goals = Vec::new();
    for action in script::read(text).expect("a script").actions() {
        lab.handle(&action);
        while let Some(turn) = lab.poll() {
            goals.extend(suggestion(&turn, &lab));
        }
    }
    goals
}

#[test]
fn a_turn_suggests_the_goal_that_it_reaches() {
    let pop3 = "@connect pop3\nC: USER anna\nC: PASS geheim\n";
    let imap = "@connect imap\nC: a1 LOGIN anna geheim\nC: a2 SELECT INBOX\n";
    let many = "@connect pop3\n@connect 2 pop3\nC2: USER ben\n";
    for (start, lines, goal) in [
        ("", "@connect pop3", "state AUTHORIZATION"),
        ("@connect pop3\n", "C: USER anna", "done USER anna"),
        ("@connect pop3\nC: USER anna\n", "C: PASS geheim", "state TRANSACTION"),
        ("@connect pop3\n", "C: STAT", "failed STAT"),
        (pop3, "C: DELE 2", "marked 2"),
        (pop3, "C: DELE 3\nC: RSET", "unmarked 3"),
        (pop3, "C: DELE 2\nC: QUIT", "gone INBOX 104"),
        (pop3, "C: QUIT", "closed"),
        (pop3, "@cut", "cut"),
        (pop3, "@wait 10m", "timeout"),
        (pop3, "C: RETR 99", "failed RETR 99"),
        (pop3, "@deliver anna\n| A: b\n|", "delivered anna"),
        (many, "C2: PASS geheim", "state TRANSACTION by 2"),
        ("@connect imap\n", "C: a1 LOGIN anna geheim", "state Authenticated"),
        (imap, "C: a3 STORE 2 +FLAGS (\\Flagged)", "flag INBOX 104 \\Flagged"),
        (
            imap,
            "C: a3 STORE 2 +FLAGS (\\Flagged)\nC: a4 STORE 2 -FLAGS \\Flagged",
            "no-flag INBOX 104 \\Flagged",
        ),
        (imap, "C: a3 FETCH 7 BODY[TEXT]", "flag INBOX 115 \\Seen"),
        (imap, "C: a3 CREATE Neu", "mailbox Neu"),
        (imap, "C: a3 CREATE Neu\nC: a4 RENAME Neu Alt", "mailbox Alt"),
        (imap, "C: a3 CREATE Neu\nC: a4 DELETE Neu", "no-mailbox Neu"),
        (imap, "C: a3 NOOP", "done NOOP"),
        (imap, "C: a3 NOPE", "failed NOPE"),
    ] {
        let made = suggestions(&format!("{start}{lines}\n"));
        let last = made.iter().find(|made| *made == goal);
        assert_eq!(last.map(String::as_str), Some(goal), "{lines}: {made:?}");
        let text = format!("{HEAD}{}", DO.replace("done STAT", goal));
        assert!(read(&text).is_ok(), "{goal}");
    }
}

#[test]
fn an_editor_is_told_all_words() {
    for fact in FACTS.split_whitespace() {
        let errors = read(&format!("{HEAD}{}", DO.replace("done STAT", &format!("{fact} 1 2 \\Seen")))).err();
        let more = read(&format!("{HEAD}{}", DO.replace("done STAT", fact))).err();
        let is_known = |error: &Option<Error>| error.is_none_or(|error| error.mistake != Mistake::NoSuchGoal);
        let one = read(&format!("{HEAD}{}", DO.replace("done STAT", &format!("{fact} 1")))).err();
        assert!([errors, more, one].iter().any(is_known), "{fact}");
    }
    let of_head: Vec<_> = keywords(None).collect();
    assert!(of_head.starts_with(&["lesson", "title"]) && !of_head.contains(&"step"));
    let of_do: Vec<_> = keywords(Some(Kind::Do)).collect();
    assert_eq!(of_do, ["before", "fresh", "look", "goal", "avoid", "hint", "solution"]);
    assert_eq!(Kind::ALL.map(Kind::name), ["read", "watch", "do", "predict", "explain", "explore"]);
}

fn naive(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([b'*', rest @ ..], _) => (0..=text.len()).any(|at| naive(rest, &text[at..])),
        ([one, rest @ ..], [other, more @ ..]) => one.eq_ignore_ascii_case(other) && naive(rest, more),
        _ => pattern.is_empty() && text.is_empty(),
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in ".*", lines in prop::collection::vec("[ -~]{0,20}", 0..20)) {
        let _ = (read_all(&text), read_head(&text), read_index(&text));
        let _ = read_all(&format!("{HEAD}{DO}{}", lines.join("\n")));
    }

    /// The lines of a good lesson, in any order and number.
    #[test]
    fn lines_in_any_order_are_read_or_refused(order in prop::collection::vec(any::<prop::sample::Index>(), 0..60)) {
        let all = format!("{HEAD}{DO}{EXPLAIN}before\nfresh\nC> x\n@deliver anna\n| x\n@cut\nstep: explore\ntry\nhint\navoid: cut\nlook: timer\n");
        let lines: Vec<&str> = all.lines().collect();
        let text: Vec<&str> = order.iter().map(|at| *at.get(&lines)).collect();
        let text = text.join("\n");
        let all = read_all(&text);
        prop_assert_eq!(read(&text).err(), all.as_ref().err().map(|errors| errors[0]));
        if let Ok(lesson) = all {
            for index in 0..=lesson.steps.len() {
                let _ = (lesson.beginning(index), lesson.actions_until(index));
            }
        }
        let _ = read_index(&text);
    }

    #[test]
    fn a_pattern_fits_as_a_naive_one_does(pattern in "[ab*]{1,6}", text in "[abAB]{0,8}") {
        let goal = &whole(&DO.replace("done STAT", &format!("sent {pattern}"))).steps[0].goals[0];
        let Fact::Sent(own) = &goal.fact else { panic!("a goal about a command") };
        prop_assert_eq!(own.fits(&text), naive(pattern.as_bytes(), text.as_bytes()));
    }
}
