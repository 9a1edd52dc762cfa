//! Simulated time in whole microseconds, so that no rounding differs between targets.
//!
//! Never here: the computer's own clock.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, AddAssign, Sub};

/// A length of simulated time, in microseconds.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Duration(pub u64);

/// A point of simulated time, in microseconds since the start of the run.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Instant(pub u64);

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// Whole milliseconds.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms * 1_000)
    }

    /// Whole seconds.
    pub const fn from_s(s: u64) -> Self {
        Self(s * 1_000_000)
    }

    /// This length `factor` times over; stays at the largest length rather than wrapping round.
    pub const fn times(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    /// Its whole milliseconds.
    pub const fn whole_ms(self) -> u64 {
        self.0 / 1_000
    }

    /// In milliseconds, for showing.
    pub fn ms(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
}

impl Instant {
    /// The start of the run.
    pub const START: Self = Self(0);

    /// Whole milliseconds after the start.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms * 1_000)
    }

    /// Whole seconds after the start.
    pub const fn from_s(s: u64) -> Self {
        Self(s * 1_000_000)
    }

    /// How long after `earlier`; zero if it is not after it.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }

    /// `length` before this instant, or the start of the run.
    pub const fn before(self, length: Duration) -> Self {
        Self(self.0.saturating_sub(length.0))
    }

    /// Its whole milliseconds.
    pub const fn whole_ms(self) -> u64 {
        self.0 / 1_000
    }

    /// In milliseconds, for showing.
    pub fn ms(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
}

impl Add<Duration> for Instant {
    type Output = Self;
    fn add(self, length: Duration) -> Self {
        Self(self.0.saturating_add(length.0))
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, length: Duration) {
        *self = *self + length;
    }
}

impl Sub for Instant {
    type Output = Duration;
    fn sub(self, earlier: Self) -> Duration {
        self.since(earlier)
    }
}

/// Milliseconds with as many decimals as are needed: `500 ms`, `0.25 ms`.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", Thousandths(self.0))
    }
}

/// A number in thousandths, shown with as many decimals as it needs: microseconds as milliseconds.
///
/// In integers, since the code with which std prints floats is a tenth of a small page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thousandths(pub u64);

impl Thousandths {
    /// Reads `1500`, `0.25` or `.5`; `None` if it is no such number or has more than three decimals.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if part.len() > 3
            || !digits(whole)
            || !digits(part)
            || text.len() == text.matches('.').count()
        {
            return None;
        }
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
        let part: u64 = format!("{part:0<3}").parse().ok()?;
        whole.checked_mul(1_000)?.checked_add(part).map(Self)
    }
}

impl fmt::Display for Thousandths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1_000, self.0 % 1_000);
        match part {
            0 => write!(f, "{whole}"),
            part if part % 100 == 0 => write!(f, "{whole}.{}", part / 100),
            part if part % 10 == 0 => write!(f, "{whole}.{:02}", part / 10),
            part => write!(f, "{whole}.{part:03}"),
        }
    }
}

/// Seconds with milliseconds: `4.100 s`.
impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03} s", self.0 / 1_000_000, self.0 / 1_000 % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_in_thousandths_is_shown_without_needless_digits_and_read_back() {
        for (number, text) in
            [(0, "0"), (10, "0.01"), (250, "0.25"), (1_500, "1.5"), (1_234, "1.234")]
        {
            assert_eq!(Thousandths(number).to_string(), text);
            assert_eq!(Thousandths::parse(text), Some(Thousandths(number)));
        }
        assert_eq!(Thousandths::parse(".5"), Some(Thousandths(500)));
        for wrong in ["", ".", "-1", "1e3", "1.2345", "1.2.3", " 1", "18446744073709551616"] {
            assert_eq!(Thousandths::parse(wrong), None, "{wrong:?}");
        }
    }
}
