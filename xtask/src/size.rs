//! What the page weighs on the network, and the budget it has to keep.

use crate::Result;
use crate::finish::LOOKING_ON;
use std::path::{Path, PathBuf};

/// Octets on the network, with brotli at its best, for everything that the first load needs.
const BUDGET: usize = 250_000;
/// What the first load consists of. Pictures of the icon are asked for by the browser, not by the page.
const FIRST_LOAD: [&str; 4] = ["html", "css", "js", "wasm"];
/// What it consists of besides: the texts of one language. The larger one counts.
const TEXTS: &str = "texts-";

/// Prints the table and fails above the budget.
pub fn check(dist: &Path) -> Result {
    let total = print_table(dist)?;
    if total > BUDGET {
        return Err(format!(
            "The page weighs {} octets, {} above its budget of {}.",
            spaced(total),
            spaced(total - BUDGET),
            spaced(BUDGET)
        ));
    }
    Ok(())
}

/// Prints each file's size, plain and compressed, and gives the compressed total.
pub fn print_table(dist: &Path) -> Result<usize> {
    let mut files = Vec::new();
    collect(dist, &mut files)?;
    files.sort();
    if files.is_empty() {
        return Err(format!("There is no page in {}: run `cargo xtask build` first.", dist.display()));
    }
    println!("  {:>11}  {:>11}", "octets", "brotli 11");
    let (mut total, mut texts) = (0, 0);
    for file in files {
        let plain = std::fs::read(&file).map_err(|error| format!("{}: {error}.", file.display()))?;
        let small = compressed_len(&plain);
        let name = file.strip_prefix(dist).unwrap_or(&file).display();
        if begins_with(&file, TEXTS) {
            texts = small.max(texts);
        } else if !begins_with(&file, LOOKING_ON) {
            total += small;
        }
        println!("  {:>11}  {:>11}  {name}", spaced(plain.len()), spaced(small));
    }
    total += texts;
    println!("  {:>11}  {:>11}  of {} allowed", "", spaced(total), spaced(BUDGET));
    Ok(total)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result {
    let entries = std::fs::read_dir(folder).map_err(|error| {
        format!("{} cannot be read ({error}): run `cargo xtask build` first.", folder.display())
    })?;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, files)?;
        } else if begins_with(&path, TEXTS)
            || path.extension().is_some_and(|end| FIRST_LOAD.iter().any(|known| end == *known))
        {
            files.push(path);
        }
    }
    Ok(())
}

fn begins_with(path: &Path, words: &str) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(words))
}

fn compressed_len(plain: &[u8]) -> usize {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut compressed, &params)
        .expect("memory is read and written without errors");
    compressed.len()
}

/// A number with thin groups of three digits.
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
    use super::spaced;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!(spaced(0), "0");
        assert_eq!(spaced(999), "999");
        assert_eq!(spaced(250_000), "250,000");
        assert_eq!(spaced(1_234_567), "1,234,567");
    }
}
