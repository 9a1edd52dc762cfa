//! Facts of the scenario that the learner can change: the run is made again, as if they had been so from
//! the start.
//!
//! Never here: an intervention, which happens at an instant.

use super::model::{Model, Notice};
use super::work::Work;
use crate::scene::Side;
use engine::scenario::{
    Action, Intervention, Latency, Scenario, Service, ServiceId, ServiceSetting, Setting, Style,
};
use engine::sim::{Duration, Instant};

/// A fact, and what it is to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// How a side is wired.
    Style(Side, Style),
    /// The seed of every draw.
    Seed(u64),
    /// How long to run.
    Horizon(Duration),
    /// How long a save takes.
    Save(Duration),
    /// How long the producer waits for a call.
    CallTimeout(Duration),
    /// How long the user waits.
    ClientTimeout(Duration),
    /// Partitions of the topic.
    Partitions(u32),
    /// From `send` to its acknowledgement.
    Publish(Duration),
    /// How long the producer keeps a record that it cannot deliver.
    DeliveryTimeout(Duration),
    /// A service's name.
    Name(ServiceId, String),
    /// A service's latency.
    Latency(ServiceId, Latency),
    /// A service's workers.
    Workers(ServiceId, u32),
    /// One of the settings.
    Of(Setting, u32),
    /// One of a service's settings.
    OfService(ServiceId, ServiceSetting, u32),
}

impl Model {
    pub(super) fn set(&mut self, fact: Fact) {
        let before = self.work.clone();
        self.apply(fact);
        if let Err(problem) = self.work.scenario.check_with(&self.work.interventions) {
            self.work = before;
            self.notice = Some(Notice::Refused(problem));
            return;
        }
        self.notice = None;
        self.rerun();
        self.playback.seek(self.playback.at().min(self.runs.horizon()));
    }

    /// Tunes the system: from the start if the playhead is there, else from now on.
    pub(super) fn tune(&mut self, setting: Setting, value: u32) {
        if self.playback.at() == Instant::START {
            self.set(Fact::Of(setting, value));
        } else {
            self.act(Action::Tune(setting, value));
        }
    }

    /// Tunes a service, likewise.
    pub(super) fn tune_service(&mut self, service: ServiceId, what: ServiceSetting, value: u32) {
        if self.playback.at() == Instant::START {
            self.set(Fact::OfService(service, what, value));
        } else {
            self.act(Action::TuneService(service, what, value));
        }
    }

    fn apply(&mut self, fact: Fact) {
        let Scenario { producer, kafka, .. } = &mut self.work.scenario;
        match fact {
            Fact::Style(Side::Direct, style) => self.work.scenario.left = style,
            Fact::Style(Side::Kafka, style) => self.work.scenario.right = style,
            Fact::Seed(seed) => self.work.scenario.seed = seed,
            Fact::Horizon(horizon) => self.work.scenario.horizon = horizon,
            Fact::Save(length) => producer.save = length,
            Fact::CallTimeout(length) => producer.call_timeout = length,
            Fact::ClientTimeout(length) => producer.client_timeout = length,
            Fact::Partitions(count) => kafka.partitions = count,
            Fact::Publish(length) => kafka.publish = length,
            Fact::DeliveryTimeout(length) => kafka.delivery_timeout = length,
            Fact::Name(id, name) => self.with_service(id, |service| service.name.clone_from(&name)),
            Fact::Latency(id, latency) => {
                self.with_service(id, |service| service.latency = latency)
            }
            Fact::Workers(id, workers) => {
                self.with_service(id, |service| service.workers = workers)
            }
            Fact::Of(setting, value) => self.work.scenario.settings.set(setting, value),
            Fact::OfService(id, setting, value) => {
                self.with_service(id, |service| service.settings.set(setting, value))
            }
        }
    }

    /// Changes a service wherever it is described: here, and on the branches on which it joins as well.
    fn with_service(&mut self, id: ServiceId, change: impl Fn(&mut Service)) {
        let Work { scenario, interventions, branches, .. } = &mut self.work;
        let Scenario { services, timeline, .. } = scenario;
        let joining = timeline.iter_mut().chain(interventions).filter_map(newcomer);
        let Some(service) = services.iter_mut().chain(joining).nth(id.into()) else { return };
        let name = service.name.clone();
        change(service);
        for branch in branches {
            let joining = branch.interventions.iter_mut().filter_map(newcomer);
            joining.filter(|service| service.name == name).for_each(&change);
        }
    }
}

fn newcomer(intervention: &mut Intervention) -> Option<&mut Service> {
    match &mut intervention.action {
        Action::Add { service, .. } => Some(service),
        _ => None,
    }
}
