//! From TOML to a checked [`Scenario`].
//!
//! Each fact is set on a scenario that is in its bounds, and the whole is checked at once: what is out of
//! bounds then is the fact just read, and its line is the one to name.
//!
//! Never here: a panic, whatever the text; and never a scenario out of its bounds.

use crate::scenario::bounds::{MAX_ROSTER, MAX_SERVICES};
use crate::scenario::bounds::{MAX_SEED, MAX_TASKS, check_unique};
use crate::scenario::file::place::at;
use crate::scenario::file::settings::{known, set, set_of_service};
use crate::scenario::file::timeline::{presence, timeline};
use crate::scenario::program::Style;
use crate::scenario::statement::{Latency, Load, Pattern, Scenario, Service};
use crate::sim::Duration;
use crate::toml::{
    Fault, Field, FileError, Kind, Read, Value, belongs, count, each, lacks, list, ms, ms_of,
    parse, tables, text, texts, thousandths, whole, wrong,
};

/// The longest text that is looked at, in bytes.
const MAX_TEXT: usize = 100_000;

/// Reads a scenario; `file` is its name in errors.
///
/// # Errors
/// The first fault, with its line and what to do.
pub fn read(file: &str, text: &str) -> Result<Scenario, FileError> {
    scenario(text).map_err(|fault| FileError::new(file, text, &fault))
}

fn scenario(text: &str) -> Read<Scenario> {
    if text.len() > MAX_TEXT {
        return Err(Fault::new(
            0,
            format_args!("the file has {} bytes", text.len()),
            format_args!("open a scenario of at most {MAX_TEXT} bytes"),
        ));
    }
    let root = parse(text)?;
    format(&root)?;
    let mut scenario = Scenario { services: Vec::new(), ..Scenario::default() };
    facts(&root, "the scenario", FACTS, &mut scenario, set_fact)?;
    timeline(&root, &mut scenario)?;
    reads(&root, &mut scenario)?;
    let sound = scenario.check();
    if sound.is_err() {
        at(presence(&root, &scenario), sound)?;
    }
    Ok(scenario)
}

/// The format comes first: another one may know other fields.
fn format(root: &Value) -> Read<()> {
    let field = root.get("format").ok_or_else(|| lacks(root, "the scenario", "format = 1"))?;
    match &field.value.kind {
        Kind::Word(word) if word == "1" => Ok(()),
        _ => {
            let help = format_args!("write format = 1, or open the file with a newer workbook");
            Err(wrong(&field.key.name, &field.value, help))
        }
    }
}

/// Sets one field, or says that it does not know it.
type Set = fn(&mut Scenario, &Field) -> Read<bool>;

/// Sets the facts of one table, each checked where it stands.
fn facts(value: &Value, what: &str, known: &str, scenario: &mut Scenario, set: Set) -> Read<()> {
    each(value, what, known, &mut |field| {
        let known = set(scenario, field)?;
        at(field.value.place, scenario.check_facts())?;
        Ok(known)
    })
}

const FACTS: &str = "format, title, about, seed, horizon_ms, direct, events, producer, user, caller, \
                     event, kafka, services, load, reads, timeline";

fn set_fact(scenario: &mut Scenario, field: &Field) -> Read<bool> {
    let value = &field.value;
    match field.key.name.as_str() {
        "title" => scenario.title = text(field)?.into(),
        "about" => scenario.about = text(field)?.into(),
        "seed" => scenario.seed = whole(field, MAX_SEED)?,
        "horizon_ms" => scenario.horizon = ms(field)?,
        "direct" => scenario.direct = direct(field)?,
        "events" => scenario.events = events(field)?,
        "producer" => {
            let known = known("producer", "name, save_ms, call_timeout_ms, client_timeout_ms");
            facts(value, "the producer", &known, scenario, set_producer)?;
        }
        "user" => facts(value, "the user", &known("user", ""), scenario, set_user)?,
        "caller" => facts(value, "the caller", &known("caller", ""), scenario, set_caller)?,
        "event" => facts(value, "the event", "topic, type, fields", scenario, set_event)?,
        "kafka" => {
            let known = known("kafka", "partitions, publish_ms, delivery_timeout_ms");
            facts(value, "kafka", &known, scenario, set_kafka)?;
        }
        "services" => scenario.services = services(field)?,
        "load" => scenario.load = load(value)?,
        "format" | "timeline" | "reads" => {}
        _ => return Ok(false),
    }
    Ok(true)
}

fn set_user(scenario: &mut Scenario, field: &Field) -> Read<bool> {
    set(&mut scenario.settings, "user", field, &[])
}

fn set_caller(scenario: &mut Scenario, field: &Field) -> Read<bool> {
    set(&mut scenario.settings, "caller", field, &[])
}

/// Readers name a service, which may be one that joins later: they are read after the timeline.
fn reads(root: &Value, scenario: &mut Scenario) -> Read<()> {
    let Some(field) = root.get("reads") else { return Ok(()) };
    let roster: Vec<Service> = scenario.roster(&[]).into_iter().cloned().collect();
    let settings = &mut scenario.settings;
    each(&field.value, "the reads", &known("reads", ""), &mut |field| {
        set(settings, "reads", field, &roster)
    })
}

fn set_producer(Scenario { producer, settings, .. }: &mut Scenario, field: &Field) -> Read<bool> {
    match field.key.name.as_str() {
        "name" => producer.name = text(field)?.into(),
        "save_ms" => producer.save = ms(field)?,
        "call_timeout_ms" => producer.call_timeout = ms(field)?,
        "client_timeout_ms" => producer.client_timeout = ms(field)?,
        _ => return set(settings, "producer", field, &[]),
    }
    Ok(true)
}

fn set_event(Scenario { event, .. }: &mut Scenario, field: &Field) -> Read<bool> {
    match field.key.name.as_str() {
        "topic" => event.topic = text(field)?.into(),
        "type" => event.kind = text(field)?.into(),
        "fields" => event.fields = texts(field)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn set_kafka(Scenario { kafka, settings, .. }: &mut Scenario, field: &Field) -> Read<bool> {
    match field.key.name.as_str() {
        "partitions" => kafka.partitions = count(field)?,
        "publish_ms" => kafka.publish = ms(field)?,
        "delivery_timeout_ms" => kafka.delivery_timeout = ms(field)?,
        _ => return set(settings, "kafka", field, &[]),
    }
    Ok(true)
}

fn direct(field: &Field) -> Read<Style> {
    match Style::named(text(field)?) {
        Some(style) if style != Style::Kafka => Ok(style),
        _ => Err(wrong_style(field, |style| style != Style::Kafka)),
    }
}

fn events(field: &Field) -> Read<Style> {
    match Style::named(text(field)?) {
        Some(style) if style.publishes() => Ok(style),
        _ => Err(wrong_style(field, Style::publishes)),
    }
}

fn wrong_style(field: &Field, right: fn(Style) -> bool) -> Box<Fault> {
    let words: Vec<_> = Style::ALL.into_iter().filter(|s| right(*s)).map(Style::word).collect();
    let words = words.join("\", \"");
    wrong(&field.key.name, &field.value, format_args!("write one of \"{words}\""))
}

fn services(field: &Field) -> Read<Vec<Service>> {
    let mut services = Vec::new();
    for value in tables(field)? {
        let service = service(value)?;
        join(value, &mut services, service)?;
    }
    Ok(services)
}

/// Adds a service to those of a run, under a name of its own.
pub(super) fn join(value: &Value, roster: &mut Vec<Service>, service: Service) -> Read<()> {
    if roster.len() == MAX_ROSTER {
        return Err(Fault::new(
            value.place,
            format_args!("more than {MAX_ROSTER} services"),
            format_args!("have at most {MAX_SERVICES} at a time, and fewer that come and go"),
        ));
    }
    let taken: Vec<&str> = roster.iter().map(|service| service.name.as_str()).collect();
    at(value.place_of("name"), check_unique(&taken, &service.name))?;
    roster.push(service);
    Ok(())
}

pub(super) fn service(value: &Value) -> Read<Service> {
    let what = "a service";
    let mut service = Service::new(what, Duration::from_ms(500));
    each(value, what, &known("services", "name, latency_ms, workers, needs"), &mut |field| {
        match field.key.name.as_str() {
            "name" => service.name = text(field)?.into(),
            "latency_ms" => service.latency = latency(field)?,
            "workers" => service.workers = count(field)?,
            "needs" => service.needs = texts(field)?,
            _ => return set_of_service(&mut service.settings, field),
        }
        at(field.value.place, service.check())?;
        Ok(true)
    })?;
    match value.get("name") {
        Some(_) => Ok(service),
        None => Err(lacks(value, what, "name")),
    }
}

fn latency(field: &Field) -> Read<Latency> {
    let value = &field.value;
    if !matches!(value.kind, Kind::Table(..)) {
        return Ok(Latency::Fixed(ms(field)?));
    }
    let (mut found, mut sigma) = (None, None);
    each(value, "a latency", "uniform, exponential, lognormal, sigma", &mut |field| {
        let kind = match field.key.name.as_str() {
            "uniform" => uniform(field)?,
            "exponential" => Latency::Exponential(ms(field)?),
            "lognormal" => Latency::Lognormal(ms(field)?, 0),
            "sigma" => {
                sigma = Some(field);
                return Ok(true);
            }
            _ => return Ok(false),
        };
        match found.replace(kind) {
            None => Ok(true),
            Some(_) => Err(kinds(field.key.place)),
        }
    })?;
    match (found.ok_or_else(|| kinds(value.place))?, sigma) {
        (Latency::Lognormal(median, _), Some(sigma)) => {
            let thousandths = thousandths(&sigma.key.name, &sigma.value, 3)?;
            Ok(Latency::Lognormal(median, thousandths as u32))
        }
        (Latency::Lognormal(..), None) => Err(lacks(value, "a lognormal latency", "sigma")),
        (_, Some(sigma)) => Err(belongs(sigma, "lognormal")),
        (latency, None) => Ok(latency),
    }
}

fn kinds(place: usize) -> Box<Fault> {
    Fault::new(
        place,
        format_args!("a latency of several kinds, or of none"),
        format_args!("give a number, or one of uniform, exponential, lognormal"),
    )
}

fn uniform(field: &Field) -> Read<Latency> {
    let key = &field.key.name;
    match list(field)? {
        [low, high] => Ok(Latency::Uniform(ms_of(key, low)?, ms_of(key, high)?)),
        ends => Err(Fault::new(
            field.value.place,
            format_args!("a uniform latency with {} ends", ends.len()),
            format_args!("write the shortest and the longest, as in uniform = [300, 700]"),
        )),
    }
}

pub(super) fn load(value: &Value) -> Read<Load> {
    let what = "the load";
    let (mut every, mut tasks) = (None, None);
    each(value, what, "pattern, every_ms, tasks", &mut |field| {
        match field.key.name.as_str() {
            "pattern" => {}
            "every_ms" => every = Some(ms(field)?),
            "tasks" => tasks = Some(whole(field, MAX_TASKS.into())? as u32),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let field = value.get("pattern").ok_or_else(|| lacks(value, what, "pattern"))?;
    let paced = || every.ok_or_else(|| lacks(value, "this load", "every_ms"));
    let (pattern, bounded) = match text(field)? {
        "by hand" => (Pattern::ByHand, "pattern"),
        "steady" => (Pattern::Steady(paced()?), "every_ms"),
        "poisson" => (Pattern::Poisson(paced()?), "every_ms"),
        "burst" => (Pattern::Burst, "tasks"),
        _ => {
            let help = format_args!("write \"by hand\", \"steady\", \"poisson\" or \"burst\"");
            return Err(wrong(&field.key.name, &field.value, help));
        }
    };
    let load = Load { pattern, tasks };
    let bounded = if tasks == Some(0) { "tasks" } else { bounded };
    at(value.place_of(bounded), load.check())?;
    Ok(load)
}
