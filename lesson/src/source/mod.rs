//! From what authors and teachers write to checked [`content`](crate::content).
//!
//! The same reading and the same checks hold at build time and in the page, where a teacher opens a
//! question file with no Rust at hand: every id is unique and names something, every option has its
//! feedback, a right answer exists, and what is claimed of a run is met by the run.
//!
//! Never here: opening a file. Texts come in as arguments, scenario files through a [`Library`].

mod check;
mod fields;
mod figure;
mod library;
mod notes;
mod question;
mod sheet;
mod words;

pub use check::Runs;
pub use library::Library;
pub use sheet::{MAX_QUESTIONS, QUESTIONS_FORMAT, questions};
pub use words::{glossary, words};

pub(crate) use fields::Fields;
#[cfg(feature = "compile")]
pub(crate) use fields::id as check_id;
#[cfg(feature = "compile")]
pub(crate) use sheet::{ChapterHead, chapter};
