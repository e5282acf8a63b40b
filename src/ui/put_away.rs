//! Works that could not be continued, kept beside the saved one so that saving overwrites none of them.

use super::platform::{self, StorageError};

/// Most works that are kept; a further one takes the place of the last.
const WORKS_MAX: usize = 5;

/// The place of a work, from 0. The first one had no brothers once, and keeps its name.
fn place(at: usize) -> String {
    let base = "postamt.put-away";
    if at == 0 { base.to_owned() } else { format!("{base}-{}", at + 1) }
}

/// The works that are kept, oldest first.
pub(super) fn all() -> Vec<String> {
    (0..WORKS_MAX).map_while(|at| platform::load(&place(at)).ok().flatten()).collect()
}

/// Keeps a work; one that is kept already is not kept twice.
///
/// # Errors
/// The browser forbids writing, or there is no room.
pub(super) fn keep(work: &str) -> Result<(), StorageError> {
    let kept = all();
    if kept.iter().any(|kept| kept == work) {
        return Ok(());
    }
    platform::store(&place(kept.len().min(WORKS_MAX - 1)), work)
}

/// Saves each of them as a file.
pub(super) fn download() {
    for (at, work) in all().iter().enumerate() {
        let name = if at == 0 { "postamt.json".to_owned() } else { format!("postamt-{}.json", at + 1) };
        platform::download(&name, work, "application/json");
    }
}

/// Drops all of them.
pub(super) fn drop_all() {
    (0..WORKS_MAX).for_each(|at| platform::forget(&place(at)));
}
