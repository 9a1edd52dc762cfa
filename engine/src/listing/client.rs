//! How the producer's source states what its clients do: of the services, and of Kafka.
//!
//! Only what differs from not having it is stated, since a line that says "no retries" teaches nothing.
//! Never here: a step of the program.

use crate::listing::names::seconds;
use crate::scenario::choices::{Acks, Backoff, Jitter};
use crate::scenario::service::Service;
use crate::scenario::settings::Setting;
use crate::scenario::statement::Scenario;
use crate::sim::Duration;

/// The retries of a producer's calls, if it makes any.
pub(super) fn retry(scenario: &Scenario) -> Option<String> {
    let settings = &scenario.settings;
    let times = settings.retries();
    let mut line =
        format!("retry = Retry(times={times}, wait={}", seconds(settings.first_backoff()));
    if settings.backoff() == Backoff::Exponential {
        line.push_str(&format!(", factor=2, longest={}", seconds(settings.longest_backoff())));
    }
    if settings.jitter() == Jitter::Full {
        line.push_str(", jitter=True");
    }
    (times > 0).then(|| line + ")")
}

/// The budget of those retries, if they have one.
pub(super) fn budget(scenario: &Scenario) -> Option<String> {
    let settings = &scenario.settings;
    let share = settings.retry_budget().0;
    let reserve = settings.retry_reserve();
    let line = format!("budget = RetryBudget(percent={share}, reserve={reserve})");
    (settings.retries() > 0 && share > 0).then_some(line)
}

/// The arguments of a circuit breaker, if calls go through one.
pub(super) fn breaker(scenario: &Scenario) -> Option<String> {
    let settings = &scenario.settings;
    let failures = settings.breaker_failures();
    let open = seconds(settings.breaker_open());
    let probes = settings.breaker_probes();
    (failures > 0).then(|| format!("Breaker(failures={failures}, open={open}, probes={probes})"))
}

/// The classes that stand for these.
pub(super) fn policies(scenario: &Scenario) -> Vec<&'static str> {
    let used = [
        (breaker(scenario).is_some(), "Breaker"),
        (retry(scenario).is_some(), "Retry"),
        (budget(scenario).is_some(), "RetryBudget"),
    ];
    used.into_iter().filter(|(used, _)| *used).map(|(_, name)| name).collect()
}

/// The arguments of a service's client after its timeout.
pub(super) fn arguments(scenario: &Scenario) -> String {
    let mut arguments = String::new();
    if retry(scenario).is_some() {
        arguments.push_str(", retry=retry");
    }
    if budget(scenario).is_some() {
        arguments.push_str(", budget=budget");
    }
    if let Some(breaker) = breaker(scenario) {
        arguments.push_str(&format!(", breaker={breaker}"));
    }
    arguments
}

/// Whether the producer goes on when this service's call fails.
pub(super) fn is_optional(service: &Service) -> bool {
    service.settings.is_optional()
}

/// The settings of the producer's Kafka client, a line each. aiokafka's `acks` is 1 unless stated, and its
/// `request_timeout_ms` ends the retries too, as Kafka's `delivery.timeout.ms` does.
pub(super) fn kafka(scenario: &Scenario) -> Vec<String> {
    let settings = &scenario.settings;
    let acks = match settings.acks() {
        Acks::All => "\"all\"",
        Acks::Leader => "1",
        Acks::None => "0",
    };
    let timeout = scenario.kafka.delivery_timeout.0 / 1_000;
    let mut lines = vec![format!("acks={acks},"), format!("request_timeout_ms={timeout},")];
    // aiokafka refuses it with other acks, and the run takes it for off.
    if settings.is_idempotence_on() && settings.acks() == Acks::All {
        lines.insert(1, "enable_idempotence=True,".into());
    }
    let linger = settings.linger();
    if linger > Duration::ZERO {
        lines.insert(1, format!("linger_ms={},", linger.0 / 1_000));
    }
    let batch = settings.batch_size().0;
    if batch != Setting::BatchSize.spec().default {
        lines.insert(1, format!("max_batch_size={batch},"));
    }
    lines
}
