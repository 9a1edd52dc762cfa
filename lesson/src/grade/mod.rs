//! Judging an answer: which parts of it are right, and what is said about each.
//!
//! Everything said comes from the question, and every figure in it from the run that is handed in. Never
//! here: counting attempts ([`crate::progress`]), or a sentence of our own.

mod shuffle;

pub use shuffle::shuffled;

use crate::content::{Ask, Axis, CodeLine, Item, Number, Opt, Pair, Question, Right, Show, Truth};
use crate::id::OptionId;
use crate::measure::{Figures, MeasureError, Met};
use crate::text::Text;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a learner answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Answer {
    /// The ids of the options chosen.
    Chosen(Vec<OptionId>),
    /// A number, in thousandths.
    Number(u64),
    /// The ids of all items, in order.
    Order(Vec<OptionId>),
    /// For the id of each item its column, or for each left side the right side put beside it.
    Placed(Vec<(OptionId, OptionId)>),
    /// The line picked, from 0.
    Line(u32),
    /// Some sentences, and the points of the checklist that the learner finds in them.
    Free {
        /// What was written.
        text: String,
        /// The ids of the points ticked.
        ticked: Vec<OptionId>,
    },
    /// A mark: along and up, in thousandths, where they are asked.
    Mark {
        /// Along.
        x: Option<u64>,
        /// Up.
        y: Option<u64>,
    },
}

/// What an answer came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Whether all of it is right.
    pub right: bool,
    /// What was chosen, placed or said, part by part.
    pub parts: Vec<Part>,
    /// How many right options of a multiple choice were not chosen.
    pub missed: usize,
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The id of the option or item; empty where the answer has one part.
    pub id: OptionId,
    /// Whether it is right.
    pub right: bool,
    /// What is said about it.
    pub feedback: Text,
    /// Where to look.
    pub show: Option<Show>,
}

/// An answer that cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerError {
    /// It is an answer to another kind of question.
    Kind,
    /// It names something that the question does not have.
    Unknown(String),
    /// So many parts are still to be answered.
    Unfinished(usize),
    /// It should be a number, and cannot be read as one.
    NoNumber,
    /// The run that decides has nothing to decide by.
    Run(MeasureError),
}

impl fmt::Display for AnswerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind => f.write_str("an answer to another kind of question"),
            Self::Unknown(id) => write!(f, "the question has no \"{id}\""),
            Self::Unfinished(parts) => write!(f, "{parts} still to be answered"),
            Self::NoNumber => f.write_str("not a number, as 1500 or 0.25 is"),
            Self::Run(absent) => absent.fmt(f),
        }
    }
}

impl std::error::Error for AnswerError {}

/// Judges an answer by the figures of the learner's runs.
///
/// # Errors
/// If the answer does not fit the question, or the run has nothing to decide by.
pub fn judge(
    question: &Question,
    answer: &Answer,
    figures: &dyn Figures,
) -> Result<Judged, AnswerError> {
    match (&question.ask, answer) {
        (Ask::Single(options), Answer::Chosen(chosen)) => match chosen.as_slice() {
            [_] => choice(options, chosen, figures),
            [] => Err(AnswerError::Unfinished(1)),
            _ => Err(AnswerError::Kind),
        },
        (Ask::Multiple(options), Answer::Chosen(chosen)) => match chosen.as_slice() {
            [] => Err(AnswerError::Unfinished(1)),
            _ => choice(options, chosen, figures),
        },
        (Ask::Number(asked), Answer::Number(given)) => number(asked, *given, figures),
        (Ask::Order(items), Answer::Order(order)) => in_order(items, order),
        (Ask::Match(pairs), Answer::Placed(placed)) => matched(pairs, placed),
        (Ask::Classify { items, columns }, Answer::Placed(placed)) => {
            let columns: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
            classified(items, &columns, placed)
        }
        (Ask::Line { lines, other, .. }, Answer::Line(number)) => picked(lines, other, *number),
        (Ask::Free { checklist, .. }, Answer::Free { text, ticked }) => {
            if text.trim().is_empty() {
                return Err(AnswerError::Unfinished(1));
            }
            let part = |point: &crate::content::Column| Part {
                id: point.id.clone(),
                right: ticked.contains(&point.id),
                feedback: point.text.clone(),
                show: None,
            };
            Ok(judged(checklist.iter().map(part).collect(), 0))
        }
        (Ask::Mark { x, y, right, wrong, show, .. }, Answer::Mark { x: along, y: up }) => {
            let near = on_axis(x.as_ref(), *along, figures)? && on_axis(y.as_ref(), *up, figures)?;
            let feedback = if near { right } else { wrong };
            Ok(whole(near, feedback, show.as_ref()))
        }
        _ => Err(AnswerError::Kind),
    }
}

/// What is left of an answer when only that is asked again which was wrong: the right parts stay.
/// Nothing is left of an answer that has one part.
pub fn again(answer: &Answer, judged: &Judged) -> Option<Answer> {
    let right = |id: &str| judged.parts.iter().any(|part| part.right && part.id == id);
    let kept = match answer {
        Answer::Chosen(ids) => Answer::Chosen(ids.iter().filter(|id| right(id)).cloned().collect()),
        Answer::Placed(pairs) => {
            Answer::Placed(pairs.iter().filter(|(id, _)| right(id)).cloned().collect())
        }
        // An order stays whole: which of its items stand right, the parts say.
        Answer::Order(_) | Answer::Free { .. } => answer.clone(),
        Answer::Number(_) | Answer::Line(_) | Answer::Mark { .. } => return None,
    };
    Some(kept)
}

/// Everything that a question can say about its options, right ones and wrong ones, for afterwards.
pub fn explanations(question: &Question, figures: &dyn Figures) -> Vec<Part> {
    let part = |id: &str, right: bool, feedback: &Text, show: Option<&Show>| Part {
        id: id.into(),
        right,
        feedback: feedback.clone(),
        show: show.cloned(),
    };
    match &question.ask {
        Ask::Single(options) | Ask::Multiple(options) => options
            .iter()
            .map(|option| {
                let right = is_right(&option.right, figures).unwrap_or(false);
                part(&option.id, right, &option.feedback, option.show.as_ref())
            })
            .collect(),
        Ask::Number(asked) => {
            let cases = asked.cases.iter().map(|case| part("", false, &case.feedback, None));
            std::iter::once(part("", true, &asked.right, asked.show.as_ref()))
                .chain(cases)
                .collect()
        }
        Ask::Order(items) | Ask::Classify { items, .. } => items
            .iter()
            .map(|item| part(&item.id, true, &item.feedback, item.show.as_ref()))
            .collect(),
        Ask::Match(pairs) => pairs
            .iter()
            .map(|pair| part(&pair.id, true, &pair.feedback, pair.show.as_ref()))
            .collect(),
        Ask::Line { lines, .. } => lines
            .iter()
            .filter_map(|line| Some(part("", line.right, line.feedback.as_ref()?, None)))
            .collect(),
        Ask::Free { model, .. } => vec![part("", true, model, None)],
        Ask::Mark { right, show, .. } => vec![part("", true, right, show.as_ref())],
    }
}

/// Whether an option is right, by the run if that decides.
///
/// # Errors
/// If the run has nothing to decide by.
pub fn is_right(right: &Right, figures: &dyn Figures) -> Result<bool, AnswerError> {
    match right {
        Right::Fixed(right) => Ok(*right),
        Right::When(claim) => match claim.met(figures) {
            Met::Yes => Ok(true),
            // A run in which nobody was answered does not meet a claim about waits.
            Met::No(_) | Met::MeasureError(MeasureError::Nothing) => Ok(false),
            Met::MeasureError(absent) => Err(AnswerError::Run(absent)),
        },
    }
}

/// The number that is right.
///
/// # Errors
/// If the run does not give it.
pub fn truth(truth: &Truth, figures: &dyn Figures) -> Result<u64, AnswerError> {
    match truth {
        Truth::Fixed(number) => Ok(*number),
        Truth::Read(reading) => {
            figures.read(reading).map(|amount| amount.thousandths).map_err(AnswerError::Run)
        }
    }
}

fn judged(parts: Vec<Part>, missed: usize) -> Judged {
    Judged { right: missed == 0 && parts.iter().all(|part| part.right), parts, missed }
}

fn whole(right: bool, feedback: &Text, show: Option<&Show>) -> Judged {
    let part =
        Part { id: OptionId::default(), right, feedback: feedback.clone(), show: show.cloned() };
    judged(vec![part], 0)
}

fn choice(
    options: &[Opt],
    chosen: &[OptionId],
    figures: &dyn Figures,
) -> Result<Judged, AnswerError> {
    if let Some(id) = chosen.iter().find(|id| !options.iter().any(|option| option.id == **id)) {
        return Err(AnswerError::Unknown(id.to_string()));
    }
    let (mut parts, mut missed) = (Vec::new(), 0);
    for option in options {
        let right = is_right(&option.right, figures)?;
        if chosen.contains(&option.id) {
            let (feedback, show) = (option.feedback.clone(), option.show.clone());
            parts.push(Part { id: option.id.clone(), right, feedback, show });
        } else if right {
            missed += 1;
        }
    }
    // Of a single choice the right one was not missed: another one was taken for it.
    let single_wrong = chosen.len() == 1 && parts.iter().all(|part| !part.right) && missed == 1;
    let missed = if single_wrong { 0 } else { missed };
    Ok(judged(parts, missed))
}

fn number(asked: &Number, given: u64, figures: &dyn Figures) -> Result<Judged, AnswerError> {
    let answer = truth(&asked.answer, figures)?;
    let right = given.abs_diff(answer) <= asked.tolerance;
    let case = asked.cases.iter().find(|case| (case.from..=case.to).contains(&given));
    let feedback = match case {
        _ if right => &asked.right,
        Some(case) => &case.feedback,
        None => &asked.wrong,
    };
    Ok(whole(right, feedback, asked.show.as_ref()))
}

fn in_order(items: &[Item], order: &[OptionId]) -> Result<Judged, AnswerError> {
    let mut parts = Vec::new();
    for (place, id) in order.iter().enumerate() {
        let item = items.iter().find(|item| item.id == *id);
        let item = item.ok_or_else(|| AnswerError::Unknown(id.to_string()))?;
        parts.push(Part {
            id: id.clone(),
            right: items.get(place).is_some_and(|right| right.id == *id),
            feedback: item.feedback.clone(),
            show: item.show.clone(),
        });
    }
    let missing = items.iter().filter(|item| !order.contains(&item.id)).count();
    if missing > 0 || order.len() != items.len() {
        return Err(AnswerError::Unfinished(missing.max(1)));
    }
    Ok(judged(parts, 0))
}

/// The place of an id among `placed`, which names no place twice.
fn place_of<'p>(placed: &'p [(OptionId, OptionId)], id: &str) -> Option<&'p str> {
    placed.iter().find(|(known, _)| *known == *id).map(|(_, place)| place.as_str())
}

fn all_placed(ids: &[&str], placed: &[(OptionId, OptionId)]) -> Result<(), AnswerError> {
    if let Some((id, _)) = placed.iter().find(|(id, _)| !ids.contains(&id.as_str())) {
        return Err(AnswerError::Unknown(id.to_string()));
    }
    match ids.iter().filter(|id| place_of(placed, id).is_none()).count() {
        0 => Ok(()),
        missing => Err(AnswerError::Unfinished(missing)),
    }
}

fn matched(pairs: &[Pair], placed: &[(OptionId, OptionId)]) -> Result<Judged, AnswerError> {
    let ids: Vec<&str> = pairs.iter().map(|pair| pair.id.as_str()).collect();
    all_placed(&ids, placed)?;
    let mut parts = Vec::new();
    for pair in pairs {
        let beside = place_of(placed, &pair.id).unwrap_or_default();
        if !ids.contains(&beside) {
            return Err(AnswerError::Unknown(beside.into()));
        }
        parts.push(Part {
            id: pair.id.clone(),
            right: pair.id == beside,
            feedback: pair.feedback.clone(),
            show: pair.show.clone(),
        });
    }
    Ok(judged(parts, 0))
}

fn classified(
    items: &[Item],
    columns: &[&str],
    placed: &[(OptionId, OptionId)],
) -> Result<Judged, AnswerError> {
    let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
    all_placed(&ids, placed)?;
    let mut parts = Vec::new();
    for item in items {
        let column = place_of(placed, &item.id).unwrap_or_default();
        if !columns.contains(&column) {
            return Err(AnswerError::Unknown(column.into()));
        }
        parts.push(Part {
            id: item.id.clone(),
            right: item.column == column,
            feedback: item.feedback.clone(),
            show: item.show.clone(),
        });
    }
    Ok(judged(parts, 0))
}

fn picked(lines: &[CodeLine], other: &Text, number: u32) -> Result<Judged, AnswerError> {
    let line =
        lines.get(number as usize).ok_or_else(|| AnswerError::Unknown(number.to_string()))?;
    Ok(whole(line.right, line.feedback.as_ref().unwrap_or(other), None))
}

/// Whether a mark is near enough along one axis; an axis that is not asked has no say.
fn on_axis(
    axis: Option<&Axis>,
    mark: Option<u64>,
    figures: &dyn Figures,
) -> Result<bool, AnswerError> {
    let Some(axis) = axis else { return Ok(true) };
    let mark = mark.ok_or(AnswerError::Unfinished(1))?;
    Ok(mark.abs_diff(truth(&axis.answer, figures)?) <= axis.tolerance)
}
