//! RFC 1939's session: down the middle its three states, at the left QUIT without UPDATE, at the right
//! everything that loses a connection; below, the charts beside it as pills.

use super::coordinates::{Anchor, Block, Layout, NONE, Route, place, within, words};

pub(super) static WIDE: Layout = Layout {
    size: (600, 482),
    boxes: &[
        place("GREETING", (62, 8), (304, 40)),
        place("AUTHORIZATION", (62, 102), (304, 58)),
        place("TRANSACTION", (62, 214), (304, 60)),
        place("UPDATE", (62, 328), (304, 58)),
        place("CLOSED", (62, 436), (304, 40)),
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
            corners: &[(366, 28), (570, 28), (570, 456), (366, 456)],
            mark: (468, 28),
            words: words((384, 16), Anchor::Start, &[&["refusal"]]),
        },
        Route {
            edge: "AUTHORIZATION-AUTHORIZATION",
            corners: &[(366, 126), (394, 126), (394, 150), (366, 150)],
            mark: (394, 138),
            words: words((404, 139), Anchor::Start, &[&["USER", "CAPA"], &["PASS"]]),
        },
        Route {
            edge: "AUTHORIZATION-TRANSACTION",
            corners: &[(228, 160), (228, 214)],
            mark: (228, 182),
            words: words((243, 187), Anchor::Start, &[&["PASS", "APOP"], &["AUTH"]]),
        },
        Route {
            edge: "AUTHORIZATION-QUIT-CLOSED",
            corners: &[(62, 134), (26, 134), (26, 456), (62, 456)],
            mark: (26, 193),
            words: words((38, 301), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "AUTHORIZATION-LOSS-CLOSED",
            corners: &[(366, 112), (570, 112), (570, 456), (366, 456)],
            mark: (468, 112),
            words: NONE,
        },
        Route {
            edge: "TRANSACTION-TRANSACTION",
            corners: &[(366, 238), (394, 238), (394, 266), (366, 266)],
            mark: (394, 252),
            words: words(
                (404, 255),
                Anchor::Start,
                &[&["STAT", "LIST", "RETR"], &["DELE", "NOOP", "RSET"], &["TOP", "UIDL", "CAPA"]],
            ),
        },
        Route {
            edge: "TRANSACTION-UPDATE",
            corners: &[(228, 274), (228, 328)],
            mark: (228, 296),
            words: words((243, 301), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "TRANSACTION-LOSS-CLOSED",
            corners: &[(366, 224), (570, 224), (570, 456), (366, 456)],
            mark: (468, 224),
            words: words((558, 432), Anchor::End, &[&["timeout", "disconnect"]]),
        },
        Route {
            edge: "UPDATE-CLOSED",
            corners: &[(228, 386), (228, 436)],
            mark: (228, 406),
            words: words((243, 411), Anchor::Start, &[&["closing"]]),
        },
    ],
    blocks: &[
        Block {
            from: "AUTHORIZATION",
            to: &["TRANSACTION"],
            corners: &[(358, 160), (358, 214)],
            words: (374, 187),
            side: Anchor::Start,
            room: 14,
        },
        Block {
            from: "TRANSACTION",
            to: &["AUTHORIZATION"],
            corners: &[(358, 214), (358, 160)],
            words: (374, 187),
            side: Anchor::Start,
            room: 14,
        },
    ],
    legend: None,
};

pub(super) static NARROW: Layout = Layout {
    size: (360, 524),
    boxes: &[
        place("GREETING", (40, 6), (196, 52)),
        place("AUTHORIZATION", (40, 112), (196, 64)),
        place("TRANSACTION", (40, 236), (196, 68)),
        place("UPDATE", (40, 362), (196, 64)),
        place("CLOSED", (40, 480), (196, 38)),
    ],
    routes: &[
        Route {
            edge: "GREETING-AUTHORIZATION",
            corners: &[(80, 58), (80, 112)],
            mark: (80, 80),
            words: words((95, 85), Anchor::Start, &[&["greeting"]]),
        },
        Route {
            edge: "GREETING-CLOSED",
            corners: &[(236, 32), (350, 32), (350, 499), (236, 499)],
            mark: (290, 32),
            words: words((252, 20), Anchor::Start, &[&["refusal"]]),
        },
        Route {
            edge: "AUTHORIZATION-AUTHORIZATION",
            corners: &[(236, 136), (257, 136), (257, 166), (236, 166)],
            mark: (257, 151),
            words: within(6, words((264, 151), Anchor::Start, &[&["USER"], &["CAPA"]])),
        },
        Route {
            edge: "AUTHORIZATION-TRANSACTION",
            corners: &[(80, 176), (80, 236)],
            mark: (80, 201),
            words: words((95, 206), Anchor::Start, &[&["PASS", "APOP"], &["AUTH"]]),
        },
        Route {
            edge: "AUTHORIZATION-QUIT-CLOSED",
            corners: &[(40, 144), (16, 144), (16, 499), (40, 499)],
            mark: (16, 206),
            words: words((24, 454), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "AUTHORIZATION-LOSS-CLOSED",
            corners: &[(236, 122), (350, 122), (350, 499), (236, 499)],
            mark: (290, 122),
            words: NONE,
        },
        Route {
            edge: "TRANSACTION-TRANSACTION",
            corners: &[(236, 262), (257, 262), (257, 292), (236, 292)],
            mark: (257, 277),
            words: within(
                6,
                words((264, 277), Anchor::Start, &[&["STAT", "LIST"], &["RETR", "DELE"], &["NOOP"]]),
            ),
        },
        Route {
            edge: "TRANSACTION-UPDATE",
            corners: &[(80, 304), (80, 362)],
            mark: (80, 328),
            words: words((95, 333), Anchor::Start, &[&["QUIT"]]),
        },
        Route {
            edge: "TRANSACTION-LOSS-CLOSED",
            corners: &[(236, 246), (350, 246), (350, 499), (236, 499)],
            mark: (290, 246),
            words: words((340, 467), Anchor::End, &[&["timeout", "disconnect"]]),
        },
        Route {
            edge: "UPDATE-CLOSED",
            corners: &[(80, 426), (80, 480)],
            mark: (80, 448),
            words: words((95, 444), Anchor::Start, &[&["closing"]]),
        },
    ],
    blocks: &[
        Block {
            from: "AUTHORIZATION",
            to: &["TRANSACTION"],
            corners: &[(212, 176), (212, 236)],
            words: (228, 206),
            side: Anchor::Start,
            room: 10,
        },
        Block {
            from: "TRANSACTION",
            to: &["AUTHORIZATION"],
            corners: &[(212, 236), (212, 176)],
            words: (228, 206),
            side: Anchor::Start,
            room: 10,
        },
    ],
    legend: None,
};
