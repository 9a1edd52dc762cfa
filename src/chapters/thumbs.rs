//! The miniature of a chapter: that of the figure which stands for it, drawn from its run.
//!
//! The build draws them into the index, since the home page has the chapters' names and not the chapters. Never here: a
//! shape that is not the scene's.

use super::plots;
use crate::scene::{Side, Stroke, scrubber, thumb_of_code, thumb_of_lines, thumb_of_waits};
use engine::listing::{Change, Listing, producer, producer_diff};
use engine::scenario::{Action, TaskId};
use engine::sim::Instant;
use lesson::content::{Chapter, Figure, Shows, Sides, Thumb};
use lesson::measure::{Run, Side as Way};

/// The miniature of a chapter; nothing, if its figure has no run.
pub fn thumb_of(chapter: &Chapter) -> Option<Thumb> {
    let figure = chapter.sheet.figure(&chapter.entry.thumbnail)?;
    let run = chapter.sheet.run(figure, Vec::new())?;
    let paths = drawn(figure, &run).into_iter().map(|stroke| (stroke.look.into(), stroke.path));
    Some(Thumb { chapter: chapter.entry.id.clone(), paths: paths.collect() })
}

fn drawn(figure: &Figure, run: &Run) -> Vec<Stroke> {
    let horizon = Instant::START + run.scenario.horizon;
    match &figure.shows {
        Shows::Chart(series) => {
            let shades = scrubber(&run.scenario, &run.interventions, horizon).shades;
            thumb_of_lines(&plots::courses(series, run), horizon, &shades)
        }
        Shows::Listing(_) => {
            let listing = code(run, figure.sides, horizon);
            thumb_of_code(listing.lines.iter().map(|line| (looks(&line.text), line.text.as_str())))
        }
        Shows::Diff => changes(run),
        Shows::Stage | Shows::Waterfall | Shows::Table { .. } => {
            let ways = match figure.sides {
                Sides::Direct => vec![(Side::Direct, Way::Direct)],
                Sides::Kafka => vec![(Side::Kafka, Way::Events)],
                Sides::Both => vec![(Side::Direct, Way::Direct), (Side::Kafka, Way::Events)],
            };
            let sides: Vec<_> = ways.iter().map(|&(side, way)| (side, run.history(way))).collect();
            thumb_of_waits(&sides, told(run, ways[0].1), horizon)
        }
    }
}

/// The task that tells most: the first that failed, else the first.
fn told(run: &Run, way: Way) -> TaskId {
    let mut tasks = run.history(way).tasks().iter();
    let failed = tasks.position(|times| matches!(times.ended, Some((_, Some(_)))));
    failed.unwrap_or_default() as TaskId
}

fn code(run: &Run, sides: Sides, at: Instant) -> Listing {
    let style = if sides == Sides::Kafka { run.scenario.right } else { run.scenario.left };
    let present = run.scenario.present(&run.interventions, at);
    producer(&run.scenario, style, &run.interventions, &present)
}

/// A line that names somebody else's code is told from the rest.
fn looks(line: &str) -> &'static str {
    if line.contains("await") || line.contains("import") { "thumb-kafka" } else { "thumb-soft" }
}

/// What the first service that joins or leaves changes in the producer.
fn changes(run: &Run) -> Vec<Stroke> {
    let (scenario, acts) = (&run.scenario, &run.interventions);
    let plan = scenario.plan(acts);
    let joins = |action: &Action| matches!(action, Action::Add { .. } | Action::Remove(_));
    let Some(when) = plan.iter().find(|planned| joins(planned.action)).map(|it| it.at) else {
        return Vec::new();
    };
    let at = |at| producer(scenario, scenario.left, acts, &scenario.present(acts, at));
    let diff = producer_diff(&at(Instant::START), &at(when));
    thumb_of_code(diff.lines.iter().map(|(change, text)| {
        let look = match change {
            Change::Added => "thumb-direct",
            Change::Removed => "thumb-down",
            Change::Same | Change::Gap => "thumb-soft",
        };
        (look, text.as_str())
    }))
}
