//! Typed reading of the values of a tree: every field is known, every value of its kind.
//!
//! Never here: what the fields mean.

use super::super::Problem;
use super::tree::{Field, Kind, Value, short};
use crate::sim::{Duration, Thousandths};
use std::fmt;

/// A problem and the place in the text, in bytes, where it is.
#[derive(Debug)]
pub(super) struct Fault {
    pub place: usize,
    pub problem: Problem,
}

/// What was read. The fault is boxed: it is rare, and it is handed on in dozens of places.
pub(super) type Read<T> = Result<T, Box<Fault>>;

impl Fault {
    // Neither inlined nor generic: there are dozens of callers.
    #[cold]
    #[inline(never)]
    pub fn new(place: usize, what: fmt::Arguments, help: fmt::Arguments) -> Box<Self> {
        Box::new(Self {
            place,
            problem: Problem { what: what.to_string(), help: help.to_string() },
        })
    }
}

/// Puts a problem at a place.
pub(super) fn at(place: usize, result: Result<(), Problem>) -> Read<()> {
    result.map_err(|problem| Box::new(Fault { place, problem }))
}

/// Hands each field of a table to `set`, which says whether it knows it.
pub(super) fn each<'v>(
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
pub(super) fn lacks(value: &Value, what: &str, key: &str) -> Box<Fault> {
    Fault::new(value.place, format_args!("{what} lacks `{key}`"), format_args!("add `{key}`"))
}

pub(super) fn text(field: &Field) -> Read<&str> {
    text_of(&field.key.name, &field.value)
}

pub(super) fn text_of<'v>(key: &str, value: &'v Value) -> Read<&'v str> {
    match &value.kind {
        Kind::Text(text) => Ok(text),
        _ => Err(wrong(key, value, format_args!("write a text between quotes"))),
    }
}

pub(super) fn list(field: &Field) -> Read<&[Value]> {
    match &field.value.kind {
        Kind::List(values, _) => Ok(values),
        _ => {
            Err(wrong(&field.key.name, &field.value, format_args!("write a list, between [ and ]")))
        }
    }
}

pub(super) fn texts(field: &Field) -> Read<Vec<String>> {
    let mut texts = Vec::new();
    for value in list(field)? {
        texts.push(text_of(&field.key.name, value)?.to_string());
    }
    Ok(texts)
}

/// A list of tables.
pub(super) fn tables(field: &Field) -> Read<&[Value]> {
    match &field.value.kind {
        Kind::List(values, _) => Ok(values),
        _ => {
            let key = &field.key.name;
            Err(wrong(key, &field.value, format_args!("write [[{key}]] above each of them")))
        }
    }
}

/// A count. Whether it is too large, its bounds say.
pub(super) fn count(field: &Field) -> Read<u32> {
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
pub(super) fn whole(field: &Field, most: u64) -> Read<u64> {
    let number = match &field.value.kind {
        Kind::Word(word) => word.parse().ok().filter(|&number| number <= most),
        _ => None,
    };
    number.ok_or_else(|| {
        let help = format_args!("write a whole number from 0 to {most} in digits, without quotes");
        wrong(&field.key.name, &field.value, help)
    })
}

pub(super) fn ms(field: &Field) -> Read<Duration> {
    ms_of(&field.key.name, &field.value)
}

/// Milliseconds from 0 to an hour.
pub(super) fn ms_of(key: &str, value: &Value) -> Read<Duration> {
    thousandths(key, value, 3_600_000).map(Duration)
}

/// A number from 0 to `most`, with up to three decimals, in thousandths.
pub(super) fn thousandths(key: &str, value: &Value, most: u64) -> Read<u64> {
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
pub(super) fn wrong(key: &str, value: &Value, help: fmt::Arguments) -> Box<Fault> {
    Fault::new(value.place, format_args!("`{key}` is {value}"), help)
}

/// The fault of a field that something else needs to be there.
pub(super) fn belongs(field: &Field, owner: &str) -> Box<Fault> {
    Fault::new(
        field.key.place,
        format_args!("`{}` belongs to `{owner}`", field.key.name),
        format_args!("remove it"),
    )
}
