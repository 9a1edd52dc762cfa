//! From a document to a scenario that runs both ways.
//!
//! What it takes is what somebody would write by hand: lists with commas, lengths with units, a latency for
//! all or one a service. What is missing or cannot be read is said field by field. Never here: a number
//! that nobody wrote, except those of the workbook's own scenario.

use super::document::Document;
use super::event::dotted;
use super::form::Field;
use super::gap::{Gap, Why};
use super::latencies::latencies;
use super::list::{Listed, listed, same};
use super::pattern::pattern;
use super::written::{capitalised, is_nothing, start};
use engine::scenario::{Action, Event, Intervention, Latency, Producer, Scenario, Service, Style};
use engine::sim::{Duration, Instant};

/// When the one task of a described system is sent. What befalls a service comes before it.
pub(super) const SENT: Instant = Instant::from_s(1);

/// A system as a document describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct System {
    /// It, as the engine takes it: one task, sent after a second.
    pub scenario: Scenario,
}

impl System {
    /// Reads the system that a document describes.
    ///
    /// # Errors
    /// Every field that is missing or cannot be read.
    pub fn of(document: &Document) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        let mut take = |field, why| gaps.push(Gap { field, why });
        let services = listed(document.said(Field::Calls));
        if services.is_empty() {
            take(Field::Calls, Why::Empty);
        }
        if let Some(service) = repeated(&services) {
            take(Field::Calls, Why::Twice(start(service)));
        }
        let latencies = latencies(document.said(Field::Latency), &services).unwrap_or_else(|why| {
            take(Field::Latency, why);
            Vec::new()
        });
        let style = pattern(document.said(Field::Pattern)).unwrap_or_else(|why| {
            take(Field::Pattern, why);
            Style::Sequential
        });
        let event = event(document.said(Field::EventType)).unwrap_or_else(|why| {
            take(Field::EventType, why);
            Event::default()
        });
        if !gaps.is_empty() {
            return Err(gaps);
        }
        let names = services.into_iter().map(|service| service.name).collect();
        let scenario = scenario(document, style, event, names, &latencies);
        match scenario.check() {
            Ok(()) => Ok(Self { scenario }),
            Err(problem) => {
                let why = Why::OutOfBounds(problem.what, capitalised(&problem.help));
                Err(vec![Gap { field: out_of_bounds(&scenario), why }])
            }
        }
    }

    /// How a field was read, where it could be read in more than one way: each service's latency, and the event's
    /// name in its usual form.
    pub fn read_as(&self, field: Field) -> Option<String> {
        match field {
            Field::Calls => {
                let names = self.scenario.services.iter().map(|service| service.name.as_str());
                Some(names.collect::<Vec<_>>().join(" · "))
            }
            Field::Latency => {
                let each = self.scenario.services.iter();
                let each = each.map(|it| format!("{} {}", it.name, between(ends(it.latency))));
                Some(each.collect::<Vec<_>>().join(" · "))
            }
            Field::EventType => Some(self.scenario.event.kind.clone()),
            _ => None,
        }
    }

    /// The least and the most that all calls take together, as the style makes them.
    pub fn total(&self) -> (Duration, Duration) {
        let each = self.scenario.services.iter().map(|service| ends(service.latency));
        let at_once = self.scenario.left == Style::Parallel;
        each.fold((Duration::ZERO, Duration::ZERO), |(least, most), (low, high)| match at_once {
            true => (least.max(low), most.max(high)),
            false => (least + low, most + high),
        })
    }
}

/// The least and the most of a latency.
pub(super) fn ends(latency: Latency) -> (Duration, Duration) {
    match latency {
        Latency::Uniform(low, high) => (low, high),
        latency => (latency.typical(), latency.typical()),
    }
}

/// A length, or the ends of a range.
pub fn between((least, most): (Duration, Duration)) -> String {
    if least == most { least.to_string() } else { format!("{least} – {most}") }
}

/// The field that says what a run cannot have: the one without which it could.
fn out_of_bounds(scenario: &Scenario) -> Field {
    let usual = Scenario::default();
    let other_producer = Scenario { producer: usual.producer, ..scenario.clone() };
    let other_event = Scenario { event: usual.event, ..scenario.clone() };
    let mut quick = scenario.clone();
    for service in &mut quick.services {
        service.latency = Latency::Fixed(Duration::from_ms(1));
    }
    let without = [
        (Field::Producer, other_producer),
        (Field::EventType, other_event),
        (Field::Latency, quick),
    ];
    let mended = without.into_iter().find(|(_, scenario)| scenario.check().is_ok());
    mended.map_or(Field::Calls, |(field, _)| field)
}

fn scenario(
    document: &Document,
    style: Style,
    event: Event,
    names: Vec<String>,
    latencies: &[Latency],
) -> Scenario {
    let most = |latency: &Latency| ends(*latency).1;
    let sum = latencies.iter().fold(Duration::ZERO, |sum, latency| sum + most(latency));
    let longest = latencies.iter().map(most).max().unwrap_or_default();
    let hour = Duration::from_s(3_600);
    let producer = match (document.said(Field::Producer), document.caller()) {
        ("", Some(caller)) => caller,
        ("", None) => "Service A",
        (producer, _) => producer,
    };
    let usual = Producer::default();
    let service = |(name, latency): (String, &Latency)| Service {
        name,
        latency: *latency,
        workers: 1,
        needs: event.fields.clone(),
        settings: Default::default(),
    };
    Scenario {
        title: document.title().unwrap_or_default().chars().take(100).collect(),
        about: String::new(),
        horizon: (SENT - Instant::START + sum.times(2) + Duration::from_s(5)).min(hour),
        left: style,
        // Patience enough for what they say is usual: a timeout is a finding of a chapter, not of a form.
        producer: Producer {
            name: producer.into(),
            call_timeout: usual.call_timeout.max(longest.times(2)).min(hour),
            client_timeout: usual.client_timeout.max(sum.times(2)).min(hour),
            ..usual
        },
        services: names.into_iter().zip(latencies).map(service).collect(),
        event,
        timeline: vec![Intervention { at: SENT, action: Action::Send(1) }],
        ..Scenario::default()
    }
}

/// The first name that stands in a list again, whatever its case.
fn repeated(services: &[Listed]) -> Option<&str> {
    let again =
        |at: usize, name: &str| services.iter().take(at).any(|known| same(&known.name, name));
    let mut found = services.iter().enumerate().filter(|(at, it)| again(*at, &it.name));
    found.next().map(|(_, service)| service.name.as_str())
}

/// The longest name that a topic or a field gets from an event's.
const MAX_SUBJECT: usize = 30;

/// The event, with the id of what it speaks of as its one field.
fn event(text: &str) -> Result<Event, Why> {
    if is_nothing(text) {
        return Ok(Event::default());
    }
    let kind = dotted(text).filter(|kind| kind.contains('.'));
    let kind = kind.ok_or_else(|| Why::NoEvent(start(text)))?;
    let subject = kind.split('.').next().unwrap_or_default();
    let subject: String = subject.chars().take(MAX_SUBJECT).collect();
    let letters = subject.to_lowercase().replace('-', "_");
    let field = letters.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let field = if field.is_empty() { "id".into() } else { format!("{field}_id") };
    Ok(Event { topic: format!("{subject}.events"), kind, fields: vec![field] })
}
