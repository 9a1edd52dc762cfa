//! A figure as a picture to be saved: its heading, and what of it is no stage.
//!
//! Never here: a stage at an instant; the figure that plays it has the instant.

use super::chapter::Open;
use super::message::Command;
use super::model::Model;
use super::plots::{capacity, courses, panels};
use crate::scene::picture::{Format, Part, Picture, TablePicture};
use crate::scene::plot::{Across, Scale, plot, top_of};
use engine::sim::Instant;
use lesson::content::{Figure, Row, Shows};
use lesson::id::FigureId;
use lesson::measure::{Figures, Series};
use lesson::source::Runs;
use lesson::text::{Filled, Text};

/// What a picture of a figure is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The name of its file, without an ending.
    pub name: String,
    /// Its title.
    pub title: String,
    /// One or two sentences on it.
    pub caption: String,
}

impl Heading {
    /// The picture that has it.
    pub fn over(&self, clock: String, parts: Vec<Part>) -> Picture {
        let (title, caption) = (self.title.clone(), self.caption.clone());
        Picture { title, caption, is_plain: false, clock, parts }
    }
}

impl Open {
    /// What a picture of a figure is called.
    pub fn heading(&self, figure: &Figure) -> Heading {
        Heading {
            name: format!("{}-{}", self.chapter.entry.id, figure.id),
            title: self.chapter.entry.title.clone(),
            caption: told(&figure.caption, &self.runs),
        }
    }

    /// A picture of a figure that is no stage.
    pub fn still(&self, figure: &Figure) -> Option<Picture> {
        let parts = match &figure.shows {
            Shows::Chart(series) => self.charts(figure, series)?,
            Shows::Table { columns, rows } => vec![Part::Table(self.table(columns, rows))],
            _ => return None,
        };
        Some(self.heading(figure).over(String::new(), parts))
    }

    /// A chart for each axis, as on the page.
    fn charts(&self, figure: &Figure, series: &[Series]) -> Option<Vec<Part>> {
        let run = self.runs.get(&figure.id)?;
        let horizon = Instant::START + run.scenario.horizon;
        let part = |series: &Vec<Series>| {
            let lines = courses(series, run);
            let top = top_of(lines.iter().flat_map(|line| line.points.iter()));
            let across = capacity(series, run).map(|(calls, name)| {
                let said = format!(word!(plot.capacity), name = name, count = calls);
                Scale { horizon, top }.across(Across::Of(calls.min(top)), true, said)
            });
            Part::Plot(plot(&lines, horizon), across.into_iter().collect())
        };
        Some(panels(series).iter().map(part).collect())
    }

    fn table(&self, columns: &[String], rows: &[Row]) -> TablePicture {
        let row = |row: &Row| {
            let read = row.readings.iter().map(|reading| match self.runs.read(reading) {
                Ok(amount) => amount.to_string(),
                Err(_) => "–".into(),
            });
            (told(&row.label, &self.runs), read.collect())
        };
        TablePicture { columns: columns.to_vec(), rows: rows.iter().map(row).collect() }
    }
}

impl Model {
    /// A figure that plays a stage saves the picture itself.
    pub(super) fn figure_pictured(&mut self, id: &FigureId, format: Format) -> Vec<Command> {
        let Some(open) = &mut self.open else { return Vec::new() };
        let figure = open.chapter.sheet.figure(id);
        let still =
            figure.and_then(|figure| Some((open.heading(figure).name, open.still(figure)?)));
        if let Some((name, picture)) = still {
            return vec![Command::SavePicture { name, picture: Box::new(picture), format }];
        }
        let times = open.pictured.as_ref().map_or(0, |(.., times)| times + 1);
        open.pictured = Some((id.clone(), format, times));
        Vec::new()
    }

    pub(super) fn figure_shared(&mut self, figure: Option<FigureId>) -> Vec<Command> {
        if let Some(open) = &mut self.open {
            open.shared = figure;
        }
        Vec::new()
    }
}

/// A text with its figures, as far as the runs have them.
fn told(text: &Text, runs: &Runs) -> String {
    let said = |filled: Filled| match filled {
        Filled::Plain(said) | Filled::Code(said) | Filled::Strong(said) | Filled::Figure(said) => {
            said
        }
        Filled::MeasureError(_) => "–".into(),
    };
    text.filled(runs).into_iter().map(said).collect()
}
