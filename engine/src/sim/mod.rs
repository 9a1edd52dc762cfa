//! What any simulation needs: instants, counter-based draws and the agenda.
//!
//! Never here: a service, Kafka, input and output, a clock.

mod agenda;
mod draw;
mod time;

pub use agenda::{Agenda, Turn};
pub use draw::{Stream, draw, exponential, lognormal, uniform};
pub use time::{Duration, Instant, Thousandths};
