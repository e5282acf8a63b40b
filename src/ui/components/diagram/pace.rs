//! The pace of the diagram's motion.

/// The diagram's pace.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Only the end of every motion is shown.
    None,
    /// 300 ms.
    Fast,
    /// 600 ms.
    #[default]
    Normal,
    /// 1200 ms.
    Slow,
}

impl Pace {
    /// Its length in milliseconds.
    pub(crate) const fn milliseconds(self) -> u32 {
        match self {
            Pace::None => 0,
            Pace::Fast => 300,
            Pace::Normal => 600,
            Pace::Slow => 1200,
        }
    }

    /// Its name in attributes.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Pace::None => "none",
            Pace::Fast => "fast",
            Pace::Normal => "normal",
            Pace::Slow => "slow",
        }
    }
}
