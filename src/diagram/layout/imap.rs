//! The figure of RFC 3501 §3, with its numbers (1) to (7), and the flow as pills below it.

use super::{Anchor, Block, Layout, NONE, Route, place, resting, words};

pub static WIDE: Layout = Layout {
    size: (600, 500),
    boxes: &[
        place("Server Greeting", (8, 6), (584, 40)),
        place("Not Authenticated", (8, 100), (254, 54)),
        place("Authenticated", (68, 208), (394, 54)),
        resting(70, place("Selected", (122, 316), (340, 54))),
        place("Logout", (8, 416), (584, 38)),
    ],
    routes: &[
        Route {
            edge: "ServerGreeting-OK-NotAuthenticated",
            corners: &[(135, 46), (135, 100)],
            mark: (135, 70),
            words: words((156, 71), Anchor::Start, &[&["greeting OK"]]),
        },
        Route {
            edge: "ServerGreeting-PREAUTH-Authenticated",
            corners: &[(400, 46), (400, 208)],
            mark: (400, 70),
            words: words((421, 71), Anchor::Start, &[&["greeting PREAUTH"]]),
        },
        Route {
            edge: "ServerGreeting-BYE-Logout",
            corners: &[(574, 46), (574, 416)],
            mark: (574, 70),
            words: words((553, 71), Anchor::End, &[&["greeting BYE"]]),
        },
        Route {
            edge: "NotAuthenticated-LOGIN-Authenticated",
            corners: &[(186, 154), (186, 208)],
            mark: (186, 178),
            words: words((165, 179), Anchor::End, &[&["LOGIN"], &["AUTHENTICATE"]]),
        },
        Route {
            edge: "Authenticated-SELECT-Selected",
            corners: &[(252, 262), (252, 316)],
            mark: (252, 286),
            words: words((270, 287), Anchor::Start, &[&["SELECT"], &["EXAMINE"]]),
        },
        Route {
            edge: "Selected-CLOSE-Authenticated",
            corners: &[(366, 316), (366, 262)],
            mark: (366, 292),
            words: words((384, 291), Anchor::Start, &[&["CLOSE"]]),
        },
        Route {
            edge: "Selected-SELECT-Authenticated",
            corners: &[(448, 316), (448, 262)],
            mark: (448, 292),
            words: words((466, 291), Anchor::Start, &[&["SELECT"], &["EXAMINE"]]),
        },
        Route {
            edge: "NotAuthenticated-LOGOUT-Logout",
            corners: &[(46, 154), (46, 416)],
            mark: (46, 343),
            words: NONE,
        },
        Route {
            edge: "Authenticated-LOGOUT-Logout",
            corners: &[(100, 262), (100, 416)],
            mark: (100, 343),
            words: NONE,
        },
        Route {
            edge: "Selected-LOGOUT-Logout",
            corners: &[(160, 370), (160, 416)],
            mark: (160, 388),
            words: words((179, 389), Anchor::Start, &[&["LOGOUT"]]),
        },
        Route {
            edge: "NotAuthenticated-loss-Logout",
            corners: &[(26, 154), (26, 416)],
            mark: (26, 285),
            words: NONE,
        },
        Route {
            edge: "Authenticated-loss-Logout",
            corners: &[(80, 262), (80, 416)],
            mark: (80, 300),
            words: NONE,
        },
        Route {
            edge: "Selected-loss-Logout",
            corners: &[(138, 370), (138, 416)],
            mark: (138, 393),
            words: NONE,
        },
        Route {
            edge: "NotAuthenticated-loop",
            corners: &[(262, 112), (288, 112), (288, 142), (262, 142)],
            mark: (288, 127),
            words: words((298, 127), Anchor::Start, &[&["CAPABILITY"], &["NOOP"]]),
        },
        Route {
            edge: "Authenticated-loop",
            corners: &[(462, 220), (488, 220), (488, 250), (462, 250)],
            mark: (488, 235),
            words: words((497, 235), Anchor::Start, &[&["CREATE"], &["STATUS"], &["LIST"]]),
        },
        Route {
            edge: "Selected-SELECT-Selected",
            corners: &[(270, 370), (270, 394), (300, 394), (300, 370)],
            mark: (285, 394),
            words: words((311, 389), Anchor::Start, &[&["SELECT", "EXAMINE"]]),
        },
        Route {
            edge: "Selected-loop",
            corners: &[(462, 328), (488, 328), (488, 358), (462, 358)],
            mark: (488, 343),
            words: words((497, 343), Anchor::Start, &[&["FETCH"], &["STORE"], &["COPY"]]),
        },
    ],
    blocks: &[
        Block {
            from: "Not Authenticated",
            to: &["Authenticated", "Selected"],
            corners: &[(240, 154), (240, 208)],
            words: (256, 181),
            room: 12,
        },
        Block {
            from: "Authenticated",
            to: &["Selected"],
            corners: &[(136, 262), (136, 316)],
            words: (150, 289),
            room: 8,
        },
        Block {
            from: "Authenticated",
            to: &["Not Authenticated"],
            corners: &[(240, 208), (240, 154)],
            words: (256, 181),
            room: 12,
        },
        Block {
            from: "Selected",
            to: &["Not Authenticated"],
            corners: &[(136, 316), (136, 262)],
            words: (150, 289),
            room: 8,
        },
    ],
    pills: &[
        place("Literal", (8, 468), (66, 28)),
        place("Command", (90, 468), (94, 28)),
        place("Authentication Data", (200, 468), (162, 28)),
    ],
    legend: Some((390, 482)),
};
