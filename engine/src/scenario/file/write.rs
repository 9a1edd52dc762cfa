//! From a [`Scenario`] to TOML that [`read`](fn@crate::scenario::file::read) takes back without loss.
//!
//! Every fact is written out. A setting is where it differs from its default: there are too many for a
//! file that is to be read.

use crate::scenario::file::settings::written;
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::{Action, Mode, Start};
use crate::scenario::load::{Load, Pattern};
use crate::scenario::service::{Latency, Service};
use crate::scenario::settings::{ServiceSetting, Setting, Settings};
use crate::scenario::statement::Scenario;
use crate::sim::{Duration, Thousandths};
use crate::toml::quoted;
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
    line(&mut out, "left", quoted(scenario.left.word()));
    line(&mut out, "right", quoted(scenario.right.word()));
    let names: Vec<&str> = scenario.roster(&[]).iter().map(|s| s.name.as_str()).collect();
    let changed = |table| changed(&scenario.settings, table, &names);
    out.push_str("\n[producer]\n");
    line(&mut out, "name", quoted(&producer.name));
    line(&mut out, "save_ms", ms(producer.save));
    line(&mut out, "call_timeout_ms", ms(producer.call_timeout));
    line(&mut out, "client_timeout_ms", ms(producer.client_timeout));
    lines(&mut out, changed("producer"));
    for table in ["user", "caller", "network", "reads"] {
        let entries = changed(table);
        if !entries.is_empty() {
            let _ = writeln!(out, "\n[{table}]");
            lines(&mut out, entries);
        }
    }
    out.push_str("\n[event]\n");
    line(&mut out, "topic", quoted(&event.topic));
    line(&mut out, "type", quoted(&event.kind));
    line(&mut out, "fields", texts(&event.fields));
    out.push_str("\n[kafka]\n");
    line(&mut out, "partitions", kafka.partitions);
    line(&mut out, "publish_ms", ms(kafka.publish));
    line(&mut out, "delivery_timeout_ms", ms(kafka.delivery_timeout));
    lines(&mut out, changed("kafka"));
    out.push_str("\n[load]\n");
    lines(&mut out, load(&scenario.load));
    for each in &scenario.services {
        out.push_str("\n[[services]]\n");
        lines(&mut out, service(each));
    }
    for intervention in &scenario.timeline {
        out.push_str("\n[[timeline]]\n");
        line(&mut out, "at_ms", ms(Duration(intervention.at.0)));
        lines(&mut out, action(&intervention.action, &names));
    }
    out
}

/// What is done at an instant, as an entry of the timeline says it: `slow = "Audit"`, `factor = 10`. The names
/// are those of the run's services, by id.
pub fn entry(action: &Action, names: &[&str]) -> String {
    joined(&self::action(action, names))
}

type Entry = (&'static str, String);

fn service(service: &Service) -> Vec<Entry> {
    let mut entries = vec![
        ("name", quoted(&service.name)),
        ("latency_ms", latency(service.latency)),
        ("workers", service.workers.to_string()),
        ("needs", texts(&service.needs)),
    ];
    for &setting in ServiceSetting::ALL {
        let (spec, value) = (setting.spec(), service.settings.get(setting));
        if value != spec.default {
            entries.push((spec.key, written(spec, value, &[])));
        }
    }
    entries
}

/// The settings of a table that differ from their defaults.
fn changed(settings: &Settings, table: &str, names: &[&str]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for &setting in Setting::ALL {
        let (spec, value) = (setting.spec(), settings.get(setting));
        let idempotent = settings.is_idempotence_on();
        let default = setting.default_of(settings.client(), idempotent);
        if spec.table == table && value != default {
            entries.push((spec.key, written(spec, value, names)));
        }
    }
    entries
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
        Action::Set(id, Mode::Crashed) | Action::Crash { service: id, worker: None } => {
            vec![("crash", name(*id))]
        }
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
        Action::Crash { service, worker: Some(worker) } => {
            vec![("crash", name(*service)), ("worker", (u32::from(*worker) + 1).to_string())]
        }
        Action::Scale(id, workers) => vec![("scale", name(*id)), ("workers", workers.to_string())],
        Action::Partitions(partitions) => vec![("partitions", partitions.to_string())],
        Action::Skip(minutes) => vec![("skip_minutes", minutes.to_string())],
        Action::Tune(setting, value) => {
            let spec = setting.spec();
            let path = format!("{}.{}", spec.table, spec.key);
            vec![("tune", quoted(&path)), ("to", written(spec, *value, names))]
        }
        Action::TuneService(id, setting, value) => vec![
            ("tune", quoted(setting.spec().key)),
            ("of", name(*id)),
            ("to", written(setting.spec(), *value, names)),
        ],
    }
}

fn lines(out: &mut String, entries: Vec<Entry>) {
    entries.into_iter().for_each(|(key, value)| line(out, key, value));
}

fn inline(entries: &[Entry]) -> String {
    format!("{{ {} }}", joined(entries))
}

fn joined(entries: &[Entry]) -> String {
    let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
    entries.join(", ")
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
