//! Questions and predictions: what is asked, what is right, and what is said about each answer.
//!
//! Options, items and columns have ids of their own, so that an answer that was saved means the same after
//! the texts were corrected, put in another order or translated. Never here: judging.

use crate::id::{AskId, ChapterId, FigureId, OptionId, QuestionId};
use crate::measure::{Expectation, Reading, Series};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its id.
    pub id: AskId,
    /// What is asked.
    pub prompt: Text,
    /// The live figure that it speaks of.
    pub figure: Option<FigureId>,
    /// The earlier chapter whose idea it brings back.
    pub recalls: Option<ChapterId>,
    /// How the answer is given, and what is right.
    pub ask: Ask,
    /// What can be read when the question is done with.
    pub explain: Text,
}

/// A prediction: asked before the run, which locks it; what happened is asked after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// Its id.
    pub id: QuestionId,
    /// The live figure whose run decides.
    pub figure: FigureId,
    /// What is asked before the run.
    pub before: Question,
    /// What is asked after it.
    pub happened: Question,
}

/// How a question is answered, and what is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Ask {
    /// One of several.
    Single(Vec<Opt>),
    /// All that are right, of several.
    Multiple(Vec<Opt>),
    /// A number.
    Number(Number),
    /// Items to be put in order; here in the right one.
    Order(Vec<Item>),
    /// Something on the left for each on the right.
    Match(Vec<Pair>),
    /// Items to be put into columns.
    Classify {
        /// The columns.
        columns: Vec<Column>,
        /// The items, each with its column.
        items: Vec<Item>,
    },
    /// A line of code.
    Line {
        /// The language, for its colours: `python` or `toml`.
        language: String,
        /// The lines.
        lines: Vec<CodeLine>,
        /// What is said about a line that has no feedback of its own.
        other: Text,
    },
    /// Some sentences, which the learner holds against a model.
    Free {
        /// A good answer.
        model: Text,
        /// What a good answer has in it.
        checklist: Vec<Column>,
    },
    /// A place on a chart.
    Mark {
        /// The line that is yet to be drawn.
        chart: Series,
        /// Along, if that is asked.
        x: Option<Axis>,
        /// Up, if that is asked.
        y: Option<Axis>,
        /// What is said about a mark in the right place.
        right: Text,
        /// And about another.
        wrong: Text,
        /// Where to look.
        show: Option<Show>,
    },
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opt {
    /// Its id.
    pub id: OptionId,
    /// What it says.
    pub text: Text,
    /// Whether it is right.
    pub right: Right,
    /// What is said about it.
    pub feedback: Text,
    /// Where to look.
    pub show: Option<Show>,
}

/// Whether an option is right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Right {
    /// Once and for all.
    Fixed(bool),
    /// When the run says so.
    When(Box<Expectation>),
}

/// The instant that decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Show {
    /// In this live figure.
    pub figure: FigureId,
    /// At this instant of its run.
    pub at_ms: u64,
}

/// What is right about a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// Its unit, as it is shown.
    pub unit: String,
    /// The right number.
    pub answer: Truth,
    /// How far off is still right, in thousandths.
    pub tolerance: u64,
    /// What is said about a right one.
    pub right: Text,
    /// Wrong ones that have a reason, the first that holds counts.
    pub cases: Vec<Case>,
    /// What is said about any other.
    pub wrong: Text,
    /// Where to look.
    pub show: Option<Show>,
}

/// A number that is known, or that a run gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Truth {
    /// In thousandths.
    Fixed(u64),
    /// Read off the run.
    Read(Box<Reading>),
}

/// A wrong number that has a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// From here, in thousandths,
    pub from: u64,
    /// to here.
    pub to: u64,
    /// What is said about it.
    pub feedback: Text,
}

/// Something to be put in its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: OptionId,
    /// What it says.
    pub text: Text,
    /// The id of its column, where there are columns.
    pub column: OptionId,
    /// What is said about its place.
    pub feedback: Text,
    /// Where to look.
    pub show: Option<Show>,
}

/// Two things that belong together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The id of both.
    pub id: OptionId,
    /// What stays in its place.
    pub left: Text,
    /// What is to be put beside it.
    pub right: Text,
    /// What is said about the pair.
    pub feedback: Text,
    /// Where to look.
    pub show: Option<Show>,
}

/// A column, or a point of a checklist: an id and what it says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Its id.
    pub id: OptionId,
    /// What it says.
    pub text: Text,
}

/// A line of code that can be picked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodeLine {
    /// The line.
    pub text: String,
    /// Whether it is one to pick.
    pub right: bool,
    /// What is said about it, if not the same as about any other.
    pub feedback: Option<Text>,
}

/// An axis of a chart on which a mark is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Axis {
    /// What it says.
    pub label: Text,
    /// Its unit, as it is shown.
    pub unit: String,
    /// Its ends, in thousandths.
    pub from: u64,
    /// Its ends, in thousandths.
    pub to: u64,
    /// Where the mark belongs.
    pub answer: Truth,
    /// How far off is still right, in thousandths.
    pub tolerance: u64,
}

impl Question {
    /// The ids of all that can be chosen or placed, in the order of the file.
    pub fn ids(&self) -> Vec<&str> {
        match &self.ask {
            Ask::Single(options) | Ask::Multiple(options) => {
                options.iter().map(|option| option.id.as_str()).collect()
            }
            Ask::Order(items) | Ask::Classify { items, .. } => {
                items.iter().map(|item| item.id.as_str()).collect()
            }
            Ask::Match(pairs) => pairs.iter().map(|pair| pair.id.as_str()).collect(),
            Ask::Free { checklist, .. } => {
                checklist.iter().map(|point| point.id.as_str()).collect()
            }
            Ask::Number(_) | Ask::Line { .. } | Ask::Mark { .. } => Vec::new(),
        }
    }
}
