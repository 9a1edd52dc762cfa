//! The producer's source: its imports, its clients, and its endpoint, step by step.
//!
//! Never here: what a client is told ([`crate::listing::client`]).

use crate::listing::client;
use crate::listing::names::{Name, Words, attribute, distinct, quoted, seconds};
use crate::listing::page::Page;
use crate::listing::page::Place;
use crate::scenario::choices::KeyBy;
use crate::scenario::ids::ServiceId;
use crate::scenario::program::Step;
use crate::scenario::service::Service;
use crate::scenario::statement::Scenario;

/// A call whose failure nobody waits for.
const ATTEMPT: &str = r#"

async def attempt(call: Awaitable[object]) -> None:
    try:
        await call
    except HTTPError:
        log.exception("A call failed and will not be repeated")"#;

/// The facts that a producer's source is written from.
pub(super) struct Producer<'a> {
    pub scenario: &'a Scenario,
    pub roster: Vec<&'a Service>,
    pub present: Vec<ServiceId>,
    pub words: Words,
    pub steps: Vec<Step>,
}

impl Producer<'_> {
    /// The whole file.
    pub fn write(&self, page: &mut Page) {
        self.imports(page);
        self.wiring(page);
        self.endpoint(page);
    }

    fn imports(&self, page: &mut Page) {
        let (publishes, works_on) = (self.publishes(), self.works_on());
        let (attempts, relays) = (self.attempts(), self.relays());
        let gathers = |step: &Step| matches!(step, Step::CallAll(_));
        let standard = [
            (relays || self.steps.iter().any(gathers), "import asyncio"),
            (publishes, "import json"),
            (publishes, "from collections.abc import AsyncIterator"),
            (attempts && !publishes, "from collections.abc import Awaitable"),
            (publishes, "from contextlib import asynccontextmanager"),
            (attempts, "from logging import getLogger"),
        ];
        let bought = [
            (publishes, "from aiokafka import AIOKafkaProducer"),
            (!works_on, "from fastapi import FastAPI"),
            (works_on, "from fastapi import BackgroundTasks, FastAPI"),
            (attempts, "from httpx import HTTPError"),
        ];
        for group in [&standard[..], &bought[..]] {
            let wanted: Vec<_> = group.iter().filter(|(wanted, _)| *wanted).collect();
            wanted.iter().for_each(|(_, line)| page.text(line));
            if !wanted.is_empty() {
                page.text("");
            }
        }
        page.text(&self.own_imports().join("\n"));
    }

    /// In the order of the alphabet.
    fn own_imports(&self) -> Vec<String> {
        let client = |name: &Name| format!("from clients.{} import {}", name.ident, name.client());
        let mut lines = vec![format!("from storage import {}, db", self.words.class)];
        if self.publishes() {
            lines.push("from config import KAFKA".into());
        }
        if self.calls() {
            lines.extend(self.named().map(client));
            let policies = client::policies(self.scenario);
            if !policies.is_empty() {
                lines.push(format!("from clients.policy import {}", policies.join(", ")));
            }
        }
        if self.awaits_replies() {
            lines.push("from replies import Replies".into());
        }
        let mut own: Vec<String> = Vec::new();
        for line in lines {
            let place = own.partition_point(|earlier| *earlier <= line);
            own.insert(place, line);
        }
        own
    }

    /// What is made once, before the first task, and how long it waits.
    fn wiring(&self, page: &mut Page) {
        let title = quoted(&self.scenario.producer.name);
        if self.publishes() {
            self.kafka(page);
            page.text(&format!("\n\napp = FastAPI(title={title}, lifespan=lifespan)"));
        } else {
            page.text(&format!("\napp = FastAPI(title={title})"));
        }
        if self.attempts() {
            page.text("log = getLogger(__name__)");
        }
        if self.calls() {
            self.clients(page);
        }
    }

    /// aiokafka's producer can be made in a running loop only.
    fn kafka(&self, page: &mut Page) {
        page.text(
            r#"

@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.kafka = AIOKafkaProducer(
        bootstrap_servers=KAFKA,"#,
        );
        for line in client::kafka(self.scenario) {
            page.text(&format!("        {line}"));
        }
        page.text("    )");
        if self.awaits_replies() {
            let arguments = [quoted(&self.words.replies), quoted(&self.words.id)].join(", ");
            page.text("    async with (\n        app.state.kafka,");
            page.text(&format!("        Replies({arguments}) as app.state.replies,"));
            page.text("    ):");
        } else {
            page.text("    async with app.state.kafka:");
        }
        if self.relays() {
            page.text("        app.state.relay = asyncio.create_task(relay())");
        }
        page.text("        yield");
    }

    fn clients(&self, page: &mut Page) {
        let policies = [client::retry(self.scenario), client::budget(self.scenario)];
        policies.iter().flatten().for_each(|line| page.text(line));
        let timeout = seconds(self.scenario.producer.call_timeout);
        let more = client::arguments(self.scenario);
        for name in self.named() {
            let (ident, client, spelt) = (&name.ident, name.client(), name.comment());
            page.text(&format!("{ident} = {client}(timeout={timeout}{more}){spelt}"));
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
        let mut saved = noun.as_str();
        for step in &self.steps {
            self.step(page, step, responded, saved);
            match step {
                Step::Save | Step::SaveWithEvent => saved = "saved",
                Step::Respond => responded = true,
                _ => {}
            }
        }
        if self.attempts() {
            page.text(ATTEMPT);
        }
        if self.relays() {
            self.relay(page);
        }
    }

    /// One step. Before the answer a failure is the task's; after it there is nobody to tell. `task` is
    /// what the task is called by then.
    fn step(&self, page: &mut Page, step: &Step, responded: bool, task: &str) {
        let noun = &self.words.noun;
        match step {
            Step::Save => page.lit(Place::Save, format!("    saved = await db.save({noun})")),
            Step::Call(service) => {
                let (open, close) = self.around(*service, responded);
                self.call(page, *service, 4, &format!("await {open}"), &close);
            }
            Step::CallAll(services) => {
                page.lit(Place::CallAll, "    await asyncio.gather(");
                for &service in services {
                    let (open, close) = self.around(service, false);
                    self.call(page, service, 8, &open, &(close + ","));
                }
                page.lit(Place::CallAll, "    )");
            }
            Step::Publish => {
                self.event(page, task);
                self.send(page, Place::Publish, &quoted(&self.scenario.event.topic), "event");
            }
            Step::Command(service) => self.command(page, *service),
            Step::SaveWithEvent => {
                self.event(page, task);
                let topic = quoted(&self.scenario.event.topic);
                page.lit(Place::Save, "    async with db.transaction():");
                page.lit(Place::Save, format!("        saved = await db.save({noun})"));
                let arguments = [topic, "event".into()].into_iter().chain(self.key());
                let arguments: Vec<_> = arguments.collect();
                page.call(Place::Save, 8, "await db.outbox.add(", &arguments, ")");
            }
            Step::AwaitReplies(_) => {
                let from: Vec<_> = self.named().map(|name| quoted(&name.ident)).collect();
                let timeout = seconds(self.scenario.producer.call_timeout);
                let arguments = [
                    format!("saved.{}", self.words.id),
                    format!("[{}]", from.join(", ")),
                    format!("timeout={timeout}"),
                ];
                page.call(Place::Replies, 4, "await app.state.replies.wait(", &arguments, ")");
            }
            Step::Respond => self.respond(page),
        }
    }

    fn respond(&self, page: &mut Page) {
        if self.works_on() {
            page.text("    background.add_task(tell_all, saved)");
        }
        page.lit(Place::Respond, "    return saved");
        if self.works_on() {
            let class = &self.words.class;
            page.text(&format!("\n\nasync def tell_all(saved: {class}) -> None:"));
            page.text("    # Only the memory of this process knows who is left.");
        }
    }

    /// What stands around a call: one whose failure is not the task's is an attempt.
    fn around(&self, service: ServiceId, responded: bool) -> (String, String) {
        let optional =
            self.roster.get(usize::from(service)).is_some_and(|s| client::is_optional(s));
        if responded || optional {
            ("attempt(".into(), "))".into())
        } else {
            (String::new(), ")".into())
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
        let passed: Vec<_> = self.words.told(spec).into_iter().map(passed).collect();
        let head = format!("{open}{}.tell(", name.ident);
        page.call(Place::Call(service), indent, &head, &passed, close);
    }

    /// The event, with every field that somebody needs.
    fn event(&self, page: &mut Page, task: &str) {
        let needs = self.present.iter().map(|&id| &self.roster[usize::from(id)].needs);
        let id = if self.is_told_apart() { vec![self.words.id.clone()] } else { Vec::new() };
        let fields = distinct([&self.scenario.event.fields].into_iter().chain(needs).chain([&id]));
        page.text("    data = {");
        for field in fields {
            page.text(&format!("        {}: {task}.{},", quoted(field), attribute(field)));
        }
        page.text("    }");
        self.key_line(page, task);
        let kind = quoted(&self.scenario.event.kind);
        page.text(&format!(
            "    event = json.dumps({{\"type\": {kind}, \"data\": data}}).encode()"
        ));
    }

    /// Whether a reader needs to know of which task an event is: to recognise it, to answer, or to fail with it.
    fn is_told_apart(&self) -> bool {
        let asks = |id: &ServiceId| !self.words.id_for(self.roster[usize::from(*id)]).is_empty();
        self.awaits_replies() || self.present.iter().any(asks)
    }

    fn key_line(&self, page: &mut Page, task: &str) {
        let of = match self.scenario.settings.key_by() {
            KeyBy::Task => self.words.id.as_str(),
            KeyBy::None => return,
            KeyBy::Customer => "customer_id",
        };
        page.text(&format!("    key = str({task}.{of}).encode()"));
    }

    fn key(&self) -> Option<String> {
        (self.scenario.settings.key_by() != KeyBy::None).then(|| "key=key".into())
    }

    /// A send, awaited to its acknowledgement or only into the buffer.
    fn send(&self, page: &mut Page, place: Place, topic: &str, event: &str) {
        let awaited = self.scenario.settings.awaits_ack();
        let verb = if awaited { "send_and_wait" } else { "send" };
        let head = format!("await app.state.kafka.{verb}(");
        let sent = [topic.to_string(), event.to_string()].into_iter().chain(self.key());
        page.call(place, 4, &head, &sent.collect::<Vec<_>>(), ")");
    }

    /// A command to one service, with exactly the fields that it needs.
    fn command(&self, page: &mut Page, service: ServiceId) {
        let index = usize::from(service);
        let (Some(spec), Some(name)) = (self.roster.get(index), self.words.services.get(index))
        else {
            return;
        };
        if self.steps.iter().find(|step| matches!(step, Step::Command(_)))
            == Some(&Step::Command(service))
        {
            self.key_line(page, "saved");
        }
        let passed = |field: &str| format!("{}: saved.{}", quoted(field), attribute(field));
        let id = self.words.id_for(spec);
        let fields = distinct([&spec.needs, &id]);
        let passed: Vec<_> = fields.into_iter().map(passed).collect();
        page.text(&format!("    command = json.dumps({{{}}}).encode()", passed.join(", ")));
        let topic = quoted(&name.topic());
        self.send(page, Place::Call(service), &topic, "command");
    }

    /// The relay marks, when it looks the next time, what has been acknowledged since.
    fn relay(&self, page: &mut Page) {
        let every = seconds(self.scenario.settings.relay_interval());
        page.text(&format!(
            r#"

async def relay() -> None:
    under_way: dict[int, asyncio.Future[object]] = {{}}
    while True:
        await asyncio.sleep({every})
        for row, sent in list(under_way.items()):
            if sent.done():
                del under_way[row]
                if not sent.exception():
                    await db.outbox.mark(row)"#
        ));
        let by_customer = self.scenario.settings.key_by() == KeyBy::Customer;
        if by_customer {
            page.text("        held = set()");
        }
        page.text("        for row, record in await db.outbox.unmarked():");
        if by_customer {
            // Else a failure would put what follows it before it.
            page.text("            if record[\"key\"] in held:");
            page.text("                continue");
            page.text("            held.add(record[\"key\"])");
        }
        page.text("            if row not in under_way:");
        page.lit(
            Place::Publish,
            "                under_way[row] = await app.state.kafka.send(**record)",
        );
    }

    fn publishes(&self) -> bool {
        let publishes =
            |step: &Step| matches!(step, Step::Publish | Step::SaveWithEvent | Step::Command(_));
        self.steps.iter().any(publishes)
    }

    fn relays(&self) -> bool {
        self.steps.contains(&Step::SaveWithEvent)
    }

    fn awaits_replies(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::AwaitReplies(_)))
    }

    fn calls(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Call(_) | Step::CallAll(_)))
    }

    /// Whether a call may fail without failing the task.
    fn attempts(&self) -> bool {
        let optional = |&id: &ServiceId| client::is_optional(self.roster[usize::from(id)]);
        self.works_on() || self.calls() && self.present.iter().any(optional)
    }

    /// Whether anything is left to do when the user has the answer.
    fn works_on(&self) -> bool {
        let answer = self.steps.iter().position(|step| *step == Step::Respond);
        answer.is_some_and(|answer| answer + 1 < self.steps.len())
    }

    /// The services that the program names.
    fn named(&self) -> impl Iterator<Item = &Name> {
        let named = self.steps.iter().flat_map(|step| match step {
            Step::Call(service) | Step::Command(service) => std::slice::from_ref(service),
            Step::CallAll(services) | Step::AwaitReplies(services) => services,
            Step::Save | Step::SaveWithEvent | Step::Publish | Step::Respond => &[],
        });
        named.filter_map(|&service| self.words.services.get(usize::from(service)))
    }
}
