//! From a document to a scenario that runs both ways.
//!
//! What it takes is what somebody would write by hand: lists with commas, lengths with units, a latency for
//! all or one a service. What is missing or cannot be read is said field by field. Never here: a number
//! that nobody wrote, except those of the workbook's own scenario.

use super::document::Document;
use super::event::{EventName, event_name};
use super::form::Field;
use engine::scenario::{Action, Event, Intervention, Latency, Producer, Scenario, Service, Style};
use engine::sim::{Duration, Instant, Thousandths};

/// When the one task of a described system is sent. What befalls a service comes before it.
pub(super) const SENT: Instant = Instant::from_s(1);

/// A system as a document describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct System {
    /// It, as the engine takes it: one task, sent after a second.
    pub scenario: Scenario,
}

/// A field that keeps a document from being a system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which.
    pub field: Field,
    /// Why.
    pub why: Why,
}

/// Why a field cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It says nothing, and a run needs it.
    Empty,
    /// This service is in the list more than once.
    Twice(String),
    /// This is no length of time.
    NoLength(String),
    /// This is a number with a unit that is not known.
    NoUnit(String),
    /// A latency is given for this, which is not among the services.
    NoService(String),
    /// No latency is given for this service.
    NoLatency(String),
    /// No call pattern is called that.
    NoPattern(String),
    /// This is no name of an event.
    NoEvent(String),
    /// It is out of a run's bounds: what it is, and what would be right.
    OutOfBounds(String, String),
}

impl Why {
    /// The key of the sentence that tells it, among the interface's words, and what fills it.
    pub fn key(&self) -> (&'static str, &str, &str) {
        match self {
            Self::Empty => ("gap.empty", "", ""),
            Self::Twice(service) => ("template.gap.twice", service, ""),
            Self::NoLength(text) => ("gap.no-length", text, ""),
            Self::NoUnit(text) => ("template.gap.no-unit", text, ""),
            Self::NoService(name) => ("template.gap.no-service", name, ""),
            Self::NoLatency(service) => ("gap.no-latency", service, ""),
            Self::NoPattern(text) => ("gap.no-pattern", text, ""),
            Self::NoEvent(text) => ("gap.no-event", text, ""),
            Self::OutOfBounds(what, help) => ("gap.out-of-bounds", what, help),
        }
    }
}

impl System {
    /// Reads the system that a document describes.
    ///
    /// # Errors
    /// Every field that is missing or cannot be read.
    pub fn of(document: &Document) -> Result<Self, Vec<Gap>> {
        let mut gaps = Vec::new();
        let mut take = |field, why| gaps.push(Gap { field, why });
        let names = listed(document.said(Field::Calls));
        if names.is_empty() {
            take(Field::Calls, Why::Empty);
        }
        if let Some(service) = repeated(&names) {
            take(Field::Calls, Why::Twice(start(service)));
        }
        let latencies = latencies(document.said(Field::Latency), &names).unwrap_or_else(|why| {
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
        let scenario = scenario(document, style, event, names, &latencies);
        match scenario.check() {
            Ok(()) => Ok(Self { scenario }),
            Err(problem) => {
                let why = Why::OutOfBounds(problem.what, capitalised(&problem.help));
                Err(vec![Gap { field: Field::Calls, why }])
            }
        }
    }
}

fn scenario(
    document: &Document,
    style: Style,
    event: Event,
    names: Vec<String>,
    latencies: &[Duration],
) -> Scenario {
    let sum = latencies.iter().fold(Duration::ZERO, |sum, length| sum + *length);
    let longest = latencies.iter().copied().max().unwrap_or_default();
    let hour = Duration::from_s(3_600);
    let producer = match (document.said(Field::Producer), document.caller()) {
        ("", Some(caller)) => caller,
        ("", None) => "Service A",
        (producer, _) => producer,
    };
    let usual = Producer::default();
    let service = |(name, length): (String, &Duration)| Service {
        name,
        latency: Latency::Fixed(*length),
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

/// A text as the start of a sentence.
fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// As much of what somebody wrote as a message quotes.
pub(super) fn start(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The names of a list, each once.
pub(super) fn names(list: &str) -> Vec<String> {
    let mut names = listed(list);
    while let Some(index) = repeat(&names) {
        names.remove(index);
    }
    names
}

/// The names of a list, as often as they stand there.
fn listed(list: &str) -> Vec<String> {
    let list = list.replace(" and ", ",");
    let name = |part: &str| {
        part.trim().trim_start_matches(['-', '*']).trim().trim_matches('`').to_string()
    };
    list.split([',', ';', '\n']).map(name).filter(|name| !name.is_empty()).collect()
}

/// The first name that stands in a list again, whatever its case.
fn repeated(names: &[String]) -> Option<&str> {
    repeat(names).map(|index| names[index].as_str())
}

fn repeat(names: &[String]) -> Option<usize> {
    let again = |index: usize| names[..index].iter().any(|name| same(name, &names[index]));
    (0..names.len()).find(|&index| again(index))
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// What may stand between the name of a service and its latency.
const BETWEEN: [char; 5] = [':', '=', ' ', '(', '-'];

/// The latency of each service: one for all, one each in their order, or by name.
fn latencies(list: &str, names: &[String]) -> Result<Vec<Duration>, Why> {
    if list.is_empty() {
        return Err(Why::Empty);
    }
    let mut plain = Vec::new();
    let mut named: Vec<(&str, Duration)> = Vec::new();
    for part in list.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let part = part.trim_start_matches(['-', '*', ' ']);
        let of = |name: &String| {
            let (first, rest) = part.split_at_checked(name.len())?;
            same(first, name).then(|| rest.trim_start_matches(BETWEEN))
        };
        // Of Audit and Audit Log the longer name is meant where both fit.
        let service = names.iter().filter_map(|name| Some((name.as_str(), of(name)?)));
        let service = service.max_by_key(|(name, _)| name.len());
        let read = length(service.map_or(part, |(_, rest)| rest));
        let read = read.map_err(|why| stranger(part, names).map_or(why, Why::NoService))?;
        match service {
            Some((name, _)) => named.push((name, read)),
            None => plain.push(read),
        }
    }
    if plain.len() == names.len() && named.is_empty() {
        return Ok(plain);
    }
    let usual = match plain.as_slice() {
        [] => None,
        [one] => Some(*one),
        [_, extra, ..] => return Err(Why::NoLength(extra.to_string())),
    };
    let own = |name| named.iter().rfind(|(known, _)| same(known, name)).map(|(_, length)| *length);
    let each = names.iter();
    each.map(|name| own(name).or(usual).ok_or_else(|| Why::NoLatency(name.clone()))).collect()
}

/// The name before a length, where it is none of these.
fn stranger(part: &str, names: &[String]) -> Option<String> {
    let heads = part.match_indices(BETWEEN).filter_map(|(index, _)| {
        let (head, tail) = part.split_at_checked(index)?;
        let counted = length(tail.trim_start_matches(BETWEEN));
        matches!(counted, Ok(_) | Err(Why::NoUnit(_))).then(|| head.trim_end_matches(BETWEEN))
    });
    let is_name = |head: &&str| {
        head.contains(char::is_alphabetic)
            && length(head).is_err()
            && !names.iter().any(|name| same(name, head))
    };
    heads.filter(is_name).map(start).next()
}

/// A length as people write it: `500ms`, `~1.5 s`, `30 seconds`, `2 min`.
pub(super) fn length(text: &str) -> Result<Duration, Why> {
    let wrong = || Why::NoLength(start(text));
    let bare = text.trim().trim_start_matches(['~', '≈', '<', ' ']);
    let bare = bare.strip_prefix("about ").unwrap_or(bare).trim_end_matches(['+', '.', ')']);
    let digits = bare.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(bare.len());
    let (number, unit) = bare.split_at_checked(digits).ok_or_else(wrong)?;
    let unit = unit.split(['(', '[']).next().unwrap_or_default().trim().to_lowercase();
    let thousandths = Thousandths::parse(number).ok_or_else(wrong)?.0;
    let factor = match unit.trim_end_matches(" each").trim_end_matches(" per call") {
        "" | "ms" | "msec" | "millisecond" | "milliseconds" => 1,
        "s" | "sec" | "second" | "seconds" => 1_000,
        "m" | "min" | "minute" | "minutes" => 60_000,
        word if word.chars().all(char::is_alphabetic) => return Err(Why::NoUnit(start(text))),
        _ => return Err(wrong()),
    };
    thousandths.checked_mul(factor).map(Duration).ok_or_else(wrong)
}

/// Whether a length with its unit stands somewhere in a text.
pub(super) fn has_length(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_length = |said: &str| {
        let said = said.trim_matches([',', ';', ':', '(', ')']);
        said.ends_with(char::is_alphabetic) && length(said).is_ok()
    };
    words.iter().any(|word| is_length(word))
        || words.windows(2).any(|two| is_length(&two.join(" ")))
}

/// The style that a call pattern means; where nothing is said, one call after another.
fn pattern(text: &str) -> Result<Style, Why> {
    let said = text.to_lowercase();
    let has = |word: &str| said.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
    Ok(match () {
        () if has("parallel") || has("concurrent") => Style::Parallel,
        // Without a broker, to be asynchronous is to answer first and to call afterwards from memory.
        () if has("async") || has("asynchronous") || has("background") => Style::Background,
        () if said.is_empty() || has("sync") || has("synchronous") || has("sequential") => {
            Style::Sequential
        }
        () => return Err(Why::NoPattern(start(text))),
    })
}

/// The event, with the id of what it speaks of as its one field.
fn event(text: &str) -> Result<Event, Why> {
    let kind = text.trim_matches(['`', '"', '\'', ' ']);
    if kind.is_empty() {
        return Ok(Event::default());
    }
    if event_name(kind, &[]) == EventName::Malformed {
        return Err(Why::NoEvent(start(kind)));
    }
    let subject = kind.split('.').next().unwrap_or_default();
    let letters = subject.to_lowercase().replace('-', "_");
    let field = letters.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    let field = if field.is_empty() { "id".into() } else { format!("{field}_id") };
    Ok(Event { topic: format!("{subject}.events"), kind: kind.into(), fields: vec![field] })
}
