//! A page of the site, before it is drawn.
//!
//! Never here: a drawing.

use lesson::content::Entry;

/// The style sheet of what is drawn.
pub const SHEET: &str = "drawn.css";

/// A page to be drawn.
pub struct Page<'a> {
    /// The name of its file, without the ending.
    pub name: &'a str,
    /// The place with which it begins.
    pub home: &'a str,
    /// The chapter that stands on it.
    pub chapter: Option<&'a Entry>,
}
