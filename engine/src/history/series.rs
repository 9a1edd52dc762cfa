//! The course of a run in a few dozen figures each: what a chart draws and its table lists.
//!
//! Never here: a scale, an axis or a colour.

use crate::history::occurrence::Occurrence;
use crate::history::recording::History;
use crate::history::snapshot::Snapshot;
use crate::history::user::User;
use crate::history::values::Effect;
use crate::history::work::Work;
use crate::scenario::ids::ServiceId;
use crate::sim::{Duration, Instant};

/// How many stretches a run is cut into.
pub const STRETCHES: usize = 60;

/// The figures of one stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Where it ends.
    pub until: Instant,
    /// Of the tasks whose wait ended in it, how many in a thousand were answered; `None` if none ended.
    pub answered_per_mille: Option<u32>,
    /// The mean wait of those; `None` if none ended.
    pub mean_wait: Option<Duration>,
    /// The most calls in it that waited for a worker at once, to all services together: a queue may come
    /// and go between two ends.
    pub queued: u32,
    /// The most records in it that the groups had still to finish, all together.
    pub lag: u32,
    /// Calls that wait at its end.
    pub queued_at_end: u32,
    /// Records that the groups have still to finish at its end.
    pub lag_at_end: u32,
}

/// A run in stretches of equal length, up to an instant.
pub fn stretches(history: &History, until: Instant) -> Vec<Stretch> {
    let count = STRETCHES as u64;
    let mut figures = Vec::with_capacity(STRETCHES);
    let mut tally = Tally::new(history, until);
    for n in 1..=count {
        let end = Instant(until.0 * n / count);
        let (queued, lag) = waiting(&history.at(end));
        let (answered, ended, waited) = tally.take(n as usize - 1);
        figures.push(Stretch {
            until: end,
            answered_per_mille: (answered * 1_000).checked_div(ended),
            mean_wait: waited.checked_div(u64::from(ended)).map(Duration),
            queued,
            lag,
            queued_at_end: queued,
            lag_at_end: lag,
        });
    }
    history.walk(&mut |at, now| {
        if at <= until {
            let (queued, lag) = waiting(now);
            let stretch = &mut figures[place(at, until)];
            stretch.queued = stretch.queued.max(queued);
            stretch.lag = stretch.lag.max(lag);
        }
    });
    figures
}

/// The calls and the records that wait, of all services together.
fn waiting(now: &Snapshot) -> (u32, u32) {
    let present = now.services.iter().enumerate().filter(|(_, service)| service.present);
    let queued = now.services.iter().map(|service| service.queued).sum();
    (queued, present.map(|(id, _)| now.lag(id as ServiceId)).sum())
}

/// The index of the stretch that an instant is in: one holds its end and not its beginning.
fn place(at: Instant, until: Instant) -> usize {
    let place = (u128::from(at.0) * STRETCHES as u128).div_ceil(u128::from(until.0.max(1)));
    (place as usize).clamp(1, STRETCHES) - 1
}

/// What ended in each stretch.
struct Tally(Vec<(u32, u32, u64)>);

impl Tally {
    fn new(history: &History, until: Instant) -> Self {
        let mut tally = vec![(0, 0, 0); STRETCHES];
        for task in history.tasks() {
            let Some((at, cause)) = task.ended.filter(|&(at, _)| at <= until) else { continue };
            let (answered, ended, waited) = &mut tally[place(at, until)];
            *answered += u32::from(cause.is_none());
            *ended += 1;
            *waited += (at - task.sent).0;
        }
        Self(tally)
    }

    fn take(&mut self, stretch: usize) -> (u32, u32, u64) {
        self.0[stretch]
    }
}

/// Lengths on which distributions are read off, in milliseconds: 1, 2 and 5 times powers of ten.
pub const LENGTHS_MS: [u64; 18] = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000,
    200_000, 500_000,
];

/// Of the tasks sent by an instant, how many in a thousand were answered within each of
/// [`LENGTHS_MS`]; `None` if none was sent.
pub fn answered_within(history: &History, until: Instant) -> Option<Vec<u32>> {
    let sent = history.sent_until(until);
    shares(
        sent.len(),
        sent.iter().filter_map(|task| {
            let (at, cause) = task.ended?;
            (cause.is_none() && at <= until).then(|| at - task.sent)
        }),
    )
}

/// Of the tasks answered by an instant, how many in a thousand would still be stale to a reader so long
/// after the answer; `None` if none was answered.
pub fn stale_after(history: &History, view: Option<ServiceId>, until: Instant) -> Option<Vec<u32>> {
    let lengths = LENGTHS_MS.map(Duration::from_ms);
    let fresh = fresh_within(history, view, until, (Since::Answered, &lengths))?;
    Some(fresh.into_iter().map(|fresh| 1_000 - fresh).collect())
}

/// Where a window of staleness begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// When the user sent the task: how long after an order its confirmation may come.
    Sent,
    /// When the user had the answer: how long after it a reader may be shown the old state.
    Answered,
}

/// Of the tasks answered by an instant, how many in a thousand could be read so long after they were sent or
/// answered: those for which `view` had worked by then, or for `None` the last of all services. `None` if
/// none was answered.
pub fn fresh_within(
    history: &History,
    view: Option<ServiceId>,
    until: Instant,
    (since, lengths): (Since, &[Duration]),
) -> Option<Vec<u32>> {
    let applied = applied(history, view, until);
    let (mut counts, mut total) = (vec![0usize; lengths.len()], 0usize);
    for (task, applied) in history.sent_until(until).iter().zip(applied) {
        let Some((answered, _)) = task.ended.filter(|&(at, cause)| cause.is_none() && at <= until)
        else {
            continue;
        };
        total += 1;
        let Some(applied) = applied else { continue };
        let from = if since == Since::Sent { task.sent } else { answered };
        let window = Duration(applied.0.saturating_sub(from.0));
        let within = lengths.iter().zip(&mut counts).filter(|(length, _)| window <= **length);
        within.for_each(|(_, count)| *count += 1);
    }
    per_mille(&counts, total)
}

/// When the view had each task.
fn applied(history: &History, view: Option<ServiceId>, until: Instant) -> Vec<Option<Instant>> {
    let mut applied = vec![None; history.tasks().len()];
    let mut owed = vec![0u8; history.tasks().len()];
    for entry in &history.occurrences()[..history.count_until(until)] {
        match entry.what {
            Occurrence::User(User::Sent { task, owed: effects }) => {
                owed[task as usize] = if view.is_some() { 1 } else { effects };
            }
            Occurrence::Work(Work::Ended { task, service, effect, .. })
                if view.is_none_or(|view| view == service)
                    && matches!(effect, Effect::Done | Effect::Recovered) =>
            {
                let left = &mut owed[task as usize];
                *left = left.saturating_sub(1);
                if *left == 0 {
                    applied[task as usize] = Some(entry.at);
                }
            }
            _ => {}
        }
    }
    applied
}

/// In a thousand of `total`, how many lengths are at most as long as each of [`LENGTHS_MS`]; `None` of
/// nothing.
fn shares(total: usize, lengths: impl Iterator<Item = Duration>) -> Option<Vec<u32>> {
    let mut counts = [0usize; LENGTHS_MS.len()];
    for length in lengths {
        let first = LENGTHS_MS.partition_point(|&ms| Duration::from_ms(ms) < length);
        counts[first..].iter_mut().for_each(|count| *count += 1);
    }
    per_mille(&counts, total)
}

/// Each count in a thousand of `total`; `None` of nothing.
fn per_mille(counts: &[usize], total: usize) -> Option<Vec<u32>> {
    let share = |&count: &usize| (count * 1_000).checked_div(total).map(|share| share as u32);
    counts.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::play::run;
    use crate::scenario::intervention::{Action, Intervention, Mode};
    use crate::scenario::load::{Load, Pattern};
    use crate::scenario::program::Style;
    use crate::scenario::statement::Scenario;

    fn steady(style: Style, acts: &[Intervention]) -> History {
        let load = Load { pattern: Pattern::Steady(Duration::from_s(2)), tasks: None };
        let scenario = Scenario { load, ..Scenario::default() };
        run(&scenario, style, acts, Instant::from_s(60))
    }

    fn down_and_up() -> [Intervention; 2] {
        [(20, Mode::Down), (40, Mode::Up)]
            .map(|(s, mode)| Intervention { at: Instant::from_s(s), action: Action::Set(1, mode) })
    }

    #[test]
    fn an_outage_shows_as_a_dip_of_the_one_and_as_a_hill_of_the_other() {
        let until = Instant::from_s(60);
        let direct = stretches(&steady(Style::Sequential, &down_and_up()), until);
        let kafka = stretches(&steady(Style::Kafka, &down_and_up()), until);
        let answered = |stretch: &Stretch| stretch.answered_per_mille;
        assert!(direct[25..38].iter().filter_map(answered).all(|share| share == 0));
        assert!(kafka.iter().filter_map(answered).all(|share| share == 1_000));
        assert!(kafka[38].lag >= 9 && kafka[10].lag <= 3 && kafka[59].lag <= 3, "{:?}", kafka[59]);
        assert_eq!(direct.len(), STRETCHES);
    }

    #[test]
    fn waits_are_distributed_as_they_were() {
        let until = Instant::from_s(60);
        let within = |style| {
            let shares = answered_within(&steady(style, &[]), until).expect("tasks were sent");
            let place = |ms| LENGTHS_MS.iter().position(|&length| length == ms).expect("listed");
            [10, 1_000, 2_000].map(|ms| shares[place(ms)])
        };
        assert_eq!(within(Style::Kafka), [967, 967, 967], "the last is just being sent");
        assert_eq!(within(Style::Sequential), [0, 0, 967]);
    }

    #[test]
    fn a_view_behind_a_500_ms_handler_is_stale_until_then() {
        let after = |style| stale_after(&steady(style, &[]), Some(0), Instant::from_s(59));
        let shares = after(Style::Kafka).expect("tasks were answered");
        let stale: Vec<_> = LENGTHS_MS.iter().zip(shares).filter(|(_, share)| *share > 0).collect();
        assert_eq!(stale.last().map(|(ms, _)| **ms), Some(200));
        let shares = after(Style::Sequential).expect("tasks were answered");
        assert!(shares.iter().all(|&share| share == 0));
    }

    #[test]
    fn a_queue_that_comes_and_goes_between_two_ends_is_seen_and_is_gone_at_the_end() {
        let load = Load { pattern: Pattern::ByHand, tasks: None };
        let scenario = Scenario { load, ..Scenario::default() };
        let acts = [1_000, 1_325]
            .map(|ms| Intervention { at: Instant::from_ms(ms), action: Action::Send(1) });
        let history = run(&scenario, Style::Sequential, &acts, Instant::from_s(60));
        let stretches = stretches(&history, Instant::from_s(60));
        let most: Vec<u32> = stretches.iter().map(|stretch| stretch.queued).collect();
        assert_eq!(most[..3], [0, 1, 0], "{most:?}");
        assert!(stretches.iter().all(|stretch| stretch.queued_at_end == 0));
    }

    #[test]
    fn of_no_task_there_is_no_share() {
        let load = Load { pattern: Pattern::ByHand, tasks: None };
        let scenario = Scenario { load, ..Scenario::default() };
        let history = run(&scenario, Style::Kafka, &[], Instant::from_s(60));
        assert_eq!(answered_within(&history, Instant::from_s(60)), None);
        assert_eq!(stale_after(&history, None, Instant::from_s(60)), None);
    }
}
