//! Documents as Markdown, in both languages, and hostile content in each form.

use super::markdown::markdown;
use super::recorded::recorded;
use super::{Pictures, Run, cheat_sheet, spoken, transcript, worksheet};
use crate::app::clients::Clients;
use crate::app::ladder::View;
use crate::engine::mail::scenario::SCENARIOS;
use crate::engine::{Protocol, Switches};
use crate::i18n::Lang;
use crate::lesson;
use crate::player::Player;
use crate::script;
use expect_test::{Expect, ExpectFile, expect, expect_file};

fn replayed(text: &str) -> Player {
    Player::replay(&SCENARIOS[0], script::read(text).expect("the script is well-formed").actions())
}

fn written(player: &Player, lang: Lang) -> String {
    let clients = Clients::new(Protocol::Pop3, player);
    let view = View { player, clients: &clients, live: false, lang };
    markdown(&transcript(view, Pictures::None))
}

fn golden(name: &str) -> ExpectFile {
    expect_file![concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/paper/PLACE").replace("PLACE", name)]
}

const SESSION: &str = "@connect pop3\nC: USER anna\nC: PASS geheim\n@connect 2 imap\nC2: a LOGIN anna geheim\n\
    C: RETR 3\nC: WIBBLE\n@deliver anna\n| Subject: x\n|\n| x\nC2: b SELECT INBOX\nC: DELE 9\nC: QUIT\n";

#[test]
fn a_session_is_written_in_both_languages() {
    let player = replayed(SESSION);
    for lang in Lang::ALL {
        golden(&format!("transcript-{}.md", lang.tag())).assert_eq(&written(&player, lang));
    }
}

#[test]
fn cheat_sheets_are_written_in_both_languages() {
    for lang in Lang::ALL {
        for protocol in Protocol::ALL {
            let sheet = markdown(&cheat_sheet(protocol, Switches::default(), lang));
            golden(&format!("{}-{}.md", protocol.row().id, lang.tag())).assert_eq(&sheet);
        }
    }
}

#[test]
fn a_worksheet_and_its_answers_are_written_in_both_languages() {
    let text = include_str!("../../../www/lessons/pop3-delete.txt");
    let lesson = lesson::read(text).expect("a lesson of ours");
    for lang in Lang::ALL {
        golden(&format!("worksheet-{}.md", lang.tag())).assert_eq(&markdown(&worksheet(&lesson, lang)));
    }
}

/// Markup, addresses of scripts, backquotes, fences, signs of Markdown, NULs, text that runs from the right.
const HOSTILE: &str = "@connect pop3\nC: USER <script>alert(1)</script>\nC: ``` [x](javascript:alert(1))\n\
    C: # <img src=x onerror=alert(1)> **b** _i_ http://example.org www.example.org a@example.org\n\
    C: ````\\x0d~~~\\x00\u{202e}OOF\u{5d3}\u{5d5}\u{5d0}\u{2066}\nC: USER anna\nC: PASS geheim\nC: RETR 5\n";

#[test]
fn nothing_hostile_gets_out_of_markdown() {
    let player = replayed(HOSTILE);
    for lang in Lang::ALL {
        let text = written(&player, lang);
        let mut fence = None;
        for line in text.lines() {
            let marks = line.len() - line.trim_start_matches('`').len();
            match fence {
                None if marks > 2 => {
                    assert_eq!(&line[marks..], "text", "{line}");
                    fence = Some(marks);
                }
                Some(open) if marks >= open => {
                    assert_eq!(line.len(), marks, "a fence is closed by our own line alone: {line}");
                    fence = None;
                }
                // Each line of code has its speaker.
                Some(_) => {
                    assert!(["C: ", "S: ", "C:", "S:", "# "].iter().any(|it| line.starts_with(it)), "{line}")
                }
                None => {
                    let plain = without_code(line);
                    for (at, sign) in plain.match_indices(['<', '`', '*', '_', '[', '@']) {
                        let ours = plain[at..].starts_with("[RFC ") || line.starts_with("**");
                        assert!(plain[..at].ends_with('\\') || ours, "{sign} in {line}");
                    }
                }
            }
        }
        assert_eq!(fence, None);
        assert!(text.contains("<script>"), "the text itself is there");
        let hidden = |c: char| c.is_control() && c != '\n' && c != '\t' || crate::i18n::turns(c);
        // A sentence keeps text from the right apart.
        let hidden: Vec<char> =
            text.chars().filter(|c| hidden(*c) && !"\u{2068}\u{2069}".contains(*c)).collect();
        assert!(hidden.is_empty(), "{hidden:?}");
    }
}

/// A line without its code: pieces between runs of backquotes of the same length.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

#[test]
fn code_in_a_line_ends_where_we_end_it() {
    let text = |code: &str| {
        markdown(&super::Document {
            kind: "x",
            title: "x".into(),
            blocks: vec![super::Block::Text(vec![Run::Code(code.into())])],
        })
    };
    assert_eq!(text("a`b"), "# x\n\n``a`b``\n");
    assert_eq!(text("``"), "# x\n\n``` `` ```\n");
    assert_eq!(text(""), "# x\n");
}

#[test]
fn a_recorded_session_is_the_same_when_it_is_read_again() {
    for session in [SESSION, HOSTILE] {
        let player = replayed(session);
        let text = recorded(&player, &[]);
        let read = script::read(&text).expect("its own form");
        assert_eq!(read.to_string(), text);
        assert!(read.actions().iter().eq(player.actions()));
        assert!(!text.chars().any(|c| c.is_control() && c != '\n' || crate::i18n::turns(c)));
    }
    let lines = recorded(&replayed("@connect pop3\nC: USER anna\nC: PASS geheim\nC: QUIT\n"), &[]);
    check(
        &lines,
        expect![[r#"
        @scenario school
        @connect pop3
        S: +OK Postamt POP3 server ready <1.1066118400@postamt.example>
        [AUTHORIZATION]
        C: USER anna
        S: +OK anna, now send PASS
        C: PASS geheim
        S: +OK maildrop of anna locked and ready, 7 messages (6090 octets)
        [TRANSACTION]
        C: QUIT
        [UPDATE]
        S: +OK Postamt POP3 server signing off (0 messages removed)
        [CLOSED]
    "#]],
    );
}

#[test]
fn a_lesson_s_session_begins_with_its_setting() {
    let lesson =
        lesson::read(include_str!("../../../www/lessons/pop3-delete.txt")).expect("a lesson of ours");
    let setting = lesson.head.setting();
    let player = Player::set_up(lesson.head.scenario, setting.iter().cloned());
    let mut player = player;
    player.go_on(lesson.steps[0].before.actions());
    let text = recorded(&player, &setting);
    let again = Player::replay(&SCENARIOS[0], script::read(&text).expect("its own form").actions());
    assert_eq!(recorded(&again, &[]), text);
}

#[test]
fn what_is_copied_is_what_was_said() {
    let player = replayed("@connect pop3\nC: USER anna\n@deliver anna\n| A: b\nC: WIBBLE\u{202e}\n");
    let copied: String = player.past().map(|moment| spoken::text(&moment.turn, Lang::En)).collect();
    check(
        &copied,
        expect![[r#"
        S: +OK Postamt POP3 server ready <1.1066118400@postamt.example>
        C: USER anna
        S: +OK anna, now send PASS
        # A new message for anna has arrived in INBOX.
        C: WIBBLE�
        S: -ERR syntax error at octet 7, expected printable ASCII
    "#]],
    );
}

#[test]
fn long_replies_are_folded_and_long_sessions_shortened() {
    let noops = "C: NOOP\n".repeat(1200);
    let player = replayed(&["@connect pop3\nC: USER anna\nC: PASS geheim\n", &noops].concat());
    let text = written(&player, Lang::En);
    assert!(text.contains("Left out at the beginning: 203 steps"), "{}", &text[..300]);
    assert!(text.contains("**Step 1203**") && !text.contains("**Step 203**"));
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(text);
}

#[test]
fn pictures_come_where_they_are_wanted() {
    let mut player = replayed(SESSION);
    player.seek(3);
    let clients = Clients::new(Protocol::Pop3, &player);
    let view = View { player: &player, clients: &clients, live: false, lang: Lang::De };
    let count = |pictures| {
        let blocks = transcript(view, pictures).blocks;
        blocks.iter().filter(|block| matches!(block, super::Block::Figure(..))).count()
    };
    let all = player.moments().iter().filter(|moment| moment.turn.connection().is_some()).count();
    assert_eq!([Pictures::None, Pictures::Shown, Pictures::All].map(count), [0, 1, all]);
    // GREETING, login and the end of POP3; the greeting, LOGIN and SELECT of IMAP.
    assert_eq!(count(Pictures::Moves), 7);
}

#[test]
fn pictures_are_black_and_their_text_is_text() {
    let player = replayed(
        "@connect imap\nC: a LOGIN anna geheim\nC: b CREATE \"x#ffcc00<b>\"\nC: c SELECT \"x#ffcc00<b>\"\n",
    );
    let clients = Clients::new(Protocol::Imap, &player);
    let view = View { player: &player, clients: &clients, live: false, lang: Lang::En };
    let document = transcript(view, Pictures::All);
    let mut svgs = document.blocks.iter().filter_map(|block| match block {
        super::Block::Figure(svg, _) => Some(svg),
        _ => None,
    });
    let last = svgs.next_back().expect("a picture");
    assert!(last.contains("x#ffcc00&lt;b&gt;") && !last.contains("\"#ffcc00\""), "{last}");
    let is_grey = |colour: &str| colour[1..3] == colour[3..5] && colour[3..5] == colour[5..7];
    for (at, _) in last.match_indices("=\"#") {
        let colour = &last[at + 2..at + 9];
        assert!(is_grey(colour), "{colour}");
    }
}
