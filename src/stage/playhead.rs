//! Where the playhead goes: with the time that passes, and from one thing that happens to another.
//!
//! Never here: the speed at which it goes, which is [`super::Playback`]'s.

use super::model::Model;
use engine::sim::{Duration, Instant};

impl Model {
    /// Time has passed.
    pub(super) fn tick(&mut self, ms: f64) {
        self.playback.tick(ms, self.runs.horizon());
        self.rest();
    }

    /// To the next thing that happens, or back to the last.
    pub(super) fn step(&mut self, forwards: bool) {
        self.playback.pause();
        let at = self.playback.at();
        let to = if forwards {
            self.runs.next_after(at).or(Some(at))
        } else {
            self.runs.last_before(at)
        };
        self.playback.seek(to.unwrap_or(Instant::START));
    }

    /// Plays or pauses; from where nothing more happens, plays from the start.
    pub(super) fn toggle(&mut self) {
        let at = self.playback.at();
        let over = at >= self.runs.horizon()
            || (at > Instant::START && self.runs.next_after(at).is_none());
        if !self.playback.playing() && over {
            self.playback.seek(Instant::START);
        }
        self.playback.toggle();
    }

    /// Pauses a while after the last thing that happens, rather than play on over an empty stage.
    pub(super) fn rest(&mut self) {
        let at = self.playback.at();
        let Some(last) = self.runs.last_before(at + Duration(1)) else { return };
        let seen = last + self.playback.moment().times(2) <= at;
        if self.playback.playing() && seen && self.runs.next_after(at).is_none() {
            self.playback.pause();
            if self.reduced_motion {
                self.playback.seek(last);
            }
        }
    }
}
