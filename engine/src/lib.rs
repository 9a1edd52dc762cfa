//! The simulator: one scenario, wired in one style, run to a history.
//!
//! [`sim`] knows time, chance and order and nothing of services; [`system`] knows services, calls and
//! logs and is built on it; [`toml`] reads what people write by hand. A run is a pure function, [`system::run`]: the same scenario, style, interventions and
//! horizon give the same history, bit for bit, natively and on wasm32.
//!
//! Never here: input and output, a clock, threads, drawing, `HashMap` order, or a float function of std.

pub mod sim;
pub mod system;
pub mod toml;
