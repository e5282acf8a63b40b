//! Texts that come over the network: the page's own language before it is drawn, the others at leisure.

use crate::i18n::Lang;

/// Calls `then` when the language's texts are there: at once, or after they were fetched. With `false` when
/// they cannot be had.
pub(super) fn with(lang: Lang, then: impl FnOnce(bool) + 'static) {
    if lang.is_there() {
        return then(true);
    }
    fetch(lang, Box::new(then));
}

fn fetch(lang: Lang, then: Box<dyn FnOnce(bool)>) {
    js_sys::futures::spawn_local(async move {
        let texts = super::platform::fetch(lang.file()).await;
        // Somebody else may have asked for it at the same time.
        then(texts.is_some_and(|texts| lang.provide(texts)) || lang.is_there());
    });
}
