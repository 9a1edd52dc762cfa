//! How long each service takes: one length for all, one each in their order, or by name.
//!
//! Never here: a length for a service that was given none.

use super::gap::Why;
use super::length::{Length, length};
use super::list::{Listed, same};
use super::written::{is_nothing, start};
use engine::scenario::Latency;

/// What may stand between the name of a service and its latency.
const BETWEEN: [char; 13] = [':', '=', ' ', '(', '-', '–', '—', '@', '→', '>', '"', '”', '`'];

/// The latency of each service.
pub(super) fn latencies(list: &str, services: &[Listed]) -> Result<Vec<Latency>, Why> {
    let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
    let mut plain = Vec::new();
    let mut named: Vec<(&str, Length)> = Vec::new();
    let list = if is_nothing(list) { "" } else { list };
    for part in parts(list, &names) {
        let part = part.trim().trim_start_matches(['-', '*', '•', ' ', '"', '“', '`']);
        match of_service(part, &names) {
            Some((name, read)) => named.push((name, read?)),
            None if part.is_empty() => {}
            None => {
                let read = length(multiplied(part, names.len()));
                plain.push(read.map_err(|why| stranger(part, &names).map_or(why, Why::NoService))?);
            }
        }
    }
    let known = services.iter().filter_map(|it| Some((it.name.as_str(), it.latency?)));
    named.splice(0..0, known);
    if plain.is_empty() && named.is_empty() {
        return Err(Why::Empty);
    }
    if plain.len() == names.len() && named.is_empty() {
        return Ok(plain.into_iter().map(Length::latency).collect());
    }
    let usual = match plain.as_slice() {
        [] => None,
        [one] => Some(*one),
        [_, _, ..] => {
            return Err(Why::TooManyLengths(plain.len().to_string(), names.len().to_string()));
        }
    };
    let own = |name| named.iter().rfind(|(known, _)| same(known, name)).map(|(_, length)| *length);
    let each = names.iter().map(|name| {
        let length = own(name).or(usual).ok_or_else(|| Why::NoLatency((*name).to_string()))?;
        Ok(length.latency())
    });
    each.collect()
}

/// The parts of a list: between lines, semicolons, and commas that belong to no number and no name.
fn parts<'l>(list: &'l str, names: &[&str]) -> Vec<&'l str> {
    let (mut parts, mut from) = (Vec::new(), 0);
    for (at, c) in list.char_indices() {
        let ends = match c {
            ';' | '\n' => true,
            ',' => !in_number(list, at, names.len()) && !in_name(list, at, names),
            _ => false,
        };
        if ends {
            parts.push(list.get(from..at).unwrap_or_default());
            from = at + c.len_utf8();
        }
    }
    parts.push(list.get(from..).unwrap_or_default());
    parts
}

/// Whether a comma is that of a service's name.
fn in_name(list: &str, at: usize, names: &[&str]) -> bool {
    let list = list.to_ascii_lowercase();
    names.iter().any(|name| {
        let name = name.to_ascii_lowercase();
        list.match_indices(&name).any(|(from, _)| (from..from + name.len()).contains(&at))
    })
}

/// Whether a comma is that of `0,5 s` or of `1,500 ms`.
fn in_number(list: &str, at: usize, services: usize) -> bool {
    let (Some(before), Some(after)) = (list.get(..at), list.get(at + 1..)) else { return false };
    let is_number = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
    let head = before.rsplit(|c| !is_number(c)).next().unwrap_or_default();
    let end = after.find(|c| !is_number(c)).unwrap_or(after.len());
    let (tail, rest) = after.split_at_checked(end).unwrap_or((after, ""));
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !plain(head) || !plain(tail) {
        return false;
    }
    match (head, tail.len()) {
        ("0", _) => true,
        // Of two services, 5,10 is a length for each; 1,5 s is none of milliseconds.
        (_, 1 | 2) => services != 2 || rest.trim_start().starts_with('s'),
        (head, 3) => head.len() < 3,
        _ => false,
    }
}

/// The service that a part of the list speaks of, and its length.
fn of_service<'n>(part: &str, names: &[&'n str]) -> Option<(&'n str, Result<Length, Why>)> {
    let leads = |name: &&'n str| {
        let (first, rest) = part.split_at_checked(name.len())?;
        same(first, name).then(|| (*name, rest.trim_start_matches(BETWEEN)))
    };
    // Of Audit and Audit Log the longer name is meant where both fit.
    let leading = names.iter().filter_map(leads).max_by_key(|(name, _)| name.len());
    if let Some((name, rest)) = leading {
        let rest = ["takes ", "needs ", "is "]
            .iter()
            .find_map(|verb| rest.strip_prefix(verb))
            .unwrap_or(rest);
        return Some((
            name,
            length(rest).map_err(|why| stranger(part, names).map_or(why, Why::NoService)),
        ));
    }
    let trails = |name: &&'n str| {
        let part = part.trim_end_matches([')', ' ', '.']);
        let (head, last) = part.split_at_checked(part.len().checked_sub(name.len())?)?;
        let head = head.trim_end_matches(BETWEEN);
        let head = ["for", "at", "in", "by"]
            .iter()
            .find_map(|word| head.strip_suffix(word))
            .unwrap_or(head);
        let read = length(head).ok()?;
        same(last, name).then_some((*name, read))
    };
    let trailing = names.iter().filter_map(trails).max_by_key(|(name, _)| name.len());
    trailing.map(|(name, read)| (name, Ok(read)))
}

/// The length in `3 x 500 ms`, where there are three services.
fn multiplied(part: &str, services: usize) -> &str {
    let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
    let Some((times, rest)) = part.split_at_checked(digits) else { return part };
    let rest = rest.trim_start().strip_prefix(['x', 'X', '×', '*']);
    match rest {
        Some(rest) if times.parse() == Ok(services) => rest,
        _ => part,
    }
}

/// The name before a length, where it is none of these.
fn stranger(part: &str, names: &[&str]) -> Option<String> {
    let heads = part.match_indices(BETWEEN).filter_map(|(index, _)| {
        let (head, tail) = part.split_at_checked(index)?;
        let counted = length(tail.trim_start_matches(BETWEEN));
        matches!(counted, Ok(_) | Err(Why::NoUnit(_))).then(|| head.trim_end_matches(BETWEEN))
    });
    let is_name = |head: &&str| {
        head.contains(char::is_alphabetic)
            && length(head).is_err()
            && !names.iter().any(|name| same(name, head))
    };
    heads.filter(is_name).map(start).next()
}
