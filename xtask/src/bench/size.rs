//! The bytes of the site's files, as they are and as a server sends them at best: those that a learner fetches
//! for the stage and one chapter, and those that a browser fetches when it needs them.
//!
//! Never here: which files there are; the site's folder says that.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::target::Target;
use crate::compress::compressed;
use crate::digest;
use crate::failure::Failure;
use crate::process::root;
use crate::table::{NONE, Table};

/// What a learner fetches for the stage and one chapter, of 1,024 bytes each.
const BUDGET_BYTES: u64 = 420 * 1_024;

/// All files of the site.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    stage_and_chapter: Budgeted,
    when_needed: Files,
}

/// What a learner fetches for the stage and the largest chapter, and what that may weigh.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Budgeted {
    #[serde(flatten)]
    files: Files,
    budget_bytes: u64,
}

/// Some files of the site, with their sums.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Files {
    files: Vec<File>,
    raw_bytes: u64,
    brotli_bytes: u64,
}

/// A file of the site.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    file: String,
    raw_bytes: u64,
    brotli_bytes: u64,
}

/// Weighs the site in `dist/`.
pub fn site() -> Result<Site, Failure> {
    let dist = root().join("dist");
    let mut files = Vec::new();
    for path in digest::files(&dist, |_| true)? {
        let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
        let small = compressed(&bytes).map_err(Failure::file("compress", &path))?;
        let file = path.strip_prefix(&dist).unwrap_or(&path).display().to_string();
        files.push(File { file, raw_bytes: bytes.len() as u64, brotli_bytes: small.len() as u64 });
    }
    Ok(Site::of(files))
}

impl Site {
    /// Of all its files.
    pub fn of(files: Vec<File>) -> Self {
        let (mut chapters, others): (Vec<File>, Vec<File>) =
            files.into_iter().partition(is_chapter);
        let (mut later, mut first): (Vec<File>, Vec<File>) =
            others.into_iter().partition(|file| Path::new(&file.file).starts_with(WORKER));
        chapters.sort_by_key(|file| file.brotli_bytes);
        first.extend(chapters.pop());
        later.extend(chapters);
        Self {
            stage_and_chapter: Budgeted { files: Files::of(first), budget_bytes: BUDGET_BYTES },
            when_needed: Files::of(later),
        }
    }

    /// The figures as tables.
    pub fn tables(&self) -> [Table; 2] {
        let mut first = self.stage_and_chapter.files.table("The stage and one chapter, bytes");
        first.row("budget", [NONE.into(), self.stage_and_chapter.budget_bytes.to_string()]);
        [first, self.when_needed.table("Fetched when needed, bytes")]
    }

    /// The budget.
    pub fn target(&self) -> Target {
        Target {
            name: "stage and one chapter, brotli, bytes".into(),
            at_most: self.stage_and_chapter.budget_bytes as f64,
            measured: self.stage_and_chapter.files.brotli_bytes as f64,
        }
    }
}

/// The folder of what is fetched when a file is opened or saved.
const WORKER: &str = "worker";

/// Whether a file is one of the chapters, which are numbered.
fn is_chapter(file: &File) -> bool {
    let number = file.file.strip_prefix("lessons/");
    number.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_digit()))
}

impl Files {
    fn of(files: Vec<File>) -> Self {
        Self {
            raw_bytes: files.iter().map(|file| file.raw_bytes).sum(),
            brotli_bytes: files.iter().map(|file| file.brotli_bytes).sum(),
            files,
        }
    }

    fn table(&self, title: &str) -> Table {
        let mut table = Table::new(title, ["raw", "brotli"]);
        for File { file, raw_bytes, brotli_bytes } in &self.files {
            table.row(file, [raw_bytes.to_string(), brotli_bytes.to_string()]);
        }
        table.row("all", [self.raw_bytes.to_string(), self.brotli_bytes.to_string()]);
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_chapter_counts_and_what_is_fetched_later_does_not() {
        let file =
            |file: &str, brotli_bytes| File { file: file.into(), raw_bytes: 99, brotli_bytes };
        let site = Site::of(vec![
            file("index.html", 1),
            file("worker-like.js", 2),
            file("worker/worker.js", 4),
            file("lessons/index.lesson", 8),
            file("lessons/01-one.lesson", 32),
            file("lessons/02-two.lesson", 16),
        ]);
        assert_eq!((site.target().measured, site.when_needed.brotli_bytes), (43.0, 20));
    }
}
