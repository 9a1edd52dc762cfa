//! A figure beside what it may be at most, and how figures are written.
//!
//! Never here: a target itself; each part of the bench has its own.

/// A figure and what it may be at most.
pub struct Target {
    /// What is measured, with its unit.
    pub name: String,
    /// The target.
    pub at_most: f64,
    /// The figure.
    pub measured: f64,
}

/// With one decimal where it has any; with five where one would make nothing of it.
pub fn number(number: f64) -> String {
    if number > 0.0 && number < 0.05 {
        return format!("{number:.5}");
    }
    let text = format!("{number:.1}");
    text.strip_suffix(".0").unwrap_or(&text).into()
}
