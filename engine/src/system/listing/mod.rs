//! The Python of the producer and of one service, written from the program that the run executes.
//!
//! A listing beside a simulation is believed, so it has to say what the run does: it prints the steps
//! of [`Program`](super::Program), and each line that stands for a step knows its [`Place`]. Never here:
//! a decision on what the producer does, a line that only one of run and listing knows, or time.

use super::diff::{Change, diff};
use super::{Action, Intervention, Scenario, Service, ServiceId, Start, Step, Style};

mod names;

use names::{Name, Words, attribute, distinct, quoted, seconds, slug};

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
    source.imports(&mut page);
    source.wiring(&mut page);
    source.endpoint(&mut page);
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
    if style.program(&[service]).steps.contains(&Step::Publish) {
        consumer(&mut page, scenario, spec, name, start(scenario, interventions, index));
    } else {
        endpoint(&mut page, spec);
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

/// A call whose failure nobody waits for.
const ATTEMPT: &str = r#"

async def attempt(call: Awaitable[object]) -> None:
    try:
        await call
    except HTTPError:
        log.exception("A call failed and will not be repeated")"#;

/// The facts that a producer's source is written from.
struct Producer<'a> {
    scenario: &'a Scenario,
    roster: Vec<&'a Service>,
    present: Vec<ServiceId>,
    words: Words,
    steps: Vec<Step>,
}

impl Producer<'_> {
    fn imports(&self, page: &mut Page) {
        let (publishes, works_on) = (self.publishes(), self.works_on());
        let gathers = |step: &Step| matches!(step, Step::CallAll(_));
        let standard = [
            (self.steps.iter().any(gathers), "import asyncio"),
            (publishes, "import json"),
            (works_on, "from collections.abc import Awaitable"),
            (publishes, "from contextlib import asynccontextmanager"),
            (works_on, "from logging import getLogger"),
        ];
        let bought = [
            (publishes, "from aiokafka import AIOKafkaProducer"),
            (!works_on, "from fastapi import FastAPI"),
            (works_on, "from fastapi import BackgroundTasks, FastAPI"),
            (works_on, "from httpx import HTTPError"),
        ];
        for group in [&standard[..], &bought[..]] {
            let wanted: Vec<_> = group.iter().filter(|(wanted, _)| *wanted).collect();
            wanted.iter().for_each(|(_, line)| page.text(line));
            if !wanted.is_empty() {
                page.text("");
            }
        }
        let client = |name: &Name| format!("from clients.{} import {}", name.ident, name.client());
        let mut own: Vec<String> = Vec::new();
        let storage = format!("from storage import {}, db", self.words.class);
        for line in self.called().map(client).chain([storage]) {
            let place = own.partition_point(|earlier| *earlier <= line);
            own.insert(place, line);
        }
        page.text(&own.join("\n"));
    }

    /// What is made once, before the first task, and how long it waits.
    fn wiring(&self, page: &mut Page) {
        let title = quoted(&self.scenario.producer.name);
        if self.publishes() {
            // aiokafka's producer can be made in a running loop only, its `acks` is 1 unless stated, and
            // its `request_timeout_ms` ends the retries too, as Kafka's `delivery.timeout.ms` does.
            page.text(&format!(
                r#"

@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.kafka = AIOKafkaProducer(
        bootstrap_servers="kafka:9092",
        acks="all",
        request_timeout_ms={},
    )
    async with app.state.kafka:
        yield


app = FastAPI(title={title}, lifespan=lifespan)"#,
                self.scenario.kafka.delivery_timeout.0 / 1_000,
            ));
        } else {
            page.text(&format!("\napp = FastAPI(title={title})"));
        }
        if self.works_on() {
            page.text("log = getLogger(__name__)");
        }
        let timeout = seconds(self.scenario.producer.call_timeout);
        for name in self.called() {
            let (ident, client, spelt) = (&name.ident, name.client(), name.comment());
            page.text(&format!("{ident} = {client}(timeout={timeout}){spelt}"));
        }
    }

    /// The steps, in the order in which they are taken.
    fn endpoint(&self, page: &mut Page) {
        let Words { noun, class, path, .. } = &self.words;
        let works_on = self.works_on();
        let background = if works_on { ", background: BackgroundTasks" } else { "" };
        page.text(&format!(
            r#"

@app.post("/{path}", status_code=201)
async def post_{noun}({noun}: {class}{background}) -> {class}:"#
        ));
        let mut responded = false;
        for step in &self.steps {
            // Before the answer a failure is the task's; after it there is nobody to tell.
            let (open, close) = if responded { ("await attempt(", "))") } else { ("await ", ")") };
            match step {
                Step::Save => page.lit(Place::Save, format!("    saved = await db.save({noun})")),
                Step::Call(service) => self.call(page, *service, 4, open, close),
                Step::CallAll(services) => {
                    page.lit(Place::CallAll, format!("    {open}asyncio.gather("));
                    services.iter().for_each(|&service| self.call(page, service, 8, "", "),"));
                    page.lit(Place::CallAll, format!("    {close}"));
                }
                Step::Publish => self.publish(page, open, close),
                Step::Respond => {
                    responded = true;
                    if works_on {
                        page.text("    background.add_task(tell_all, saved)");
                    }
                    page.lit(Place::Respond, "    return saved");
                    if works_on {
                        page.text(&format!("\n\nasync def tell_all(saved: {class}) -> None:"));
                        page.text("    # Only the memory of this process knows who is left.");
                    }
                }
            }
        }
        if works_on {
            page.text(ATTEMPT);
        }
    }

    /// A call with exactly the fields that the service needs.
    fn call(&self, page: &mut Page, service: ServiceId, indent: usize, open: &str, close: &str) {
        let index = usize::from(service);
        let (Some(spec), Some(name)) = (self.roster.get(index), self.words.services.get(index))
        else {
            return;
        };
        let passed = |field: &str| format!("{0}=saved.{0}", attribute(field));
        let passed: Vec<_> = distinct([&spec.needs]).into_iter().map(passed).collect();
        let head = format!("{open}{}.tell(", name.ident);
        page.call(Place::Call(service), indent, &head, &passed, close);
    }

    fn publish(&self, page: &mut Page, open: &str, close: &str) {
        let needs = self.present.iter().map(|&id| &self.roster[usize::from(id)].needs);
        let fields = distinct([&self.scenario.event.fields].into_iter().chain(needs));
        page.text("    data = {");
        for field in fields {
            page.text(&format!("        {}: saved.{},", quoted(field), attribute(field)));
        }
        page.text("    }");
        page.text(&format!("    key = str(saved.{}).encode()", self.words.id));
        let kind = quoted(&self.scenario.event.kind);
        page.text(&format!(
            "    event = json.dumps({{\"type\": {kind}, \"data\": data}}).encode()"
        ));
        let head = format!("{open}app.state.kafka.send_and_wait(");
        let sent = [quoted(&self.scenario.event.topic), "event".into(), "key=key".into()];
        page.call(Place::Publish, 4, &head, &sent, close);
    }

    fn publishes(&self) -> bool {
        self.steps.contains(&Step::Publish)
    }

    /// Whether anything is left to do when the user has the answer.
    fn works_on(&self) -> bool {
        let answer = self.steps.iter().position(|step| *step == Step::Respond);
        answer.is_some_and(|answer| answer + 1 < self.steps.len())
    }

    /// The services that the program names.
    fn called(&self) -> impl Iterator<Item = &Name> {
        let called = self.steps.iter().flat_map(|step| match step {
            Step::Call(service) => std::slice::from_ref(service),
            Step::CallAll(services) => services,
            Step::Save | Step::Publish | Step::Respond => &[],
        });
        called.filter_map(|&service| self.words.services.get(usize::from(service)))
    }
}

/// Calls wait for a worker in the order in which they came, and go on when their caller has gone.
fn endpoint(page: &mut Page, service: &Service) {
    let (title, workers) = (quoted(&service.name), service.workers);
    page.text(&format!(
        r#"import asyncio

from fastapi import FastAPI

from work import handle

app = FastAPI(title={title})
workers = asyncio.Semaphore({workers})


@app.post("/tell")"#
    ));
    page.lit(Place::Receive, "async def tell(data: dict) -> dict:");
    page.lit(Place::Receive, "    async with workers:");
    handle(page, 8, service);
    page.lit(Place::Reply, "    return {\"status\": \"done\"}");
}

/// Each member reads, works and commits, one record at a time.
fn consumer(page: &mut Page, scenario: &Scenario, service: &Service, name: &Name, start: Start) {
    let (topic, kind) = (quoted(&scenario.event.topic), quoted(&scenario.event.kind));
    let (group, spelt) = (name.stem().replace('_', "-"), name.comment());
    let reset = match start {
        Start::Latest => "latest",
        Start::Earliest => "earliest",
    };
    page.text(&format!(
        r#"import asyncio
import json

from aiokafka import AIOKafkaConsumer

from work import handle


async def consume() -> None:
    consumer = AIOKafkaConsumer(
        {topic},
        bootstrap_servers="kafka:9092",
        group_id="{group}",{spelt}
        auto_offset_reset="{reset}",
        enable_auto_commit=False,
    )
    async with consumer:"#
    ));
    page.lit(Place::Poll, "        async for record in consumer:");
    page.text("            event = json.loads(record.value)");
    page.text(&format!("            if event[\"type\"] == {kind}:"));
    page.text("                data = event[\"data\"]");
    handle(page, 16, service);
    page.lit(Place::Commit, "            await consumer.commit()");
    page.text(&match service.workers {
        1 => "\n\nasyncio.run(consume())".into(),
        workers => format!(
            r#"

async def main() -> None:
    # Members of one group share the partitions.
    await asyncio.gather(*(consume() for _ in range({workers})))


asyncio.run(main())"#
        ),
    });
}

/// The same work, and the same line, on both sides.
fn handle(page: &mut Page, indent: usize, service: &Service) {
    let read = |field: &str| format!("{}=data[{}]", attribute(field), quoted(field));
    let read: Vec<_> = distinct([&service.needs]).into_iter().map(read).collect();
    page.call(Place::Handle, indent, "await handle(", &read, ")");
}

/// Where the group of a service begins to read. The first services join before the first record, and
/// the beginning of the log is the only answer that still holds if one fails before its first commit.
fn start(scenario: &Scenario, interventions: &[Intervention], service: usize) -> Start {
    let added =
        scenario.timeline.iter().chain(interventions).filter_map(|what| match what.action {
            Action::Add { start, .. } => Some(start),
            _ => None,
        });
    let initial = scenario.services.iter().map(|_| Start::Earliest);
    initial.chain(added).nth(service).unwrap_or_default()
}

/// Lines under way.
#[derive(Default)]
struct Page(Vec<Line>);

impl Page {
    /// A longer line is broken at its arguments, as Python's formatters do.
    const WIDTH: usize = 88;

    /// Lines that nothing lights.
    fn text(&mut self, text: &str) {
        self.0.extend(text.split('\n').map(|line| Line { text: line.into(), place: None }));
    }

    fn lit(&mut self, place: Place, text: impl Into<String>) {
        self.0.push(Line { text: text.into(), place: Some(place) });
    }

    /// A call: on one line, or an argument a line if that would be too long.
    fn call(&mut self, place: Place, indent: usize, head: &str, arguments: &[String], tail: &str) {
        let line = format!("{:indent$}{head}{}{tail}", "", arguments.join(", "));
        if line.chars().count() <= Self::WIDTH {
            return self.lit(place, line);
        }
        self.lit(place, format!("{:indent$}{head}", ""));
        for argument in arguments {
            self.lit(place, format!("{:indent$}    {argument},", ""));
        }
        self.lit(place, format!("{:indent$}{tail}", ""));
    }
}
