//! A chapter that is open: the runs of its live figures, and what of it is unfolded.
//!
//! What the learner answered, and what they are still writing, is in their progress and nowhere else. Never
//! here: judging; [`lesson::grade`] does.

use super::edit::order;
use crate::scene::picture::Format;
use engine::sim::Thousandths;
use lesson::content::{Ask, Chapter, Figure, Prediction, Question, Show, Shows};
use lesson::grade::{Answer, AnswerError, Judged};
use lesson::id::{AskId, FigureId, Half};
use lesson::progress::{Draft, Item, Progress, Scope};
use lesson::route::Route;
use lesson::source::Runs;
use std::collections::{BTreeMap, BTreeSet};

/// An open chapter.
#[derive(Debug)]
pub struct Open {
    /// The chapter.
    pub chapter: Chapter,
    /// The run of each figure, the learner's where they changed it.
    pub runs: Runs,
    /// Why an answer could not be judged, by question.
    pub errors: BTreeMap<AskId, AnswerError>,
    /// Questions whose explanations are all open.
    pub explained: BTreeSet<AskId>,
    /// Figures whose runs the learner has changed.
    pub changed: BTreeSet<FigureId>,
    /// The instant to be shown, and how often that was asked for.
    pub show: Option<(Show, u32)>,
    /// Figures that are to play, since a prediction was locked.
    pub started: BTreeSet<FigureId>,
    /// Figures whose runs were watched to their ends, or for as long as the learner wanted.
    pub watched: BTreeSet<FigureId>,
    /// How often each figure was begun afresh.
    pub begun: BTreeMap<FigureId, u32>,
    /// The figure that fills the window.
    pub filled: Option<FigureId>,
    /// The figure whose ways out of the page are unfolded.
    pub shared: Option<FigureId>,
    /// The figure that is to save itself as a picture, as what, and how often that was asked for.
    pub pictured: Option<(FigureId, Format, u32)>,
}

/// How a question stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It is being answered.
    Drafting(Draft),
    /// It was answered so, and judged so.
    Judged(Answer, Judged),
    /// It was answered so, and can no longer be judged.
    Unjudged(Answer, AnswerError),
}

/// The answer that a draft has become: a number is what was typed.
fn finished(draft: &Draft, question: &Question) -> Option<Answer> {
    match question.ask {
        Ask::Number(_) => Thousandths::parse(draft.typed.trim()).map(|it| Answer::Number(it.0)),
        // What is shown is an order before anything was moved.
        Ask::Order(_) => Some(Answer::Order(order(draft, question))),
        _ => draft.answer.clone(),
    }
}

impl Open {
    /// A chapter with nothing done in it.
    pub fn of(chapter: Chapter) -> Self {
        Self {
            runs: Runs::of(&chapter.sheet),
            chapter,
            errors: BTreeMap::new(),
            explained: BTreeSet::new(),
            changed: BTreeSet::new(),
            show: None,
            started: BTreeSet::new(),
            watched: BTreeSet::new(),
            begun: BTreeMap::new(),
            filled: None,
            shared: None,
            pictured: None,
        }
    }

    /// A question of the chapter, or either half of a prediction.
    pub fn question(&self, id: &AskId) -> Option<&Question> {
        let sheet = &self.chapter.sheet;
        let prediction = || sheet.prediction(&id.question);
        match id.half {
            Half::Asked => sheet.question(&id.question).or_else(|| Some(&prediction()?.before)),
            Half::Happened => Some(&prediction()?.happened),
        }
    }

    /// What the learner's progress calls a question.
    pub fn item(&self, id: &AskId) -> Item {
        Item { chapter: self.chapter.entry.id.clone(), id: id.clone() }
    }

    /// The address of something in it.
    pub fn address(&self, item: &str) -> String {
        Route::within(&self.chapter.entry, Some(item)).to_string()
    }

    /// How a question stands.
    pub fn state(&self, progress: &Progress, id: &AskId) -> State {
        let item = self.item(id);
        if let Some(draft) = progress.drafted(&item) {
            return State::Drafting(draft.clone());
        }
        let last = progress.last(&item);
        let (Some(attempt), Some(question)) = (last, self.question(id)) else {
            return State::Drafting(Draft::default());
        };
        let answer = attempt.answer.clone();
        match lesson::grade::judge(question, &answer, &self.runs) {
            Ok(judged) => State::Judged(answer, judged),
            Err(error) => State::Unjudged(answer, error),
        }
    }

    /// Whether a prediction was made: then its figure may run.
    pub fn is_locked(&self, progress: &Progress, prediction: &Prediction) -> bool {
        progress.last(&self.item(&prediction.before.id)).is_some()
    }

    /// Whether a prediction was made, and held against what did happen.
    pub fn is_compared(&self, progress: &Progress, prediction: &Prediction) -> bool {
        self.is_locked(progress, prediction)
            && progress.last(&self.item(&prediction.happened.id)).is_some()
    }

    /// Whether the run that a prediction is about still plays: what happened is asked when it is over.
    pub fn is_playing(&self, prediction: &Prediction) -> bool {
        let figure = self.chapter.sheet.figure(&prediction.figure);
        let plays =
            figure.is_some_and(|it| !matches!(it.shows, Shows::Chart(_) | Shows::Table { .. }));
        plays
            && self.started.contains(&prediction.figure)
            && !self.watched.contains(&prediction.figure)
    }

    /// Whether a text quotes a run that is still to be predicted, or held against what did happen.
    pub fn tells(&self, progress: &Progress, html: &str) -> bool {
        let mut ahead = self.chapter.sheet.predictions.iter();
        ahead.any(|prediction| {
            html.contains(&format!("data-of=\"{}\"", prediction.figure))
                && !self.is_compared(progress, prediction)
        })
    }

    /// The prediction that has to be made before a figure runs.
    pub fn veil(&self, progress: &Progress, figure: &FigureId) -> Option<&Prediction> {
        let predictions = self.chapter.sheet.predictions.iter();
        let mut before = predictions.filter(|prediction| prediction.figure == *figure);
        before.find(|prediction| !self.is_locked(progress, prediction))
    }

    /// How many of a figure's goals are reached, and which.
    pub fn reached(&self, figure: &Figure) -> Vec<bool> {
        let met = |goal: &lesson::content::Goal| {
            goal.reached.met(&self.runs) == lesson::measure::Met::Yes
        };
        figure.goals.iter().map(met).collect()
    }

    /// Judges what there is of an answer; `None` if there is nothing to judge.
    pub(super) fn judge(&mut self, id: &AskId, draft: &Draft) -> Option<(Answer, bool)> {
        let question = self.question(id)?;
        let judged = match finished(draft, question) {
            None if draft.typed.trim().is_empty() => Err(AnswerError::Unfinished(1)),
            None => Err(AnswerError::NoNumber),
            Some(answer) => {
                let judged = lesson::grade::judge(question, &answer, &self.runs);
                judged.map(|judged| (answer, judged.right))
            }
        };
        match judged {
            Ok(judged) => {
                self.errors.remove(id);
                Some(judged)
            }
            Err(error) => {
                self.errors.insert(id.clone(), error);
                None
            }
        }
    }

    /// A figure's run is as it was before the learner touched it.
    pub fn begin_figure(&mut self, id: &FigureId) {
        let sheet = &self.chapter.sheet;
        if let Some(run) = sheet.figure(id).and_then(|figure| sheet.run(figure, Vec::new())) {
            self.runs.put(id, run);
        }
        self.changed.remove(id);
        *self.begun.entry(id.clone()).or_default() += 1;
    }

    /// What was forgotten is asked from the beginning.
    pub(super) fn begin_again(&mut self, scope: &Scope) {
        match scope {
            Scope::Question(item) => {
                self.explained.remove(&item.id);
            }
            _ => {
                self.explained.clear();
                self.started.clear();
            }
        }
        self.errors.clear();
    }
}
