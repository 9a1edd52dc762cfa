//! Shared by the tests: random scenarios, and a narrow way to state what a run gives.

#![allow(dead_code, reason = "each test file uses its own part")]

pub mod deep;
pub mod log;
pub mod shown;

use engine::sim::{Duration, Instant, Stream, draw};
use engine::system::{
    Action, History, Intervention, Kafka, Latency, Load, Mode, Occurrence, Pattern, Percentiles,
    Producer, Scenario, Service, ServiceId, Start, Style, run,
};

/// The scenarios that ship with the page, with their file names.
pub const SHIPPED: [(&str, &str); 6] = [
    ("sequential.toml", include_str!("../../../assets/scenarios/sequential.toml")),
    ("parallel.toml", include_str!("../../../assets/scenarios/parallel.toml")),
    ("kafka.toml", include_str!("../../../assets/scenarios/kafka.toml")),
    ("audit-down.toml", include_str!("../../../assets/scenarios/audit-down.toml")),
    ("outage.toml", include_str!("../../../assets/scenarios/outage.toml")),
    ("added-consumer.toml", include_str!("../../../assets/scenarios/added-consumer.toml")),
];

/// The styles whose histories are committed.
pub const STYLES: [Style; 4] =
    [Style::Sequential, Style::Parallel, Style::Background, Style::Kafka];

/// A shipped scenario, read.
pub fn shipped(name: &str) -> Scenario {
    let (file, text) = SHIPPED.into_iter().find(|(file, _)| *file == name).expect("a shipped file");
    engine::system::read(file, text).unwrap_or_else(|error| panic!("{error}"))
}

/// A run of a scenario to its own horizon, without interventions.
pub fn play(scenario: &Scenario, style: Style) -> History {
    run(scenario, style, &[], Instant::START + scenario.horizon)
}

/// The wait of each task that has ended, in milliseconds; a failed one is negative.
pub fn waits_ms(history: &History) -> Vec<f64> {
    let ended = history.tasks().iter().filter_map(|task| task.ended.map(|end| (task.sent, end)));
    ended
        .map(|(sent, (at, cause))| (at - sent).ms() * if cause.is_some() { -1.0 } else { 1.0 })
        .collect()
}

/// Something done at an instant.
pub fn at(ms: u64, action: Action) -> Intervention {
    Intervention { at: Instant::from_ms(ms), action }
}

/// A task sent by hand.
pub fn send(ms: u64) -> Intervention {
    at(ms, Action::Send(1))
}

/// When things happened that `wanted` picks, in milliseconds.
pub fn when(history: &History, wanted: impl Fn(Occurrence) -> bool) -> Vec<f64> {
    let happened = history.occurrences().iter().filter(|entry| wanted(entry.what));
    happened.map(|entry| entry.at.ms()).collect()
}

/// The course's scenario with a change.
pub fn course(change: impl FnOnce(&mut Scenario)) -> Scenario {
    let mut scenario = Scenario::default();
    change(&mut scenario);
    scenario
}

/// One service of 500 ms that is called for each task, with a change.
pub fn alone(change: impl FnOnce(&mut Scenario)) -> Scenario {
    course(|scenario| {
        scenario.services.truncate(1);
        change(scenario);
    })
}

/// How many lengths there were, and min, p50, p95, p99 and max in milliseconds.
pub fn lengths_ms(of: Percentiles) -> (usize, [f64; 5]) {
    (of.count, [of.min, of.p50, of.p95, of.p99, of.max].map(Duration::ms))
}

/// A source of small choices that is the same on every target.
pub struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A number from 0 to `bound` less one.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.drawn += 1;
        draw(self.seed, Stream::Demand, self.drawn, 77, 0) % bound
    }

    pub fn ms(&mut self, bound: u64) -> Duration {
        Duration::from_ms(self.below(bound))
    }
}

/// A random scenario within its bounds, with a timeline of faults and changes.
pub fn random_scenario(seed: u64) -> Scenario {
    let mut chance = Chance::new(seed);
    let services = (0..1 + chance.below(5)).map(|n| random_service(&mut chance, n)).collect();
    let mut scenario = Scenario {
        seed,
        title: format!("random {seed}"),
        horizon: Duration::from_s(20 + chance.below(60)),
        left: Style::ALL[chance.below(3) as usize],
        producer: Producer {
            save: chance.ms(30),
            call_timeout: Duration::from_ms(200 + chance.below(5_000)),
            client_timeout: Duration::from_ms(1_000 + chance.below(30_000)),
            ..Producer::default()
        },
        kafka: Kafka {
            partitions: 1 + chance.below(12) as u32,
            publish: chance.ms(40),
            delivery_timeout: Duration::from_ms(500 + chance.below(30_000)),
        },
        load: random_load(&mut chance),
        services,
        ..Scenario::default()
    };
    scenario.timeline = random_interventions(&scenario, &[], &mut chance, 12);
    scenario.check().unwrap_or_else(|problem| panic!("seed {seed}: {problem:?}"));
    scenario
}

fn random_service(chance: &mut Chance, number: u64) -> Service {
    let length = Duration::from_ms(1 + chance.below(600));
    Service {
        latency: match chance.below(4) {
            0 => Latency::Fixed(length),
            1 => Latency::Uniform(length, length + Duration::from_ms(300)),
            2 => Latency::Exponential(length),
            _ => Latency::Lognormal(length, 500),
        },
        workers: 1 + chance.below(3) as u32,
        ..Service::new(format!("Service {number}"), length)
    }
}

fn random_load(chance: &mut Chance) -> Load {
    let every = Duration::from_ms(20 + chance.below(1_500));
    let tasks = (chance.below(2) == 0).then(|| 1 + chance.below(100) as u32);
    match chance.below(4) {
        0 => Load { pattern: Pattern::Steady(every), tasks },
        1 => Load { pattern: Pattern::Burst, tasks: tasks.or(Some(20)) },
        _ => Load { pattern: Pattern::Poisson(every), tasks },
    }
}

/// Random interventions that leave the scenario within its bounds, in order of time.
pub fn random_interventions(
    scenario: &Scenario,
    before: &[Intervention],
    chance: &mut Chance,
    count: u64,
) -> Vec<Intervention> {
    let mut instants: Vec<Instant> =
        (0..chance.below(count + 1)).map(|_| Instant(chance.below(scenario.horizon.0))).collect();
    instants.sort_unstable();
    let mut all = before.to_vec();
    for at in instants {
        all.push(Intervention { at, action: random_action(scenario, &all, chance, at) });
        if scenario.check_presence(&all).is_err() {
            all.pop();
        }
    }
    all.split_off(before.len())
}

fn random_action(
    scenario: &Scenario,
    before: &[Intervention],
    chance: &mut Chance,
    at: Instant,
) -> Action {
    let present = scenario.present(before, at);
    let service: ServiceId = present[chance.below(present.len() as u64) as usize];
    match chance.below(12) {
        0..3 => Action::Set(service, Mode::Down),
        3..6 => Action::Set(service, Mode::Up),
        6 => Action::Set(service, Mode::Hanging),
        7 => Action::Set(service, Mode::Slow(2 + chance.below(20) as u32)),
        8 => Action::Broker(chance.below(2) == 0),
        9 => Action::Add {
            service: random_service(chance, 100 + scenario.roster(before).len() as u64),
            start: if chance.below(2) == 0 { Start::Latest } else { Start::Earliest },
        },
        10 => Action::Remove(service),
        _ => match chance.below(3) {
            0 => Action::Send(1 + chance.below(5) as u32),
            1 => Action::Load(random_load(chance)),
            _ => Action::Restart,
        },
    }
}
