//! A document as Markdown (CommonMark with GitHub's tables). Words never become signs of Markdown or HTML, and no line can
//! end the block of code that it stands in.

use super::document::{Block, Document, Run};
use crate::explain::{address, citation};

/// The document as a file.
pub fn markdown(document: &Document) -> String {
    let mut text = ["# ", &escaped(&document.title), "\n\n"].concat();
    document.blocks.iter().for_each(|block| put(&mut text, block));
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn put(text: &mut String, block: &Block) {
    match block {
        Block::Heading(level, words) => {
            text.push_str(&"#".repeat(usize::from(*level)));
            text.push(' ');
            text.push_str(&runs(words));
            text.push_str("\n\n");
        }
        Block::Text(words) => {
            text.push_str(&runs(words));
            text.push_str("\n\n");
        }
        Block::Octets(lines) => {
            let mut code = String::new();
            for line in lines {
                let written = line.text.as_deref().unwrap_or("________________");
                code.push_str([&line.mark(), " ", written].concat().trim_end());
                code.push('\n');
            }
            // CommonMark §4.5: the closing fence is at least as long as the opening one.
            let fence = "`".repeat(longest_run(&code).max(2) + 1);
            for part in [&*fence, "text\n", &code, &fence, "\n\n"] {
                text.push_str(part);
            }
        }
        // The states are told in words; a file of text has no pictures.
        Block::Figure(..) => {}
        Block::Table(head, groups) => {
            let head: Vec<String> = head.iter().map(|name| escaped(name)).collect();
            for group in groups {
                for part in ["### ", &runs(&group.heading), "\n\n"] {
                    text.push_str(part);
                }
                row(text, &head);
                row(text, &vec!["---".to_owned(); head.len()]);
                for cells in &group.rows {
                    let cells: Vec<String> =
                        cells.iter().map(|cell| runs(cell).replace('|', "\\|")).collect();
                    row(text, &cells);
                }
                text.push('\n');
            }
        }
        Block::Boxes(boxes) => {
            for (is_ticked, words) in boxes {
                text.push_str(if *is_ticked { "- [x] " } else { "- [ ] " });
                text.push_str(&runs(words));
                text.push('\n');
            }
            text.push('\n');
        }
        Block::Blank(words, lines) => {
            text.push_str(&runs(words));
            text.push(' ');
            text.push_str(&"\\_".repeat(16 * usize::from(*lines)));
            text.push_str("\n\n");
        }
        Block::Together(blocks) => blocks.iter().for_each(|block| put(text, block)),
        Block::PageEnd => text.push_str("---\n\n"),
    }
}

fn row(text: &mut String, cells: &[String]) {
    text.push_str("| ");
    text.push_str(&cells.join(" | "));
    text.push_str(" |\n");
}

/// Words in one line.
fn runs(runs: &[Run]) -> String {
    let run = |run: &Run| match run {
        Run::Plain(words) => escaped(words),
        Run::Strong(words) => ["**", &escaped(words), "**"].concat(),
        Run::Code(code) => quoted(code),
        Run::Rfc(number, section) => {
            ["[", &escaped(&citation(*number, section)), "](", &address(*number, section), ")"].concat()
        }
    };
    runs.iter().map(run).collect::<String>().trim().to_owned()
}

/// CommonMark §6.1: code between two runs of backquotes that are longer than any inside.
fn quoted(code: &str) -> String {
    let code = in_one_line(code);
    if code.is_empty() {
        return code;
    }
    let marks = "`".repeat(longest_run(&code) + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    [&*marks, pad, &code, pad, &marks].concat()
}

/// Words in which no sign has a meaning, and of which no reader makes an address. CommonMark §2.4: "Any ASCII punctuation
/// character may be backslash-escaped". A cell's bars are escaped with the cell.
fn escaped(words: &str) -> String {
    let words = in_one_line(words);
    let mut text = String::with_capacity(words.len());
    for (at, c) in words.char_indices() {
        let is_sign = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '#' | '$' | '@' => true,
            '-' | '+' | '=' => at == 0,
            ':' => words[at..].starts_with("://"),
            // "1. " begins a list, "www." an address.
            '.' | ')' => {
                let before = &words[..at];
                before.ends_with("www") || !before.is_empty() && before.bytes().all(|c| c.is_ascii_digit())
            }
            _ => false,
        };
        if is_sign {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

fn in_one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// The length of the longest run of backquotes.
fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}
