//! The producer's deployment: whether it is away while its program changes.
//!
//! Never here: the program, or what becomes of a task that is refused meanwhile.

use crate::history::control::Control;
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::sim::{Duration, Instant};

/// Whether the producer refuses tasks.
#[derive(Default)]
pub(crate) struct Deployment {
    /// When the producer takes tasks again, while it does not.
    until: Option<Instant>,
}

impl Deployment {
    /// The producer is deployed anew. A second deployment meanwhile makes it longer.
    pub fn begin(&mut self, takes: Duration, out: &mut Output) {
        if self.until.is_none() {
            out.record(Control::Deploying { up: false });
        }
        let end = out.now() + takes;
        self.until = Some(self.until.unwrap_or(Instant::START).max(end));
        out.after(takes, Timer::Deployed);
    }

    /// A deployment is over, unless another has begun since.
    pub fn end(&mut self, out: &mut Output) {
        if self.until.is_some_and(|until| until <= out.now()) {
            self.until = None;
            out.record(Control::Deploying { up: true });
        }
    }

    /// Whether the producer refuses tasks.
    pub fn is_under_way(&self) -> bool {
        self.until.is_some()
    }
}
