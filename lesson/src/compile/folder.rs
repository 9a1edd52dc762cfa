//! The files of a language's lessons, read into memory.
//!
//! Never here: what stands in them.

use crate::content::Scenarios;
use crate::source::Library;
use engine::scenario::{FileError, Scenario, read};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A file with a mistake in it: which, in what line, what is wrong, and what to do.
pub type Mistake = FileError;

/// A language's lessons, as they are written.
#[derive(Debug, Default)]
pub struct Folder {
    pub(super) chapters: Vec<ChapterSource>,
    pub(super) glossary: String,
    pub(super) words: String,
    pub(super) documents: Vec<(String, String)>,
    scenarios: BTreeMap<String, String>,
}

/// A chapter's two files.
#[derive(Debug)]
pub(super) struct ChapterSource {
    /// The folder's name: `01-coupling-problem`.
    pub folder: String,
    pub number: u32,
    pub id: String,
    pub prose: String,
    pub sheet: String,
}

impl Folder {
    /// Reads the files of a language, and the scenario files beside.
    ///
    /// # Errors
    /// If a file that has to be there cannot be read, or a folder has another name than a chapter's.
    pub fn read(lessons: &Path, scenarios: &Path) -> Result<Self, Vec<Mistake>> {
        let mut folder = Self::default();
        let mut mistakes = Vec::new();
        let mut take = |read: Result<String, Mistake>| match read {
            Ok(text) => text,
            Err(mistake) => {
                mistakes.push(mistake);
                String::new()
            }
        };
        folder.glossary = take(text(&lessons.join("glossary.toml")));
        folder.words = take(text(&lessons.join("words.toml")));
        for path in entries(&lessons.join("documents"), false) {
            folder.documents.push((stem(&path), take(text(&path))));
        }
        for path in entries(lessons, true) {
            let name = name(&path);
            if name == "documents" {
                continue;
            }
            let number = name.split_once('-').map(|(number, id)| (number.parse().ok(), id));
            let (number, id) = match number {
                Some((Some(number), id)) => (number, id.to_string()),
                _ => (0, String::new()),
            };
            let expected = folder.chapters.len() as u32 + 1;
            if number != expected {
                take(Err(mistake(
                    &path,
                    &format!("a folder called \"{name}\" where chapter {expected} is expected"),
                    &format!("call it {expected:02}-its-id, without a gap in the numbers"),
                )));
            }
            folder.chapters.push(ChapterSource {
                prose: take(text(&path.join("chapter.md"))),
                sheet: take(text(&path.join("chapter.toml"))),
                folder: name,
                number,
                id,
            });
        }
        read_scenarios(scenarios, "", &mut folder.scenarios);
        if mistakes.is_empty() { Ok(folder) } else { Err(mistakes) }
    }

    /// All scenario files, as the page has them for a teacher's question file.
    pub(super) fn scenarios(&self) -> Result<Scenarios, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let mut files = Vec::new();
        for (name, text) in &self.scenarios {
            match read(name, text) {
                Ok(scenario) => files.push((name.as_str().into(), scenario)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        if mistakes.is_empty() { Ok(Scenarios { files }) } else { Err(mistakes) }
    }

    /// The names of the documents that the template can be opened with.
    pub(super) fn documents(&self) -> Vec<&str> {
        self.documents.iter().map(|(name, _)| name.as_str()).collect()
    }
}

impl Library for Folder {
    fn scenario(&self, file: &str) -> Option<Result<Scenario, FileError>> {
        self.scenarios.get(file).map(|text| read(file, text))
    }

    fn chapters(&self) -> Vec<String> {
        self.chapters.iter().map(|chapter| chapter.id.clone()).collect()
    }
}

/// Scenario files by their path below the folder, as in `lessons/in-turn.toml`.
fn read_scenarios(folder: &Path, under: &str, into: &mut BTreeMap<String, String>) {
    for path in entries(folder, false) {
        if let Ok(text) = fs::read_to_string(&path) {
            into.insert(format!("{under}{}", name(&path)), text);
        }
    }
    for path in entries(folder, true) {
        read_scenarios(&path, &format!("{under}{}/", name(&path)), into);
    }
}

/// The files of a folder, or the folders in it, in the order of their names.
fn entries(folder: &Path, folders: bool) -> Vec<PathBuf> {
    let Ok(found) = fs::read_dir(folder) else { return Vec::new() };
    let paths = found.filter_map(|entry| Some(entry.ok()?.path()));
    let mut paths: Vec<_> = paths.filter(|path| path.is_dir() == folders).collect();
    paths.sort();
    paths
}

fn text(path: &Path) -> Result<String, Mistake> {
    fs::read_to_string(path).map_err(|error| {
        mistake(path, &format!("cannot be read: {error}"), "add the file, as text in UTF-8")
    })
}

fn mistake(path: &Path, what: &str, help: &str) -> Mistake {
    Mistake { file: path.display().to_string(), line: 1, what: what.into(), help: help.into() }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
