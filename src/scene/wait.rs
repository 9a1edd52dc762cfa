//! How long the last user waited: the largest figure of a side.
//!
//! Never here: a wait that the history does not hold.

use super::panel::last_wait;
use super::words::length;
use engine::history::{Cause, History};
use engine::sim::{Duration, Instant};

/// The wait that a side shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// How long it is, or a dash.
    pub figure: String,
    /// How it ended, or that it has not.
    pub outcome: &'static str,
    /// Whether it ended badly.
    pub is_bad: bool,
    /// Its share of the longest wait of both sides.
    pub share: f64,
}

/// The wait that a side shows at an instant; `longest` is the longest of both sides.
pub fn wait(history: &History, at: Instant, longest: Duration) -> Wait {
    let times = last_wait(history, at).map(|task| history.tasks()[task as usize]);
    let ended = times.and_then(|times| times.ended).filter(|&(when, _)| when <= at);
    let (outcome, is_bad) = match (times, ended) {
        (None, _) => (word!(wait.nobody), false),
        (_, None) => (word!(wait.so_far), false),
        (_, Some((_, None))) => (word!(wait.answered), false),
        (_, Some((_, Some(Cause::ClientGaveUp)))) => (word!(wait.gave_up), true),
        (_, Some((_, Some(_)))) => (word!(wait.error), true),
    };
    let waited = times.map(|times| times.waited(at));
    Wait {
        figure: waited.map_or("–".to_string(), length),
        outcome,
        is_bad,
        share: waited.map_or(0.0, |waited| waited.0 as f64 / longest.0.max(1) as f64),
    }
}
