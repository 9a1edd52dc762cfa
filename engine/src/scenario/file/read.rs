//! From TOML to a checked [`Scenario`].
//!
//! Each fact is set on a scenario that is in its bounds, and the whole is checked at once: what is out of
//! bounds then is the fact just read, and its line is the one to name.
//!
//! Never here: a panic, whatever the text; and never a scenario out of its bounds.

use crate::scenario::bounds::MAX_SEED;
use crate::scenario::file::load::load;
use crate::scenario::file::place::at;
use crate::scenario::file::services::services;
use crate::scenario::file::settings::{known, set};
use crate::scenario::file::timeline::{presence, timeline};
use crate::scenario::program::Style;
use crate::scenario::service::Service;
use crate::scenario::settings::{Setting, Settings};
use crate::scenario::statement::Scenario;
use crate::toml::{
    Fault, Field, FileError, Kind, Read, Value, count, each, lacks, ms, parse, text, texts, whole,
    wrong,
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
    stated_once(&root)?;
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

/// A side has an older name, which stays readable; a file states it under one of the two.
fn stated_once(root: &Value) -> Read<()> {
    for (now, former) in [("left", "direct"), ("right", "events")] {
        if let (Some(_), Some(former)) = (root.get(now), root.get(former)) {
            return Err(Fault::new(
                former.key.place,
                format_args!(
                    "`{}` is the older name of `{now}`, which is given too",
                    former.key.name
                ),
                format_args!("remove one of the two"),
            ));
        }
    }
    Ok(())
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

const FACTS: &str = "format, title, about, seed, horizon_ms, left, right, producer, user, caller, \
                     event, kafka, network, services, load, reads, timeline";

fn set_fact(scenario: &mut Scenario, field: &Field) -> Read<bool> {
    let value = &field.value;
    match field.key.name.as_str() {
        "title" => scenario.title = text(field)?.into(),
        "about" => scenario.about = text(field)?.into(),
        "seed" => scenario.seed = whole(field, MAX_SEED)?,
        "horizon_ms" => scenario.horizon = ms(field)?,
        "left" | "direct" => scenario.left = left(field)?,
        "right" | "events" => scenario.right = right(field)?,
        "producer" => {
            let known = known("producer", "name, save_ms, call_timeout_ms, client_timeout_ms");
            facts(value, "the producer", &known, scenario, set_producer)?;
        }
        "user" => facts(value, "the user", &known("user", ""), scenario, set_user)?,
        "network" => facts(value, "the network", &known("network", ""), scenario, set_network)?,
        "caller" => facts(value, "the caller", &known("caller", ""), scenario, set_caller)?,
        "event" => facts(value, "the event", "topic, type, fields", scenario, set_event)?,
        "kafka" => {
            let known = known("kafka", "partitions, publish_ms, delivery_timeout_ms");
            client_defaults(value, scenario)?;
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

fn set_network(scenario: &mut Scenario, field: &Field) -> Read<bool> {
    set(&mut scenario.settings, "network", field, &[])
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

/// What a file leaves out has the default of the client that it names.
fn client_defaults(kafka: &Value, scenario: &mut Scenario) -> Read<()> {
    if let Some(field) = kafka.get(Setting::Client.spec().key) {
        set(&mut scenario.settings, "kafka", field, &[])?;
    }
    let client = scenario.settings.client();
    let mut idempotent = None;
    if let Some(field) = kafka.get(Setting::Idempotence.spec().key) {
        let mut stated = Settings::default();
        set(&mut stated, "kafka", field, &[])?;
        idempotent = Some(stated.is_idempotence_on());
    }
    let defaults = Settings::of(client, idempotent);
    for &setting in Setting::ALL {
        if setting.spec().table == "kafka" {
            scenario.settings.set(setting, defaults.get(setting));
        }
    }
    Ok(())
}

fn left(field: &Field) -> Read<Style> {
    match Style::named(text(field)?) {
        Some(style) if style != Style::Kafka => Ok(style),
        _ => Err(wrong_style(field, |style| style != Style::Kafka)),
    }
}

fn right(field: &Field) -> Read<Style> {
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
