//! The drawn part of a side as SVG: lines, the log, what moves, what went wrong.
//!
//! Hidden from those who do not see it; the same is said in words beside it. Never here: a control.

use crate::scene::{Dots, Lane, LineForm, LogPicture, Mark, Marker, Panel, Px, Slot, Tone};
use crate::web::el::{el, text, words};
use yew::prelude::*;

/// A side's drawing.
pub fn drawing(panel: &Panel) -> Html {
    let layout = &panel.layout;
    let (w, h) = (Px(layout.width).to_string(), Px(layout.height).to_string());
    let lines = panel.lines.iter().map(|(curve, form)| {
        let class = match form {
            LineForm::Plain => "",
            LineForm::Waits => "waits",
            LineForm::Down => "down",
        };
        el("path", &[("d", &curve.path()), ("class", class)], vec![])
    });
    let user = layout.user;
    let (x, y, r) = (Px(user.x).to_string(), Px(user.y).to_string(), Px(layout.radius).to_string());
    let crowd_anchor = if layout.stacked { "start" } else { "middle" };
    el(
        "svg",
        &[
            ("width", &w),
            ("height", &h),
            ("viewBox", &format!("0 0 {w} {h}")),
            ("aria-hidden", "true"),
        ],
        vec![
            group("lines", lines.collect()),
            group("log", panel.log.iter().map(log).collect()),
            group("dots", panel.dots.iter().map(dots).collect()),
            el("circle", &[("class", "user"), ("cx", &x), ("cy", &y), ("r", &r)], vec![]),
            label("user", "middle", user.x, user.y + 4.0, word!(picture.user)),
            label("crowd", crowd_anchor, panel.crowd_at.x, panel.crowd_at.y, &panel.crowd),
            group("marks", panel.marks.iter().map(mark).collect()),
        ],
    )
}

fn group(class: &'static str, children: Vec<Html>) -> Html {
    el("g", &[("class", class)], children)
}

fn label(class: &'static str, anchor: &'static str, x: f64, y: f64, content: &str) -> Html {
    let (x, y) = (Px(x).to_string(), Px(y).to_string());
    words("text", &[("class", class), ("text-anchor", anchor), ("x", &x), ("y", &y)], content)
}

fn rect(class: &'static str, x: f64, y: f64, w: f64, h: f64) -> Html {
    let [x, y, w, h] = [x, y, w, h].map(|value| Px(value).to_string());
    el("rect", &[("class", class), ("x", &x), ("y", &y), ("width", &w), ("height", &h)], vec![])
}

fn path(class: &'static str, d: &str) -> Html {
    el("path", &[("class", class), ("d", d)], vec![])
}

fn dots(dots: &Dots) -> Html {
    let class = match dots.tone {
        Tone::Side => "side-tone",
        Tone::Trouble => "trouble",
        Tone::Quiet => "quiet-tone",
    };
    let size = Px(dots.size).to_string();
    el("path", &[("class", class), ("d", &dots.path), ("stroke-width", &size)], vec![])
}

fn mark(mark: &Mark) -> Html {
    let place = format!("translate({} {})", Px(mark.at.x), Px(mark.at.y));
    let mut parts = vec![label("", "middle", 0.0, -13.0, &mark.text)];
    if mark.cross {
        parts.push(el("circle", &[("r", "8")], vec![]));
        parts.push(path("", "M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5"));
    }
    el("g", &[("transform", &place)], parts)
}

fn log(log: &LogPicture) -> Html {
    let rows = log.rows.iter().map(|row| row_view(row)).collect();
    let markers = log.markers.iter().map(marker).collect();
    let lanes = log.lanes.iter().map(lane).collect();
    let parts = vec![group("rows", rows), group("", markers), group("", lanes)];
    group(if log.up { "" } else { "down" }, parts)
}

/// The slots are known by their numbers, so that a log that grows shifts them and redraws none.
fn row_view(row: &[Slot]) -> Html {
    let (Some(first), Some(last)) = (row.first(), row.last()) else { return text("") };
    let slots = row.iter().map(|slot| {
        let class = match (slot.stored, slot.active) {
            _ if slot.gone => "slot gone",
            (_, true) => "slot stored active",
            (true, _) => "slot stored",
            _ => "slot",
        };
        let number = slot.offset.to_string();
        let middle = slot.x + slot.w / 2.0;
        el(
            "g",
            &[("class", class), ("key", &number)],
            vec![
                rect("", slot.x, slot.y, slot.w, slot.h),
                label("", "middle", middle, slot.y + slot.h / 2.0 + 4.0, &number),
            ],
        )
    });
    let frame = rect("row", first.x, first.y, last.x + last.w - first.x, first.h);
    group("", vec![group("", slots.collect()), frame])
}

fn marker(marker: &Marker) -> Html {
    if marker.line > 0.0 {
        let line = format!("M{} {}v{}", Px(marker.x), Px(marker.y - 2.0), Px(4.0 - marker.line));
        return group(if marker.trouble { "tick trouble" } else { "tick" }, vec![path("", &line)]);
    }
    let (tip, base) = if marker.below { (1.0, 9.0) } else { (-1.0, -9.0) };
    let (x, y) = (marker.x, marker.y);
    let shape = format!("M{} {}l-5 {}h10z", Px(x), Px(y + tip), Px(base - tip));
    let mut parts = vec![path("", &shape)];
    if !marker.text.is_empty() {
        parts.push(path("stem", &format!("M{} {}v-16", Px(x), Px(y - 9.0))));
        parts.push(label("", marker.anchor, marker.text_x, y - 29.0, &marker.text));
    }
    group(if marker.trouble { "marker trouble" } else { "marker" }, parts)
}

fn lane(lane: &Lane) -> Html {
    let line = format!("M{} {}H{}", Px(lane.x), Px(lane.y), Px(lane.end));
    let words = label("", "end", lane.end, lane.y + 15.0, &lane.text);
    group(if lane.trouble { "lane trouble" } else { "lane" }, vec![path("", &line), words])
}
