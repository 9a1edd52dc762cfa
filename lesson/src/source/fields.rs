//! A table read field by field: what it must have, what it may have, and that it has nothing else.
//!
//! The fields that are asked for are the fields that are known, so that a message about an unknown one
//! cannot fall behind. Never here: what the fields mean.

use crate::id::AskId;
use crate::measure::MeasureError;
use crate::text::Text;
use engine::sim::Thousandths;
use engine::toml::{Fault, Field, Kind, Read, Value, lacks, list, short, tables, text, wrong};
use std::cell::{Cell, RefCell};

/// The longest sentence or code line, in bytes.
const MAX_TEXT: usize = 4_000;
/// The longest id.
const MAX_ID: usize = 40;

/// A table that is being read.
pub(crate) struct Fields<'v> {
    pub value: &'v Value,
    pub what: &'v str,
    asked: RefCell<Vec<&'static str>>,
    partly: Cell<bool>,
}

impl<'v> Fields<'v> {
    /// Begins to read a table, which messages call `what`.
    pub fn of(value: &'v Value, what: &'v str) -> Read<Self> {
        match value.kind {
            Kind::Table(..) => {
                Ok(Self { value, what, asked: RefCell::default(), partly: Cell::default() })
            }
            _ => Err(Fault::new(
                value.place,
                format_args!("{what} is {value}"),
                format_args!("write a table, as in {{ field = value }}"),
            )),
        }
    }

    /// Ends the reading: a field that was not asked for is unknown.
    pub fn finish(self) -> Read<()> {
        self.unknown().into_iter().next().map_or(Ok(()), |fault| Err(Box::new(fault)))
    }

    /// Reading has stopped early: a field that was not asked for may be known, or a known one misspelt.
    pub fn stop(&self) {
        self.partly.set(true);
    }

    /// The fault of each field that was not asked for.
    pub fn unknown(&self) -> Vec<Fault> {
        if self.partly.get() {
            return Vec::new();
        }
        let Kind::Table(fields, _) = &self.value.kind else { return Vec::new() };
        let asked = self.asked.borrow();
        let unknown = fields.iter().filter(|field| !asked.contains(&field.key.name.as_str()));
        let fault = |field: &Field| {
            *Fault::new(
                field.key.place,
                format_args!("{} has an unknown field `{}`", self.what, short(&field.key.name)),
                format_args!("use one of {}, or remove it", asked.join(", ")),
            )
        };
        unknown.map(fault).collect()
    }

    pub fn may(&self, key: &'static str) -> Option<&'v Field> {
        self.asked.borrow_mut().push(key);
        self.value.get(key)
    }

    pub fn must(&self, key: &'static str) -> Read<&'v Field> {
        self.may(key).ok_or_else(|| lacks(self.value, self.what, key))
    }

    /// An id: lower-case letters, digits and dashes.
    pub fn id<T: From<String>>(&self, key: &'static str) -> Read<T> {
        let field = self.must(key)?;
        id(field.value.place, text(field)?).map(T::from)
    }

    /// A sentence, which must be there and say something.
    pub fn sentence(&self, key: &'static str) -> Read<Text> {
        sentence(self.must(key)?)
    }

    /// A plain text, which must be there and say something.
    pub fn text(&self, key: &'static str) -> Read<String> {
        let field = self.must(key)?;
        Ok(said(field)?.into())
    }

    /// The tables of a list, which must be there.
    pub fn tables(&self, key: &'static str) -> Read<&'v [Value]> {
        tables(self.must(key)?)
    }

    /// The values of a list that may be missing.
    pub fn may_list(&self, key: &'static str) -> Read<&'v [Value]> {
        self.may(key).map_or(Ok(&[]), list)
    }

    /// A number with up to three decimals, in thousandths.
    pub fn number(&self, key: &'static str) -> Read<u64> {
        number(self.must(key)?)
    }
}

/// A text that says something and is not too long.
pub(crate) fn said(field: &Field) -> Read<&str> {
    let written = text(field)?;
    let key = &field.key.name;
    if written.trim().is_empty() {
        return Err(Fault::new(
            field.value.place,
            format_args!("`{key}` says nothing"),
            format_args!("write what the learner is to read there"),
        ));
    }
    if written.len() > MAX_TEXT {
        return Err(Fault::new(
            field.value.place,
            format_args!("`{key}` has {} bytes", written.len()),
            format_args!("shorten it to at most {MAX_TEXT}"),
        ));
    }
    Ok(written)
}

/// A sentence with its code, stress and figures.
pub(crate) fn sentence(field: &Field) -> Read<Text> {
    let written = said(field)?;
    Text::parse(written).map_err(|absent| unknown(field.value.place, absent))
}

/// An id that can stand in an address.
pub(crate) fn id(place: usize, id: &str) -> Read<String> {
    let sound = id.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let reserved = AskId::is_reserved(id);
    if sound && !reserved && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.len() <= MAX_ID
    {
        return Ok(id.into());
    }
    Err(Fault::new(
        place,
        format_args!("\"{}\" is no id", short(id)),
        format_args!(
            "write lower-case letters, digits and dashes, at most {MAX_ID}, a letter first, and not \
             -happened at the end"
        ),
    ))
}

/// A number from nothing to a billion, in thousandths.
pub(crate) fn number(field: &Field) -> Read<u64> {
    let found = match &field.value.kind {
        Kind::Word(word) => Thousandths::parse(word).filter(|n| n.0 <= 1_000_000_000_000),
        _ => None,
    };
    let help =
        format_args!("write a number in digits, without quotes, with at most three decimals");
    found.map(|n| n.0).ok_or_else(|| wrong(&field.key.name, &field.value, help))
}

pub(crate) fn truth(field: &Field) -> Read<bool> {
    match field.value.kind {
        Kind::Truth(truth) => Ok(truth),
        _ => Err(wrong(&field.key.name, &field.value, format_args!("write true or false"))),
    }
}

/// What cannot be read off a run, as a fault.
pub(crate) fn unknown(place: usize, absent: MeasureError) -> Box<Fault> {
    let what = absent.to_string();
    let help = match absent {
        MeasureError::Unknown { help, .. } => help,
        MeasureError::Service(_) => "name one of the services of the figure's scenario".into(),
        MeasureError::Nothing => "name a measure that this run has".into(),
    };
    Box::new(Fault { place, what, help })
}
