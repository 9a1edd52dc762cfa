//! The playhead: where it is, whether it moves, how fast.
//!
//! Time comes in as an argument. Never here: what happens in the run.

use engine::sim::{Duration, Instant};

/// Simulated time for one unit of the watcher's, as a ratio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed {
    /// Times faster.
    pub times: u64,
    /// Times slower.
    pub over: u64,
}

const fn speed(times: u64, over: u64) -> Speed {
    Speed { times, over }
}

/// The speeds on offer.
pub const SPEEDS: [Speed; 9] = [
    speed(1, 20),
    speed(1, 10),
    speed(1, 4),
    speed(1, 2),
    speed(1, 1),
    speed(2, 1),
    speed(5, 1),
    speed(10, 1),
    speed(20, 1),
];

/// At 1/4, ten milliseconds can be seen.
const AT_FIRST: usize = 2;
/// How long one likes to watch, in the watcher's time.
const AT_A_SITTING: Duration = Duration::from_s(24);
/// How long a mark stays, in the watcher's time.
const MOMENT: Duration = Duration::from_ms(300);
/// A frame that comes later than this, say from a tab in the background, is cut to it.
const LONGEST_FRAME_MS: f64 = 100.0;

/// The playhead.
#[derive(Clone, Debug, PartialEq)]
pub struct Playback {
    at: Instant,
    playing: bool,
    speed: usize,
}

impl Default for Playback {
    fn default() -> Self {
        Self { at: Instant::START, playing: false, speed: AT_FIRST }
    }
}

impl Speed {
    /// Its name.
    pub fn label(self) -> String {
        match self {
            Self { times, over: 1 } => format!("{times}"),
            Self { times, over } => format!("{times}/{over}"),
        }
    }
}

impl Playback {
    /// Where it is.
    pub fn at(&self) -> Instant {
        self.at
    }

    /// Whether it moves.
    pub fn playing(&self) -> bool {
        self.playing
    }

    /// The place of its speed in [`SPEEDS`].
    pub fn speed(&self) -> usize {
        self.speed
    }

    /// How much simulated time passes while a mark stays. At rest it is that of the speed at first, so
    /// that the picture of an instant is always the same.
    pub fn moment(&self) -> Duration {
        let Speed { times, over } = SPEEDS[if self.playing { self.speed } else { AT_FIRST }];
        Duration(MOMENT.0 * times / over)
    }

    pub(super) fn tick(&mut self, ms: f64, horizon: Instant) {
        if !self.playing {
            return;
        }
        let Speed { times, over } = SPEEDS[self.speed];
        let passed = (ms.clamp(0.0, LONGEST_FRAME_MS) * 1_000.0) as u64 * times / over;
        self.at = (self.at + Duration(passed)).min(horizon);
        self.playing = self.at < horizon;
    }

    pub(super) fn toggle(&mut self) {
        self.playing = !self.playing;
    }

    pub(super) fn play(&mut self) {
        self.playing = true;
    }

    pub(super) fn pause(&mut self) {
        self.playing = false;
    }

    pub(super) fn seek(&mut self, at: Instant) {
        self.at = at;
    }

    /// The slowest speed, from that at first on, at which a run of this length can be watched at a sitting.
    pub(super) fn suit(&mut self, length: Duration) {
        let within = |speed: &Speed| length.0 / speed.times * speed.over <= AT_A_SITTING.0;
        let suits = SPEEDS.iter().skip(AT_FIRST).position(within);
        self.speed = suits.map_or(SPEEDS.len() - 1, |more| AT_FIRST + more);
    }

    pub(super) fn set_speed(&mut self, index: usize) {
        self.speed = index.min(SPEEDS.len() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_a_quarter_ten_milliseconds_take_forty() {
        let mut playback = Playback::default();
        playback.play();
        playback.tick(40.0, Instant::from_s(10));
        assert_eq!(playback.at(), Instant::from_ms(10));
    }

    #[test]
    fn it_stops_at_the_horizon() {
        let mut playback = Playback::default();
        playback.play();
        for _ in 0..50 {
            playback.tick(100.0, Instant::from_s(1));
        }
        assert_eq!((playback.at(), playback.playing()), (Instant::from_s(1), false));
    }
}
