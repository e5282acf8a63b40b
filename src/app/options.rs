//! Options in the address: `#lang=de&proto=imap&view=projector&stage=sequence&live`. A test keeps the tables of
//! `docs/page.md` and `docs/embedding.md` equal to [`NAMES`].

use super::preferences::View;
use crate::engine::Protocol;
use crate::i18n::Lang;
use crate::lesson::is_id;
use crate::share::shown::word;
use std::rc::Rc;

/// The names of all options, as [`Options::parse`] reads them.
pub const NAMES: [&str; 11] =
    ["lang", "proto", "view", "stage", "lesson", "step", "s", "embed", "readonly", "follow", "live"];

/// The options of a fragment. An option that it does not name stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// `lang`: the page's language.
    pub lang: Option<Lang>,
    /// `proto`: the protocol shown.
    pub protocol: Option<Protocol>,
    /// `view`: whether for a projector.
    pub projector: Option<bool>,
    /// `view`: whether for the presenter, beside a projector.
    pub presenter: Option<bool>,
    /// `stage`: the view of the stage.
    pub stage: Option<View>,
    /// `embed`: whether without the bar at the top.
    pub embed: Option<bool>,
    /// `readonly`: whether nobody can act.
    pub read_only: Option<bool>,
    /// `live`: whether to look on at the bridge that serves the page.
    pub live: Option<bool>,
    /// `follow`: the word of the session to follow.
    pub follow: Option<String>,
    /// `lesson`: the id of a lesson to begin; whether there is one with it is found when it is fetched.
    pub lesson: Option<String>,
    /// `s`: a session, as [`crate::share::link`] writes it; whether it is one is found when it is opened.
    pub session: Option<Rc<str>>,
    /// `step`: the lesson's step, from 1; otherwise the place on the timeline, from 0.
    pub step: Option<usize>,
    /// Options with values that nobody knows, as they stand in the address.
    pub unfit: Vec<String>,
}

/// Longest part of an unfit option that is repeated to the reader, in characters.
const REPEATED_MAX: usize = 40;

impl Options {
    /// Reads a fragment without its `#`. Never fails: what does not fit is listed in `unfit`.
    pub fn parse(fragment: &str) -> Self {
        let mut options = Options::default();
        for part in fragment.split('&').filter(|part| !part.is_empty()).take(20) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let fits = match name {
                "lang" => set(&mut options.lang, Lang::parse(value)),
                "proto" => set(&mut options.protocol, protocol(value)),
                "view" if value.eq_ignore_ascii_case("presenter") => set(&mut options.presenter, Some(true)),
                "view" => set(&mut options.projector, view(value)),
                "follow" => set(&mut options.follow, word(&decoded(value))),
                "stage" => set(&mut options.stage, View::named(value)),
                "embed" => set(&mut options.embed, switch(value)),
                "live" => set(&mut options.live, switch(value)),
                "readonly" => set(&mut options.read_only, switch(value)),
                "s" => set(&mut options.session, Some(value.into())),
                "step" => set(&mut options.step, step(value)),
                "lesson" => set(&mut options.lesson, Some(value.to_owned()).filter(|id| is_id(id))),
                _ => false,
            };
            if !fits {
                options.unfit.push(part.chars().take(REPEATED_MAX).collect());
            }
        }
        options
    }
}

/// A value with its escapes (RFC 3986 §2.1) read; as it stands where they are none.
fn decoded(value: &str) -> String {
    let mut octets = Vec::new();
    let mut rest = value.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped =
            after.get(..2).filter(|_| *first == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        let octet = escaped.and_then(|pair| u8::from_str_radix(pair, 16).ok());
        octets.push(octet.unwrap_or(*first));
        rest = if octet.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(octets).unwrap_or_else(|_| value.to_owned())
}

/// Sets an option; whether its value fits.
fn set<T>(option: &mut Option<T>, value: Option<T>) -> bool {
    *option = value;
    option.is_some()
}

/// The fragment with an option set or taken away, the others in their order.
pub fn with_option(fragment: &str, name: &str, value: Option<&str>) -> String {
    let is_other = |part: &&str| !part.is_empty() && part.split('=').next() != Some(name);
    let mut parts: Vec<String> = fragment.split('&').filter(is_other).map(str::to_owned).collect();
    parts.extend(value.map(|value| format!("{name}={value}")));
    parts.join("&")
}

fn protocol(value: &str) -> Option<Protocol> {
    let is_it = |name: &str| name.eq_ignore_ascii_case(value);
    Protocol::ALL.into_iter().find(|protocol| {
        let row = protocol.row();
        is_it(row.id) || row.aliases.iter().any(|alias| is_it(alias))
    })
}

fn view(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "projector" => Some(true),
        "page" | "normal" => Some(false),
        _ => None,
    }
}

fn step(value: &str) -> Option<usize> {
    value.parse().ok().filter(|_| value.bytes().all(|octet| octet.is_ascii_digit()))
}

fn switch(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "" | "1" | "true" | "yes" => Some(true),
        "0" | "false" | "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let options = Options::parse("lang=de&proto=imap&view=projector&stage=message&embed&live");
        assert_eq!(options.lang, Some(Lang::De));
        assert_eq!(options.protocol, Some(Protocol::Imap));
        assert_eq!((options.projector, options.stage), (Some(true), Some(View::Message)));
        assert_eq!((options.embed, options.live), (Some(true), Some(true)));
        assert_eq!(Options::parse("live=0").live, Some(false));
        let options = Options::parse("embed=1&readonly=1&step=12&s=1z.x=");
        assert_eq!((options.embed, options.read_only, options.step), (Some(true), Some(true), Some(12)));
        assert_eq!(options.session.as_deref(), Some("1z.x="));
        assert!(options.unfit.is_empty());
    }

    #[test]
    fn what_does_not_fit_is_told_and_changes_nothing() {
        let options = Options::parse("lang=tlh&proto=&lesson=Nine&&x&live=2&stage=pit&step=+1&readonly=9");
        let unfit =
            ["lang=tlh", "proto=", "lesson=Nine", "x", "live=2", "stage=pit", "step=+1", "readonly=9"];
        assert_eq!(options.unfit, unfit);
        assert_eq!((options.lang, options.protocol), (None, None));
    }

    #[test]
    fn every_option_has_a_name_and_no_other() {
        for name in NAMES {
            let fits = ["de", "imap", "page", "states", "1"]
                .map(|value| Options::parse(&[name, "=", value].concat()));
            assert!(
                fits.iter().any(|options| options.unfit.is_empty() && *options != Options::default()),
                "{name}"
            );
        }
    }

    #[test]
    fn one_option_changes_and_the_others_stay() {
        assert_eq!(with_option("lang=de&proto=imap", "lang", Some("en")), "proto=imap&lang=en");
        assert_eq!(with_option("", "proto", Some("pop3")), "proto=pop3");
        assert_eq!(with_option("view=projector", "view", None), "");
    }
}
