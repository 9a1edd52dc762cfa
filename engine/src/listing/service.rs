//! A service's source: the endpoint that is called, or the consumer that reads.
//!
//! The line that does the work is the same in both. Never here: the producer.

use crate::listing::names::{Name, Words, attribute, quoted, seconds};
use crate::listing::page::Page;
use crate::listing::page::Place;
use crate::scenario::choices::{Commit, Holds, OnError};
use crate::scenario::intervention::Start;
use crate::scenario::program::Style;
use crate::scenario::service::Service;
use crate::scenario::settings::{PerMille, Setting, Settings};
use crate::scenario::statement::Scenario;

/// aiokafka's own values (0.14.0); where the run has others, the program says so.
const AIOKAFKA_SESSION_TIMEOUT_MS: u32 = 10_000;
const AIOKAFKA_MAX_POLL_INTERVAL_MS: u32 = 300_000;

/// Calls wait for a worker in the order in which they came, and go on when their caller has gone.
pub(super) fn endpoint(page: &mut Page, words: &Words, service: &Service) {
    let (title, workers) = (quoted(&service.name), service.workers);
    page.text(&format!(
        r#"import asyncio
from typing import Any

from fastapi import FastAPI

from work import handle

app = FastAPI(title={title})
workers = asyncio.Semaphore({workers})


@app.post("/tell")"#
    ));
    page.lit(Place::Receive, "async def tell(data: dict[str, Any]) -> dict[str, str]:");
    page.lit(Place::Receive, "    async with workers:");
    handle(page, 8, words, service);
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

    fn commits(&self) -> Commit {
        self.settings().commit()
    }

    fn replies(&self) -> bool {
        self.style == Style::RequestReply
    }

    fn fails(&self) -> bool {
        let settings = &self.service.settings;
        settings.error_rate() > PerMille::NONE || settings.fails_on() > 0
    }

    /// What the program imports: the standard library, aiokafka, and the service's own modules.
    fn imports(&self, page: &mut Page) {
        page.text("import json");
        if self.commits() == Commit::After {
            page.text("from contextlib import suppress");
        }
        let producer = if self.sends() { ", AIOKafkaProducer" } else { "" };
        page.text(&format!("\nfrom aiokafka import AIOKafkaConsumer{producer}"));
        if self.commits() != Commit::Auto {
            page.text("from aiokafka.errors import CommitFailedError");
        }
        page.text("\nfrom config import KAFKA");
        if self.fails() {
            page.text(&format!("from retries import {}", self.goes_back()));
        }
        page.text("from running import run");
        let error = if self.fails() { "WorkError, " } else { "" };
        let once = if self.is_idempotent() { ", once" } else { "" };
        page.text(&format!("from work import {error}handle{once}"));
    }

    fn head(&self, page: &mut Page, start: Start) {
        self.imports(page);
        page.text("\n\nasync def consume() -> None:");
        page.text("    consumer = AIOKafkaConsumer(");
        self.configuration(start).iter().for_each(|line| page.text(&format!("        {line}")));
        page.text("    )");
        if self.sends() {
            page.text("    producer = AIOKafkaProducer(");
            page.text("        bootstrap_servers=KAFKA,");
            page.text("        enable_idempotence=True,");
            page.text("    )");
            page.text("    async with consumer, producer:");
        } else {
            page.text("    async with consumer:");
        }
    }

    /// The topic that it reads.
    fn topic(&self) -> String {
        match self.style {
            Style::Commands => self.name.topic(),
            _ => self.scenario.event.topic.clone(),
        }
    }

    /// What the consumer is told: what the run does otherwise than aiokafka would by itself.
    fn configuration(&self, start: Start) -> Vec<String> {
        let settings = self.settings();
        let topic = quoted(&self.topic());
        let (group, spelt) = (self.name.stem().replace('_', "-"), self.name.comment());
        let reset = if start == Start::Earliest { "earliest" } else { "latest" };
        let mut lines = vec![
            format!("{topic},"),
            "bootstrap_servers=KAFKA,".into(),
            format!("group_id=\"{group}\",{spelt}"),
            format!("auto_offset_reset=\"{reset}\","),
        ];
        if self.commits() == Commit::Auto {
            let every = settings.auto_commit_interval().whole_ms();
            lines.push(format!("auto_commit_interval_ms={every},"));
        } else {
            lines.push("enable_auto_commit=False,".into());
        }
        for (setting, default) in [
            (Setting::SessionTimeoutMs, AIOKAFKA_SESSION_TIMEOUT_MS),
            (Setting::MaxPollIntervalMs, AIOKAFKA_MAX_POLL_INTERVAL_MS),
        ] {
            let value = settings.get(setting);
            if value != default {
                lines.push(format!("{}={value},", setting.spec().key));
            }
        }
        lines
    }

    fn body(&self, page: &mut Page) {
        let most = self.settings().max_poll_records();
        if most == 1 {
            page.lit(Place::Poll, "        async for record in consumer:");
            self.commit_before(page);
            self.record(page, 12, "continue");
        } else {
            page.text("        while True:");
            page.lit(Place::Poll, "            batch = await consumer.getmany(");
            let arguments = format!("                timeout_ms=1000, max_records={most}");
            page.lit(Place::Poll, arguments);
            page.lit(Place::Poll, "            )");
            self.commit_before(page);
            page.text("            for records in batch.values():");
            page.text("                for record in records:");
            // What follows a failed record in its partition waits with it.
            self.record(page, 20, "break");
        }
        if self.commits() == Commit::After {
            page.text("            with suppress(CommitFailedError):");
            page.lit(Place::Commit, "                await consumer.commit()");
        }
    }

    /// Who cannot commit is no longer in the group, and works on nothing.
    fn commit_before(&self, page: &mut Page) {
        if self.commits() == Commit::Before {
            page.text("            try:");
            page.lit(Place::Commit, "                await consumer.commit()");
            page.text("            except CommitFailedError:");
            page.text("                continue");
        }
    }

    /// What is done with one record; `leave` is what leaves it for later.
    fn record(&self, page: &mut Page, indent: usize, leave: &str) {
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
        if !self.fails() {
            self.work(page, inner);
            return self.reply(page, inner);
        }
        line(page, inner, "try:");
        self.work(page, inner + 4);
        line(page, inner, "except WorkError:");
        self.after_failure(page, inner + 4, leave);
        if self.replies() {
            line(page, inner, "else:");
            self.reply(page, inner + 4);
        }
    }

    /// The work; done once for each task where the service recognises what it has done, because the mark and
    /// the work are one transaction.
    fn work(&self, page: &mut Page, indent: usize) {
        if self.is_idempotent() {
            let id = quoted(&self.words.id);
            page.text(&format!("{:indent$}async with once(data[{id}]) as is_new:", ""));
            page.text(&format!("{:indent$}    if is_new:", ""));
            handle(page, indent + 8, self.words, self.service);
        } else {
            handle(page, indent, self.words, self.service);
        }
    }

    /// The reply is acknowledged before the record that it answers is committed.
    fn reply(&self, page: &mut Page, indent: usize) {
        if self.replies() {
            let (id, from) = (quoted(&self.words.id), quoted(&self.name.ident));
            page.text(&format!("{:indent$}reply = {{\"from\": {from}, {id}: data[{id}]}}", ""));
            let arguments = [
                quoted(&self.words.replies),
                "json.dumps(reply).encode()".into(),
                format!("key=str(data[{id}]).encode()"),
            ];
            page.call(Place::Reply, indent, "await producer.send_and_wait(", &arguments, ")");
        }
    }

    /// What becomes of a record that failed: it is tried again later, and after so many attempts skipped or
    /// sent to the dead-letter topic.
    fn after_failure(&self, page: &mut Page, indent: usize, leave: &str) {
        let settings = self.settings();
        let wait = seconds(settings.record_retry_wait());
        let attempts = settings.record_attempts();
        let back = self.goes_back();
        let mut line = |text: String| page.text(&format!("{:indent$}{text}", ""));
        if settings.on_error() == OnError::Retry {
            line(format!("await {back}(consumer, record, wait={wait})"));
            return line(leave.into());
        }
        line(format!("if await {back}("));
        line(format!("    consumer, record, wait={wait}, attempts={attempts}"));
        line("):".into());
        line(format!("    {leave}"));
        if self.parks() {
            line("await producer.send_and_wait(".into());
            line(format!("    {},", quoted(&(self.topic() + ".dead-letter"))));
            line("    record.value,".into());
            line("    key=record.key,".into());
            line(")".into());
        }
    }

    /// How it goes back to a record that failed.
    fn goes_back(&self) -> &'static str {
        match self.settings().retry_holds() {
            Holds::Partition => "seek_back",
            Holds::Member => "wait_back",
        }
    }

    /// Whether it has a producer of its own.
    fn sends(&self) -> bool {
        self.replies() || self.parks()
    }

    fn parks(&self) -> bool {
        self.fails() && self.settings().on_error() == OnError::DeadLetter
    }

    fn is_idempotent(&self) -> bool {
        self.service.settings.is_idempotent()
    }

    fn tail(&self, page: &mut Page) {
        page.text(&match self.service.workers {
            1 => "\n\nrun(consume())".into(),
            workers => format!(
                "\n\n# Members of one group share the partitions.\nrun(*(consume() for _ in range({workers})))"
            ),
        });
    }
}

/// The same work, and the same line, on both sides.
fn handle(page: &mut Page, indent: usize, words: &Words, service: &Service) {
    let read = |field: &str| format!("{}=data[{}]", attribute(field), quoted(field));
    let read: Vec<_> = words.told(service).into_iter().map(read).collect();
    page.call(Place::Handle, indent, "await handle(", &read, ")");
}
