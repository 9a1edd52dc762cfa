//! The scenarios that ship with the page, and the services that can join.
//!
//! The build reads them and leaves them as bytes. Never here: their facts.

use engine::scenario::{Scenario, Service};
use engine::sim::Duration;

/// A scenario that ships with the page.
pub struct Shipped {
    /// Its file name.
    pub file: &'static str,
    /// The scenario as bytes, as the build made them.
    bytes: &'static [u8],
    /// What it belongs to; those of one group stand together.
    pub group: &'static str,
    /// Its name in the list.
    pub label: &'static str,
}

macro_rules! shipped {
    ($($group:ident { $($file:literal $label:ident)* })*) => {
        &[$($(Shipped {
            file: $file,
            bytes: include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".bytes")),
            group: word!(group.$group),
            label: word!(library.$label),
        },)*)*]
    };
}

/// In the order in which they are offered; the first is open at the start.
pub const LIBRARY: &[Shipped] = shipped! {
    the_course {
        "by-hand.toml" by_hand
        "sequential.toml" three_calls_in_turn
        "parallel.toml" three_calls_at_once
        "kafka.toml" answer_first_or_publish
        "audit-down.toml" audit_goes_down
        "outage.toml" a_minute_without_audit
        "added-consumer.toml" a_fourth_service_joins
    }
    direct_calls_in_depth {
        "thirty-seconds.toml" audit_takes_30_seconds
        "bounded-queue.toml" a_bounded_queue
        "availability-multiplies.toml" availability_multiplies
        "retries.toml" retries
        "retries-jitter.toml" retries_with_jitter
        "repeated-effects.toml" repeated_effects
        "retry-storm.toml" a_retry_storm
        "retry-storm-budget.toml" the_storm_with_a_budget
        "retry-storm-breaker.toml" the_storm_with_a_breaker
        "breaker.toml" a_circuit_breaker
        "fallback.toml" a_fallback
        "users-send-again.toml" users_who_send_again
        "gateway.toml" a_gateway_in_front
        "redeploy.toml" a_deployment
    }
    kafka_producing {
        "order-per-key.toml" order_and_keys
        "sticky-sends.toml" without_a_key
        "batching.toml" linger_and_batch
        "in-sync-copies.toml" copies_and_acks
        "full-buffer.toml" a_full_buffer
        "broker-away.toml" kafka_is_away
        "fire-and-forget.toml" send_and_forget
        "java-away.toml" a_send_that_blocks
    }
    kafka_consuming {
        "members.toml" one_two_three_consumers
        "crash-or-stop.toml" crash_or_clean_stop
        "rebalance-pause.toml" a_rebalance
        "poll-trap.toml" the_poll_trap
        "commit-after.toml" commit_after
        "commit-before.toml" commit_before
        "commit-auto.toml" auto_commit
        "commit-clock.toml" auto_commit_by_a_clock
        "stopped-in-batch.toml" stopped_in_mid_batch
        "partition-unseen.toml" a_partition_unseen
        "idempotent-consumer.toml" an_idempotent_consumer
        "poison-record.toml" a_poison_record
        "never-drains.toml" a_backlog_that_stays
    }
    retention {
        "away-eight-days.toml" eight_days_away
        "position-forgotten.toml" a_forgotten_position
        "new-readers.toml" two_new_readers
    }
    two_writes {
        "save-first.toml" save_then_send
        "send-first.toml" send_then_save
        "outbox.toml" an_outbox
    }
    reads {
        "stale-reads.toml" where_is_my_order
        "read-your-writes.toml" read_your_own_writes
        "strong-reads.toml" strong_reads
    }
    anti_patterns {
        "fan-out.toml" fan_out_of_calls
        "request-reply.toml" request_and_reply
        "distributed-monolith.toml" a_distributed_monolith
    }
};

impl Shipped {
    /// The scenario. The course's own would stand in for one that the build has damaged; a test unpacks
    /// every one.
    pub fn scenario(&self) -> Scenario {
        postcard::from_bytes(self.bytes).unwrap_or_default()
    }
}

/// The services that "Add a service" offers, in order, each with the fields that it needs. Billing
/// needs one that the event lacks.
pub const NEWCOMERS: [(&str, &[&str]); 4] = [
    (word!(newcomer.logging), &["task_id"]),
    (word!(newcomer.analytics), &["task_id", "assignee"]),
    (word!(newcomer.search), &["task_id", "due"]),
    (word!(newcomer.billing), &["task_id", "amount"]),
];

/// The next newcomer whose name is not taken; numbered ones after the last.
pub(super) fn newcomer(taken: &[&str]) -> Service {
    let free = |name: &str| !taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    let (name, needs) = NEWCOMERS
        .into_iter()
        .find(|(name, _)| free(name))
        .map(|(name, needs)| (name.to_string(), needs))
        .unwrap_or_else(|| {
            let numbered =
                (taken.len() + 1..).map(|n| format!(word!(newcomer.numbered), number = n));
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
            assert!(postcard::from_bytes::<Scenario>(shipped.bytes).is_ok(), "{}", shipped.file);
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
