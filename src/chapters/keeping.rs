//! How the learner's work is kept, and what of it can be had back.
//!
//! Never here: the keeping itself.

use lesson::progress::Undo;

/// How the learner's work is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Keeping {
    /// Not known yet.
    #[default]
    Unread,
    /// In the browser.
    Kept,
    /// In memory only: the browser keeps nothing for us.
    Memory,
    /// In memory only: the browser has no room left.
    Full,
    /// In memory only: what the browser keeps is of a newer workbook, and stays.
    Newer,
}

/// What can be had back.
#[derive(Clone, Debug, PartialEq)]
pub enum Back {
    /// What was forgotten.
    Forgotten(Undo),
    /// The description as it was before another text took its place.
    Described(String),
}
