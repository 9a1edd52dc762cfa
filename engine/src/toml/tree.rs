//! The values of a TOML text, each with its place, and the rules by which headers and keys build them.
//!
//! Never here: the grammar ([`parse`](mod@super::parse)), what a key means, or a float. A number stays the text that
//! it was: std's reading of floats alone is a tenth of a small page.

use std::fmt;

/// Something with its place in the text.
pub struct Value {
    /// Where it begins, in bytes.
    pub place: usize,
    /// What it is.
    pub kind: Kind,
}

/// What can be written.
pub enum Kind {
    /// Between quotes.
    Text(String),
    /// `true` or `false`.
    Truth(bool),
    /// Anything else without quotes, as it is written: a number, if it is what it should be.
    Word(String),
    /// Several values, one after another.
    List(Vec<Value>, Made),
    /// In the order in which it is written.
    Table(Vec<Field>, Made),
}

/// A key and its value.
pub struct Field {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Value,
}

/// The name of a field, with its place in the text.
#[derive(Clone)]
pub struct Key {
    /// As it is written.
    pub name: String,
    /// Where it begins, in bytes.
    pub place: usize,
}

/// How a table or a list came about, which decides what may still be added to it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// On the way to something deeper, by a header: its own header may follow.
    Passing,
    /// By its own header.
    Header,
    /// By the dots of a key: other such keys may follow.
    Dotted,
    /// Between brackets: complete.
    Inline,
}

impl Value {
    pub(super) fn table(place: usize, made: Made) -> Self {
        Self { place, kind: Kind::Table(Vec::new(), made) }
    }

    /// The field of this name, of a table that has it.
    pub fn get(&self, name: &str) -> Option<&Field> {
        match &self.kind {
            Kind::Table(fields, _) => fields.iter().find(|field| field.key.name == name),
            _ => None,
        }
    }

    /// The place of a field's value, or else its own.
    pub fn place_of(&self, name: &str) -> usize {
        self.get(name).map_or(self.place, |field| field.value.place)
    }

    /// The table that the header `path` speaks of; `None` if something else is there.
    pub(super) fn at_header(&mut self, path: &[Key]) -> Option<&mut Self> {
        path.iter().try_fold(self, |table, key| table.below(key, Made::Passing))
    }

    /// Opens the table of a header, or one more of a list of tables; `None` if it is not free to be.
    pub(super) fn open(&mut self, path: &[Key], many: bool) -> Option<()> {
        let (last, before) = path.split_last()?;
        let table = self.at_header(before)?;
        let new = Self::table(last.place, Made::Header);
        let found = table.get_mut(&last.name).map(|value| &mut value.kind);
        match found {
            None if many => table.put(
                last.clone(),
                Self { place: last.place, kind: Kind::List(vec![new], Made::Header) },
            ),
            None => table.put(last.clone(), new),
            Some(Kind::List(values, Made::Header)) if many => {
                values.push(new);
                Some(())
            }
            Some(Kind::Table(_, made @ Made::Passing)) if !many => {
                *made = Made::Header;
                Some(())
            }
            Some(_) => None,
        }
    }

    /// Sets the field that a dotted key names; `None` if it is there, or cannot be.
    pub(super) fn set(&mut self, path: &[Key], value: Self) -> Option<()> {
        let (last, before) = path.split_last()?;
        let table = before.iter().try_fold(self, |table, key| table.below(key, Made::Dotted))?;
        match table.get(&last.name) {
            None => table.put(last.clone(), value),
            Some(_) => None,
        }
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        match &mut self.kind {
            Kind::Table(fields, _) => {
                fields.iter_mut().find(|field| field.key.name == name).map(|field| &mut field.value)
            }
            _ => None,
        }
    }

    fn put(&mut self, key: Key, value: Self) -> Option<()> {
        match &mut self.kind {
            Kind::Table(fields, _) => {
                fields.push(Field { key, value });
                Some(())
            }
            _ => None,
        }
    }

    /// The table below a key, made if it is missing; of a list of tables, the last.
    fn below(&mut self, key: &Key, made: Made) -> Option<&mut Self> {
        if self.get(&key.name).is_none() {
            self.put(key.clone(), Self::table(key.place, made))?;
        }
        let value = self.get_mut(&key.name)?;
        match &value.kind {
            Kind::Table(_, Made::Dotted) => return Some(value),
            Kind::Table(_, Made::Passing | Made::Header) if made == Made::Passing => {
                return Some(value);
            }
            _ if made != Made::Passing => return None,
            _ => {}
        }
        match &mut value.kind {
            Kind::List(values, Made::Header) => values.last_mut(),
            _ => None,
        }
    }
}

/// A value as a message names it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Text(text) => write!(f, "\"{}\"", short(text)),
            Kind::Word(word) => f.write_str(short(word)),
            Kind::Truth(truth) => truth.fmt(f),
            Kind::List(..) => f.write_str("a list"),
            Kind::Table(..) => f.write_str("a table"),
        }
    }
}

/// Something from outside, short enough to show.
pub fn short(text: &str) -> &str {
    let end = text.char_indices().nth(40).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default()
}
