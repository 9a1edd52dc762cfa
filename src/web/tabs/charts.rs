//! The course of both runs: five charts, and what the staleness means to five domains.
//!
//! Never here: a figure; the scene counts them.

use crate::scene::{Chart, Domain, Px, Side, wiring, with};
use crate::stage::{Figures, Model};
use crate::web::chart::{axes, label};
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
    let mut shapes = vec![axes(&chart.axes)];
    shapes.extend([0, 1].map(|side| line(chart, side)));
    if chart.over_time {
        let playhead = chart.playhead(played);
        shapes.push(el("path", &[("class", "now"), ("d", &playhead)], vec![]));
    }
    let caption = vec![words("b", &[], chart.title), text(" "), words("span", &[], &chart.said)];
    el(
        "figure",
        &[("class", "chart"), ("key", chart.title)],
        vec![el("figcaption", &[], caption), el("svg", &drawing, shapes), table(chart, names)],
    )
}

/// A side's line with its name.
fn line(chart: &Chart, side: usize) -> Html {
    let mut parts = vec![el("path", &[("d", &chart.lines[side])], vec![])];
    parts.extend(chart.names[side].as_ref().map(label));
    el("g", &[("class", ["line direct", "line kafka"][side])], parts)
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
