//! Small readings of what somebody wrote.
//!
//! Never here: what a field means.

/// As much of what somebody wrote as a message quotes.
pub(super) fn start(text: &str) -> String {
    text.trim().chars().take(60).collect()
}

/// Whether a text says that there is nothing to say yet.
pub(super) fn is_nothing(text: &str) -> bool {
    let said = text.trim().trim_end_matches(['.', '!']).to_lowercase();
    ["", "-", "–", "—", "?", "…", "n/a", "na", "none", "nothing", "tbd", "todo", "unknown"]
        .contains(&said.as_str())
}

/// A text as the start of a sentence.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}
