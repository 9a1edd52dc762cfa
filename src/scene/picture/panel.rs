//! A side's drawing as it stands in a picture: what the page draws, and the boxes that it makes of elements.
//!
//! A switch or a menu has no use in a picture, so names have the room of both. Never here: a state.

use super::pen::{Attr, END, Face, Letters, MIDDLE, Pen, START};
use crate::scene::geometry::{Px, Rect, point};
use crate::scene::layout::Side;
use crate::scene::log::{Lane, LogPicture, Marker, Slot};
use crate::scene::panel::{Form, LineForm, Panel, ServiceBox};
use crate::scene::tokens::{Dots, Mark, Tone};

/// The names that stand in a drawing besides those of its services.
pub struct Names<'a> {
    /// The producer's.
    pub producer: &'a str,
    /// What the log is of.
    pub topic: &'a str,
}

/// Draws a panel from the pen's place on.
pub fn draw(pen: &mut Pen, panel: &Panel, names: &Names) {
    let hue = hue(pen, panel);
    for (curve, form) in &panel.lines {
        let (stroke, width, dashes) = match form {
            LineForm::Plain => (pen.colours.rule, 1.5, ""),
            LineForm::Waits => (hue.0, 3.0, ""),
            LineForm::Down => (pen.colours.down, 1.5, "3 4"),
        };
        pen.path(&curve.path(), stroke, width, &[("stroke-dasharray", dashes)]);
    }
    panel.log.iter().for_each(|picture| log(pen, picture));
    panel.dots.iter().for_each(|each| dots(pen, each, hue.0));
    user(pen, panel);
    producer(pen, panel, hue, names.producer);
    topic(pen, panel, names.topic);
    panel.services.iter().for_each(|each| service(pen, each, panel.layout.compact, hue.0));
    panel.marks.iter().for_each(|each| mark(pen, each));
}

/// The colour of the side, and the wash that goes with it.
fn hue(pen: &Pen, panel: &Panel) -> (&'static str, &'static str) {
    match panel.layout.side {
        Side::Direct => (pen.colours.direct, pen.colours.direct_wash),
        Side::Kafka => (pen.colours.kafka, pen.colours.kafka_wash),
    }
}

fn user(pen: &mut Pen, panel: &Panel) {
    let layout = &panel.layout;
    let (x, y, r) = (Px(layout.user.x), Px(layout.user.y), Px(layout.radius));
    let [x, y, r] = [x, y, r].map(|value| value.to_string());
    let circle = [
        ("cx", x.as_str()),
        ("cy", &y),
        ("r", &r),
        ("fill", pen.colours.raised),
        ("stroke", pen.colours.ink),
        ("stroke-width", "1.5"),
    ];
    pen.shape("circle", &circle);
    let face = Face::label(pen.colours.ink);
    pen.text(point(layout.user.x, layout.user.y + 4.0), MIDDLE, face, word!(picture.user));
    let anchor = if layout.stacked { START } else { MIDDLE };
    pen.text(panel.crowd_at, anchor, face, &panel.crowd);
}

fn producer(pen: &mut Pen, panel: &Panel, (hue, wash): (&str, &str), name: &str) {
    let rect = panel.layout.producer;
    pen.rect(rect, wash, &[("rx", "4"), ("stroke", hue), ("stroke-width", "1.5")]);
    let (x, middle) = (rect.x + rect.w / 2.0, rect.y + rect.h / 2.0);
    let bold = Face::label(pen.colours.ink).sized(14.0).bold();
    pen.text(point(x, middle - 3.0), MIDDLE, bold, &bold.fitted(name, rect.w - 8.0));
    let small = Face::label(pen.colours.soft);
    pen.text(point(x, middle + 14.0), MIDDLE, small, &small.fitted(&panel.producer, rect.w - 6.0));
}

/// The topic's name above the log, and whether Kafka is down.
fn topic(pen: &mut Pen, panel: &Panel, name: &str) {
    let Some(log) = &panel.log else { return };
    let place = panel.layout.topic();
    let (x, y) = (place.x + 4.0, place.y + 16.0);
    let (kafka, down) = (pen.colours.kafka, pen.colours.down);
    let bold = Face::label(kafka).bold();
    let state = if log.up { String::new() } else { format!(" {}", word!(topic.is_down)) };
    let head = bold.width(word!(topic.kafka)) + bold.width(&state) + 8.0;
    let plain = Face::label(kafka);
    let name = plain.fitted(name, (place.w - head).max(20.0));
    let runs = [
        (bold, word!(topic.kafka)),
        (Face::label(down), state.as_str()),
        (plain, &format!("  {name}")),
    ];
    pen.runs(point(x, y), START, &runs);
}

fn service(pen: &mut Pen, service: &ServiceBox, is_compact: bool, hue: &str) {
    let Rect { x, y, w, h } = service.rect;
    let colours = pen.colours;
    let (fill, stroke, width, dashes) = match service.form {
        Form::Plain => (colours.raised, colours.ink, "1.2", ""),
        Form::Faded => ("none", colours.rule, "1.2", ""),
        Form::Ailing => (colours.raised, colours.down, "1", ""),
        Form::Down => (colours.down_wash, colours.down, "1.5", "4 3"),
    };
    let edge: [Attr; 4] =
        [("rx", "4"), ("stroke", stroke), ("stroke-width", width), ("stroke-dasharray", dashes)];
    pen.rect(service.rect, fill, &edge);
    if service.form == Form::Ailing {
        let inner = Rect { x: x + 2.0, y: y + 2.0, w: w - 4.0, h: h - 4.0 };
        pen.rect(inner, "none", &[("rx", "3"), ("stroke", stroke), ("stroke-width", "1")]);
    }
    let workers = service.progress.len().max(1) as f64;
    let bar = if is_compact { 3.0 } else { 4.0 };
    for (index, share) in service.progress.iter().enumerate().filter(|(_, share)| **share > 0.0) {
        let each = (w - 2.0) / workers;
        let left = x + 1.0 + each * index as f64;
        pen.rect(Rect { x: left, y: y + h - bar - 1.0, w: each * share, h: bar }, hue, &[]);
    }
    let (name, state) = match service.form {
        Form::Down => (colours.down, colours.down),
        Form::Ailing => (colours.ink, colours.down),
        Form::Faded => (colours.soft, colours.soft),
        Form::Plain => (colours.ink, colours.soft),
    };
    let bold = Face::label(name).sized(if is_compact { 13.0 } else { 14.0 }).bold();
    let small = Face::label(state);
    if is_compact {
        let name = bold.fitted(&service.name, w * 0.55);
        let rest = w - 26.0 - bold.width(&name);
        pen.text(point(x + 8.0, y + h / 2.0 + 4.0), START, bold, &name);
        let state = small.fitted(&service.state, rest);
        pen.text(point(x + w - 8.0, y + h / 2.0 + 4.0), END, small, &state);
        return;
    }
    let (left, middle) = (x + 10.0, y + h / 2.0);
    pen.text(point(left, middle - 3.0), START, bold, &bold.fitted(&service.name, w - 16.0));
    let latency = Face::label(colours.soft);
    let room = w - 20.0 - small.width(&service.state);
    pen.text(point(left, middle + 14.0), START, small, &small.fitted(&service.state, w - 18.0));
    // As on the page, the latency gives way where there is no room for both.
    if latency.width(&service.latency) <= room {
        pen.text(point(x + w - 6.0, middle + 14.0), END, latency, &service.latency);
    }
}

fn dots(pen: &mut Pen, dots: &Dots, hue: &str) {
    let stroke = match dots.tone {
        Tone::Side => hue,
        Tone::Trouble => pen.colours.down,
        Tone::Quiet => pen.colours.edge,
    };
    pen.path(&dots.path, stroke, dots.size, &[("stroke-linecap", "round")]);
}

fn mark(pen: &mut Pen, mark: &Mark) {
    let down = pen.colours.down;
    if mark.cross {
        pen.at(mark.at.x, mark.at.y);
        let paper = pen.colours.paper;
        let circle = [("r", "8"), ("fill", paper), ("stroke", down), ("stroke-width", "2")];
        pen.shape("circle", &circle);
        pen.path("M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5", down, 2.0, &[]);
        pen.done();
    }
    let face = Face::label(down).haloed();
    pen.text(point(mark.at.x, mark.at.y - 13.0), MIDDLE, face, &mark.text);
}

fn log(pen: &mut Pen, log: &LogPicture) {
    for row in &log.rows {
        row.iter().for_each(|each| slot(pen, each));
        if let (Some(first), Some(last)) = (row.first(), row.last()) {
            let frame = Rect { x: first.x, y: first.y, w: last.x + last.w - first.x, h: first.h };
            let (stroke, dashes) =
                if log.up { (pen.colours.kafka, "") } else { (pen.colours.down, "5 3") };
            let edge = [("stroke", stroke), ("stroke-width", "1.5"), ("stroke-dasharray", dashes)];
            pen.rect(frame, "none", &edge);
        }
    }
    log.markers.iter().for_each(|each| marker(pen, each));
    log.lanes.iter().for_each(|each| lane(pen, each));
}

fn slot(pen: &mut Pen, slot: &Slot) {
    let colours = pen.colours;
    let rect = Rect { x: slot.x, y: slot.y, w: slot.w, h: slot.h };
    let fill = match (slot.gone, slot.stored) {
        (false, true) => colours.kafka_wash,
        _ => "none",
    };
    let (stroke, dashes, opacity) =
        if slot.gone { (colours.down, "2 2", "") } else { (colours.kafka, "", "0.4") };
    let edge = [("stroke", stroke), ("stroke-dasharray", dashes), ("stroke-opacity", opacity)];
    pen.rect(rect, fill, &edge);
    if slot.active {
        pen.rect(rect, colours.kafka, &[("fill-opacity", "0.3")]);
    }
    let fill = match (slot.gone, slot.stored) {
        (true, _) => colours.down,
        (_, true) => colours.ink,
        _ => colours.faint,
    };
    let middle = point(slot.x + slot.w / 2.0, slot.y + slot.h / 2.0 + 4.0);
    pen.text(middle, MIDDLE, Face::label(fill), &slot.offset.to_string());
}

fn marker(pen: &mut Pen, marker: &Marker) {
    let colours = pen.colours;
    let colour = if marker.trouble { colours.down } else { colours.kafka };
    let (x, y) = (marker.x, marker.y);
    if marker.line > 0.0 {
        let line = format!("M{} {}v{}", Px(x), Px(y - 2.0), Px(4.0 - marker.line));
        let dashes = if marker.trouble { "3 2" } else { "" };
        pen.path(&line, colour, 3.5, &[("stroke-dasharray", dashes)]);
        return;
    }
    let (tip, base) = if marker.below { (1.0, 9.0) } else { (-1.0, -9.0) };
    let shape = format!("M{} {}l-5 {}h10z", Px(x), Px(y + tip), Px(base - tip));
    pen.shape("path", &[("d", &shape), ("fill", colour)]);
    if !marker.text.is_empty() {
        pen.path(&format!("M{} {}v-16", Px(x), Px(y - 9.0)), colours.soft, 1.0, &[]);
        let face = Face::label(colours.soft).haloed();
        pen.text(point(marker.text_x, y - 29.0), marker.anchor, face, &marker.text);
    }
}

fn lane(pen: &mut Pen, lane: &Lane) {
    let colours = pen.colours;
    let (colour, dashes) = if lane.trouble { (colours.down, "7 2") } else { (colours.kafka, "") };
    let line = format!("M{} {}H{}", Px(lane.x), Px(lane.y), Px(lane.end));
    pen.path(&line, colour, 3.0, &[("stroke-dasharray", dashes)]);
    let face = Face::label(colour).of(Letters::Sans).haloed();
    pen.text(point(lane.end, lane.y + 15.0), END, face, &lane.text);
}
