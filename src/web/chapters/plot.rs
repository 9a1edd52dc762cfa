//! Lines of a run against its time, and figures side by side: a chart and a table of a chapter.
//!
//! Never here: where a line runs, or a figure that is not read from the run.

use super::say::Say;
use super::spans::spans;
use crate::chapters::{Open, plots};
use crate::scene::Px;
use crate::scene::plot::{Across, Plot, SIZE, Scale, Trace, plot, top_of};
use crate::web::chart::{axes, label};
use crate::web::el::{el, words};
use engine::sim::Instant;
use lesson::content::{Figure, Row};
use lesson::measure::{Figures, Run, Series};
use yew::prelude::*;

/// The chart of a figure, with its figures in a table.
pub fn chart(open: &Open, figure: &Figure, series: &[Series], say: &Say) -> Html {
    let Some(run) = open.runs.get(&figure.id) else { return el("div", &[], vec![]) };
    let panels = plots::panels(series);
    el("div", &[], panels.iter().map(|panel| one(run, panel, say)).collect())
}

/// The lines of one axis.
fn one(run: &Run, series: &[Series], say: &Say) -> Html {
    let lines = plots::courses(series, run);
    let horizon = Instant::START + run.scenario.horizon;
    let drawn = plot(&lines, horizon);
    let view_box = view_box();
    let picture =
        [("class", "chart-picture"), ("viewBox", view_box.as_str()), ("aria-hidden", "true")];
    let mut shapes = vec![axes(&drawn.axes)];
    shapes.extend(drawn.traces.iter().map(trace));
    shapes.extend(plots::capacity(series, run).map(|(calls, name)| {
        let top = top_of(lines.iter().flat_map(|line| line.points.iter()));
        let said = format!(word!(plot.capacity), name = name, count = calls);
        let (path, said) = Scale { horizon, top }.across(Across::Of(calls.min(top)), true, said);
        el("g", &[("class", "capacity")], vec![el("path", &[("d", &path)], vec![]), label(&said)])
    }));
    el("div", &[("class", "chart")], vec![el("svg", &picture, shapes), table(&drawn, say)])
}

/// What is seen of the drawing: all of it.
pub(super) fn view_box() -> String {
    format!("0 0 {} {}", Px(SIZE.0), Px(SIZE.1))
}

/// A line of its own colour and dashes.
pub(super) fn trace(trace: &Trace) -> Html {
    let class = format!("line line-{}", trace.look);
    let shown = [("d", trace.path.as_str()), ("stroke-dasharray", trace.dashes)];
    el("g", &[("class", &class)], vec![el("path", &shown, vec![]), label(&trace.name)])
}

/// What the lines are worth at a dozen instants.
fn table(drawn: &Plot, say: &Say) -> Html {
    let mut head = vec![words("th", &[("scope", "col")], &say.word("figure.time"))];
    let names = drawn.traces.iter().map(|trace| trace.name.text.as_str());
    head.extend(names.map(|name| words("th", &[("scope", "col")], name)));
    let row = |(at, values): &(String, Vec<String>)| {
        let mut cells = vec![words("th", &[("scope", "row")], at)];
        cells.extend(values.iter().map(|value| words("td", &[], value)));
        el("tr", &[], cells)
    };
    let table = vec![
        el("thead", &[], vec![el("tr", &[], head)]),
        el("tbody", &[], drawn.rows.iter().map(row).collect()),
    ];
    let name = say.word("figure.table");
    let scrolls =
        [("class", "figures"), ("tabindex", "0"), ("role", "group"), ("aria-label", name.as_str())];
    let body = el("div", &scrolls, vec![el("table", &[], table)]);
    el("details", &[], vec![words("summary", &[], &name), body])
}

/// Figures side by side.
pub fn figures(open: &Open, columns: &[String], rows: &[Row], say: &Say) -> Html {
    let absent = say.word("question.no_figure");
    let mut head = vec![el("td", &[], vec![])];
    head.extend(columns.iter().map(|name| words("th", &[("scope", "col")], name)));
    let row = |row: &Row| {
        let mut cells = vec![el("th", &[("scope", "row")], spans(&row.label, &open.runs, &absent))];
        for reading in &row.readings {
            let read = open.runs.read(reading);
            let shown = read.map_or_else(|_| absent.clone(), |amount| amount.to_string());
            cells.push(words("td", &[], &shown));
        }
        el("tr", &[], cells)
    };
    let body = rows.iter().map(row).collect();
    let table = vec![el("thead", &[], vec![el("tr", &[], head)]), el("tbody", &[], body)];
    el("div", &[("class", "figures wide")], vec![el("table", &[], table)])
}
