//! The ids of the workbook, each of a type of its own, so that none is taken for another.
//!
//! An id is what an author wrote; it stands in addresses and in what is kept of a learner, so it keeps its
//! text in every format. Never here: what an id may look like; [`crate::source`] checks that.

use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Its text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.into())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }
    )*};
}

ids! {
    /// A chapter: its folder's name without the number; or a teacher's question file, as [`crate::content::Chapter::id_of_questions`] says.
    ChapterId
    /// A live figure of a chapter.
    FigureId
    /// A question or a prediction of a chapter, as its author calls it.
    QuestionId
    /// What can be chosen, placed, put in order or ticked in a question: an option, an item, a column, a point.
    OptionId
    /// A scenario, by the name of its file below `assets/scenarios/`.
    ScenarioFile
}

/// What the id of the second half of a prediction ends with, in addresses and in what is kept.
const HAPPENED: &str = "-happened";

/// Which half of a prediction is asked; a question by itself has the first only.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Half {
    /// A question, or what is predicted before the run.
    #[default]
    Asked,
    /// What is asked about the run when it is over.
    Happened,
}

/// A question as it is asked and answered: by itself, or as one half of a prediction.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AskId {
    /// The question, or the prediction.
    pub question: QuestionId,
    /// Which half of it.
    pub half: Half,
}

impl AskId {
    /// A question by itself, or the first half of a prediction.
    pub fn asked(question: impl Into<QuestionId>) -> Self {
        Self { question: question.into(), half: Half::Asked }
    }

    /// The second half of a prediction.
    pub fn happened(question: impl Into<QuestionId>) -> Self {
        Self { question: question.into(), half: Half::Happened }
    }

    /// Reads an id as it is displayed. No author's id ends as that of a second half does.
    pub fn parse(id: &str) -> Self {
        match id.strip_suffix(HAPPENED) {
            Some(question) => Self::happened(question),
            None => Self::asked(id),
        }
    }

    /// Whether an author's id would be taken for that of a second half.
    pub(crate) fn is_reserved(id: &str) -> bool {
        id.ends_with(HAPPENED)
    }
}

impl From<&str> for AskId {
    fn from(id: &str) -> Self {
        Self::parse(id)
    }
}

impl From<&QuestionId> for AskId {
    fn from(question: &QuestionId) -> Self {
        Self::asked(question.clone())
    }
}

impl fmt::Display for AskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.question)?;
        match self.half {
            Half::Asked => Ok(()),
            Half::Happened => f.write_str(HAPPENED),
        }
    }
}
