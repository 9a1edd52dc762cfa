//! Everything that can be set, with its unit, its range, and Kafka's own default where it has one.
//!
//! At the start of the run a change holds from the start; later it is an intervention, from then on. Tables
//! are closed until somebody opens them, and say how much in them is set. Never here: what a setting does.

use crate::scene::{value, with};
use crate::stage::{Model, Msg};
use crate::web::el::{Attr, el, text, words};
use crate::web::parts::{Send, field, select_of};
use engine::scenario::{Service, ServiceId, ServiceSetting, Setting, Spec, Unit};
use engine::sim::Instant;
use yew::prelude::*;

const TABLES: [(&str, &str); 6] = [
    ("producer", word!(setting.producer)),
    ("user", word!(setting.user)),
    ("caller", word!(setting.caller)),
    ("kafka", word!(setting.kafka)),
    ("network", word!(setting.network)),
    ("reads", word!(setting.reads)),
];
const VERSION: &str = word!(setting.version);
include!(concat!(env!("OUT_DIR"), "/settings.rs"));

/// The settings.
pub fn view(model: &Model, send: &Send) -> Html {
    let when = if model.playback.at() == Instant::START {
        word!(setting.from_start)
    } else {
        word!(setting.from_now)
    };
    let mut groups: Vec<Html> = TABLES.iter().map(|table| group(model, *table, send)).collect();
    groups.push(services(model, send));
    let hint = vec![text(when), text(" "), text(VERSION)];
    el(
        "div",
        &[("class", "settings")],
        vec![el("p", &[("class", "hint")], hint), el("div", &[], groups)],
    )
}

fn group(model: &Model, (table, name): (&str, &str), send: &Send) -> Html {
    let settings = model.settings();
    let of_table = || Setting::ALL.iter().copied().filter(|setting| setting.spec().table == table);
    let set = of_table().filter(|&it| settings.get(it) != it.spec().default).count();
    let title = if set > 0 {
        format!(word!(setting.some_set), name = name, count = set)
    } else {
        name.to_string()
    };
    let mut rows = Vec::new();
    if table == "kafka" {
        rows.push(partitions(model, send));
    }
    for setting in of_table() {
        let now = settings.get(setting);
        let msg = move |value| Msg::Tuned(setting, value);
        rows.push(row(model, setting.spec(), setting.spec().key, now, send, msg));
    }
    let open: &[Attr] = if set > 0 { &[("key", table), ("open", "")] } else { &[("key", table)] };
    el(
        "details",
        open,
        vec![words("summary", &[], &title), el("div", &[("class", "setting-rows")], rows)],
    )
}

/// The topic's partitions, which can only grow.
fn partitions(model: &Model, send: &Send) -> Html {
    let now = model.runs.kafka.at(model.playback.at()).partitions.to_string();
    let attrs = [
        ("type", "number"),
        ("min", "1"),
        ("max", "12"),
        ("value", now.as_str()),
        ("aria-label", "partitions"),
    ];
    let input =
        field(&attrs, send, |typed| Msg::Partitioned(typed.trim().parse().unwrap_or(u32::MAX)));
    entry("partitions", input, word!(setting.partitions_is), word!(setting.partitions_range), false)
}

fn row(
    model: &Model,
    spec: &'static Spec,
    name: &str,
    now: u32,
    send: &Send,
    msg: impl Fn(u32) -> Msg + 'static,
) -> Html {
    let mut range = range(spec);
    if let Some(kafka) = spec.kafka {
        range.push_str(&with(word!(setting.default), &value(spec, kafka)));
    }
    let control = control(model, spec, name, now, send, Box::new(msg));
    entry(spec.key, control, about(spec), &range, now != spec.default)
}

/// What a setting can be, with its unit.
pub fn range(spec: &Spec) -> String {
    let unit = match spec.unit {
        Unit::Ms => word!(setting.ms),
        Unit::Minutes => word!(setting.minutes),
        Unit::Bytes => word!(setting.bytes),
        Unit::Percent => word!(setting.percent),
        _ => "",
    };
    let (low, high) = spec.range;
    match spec.unit {
        Unit::Choice(_) | Unit::Flag | Unit::Service => String::new(),
        _ => format!(word!(setting.range), unit = unit, low = low, high = high),
    }
}

/// What a setting is: in the language's words if it has some, else in the engine's.
pub fn about(spec: &Spec) -> &'static str {
    let key = format!("{}.{}", spec.table, spec.key);
    SETTINGS.iter().find(|(known, _)| *known == key).map_or(spec.about, |(_, said)| said)
}

fn entry(name: &str, control: Html, about: &str, range: &str, set: bool) -> Html {
    let label = vec![words("code", &[], name), control];
    el(
        "div",
        &[("class", if set { "setting set" } else { "setting" }), ("key", name)],
        vec![
            el("div", &[("class", "setting-head")], label),
            words("p", &[], about),
            words("small", &[], range),
        ],
    )
}

/// The control that fits the unit.
fn control(
    model: &Model,
    spec: &'static Spec,
    name: &str,
    now: u32,
    send: &Send,
    msg: Box<dyn Fn(u32) -> Msg>,
) -> Html {
    let choice = |options: Vec<(usize, &str)>, msg: Box<dyn Fn(u32) -> Msg>| {
        let choose = move |chosen: usize| Some(msg(chosen as u32));
        select_of(name, &options, now as usize, send, Box::new(choose))
    };
    match spec.unit {
        Unit::Choice(words) => choice(words.iter().copied().enumerate().collect(), msg),
        Unit::Flag => choice(vec![(0, word!(value.no)), (1, word!(value.yes))], msg),
        Unit::Service => {
            let names = model.runs.kafka.roster().iter().map(|service| service.name.as_str());
            choice(std::iter::once(word!(setting.nobody)).chain(names).enumerate().collect(), msg)
        }
        _ => {
            let (low, high) = (spec.range.0.to_string(), spec.range.1.to_string());
            let now = now.to_string();
            let attrs = [
                ("type", "number"),
                ("min", low.as_str()),
                ("max", high.as_str()),
                ("value", now.as_str()),
                ("aria-label", name),
            ];
            field(&attrs, send, move |typed| msg(typed.trim().parse().unwrap_or(u32::MAX)))
        }
    }
}

/// What can be set of each service.
fn services(model: &Model, send: &Send) -> Html {
    let at = model.playback.at();
    let roster = model.runs.kafka.roster();
    let present = model.present(at);
    let one = |&id: &ServiceId| {
        let service: &Service = &roster[usize::from(id)];
        let settings = model.service_settings(id);
        let row = |&setting: &ServiceSetting| {
            let spec = setting.spec();
            let name = { format!(word!(setting.of), setting = spec.key, service = service.name) };
            let msg = move |value| Msg::ServiceTuned(id, setting, value);
            row(model, spec, &name, settings.get(setting), send, msg)
        };
        let set = ServiceSetting::ALL.iter().filter(|&&it| settings.get(it) != it.spec().default);
        let count = set.count();
        let title = if count > 0 {
            format!(word!(setting.some_set), name = service.name, count = count)
        } else {
            service.name.clone()
        };
        let rows = ServiceSetting::ALL.iter().map(row).collect();
        let key = id.to_string();
        let open: &[Attr] =
            if count > 0 { &[("key", &key), ("open", "")] } else { &[("key", &key)] };
        el(
            "details",
            open,
            vec![words("summary", &[], &title), el("div", &[("class", "setting-rows")], rows)],
        )
    };
    el("div", &[("key", "services")], present.iter().map(one).collect())
}
