//! Scenarios as bytes, by derive: nothing is lost, and no bytes do harm.

mod support;

use engine::sim::Instant;
use engine::system::{
    Action, Intervention, Load, Mode, Scenario, Service, ServiceSetting, Setting, Start, Style,
};
use support::deep::{random_deep_interventions, random_deep_scenario};
use support::{Chance, shipped};

fn bytes_of(scenario: &Scenario, done: &[Intervention]) -> Vec<u8> {
    postcard::to_allocvec(&(scenario, done)).expect("every scenario has a form in bytes")
}

fn read(bytes: &[u8]) -> postcard::Result<(Scenario, Vec<Intervention>)> {
    postcard::from_bytes(bytes)
}

#[test]
fn any_scenario_comes_back_as_it_was_with_all_that_was_done_to_it() {
    for seed in 0..2_000 {
        let scenario = random_deep_scenario(seed);
        let mut chance = Chance::new(seed ^ 0x5eed);
        let done = random_deep_interventions(&scenario, &[], &mut chance, 12);
        let bytes = bytes_of(&scenario, &done);
        assert_eq!(read(&bytes), Ok((scenario, done)), "seed {seed}");
    }
}

#[test]
fn every_action_mode_style_and_setting_comes_back() {
    let newcomer = Service::new("Logging", engine::sim::Duration::from_ms(5));
    let mut actions = vec![
        Action::Broker(false),
        Action::Add { service: newcomer, start: Start::Earliest },
        Action::Remove(3),
        Action::Send(3),
        Action::Load(Load::BY_HAND),
        Action::Restart,
        Action::Crash { service: 1, worker: None },
        Action::Crash { service: 1, worker: Some(0) },
        Action::Scale(1, 3),
        Action::Partitions(6),
        Action::Skip(30),
    ];
    let modes = [Mode::Up, Mode::Down, Mode::Hanging, Mode::Slow(10), Mode::Crashed];
    actions.extend(modes.map(|mode| Action::Set(0, mode)));
    // As far from the default as it goes; the one that names a service must name one that is there.
    let far = |each: Setting| if each == Setting::ReadOf { 2 } else { each.spec().range.1 };
    actions.extend(Setting::ALL.iter().map(|&each| Action::Tune(each, far(each))));
    let of_service = |&each: &ServiceSetting| Action::TuneService(2, each, each.spec().range.1);
    actions.extend(ServiceSetting::ALL.iter().map(of_service));
    let mut scenario = Scenario::default();
    for &setting in Setting::ALL {
        scenario.settings.set(setting, far(setting));
    }
    for &setting in ServiceSetting::ALL {
        scenario.services[1].settings.set(setting, setting.spec().range.1);
    }
    let done: Vec<Intervention> = actions
        .into_iter()
        .map(|action| Intervention { at: Instant::from_ms(7), action })
        .collect();
    for events in Style::ALL.into_iter().filter(|style| style.publishes()) {
        scenario.right = events;
        let bytes = bytes_of(&scenario, &done);
        assert_eq!(read(&bytes), Ok((scenario.clone(), done.clone())));
    }
}

#[test]
fn no_bytes_make_a_panic() {
    for seed in 0..300 {
        let mut chance = Chance::new(seed);
        let sound = bytes_of(&random_deep_scenario(seed), &[]);
        for _ in 0..300 {
            let mut bytes = sound.clone();
            for _ in 0..=chance.below(3) {
                let place = chance.below(bytes.len() as u64) as usize;
                match chance.below(4) {
                    0 => bytes.truncate(place.max(1)),
                    1 => bytes.insert(place, chance.below(256) as u8),
                    _ => bytes[place] = chance.below(256) as u8,
                }
            }
            // Whether it is within the bounds is asked of what comes from outside.
            if let Ok((scenario, done)) = read(&bytes) {
                let _ = scenario.check_with(&done);
            }
        }
    }
}

#[test]
fn a_scenario_from_bytes_runs_to_the_same_history() {
    let scenario = shipped("outage.toml");
    let (again, _) = read(&bytes_of(&scenario, &[])).expect("it is sound");
    let horizon = Instant::START + scenario.horizon;
    let hash = |scenario| engine::system::run(scenario, scenario.left, &[], horizon).hash();
    assert_eq!(hash(&again), hash(&scenario));
}
