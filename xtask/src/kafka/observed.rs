//! What Kafka and the services' notes hold after some cases, asked once for all of them.
//!
//! tests/kafka/observe.py asks, with aiokafka's own clients. Never here: a guess; what is not there is not counted.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use engine::scenario::TaskId;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::failure::Failure;
use crate::kafka::outcome::{Outcome, ServiceOutcome};
use crate::process::{command, root};

/// What is asked for.
#[derive(Debug, Serialize)]
pub struct Request {
    /// The broker's address.
    pub address: String,
    /// Topics, whose records are read.
    pub topics: Vec<String>,
    /// Groups, whose committed offsets are read.
    pub groups: Vec<String>,
    /// Files of notes.
    pub notes: Vec<PathBuf>,
}

/// What is there.
#[derive(Debug, Deserialize)]
pub struct Seen {
    /// The values in each partition of a topic.
    topics: BTreeMap<String, Vec<Vec<String>>>,
    /// Pairs of partition and committed offset, by group and topic.
    groups: BTreeMap<String, BTreeMap<String, Vec<(u32, u32)>>>,
    /// When each piece of work was done, in seconds since 1970, and for which fields.
    notes: BTreeMap<PathBuf, Vec<(f64, String)>>,
}

/// Asks for it.
pub fn observe(python: &Path, request: &Request) -> Result<Seen, Failure> {
    let script = root().join("tests/kafka/observe.py");
    let failed = |source| Failure::NotStarted { program: "observe.py".into(), source };
    let mut child = command(python)
        .arg(&script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let text = serde_json::to_vec(request).unwrap_or_default();
    if let Some(mut input) = child.stdin.take() {
        input.write_all(&text).map_err(failed)?;
    }
    let output = child.wait_with_output().map_err(failed)?;
    serde_json::from_slice(&output.stdout).map_err(|error| {
        let what = format!("{} has no answer: {error}", script.display());
        Failure::missing(what, "Its own output is above.")
    })
}

impl Seen {
    /// What one case came to, but for its users. `topics` begins with those of events or of commands.
    pub fn outcome(
        &self,
        topics: &[String],
        groups: &[String],
        notes: &[PathBuf],
        start_s: f64,
    ) -> Outcome {
        let is_aside = |name: &str| name.ends_with(".dead-letter") || name.ends_with(".replies");
        let main: Vec<&String> = topics.iter().filter(|name| !is_aside(name)).collect();
        let values = |name: &str| self.topics.get(name).map(Vec::as_slice).unwrap_or_default();
        let service = |(index, path): (usize, &PathBuf)| {
            // Commands have a topic for each service, events one for all.
            let topic = main.get(index).or(main.first()).map_or("", |name| name.as_str());
            let partitions = values(topic);
            let mut outcome = self.work(path, partitions, start_s);
            outcome.lag = groups.get(index).map(|group| self.lag(group, topic, partitions));
            outcome
        };
        let dead = topics.iter().filter(|name| name.ends_with(".dead-letter"));
        Outcome {
            services: notes.iter().enumerate().map(service).collect(),
            appended: main
                .iter()
                .flat_map(|name| values(name))
                .map(|partition| count(partition.len()))
                .collect(),
            dead_letters: dead.flat_map(|name| values(name)).map(|it| count(it.len())).sum(),
            ..Outcome::default()
        }
    }

    fn work(&self, path: &Path, partitions: &[Vec<String>], start_s: f64) -> ServiceOutcome {
        let mut place = BTreeMap::new();
        for (number, values) in (0..).zip(partitions) {
            for task in values.iter().filter_map(|value| task_of(value)) {
                place.entry(task).or_insert(number);
            }
        }
        let mut outcome = ServiceOutcome::default();
        for (at_s, fields) in self.notes.get(path).into_iter().flatten() {
            if let Some(task) = task_of(fields) {
                let partition = place.get(&task).copied().unwrap_or(0);
                outcome.note(task, partition, (at_s - start_s) * 1000.0);
            }
        }
        outcome
    }

    fn lag(&self, group: &str, topic: &str, partitions: &[Vec<String>]) -> u32 {
        let committed = self.groups.get(group).and_then(|topics| topics.get(topic));
        let committed: u32 = committed.into_iter().flatten().map(|(_, offset)| offset).sum();
        let end: u32 = partitions.iter().map(|partition| count(partition.len())).sum();
        end.saturating_sub(committed)
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The task that an event, a command or a note tells of: its number less one, as the simulation counts.
fn task_of(json: &str) -> Option<TaskId> {
    let value: Value = serde_json::from_str(json).ok()?;
    let fields = value.get("data").unwrap_or(&value);
    fields.get("task_id")?.as_str()?.parse::<TaskId>().ok()?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_is_named_in_events_commands_and_notes() {
        let event = r#"{"type": "task.created", "data": {"task_id": "3"}}"#;
        for json in [event, r#"{"task_id": "3"}"#] {
            assert_eq!(task_of(json), Some(2));
        }
        for json in ["", "{}", r#"{"task_id": "0"}"#, r#"{"task_id": "x"}"#] {
            assert_eq!(task_of(json), None, "{json}");
        }
    }
}
