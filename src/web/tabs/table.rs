//! The run as an ordered table in words, a page around the playhead at a time: the run of somebody who
//! does not watch it.

use crate::scene::{Side, describe, with};
use crate::stage::{Model, Msg};
use crate::web::el::{el, live, text, words};
use crate::web::parts::{Send, on_click, truth};
use engine::sim::Instant;
use engine::system::Entry;
use yew::prelude::*;

/// Rows on a page.
const ROWS: usize = 16;
/// Rows before the playhead's own, while the table follows it.
const BEFORE: usize = 5;

/// The page that is chosen, or the one around the playhead.
pub fn view(model: &Model, send: &Send) -> Html {
    let at = model.shown();
    let sides = Side::BOTH.map(|side| model.runs.side(side).occurrences());
    let total = sides[0].len() + sides[1].len();
    let last = total.saturating_sub(ROWS);
    let earlier = |side: &[Entry]| side.partition_point(|entry| entry.at < at);
    let here = sides.map(earlier).iter().sum::<usize>().saturating_sub(BEFORE);
    let from = model.page.unwrap_or(here).min(last);
    let rows = merged(sides, from, ROWS).into_iter();
    let to = |label: &str, able: bool, page: Option<usize>| {
        let mut attrs = vec![("type", "button"), ("key", label)];
        if !able {
            attrs.push(("disabled", ""));
        }
        if page.is_none() {
            attrs.push(("aria-pressed", truth(model.page.is_none())));
        }
        live("button", &attrs, on_click(send, Msg::PageChosen(page)), vec![text(label)])
    };
    let pager = vec![
        to(word!(table.earlier), from > 0, Some(from.saturating_sub(ROWS))),
        to(word!(table.later), from < last, Some(from + ROWS)),
        to(word!(table.follow), true, None),
        words("span", &[("key", "page")], &with(word!(table.count), &total.to_string())),
    ];
    let head = [word!(table.instant), word!(table.side), word!(table.what)];
    let head = head.map(|name| words("th", &[("scope", "col")], name)).into();
    const CAPTION: &str = word!(table.caption);
    let table = vec![
        words("caption", &[("class", "unseen")], CAPTION),
        el("thead", &[], vec![el("tr", &[], head)]),
        el(
            "tbody",
            &[],
            rows.map(|(index, side, entry)| row(model, at, index, side, entry, send)).collect(),
        ),
    ];
    el(
        "div",
        &[("class", "table")],
        vec![el("div", &[("class", "pager")], pager), el("table", &[], table)],
    )
}

fn row(model: &Model, at: Instant, index: usize, side: Side, entry: &Entry, send: &Send) -> Html {
    let history = model.runs.side(side);
    let mut said = describe(history, &model.work.scenario.producer.name, entry);
    let class = match entry.at {
        when if when > at => "future",
        when if when == at => "now",
        _ => "",
    };
    if entry.at > at {
        said = with(word!(table.to_come), &said);
    }
    let (side, side_class) = match side {
        Side::Direct => (word!(table.direct), "direct"),
        Side::Kafka => (word!(table.kafka), "kafka"),
    };
    let when = entry.at.to_string();
    let go = with(word!(table.go), &when);
    let attrs = [("type", "button"), ("class", "quiet when"), ("aria-label", go.as_str())];
    let go = live("button", &attrs, on_click(send, Msg::Scrubbed(entry.at)), vec![text(&when)]);
    el(
        "tr",
        &[("key", &index.to_string()), ("class", class)],
        vec![
            el("td", &[], vec![go]),
            words("td", &[("class", side_class)], side),
            words("td", &[], &said),
        ],
    )
}

/// Rows `from` to `from + count` of both sides in order of time, the direct side first at an instant.
fn merged(sides: [&[Entry]; 2], from: usize, count: usize) -> Vec<(usize, Side, &Entry)> {
    let [direct, kafka] = sides;
    // The split of the first `from` rows between the sides, by bisection on the direct side.
    let (mut low, mut high) = (from.saturating_sub(kafka.len()), from.min(direct.len()));
    while low < high {
        let middle = (low + high) / 2;
        if direct[middle].at <= kafka[from - middle - 1].at {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let (mut d, mut k) = (low, from - low);
    let mut rows = Vec::with_capacity(count);
    while rows.len() < count {
        let index = d + k;
        match (direct.get(d), kafka.get(k)) {
            (Some(first), second) if second.is_none_or(|second| first.at <= second.at) => {
                rows.push((index, Side::Direct, first));
                d += 1;
            }
            (_, Some(second)) => {
                rows.push((index, Side::Kafka, second));
                k += 1;
            }
            _ => break,
        }
    }
    rows
}
