//! The page's signs, drawn with one pen: 20 × 20, lines of 1.6, round ends, in the colour of the text.

use yew::prelude::*;

/// A sign: its path.
#[derive(Clone, Copy)]
pub(crate) struct Icon(&'static str);

impl Icon {
    pub(crate) const FIRST: Self = Self("M5 4.5v11M15 5v10l-7-5z");
    pub(crate) const BACK: Self = Self("M13.5 4.5v11L6 10z");
    pub(crate) const PLAY: Self = Self("M6.5 4.5v11l8.5-5.5z");
    pub(crate) const PAUSE: Self = Self("M7 5v10M13 5v10");
    pub(crate) const FORWARD: Self = Self("M6.5 4.5v11L14 10z");
    pub(crate) const LAST: Self = Self("M15 4.5v11M5 5v10l7-5z");
    pub(crate) const SUN: Self = Self(
        "M10 6.7a3.3 3.3 0 1 0 0 6.6 3.3 3.3 0 0 0 0-6.6M10 2.2v1.6M10 16.2v1.6M2.2 10h1.6\
         M16.2 10h1.6M4.5 4.5l1.1 1.1M14.4 14.4l1.1 1.1M15.5 4.5l-1.1 1.1M5.6 14.4l-1.1 1.1",
    );
    pub(crate) const MOON: Self = Self("M15.8 12.1A6.6 6.6 0 0 1 7.9 4.2a6.6 6.6 0 1 0 7.9 7.9z");
    pub(crate) const HALF: Self = Self(
        "M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6M10 3.2v13.6M10 6h4M10 9h6M10 12h6\
         M10 15h3",
    );
    pub(crate) const SCREEN: Self = Self("M2.8 4h14.4v9.2H2.8zM10 13.2v3.3M6.5 16.5h7");
    pub(crate) const LOCK: Self = Self("M5 9h10v7.5H5zM7 9V6.8a3 3 0 0 1 6 0V9");
    pub(crate) const CLOCK: Self = Self(
        "M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6\
         M10 6v4.2l2.8 1.8",
    );
    pub(crate) const CROSS: Self = Self("M5.5 5.5l9 9M14.5 5.5l-9 9");
    pub(crate) const ENVELOPE: Self = Self("M3 5h14v10.5H3zM3 5.5l7 5.5 7-5.5");
    pub(crate) const PLUG: Self = Self("M7.5 3v4M12.5 3v4M5.5 7h9v2.5a4.5 4.5 0 0 1-9 0zM10 14v3.5");
    pub(crate) const CUT: Self = Self("M2.5 10h5M12.5 10h5M8.5 6.5l3 7");
    pub(crate) const OFF: Self = Self("M10 3v6M6.3 5.6a6 6 0 1 0 7.4 0");
    pub(crate) const ANEW: Self = Self("M4.2 10a5.8 5.8 0 1 0 1.9-4.3M6.6 2.6L5.9 6l3.4.6");
    pub(crate) const BOOK: Self = Self(
        "M10 5.5C8 4 5.5 3.8 3 4v11.5c2.5-.2 5 0 7 1.5 2-1.5 4.5-1.7 7-1.5V4c-2.5-.2-5 0-7 1.5zM10 5.5V17",
    );
    pub(crate) const GUESS: Self =
        Self("M3 3.5h14v10h-6L7.5 17v-3.5H3zM8.2 6.9a1.8 1.8 0 1 1 2.7 1.5c-.6.3-.9.6-.9 1.1M10 11.4v.2");
    pub(crate) const PRINTER: Self =
        Self("M6 7.5V3h8v4.5M6 14H3.2V7.5h13.6V14H14M6 11.5h8V17H6zM13.8 9.6v.2");
    pub(crate) const COPY: Self = Self("M7 6.5h9.5V17H7zM12.5 3.5h-9V14");
    pub(crate) const CHECK: Self = Self("M4 10.5l4 4.2L16 5.5");
    pub(crate) const CONSOLE: Self = Self("M2.8 4h14.4v12H2.8zM5.5 7.5L8 10l-2.5 2.5M10 13h4.5");
    pub(crate) const STORE: Self = Self("M2.8 4h14.4v12H2.8zM2.8 8h14.4M2.8 12h14.4M7 4v12");
    pub(crate) const LAMP: Self = Self("M7.5 3h5l1.5 4.5H6zM6 7.5L2.8 16.5h14.4L14 7.5");
    pub(crate) const KEYS: Self =
        Self("M2.5 5.5h15v9h-15zM5.5 8.5h.2M8.5 8.5h.2M11.5 8.5h.2M14.5 8.5h.2M6.5 11.7h7");
    pub(crate) const CORNERS: Self = Self("M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4");
    pub(crate) const WINDOWS: Self = Self("M2.5 3.5h11v8h-11zM8 14v2.5h9.5v-9h-1.5");
    pub(crate) const CLASS: Self = Self(
        "M10 3.5a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4M6 16v-2.5a4 4 0 0 1 8 0V16M4.5 7.5a1.6 1.6 0 1 0 .1 0M15.5 7.5a1.6 1.6 0 1 0 .1 0M2 15v-1.5A2.5 2.5 0 0 1 4 11M18 15v-1.5a2.5 2.5 0 0 0-2-2.5",
    );
    pub(crate) const SEND: Self = Self("M16 4v6.5H4.5M8.5 6.5l-4 4 4 4");
    pub(crate) const SHARE: Self = Self("M10 12.5V2.8M6.5 6L10 2.5 13.5 6M6.5 9H4v8h12V9h-2.5");
    pub(crate) const SWITCHES: Self = Self("M3 6.5h8M15 6.5h2M13 4.2v4.6M3 13.5h2M9 13.5h8M7 11.2v4.6");
}

/// Draws a sign. It is never the only name of anything, so it is hidden from assistive technology.
pub(crate) fn icon(Icon(path): Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d={path} /></svg>
    }
}

/// The wordmark's round postmark: two rings, an envelope, and the date of the talk on the slides.
pub(crate) fn postmark() -> Html {
    html! {
        <svg class="postmark" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
            <circle class="postmark-disc" cx="20" cy="20" r="18.5" />
            <circle class="postmark-ring" cx="20" cy="20" r="18.5" />
            <circle class="postmark-ring" cx="20" cy="20" r="14" />
            <path class="postmark-paper" d="M11.5 14h17v12h-17z" />
            <path class="postmark-ring" d="M11.5 14h17v12h-17zM11.5 14.6L20 21l8.5-6.4" />
            <path class="postmark-ring" d="M3.6 15.6h4M2.6 20h4.4M3.6 24.4h4M36.4 15.6h-4M37.4 20H33M36.4 24.4h-4" />
        </svg>
    }
}
