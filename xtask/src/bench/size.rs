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

/// What a learner fetches for the stage and one chapter, of 1,024 bytes each. Since it was 420: pages that have words
/// for each case in which the program does not come, links with their codes, learners with names, two Kafka clients
/// with listings in the language of each, and the modules that a listing imports; pictures of every figure to be saved and
/// printed, figures in frames of other pages, and a home page that plays a task both ways.
const BUDGET_BYTES: u64 = 576 * 1_024;

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
    let fetched = digest::files(&dist, |_| true)?;
    for path in fetched.into_iter().filter(|path| is_fetched(path)) {
        let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
        // The build has compressed all but the smallest.
        let small = match fs::read(path.with_added_extension("br")) {
            Ok(small) => small,
            Err(_) => compressed(&bytes).map_err(Failure::file("compress", &path))?,
        };
        let file = path.strip_prefix(&dist).unwrap_or(&path).display().to_string();
        files.push(File { file, raw_bytes: bytes.len() as u64, brotli_bytes: small.len() as u64 });
    }
    Ok(Site::of(files))
}

impl Site {
    /// Of all its files.
    pub fn of(mut files: Vec<File>) -> Self {
        files.sort_by(|one, other| one.file.cmp(&other.file));
        let weight = |chapter: &str| -> u64 {
            let of_it = files.iter().filter(|file| chapter_of(&file.file) == Some(chapter));
            of_it.map(|file| file.brotli_bytes).sum()
        };
        let chapters = files.iter().filter_map(|file| chapter_of(&file.file));
        let heaviest = chapters.max_by_key(|chapter| weight(chapter)).map(str::to_string);
        let (first, mut later): (Vec<File>, Vec<File>) = files.into_iter().partition(|file| {
            let chapter = chapter_of(&file.file);
            !file.file.ends_with(FOR_TEACHERS)
                && (chapter.is_none() || chapter == heaviest.as_deref())
        });
        later.sort_by_key(|file| std::cmp::Reverse(file.brotli_bytes));
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

/// Files that a browser asks for when somebody reads the workbook, by their endings.
const FETCHED: [&str; 5] = ["html", "css", "js", "wasm", "lesson"];
/// Files with such an ending that it asks for when nobody waits, or for an address that there is not.
const ASIDE: [&str; 3] = ["404.html", "sw.js", "book.html"];

fn is_fetched(path: &Path) -> bool {
    let named = |name: &&str| path.file_name().is_some_and(|own| own == *name);
    let ends = |ending: &&str| path.extension().is_some_and(|own| own == *ending);
    FETCHED.iter().any(ends) && !ASIDE.iter().any(named)
}

/// Fetched with a teacher's question file, and by nobody else.
const FOR_TEACHERS: &str = "/scenarios.lesson";

/// The chapter that a file is fetched with: `lessons-…/02-two.lesson` and `two.html` with `two`.
fn chapter_of(file: &str) -> Option<&str> {
    if let Some((_, lesson)) = file.split_once('/') {
        let (number, chapter) = lesson.strip_suffix(".lesson")?.split_once('-')?;
        return number.bytes().all(|byte| byte.is_ascii_digit()).then_some(chapter);
    }
    file.strip_suffix(".html").filter(|page| *page != "index")
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
    fn the_heaviest_chapter_counts_with_its_page_and_what_is_fetched_later_does_not() {
        let file =
            |file: &str, brotli_bytes| File { file: file.into(), raw_bytes: 999, brotli_bytes };
        let site = Site::of(vec![
            file("index.html", 1),
            file("a.css", 2),
            file("lessons/index.lesson", 8),
            file("lessons/01-one.lesson", 32),
            file("lessons/02-two-more.lesson", 16),
            file("lessons/scenarios.lesson", 64),
            file("one.html", 128),
            file("two-more.html", 256),
        ]);
        assert_eq!(site.target().measured, f64::from(1 + 2 + 8 + 16 + 256));
        assert_eq!(site.when_needed.brotli_bytes, 32 + 64 + 128);
    }
}
