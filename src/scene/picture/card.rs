//! A picture for those who show a link to a page: the page's title, and its figure as large as fits.
//!
//! Never here: which figure a page has.

use super::body::{Body, Picture, whole};
use super::palette::Scheme;
use super::pen::{Face, Letters, Pen, START};
use crate::scene::geometry::{Rect, point};

/// The size that those who show links ask for.
pub const CARD: (f64, f64) = (1200.0, 630.0);
const MARGIN: f64 = 44.0;

/// What a card is of.
pub struct Card<'a> {
    /// Above the title.
    pub brand: &'a str,
    /// The page's title.
    pub title: &'a str,
    /// Its figure.
    pub figure: &'a Picture,
}

/// The card as the text of an SVG file.
pub fn card(card: &Card) -> String {
    let mut pen = Pen::new(Scheme::Light.palette());
    let colours = pen.colours;
    let room = CARD.0 - 2.0 * MARGIN;
    let brand = Face::label(colours.soft).of(Letters::Serif).sized(24.0);
    pen.text(point(MARGIN, 54.0), START, brand, &brand.fitted(card.brand, room));
    let title = Face::label(colours.ink).of(Letters::Serif).sized(46.0).bold();
    let mut y = 58.0;
    for line in title.lines(card.title, room, 2) {
        y += 52.0;
        pen.text(point(MARGIN, y), START, title, &line);
    }
    y += 22.0;
    pen.rect(Rect { x: MARGIN, y, w: room, h: 3.0 }, colours.ink, &[]);
    y += 20.0;
    let body = Body::of(card.figure);
    let scale = (room / body.width).min((CARD.1 - y - 16.0) / body.height);
    let left = (CARD.0 - body.width * scale) / 2.0;
    let down = (CARD.1 - y - body.height * scale - 16.0) / 2.0;
    pen.at(left, y + down);
    pen.open("g", &[("transform", &format!("scale({})", thousandths(scale)))]);
    body.draw(&mut pen);
    pen.done();
    pen.done();
    let said = Picture { title: card.title.into(), ..card.figure.clone() };
    whole(&pen, CARD, &said)
}

/// A share, with three decimals.
fn thousandths(share: f64) -> String {
    let all = (share * 1_000.0).floor().max(1.0) as u64;
    format!("{}.{:03}", all / 1_000, all % 1_000)
}
