//! Named figures of a run: `direct.wait.p50_ms`, `kafka.lag.max:Audit`.
//!
//! Prose, feedback, questions and expectations quote a run by these names alone, so that a number in the
//! workbook is always one that was counted. Every name is in one list, [`MEASURES`].
//!
//! Never here: a figure that is not a function of a run.

mod amount;
mod counting;
mod expectation;
mod reading;
mod registry;
mod run;
mod series;
mod side;
mod tracing;

pub use amount::{Amount, MeasureError, Unit};
pub use expectation::{Expectation, Met};
pub use reading::{Figures, Reading};
pub use registry::{MEASURES, Measure, Of};
pub use run::{Point, Run};
pub use series::{Line, Series};
pub use side::Side;
