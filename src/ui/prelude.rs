//! The names that nearly every component uses.

pub(super) use super::context::{Dispatch, Texts, use_dispatch, use_texts};
pub(super) use crate::app::slice::Slice;
pub(super) use crate::app::timeline::Timeline;
pub(super) use crate::engine::{ConnectionId, Protocol};
pub(super) use crate::i18n::Key;
pub(super) use yew::prelude::*;
pub(super) use yew_autoprops::autoprops;
