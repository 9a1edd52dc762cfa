//! What is done to the programs of a case, and when: the scenario's timeline in terms of processes.
//!
//! Never here: a process.

use std::collections::BTreeMap;

use engine::scenario::{Action, Mode, ServiceId};

use crate::failure::Failure;
use crate::kafka::cases::Case;
use crate::kafka::signals::Signal;

/// A process of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// The producer's.
    Producer,
    /// A service's: the only one, or one for each member of its group.
    Member(ServiceId, u32),
}

/// Something that is done to a process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Deed {
    /// When, in milliseconds from the start; below 0 for what is there before.
    pub at_ms: f64,
    /// To which.
    pub who: Who,
    /// A signal, or its start.
    pub what: Option<Signal>,
}

/// The deeds of a case in order.
pub fn deeds(case: &Case) -> Result<Vec<Deed>, Failure> {
    let mut plan = Plan { case, deeds: Vec::new(), alive: BTreeMap::new() };
    plan.begin();
    for planned in case.scenario.plan(&[]) {
        plan.act(planned.at.ms(), planned.action, planned.service)?;
    }
    Ok(plan.deeds)
}

struct Plan<'a> {
    case: &'a Case,
    deeds: Vec<Deed>,
    /// The members of each service that run.
    alive: BTreeMap<ServiceId, Vec<u32>>,
}

impl Plan<'_> {
    /// Everything that is there at the start is there before it.
    fn begin(&mut self) {
        let down_at_once = |id: ServiceId| {
            let planned = self.case.scenario.timeline.iter();
            planned
                .filter(|it| it.at.ms() == 0.0)
                .any(|it| it.action == Action::Set(id, Mode::Down))
        };
        let there: Vec<ServiceId> =
            (0..).take(self.case.scenario.services.len()).filter(|&id| !down_at_once(id)).collect();
        self.deed(-1.0, Who::Producer, None);
        for id in there {
            self.start(-1.0, id, self.processes(id));
        }
    }

    /// How many processes a service has when it runs as stated.
    fn processes(&self, id: ServiceId) -> u32 {
        let service =
            self.case.scenario.roster(&[]).get(usize::from(id)).map_or(1, |it| it.workers);
        if self.case.is_by_member(id) { service } else { 1 }
    }

    fn deed(&mut self, at_ms: f64, who: Who, what: Option<Signal>) {
        self.deeds.push(Deed { at_ms, who, what });
    }

    /// Starts those of the first `count` members that do not run.
    fn start(&mut self, at_ms: f64, id: ServiceId, count: u32) {
        for member in 0..count {
            let alive = self.alive.entry(id).or_default();
            if !alive.contains(&member) {
                alive.push(member);
                self.deed(at_ms, Who::Member(id, member), None);
            }
        }
    }

    /// Ends those members that `goes` names.
    fn end(&mut self, at_ms: f64, id: ServiceId, signal: Signal, goes: impl Fn(u32) -> bool) {
        let alive = self.alive.entry(id).or_default();
        let gone: Vec<u32> = alive.iter().copied().filter(|&member| goes(member)).collect();
        alive.retain(|member| !gone.contains(member));
        for member in gone {
            self.deed(at_ms, Who::Member(id, member), Some(signal));
        }
    }

    fn act(&mut self, at: f64, action: &Action, service: Option<ServiceId>) -> Result<(), Failure> {
        // A caller of a service that is down is refused at once, which a server that closes in good order does not do.
        let down = if self.case.style.publishes() { Signal::Term } else { Signal::Kill };
        match (action, service) {
            (Action::Set(_, Mode::Up), Some(id)) => self.start(at, id, self.processes(id)),
            (Action::Set(_, Mode::Down) | Action::Remove(_), Some(id)) => {
                self.end(at, id, down, |_| true);
            }
            (Action::Set(_, Mode::Crashed) | Action::Crash { worker: None, .. }, Some(id)) => {
                self.end(at, id, Signal::Kill, |_| true);
            }
            (Action::Crash { worker: Some(worker), .. }, Some(id)) => {
                self.end(at, id, Signal::Kill, |member| member == u32::from(*worker));
            }
            (Action::Scale(_, workers), Some(id)) => {
                self.start(at, id, *workers);
                self.end(at, id, Signal::Term, |member| member >= *workers);
            }
            (Action::Add { .. }, Some(id)) => self.start(at, id, 1),
            (Action::Restart, _) => {
                self.deed(at, Who::Producer, Some(Signal::Kill));
                self.deed(at, Who::Producer, None);
            }
            // Sends are read off the simulated run; the broker is everybody's.
            (Action::Send(_) | Action::Load(_) | Action::Broker(_), _) => {}
            (other, _) => {
                let what = format!("{}: the programs know no {other:?}", self.case.name);
                return Err(Failure::input(what, "Take it out of the case's timeline."));
            }
        }
        Ok(())
    }
}
