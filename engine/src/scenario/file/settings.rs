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
    let Some(setting) = Setting::named(table, &field.key.name) else { return Ok(false) };
    settings.set(setting, value(setting.spec(), field, roster)?);
    Ok(true)
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
        _ => whole(field, u32::MAX.into())? as u32,
    };
    match spec.check(value) {
        Ok(()) => Ok(value),
        Err(Problem { what, help }) => {
            Err(Fault::new(field.value.place, format_args!("{what}"), format_args!("{help}")))
        }
    }
}

fn choice(words: &[&str], field: &Field) -> Read<u32> {
    let word = text(field)?;
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
