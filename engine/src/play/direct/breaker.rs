//! The producer's circuit breaker for each service: after so many failed calls in a row it lets none
//! through for a while, then a few, to see.
//!
//! A breaker listens only to calls made since its last change of state: the late result of an earlier one
//! says nothing about now. Its state is the producer's memory, and gone with a restart.
//! Never here: what a call that is not made means to its task.

use crate::history::call::Call;
use crate::history::values::Breaker;
use crate::play::output::Output;
use crate::play::timer::Timer;
use crate::scenario::ids::ServiceId;
use crate::scenario::settings::Settings;

/// The breakers of all services, by id.
pub(crate) struct Breakers {
    circuits: Vec<Circuit>,
}

/// One breaker.
#[derive(Clone, Copy, Default)]
struct Circuit {
    state: Breaker,
    /// Goes up with each change of state.
    epoch: u32,
    /// While closed: failed calls in a row.
    failures: u32,
    /// While half-open: calls let through.
    probes: u32,
    /// While half-open: those of them that succeeded.
    succeeded: u32,
}

impl Circuit {
    /// Whether a call may be made; a half-open breaker counts it as a probe.
    fn lets_through(&mut self, probes: u32) -> bool {
        match self.state {
            Breaker::Closed => true,
            Breaker::Open => false,
            Breaker::HalfOpen => {
                let free = self.probes < probes;
                self.probes += u32::from(free);
                free
            }
        }
    }

    /// Takes note of a call's result. The state that it leads to, if another.
    fn hear(&mut self, succeeded: bool, failures: u32, probes: u32) -> Option<Breaker> {
        match self.state {
            Breaker::Closed => {
                let counts = !succeeded && failures > 0;
                self.failures = if counts { self.failures + 1 } else { 0 };
                (counts && self.failures >= failures).then_some(Breaker::Open)
            }
            Breaker::HalfOpen if !succeeded => Some(Breaker::Open),
            Breaker::HalfOpen => {
                self.succeeded += 1;
                (self.succeeded >= probes).then_some(Breaker::Closed)
            }
            Breaker::Open => None,
        }
    }

    fn set(&mut self, state: Breaker) {
        *self = Self { state, epoch: self.epoch + 1, ..Self::default() };
    }
}

impl Breakers {
    pub fn new(services: usize) -> Self {
        Self { circuits: (0..services).map(|_| Circuit::default()).collect() }
    }

    /// Tells the calls made since a breaker's last change of state from earlier ones.
    pub fn epoch(&self, service: ServiceId) -> u32 {
        self.circuits[usize::from(service)].epoch
    }

    /// Whether the breaker lets a call through.
    pub fn admits(&mut self, service: ServiceId, settings: &Settings) -> bool {
        let probes = settings.breaker_probes();
        self.circuits[usize::from(service)].lets_through(probes)
    }

    /// Takes note of the result of a call that was made in `epoch`.
    pub fn hear(
        &mut self,
        (service, epoch): (ServiceId, u32),
        succeeded: bool,
        settings: &Settings,
        out: &mut Output,
    ) {
        let failures = settings.breaker_failures();
        let probes = settings.breaker_probes();
        let circuit = &mut self.circuits[usize::from(service)];
        if circuit.epoch == epoch
            && let Some(state) = circuit.hear(succeeded, failures, probes)
        {
            self.set(service, state, settings, out);
        }
    }

    fn set(&mut self, service: ServiceId, breaker: Breaker, settings: &Settings, out: &mut Output) {
        let circuit = &mut self.circuits[usize::from(service)];
        circuit.set(breaker);
        out.record(Call::BreakerSet { service, breaker });
        if breaker == Breaker::Open {
            let open = settings.breaker_open();
            out.after(open, Timer::BreakerHalfOpens { service, epoch: circuit.epoch });
        }
    }

    /// An open breaker has been open for long enough, unless it has changed since.
    pub fn half_open(
        &mut self,
        service: ServiceId,
        epoch: u32,
        settings: &Settings,
        out: &mut Output,
    ) {
        if self.epoch(service) == epoch {
            self.set(service, Breaker::HalfOpen, settings, out);
        }
    }

    /// Closes the breakers of these services that a changed setting closes: all if there are none any
    /// more, and those that have seen enough already.
    pub fn retune(&mut self, services: &[ServiceId], settings: &Settings, out: &mut Output) {
        let none = settings.breaker_failures() == 0;
        let probes = settings.breaker_probes();
        for &service in services {
            let Circuit { state, succeeded, .. } = self.circuits[usize::from(service)];
            if none || state == Breaker::HalfOpen && succeeded >= probes {
                self.close(service, settings, out);
            }
        }
    }

    /// The producer restarts and remembers no failure.
    pub fn forget(&mut self, services: &[ServiceId], settings: &Settings, out: &mut Output) {
        for &service in services {
            self.close(service, settings, out);
        }
    }

    fn close(&mut self, service: ServiceId, settings: &Settings, out: &mut Output) {
        let circuit = &mut self.circuits[usize::from(service)];
        if circuit.state == Breaker::Closed {
            circuit.set(Breaker::Closed);
        } else {
            self.set(service, Breaker::Closed, settings, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(results: &[bool], failures: u32, probes: u32, from: Breaker) -> Option<Breaker> {
        let mut circuit = Circuit { state: from, ..Circuit::default() };
        results.iter().find_map(|&succeeded| circuit.hear(succeeded, failures, probes))
    }

    #[test]
    fn a_closed_breaker_opens_at_so_many_failures_in_a_row_and_not_in_all() {
        let closed = |results: &[bool]| after(results, 3, 1, Breaker::Closed);
        assert_eq!(closed(&[false, false, true, false, false, true]), None);
        assert_eq!(closed(&[true, false, false, false]), Some(Breaker::Open));
        assert_eq!(after(&[false; 9], 0, 1, Breaker::Closed), None, "0: no breaker");
    }

    #[test]
    fn a_half_open_breaker_closes_when_all_probes_succeed_and_opens_at_the_first_that_fails() {
        let half_open = |results: &[bool]| after(results, 3, 2, Breaker::HalfOpen);
        assert_eq!(half_open(&[true]), None);
        assert_eq!(half_open(&[true, true]), Some(Breaker::Closed));
        assert_eq!(half_open(&[true, false]), Some(Breaker::Open));
    }

    #[test]
    fn a_half_open_breaker_lets_its_probes_through_and_no_more() {
        let mut circuit = Circuit { state: Breaker::HalfOpen, ..Circuit::default() };
        assert_eq!([(); 4].map(|()| circuit.lets_through(2)), [true, true, false, false]);
    }
}
