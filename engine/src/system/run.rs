//! A run: arrivals and interventions against an agenda, until the horizon.
//!
//! What a task does is in [`super::ledger`], what a service does in [`super::direct`] and
//! [`super::kafka`]. Never here: a second source of truth; whatever happens is recorded in the history
//! as it happens.

use super::direct::Call;
use super::kafka::Log;
use super::ledger::{Owed, Task};
use super::{
    Action, History, Intervention, Load, Mode, Pattern, Planned, Program, Scenario, Service,
    ServiceId, ServiceState, Snapshot, Start, Style, TaskId, What,
};
use crate::sim::{Agenda, Duration, Instant, Stream, Turn, draw, exponential, lognormal, uniform};
use std::collections::VecDeque;

/// More occurrences than this end a run, with [`super::End::Limit`] as a result: an hour of the
/// heaviest load would take gigabytes.
pub const OCCURRENCE_LIMIT: usize = 500_000;

/// How long a hanging service takes for what it starts.
pub const HANG: Duration = Duration::from_s(30);

/// Plays a scenario in a style, with the scenario's own timeline and the learner's interventions.
///
/// Interventions that name no service of the roster do nothing. What comes from outside is to be checked
/// first, scenario and interventions together ([`Scenario::check_with`]): no bound is looked at here.
pub fn run(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
    horizon: Instant,
) -> History {
    let plan = scenario.plan(interventions);
    let mut world = World::new(scenario, style, interventions, horizon);
    for (index, planned) in plan.iter().enumerate() {
        world.agenda.schedule(planned.at, Turn::Last, Happening::Intervene(index as u32));
    }
    world.set_load(scenario.load);
    while let Some((at, happening)) = world.agenda.next(horizon) {
        world.now = at;
        match happening {
            Happening::Intervene(index) => {
                world.intervene(plan[index as usize]);
            }
            other => world.happen(other),
        }
        if world.history.occurrences().len() >= OCCURRENCE_LIMIT {
            world.history.cut(at);
            break;
        }
    }
    world.history
}

/// What the agenda holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Happening {
    Intervene(u32),
    Arrive { load: u32, number: u32 },
    Saved(TaskId),
    HandlingEnds { service: ServiceId, worker: u8, ticket: u32 },
    CallTimeout(u32),
    ClientTimeout(TaskId),
    PublishEnds { task: TaskId, ticket: u32 },
    DeliveryTimeout(TaskId),
}

/// The state of a run between two occurrences.
pub(super) struct World<'a> {
    pub scenario: &'a Scenario,
    pub style: Style,
    pub now: Instant,
    pub agenda: Agenda<Happening>,
    pub history: History,
    pub servers: Vec<Server<'a>>,
    /// Every version of the producer's program; the last is the one in force.
    pub programs: Vec<Program>,
    pub tasks: Vec<Task>,
    pub effects: Vec<Owed>,
    pub calls: Vec<Call>,
    pub log: Log,
    /// The load in force is the last; its place tells its arrivals from those of earlier ones.
    loads: Vec<Load>,
}

/// A service: on the direct side workers behind a queue, on the Kafka side members of a group.
pub(super) struct Server<'a> {
    pub spec: &'a Service,
    pub present: bool,
    pub mode: Mode,
    pub workers: Vec<Worker>,
    pub queue: VecDeque<u32>,
}

/// One worker, and what it has in hand.
#[derive(Clone, Copy, Default)]
pub(super) struct Worker {
    pub job: Option<(TaskId, Job)>,
    /// Goes up with each job, so that the end of an abandoned one is recognised.
    ticket: u32,
}

/// Where a worker's task came from.
#[derive(Clone, Copy)]
pub(super) enum Job {
    Call(u32),
    Record { partition: u8, offset: u32 },
}

impl<'a> World<'a> {
    fn new(
        scenario: &'a Scenario,
        style: Style,
        interventions: &'a [Intervention],
        horizon: Instant,
    ) -> Self {
        let roster = scenario.roster(interventions);
        let initial = scenario.services.len();
        let partitions = scenario.kafka.partitions.max(1);
        let states = roster
            .iter()
            .enumerate()
            .map(|(index, spec)| ServiceState::new(index < initial, spec.workers, partitions))
            .collect();
        let servers: Vec<_> = roster
            .iter()
            .enumerate()
            .map(|(index, &spec)| Server {
                spec,
                present: index < initial,
                mode: Mode::Up,
                workers: vec![Worker::default(); spec.workers as usize],
                queue: VecDeque::new(),
            })
            .collect();
        let head = Snapshot::new(states, partitions);
        let specs = roster.into_iter().cloned().collect();
        let mut world = Self {
            scenario,
            style,
            now: Instant::START,
            agenda: Agenda::default(),
            history: History::begin(style, specs, head, horizon),
            log: Log::new(servers.len(), partitions),
            servers,
            programs: Vec::new(),
            tasks: Vec::new(),
            effects: Vec::new(),
            calls: Vec::new(),
            loads: Vec::new(),
        };
        world.deploy();
        world
    }

    pub fn record(&mut self, what: What) {
        self.history.record(self.now, what);
    }

    pub fn after(&mut self, length: Duration, happening: Happening) {
        self.agenda.schedule(self.now + length, Turn::First, happening);
    }

    /// The services present, by id.
    pub fn present(&self) -> Vec<ServiceId> {
        let present = self.servers.iter().enumerate().filter(|(_, server)| server.present);
        present.map(|(index, _)| index as ServiceId).collect()
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Intervene(_) => {}
            Happening::Arrive { load, number } => self.arrive(load, number),
            Happening::Saved(task) => self.saved(task),
            Happening::HandlingEnds { service, worker, ticket } => {
                self.handling_ends(service, worker, ticket);
            }
            Happening::CallTimeout(call) => self.call_timed_out(call),
            Happening::ClientTimeout(task) => self.client_gave_up(task),
            Happening::PublishEnds { task, ticket } => self.publish_ends(task, ticket),
            Happening::DeliveryTimeout(task) => self.delivery_timed_out(task),
        }
    }

    fn intervene(&mut self, planned: Planned) {
        match *planned.action {
            Action::Set(service, mode) => self.set_mode(service, mode),
            Action::Broker(up) => self.set_broker(up),
            Action::Add { start, .. } => self.add(planned.service, start),
            Action::Remove(service) => self.remove(service),
            Action::Send(tasks) => (0..tasks).for_each(|_| self.send()),
            Action::Load(load) => {
                self.record(What::LoadSet { load });
                self.set_load(load);
            }
            Action::Restart => self.restart(),
        }
    }

    fn set_load(&mut self, load: Load) {
        self.loads.push(load);
        let first = Happening::Arrive { load: self.loads.len() as u32 - 1, number: 0 };
        match load.pattern {
            Pattern::ByHand => {}
            Pattern::Steady(_) | Pattern::Burst => self.after(Duration::ZERO, first),
            Pattern::Poisson(mean) => self.after(self.gap(mean, 0), first),
        }
    }

    fn arrive(&mut self, load: u32, number: u32) {
        if load as usize + 1 != self.loads.len() {
            return;
        }
        let Load { pattern, tasks } = self.loads[load as usize];
        let last = tasks.is_some_and(|tasks| number + 1 >= tasks);
        let next = Happening::Arrive { load, number: number + 1 };
        match pattern {
            _ if last => {}
            Pattern::ByHand => {}
            Pattern::Steady(every) => self.after(every, next),
            Pattern::Burst => self.after(Duration::ZERO, next),
            Pattern::Poisson(mean) => self.after(self.gap(mean, number + 1), next),
        }
        self.send();
    }

    /// The time before arrival `number` of the load in force.
    fn gap(&self, mean: Duration, number: u32) -> Duration {
        let load = self.loads.len() as u64;
        exponential(draw(self.scenario.seed, Stream::Arrival, load, number.into(), 0), mean)
    }

    fn set_mode(&mut self, service: ServiceId, mode: Mode) {
        let Some(server) = self.servers.get_mut(usize::from(service)) else { return };
        if !server.present || server.mode == mode {
            return;
        }
        let before = std::mem::replace(&mut server.mode, mode);
        self.record(What::ModeSet { service, mode });
        match (self.style, mode == Mode::Down, before == Mode::Down) {
            (Style::Kafka, true, _) => self.leave_group(service),
            (Style::Kafka, false, true) => self.resume_group(service),
            (_, true, _) => self.lose_calls(service),
            _ => {}
        }
    }

    fn add(&mut self, newcomer: Option<ServiceId>, start: Start) {
        let Some(service) = newcomer else { return };
        let Some(server) = self.servers.get_mut(usize::from(service)) else { return };
        server.present = true;
        self.record(What::ServiceAdded { service, start });
        self.deploy();
        if self.style == Style::Kafka {
            self.join_group(service, start);
        }
    }

    fn remove(&mut self, service: ServiceId) {
        let Some(server) = self.servers.get_mut(usize::from(service)) else { return };
        if !server.present {
            return;
        }
        server.present = false;
        self.record(What::ServiceRemoved { service });
        self.abandon_workers(service);
        self.cancel_effects(service);
        self.deploy();
        self.drop_calls(service);
    }

    /// The producer's program changes for the tasks sent from now on.
    fn deploy(&mut self) {
        self.programs.push(self.style.program(&self.present()));
    }

    /// How long `service` works for `task`: a fact of the scenario, the same in every style.
    fn demand(&self, service: ServiceId, task: TaskId) -> Duration {
        let server = &self.servers[usize::from(service)];
        let bits = draw(self.scenario.seed, Stream::Demand, service.into(), task.into(), 0);
        let usual = match server.spec.latency {
            super::Latency::Fixed(length) => length,
            super::Latency::Uniform(low, high) => uniform(bits, low, high),
            super::Latency::Exponential(mean) => exponential(bits, mean),
            super::Latency::Lognormal(median, sigma) => {
                lognormal(bits, median, f64::from(sigma) / 1_000.0)
            }
        };
        match server.mode {
            Mode::Hanging => HANG,
            Mode::Slow(factor) => usual.times(factor.into()),
            Mode::Up | Mode::Down => usual,
        }
    }

    /// A worker takes a task in hand.
    pub fn begin(&mut self, service: ServiceId, worker: usize, task: TaskId, job: Job) {
        let lasts_us = u32::try_from(self.demand(service, task).0).unwrap_or(u32::MAX);
        let hand = &mut self.servers[usize::from(service)].workers[worker];
        hand.job = Some((task, job));
        hand.ticket += 1;
        let (ticket, worker) = (hand.ticket, worker as u8);
        let (partition, offset) = match job {
            Job::Call(_) => (0, 0),
            Job::Record { partition, offset } => (partition, offset),
        };
        self.record(What::HandlingStarted { service, worker, partition, task, offset, lasts_us });
        let end = Happening::HandlingEnds { service, worker, ticket };
        self.after(Duration(lasts_us.into()), end);
    }

    fn handling_ends(&mut self, service: ServiceId, worker: u8, ticket: u32) {
        let hand = &mut self.servers[usize::from(service)].workers[usize::from(worker)];
        if hand.ticket != ticket {
            return;
        }
        let Some((task, job)) = hand.job.take() else { return };
        let seen = match job {
            Job::Call(_) => false,
            Job::Record { partition, offset } => self.log.seen(service, partition, offset),
        };
        let effect = self.take_effect(task, service, seen);
        self.record(What::HandlingEnded { service, worker, task, effect });
        self.note_half_done(task);
        match job {
            Job::Call(call) => {
                self.serve_next(service, usize::from(worker));
                self.call_returned(call);
            }
            Job::Record { partition, offset } => {
                self.handled(service, usize::from(worker), partition, offset);
            }
        }
    }

    /// Every worker of a service drops what it has in hand. Gives what was dropped, in worker order.
    pub fn abandon_workers(&mut self, service: ServiceId) -> Vec<(TaskId, Job)> {
        let mut dropped = Vec::new();
        for worker in 0..self.servers[usize::from(service)].workers.len() {
            let hand = &mut self.servers[usize::from(service)].workers[worker];
            hand.ticket += 1;
            if let Some((task, job)) = hand.job.take() {
                dropped.push((task, job));
                self.record(What::HandlingAbandoned { service, worker: worker as u8, task });
            }
        }
        dropped
    }
}
