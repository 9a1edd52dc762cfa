//! The only part that touches a browser: Yew, `web_sys`, frames, files.
//!
//! It draws what [`crate::scene`] describes and turns what people do into messages: [`stage`] those of the stage,
//! [`tabs`] what stands under it, [`chapters`] the pages of the workbook; [`shell`] holds them together. A component
//! asks the browser nothing before it is mounted, so that all of it can be drawn natively as well. Never here: a rule
//! of the subject, or a figure that is not read from the model.

mod address;
mod browser;
mod chapters;
mod chart;
mod el;
mod lessons;
mod parts;
mod pictures;
mod share;
mod shell;
mod stage;
mod store;
mod tabs;

pub use lessons::Lessons;
#[cfg(target_arch = "wasm32")]
pub use shell::start;
pub use shell::{Props, Shell};
