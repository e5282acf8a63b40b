//! Texts that come over the network: the first part of the page's own language before it is drawn, the others after.

use crate::i18n::{Lang, Part};

/// Calls `then` when the texts of the language are there: at once, or after they were fetched. With `false` when the
/// first part of them cannot be had.
pub(super) fn with(lang: Lang, then: impl FnOnce(bool) + 'static) {
    with_part(lang, Part::First, move |there| match there {
        true => with_part(lang, Part::Later, |_| then(true)),
        false => then(false),
    });
}

/// The same for a part of them.
pub(super) fn with_part(lang: Lang, part: Part, then: impl FnOnce(bool) + 'static) {
    if lang.has(part) {
        return then(true);
    }
    fetch(lang, part, Box::new(then));
}

fn fetch(lang: Lang, part: Part, then: Box<dyn FnOnce(bool)>) {
    js_sys::futures::spawn_local(async move {
        let texts = super::platform::fetch(lang.file(part)).await;
        // Somebody else may have asked for it at the same time.
        then(texts.is_some_and(|texts| lang.provide(part, texts)) || lang.has(part));
    });
}
