//! The timeline of a scenario: what is done to its services, by their names.
//!
//! Never here: whether an action makes sense at its instant; a service that is down may go down.

use crate::scenario::bounds::{MAX_PLAN, MAX_SERVICES};
use crate::scenario::file::load::load;
use crate::scenario::file::names::named;
use crate::scenario::file::place::at;
use crate::scenario::file::services::{join, service};
use crate::scenario::file::settings::{known, value};
use crate::scenario::intervention::{Action, Intervention, Mode, Start};
use crate::scenario::service::Service;
use crate::scenario::settings::{ServiceSetting, Setting};
use crate::scenario::statement::Scenario;
use crate::sim::Instant;
use crate::toml::{
    Fault, Field, Kind, Read, Value, belongs, count, each, lacks, ms, tables, text, wrong,
};

const ACTIONS: &str = "down, up, hanging, slow, crash, scale, broker, partitions, add, remove, send, \
                       load, restart, tune, skip_minutes";

/// Fields that belong to an action, and to which.
const OWNERS: [(&str, &str); 6] = [
    ("factor", "slow"),
    ("read_from", "add"),
    ("worker", "crash"),
    ("workers", "scale"),
    ("of", "tune"),
    ("to", "tune"),
];
const EXTRAS: &str = "factor, read_from, worker, workers, of, to";

/// Whether a word is among those of a list.
fn lists(list: &str, word: &str) -> bool {
    list.split(", ").any(|listed| listed == word)
}

/// Reads the timeline. Its entries name services, of which some join on the way: first all that join.
pub(super) fn timeline(root: &Value, scenario: &mut Scenario) -> Read<()> {
    let Some(field) = root.get("timeline") else { return Ok(()) };
    let entries = tables(field)?;
    if let Some(entry) = entries.get(MAX_PLAN) {
        return Err(Fault::new(
            entry.place,
            format_args!("a timeline of {} entries", entries.len()),
            format_args!("keep at most {MAX_PLAN}"),
        ));
    }
    let mut roster = scenario.services.clone();
    for entry in entries {
        if let Some(Field { value, .. }) = entry.get("add") {
            join(value, &mut roster, service(value)?)?;
        }
    }
    let known = format!("at_ms, {EXTRAS}, {ACTIONS}");
    for entry in entries {
        let intervention = intervention(entry, &known, &roster, scenario)?;
        scenario.timeline.push(intervention);
    }
    Ok(())
}

/// Where the number of services present leaves its bounds, if it does: at the first service too many, or
/// at the entry that brings or takes one too many.
pub(super) fn presence(root: &Value, scenario: &Scenario) -> usize {
    let values = |key| root.get(key).and_then(|field| tables(field).ok()).unwrap_or_default();
    let (at, count) = scenario.crowd(&[]).unwrap_or_default();
    if let Some(service) = values("services").get(MAX_SERVICES)
        && at == Instant::START
    {
        return service.place;
    }
    let mut entries = values("timeline").iter().zip(&scenario.timeline).rev();
    let last = entries.find(|(_, entry)| {
        entry.at == at
            && match entry.action {
                Action::Add { .. } => count > 0,
                Action::Remove(_) => count == 0,
                _ => false,
            }
    });
    last.map_or_else(|| root.place_of("services"), |(value, _)| value.place)
}

fn intervention(
    entry: &Value,
    known: &str,
    roster: &[Service],
    scenario: &Scenario,
) -> Read<Intervention> {
    let (mut when, mut action) = (None, None);
    let place = entry.place_of("at_ms");
    each(entry, "the timeline", known, &mut |field| {
        match field.key.name.as_str() {
            "at_ms" => when = Some(ms(field)?),
            name if lists(EXTRAS, name) => {}
            name if lists(ACTIONS, name) => {
                if action.replace(field).is_some() {
                    return Err(one_action(field.key.place));
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let when = when.ok_or_else(|| lacks(entry, "an entry of the timeline", "at_ms"))?;
    let field = action.ok_or_else(|| one_action(entry.place))?;
    for (extra, owners) in OWNERS {
        if let Some(extra) = entry.get(extra)
            && !lists(owners, &field.key.name)
        {
            return Err(belongs(extra, owners));
        }
    }
    let extra = |key| entry.get(key);
    let action = match field.key.name.as_str() {
        "add" => add(field, extra("read_from"))?,
        "slow" => {
            let factor = extra("factor").map_or(Ok(10), count)?;
            Action::Set(named(field, roster)?, Mode::Slow(factor))
        }
        "crash" => Action::Crash {
            service: named(field, roster)?,
            worker: extra("worker").map(worker).transpose()?,
        },
        "scale" => {
            let workers = extra("workers").ok_or_else(|| lacks(entry, "a scale", "workers"))?;
            Action::Scale(named(field, roster)?, count(workers)?)
        }
        "tune" => tune(entry, field, roster)?,
        _ => plain(field, roster)?,
    };
    let intervention = Intervention { at: Instant::START + when, action };
    at(place, scenario.check_reached(intervention.at))?;
    let doubtful = ["factor", "workers", "worker"].into_iter().find_map(|key| entry.get(key));
    let place = doubtful.unwrap_or(field).value.place;
    at(place, scenario.check_intervention(roster.len(), &intervention))?;
    Ok(intervention)
}

fn one_action(place: usize) -> Box<Fault> {
    Fault::new(
        place,
        format_args!("an entry of the timeline does one thing"),
        format_args!("give exactly one of {ACTIONS}"),
    )
}

fn add(field: &Field, from: Option<&Field>) -> Read<Action> {
    let start = match from {
        Some(from) if either(from, "earliest", "latest")? => Start::Earliest,
        _ => Start::Latest,
    };
    Ok(Action::Add { service: service(&field.value)?, start })
}

/// A worker, counted from 1 as people count.
fn worker(field: &Field) -> Read<u8> {
    match count(field)?.checked_sub(1).and_then(|worker| u8::try_from(worker).ok()) {
        Some(worker) => Ok(worker),
        None => Err(wrong(&field.key.name, &field.value, format_args!("count workers from 1"))),
    }
}

/// A change of a setting: `tune` names it, `to` gives its value, and `of` the service if it is one's.
fn tune(entry: &Value, field: &Field, roster: &[Service]) -> Read<Action> {
    let to = entry.get("to").ok_or_else(|| lacks(entry, "a change of a setting", "to"))?;
    let name = text(field)?;
    if let Some(of) = entry.get("of") {
        let setting = ServiceSetting::named("services", name).ok_or_else(|| {
            let help = known("services", "");
            wrong("tune", &field.value, format_args!("name a setting of a service: {help}"))
        })?;
        let value = value(setting.spec(), to, roster)?;
        return Ok(Action::TuneService(named(of, roster)?, setting, value));
    }
    let setting = name.split_once('.').and_then(|(table, key)| Setting::named(table, key));
    let setting = setting.ok_or_else(|| {
        let help =
            format_args!("write its table and key, as in \"kafka.max_poll_records\", or give `of`");
        wrong("tune", &field.value, help)
    })?;
    Ok(Action::Tune(setting, value(setting.spec(), to, roster)?))
}

/// An action that needs no second field.
fn plain(field: &Field, roster: &[Service]) -> Read<Action> {
    Ok(match field.key.name.as_str() {
        "down" => Action::Set(named(field, roster)?, Mode::Down),
        "up" => Action::Set(named(field, roster)?, Mode::Up),
        "hanging" => Action::Set(named(field, roster)?, Mode::Hanging),
        "remove" => Action::Remove(named(field, roster)?),
        "broker" => Action::Broker(either(field, "up", "down")?),
        "send" => Action::Send(count(field)?),
        "partitions" => Action::Partitions(count(field)?),
        "skip_minutes" => Action::Skip(count(field)?),
        "load" => Action::Load(load(&field.value)?),
        _ => match field.value.kind {
            Kind::Truth(true) => Action::Restart,
            _ => {
                let help = format_args!("write restart = true, or remove the entry");
                return Err(wrong(&field.key.name, &field.value, help));
            }
        },
    })
}

/// Whether a field is the first of two words.
fn either(field: &Field, first: &str, second: &str) -> Read<bool> {
    match text(field)? {
        word if word == first => Ok(true),
        word if word == second => Ok(false),
        _ => {
            let help = format_args!("write \"{first}\" or \"{second}\"");
            Err(wrong(&field.key.name, &field.value, help))
        }
    }
}
