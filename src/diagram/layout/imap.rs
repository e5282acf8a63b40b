//! The figure of RFC 3501 §3, with its numbers (1) to (7).

use super::coordinates::layout;

layout! {
    WIDE (600, 482) legend (8, 474);
    boxes {
        "Server Greeting"   (2, 6) (596, 40);
        "Not Authenticated" (2, 100) (254, 54);
        "Authenticated"     (58, 208) (398, 54);
        "Selected"          (110, 316) (346, 54) rest 70;
        "Logout"            (2, 416) (596, 38);
    }
    lines {
        "ServerGreeting-OK-NotAuthenticated"   [(135, 46) (135, 100)] (135, 70)
            Start (156, 71) ["greeting OK"];
        "ServerGreeting-PREAUTH-Authenticated" [(412, 46) (412, 208)] (412, 70)
            Start (433, 71) ["greeting PREAUTH"];
        "ServerGreeting-BYE-Logout"            [(590, 46) (590, 416)] (590, 70)
            End (570, 71) ["greeting BYE"];
        "NotAuthenticated-LOGIN-Authenticated" [(186, 154) (186, 208)] (186, 178)
            End (165, 179) ["LOGIN" / "AUTHENTICATE"];
        "Authenticated-SELECT-Selected"        [(228, 262) (228, 316)] (228, 286)
            Start (243, 287) ["SELECT" / "EXAMINE"];
        "Selected-CLOSE-Authenticated"         [(336, 316) (336, 262)] (336, 292)
            Start (352, 291) ["CLOSE" / "UNSELECT"];
        "Selected-SELECT-Authenticated"        [(449, 316) (449, 262)] (449, 292)
            Start (466, 291) ["SELECT" / "EXAMINE"];
        "NotAuthenticated-LOGOUT-Logout"       [(40, 154) (40, 416)] (40, 343);
        "Authenticated-LOGOUT-Logout"          [(90, 262) (90, 416)] (90, 343);
        "Selected-LOGOUT-Logout"               [(148, 370) (148, 416)] (148, 388) Start (166, 389) ["LOGOUT"];
        "NotAuthenticated-loss-Logout"         [(20, 154) (20, 416)] (20, 285);
        "Authenticated-loss-Logout"            [(70, 262) (70, 416)] (70, 300);
        "Selected-loss-Logout"                 [(126, 370) (126, 416)] (126, 393);
        "NotAuthenticated-loop"                [(256, 112) (278, 112) (278, 142) (256, 142)] (278, 127)
            Start (284, 127) within 11 ["CAPABILITY" / "NOOP"];
        "Authenticated-loop"                   [(456, 220) (472, 220) (472, 250) (456, 250)] (472, 235)
            Start (477, 235) within 10 ["CREATE" / "STATUS" / "LIST"];
        "Selected-SELECT-Selected"             [(270, 370) (270, 394) (300, 394) (300, 370)] (285, 394)
            Start (311, 389) ["SELECT" "EXAMINE"];
        "Selected-loop"                        [(456, 328) (472, 328) (472, 358) (456, 358)] (472, 343)
            Start (477, 343) within 10 ["FETCH" / "STORE" / "COPY"];
    }
    blocks {
        "Not Authenticated" ["Authenticated" "Selected"] [(232, 154) (232, 208)] Start (248, 181) within 12;
        "Authenticated"     ["Selected"] [(117, 262) (117, 316)] Start (126, 292) within 7;
        "Authenticated"     ["Not Authenticated"] [(232, 208) (232, 154)] Start (248, 181) within 12;
        "Selected"          ["Not Authenticated"] [(117, 316) (117, 262)] Start (126, 292) within 7;
    }
}

layout! {
    NARROW (364, 650) legend (84, 640);
    boxes {
        "Server Greeting"   (2, 6) (360, 40);
        "Not Authenticated" (46, 126) (254, 54);
        "Authenticated"     (46, 272) (284, 54) rest 54;
        "Selected"          (46, 436) (284, 54) rest 68;
        "Logout"            (2, 574) (360, 40);
    }
    lines {
        "ServerGreeting-OK-NotAuthenticated"   [(96, 46) (96, 126)] (96, 70) Start (114, 71) ["greeting OK"];
        "ServerGreeting-PREAUTH-Authenticated" [(318, 46) (318, 272)] (318, 70)
            End (300, 71) ["greeting PREAUTH"];
        "ServerGreeting-BYE-Logout"            [(346, 46) (346, 574)] (346, 544)
            End (328, 545) ["greeting BYE"];
        "NotAuthenticated-LOGIN-Authenticated" [(66, 180) (66, 272)] (66, 202)
            Start (84, 203) ["LOGIN" / "AUTHENTICATE"];
        "Authenticated-SELECT-Selected"        [(64, 326) (64, 436)] (64, 348)
            Start (82, 347) ["SELECT" / "EXAMINE"];
        "Selected-CLOSE-Authenticated"         [(184, 436) (184, 326)] (184, 410)
            Start (202, 405) ["CLOSE" / "UNSELECT"];
        "Selected-SELECT-Authenticated"        [(312, 436) (312, 326)] (312, 356)
            End (294, 357) ["SELECT" / "EXAMINE"];
        "NotAuthenticated-LOGOUT-Logout"       [(46, 146) (26, 146) (26, 574)] (26, 226);
        "Authenticated-LOGOUT-Logout"          [(46, 292) (26, 292) (26, 574)] (26, 381);
        "Selected-LOGOUT-Logout"               [(46, 456) (26, 456) (26, 574)] (26, 544)
            Start (44, 545) ["LOGOUT"];
        "NotAuthenticated-loss-Logout"         [(46, 164) (10, 164) (10, 574)] (10, 226);
        "Authenticated-loss-Logout"            [(46, 310) (10, 310) (10, 574)] (10, 381);
        "Selected-loss-Logout"                 [(46, 474) (10, 474) (10, 574)] (10, 532);
        "NotAuthenticated-loop"                [(130, 126) (130, 104) (154, 104) (154, 126)] (142, 104)
            Start (161, 107) ["NOOP"];
        "Authenticated-loop"                   [(130, 272) (130, 250) (154, 250) (154, 272)] (142, 250)
            Start (161, 255) within 14 ["LIST"];
        "Selected-SELECT-Selected"             [(62, 490) (62, 512) (86, 512) (86, 490)] (74, 512)
            Start (93, 507) ["SELECT"];
        "Selected-loop"                        [(176, 490) (176, 512) (200, 512) (200, 490)] (188, 512)
            Start (207, 509) within 10 ["FETCH"];
    }
    blocks {
        "Not Authenticated" ["Authenticated" "Selected"] [(292, 180) (292, 272)] End (279, 226) within 7;
        "Authenticated"     ["Selected"] [(164, 326) (164, 436)] End (150, 381) within 7;
        "Authenticated"     ["Not Authenticated"] [(292, 272) (292, 180)] End (279, 226) within 7;
        "Selected"          ["Not Authenticated"] [(164, 436) (164, 326)] End (150, 381) within 7;
    }
}
