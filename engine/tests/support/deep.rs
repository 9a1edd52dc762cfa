//! Random scenarios that set what a plain one leaves at its default, and change it as they run.

use super::{Chance, random_interventions, random_scenario};
use engine::scenario::{
    Action, Intervention, Scenario, ServiceId, ServiceSetting, Setting, Settings,
};
use engine::sim::Instant;

/// What the direct side is set to, and how far.
const SETTINGS: [(Setting, u32, u32); 17] = [
    (Setting::Workers, 1, 20),
    (Setting::RedeployMs, 1, 5_000),
    (Setting::Retries, 1, 3),
    (Setting::BackoffMs, 0, 500),
    (Setting::Backoff, 0, 1),
    (Setting::BackoffMaxMs, 0, 1_500),
    (Setting::Jitter, 0, 1),
    (Setting::RetryBudget, 1, 100),
    (Setting::RetryReserve, 0, 20),
    (Setting::BreakerFailures, 1, 6),
    (Setting::BreakerOpenMs, 1, 6_000),
    (Setting::BreakerProbes, 1, 4),
    (Setting::UserRetries, 1, 2),
    (Setting::UserRetryMs, 0, 3_000),
    (Setting::CallerWorkers, 1, 30),
    (Setting::CallerTimeoutMs, 100, 8_000),
    (Setting::Workers, 0, 3),
];

const OF_SERVICES: [(ServiceSetting, u32, u32); 5] = [
    (ServiceSetting::Queue, 1, 10),
    (ServiceSetting::ErrorRate, 1, 400),
    (ServiceSetting::FailsOn, 1, 10),
    (ServiceSetting::Optional, 0, 1),
    (ServiceSetting::Idempotent, 0, 1),
];

/// A random scenario of which each setting of the direct side is set in one of three.
pub fn random_deep_scenario(seed: u64) -> Scenario {
    let mut scenario = random_scenario(seed);
    let mut chance = Chance::new(seed ^ 0xdee9);
    for _ in 0..chance.below(14) {
        let (setting, value) = random_setting(&mut chance);
        scenario.settings.set(setting, value);
    }
    for service in &mut scenario.services {
        for _ in 0..chance.below(4) {
            let (setting, value) = random_service_setting(&mut chance);
            service.settings.set(setting, value);
        }
    }
    let more = random_deep_interventions(&scenario, &[], &mut chance, 10);
    scenario.timeline.extend(more);
    scenario.check().unwrap_or_else(|problem| panic!("seed {seed}: {problem:?}"));
    scenario
}

fn random_setting(chance: &mut Chance) -> (Setting, u32) {
    let (setting, low, high) = SETTINGS[chance.below(SETTINGS.len() as u64) as usize];
    (setting, low + chance.below(u64::from(high - low) + 1) as u32)
}

fn random_service_setting(chance: &mut Chance) -> (ServiceSetting, u32) {
    let (setting, low, high) = OF_SERVICES[chance.below(5) as usize];
    (setting, low + chance.below(u64::from(high - low) + 1) as u32)
}

/// Random interventions of every kind that the direct side knows, in order of time.
pub fn random_deep_interventions(
    scenario: &Scenario,
    before: &[Intervention],
    chance: &mut Chance,
    count: u64,
) -> Vec<Intervention> {
    let mut all = random_interventions(scenario, before, chance, count / 2);
    for _ in 0..chance.below(count + 1) {
        let at = Instant(chance.below(scenario.horizon.0));
        let place = all.partition_point(|earlier| earlier.at <= at);
        all.insert(place, Intervention { at, action: random_deep_action(scenario, chance) });
    }
    all
}

fn random_deep_action(scenario: &Scenario, chance: &mut Chance) -> Action {
    let service = chance.below(scenario.services.len() as u64) as ServiceId;
    match chance.below(8) {
        0 => Action::Crash { service, worker: None },
        1 | 2 => Action::Crash { service, worker: Some(chance.below(4) as u8) },
        3 | 4 => Action::Scale(service, 1 + chance.below(5) as u32),
        5 => {
            let (setting, value) = random_service_setting(chance);
            Action::TuneService(service, setting, value)
        }
        // As often back to its default as to anything else.
        6 => {
            let (setting, _) = random_setting(chance);
            Action::Tune(setting, Settings::default().get(setting))
        }
        _ => {
            let (setting, value) = random_setting(chance);
            Action::Tune(setting, value)
        }
    }
}
