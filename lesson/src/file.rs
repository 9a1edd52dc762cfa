//! What a text file that somebody opens is: a learner's progress, a teacher's questions, or neither.
//!
//! Files say what they are in a field `file` above their first table; files without it are told by their
//! fields, and damaged ones by their lines, so that the message about them comes from the right reader. Never
//! here: reading the file; [`crate::progress`] and [`crate::source`] do.

use engine::toml::{Kind, Value, parse_within};

/// The most fields that are looked at to tell a file: those of a progress file, which is the longest.
const MAX_FIELDS: usize = 400_000;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// What a learner has done, as [`crate::progress::Progress::save`] writes it.
    Progress,
    /// A teacher's question file.
    Questions,
    /// A scenario of the sandbox.
    Scenario,
    /// None of these.
    Unknown,
}

/// Tables that only one kind of file has at its root; `questions` is in both of the first two.
const OF_PROGRESS: [&str; 7] =
    ["answers", "drafts", "scenarios", "documents", "place", "learner", "cleared"];
const OF_QUESTIONS: [&str; 3] = ["figures", "predictions", "questions"];
const OF_SCENARIO: [&str; 7] =
    ["services", "timeline", "producer", "event", "kafka", "load", "horizon_ms"];

impl FileKind {
    /// What a text is.
    pub fn of(text: &str) -> Self {
        match parse_within(text, MAX_FIELDS) {
            Ok(root) => Self::of_fields(&root),
            Err(_) => Self::of_lines(text),
        }
    }

    fn of_fields(root: &Value) -> Self {
        let has = |keys: &[&str]| keys.iter().any(|key| root.get(key).is_some());
        match root.get("file").map(|field| &field.value.kind) {
            Some(Kind::Text(file)) => Self::named(file),
            _ if has(&OF_PROGRESS) => Self::Progress,
            // A text that was kept has a stamp; a question has none.
            _ if root.get("questions").is_some_and(|field| is_stamped(&field.value)) => {
                Self::Progress
            }
            _ if has(&OF_QUESTIONS) => Self::Questions,
            _ if has(&OF_SCENARIO) => Self::Scenario,
            _ if root.get("title").is_some() => Self::Questions,
            // Progress in which nothing is done yet.
            _ if root.get("format").is_some() => Self::Progress,
            _ => Self::Unknown,
        }
    }

    fn named(file: &str) -> Self {
        match file {
            "progress" => Self::Progress,
            "questions" => Self::Questions,
            "scenario" => Self::Scenario,
            _ => Self::Unknown,
        }
    }

    /// By the first line that tells, where the text as a whole cannot be read.
    fn of_lines(text: &str) -> Self {
        let lines = || text.lines().map(str::trim_start);
        let head = lines().take_while(|line| !line.starts_with('['));
        for line in head {
            let said = line.split_once('=').filter(|(key, _)| key.trim() == "file");
            if let Some((_, file)) = said {
                return Self::named(file.trim().trim_matches('"'));
            }
        }
        let opens = |line: &str, tables: &[&str]| {
            let name = line.strip_prefix('[').map(|rest| rest.trim_matches(['[', ']', ' ', '\r']));
            name.is_some_and(|name| tables.contains(&name))
        };
        let is_stamp = |line: &str| {
            line.split_once('=').is_some_and(|(key, _)| matches!(key.trim(), "stamp" | "tab"))
        };
        if lines().any(|line| opens(line, &OF_PROGRESS) || is_stamp(line)) {
            Self::Progress
        } else if lines().any(|line| opens(line, &OF_QUESTIONS)) {
            Self::Questions
        } else if lines().any(|line| opens(line, &OF_SCENARIO)) {
            Self::Scenario
        } else if lines().any(|line| line.starts_with("format")) {
            Self::Progress
        } else {
            Self::Unknown
        }
    }
}

fn is_stamped(tables: &Value) -> bool {
    match &tables.kind {
        Kind::List(values, _) => values.iter().any(|value| value.get("stamp").is_some()),
        _ => false,
    }
}
