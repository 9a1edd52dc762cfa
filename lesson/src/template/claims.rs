//! What a document claims, held against the runs of the system that it describes.
//!
//! What can be computed is computed and shown beside what was written; what a run contradicts is pointed
//! out together with that run. Never here: changing what was written.

use super::document::Document;
use super::event::{EventName, event_name};
use super::form::Field;
use super::system::System;
use super::system::{SENT, has_length, length, names, start};
use crate::measure::{Amount, Reading, Run, Unit};
use engine::scenario::{Action, Intervention, Mode, Service, ServiceId, Start, Style};
use engine::sim::{Duration, Instant};

/// What the runs of a system give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computed {
    /// The wait of the user with direct calls; none if the task failed.
    pub direct: Option<Amount>,
    /// The wait of the user with Kafka.
    pub kafka: Option<Amount>,
    /// The services without which a task fails, and those without which it succeeds and something is lost.
    pub fatal: Vec<String>,
    /// The services whose work is lost when they are down and the task is answered all the same.
    pub silent: Vec<String>,
    /// Lines of the producer that change when a service joins, with direct calls.
    pub lines: u32,
}

/// Something that a document says and a run does not.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Where it is said.
    pub field: Field,
    /// What the run says.
    pub found: Found,
    /// What was done to the system in that run; nothing, where it ran as it is described.
    pub proof: Vec<Intervention>,
}

/// What a run, or the document itself, says against a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The user waited so long with direct calls.
    Waited(Amount),
    /// The user did not wait for the calls: the answer came after so long.
    DidNotWait(Amount),
    /// The task failed while this service was down.
    Failed(String),
    /// No task failed, whatever service was down.
    NothingFailed,
    /// The producer changes by so many lines when a service joins.
    Changed(u32),
    /// All calls together take so long.
    Total(Amount),
    /// With Kafka the user waits so long.
    Expected(Amount),
    /// No length of time is recognised in this, so that nothing is compared.
    NoLength(String),
    /// This service is called and does not consume.
    NotConsuming(String),
    /// This service consumes and is not called.
    NotCalled(String),
    /// The event is an order to this service.
    Command(String),
    /// The event is an order.
    Order(String),
}

impl Found {
    /// The key of the sentence that tells it, among the interface's words, and what fills it.
    pub fn key(&self) -> (&'static str, String) {
        match self {
            Self::Waited(amount) => ("finding.waited", amount.to_string()),
            Self::DidNotWait(amount) => ("finding.did-not-wait", amount.to_string()),
            Self::Failed(service) => ("finding.failed", service.clone()),
            Self::NothingFailed => ("finding.nothing-failed", String::new()),
            Self::Changed(lines) => ("finding.changed", lines.to_string()),
            Self::Total(amount) => ("finding.total", amount.to_string()),
            Self::Expected(amount) => ("finding.expected", amount.to_string()),
            Self::NoLength(text) => ("template.finding.no-length", text.clone()),
            Self::NotConsuming(service) => ("finding.not-consuming", service.clone()),
            Self::NotCalled(service) => ("finding.not-called", service.clone()),
            Self::Command(service) => ("finding.command", service.clone()),
            Self::Order(word) => ("finding.order", word.clone()),
        }
    }
}

/// What can be computed of a system.
pub fn computed(system: &System) -> Computed {
    let usual = system.run(Vec::new());
    let mut computed = Computed {
        direct: read(&usual, "direct.wait.max_ms"),
        kafka: read(&usual, "kafka.wait.max_ms"),
        fatal: Vec::new(),
        silent: Vec::new(),
        lines: lines(&system.run(joined())),
    };
    for (id, service) in system.scenario.services.iter().enumerate() {
        let run = system.run(down(id));
        let count = |name| read(&run, name).map_or(0, |amount| amount.thousandths);
        if count("direct.failed") > 0 {
            computed.fatal.push(service.name.clone());
        } else if count("direct.missing") > 0 {
            computed.silent.push(service.name.clone());
        }
    }
    computed
}

/// Everything that a document says and the runs of its system do not.
pub fn findings(document: &Document, system: &System) -> Vec<Finding> {
    let computed = computed(system);
    let mut findings = Vec::new();
    let mut found = |field, found, proof| findings.push(Finding { field, found, proof });
    let background = system.scenario.left == Style::Background;
    if let Some(waited) = computed.direct {
        match document.claim(Field::Temporal).verdict {
            Some(false) if !background => found(Field::Temporal, Found::Waited(waited), Vec::new()),
            Some(true) if background => {
                found(Field::Temporal, Found::DidNotWait(waited), Vec::new());
            }
            _ => {}
        }
    }
    match (document.claim(Field::Availability).verdict, computed.fatal.first()) {
        (Some(false), Some(service)) => {
            let id = system.scenario.services.iter().position(|known| known.name == *service);
            let proof = id.map(down).unwrap_or_default();
            found(Field::Availability, Found::Failed(service.clone()), proof);
        }
        (Some(true), None) => {
            found(Field::Availability, Found::NothingFailed, down(0));
        }
        _ => {}
    }
    if document.claim(Field::Behavioral).verdict == Some(false) && computed.lines > 0 {
        found(Field::Behavioral, Found::Changed(computed.lines), joined());
    }
    lengths(document, (total(system).map(ms), computed.kafka), &mut found);
    consumers(document, system, &mut found);
    let services: Vec<String> =
        system.scenario.services.iter().map(|service| service.name.clone()).collect();
    match event_name(document.said(Field::EventType), &services) {
        EventName::Command { service } => {
            found(Field::EventType, Found::Command(service), Vec::new());
        }
        EventName::Order { word } => found(Field::EventType, Found::Order(word), Vec::new()),
        EventName::Event | EventName::Malformed => {}
    }
    findings
}

/// The lengths that are written down, held against all calls together and the wait with Kafka.
fn lengths(
    document: &Document,
    (total, kafka): (Option<Amount>, Option<Amount>),
    found: &mut impl FnMut(Field, Found, Vec<Intervention>),
) {
    for (field, real) in [(Field::Total, total), (Field::Expected, kafka)] {
        let differs = if field == Field::Total { Found::Total } else { Found::Expected };
        let said = document.said(field);
        match (length(said), real) {
            (Ok(written), Some(real)) if written.0 != real.thousandths => {
                found(field, differs(real), Vec::new());
            }
            (Err(_), _) if !said.is_empty() && !has_length(said) => {
                found(field, Found::NoLength(start(said)), Vec::new());
            }
            _ => {}
        }
    }
}

fn consumers(
    document: &Document,
    system: &System,
    found: &mut impl FnMut(Field, Found, Vec<Intervention>),
) {
    let consumers = names(document.said(Field::Consumers));
    if consumers.is_empty() {
        return;
    }
    let services = &system.scenario.services;
    let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
    for service in services {
        if !consumers.iter().any(|name| same(name, &service.name)) {
            found(Field::Consumers, Found::NotConsuming(service.name.clone()), Vec::new());
        }
    }
    for name in consumers {
        if !services.iter().any(|service| same(&service.name, &name)) {
            found(Field::Consumers, Found::NotCalled(name), Vec::new());
        }
    }
}

impl System {
    /// A run of it, with what is done to it.
    pub fn run(&self, interventions: Vec<Intervention>) -> Run {
        Run::new(self.scenario.clone(), interventions)
    }
}

/// A service is down before the task is sent.
fn down(service: usize) -> Vec<Intervention> {
    let id = ServiceId::try_from(service).unwrap_or_default();
    vec![Intervention { at: Instant::START, action: Action::Set(id, Mode::Down) }]
}

/// A service joins, when the task is long done with or not: only the source is looked at.
fn joined() -> Vec<Intervention> {
    let service = Service::new("One more service", Duration::from_ms(500));
    let action = Action::Add { service, start: Start::Latest };
    vec![Intervention { at: SENT, action }]
}

/// All calls together, as the style makes them.
fn total(system: &System) -> Option<Duration> {
    let lengths = system.scenario.services.iter().map(|service| service.latency.typical());
    match system.scenario.left {
        Style::Parallel => lengths.max(),
        _ => lengths.reduce(|sum, length| sum + length),
    }
}

fn ms(length: Duration) -> Amount {
    Amount { thousandths: length.0, unit: Unit::Ms }
}

fn lines(run: &Run) -> u32 {
    read(run, "direct.diff.lines").map_or(0, |amount| (amount.thousandths / 1_000) as u32)
}

fn read(run: &Run, name: &str) -> Option<Amount> {
    run.amount(&Reading::parse(name).ok()?).ok()
}
