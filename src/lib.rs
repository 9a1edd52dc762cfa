//! The coupling workbook: why and when to put Kafka between services, told by running both ways.
//!
//! [`scene`] draws a run as data, [`app`] is the interface without a browser, and `web` (behind the
//! feature of the same name) is the only part that touches one. Imports point one way:
//! `engine <- scene <- app <- web`; a test reads them.

pub mod app;
pub mod scene;
#[cfg(feature = "web")]
pub mod web;
