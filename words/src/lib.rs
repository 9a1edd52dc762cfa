//! The words of the interface in one language: read from its file, held against the English ones, and made
//! into what code and pages take them from.
//!
//! Builds and tests use it, so that a mistake in a translation stops a build with its line, and nothing of
//! it is in the page. Never here: a text of the interface.

mod check;
mod language;
mod list;
mod page;
mod rules;

pub use language::{ENGLISH, VARIABLE, file, of_language, wanted};
pub use list::{PAGE, SCENARIO, SETTING, STAGE, Word, Words, places};
pub use page::filled;
pub use rules::{rules, settings};
