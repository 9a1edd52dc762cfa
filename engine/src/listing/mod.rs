//! The Python of the producer and of one service, written from the program that the run executes.
//!
//! A listing beside a simulation is believed, so it has to say what the run does: it prints the steps
//! of [`Program`](crate::scenario::program::Program), and each line that stands for a step knows its [`Place`]. Never here:
//! a decision on what the producer does, a line that only one of run and listing knows, or time.

use crate::scenario::choices::OffsetReset;
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::{Action, Intervention, Start};
use crate::scenario::program::Style;
use crate::scenario::statement::Scenario;

pub(crate) mod changes;
mod client;
pub(crate) mod diff;
mod names;
pub(crate) mod page;
mod producer;
mod service;

pub use changes::{ProducerDiff, producer_diff};
pub use diff::Change;
pub use page::{Line, Listing, Place};

use names::{Words, slug};
use page::Page;
use producer::Producer;

/// The producer, with the services `present`.
///
/// On the Kafka side it names none of them, but the event carries every field that one of them needs.
pub fn producer(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
    present: &[ServiceId],
) -> Listing {
    let roster = scenario.roster(interventions);
    let known = |id: &ServiceId| usize::from(*id) < roster.len();
    let present: Vec<_> = present.iter().copied().filter(known).collect();
    let file = slug(&scenario.producer.name).unwrap_or_else(|| "producer".into()) + ".py";
    let source = Producer {
        scenario,
        words: Words::new(scenario, &roster),
        steps: style.program(&present).steps,
        roster,
        present,
    };
    let mut page = Page::default();
    source.write(&mut page);
    Listing { file, lines: page.0 }
}

/// One service: the endpoint that is called or, if the program publishes, the consumer that reads.
/// Empty if `service` is not of the run.
pub fn handler(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
    service: ServiceId,
) -> Listing {
    let roster = scenario.roster(interventions);
    let words = Words::new(scenario, &roster);
    let index = usize::from(service);
    let (Some(spec), Some(name)) = (roster.get(index), words.services.get(index)) else {
        return Listing::default();
    };
    let mut page = Page::default();
    if style.publishes() {
        let start = start(scenario, interventions, index);
        service::consumer(&mut page, (scenario, &words), style, (spec, name), start);
    } else {
        service::endpoint(&mut page, spec);
    }
    Listing { file: name.stem() + ".py", lines: page.0 }
}

/// Where the group of a service begins to read that has no position. The first services join before the
/// first record, so that what counts for them is where they go on when their position is gone.
fn start(scenario: &Scenario, interventions: &[Intervention], service: usize) -> Start {
    let added =
        scenario.timeline.iter().chain(interventions).filter_map(|what| match what.action {
            Action::Add { start, .. } => Some(start),
            _ => None,
        });
    let first = match scenario.settings.offset_reset() {
        OffsetReset::Earliest => Start::Earliest,
        OffsetReset::Latest => Start::Latest,
    };
    let initial = scenario.services.iter().map(|_| first);
    initial.chain(added).nth(service).unwrap_or_default()
}
