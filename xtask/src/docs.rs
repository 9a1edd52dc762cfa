//! Claims about the documents for people: whatever they point to is there.
//!
//! What a document says of the program is tested where the program is. Never here: how a document reads.

use std::fs;
use std::path::{Path, PathBuf};

use crate::digest;
use crate::process::root;

/// The first folder of every path in the repository that a document may name.
const FOLDERS: [&str; 10] = [
    ".ci/", ".github/", "assets/", "docs/", "engine/", "lesson/", "src/", "tests/", "words/",
    "xtask/",
];

/// The documents in the root and in docs/, each with its text.
fn documents() -> Vec<(PathBuf, String)> {
    let is_part = |path: &Path| path.starts_with("docs") || path.iter().count() == 1;
    let files = digest::files(root(), |path| is_part(path) && !path.starts_with("target"));
    let files = files.expect("the repository").into_iter();
    let texts = files.filter(|path| path.extension().is_some_and(|ending| ending == "md"));
    texts.map(|path| (path.clone(), fs::read_to_string(path).expect("a document"))).collect()
}

/// What is between two marks, wherever both are.
fn between<'t>(text: &'t str, open: &str, close: char) -> Vec<&'t str> {
    text.split(open).skip(1).filter_map(|rest| Some(rest.split_once(close)?.0)).collect()
}

/// The paths of the repository in a text's code: words that begin with one of its folders.
fn paths(text: &str) -> Vec<String> {
    let code = text.split('`').skip(1).step_by(2);
    let words = code.flat_map(str::split_whitespace);
    let paths = words.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder)));
    // What is only the form of a path has a mark in it that none has.
    paths.filter(|path| !path.contains(['<', '*', '…', '{'])).map(str::to_owned).collect()
}

/// A heading as a link names it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().trim().to_lowercase().replace(' ', "-")
}

fn has_heading(text: &str, wanted: &str) -> bool {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.map(|line| anchor(line.trim_start_matches('#'))).any(|anchor| anchor == wanted)
}

/// What is wrong with a link, if anything is.
fn broken(from: &Path, text: &str, link: &str) -> Option<String> {
    if link.starts_with("https://") {
        return None;
    }
    let (file, heading) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() { from.to_owned() } else { from.with_file_name(file) };
    let there =
        if file.is_empty() { Some(text.to_owned()) } else { fs::read_to_string(&target).ok() };
    match there {
        Some(text) if heading.is_empty() || has_heading(&text, heading) => None,
        // A picture is not text.
        None if target.is_file() => None,
        _ => Some(format!("{}: {link}", from.display())),
    }
}

#[test]
fn every_path_that_a_document_names_is_there() {
    for (document, text) in documents() {
        for path in paths(&text) {
            assert!(root().join(&path).exists(), "{}: there is no {path}", document.display());
        }
    }
}

#[test]
fn every_link_of_a_document_leads_somewhere() {
    for (document, text) in documents() {
        // Examples of what an author writes are not links.
        let prose: String = text.split('`').step_by(2).collect();
        let links = between(&prose, "](", ')');
        let found: Vec<_> =
            links.into_iter().filter_map(|link| broken(&document, &text, link)).collect();
        assert_eq!(found, Vec::<String>::new());
    }
}

/// The names of the tests in a text of a source.
fn tests_in(source: &str) -> impl Iterator<Item = &str> {
    let after = source.split("test]").skip(1);
    after.filter_map(|rest| rest.split_once("fn ")?.1.split('(').next())
}

#[test]
fn every_test_that_the_table_of_faults_names_is_there() {
    let is_part = |path: &Path| !path.starts_with("target") && !path.starts_with("dist");
    let files = digest::files(root(), is_part).expect("the repository").into_iter();
    let sources = files.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let texts: Vec<String> =
        sources.map(|path| fs::read_to_string(path).expect("a source")).collect();
    let there: Vec<&str> = texts.iter().flat_map(|text| tests_in(text)).collect();
    let table = fs::read_to_string(root().join("docs/reliability.md")).expect("the table");
    let rows = table.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let named: Vec<&str> = rows.flat_map(|row| between(row, "| `", '`')).collect();
    assert!(named.len() >= 60, "{} faults", named.len());
    let lost: Vec<_> = named.into_iter().filter(|name| !there.contains(name)).collect();
    assert_eq!(lost, Vec::<&str>::new());
}

#[test]
fn a_path_and_a_link_that_lead_nowhere_are_found() {
    let text = "# One\n## Two: it's `new`\n`engine/src/lib.rs`, `cargo test`, `src/<room>/`\n";
    assert_eq!(paths(text), ["engine/src/lib.rs"]);
    let from = root().join("README.md");
    assert_eq!(broken(&from, text, "#two-its-new"), None);
    assert_eq!(broken(&from, text, "docs/page.png"), None);
    for nowhere in ["#three", "docs/missing.md", "docs/scenarios.md#missing"] {
        assert!(broken(&from, text, nowhere).is_some(), "{nowhere}");
    }
}
