//! The result of a command.

use crate::engine::imap::response::Code;
use crate::engine::imap::rules;
use crate::engine::step::Why;
use std::borrow::Cow;

/// The result of a command, as the tagged response tells it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Its status.
    pub verdict: Verdict,
    /// Its response code.
    pub code: Option<Code>,
    /// Its text for people; US-ASCII.
    pub text: Cow<'static, str>,
    /// The rule that explains it.
    pub why: Why,
}

/// The status of a tagged response, as far as handlers decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// `OK`
    Ok,
    /// `NO`
    No,
    /// `BAD`: the command is right, but this server cannot do it (yet); nothing was done.
    NotOffered,
}

impl Answer {
    /// Completed.
    pub(crate) fn ok(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::Ok, code: None, text: text.into(), why: why.into() }
    }

    /// Failed.
    pub(crate) fn no(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::No, ..Self::ok(text, why) }
    }

    /// Not offered.
    pub(crate) fn not_offered(text: impl Into<Cow<'static, str>>, why: impl Into<Why>) -> Self {
        Self { verdict: Verdict::NotOffered, ..Self::ok(text, why) }
    }

    /// The same with a response code.
    pub(crate) fn with(self, code: Code) -> Self {
        Self { code: Some(code), ..self }
    }
}

/// The NO to a command that would change a mailbox which is selected read-only.
pub(super) fn read_only(command: &str) -> Answer {
    let why = Why::from(&rules::READ_ONLY).with("command", command);
    Answer::no(format!("{command} failed: the mailbox is read-only"), why)
}

/// The NO to a command for messages of a mailbox that has been deleted.
pub(super) fn gone() -> Answer {
    Answer::no("The selected mailbox has been deleted", &rules::GONE).with(Code::NonExistent)
}
