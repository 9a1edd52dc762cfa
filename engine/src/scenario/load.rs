//! When tasks arrive. Never here: a draw.

use crate::sim::Duration;
use serde::{Deserialize, Serialize};

/// When tasks arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// How they are spaced.
    pub pattern: Pattern,
    /// After how many to stop; no limit if `None`.
    pub tasks: Option<u32>,
}

/// How arrivals are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pattern {
    /// Only those that somebody sends.
    ByHand,
    /// One every so often, the first at once.
    Steady(Duration),
    /// A Poisson process with this mean between arrivals.
    Poisson(Duration),
    /// All at once.
    Burst,
}

impl Load {
    /// Nobody but the learner sends tasks.
    pub const BY_HAND: Self = Self { pattern: Pattern::ByHand, tasks: None };
}

impl Pattern {
    /// Itself as numbers, for the digest of a run.
    pub(crate) fn digest(self) -> [u64; 2] {
        match self {
            Self::ByHand => [0, 0],
            Self::Steady(every) => [1, every.0],
            Self::Poisson(every) => [2, every.0],
            Self::Burst => [3, 0],
        }
    }
}
