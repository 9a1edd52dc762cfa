//! The only part that touches a browser: Yew, `web_sys`, frames, files.
//!
//! It draws what [`crate::scene`] describes and turns what people do into [`crate::app::Msg`]. Never
//! here: a rule of the subject, or a figure that is not read from the model.

mod browser;
mod charts;
mod coupling;
mod drawing;
mod el;
mod errands;
mod facts;
mod listings;
mod meanings;
mod menus;
mod parts;
mod root;
mod settings;
mod side;
pub mod study;
mod table;
mod tabs;
mod top;
mod transport;
mod waterfall;

/// Puts the workbook into the page, in place of what the page shows without scripts.
pub fn start() {
    yew::Renderer::<root::Root>::new().render();
}
