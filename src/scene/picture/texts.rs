//! Code and tables in a picture.
//!
//! Never here: a line of code, or a figure, of its own.

use super::pen::{END, Face, Letters, Pen, START};
use crate::scene::geometry::{Rect, point};

/// A file's lines.
#[derive(Clone, Debug, PartialEq)]
pub struct CodePicture {
    /// What stands above it.
    pub title: String,
    /// The lines.
    pub lines: Vec<CodeLine>,
}

/// A line of code.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeLine {
    /// What it says.
    pub text: String,
    /// How it is set apart.
    pub look: CodeLook,
}

/// How a line of code is set apart from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeLook {
    /// Not at all.
    Plain,
    /// It executes.
    Lit,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

/// Figures side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct TablePicture {
    /// What the columns say.
    pub columns: Vec<String>,
    /// What each row is of, and its figures.
    pub rows: Vec<(String, Vec<String>)>,
}

const LINE: f64 = 18.0;
const HEAD: f64 = 26.0;
/// The room of a line of 88 letters, beyond which no line of code goes.
const CODE_WIDTH: f64 = 680.0;
const ROW: f64 = 24.0;
/// The room of what a row is of.
const LABEL: f64 = 320.0;
const COLUMN: f64 = 180.0;

impl CodePicture {
    /// How much room it takes.
    pub fn size(&self) -> (f64, f64) {
        (CODE_WIDTH, HEAD + LINE * self.lines.len() as f64 + 8.0)
    }

    /// Draws it from the pen's place on.
    pub fn draw(&self, pen: &mut Pen) {
        let colours = pen.colours;
        let head = Face::label(colours.soft).sized(13.0);
        pen.text(point(0.0, 15.0), START, head, &head.fitted(&self.title, CODE_WIDTH));
        let ground = Rect { x: 0.0, y: HEAD - 4.0, w: CODE_WIDTH, h: self.size().1 - HEAD + 4.0 };
        pen.rect(ground, colours.raised, &[("stroke", colours.rule), ("rx", "4")]);
        for (place, line) in self.lines.iter().enumerate() {
            let top = HEAD + LINE * place as f64;
            let wash = match line.look {
                CodeLook::Plain => None,
                CodeLook::Lit => Some(colours.lit),
                CodeLook::Added => Some(colours.kafka_wash),
                CodeLook::Removed => Some(colours.down_wash),
            };
            let whole = Rect { x: 1.0, y: top, w: CODE_WIDTH - 2.0, h: LINE };
            wash.into_iter().for_each(|wash| pen.rect(whole, wash, &[]));
            let face = Face::label(colours.ink).of(Letters::Mono);
            // Spaces at the beginning of a text are left out, so the indent is a place.
            let text = line.text.trim_start();
            let indent = face.width(" ") * (line.text.len() - text.len()) as f64;
            let place = point(10.0 + indent, top + 13.0);
            pen.text(place, START, face, &face.fitted(text, CODE_WIDTH - 20.0 - indent));
        }
    }
}

impl TablePicture {
    /// How much room it takes.
    pub fn size(&self) -> (f64, f64) {
        let width = LABEL + COLUMN * self.columns.len() as f64;
        (width, ROW * (self.rows.len() + 1) as f64 + 8.0)
    }

    /// Draws it from the pen's place on.
    pub fn draw(&self, pen: &mut Pen) {
        let (width, _) = self.size();
        let colours = pen.colours;
        let right = |place: usize| LABEL + COLUMN * (place + 1) as f64;
        let head = Face::label(colours.soft).sized(13.0).bold();
        for (place, name) in self.columns.iter().enumerate() {
            let name = head.fitted(name, COLUMN - 12.0);
            pen.text(point(right(place), 16.0), END, head, &name);
        }
        let (label, figure) = (Face::label(colours.ink).sized(13.0), Face::label(colours.ink));
        for (place, (name, figures)) in self.rows.iter().enumerate() {
            let y = ROW * (place + 1) as f64;
            pen.line(point(0.0, y), point(width, y), colours.rule);
            let name = label.fitted(name, LABEL - 12.0);
            pen.text(point(0.0, y + 16.0), START, label, &name);
            for (place, value) in figures.iter().enumerate() {
                let face = figure.sized(13.0);
                let value = face.fitted(value, COLUMN - 12.0);
                pen.text(point(right(place), y + 16.0), END, face, &value);
            }
        }
    }
}
