//! Typed reading of the values of a tree: every field is known, every value of its kind.
//!
//! Never here: what the fields mean.

use super::tree::{Field, Kind, Value, short};
use crate::sim::{Duration, Thousandths};
use std::fmt;

/// Something that cannot be taken as it is written.
#[derive(Debug)]
pub struct Fault {
    /// Where it is in the text, in bytes.
    pub place: usize,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub help: String,
}

/// What was read. The fault is boxed: it is rare, and it is handed on in dozens of places.
pub type Read<T> = Result<T, Box<Fault>>;

impl Fault {
    /// A fault at a place.
    // Neither inlined nor generic: there are dozens of callers.
    #[cold]
    #[inline(never)]
    pub fn new(place: usize, what: fmt::Arguments, help: fmt::Arguments) -> Box<Self> {
        Box::new(Self { place, what: what.to_string(), help: help.to_string() })
    }
}

/// Hands each field of a table to `set`, which says whether it knows it.
pub fn each<'v>(
    value: &'v Value,
    what: &str,
    known: &str,
    set: &mut dyn FnMut(&'v Field) -> Read<bool>,
) -> Read<()> {
    let Kind::Table(fields, _) = &value.kind else {
        return Err(Fault::new(
            value.place,
            format_args!("{what} is {value}"),
            format_args!("write a single table, with {known}"),
        ));
    };
    for field in fields {
        if !set(field)? {
            return Err(Fault::new(
                field.key.place,
                format_args!("{what} has an unknown field `{}`", short(&field.key.name)),
                format_args!("use one of {known}, or remove it"),
            ));
        }
    }
    Ok(())
}

/// The fault of a table without a field that it must have.
pub fn lacks(value: &Value, what: &str, key: &str) -> Box<Fault> {
    Fault::new(value.place, format_args!("{what} lacks `{key}`"), format_args!("add `{key}`"))
}

/// The text of a field.
pub fn text(field: &Field) -> Read<&str> {
    text_of(&field.key.name, &field.value)
}

/// The text of a value, which messages call `key`.
pub fn text_of<'v>(key: &str, value: &'v Value) -> Read<&'v str> {
    match &value.kind {
        Kind::Text(text) => Ok(text),
        _ => Err(wrong(key, value, format_args!("write a text between quotes"))),
    }
}

/// The values of a list.
pub fn list(field: &Field) -> Read<&[Value]> {
    match &field.value.kind {
        Kind::List(values, _) => Ok(values),
        _ => {
            Err(wrong(&field.key.name, &field.value, format_args!("write a list, between [ and ]")))
        }
    }
}

/// The texts of a list.
pub fn texts(field: &Field) -> Read<Vec<String>> {
    let mut texts = Vec::new();
    for value in list(field)? {
        texts.push(text_of(&field.key.name, value)?.to_string());
    }
    Ok(texts)
}

/// A list of tables.
pub fn tables(field: &Field) -> Read<&[Value]> {
    match &field.value.kind {
        Kind::List(values, _) => Ok(values),
        _ => {
            let key = &field.key.name;
            Err(wrong(key, &field.value, format_args!("write [[{key}]] above each of them")))
        }
    }
}

/// A count. Whether it is too large, its bounds say.
pub fn count(field: &Field) -> Read<u32> {
    match &field.value.kind {
        Kind::Word(word) if word.bytes().all(|byte| byte.is_ascii_digit()) => {
            let number: u64 = word.parse().unwrap_or(u64::MAX);
            Ok(u32::try_from(number).unwrap_or(u32::MAX))
        }
        _ => {
            let help = format_args!("write a whole number without a sign or quotes, as in 3");
            Err(wrong(&field.key.name, &field.value, help))
        }
    }
}

/// A whole number from 0 to `most`.
pub fn whole(field: &Field, most: u64) -> Read<u64> {
    let number = match &field.value.kind {
        Kind::Word(word) => word.parse().ok().filter(|&number| number <= most),
        _ => None,
    };
    number.ok_or_else(|| {
        let help = format_args!("write a whole number from 0 to {most} in digits, without quotes");
        wrong(&field.key.name, &field.value, help)
    })
}

/// Milliseconds from 0 to an hour.
pub fn ms(field: &Field) -> Read<Duration> {
    ms_of(&field.key.name, &field.value)
}

/// Milliseconds from 0 to an hour, of a value that messages call `key`.
pub fn ms_of(key: &str, value: &Value) -> Read<Duration> {
    thousandths(key, value, 3_600_000).map(Duration)
}

/// A number from 0 to `most`, with up to three decimals, in thousandths.
pub fn thousandths(key: &str, value: &Value, most: u64) -> Read<u64> {
    let number = match &value.kind {
        Kind::Word(word) => Thousandths::parse(word).filter(|number| number.0 <= most * 1_000),
        _ => None,
    };
    number.map(|number| number.0).ok_or_else(|| {
        let help = format_args!(
            "write a number from 0 to {most} in digits, without quotes, with at most three decimals"
        );
        wrong(key, value, help)
    })
}

/// The fault of a value that is not what its field needs.
pub fn wrong(key: &str, value: &Value, help: fmt::Arguments) -> Box<Fault> {
    Fault::new(value.place, format_args!("`{key}` is {value}"), help)
}

/// The fault of a field that something else needs to be there.
pub fn belongs(field: &Field, owner: &str) -> Box<Fault> {
    Fault::new(
        field.key.place,
        format_args!("`{}` belongs to `{owner}`", field.key.name),
        format_args!("remove it"),
    )
}
