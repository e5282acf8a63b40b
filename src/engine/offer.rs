//! The commands that are of use now: chart × switches × TLS. Whoever offers, lists or advises commands asks here.

use super::chart::{Chart, Hop, Outcome, Tls, Trigger};
use super::sasl::Mechanism;
use super::switches::Switches;

/// A server as one connection meets it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The server's switches.
    pub switches: Switches,
    /// Whether TLS protects the connection.
    pub protected: bool,
}

impl Offer {
    /// Whether a command, where its state is right, is one that this server offers and would not refuse for want of
    /// TLS, or because of it.
    pub fn has(self, trigger: &Trigger) -> bool {
        trigger.is_offered(self.switches)
            && match trigger.tls {
                Tls::Any => true,
                // RFC 2595 §4: "A -ERR response MAY result if a security layer is already active."
                Tls::Begins => !self.protected,
                Tls::Shows(switch) => self.protected || !self.switches.has(switch),
                Tls::MayShow(switch) => self.has_mechanism(self.protected || !self.switches.has(switch)),
            }
    }

    /// The same once TLS protects the connection.
    #[must_use]
    fn behind_tls(self) -> Offer {
        Offer { protected: true, ..self }
    }

    /// Whether there is a mechanism to log in with; one that shows the password only if `shows`.
    fn has_mechanism(self, shows: bool) -> bool {
        let fits = |it: &Mechanism| self.switches.has(it.switch()) && (shows || !it.is_plaintext());
        Mechanism::ALL.iter().any(fits)
    }
}

impl Chart {
    /// The commands valid in `state` that are of use there, in the chart's order.
    pub fn useful(&self, state: &str, offer: Offer) -> impl Iterator<Item = &'static Trigger> {
        self.legal(state).filter(move |trigger| offer.has(trigger))
    }

    /// The shortest way to a state in which `command` is valid, of commands that are of use on the way; TLS first,
    /// where a command waits for it. `None` when there is none.
    pub fn useful_way(&self, from: &str, command: &str, offer: Offer) -> Option<Vec<Hop>> {
        let mut way = Vec::new();
        let mut offer = offer;
        for hop in self.way(from, command)? {
            let along = |offer: Offer| {
                let takes = |trigger: &&Trigger| hop.edge.is_taken_by(trigger.name, Outcome::Ok);
                let mut others = self.useful(hop.edge.from, offer).filter(takes);
                if offer.has(hop.trigger) { Some(hop.trigger) } else { others.next() }
            };
            let begins = self.useful(hop.edge.from, offer).find(|trigger| trigger.tls == Tls::Begins);
            if let Some(begins) =
                begins.filter(|_| hop.trigger.is_offered(offer.switches) && !offer.has(hop.trigger))
                && let Some(edge) = self.edge_from(hop.edge.from, begins.name, Outcome::Ok)
            {
                way.push(Hop { edge, trigger: begins });
                offer = offer.behind_tls();
            }
            way.push(Hop { trigger: along(offer)?, ..hop });
        }
        Some(way)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::switches::Switch;
    use crate::engine::{imap, pop3};

    fn with(switch: Switch) -> Offer {
        Offer { switches: Switches::default().with(switch, true), protected: false }
    }

    fn names(chart: &Chart, state: &str, offer: Offer) -> Vec<&'static str> {
        chart.useful(state, offer).map(|trigger| trigger.name).collect()
    }

    fn way(chart: &Chart, state: &str, command: &str, offer: Offer) -> Option<Vec<&'static str>> {
        Some(chart.useful_way(state, command, offer)?.iter().map(|hop| hop.trigger.name).collect())
    }

    #[test]
    fn a_password_waits_for_tls_where_the_server_wants_it() {
        let first = with(Switch::LoginDisabled);
        let before = names(&imap::CHART, "Not Authenticated", first);
        assert!(before.contains(&"STARTTLS") && !before.contains(&"LOGIN"), "{before:?}");
        assert!(before.contains(&"AUTHENTICATE"), "CRAM-MD5 shows no password");
        let after = names(&imap::CHART, "Not Authenticated", first.behind_tls());
        assert!(after.contains(&"LOGIN") && !after.contains(&"STARTTLS"), "{after:?}");
        assert_eq!(
            way(&imap::CHART, "Not Authenticated", "FETCH", first),
            Some(vec!["STARTTLS", "LOGIN", "SELECT"])
        );
        assert_eq!(
            way(&imap::CHART, "Not Authenticated", "FETCH", first.behind_tls()),
            Some(vec!["LOGIN", "SELECT"])
        );
        let first = with(Switch::Pop3TlsFirst);
        assert_eq!(way(&pop3::CHART, "AUTHORIZATION", "RETR", first), Some(vec!["STLS", "PASS"]));
    }

    #[test]
    fn where_tls_is_not_to_be_had_another_command_leads_on_or_none() {
        let first = with(Switch::Pop3TlsFirst);
        let alone = Offer { switches: first.switches.with(Switch::Pop3Stls, false), ..first };
        assert_eq!(way(&pop3::CHART, "AUTHORIZATION", "RETR", alone), Some(vec!["APOP"]));
        let none = [Switch::Pop3Apop, Switch::SaslCramMd5, Switch::SaslScramSha256];
        let switches = none.into_iter().fold(alone.switches, |switches, switch| switches.with(switch, false));
        assert_eq!(way(&pop3::CHART, "AUTHORIZATION", "RETR", Offer { switches, ..alone }), None);
    }

    #[test]
    fn without_mechanisms_there_is_nothing_to_authenticate_by() {
        let switches =
            Mechanism::ALL.iter().fold(Switches::default(), |it, own| it.with(own.switch(), false));
        let offer = Offer { switches, protected: false };
        assert!(!names(&pop3::CHART, "AUTHORIZATION", offer).contains(&"AUTH"));
    }
}
