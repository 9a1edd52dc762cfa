//! A service's source: the endpoint that is called, or the consumer that reads.
//!
//! The line that does the work is the same in both. Never here: the producer.

use super::super::{Scenario, Service, ServiceSetting, Setting, Settings, Start, Style};
use super::Place;
use super::names::{Name, Words, attribute, distinct, quoted, seconds};
use super::page::Page;

/// Calls wait for a worker in the order in which they came, and go on when their caller has gone.
pub(super) fn endpoint(page: &mut Page, service: &Service) {
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

/// Each member polls, works and commits.
pub(super) fn consumer(
    page: &mut Page,
    (scenario, words): (&Scenario, &Words),
    style: Style,
    (service, name): (&Service, &Name),
    start: Start,
) {
    let consumer = Consumer { scenario, words, style, service, name };
    consumer.head(page, start);
    consumer.body(page);
    consumer.tail(page);
}

struct Consumer<'a> {
    scenario: &'a Scenario,
    words: &'a Words,
    style: Style,
    service: &'a Service,
    name: &'a Name,
}

impl Consumer<'_> {
    fn settings(&self) -> &Settings {
        &self.scenario.settings
    }

    fn commits(&self) -> &'static str {
        ["after", "before", "auto"]
            .get(self.settings().get(Setting::Commit) as usize)
            .unwrap_or(&"")
    }

    fn replies(&self) -> bool {
        self.style == Style::RequestReply
    }

    fn fails(&self) -> bool {
        let settings = &self.service.settings;
        settings.on(ServiceSetting::ErrorRate) || settings.on(ServiceSetting::FailsOn)
    }

    fn head(&self, page: &mut Page, start: Start) {
        page.text("import asyncio\nimport json\n");
        let producer = if self.replies() || self.parks() { ", AIOKafkaProducer" } else { "" };
        page.text(&format!("from aiokafka import AIOKafkaConsumer{producer}\n"));
        let seen = if self.is_idempotent() { ", mark_seen, seen" } else { "" };
        let retry = if self.fails() { "from retries import attempts\n" } else { "" };
        page.text(&format!(
            "{retry}from work import handle{seen}\n\n\nasync def consume() -> None:"
        ));
        page.text("    consumer = AIOKafkaConsumer(");
        self.configuration(start).iter().for_each(|line| page.text(&format!("        {line}")));
        page.text("    )");
        if self.replies() || self.parks() {
            page.text("    producer = AIOKafkaProducer(bootstrap_servers=\"kafka:9092\")");
            page.text("    async with consumer, producer:");
        } else {
            page.text("    async with consumer:");
        }
    }

    /// What the consumer is told: what the run does otherwise than aiokafka would by itself.
    fn configuration(&self, start: Start) -> Vec<String> {
        let settings = self.settings();
        let topic = match self.style {
            Style::Commands => quoted(&self.name.topic()),
            _ => quoted(&self.scenario.event.topic),
        };
        let (group, spelt) = (self.name.stem().replace('_', "-"), self.name.comment());
        let reset = if start == Start::Earliest { "earliest" } else { "latest" };
        let mut lines = vec![
            format!("{topic},"),
            "bootstrap_servers=\"kafka:9092\",".into(),
            format!("group_id=\"{group}\",{spelt}"),
            format!("auto_offset_reset=\"{reset}\","),
        ];
        if self.commits() == "auto" {
            let every = settings.get(Setting::AutoCommitMs);
            lines.push(format!("auto_commit_interval_ms={every},"));
        } else {
            lines.push("enable_auto_commit=False,".into());
        }
        for setting in [Setting::SessionTimeoutMs, Setting::MaxPollIntervalMs] {
            let (spec, value) = (setting.spec(), settings.get(setting));
            if value != spec.default {
                lines.push(format!("{}={value},", spec.key));
            }
        }
        lines
    }

    fn body(&self, page: &mut Page) {
        let most = self.settings().get(Setting::MaxPollRecords);
        let committed = |page: &mut Page, indent: usize| {
            page.lit(Place::Commit, format!("{:indent$}await consumer.commit()", ""));
        };
        let inner = if most == 1 {
            page.lit(Place::Poll, "        async for record in consumer:");
            if self.commits() == "before" {
                committed(page, 12);
            }
            12
        } else {
            page.text("        while True:");
            let poll = format!("            batch = await consumer.getmany(max_records={most})");
            page.lit(Place::Poll, poll);
            if self.commits() == "before" {
                committed(page, 12);
            }
            page.text("            for record in (r for rs in batch.values() for r in rs):");
            16
        };
        self.record(page, inner);
        if self.commits() == "after" {
            committed(page, 12);
        }
    }

    /// What is done with one record.
    fn record(&self, page: &mut Page, indent: usize) {
        let line = |page: &mut Page, indent: usize, text: &str| {
            page.text(&format!("{:indent$}{text}", ""));
        };
        let mut inner = indent;
        if self.style == Style::Commands {
            line(page, indent, "data = json.loads(record.value)");
        } else {
            let kind = quoted(&self.scenario.event.kind);
            line(page, indent, "event = json.loads(record.value)");
            line(page, indent, &format!("if event[\"type\"] == {kind}:"));
            inner += 4;
            line(page, inner, "data = event[\"data\"]");
        }
        if self.is_idempotent() {
            line(page, inner, "if await seen(record.key):");
            line(page, inner + 4, "continue");
        }
        if self.fails() {
            line(page, inner, "try:");
            handle(page, inner + 4, self.service);
            line(page, inner, "except WorkError:");
            line(page, inner + 4, &self.on_failure());
            line(page, inner + 4, "continue");
        } else {
            handle(page, inner, self.service);
        }
        if self.is_idempotent() {
            line(page, inner, "await mark_seen(record.key)");
        }
        if self.replies() {
            let id = &self.words.id;
            let sent = format!("await producer.send(\"replies\", key=data[\"{id}\"])");
            page.lit(Place::Reply, format!("{:inner$}{sent}", ""));
        }
    }

    /// What becomes of a record that failed.
    fn on_failure(&self) -> String {
        let settings = self.settings();
        let wait = seconds(settings.length(Setting::RetryMs));
        let attempts = settings.get(Setting::Attempts);
        let at_last = match settings.get(Setting::OnError) {
            0 => String::new(),
            1 => format!(", attempts={attempts}, then=skip"),
            _ => format!(", attempts={attempts}, then=park(producer)"),
        };
        format!("await seek_back(consumer, record, wait={wait}{at_last})")
    }

    fn parks(&self) -> bool {
        self.fails() && self.settings().get(Setting::OnError) == 2
    }

    fn is_idempotent(&self) -> bool {
        self.service.settings.on(ServiceSetting::Idempotent)
    }

    fn tail(&self, page: &mut Page) {
        page.text(&match self.service.workers {
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
}

/// The same work, and the same line, on both sides.
fn handle(page: &mut Page, indent: usize, service: &Service) {
    let read = |field: &str| format!("{}=data[{}]", attribute(field), quoted(field));
    let read: Vec<_> = distinct([&service.needs]).into_iter().map(read).collect();
    page.call(Place::Handle, indent, "await handle(", &read, ")");
}
