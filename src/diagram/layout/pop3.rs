//! RFC 1939's session: down the middle its three states, at the left QUIT without UPDATE, at the right
//! everything that loses a connection.

use super::{Anchor, Block, Layout, NONE, Route, place, words};

pub static WIDE: Layout = Layout {
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
            words: words((404, 141), Anchor::Start, &[&["USER", "CAPA"], &["PASS", "APOP"]]),
        },
        Route {
            edge: "AUTHORIZATION-TRANSACTION",
            corners: &[(228, 166), (228, 220)],
            mark: (228, 188),
            words: words((243, 193), Anchor::Start, &[&["PASS", "APOP"]]),
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
            words: words((558, 448), Anchor::End, &[&["timeout", "disconnect"]]),
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
            room: 14,
        },
        Block {
            from: "TRANSACTION",
            to: &["AUTHORIZATION"],
            corners: &[(352, 220), (352, 166)],
            words: (368, 193),
            room: 14,
        },
    ],
    pills: &[],
    legend: None,
};
