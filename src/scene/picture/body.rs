//! What stands in a picture, where it stands there, and the file around it.
//!
//! Never here: a title.

use super::legend;
use super::lines;
use super::pen::{Pen, escaped};
use super::side::SidePicture;
use super::texts::{CodePicture, TablePicture};
use crate::scene::chart::Chart;
use crate::scene::geometry::{Px, Rect, point};
use crate::scene::plot::{Label, Plot, SIZE};
use crate::scene::waterfall::Waterfall;

/// What a picture is of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// What it is called.
    pub title: String,
    /// One or two sentences on it, or nothing.
    pub caption: String,
    /// Whether title and caption stand beside it, so that it is drawn without them.
    pub is_plain: bool,
    /// The instant, or nothing where it is of a whole run.
    pub clock: String,
    /// What stands in it, in this order.
    pub parts: Vec<Part>,
}

/// Something in a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A side of the stage. Two of them stand side by side.
    Side(Box<SidePicture>),
    /// One task's spans, and the same in words.
    Waterfall(Waterfall, String),
    /// A chart of the sandbox.
    Chart(Box<Chart>),
    /// The chart of a chapter, with lines across it, each as the `d` of a path with its name.
    Plot(Plot, Vec<(String, Label)>),
    /// Lines of code.
    Code(CodePicture),
    /// Figures side by side.
    Table(TablePicture),
}

/// Between two sides.
const GAP: f64 = 56.0;
/// Between two parts one above the other.
pub const BETWEEN: f64 = 20.0;
/// A picture is no narrower, so that its title has room.
const LEAST_WIDTH: f64 = 560.0;

/// What stands in a picture, and how much room it takes.
pub struct Body<'a> {
    picture: &'a Picture,
    pub sides: Vec<&'a SidePicture>,
    pub width: f64,
    pub height: f64,
    pub legend: f64,
}

impl<'a> Body<'a> {
    pub fn of(picture: &'a Picture) -> Self {
        let sides: Vec<&SidePicture> = picture.parts.iter().filter_map(Part::side).collect();
        let across: f64 = sides.iter().map(|side| side.size().0 + GAP).sum();
        let high = sides.iter().map(|side| side.size().1).fold(0.0, f64::max);
        let others = || picture.parts.iter().filter(|part| part.side().is_none()).map(Part::size);
        let wide = others().map(|(width, _)| width).fold(LEAST_WIDTH, f64::max);
        let width = wide.max(across - GAP);
        let below: f64 = others().map(|(_, height)| height + BETWEEN).sum();
        let legend = legend::height(&sides, width);
        let beside = if sides.is_empty() { 0.0 } else { high + BETWEEN };
        Self { picture, sides, width, height: (beside + below - BETWEEN).max(0.0), legend }
    }

    pub fn draw(&self, pen: &mut Pen) {
        let (mut x, mut y) = (0.0, 0.0);
        for side in &self.sides {
            if x > 0.0 {
                let (rule, middle) = (pen.colours.rule, x - GAP / 2.0);
                pen.line(point(middle, 0.0), point(middle, side.size().1), rule);
            }
            pen.at(x, 0.0);
            side.draw(pen);
            pen.done();
            x += side.size().0 + GAP;
            y = f64::max(y, side.size().1 + BETWEEN);
        }
        for part in &self.picture.parts {
            if part.side().is_some() {
                continue;
            }
            pen.at(0.0, y);
            part.draw(pen);
            pen.done();
            y += part.size().1 + BETWEEN;
        }
    }
}

/// A drawing as a file, with its ground and what it says in words.
pub fn whole(pen: &Pen, (width, height): (f64, f64), picture: &Picture) -> String {
    let mut file = Pen::new(pen.colours);
    let (w, h) = (Px(width).to_string(), Px(height).to_string());
    let root = [
        ("xmlns", "http://www.w3.org/2000/svg"),
        ("width", w.as_str()),
        ("height", h.as_str()),
        ("viewBox", &format!("0 0 {w} {h}")),
        ("role", "img"),
        ("aria-label", &picture.title),
        ("class", "whole"),
    ];
    file.open("svg", &root);
    for (tag, text) in [("title", &picture.title), ("desc", &said(picture))] {
        file.open(tag, &[]);
        file.out += &escaped(text);
        file.close(tag);
    }
    let ground = Rect { w: width, h: height, ..Rect::default() };
    file.rect(ground, pen.colours.paper, &[]);
    file.out += &pen.out;
    file.close("svg");
    file.out.push('\n');
    file.out
}

/// The picture in words.
fn said(picture: &Picture) -> String {
    let mut all: Vec<&str> = vec![&picture.caption, &picture.clock];
    all.extend(picture.parts.iter().map(Part::said));
    let mut out = String::new();
    for part in all.into_iter().filter(|part| !part.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out += part;
    }
    out
}

impl Part {
    fn side(&self) -> Option<&SidePicture> {
        match self {
            Self::Side(side) => Some(side),
            _ => None,
        }
    }

    fn size(&self) -> (f64, f64) {
        match self {
            Self::Side(side) => side.size(),
            Self::Waterfall(drawn, _) => (drawn.width, drawn.height),
            Self::Chart(chart) => (chart.size.0, chart.size.1 + lines::CHART_HEAD),
            Self::Plot(..) => SIZE,
            Self::Code(code) => code.size(),
            Self::Table(table) => table.size(),
        }
    }

    fn draw(&self, pen: &mut Pen) {
        match self {
            Self::Side(side) => side.draw(pen),
            Self::Waterfall(drawn, _) => lines::waterfall(pen, drawn),
            Self::Chart(chart) => lines::chart(pen, chart),
            Self::Plot(plot, across) => lines::plot(pen, plot, across),
            Self::Code(code) => code.draw(pen),
            Self::Table(table) => table.draw(pen),
        }
    }

    /// What the drawing has in no other words.
    fn said(&self) -> &str {
        match self {
            Self::Side(side) => &side.said,
            Self::Waterfall(_, said) => said,
            Self::Chart(chart) => &chart.said,
            Self::Plot(..) | Self::Code(_) | Self::Table(_) => "",
        }
    }
}
