//! The scenarios that ship with the page, both sides of each, and a narrow way to look at them.

use super::{play, when};
use engine::sim::Instant;
use engine::system::{
    Cause, Effect, End, History, Ledger, Occurrence, ReadOutcome, Scenario, ServiceId, Snapshot,
    User, Work, read,
};

/// A file of the folder, read.
pub fn scenario(file: &str) -> Scenario {
    let path = format!("{}/../assets/scenarios/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"));
    read(file, &text).unwrap_or_else(|error| panic!("{error}"))
}

/// Both sides of a shipped scenario, as the page plays them.
pub struct Sides {
    pub direct: History,
    pub events: History,
}

pub fn sides(file: &str) -> Sides {
    let scenario = scenario(file);
    let [direct, events] = [scenario.left, scenario.right].map(|style| play(&scenario, style));
    assert!([&direct, &events].iter().all(|side| side.end() == End::Horizon), "{file}");
    Sides { direct, events }
}

/// What is looked at in a run; times in milliseconds.
pub trait Look {
    fn last(&self) -> Snapshot;
    fn ledger(&self) -> Ledger {
        self.last().ledger
    }
    /// Tasks sent from `from` to before `to` whose wait has ended: how long it was, and why it failed.
    fn ended(&self, from: u64, to: u64) -> Vec<(f64, Option<Cause>)>;
    /// Whether all of those were answered.
    fn all_answered(&self, from: u64, to: u64) -> bool {
        let ended = self.ended(from, to);
        !ended.is_empty() && ended.iter().all(|(_, cause)| cause.is_none())
    }
    fn lag(&self, service: ServiceId, ms: u64) -> u32;
    /// When a service's workers begin.
    fn begins(&self, service: ServiceId) -> Vec<f64>;
    /// When a service takes effect again for what it has done.
    fn repeats(&self, service: ServiceId) -> Vec<f64>;
    fn reads(&self, from: u64, to: u64) -> Vec<ReadOutcome>;
}

impl Look for History {
    fn last(&self) -> Snapshot {
        self.at(self.horizon())
    }

    fn ended(&self, from: u64, to: u64) -> Vec<(f64, Option<Cause>)> {
        let window = Instant::from_ms(from)..Instant::from_ms(to);
        let sent = self.tasks().iter().filter(|task| window.contains(&task.sent));
        sent.filter_map(|task| task.ended.map(|(at, cause)| ((at - task.sent).ms(), cause)))
            .collect()
    }

    fn lag(&self, service: ServiceId, ms: u64) -> u32 {
        self.at(Instant::from_ms(ms)).lag(service)
    }

    fn begins(&self, of: ServiceId) -> Vec<f64> {
        when(
            self,
            |what| matches!(what, Occurrence::Work(Work::Started { service, .. }) if service == of),
        )
    }

    fn repeats(&self, of: ServiceId) -> Vec<f64> {
        when(self, |what| {
            matches!(what, Occurrence::Work(Work::Ended { service, effect, .. })
                if (service, effect) == (of, Effect::Repeated))
        })
    }

    fn reads(&self, from: u64, to: u64) -> Vec<ReadOutcome> {
        let window = self.between(Instant::from_ms(from), Instant::from_ms(to)).iter();
        let outcomes = window.filter_map(|it| match it.what {
            Occurrence::User(User::Read { outcome, .. }) => Some(outcome),
            _ => None,
        });
        outcomes.collect()
    }
}

/// How many of these instants lie from `from` to before `to`.
pub fn within(times: &[f64], from: u64, to: u64) -> usize {
    times.iter().filter(|&&at| (from as f64..to as f64).contains(&at)).count()
}
