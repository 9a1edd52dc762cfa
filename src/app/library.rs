//! The scenarios that ship with the page, and the services that can join.
//!
//! The build reads and packs them. Never here: their facts.

use engine::sim::Duration;
use engine::system::{Scenario, Service, unpack};

/// A scenario that ships with the page.
pub struct Shipped {
    /// Its file name.
    pub file: &'static str,
    /// The scenario, packed.
    packed: &'static [u8],
    /// What it belongs to; those of one group stand together.
    pub group: &'static str,
    /// Its name in the list.
    pub label: &'static str,
}

macro_rules! shipped {
    ($($group:literal { $($file:literal $label:literal)* })*) => {
        &[$($(Shipped {
            file: $file,
            packed: include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".packed")),
            group: $group,
            label: $label,
        },)*)*]
    };
}

/// In the order in which they are offered; the first is open at the start.
pub const LIBRARY: &[Shipped] = shipped! {
    "The course" {
        "by-hand.toml" "By hand"
        "sequential.toml" "Three calls in turn"
        "parallel.toml" "Three calls at once"
        "kafka.toml" "Answer first, or publish"
        "audit-down.toml" "Audit goes down"
        "outage.toml" "A minute without Audit"
        "added-consumer.toml" "A fourth service joins"
    }
    "Direct calls in depth" {
        "thirty-seconds.toml" "Audit takes 30 seconds"
        "bounded-queue.toml" "A bounded queue"
        "availability-multiplies.toml" "Availability multiplies"
        "retries.toml" "Retries"
        "retries-jitter.toml" "Retries with jitter"
        "repeated-effects.toml" "Repeated effects"
        "retry-storm.toml" "A retry storm"
        "retry-storm-budget.toml" "The storm with a budget"
        "retry-storm-breaker.toml" "The storm with a breaker"
        "breaker.toml" "A circuit breaker"
        "fallback.toml" "A fallback"
        "users-send-again.toml" "Users who send again"
        "gateway.toml" "A gateway in front"
        "redeploy.toml" "A deployment"
    }
    "Kafka: producing" {
        "order-per-key.toml" "Order and keys"
        "sticky-sends.toml" "Without a key"
        "batching.toml" "Linger and batch"
        "in-sync-copies.toml" "Copies and acks"
        "full-buffer.toml" "A full buffer"
        "broker-away.toml" "Kafka is away"
        "fire-and-forget.toml" "Send and forget"
    }
    "Kafka: consuming" {
        "members.toml" "One, two, three consumers"
        "crash-or-stop.toml" "Crash or clean stop"
        "rebalance-pause.toml" "A rebalance"
        "poll-trap.toml" "The poll trap"
        "commit-after.toml" "Commit after"
        "commit-before.toml" "Commit before"
        "commit-auto.toml" "Auto-commit"
        "idempotent-consumer.toml" "An idempotent consumer"
        "poison-record.toml" "A poison record"
        "never-drains.toml" "A backlog that stays"
    }
    "Retention" {
        "away-eight-days.toml" "Eight days away"
        "position-forgotten.toml" "A forgotten position"
        "new-readers.toml" "Two new readers"
    }
    "Two writes" {
        "save-first.toml" "Save, then send"
        "send-first.toml" "Send, then save"
        "outbox.toml" "An outbox"
    }
    "Reads" {
        "stale-reads.toml" "Where is my order?"
        "read-your-writes.toml" "Read your own writes"
        "strong-reads.toml" "Strong reads"
    }
    "Anti-patterns" {
        "fan-out.toml" "Fan-out of calls"
        "request-reply.toml" "Request and reply"
        "distributed-monolith.toml" "A distributed monolith"
    }
};

impl Shipped {
    /// The scenario. The course's own would stand in for one that the build has damaged; a test unpacks
    /// every one.
    pub fn scenario(&self) -> Scenario {
        unpack(self.packed).map(|(scenario, _)| scenario).unwrap_or_default()
    }
}

/// The services that "Add a service" offers, in order, each with the fields that it needs. Billing
/// needs one that the event lacks.
pub const NEWCOMERS: [(&str, &[&str]); 4] = [
    ("Logging", &["task_id"]),
    ("Analytics", &["task_id", "assignee"]),
    ("Search", &["task_id", "due"]),
    ("Billing", &["task_id", "amount"]),
];

/// The next newcomer whose name is not taken; numbered ones after the last.
pub(super) fn newcomer(taken: &[&str]) -> Service {
    let free = |name: &str| !taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    let (name, needs) = NEWCOMERS
        .into_iter()
        .find(|(name, _)| free(name))
        .map(|(name, needs)| (name.to_string(), needs))
        .unwrap_or_else(|| {
            let numbered = (taken.len() + 1..).map(|n| format!("Service {n}"));
            (numbered.into_iter().find(|name| free(name)).unwrap_or_default(), &["task_id"])
        });
    let needs = needs.iter().map(|&field| field.into()).collect();
    Service { needs, ..Service::new(name, Duration::from_ms(500)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scenario_is_there() {
        for shipped in LIBRARY {
            assert!(unpack(shipped.packed).is_ok(), "{}", shipped.file);
        }
    }

    #[test]
    fn every_file_of_the_folder_is_offered_once() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/scenarios");
        let entries = std::fs::read_dir(folder).expect("the folder of scenarios");
        let paths = entries.map(|entry| entry.expect("a file").path());
        let mut there: Vec<String> = paths
            .filter(|path| path.is_file())
            .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        let mut offered: Vec<&str> = LIBRARY.iter().map(|shipped| shipped.file).collect();
        there.sort();
        offered.sort_unstable();
        assert_eq!(offered, there);
    }

    #[test]
    fn a_label_is_short_and_nobody_elses_and_a_group_stands_together() {
        for (place, shipped) in LIBRARY.iter().enumerate() {
            let earlier = &LIBRARY[..place];
            assert!(shipped.label.len() <= 26, "{}", shipped.label);
            assert!(earlier.iter().all(|other| other.label != shipped.label), "{}", shipped.label);
            let left = earlier.iter().rev().skip_while(|other| other.group == shipped.group);
            assert!(left.into_iter().all(|other| other.group != shipped.group), "{}", shipped.file);
        }
    }

    #[test]
    fn newcomers_come_in_the_order_of_the_course_and_never_twice() {
        let mut taken = vec!["Notification".to_string(), "Audit".into(), "Reminder".into()];
        for _ in 0..6 {
            let names: Vec<&str> = taken.iter().map(String::as_str).collect();
            taken.push(newcomer(&names).name);
        }
        let expected = ["Logging", "Analytics", "Search", "Billing", "Service 8", "Service 9"];
        assert_eq!(taken[3..], expected);
    }
}
