//! The page's ties to the browser, a hook each.

pub(super) mod address;
pub(super) mod arrival;
pub(super) mod awake;
pub(super) mod behind;
pub(super) mod channel;
pub(super) mod class_line;
pub(super) mod clock;
pub(super) mod copying;
pub(super) mod course;
pub(super) mod deferred;
pub(super) mod keys;
pub(super) mod later_texts;
pub(super) mod live;
pub(super) mod looks;
pub(super) mod newer;
pub(super) mod printing;
pub(super) mod root;
pub(super) mod saving;
pub(super) mod system;
