//! Lists of services as people write them: with commas, lines or "and", in quotes, with a note in brackets.
//!
//! Never here: what a name means.

use super::length::{Length, length};
use super::pattern::pattern;
use super::written::is_nothing;

/// A service in a list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Listed {
    /// Its name.
    pub name: String,
    /// How long it takes, where that stands in brackets after its name.
    pub latency: Option<Length>,
}

/// The services of a list, as often as they stand there.
pub(super) fn listed(list: &str) -> Vec<Listed> {
    if is_nothing(list) {
        return Vec::new();
    }
    let by_lines = list.contains([';', '\n']);
    let mut parts = split(list);
    // "Audit, Search and Mail" ends with two services; "Search and Rescue, Mail" begins with one.
    if !by_lines && let Some(last) = parts.pop() {
        parts.extend(ands(last));
    }
    parts.into_iter().map(item).filter(|item| !item.name.is_empty()).collect()
}

/// The names of a list, each once.
pub(super) fn names(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for Listed { name, .. } in listed(list) {
        if !names.iter().any(|known| same(known, &name)) {
            names.push(name);
        }
    }
    names
}

/// Whether two names are the same, whatever their case.
pub(super) fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

const QUOTES: [(char, char); 4] = [('"', '"'), ('“', '”'), ('„', '“'), ('`', '`')];

/// The parts of a list between its commas, semicolons and lines, of which none in quotes or brackets counts.
fn split(list: &str) -> Vec<&str> {
    let (mut parts, mut from, mut until) = (Vec::new(), 0, None);
    for (at, c) in list.char_indices() {
        if let Some(closing) = until {
            until = if c == closing { None } else { until };
            continue;
        }
        let pairs = QUOTES.into_iter().chain([('(', ')')]);
        let opened = pairs.into_iter().find(|(open, _)| *open == c).map(|(_, close)| close);
        let rest = list.get(at + c.len_utf8()..).unwrap_or_default();
        // What is never closed is no quote.
        until = opened.filter(|close| rest.contains(*close));
        if [',', ';', '\n'].contains(&c) {
            parts.push(list.get(from..at).unwrap_or_default());
            from = at + c.len_utf8();
        }
    }
    parts.push(list.get(from..).unwrap_or_default());
    parts
}

/// The parts of the end of a list between its "and"s, unless it is in quotes.
fn ands(last: &str) -> Vec<&str> {
    let bare = last.trim_start();
    let bare = bare.strip_prefix("and ").unwrap_or(bare);
    if QUOTES.iter().any(|(open, _)| bare.starts_with(*open)) && !bare.contains("\" and ") {
        return vec![bare];
    }
    bare.split(" and ").collect()
}

fn item(part: &str) -> Listed {
    let bare = part.trim().trim_start_matches(['-', '*', '•']).trim();
    let numbered = bare.split_once(['.', ')']);
    let bare = match numbered {
        Some((number, rest))
            if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            rest.trim()
        }
        _ => bare,
    };
    let (name, note) = match bare.strip_suffix(')').and_then(|bare| bare.rsplit_once('(')) {
        Some((name, note)) if !name.trim().is_empty() => (name.trim(), Some(note)),
        _ => (bare, None),
    };
    let latency = note.and_then(|note| length(note).ok());
    let is_note = latency.is_some() || note.is_some_and(|note| pattern(note).is_ok());
    let name = if is_note { name } else { bare };
    let name = name.trim_matches(['`', '"', '“', '”', '„']).trim().trim_end_matches('.');
    Listed { name: name.into(), latency }
}
