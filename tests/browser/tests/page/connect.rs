//! Choosing a protocol, the three greetings, connecting: the server speaks first (S29).

use crate::{LANGUAGES, calm};
use browser_tests::wait_for_value;

#[test]
fn a_pop3_server_greets_first() {
    let page = calm("");
    for lang in LANGUAGES {
        page.go_fresh(&format!("proto=pop3&lang={lang}"));
        wait_for_value("POP3's tab being chosen", true, || page.is_chosen("POP3"));
        page.wait_for_protocol("pop3");
        assert_eq!(page.lines(), []);
        page.click_button("Connect");
        let greeting = page.last_reply();
        assert_eq!((greeting.from.as_str(), greeting.outcome.as_deref()), ("server", Some("ok")));
        assert!(greeting.text.starts_with("+OK "), "{greeting:?}");
        assert!(greeting.text.trim_end().ends_with('>'), "RFC 1939 §7's timestamp: {greeting:?}");
        assert_eq!(page.lines().len(), 1, "nobody else has spoken");
        page.wait_for_state("AUTHORIZATION");
        page.wait_for_fired("GREETING-AUTHORIZATION");
        page.wait_for_announcement("AUTHORIZATION");
        page.wait_for_focus();
    }
    page.assert_clean();
}

#[test]
fn the_three_greetings_of_imap_take_edges_1_2_and_3() {
    let page = calm("");
    for lang in LANGUAGES {
        for (greeting, words, outcome, state, edge, number) in [
            ("OK", "* OK ", "untagged", "Not Authenticated", "ServerGreeting-OK-NotAuthenticated", "1"),
            (
                "PREAUTH",
                "* PREAUTH ",
                "preauth",
                "Authenticated",
                "ServerGreeting-PREAUTH-Authenticated",
                "2",
            ),
            ("BYE", "* BYE ", "bye", "Logout", "ServerGreeting-BYE-Logout", "3"),
        ] {
            page.go_fresh(&format!("lang={lang}"));
            page.choose_protocol("IMAP4");
            page.wait_for_protocol("imap");
            page.choose_greeting(greeting);
            page.click_button("Connect");
            let reply = page.last_reply();
            assert!(reply.text.starts_with(words), "{reply:?}");
            assert_eq!((reply.from.as_str(), reply.outcome.as_deref()), ("server", Some(outcome)));
            page.wait_for_state(state);
            page.wait_for_fired(edge);
            page.wait_for_announcement(&format!("({number})"));
        }
    }
    page.assert_clean();
}

#[test]
fn after_bye_the_client_can_connect_again() {
    let page = calm("proto=imap");
    page.choose_greeting("BYE");
    page.click_button("Connect");
    page.wait_for_state("Logout");
    page.choose_greeting("OK");
    page.click_button("Connect");
    page.wait_for_state("Not Authenticated");
    assert!(page.ask("NOOP")[0].text.contains(" OK "));
    page.assert_clean();
}

#[test]
fn typing_before_connecting_loses_nothing() {
    let page = calm("proto=pop3");
    page.enter("USER anna");
    page.wait_for_text("Connect");
    page.wait_for_prompt("USER anna");
    page.click_button("Connect");
    page.wait_for_state("AUTHORIZATION");
    page.wait_for_prompt("USER anna");
    page.assert_clean();
}
