//! The list of a language's texts, each with its key: read from their file.
//!
//! Never here: what becomes of a text.

use engine::toml::{Fault, FileError, Kind, Read, Value, parse, short, text};

/// Before the key of a word of the stage, which is built into the program. The workbook reads the others
/// while it runs.
pub const STAGE: &str = "stage.";
/// Before the key of a word of the page that stands there before any program runs.
pub const PAGE: &str = "entry.";
/// Before the key of a scenario's title or sentence, as in `scenario.outage.title`: English has none,
/// since they stand in the scenario's own file.
pub const SCENARIO: &str = "scenario.";
/// Before the key of what a setting is, as in `setting.kafka.acks`: English has none, since the engine
/// says it.
pub const SETTING: &str = "setting.";

/// One text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its key, as in `transport.play`.
    pub key: String,
    /// The text.
    pub said: String,
    /// Where it stands in its file, in bytes.
    pub(crate) place: usize,
}

/// All texts of a language, in the order of their file.
#[derive(Clone, Debug)]
pub struct Words {
    /// The name of its file, for errors.
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) words: Vec<Word>,
}

impl Words {
    /// Reads a file's text; `file` is its name in errors.
    ///
    /// # Errors
    /// Every mistake, with its line and what to do.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<FileError>> {
        let (mut words, mut faults) = (Vec::new(), Vec::new());
        match parse(text) {
            Ok(root) => collect(&root, "", &mut words, &mut faults),
            Err(fault) => faults.push(*fault),
        }
        if faults.is_empty() {
            return Ok(Self { file: file.into(), text: text.into(), words });
        }
        Err(faults.iter().map(|fault| FileError::new(file, text, fault)).collect())
    }

    /// The texts whose keys begin so, each with the rest of its key.
    pub fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let named = move |word: &'a Word| Some((word.key.strip_prefix(prefix)?, &*word.said));
        self.words.iter().filter_map(named)
    }

    /// The text of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.word(key).map(|word| word.said.as_str())
    }

    pub(crate) fn word(&self, key: &str) -> Option<&Word> {
        self.words.iter().find(|word| word.key == key)
    }
}

fn collect(value: &Value, under: &str, words: &mut Vec<Word>, faults: &mut Vec<Fault>) {
    let Kind::Table(fields, _) = &value.kind else { return };
    for field in fields {
        let key = format!("{under}{}", field.key.name);
        if !is_name(&field.key.name) {
            faults.push(*Fault::new(
                field.key.place,
                format_args!("`{}` is no name of a text", short(&field.key.name)),
                format_args!("write lower-case letters, digits and underscores"),
            ));
        } else if let Kind::Table(..) = field.value.kind {
            // Tables can be no deeper than the parser lets them.
            collect(&field.value, &format!("{key}."), words, faults);
        } else {
            match said(&key, text(field)) {
                Ok(said) => words.push(Word { key, said, place: field.key.place }),
                Err(mut fault) => {
                    fault.place = field.value.place;
                    faults.push(*fault);
                }
            }
        }
    }
}

fn said(key: &str, written: Read<&str>) -> Read<String> {
    let written = written?;
    if written.trim().is_empty() {
        let help = "write what the learner is to read there";
        return Err(Fault::new(0, format_args!("`{key}` says nothing"), format_args!("{help}")));
    }
    if places(written).is_none() {
        return Err(Fault::new(
            0,
            format_args!("`{key}` has a brace that opens or closes nothing"),
            format_args!("write what is filled in as {{name}}, in lower-case letters"),
        ));
    }
    Ok(written.into())
}

/// Part of a key, which is also one in Rust.
fn is_name(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_lowercase())
        && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b))
}

/// The names between braces, each once and in order; `None` if a brace belongs to none.
pub fn places(said: &str) -> Option<Vec<&str>> {
    let mut parts = said.split('{');
    if parts.next()?.contains('}') {
        return None;
    }
    let mut places = Vec::new();
    for part in parts {
        let (name, after) = part.split_once('}')?;
        let fits = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !fits || after.contains('}') {
            return None;
        }
        places.push(name);
    }
    places.sort_unstable();
    places.dedup();
    Some(places)
}
