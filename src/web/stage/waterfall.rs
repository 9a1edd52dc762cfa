//! One task's spans on one axis, drawn as the scene lays them out.

use crate::scene::{Px, Rect, Row, Side, Tick, Waterfall, waterfall};
use crate::stage::Model;
use crate::web::el::{el, words};
use yew::prelude::*;

/// The chosen task at the playhead.
pub fn view(model: &Model, sides: &[Side]) -> Html {
    let sides: Vec<_> = sides.iter().map(|&side| (side, model.runs.side(side))).collect();
    let drawn =
        model.task().and_then(|task| waterfall(&sides, task, model.shown(), model.stage_width));
    match drawn {
        Some(drawn) => falls(&drawn),
        None => words("p", &[("class", "empty")], word!(task.none)),
    }
}

fn falls(drawn: &Waterfall) -> Html {
    let (w, h) = (Px(drawn.width).to_string(), Px(drawn.height).to_string());
    let said =
        drawn.rows.iter().map(|row| format!(word!(task.said), side = row.label, note = row.note));
    let mut parts: Vec<Html> = drawn.ticks.iter().map(|each| tick(each, &h)).collect();
    parts.extend(drawn.rows.iter().map(fall));
    let picture = [
        ("class", "falls-picture"),
        ("width", w.as_str()),
        ("height", &h),
        ("viewBox", &format!("0 0 {w} {h}")),
        ("aria-hidden", "true"),
    ];
    el(
        "div",
        &[("class", "falls")],
        vec![
            words("p", &[("class", "unseen")], &said.collect::<String>()),
            el("svg", &picture, parts),
        ],
    )
}

fn tick(tick: &Tick, height: &str) -> Html {
    let x = Px(tick.x).to_string();
    let line = el("path", &[("d", &format!("M{x} 18V{height}"))], vec![]);
    let label = words("text", &[("x", &x), ("y", "12"), ("text-anchor", "middle")], &tick.text);
    el("g", &[("class", "axis")], vec![line, label])
}

fn fall(row: &Row) -> Html {
    let class = match (row.side, row.head, row.trouble) {
        (Side::Direct, true, true) => "fall head trouble",
        (Side::Direct, true, false) => "fall head",
        (Side::Direct, false, true) => "fall trouble",
        (Side::Direct, false, false) => "fall",
        (Side::Kafka, true, true) => "fall kafka head trouble",
        (Side::Kafka, true, false) => "fall kafka head",
        (Side::Kafka, false, true) => "fall kafka trouble",
        (Side::Kafka, false, false) => "fall kafka",
    };
    let y = Px(row.y).to_string();
    let mut parts = vec![words("text", &[("x", "0"), ("y", &y)], &row.short)];
    for bar in &row.bars {
        let Rect { x, y, w, h } = bar.rect;
        let [x, y, w, h] = [x, y, w, h].map(|value| Px(value).to_string());
        let class = if bar.work { "busy" } else { "" };
        let attrs = [("class", class), ("x", &x), ("y", &y), ("width", &w), ("height", &h)];
        parts.push(el("rect", &attrs, vec![]));
    }
    let note = [("class", "note"), ("x", &Px(row.note_x).to_string()), ("y", &y)];
    parts.push(words("text", &note, &row.note));
    el("g", &[("class", class)], parts)
}
