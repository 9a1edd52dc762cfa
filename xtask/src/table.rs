//! Tables of figures as aligned text.
//!
//! Never here: what a figure means, or a colour.

use std::fmt;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::failure::Failure;
use crate::visible::visible;

/// In place of a figure that does not exist.
pub const NONE: &str = "–";

const GAP: &str = "  ";

/// A title, the heads of its columns, and rows. A row's first cell is its name.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new<'a>(title: &'a str, heads: impl IntoIterator<Item = &'a str>) -> Self {
        let head = std::iter::once(title).chain(heads).map(visible).collect();
        Self { rows: vec![head] }
    }

    /// One more row.
    pub fn row(&mut self, name: &str, cells: impl IntoIterator<Item = String>) {
        self.rows.push(std::iter::once(format!("{GAP}{}", visible(name))).chain(cells).collect());
    }
}

/// Names to the left, figures to the right, each column as wide as its widest cell.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
            })
            .collect();
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line += &match column {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{GAP}{cell:>width$}"),
                };
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Prints a finished text. That nobody reads it to its end, as with `| head`, is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(visible(text).as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::file("write", Path::new("standard output"))(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_to_the_left_and_figures_to_the_right() {
        let mut table = Table::new("Tasks", ["sent", "p50"]);
        table.row("sequential", ["1".into(), "1500".into()]);
        table.row("kafka", ["100".into(), NONE.into()]);
        let text = "\
Tasks         sent   p50
  sequential     1  1500
  kafka        100     –
";
        assert_eq!(table.to_string(), text);
    }
}
