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
    pub fn of(mut files: Vec<File>) -> Self {
        // The largest of each kind comes first.
        files.sort_by_key(|file| std::cmp::Reverse(file.brotli_bytes));
        let mut counted = Vec::new();
        let (mut first, later): (Vec<File>, Vec<File>) = files.into_iter().partition(|file| {
            let fetched = Use::of(Path::new(&file.file));
            let is_another = counted.contains(&fetched);
            counted.push(fetched);
            match fetched {
                Use::Always => true,
                Use::OfAChapter | Use::AsThePage => !is_another,
                Use::Later => false,
            }
        });
        first.sort_by(|one, other| one.file.cmp(&other.file));
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

/// When a file is fetched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// With the stage, or with any chapter.
    Always,
    /// With its own chapter.
    OfAChapter,
    /// As the page that a browser opens at a chapter.
    AsThePage,
    /// When something is done that needs it: a worker, or the scenarios of a teacher's question file.
    Later,
}

impl Use {
    fn of(file: &Path) -> Self {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let is_numbered = name.starts_with(|c: char| c.is_ascii_digit());
        if file.starts_with("worker") || file == Path::new("lessons/scenarios.lesson") {
            Self::Later
        } else if file.starts_with("lessons") && is_numbered {
            Self::OfAChapter
        } else if name.ends_with(".html") && file != Path::new("index.html") {
            Self::AsThePage
        } else {
            Self::Always
        }
    }
}

/// What the stage and one chapter weigh, in a line; an error if that is too much.
pub fn within_budget() -> Result<String, Failure> {
    let Target { at_most, measured, .. } = site()?.target();
    let line = format!("The stage and one chapter: {measured} bytes with brotli, of {at_most}.");
    if measured <= at_most {
        return Ok(line);
    }
    Err(Failure::missing(
        line,
        "See what they are with `cargo xtask bench --bytes`. Save some, or raise BUDGET_BYTES in\n  \
         xtask/src/bench/size.rs, and say in the commit what is worth it.",
    ))
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
    fn the_largest_chapter_and_page_count_and_what_is_fetched_later_does_not() {
        let file =
            |file: &str, brotli_bytes| File { file: file.into(), raw_bytes: 999, brotli_bytes };
        let site = Site::of(vec![
            file("index.html", 1),
            file("worker-like.js", 2),
            file("worker/worker.js", 4),
            file("lessons/index.lesson", 8),
            file("lessons/01-one.lesson", 32),
            file("lessons/02-two.lesson", 16),
            file("lessons/scenarios.lesson", 64),
            file("chapter/one/index.html", 128),
            file("chapter/two/index.html", 256),
        ]);
        assert_eq!(site.target().measured, f64::from(1 + 2 + 8 + 32 + 256));
        assert_eq!(site.when_needed.brotli_bytes, 4 + 16 + 64 + 128);
    }
}
