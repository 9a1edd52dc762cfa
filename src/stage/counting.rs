//! Figures of whole runs, counted when somebody opens them and kept until the runs change.
//!
//! What a chart shows is read off the runs at hand. What the coupling table shows takes a run for each answer, so it is
//! asked for in slices, which can be stopped and gone on with. Never here: a count that nobody has asked for.

use super::asking::{Answer, Asking};
use super::figures::{Coupling, Figures};
use super::message::Command;
use super::model::{Model, Tab};
use crate::scene::{Side, charts, domains};
use engine::coupling::{joins, leaves, what_ifs};
use engine::scenario::Style;
use std::rc::Rc;

impl Model {
    /// Counts what the open tab shows, unless it is at hand.
    pub fn count(&mut self) -> Vec<Command> {
        match (self.tab, self.figures.as_deref()) {
            (Tab::Charts, Some(Figures::Course(..))) => Vec::new(),
            (Tab::Charts, _) => {
                self.figures = Some(Rc::new(self.course()));
                Vec::new()
            }
            (Tab::Coupling, Some(Figures::Coupling(_))) => self.ask(),
            (Tab::Coupling, _) => {
                self.figures = Some(Rc::new(Figures::Coupling(self.coupling())));
                self.ask()
            }
            _ => Vec::new(),
        }
    }

    /// Asks what has not been answered, unless that is being asked.
    fn ask(&mut self) -> Vec<Command> {
        let Some(Figures::Coupling(coupling)) = self.figures.as_deref() else { return Vec::new() };
        let styles = Side::BOTH.map(|side| self.style(side));
        let rows = coupling.answers.iter().enumerate();
        let open = rows.flat_map(|(row, (question, read))| {
            let sides = read.iter().zip(styles).enumerate();
            let open = sides.filter(|(_, (read, _))| read.is_none());
            open.map(move |(side, (_, style))| ((row, side), *question, style))
        });
        let questions: Vec<_> = open.collect();
        if self.asking || questions.is_empty() {
            return Vec::new();
        }
        self.asking = true;
        self.round += 1;
        let scenario = self.work.scenario.clone();
        vec![Command::Ask(Box::new(Asking { round: self.round, scenario, questions }))]
    }

    /// A run has answered. Answers to a scenario that is another one by now are of no use.
    pub(super) fn answered(&mut self, answer: Answer) {
        let Answer { round, place: (row, side), reading } = answer;
        if self.round_asked() != Some(round) {
            return;
        }
        if let Some(Figures::Coupling(coupling)) = self.figures.as_mut().map(Rc::make_mut) {
            let answers = coupling.answers.get_mut(row);
            let answer = answers.and_then(|(_, read)| read.get_mut(side));
            answer.into_iter().for_each(|answer| *answer = Some(reading));
            let (done, all) = coupling.progress();
            self.asking = done < all;
        }
    }

    /// Who leaves a tab does not wait for what it would show.
    pub(super) fn choose_tab(&mut self, tab: Tab) {
        self.asking &= tab == self.tab;
        self.tab = tab;
    }

    /// The round whose answers are wanted, if any.
    pub fn round_asked(&self) -> Option<u32> {
        self.asking.then_some(self.round)
    }

    fn course(&self) -> Figures {
        let runs = Side::BOTH.map(|side| self.runs.side(side));
        let width = if self.stage_width < 900.0 { self.stage_width } else { self.panel_width };
        let (view, until) = (self.view(), self.runs.horizon());
        Figures::Course(charts(runs, view, until, width.min(640.0)), domains(runs, view, until))
    }

    fn coupling(&self) -> Coupling {
        let scenario = &self.work.scenario;
        let styles = Side::BOTH.map(|side| self.style(side));
        let newcomer = self.newcomer();
        let leaves = |style: Style| leaves(scenario, style);
        Coupling {
            answers: what_ifs(scenario).into_iter().map(|question| (question, [None; 2])).collect(),
            joins: styles.map(|style| joins(scenario, style, &newcomer)),
            leaves: (scenario.services.len() > 1).then(|| styles.map(leaves)),
            newcomer: newcomer.name,
        }
    }
}
