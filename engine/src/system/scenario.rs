//! The business facts of a run, stated once for every style, and the bounds that they must keep.
//!
//! Never here: how the facts are wired ([`super::program`]) or written down ([`super::file`]).

use super::{Action, Intervention, Mode, ServiceId, Style};
use crate::sim::{Duration, Instant, Thousandths};

/// The most services that may be present at once.
pub const MAX_SERVICES: usize = 12;
/// The most services that a run may ever have seen, removed ones included.
pub const MAX_ROSTER: usize = 64;
/// The most partitions of the topic.
pub const MAX_PARTITIONS: u32 = 12;
/// The most workers of a service.
pub const MAX_WORKERS: u32 = 32;
/// The longest name, in characters.
pub const MAX_NAME: usize = 40;

/// One system and what will befall it, without a word on how it is wired.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The question that the scenario asks.
    pub title: String,
    /// One or two sentences on what to look at.
    pub about: String,
    /// Whence every draw of the run comes.
    pub seed: u64,
    /// How long to run.
    pub horizon: Duration,
    /// The style shown on the direct side.
    pub direct: Style,
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
}

/// The service that receives tasks and must let the others know.
#[derive(Clone, Debug, PartialEq, Eq)]
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
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The topic that it is published to.
    pub topic: String,
    /// Two or more words with dots between them, the last a verb in the past: `task.created`.
    pub kind: String,
    /// The fields that it carries.
    pub fields: Vec<String>,
}

/// What the Kafka side needs beyond the facts that both sides share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kafka {
    /// Partitions of the topic.
    pub partitions: u32,
    /// From `send` to its acknowledgement, while the broker is up.
    pub publish: Duration,
    /// The producer's `delivery.timeout.ms`. Kafka's default is 120 000; here 30 000, the client's
    /// patience, so that a user who was told of a failure finds no record of it later.
    pub delivery_timeout: Duration,
}

/// A service that must learn of each task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Shown name, unique in its scenario.
    pub name: String,
    /// How long it works for one task.
    pub latency: Latency,
    /// Calls served at once; on the Kafka side, members of its consumer group.
    pub workers: u32,
    /// The fields of a task that it needs.
    pub needs: Vec<String>,
}

/// How long a service works for one task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// Always the same.
    Fixed(Duration),
    /// Anything between two lengths, as likely as anything else.
    Uniform(Duration, Duration),
    /// Exponential with this mean.
    Exponential(Duration),
    /// Lognormal with this median and, in thousandths, this deviation of the logarithm.
    Lognormal(Duration, u32),
}

/// When tasks arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// How they are spaced.
    pub pattern: Pattern,
    /// After how many to stop; no limit if `None`.
    pub tasks: Option<u32>,
}

/// How arrivals are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Only those that somebody sends.
    ByHand,
    /// One every so often, the first at once.
    Steady(Duration),
    /// A Poisson process with this mean between arrivals.
    Poisson(Duration),
    /// All at once.
    Burst,
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

/// A fact that breaks a bound: what it is, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, with the value.
    pub what: String,
    /// What would be right.
    pub help: String,
}

impl Problem {
    /// A problem and its remedy.
    pub fn new(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self { what: what.into(), help: help.into() }
    }
}

impl Load {
    /// Nobody but the learner sends tasks.
    pub const BY_HAND: Self = Self { pattern: Pattern::ByHand, tasks: None };

    /// 0.1 to 50 tasks a second, or a burst of 1 to 1000.
    pub fn check(&self) -> Result<(), Problem> {
        match self.pattern {
            Pattern::Steady(every) | Pattern::Poisson(every) => in_bounds(
                "the time between tasks",
                every,
                Duration::from_ms(20),
                Duration::from_s(10),
            )?,
            Pattern::Burst if !(1..=1_000).contains(&self.tasks.unwrap_or(0)) => {
                return Err(Problem::new(
                    "a burst has no size, or one out of bounds",
                    "give `tasks` from 1 to 1000",
                ));
            }
            Pattern::Burst | Pattern::ByHand => {}
        }
        Ok(())
    }
}

impl Latency {
    /// The length that stands for it on a label: fixed, the middle, the mean, the median.
    pub fn typical(self) -> Duration {
        match self {
            Self::Fixed(length) | Self::Exponential(length) | Self::Lognormal(length, _) => length,
            Self::Uniform(low, high) => Duration(low.0.midpoint(high.0)),
        }
    }

    /// At most ten minutes, a uniform one from low to high, a deviation of at most 3.
    pub fn check(self) -> Result<(), Problem> {
        let bound = |length| in_bounds("a latency", length, Duration::ZERO, Duration::from_s(600));
        match self {
            Self::Fixed(length) | Self::Exponential(length) => bound(length),
            Self::Lognormal(median, sigma) if sigma <= 3_000 => bound(median),
            Self::Lognormal(_, sigma) => Err(Problem::new(
                format!("a deviation of {} is absurd", Thousandths(sigma.into())),
                "give `sigma` from 0 to 3",
            )),
            Self::Uniform(low, high) if low <= high => bound(high),
            Self::Uniform(low, high) => Err(Problem::new(
                format!("a uniform latency from {low} to {high} runs backwards"),
                "give the smaller number first",
            )),
        }
    }
}

impl Service {
    /// A service of one worker and a fixed latency that needs the task's id.
    pub fn new(name: impl Into<String>, latency: Duration) -> Self {
        Self {
            name: name.into(),
            latency: Latency::Fixed(latency),
            workers: 1,
            needs: vec!["task_id".into()],
        }
    }

    /// Name, latency, workers and fields within their bounds.
    pub fn check(&self) -> Result<(), Problem> {
        check_name("a service", &self.name)?;
        self.latency.check()?;
        if !(1..=MAX_WORKERS).contains(&self.workers) {
            return Err(Problem::new(
                format!("{} has {} workers", self.name, self.workers),
                format!("give `workers` from 1 to {MAX_WORKERS}"),
            ));
        }
        check_fields(&self.needs)
    }
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
            direct: Style::Sequential,
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

    /// Everything but the timeline and the services within their bounds; those are checked one by one,
    /// where an error can name its place.
    pub fn check_facts(&self) -> Result<(), Problem> {
        check_name("the producer", &self.producer.name)?;
        let hour = Duration::from_s(3_600);
        let ms = Duration::from_ms(1);
        in_bounds("the horizon", self.horizon, Duration::from_s(1), hour)?;
        in_bounds("the save", self.producer.save, Duration::ZERO, Duration::from_s(60))?;
        in_bounds("the call timeout", self.producer.call_timeout, ms, hour)?;
        in_bounds("the client timeout", self.producer.client_timeout, ms, hour)?;
        in_bounds("the publish", self.kafka.publish, Duration::ZERO, Duration::from_s(60))?;
        in_bounds("the delivery timeout", self.kafka.delivery_timeout, ms, hour)?;
        if !(1..=MAX_PARTITIONS).contains(&self.kafka.partitions) {
            return Err(Problem::new(
                format!("{} partitions cannot be drawn", self.kafka.partitions),
                format!("give `partitions` from 1 to {MAX_PARTITIONS}"),
            ));
        }
        check_dotted("a topic", &self.event.topic)?;
        check_dotted("an event type", &self.event.kind)?;
        check_fields(&self.event.fields)?;
        self.load.check()
    }

    /// All of it within its bounds.
    pub fn check(&self) -> Result<(), Problem> {
        self.check_facts()?;
        if self.services.is_empty() {
            return Err(Problem::new(
                "there is no service to tell",
                "add at least one `[[services]]`",
            ));
        }
        let mut names: Vec<&str> = Vec::new();
        for service in self.roster(&[]) {
            service.check()?;
            check_unique(&names, &service.name)?;
            names.push(&service.name);
        }
        for intervention in &self.timeline {
            self.check_intervention(names.len(), intervention)?;
        }
        self.check_presence(&[])
    }

    /// An intervention that names a service of the roster and stays within the bounds of its kind.
    pub fn check_intervention(&self, roster: usize, what: &Intervention) -> Result<(), Problem> {
        if let Some(service) = what.action.service()
            && usize::from(service) >= roster
        {
            return Err(Problem::new("an unknown service", "name one of the scenario's services"));
        }
        in_bounds("an instant", what.at - Instant::START, Duration::ZERO, Duration::from_s(3_600))?;
        match &what.action {
            Action::Add { service, .. } => service.check(),
            Action::Load(load) => load.check(),
            Action::Send(tasks) if !(1..=1_000).contains(tasks) => Err(Problem::new(
                format!("{tasks} tasks cannot be sent at once"),
                "send from 1 to 1000",
            )),
            Action::Set(_, Mode::Slow(factor)) if !(2..=100).contains(factor) => Err(Problem::new(
                format!("slow by {factor} is out of bounds"),
                "give `factor` from 2 to 100",
            )),
            _ => Ok(()),
        }
    }

    /// Never more than [`MAX_SERVICES`] present, at least one at all times, and never more than
    /// [`MAX_ROSTER`] seen.
    pub fn check_presence(&self, interventions: &[Intervention]) -> Result<(), Problem> {
        if self.roster(interventions).len() > MAX_ROSTER {
            return Err(Problem::new(
                format!("more than {MAX_ROSTER} services were added"),
                "start again from the scenario",
            ));
        }
        let changes = self.timeline.iter().chain(interventions).map(|change| change.at);
        for at in changes.chain([Instant::START]) {
            match self.present(interventions, at).len() {
                0 => {
                    return Err(Problem::new(
                        format!("no service is left at {at}"),
                        "keep at least one",
                    ));
                }
                count if count > MAX_SERVICES => {
                    return Err(Problem::new(
                        format!("{count} services cannot be drawn"),
                        format!("have at most {MAX_SERVICES} services at a time"),
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// A shown name: printable, not empty, not longer than [`MAX_NAME`].
pub(super) fn check_name(whose: &str, name: &str) -> Result<(), Problem> {
    let length = name.chars().count();
    if name.trim().is_empty() {
        Err(Problem::new(format!("{whose} has no name"), "give it one"))
    } else if length > MAX_NAME {
        Err(Problem::new(
            format!("{whose} has a name of {length} characters"),
            format!("shorten it to at most {MAX_NAME}"),
        ))
    } else if name.chars().any(char::is_control) || name.trim() != name {
        Err(Problem::new(
            format!("{whose} has a name with control characters or spaces at its ends"),
            "use printable characters",
        ))
    } else {
        Ok(())
    }
}

/// A name that no other service has, whatever the case of its ASCII letters.
pub(super) fn check_unique(taken: &[&str], name: &str) -> Result<(), Problem> {
    if taken.iter().any(|other| other.eq_ignore_ascii_case(name)) {
        return Err(Problem::new(
            format!("two services are called {name}"),
            "give each its own name",
        ));
    }
    Ok(())
}

fn check_dotted(what: &str, name: &str) -> Result<(), Problem> {
    let good = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
    };
    if name.len() <= MAX_NAME && name.contains('.') && name.split('.').all(good) {
        return Ok(());
    }
    Err(Problem::new(
        format!("{what} called \"{name}\""),
        "write two or more words with dots between them, as in task.created",
    ))
}

fn check_fields(fields: &[String]) -> Result<(), Problem> {
    let good = |field: &String| {
        field.starts_with(|c: char| c.is_ascii_lowercase())
            && field.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && field.len() <= MAX_NAME
    };
    if fields.is_empty() || fields.len() > 12 {
        return Err(Problem::new(format!("{} fields", fields.len()), "name from 1 to 12 fields"));
    }
    match fields.iter().find(|field| !good(field)) {
        Some(field) => Err(Problem::new(
            format!("a field called \"{field}\""),
            "use lower-case letters, digits and underscores, as in task_id",
        )),
        None => Ok(()),
    }
}

fn in_bounds(what: &str, value: Duration, low: Duration, high: Duration) -> Result<(), Problem> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    Err(Problem::new(format!("{what} is {value}"), format!("give it from {low} to {high}")))
}

impl Pattern {
    /// Itself as numbers, for hashing.
    pub(super) fn words(self) -> [u64; 2] {
        match self {
            Self::ByHand => [0, 0],
            Self::Steady(every) => [1, every.0],
            Self::Poisson(every) => [2, every.0],
            Self::Burst => [3, 0],
        }
    }
}
