//! A scenario, and what was done to it, in as few bytes as they need.
//!
//! For programs: the page carries its scenarios so and hands them to its worker so. People read and write
//! the other form, [`super::file`]. A field that is added below its struct is packed by naming it here,
//! which the compiler asks for; a variant, by a line in the list of its kinds too. Either, and any change
//! of order, makes another [`FORMAT`] once bytes of this one are kept anywhere.
//!
//! Never here: a panic, whatever the bytes; and never a scenario out of its bounds.

use super::{
    Action, Event, Intervention, Kafka, Latency, Load, MAX_PLAN, MAX_ROSTER, Mode, Pattern,
    Problem, Producer, Scenario, Service, ServiceSetting, ServiceSettings, Setting, Settings,
    Start, Style,
};
use crate::sim::{Duration, Instant};
use crate::tape::Tape;
use std::fmt;

/// The version of the form; the first number of the bytes.
const FORMAT: u32 = 1;
/// The most fields of an event or a service; their bounds are lower.
const MAX_FIELDS: usize = 100;

/// Why bytes are not a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unpackable {
    /// They are in another form.
    Format(u32),
    /// They are no scenario, or not all of one.
    Damaged,
    /// They are a scenario that breaks a bound.
    Unsound(Problem),
}

impl fmt::Display for Unpackable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(other) => write!(f, "this is format {other}, not {FORMAT}"),
            Self::Damaged => f.write_str("this is not a scenario, or not all of one"),
            Self::Unsound(problem) => write!(f, "{}; {}", problem.what, problem.help),
        }
    }
}

impl std::error::Error for Unpackable {}

/// A scenario and what was done to it as bytes.
pub fn pack(scenario: &Scenario, interventions: &[Intervention]) -> Vec<u8> {
    let mut tape = Tape::blank();
    tape.small(FORMAT);
    self::scenario(&mut tape, scenario.clone());
    self::interventions(&mut tape, interventions.to_vec());
    tape.into_bytes()
}

/// What [`pack`] made these bytes of.
///
/// # Errors
/// The bytes are no scenario, or one that breaks a bound.
pub fn unpack(bytes: &[u8]) -> Result<(Scenario, Vec<Intervention>), Unpackable> {
    let mut tape = Tape::of(bytes);
    let format = tape.small(FORMAT);
    if format != FORMAT {
        return Err(Unpackable::Format(format));
    }
    let scenario = self::scenario(&mut tape, Scenario::default());
    let interventions = self::interventions(&mut tape, Vec::new());
    if !tape.is_whole() {
        return Err(Unpackable::Damaged);
    }
    scenario.check_with(&interventions).map_err(Unpackable::Unsound)?;
    Ok((scenario, interventions))
}

/// A scenario on a tape. It is not checked.
pub(crate) fn scenario(tape: &mut Tape, scenario: Scenario) -> Scenario {
    Scenario {
        title: tape.text(scenario.title),
        about: tape.text(scenario.about),
        seed: tape.number(scenario.seed),
        horizon: tape.duration(scenario.horizon),
        left: tape.variant(scenario.left, Style::ALL),
        right: tape.variant(scenario.right, Style::ALL),
        producer: producer(tape, scenario.producer),
        event: event(tape, scenario.event),
        kafka: kafka(tape, scenario.kafka),
        services: tape.list(scenario.services, MAX_ROSTER, &blank_service(), service),
        load: load(tape, scenario.load),
        timeline: interventions(tape, scenario.timeline),
        settings: settings(tape, scenario.settings),
    }
}

fn producer(tape: &mut Tape, producer: Producer) -> Producer {
    Producer {
        name: tape.text(producer.name),
        save: tape.duration(producer.save),
        call_timeout: tape.duration(producer.call_timeout),
        client_timeout: tape.duration(producer.client_timeout),
    }
}

fn event(tape: &mut Tape, event: Event) -> Event {
    Event {
        topic: tape.text(event.topic),
        kind: tape.text(event.kind),
        fields: texts(tape, event.fields),
    }
}

fn kafka(tape: &mut Tape, kafka: Kafka) -> Kafka {
    Kafka {
        partitions: tape.small(kafka.partitions),
        publish: tape.duration(kafka.publish),
        delivery_timeout: tape.duration(kafka.delivery_timeout),
    }
}

fn service(tape: &mut Tape, service: Service) -> Service {
    Service {
        name: tape.text(service.name),
        latency: latency_on(tape, service.latency),
        workers: tape.small(service.workers),
        needs: texts(tape, service.needs),
        settings: service_settings(tape, service.settings),
    }
}

fn blank_service() -> Service {
    Service::new("", Duration::ZERO)
}

/// A latency on a tape. It is not checked.
pub fn latency_on(tape: &mut Tape, latency: Latency) -> Latency {
    const ZERO: Duration = Duration::ZERO;
    let kinds = [
        Latency::Fixed(ZERO),
        Latency::Uniform(ZERO, ZERO),
        Latency::Exponential(ZERO),
        Latency::Lognormal(ZERO, 0),
    ];
    match tape.variant(latency, kinds) {
        Latency::Fixed(length) => Latency::Fixed(tape.duration(length)),
        Latency::Uniform(low, high) => Latency::Uniform(tape.duration(low), tape.duration(high)),
        Latency::Exponential(mean) => Latency::Exponential(tape.duration(mean)),
        Latency::Lognormal(median, sigma) => {
            Latency::Lognormal(tape.duration(median), tape.small(sigma))
        }
    }
}

fn load(tape: &mut Tape, load: Load) -> Load {
    Load { pattern: pattern(tape, load.pattern), tasks: tape.option(load.tasks, 0, Tape::small) }
}

fn pattern(tape: &mut Tape, pattern: Pattern) -> Pattern {
    const ZERO: Duration = Duration::ZERO;
    let kinds = [Pattern::ByHand, Pattern::Steady(ZERO), Pattern::Poisson(ZERO), Pattern::Burst];
    match tape.variant(pattern, kinds) {
        Pattern::Steady(every) => Pattern::Steady(tape.duration(every)),
        Pattern::Poisson(every) => Pattern::Poisson(tape.duration(every)),
        Pattern::ByHand => Pattern::ByHand,
        Pattern::Burst => Pattern::Burst,
    }
}

fn interventions(tape: &mut Tape, list: Vec<Intervention>) -> Vec<Intervention> {
    let blank = Intervention { at: Instant::START, action: Action::Restart };
    tape.list(list, MAX_PLAN, &blank, |tape, Intervention { at, action }| Intervention {
        at: tape.instant(at),
        action: self::action(tape, action),
    })
}

fn action(tape: &mut Tape, action: Action) -> Action {
    let kinds = [
        Action::Set(0, Mode::Up),
        Action::Broker(false),
        Action::Add { service: blank_service(), start: Start::Latest },
        Action::Remove(0),
        Action::Send(0),
        Action::Load(Load::BY_HAND),
        Action::Restart,
        Action::Crash { service: 0, worker: None },
        Action::Scale(0, 0),
        Action::Partitions(0),
        Action::Tune(Setting::ALL[0], 0),
        Action::TuneService(0, ServiceSetting::ALL[0], 0),
        Action::Skip(0),
    ];
    match tape.variant(action, kinds) {
        Action::Set(id, mode) => Action::Set(tape.tiny(id), self::mode(tape, mode)),
        Action::Broker(up) => Action::Broker(tape.flag(up)),
        Action::Add { service, start } => Action::Add {
            service: self::service(tape, service),
            start: tape.variant(start, [Start::Latest, Start::Earliest]),
        },
        Action::Remove(id) => Action::Remove(tape.tiny(id)),
        Action::Send(tasks) => Action::Send(tape.small(tasks)),
        Action::Load(load) => Action::Load(self::load(tape, load)),
        Action::Restart => Action::Restart,
        Action::Crash { service, worker } => Action::Crash {
            service: tape.tiny(service),
            worker: tape.option(worker, 0, Tape::tiny),
        },
        Action::Scale(id, workers) => Action::Scale(tape.tiny(id), tape.small(workers)),
        Action::Partitions(partitions) => Action::Partitions(tape.small(partitions)),
        Action::Tune(setting, value) => {
            let (setting, value) = set(tape, Setting::ALL, (setting, value));
            Action::Tune(setting, value)
        }
        Action::TuneService(id, setting, value) => {
            let id = tape.tiny(id);
            let (setting, value) = set(tape, ServiceSetting::ALL, (setting, value));
            Action::TuneService(id, setting, value)
        }
        Action::Skip(minutes) => Action::Skip(tape.small(minutes)),
    }
}

fn mode(tape: &mut Tape, mode: Mode) -> Mode {
    let kinds = [Mode::Up, Mode::Down, Mode::Hanging, Mode::Slow(0), Mode::Crashed];
    match tape.variant(mode, kinds) {
        Mode::Slow(factor) => Mode::Slow(tape.small(factor)),
        plain => plain,
    }
}

fn settings(tape: &mut Tape, settings: Settings) -> Settings {
    let values = |setting: Setting| (settings.get(setting), setting.spec().default);
    let other = others(tape, Setting::ALL, values);
    other.into_iter().fold(Settings::default(), |all, (setting, value)| all.with(setting, value))
}

fn service_settings(tape: &mut Tape, settings: ServiceSettings) -> ServiceSettings {
    let values = |setting: ServiceSetting| (settings.get(setting), setting.spec().default);
    let other = others(tape, ServiceSetting::ALL, values);
    let default = ServiceSettings::default();
    other.into_iter().fold(default, |all, (setting, value)| all.with(setting, value))
}

/// Of all settings, those that are other than their defaults, with what they are; `values` has both.
fn others<S: Copy>(
    tape: &mut Tape,
    all: &'static [S],
    values: impl Fn(S) -> (u32, u32),
) -> Vec<(S, u32)> {
    let is_other = |&setting: &S| {
        let (value, default) = values(setting);
        (value != default).then_some((setting, value))
    };
    let others = all.iter().filter_map(is_other).collect();
    tape.list(others, all.len(), &(all[0], 0), |tape, other| set(tape, all, other))
}

fn set<S: Copy>(tape: &mut Tape, all: &'static [S], (setting, value): (S, u32)) -> (S, u32) {
    (tape.variant(setting, all.iter().copied()), tape.small(value))
}

fn texts(tape: &mut Tape, texts: Vec<String>) -> Vec<String> {
    tape.list(texts, MAX_FIELDS, &String::new(), Tape::text)
}
