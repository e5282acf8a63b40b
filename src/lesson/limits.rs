//! The limits of a lesson, in octets, steps and parts.

/// Most octets of a lesson's file.
pub const TEXT_MAX: usize = 64 << 10;

/// Most octets of an index of lessons: the heads of many.
pub const INDEX_MAX: usize = 1 << 20;

/// Most octets of a lesson's id.
pub const ID_MAX: usize = 60;

/// Most steps.
pub const STEPS_MAX: usize = 100;

/// Most goals of a step; as many things to avoid, hints, and places to look at.
pub const PARTS_MAX: usize = 20;

/// Most wrong answers to a question.
pub const WRONG_MAX: usize = 4;

/// Most minutes that a lesson takes.
pub const MINUTES_MAX: u32 = 240;

/// Most octets that all lines of a lesson send and deliver together.
pub const SENT_MAX: usize = 1 << 20;

/// Most mistakes that are told of one file.
pub const MISTAKES_MAX: usize = 100;
