//! Services in a scenario file. Never here: what befalls them.

use crate::scenario::bounds::{MAX_ROSTER, MAX_SERVICES, check_unique};
use crate::scenario::file::place::at;
use crate::scenario::file::settings::{known, set_of_service};
use crate::scenario::service::{Latency, Service};
use crate::sim::Duration;
use crate::toml::{
    Fault, Field, Kind, Read, Value, belongs, count, each, lacks, list, ms, ms_of, tables, text,
    texts, thousandths,
};

pub(super) fn services(field: &Field) -> Read<Vec<Service>> {
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
