//! The accessible names of the page's controls, in English and German, typed by hand from the contract.

/// English and German; the page shows one of the two.
pub const NAMES: [(&str, &str); 16] = [
    ("Command", "Kommando"),
    ("Step", "Schritt"),
    ("Connect", "Verbinden"),
    ("Deliver mail", "Zustellen"),
    ("Let time pass", "Zeit vergehen lassen"),
    ("Cut the line", "Leitung kappen"),
    ("Reset", "Zurücksetzen"),
    ("Greeting", "Begrüßung"),
    ("Share", "Teilen"),
    ("Copy", "Kopieren"),
    ("Keep as my own work", "Als eigene behalten"),
    ("Back to my own work", "Zurück zur eigenen"),
    ("A shared session", "Eine geteilte Sitzung"),
    ("Import", "Importieren"),
    ("Transcript", "Mitschrift"),
    ("Replay", "Ablaufen lassen"),
];

/// Whether an accessible name is the wanted one, in either language. Names that stand in no list, such as
/// "POP3" or a command's, are the same in both.
pub fn is(name: &str, wanted: &str) -> bool {
    spellings(wanted).contains(&name.trim())
}

/// The wanted name, and its German where it stands in the list.
pub fn spellings(wanted: &str) -> Vec<&str> {
    let german = NAMES.iter().filter(|(english, _)| *english == wanted).map(|(_, german)| *german);
    std::iter::once(wanted).chain(german).collect()
}
