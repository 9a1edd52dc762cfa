//! Typed reading of one TOML table: every key is known, every value of its kind.
//!
//! Never here: what the keys mean.

use super::super::Problem;
use crate::sim::Duration;
use toml_span::Span;
use toml_span::value::{Table, Value};

/// A problem and the place in the text where it is.
#[derive(Debug)]
pub(super) struct Fault {
    pub offset: usize,
    pub problem: Problem,
}

impl Fault {
    pub fn new(span: Span, what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { offset: span.start, problem: Problem::new(what, help) }
    }
}

/// Puts a problem at a place.
pub(super) fn at<T>(span: Span, result: Result<T, Problem>) -> Result<T, Fault> {
    result.map_err(|problem| Fault { offset: span.start, problem })
}

/// A table whose keys are all among those that may be there.
pub(super) struct Fields<'v, 'de> {
    table: &'v Table<'de>,
    pub span: Span,
    what: &'static str,
}

impl<'v, 'de> Fields<'v, 'de> {
    pub fn new(value: &'v Value<'de>, what: &'static str, known: &[&str]) -> Result<Self, Fault> {
        let Some(table) = value.as_table() else {
            let help = format!("write it as a table with {}", known.join(", "));
            return Err(Fault::new(value.span, format!("{what} is not a table"), help));
        };
        match table.keys().find(|key| !known.contains(&key.name.as_ref())) {
            Some(key) => Err(Fault::new(
                key.span,
                format!("{what} has an unknown field `{}`", shortened(&key.name)),
                format!("use one of {}, or remove it", known.join(", ")),
            )),
            None => Ok(Self { table, span: value.span, what }),
        }
    }

    pub fn get(&self, key: &str) -> Option<&'v Value<'de>> {
        self.table.get(key)
    }

    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    pub fn span_of(&self, key: &str) -> Span {
        self.get(key).map_or(self.span, |value| value.span)
    }

    pub fn required(&self, key: &str) -> Result<&'v Value<'de>, Fault> {
        self.get(key).ok_or_else(|| {
            Fault::new(self.span, format!("{} lacks `{key}`", self.what), format!("add `{key}`"))
        })
    }

    pub fn text(&self, key: &str) -> Result<Option<String>, Fault> {
        self.get(key).map(text).transpose()
    }

    pub fn whole(&self, key: &str, most: u64) -> Result<Option<u64>, Fault> {
        self.get(key).map(|value| whole(key, value, most)).transpose()
    }

    pub fn ms(&self, key: &str) -> Result<Option<Duration>, Fault> {
        self.get(key).map(|value| ms(key, value)).transpose()
    }

    pub fn list(&self, key: &str) -> Result<Option<&'v [Value<'de>]>, Fault> {
        self.get(key).map(|value| list(key, value)).transpose()
    }

    pub fn texts(&self, key: &str) -> Result<Option<Vec<String>>, Fault> {
        self.list(key)?.map(|values| values.iter().map(text).collect()).transpose()
    }
}

pub(super) fn text(value: &Value) -> Result<String, Fault> {
    let wrong = || Fault::new(value.span, "a text is expected here", "put it between quotes");
    Ok(value.as_str().ok_or_else(wrong)?.to_string())
}

pub(super) fn list<'v, 'de>(key: &str, value: &'v Value<'de>) -> Result<&'v [Value<'de>], Fault> {
    let wrong =
        || Fault::new(value.span, format!("`{key}` is not a list"), "put it between [ and ]");
    Ok(value.as_array().ok_or_else(wrong)?)
}

pub(super) fn whole(key: &str, value: &Value, most: u64) -> Result<u64, Fault> {
    let number = value.as_integer().and_then(|number| u64::try_from(number).ok());
    number.filter(|&number| number <= most).ok_or_else(|| {
        Fault::new(
            value.span,
            format!("`{key}` is not a whole number in bounds"),
            format!("give a whole number from 0 to {most}"),
        )
    })
}

/// Milliseconds, with up to three decimals, from 0 to an hour.
pub(super) fn ms(key: &str, value: &Value) -> Result<Duration, Fault> {
    let number = value.as_float().or_else(|| value.as_integer().map(|number| number as f64));
    match number {
        Some(ms) if (0.0..=3_600_000.0).contains(&ms) => {
            Ok(Duration((ms * 1_000.0).round() as u64))
        }
        _ => Err(Fault::new(
            value.span,
            format!("`{key}` is not a number of milliseconds in bounds"),
            "give a number from 0 to 3600000 (an hour)",
        )),
    }
}

/// A name from outside, short enough to show.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= 40 {
        return name.into();
    }
    name.chars().take(40).chain(['…']).collect()
}
