//! The words of a page that stands there before any program runs.
//!
//! Never here: which page that is.

use super::list::{PAGE, Words};

/// A page with the text of `entry.key` in place of each `{{entry.key}}`, and the language's name in place
/// of `{{language}}`. Other double braces are somebody else's.
///
/// # Errors
/// A place that no word fills.
pub fn filled(page: &str, words: &Words, language: &str) -> Result<String, String> {
    let mut parts = page.split("{{");
    let mut out = String::from(parts.next().unwrap_or_default());
    for part in parts {
        let (key, after) = part.split_once("}}").unwrap_or_default();
        if key == "language" {
            out.push_str(language);
        } else if key.starts_with(PAGE) {
            let said = words.get(key);
            let said = said.ok_or_else(|| format!("{} has no text called {key}", words.file))?;
            out.push_str(&escaped(said));
        } else {
            out.push_str("{{");
            out.push_str(part);
            continue;
        }
        out.push_str(after);
    }
    Ok(out)
}

/// As text, between quotes, and in a script between backticks that becomes HTML.
fn escaped(said: &str) -> String {
    let mut out = String::new();
    for c in said.chars() {
        match c {
            '&' | '<' | '>' | '"' | '`' | '$' | '\\' => {
                out.push_str(&format!("&#{};", u32::from(c)))
            }
            other => out.push(other),
        }
    }
    out
}
