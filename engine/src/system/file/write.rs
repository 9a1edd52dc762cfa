//! From a [`Scenario`] to TOML that [`super::read`] takes back without loss.
//!
//! Every default is written out: a file states all of what it runs.

use super::super::{Action, Latency, Load, Mode, Pattern, Scenario, Service, ServiceId, Start};
use crate::sim::{Duration, Thousandths};
use std::fmt::Write as _;

/// Writes a scenario.
pub fn write(scenario: &Scenario) -> String {
    let mut out = String::new();
    let Scenario { producer, event, kafka, .. } = scenario;
    line(&mut out, "format", 1);
    line(&mut out, "title", quoted(&scenario.title));
    line(&mut out, "about", quoted(&scenario.about));
    line(&mut out, "seed", scenario.seed);
    line(&mut out, "horizon_ms", ms(scenario.horizon));
    line(&mut out, "direct", quoted(scenario.direct.word()));
    out.push_str("\n[producer]\n");
    line(&mut out, "name", quoted(&producer.name));
    line(&mut out, "save_ms", ms(producer.save));
    line(&mut out, "call_timeout_ms", ms(producer.call_timeout));
    line(&mut out, "client_timeout_ms", ms(producer.client_timeout));
    out.push_str("\n[event]\n");
    line(&mut out, "topic", quoted(&event.topic));
    line(&mut out, "type", quoted(&event.kind));
    line(&mut out, "fields", texts(&event.fields));
    out.push_str("\n[kafka]\n");
    line(&mut out, "partitions", kafka.partitions);
    line(&mut out, "publish_ms", ms(kafka.publish));
    line(&mut out, "delivery_timeout_ms", ms(kafka.delivery_timeout));
    out.push_str("\n[load]\n");
    for (key, value) in load(&scenario.load) {
        line(&mut out, key, value);
    }
    for each in &scenario.services {
        out.push_str("\n[[services]]\n");
        for (key, value) in service(each) {
            line(&mut out, key, value);
        }
    }
    let names: Vec<&str> = scenario.roster(&[]).iter().map(|s| s.name.as_str()).collect();
    for intervention in &scenario.timeline {
        out.push_str("\n[[timeline]]\n");
        line(&mut out, "at_ms", ms(Duration(intervention.at.0)));
        for (key, value) in action(&intervention.action, &names) {
            line(&mut out, key, value);
        }
    }
    out
}

type Entry = (&'static str, String);

fn service(service: &Service) -> Vec<Entry> {
    vec![
        ("name", quoted(&service.name)),
        ("latency_ms", latency(service.latency)),
        ("workers", service.workers.to_string()),
        ("needs", texts(&service.needs)),
    ]
}

fn latency(latency: Latency) -> String {
    match latency {
        Latency::Fixed(length) => ms(length),
        Latency::Uniform(low, high) => format!("{{ uniform = [{}, {}] }}", ms(low), ms(high)),
        Latency::Exponential(mean) => format!("{{ exponential = {} }}", ms(mean)),
        Latency::Lognormal(median, sigma) => {
            format!("{{ lognormal = {}, sigma = {} }}", ms(median), Thousandths(sigma.into()))
        }
    }
}

fn load(load: &Load) -> Vec<Entry> {
    let (word, every) = match load.pattern {
        Pattern::ByHand => ("by hand", None),
        Pattern::Steady(every) => ("steady", Some(every)),
        Pattern::Poisson(every) => ("poisson", Some(every)),
        Pattern::Burst => ("burst", None),
    };
    let mut entries = vec![("pattern", quoted(word))];
    entries.extend(every.map(|every| ("every_ms", ms(every))));
    entries.extend(load.tasks.map(|tasks| ("tasks", tasks.to_string())));
    entries
}

fn action(action: &Action, names: &[&str]) -> Vec<Entry> {
    let name = |id: ServiceId| quoted(names.get(usize::from(id)).copied().unwrap_or_default());
    match action {
        Action::Set(id, Mode::Up) => vec![("up", name(*id))],
        Action::Set(id, Mode::Down) => vec![("down", name(*id))],
        Action::Set(id, Mode::Hanging) => vec![("hanging", name(*id))],
        Action::Set(id, Mode::Slow(factor)) => {
            vec![("slow", name(*id)), ("factor", factor.to_string())]
        }
        Action::Broker(up) => vec![("broker", quoted(if *up { "up" } else { "down" }))],
        Action::Add { service: newcomer, start } => vec![
            ("add", inline(&service(newcomer))),
            (
                "read_from",
                quoted(match start {
                    Start::Latest => "latest",
                    Start::Earliest => "earliest",
                }),
            ),
        ],
        Action::Remove(id) => vec![("remove", name(*id))],
        Action::Send(tasks) => vec![("send", tasks.to_string())],
        Action::Load(new) => vec![("load", inline(&load(new)))],
        Action::Restart => vec![("restart", "true".into())],
    }
}

fn inline(entries: &[Entry]) -> String {
    let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", entries.join(", "))
}

fn line(out: &mut String, key: &str, value: impl std::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = writeln!(out, "{key} = {value}");
}

/// Milliseconds without needless decimals.
fn ms(length: Duration) -> String {
    Thousandths(length.0).to_string()
}

fn texts(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("[{}]", values.join(", "))
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    let digit = char::from_digit(u32::from(c) >> shift & 15, 16);
                    out.push(digit.unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
