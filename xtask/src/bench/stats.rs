//! Order statistics of samples.
//!
//! Never a mean: one late sample would move it.

use serde::{Deserialize, Serialize};

use super::target::number;

/// Of samples in one unit, which the name of the field says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// How many samples there were.
    pub samples: usize,
    /// The smallest.
    pub min: f64,
    /// The middle one.
    pub median: f64,
    /// 95 in 100 are no larger.
    pub p95: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// By nearest rank: each is a sample. All zero if there is none.
    pub fn of(samples: &[f64]) -> Self {
        let mut sorted = samples.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        let rank = |per_cent: usize| {
            let index = (sorted.len() * per_cent).div_ceil(100).saturating_sub(1);
            sorted.get(index).copied().unwrap_or_default()
        };
        let [min, median, p95, max] = [0, 50, 95, 100].map(rank);
        Self { samples: sorted.len(), min, median, p95, max }
    }

    /// Median, smallest and largest.
    pub fn range(&self) -> [String; 3] {
        [self.median, self.min, self.max].map(number)
    }

    /// Median and 95th percentile.
    pub fn tail(&self) -> [String; 2] {
        [self.median, self.p95].map(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_figure_is_a_sample() {
        let spread = Spread::of(&[5.0, 1.0, 4.0, 2.0, 3.0]);
        assert_eq!(spread, Spread { samples: 5, min: 1.0, median: 3.0, p95: 5.0, max: 5.0 });
        assert_eq!(Spread::of(&[]), Spread::default());
    }
}
