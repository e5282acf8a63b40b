use super::*;
use crate::engine::mail::Store;
use crate::engine::time::Time;
use crate::engine::{ConnectionId, Turn};
use proptest::prelude::*;

/// Lets `talk` speak to a server that knows tim.
fn with_world<T>(talk: impl FnOnce(&mut Context) -> T) -> T {
    let mut store = Store::default();
    store.add_account("tim", "tanstaaftanstaaf", Time::START);
    let (connection, switches, mut turn) = (ConnectionId(1), Switches::default(), Turn::default());
    let (now, protected) = (Time::START, false);
    let tongues = &[];
    talk(&mut Context { connection, store: &mut store, now, switches, tongues, protected, turn: &mut turn })
}

/// The result of a round: a challenge as text, `done NAME`, or the fault.
fn told(round: Round) -> String {
    match round {
        Round::Challenge(challenge, _) => String::from_utf8(challenge).expect("challenges are text"),
        Round::Done(account) => format!("done {account}"),
        Round::Failed(failure) => format!("{:?}", failure.fault),
    }
}

/// An exchange in which the client sends these texts, `initial` within the command.
fn talk(mechanism: Mechanism, initial: Option<&str>, lines: &[&str]) -> Vec<String> {
    with_world(|context| {
        let initial = initial.map(|text| BASE64_STANDARD.encode(text.as_bytes()));
        let begun = Exchange::begin(mechanism, initial.as_deref().map(str::as_bytes), (3, 1), context);
        let (mut exchange, round) = begun;
        let mut all = vec![told(round)];
        for line in lines {
            all.push(told(exchange.respond(BASE64_STANDARD.encode(line.as_bytes()).as_bytes(), context)));
        }
        all
    })
}

#[test]
fn plain_wants_three_parts() {
    let answer = |line| talk(Mechanism::Plain, None, &[line]).remove(1);
    // RFC 4616 §4's example, and the same with an authorization identity.
    assert_eq!(answer("\0tim\0tanstaaftanstaaf"), "done tim");
    assert_eq!(answer("tim\0tim\0tanstaaftanstaaf"), "done tim");
    assert_eq!(answer("Ursel\0tim\0tanstaaftanstaaf"), "Credentials");
    assert_eq!(answer("\0tim\0wrong"), "Credentials");
    assert_eq!(answer("\0ben\0tanstaaftanstaaf"), "Credentials");
    for line in ["", "tim", "\0tim", "\0\0tanstaaftanstaaf", "\0tim\0", "\0tim\0tanstaaftanstaaf\0"] {
        assert_eq!(answer(line), "Form", "{line:?}");
    }
    assert_eq!(talk(Mechanism::Plain, Some("\0tim\0tanstaaftanstaaf"), &[]), ["done tim"]);
}

#[test]
fn login_asks_twice() {
    let right = talk(Mechanism::Login, None, &["tim", "tanstaaftanstaaf"]);
    assert_eq!(right, ["User Name", "Password", "done tim"]);
    let wrong = talk(Mechanism::Login, None, &["tim", "tanstaaf"]);
    assert_eq!(wrong, ["User Name", "Password", "Credentials"]);
    // As curl does it.
    let right = talk(Mechanism::Login, Some("tim"), &["tanstaaftanstaaf"]);
    assert_eq!(right, ["Password", "done tim"]);
}

#[test]
fn cram_md5_computes_the_digest_of_rfc_2195_section_2() {
    let challenge = "<1896.697170952@postoffice.reston.mci.net>";
    let answer = |text: &str| with_world(|context| told(cram(challenge, text.as_bytes(), context)));
    assert_eq!(answer("tim b913a602c7eda7a495b4e6e7334d3890"), "done tim");
    assert_eq!(answer("tim B913A602C7EDA7A495B4E6E7334D3890"), "Credentials");
    assert_eq!(answer("ben b913a602c7eda7a495b4e6e7334d3890"), "Credentials");
    assert_eq!(answer("tim"), "Form");
    assert_eq!(talk(Mechanism::CramMd5, None, &[]), ["<3.1.1066118400@postamt.example>"]);
    assert_eq!(talk(Mechanism::CramMd5, Some("tim x"), &[]), ["Initial"]);
}

#[test]
fn scram_fails_where_its_messages_do_not_fit() {
    assert_eq!(talk(Mechanism::ScramSha256, None, &["n,,n=tim"])[1], "Form");
    let begun = talk(Mechanism::ScramSha256, Some("n,,n=tim,r=abc"), &["c=biws,r=abc,p="]);
    assert!(begun[0].starts_with("r=abc") && begun[0].ends_with(",i=4096"), "{begun:?}");
    assert_eq!(begun[1], "Form");
}

#[test]
fn a_star_cancels_and_what_is_no_base64_fails_at_its_octet() {
    with_world(|context| {
        for mechanism in Mechanism::ALL {
            let begin = |context: &mut Context| Exchange::begin(mechanism, None, (1, 1), context).0;
            assert_eq!(told(begin(context).respond(b"*", context)), "Cancelled");
            assert_eq!(told(begin(context).respond(b"YW5 u", context)), "Base64(3)");
            assert_eq!(told(begin(context).respond(b"YW5", context)), "Base64(3)");
        }
        let initial =
            |text, context: &mut Context| told(Exchange::begin(Mechanism::Plain, text, (1, 1), context).1);
        assert_eq!(initial(Some(&b"*"[..]), context), "Base64(0)");
        assert_eq!(initial(Some(b"="), context), "Form");
    });
}

proptest! {
    #[test]
    fn no_line_reaches_a_panic(
        mechanism in prop::sample::select(&Mechanism::ALL[..]),
        messages in prop::collection::vec("(n,,)?(n=[a=,]*,?)?(r=x)?[a-z,=\0 ]{0,9}", 1..4),
    ) {
        let lines: Vec<&str> = messages.iter().map(String::as_str).collect();
        let rounds = talk(mechanism, None, &lines);
        prop_assert!(rounds.iter().all(|round| !round.starts_with("done")));
    }
}
