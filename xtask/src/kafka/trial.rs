//! Cases run for real: their programs started, tasks sent and faults injected at the instants of the simulated run, and
//! what came of it.
//!
//! All cases of a wave run at once, since they mostly wait. Never here: what an outcome is compared with.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use engine::history::{History, Occurrence, User};
use engine::play::run;
use engine::scenario::{KeyBy, TaskId};
use engine::sim;

use crate::failure::Failure;
use crate::kafka::cases::{Case, Network};
use crate::kafka::cluster::Cluster;
use crate::kafka::crew::{Crew, Place};
use crate::kafka::observed::{self, Request, Seen};
use crate::kafka::outcome::Outcome;
use crate::kafka::plan::{self, Deed, Who};
use crate::kafka::ports;
use crate::kafka::proxy::Proxy;
use crate::kafka::users;
use crate::kafka::wire::NewTopic;
use crate::programs::{self, Written};

/// From the last program's being ready to the start: the groups have settled by then.
const LEAD: Duration = Duration::from_millis(1_500);
/// Between the starts of two cases of a wave, so that not all do the same at once.
const APART: Duration = Duration::from_millis(170);
/// How long a wave waits for a machine that is busy with other things.
const CALM_WITHIN: Duration = Duration::from_secs(20);
/// Where users send tasks to.
const PATH: &str = "/tasks";

/// A case with all that it needs.
struct Trial<'a> {
    case: &'a Case,
    history: History,
    deeds: Vec<Deed>,
    topics: Vec<String>,
    crew: Crew,
}

/// The instant at which a wave starts, on both clocks.
#[derive(Clone, Copy)]
struct Start {
    here: Instant,
    since_1970_s: f64,
}

/// Where waves are run.
pub struct Stage<'a> {
    /// The cluster, which programs reach through the proxy.
    pub cluster: &'a Cluster,
    /// Before its only broker.
    pub proxy: &'a Proxy,
    /// The Python that runs the programs.
    pub python: &'a Path,
    /// Where the programs are written.
    pub folder: &'a Path,
}

/// Runs a wave of cases; for each, what was simulated and what was measured.
pub fn play(wave: &[Case], stage: &Stage<'_>) -> Result<Vec<(Outcome, Outcome)>, Failure> {
    let mut trials = Vec::new();
    let mut ports = ports::free(wave.len() * 8)?;
    for case in wave {
        let own = ports.split_off(ports.len().saturating_sub(8));
        trials.push(Trial::prepare(case, stage, own)?);
    }
    for trial in &trials {
        trial.wait_until_ready()?;
    }
    wait_until_calm();
    let start = Start {
        here: Instant::now() + LEAD,
        since_1970_s: (SystemTime::now() + LEAD)
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0.0, |since| since.as_secs_f64()),
    };
    // What the network does, it does to all at once.
    let Some(Network { broker_ms, loses_every, delay_ms }) =
        wave.first().map(|case| case.network.clone())
    else {
        return Ok(Vec::new());
    };
    stage.proxy.lose_every(loses_every);
    stage.proxy.set_delay(Duration::from_millis(delay_ms.into()));
    let starts: Vec<Start> = (0..)
        .take(wave.len())
        .map(|number| start.later(if broker_ms.is_empty() { number } else { 0 }))
        .collect();
    let answers: Vec<Result<Answers, Failure>> = thread::scope(|scope| {
        let threads: Vec<_> = trials
            .iter_mut()
            .zip(&starts)
            .map(|(trial, &start)| scope.spawn(move || trial.run(start)))
            .collect();
        for &(at_ms, up) in &broker_ms {
            start.wait_until(at_ms);
            stage.proxy.set_away(!up);
        }
        let gone = || Failure::missing("a case ended early", "Its panic is above.");
        let ended = threads.into_iter().map(|thread| thread.join().map_err(|_| gone())?);
        ended.collect()
    });
    stage.proxy.lose_every(0);
    stage.proxy.set_delay(Duration::ZERO);
    let answers: Vec<Answers> = answers.into_iter().collect::<Result<_, _>>()?;
    let seen = observed::observe(stage.python, &request(stage.cluster, &trials))?;
    let outcomes = trials.iter().zip(answers).zip(starts).map(|((trial, answers), start)| {
        let simulated = Outcome::simulated(&trial.history);
        (simulated, trial.outcome(&seen, answers, start))
    });
    Ok(outcomes.collect())
}

/// Waits until this machine keeps its appointments, but not for ever: where others work, so do the programs.
fn wait_until_calm() {
    let patience = Instant::now() + CALM_WITHIN;
    let mut calm = 0;
    while calm < 25 && Instant::now() < patience {
        let before = Instant::now();
        thread::sleep(Duration::from_millis(20));
        calm = if before.elapsed() < Duration::from_millis(60) { calm + 1 } else { 0 };
    }
}

fn request(cluster: &Cluster, trials: &[Trial<'_>]) -> Request {
    Request {
        address: cluster.address(),
        topics: trials.iter().flat_map(|trial| trial.topics.clone()).collect(),
        groups: trials.iter().flat_map(|trial| trial.crew.groups()).collect(),
        notes: trials.iter().flat_map(|trial| trial.crew.notes()).collect(),
    }
}

impl Start {
    fn wait_until(self, at_ms: f64) {
        let at = self.here + Duration::from_secs_f64(at_ms.max(0.0) / 1000.0);
        thread::sleep(at.saturating_duration_since(Instant::now()));
    }

    /// The start of a case that is the n-th of its wave.
    fn later(self, number: u32) -> Self {
        let by = APART * number;
        Self { here: self.here + by, since_1970_s: self.since_1970_s + by.as_secs_f64() }
    }
}

/// What users had by the end.
#[derive(Clone, Copy, Debug, Default)]
struct Answers {
    answered: u32,
    failed: u32,
}

impl<'a> Trial<'a> {
    fn prepare(case: &'a Case, stage: &Stage<'_>, ports: Vec<u16>) -> Result<Self, Failure> {
        let folder = stage.folder.join(&case.scenario.event.topic);
        let mut scenario = case.scenario.clone();
        for (id, service) in (0..).zip(&mut scenario.services) {
            if case.is_by_member(id) {
                service.workers = 1;
            }
        }
        let Written { programs, topics } = programs::write(&scenario, case.style, &folder)?;
        for topic in &topics {
            stage.cluster.create(&NewTopic {
                name: &topic.name,
                partitions: i32::try_from(topic.partitions).unwrap_or(1),
                replicas: 1,
                settings: &[],
            })?;
        }
        let place = Place {
            python: stage.python.to_owned(),
            kafka: stage.cluster.proxied_address(),
            folder,
            ports,
        };
        let mut trial = Self {
            case,
            history: run(
                &case.scenario,
                case.style,
                &[],
                sim::Instant::START + case.scenario.horizon,
            ),
            deeds: plan::deeds(case)?,
            topics: topics.into_iter().map(|topic| topic.name).collect(),
            crew: Crew::new(place, programs, case.style.publishes()),
        };
        for deed in trial.deeds.iter().filter(|deed| deed.what.is_none()) {
            trial.crew.prepare(deed.who)?;
            if deed.at_ms < 0.0 {
                trial.crew.admit(deed.who);
            }
        }
        Ok(trial)
    }

    fn wait_until_ready(&self) -> Result<(), Failure> {
        self.crew.wait_until_ready(|who| match who {
            Who::Member(id, _) if !self.case.is_by_member(id) => {
                self.case.scenario.services.get(usize::from(id)).map_or(1, |it| it.workers as usize)
            }
            _ => 1,
        })
    }

    /// Does everything at its instant; at the horizon all processes end.
    fn run(&mut self, start: Start) -> Result<Answers, Failure> {
        let later: Vec<Deed> =
            self.deeds.iter().copied().filter(|deed| deed.at_ms >= 0.0).collect();
        let horizon_ms = self.case.scenario.horizon.ms();
        let port = self.crew.port();
        let patience =
            Duration::from_secs_f64(self.case.scenario.producer.client_timeout.ms() / 1000.0);
        let answers = Mutex::new(Answers::default());
        let sends = self.sends();
        let crew = &mut self.crew;
        thread::scope(|scope| {
            for (at_ms, body) in &sends {
                let answers = &answers;
                scope.spawn(move || {
                    start.wait_until(*at_ms);
                    let success = users::send(port, PATH, body, patience).unwrap_or(false);
                    // What comes later comes from the end of the producer.
                    if start.here.elapsed().as_secs_f64() * 1000.0 <= horizon_ms {
                        let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
                        answers.answered += u32::from(success);
                        answers.failed += u32::from(!success);
                    }
                });
            }
            let done = later.iter().try_for_each(|deed| {
                start.wait_until(deed.at_ms);
                match deed.what {
                    Some(signal) => crew.signal(deed.who, signal),
                    None => {
                        crew.admit(deed.who);
                        Ok(())
                    }
                }
            });
            start.wait_until(horizon_ms);
            crew.end();
            done
        })?;
        Ok(answers.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// When each task is sent, and what.
    fn sends(&self) -> Vec<(f64, String)> {
        let settings = &self.case.scenario.settings;
        let customers = settings.customers().max(1);
        let customer = |task: TaskId| match settings.key_by() {
            KeyBy::Customer => (task % customers + 1).to_string(),
            KeyBy::Task | KeyBy::None => String::new(),
        };
        let sent = self.history.occurrences().iter().filter_map(|entry| match entry.what {
            Occurrence::User(User::Sent { task, .. }) => Some((entry.at.ms(), task)),
            _ => None,
        });
        let body = |(at_ms, task): (f64, TaskId)| {
            let fields = serde_json::json!({ "task_id": (task + 1).to_string(), "customer_id": customer(task) });
            (at_ms, fields.to_string())
        };
        sent.map(body).collect()
    }

    fn outcome(&self, seen: &Seen, answers: Answers, start: Start) -> Outcome {
        let notes: Vec<PathBuf> = self.crew.notes();
        let mut outcome =
            seen.outcome(&self.topics, &self.crew.groups(), &notes, start.since_1970_s);
        (outcome.answered, outcome.failed) = (answers.answered, answers.failed);
        outcome
    }
}
