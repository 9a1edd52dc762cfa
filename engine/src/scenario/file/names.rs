//! The services that a scenario file names. Never here: the services themselves.

use crate::scenario::ids::ServiceId;
use crate::scenario::service::Service;
use crate::toml::{Fault, Field, Read, short, text};

pub(super) fn named(field: &Field, roster: &[Service]) -> Read<ServiceId> {
    let name = text(field)?;
    let index = roster.iter().position(|service| service.name == name);
    index.and_then(|index| ServiceId::try_from(index).ok()).ok_or_else(|| {
        let names: Vec<&str> = roster.iter().map(|service| service.name.as_str()).collect();
        Fault::new(
            field.value.place,
            format_args!("no service is called \"{}\"", short(name)),
            format_args!("use one of {}", names.join(", ")),
        )
    })
}
