//! Settings in a scenario file: each by its key in its table, with a value of its kind.
//!
//! Never here: what there is to set; [`Setting`] lists it.

use crate::scenario::bounds::Problem;
use crate::scenario::file::names::named;
use crate::scenario::service::Service;
use crate::scenario::settings::{ServiceSetting, ServiceSettings, Setting, Settings, Spec, Unit};
use crate::toml::{Fault, Field, Kind, Read, text, whole, wrong};

/// The keys of a table, after those that are read otherwise.
pub(super) fn known(table: &str, others: &str) -> String {
    let specs = Setting::ALL.iter().map(|setting| setting.spec());
    let specs = specs.chain(ServiceSetting::ALL.iter().map(|setting| setting.spec()));
    let mut known = others.to_string();
    for spec in specs.filter(|spec| spec.table == table) {
        if !known.is_empty() {
            known.push_str(", ");
        }
        known.push_str(spec.key);
    }
    known
}

/// Sets a setting of a table, or says that it does not know it.
pub(super) fn set(
    settings: &mut Settings,
    table: &str,
    field: &Field,
    roster: &[Service],
) -> Read<bool> {
    let Some(setting) = Setting::named(table, &field.key.name) else {
        return kafkas_own(table, field).map_or(Ok(false), Err);
    };
    settings.set(setting, value(setting.spec(), field, roster)?);
    Ok(true)
}

/// What to write instead of a name that Kafka's own configuration has.
fn kafkas_own(table: &str, field: &Field) -> Option<Box<Fault>> {
    let plain = field.key.name.trim_matches('"').replace('.', "_");
    let help = if plain == "enable_auto_commit" && table == "kafka" {
        "write commit = \"auto\" for true, and \"after\" or \"before\" for false".to_string()
    } else {
        let setting = Setting::named(table, &plain)?;
        format!("write `{}`, with underscores and without quotes", setting.spec().key)
    };
    let what = format_args!("`{}` is Kafka's name", field.key.name);
    Some(Fault::new(field.key.place, what, format_args!("{help}")))
}

/// Sets a setting of a service, or says that it does not know it.
pub(super) fn set_of_service(settings: &mut ServiceSettings, field: &Field) -> Read<bool> {
    let Some(setting) = ServiceSetting::named("services", &field.key.name) else {
        return Ok(false);
    };
    settings.set(setting, value(setting.spec(), field, &[])?);
    Ok(true)
}

/// The value of a field, of the setting's kind and within its range.
pub(super) fn value(spec: &Spec, field: &Field, roster: &[Service]) -> Read<u32> {
    let value = match spec.unit {
        Unit::Flag => match field.value.kind {
            Kind::Truth(truth) => truth.into(),
            _ => {
                let help = format_args!("write true or false, without quotes");
                return Err(wrong(&field.key.name, &field.value, help));
            }
        },
        Unit::Choice(words) => choice(words, field)?,
        Unit::Service if text(field)?.is_empty() => 0,
        Unit::Service => u32::from(named(field, roster)?) + 1,
        _ => number(spec, field)?,
    };
    match spec.check(value) {
        Ok(()) => Ok(value),
        Err(Problem { what, help }) => {
            Err(Fault::new(field.value.place, format_args!("{what}"), format_args!("{help}")))
        }
    }
}

/// A number within the range of a setting. Of Kafka's -1, which stands for ever there, it says what to write.
fn number(spec: &Spec, field: &Field) -> Read<u32> {
    let (low, high) = spec.range;
    match &field.value.kind {
        Kind::Word(word) if word == "-1" && spec.kafka.is_some() => {
            let help = format_args!(
                "write a whole number from {low} to {high}; Kafka's -1, without a limit, is not here, and {high} is \
                 the most"
            );
            Err(wrong(&field.key.name, &field.value, help))
        }
        _ => Ok(whole(field, u32::MAX.into())? as u32),
    }
}

fn choice(words: &[&str], field: &Field) -> Read<u32> {
    let Kind::Text(word) = &field.value.kind else {
        let words = words.join("\", \"");
        let help = format_args!("write one of \"{words}\", with the quotes");
        return Err(wrong(&field.key.name, &field.value, help));
    };
    let place = words.iter().position(|known| *known == word);
    place.map(|place| place as u32).ok_or_else(|| {
        let words = words.join("\", \"");
        wrong(&field.key.name, &field.value, format_args!("write one of \"{words}\""))
    })
}

/// A value as it is written.
pub(super) fn written(spec: &Spec, value: u32, names: &[&str]) -> String {
    match spec.unit {
        Unit::Flag => (value == 1).to_string(),
        Unit::Choice(words) => {
            crate::toml::quoted(words.get(value as usize).copied().unwrap_or_default())
        }
        Unit::Service => {
            let name = (value as usize).checked_sub(1).and_then(|place| names.get(place));
            crate::toml::quoted(name.copied().unwrap_or_default())
        }
        _ => value.to_string(),
    }
}
