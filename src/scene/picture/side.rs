//! A side of the stage in a picture: how it is wired, its wait, its drawing, its figures.
//!
//! Never here: a figure of its own.

use super::panel::{self, Names};
use super::pen::{END, Face, Letters, Pen, START};
use crate::scene::account::Account;
use crate::scene::geometry::{Rect, point};
use crate::scene::layout::Side;
use crate::scene::panel::Panel;
use crate::scene::wait::Wait;

/// A side at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct SidePicture {
    /// Which.
    pub side: Side,
    /// How it is wired.
    pub name: String,
    /// How that goes.
    pub way: String,
    /// The wait that it shows.
    pub wait: Wait,
    /// Its drawing.
    pub panel: Panel,
    /// The producer's name.
    pub producer: String,
    /// What the log is of.
    pub topic: String,
    /// Its figures.
    pub accounts: Vec<Account>,
    /// The same in words.
    pub said: String,
}

/// What stands above the drawing.
const HEAD: f64 = 80.0;
/// A line of figures.
const LINE: f64 = 20.0;
/// The bar of the wait begins here.
const BAR: f64 = 290.0;

impl SidePicture {
    /// How much room it takes.
    pub fn size(&self) -> (f64, f64) {
        let figures = 18.0 + LINE * self.accounts.len() as f64;
        (self.panel.layout.width, HEAD + self.panel.layout.height + figures)
    }

    /// Draws it from the pen's place on.
    pub fn draw(&self, pen: &mut Pen) {
        let (width, _) = self.size();
        let colours = pen.colours;
        let hue = match self.side {
            Side::Direct => colours.direct,
            Side::Kafka => colours.kafka,
        };
        let name = Face::label(hue).of(Letters::Serif).sized(16.0).bold();
        let way = Face::label(colours.soft).sized(13.0);
        pen.text(point(0.0, 18.0), START, name, &self.name);
        let after = name.width(&self.name) + 14.0;
        pen.text(point(width, 18.0), END, way, &way.fitted(&self.way, width - after));
        self.draw_wait(pen, hue);
        pen.at(0.0, HEAD);
        let names = Names { producer: &self.producer, topic: &self.topic };
        panel::draw(pen, &self.panel, &names);
        pen.done();
        let top = HEAD + self.panel.layout.height + 8.0;
        pen.line(point(0.0, top), point(width, top), colours.rule);
        for (place, account) in self.accounts.iter().enumerate() {
            draw_account(pen, account, top + 18.0 + LINE * place as f64, width);
        }
    }

    fn draw_wait(&self, pen: &mut Pen, hue: &str) {
        let (width, _) = self.size();
        let colours = pen.colours;
        let figure = Face::label(colours.ink).of(Letters::Serif).sized(30.0).bold();
        let said = if self.wait.is_bad { colours.down } else { colours.soft };
        let small = Face::label(said).sized(13.0);
        let outcome = format!("  {}", self.wait.outcome);
        pen.runs(point(0.0, 58.0), START, &[(figure, &self.wait.figure), (small, &outcome)]);
        let bar = Rect { x: BAR, y: 46.0, w: (width - BAR).max(0.0), h: 8.0 };
        pen.rect(bar, colours.wash, &[("rx", "4")]);
        if self.wait.share > 0.0 {
            let w = (bar.w * self.wait.share.min(1.0)).max(3.0);
            pen.rect(Rect { w, ..bar }, hue, &[("rx", "4")]);
        }
    }
}

/// A line of figures, as far as there is room for them.
fn draw_account(pen: &mut Pen, account: &Account, y: f64, width: f64) {
    let colours = pen.colours;
    let plain = Face::label(colours.soft).sized(13.0);
    let mut x = plain.width(account.head) + 14.0;
    pen.text(point(0.0, y), START, plain, account.head);
    for item in &account.items {
        let (count, word) = (item.count.to_string(), format!(" {}{}", item.word, item.share));
        let fill = |good| if item.is_bad { colours.down } else { good };
        let figure = Face::label(fill(colours.ink)).sized(13.0).bold();
        let rest = Face::label(fill(colours.soft)).sized(13.0);
        let room = figure.width(&count) + rest.width(&word);
        if x + room > width {
            break;
        }
        pen.runs(point(x, y), START, &[(figure, &count), (rest, &word)]);
        x += room + 14.0;
    }
}
