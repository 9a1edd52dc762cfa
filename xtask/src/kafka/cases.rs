//! The scenarios that are run both ways: files with a few words at their heads on how to compare.
//!
//! Each case has topics and groups of its own, named after it, so that many can run at once. Never here: an expected
//! figure; those are the simulation's.

use std::fs;
use std::path::Path;

use engine::scenario::{Action, Scenario, ServiceId, Style};

use crate::digest;
use crate::failure::Failure;
use crate::scenarios::scenario_of;

/// Within which a thing is done as the simulation says, unless the case says otherwise.
const TOLERANCE_MS: f64 = 500.0;

/// What lies between the programs and the broker.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// When the broker is taken away and comes back, in milliseconds.
    pub broker_ms: Vec<(f64, bool)>,
    /// Each so many-th acknowledgement is lost; none if 0.
    pub loses_every: u32,
    /// How long each request and each response takes on its way.
    pub delay_ms: u32,
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name of its file.
    pub name: String,
    /// How it is wired.
    pub style: Style,
    /// The scenario, with names of its own.
    pub scenario: Scenario,
    /// By how much times may differ.
    pub tolerance_ms: f64,
    /// What is not compared, since chance decides it.
    pub by_chance: Vec<String>,
    /// Why the simulation is known to differ; then it must.
    pub differs: Option<String>,
    /// The network that it is run on; cases that share one can run at once.
    pub network: Network,
    /// As it is in the file.
    stated: Scenario,
}

/// All cases of a folder, in the order of their names.
pub fn cases(folder: &Path) -> Result<Vec<Case>, Failure> {
    let is_scenario = |path: &Path| path.extension().is_some_and(|ending| ending == "toml");
    let files = digest::files(folder, |_| true)?;
    files.iter().filter(|path| is_scenario(path)).map(|path| case(path)).collect()
}

fn case(path: &Path) -> Result<Case, Failure> {
    let text = fs::read_to_string(path).map_err(Failure::file("read", path))?;
    let shown = path.display().to_string();
    let mistake = |what: &str| Failure::input(format!("{shown}: {what}"), "Mend its first lines.");
    let word = |key: &str| {
        let head = text.lines().take_while(|line| line.starts_with('#'));
        head.filter_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "))
            .map(str::trim)
            .next()
    };
    let style = word("style").and_then(Style::named);
    let style = style.ok_or_else(|| mistake("`# style: ` names no style"))?;
    let tolerance_ms = match word("tolerance_ms") {
        Some(text) => text.parse().map_err(|_| mistake("`# tolerance_ms: ` is no number"))?,
        None => TOLERANCE_MS,
    };
    let by_chance = word("by chance").unwrap_or_default().split(", ").map(String::from).collect();
    let number = |key: &str| match word(key) {
        Some(text) => text.parse().map_err(|_| mistake(&format!("`# {key}: ` is no number"))),
        None => Ok(0),
    };
    let (loses_every, delay_ms) = (number("loses every")?, number("delay_ms")?);
    let differs = word("differs").map(String::from);
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let stated = scenario_of(&shown)?;
    let scenario = named_after(&name, stated.clone());
    let network = Network { broker_ms: broker_ms(&scenario), loses_every, delay_ms };
    Ok(Case { name, style, scenario, tolerance_ms, by_chance, differs, network, stated })
}

/// The scenario with the case's name before its topic and its services.
fn named_after(case: &str, mut scenario: Scenario) -> Scenario {
    scenario.event.topic = format!("{case}.events");
    let added = scenario.timeline.iter_mut().filter_map(|planned| match &mut planned.action {
        Action::Add { service, .. } => Some(service),
        _ => None,
    });
    for service in scenario.services.iter_mut().chain(added) {
        service.name = format!("{case} {}", service.name);
    }
    scenario
}

fn broker_ms(scenario: &Scenario) -> Vec<(f64, bool)> {
    let of_broker = scenario.timeline.iter().filter_map(|planned| match planned.action {
        Action::Broker(up) => Some((planned.at.ms(), up)),
        _ => None,
    });
    of_broker.collect()
}

impl Case {
    /// The same once more, with topics and groups of its own.
    #[must_use]
    pub fn again(mut self, time: usize) -> Self {
        self.scenario = named_after(&format!("{}-{time}", self.name), self.stated.clone());
        self
    }

    /// Whether single members of a service come and go, so that each must be a process of its own.
    pub fn is_by_member(&self, service: ServiceId) -> bool {
        self.scenario.timeline.iter().any(|planned| match planned.action {
            Action::Crash { service: whose, worker: Some(_) } | Action::Scale(whose, _) => {
                whose == service
            }
            _ => false,
        })
    }

    /// Whether a thing is compared.
    pub fn compares(&self, what: &str) -> bool {
        !self.by_chance.iter().any(|chance| chance == what)
    }
}
