//! Scenario files, and the words for styles, as commands take them.
//!
//! Never a second reader of scenarios: the engine's is the one.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use engine::scenario::{FileError, Scenario, Style, read};

use crate::failure::Failure;

/// No scenario is as long; not all of what is longer is read.
pub const MOST_BYTES: u64 = 1_000_000;

/// The scenario in a file.
pub fn scenario_of(file: &str) -> Result<Scenario, Failure> {
    let text = text_of(Path::new(file))?;
    read(file, &text).map_err(|error| {
        let FileError { file, line, what, help } = error;
        Failure::input(format!("{file}, line {line}: {what}"), format!("To correct it: {help}."))
    })
}

/// The styles that a word names: one, or `all`.
pub fn styles(word: &str) -> Result<Vec<Style>, Failure> {
    if word == "all" {
        return Ok(Style::ALL.to_vec());
    }
    Style::named(word).map(|style| vec![style]).ok_or_else(|| {
        let words = Style::ALL.map(Style::word).join(", ");
        Failure::Usage(format!("`{word}` is no style; use one of {words}, or all"))
    })
}

fn text_of(path: &Path) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes)).map_err(
        |error| {
            Failure::input(
                format!("could not read {}: {error}", path.display()),
                "Name a scenario file, say assets/scenarios/outage.toml.",
            )
        },
    )?;
    if bytes.len() as u64 == MOST_BYTES {
        return Err(Failure::input(
            format!("{} is too long for a scenario", path.display()),
            "Name a scenario file; those that come with the workbook have about 1,000 bytes.",
        ));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        Failure::input(
            format!("{}, line {}: this is not text", path.display(), line + 1),
            "Save the file as UTF-8, or name a scenario file.",
        )
    })
}
