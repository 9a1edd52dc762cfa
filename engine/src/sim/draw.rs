//! Counter-based chance: a value is a function of the seed and of what it is for.
//!
//! Nothing is drawn from a sequence, so that a draw more on one side of a comparison shifts nothing on
//! the other, and a run that is forked keeps its past. The mixing is the finaliser of SplitMix64
//! (Steele, Lea and Flood 2014), applied once a coordinate.
//!
//! Never here: a generator with state, or a float function that std computes (`ln` differs between
//! targets; `libm`'s does not).

use crate::sim::time::Duration;

/// What a draw is for; draws of two streams never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// The time between two arrivals.
    Arrival = 1,
    /// How long a service works for a task.
    Demand = 2,
    /// Whether a service fails with a task.
    Fault = 3,
    /// How long a retry waits.
    Jitter = 4,
    /// To which partition a producer sticks that sends without keys.
    Sticky = 5,
    /// Whether an acknowledgement is lost.
    Ack = 6,
    /// Where in its interval the run finds a clock.
    Clock = 7,
}

/// 64 random bits for the coordinates `a`, `b`, `c` of a stream.
pub fn draw(seed: u64, stream: Stream, a: u64, b: u64, c: u64) -> u64 {
    [stream as u64, a, b, c].into_iter().fold(mix(seed), |hash, word| mix(hash ^ mix(word)))
}

fn mix(word: u64) -> u64 {
    let mut z = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A length between `low` and `high`, both included, each microsecond as likely as another.
pub fn uniform(bits: u64, low: Duration, high: Duration) -> Duration {
    let width = u128::from(high.0.saturating_sub(low.0)) + 1;
    let offset = (u128::from(bits) * width) >> 64;
    Duration(low.0 + offset as u64)
}

/// An exponentially distributed length, by inversion.
pub fn exponential(bits: u64, mean: Duration) -> Duration {
    rounded(-libm::log(unit(bits)) * mean.0 as f64)
}

/// A lognormal length: `median` times e to a normal variable of deviation `sigma`, by Box and Muller.
pub fn lognormal(bits: u64, median: Duration, sigma: f64) -> Duration {
    let radius = libm::sqrt(-2.0 * libm::log(unit(bits)));
    let angle = std::f64::consts::TAU * unit(mix(bits));
    let normal = radius * libm::cos(angle);
    rounded(median.0 as f64 * libm::exp(sigma * normal))
}

/// A number strictly between 0 and 1, from the upper 52 bits.
fn unit(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) / (1u64 << 52) as f64
}

fn rounded(microseconds: f64) -> Duration {
    Duration(libm::round(microseconds) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: u64 = 200_000;

    fn mean(sample: impl Fn(u64) -> Duration) -> f64 {
        let total: f64 = (0..N).map(|n| sample(draw(7, Stream::Demand, n, 0, 0)).0 as f64).sum();
        total / N as f64
    }

    fn within(value: f64, expected: f64, share: f64) {
        assert!(
            (value - expected).abs() < expected * share,
            "{value} is not within {share} of {expected}"
        );
    }

    #[test]
    fn each_distribution_has_the_mean_that_it_states() {
        let s = Duration::from_s(1);
        within(mean(|bits| exponential(bits, s)), 1e6, 0.01);
        within(mean(|bits| uniform(bits, Duration(0), s)), 5e5, 0.01);
        let sigma = 0.5;
        let expected = 1e6 * libm::exp(sigma * sigma / 2.0);
        within(mean(|bits| lognormal(bits, s, sigma)), expected, 0.01);
    }

    #[test]
    fn a_uniform_draw_reaches_both_of_its_ends_and_never_leaves_them() {
        let (low, high) = (Duration(10), Duration(13));
        let mut seen = [0u32; 4];
        for n in 0..1_000 {
            let value = uniform(draw(1, Stream::Demand, n, 0, 0), low, high);
            seen[(value.0 - low.0) as usize] += 1;
        }
        assert!(seen.iter().all(|&count| count > 150), "{seen:?}");
    }

    #[test]
    fn draws_of_different_coordinates_differ() {
        let one = draw(1, Stream::Demand, 1, 2, 0);
        assert_ne!(one, draw(1, Stream::Demand, 2, 1, 0));
        assert_ne!(one, draw(1, Stream::Arrival, 1, 2, 0));
        assert_ne!(one, draw(2, Stream::Demand, 1, 2, 0));
    }
}
