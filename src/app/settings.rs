//! Facts of the scenario that the learner can change: the run is made again, as if they had been so from
//! the start.
//!
//! Never here: an intervention, which happens at an instant.

use super::model::{Model, Notice};
use engine::sim::{Duration, Instant};
use engine::system::{Action, Latency, Problem, Scenario, Service, ServiceId, Style};

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
        let (before, own) = (self.scenario.clone(), self.interventions.clone());
        self.apply(setting);
        let sound = self.scenario.check().and_then(|()| self.check_own());
        if let Err(problem) = sound {
            (self.scenario, self.interventions) = (before, own);
            self.notice = Some(Notice::Refused(problem));
            return;
        }
        self.notice = None;
        self.rerun();
        self.playback.seek(self.playback.at().min(self.runs.horizon()));
    }

    fn apply(&mut self, setting: Setting) {
        let Scenario { producer, kafka, .. } = &mut self.scenario;
        match setting {
            Setting::Direct(style) => self.scenario.direct = style,
            Setting::Seed(seed) => self.scenario.seed = seed,
            Setting::Horizon(horizon) => self.scenario.horizon = horizon,
            Setting::Save(length) => producer.save = length,
            Setting::CallTimeout(length) => producer.call_timeout = length,
            Setting::ClientTimeout(length) => producer.client_timeout = length,
            Setting::Partitions(count) => kafka.partitions = count,
            Setting::Publish(length) => kafka.publish = length,
            Setting::DeliveryTimeout(length) => kafka.delivery_timeout = length,
            Setting::Name(id, name) => self.with_service(id, |service| service.name = name),
            Setting::Latency(id, latency) => {
                self.with_service(id, |service| service.latency = latency)
            }
            Setting::Workers(id, workers) => {
                self.with_service(id, |service| service.workers = workers)
            }
        }
    }

    fn with_service(&mut self, id: ServiceId, change: impl FnOnce(&mut Service)) {
        let Self { scenario, interventions, .. } = self;
        let Scenario { services, timeline, .. } = scenario;
        let added = timeline.iter_mut().chain(interventions).filter_map(|intervention| {
            match &mut intervention.action {
                Action::Add { service, .. } => Some(service),
                _ => None,
            }
        });
        if let Some(service) = services.iter_mut().chain(added).nth(id.into()) {
            change(service);
        }
    }

    /// The learner's own services within their bounds, and no name twice.
    fn check_own(&self) -> Result<(), Problem> {
        self.check(&self.interventions)?;
        let roster = self.scenario.roster(&self.interventions);
        for (index, service) in roster.iter().enumerate() {
            if roster[..index].iter().any(|other| other.name.eq_ignore_ascii_case(&service.name)) {
                return Err(Problem::new(
                    format!("two services are called {}", service.name),
                    "give each its own name",
                ));
            }
        }
        if self.interventions.iter().any(|own| own.at > Instant::from_s(3_600)) {
            return Err(Problem::new("an intervention after an hour", "start again"));
        }
        Ok(())
    }
}
