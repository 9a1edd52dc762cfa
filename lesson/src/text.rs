//! A sentence of a question, a caption or feedback: plain words, code, stress, and figures of a run.
//!
//! Written as `like this`, **like this** and {direct.wait.p50_ms}. Small enough to be read in the page as
//! well, when a teacher opens a question file. Never here: HTML, or more than one paragraph of prose; that
//! is Markdown's.

use crate::measure::{Figures, MeasureError, Reading};
use serde::{Deserialize, Serialize};

/// A run of sentences.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Text(pub Vec<Span>);

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Span {
    /// Words.
    Plain(String),
    /// Code, as it is typed.
    Code(String),
    /// Words with stress on them.
    Strong(String),
    /// A figure of a run, to be filled in.
    Reading(Reading),
}

/// A part of a text, ready to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// Words.
    Plain(String),
    /// Code.
    Code(String),
    /// Words with stress on them.
    Strong(String),
    /// A figure that was read off a run.
    Figure(String),
    /// A figure that this run does not have.
    MeasureError(MeasureError),
}

impl Text {
    /// Reads a text.
    ///
    /// # Errors
    /// [`MeasureError::Unknown`]: what is not closed, or a measure that nobody knows.
    pub fn parse(source: &str) -> Result<Self, MeasureError> {
        let mut spans = Vec::new();
        let mut plain = String::new();
        let mut rest = source;
        while let Some(at) = rest.find(['`', '*', '{']) {
            let (before, from) = rest.split_at(at);
            plain.push_str(before);
            let (open, close) = match from.as_bytes() {
                [b'`', ..] => ("`", "`"),
                [b'*', b'*', ..] => ("**", "**"),
                [b'{', ..] => ("{", "}"),
                _ => {
                    plain.push('*');
                    rest = from.get(1..).unwrap_or_default();
                    continue;
                }
            };
            let inside = from.get(open.len()..).unwrap_or_default();
            let Some((content, after)) = inside.split_once(close) else {
                return Err(MeasureError::Unknown {
                    what: format!("a {open} is not closed"),
                    help: format!("write {close} where it ends"),
                });
            };
            if !plain.is_empty() {
                spans.push(Span::Plain(std::mem::take(&mut plain)));
            }
            spans.push(match open {
                "`" => Span::Code(content.into()),
                "**" => Span::Strong(content.into()),
                _ => Span::Reading(Reading::parse(content)?),
            });
            rest = after;
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            spans.push(Span::Plain(plain));
        }
        Ok(Self(spans))
    }

    /// The readings that it quotes.
    pub fn readings(&self) -> impl Iterator<Item = &Reading> {
        self.0.iter().filter_map(|span| match span {
            Span::Reading(reading) => Some(reading),
            _ => None,
        })
    }

    /// The same, with the figure filled in where a reading names none.
    #[must_use]
    pub fn about(mut self, figure: Option<&str>) -> Self {
        for span in &mut self.0 {
            if let Span::Reading(reading @ Reading { figure: None, .. }) = span {
                reading.figure = figure.map(Into::into);
            }
        }
        self
    }

    /// With its figures read.
    pub fn filled(&self, figures: &dyn Figures) -> Vec<Filled> {
        let filled = |span: &Span| match span {
            Span::Plain(words) => Filled::Plain(words.clone()),
            Span::Code(code) => Filled::Code(code.clone()),
            Span::Strong(words) => Filled::Strong(words.clone()),
            Span::Reading(reading) => match figures.read(reading) {
                Ok(amount) => Filled::Figure(amount.to_string()),
                Err(absent) => Filled::MeasureError(absent),
            },
        };
        self.0.iter().map(filled).collect()
    }

    /// Its words alone, without figures: for a label, or where no run is at hand.
    pub fn plain(&self) -> String {
        let words = |span: &Span| match span {
            Span::Plain(words) | Span::Code(words) | Span::Strong(words) => words.clone(),
            Span::Reading(_) => "…".into(),
        };
        self.0.iter().map(words).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stress_and_figures_are_told_from_words() {
        let text = Text::parse("It took {direct.wait.p50_ms}, in `send()`, **not** 2 * 3.");
        let spans = text.map(|text| text.0).unwrap_or_default();
        assert_eq!(spans.len(), 7, "{spans:?}");
        assert!(
            matches!(&spans[1], Span::Reading(reading) if reading.to_string() == "direct.wait.p50_ms")
        );
        assert_eq!(spans[3], Span::Code("send()".into()));
        assert_eq!(spans[5], Span::Strong("not".into()));
        assert_eq!(spans[6], Span::Plain(" 2 * 3.".into()));
    }

    #[test]
    fn what_is_not_closed_and_what_nobody_knows_is_said() {
        for (source, what) in [
            ("a `b", "a ` is not closed"),
            ("a {b", "a { is not closed"),
            ("{left.wait}", "`left.wait` does not begin with a side"),
        ] {
            assert_eq!(Text::parse(source).map_err(|error| error.to_string()), Err(what.into()));
        }
    }
}
