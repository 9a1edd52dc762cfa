//! From TOML to a checked [`Scenario`].
//!
//! Never here: a panic, whatever the text; and never a scenario out of its bounds.

use super::super::scenario::{check_name, check_unique};
use super::super::{
    Action, Event, Intervention, Kafka, Latency, Load, Mode, Pattern, Problem, Producer, Scenario,
    Service, ServiceId, Start, Style,
};
use super::FileError;
use super::fields::{Fault, Fields, at, list, ms, shortened, text, whole};
use crate::sim::{Duration, Instant};
use toml_span::Value;

/// The longest text that is looked at, in bytes.
const MAX_TEXT: usize = 100_000;
/// The deepest nesting; a scenario needs four.
const MAX_DEPTH: usize = 16;

/// Reads a scenario; `file` is its name in errors.
///
/// # Errors
/// The first fault, with its line and what to do.
pub fn read(file: &str, text: &str) -> Result<Scenario, FileError> {
    parse(text).and_then(|value| scenario(&value)).map_err(|fault| {
        let before = &text.as_bytes()[..fault.offset.min(text.len())];
        FileError {
            file: file.into(),
            line: before.iter().filter(|&&byte| byte == b'\n').count() + 1,
            what: fault.problem.what,
            help: fault.problem.help,
        }
    })
}

fn parse(text: &str) -> Result<Value<'_>, Fault> {
    let start = toml_span::Span::new(0, 0);
    if text.len() > MAX_TEXT {
        return Err(Fault::new(
            start,
            format!("the file has {} bytes", text.len()),
            format!("open a scenario of at most {MAX_TEXT} bytes"),
        ));
    }
    if let Some(offset) = too_deep(text) {
        return Err(Fault::new(
            toml_span::Span::new(offset, offset),
            "the file is nested too deeply to be a scenario",
            "remove brackets or dots",
        ));
    }
    toml_span::parse(text).map_err(|error| {
        Fault::new(
            error.span,
            format!("this is not TOML: {error}"),
            "correct the line, or remove it",
        )
    })
}

/// Where brackets or dotted keys nest deeper than [`MAX_DEPTH`]: the parser recurses on them.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut dots) = (0usize, 0usize);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'.' => dots += 1,
            b'\n' | b'=' | b',' | b' ' | b'"' => dots = 0,
            _ => {}
        }
        if depth > MAX_DEPTH || dots > MAX_DEPTH {
            return Some(offset);
        }
    }
    None
}

fn scenario(value: &Value) -> Result<Scenario, Fault> {
    let fields = Fields::new(
        value,
        "the scenario",
        &[
            "format",
            "title",
            "about",
            "seed",
            "horizon_ms",
            "direct",
            "producer",
            "event",
            "kafka",
            "services",
            "load",
            "timeline",
        ],
    )?;
    let format = whole("format", fields.required("format")?, u64::MAX)?;
    if format != 1 {
        return Err(Fault::new(
            fields.span_of("format"),
            format!("format {format} is not known here"),
            "use format = 1, or a newer workbook",
        ));
    }
    let usual = Scenario::default();
    let mut scenario = Scenario {
        title: bounded(&fields, "title", 120)?.unwrap_or(usual.title),
        about: bounded(&fields, "about", 400)?.unwrap_or(usual.about),
        seed: fields.whole("seed", i64::MAX as u64)?.unwrap_or(usual.seed),
        horizon: fields.ms("horizon_ms")?.unwrap_or(usual.horizon),
        direct: direct(&fields)?,
        producer: fields.get("producer").map_or(Ok(Producer::default()), producer)?,
        event: fields.get("event").map_or(Ok(Event::default()), event)?,
        kafka: fields.get("kafka").map_or(Ok(Kafka::default()), kafka)?,
        services: services(&fields)?,
        load: fields.get("load").map_or(Ok(Load::BY_HAND), load)?,
        timeline: Vec::new(),
    };
    at(fields.span, scenario.check_facts())?;
    timeline(&fields, &mut scenario)?;
    at(fields.span_of("timeline"), scenario.check())?;
    Ok(scenario)
}

fn bounded(fields: &Fields, key: &str, most: usize) -> Result<Option<String>, Fault> {
    let text = fields.text(key)?;
    match &text {
        Some(text) if text.chars().count() > most => Err(Fault::new(
            fields.span_of(key),
            format!("`{key}` has {} characters", text.chars().count()),
            format!("shorten it to at most {most}"),
        )),
        _ => Ok(text),
    }
}

fn direct(fields: &Fields) -> Result<Style, Fault> {
    match fields.text("direct")? {
        None => Ok(Style::Sequential),
        Some(word) => Style::named(&word).filter(|&style| style != Style::Kafka).ok_or_else(|| {
            Fault::new(
                fields.span_of("direct"),
                format!("`direct` is \"{}\"", shortened(&word)),
                "use \"sequential\", \"parallel\" or \"background\"",
            )
        }),
    }
}

fn producer(value: &Value) -> Result<Producer, Fault> {
    let known = ["name", "save_ms", "call_timeout_ms", "client_timeout_ms"];
    let fields = Fields::new(value, "the producer", &known)?;
    let usual = Producer::default();
    Ok(Producer {
        name: fields.text("name")?.unwrap_or(usual.name),
        save: fields.ms("save_ms")?.unwrap_or(usual.save),
        call_timeout: fields.ms("call_timeout_ms")?.unwrap_or(usual.call_timeout),
        client_timeout: fields.ms("client_timeout_ms")?.unwrap_or(usual.client_timeout),
    })
}

fn event(value: &Value) -> Result<Event, Fault> {
    let fields = Fields::new(value, "the event", &["topic", "type", "fields"])?;
    let usual = Event::default();
    Ok(Event {
        topic: fields.text("topic")?.unwrap_or(usual.topic),
        kind: fields.text("type")?.unwrap_or(usual.kind),
        fields: fields.texts("fields")?.unwrap_or(usual.fields),
    })
}

fn kafka(value: &Value) -> Result<Kafka, Fault> {
    let known = ["partitions", "publish_ms", "delivery_timeout_ms"];
    let fields = Fields::new(value, "kafka", &known)?;
    let usual = Kafka::default();
    let partitions = fields.whole("partitions", u32::MAX.into())?;
    Ok(Kafka {
        partitions: partitions.map_or(usual.partitions, |partitions| partitions as u32),
        publish: fields.ms("publish_ms")?.unwrap_or(usual.publish),
        delivery_timeout: fields.ms("delivery_timeout_ms")?.unwrap_or(usual.delivery_timeout),
    })
}

fn services(fields: &Fields) -> Result<Vec<Service>, Fault> {
    let values = fields.list("services")?.unwrap_or_default();
    let mut services: Vec<Service> = Vec::new();
    for value in values {
        let new = service(value)?;
        let taken: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
        at(value.span, check_unique(&taken, &new.name))?;
        services.push(new);
    }
    Ok(services)
}

fn service(value: &Value) -> Result<Service, Fault> {
    let fields = Fields::new(value, "a service", &["name", "latency_ms", "workers", "needs"])?;
    let name = text(fields.required("name")?)?;
    at(fields.span_of("name"), check_name("a service", &name))?;
    let usual = Service::new(name, Duration::from_ms(500));
    let workers = fields.whole("workers", u32::MAX.into())?;
    let service = Service {
        latency: fields.get("latency_ms").map_or(Ok(usual.latency), latency)?,
        workers: workers.map_or(usual.workers, |workers| workers as u32),
        needs: fields.texts("needs")?.unwrap_or(usual.needs),
        name: usual.name,
    };
    at(fields.span, service.check())?;
    Ok(service)
}

fn latency(value: &Value) -> Result<Latency, Fault> {
    if value.as_table().is_none() {
        return Ok(Latency::Fixed(ms("latency_ms", value)?));
    }
    let known = ["uniform", "exponential", "lognormal", "sigma"];
    let fields = Fields::new(value, "a latency", &known)?;
    let chosen = ["uniform", "exponential", "lognormal"].map(|kind| fields.has(kind));
    match chosen {
        [true, false, false] => {
            let ends = list("uniform", fields.required("uniform")?)?;
            let [low, high] = ends else {
                return Err(Fault::new(
                    fields.span,
                    "a uniform latency has two ends",
                    "write uniform = [300, 700]",
                ));
            };
            Ok(Latency::Uniform(ms("uniform", low)?, ms("uniform", high)?))
        }
        [false, true, false] => {
            Ok(Latency::Exponential(ms("exponential", fields.required("exponential")?)?))
        }
        [false, false, true] => {
            let median = ms("lognormal", fields.required("lognormal")?)?;
            // A deviation has no unit, and three decimals as milliseconds have.
            let sigma = ms("sigma", fields.required("sigma")?)?;
            Ok(Latency::Lognormal(median, u32::try_from(sigma.0).unwrap_or(u32::MAX)))
        }
        _ => Err(Fault::new(
            fields.span,
            "a latency of several kinds, or of none",
            "give a number, or one of uniform, exponential, lognormal",
        )),
    }
}

fn load(value: &Value) -> Result<Load, Fault> {
    let fields = Fields::new(value, "the load", &["pattern", "every_ms", "tasks"])?;
    let every = || ms("every_ms", fields.required("every_ms")?);
    let pattern = match text(fields.required("pattern")?)?.as_str() {
        "by hand" => Pattern::ByHand,
        "steady" => Pattern::Steady(every()?),
        "poisson" => Pattern::Poisson(every()?),
        "burst" => Pattern::Burst,
        other => {
            return Err(Fault::new(
                fields.span_of("pattern"),
                format!("a load called \"{}\"", shortened(other)),
                "use \"by hand\", \"steady\", \"poisson\" or \"burst\"",
            ));
        }
    };
    let tasks = fields.whole("tasks", 200_000)?.map(|tasks| tasks as u32);
    let load = Load { pattern, tasks };
    at(fields.span, load.check())?;
    Ok(load)
}

/// Interventions name services, of which some join on the way: first all that join, then the rest.
fn timeline(fields: &Fields, scenario: &mut Scenario) -> Result<(), Fault> {
    let values = fields.list("timeline")?.unwrap_or_default();
    let mut names: Vec<String> = scenario.services.iter().map(|s| s.name.clone()).collect();
    let mut joining = Vec::new();
    for value in values {
        let newcomer = value.as_table().and_then(|table| table.get("add"));
        let newcomer = newcomer.map(service).transpose()?;
        if let Some(service) = &newcomer {
            let taken: Vec<&str> = names.iter().map(String::as_str).collect();
            at(value.span, check_unique(&taken, &service.name))?;
            names.push(service.name.clone());
        }
        joining.push(newcomer);
    }
    for (value, newcomer) in values.iter().zip(joining) {
        let intervention = intervention(value, newcomer, &names)?;
        at(value.span, scenario.check_intervention(names.len(), &intervention))?;
        scenario.timeline.push(intervention);
    }
    Ok(())
}

const ACTIONS: [&str; 10] =
    ["down", "up", "hanging", "slow", "broker", "add", "remove", "send", "load", "restart"];

fn intervention(
    value: &Value,
    newcomer: Option<Service>,
    names: &[String],
) -> Result<Intervention, Fault> {
    let known: Vec<&str> = ["at_ms", "factor", "read_from"].into_iter().chain(ACTIONS).collect();
    let fields = Fields::new(value, "the timeline", &known)?;
    let when = Instant::START + ms("at_ms", fields.required("at_ms")?)?;
    let mut named = ACTIONS.into_iter().filter(|action| fields.has(action));
    let (Some(action), None) = (named.next(), named.next()) else {
        return Err(Fault::new(
            value.span,
            "an entry of the timeline does one thing",
            format!("give exactly one of {}", ACTIONS.join(", ")),
        ));
    };
    let argument = fields.required(action)?;
    for (extra, owner) in [("factor", "slow"), ("read_from", "add")] {
        if fields.has(extra) && action != owner {
            return Err(Fault::new(
                fields.span_of(extra),
                format!("`{extra}` belongs to `{owner}`"),
                "remove it",
            ));
        }
    }
    let action = match action {
        "down" => Action::Set(named_service(argument, names)?, Mode::Down),
        "up" => Action::Set(named_service(argument, names)?, Mode::Up),
        "hanging" => Action::Set(named_service(argument, names)?, Mode::Hanging),
        "slow" => {
            let factor = fields.whole("factor", u32::MAX.into())?.unwrap_or(10) as u32;
            Action::Set(named_service(argument, names)?, Mode::Slow(factor))
        }
        "broker" => Action::Broker(word(argument, &[("up", true), ("down", false)])?),
        "remove" => Action::Remove(named_service(argument, names)?),
        "send" => Action::Send(whole("send", argument, u32::MAX.into())? as u32),
        "load" => Action::Load(load(argument)?),
        "restart" => Action::Restart,
        _ => {
            let starts = [("latest", Start::Latest), ("earliest", Start::Earliest)];
            let start = fields.get("read_from").map(|from| word(from, &starts)).transpose()?;
            let missing = || Fault::new(value.span, "`add` lacks a service", "describe it");
            Action::Add { service: newcomer.ok_or_else(missing)?, start: start.unwrap_or_default() }
        }
    };
    Ok(Intervention { at: when, action })
}

fn named_service(value: &Value, names: &[String]) -> Result<ServiceId, Fault> {
    let name = text(value)?;
    let index = names.iter().position(|other| *other == name);
    let id = index.and_then(|index| ServiceId::try_from(index).ok());
    at(
        value.span,
        id.ok_or_else(|| {
            Problem::new(
                format!("no service is called \"{}\"", shortened(&name)),
                format!("use one of {}", names.join(", ")),
            )
        }),
    )
}

fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Result<T, Fault> {
    let given = text(value)?;
    let known: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
    words.iter().find(|(word, _)| *word == given).map(|&(_, meaning)| meaning).ok_or_else(|| {
        Fault::new(
            value.span,
            format!("\"{}\" is not known here", shortened(&given)),
            format!("use {}", known.join(" or ")),
        )
    })
}
