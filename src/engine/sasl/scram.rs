//! The server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding: two messages of the
//! client, two of the server, and a proof from each.
//!
//! Names and passwords are compared as they come: SASLprep (RFC 4013) changes nothing in ASCII, and its tables
//! for the rest would weigh more than everything else here.

use super::digest::{hi, hmac, sha256, xor};
use super::prep::prepared;
use base64::prelude::{BASE64_STANDARD, Engine as _};

/// The number of rounds in which the password is hashed. RFC 7677 §4 wants at least 4096.
pub(super) const ROUNDS: u32 = 4096;

/// The form of a client's first message (RFC 5802 §7).
pub(super) const FIRST_FORM: &str = "n,[a=authzid],n=user,r=nonce";
/// The form of a client's last message (RFC 5802 §7).
pub(super) const FINAL_FORM: &str = "c=base64,r=nonce,p=proof";

/// An exchange after the client's first message.
#[derive(Clone, Debug)]
pub(super) struct Begun {
    /// The authorization identity: the user that the client wants to act as; empty for the user itself.
    pub authorization: String,
    /// The user's name.
    pub user: String,
    /// `n,a=…,`: the last message repeats it.
    header: String,
    /// Both nonces side by side.
    nonce: String,
    salt: Vec<u8>,
    /// RFC 5802 §3's `AuthMessage` up to its last comma.
    messages: String,
}

impl Begun {
    /// Reads the client's first message. RFC 5802 §7: `client-first-message = gs2-header
    /// client-first-message-bare`, `gs2-header = gs2-cbind-flag "," [ authzid ] ","`,
    /// `client-first-message-bare = [reserved-mext ","] username "," nonce ["," extensions]`. `None` for
    /// anything else, for a name with a wrong `=`, and for channel binding, which is not offered here.
    pub(super) fn read(message: &[u8], server_nonce: &str) -> Option<Begun> {
        let message = std::str::from_utf8(message).ok()?;
        let (flag, rest) = message.split_once(',')?;
        let (authorization, bare) = rest.split_once(',')?;
        // RFC 5802 §6: "y: client supports channel binding but thinks the server does not."
        if !matches!(flag, "n" | "y") {
            return None;
        }
        let authorization = match authorization {
            "" => String::new(),
            named => name(named.strip_prefix("a=")?)?,
        };
        let mut attributes = bare.split(',');
        // RFC 5802 §5.1: "the server MUST either prepare it using the "SASLprep" profile [...] or otherwise be prepared
        // to do SASLprep-aware string comparisons".
        let user = prepared(&name(attributes.next()?.strip_prefix("n=")?)?)?.into_owned();
        let client_nonce = attributes.next()?.strip_prefix("r=")?;
        let printable = client_nonce.bytes().all(|octet| octet.is_ascii_graphic());
        if client_nonce.is_empty() || !printable {
            return None;
        }
        let nonce = [client_nonce, server_nonce].concat();
        // The same for the same name, whether it has an account or not.
        let salt = sha256(&[b"salt", user.as_bytes()])[..16].to_vec();
        let header = message[..message.len() - bare.len()].to_owned();
        let mut begun = Begun { authorization, user, header, nonce, salt, messages: bare.to_owned() };
        let reply = begun.reply();
        begun.messages = [bare, ",", &reply, ","].concat();
        Some(begun)
    }

    /// The server's first message: `nonce "," salt "," iteration-count`.
    pub(super) fn reply(&self) -> String {
        format!("r={},s={},i={ROUNDS}", self.nonce, BASE64_STANDARD.encode(&self.salt))
    }

    /// Checks the client's last message against a password, or against none for a name without account. RFC
    /// 5802 §7: `client-final-message = channel-binding "," nonce ["," extensions] "," proof`.
    pub(super) fn finish(&self, message: &[u8], password: Option<&str>) -> Proof {
        let text = std::str::from_utf8(message).ok();
        let Some((without_proof, proof)) = text.and_then(|text| text.rsplit_once(",p=")) else {
            return Proof::Malformed;
        };
        let mut attributes = without_proof.split(',');
        let binding = attributes.next().and_then(|binding| binding.strip_prefix("c="));
        let nonce = attributes.next().and_then(|nonce| nonce.strip_prefix("r="));
        let header = binding.and_then(|binding| BASE64_STANDARD.decode(binding).ok());
        let Ok(mut key) = BASE64_STANDARD.decode(proof) else { return Proof::Malformed };
        if header.as_deref() != Some(self.header.as_bytes()) || nonce != Some(&self.nonce) || key.len() != 32
        {
            return Proof::Malformed;
        }
        let salted = hi(password.unwrap_or_default().as_bytes(), &self.salt, ROUNDS);
        let stored = sha256(&[&hmac(sha256, &salted, b"Client Key")]);
        let messages = [&self.messages, without_proof].concat();
        // "ClientProof := ClientKey XOR ClientSignature": the same XOR gives the key back, if the proof is right.
        xor(&mut key, &hmac(sha256, &stored, messages.as_bytes()));
        if password.is_none() || sha256(&[&key]) != stored {
            return Proof::Wrong;
        }
        let server_key = hmac(sha256, &salted, b"Server Key");
        let signature = hmac(sha256, &server_key, messages.as_bytes());
        Proof::Right(["v=", &BASE64_STANDARD.encode(&signature)].concat())
    }
}

/// The result of a client's last message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Proof {
    /// The client knows the password; the server's last message proves that the server does, too.
    Right(String),
    /// The client does not know the password.
    Wrong,
    /// No proof: the message has another form, or belongs to another exchange.
    Malformed,
}

/// RFC 5802 §5.1: "The characters ',' or '=' in usernames are sent as '=2C' and '=3D' respectively. If the
/// server receives a username that contains '=' not followed by either '2C' or '3D', then the server MUST
/// fail the authentication."
fn name(sent: &str) -> Option<String> {
    let mut pieces = sent.split('=');
    let mut name = pieces.next()?.to_owned();
    for piece in pieces {
        let (character, rest) = match piece.strip_prefix("2C") {
            Some(rest) => (',', rest),
            None => ('=', piece.strip_prefix("3D")?),
        };
        name.push(character);
        name.push_str(rest);
    }
    Some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7677 §3's example, whose nonce and salt are given there.
    #[test]
    fn the_exchange_of_rfc_7677_section_3() {
        let first = b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
        let mut begun = Begun::read(first, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0").expect("a first message");
        begun.salt = BASE64_STANDARD.decode(b"W22ZaJ0SNY7soEsUEjb6gQ==").expect("base64");
        let reply = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        assert_eq!(begun.reply(), reply);
        begun.messages = format!("n=user,r=rOprNGfwEbeRWgbNEkqO,{reply},");
        let last = b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
            p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
        let signature = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
        assert_eq!(begun.finish(last, Some("pencil")), Proof::Right(signature.to_owned()));
        assert_eq!(begun.finish(last, Some("pen")), Proof::Wrong);
        assert_eq!(begun.finish(last, None), Proof::Wrong);
        assert_eq!(begun.finish(&last[..last.len() - 1], Some("pencil")), Proof::Malformed);
        assert_eq!(begun.finish(b"c=eSws,r=rOprNGfwEbeRWgbNEkqO,p=", Some("pencil")), Proof::Malformed);
    }

    #[test]
    fn first_messages_that_are_none() {
        let read = |message: &str| {
            Begun::read(message.as_bytes(), "s").map(|begun| (begun.authorization, begun.user))
        };
        let both = |one: &str, other: &str| Some((one.to_owned(), other.to_owned()));
        assert_eq!(read("n,,n=a=2Cb=3D,r=x"), both("", "a,b="));
        assert_eq!(read("y,a=ben,n=anna,r=x,z=later"), both("ben", "anna"));
        for wrong in [
            "",
            "n,,",
            "n,,n=anna",
            "n,,n=anna,r=",
            "n,,n=,r=x",
            "n,,n=a=2c,r=x",
            "n,,n=a=,r=x",
            "n,,m=new,n=anna,r=x",
            "n,ben,n=anna,r=x",
            "p=tls-unique,,n=anna,r=x",
            "n,,n=anna,r=\u{e4}",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert!(Begun::read(b"n,,n=\xff,r=x", "s").is_none());
    }
}
