//! Near misses: a line that was meant for another protocol, or misspelt, as it should have been.

use super::chart::Chart;

/// Most characters of a word that is compared with the commands' names.
const WORD_MAX: usize = 20;

/// The plain character in place of one that a phone's keyboard sets by itself, and no command wants: a curly quotation
/// mark, or a space that does not break.
pub fn plain(sign: char) -> Option<char> {
    match sign {
        '“' | '”' | '„' | '‟' | '«' | '»' => Some('"'),
        '‘' | '’' | '‚' | '‛' | '‹' | '›' => Some('\''),
        '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(' '),
        _ => None,
    }
}

/// The line with another command in place of the unknown word at `at`: the one that does the same in this protocol
/// (`foreign`: words of others, each with a line, in which `{}` is the first argument), or the nearest in spelling.
pub(super) fn better(chart: &Chart, foreign: &[(&str, &str)], line: &str, at: usize) -> Option<String> {
    let (head, tail) = line.split_at_checked(at)?;
    let mut end = tail.find(' ').unwrap_or(tail.len());
    let two = chart
        .commands()
        .any(|name| name.split_once(' ').is_some_and(|(first, _)| first.eq_ignore_ascii_case(&tail[..end])));
    if two && let Some(rest) = tail.get(end + 1..) {
        end += 1 + rest.find(' ').unwrap_or(rest.len());
    }
    let (word, rest) = tail.split_at(end);
    let upper = word.to_ascii_uppercase();
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    if let Some((_, form)) = foreign.iter().find(|(own, _)| *own == upper) {
        return Some(format!("{head}{}", filled(form, rest)));
    }
    let name = nearest(chart, &upper)?;
    let name = if word.bytes().any(|octet| octet.is_ascii_uppercase()) {
        name.to_owned()
    } else {
        name.to_ascii_lowercase()
    };
    let space = if tail.len() > end { " " } else { "" };
    Some(format!("{head}{name}{space}{rest}"))
}

/// A form with the first of these arguments in it; without one, its beginning.
fn filled(form: &str, arguments: &str) -> String {
    let argument = arguments.split(' ').next().unwrap_or_default();
    match form.split_once("{}") {
        Some((head, _)) if argument.is_empty() => head.to_owned(),
        Some((head, tail)) => format!("{head}{argument}{tail}"),
        None => form.to_owned(),
    }
}

/// The command that a misspelt word was meant to be.
fn nearest(chart: &Chart, word: &str) -> Option<&'static str> {
    if !(3..=WORD_MAX).contains(&word.len()) {
        return None;
    }
    // RETRIEVE is RETR in full.
    let abbreviated = |name: &&str| name.len() > 3 && word.starts_with(name);
    chart.commands().filter(abbreviated).max_by_key(|name| name.len()).or_else(|| {
        let near = |name: &&str| {
            distance(word, name) <= 1 + usize::from(name.len() > 5) + usize::from(name.len() > 8)
        };
        chart.commands().filter(near).min_by_key(|name| distance(word, name))
    })
}

/// The number of letters put in, left out, changed, or swapped with their neighbour.
fn distance(one: &str, other: &str) -> usize {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut rows = vec![(0..=other.len()).collect::<Vec<usize>>()];
    for i in 1..=one.len() {
        let mut row = vec![i];
        for j in 1..=other.len() {
            let changed = usize::from(one[i - 1] != other[j - 1]);
            let mut least = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + changed);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[one.len()][other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{imap, pop3};

    #[test]
    fn misspelt_words_have_a_nearest_command() {
        for (word, name) in
            [("RETRIEVE", "RETR"), ("DELETE", "DELE"), ("LSIT", "LIST"), ("UILD", "UIDL"), ("STTA", "STAT")]
        {
            assert_eq!(nearest(&pop3::CHART, word), Some(name), "{word}");
        }
        for (word, name) in
            [("LOGN", "LOGIN"), ("SELETC", "SELECT"), ("EXPUNG", "EXPUNGE"), ("CAPABILITIES", "CAPABILITY")]
        {
            assert_eq!(nearest(&imap::CHART, word), Some(name), "{word}");
        }
        assert_eq!(nearest(&imap::CHART, "WIBBLE"), None);
        assert_eq!(nearest(&pop3::CHART, "HI"), None);
    }

    #[test]
    fn the_rest_of_the_line_stays() {
        assert_eq!(
            better(&imap::CHART, &[], "a1 UID FETHC 3 FLAGS", 3).as_deref(),
            Some("a1 UID FETCH 3 FLAGS")
        );
        assert_eq!(better(&pop3::CHART, &[], "retrieve 3", 0).as_deref(), Some("retr 3"));
        let foreign = [("FETCH", "RETR {}")];
        assert_eq!(better(&pop3::CHART, &foreign, "fetch 3 FLAGS", 0).as_deref(), Some("RETR 3"));
        assert_eq!(better(&pop3::CHART, &foreign, "FETCH", 0).as_deref(), Some("RETR "));
    }
}
