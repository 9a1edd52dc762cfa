//! The only part that touches a browser: Yew, `web_sys`, frames, files.
//!
//! It draws what [`crate::scene`] describes and turns what people do into [`crate::app::Msg`]. Two
//! programs are made of it: [`start`] is the stage's, which a page begins with; [`desk`] and [`study`] are the
//! workbook's, which the stage's fetches when something of it is opened. Never here: a rule of the subject, or a figure
//! that is not read from the model.

mod browser;
pub mod desk;
mod drawing;
mod el;
mod errands;
mod menus;
mod parts;
mod root;
mod roots;
mod shell;
mod side;
pub mod study;
mod tabs;
mod top;
mod transport;
mod waterfall;
mod workbook;

/// Puts the stage into the page, in place of what the page shows without scripts.
pub fn start() {
    if let Some(body) = browser::document().body() {
        roots::of_stage::<shell::Shell>(body.into(), ());
    }
}
