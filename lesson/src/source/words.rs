//! Reading the glossary, and the interface's words.
//!
//! Never here: a text of the interface that stands in code.

use super::fields::{Fields, said};
use super::figure::twice;
use super::library::Library;
use crate::content::Term;
use engine::toml::{Fault, FileError, Kind, Read, Value, parse};

/// Reads the glossary; `file` is its name in errors. The terms come in the order of their words.
///
/// # Errors
/// Every mistake, with its line and what to do.
pub fn glossary(
    file: &str,
    text: &str,
    library: &dyn Library,
) -> Result<Vec<Term>, Vec<FileError>> {
    let mut faults = Vec::new();
    let mut terms: Vec<Term> = Vec::new();
    let read = parse(text).and_then(|root| {
        let fields = Fields::of(&root, "the glossary")?;
        for value in fields.tables("terms")? {
            match term(value, &terms, library) {
                Ok(term) => terms.push(term),
                Err(fault) => faults.push(*fault),
            }
        }
        fields.finish()
    });
    faults.extend(read.err().map(|fault| *fault));
    terms.sort_by_key(|term| term.term.to_lowercase());
    or_errors(file, text, terms, &faults)
}

fn term(value: &Value, known: &[Term], library: &dyn Library) -> Read<Term> {
    let fields = Fields::of(value, "a term")?;
    let id: String = fields.id("id")?;
    let word = fields.text("term")?;
    if known.iter().any(|other| other.id == id) {
        return Err(twice(value.place_of("id"), &id));
    }
    if known.iter().any(|other| other.term == word) {
        return Err(twice(value.place_of("term"), &word));
    }
    let chapter = fields.text("chapter")?;
    let chapters = library.chapters();
    if !chapters.contains(&chapter) {
        return Err(Fault::new(
            value.place_of("chapter"),
            format_args!("no chapter is called \"{}\"", engine::toml::short(&chapter)),
            format_args!("use one of {}", chapters.join(", ")),
        ));
    }
    let meaning = fields.sentence("meaning")?;
    fields.finish()?;
    if let Some(reading) = meaning.readings().next() {
        return Err(Fault::new(
            value.place_of("meaning"),
            format_args!("a meaning quotes {reading}, and has no run"),
            format_args!("say it without a figure of a run"),
        ));
    }
    Ok(Term { id, term: word, meaning, chapter: chapter.into() })
}

/// Reads the interface's words, a table a part of it: key `part.name` and text, in order of their keys.
///
/// # Errors
/// Every mistake, with its line and what to do.
pub fn words(file: &str, text: &str) -> Result<Vec<(String, String)>, Vec<FileError>> {
    let mut faults = Vec::new();
    let mut words = Vec::new();
    match parse(text) {
        Ok(root) => collect(&root, "", &mut words, &mut faults),
        Err(fault) => faults.push(*fault),
    }
    words.sort();
    or_errors(file, text, words, &faults)
}

/// What is built into the programs and the page, and of no use to the lessons.
const BUILT_IN: [&str; 4] = ["entry", "scenario", "setting", "stage"];

fn collect(value: &Value, under: &str, words: &mut Vec<(String, String)>, faults: &mut Vec<Fault>) {
    let Kind::Table(fields, _) = &value.kind else { return };
    for field in fields {
        if under.is_empty() && BUILT_IN.contains(&field.key.name.as_str()) {
            continue;
        }
        let key = format!("{under}{}", field.key.name);
        match (&field.value.kind, said(field)) {
            // Tables can be no deeper than the parser lets them.
            (Kind::Table(..), _) => collect(&field.value, &format!("{key}."), words, faults),
            (_, Err(fault)) => faults.push(*fault),
            (_, Ok(said)) if placeholders(said) => words.push((key, said.into())),
            _ => faults.push(*Fault::new(
                field.value.place,
                format_args!("`{key}` has a brace that opens or closes nothing"),
                format_args!("write what is filled in as {{name}}, in lower-case letters"),
            )),
        }
    }
}

/// Whether every brace belongs to a placeholder such as `{minutes}`.
fn placeholders(said: &str) -> bool {
    let mut parts = said.split('{');
    let first = parts.next().unwrap_or_default();
    !first.contains('}')
        && parts.all(|part| {
            part.split_once('}').is_some_and(|(name, after)| {
                !name.is_empty()
                    && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
                    && !after.contains('}')
            })
        })
}

fn or_errors<T>(file: &str, text: &str, read: T, faults: &[Fault]) -> Result<T, Vec<FileError>> {
    if faults.is_empty() {
        return Ok(read);
    }
    Err(faults.iter().map(|fault| FileError::new(file, text, fault)).collect())
}
