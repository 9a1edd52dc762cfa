//! A document of the template, and its Markdown.
//!
//! A document is its own text, cut into the fields of the form and whatever else somebody wrote between
//! and around them, so that writing it gives back every character. Never here: what a field means.

use super::form::{Field, Section};
use std::fmt;

/// A description of a system in the form of the template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    /// Whole lines that are no part of the form.
    Own(String),
    /// The line of a section's heading.
    Heading(Section, String),
    /// A field: what stands before its value, the value, and whether a line end follows.
    Entry { field: Field, head: String, value: String, end: bool },
}

/// What a field of the coupling analysis says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim<'d> {
    /// Yes, no, or neither.
    pub verdict: Option<bool>,
    /// Why.
    pub explanation: &'d str,
}

/// A longer value's further lines are set in by so much, as Markdown does with a list.
const INDENT: &str = "  ";

impl Document {
    /// The template with nothing filled in.
    pub fn blank() -> Self {
        let mut pieces = Vec::new();
        for section in Section::ALL {
            if !pieces.is_empty() {
                pieces.push(Piece::Own("\n".into()));
            }
            pieces.push(Piece::Heading(section, format!("## {}\n", section.heading())));
            pieces.extend(section.fields().map(Piece::empty));
        }
        Self { pieces }
    }

    /// Reads Markdown. Whatever it says is kept; line ends become `\n`.
    pub fn read(text: &str) -> Self {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut document = Self::default();
        let mut fenced = false;
        for line in text.split_inclusive('\n') {
            if !fenced && document.continued(line) {
                continue;
            }
            let fence = line.starts_with("```") || line.starts_with("~~~");
            fenced ^= fence;
            let piece = if fenced || fence { None } else { document.recognised(line) };
            match (piece, document.pieces.last_mut()) {
                (Some(piece), _) => document.pieces.push(piece),
                (None, Some(Piece::Own(own))) => own.push_str(line),
                (None, _) => document.pieces.push(Piece::Own(line.into())),
            }
        }
        document
    }

    /// Whether anything of the form was recognised in it.
    pub fn has_form(&self) -> bool {
        self.pieces.iter().any(|piece| !matches!(piece, Piece::Own(_)))
    }

    /// What a field says; nothing if it is not there.
    pub fn value(&self, field: Field) -> &str {
        self.entry(field).map_or("", |(_, value)| value)
    }

    /// What a field says, without space around it; nothing if only the form's hint in brackets stands there.
    pub fn said(&self, field: Field) -> &str {
        let value = self.value(field).trim();
        if value.starts_with('[') && value.ends_with(']') { "" } else { value }
    }

    /// What a field of the coupling analysis says, as yes or no and why.
    pub fn claim(&self, field: Field) -> Claim<'_> {
        let said = self.said(field);
        for (word, verdict) in [("yes", true), ("no", false)] {
            let Some((first, rest)) = said.split_at_checked(word.len()) else { continue };
            if first.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphanumeric) {
                let explanation = rest.trim_start_matches([' ', '-', '–', '—', ':', ',', '.']);
                return Claim { verdict: Some(verdict), explanation };
            }
        }
        Claim { verdict: None, explanation: said }
    }

    /// The first heading of their own, if they gave one.
    pub fn title(&self) -> Option<&str> {
        let own = self.pieces.iter().filter_map(|piece| match piece {
            Piece::Own(own) => Some(own),
            _ => None,
        });
        own.flat_map(|own| own.lines()).find_map(|line| line.strip_prefix("# ")).map(str::trim)
    }

    /// The name before "calls", where they wrote another than the template's.
    pub fn caller(&self) -> Option<&str> {
        let (head, _) = self.entry(Field::Calls)?;
        let label = head.trim_start_matches(['-', '*', ' ']).trim_end_matches([':', '*', ' ']);
        let name = label.split_at_checked(label.len().checked_sub(" calls".len())?)?.0.trim();
        (!name.is_empty() && !name.eq_ignore_ascii_case("service a")).then_some(name)
    }

    /// Says something in a field, which is added to the form if it is missing.
    pub fn set(&mut self, field: Field, said: &str) {
        let said = said.replace("\r\n", "\n").replace('\r', "\n");
        let place = self.pieces.iter().position(|piece| piece.is(field));
        let place = place.unwrap_or_else(|| self.add(field));
        if let Some(Piece::Entry { head, value, .. }) = self.pieces.get_mut(place) {
            if !head.ends_with(' ') && !said.is_empty() {
                head.push(' ');
            }
            *value = said;
        }
    }

    /// Says yes or no and why in a field of the coupling analysis.
    pub fn set_claim(&mut self, field: Field, verdict: Option<bool>, explanation: &str) {
        let word = match verdict {
            Some(true) => "Yes",
            Some(false) => "No",
            None => return self.set(field, explanation),
        };
        if explanation.is_empty() {
            return self.set(field, word);
        }
        self.set(field, &format!("{word} - {explanation}"));
    }

    fn entry(&self, field: Field) -> Option<(&str, &str)> {
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Entry { field: found, head, value, .. } if *found == field => {
                Some((head.as_str(), value.as_str()))
            }
            _ => None,
        })
    }

    /// Takes a line into the value of the field above it, if it is set in.
    fn continued(&mut self, line: &str) -> bool {
        let Some(Piece::Entry { value, end, .. }) = self.pieces.last_mut() else { return false };
        let Some(rest) = line.strip_prefix(INDENT).filter(|_| *end) else { return false };
        value.push('\n');
        value.push_str(rest.strip_suffix('\n').unwrap_or(rest));
        *end = rest.ends_with('\n');
        true
    }

    /// A line as a heading or a field, where the document does not have that one yet.
    fn recognised(&self, line: &str) -> Option<Piece> {
        if let Some(words) = line.strip_prefix("## ") {
            let words = words.trim();
            let section = Section::ALL
                .into_iter()
                .find(|known| known.heading().eq_ignore_ascii_case(words))?;
            let known =
                |piece: &Piece| matches!(piece, Piece::Heading(found, _) if *found == section);
            return (!self.pieces.iter().any(known)).then(|| Piece::Heading(section, line.into()));
        }
        let item = line.strip_prefix('-').or_else(|| line.strip_prefix('*'))?.strip_prefix(' ')?;
        let (label, _) = item.split_once(':')?;
        let field = Field::labelled(label.trim_matches(['*', ' ']))?;
        if self.pieces.iter().any(|piece| piece.is(field)) {
            return None;
        }
        let mut until = line.find(':')? + 1;
        let rest = line.get(until..)?;
        // The colon may stand within the stars of a bold label, and one space belongs to the form.
        until += if rest.starts_with("**") { 2 } else { 0 };
        until += usize::from(line.get(until..)?.starts_with(' '));
        let (head, rest) = line.split_at_checked(until)?;
        let value = rest.strip_suffix('\n');
        Some(Piece::Entry {
            field,
            head: head.into(),
            value: value.unwrap_or(rest).into(),
            end: value.is_some(),
        })
    }

    /// Adds a field at its place in the form: after the one before it, under its section's heading, or
    /// with that heading at the end. Gives its place.
    fn add(&mut self, field: Field) -> usize {
        let section = field.section();
        let before = |piece: &Piece| match piece {
            Piece::Entry { field: found, .. } => found.section() == section && *found < field,
            Piece::Heading(found, _) => *found == section,
            Piece::Own(_) => false,
        };
        let place = match self.pieces.iter().rposition(before) {
            Some(last) => last + 1,
            None => {
                let heading = format!("## {}\n", section.heading());
                if !self.pieces.is_empty() {
                    self.end_line(self.pieces.len());
                    self.pieces.push(Piece::Own("\n".into()));
                }
                self.pieces.push(Piece::Heading(section, heading));
                self.pieces.len()
            }
        };
        self.end_line(place);
        self.pieces.insert(place, Piece::empty(field));
        place
    }

    /// Ends the line before a place.
    fn end_line(&mut self, place: usize) {
        match place.checked_sub(1).and_then(|last| self.pieces.get_mut(last)) {
            Some(Piece::Own(text) | Piece::Heading(_, text)) if !text.ends_with('\n') => {
                text.push('\n');
            }
            Some(Piece::Entry { end, .. }) => *end = true,
            _ => {}
        }
    }
}

impl Piece {
    fn empty(field: Field) -> Self {
        let head = format!("- {}:", field.label());
        Self::Entry { field, head, value: String::new(), end: true }
    }

    fn is(&self, field: Field) -> bool {
        matches!(self, Self::Entry { field: found, .. } if *found == field)
    }
}

/// As Markdown.
impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for piece in &self.pieces {
            match piece {
                Piece::Own(text) | Piece::Heading(_, text) => f.write_str(text)?,
                Piece::Entry { head, value, end, .. } => {
                    f.write_str(head)?;
                    for (number, line) in value.split('\n').enumerate() {
                        let start = if number == 0 { String::new() } else { format!("\n{INDENT}") };
                        write!(f, "{start}{line}")?;
                    }
                    if *end {
                        f.write_str("\n")?;
                    }
                }
            }
        }
        Ok(())
    }
}
