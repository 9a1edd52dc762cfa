//! The two listings that are shown: the producer's, and that of one service.
//!
//! Never here: the modules that they import.

use crate::listing::java;
use crate::listing::java_consumer::JavaConsumer;
use crate::listing::java_producer::JavaProducer;
use crate::listing::names::{Words, slug};
use crate::listing::page::{Listing, Page};
use crate::listing::producer::Producer;
use crate::listing::service::{consumer, endpoint};
use crate::scenario::choices::{Client, OffsetReset};
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::{Action, Intervention, Start};
use crate::scenario::program::Style;
use crate::scenario::statement::Scenario;

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
    let stem = file_name(&scenario.producer.name);
    let words = Words::new(scenario, &roster);
    let steps = style.program(&present).steps;
    let mut page = Page::default();
    if is_java(scenario, style) {
        let class = java::class(&stem);
        JavaProducer { scenario, words, steps, roster, present, class: class.clone() }
            .write(&mut page);
        return Listing { file: class + ".java", lines: page.0 };
    }
    Producer { scenario, words, steps, roster, present }.write(&mut page);
    Listing { file: stem + ".py", lines: page.0 }
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
    let start = start(scenario, interventions, index);
    if is_java(scenario, style) {
        JavaConsumer { scenario, words: &words, style, service: spec, name }
            .write(&mut page, start);
        return Listing { file: java::class(&name.stem()) + ".java", lines: page.0 };
    }
    if style.publishes() {
        consumer(&mut page, (scenario, &words), style, (spec, name), start);
    } else {
        endpoint(&mut page, &words, spec);
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

/// Whether the programs of a style are in Java: those that use Kafka's client, if it is that one.
pub(super) fn is_java(scenario: &Scenario, style: Style) -> bool {
    style.publishes() && scenario.settings.client() == Client::Java
}

/// Python's own modules, and those that the programs import, have names of one word.
pub(super) fn file_name(producer: &str) -> String {
    match slug(producer) {
        Some(slug) if slug.contains('_') => slug,
        Some(slug) => slug + "_api",
        None => "producer_api".into(),
    }
}
