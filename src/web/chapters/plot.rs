//! Lines of a run against its time, and figures side by side: a chart and a table of a chapter.
//!
//! Never here: a figure that is not read from the run.

use super::Say;
use super::spans::spans;
use crate::chapters::Open;
use crate::scene::{Px, length};
use crate::web::el::{el, words};
use engine::sim::{Duration, Instant};
use lesson::content::{Figure, Row};
use lesson::measure::{Figures, Line, Point, Run, Series, Side};
use std::fmt::Write as _;
use std::rc::Rc;
use yew::prelude::*;

pub(super) const WIDTH: f64 = 620.0;
pub(super) const HEIGHT: f64 = 200.0;
pub(super) const LEFT: f64 = 56.0;
pub(super) const RIGHT: f64 = 150.0;
pub(super) const BOTTOM: f64 = 26.0;
pub(super) const TOP: f64 = 12.0;
/// Lines are told apart by these as well as by their colours.
const DASHES: [&str; 4] = ["", "7 4", "2 3", "10 3 2 3"];

/// A line and its name.
type Named = (String, Rc<[Point]>);

/// The chart of a figure, with its figures in a table.
pub fn chart(open: &Open, figure: &Figure, series: &[Series], say: &Say) -> Html {
    let Some(run) = open.runs.get(&figure.id) else { return el("div", &[], vec![]) };
    let drawn = series.iter().zip(looks(series));
    let drawn =
        drawn.filter_map(|(line, look)| Some((look, name(line, run), run.line(line).ok()?)));
    let (looks, lines): (Vec<usize>, Vec<Named>) =
        drawn.map(|(look, name, points)| (look, (name, points))).unzip();
    let horizon = Instant::START + run.scenario.horizon;
    let most = lines.iter().flat_map(|(_, points)| points.iter()).map(|(_, value)| *value).max();
    let top = round_up(most.unwrap_or(1).max(1));
    let (w, h) = (Px(WIDTH).to_string(), Px(HEIGHT).to_string());
    let view_box = format!("0 0 {w} {h}");
    let drawing =
        [("class", "chart-picture"), ("viewBox", view_box.as_str()), ("aria-hidden", "true")];
    let mut shapes = vec![axes(Some(top), horizon)];
    let mut free = Vec::new();
    for (look, (name, points)) in looks.into_iter().zip(&lines) {
        shapes.push(line(look, name, points, top, horizon, &mut free));
    }
    el("div", &[("class", "chart")], vec![el("svg", &drawing, shapes), table(&lines, horizon, say)])
}

/// The looks of lines: the first of a side has that side's colour, as everywhere; others have their own.
pub(super) fn looks(series: &[Series]) -> Vec<usize> {
    let mut others = 2..;
    let look = |(place, line): (usize, &Series)| {
        let first = series[..place].iter().all(|other| other.side != line.side);
        match line.side {
            Side::Direct if first => 0,
            Side::Events if first => 1,
            _ => others.next().unwrap_or_default(),
        }
    };
    series.iter().enumerate().map(look).collect()
}

/// `Direct calls: failed`, as far as the line and the run tell.
pub(super) fn name(series: &Series, run: &Run) -> String {
    let what = match series.line {
        Line::Waiting => word!(plot.waiting),
        Line::Answered => word!(plot.answered),
        Line::Failed => word!(plot.failed),
        Line::Done => word!(plot.done),
        Line::Lag => word!(plot.lag),
        Line::Queue => word!(plot.queue),
        Line::Calls => word!(plot.calls),
        Line::Wait => word!(plot.wait),
        Line::Window => word!(plot.window),
    };
    let style = run.history(series.side).style();
    let whose = series.service.as_deref().unwrap_or(crate::scene::wiring(style));
    format!(word!(plot.line), whose = whose, what = what)
}

/// Where an instant and a value are on a chart.
pub(super) fn place(at: Instant, value: u64, top: u64, horizon: Instant) -> (f64, f64) {
    let x = LEFT + at.0 as f64 / horizon.0.max(1) as f64 * (WIDTH - LEFT - RIGHT);
    let y = TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - value as f64 / top as f64);
    (x, y)
}

/// The rules of a chart, up to `top` if that is to be said, and its time.
pub(super) fn axes(top: Option<u64>, horizon: Instant) -> Html {
    let mut marks = Vec::new();
    for part in 0..=2 {
        let (_, y) = place(Instant::START, part, 2, horizon);
        let rule = format!("M{LEFT} {}H{}", Px(y), Px(WIDTH - RIGHT));
        marks.push(el("path", &[("d", &rule)], vec![]));
        let (x, y) = (Px(LEFT - 6.0).to_string(), Px(y + 4.0).to_string());
        let at = [("x", x.as_str()), ("y", y.as_str()), ("text-anchor", "end")];
        let value = top.map(|top| (top * part / 2).to_string());
        marks.extend(value.map(|value| words("text", &at, &value)));
    }
    for part in 0..=4 {
        let at = Instant(horizon.0 / 4 * part);
        let (x, _) = place(at, 0, 1, horizon);
        let (x, y) = (Px(x).to_string(), Px(HEIGHT - 8.0).to_string());
        let at_text = [("x", x.as_str()), ("y", y.as_str()), ("text-anchor", "middle")];
        let said = if part == 0 { "0".into() } else { length(Duration(at.0)) };
        marks.push(words("text", &at_text, &said));
    }
    el("g", &[("class", "axis")], marks)
}

/// A line of its own colour and dashes, with its name at its end, where no other's is.
pub(super) fn line(
    number: usize,
    name: &str,
    points: &[Point],
    top: u64,
    horizon: Instant,
    free: &mut Vec<f64>,
) -> Html {
    let mut path = String::new();
    let mut end = (LEFT, HEIGHT - BOTTOM);
    for (index, &(at, value)) in points.iter().filter(|(at, _)| *at <= horizon).enumerate() {
        let (x, y) = place(at, value, top, horizon);
        // Writing to a String cannot fail. A figure holds until it changes.
        let _ = match index {
            0 => write!(path, "M{} {}", Px(x), Px(y)),
            _ => write!(path, "H{}V{}", Px(x), Px(y)),
        };
        end = (x, y);
    }
    let _ = write!(path, "H{}", Px(WIDTH - RIGHT));
    let mut y = end.1 + 4.0;
    while free.iter().any(|other| (other - y).abs() < 13.0) {
        y -= 13.0;
    }
    free.push(y);
    let class = format!("line line-{}", number % 4);
    let (x, y) = (Px(WIDTH - RIGHT + 8.0).to_string(), Px(y).to_string());
    let shown = [("d", path.as_str()), ("stroke-dasharray", DASHES[number % 4])];
    let label = words("text", &[("x", &x), ("y", &y)], name);
    el("g", &[("class", &class)], vec![el("path", &shown, vec![]), label])
}

/// What the lines are worth at a dozen instants.
fn table(lines: &[Named], horizon: Instant, say: &Say) -> Html {
    let mut head = vec![words("th", &[("scope", "col")], &say.word("figure.time"))];
    head.extend(lines.iter().map(|(name, _)| words("th", &[("scope", "col")], name)));
    let row = |part: u64| {
        let at = Instant(horizon.0 / 12 * part);
        let mut cells = vec![words("th", &[("scope", "row")], &length(Duration(at.0)))];
        for (_, points) in lines {
            let known = points.iter().rev().find(|(when, _)| *when <= at);
            let value = known.map_or("–".to_string(), |(_, value)| value.to_string());
            cells.push(words("td", &[], &value));
        }
        el("tr", &[], cells)
    };
    let table = vec![
        el("thead", &[], vec![el("tr", &[], head)]),
        el("tbody", &[], (0..=12).map(row).collect()),
    ];
    let name = say.word("figure.table");
    let scrolls =
        [("class", "figures"), ("tabindex", "0"), ("role", "group"), ("aria-label", name.as_str())];
    el(
        "details",
        &[],
        vec![words("summary", &[], &name), el("div", &scrolls, vec![el("table", &[], table)])],
    )
}

/// The next of 2, 4 or 10 times a power of ten.
pub(super) fn round_up(value: u64) -> u64 {
    let mut decade = 1u64;
    loop {
        for factor in [2, 4, 10] {
            if value <= decade.saturating_mul(factor) {
                return decade.saturating_mul(factor);
            }
        }
        decade = decade.saturating_mul(10);
    }
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
