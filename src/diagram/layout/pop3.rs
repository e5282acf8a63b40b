//! RFC 1939's session: down the middle its three states, at the left QUIT without UPDATE, at the right
//! everything that loses a connection; below, the charts beside it as pills.

use super::coordinates::layout;

layout! {
    WIDE (600, 500);
    boxes {
        "GREETING"      (90, 8) (276, 40);
        "AUTHORIZATION" (90, 102) (276, 64);
        "TRANSACTION"   (90, 220) (276, 64);
        "UPDATE"        (90, 338) (276, 64);
        "CLOSED"        (90, 452) (276, 40);
    }
    lines {
        "GREETING-AUTHORIZATION"      [(228, 48) (228, 102)] (228, 70) Start (243, 75) ["greeting"];
        "GREETING-CLOSED"             [(366, 28) (570, 28) (570, 472) (366, 472)] (468, 28)
            Start (384, 16) ["refusal"];
        "AUTHORIZATION-AUTHORIZATION" [(366, 126) (394, 126) (394, 156) (366, 156)] (394, 141)
            Start (404, 141) ["PASS" "APOP" / "USER" "CAPA"];
        "AUTHORIZATION-TRANSACTION"   [(228, 166) (228, 220)] (228, 188)
            Start (243, 193) ["PASS" "APOP" / "AUTH"];
        "AUTHORIZATION-QUIT-CLOSED"   [(90, 134) (40, 134) (40, 472) (90, 472)] (40, 193)
            Start (52, 311) ["QUIT"];
        "AUTHORIZATION-LOSS-CLOSED"   [(366, 112) (570, 112) (570, 472) (366, 472)] (468, 112);
        "TRANSACTION-TRANSACTION"     [(366, 244) (394, 244) (394, 274) (366, 274)] (394, 259)
            Start (404, 262) ["STAT" "LIST" "RETR" / "DELE" "NOOP" "RSET" / "TOP" "UIDL" "CAPA"];
        "TRANSACTION-UPDATE"          [(228, 284) (228, 338)] (228, 306) Start (243, 311) ["QUIT"];
        "TRANSACTION-LOSS-CLOSED"     [(366, 230) (570, 230) (570, 472) (366, 472)] (468, 230)
            End (558, 440) ["timeout" / "disconnect" / "shutdown"];
        "UPDATE-CLOSED"               [(228, 402) (228, 452)] (228, 422) Start (243, 427) ["closing"];
    }
    blocks {
        "AUTHORIZATION" ["TRANSACTION"] [(352, 166) (352, 220)] Start (368, 193) within 14;
        "TRANSACTION"   ["AUTHORIZATION"] [(352, 220) (352, 166)] Start (368, 193) within 14;
    }
}

layout! {
    NARROW (360, 510);
    boxes {
        "GREETING"      (40, 6) (196, 38);
        "AUTHORIZATION" (40, 98) (196, 64);
        "TRANSACTION"   (40, 222) (196, 68);
        "UPDATE"        (40, 348) (196, 64);
        "CLOSED"        (40, 466) (196, 38);
    }
    lines {
        "GREETING-AUTHORIZATION"      [(80, 44) (80, 98)] (80, 66) Start (95, 71) ["greeting"];
        "GREETING-CLOSED"             [(236, 25) (350, 25) (350, 485) (236, 485)] (290, 25)
            Start (252, 13) ["refusal"];
        "AUTHORIZATION-AUTHORIZATION" [(236, 122) (257, 122) (257, 152) (236, 152)] (257, 137)
            Start (264, 137) within 6 ["USER" / "CAPA"];
        "AUTHORIZATION-TRANSACTION"   [(80, 162) (80, 222)] (80, 187)
            Start (95, 192) ["PASS" "APOP" / "AUTH"];
        "AUTHORIZATION-QUIT-CLOSED"   [(40, 130) (16, 130) (16, 485) (40, 485)] (16, 192)
            Start (24, 440) ["QUIT"];
        "AUTHORIZATION-LOSS-CLOSED"   [(236, 108) (350, 108) (350, 485) (236, 485)] (290, 108);
        "TRANSACTION-TRANSACTION"     [(236, 248) (257, 248) (257, 278) (236, 278)] (257, 263)
            Start (264, 263) within 6 ["STAT" "LIST" / "RETR" "DELE" / "NOOP"];
        "TRANSACTION-UPDATE"          [(80, 290) (80, 348)] (80, 314) Start (95, 319) ["QUIT"];
        "TRANSACTION-LOSS-CLOSED"     [(236, 232) (350, 232) (350, 485) (236, 485)] (290, 232)
            End (340, 392) ["timeout" / "disconnect" / "shutdown"];
        "UPDATE-CLOSED"               [(80, 412) (80, 466)] (80, 434) Start (95, 430) ["closing"];
    }
    blocks {
        "AUTHORIZATION" ["TRANSACTION"] [(212, 162) (212, 222)] Start (228, 192) within 10;
        "TRANSACTION"   ["AUTHORIZATION"] [(212, 222) (212, 162)] Start (228, 192) within 10;
    }
}
