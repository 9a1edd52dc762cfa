//! What the forms of a picture mean, under it.
//!
//! Only what the picture has is explained. Never here: a meaning that the page does not give.

use super::pen::{Face, Pen, START};
use super::side::SidePicture;
use crate::scene::geometry::{Rect, point};
use crate::scene::panel::{Form, LineForm};

/// The height of a row.
pub const ROW: f64 = 20.0;
/// The room of a form.
const SAMPLE: f64 = 30.0;

/// A form that is explained.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Waits,
    Down,
    Faded,
    Ailing,
    Dot,
    Crowd,
    Marker,
    Lag,
    Work,
}

/// The forms that these sides have, each with its meaning.
fn shapes(sides: &[&SidePicture]) -> Vec<(Shape, &'static str)> {
    let any = |has: &dyn Fn(&SidePicture) -> bool| sides.iter().any(|side| has(side));
    let boxes = |form| any(&|side| side.panel.services.iter().any(|each| each.form == form));
    let log = |has: &dyn Fn(&crate::scene::log::LogPicture) -> bool| {
        any(&|side| side.panel.log.as_ref().is_some_and(has))
    };
    let tones = |quiet: bool| {
        any(&|side| {
            let is_quiet = |tone| tone == crate::scene::tokens::Tone::Quiet;
            side.panel.dots.iter().any(|dots| is_quiet(dots.tone) == quiet)
        })
    };
    let waits = any(&|side| side.panel.lines.iter().any(|(_, form)| *form == LineForm::Waits));
    let works = any(&|side| {
        side.panel.services.iter().any(|each| each.progress.iter().any(|share| *share > 0.0))
    });
    let all = [
        (waits, Shape::Waits, word!(legend.waits)),
        (tones(false), Shape::Dot, word!(legend.moves)),
        (tones(true), Shape::Crowd, word!(legend.waiting)),
        (works, Shape::Work, word!(legend.works)),
        (boxes(Form::Down), Shape::Down, word!(legend.down)),
        (boxes(Form::Ailing), Shape::Ailing, word!(legend.ailing)),
        (boxes(Form::Faded), Shape::Faded, word!(legend.faded)),
        (log(&|log| !log.markers.is_empty()), Shape::Marker, word!(legend.marker)),
        (log(&|log| !log.lanes.is_empty()), Shape::Lag, word!(legend.lag)),
    ];
    all.into_iter().filter(|(has, ..)| *has).map(|(_, shape, word)| (shape, word)).collect()
}

/// The meanings in rows that fit a width, each with its place in the row.
fn rows(sides: &[&SidePicture], width: f64) -> Vec<Vec<(f64, Shape, &'static str)>> {
    let face = Face::label("");
    let mut rows: Vec<Vec<(f64, Shape, &'static str)>> = Vec::new();
    let mut x = width;
    for (shape, word) in shapes(sides) {
        let room = SAMPLE + face.width(word) + 22.0;
        if x + room > width + 22.0 {
            rows.push(Vec::new());
            x = 0.0;
        }
        rows.iter_mut().last().into_iter().for_each(|row| row.push((x, shape, word)));
        x += room;
    }
    rows
}

/// How high the meanings are.
pub fn height(sides: &[&SidePicture], width: f64) -> f64 {
    rows(sides, width).len() as f64 * ROW
}

/// Draws them from the pen's place on.
pub fn draw(pen: &mut Pen, sides: &[&SidePicture], width: f64) {
    let soft = pen.colours.soft;
    let hue = match sides.first() {
        Some(side) if side.side == crate::scene::layout::Side::Kafka => pen.colours.kafka,
        _ => pen.colours.direct,
    };
    for (place, row) in rows(sides, width).into_iter().enumerate() {
        let y = ROW * place as f64 + 12.0;
        for (x, shape, word) in row {
            pen.at(x, y - 4.0);
            sample(pen, shape, hue);
            pen.done();
            pen.text(point(x + SAMPLE, y), START, Face::label(soft), word);
        }
    }
}

/// A form, about its left middle.
fn sample(pen: &mut Pen, shape: Shape, hue: &str) {
    let colours = pen.colours;
    let small = Rect { x: 0.0, y: -6.0, w: 22.0, h: 12.0 };
    let edge = |stroke, width, dashes| {
        [("rx", "3"), ("stroke", stroke), ("stroke-width", width), ("stroke-dasharray", dashes)]
    };
    let dot = |pen: &mut Pen, d: &str, stroke: &str, size| {
        pen.path(d, stroke, size, &[("stroke-linecap", "round")]);
    };
    match shape {
        Shape::Waits => pen.path("M0 0H22", hue, 3.0, &[]),
        Shape::Dot => dot(pen, "M11 0h0", hue, 9.0),
        Shape::Crowd => dot(pen, "M4 0h0M11 0h0M18 0h0", colours.edge, 6.0),
        Shape::Down => pen.rect(small, colours.down_wash, &edge(colours.down, "1.5", "4 3")),
        Shape::Faded => pen.rect(small, "none", &edge(colours.rule, "1.5", "")),
        Shape::Ailing => {
            pen.rect(small, colours.raised, &edge(colours.down, "1", ""));
            let inner = Rect { x: 2.0, y: -4.0, w: 18.0, h: 8.0 };
            pen.rect(inner, "none", &edge(colours.down, "1", ""));
        }
        Shape::Work => {
            pen.rect(small, colours.raised, &edge(colours.ink, "1.2", ""));
            pen.rect(Rect { x: 1.0, y: 2.0, w: 12.0, h: 3.0 }, hue, &[]);
        }
        Shape::Marker => pen.shape("path", &[("d", "M11 5l-5-9h10z"), ("fill", colours.kafka)]),
        Shape::Lag => pen.path("M0 0H22", colours.kafka, 3.0, &[]),
    }
}
