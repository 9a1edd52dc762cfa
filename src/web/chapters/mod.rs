//! The pages of the workbook: home, chapters with their figures and questions, template, glossary.
//!
//! Never here: rules of the subject, or a sentence that a translation would need; those are in the lessons.

mod answers;
mod drag;
mod embedded;
mod figure;
mod focus;
mod guess;
mod home;
mod kept;
mod live;
mod mark;
mod own;
mod page;
mod pages;
mod plot;
mod prose;
mod question;
mod race;
mod say;
mod sharing;
mod spans;
mod template;
mod title;
mod wiring;

pub use live::decided;
pub use pages::{Pages, Props};
