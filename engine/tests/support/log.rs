//! Random scenarios that set what the Kafka side leaves at its default, and change it as they run.

use super::Chance;
use super::deep::random_deep_scenario;
use engine::scenario::{Action, Intervention, Scenario, Setting};
use engine::sim::Instant;

/// What the Kafka side is set to, and how far.
const SETTINGS: [(Setting, u32, u32); 38] = [
    (Setting::Key, 0, 2),
    (Setting::Customers, 1, 6),
    (Setting::AwaitAck, 0, 1),
    (Setting::LingerMs, 0, 300),
    (Setting::BatchSize, 500, 5_000),
    (Setting::RecordSize, 100, 2_000),
    (Setting::Acks, 0, 2),
    (Setting::ReplicationFactor, 1, 3),
    (Setting::MinInsync, 1, 3),
    (Setting::InSync, 0, 3),
    (Setting::BufferMemory, 1_000, 20_000),
    (Setting::MaxBlockMs, 0, 5_000),
    (Setting::RebalanceMs, 0, 2_000),
    (Setting::SessionTimeoutMs, 100, 8_000),
    (Setting::MaxPollRecords, 1, 20),
    (Setting::MaxPollIntervalMs, 300, 5_000),
    (Setting::Commit, 0, 2),
    (Setting::AutoCommitMs, 0, 3_000),
    (Setting::OffsetReset, 0, 1),
    (Setting::RetentionMs, 500, 20_000),
    (Setting::RetentionMs, 500_000, 50_000_000),
    (Setting::OffsetsRetention, 1, 3),
    (Setting::OnError, 0, 2),
    (Setting::Attempts, 1, 4),
    (Setting::RetryMs, 0, 1_500),
    (Setting::RelayMs, 10, 1_000),
    (Setting::ReadOf, 0, 3),
    (Setting::ReadAfterMs, 0, 1_000),
    (Setting::ReadRepair, 0, 4),
    (Setting::Client, 0, 1),
    (Setting::Idempotence, 0, 1),
    (Setting::MetadataMaxAgeMs, 100, 5_000),
    (Setting::HeartbeatMs, 100, 3_000),
    (Setting::AckMs, 0, 100),
    (Setting::LostAcks, 0, 100),
    (Setting::Recovery, 0, 1),
    (Setting::RetryHolds, 0, 1),
    (Setting::CommitMs, 0, 300),
];

/// A random scenario of which the settings of both sides are set at random, with a timeline that changes
/// them, adds partitions and skips time.
pub fn random_log_scenario(seed: u64) -> Scenario {
    let mut scenario = random_deep_scenario(seed);
    let mut chance = Chance::new(seed ^ 0x0106);
    for _ in 0..chance.below(18) {
        let (setting, value) = random_setting(&scenario, &mut chance);
        scenario.settings.set(setting, value);
    }
    for _ in 0..chance.below(8) {
        let at = Instant(chance.below(scenario.horizon.0));
        let action = match chance.below(6) {
            0 => Action::Partitions(1 + chance.below(12) as u32),
            1 => Action::Skip(1 + chance.below(200) as u32),
            _ => {
                let (setting, value) = random_setting(&scenario, &mut chance);
                Action::Tune(setting, value)
            }
        };
        let place = scenario.timeline.partition_point(|earlier| earlier.at <= at);
        scenario.timeline.insert(place, Intervention { at, action });
    }
    scenario.check().unwrap_or_else(|problem| panic!("seed {seed}: {problem:?}"));
    scenario
}

fn random_setting(scenario: &Scenario, chance: &mut Chance) -> (Setting, u32) {
    let (setting, low, mut high) = SETTINGS[chance.below(SETTINGS.len() as u64) as usize];
    if setting == Setting::ReadOf {
        high = high.min(scenario.services.len() as u32);
    }
    (setting, low + chance.below(u64::from(high - low) + 1) as u32)
}
