//! A picture that stands by itself, as the text of an SVG file: what a figure shows at an instant, with its title, its
//! clock, a legend, its looks, and the same in words.
//!
//! All sizes are its own: the window in which somebody looks at the page changes nothing. Never here: the page, or a
//! file format of pixels.

mod body;
mod card;
mod legend;
mod lines;
mod palette;
mod panel;
mod pen;
mod side;
mod texts;
mod titled;

pub use body::{Part, Picture};
pub use card::{CARD, Card, card};
pub use palette::Scheme;
pub use side::SidePicture;
pub use texts::{CodeLine, CodeLook, CodePicture, TablePicture};
pub use titled::picture;
