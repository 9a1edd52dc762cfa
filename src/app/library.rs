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
    /// Its name in the list.
    pub label: &'static str,
}

macro_rules! shipped {
    ($($file:literal $label:literal)*) => {
        &[$(Shipped {
            file: $file,
            packed: include_bytes!(concat!(env!("OUT_DIR"), "/", $file, ".packed")),
            label: $label,
        }),*]
    };
}

/// In the order in which they are offered; the first is open at the start.
pub const LIBRARY: &[Shipped] = shipped! {
    "by-hand.toml" "By hand"
    "sequential.toml" "Three calls in turn"
    "parallel.toml" "Three calls at once"
    "kafka.toml" "Answer first, or publish"
    "audit-down.toml" "Audit goes down"
    "outage.toml" "A minute without Audit"
    "added-consumer.toml" "A fourth service joins"
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
