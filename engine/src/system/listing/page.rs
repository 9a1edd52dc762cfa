//! A listing under way, line by line.
//!
//! Never here: Python.

use super::{Line, Place};

/// Lines under way.
#[derive(Default)]
pub(super) struct Page(pub Vec<Line>);

impl Page {
    /// A longer line is broken at its arguments, as Python's formatters do.
    const WIDTH: usize = 88;

    /// Lines that nothing lights.
    pub fn text(&mut self, text: &str) {
        self.0.extend(text.split('\n').map(|line| Line { text: line.into(), place: None }));
    }

    pub fn lit(&mut self, place: Place, text: impl Into<String>) {
        self.0.push(Line { text: text.into(), place: Some(place) });
    }

    /// A call: on one line, or an argument a line if that would be too long.
    pub fn call(
        &mut self,
        place: Place,
        indent: usize,
        head: &str,
        arguments: &[String],
        tail: &str,
    ) {
        let line = format!("{:indent$}{head}{}{tail}", "", arguments.join(", "));
        if line.chars().count() <= Self::WIDTH {
            return self.lit(place, line);
        }
        self.lit(place, format!("{:indent$}{head}", ""));
        for argument in arguments {
            self.lit(place, format!("{:indent$}    {argument},", ""));
        }
        self.lit(place, format!("{:indent$}{tail}", ""));
    }
}
