//! The picture as data: what is where, in what form and with which words, at an instant of a run.
//!
//! Everything here is a function of a history and an instant, in CSS pixels of the place that it will
//! fill, and has its equivalent in words. Never here: the DOM, state, or a rule of the subject.

mod account;
mod chart;
mod code;
mod domains;
mod geometry;
mod layout;
mod log;
mod panel;
pub mod picture;
pub mod plot;
mod qr;
mod race;
mod scrubber;
mod sentences;
mod spans;
mod thumb;
mod tokens;
mod wait;
mod waterfall;
mod words;

pub use account::{Account, Item, accounts};
pub use chart::{Chart, charts};
pub use code::{Lit, lit};
pub use domains::{Domain, domains};
pub use geometry::{Curve, Point, Px, Rect};
pub use layout::{Layout, Side, stage_height};
pub use log::{Lane, LogPicture, Marker, Slot};
pub use panel::{Form, LineForm, Panel, ServiceBox, last_wait, panel};
pub use qr::{Qr, qr};
pub use race::{Lane as RaceLane, Race, Step, StepForm, Stretch, race};
pub use scrubber::{Flag, Scrubber, Shade, in_words, scrubber};
pub use sentences::describe;
pub use thumb::{Stroke, THUMB, thumb_of_code, thumb_of_lines, thumb_of_waits};
pub use tokens::{Dots, Mark, Tone};
pub use wait::{Wait, wait};
pub use waterfall::{Bar, Row, Tick, Waterfall, waterfall};
pub use words::{counted, days, length, range, summary, value, way, wiring, with};
