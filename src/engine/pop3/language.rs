//! LANG (RFC 6856 §3): in which language the server writes what only people read.
//!
//! The server thinks in English. For German each phrase of it is replaced; names, numbers and keywords in
//! between stay as they are.

/// A language that the server writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// What every session begins with.
    #[default]
    English,
    /// With its umlauts, in UTF-8.
    German,
}

/// The languages that LANG lists: tag, name in the language itself.
pub const LANGUAGES: [(&str, &str, Language); 2] =
    [("en", "English", Language::English), ("de", "Deutsch", Language::German)];

/// The language for LANG's argument. RFC 6856 §3.2: "the special "*" language range argument [...] indicates a
/// request to use a language designated as preferred by the server administrator."
pub fn chosen(range: &str) -> Option<(&'static str, Language)> {
    let fits = |tag: &str| range == "*" || range.eq_ignore_ascii_case(tag);
    LANGUAGES.iter().find(|(tag, ..)| fits(tag)).map(|(tag, _, language)| (*tag, *language))
}

/// A text for people in German.
pub fn german(text: &str) -> String {
    PHRASES.iter().fold(text.to_owned(), |text, (english, german)| text.replace(english, german))
}

/// What is replaced, in this order: longer ones before their parts.
const PHRASES: &[(&str, &str)] = &[
    ("the language is English now", "die Sprache ist jetzt Deutsch"),
    ("language listing follows", "die Liste der Sprachen folgt"),
    ("no such language", "diese Sprache gibt es hier nicht"),
    (", now send PASS", ", jetzt PASS senden"),
    ("send USER before PASS", "vor PASS kommt USER"),
    ("name or password is wrong", "Name oder Passwort ist falsch"),
    ("name or digest is wrong", "Name oder Prüfwert ist falsch"),
    ("another session holds this maildrop", "eine andere Sitzung hält diesen Briefkasten"),
    ("maildrop of ", "Briefkasten von "),
    ("locked and ready", "gesperrt und bereit"),
    ("wait ", "warte noch "),
    ("seconds", "Sekunden"),
    ("before you log in again", "bis zur nächsten Anmeldung"),
    ("no login without TLS, send STLS first", "keine Anmeldung ohne TLS, zuerst STLS senden"),
    ("TLS is active already", "TLS ist schon aktiv"),
    ("no STLS after UTF8", "nach UTF8 kein STLS mehr"),
    ("begin TLS negotiation", "jetzt beginnt TLS"),
    ("UTF-8 mode is on", "der UTF-8-Modus ist ein"),
    (
        "has a header in UTF-8, send UTF8 before login",
        "hat einen Kopf in UTF-8, vor der Anmeldung UTF8 senden",
    ),
    ("capability list follows", "die Liste der Fähigkeiten folgt"),
    ("Postamt POP3 server signing off", "das Postamt verabschiedet sich"),
    ("no such message", "diese Nachricht gibt es nicht"),
    ("in this session", "in dieser Sitzung"),
    ("is marked as deleted", "ist als gelöscht markiert"),
    ("marked as deleted", "als gelöscht markiert"),
    ("was removed by another client", "hat ein anderer Client entfernt"),
    ("top of message follows", "der Anfang der Nachricht folgt"),
    ("unique-id listing follows", "die Liste der Kennungen folgt"),
    ("nothing done", "nichts getan"),
    ("some deleted messages not removed", "nicht alle gelöschten Nachrichten entfernt"),
    ("gone already", "schon weg"),
    ("removed", "entfernt"),
    ("is not valid in the", "gilt nicht im Zustand"),
    (" state", ""),
    ("argument too long", "Argument zu lang"),
    ("line too long", "Zeile zu lang"),
    ("characters at most", "Zeichen höchstens"),
    ("octets at most", "Oktette höchstens"),
    ("syntax error at octet", "Syntaxfehler bei Oktett"),
    ("usage:", "richtig wäre:"),
    ("expected", "erwartet:"),
    ("this server does not offer that command", "diesen Befehl bietet der Server nicht an"),
    ("unknown command", "unbekannter Befehl"),
    ("Unsupported authentication mechanism", "dieses Verfahren bietet der Server nicht an"),
    ("Wrong name or password", "Name oder Passwort ist falsch"),
    ("Authentication cancelled", "Anmeldung abgebrochen"),
    ("Expected base64 and CRLF", "erwartet: base64 und CRLF"),
    ("In this mechanism the server speaks first", "bei diesem Verfahren spricht zuerst der Server"),
    ("That is not what this mechanism expects", "das erwartet dieses Verfahren nicht"),
    ("This user may not act as another", "dieser Benutzer darf nicht für andere handeln"),
    (" or ", " oder "),
    ("messages", "Nachrichten"),
    ("message", "Nachricht"),
    ("octets", "Oktette"),
];
