//! A run: arrivals and interventions against an agenda, until the horizon.
//!
//! What a task does is in [`crate::play::ledger`], what a service does in [`crate::play::direct::calls`] and
//! [`crate::play::kafka`]. Never here: a second source of truth; whatever happens is recorded in the history
//! as it happens.

use crate::history::control::Control;
use crate::history::occurrence::Occurrence;
use crate::history::recording::History;
use crate::history::snapshot::{ServiceState, Snapshot};
use crate::history::values::Gate;
use crate::history::work::Work;
use crate::play::direct::breaker::Circuit;
use crate::play::direct::calls::CallState;
use crate::play::direct::gate::Gates;
use crate::play::direct::retry::{Budget, Retry};
use crate::play::effects::Effects;
use crate::play::facts::Facts;
use crate::play::kafka::log::Log;
use crate::play::ledger::TaskState;
use crate::play::output::Output;
use crate::play::patterns::outbox::Outbox;
use crate::play::patterns::replies::Replies;
use crate::play::timer::Timer;
use crate::scenario::ids::{ServiceId, TaskId};
use crate::scenario::intervention::{Action, Intervention, Mode, Start};
use crate::scenario::program::{Program, Style};
use crate::scenario::settings::{ServiceSettings, Setting};
use crate::scenario::statement::{Load, Pattern, Planned, Scenario, Service};
use crate::sim::{Duration, Instant, Stream, draw, exponential, lognormal, uniform};
use std::collections::VecDeque;

/// More occurrences than this end a run, with [`crate::history::recording::End::Limit`] as a result: an hour of the
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
        world.out.intervene(planned.at, index as u32);
    }
    world.set_load(scenario.load);
    while let Some(timer) = world.out.next(horizon) {
        match timer {
            Timer::Intervene(index) => world.intervene(plan[index as usize]),
            other => world.fire(other),
        }
        if world.out.is_full() {
            return world.out.cut();
        }
    }
    world.out.finish()
}

/// As many partitions as there will ever be: a topic's, or one for each service's topic.
fn partitions(scenario: &Scenario, style: Style, interventions: &[Intervention]) -> usize {
    if style == Style::Commands {
        return scenario.roster(interventions).len();
    }
    let planned = scenario.timeline.iter().chain(interventions);
    let grown = planned.map(|intervention| match intervention.action {
        Action::Partitions(partitions) => partitions,
        _ => 0,
    });
    grown.max().unwrap_or(0).max(scenario.kafka.partitions).max(1) as usize
}

/// The state of a run between two occurrences.
pub(in crate::play) struct World<'a> {
    pub facts: Facts<'a>,
    pub out: Output,
    pub servers: Vec<Server<'a>>,
    /// Every version of the producer's program; the last is the one in force.
    pub programs: Vec<Program>,
    pub tasks: Vec<TaskState>,
    pub effects: Effects,
    pub calls: Vec<CallState>,
    /// Every call that was to be made again.
    pub retries: Vec<Retry>,
    pub budget: Budget,
    pub gates: Gates,
    /// When the producer takes tasks again, while it does not.
    pub deployed_at: Option<Instant>,
    /// Tasks sent for the first time.
    pub arrivals: u32,
    pub log: Log,
    pub outbox: Outbox,
    pub replies: Replies,
    /// The load in force is the last; its place tells its arrivals from those of earlier ones.
    loads: Vec<Load>,
}

/// A service: on the direct side workers behind a queue, on the Kafka side members of a group.
pub(in crate::play) struct Server<'a> {
    pub spec: &'a Service,
    /// The settings in force.
    pub settings: ServiceSettings,
    pub present: bool,
    pub mode: Mode,
    /// Every worker that there has ever been; those from `staff` on are to go, or gone.
    pub workers: Vec<Worker>,
    /// How many there are to be.
    pub staff: usize,
    pub queue: VecDeque<u32>,
    /// The producer's breaker for it.
    pub circuit: Circuit,
}

/// One worker, and what it has in hand.
#[derive(Clone, Copy, Default)]
pub(in crate::play) struct Worker {
    pub job: Option<(TaskId, Job)>,
    /// Whether it has crashed.
    pub dead: bool,
    /// Goes up with each job, so that the end of an abandoned one is recognised.
    pub ticket: u32,
}

/// Where a worker's task came from.
#[derive(Clone, Copy)]
pub(in crate::play) enum Job {
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

impl<'a> World<'a> {
    fn new(
        scenario: &'a Scenario,
        style: Style,
        interventions: &'a [Intervention],
        horizon: Instant,
    ) -> Self {
        let roster = scenario.roster(interventions);
        let initial = scenario.services.len();
        let partitions = partitions(scenario, style, interventions);
        let live = match style {
            Style::Commands => partitions,
            _ => scenario.kafka.partitions.max(1) as usize,
        };
        let states = roster
            .iter()
            .enumerate()
            .map(|(index, spec)| {
                ServiceState::new(index < initial, spec.workers, partitions as u32)
            })
            .collect();
        let servers: Vec<_> = roster
            .iter()
            .enumerate()
            .map(|(index, &spec)| Server {
                spec,
                settings: spec.settings,
                present: index < initial,
                mode: Mode::Up,
                workers: vec![Worker::default(); spec.workers as usize],
                staff: spec.workers as usize,
                queue: VecDeque::new(),
                circuit: Circuit::default(),
            })
            .collect();
        let head = Snapshot::new(states, partitions as u32, live as u8, style == Style::Commands);
        let specs = roster.into_iter().cloned().collect();
        let mut world = Self {
            facts: Facts { scenario, style, settings: scenario.settings },
            out: Output::new(History::begin(style, specs, head, horizon), OCCURRENCE_LIMIT),
            log: Log::new(style, servers.len(), partitions, live),
            outbox: Outbox::default(),
            replies: Replies::default(),
            servers,
            programs: Vec::new(),
            tasks: Vec::new(),
            effects: Effects::default(),
            calls: Vec::new(),
            retries: Vec::new(),
            budget: Budget::default(),
            gates: Gates::default(),
            deployed_at: None,
            arrivals: 0,
            loads: Vec::new(),
        };
        world.deploy();
        if style.publishes() {
            world.found_groups();
        }
        world
    }

    /// Whether a service is part of the system.
    pub fn is_present(&self, service: ServiceId) -> bool {
        self.servers.get(usize::from(service)).is_some_and(|server| server.present)
    }

    /// Whether a worker has nothing in hand.
    pub fn is_idle(&self, service: ServiceId, worker: usize) -> bool {
        let workers = &self.servers[usize::from(service)].workers;
        workers.get(worker).is_some_and(|worker| worker.job.is_none())
    }

    /// Whether a worker is wanted and has not crashed.
    pub fn is_alive(&self, service: ServiceId, worker: usize) -> bool {
        let server = &self.servers[usize::from(service)];
        worker < server.staff && !server.workers[worker].dead
    }

    pub fn record(&mut self, what: impl Into<Occurrence>) {
        self.out.record(what);
    }

    pub fn after(&mut self, length: Duration, timer: Timer) {
        self.out.after(length, timer);
    }

    /// The services present, by id.
    pub fn present(&self) -> Vec<ServiceId> {
        let present = self.servers.iter().enumerate().filter(|(_, server)| server.present);
        present.map(|(index, _)| index as ServiceId).collect()
    }

    pub fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Intervene(_) => {}
            Timer::Arrive { load, number } => self.arrive(load, number),
            Timer::Saved(task) => self.saved(task),
            Timer::HandlingEnds { service, worker, ticket } => {
                self.handling_ends(service, worker, ticket);
            }
            Timer::CallTimeout(call) => self.call_timed_out(call),
            Timer::ClientTimeout(task) => self.client_gave_up(task),
            Timer::PublishEnds { ticket } => self.publish_ends(ticket),
            Timer::DeliveryTimeout { send } => self.delivery_timed_out(send),
            Timer::LingerEnds { partition, send } => self.linger_ends(partition, send),
            Timer::BlockEnds { send } => self.block_ends(send),
            Timer::SessionEnds { service, worker } => self.session_ends(service, worker),
            Timer::RebalancePaused { service, number } => self.rebalance_paused(service, number),
            Timer::PollOverdue { service, worker, poll } => {
                self.poll_overdue(service, worker, poll);
            }
            Timer::TryAgain { service, partition, pause } => {
                self.try_again(service, partition, pause);
            }
            Timer::AutoCommit { service, worker } => self.auto_commit_due(service, worker),
            Timer::Forget { service, emptied } => self.forget(service, emptied),
            Timer::Delete { partition, deletion } => self.delete(partition, deletion),
            Timer::Relay => self.relay(),
            Timer::Reply { task, service } => self.replied(task, service),
            Timer::ReplyTimeout(task) => self.reply_timed_out(task),
            Timer::ReadDue(task) => self.after(Duration::ZERO, Timer::Read(task)),
            Timer::Read(task) => self.read(task),
            Timer::RetryDue(retry) => self.retry_due(retry),
            Timer::BreakerHalfOpens { service, epoch } => {
                self.breaker_half_opens(service, epoch);
            }
            Timer::GateOpens(gate) => self.gate_opens(gate),
            Timer::CallerTimeout(task) => self.caller_gave_up(task),
            Timer::SendAgain(task) => self.send_again(task),
            Timer::Deployed => self.deployed(),
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
                self.record(Control::LoadSet { load });
                self.set_load(load);
            }
            Action::Restart => self.restart(),
            Action::Tune(setting, value) => self.tune(setting, value),
            Action::TuneService(service, setting, value) => {
                if let Some(server) = self.servers.get_mut(usize::from(service)) {
                    server.settings.set(setting, value);
                    self.record(Control::ServiceTuned { service, setting, value });
                }
            }
            Action::Crash { service, worker } => self.crash(service, worker),
            Action::Scale(service, workers) => self.scale(service, workers),
            Action::Partitions(partitions) => self.partition(partitions),
            Action::Skip(minutes) => self.skip(minutes),
        }
    }

    /// What a changed setting changes at once, rather than when it is next asked for.
    fn tuned(&mut self, setting: Setting) {
        match setting {
            Setting::Workers => self.open(Gate::Producer),
            Setting::CallerWorkers => self.open(Gate::Caller),
            Setting::RetentionMs => self.retention_changed(),
            Setting::BreakerFailures | Setting::BreakerProbes => self.breakers_tuned(),
            _ => {}
        }
    }

    fn set_load(&mut self, load: Load) {
        self.loads.push(load);
        let first = Timer::Arrive { load: self.loads.len() as u32 - 1, number: 0 };
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
        let next = Timer::Arrive { load, number: number + 1 };
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
        exponential(draw(self.facts.scenario.seed, Stream::Arrival, load, number.into(), 0), mean)
    }

    fn tune(&mut self, setting: Setting, value: u32) {
        let (readable, writable) = (self.readable(), self.writable());
        self.facts.settings.set(setting, value);
        self.record(Control::Tuned { setting, value });
        self.broker_changed(readable, writable);
        self.tuned(setting);
    }

    fn set_mode(&mut self, service: ServiceId, mode: Mode) {
        let Some(server) = self.servers.get_mut(usize::from(service)) else { return };
        if !server.present {
            return;
        }
        if mode == Mode::Crashed {
            return self.crash(service, None);
        }
        let before = std::mem::replace(&mut server.mode, mode);
        if before == mode {
            return self.revive(service);
        }
        self.record(Control::ModeSet { service, mode });
        match (self.facts.style.publishes(), mode == Mode::Down, before == Mode::Down) {
            (true, true, _) => self.leave_group(service),
            (true, false, true) => self.resume_group(service),
            (false, true, _) => self.lose_calls(service),
            _ => {}
        }
        self.revive(service);
    }

    fn add(&mut self, newcomer: Option<ServiceId>, start: Start) {
        let Some(service) = newcomer else { return };
        let Some(server) = self.servers.get_mut(usize::from(service)) else { return };
        server.present = true;
        self.record(Control::ServiceAdded { service, start });
        self.redeploy();
        if self.facts.style.publishes() {
            self.join_group(service, start);
        }
    }

    fn remove(&mut self, service: ServiceId) {
        let Some(server) = self.servers.get_mut(usize::from(service)) else { return };
        if !server.present {
            return;
        }
        server.present = false;
        self.record(Control::ServiceRemoved { service });
        if self.facts.style.publishes() {
            self.leave_group(service);
        } else {
            self.abandon_workers(service);
        }
        self.effects.cancel(service, &mut self.out);
        self.redeploy();
        self.drop_calls(service);
        self.stop_waiting_for(service);
    }

    /// How long `service` works for `task`: a fact of the scenario, the same in every style, and however
    /// often the task is sent.
    fn demand(&self, service: ServiceId, task: TaskId) -> Duration {
        let server = &self.servers[usize::from(service)];
        let number = self.number(task).into();
        let bits = draw(self.facts.scenario.seed, Stream::Demand, service.into(), number, 0);
        let usual = match server.spec.latency {
            crate::scenario::statement::Latency::Fixed(length) => length,
            crate::scenario::statement::Latency::Uniform(low, high) => uniform(bits, low, high),
            crate::scenario::statement::Latency::Exponential(mean) => exponential(bits, mean),
            crate::scenario::statement::Latency::Lognormal(median, sigma) => {
                lognormal(bits, median, f64::from(sigma) / 1_000.0)
            }
        };
        match server.mode {
            Mode::Hanging => HANG,
            Mode::Slow(factor) => usual.times(factor.into()),
            Mode::Up | Mode::Down | Mode::Crashed => usual,
        }
    }

    /// A worker takes a task in hand.
    pub fn begin(&mut self, service: ServiceId, worker: usize, task: TaskId, job: Job) -> Duration {
        let seen = self.seen(service, job);
        let hangs = self.servers[usize::from(service)].mode == Mode::Hanging;
        let lasts = match self.recognises(service, task, seen) {
            true if !hangs => Duration::ZERO,
            _ => self.demand(service, task),
        };
        let lasts_us = u32::try_from(lasts.0).unwrap_or(u32::MAX);
        let hand = &mut self.servers[usize::from(service)].workers[worker];
        hand.job = Some((task, job));
        hand.ticket += 1;
        let (ticket, worker) = (hand.ticket, worker as u8);
        let (partition, offset) = match job {
            Job::Call(_) => (0, 0),
            Job::Record { partition, offset } => (partition, offset),
        };
        self.record(Work::Started { service, worker, partition, task, offset, lasts_us });
        let end = Timer::HandlingEnds { service, worker, ticket };
        self.after(Duration(lasts_us.into()), end);
        Duration(lasts_us.into())
    }

    fn handling_ends(&mut self, service: ServiceId, worker: u8, ticket: u32) {
        let hand = &mut self.servers[usize::from(service)].workers[usize::from(worker)];
        if hand.ticket != ticket {
            return;
        }
        let Some((task, job)) = hand.job.take() else { return };
        match job {
            Job::Call(call) => self.call_served(service, worker, task, call),
            Job::Record { partition, offset } => {
                self.record_served(service, worker, task, (partition, offset));
            }
        }
    }

    /// Whether this is a record that the group of a service has finished before.
    pub fn seen(&self, service: ServiceId, job: Job) -> bool {
        match job {
            Job::Call(_) => false,
            Job::Record { partition, offset } => self.log.seen(service, partition, offset),
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
                self.record(Work::Abandoned { service, worker: worker as u8, task });
            }
        }
        dropped
    }
}
