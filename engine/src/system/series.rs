//! The course of a run in a few dozen figures each: what a chart draws and its table lists.
//!
//! Never here: a scale, an axis or a colour.

use super::{Effect, History, ServiceId, What};
use crate::sim::{Duration, Instant};

/// How many stretches a run is cut into.
pub const STRETCHES: usize = 60;

/// The figures of one stretch of time, at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Where it ends.
    pub until: Instant,
    /// Of the tasks whose wait ended in it, how many in a thousand were answered; `None` if none ended.
    pub answered_per_mille: Option<u32>,
    /// The mean wait of those; `None` if none ended.
    pub mean_wait: Option<Duration>,
    /// Calls that wait for a worker, to all services together.
    pub queued: u32,
    /// Records that the groups have still to finish, all together.
    pub lag: u32,
}

/// A run in stretches of equal length, up to an instant.
pub fn stretches(history: &History, until: Instant) -> Vec<Stretch> {
    let count = STRETCHES as u64;
    let mut figures = Vec::with_capacity(STRETCHES);
    let mut tally = Tally::new(history, until);
    for n in 1..=count {
        let end = Instant(until.0 * n / count);
        let now = history.at(end);
        let (answered, ended, waited) = tally.take(n as usize - 1);
        let present = now.services.iter().enumerate().filter(|(_, service)| service.present);
        figures.push(Stretch {
            until: end,
            answered_per_mille: (answered * 1_000).checked_div(ended),
            mean_wait: waited.checked_div(u64::from(ended)).map(Duration),
            queued: now.services.iter().map(|service| service.queued).sum(),
            lag: present.map(|(id, _)| now.lag(id as ServiceId)).sum(),
        });
    }
    figures
}

/// What ended in each stretch.
struct Tally(Vec<(u32, u32, u64)>);

impl Tally {
    fn new(history: &History, until: Instant) -> Self {
        let mut tally = vec![(0, 0, 0); STRETCHES];
        for task in history.tasks() {
            let Some((at, cause)) = task.ended.filter(|&(at, _)| at <= until) else { continue };
            // A stretch holds its end and not its beginning.
            let place = (u128::from(at.0) * STRETCHES as u128).div_ceil(u128::from(until.0.max(1)));
            let (answered, ended, waited) = &mut tally[(place as usize).clamp(1, STRETCHES) - 1];
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
/// [`LENGTHS_MS`]. Nobody sent: all zero.
pub fn answered_within(history: &History, until: Instant) -> [u32; LENGTHS_MS.len()] {
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
/// after the answer. Nobody answered: all zero.
pub fn stale_after(
    history: &History,
    view: Option<ServiceId>,
    until: Instant,
) -> [u32; LENGTHS_MS.len()] {
    let lengths = LENGTHS_MS.map(Duration::from_ms);
    let mut stale = [0; LENGTHS_MS.len()];
    if let Some(fresh) = fresh_within(history, view, until, (Since::Answered, &lengths)) {
        for (stale, fresh) in stale.iter_mut().zip(fresh) {
            *stale = 1_000 - fresh;
        }
    }
    stale
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
    let share = |count: usize| (count * 1_000).checked_div(total).map(|share| share as u32);
    counts.into_iter().map(share).collect()
}

/// When the view had each task.
fn applied(history: &History, view: Option<ServiceId>, until: Instant) -> Vec<Option<Instant>> {
    let mut applied = vec![None; history.tasks().len()];
    let mut owed = vec![0u8; history.tasks().len()];
    for occurrence in &history.occurrences()[..history.count_until(until)] {
        match occurrence.what {
            What::Sent { task, owed: effects } => {
                owed[task as usize] = if view.is_some() { 1 } else { effects };
            }
            What::HandlingEnded { task, service, effect, .. }
                if view.is_none_or(|view| view == service)
                    && matches!(effect, Effect::Done | Effect::Recovered) =>
            {
                let left = &mut owed[task as usize];
                *left = left.saturating_sub(1);
                if *left == 0 {
                    applied[task as usize] = Some(occurrence.at);
                }
            }
            _ => {}
        }
    }
    applied
}

/// In a thousand of `total`, how many lengths are at most as long as each of [`LENGTHS_MS`].
fn shares(total: usize, lengths: impl Iterator<Item = Duration>) -> [u32; LENGTHS_MS.len()] {
    let mut counts = [0usize; LENGTHS_MS.len()];
    for length in lengths {
        let first = LENGTHS_MS.partition_point(|&ms| Duration::from_ms(ms) < length);
        counts[first..].iter_mut().for_each(|count| *count += 1);
    }
    counts.map(|count| (count * 1_000).checked_div(total).unwrap_or(0) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::{Action, Intervention, Load, Mode, Pattern, Scenario, Style, run};

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
            let shares = answered_within(&steady(style, &[]), until);
            let place = |ms| LENGTHS_MS.iter().position(|&length| length == ms).expect("listed");
            [10, 1_000, 2_000].map(|ms| shares[place(ms)])
        };
        assert_eq!(within(Style::Kafka), [967, 967, 967], "the last is just being sent");
        assert_eq!(within(Style::Sequential), [0, 0, 967]);
    }

    #[test]
    fn a_view_behind_a_500_ms_handler_is_stale_until_then() {
        let shares = stale_after(&steady(Style::Kafka, &[]), Some(0), Instant::from_s(59));
        let stale: Vec<_> = LENGTHS_MS.iter().zip(shares).filter(|(_, share)| *share > 0).collect();
        assert_eq!(stale.last().map(|(ms, _)| **ms), Some(200));
        let shares = stale_after(&steady(Style::Sequential, &[]), Some(0), Instant::from_s(59));
        assert!(shares.iter().all(|&share| share == 0));
    }
}
