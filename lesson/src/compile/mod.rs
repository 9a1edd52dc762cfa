//! From a folder of lessons to the files that the page loads, at build time.
//!
//! ```text
//! assets/lessons/en/01-coupling-problem/chapter.md, chapter.toml
//!                   glossary.toml, words.toml, documents/worked.md
//! ```
//!
//! A mistake stops the build with file, line and what to do; as many as can be told at once are told at
//! once. The only part of the package that reads files. Never here: in the page.

mod chapter;
mod folder;
mod links;
mod markdown;

pub use folder::{Folder, Mistake};

use crate::content::{Entry, Index};
use crate::source;
use serde::Serialize;
use std::path::Path;

/// What a language's lessons compile to: files by name, to be put in one folder of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Site {
    /// The index, which is loaded first.
    pub index: (String, Vec<u8>),
    /// The chapters, each loaded when it is opened.
    pub chapters: Vec<(String, Vec<u8>)>,
    /// The scenarios, loaded when a teacher's question file is.
    pub scenarios: (String, Vec<u8>),
}

/// The name of the index among a site's files.
pub const INDEX: &str = "index.lesson";

/// The name of the scenarios among them.
pub const SCENARIOS: &str = "scenarios.lesson";

/// Compiles the lessons of one language, with the scenarios that they open.
///
/// # Errors
/// Every mistake that was found.
pub fn compile(lessons: &Path, scenarios: &Path) -> Result<Site, Vec<Mistake>> {
    let folder = Folder::read(lessons, scenarios)?;
    let mut mistakes = Vec::new();
    let mut take = |found: Vec<Mistake>| mistakes.extend(found);
    let words = source::words("words.toml", &folder.words).map_err(&mut take);
    let glossary = source::glossary("glossary.toml", &folder.glossary, &folder).map_err(&mut take);
    let terms: Vec<String> = glossary.iter().flatten().map(|term| term.id.clone()).collect();
    let scenarios = folder.scenarios().map_err(&mut take);
    let (mut entries, mut chapters): (Vec<Entry>, Vec<_>) = (Vec::new(), Vec::new());
    for source in &folder.chapters {
        match chapter::chapter(source, &folder, &terms) {
            Ok(chapter) => {
                entries.push(chapter.entry.clone());
                chapters.push((chapter.entry.file.clone(), packed(&chapter)));
            }
            Err(found) => take(found),
        }
    }
    match (words, glossary, scenarios) {
        (Ok(words), Ok(glossary), Ok(scenarios)) if mistakes.is_empty() => {
            let documents = folder.documents;
            let index = Index {
                format: crate::content::FORMAT,
                chapters: entries,
                glossary,
                words,
                documents,
                thumbs: Vec::new(),
            };
            let scenarios = (SCENARIOS.into(), packed(&scenarios));
            Ok(Site { index: (INDEX.into(), packed(&index)), chapters, scenarios })
        }
        _ => Err(mistakes),
    }
}

/// The compact form. Nothing of the model can fail to be written.
fn packed<T: Serialize>(content: &T) -> Vec<u8> {
    postcard::to_allocvec(content).unwrap_or_default()
}
