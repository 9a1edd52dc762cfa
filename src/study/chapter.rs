//! A chapter that is open: drafts of answers, and the runs of its live figures.
//!
//! An answer that was checked is in the learner's progress and nowhere else; here is only what they are
//! working on. Never here: judging; [`lesson::grade`] does.

use super::edit::Edit;
use engine::sim::Thousandths;
use lesson::content::{Ask, Chapter, Figure, Prediction, Question, Show};
use lesson::grade::{Answer, Judged, Unfit};
use lesson::progress::{Item, Progress, Scope};
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
    /// Answers that are being worked on.
    pub drafts: BTreeMap<String, Draft>,
    /// Why an answer could not be judged, by question.
    pub unfit: BTreeMap<String, Unfit>,
    /// Questions whose explanations are all open.
    pub explained: BTreeSet<String>,
    /// Figures whose runs the learner has changed.
    pub changed: BTreeSet<String>,
    /// The instant to be shown, and how often that was asked for.
    pub show: Option<(Show, u32)>,
    /// Figures that are to play, since a prediction was locked.
    pub started: BTreeSet<String>,
}

/// An answer that is being worked on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// What there is of it.
    pub answer: Option<Answer>,
    /// The text of a number, as it is typed.
    pub typed: String,
}

/// How a question stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It is being answered.
    Drafting(Draft),
    /// It was answered so, and judged so.
    Judged(Answer, Judged),
    /// It was answered so, and can no longer be judged.
    Unjudged(Answer, Unfit),
}

impl Draft {
    /// The answer that it has become: a number is what was typed.
    fn finished(&self, question: &Question) -> Option<Answer> {
        match question.ask {
            Ask::Number(_) => Thousandths::parse(self.typed.trim()).map(|it| Answer::Number(it.0)),
            // What is shown is an order before anything was moved.
            Ask::Order(_) => Some(Answer::Order(self.order(question))),
            _ => self.answer.clone(),
        }
    }
}

impl Open {
    pub(super) fn new(chapter: Chapter) -> Self {
        Self {
            runs: Runs::of(&chapter.sheet),
            chapter,
            drafts: BTreeMap::new(),
            unfit: BTreeMap::new(),
            explained: BTreeSet::new(),
            changed: BTreeSet::new(),
            show: None,
            started: BTreeSet::new(),
        }
    }

    /// A question of the chapter, or either half of a prediction, by its id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        let sheet = &self.chapter.sheet;
        let half = |prediction: &'_ &Prediction| format!("{}-happened", prediction.id) == id;
        sheet
            .question(id)
            .or_else(|| sheet.prediction(id).map(|prediction| &prediction.before))
            .or_else(|| sheet.predictions.iter().find(half).map(|it| &it.happened))
    }

    /// What the learner's progress calls a question.
    pub fn item(&self, id: &str) -> Item {
        Item::new(self.chapter.entry.id.as_str(), id)
    }

    /// The address of something in it.
    pub fn address(&self, item: &str) -> String {
        Route::within(&self.chapter.entry, Some(item)).to_string()
    }

    /// How a question stands.
    pub fn state(&self, progress: &Progress, id: &str) -> State {
        if let Some(draft) = self.drafts.get(id) {
            return State::Drafting(draft.clone());
        }
        let last = progress.last(&self.item(id));
        let (Some(attempt), Some(question)) = (last, self.question(id)) else {
            return State::Drafting(Draft::default());
        };
        let answer = attempt.answer.clone();
        match lesson::grade::judge(question, &answer, &self.runs) {
            Ok(judged) => State::Judged(answer, judged),
            Err(unfit) => State::Unjudged(answer, unfit),
        }
    }

    /// Whether a prediction was made: then its figure may run.
    pub fn is_locked(&self, progress: &Progress, prediction: &str) -> bool {
        progress.last(&self.item(prediction)).is_some()
    }

    /// Whether a prediction was made, and held against what did happen.
    pub fn is_compared(&self, progress: &Progress, prediction: &str) -> bool {
        let item = self.item(prediction);
        progress.last(&item).is_some() && progress.last(&item.happened()).is_some()
    }

    /// Whether a text quotes a run that is still to be predicted, or held against what did happen.
    pub fn tells(&self, progress: &Progress, html: &str) -> bool {
        let mut ahead = self.chapter.sheet.predictions.iter();
        ahead.any(|prediction| {
            html.contains(&format!("data-of=\"{}\"", prediction.figure))
                && !self.is_compared(progress, &prediction.id)
        })
    }

    /// The prediction that has to be made before a figure runs.
    pub fn veil(&self, progress: &Progress, figure: &str) -> Option<&Prediction> {
        let predictions = self.chapter.sheet.predictions.iter();
        let mut before = predictions.filter(|prediction| prediction.figure == figure);
        before.find(|prediction| !self.is_locked(progress, &prediction.id))
    }

    /// How many of a figure's goals are reached, and which.
    pub fn reached(&self, figure: &Figure) -> Vec<bool> {
        let met = |goal: &lesson::content::Goal| {
            goal.reached.met(&self.runs) == lesson::measure::Met::Yes
        };
        figure.goals.iter().map(met).collect()
    }

    /// Takes a step on the way to an answer.
    pub(super) fn edit(&mut self, id: String, edit: Edit) {
        let Some(question) = self.question(&id).cloned() else { return };
        self.unfit.remove(&id);
        self.drafts.entry(id).or_default().take(edit, &question);
    }

    /// Judges the draft of a question; `None` if there is nothing to judge.
    pub(super) fn judge(&mut self, id: &str) -> Option<(Answer, bool)> {
        let question = self.question(id)?;
        let draft = self.drafts.get(id).cloned().unwrap_or_default();
        let judged = match draft.finished(question) {
            None if draft.typed.trim().is_empty() => Err(Unfit::Unfinished(1)),
            None => Err(Unfit::NoNumber),
            Some(answer) => {
                let judged = lesson::grade::judge(question, &answer, &self.runs);
                judged.map(|judged| (answer, judged.right))
            }
        };
        match judged {
            Ok(judged) => {
                self.unfit.remove(id);
                self.drafts.remove(id);
                Some(judged)
            }
            Err(unfit) => {
                self.unfit.insert(id.into(), unfit);
                None
            }
        }
    }

    /// A figure's run is as it was before the learner touched it.
    pub fn begin_figure(&mut self, id: &str) {
        let sheet = &self.chapter.sheet;
        if let Some(run) = sheet.figure(id).and_then(|figure| sheet.run(figure, Vec::new())) {
            self.runs.put(id, run);
        }
        self.changed.remove(id);
    }

    /// What was forgotten is asked from the beginning.
    pub(super) fn begin_again(&mut self, scope: &Scope) {
        match scope {
            Scope::Question(item) => {
                self.drafts.remove(&item.id);
                self.drafts.remove(&item.happened().id);
                self.explained.remove(&item.id);
            }
            _ => {
                self.drafts.clear();
                self.explained.clear();
                self.started.clear();
            }
        }
        self.unfit.clear();
    }
}
