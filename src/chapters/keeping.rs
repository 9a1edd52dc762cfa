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
    /// A text that was removed from its shelf.
    Dropped(Undo),
    /// The description as it was before another text took its place.
    Described {
        /// Its name among the learner's documents.
        name: String,
        /// What it said.
        text: String,
    },
}

impl Back {
    /// The key of the sentence that says what was done.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Forgotten(_) => "progress.forgotten",
            Self::Dropped(_) => "kept.dropped",
            Self::Described { .. } => "template.replaced",
        }
    }
}
