//! The page's ties to the browser, a hook each.

pub mod address;
pub mod clock;
pub mod deferred;
pub mod keys;
pub mod live;
pub mod root;
pub mod saving;
pub mod system;
