//! RFC 1939's session: down the middle its three states, at the left QUIT without UPDATE, at the right
//! everything that loses a connection; below, the charts beside it as pills.

use super::coordinates::layout;

layout! {
    WIDE (600, 482);
    boxes {
        "GREETING"      (62, 8) (304, 40);
        "AUTHORIZATION" (62, 102) (304, 58);
        "TRANSACTION"   (62, 214) (304, 60);
        "UPDATE"        (62, 328) (304, 58);
        "CLOSED"        (62, 436) (304, 40);
    }
    lines {
        "GREETING-AUTHORIZATION"      [(228, 48) (228, 102)] (228, 70) Start (243, 75) ["greeting"];
        "GREETING-CLOSED"             [(366, 28) (570, 28) (570, 456) (366, 456)] (468, 28)
            Start (384, 16) ["refusal"];
        "AUTHORIZATION-AUTHORIZATION" [(366, 126) (394, 126) (394, 150) (366, 150)] (394, 138)
            Start (404, 139) ["USER" "CAPA" / "PASS"];
        "AUTHORIZATION-TRANSACTION"   [(228, 160) (228, 214)] (228, 182)
            Start (243, 187) ["PASS" "APOP" / "AUTH"];
        "AUTHORIZATION-QUIT-CLOSED"   [(62, 134) (26, 134) (26, 456) (62, 456)] (26, 193)
            Start (38, 301) ["QUIT"];
        "AUTHORIZATION-LOSS-CLOSED"   [(366, 112) (570, 112) (570, 456) (366, 456)] (468, 112);
        "TRANSACTION-TRANSACTION"     [(366, 238) (394, 238) (394, 266) (366, 266)] (394, 252)
            Start (404, 255) ["STAT" "LIST" "RETR" / "DELE" "NOOP" "RSET" / "TOP" "UIDL" "CAPA"];
        "TRANSACTION-UPDATE"          [(228, 274) (228, 328)] (228, 296) Start (243, 301) ["QUIT"];
        "TRANSACTION-LOSS-CLOSED"     [(366, 224) (570, 224) (570, 456) (366, 456)] (468, 224)
            End (558, 357) ["timeout" / "disconnect" / "shutdown"];
        "UPDATE-CLOSED"               [(228, 386) (228, 436)] (228, 406) Start (243, 411) ["closing"];
    }
    blocks {
        "AUTHORIZATION" ["TRANSACTION"] [(358, 160) (358, 214)] Start (374, 187) within 14;
        "TRANSACTION"   ["AUTHORIZATION"] [(358, 214) (358, 160)] Start (374, 187) within 14;
    }
}

layout! {
    NARROW (360, 524);
    boxes {
        "GREETING"      (40, 6) (196, 52);
        "AUTHORIZATION" (40, 112) (196, 64);
        "TRANSACTION"   (40, 236) (196, 68);
        "UPDATE"        (40, 362) (196, 64);
        "CLOSED"        (40, 480) (196, 38);
    }
    lines {
        "GREETING-AUTHORIZATION"      [(80, 58) (80, 112)] (80, 80) Start (95, 85) ["greeting"];
        "GREETING-CLOSED"             [(236, 32) (350, 32) (350, 499) (236, 499)] (290, 32)
            Start (252, 20) ["refusal"];
        "AUTHORIZATION-AUTHORIZATION" [(236, 136) (257, 136) (257, 166) (236, 166)] (257, 151)
            Start (264, 151) within 6 ["USER" / "CAPA"];
        "AUTHORIZATION-TRANSACTION"   [(80, 176) (80, 236)] (80, 201)
            Start (95, 206) ["PASS" "APOP" / "AUTH"];
        "AUTHORIZATION-QUIT-CLOSED"   [(40, 144) (16, 144) (16, 499) (40, 499)] (16, 206)
            Start (24, 454) ["QUIT"];
        "AUTHORIZATION-LOSS-CLOSED"   [(236, 122) (350, 122) (350, 499) (236, 499)] (290, 122);
        "TRANSACTION-TRANSACTION"     [(236, 262) (257, 262) (257, 292) (236, 292)] (257, 277)
            Start (264, 277) within 6 ["STAT" "LIST" / "RETR" "DELE" / "NOOP"];
        "TRANSACTION-UPDATE"          [(80, 304) (80, 362)] (80, 328) Start (95, 333) ["QUIT"];
        "TRANSACTION-LOSS-CLOSED"     [(236, 246) (350, 246) (350, 499) (236, 499)] (290, 246)
            End (340, 406) ["timeout" / "disconnect" / "shutdown"];
        "UPDATE-CLOSED"               [(80, 426) (80, 480)] (80, 448) Start (95, 444) ["closing"];
    }
    blocks {
        "AUTHORIZATION" ["TRANSACTION"] [(212, 176) (212, 236)] Start (228, 206) within 10;
        "TRANSACTION"   ["AUTHORIZATION"] [(212, 236) (212, 176)] Start (228, 206) within 10;
    }
}
