//! Which language a build is for, and its file.
//!
//! Never here: what the file says.

use super::list::Words;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The environment variable that names the language.
pub const VARIABLE: &str = "WORKBOOK_LANGUAGE";
/// The language that all others are held against.
pub const ENGLISH: &str = "en";

/// The language that is asked for.
pub fn wanted() -> String {
    env::var(VARIABLE).ok().filter(|name| !name.is_empty()).unwrap_or_else(|| ENGLISH.into())
}

/// A language's file, in the project's folder.
pub fn file(root: &Path, language: &str) -> PathBuf {
    root.join("assets/lessons").join(language).join("words.toml")
}

/// Reads a language's words, and holds them against the English ones.
///
/// # Errors
/// Every mistake, a line each.
pub fn of_language(root: &Path, language: &str) -> Result<Words, String> {
    if !is_name(language) {
        return Err(format!("`{language}` is no language: write two or three letters, as in de"));
    }
    let words = read(root, language)?;
    if language != ENGLISH {
        told(words.faults_against(&read(root, ENGLISH)?))?;
    }
    let scenarios = root.join("assets/scenarios");
    told(words.faults_in_names(|name| scenarios.join(format!("{name}.toml")).is_file()))?;
    Ok(words)
}

fn read(root: &Path, language: &str) -> Result<Words, String> {
    let file = file(root, language);
    let shown = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
    let text = fs::read_to_string(&file)
        .map_err(|error| format!("{shown}: {error}. To mend it: copy that of `{ENGLISH}`"))?;
    Words::read(&shown, &text).or_else(|faults| {
        told(faults)?;
        Err(format!("{shown} cannot be read"))
    })
}

fn told(faults: Vec<engine::toml::FileError>) -> Result<(), String> {
    if faults.is_empty() {
        return Ok(());
    }
    Err(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// It becomes the name of a folder, and the page's `lang`.
fn is_name(language: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
    language.starts_with(|c: char| c.is_ascii_alphabetic()) && language.chars().all(fits)
}
