//! A picture with its title, its clock and its legend.
//!
//! Never here: what stands in it.

use super::body::{BETWEEN, Body, Picture, whole};
use super::legend;
use super::palette::Scheme;
use super::pen::{END, Face, Letters, Pen, START};
use crate::scene::geometry::{Rect, point};

/// What is left free at each edge.
const MARGIN: f64 = 28.0;
/// The most lines of a caption.
const CAPTION_LINES: usize = 3;

/// The picture as the text of an SVG file.
pub fn picture(picture: &Picture, scheme: Scheme) -> String {
    let mut pen = Pen::new(scheme.palette());
    let body = Body::of(picture);
    let width = body.width + 2.0 * MARGIN;
    let inner = body.width;
    pen.at(MARGIN, MARGIN);
    let head = head(&mut pen, picture, inner);
    pen.at(0.0, head);
    body.draw(&mut pen);
    pen.done();
    let mut y = head + body.height + BETWEEN;
    if body.legend > 0.0 {
        pen.at(0.0, y);
        legend::draw(&mut pen, &body.sides, inner);
        pen.done();
        y += body.legend + 8.0;
    }
    if picture.is_plain {
        // Its page has a margin of its own.
        y -= MARGIN + 10.0;
    } else {
        let brand = Face::label(pen.colours.faint).sized(11.0);
        pen.text(point(0.0, y + 8.0), START, brand, word!(top.brand));
    }
    pen.done();
    whole(&pen, (width, y + 2.0 * MARGIN), picture)
}

/// Title, caption and clock. Gives where the rest begins.
fn head(pen: &mut Pen, picture: &Picture, width: f64) -> f64 {
    let colours = pen.colours;
    let clock = Face::label(colours.soft).of(Letters::Mono).sized(13.0);
    pen.text(point(width, 18.0), END, clock, &picture.clock);
    let room = width - clock.width(&picture.clock) - 24.0;
    let title = Face::label(colours.ink).of(Letters::Serif).sized(21.0).bold();
    let mut y = -6.0;
    let most = |lines| if picture.is_plain { 0 } else { lines };
    for line in title.lines(&picture.title, room, 2).iter().take(most(2)) {
        y += 26.0;
        pen.text(point(0.0, y), START, title, line);
    }
    let caption = Face::label(colours.soft).of(Letters::Serif).sized(15.0);
    let lines = caption.lines(&picture.caption, width, CAPTION_LINES);
    for line in lines.iter().take(most(CAPTION_LINES)) {
        y += 22.0;
        pen.text(point(0.0, y), START, caption, line);
    }
    // A clock alone has a line of its own.
    if !picture.clock.is_empty() {
        y = y.max(20.0);
    }
    pen.rect(Rect { x: 0.0, y: y + 12.0, w: width, h: 1.5 }, colours.ink, &[]);
    y + 26.0
}
