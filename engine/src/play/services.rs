//! The services and their workers: who is there, in which state, and what each worker has in hand.
//!
//! A worker that is no longer wanted finishes what it has in hand, then goes. Chance is drawn from the
//! scenario's seed, by service, task and attempt: the same in every style. Never here: what a call or a
//! consumer group makes of a worker that is free, crashed or gone.

use crate::history::control::Control;
use crate::history::work::Work;
use crate::play::output::Output;
use crate::scenario::bounds::MAX_WORKERS;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::Mode;
use crate::scenario::service::{Latency, Service};
use crate::scenario::settings::{PerMille, ServiceSetting, ServiceSettings};
use crate::sim::{Duration, Stream, draw, exponential, lognormal, uniform};
use std::ops::Range;

/// How long a hanging service takes for what it starts.
pub const HANG: Duration = Duration::from_s(30);

/// Every service of the roster, by id.
pub(crate) struct Services<'a> {
    services: Vec<Server<'a>>,
}

/// A service at work.
struct Server<'a> {
    spec: &'a Service,
    /// The settings in force.
    settings: ServiceSettings,
    present: bool,
    mode: Mode,
    /// Every worker that there has ever been; those from `wanted` on are to go, or gone.
    workers: Vec<Worker>,
    /// How many workers there are to be.
    wanted: usize,
}

/// One worker, and what it has in hand.
#[derive(Clone, Copy, Default)]
struct Worker {
    job: Option<(TaskId, Job)>,
    crashed: bool,
    /// Goes up with each job, so that the end of an abandoned one is recognised.
    ticket: u32,
}

/// Where a worker's task came from.
#[derive(Clone, Copy)]
pub(crate) enum Job {
    Call(u32),
    Record { partition: u8, offset: u32 },
}

impl Job {
    /// The call that it is for, if it is for one.
    pub fn call(self) -> Option<u32> {
        match self {
            Self::Call(call) => Some(call),
            Self::Record { .. } => None,
        }
    }
}

/// What came of a worker that was to crash.
pub(crate) struct Crash {
    /// Whether it was alive and wanted. One that was about to go is gone instead.
    pub dies: bool,
    /// What it had in hand.
    pub job: Option<Job>,
}

impl<'a> Services<'a> {
    /// The services of a roster; the first `present` of them are there when the run begins.
    pub fn new(roster: &[&'a Service], present: usize) -> Self {
        let server = |(index, &spec): (usize, &&'a Service)| Server {
            spec,
            settings: spec.settings,
            present: index < present,
            mode: Mode::Up,
            workers: vec![Worker::default(); spec.workers as usize],
            wanted: spec.workers as usize,
        };
        Self { services: roster.iter().enumerate().map(server).collect() }
    }

    /// Every service that is or may be part of the system.
    pub fn all(&self) -> Range<ServiceId> {
        0..self.services.len() as ServiceId
    }

    /// Whether a service is of the roster.
    pub fn is_known(&self, service: ServiceId) -> bool {
        usize::from(service) < self.services.len()
    }

    /// Whether a service is part of the system.
    pub fn is_present(&self, service: ServiceId) -> bool {
        self.services.get(usize::from(service)).is_some_and(|server| server.present)
    }

    /// The services that are part of the system.
    pub fn present(&self) -> Vec<ServiceId> {
        self.all().filter(|&service| self.is_present(service)).collect()
    }

    /// Makes a service of the roster a part of the system, or takes it out.
    pub fn set_present(&mut self, service: ServiceId, present: bool) {
        self.server_mut(service).present = present;
    }

    pub fn mode(&self, service: ServiceId) -> Mode {
        self.server(service).mode
    }

    /// Whether a service can do nothing at all: it is down, or all its workers have crashed.
    pub fn is_out(&self, service: ServiceId) -> bool {
        self.mode(service).is_out()
    }

    /// Sets a service's state and gives the one before.
    pub fn set_mode(&mut self, service: ServiceId, mode: Mode) -> Mode {
        std::mem::replace(&mut self.server_mut(service).mode, mode)
    }

    /// The last of a service's workers has crashed, and the service with it.
    pub fn set_crashed(&mut self, service: ServiceId, out: &mut Output) {
        self.set_mode(service, Mode::Crashed);
        out.record(Control::ModeSet { service, mode: Mode::Crashed });
    }

    pub fn settings(&self, service: ServiceId) -> &ServiceSettings {
        &self.server(service).settings
    }

    /// How long the network takes for whatever goes to a service or comes from it.
    pub fn network_delay(&self, service: ServiceId) -> Duration {
        self.server(service).settings.network_delay()
    }

    pub fn tune(&mut self, service: ServiceId, setting: ServiceSetting, value: u32) {
        self.server_mut(service).settings.set(setting, value);
    }

    /// How long a service works for the task of this number.
    pub fn demand(&self, seed: u64, service: ServiceId, number: u32) -> Duration {
        let server = self.server(service);
        let bits = draw(seed, Stream::Demand, service.into(), number.into(), 0);
        let usual = match server.spec.latency {
            Latency::Fixed(length) => length,
            Latency::Uniform(low, high) => uniform(bits, low, high),
            Latency::Exponential(mean) => exponential(bits, mean),
            Latency::Lognormal(median, sigma) => {
                lognormal(bits, median, f64::from(sigma) / 1_000.0)
            }
        };
        match server.mode {
            Mode::Hanging => HANG,
            Mode::Slow(factor) => usual.times(factor.into()),
            Mode::Up | Mode::Down | Mode::Crashed => usual,
        }
    }

    /// Whether a service fails at the end of its work for the task of this number; `attempt` tells one
    /// try of it from another.
    pub fn fails(&self, seed: u64, service: ServiceId, number: u32, attempt: u64) -> bool {
        let settings = self.settings(service);
        if settings.fails_on() == number + 1 {
            return true;
        }
        let rate = settings.error_rate();
        rate > PerMille::NONE
            && rate.takes(draw(seed, Stream::Fault, service.into(), number.into(), attempt))
    }

    /// Every worker that there has ever been.
    pub fn workers(&self, service: ServiceId) -> Range<usize> {
        0..self.server(service).workers.len()
    }

    /// The workers that are wanted, alive or not.
    pub fn wanted(&self, service: ServiceId) -> Range<usize> {
        0..self.server(service).wanted
    }

    /// Whether a worker has nothing in hand.
    pub fn is_idle(&self, service: ServiceId, worker: usize) -> bool {
        self.server(service).workers.get(worker).is_some_and(|worker| worker.job.is_none())
    }

    /// The record that a worker has in hand, with its task.
    pub fn record_in_hand(&self, service: ServiceId, worker: usize) -> Option<(TaskId, (u8, u32))> {
        match self.server(service).workers.get(worker)?.job? {
            (task, Job::Record { partition, offset }) => Some((task, (partition, offset))),
            (_, Job::Call(_)) => None,
        }
    }

    /// Whether a worker is wanted and has not crashed.
    pub fn is_alive(&self, service: ServiceId, worker: usize) -> bool {
        let server = self.server(service);
        worker < server.wanted && !server.workers[worker].crashed
    }

    /// Whether a worker can take work: it is wanted, alive, and has nothing in hand.
    pub fn is_free(&self, service: ServiceId, worker: usize) -> bool {
        self.is_alive(service, worker) && self.is_idle(service, worker)
    }

    /// The first worker that can take work.
    pub fn free_worker(&self, service: ServiceId) -> Option<usize> {
        self.wanted(service).find(|&worker| self.is_free(service, worker))
    }

    /// Whether a wanted worker is left that lives.
    pub fn lives(&self, service: ServiceId) -> bool {
        self.wanted(service).any(|worker| self.is_alive(service, worker))
    }

    /// A worker takes a task in hand. Gives the ticket with which it ends.
    pub fn take_up(&mut self, service: ServiceId, worker: usize, task: TaskId, job: Job) -> u32 {
        let worker = &mut self.server_mut(service).workers[worker];
        debug_assert!(worker.job.is_none(), "a busy worker takes up task {task}");
        worker.job = Some((task, job));
        worker.ticket += 1;
        worker.ticket
    }

    /// A worker has come to the end of what it had in hand, unless it was abandoned meanwhile.
    pub fn put_down(
        &mut self,
        service: ServiceId,
        worker: u8,
        ticket: u32,
    ) -> Option<(TaskId, Job)> {
        let worker = &mut self.server_mut(service).workers[usize::from(worker)];
        if worker.ticket == ticket { worker.job.take() } else { None }
    }

    /// Every worker of a service drops what it has in hand. Gives what was dropped, in worker order.
    pub fn abandon(&mut self, service: ServiceId, out: &mut Output) -> Vec<Job> {
        let mut dropped = Vec::new();
        for (index, worker) in self.server_mut(service).workers.iter_mut().enumerate() {
            worker.ticket += 1;
            if let Some((task, job)) = worker.job.take() {
                dropped.push(job);
                out.record(Work::Abandoned { service, worker: index as u8, task });
            }
        }
        dropped
    }

    /// The workers that an intervention would crash: one, or all. What is down or has left has none.
    pub fn victims(&self, service: ServiceId, worker: Option<u8>) -> Range<usize> {
        if !self.is_present(service) || self.is_out(service) {
            return 0..0;
        }
        match worker.map(usize::from) {
            Some(worker) if worker >= self.server(service).wanted => 0..0,
            Some(worker) => worker..worker + 1,
            None => self.workers(service),
        }
    }

    /// A worker dies without a word, and drops what it has in hand.
    pub fn crash(&mut self, service: ServiceId, worker: usize, out: &mut Output) -> Crash {
        let server = self.server_mut(service);
        let wanted = worker < server.wanted;
        let state = &mut server.workers[worker];
        let job = state.job.take();
        state.ticket += 1;
        let worker = worker as u8;
        let dies = wanted && !std::mem::replace(&mut state.crashed, true);
        if dies {
            out.record(Control::Crashed { service, worker });
        }
        if let Some((task, _)) = job {
            out.record(Work::Abandoned { service, worker, task });
        }
        Crash { dies, job: job.map(|(_, job)| job) }
    }

    /// Whether a state that was set starts crashed workers again: up does, and so does any other state in
    /// which a service works, if none is alive.
    pub fn revives(&self, service: ServiceId) -> bool {
        !self.is_out(service) && (self.mode(service) == Mode::Up || !self.lives(service))
    }

    /// Starts a worker again if it has crashed. Whether it had.
    pub fn revive(&mut self, service: ServiceId, worker: usize, out: &mut Output) -> bool {
        let crashed = &mut self.server_mut(service).workers[worker].crashed;
        let revived = std::mem::take(crashed);
        if revived {
            out.record(Control::Revived { service, worker: worker as u8 });
        }
        revived
    }

    /// A service has so many workers from now on, the first of them those that it had. Gives how many
    /// there were to be, unless nothing changes.
    pub fn scale(&mut self, service: ServiceId, workers: u32, out: &mut Output) -> Option<usize> {
        let workers = workers.clamp(1, MAX_WORKERS);
        let server = self.services.get_mut(usize::from(service)).filter(|server| server.present)?;
        let (before, wanted) = (server.wanted, workers as usize);
        if before == wanted {
            return None;
        }
        server.wanted = wanted;
        // None is ever taken out: the ticket of one that comes back goes on from where it was.
        if server.workers.len() < wanted {
            server.workers.resize(wanted, Worker::default());
        }
        server.workers[wanted..].iter_mut().for_each(|worker| worker.crashed = false);
        out.record(Control::Scaled { service, workers: workers as u8 });
        Some(before)
    }

    /// After scaling, a service whose living workers went has crashed, which is given back; one that was
    /// given a living one has not.
    pub fn settle_mode(&mut self, service: ServiceId, out: &mut Output) -> bool {
        match (self.mode(service), self.lives(service)) {
            (Mode::Crashed, true) => {
                self.set_mode(service, Mode::Up);
                out.record(Control::ModeSet { service, mode: Mode::Up });
                false
            }
            (Mode::Up | Mode::Hanging | Mode::Slow(_), false) => {
                self.set_crashed(service, out);
                true
            }
            _ => false,
        }
    }

    fn server(&self, service: ServiceId) -> &Server<'a> {
        &self.services[usize::from(service)]
    }

    fn server_mut(&mut self, service: ServiceId) -> &mut Server<'a> {
        &mut self.services[usize::from(service)]
    }
}
