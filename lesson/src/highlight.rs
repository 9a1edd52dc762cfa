//! The parts of a line of code that get a colour: enough for short Python, TOML and shell listings.
//!
//! A general highlighter would weigh more than the workbook. Never here: a colour; a part has a class, and
//! the style sheet gives it a look that does not rest on colour alone.

/// What a part of a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Nothing special.
    Plain,
    /// A word of the language.
    Keyword,
    /// A text between quotes.
    Text,
    /// A number.
    Number,
    /// A remark.
    Comment,
    /// The name of what is called.
    Call,
}

impl Class {
    /// Its name in the style sheet; none for plain.
    pub const fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Keyword => Some("code-keyword"),
            Self::Text => Some("code-text"),
            Self::Number => Some("code-number"),
            Self::Comment => Some("code-comment"),
            Self::Call => Some("code-call"),
        }
    }
}

const PYTHON: &[&str] = &[
    "and", "as", "async", "await", "def", "else", "except", "finally", "for", "from", "if",
    "import", "in", "is", "lambda", "None", "not", "or", "raise", "return", "True", "False", "try",
    "while", "with", "yield", "class",
];

const TOML: &[&str] = &["true", "false"];

/// The languages that are known.
pub const LANGUAGES: [&str; 4] = ["python", "toml", "sh", "text"];

/// The parts of a line, in order; together they are the line.
pub fn line<'l>(language: &str, line: &'l str) -> Vec<(Class, &'l str)> {
    let keywords = match language {
        "python" => PYTHON,
        "toml" => TOML,
        _ => return vec![(Class::Plain, line)],
    };
    let mut parts: Vec<(Class, &str)> = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let (class, length) = match first {
            '#' => (Class::Comment, rest.len()),
            '"' | '\'' => (Class::Text, quoted(rest, first)),
            c if c.is_ascii_digit() => {
                (Class::Number, run(rest, |c| c.is_ascii_digit() || c == '.'))
            }
            c if c.is_alphabetic() || c == '_' => {
                let length = run(rest, |c| c.is_alphanumeric() || c == '_');
                let (word, after) = rest.split_at(length);
                let class = if keywords.contains(&word) {
                    Class::Keyword
                } else if after.starts_with('(') {
                    Class::Call
                } else {
                    Class::Plain
                };
                (class, length)
            }
            c => (Class::Plain, c.len_utf8()),
        };
        let (part, after) = rest.split_at(length);
        rest = after;
        match parts.last_mut() {
            Some((Class::Plain, plain)) if class == Class::Plain => {
                let from = line.len() - rest.len() - part.len() - plain.len();
                *plain = &line[from..line.len() - rest.len()];
            }
            _ => parts.push((class, part)),
        }
    }
    parts
}

/// The length of what begins a text and holds throughout.
fn run(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

/// The length of a text between quotes, to its end or the line's.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (place, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return place + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_line_are_the_line_whatever_it_says() {
        for code in
            ["await producer.send(\"a\\\"b\", 10)  # wait", "ä = 'ünclosed", "", "x", "1.5.é("]
        {
            for language in LANGUAGES {
                let parts = line(language, code);
                assert_eq!(parts.iter().map(|(_, part)| *part).collect::<String>(), code);
            }
        }
    }

    #[test]
    fn words_texts_numbers_calls_and_remarks_are_told_apart() {
        let parts = line("python", "await send(\"a\", 10) # b");
        let expected = [
            (Class::Keyword, "await"),
            (Class::Plain, " "),
            (Class::Call, "send"),
            (Class::Plain, "("),
            (Class::Text, "\"a\""),
            (Class::Plain, ", "),
            (Class::Number, "10"),
            (Class::Plain, ") "),
            (Class::Comment, "# b"),
        ];
        assert_eq!(parts, expected);
    }
}
