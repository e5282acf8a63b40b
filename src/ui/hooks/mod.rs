//! What ties the page to the browser: each hook one tie.

pub mod address;
pub mod clock;
pub mod keys;
pub mod live;
pub mod rest;
pub mod root;
pub mod saving;
pub mod system;
