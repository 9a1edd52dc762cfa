//! Facts of the scenario that the learner can change: the run is made again, as if they had been so from
//! the start.
//!
//! Never here: an intervention, which happens at an instant.

use super::model::{Model, Notice, Work};
use engine::sim::Duration;
use engine::system::{Action, Intervention, Latency, Scenario, Service, ServiceId, Style};

/// A fact, and what it is to be.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// How the direct side is wired.
    Direct(Style),
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
}

impl Model {
    pub(super) fn set(&mut self, setting: Setting) {
        let before = self.work.clone();
        self.apply(setting);
        if let Err(problem) = self.work.scenario.check_with(&self.work.interventions) {
            self.work = before;
            self.notice = Some(Notice::Refused(problem));
            return;
        }
        self.notice = None;
        self.rerun();
        self.playback.seek(self.playback.at().min(self.runs.horizon()));
    }

    fn apply(&mut self, setting: Setting) {
        let Scenario { producer, kafka, .. } = &mut self.work.scenario;
        match setting {
            Setting::Direct(style) => self.work.scenario.direct = style,
            Setting::Seed(seed) => self.work.scenario.seed = seed,
            Setting::Horizon(horizon) => self.work.scenario.horizon = horizon,
            Setting::Save(length) => producer.save = length,
            Setting::CallTimeout(length) => producer.call_timeout = length,
            Setting::ClientTimeout(length) => producer.client_timeout = length,
            Setting::Partitions(count) => kafka.partitions = count,
            Setting::Publish(length) => kafka.publish = length,
            Setting::DeliveryTimeout(length) => kafka.delivery_timeout = length,
            Setting::Name(id, name) => {
                self.with_service(id, |service| service.name.clone_from(&name))
            }
            Setting::Latency(id, latency) => {
                self.with_service(id, |service| service.latency = latency)
            }
            Setting::Workers(id, workers) => {
                self.with_service(id, |service| service.workers = workers)
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
