//! From TOML to a tree of values.
//!
//! The grammar is toml_parser's; here is what its events build, and what its faults mean to somebody who
//! has never heard of them. Of TOML, what no scenario needs is refused: keys between quotes, texts of
//! several lines, dates, and numbers in any form but plain digits.
//!
//! Never here: recursion that the text could deepen at will.

use super::fields::{Fault, Read};
use super::tree::{Key, Kind, Made, Value, short};
use std::cell::OnceCell;
use toml_parser::decoder::Encoding;
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, ParseError, Raw, Source, Span};

/// The deepest nesting of brackets, and the most parts of a dotted key; a scenario needs three.
const MAX_DEPTH: usize = 16;
/// The most fields of a file that people write. Each is compared with its neighbours in its table.
const MAX_FIELDS: usize = 5_000;

/// Parses a text of a size that people write.
///
/// # Errors
/// The first fault.
pub fn parse(text: &str) -> Read<Value> {
    parse_within(text, MAX_FIELDS)
}

/// Parses a text of at most so many fields, for what a program wrote.
///
/// # Errors
/// The first fault.
pub fn parse_within(text: &str, most: usize) -> Read<Value> {
    let source = Source::new(text);
    let first = OnceCell::new();
    let mut builder = Builder {
        source,
        first: &first,
        root: Value::table(0, Made::Header),
        header: Vec::new(),
        keys: Vec::new(),
        open: Vec::new(),
        fields: 0,
        most,
    };
    let mut sink = |error: ParseError| {
        first.get_or_init(|| translated(&error));
    };
    parse_document(&source.lex().into_vec(), &mut builder, &mut sink);
    let root = builder.root;
    match first.into_inner() {
        Some(fault) => Err(fault),
        None => Ok(root),
    }
}

/// The tree so far. After the first fault it takes in no more.
struct Builder<'t> {
    source: Source<'t>,
    first: &'t OnceCell<Box<Fault>>,
    root: Value,
    /// The header under which fields now stand.
    header: Vec<Key>,
    /// The key that is being read, by its dots.
    keys: Vec<Key>,
    /// Lists and tables between brackets that are not closed yet, each with the key that waits for it.
    open: Vec<(Vec<Key>, Value)>,
    /// How many keys were read, and how many may be.
    fields: usize,
    most: usize,
}

impl Builder<'_> {
    fn text(&self, span: Span) -> &str {
        self.source.input().get(span.start()..span.end()).unwrap_or_default()
    }

    fn fault(&self, place: usize, what: &str, help: &str) {
        self.first
            .get_or_init(|| Fault::new(place, format_args!("{what}"), format_args!("{help}")));
    }

    fn too_much(&self, place: usize) {
        let what = "too many fields for one file, or brackets or dots too deep";
        self.fault(place, what, "remove what is too much");
    }

    fn twice(&self, keys: &[Key]) {
        let Some(key) = keys.last() else { return };
        self.first.get_or_init(|| {
            Fault::new(
                key.place,
                format_args!("`{}` is here a second time, or in another form", short(&key.name)),
                format_args!("keep one; where several may be, head each as in [[services]]"),
            )
        });
    }

    fn close_header(&mut self, many: bool) {
        self.header = std::mem::take(&mut self.keys);
        if self.first.get().is_none() && self.root.open(&self.header, many).is_none() {
            self.twice(&self.header);
        }
    }

    fn open(&mut self, value: Value) -> bool {
        let place = value.place;
        self.open.push((std::mem::take(&mut self.keys), value));
        if self.open.len() > MAX_DEPTH {
            self.too_much(place);
        }
        self.first.get().is_none()
    }

    fn close(&mut self) {
        if let Some((keys, value)) = self.open.pop() {
            self.keys = keys;
            self.put(value);
        }
    }

    /// Puts a value where it belongs: into the innermost open bracket, or under the header.
    fn put(&mut self, value: Value) {
        let keys = std::mem::take(&mut self.keys);
        if self.first.get().is_some() {
            return;
        }
        let done = match self.open.last_mut() {
            Some((_, Value { kind: Kind::List(values, _), .. })) => {
                values.push(value);
                Some(())
            }
            Some((_, table)) => table.set(&keys, value),
            None => self.root.at_header(&self.header).and_then(|table| table.set(&keys, value)),
        };
        if done.is_none() {
            self.twice(&keys);
        }
    }
}

impl EventReceiver for Builder<'_> {
    fn std_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn std_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close_header(false);
    }

    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn array_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close_header(true);
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(Value { place: span.start(), kind: Kind::Table(Vec::new(), Made::Inline) })
    }

    fn inline_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close();
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(Value { place: span.start(), kind: Kind::List(Vec::new(), Made::Inline) })
    }

    fn array_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close();
    }

    fn simple_key(&mut self, span: Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        self.fields += 1;
        if self.keys.len() == MAX_DEPTH || self.fields > self.most {
            return self.too_much(span.start());
        }
        // With its quotes, if it has any: no field that is known needs them.
        let name = self.text(span).to_string();
        if name.is_empty() {
            let help = "write one before the =, or between the brackets of the header";
            return self.fault(span.start(), "a name is missing", help);
        }
        self.keys.push(Key { name, place: span.start() });
    }

    fn scalar(&mut self, span: Span, quotes: Option<Encoding>, error: &mut dyn ErrorSink) {
        let text = self.text(span);
        let kind = match (quotes, text) {
            (_, "") => return self.fault(span.start(), NO_VALUE, NO_VALUE_HELP),
            (Some(Encoding::MlBasicString | Encoding::MlLiteralString), _) => {
                let help = "write it in one line, between \" and \"";
                return self.fault(span.start(), "a text of several lines", help);
            }
            (Some(_), _) => {
                let mut decoded = String::new();
                let raw = Raw::new_unchecked(text, quotes, span);
                let _ = raw.decode_scalar(&mut decoded, error);
                Kind::Text(decoded)
            }
            (None, "true") => Kind::Truth(true),
            (None, "false") => Kind::Truth(false),
            (None, word) => Kind::Word(word.to_string()),
        };
        self.put(Value { place: span.start(), kind });
    }
}

const NO_VALUE: &str = "a field without a value";
const NO_VALUE_HELP: &str = "write it as field = value, or remove it";

/// A fault of the parser in plain words. What it takes for the end of something unclosed is where the next
/// thing began, so that the place to look at is the beginning.
#[cold]
fn translated(error: &ParseError) -> Box<Fault> {
    let found = error.unexpected().or(error.context()).unwrap_or_default();
    let begun = error.context().unwrap_or(found);
    let fault = |span: Span, what: &str, help: &str| {
        Fault::new(span.start(), format_args!("{what}"), format_args!("{help}"))
    };
    match error.description() {
        "unclosed table" | "unclosed array table" | "invalid table" | "missing table open" => {
            let help = "write it as [load], or as [[services]] for one of several";
            fault(found, "a header without its brackets", help)
        }
        "unclosed array"
        | "extra comma in array"
        | "unexpected `=` in array"
        | "missing array opening"
        | "missing comma between array elements" => {
            let help = "write it as [first, second]";
            fault(begun, "a list that lacks a bracket or a comma, or has one too many", help)
        }
        "unclosed inline table"
        | "extra comma in inline table"
        | "extra assignment between key-value pairs"
        | "invalid inline table element"
        | "missing inline table opening"
        | "missing key for inline table element"
        | "missing comma between key-value pairs" => {
            let help = "write it as { field = value, field = value }";
            fault(begun, "a table that lacks a bracket or a comma, or has one too many", help)
        }
        "key with no value"
        | "missing value for key"
        | "missing assignment between key-value pairs" => fault(found, NO_VALUE, NO_VALUE_HELP),
        "invalid key-value pair" => fault(found, "a line without a field", NO_VALUE_HELP),
        "unexpected key or value" => {
            let help = "begin a new line for it, or write \\\" for a quote within a text";
            fault(found, "something follows the end of the value", help)
        }
        "missing escaped value" | "too few unicode value digits" | "invalid value" => {
            fault(found, "a backslash that stands for no character", "write \\\\ for a backslash")
        }
        what if what.ends_with("string") => {
            let help = "end it in the same line with the quote that begins it";
            fault(begun, "a text is not closed, or has a character that cannot be shown", help)
        }
        what => Fault::new(
            found.start(),
            format_args!("this cannot be read: {what}"),
            format_args!("correct the line, or remove it"),
        ),
    }
}
