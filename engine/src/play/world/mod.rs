//! A run between two occurrences: every part of the play, and what goes from one to another.
//!
//! The world alone dispatches a timer, and takes what follows in one part to the next; each file here says
//! how one matter goes across the parts. A part keeps its state to itself. Never here: a second source of
//! truth; whatever happens is recorded in the history as it happens.

mod calls;
mod committing;
mod consuming;
mod failing;
mod gates;
mod groups;
mod interventions;
mod patterns;
mod producing;
mod reads;
mod tasks;
mod workers;

use crate::history::occurrence::Occurrence;
use crate::history::recording::History;
use crate::history::snapshot::{ServiceState, Snapshot};
use crate::play::arrivals::Arrivals;
use crate::play::deployment::Deployment;
use crate::play::direct::breaker::Breakers;
use crate::play::direct::calls::Calls;
use crate::play::direct::gate::Gates;
use crate::play::direct::retry::Retries;
use crate::play::effects::Effects;
use crate::play::facts::Facts;
use crate::play::kafka::broker::Broker;
use crate::play::kafka::groups::Groups;
use crate::play::kafka::log::Log;
use crate::play::kafka::producer::Producer;
use crate::play::output::Output;
use crate::play::patterns::outbox::Outbox;
use crate::play::patterns::replies::Replies;
use crate::play::services::Services;
use crate::play::tasks::Tasks;
use crate::play::timer::Timer;
use crate::scenario::intervention::{Action, Intervention};
use crate::scenario::program::Style;
use crate::scenario::statement::{Planned, Scenario};
use crate::sim::{Duration, Instant, Stream, draw};

/// More occurrences than this end a run, with [`End::Limit`](crate::history::recording::End::Limit) as a
/// result: an hour of the heaviest load would take gigabytes.
pub const OCCURRENCE_LIMIT: usize = 500_000;

/// A run between two occurrences.
pub(crate) struct World<'a> {
    facts: Facts<'a>,
    out: Output,
    arrivals: Arrivals,
    deployment: Deployment,
    services: Services<'a>,
    tasks: Tasks,
    effects: Effects,
    gates: Gates,
    calls: Calls,
    retries: Retries,
    breakers: Breakers,
    broker: Broker,
    client: Producer,
    log: Log,
    groups: Groups,
    outbox: Outbox,
    replies: Replies,
}

impl<'a> World<'a> {
    /// The world before anything has happened.
    pub fn new(
        scenario: &'a Scenario,
        style: Style,
        interventions: &'a [Intervention],
        horizon: Instant,
    ) -> Self {
        let roster = scenario.roster(interventions);
        let (count, initial) = (roster.len(), scenario.services.len());
        let own_topics = style == Style::Commands;
        let partitions = partitions(scenario, style, interventions);
        let live = match style {
            Style::Commands => partitions,
            _ => scenario.kafka.partitions.max(1) as usize,
        };
        let state = |(index, spec): (usize, &&crate::scenario::service::Service)| {
            ServiceState::new(index < initial, spec.workers, partitions as u32)
        };
        let states = roster.iter().enumerate().map(state).collect();
        let services = Services::new(&roster, initial);
        let head = Snapshot::new(states, partitions as u32, live as u8, own_topics);
        let specs = roster.into_iter().cloned().collect();
        let history = History::begin(style, specs, head, horizon);
        let mut world = Self {
            facts: Facts { scenario, style, settings: scenario.settings },
            out: Output::new(history, OCCURRENCE_LIMIT),
            arrivals: Arrivals::new(scenario.seed),
            deployment: Deployment::default(),
            services,
            tasks: Tasks::default(),
            effects: Effects::default(),
            gates: Gates::default(),
            calls: Calls::new(count),
            retries: Retries::default(),
            breakers: Breakers::new(count),
            broker: Broker::new(),
            client: Producer::found(draw(scenario.seed, Stream::Clock, u64::MAX, 0, 0)),
            log: Log::new(own_topics, partitions, live),
            groups: Groups::new(count, partitions),
            outbox: Outbox::default(),
            replies: Replies::default(),
        };
        world.tasks.deploy(style.program(&world.services.present()));
        if style.publishes() {
            world.found_groups();
        }
        world
    }

    /// Plays to the horizon, with these interventions.
    pub fn play(mut self, plan: &[Planned], horizon: Instant) -> History {
        self.schedule(plan);
        while self.play_on(plan, horizon, usize::MAX) {}
        self.into_history()
    }

    /// What is planned is due at its time.
    pub fn schedule(&mut self, plan: &[Planned]) {
        for (index, planned) in plan.iter().enumerate() {
            self.out.intervene(planned.at, index as u32);
        }
        self.arrivals.set(self.facts.scenario.load, &mut self.out);
    }

    /// Plays so many timers at most. Whether there is more to play.
    pub fn play_on(&mut self, plan: &[Planned], horizon: Instant, timers: usize) -> bool {
        for _ in 0..timers {
            let Some(timer) = self.out.next(horizon) else { return false };
            match timer {
                Timer::Intervene(index) => self.intervene(plan[index as usize]),
                other => self.fire(other),
            }
            if self.out.is_full() {
                return false;
            }
        }
        true
    }

    /// What happened.
    pub fn into_history(self) -> History {
        if self.out.is_full() { self.out.cut() } else { self.out.finish() }
    }

    fn record(&mut self, what: impl Into<Occurrence>) {
        self.out.record(what);
    }

    fn after(&mut self, length: Duration, timer: Timer) {
        self.out.after(length, timer);
    }

    /// What is due happens.
    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Intervene(_) => {}
            Timer::Arrive { load, number } => {
                if self.arrivals.arrive(load, number, &mut self.out) {
                    self.send();
                }
            }
            Timer::Saved(task) => self.saved(task),
            Timer::HandlingEnds { service, worker, ticket } => {
                self.handling_ends(service, worker, ticket);
            }
            Timer::CallArrives(call) => self.call_arrives(call),
            Timer::AnswerArrives { call, answer } => self.hear_answer(call, answer),
            Timer::FetchArrives { service, worker, fetch } => {
                self.fetch_arrives(service, worker.into(), fetch);
            }
            Timer::CallTimeout(call) => self.call_timed_out(call),
            Timer::ClientTimeout(task) => self.client_gave_up(task),
            Timer::PublishEnds { ticket } => self.publish_ends(ticket),
            Timer::AckArrives { ticket } => self.acknowledged(ticket),
            Timer::DeliveryTimeout { batch } => self.delivery_timed_out(batch),
            Timer::LingerEnds { batch } => self.linger_ends(batch),
            Timer::Rebootstrap { outage } => self.rebootstrap(outage),
            Timer::BlockEnds { send } => self.block_ends(send),
            Timer::SessionEnds { service, worker, life } => {
                self.session_ends(service, worker, life);
            }
            Timer::RebalancePaused { service, number } => self.rebalance_paused(service, number),
            Timer::RebalanceTimeout { service, number } => {
                self.rebalance_timed_out(service, number);
            }
            Timer::PollOverdue { service, worker, poll } => {
                self.poll_overdue(service, worker, poll);
            }
            Timer::TryAgain { service, partition, pause } => {
                self.try_again(service, partition, pause);
            }
            Timer::WaitEnds { service, worker, wait } => {
                self.wait_ends(service, worker.into(), wait)
            }
            Timer::AutoCommit { service, worker, life } => {
                self.auto_commit_due(service, worker, life);
            }
            Timer::Forget { service, emptied } => self.forget(service, emptied),
            Timer::Delete { partition, deletion } => self.delete(partition, deletion),
            Timer::RebalanceHeard { service, worker, number } => {
                self.rebalance_heard(service, worker, number);
            }
            Timer::MetadataRenewed { service } => self.metadata_renewed(service),
            Timer::Relay => self.relay(),
            Timer::Reply { task, service } => self.replied(task, service),
            Timer::ReplyTimeout(task) => self.reply_timed_out(task),
            Timer::ReadDue(task) => self.after(Duration::ZERO, Timer::Read(task)),
            Timer::Read(task) => self.read(task),
            Timer::RetryDue(retry) => self.retry_due(retry),
            Timer::BreakerHalfOpens { service, epoch } => {
                if self.services.is_present(service) {
                    self.breakers.half_open(service, epoch, &self.facts.settings, &mut self.out);
                }
            }
            Timer::GateOpens(gate) => self.gate_opens(gate),
            Timer::CallerTimeout(task) => self.caller_gave_up(task),
            Timer::SendAgain(task) => self.send_again(task),
            Timer::Deployed => self.deployment.end(&mut self.out),
        }
    }
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
