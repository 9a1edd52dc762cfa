//! The coupling workbook: why and when to put Kafka between services, told by running both ways.
//!
//! [`scene`] draws a run as data, [`link`] packs one into an address, [`stage`] is a stage without a browser and [`chapters`] the same for the pages, and
//! `web` (behind the feature of the same name) is the only part that touches one. Imports point one way:
//! `engine <- scene <- stage <- web`, and `engine <- lesson <- chapters <- web`; a test reads them.
//!
//! What the learner reads is `word!(part.name)`: a text of the language's `words.toml`, as a literal.

include!(concat!(env!("OUT_DIR"), "/words.rs"));

pub mod chapters;
pub mod link;
pub mod scene;
pub mod stage;
#[cfg(feature = "web")]
pub mod web;
