//! What the learner reads of the interface stands in the language's words, and not in the code. A literal that
//! reads like a text of the interface fails here: a capitalised word, or two words beside each other.
//!
//! Never here: a single word without a capital, which may as well be a tag or a class.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms of the interface.
const ROOMS: [&str; 4] = ["src/chapters", "src/scene", "src/stage", "src/web"];

/// Literals that read like a text and are none: names of keys, questions to the browser, selectors, classes, fonts.
const NO_TEXTS: [&str; 12] = [
    "ArrowRight",
    "ArrowLeft",
    "Arrow",
    "Home",
    "End",
    "Escape",
    "(prefers-reduced-motion: reduce)",
    ".panel :is(button, input, select)",
    "line line-{}",
    "Charter, Georgia, 'DejaVu Serif', serif",
    "system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif",
    "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', monospace",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below a folder that end so.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of the repository");
    let found = entries.flat_map(|entry| {
        let path = entry.expect("an entry of it").path();
        if path.is_dir() { files(&path, ending) } else { vec![path] }
    });
    found.filter(|path| path.to_string_lossy().ends_with(ending)).collect()
}

/// The classes that the style sheets know.
fn classes() -> BTreeSet<String> {
    let sheets = files(&root().join("assets"), ".css");
    let mut all = BTreeSet::new();
    for sheet in sheets.iter().map(|path| fs::read_to_string(path).expect("a style sheet is text"))
    {
        let names = sheet.split('.').skip(1).map(|rest| {
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default()
        });
        all.extend(names.map(String::from));
    }
    all
}

/// A literal, its line, and what stands before it.
struct Literal<'a> {
    line: usize,
    text: &'a str,
    before: &'a str,
}

/// The literals of a program without its comments and the tests at its end.
fn literals(source: &str) -> Vec<Literal<'_>> {
    let program = source.split("#[cfg(test)]").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(rest) = program.get(place..).filter(|rest| !rest.is_empty()) {
        place += if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("'\"'") {
            3
        } else if let Some(text) = rest.strip_prefix('"') {
            let end = end_of(text);
            let line = program[..place].matches('\n').count() + 1;
            found.push(Literal { line, text: &text[..end], before: program[..place].trim_end() });
            end + 2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
    }
    found
}

/// Where a literal ends that has begun.
fn end_of(text: &str) -> usize {
    let mut escaped = false;
    let end = text.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// Whether a literal reads like a text: what is filled in apart, a capitalised word, or two words.
fn reads_like_a_text(literal: &str) -> bool {
    let mut plain = String::new();
    let mut depth = 0;
    for c in literal.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    let is_word = |part: &str| part.len() > 1 && part.chars().all(char::is_alphabetic);
    let parts = || plain.split(|c: char| !c.is_alphabetic());
    let capital = parts().any(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
    });
    let spaced = plain
        .split_whitespace()
        .filter(|part| is_word(part.trim_matches(|c: char| c.is_ascii_punctuation())));
    capital || spaced.count() > 1
}

/// The texts of a source, each with its line.
fn texts<'a>(source: &'a str, classes: &BTreeSet<String>) -> Vec<(usize, &'a str)> {
    let is_class = |text: &str| text.split_whitespace().all(|name| classes.contains(name));
    // Whom nobody but us can read.
    let ours = |before: &str| before.ends_with(".expect(") || before.ends_with("env!(");
    let found = literals(source).into_iter().filter(|literal| {
        let Literal { text, before, .. } = literal;
        reads_like_a_text(text) && !is_class(text) && !ours(before) && !NO_TEXTS.contains(text)
    });
    found.map(|literal| (literal.line, literal.text)).collect()
}

#[test]
fn no_text_of_the_interface_stands_in_its_code() {
    let classes = classes();
    let mut found = Vec::new();
    for path in ROOMS.iter().flat_map(|room| files(&root().join(room), ".rs")) {
        let source = fs::read_to_string(&path).expect("a source is text");
        for (line, text) in texts(&source, &classes) {
            let path = path.strip_prefix(root()).unwrap_or(&path).display();
            found.push(format!(
                "{path}:{line}: \"{text}\": write it in words.toml, and word!() here"
            ));
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_text_is_told_from_a_class_a_tag_and_a_path() {
    let classes = BTreeSet::from(["side".to_string(), "direct".into()]);
    let found = |source| texts(source, &classes).len();
    for text in [
        r#"text("Play")"#,
        r#"("aria-label", "the playhead")"#,
        r#"format!("{count} more tasks")"#,
        r#"words("p", &[], "On its way\
            to the log")"#,
        r#"f('"', "Play")"#,
        r#"("a \"quoted\" word")"#,
    ] {
        assert_eq!(found(text), 1, "{text}");
    }
    for text in [
        r#"("class", "side direct")"#,
        r#"("viewBox", &format!("0 0 {w} {h}"))"#,
        r#"format!("M{} {}v{}", x, y, h)"#,
        r#"format!("left:{}px;top:{}px", x, y)"#,
        r#"window().expect("a page has a window")"#,
        "// text(\"Play\")",
        "#[cfg(test)]\nmod tests { text(\"Play\"); }",
    ] {
        assert_eq!(found(text), 0, "{text}");
    }
}
