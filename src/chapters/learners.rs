//! Learners who share a browser: each may have a name, and has answers of their own.
//!
//! A learner's work lies under a key of its own, and one tab shows one learner's. Never here: the keys.

use super::message::LearnerNumber;
use lesson::progress::{Loading, Progress};

/// A learner who uses this browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Learner {
    /// Which.
    pub number: LearnerNumber,
    /// What they call themselves; empty if they have not said.
    pub name: String,
}

impl Learner {
    /// The learner whose work this text is. One whose text cannot be read has no name here.
    pub(super) fn of(number: LearnerNumber, text: &str) -> Self {
        let name = match Progress::load("", text, 0) {
            Loading::Loaded(progress) => progress.learner().to_string(),
            Loading::Newer(_) | Loading::Damaged { .. } => String::new(),
        };
        Self { number, name }
    }
}

/// The name of a file with everything that was saved: with the learner's name and the day, as in `2026-09-01`, so
/// that those of a class do not have the same.
pub fn backup_name(learner: &str, day: &str) -> String {
    let mut name = String::new();
    for c in learner.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    let parts = ["coupling-workbook", name.trim_end_matches('-'), day];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{}.toml", parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_learner_has_their_name_and_the_day() {
        for (learner, name) in [
            ("Ada", "coupling-workbook-ada-2026-09-01.toml"),
            ("Zoë  O'Neil ", "coupling-workbook-zoë-o-neil-2026-09-01.toml"),
            ("../../etc", "coupling-workbook-etc-2026-09-01.toml"),
            ("", "coupling-workbook-2026-09-01.toml"),
            ("👩‍💻", "coupling-workbook-2026-09-01.toml"),
        ] {
            assert_eq!(backup_name(learner, "2026-09-01"), name);
        }
    }
}
