//! What a style ties the producer to, asked of runs: how a wait and the share answered move when a service
//! slows or goes down, and who has to change when a service or a field comes or goes.
//!
//! Never here: a verdict. "Temporal: yes" is the reader's word for a wait that moved.

use crate::history::recording::History;
use crate::listing::changes::{ProducerDiff, producer_diff};
use crate::listing::page::Listing;
use crate::listing::sources::producer;
use crate::play::{run, run_in_slices};
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::{Action, Intervention, Mode};
use crate::scenario::load::{Load, Pattern};
use crate::scenario::program::Style;
use crate::scenario::service::Service;
use crate::scenario::statement::Scenario;
use crate::sim::{Duration, Instant};

/// A question to the architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhatIf {
    /// Nothing is changed.
    AsItIs,
    /// This service takes so many times as long.
    Slower(ServiceId, u32),
    /// This service is down.
    Down(ServiceId),
    /// Kafka is down.
    BrokerDown,
}

/// What a run answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Tasks counted: those sent after the change.
    pub sent: u32,
    /// Of those, with an answer.
    pub answered: u32,
    /// The mean wait until answer or error.
    pub mean_wait: Duration,
    /// The longest.
    pub longest_wait: Duration,
}

/// How much slower a service is asked to be.
pub const FACTORS: [u32; 2] = [10, 60];

/// Every question about a scenario, the unchanged one first.
pub fn what_ifs(scenario: &Scenario) -> Vec<WhatIf> {
    let mut what_ifs = vec![WhatIf::AsItIs];
    let services = 0..scenario.services.len() as ServiceId;
    for service in services.clone() {
        what_ifs.extend(FACTORS.map(|factor| WhatIf::Slower(service, factor)));
    }
    what_ifs.extend(services.map(WhatIf::Down));
    what_ifs.push(WhatIf::BrokerDown);
    what_ifs
}

/// How the question is put: what is done at the start, and, where nobody sends anything, tasks one every
/// ten seconds, so that none waits for another.
pub fn apply(scenario: &Scenario, question: WhatIf) -> Vec<Intervention> {
    let at = |at, action| Intervention { at, action };
    let mut acts = match question {
        WhatIf::AsItIs => Vec::new(),
        WhatIf::Slower(service, factor) => {
            vec![at(Instant::START, Action::Set(service, Mode::Slow(factor)))]
        }
        WhatIf::Down(service) => vec![at(Instant::START, Action::Set(service, Mode::Down))],
        WhatIf::BrokerDown => vec![at(Instant::START, Action::Broker(false))],
    };
    if nobody_sends(scenario) {
        let sends = (0..PROBES).map(|n| at(Instant::from_s(1 + 10 * n), Action::Send(1)));
        acts.extend(sends);
    }
    acts
}

/// Tasks that are sent where the scenario itself sends none.
const PROBES: u64 = 5;

fn nobody_sends(scenario: &Scenario) -> bool {
    let sends = |what: &Intervention| match what.action {
        Action::Send(_) => true,
        Action::Load(load) => load != Load::BY_HAND,
        _ => false,
    };
    scenario.load.pattern == Pattern::ByHand && !scenario.timeline.iter().any(sends)
}

/// Asks it of a style.
pub fn ask(scenario: &Scenario, style: Style, question: WhatIf) -> Reading {
    let acts = apply(scenario, question);
    read_off(&run(scenario, style, &acts, horizon(scenario, &acts)))
}

/// The same in slices, with pauses as in [`run_in_slices`].
pub async fn ask_in_slices(
    scenario: &Scenario,
    style: Style,
    question: WhatIf,
    pause: impl AsyncFn() -> bool,
) -> Option<Reading> {
    let acts = apply(scenario, question);
    let run = run_in_slices(scenario, style, &acts, horizon(scenario, &acts), pause);
    run.await.as_ref().map(read_off)
}

/// The scenario's own, or later, so that the last task has its end.
fn horizon(scenario: &Scenario, acts: &[Intervention]) -> Instant {
    let last = acts.last().map_or(Instant::START, |last| last.at);
    let patience = scenario.producer.client_timeout + Duration::from_s(1);
    (Instant::START + scenario.horizon).max(last + patience)
}

/// What was sent at the very start was sent before the change, and counts only if nothing else was.
fn read_off(history: &History) -> Reading {
    let later = history.tasks().iter().filter(|task| task.sent > Instant::START);
    let all = later.clone().next().is_none();
    let counted = history.tasks().iter().filter(|task| all || task.sent > Instant::START);
    let (mut reading, mut total, mut ended) = (Reading::default(), 0, 0);
    for task in counted {
        reading.sent += 1;
        let Some((at, cause)) = task.ended else { continue };
        reading.answered += u32::from(cause.is_none());
        reading.longest_wait = reading.longest_wait.max(at - task.sent);
        total += (at - task.sent).0;
        ended += 1;
    }
    reading.mean_wait = Duration(total.checked_div(ended).unwrap_or(0));
    reading
}

/// What the producer's source has to suffer when this service joins those that are there.
pub fn joins(scenario: &Scenario, style: Style, newcomer: &Service) -> ProducerDiff {
    let mut grown = scenario.clone();
    grown.services.push(newcomer.clone());
    let (before, after) = (source(&grown, style, 1), source(&grown, style, 0));
    producer_diff(&before, &after)
}

/// What it has to suffer when the last of those that are there leaves.
pub fn leaves(scenario: &Scenario, style: Style) -> ProducerDiff {
    producer_diff(&source(scenario, style, 0), &source(scenario, style, 1))
}

/// The producer's source without the last few services.
fn source(scenario: &Scenario, style: Style, without: usize) -> Listing {
    let count = scenario.services.len().saturating_sub(without);
    let present: Vec<ServiceId> = (0..count as ServiceId).collect();
    producer(scenario, style, &[], &present)
}

/// The services that have to change when a field of the event does; the producer always has to. The same in
/// every style: events keep this one coupling.
pub fn users_of(scenario: &Scenario, field: &str) -> Vec<ServiceId> {
    let uses = |service: &Service| service.needs.iter().any(|need| need == field);
    let services = scenario.services.iter().enumerate();
    services.filter(|(_, service)| uses(service)).map(|(id, _)| id as ServiceId).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(style: Style, question: WhatIf) -> Reading {
        ask(&Scenario::default(), style, question)
    }

    fn waits_ms(style: Style, question: WhatIf) -> f64 {
        asked(style, question).mean_wait.ms()
    }

    #[test]
    fn the_courses_comparison_comes_out_of_runs() {
        assert_eq!(waits_ms(Style::Sequential, WhatIf::AsItIs), 1_500.0);
        assert_eq!(waits_ms(Style::Parallel, WhatIf::AsItIs), 500.0);
        assert_eq!(waits_ms(Style::Kafka, WhatIf::AsItIs), 10.0);
        let down = WhatIf::Down(1);
        assert_eq!(asked(Style::Sequential, down).answered, 0);
        assert_eq!(asked(Style::Kafka, down).answered, asked(Style::Kafka, down).sent);
        let newcomer = Service::new("Logging", Duration::from_ms(500));
        assert!(joins(&Scenario::default(), Style::Sequential, &newcomer).redeploys == 1);
        assert!(joins(&Scenario::default(), Style::Kafka, &newcomer).lines.is_empty());
    }

    #[test]
    fn a_slow_service_moves_the_wait_of_direct_calls_and_not_that_of_a_publish() {
        for factor in FACTORS {
            let slower = WhatIf::Slower(0, factor);
            assert_eq!(waits_ms(Style::Sequential, slower), 5_000.0, "given up at the timeout");
            assert_eq!(waits_ms(Style::Kafka, slower), 10.0);
        }
    }

    #[test]
    fn the_broker_is_what_a_publisher_depends_on() {
        assert_eq!(asked(Style::Kafka, WhatIf::BrokerDown).answered, 0);
        let direct = asked(Style::Sequential, WhatIf::BrokerDown);
        assert_eq!((direct.answered, direct.mean_wait.ms()), (direct.sent, 1_500.0));
        assert!(asked(Style::Outbox, WhatIf::BrokerDown).answered > 0);
    }

    #[test]
    fn a_field_of_the_event_is_known_to_those_who_need_it_in_every_style() {
        assert_eq!(users_of(&Scenario::default(), "assignee"), [0]);
        assert_eq!(users_of(&Scenario::default(), "task_id"), [1, 2]);
    }
}
