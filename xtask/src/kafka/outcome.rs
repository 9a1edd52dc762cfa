//! What a run of a scenario came to, in terms that a simulation and a real Kafka share.
//!
//! Never here: how either is run.

use std::collections::BTreeMap;

use engine::history::{Effect, History, Occurrence, Work};
use engine::scenario::{ServiceId, Style, TaskId};

/// What a run came to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// By id.
    pub services: Vec<ServiceOutcome>,
    /// The records that each partition of the event's topic, or of all commands' topics, was given.
    pub appended: Vec<u32>,
    /// Tasks that users had an answer for.
    pub answered: u32,
    /// Tasks that users had an error for.
    pub failed: u32,
    /// Records in dead-letter topics.
    pub dead_letters: u32,
}

/// What a service did.
#[derive(Clone, Debug, Default)]
pub struct ServiceOutcome {
    /// When it was done with each task, in milliseconds from the start; more than once if it was repeated.
    pub done: BTreeMap<TaskId, Vec<f64>>,
    /// The tasks in the order in which it was done with them, by partition.
    pub order: BTreeMap<u32, Vec<TaskId>>,
    /// Records not committed at the end.
    pub lag: Option<u32>,
}

impl ServiceOutcome {
    /// Notes a piece of work.
    pub fn note(&mut self, task: TaskId, partition: u32, at_ms: f64) {
        self.done.entry(task).or_default().push(at_ms);
        self.order.entry(partition).or_default().push(task);
    }
}

impl Outcome {
    /// Pieces of work that were the first for their task and service.
    pub fn done(&self) -> usize {
        self.services.iter().map(|service| service.done.len()).sum()
    }

    /// Pieces of work that were not.
    pub fn repeated(&self) -> usize {
        let all = self.services.iter().flat_map(|service| service.done.values());
        all.map(|times| times.len() - 1).sum()
    }

    /// Records that groups had not committed at the end.
    pub fn lag(&self) -> u32 {
        self.services.iter().filter_map(|service| service.lag).sum()
    }

    /// Records that the topics of events or of commands were given.
    pub fn records(&self) -> u32 {
        self.appended.iter().sum()
    }

    /// What a simulated run came to.
    pub fn simulated(history: &History) -> Self {
        let last = history.at(history.horizon());
        let through_kafka = history.style().publishes();
        let mut services = vec![ServiceOutcome::default(); history.roster().len()];
        let mut in_hand: BTreeMap<(ServiceId, u8), u32> = BTreeMap::new();
        for entry in history.occurrences() {
            match entry.what {
                Occurrence::Work(Work::Started { service, worker, partition, .. }) => {
                    in_hand.insert((service, worker), partition.into());
                }
                Occurrence::Work(Work::Ended { service, worker, task, effect }) => {
                    // The topic of commands to a service has one partition, which the simulation numbers after it.
                    let partition = match history.style() {
                        Style::Commands => 0,
                        _ => in_hand.get(&(service, worker)).copied().unwrap_or(0),
                    };
                    if effect != Effect::Recognised {
                        services[usize::from(service)].note(task, partition, entry.at.ms());
                    }
                }
                _ => {}
            }
        }
        if through_kafka {
            for (id, service) in (0..).zip(&mut services) {
                service.lag = Some(last.lag(id));
            }
        }
        // The state has room for partitions that the topic may get later.
        let live = match history.style() {
            Style::Commands => last.log_end.len(),
            style if style.publishes() => usize::from(last.partitions),
            _ => 0,
        };
        Self {
            services,
            appended: last.log_end.iter().copied().take(live).collect(),
            answered: last.ledger.answered,
            failed: last.ledger.failed,
            dead_letters: last.services.iter().map(|service| service.group.dead_letters).sum(),
        }
    }
}
