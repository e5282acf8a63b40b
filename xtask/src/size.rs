//! The page's weight on the network, and the budget it has to keep.

use crate::compress;
use crate::paths::root;
use crate::run::Result;
use crate::single;
use postamt_catalogue::{Catalogues, Part};
use std::path::Path;

/// Most octets of the first load: gzip at level 9, brotli at level 11. The bar is 560,000 and 450,000. Lessons, the three
/// views, the octets' explanations, predictions, the editor, what the prompt says of a draft, links, paper and the class are
/// parts of the one program and lie above it, by less than this allows. It may only fall.
const BUDGET: [usize; 2] = [825_500, 649_200];
const NAMES: [&str; 2] = ["gzip 9", "brotli 11"];

/// Prints the table and fails above either budget.
pub(crate) fn check(dist: &Path) -> Result {
    let total = print_table(dist)?;
    for ((total, budget), name) in total.into_iter().zip(BUDGET).zip(NAMES) {
        if total > budget {
            return Err(format!(
                "The first load has {} octets with {name}, {} above its budget of {}.",
                spaced(total),
                spaced(total - budget),
                spaced(budget)
            ));
        }
    }
    Ok(())
}

/// Prints each file's size, plain and compressed, and gives the compressed sizes of the first load: of index.html,
/// the files that it names, and the larger language's texts.
pub(crate) fn print_table(dist: &Path) -> Result<[usize; 2]> {
    let html = std::fs::read_to_string(dist.join("index.html")).map_err(|error| {
        format!("There is no page in {} ({error}): run `cargo xtask build` first.", dist.display())
    })?;
    let catalogues = Catalogues::read(&root().join("www/locales"))?;
    let texts: Vec<String> =
        catalogues.languages().iter().map(|language| language.file(Part::First)).collect();
    println!("     {:>11}  {:>11}  {:>11}", "octets", NAMES[0], NAMES[1]);
    let (mut total, mut largest) = ([0; 2], [0; 2]);
    for file in compress::files(dist)? {
        let name = file.strip_prefix(dist).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        // The single file is a thing of its own.
        if name == single::NAME {
            continue;
        }
        let plain = std::fs::metadata(&file).map_err(|error| format!("{name}: {error}."))?.len() as usize;
        let small = compress::twin_sizes(&file)?;
        let mark = if texts.contains(&name) {
            largest = [0, 1].map(|at| small[at].max(largest[at]));
            "(1)"
        } else if is_first(&name, &html) {
            total = [0, 1].map(|at| total[at] + small[at]);
            " 1 "
        } else {
            ""
        };
        println!(
            "{mark:>3}  {:>11}  {:>11}  {:>11}  {name}",
            spaced(plain),
            spaced(small[0]),
            spaced(small[1])
        );
    }
    total = [0, 1].map(|at| total[at] + largest[at]);
    println!("     {:>11}  {:>11}  {:>11}  first load (1)", "", spaced(total[0]), spaced(total[1]));
    println!("     {:>11}  {:>11}  {:>11}  allowed", "", spaced(BUDGET[0]), spaced(BUDGET[1]));
    println!("A browser asks for the texts of one language: the largest are counted.");
    Ok(total)
}

/// Whether the page asks for the file by itself: some attribute's value in index.html ends in its name. For the icon of
/// iOS's home screen a browser asks when somebody puts the page there.
fn is_first(name: &str, html: &str) -> bool {
    let ends = |after: &str| after.starts_with(['"', '\'', ' ', '>']);
    let later = |before: &str| before.rsplit('<').next().is_some_and(|tag| tag.contains("apple-touch-icon"));
    let asks = |(at, _): (usize, &str)| ends(&html[at + name.len()..]) && !later(&html[..at]);
    name == "index.html" || html.match_indices(name).any(asks)
}

/// A number with groups of three digits.
fn spaced(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(spaced(0), "0");
        assert_eq!(spaced(999), "999");
        assert_eq!(spaced(250_000), "250,000");
        assert_eq!(spaced(1_234_567), "1,234,567");
    }

    #[test]
    fn the_first_load_is_what_the_page_names() {
        let html = "<link href=./a-1.css rel=stylesheet><link rel=\"apple-touch-icon\" href=\"./d.png\"><meta content=\"./b.js\" data-wasm=./b.wasm><p>c.txt";
        let first = |name: &str| is_first(name, html);
        assert!(["index.html", "a-1.css", "b.js", "b.wasm"].into_iter().all(first));
        assert!(!["c.txt", "1.cs", "texts-de.txt", "d.png"].into_iter().any(first));
    }
}
