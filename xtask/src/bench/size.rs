//! The bytes of the site's files, as they are and as a server sends them at best: those of a first load,
//! and those that a browser fetches when it needs them.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Target;
use crate::compress::compressed;
use crate::digest;
use crate::failure::Failure;
use crate::process::root;
use crate::table::{NONE, Table};

/// The folders of what the page does not begin with.
const WHEN_NEEDED: [&str; 3] = ["workbook", "lessons", "worker"];
/// 160 KB of 1,024 bytes.
const BUDGET_BYTES: u64 = 160 * 1_024;
/// All files of the site.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Site {
    first_load: FirstLoad,
    when_needed: Files,
}

/// What a browser fetches to show the page, and what that may weigh.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct FirstLoad {
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
        let is_later =
            |file: &File| WHEN_NEEDED.iter().any(|later| Path::new(&file.file).starts_with(later));
        let (later, first) = files.into_iter().partition(is_later);
        Self {
            first_load: FirstLoad { files: Files::of(first), budget_bytes: BUDGET_BYTES },
            when_needed: Files::of(later),
        }
    }

    /// The figures as tables.
    pub fn tables(&self) -> [Table; 2] {
        let mut first = self.first_load.files.table("First load, bytes");
        first.row("budget", [NONE.into(), self.first_load.budget_bytes.to_string()]);
        [first, self.when_needed.table("Loaded when needed, bytes")]
    }

    /// The budget.
    pub fn target(&self) -> Target {
        Target {
            name: "first load, brotli, bytes".into(),
            at_most: self.first_load.budget_bytes as f64,
            measured: self.first_load.files.brotli_bytes as f64,
        }
    }
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
    fn what_is_fetched_later_does_not_weigh_on_the_first_load() {
        let file =
            |file: &str, brotli_bytes| File { file: file.into(), raw_bytes: 9, brotli_bytes };
        let site = Site::of(vec![
            file("index.html", 1),
            file("worker-like.js", 2),
            file("worker/worker.js", 4),
            file("workbook/workbook.js", 8),
            file("lessons/index.lesson", 16),
        ]);
        assert_eq!((site.target().measured, site.when_needed.brotli_bytes), (3.0, 28));
    }
}
