//! What a learner's work consists of: answers, drafts, texts, and what is asked of them.
//!
//! Never here: how it is kept.

use crate::grade::Answer;
use crate::id::{AskId, ChapterId};
use serde::{Deserialize, Serialize};

/// A question, or either half of a prediction, of a chapter or of a teacher's file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// The chapter, or the teacher's file.
    pub chapter: ChapterId,
    /// What is asked in it.
    pub id: AskId,
}

/// One answer that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What was answered.
    pub answer: Answer,
    /// Whether it was right.
    pub right: bool,
}

/// An answer that is being worked on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What there is of it.
    pub answer: Option<Answer>,
    /// The text of a number, as it is typed.
    pub typed: String,
}

/// A scenario or a document of the learner's own, or a question file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What they call it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Which of the learner's own texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shelf {
    /// Scenarios.
    Scenarios,
    /// Documents of the template.
    Documents,
    /// Question files of a teacher's.
    Questions,
}

impl Shelf {
    /// All of them, each with the word under which it is saved.
    pub(crate) const ALL: [(&'static str, Self); 3] = [
        ("scenarios", Self::Scenarios),
        ("documents", Self::Documents),
        ("questions", Self::Questions),
    ];
}

/// What is to be forgotten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One question or prediction.
    Question(Item),
    /// All answers of a chapter.
    Chapter(ChapterId),
    /// All answers, all texts on all shelves, and the place; the learner's name stays.
    Everything,
}

/// What was forgotten, to be put back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    pub(super) answers: Vec<(Item, Vec<Attempt>)>,
    pub(super) drafts: Vec<(Item, Vec<Draft>)>,
    pub(super) texts: Vec<(Shelf, String, Vec<Kept>)>,
    pub(super) place: Vec<String>,
}

/// Why something was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// It is longer than [`MAX_TEXT`].
    TooLong,
    /// There are [`MAX_KEPT`] already.
    TooMany,
}

/// How far somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Questions and predictions that there are.
    pub all: usize,
    /// Those that were answered, rightly or not.
    pub tried: usize,
    /// Questions answered rightly, and predictions made and compared.
    pub done: usize,
}

impl Item {
    /// An item of a chapter.
    pub fn new(chapter: impl Into<ChapterId>, id: impl Into<AskId>) -> Self {
        Self { chapter: chapter.into(), id: id.into() }
    }

    /// The question after a prediction's run.
    #[must_use]
    pub fn happened(&self) -> Self {
        Self { chapter: self.chapter.clone(), id: AskId::happened(self.id.question.clone()) }
    }
}
