//! What the workbook knows: the contents, the place, the open chapter, and what the learner has done.
//!
//! Never here: a figure that is not read from a run.

use super::chapter::{Open, State};
use super::description::Description;
use super::edit::{Edit, take};
use super::keeping::{Back, Keeping};
use super::learners::Learner;
use super::message::{Command, LearnerNumber, Look, Tuned};
use super::question_file::Files;
use engine::scenario::{FileError, Intervention, Scenario};
use lesson::content::{Chapter, Index, Show};
use lesson::id::{AskId, FigureId, Half, OptionId};
use lesson::measure::Run;
use lesson::progress::{Draft, Item, Progress};
use lesson::route::{Route, RouteError};

/// All that the pages are drawn from.
#[derive(Debug)]
pub struct Model {
    /// The contents, the glossary and the interface's words.
    pub index: Index,
    /// Whether they have come, or could not be fetched.
    pub shown: Shown,
    /// Where the learner is, or why that is nowhere.
    pub route: Result<Route, RouteError>,
    /// The chapter that is open.
    pub open: Option<Open>,
    /// The description of a system that is open.
    pub description: Description,
    /// What the learner has done.
    pub progress: Progress,
    /// How that is kept.
    pub keeping: Keeping,
    /// What was kept and could not be read, and why.
    pub set_aside: Option<(String, FileError)>,
    /// What is wrong with a file that was refused.
    pub refused: Vec<FileError>,
    /// What was destroyed last, to be had back.
    pub undo: Option<Back>,
    /// Something that was done, in a sentence.
    pub said: Option<String>,
    /// A piece of an address that leads to the description as it stands, where it was asked for.
    pub linked: Option<String>,
    /// A text that the browser does not copy: the learner is to do it.
    pub to_copy: Option<String>,
    /// Who this learner is among those who use this browser.
    pub learner: LearnerNumber,
    /// The others.
    pub others: Vec<Learner>,
    /// Whether all of it is drawn to be printed, with nothing veiled.
    pub is_printed: bool,
    /// The number of this tab.
    pub(super) tab: u32,
    /// The chapter's file that is being fetched.
    wanted: Option<String>,
    pub(super) files: Files,
}

/// Whether what is to be shown is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shown {
    /// It is being fetched.
    #[default]
    Coming,
    /// It is there.
    Here,
    /// It could not be fetched, or is of another version.
    Missing,
}

/// What an address names within its page, or where the page was left.
pub(super) fn place(item: Option<String>) -> Look {
    item.map_or(Look::Back, Look::At)
}

impl Model {
    /// A workbook at an address, with what is there of the lessons: the index, and a chapter by its file.
    pub fn with_lessons(hash: &str, index: Option<&[u8]>, chapter: Option<(&str, &[u8])>) -> Self {
        let mut model = Self::new(hash);
        if let Some(index) = index {
            model.index_came(Some(index));
        }
        if let Some((file, bytes)) = chapter {
            model.chapter_came(file, Some(bytes));
        }
        model
    }

    /// A workbook at an address.
    pub fn new(hash: &str) -> Self {
        Self {
            index: Index::default(),
            shown: Shown::Coming,
            route: Route::parse(hash),
            open: None,
            description: Description::default(),
            progress: Progress::default(),
            keeping: Keeping::Unread,
            set_aside: None,
            refused: Vec::new(),
            undo: None,
            said: None,
            linked: None,
            to_copy: None,
            learner: 1,
            others: Vec::new(),
            is_printed: false,
            tab: 0,
            wanted: None,
            files: Files::default(),
        }
    }

    /// For texts that quote no run.
    pub fn no_runs(&self) -> lesson::source::Runs {
        lesson::source::Runs::default()
    }

    pub(super) fn index_came(&mut self, bytes: Option<&[u8]>) -> Vec<Command> {
        match bytes.map(Index::open) {
            Some(Ok(index)) => {
                self.index = index;
                self.arrive()
            }
            _ => {
                self.shown = Shown::Missing;
                Vec::new()
            }
        }
    }

    pub(super) fn routed(&mut self, hash: &str) -> Vec<Command> {
        self.route = Route::parse(hash);
        self.hush();
        self.enter()
    }

    /// Opens what the address names, once the index is there. The sandbox does without it.
    pub(super) fn enter(&mut self) -> Vec<Command> {
        match self.index.chapters.is_empty() {
            true if matches!(self.route, Ok(Route::Sandbox(_) | Route::Run(_))) => Vec::new(),
            true => vec![Command::FetchIndex],
            false => self.arrive(),
        }
    }

    /// Opens what the address names.
    pub(super) fn arrive(&mut self) -> Vec<Command> {
        if let Ok(route) = &self.route
            && let Err(lost) = route.check(&self.index)
        {
            self.route = Err(lost);
        }
        let Ok(route) = self.route.clone() else {
            self.shown = Shown::Here;
            return Vec::new();
        };
        if let Route::Description(piece) = &route {
            return self.open_linked(piece);
        }
        // To look something up is not to leave the chapter that is being read.
        if matches!(route, Route::Chapter { .. }) {
            self.progress.at(&route.to_string());
        }
        let mut commands = self.keep();
        if let Route::Template(name) = &route {
            self.open_document(name.as_deref());
        }
        if let Route::Questions { file, item } = route {
            commands.extend(self.open_questions(&file, item));
            return commands;
        }
        let Route::Chapter { chapter, item } = route else {
            self.shown = Shown::Here;
            match route {
                Route::Sandbox(_) | Route::Run(_) => {}
                Route::Glossary(Some(term)) => commands.push(Command::Look(Look::At(term))),
                _ => commands.push(Command::Look(Look::Back)),
            }
            return commands;
        };
        let reveal = Command::Look(place(item));
        if self.open.as_ref().is_some_and(|open| open.chapter.entry.id == chapter.as_str()) {
            self.shown = Shown::Here;
            commands.push(reveal);
            return commands;
        }
        if let Some(entry) = self.index.chapter(&chapter) {
            let file = entry.file.clone();
            self.shown = Shown::Coming;
            self.open = None;
            self.wanted = Some(file.clone());
            commands.push(Command::FetchChapter(file));
        }
        commands
    }

    pub(super) fn chapter_came(&mut self, file: &str, bytes: Option<&[u8]>) -> Vec<Command> {
        // Somebody who has gone on meanwhile is not called back.
        if self.wanted.as_deref() != Some(file) {
            return Vec::new();
        }
        match bytes.map(Chapter::open) {
            Some(Ok(chapter)) => {
                self.open = Some(Open::of(chapter));
                self.shown = Shown::Here;
                self.wanted = None;
                let item = match &self.route {
                    Ok(Route::Chapter { item, .. }) => item.clone(),
                    _ => None,
                };
                vec![Command::Look(place(item))]
            }
            _ => {
                self.shown = Shown::Missing;
                Vec::new()
            }
        }
    }

    pub(super) fn refetched(&mut self) -> Vec<Command> {
        self.shown = Shown::Coming;
        if self.index.chapters.is_empty() { vec![Command::FetchIndex] } else { self.arrive() }
    }

    /// A step on the way to an answer, which is kept as it is made.
    pub(super) fn edited(&mut self, id: &AskId, edit: Edit) -> Vec<Command> {
        let Some(open) = &mut self.open else { return Vec::new() };
        let Some(question) = open.question(id).cloned() else { return Vec::new() };
        open.errors.remove(id);
        let item = open.item(id);
        let mut draft = self.progress.drafted(&item).cloned().unwrap_or_default();
        take(&mut draft, edit, &question);
        self.drafted(item, draft)
    }

    fn drafted(&mut self, item: Item, draft: Draft) -> Vec<Command> {
        if let Err(full) = self.progress.draft(item, draft) {
            self.not_kept(full);
        }
        self.keep_soon()
    }

    /// A point is ticked once the answer is there, which changes with it.
    pub(super) fn ticked(&mut self, id: &AskId, point: OptionId, on: bool) -> Vec<Command> {
        let Some(open) = &self.open else { return Vec::new() };
        if let State::Judged(answer, _) = open.state(&self.progress, id) {
            self.edited(id, Edit::Answered(answer));
            self.edited(id, Edit::Ticked { point, on });
        }
        self.checked(id)
    }

    pub(super) fn checked(&mut self, id: &AskId) -> Vec<Command> {
        let Some(open) = &mut self.open else { return Vec::new() };
        let item = open.item(id);
        let draft = self.progress.drafted(&item).cloned().unwrap_or_default();
        let Some((answer, right)) = open.judge(id, &draft) else { return Vec::new() };
        if id.half == Half::Asked
            && let Some(prediction) = open.chapter.sheet.prediction(&id.question)
        {
            open.started.insert(prediction.figure.clone());
            open.watched.remove(&prediction.figure);
        }
        let first = self.progress.items().next().is_none();
        match self.progress.answered(item.clone(), answer, right) {
            Ok(()) => self.progress.drop_draft(&item),
            Err(full) => self.not_kept(full),
        }
        let mut commands = self.keep();
        if first && !commands.is_empty() {
            commands.push(Command::Persist);
        }
        commands
    }

    pub(super) fn retried(&mut self, id: &AskId) -> Vec<Command> {
        let Some(open) = &self.open else { return Vec::new() };
        let answer = match open.state(&self.progress, id) {
            State::Judged(answer, judged) => lesson::grade::again(&answer, &judged),
            _ => None,
        };
        let item = open.item(id);
        self.drafted(item, Draft { answer, typed: String::new() })
    }

    pub(super) fn explained(&mut self, id: &AskId) -> Vec<Command> {
        if let Some(open) = &mut self.open
            && !open.explained.remove(id)
        {
            open.explained.insert(id.clone());
        }
        Vec::new()
    }

    pub(super) fn show(&mut self, show: Show) -> Vec<Command> {
        let Some(open) = &mut self.open else { return Vec::new() };
        let reveal = Command::Look(Look::At(show.figure.to_string()));
        let times = open.show.as_ref().map_or(0, |(_, times)| times + 1);
        open.show = Some((show, times));
        vec![reveal]
    }

    pub(super) fn run_changed(
        &mut self,
        figure: &FigureId,
        scenario: Scenario,
        acts: Vec<Intervention>,
    ) -> Vec<Command> {
        if let Some(open) = &mut self.open {
            open.runs.put(figure, Run::new(scenario, acts));
            open.changed.insert(figure.clone());
        }
        Vec::new()
    }

    /// A figure's run is as the chapter has it again.
    pub(super) fn figure_reset(&mut self, figure: &FigureId) -> Vec<Command> {
        if let Some(open) = &mut self.open {
            open.begin_figure(figure);
        }
        Vec::new()
    }

    pub(super) fn run_over(&mut self, figure: FigureId) -> Vec<Command> {
        if let Some(open) = &mut self.open {
            open.watched.insert(figure);
        }
        Vec::new()
    }

    pub(super) fn figure_filled(&mut self, figure: Option<FigureId>) -> Vec<Command> {
        if let Some(open) = &mut self.open {
            open.filled = figure;
        }
        Vec::new()
    }

    pub(super) fn figure_tuned(
        &mut self,
        figure: &FigureId,
        tuned: Tuned,
        value: u32,
    ) -> Vec<Command> {
        let run = self.open.as_ref().and_then(|open| open.runs.get(figure));
        let Some(run) = run else { return Vec::new() };
        let (mut scenario, acts) = (run.scenario.clone(), run.interventions.clone());
        match tuned {
            Tuned::All(setting) => scenario.settings.set(setting, value),
            Tuned::Of(place, setting) => {
                if let Some(service) = scenario.services.get_mut(place) {
                    service.settings.set(setting, value);
                }
            }
        }
        self.run_changed(figure, scenario, acts)
    }
}
