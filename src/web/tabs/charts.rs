//! The course of both runs: five charts, and what the staleness means to five domains.
//!
//! Never here: a figure; the scene counts them.

use crate::scene::{Chart, Domain, Px, Side, wiring, with};
use crate::stage::{Figures, Model};
use crate::web::el::{el, text, words};
use yew::prelude::*;

/// The charts.
pub fn view(model: &Model) -> Html {
    let Some(Figures::Course(drawn, domains)) = model.figures.as_deref() else {
        return el("div", &[], vec![]);
    };
    let names = Side::BOTH.map(|side| wiring(model.style(side)));
    let played = model.shown().0 as f64 / model.runs.horizon().0.max(1) as f64;
    let mut parts: Vec<Html> = drawn.iter().map(|chart| figure(chart, names, played)).collect();
    parts.push(windows(domains, names));
    el("div", &[("class", "charts")], parts)
}

/// One chart; where it is over time, with a line at the playhead.
fn figure(chart: &Chart, names: [&str; 2], played: f64) -> Html {
    let (width, height) = chart.size;
    let (w, h) = (Px(width).to_string(), Px(height).to_string());
    let view_box = format!("0 0 {w} {h}");
    let drawing = [
        ("class", "chart-picture"),
        ("width", w.as_str()),
        ("height", h.as_str()),
        ("viewBox", view_box.as_str()),
        ("aria-hidden", "true"),
    ];
    let mut shapes = vec![axis(chart)];
    shapes.extend([0, 1].map(|side| line(chart, side)));
    if chart.over_time {
        let now = format!("M{} 10V126", Px(chart.x(played)));
        shapes.push(el("path", &[("class", "now"), ("d", &now)], vec![]));
    }
    let caption = vec![words("b", &[], chart.title), text(" "), words("span", &[], &chart.said)];
    el(
        "figure",
        &[("class", "chart"), ("key", chart.title)],
        vec![el("figcaption", &[], caption), el("svg", &drawing, shapes), table(chart, names)],
    )
}

fn axis(chart: &Chart) -> Html {
    let (width, height) = chart.size;
    let (right, bottom) = (Px(width - 60.0).to_string(), Px(height - 8.0).to_string());
    let mut marks = Vec::new();
    for (y, label) in &chart.up {
        let (y_text, base) = (Px(*y).to_string(), Px(*y + 4.0).to_string());
        let rule = format!("M62 {y_text}H{right}");
        marks.push(el("path", &[("d", &rule)], vec![]));
        marks.push(words("text", &[("x", "56"), ("y", &base), ("text-anchor", "end")], label));
    }
    for (x, label) in &chart.along {
        let x = Px(*x).to_string();
        marks.push(words("text", &[("x", &x), ("y", &bottom), ("text-anchor", "middle")], label));
    }
    el("g", &[("class", "axis")], marks)
}

/// A side's line with its name at the end, so that it is known without its colour.
fn line(chart: &Chart, side: usize) -> Html {
    let class = ["line direct", "line kafka"][side];
    let mut parts = vec![el("path", &[("d", &chart.lines[side])], vec![])];
    if let Some((x, y)) = chart.ends[side] {
        // Names of lines that end together stand one above the other, and above the axis.
        let close = chart.ends[1 - side].is_some_and(|(_, other)| (other - y).abs() < 12.0);
        let low = y > chart.size.1 - 40.0;
        let shift = match (close, low) {
            (true, true) => [-14.0, -2.0][side],
            (true, false) => [-3.0, 10.0][side],
            (false, true) => 0.0,
            (false, false) => 4.0,
        };
        let (x, y) = (Px(x + 7.0).to_string(), Px(y + shift).to_string());
        parts.push(words(
            "text",
            &[("x", &x), ("y", &y)],
            [word!(chart.left), word!(chart.right)][side],
        ));
    }
    el("g", &[("class", class)], parts)
}

fn table(chart: &Chart, names: [&str; 2]) -> Html {
    let head = [chart.across, names[0], names[1]];
    let head = head.map(|name| words("th", &[("scope", "col")], name)).into();
    let row = |cells: &[String; 3]| {
        let [mark, direct, kafka] = cells;
        let cells = vec![
            words("th", &[("scope", "row")], mark),
            words("td", &[], direct),
            words("td", &[], kafka),
        ];
        el("tr", &[], cells)
    };
    let body = chart.rows.iter().map(row).collect();
    let table = vec![el("thead", &[], vec![el("tr", &[], head)]), el("tbody", &[], body)];
    let name = with(word!(chart.figures_of), chart.title);
    let scrolls =
        [("class", "figures"), ("tabindex", "0"), ("role", "group"), ("aria-label", &name)];
    el(
        "details",
        &[],
        vec![
            words("summary", &[], word!(chart.figures)),
            el("div", &scrolls, vec![el("table", &[], table)]),
        ],
    )
}

/// The course's five domains, and whether each could live with the staleness measured here.
fn windows(domains: &[Domain; 5], names: [&str; 2]) -> Html {
    let head = [word!(domain.head), word!(domain.what), names[0], names[1]];
    let head = head.map(|name| words("th", &[("scope", "col")], name)).into();
    let row = |domain: &Domain| {
        let cell = |fresh: Option<u32>| match fresh {
            None => words("td", &[], "–"),
            Some(1_000) => words("td", &[("class", "good")], word!(domain.inside)),
            Some(fresh) => {
                let stale = (1_000 - fresh).div_ceil(10);
                words("td", &[("class", "bad")], &with(word!(domain.outside), &stale.to_string()))
            }
        };
        let window =
            format!(word!(domain.window), example = domain.example, window = domain.window);
        let [direct, kafka] = domain.fresh;
        let cells = vec![
            words("th", &[("scope", "row")], domain.name),
            words("td", &[], &window),
            cell(direct),
            cell(kafka),
        ];
        el("tr", &[("key", domain.name)], cells)
    };
    let rows = domains.iter().map(row).collect();
    let table = vec![el("thead", &[], vec![el("tr", &[], head)]), el("tbody", &[], rows)];
    el(
        "section",
        &[("class", "windows"), ("key", "windows")],
        vec![
            words("h3", &[], word!(domain.title)),
            el("div", &[("class", "figures wide")], vec![el("table", &[], table)]),
        ],
    )
}
