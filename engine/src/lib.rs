//! The simulator: one scenario, wired in one style, run to a history.
//!
//! A [`scenario`] is what is stated; [`play`] runs it; a [`history`] is what happened; a [`listing`] is
//! the code that would do it; [`coupling`] asks what a change would do to either side. [`sim`] knows time,
//! chance and order and nothing of services; [`toml`] reads what people write by hand. A run is a pure
//! function, [`play::run`]: the same scenario, style, interventions and horizon give the same history, bit
//! for bit, natively and on wasm32.
//!
//! Never here: input and output, a clock, threads, drawing, `HashMap` order, or a float function of std.

pub mod coupling;
pub mod history;
pub mod listing;
pub mod play;
pub mod scenario;
pub mod sim;
pub mod toml;
