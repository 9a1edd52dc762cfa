//! Writes the elements of a drawing, with their looks in attributes, since there is no style sheet beside a file.
//!
//! Never here: where anything is.

use super::palette::{MONO, Palette, SANS, SERIF};
use crate::scene::geometry::{Point, Px, Rect};

/// An attribute.
pub type Attr<'a> = (&'static str, &'a str);

/// Which letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letters {
    Serif,
    Sans,
    Mono,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Face {
    pub letters: Letters,
    pub size: f64,
    pub bold: bool,
    pub fill: &'static str,
    /// Whether lines that it crosses stop short of it.
    pub halo: bool,
}

/// Where in a text its place is, as SVG says it.
pub const START: &str = "start";
pub const MIDDLE: &str = "middle";
pub const END: &str = "end";

/// A drawing under way.
pub struct Pen {
    pub out: String,
    pub colours: &'static Palette,
}

impl Face {
    /// Small letters of a label.
    pub const fn label(fill: &'static str) -> Self {
        Self { letters: Letters::Sans, size: 12.0, bold: false, fill, halo: false }
    }

    pub const fn sized(self, size: f64) -> Self {
        Self { size, ..self }
    }

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn haloed(self) -> Self {
        Self { halo: true, ..self }
    }

    pub const fn of(self, letters: Letters) -> Self {
        Self { letters, ..self }
    }

    /// How wide a text is at most, whichever of the usual fonts it is set in.
    pub fn width(self, text: &str) -> f64 {
        let ems = match self.letters {
            Letters::Mono => text.chars().map(|c| if c.is_ascii() { 0.603 } else { 1.0 }).sum(),
            _ => text.chars().map(ems).sum::<f64>(),
        };
        ems * self.size * if self.bold { 1.1 } else { 1.0 }
    }

    /// A text cut to the room that there is for it.
    pub fn fitted(self, text: &str, room: f64) -> String {
        if self.width(text) <= room {
            return text.into();
        }
        let mut kept = String::new();
        for c in text.chars() {
            kept.push(c);
            if self.width(&kept) + self.width("…") > room {
                kept.pop();
                break;
            }
        }
        kept.truncate(kept.trim_end().len());
        kept.push('…');
        kept
    }

    /// A text in lines of at most this width, and at most so many; what is left is cut.
    pub fn lines(self, text: &str, room: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer {
                Some(longer) if lines.len() == most || self.width(&longer) <= room => {
                    lines.pop();
                    lines.push(longer);
                }
                _ => lines.push(word.into()),
            }
        }
        lines.iter().map(|line| self.fitted(line, room)).collect()
    }
}

/// The width of a character in a wide font of the usual ones, in parts of its size.
fn ems(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '\'' | '.' | ',' | ':' | ';' | '|' | ' ' => 0.34,
        'f' | 'r' | 't' | '(' | ')' | '/' | '-' => 0.42,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '–' => 1.0,
        'A'..='Z' | '+' | '=' | '<' | '>' | '~' | '#' => 0.84,
        ' '..='~' => 0.64,
        '\u{2e80}'.. => 1.1,
        _ => 0.8,
    }
}

impl Pen {
    pub fn new(colours: &'static Palette) -> Self {
        Self { out: String::new(), colours }
    }

    pub fn open(&mut self, tag: &str, attrs: &[Attr]) {
        self.begin(tag, attrs);
        self.out.push('>');
    }

    pub fn close(&mut self, tag: &str) {
        self.out += &format!("</{tag}>");
    }

    /// An element with nothing in it.
    pub fn shape(&mut self, tag: &str, attrs: &[Attr]) {
        self.begin(tag, attrs);
        self.out += "/>";
    }

    fn begin(&mut self, tag: &str, attrs: &[Attr]) {
        self.out += &format!("<{tag}");
        for (name, value) in attrs.iter().filter(|(_, value)| !value.is_empty()) {
            self.out += &format!(" {name}=\"{}\"", escaped(value));
        }
    }

    /// What is drawn until the group is closed is moved to a place.
    pub fn at(&mut self, x: f64, y: f64) {
        self.open("g", &[("transform", &format!("translate({} {})", Px(x), Px(y)))]);
    }

    pub fn done(&mut self) {
        self.close("g");
    }

    pub fn path(&mut self, d: &str, stroke: &str, width: f64, more: &[Attr]) {
        let width = Px(width).to_string();
        let attrs = [("d", d), ("fill", "none"), ("stroke", stroke), ("stroke-width", &width)];
        self.shape("path", &[&attrs, more].concat());
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, stroke: &str) {
        let d = format!("M{} {}L{} {}", Px(from.x), Px(from.y), Px(to.x), Px(to.y));
        self.path(&d, stroke, 1.0, &[]);
    }

    pub fn rect(&mut self, rect: Rect, fill: &str, more: &[Attr]) {
        let [x, y, w, h] =
            [rect.x, rect.y, rect.w.max(0.0), rect.h.max(0.0)].map(|value| Px(value).to_string());
        let attrs = [("x", &*x), ("y", &*y), ("width", &*w), ("height", &*h), ("fill", fill)];
        self.shape("rect", &[&attrs, more].concat());
    }

    pub fn text(&mut self, at: Point, anchor: &str, face: Face, content: &str) {
        self.runs(at, anchor, &[(face, content)]);
    }

    /// Texts one after another.
    pub fn runs(&mut self, at: Point, anchor: &str, runs: &[(Face, &str)]) {
        let Some((first, _)) = runs.first() else { return };
        let (x, y) = (Px(at.x).to_string(), Px(at.y).to_string());
        let place = [("x", x.as_str()), ("y", &y), ("text-anchor", anchor)];
        // Spaces between the runs stay.
        let space = if runs.len() > 1 { [("xml:space", "preserve")] } else { [("xml:space", "")] };
        let paper = self.colours.paper;
        let halo: &[Attr] = &[
            ("paint-order", "stroke"),
            ("stroke", paper),
            ("stroke-width", "4"),
            ("stroke-linejoin", "round"),
        ];
        let halo = if first.halo { halo } else { &[] };
        let size = Px(first.size).to_string();
        let face = look(first, &size);
        self.open("text", &[&place, &face[..], &space, halo].concat());
        for (place, (face, content)) in runs.iter().enumerate() {
            if place == 0 {
                self.out += &escaped(content);
                continue;
            }
            let size = Px(face.size).to_string();
            self.open("tspan", &look(face, &size));
            self.out += &escaped(content);
            self.close("tspan");
        }
        self.close("text");
    }
}

fn look<'a>(face: &Face, size: &'a str) -> [Attr<'a>; 4] {
    let letters = match face.letters {
        Letters::Serif => SERIF,
        Letters::Sans => SANS,
        Letters::Mono => MONO,
    };
    let weight = if face.bold { "600" } else { "400" };
    [("font-family", letters), ("font-size", size), ("font-weight", weight), ("fill", face.fill)]
}

/// A text as XML has it. What XML cannot hold is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACE: Face = Face::label("#000");

    #[test]
    fn a_text_is_cut_to_its_room_and_says_so() {
        assert_eq!(FACE.fitted("Audit", 100.0), "Audit");
        let cut = FACE.fitted("A name that is far too long for its box", 100.0);
        assert!(cut.ends_with('…') && FACE.width(&cut) <= 100.0, "{cut}");
    }

    #[test]
    fn a_text_is_broken_between_words_and_the_last_line_is_cut() {
        let lines = FACE.lines("one two three four five six seven eight nine ten", 90.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'));
        assert!(lines.iter().all(|line| FACE.width(line) <= 90.0), "{lines:?}");
        assert_eq!(FACE.lines("one two", 90.0, 2), ["one two"]);
    }

    #[test]
    fn whatever_a_name_holds_it_stands_in_xml() {
        assert_eq!(escaped("a<b> & \"c\"\u{0}\u{ffff}"), "a&lt;b&gt; &amp; &quot;c&quot; ");
    }
}
