//! RFC 1939's session: down the middle its three states, at the left QUIT without UPDATE, at the right
//! everything that loses a connection; below, the charts beside it as pills.

use super::coordinates::{Anchor, Block, Layout, NONE, Route, place, within, words};

pub(super) static WIDE: Layout = Layout {
    size: (600, 500),
    boxes: &[
        place("GREETING", (90, 8), (276, 40)),
        place("AUTHORIZATION", (90, 102), (276, 64)),
        place("TRANSACTION", (90, 220), (276, 64)),
        place("UPDATE", (90, 338), (276, 64)),
        place("CLOSED", (90, 452), (276, 40)),
    ],
    routes: &[
        Route {
            edge: "GREETING-AUTHORIZATION",
            corners: &[(228, 48), (228, 102)],
            mark: (228, 70),
            words: words((243, 75), Anchor::Start, &[&["greeting"]]),
        },
        Route {
            edge: "GREETING-CLOSED",
            corners: &[(366, 28), (570, 28), (570, 472), (366, 472)],
            mark: (468, 28),
            words: words((384, 16), Anchor::Start, &[&["refusal"]]),
        },
        Route {
            edge: "AUTHORIZATION-AUTHORIZATION",
            corners: &[(366, 126), (394, 126), (394, 156), (366, 156)],
            mark: (394, 141),
            words: words((404, 141), Anchor::Start, &[&["PASS", "APOP"], &["USER", "CAPA"]]),
        },
        Route {
            edge: "AUTHORIZATION-TRANSACTION",
            corners: &[(228, 166), (228, 220)],
            mark: (228, 188),
            words: words((243, 193), Anchor::Start, &[&["PASS", "APOP"], &["AUTH"]]),
        },
        Route {
            edge: "AUTHORIZATION-QUIT-CLOSED",
            corners: &[(90, 134), (40, 134), (40, 472), (90, 472)],
            mark: (40, 193),
            words: words((52, 311), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "AUTHORIZATION-LOSS-CLOSED",
            corners: &[(366, 112), (570, 112), (570, 472), (366, 472)],
            mark: (468, 112),
            words: NONE,
        },
        Route {
            edge: "TRANSACTION-TRANSACTION",
            corners: &[(366, 244), (394, 244), (394, 274), (366, 274)],
            mark: (394, 259),
            words: words(
                (404, 262),
                Anchor::Start,
                &[&["STAT", "LIST", "RETR"], &["DELE", "NOOP", "RSET"], &["TOP", "UIDL", "CAPA"]],
            ),
        },
        Route {
            edge: "TRANSACTION-UPDATE",
            corners: &[(228, 284), (228, 338)],
            mark: (228, 306),
            words: words((243, 311), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "TRANSACTION-LOSS-CLOSED",
            corners: &[(366, 230), (570, 230), (570, 472), (366, 472)],
            mark: (468, 230),
            words: words((558, 440), Anchor::End, &[&["timeout"], &["disconnect"], &["shutdown"]]),
        },
        Route {
            edge: "UPDATE-CLOSED",
            corners: &[(228, 402), (228, 452)],
            mark: (228, 422),
            words: words((243, 427), Anchor::Start, &[&["closing"]]),
        },
    ],
    blocks: &[
        Block {
            from: "AUTHORIZATION",
            to: &["TRANSACTION"],
            corners: &[(352, 166), (352, 220)],
            words: (368, 193),
            side: Anchor::Start,
            room: 14,
        },
        Block {
            from: "TRANSACTION",
            to: &["AUTHORIZATION"],
            corners: &[(352, 220), (352, 166)],
            words: (368, 193),
            side: Anchor::Start,
            room: 14,
        },
    ],
    legend: None,
};

pub(super) static NARROW: Layout = Layout {
    size: (360, 510),
    boxes: &[
        place("GREETING", (40, 6), (196, 38)),
        place("AUTHORIZATION", (40, 98), (196, 64)),
        place("TRANSACTION", (40, 222), (196, 68)),
        place("UPDATE", (40, 348), (196, 64)),
        place("CLOSED", (40, 466), (196, 38)),
    ],
    routes: &[
        Route {
            edge: "GREETING-AUTHORIZATION",
            corners: &[(80, 44), (80, 98)],
            mark: (80, 66),
            words: words((95, 71), Anchor::Start, &[&["greeting"]]),
        },
        Route {
            edge: "GREETING-CLOSED",
            corners: &[(236, 25), (350, 25), (350, 485), (236, 485)],
            mark: (290, 25),
            words: words((252, 13), Anchor::Start, &[&["refusal"]]),
        },
        Route {
            edge: "AUTHORIZATION-AUTHORIZATION",
            corners: &[(236, 122), (257, 122), (257, 152), (236, 152)],
            mark: (257, 137),
            words: within(6, words((264, 137), Anchor::Start, &[&["USER"], &["CAPA"]])),
        },
        Route {
            edge: "AUTHORIZATION-TRANSACTION",
            corners: &[(80, 162), (80, 222)],
            mark: (80, 187),
            words: words((95, 192), Anchor::Start, &[&["PASS", "APOP"], &["AUTH"]]),
        },
        Route {
            edge: "AUTHORIZATION-QUIT-CLOSED",
            corners: &[(40, 130), (16, 130), (16, 485), (40, 485)],
            mark: (16, 192),
            words: words((24, 440), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "AUTHORIZATION-LOSS-CLOSED",
            corners: &[(236, 108), (350, 108), (350, 485), (236, 485)],
            mark: (290, 108),
            words: NONE,
        },
        Route {
            edge: "TRANSACTION-TRANSACTION",
            corners: &[(236, 248), (257, 248), (257, 278), (236, 278)],
            mark: (257, 263),
            words: within(
                6,
                words((264, 263), Anchor::Start, &[&["STAT", "LIST"], &["RETR", "DELE"], &["NOOP"]]),
            ),
        },
        Route {
            edge: "TRANSACTION-UPDATE",
            corners: &[(80, 290), (80, 348)],
            mark: (80, 314),
            words: words((95, 319), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "TRANSACTION-LOSS-CLOSED",
            corners: &[(236, 232), (350, 232), (350, 485), (236, 485)],
            mark: (290, 232),
            words: words((340, 392), Anchor::End, &[&["timeout"], &["disconnect"], &["shutdown"]]),
        },
        Route {
            edge: "UPDATE-CLOSED",
            corners: &[(80, 412), (80, 466)],
            mark: (80, 434),
            words: words((95, 430), Anchor::Start, &[&["closing"]]),
        },
    ],
    blocks: &[
        Block {
            from: "AUTHORIZATION",
            to: &["TRANSACTION"],
            corners: &[(212, 162), (212, 222)],
            words: (228, 192),
            side: Anchor::Start,
            room: 10,
        },
        Block {
            from: "TRANSACTION",
            to: &["AUTHORIZATION"],
            corners: &[(212, 222), (212, 162)],
            words: (228, 192),
            side: Anchor::Start,
            room: 10,
        },
    ],
    legend: None,
};
