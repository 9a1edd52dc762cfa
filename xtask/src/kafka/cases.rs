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
const TOLERANCE_MS: f64 = 400.0;

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
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let scenario = named_after(&name, scenario_of(&shown)?);
    Ok(Case { name, style, scenario, tolerance_ms, by_chance })
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

impl Case {
    /// Whether single members of a service come and go, so that each must be a process of its own.
    pub fn is_by_member(&self, service: ServiceId) -> bool {
        self.scenario.timeline.iter().any(|planned| match planned.action {
            Action::Crash { service: whose, worker: Some(_) } | Action::Scale(whose, _) => {
                whose == service
            }
            _ => false,
        })
    }

    /// When the broker is taken away and comes back, in milliseconds.
    pub fn broker_ms(&self) -> Vec<(f64, bool)> {
        let planned = self.scenario.timeline.iter();
        let of_broker = planned.filter_map(|planned| match planned.action {
            Action::Broker(up) => Some((planned.at.ms(), up)),
            _ => None,
        });
        of_broker.collect()
    }

    /// Whether a thing is compared.
    pub fn compares(&self, what: &str) -> bool {
        !self.by_chance.iter().any(|chance| chance == what)
    }
}
