//! The Python of the producer and of one service, written from the program that the run executes.
//!
//! A listing beside a simulation is believed, so it has to say what the run does: it prints the steps
//! of [`Program`](super::Program), and each line that stands for a step knows its [`Place`]. Never here:
//! a decision on what the producer does, a line that only one of run and listing knows, or time.

use super::diff::{Change, diff};
use super::{Action, Intervention, Scenario, ServiceId, Setting, Start, Style};

mod client;
mod names;
mod page;
mod producer;
mod service;

use names::{Words, slug};
use page::Page;
use producer::Producer;

/// A moment of a run that lights a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// The producer stores the task.
    Save,
    /// The producer waits for this service, alone or as one of several.
    Call(ServiceId),
    /// The producer waits for several services at once; the line of each is its [`Place::Call`].
    CallAll,
    /// The producer waits for the broker.
    Publish,
    /// The producer waits for the services' replies.
    Replies,
    /// The producer answers the user.
    Respond,
    /// A call has reached the service and may have to wait for a worker.
    Receive,
    /// The service works for a task, on either side.
    Handle,
    /// The service answers its caller.
    Reply,
    /// A member of the group waits for a record.
    Poll,
    /// A member of the group tells the broker what it has finished.
    Commit,
}

/// A line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says, without the end of the line.
    pub text: String,
    /// What lights it. Lines of one statement share a place.
    pub place: Option<Place>,
}

/// A source file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Its name: `task_api.py`.
    pub file: String,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// What a change of the services means to the producer's source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProducerDiff {
    /// The changed lines with one line around them.
    pub lines: Vec<(Change, String)>,
    /// Lines added.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
    /// Those of them that import something.
    pub imports: usize,
    /// 1 if anything changed, for then the producer has to be deployed again; else 0.
    pub redeploys: usize,
}

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

/// What a programmer has to change in the producer, line by line.
pub fn producer_diff(before: &Listing, after: &Listing) -> ProducerDiff {
    fn texts(listing: &Listing) -> Vec<&str> {
        listing.lines.iter().map(|line| line.text.as_str()).collect()
    }
    let lines = diff(&texts(before), &texts(after));
    let count =
        |wanted: fn(&(Change, &str)) -> bool| lines.iter().filter(|line| wanted(line)).count();
    ProducerDiff {
        added: count(|(change, _)| *change == Change::Added),
        removed: count(|(change, _)| *change == Change::Removed),
        imports: count(|(change, text)| {
            matches!(change, Change::Added | Change::Removed)
                && (text.starts_with("import ") || text.starts_with("from "))
        }),
        redeploys: usize::from(!lines.is_empty()),
        lines: lines.into_iter().map(|(change, text)| (change, text.to_string())).collect(),
    }
}

impl Listing {
    /// The whole text, each line with its end.
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect()
    }
}

/// Where the group of a service begins to read that has no position. The first services join before the
/// first record, so that what counts for them is where they go on when their position is gone.
fn start(scenario: &Scenario, interventions: &[Intervention], service: usize) -> Start {
    let added =
        scenario.timeline.iter().chain(interventions).filter_map(|what| match what.action {
            Action::Add { start, .. } => Some(start),
            _ => None,
        });
    let earliest = scenario.settings.on(Setting::OffsetReset);
    let first = if earliest { Start::Earliest } else { Start::Latest };
    let initial = scenario.services.iter().map(|_| first);
    initial.chain(added).nth(service).unwrap_or_default()
}
