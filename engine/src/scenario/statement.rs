//! The business facts of a run, stated once for every style.
//!
//! Never here: how the facts are wired ([`crate::scenario::program`]) written down ([`crate::scenario::file`]) or bounded
//! ([`crate::scenario::bounds`]).

use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::{Action, Intervention};
use crate::scenario::load::Load;
use crate::scenario::program::Style;
use crate::scenario::service::Service;
use crate::scenario::settings::{ServiceSettings, Settings};
use crate::sim::{Duration, Instant};
use serde::{Deserialize, Serialize};

/// One system and what will befall it, without a word on how it is wired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scenario {
    /// The question that the scenario asks.
    pub title: String,
    /// One or two sentences on what to look at.
    pub about: String,
    /// Whence every draw of the run comes.
    pub seed: u64,
    /// How long to run.
    pub horizon: Duration,
    /// The style shown on the left, usually a direct one.
    pub left: Style,
    /// The style shown on the right, usually Kafka.
    pub right: Style,
    /// The service that receives tasks.
    pub producer: Producer,
    /// The event that the producer publishes.
    pub event: Event,
    /// The topic and the producer's client.
    pub kafka: Kafka,
    /// The services that must learn of a task.
    pub services: Vec<Service>,
    /// When tasks arrive.
    pub load: Load,
    /// Planned faults and changes, in the order in which they are written.
    pub timeline: Vec<Intervention>,
    /// Everything else that can be set.
    pub settings: Settings,
}

/// The service that receives tasks and must let the others know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Producer {
    /// Shown name.
    pub name: String,
    /// How long its database takes to save a task. The course leaves it out: 0.
    pub save: Duration,
    /// How long it waits for one call.
    pub call_timeout: Duration,
    /// How long the user waits for it.
    pub client_timeout: Duration,
}

/// A domain event: its name and what it carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The topic that it is published to.
    pub topic: String,
    /// Two or more words with dots between them, the last a verb in the past: `task.created`.
    pub kind: String,
    /// The fields that it carries.
    pub fields: Vec<String>,
}

/// What the Kafka side needs beyond the facts that both sides share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kafka {
    /// Partitions of the topic.
    pub partitions: u32,
    /// From `send` to its acknowledgement, while the broker is up.
    pub publish: Duration,
    /// The producer's `delivery.timeout.ms`. Kafka's default is 120 000; here 30 000, the client's
    /// patience, so that with a save of 0 a user who was told of a failure finds no record of it later.
    /// A save comes first and the patience begins with it: then the record may still arrive.
    pub delivery_timeout: Duration,
}

/// An intervention in its place among all of a run.
#[derive(Clone, Copy, Debug)]
pub struct Planned<'a> {
    /// When.
    pub at: Instant,
    /// What.
    pub action: &'a Action,
    /// The service that it is done to; for a newcomer, the id that it will have.
    pub service: Option<ServiceId>,
    /// Whether the learner does it, rather than the scenario.
    pub own: bool,
}

impl Default for Scenario {
    /// The course's scenario: three services of 500 ms, nobody sending yet.
    fn default() -> Self {
        let service = |name: &str, needs: &[&str]| Service {
            needs: needs.iter().map(|&field| field.into()).collect(),
            ..Service::new(name, Duration::from_ms(500))
        };
        Self {
            title: "The same task, two ways".into(),
            about: String::new(),
            seed: 1,
            horizon: Duration::from_s(10),
            left: Style::Sequential,
            right: Style::Kafka,
            producer: Producer::default(),
            event: Event::default(),
            kafka: Kafka::default(),
            services: vec![
                service("Notification", &["assignee"]),
                service("Audit", &["task_id"]),
                service("Reminder", &["due", "task_id"]),
            ],
            load: Load::BY_HAND,
            timeline: Vec::new(),
            settings: Settings::default(),
        }
    }
}

impl Default for Producer {
    fn default() -> Self {
        Self {
            name: "Task API".into(),
            save: Duration::ZERO,
            call_timeout: Duration::from_s(5),
            client_timeout: Duration::from_s(30),
        }
    }
}

impl Default for Event {
    fn default() -> Self {
        Self {
            topic: "task.events".into(),
            kind: "task.created".into(),
            fields: ["task_id", "assignee", "due"].map(String::from).into(),
        }
    }
}

impl Default for Kafka {
    fn default() -> Self {
        Self {
            partitions: 1,
            publish: Duration::from_ms(10),
            delivery_timeout: Duration::from_s(30),
        }
    }
}

impl Scenario {
    /// Every service that a run will see: those of the scenario, those that its timeline adds, and those
    /// that `interventions` add. The order is the order of the lists, not of time, so that what a
    /// learner adds renames nothing.
    pub fn roster<'a>(&'a self, interventions: &'a [Intervention]) -> Vec<&'a Service> {
        let added =
            self.timeline.iter().chain(interventions).filter_map(
                |intervention| match &intervention.action {
                    Action::Add { service, .. } => Some(service),
                    _ => None,
                },
            );
        self.services.iter().chain(added).collect()
    }

    /// Everything that will be done, in order of time, the timeline before the learner at an instant.
    pub fn plan<'a>(&'a self, interventions: &'a [Intervention]) -> Vec<Planned<'a>> {
        let mut newcomer = self.services.len();
        let own = interventions.iter().map(|what| (what, true));
        let mut plan: Vec<Planned> = Vec::new();
        for (Intervention { at, action }, own) in
            self.timeline.iter().map(|what| (what, false)).chain(own)
        {
            let service = match action {
                Action::Add { .. } => {
                    newcomer += 1;
                    Some((newcomer - 1) as ServiceId)
                }
                other => other.service(),
            };
            // Both lists are short and nearly in order, and a sort is several kilobytes of the page.
            let place = plan.partition_point(|earlier| earlier.at <= *at);
            plan.insert(place, Planned { at: *at, action, service, own });
        }
        plan
    }

    /// The settings in force just after `at`.
    pub fn settings_at(&self, interventions: &[Intervention], at: Instant) -> Settings {
        let mut settings = self.settings;
        for planned in self.plan(interventions).iter().filter(|planned| planned.at <= at) {
            if let Action::Tune(setting, value) = *planned.action {
                settings.set(setting, value);
            }
        }
        settings
    }

    /// The settings of a service in force just after `at`.
    pub fn service_settings_at(
        &self,
        service: ServiceId,
        interventions: &[Intervention],
        at: Instant,
    ) -> ServiceSettings {
        let roster = self.roster(interventions);
        let known = roster.get(usize::from(service)).map(|service| service.settings);
        let mut settings = known.unwrap_or_default();
        for planned in self.plan(interventions).iter().filter(|planned| planned.at <= at) {
            match *planned.action {
                Action::TuneService(id, setting, value) if id == service => {
                    settings.set(setting, value);
                }
                _ => {}
            }
        }
        settings
    }

    /// The services present just after `at`, in roster order.
    pub fn present(&self, interventions: &[Intervention], at: Instant) -> Vec<ServiceId> {
        let roster = self.roster(interventions).len();
        let mut present: Vec<bool> = (0..roster).map(|id| id < self.services.len()).collect();
        for planned in self.plan(interventions).iter().filter(|planned| planned.at <= at) {
            let joins = match planned.action {
                Action::Add { .. } => true,
                Action::Remove(_) => false,
                _ => continue,
            };
            if let Some(place) = planned.service.and_then(|id| present.get_mut(usize::from(id))) {
                *place = joins;
            }
        }
        let ids = present.iter().enumerate().filter(|(_, present)| **present);
        ids.map(|(id, _)| id as ServiceId).collect()
    }
}
