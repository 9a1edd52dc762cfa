//! The bounds of a scenario, and what to do about a fact that breaks one.
//!
//! They keep a picture drawable and a run finite; whatever comes from outside is checked against them
//! before it is run. Never here: the place of a fault in a file; [`crate::scenario::file`] knows it.

use crate::scenario::intervention::{Action, Intervention, Mode};
use crate::scenario::load::{Load, Pattern};
use crate::scenario::program::Style;
use crate::scenario::service::{Latency, Service};
use crate::scenario::settings::{ServiceSetting, Setting, Spec, Unit};
use crate::scenario::statement::Scenario;
use crate::sim::{Duration, Instant, Thousandths};

/// The most services that may be present at once.
pub const MAX_SERVICES: usize = 12;
/// The most services that a run may ever have seen, removed ones included.
pub const MAX_ROSTER: usize = 64;
/// The most partitions of the topic.
pub const MAX_PARTITIONS: u32 = 12;
/// The most workers of a service.
pub const MAX_WORKERS: u32 = 32;
/// The most that a scenario's timeline and a learner may plan together.
pub const MAX_PLAN: usize = 500;
/// The most minutes that are skipped at once: sixty days.
pub const MAX_SKIP: u32 = 86_400;
/// The longest name, in characters.
pub const MAX_NAME: usize = 40;

/// The most tasks of a load that ends.
pub(super) const MAX_TASKS: u32 = 200_000;
/// The greatest seed: TOML's integers have a sign.
pub(super) const MAX_SEED: u64 = i64::MAX as u64;

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

impl Spec {
    /// A value within the range.
    pub fn check(&self, value: u32) -> Result<(), Problem> {
        if self.allows(value) {
            return Ok(());
        }
        let (low, high) = self.range;
        let unit = match self.unit {
            Unit::Ms => " ms",
            Unit::Minutes => " minutes",
            Unit::Bytes => " bytes",
            Unit::Percent => " per cent",
            Unit::PerMille => " in a thousand",
            _ => "",
        };
        Err(Problem::new(
            format!("`{}` is {value}{unit}", self.key),
            format!("give `{}` from {low} to {high}{unit}", self.key),
        ))
    }
}

impl Load {
    /// 0.1 to 50 tasks a second, or a burst of 1 to 1000; a number of tasks, if there is one, of at least 1.
    pub fn check(&self) -> Result<(), Problem> {
        match self.pattern {
            Pattern::Steady(every) | Pattern::Poisson(every)
                if !(Duration::from_ms(20)..=Duration::from_s(10)).contains(&every) =>
            {
                return Err(Problem::new(
                    "more than 50 tasks a second, fewer than 0.1, or no number",
                    "give from 0.1 to 50 a second, which is from 10000 to 20 ms between two",
                ));
            }
            Pattern::Burst if !(1..=1_000).contains(&self.tasks.unwrap_or(0)) => {
                return Err(Problem::new(
                    "a burst has no size, or one out of bounds",
                    "give `tasks` from 1 to 1000",
                ));
            }
            _ if self.tasks.is_some_and(|tasks| !(1..=MAX_TASKS).contains(&tasks)) => {
                return Err(Problem::new(
                    "a load of no task, or of too many",
                    format!("give `tasks` from 1 to {MAX_TASKS}, or leave it out"),
                ));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Latency {
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
        let checked = |&each: &ServiceSetting| each.spec().check(self.settings.get(each));
        ServiceSetting::ALL.iter().try_for_each(checked)?;
        check_fields(&self.needs)
    }
}

impl Scenario {
    /// Everything but the timeline and the services within their bounds; those are checked one by one,
    /// where an error can name its place.
    pub fn check_facts(&self) -> Result<(), Problem> {
        check_text("the title", &self.title, 120)?;
        check_text("the text about the scenario", &self.about, 400)?;
        if self.seed > MAX_SEED {
            return Err(Problem::new(
                format!("the seed is {}", self.seed),
                format!("give it from 0 to {MAX_SEED}"),
            ));
        }
        if self.left == Style::Kafka || self.left == self.right {
            return Err(Problem::new(
                "both sides are wired through Kafka in the same way, or the left one as the course has it",
                "choose another style for `left`",
            ));
        }
        if !self.right.publishes() {
            return Err(Problem::new(
                "the right side calls directly",
                "choose a style that publishes for `right`",
            ));
        }
        Setting::ALL.iter().try_for_each(|&each| each.spec().check(self.settings.get(each)))?;
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
        self.check_with(&[])
    }

    /// All of it within its bounds, with what a learner does to it.
    pub fn check_with(&self, interventions: &[Intervention]) -> Result<(), Problem> {
        self.check_facts()?;
        if self.services.is_empty() {
            return Err(Problem::new(
                "there is no service to tell",
                "add at least one `[[services]]`",
            ));
        }
        let planned = self.timeline.len() + interventions.len();
        if planned > MAX_PLAN {
            return Err(Problem::new(
                format!("{planned} things are planned or done"),
                format!("keep to at most {MAX_PLAN}"),
            ));
        }
        let mut names: Vec<&str> = Vec::new();
        for service in self.roster(interventions) {
            service.check()?;
            check_unique(&names, &service.name)?;
            names.push(&service.name);
        }
        check_view(self.settings.get(Setting::ReadOf), names.len())?;
        for intervention in self.timeline.iter().chain(interventions) {
            self.check_intervention(names.len(), intervention)?;
        }
        self.timeline.iter().try_for_each(|planned| self.check_reached(planned.at))?;
        self.check_presence(interventions)
    }

    /// An instant that a run to the horizon reaches.
    pub(super) fn check_reached(&self, at: Instant) -> Result<(), Problem> {
        if at - Instant::START <= self.horizon {
            return Ok(());
        }
        Err(Problem::new(
            format!("something is planned at {at}, after the horizon of {}", self.horizon),
            "plan it earlier, or move the horizon",
        ))
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
            Action::Scale(_, workers) if !(1..=MAX_WORKERS).contains(workers) => Err(Problem::new(
                format!("{workers} workers are out of bounds"),
                format!("give `workers` from 1 to {MAX_WORKERS}"),
            )),
            Action::Crash { worker: Some(worker), .. } if u32::from(*worker) >= MAX_WORKERS => {
                Err(Problem::new(
                    "a worker that no service can have crashes",
                    format!("give `worker` from 1 to {MAX_WORKERS}"),
                ))
            }
            Action::Partitions(partitions) if !(1..=MAX_PARTITIONS).contains(partitions) => {
                Err(Problem::new(
                    format!("{partitions} partitions cannot be drawn"),
                    format!("give `partitions` from 1 to {MAX_PARTITIONS}"),
                ))
            }
            Action::Skip(minutes) if !(1..=MAX_SKIP).contains(minutes) => Err(Problem::new(
                format!("{minutes} minutes cannot be skipped"),
                format!("give `skip_minutes` from 1 to {MAX_SKIP}"),
            )),
            Action::Tune(Setting::ReadOf, view) => check_view(*view, roster),
            Action::Tune(setting, value) => setting.spec().check(*value),
            Action::TuneService(_, setting, value) => setting.spec().check(*value),
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
        match self.crowd(interventions) {
            None => Ok(()),
            Some((at, 0)) => {
                Err(Problem::new(format!("no service is left at {at}"), "keep at least one"))
            }
            Some((_, count)) => Err(Problem::new(
                format!("{count} services cannot be drawn"),
                format!("have at most {MAX_SERVICES} services at a time"),
            )),
        }
    }

    /// The first instant after which too many or too few services are present, and how many; in one
    /// sweep over everything that is planned.
    pub(super) fn crowd(&self, interventions: &[Intervention]) -> Option<(Instant, usize)> {
        let mut count = self.services.len();
        let mut present = vec![true; count];
        present.resize(self.roster(interventions).len(), false);
        let plan = self.plan(interventions);
        let mut planned = plan.iter().peekable();
        let mut at = Instant::START;
        loop {
            while let Some(change) = planned.next_if(|change| change.at <= at) {
                let joins = match change.action {
                    Action::Add { .. } => true,
                    Action::Remove(_) => false,
                    _ => continue,
                };
                let place = change.service.and_then(|id| present.get_mut(usize::from(id)));
                if let Some(place) = place.filter(|place| **place != joins) {
                    *place = joins;
                    count = if joins { count + 1 } else { count - 1 };
                }
            }
            if !(1..=MAX_SERVICES).contains(&count) {
                return Some((at, count));
            }
            at = planned.peek()?.at;
        }
    }
}

/// A service of the roster by its place from 1, or none.
fn check_view(view: u32, roster: usize) -> Result<(), Problem> {
    if view as usize <= roster {
        return Ok(());
    }
    Err(Problem::new("users read from an unknown service", "name one of the scenario's services"))
}

fn check_text(what: &str, text: &str, most: usize) -> Result<(), Problem> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    Err(Problem::new(
        format!("{what} has {length} characters"),
        format!("shorten it to at most {most}"),
    ))
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
