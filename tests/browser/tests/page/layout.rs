//! The page's layout: everything that one needs is in sight, whole and large enough, in every size of a window, with
//! every font, on a projector and on paper.

use crate::{LANGUAGES, another_client, calm, connected, imap};
use browser_tests::{Page, Setup, keys, wait_for};
use serde_json::json;

/// Wide and condensed fonts of the machines that the tests run on.
const FONTS: [&str; 3] = ["DejaVu Sans", "DejaVu Sans Condensed", "DejaVu Sans Mono"];

/// A short session whose last command changes a message.
fn play(page: &Page, proto: &str, options: &str) {
    page.go_fresh(&format!("proto={proto}&{options}"));
    page.click_button("Connect");
    page.last_reply();
    let lines: &[&str] = match proto {
        "pop3" => &["USER anna", "PASS geheim", "STAT", "DELE 1"],
        _ => &["LOGIN anna geheim", "SELECT INBOX", "STORE 3 +FLAGS (\\Answered)"],
    };
    for line in lines {
        page.ask(line);
    }
    page.settle();
}

/// Sets the page in one font.
fn set_in(page: &Page, font: &str) {
    page.script("document.documentElement.style.setProperty('--sans', arguments[0])", &[json!(font)]);
}

/// Things that stick out: a window that scrolls sideways, a control that is cut off or whose words do not fit.
fn sticking_out(page: &Page) -> String {
    let found = page.script(
        "const found = [];
         const width = document.documentElement.clientWidth;
         if (document.scrollingElement.scrollWidth > width)
             found.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
         for (const element of document.querySelectorAll('button, select, h2, .pane-note, .place, [role=tablist]')) {
             const box = element.getBoundingClientRect();
             const around = element.closest('[role=tablist], .joined, .pane, header, footer').getBoundingClientRect();
             if (!element.checkVisibility() || element.matches('.skip') || box.width < 2) continue;
             if (box.left < -0.5 || box.right > Math.min(around.right, width) + 0.5)
                 found.push(`${element.textContent || element.ariaLabel} sticks out`);
             if (element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
                 found.push(`${element.textContent} does not fit`);
         }
         return found.join('; ')",
        &[],
    );
    found.as_str().unwrap_or_default().to_owned()
}

/// The smallest size of the words that a selector names, in CSS pixels as they are seen; 1000 without any.
fn smallest(page: &Page, css: &str) -> f64 {
    let size = page.script(
        "return Math.min(1000, ...[...document.querySelectorAll(arguments[0])].flatMap(element => {
             const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
             const sizes = [];
             while (walker.nextNode()) {
                 const around = walker.currentNode.parentElement;
                 const box = around.getBoundingClientRect();
                 if (!walker.data?.trim && !walker.currentNode.data.trim()) continue;
                 if (!around.checkVisibility({ visibilityProperty: true }) || box.width < 2 || box.height < 2) continue;
                 if (around.closest('.sr-only, .skip, option, select, [aria-hidden=true] .typed')) continue;
                 const scale = around.closest('svg')?.getScreenCTM().a ?? 1;
                 sizes.push(parseFloat(getComputedStyle(around).fontSize) * scale);
             }
             return sizes;
         }))",
        &[json!(css)],
    );
    size.as_f64().expect("a size is a number")
}

/// Whether an element, scrolled to where it is or not, is covered by another at its corners and its middle.
fn is_covered(page: &Page, css: &str) -> bool {
    page.script(
        "const element = document.querySelector(arguments[0]);
         const { left, right, top, bottom } = element.getBoundingClientRect();
         const places = [[left + 4, top + 4], [right - 4, top + 4], [left + 4, bottom - 4], [right - 4, bottom - 4],
                         [(left + right) / 2, (top + bottom) / 2]];
         return !places.every(([x, y]) => {
             const there = document.elementFromPoint(x, y);
             return there && (element.contains(there) || there.contains(element));
         })",
        &[json!(css)],
    ) == true
}

#[test]
fn a_phones_prompt_is_in_sight_whatever_was_typed() {
    // Two telephones, and what their keyboards leave of them.
    for (width, height) in [(412, 732), (390, 844), (390, 508), (412, 400)] {
        let page = Setup { width, height, reduced_motion: true, ..Setup::default() }.open("");
        for proto in ["pop3", "imap"] {
            page.go_fresh(&format!("proto={proto}&lang=de"));
            page.focus(&page.prompt());
            assert!(!is_covered(&page, ".prompt"), "{width}×{height} {proto} at first");
            play(&page, proto, "lang=de");
            page.focus(&page.prompt());
            for line in ["NOOP", "WIBBLE", "NOOP"] {
                page.ask(line);
                page.settle();
                assert!(!is_covered(&page, ".prompt"), "{width}×{height} {proto} after {line}");
            }
        }
        page.assert_clean();
    }
}

/// Panes of which something stands below their end.
fn overflowing(page: &Page) -> String {
    let found = page.script(
        "return [...document.querySelectorAll('.pane')].filter(pane => pane.checkVisibility()).flatMap(pane => {
             const end = pane.getBoundingClientRect().bottom;
             const beyond = [...pane.children].filter(child => child.checkVisibility()
                 && getComputedStyle(child).position === 'static' && child.getBoundingClientRect().bottom > end + 0.5);
             return beyond.map(child => `${child.className} ends below ${pane.className}`);
         }).join('; ')",
        &[],
    );
    found.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_phones_panes_hold_what_stands_in_them() {
    let mut wrong = Vec::new();
    for (width, height) in [(320, 568), (320, 640), (360, 640), (412, 732), (390, 508), (640, 360)] {
        let page = Setup { width, height, reduced_motion: true, ..Setup::default() }.open("");
        let mut look = |what: &str| {
            let found = overflowing(&page);
            if !found.is_empty() {
                wrong.push(format!("{width}×{height} {what}: {found}"));
            }
        };
        for proto in ["pop3", "imap"] {
            for lang in LANGUAGES {
                page.go_fresh(&format!("proto={proto}&lang={lang}"));
                look(&format!("{proto} {lang} at first"));
            }
            play(&page, proto, "lang=en");
            look(&format!("{proto} after a session"));
            page.focus(&page.prompt());
            page.type_in_prompt("WIBBLE");
            look(&format!("{proto} while typing"));
            page.type_in_prompt("");
        }
        another_client(&page, "POP3");
        another_client(&page, "IMAP4");
        look("with several clients");
        page.assert_clean();
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_small_windows_dialogs_hold_what_stands_in_them() {
    let wide = "return [...document.querySelectorAll('dialog[open], dialog[open] *')].filter(element => {
        const around = element.closest('dialog').getBoundingClientRect();
        const box = element.getBoundingClientRect();
        return element.checkVisibility() && box.width > 1 && !element.closest('pre, .sr-only, svg')
            && (box.right > around.right + 0.5
                || element.matches('dialog, button') && element.scrollWidth > element.clientWidth + 1);
    }).map(element => element.outerHTML.slice(0, 60))";
    let mut seen = Vec::new();
    for (width, height) in [(320, 568), (640, 360), (820, 600)] {
        for lang in LANGUAGES {
            let setup = Setup { width, height, reduced_motion: true, ..Setup::default() };
            let page = setup.open(&format!("lang={lang}&proto=imap"));
            page.wait_for_text(if lang == "de" { "Verbinden" } else { "Connect" });
            let doors = page.script("return document.querySelectorAll('header.topbar button').length", &[]);
            for door in 0..doors.as_u64().expect("a number") {
                page.script(
                    "const door = document.querySelectorAll('header.topbar button')[arguments[0]];
                     if (door.checkVisibility() && !door.closest('[role=tablist], .languages')
                         && !door.ariaPressed) door.click()",
                    &[json!(door)],
                );
                page.settle();
                let title = page.script("return document.querySelector('dialog[open] h2')?.textContent", &[]);
                if let Some(title) = title.as_str() {
                    let found = page.script(wide, &[]);
                    assert_eq!(found, json!([]), "{width}×{height}: {title}");
                    seen.push(title.to_owned());
                    page.press(keys::ESCAPE);
                    page.settle();
                }
            }
            page.assert_clean();
        }
    }
    for title in ["Share", "Teilen", "Lessons", "Lektionen", "In class", "In der Klasse"] {
        assert!(seen.iter().any(|seen| seen == title), "{title} among {seen:?}");
    }
}

#[test]
fn a_phones_last_button_is_above_the_bar() {
    for (width, height) in [(412, 732), (390, 844), (320, 568)] {
        let page = Setup { width, height, reduced_motion: true, ..Setup::default() }.open("lang=en");
        page.leave_prompt();
        page.script("scrollTo(0, document.scrollingElement.scrollHeight)", &[]);
        assert!(!is_covered(&page, ".controls > :last-child"), "{width}×{height}");
        page.assert_clean();
    }
}

#[test]
fn nothing_sticks_out_at_any_width_in_any_font() {
    let page = calm("");
    let mut wrong = Vec::new();
    let sizes =
        [(320, 568), (390, 844), (545, 700), (600, 800), (640, 360), (715, 700), (819, 600), (820, 600)];
    let wide = [(992, 700), (1024, 768), (1095, 700), (1096, 700), (1280, 720), (1920, 1080)];
    for lang in LANGUAGES {
        for proto in ["pop3", "imap"] {
            play(&page, proto, &format!("lang={lang}"));
            for font in FONTS {
                set_in(&page, font);
                for (width, height) in sizes.into_iter().chain(wide) {
                    page.resize(width, height);
                    let narrow = if width < 820 { "narrow" } else { "wide" };
                    wait_for("the picture's shape", || {
                        let shape =
                            page.script("return document.querySelector('[data-shape]').dataset.shape", &[]);
                        (shape == narrow).then_some(())
                    });
                    let what = format!("{width}×{height} {proto} {lang} {font}");
                    let found = sticking_out(&page);
                    if !found.is_empty() {
                        wrong.push(format!("{what}: {found}"));
                    }
                    let words = smallest(&page, "[data-protocol] svg");
                    if words < 11.95 {
                        wrong.push(format!("{what}: the picture's words have {words} px"));
                    }
                }
            }
            page.resize(1280, 720);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    page.assert_clean();
}

/// The words that matter most, and their selectors.
const NOW: [(&str, &str); 6] = [
    ("the current exchange", ".exchange.is-current .line"),
    ("states", "[data-state] text"),
    ("edges", "[data-edge] .words"),
    ("numbers", ".number text"),
    ("the caption", ".caption-text"),
    ("rows that changed", "tr[data-change] .number"),
];

#[test]
fn the_projector_enlarges_every_word_that_matters() {
    const SIZES: [(u32, u32); 3] = [(1280, 720), (1366, 768), (1920, 1080)];
    let page = calm("");
    for (proto, lang) in [("pop3", "de"), ("imap", "en"), ("imap", "de")] {
        let sizes = |view: &str| {
            play(&page, proto, &format!("lang={lang}&view={view}"));
            SIZES.map(|(width, height)| {
                page.resize(width, height);
                let what = format!("{width}×{height} {proto} {lang} {view}");
                assert_eq!(sticking_out(&page), "", "{what}");
                assert!(!page.scrolls(), "{what}");
                assert!(!is_covered(&page, ".prompt"), "{what}");
                NOW.map(|(_, css)| smallest(&page, css))
            })
        };
        let (before, now) = (sizes("page"), sizes("projector"));
        for (((width, _), before), now) in SIZES.into_iter().zip(before).zip(now) {
            for (((name, _), before), now) in NOW.into_iter().zip(before).zip(now) {
                if name == "numbers" && proto == "pop3" {
                    continue;
                }
                let what = format!("{width} {proto} {lang}: {name}");
                assert!(now < 1000.0, "{what} are there");
                assert!(now > 1.04 * before, "{what}: {before} px before, {now} px now");
                // 24 px on 1920, and as much of it as there is of the width.
                let least = 24.0 * f64::from(width) / 1920.0;
                assert!(now >= least - 0.05, "{what}: {now} px, at least {least}");
            }
        }
        for part in ["header", "main", "footer"] {
            let size = smallest(&page, part);
            assert!(size >= 17.9, "{proto} {lang} {part}: {size} px");
        }
    }
    page.assert_clean();
}

/// The other views of the stage, a lesson's card, a prediction, several clients: what has just happened has 24 px on 1920,
/// and nothing is below 18.
#[test]
fn the_projector_enlarges_each_view_and_card() {
    let page = calm("");
    let at = |what: &str, now: &[&str]| {
        for (width, height) in [(1920, 1080), (1280, 720), (1366, 768)] {
            page.resize(width, height);
            page.settle();
            let share = f64::from(width) / 1920.0;
            for css in now {
                let size = smallest(&page, css);
                assert!((24.0 * share - 0.05..1000.0).contains(&size), "{width} {what} {css}: {size} px");
            }
            for part in ["header", "main", "footer"] {
                let size = smallest(&page, part);
                assert!(size >= 18.0 * share - 0.1, "{width} {what} {part}: {size} px");
            }
            assert_eq!(sticking_out(&page), "", "{width} {what}");
            assert!(!page.scrolls(), "{width} {what}");
            assert!(!is_covered(&page, ".prompt"), "{width} {what}");
        }
        page.resize(1280, 720);
        assert_eq!(page.axe_rule("color-contrast-enhanced"), Vec::new(), "{what}");
    };
    for lang in LANGUAGES {
        play(&page, "imap", &format!("lang={lang}&view=projector&stage=sequence"));
        at("sequence", &[".rung.is-new .rung-words", ".exchange.is-current .line", ".caption-text"]);
        page.ask("FETCH 3 (ENVELOPE BODY[])");
        page.set_fragment(&format!("proto=imap&lang={lang}&view=projector&stage=message"));
        wait_for("the message", || {
            page.script("return document.querySelector('[data-view=message] .message-line') !== null", &[])
                .as_bool()
                .filter(|there| *there)
        });
        at("message", &[".message-line", ".caption-text"]);
        page.go_fresh(&format!("proto=pop3&lang={lang}&view=projector"));
        page.click_button("Connect");
        page.last_reply();
        another_client(&page, "IMAP4");
        at("clients", &[".caption-text"]);
        page.script("document.querySelector('.predict-toggle').click()", &[]);
        page.enter("NOOP");
        wait_for("the question", || {
            page.script("return document.querySelector('[data-guess]') !== null", &[])
                .as_bool()
                .filter(|there| *there)
        });
        at("prediction", &[".predict"]);
        page.go_fresh(&format!("lang={lang}&view=projector&lesson=pop3-counter"));
        wait_for("the card", || {
            page.script("return document.querySelector('[data-lesson]') !== null", &[])
                .as_bool()
                .filter(|there| *there)
        });
        at("lesson", &[".lesson-text"]);
    }
    page.assert_clean();
}

/// A caption of four lines leaves the row of what the server reads in sight; "Why?" leaves its line alone.
#[test]
fn the_projector_hides_no_row_behind_a_caption() {
    let page = calm("");
    for (proto, lang) in [("pop3", "de"), ("imap", "de"), ("imap", "en")] {
        play(&page, proto, &format!("lang={lang}&view=projector"));
        for (width, height) in [(1920, 1080), (1366, 768), (1280, 720)] {
            page.resize(width, height);
            let gaps = page.script(
                "const text = document.querySelector('.caption-text');
                 text.innerHTML = '<p></p>';
                 const lines = () => Math.round(text.getBoundingClientRect().height / parseFloat(getComputedStyle(text).lineHeight));
                 while (lines() < 4 || text.textContent.length < 20) text.firstChild.textContent += ' word';
                 const caption = document.querySelector('.caption').getBoundingClientRect();
                 const flows = document.querySelector('.flows').getBoundingClientRect();
                 const gaps = [...document.querySelectorAll('.why.is-closed')].map(why => {
                     const line = why.closest('.exchange').querySelector('.line'), range = document.createRange();
                     range.selectNodeContents(line);
                     const first = [...range.getClientRects()].filter(box => box.top < why.getBoundingClientRect().bottom);
                     return why.getBoundingClientRect().left - Math.max(...first.map(box => box.right));
                 });
                 return [lines(), caption.top - flows.bottom, ...gaps]",
                &[],
            );
            let gaps: Vec<f64> =
                gaps.as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
            assert_eq!(gaps[0], 4.0, "four lines");
            assert!(
                gaps.len() > 2 && gaps[1..].iter().all(|gap| *gap >= 0.0),
                "{width} {proto} {lang}: {gaps:?}"
            );
        }
    }
}

/// WCAG 2.2, 1.4.6: "a contrast ratio of at least 7:1"; large text 4.5:1.
#[test]
fn the_projectors_contrast_is_aaa() {
    for dark in [false, true] {
        let page =
            Setup { width: 1920, height: 1080, dark, reduced_motion: true, ..Setup::default() }.open("");
        for proto in ["pop3", "imap"] {
            play(&page, proto, "lang=en&view=projector");
            assert_eq!(page.axe_rule("color-contrast-enhanced"), Vec::new(), "{dark} {proto}");
            page.ask("WIBBLE");
            assert_eq!(page.axe_rule("color-contrast-enhanced"), Vec::new(), "{dark} {proto} refused");
            // axe-core does not look into pictures.
            let worst = page.script(
                "const light = text => {
                     const [r, g, b] = text.match(/[\\d.]+/g).map(part => part / 255)
                         .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                     return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                 };
                 const on = element => {
                     const box = element.closest('.node')?.querySelector('.box')
                         ?? element.closest('.number')?.querySelector('.pill');
                     return box ? getComputedStyle(box).fill : getComputedStyle(document.body).backgroundColor;
                 };
                 const words = [...document.querySelectorAll('[data-protocol] svg :is(text, tspan)')];
                 return Math.min(...words.map(element => {
                     const [a, b] = [light(getComputedStyle(element).fill), light(on(element))].sort((a, b) => b - a);
                     return (a + 0.05) / (b + 0.05);
                 }))",
                &[],
            );
            assert!(worst.as_f64().is_some_and(|worst| worst >= 7.0), "{dark} {proto}: {worst}");
        }
        page.assert_clean();
    }
}

#[test]
fn the_store_shows_subjects_at_1280_by_720() {
    let page = calm("");
    for proto in ["pop3", "imap"] {
        play(&page, proto, "lang=de");
        let hidden = page.script(
            "const frame = document.querySelector('.messages').getBoundingClientRect();
             return [...document.querySelectorAll('[data-uid]')].filter(row => {
                 const subject = row.querySelector('td.subject'), box = subject.getBoundingClientRect();
                 const around = row.getBoundingClientRect();
                 return !subject.textContent || box.width < 100 || box.height < 10 || box.right > frame.right + 1
                     || box.top < around.top - 1 || box.bottom > around.bottom + 1;
             }).length",
            &[],
        );
        assert_eq!(hidden, 0, "{proto}");
    }
    page.assert_clean();
}

#[test]
fn long_names_and_many_mailboxes_keep_everything_in_its_place() {
    let page = imap();
    let long = "Unterlagen-fuer-den-Elternabend-im-Herbst-2003";
    assert_eq!(long.len(), 46);
    page.ask(&format!("CREATE {long}"));
    page.ask(&format!("SELECT {long}"));
    for number in 1..=25 {
        page.ask(&format!("CREATE Klasse{number}"));
    }
    for view in ["page", "projector"] {
        page.go(&format!("proto=imap&lang=en&view={view}"));
        page.wait_for_state("Selected");
        for (width, height) in [(1280, 720), (1920, 1080)] {
            page.resize(width, height);
            let wrong = page.script(
                "const wrong = [];
                 const node = document.querySelector('[data-state=Selected]');
                 const [text, box] = [node.querySelector('.detail'), node.querySelector('.box')]
                     .map(part => part.getBoundingClientRect());
                 if (text.left < box.left || text.right > box.right) wrong.push('the name leaves its state');
                 if (!node.querySelector('.detail').textContent.endsWith('read-write')) wrong.push('no access');
                 const store = document.querySelector('.store');
                 if (store.scrollWidth > store.clientWidth) wrong.push('the store is too wide');
                 const last = document.querySelector('.controls > :last-child').getBoundingClientRect();
                 if (last.bottom > document.querySelector('.timeline').getBoundingClientRect().top)
                     wrong.push('Reset is out of sight');
                 if (document.querySelector('.messages').clientHeight < 60) wrong.push('no messages to be seen');
                 return wrong.join('; ')",
                &[],
            );
            assert_eq!(wrong, "", "{view} {width}×{height}");
            assert!(!page.scrolls(), "{view} {width}×{height}");
        }
    }
    page.assert_clean();
}

#[test]
fn a_notice_covers_nothing_that_one_looks_at() {
    for (width, height, view) in [(1280, 720, "page"), (1280, 720, "projector"), (1920, 1080, "projector")] {
        let page = Setup { width, height, reduced_motion: true, ..Setup::default() }.open("lang=en");
        play(&page, "pop3", &format!("lang=en&view={view}"));
        page.leave_prompt();
        page.press(keys::LEFT);
        page.ask("NOOP");
        page.wait_for_text("Bring them back");
        page.settle();
        let covered = page.script(
            "const box = css => [...document.querySelectorAll(css)].map(it => [it, it.getBoundingClientRect()]);
             const [[, note]] = box('.note');
             return box('[data-state], #command, .exchange.is-current, .caption, .legal')
                 .filter(([, it]) => it.left < note.right && it.right > note.left
                     && it.top < note.bottom && it.bottom > note.top)
                 .map(([it]) => it.dataset.state ?? it.className)",
            &[],
        );
        assert_eq!(covered, json!([]), "{width} {view}");
        assert_eq!(sticking_out(&page), "", "{width} {view}");
    }
}

#[test]
fn a_long_sentence_does_not_change_the_pictures_size() {
    let page = connected("pop3", "en");
    for view in ["page", "projector"] {
        let size = |words: usize| {
            page.script(
                "document.querySelector('.caption-text').textContent = 'words '.repeat(arguments[0]);
                 const { width, height } = document.querySelector('[data-protocol] svg').getBoundingClientRect();
                 return [width, height]",
                &[json!(words)],
            )
        };
        let short = size(2);
        assert_eq!(size(30), short, "{view}: some lines");
        assert_eq!(size(80), short, "{view}: many lines");
        page.script("document.querySelector('[aria-keyshortcuts=f]').click()", &[]);
    }
}

/// Colours that the system forces upon the page would hide the signs of replies: they are masks over a background.
#[test]
fn forced_colours_leave_the_signs() {
    let page = imap();
    page.force_colours();
    let sign = page.script(
        "const sign = getComputedStyle(document.querySelector('[data-outcome=ok] [data-role=status]'), '::before');
         return [sign.forcedColorAdjust, sign.maskImage !== 'none', sign.backgroundColor]",
        &[],
    );
    assert_eq!((&sign[0], &sign[1]), (&json!("none"), &json!(true)));
    let paper =
        page.script("return getComputedStyle(document.querySelector('.console')).backgroundColor", &[]);
    assert_ne!(sign[2], paper);
}

/// A printed page says who speaks and how it ended, and holds the whole transcript.
#[test]
fn paper_keeps_who_speaks_and_the_signs() {
    let page = imap();
    page.ask("FETCH 1:7 (FLAGS UID)");
    page.on_paper();
    let lost = page.script(
        "const lost = [];
         const style = (css, part) => getComputedStyle(document.querySelector(css), part);
         const shown = element => element.checkVisibility() && element.getBoundingClientRect().height > 4;
         for (const [from, who] of [['client', 'C:'], ['server', 'S:']])
             if (style(`[data-from=${from}]`, '::before').content !== `\"${who}\"`) lost.push(who);
         // A mark beside a line must not lie outside of the box that its exchange is cut to.
         for (const line of document.querySelectorAll('.line')) {
             if (!shown(line)) lost.push(line.textContent);
             const left = line.getBoundingClientRect().left + parseFloat(getComputedStyle(line, '::before').left);
             if (left < line.closest('.log').getBoundingClientRect().left - 0.5) lost.push(`the mark of ${line.textContent}`);
         }
         if (style('[data-outcome=ok] [data-role=status]', '::before').printColorAdjust !== 'exact') lost.push('signs');
         const log = document.querySelector('.log');
         if (log.scrollHeight > log.clientHeight + 1) lost.push('a part of the transcript');
         for (const css of ['.console-foot', '.timeline', '.controls'])
             if (document.querySelector(css).checkVisibility()) lost.push(`room for ${css}`);
         return lost.join('; ')",
        &[],
    );
    assert_eq!(lost, "");
}

/// Browsers of 2022 read neither `width <=` nor a text decoration of several values (Safari) nor `mask` (Chromium).
#[test]
fn the_style_sheets_are_readable_for_older_browsers() {
    let page = calm("");
    let sheets = page.script_later(
        "const done = arguments[0];
         Promise.all([...document.styleSheets].map(sheet => sheet.href
             ? fetch(sheet.href).then(answer => answer.text()) : sheet.ownerNode.textContent)).then(done)",
    );
    let sheets: Vec<&str> =
        sheets.as_array().into_iter().flatten().filter_map(|text| text.as_str()).collect();
    assert_eq!(sheets.len(), 13);
    for sheet in sheets {
        for (what, is_there) in [
            ("a range", sheet.contains("width<") || sheet.contains("width <") || sheet.contains("width>")),
            ("color-mix", sheet.contains("color-mix(in")),
            ("mask alone", sheet.matches(" mask:").count() != sheet.matches("-webkit-mask:").count()),
        ] {
            assert!(!is_there, "{what} in {}", &sheet[..80.min(sheet.len())]);
        }
        for decoration in sheet.split("text-decoration:").skip(1) {
            let value = decoration.split([';', '}']).next().unwrap_or_default().trim();
            assert!(!value.contains(' '), "text-decoration: {value}");
        }
    }
    page.assert_clean();
}
