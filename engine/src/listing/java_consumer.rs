//! A service's source in Java, for runs of the Java client: the consumer that reads.
//!
//! Never here: the producer, or a service that is called.

use crate::listing::java;
use crate::listing::names::{Name, Words, quoted};
use crate::listing::page::{Page, Place};
use crate::scenario::choices::{Commit, Holds, OnError};
use crate::scenario::intervention::Start;
use crate::scenario::program::Style;
use crate::scenario::service::Service;
use crate::scenario::settings::{ServiceSetting, Setting};
use crate::scenario::statement::Scenario;

/// The Java client's own values (Apache Kafka 4.3); where the run has others, the program says so.
const DEFAULTS: [(Setting, &str, u32); 3] = [
    (Setting::MaxPollRecords, "max.poll.records", 500),
    (Setting::SessionTimeoutMs, "session.timeout.ms", 45_000),
    (Setting::MaxPollIntervalMs, "max.poll.interval.ms", 300_000),
];
use crate::sim::Duration;

const AUTO_COMMIT_INTERVAL: Duration = Duration::from_s(5);

/// The facts that the source is written from.
pub(super) struct JavaConsumer<'a> {
    pub scenario: &'a Scenario,
    pub words: &'a Words,
    pub style: Style,
    pub service: &'a Service,
    pub name: &'a Name,
}

impl JavaConsumer<'_> {
    /// The whole file.
    pub fn write(&self, page: &mut Page, start: Start) {
        self.imports(page);
        let class = java::class(&self.name.stem());
        let (workers, spelt) = (self.service.workers, self.name.spelt.as_ref());
        let spelt = spelt.map_or_else(String::new, |name| format!("/** {name}. */\n"));
        page.text(&format!("\n{spelt}public class {class} {{"));
        page.text("    static final ObjectMapper JSON = new ObjectMapper();\n");
        page.text("    public static void main(String[] arguments) {");
        if workers > 1 {
            page.text("        // Members of one group share the partitions.");
        }
        page.text(&format!("        Running.run({workers}, {class}::consume);\n    }}\n"));
        page.text("    static void consume() throws Exception {");
        let pairs = self.configuration(start);
        java::client(page, 8, "var consumer", &pairs, "Consumer");
        let mut closed = vec!["consumer"];
        if self.sends() {
            let pairs = [("bootstrap.servers", "Config.KAFKA".to_string())];
            java::client(page, 8, "var producer", &pairs, "Producer");
            closed.push("producer");
        }
        if self.fails() {
            page.text("        var retries = new Retries();");
        }
        page.text(&format!("        try ({}) {{", closed.join("; ")));
        let topic = quoted(&self.topic());
        page.text(&format!("            consumer.subscribe(List.of({topic}));"));
        self.poll(page);
        page.text("        }\n    }\n}");
    }

    fn imports(&self, page: &mut Page) {
        for (wanted, name) in [
            (true, "com.fasterxml.jackson.databind.JsonNode"),
            (true, "com.fasterxml.jackson.databind.ObjectMapper"),
            (true, "java.time.Duration"),
            (true, "java.util.List"),
            (true, "java.util.Map"),
            (
                self.commits() != Commit::Auto,
                "org.apache.kafka.clients.consumer.CommitFailedException",
            ),
            (true, "org.apache.kafka.clients.consumer.KafkaConsumer"),
            (self.sends(), "org.apache.kafka.clients.producer.KafkaProducer"),
            (self.sends(), "org.apache.kafka.clients.producer.ProducerRecord"),
            (true, "org.apache.kafka.common.serialization.StringDeserializer"),
            (self.sends(), "org.apache.kafka.common.serialization.StringSerializer"),
        ] {
            if wanted {
                page.text(&format!("import {name};"));
            }
        }
    }

    fn configuration(&self, start: Start) -> Vec<(&'static str, String)> {
        let settings = &self.scenario.settings;
        let reset = if start == Start::Earliest { "earliest" } else { "latest" };
        let group = self.name.stem().replace('_', "-");
        let mut pairs = vec![
            ("bootstrap.servers", "Config.KAFKA".to_string()),
            ("group.id", quoted(&group)),
            ("auto.offset.reset", quoted(reset)),
        ];
        if self.commits() != Commit::Auto {
            pairs.push(("enable.auto.commit", quoted("false")));
        } else if settings.auto_commit_interval() != AUTO_COMMIT_INTERVAL {
            let every = settings.auto_commit_interval().whole_ms();
            pairs.push(("auto.commit.interval.ms", quoted(&every.to_string())));
        }
        for (setting, name, default) in DEFAULTS {
            let value = settings.get(setting);
            if value != default {
                pairs.push((name, quoted(&value.to_string())));
            }
        }
        pairs
    }

    fn poll(&self, page: &mut Page) {
        page.text("            while (Running.goesOn(consumer)) {");
        if self.fails() {
            page.text("                retries.resumeDue(consumer);");
        }
        let wait = if self.fails() { "Duration.ofMillis(100)" } else { "Duration.ofSeconds(1)" };
        page.lit(Place::Poll, format!("                var batch = consumer.poll({wait});"));
        if self.commits() == Commit::Before {
            self.commit(page, "continue;");
        }
        if self.fails() {
            // What follows a failed record in its partition waits with it.
            page.text("                for (var partition : batch.partitions()) {");
            page.text("                    for (var record : batch.records(partition)) {");
            self.record(page, 24);
            page.text("                    }\n                }");
        } else {
            page.text("                for (var record : batch) {");
            self.record(page, 20);
            page.text("                }");
        }
        if self.commits() == Commit::After {
            self.commit(page, "// Another member reads them.");
        }
        page.text("            }");
    }

    /// Who cannot commit has lost its partitions.
    fn commit(&self, page: &mut Page, otherwise: &str) {
        page.text("                try {");
        page.lit(Place::Commit, "                    consumer.commitSync();");
        page.text("                } catch (CommitFailedException evicted) {");
        page.text(&format!("                    {otherwise}"));
        page.text("                }");
    }

    /// What is done with one record.
    fn record(&self, page: &mut Page, indent: usize) {
        let line = |page: &mut Page, indent: usize, text: &str| {
            page.text(&format!("{:indent$}{text}", ""));
        };
        if self.style == Style::Commands {
            line(page, indent, "JsonNode data = JSON.readTree(record.value());");
        } else {
            let kind = quoted(&self.scenario.event.kind);
            line(page, indent, "JsonNode event = JSON.readTree(record.value());");
            line(page, indent, &format!("if (!event.get(\"type\").asText().equals({kind})) {{"));
            line(page, indent + 4, "continue;");
            line(page, indent, "}");
            line(page, indent, "JsonNode data = event.get(\"data\");");
        }
        if !self.fails() {
            self.work(page, indent);
            return self.reply(page, indent);
        }
        line(page, indent, "try {");
        self.work(page, indent + 4);
        self.reply(page, indent + 4);
        line(page, indent, "} catch (WorkException failed) {");
        self.after_failure(page, indent + 4);
        line(page, indent, "}");
    }

    fn work(&self, page: &mut Page, indent: usize) {
        let read = |field: &str| format!("data.get({}).asText()", quoted(field));
        let read: Vec<_> = self.words.told(self.service).into_iter().map(read).collect();
        if self.service.settings.is_idempotent() {
            let id = read_id(self.words);
            page.call_java(
                Place::Handle,
                indent,
                &format!("Work.once({id}, () -> Work.handle("),
                &read,
                "));",
            );
        } else {
            page.call_java(Place::Handle, indent, "Work.handle(", &read, ");");
        }
    }

    /// The reply is acknowledged before the record that it answers is committed.
    fn reply(&self, page: &mut Page, indent: usize) {
        if self.style != Style::RequestReply {
            return;
        }
        let (id, from) = (quoted(&self.words.id), quoted(&self.name.ident));
        let read = read_id(self.words);
        page.text(&format!(
            "{:indent$}String reply = JSON.writeValueAsString(Map.of(\"from\", {from}, {id}, {read}));",
            ""
        ));
        let topic = quoted(&self.words.replies);
        let record = format!("new ProducerRecord<>({topic}, {read}, reply)");
        page.call_java(Place::Reply, indent, "producer.send(", &[record], ").get();");
    }

    /// What becomes of a record that failed.
    fn after_failure(&self, page: &mut Page, indent: usize) {
        let settings = &self.scenario.settings;
        let back = match settings.retry_holds() {
            Holds::Partition => "seekBack",
            Holds::Member => "waitBack",
        };
        let wait = java::duration(settings.record_retry_wait());
        let line = |page: &mut Page, text: &str| page.text(&format!("{:indent$}{text}", ""));
        if settings.on_error() == OnError::Retry {
            line(page, &format!("retries.{back}(consumer, record, {wait}, Retries.FOR_EVER);"));
            return line(page, "break;");
        }
        let attempts = settings.record_attempts();
        line(page, &format!("if (retries.{back}(consumer, record, {wait}, {attempts})) {{"));
        line(page, "    break;");
        line(page, "}");
        if self.parks() {
            let topic = quoted(&(self.topic() + ".dead-letter"));
            line(page, "producer.send(");
            line(page, &format!("    new ProducerRecord<>({topic}, record.key(), record.value())"));
            line(page, ").get();");
        }
    }

    fn topic(&self) -> String {
        match self.style {
            Style::Commands => self.name.topic(),
            _ => self.scenario.event.topic.clone(),
        }
    }

    fn commits(&self) -> Commit {
        self.scenario.settings.commit()
    }

    fn fails(&self) -> bool {
        let fails = [ServiceSetting::ErrorRate, ServiceSetting::FailsOn];
        fails.into_iter().any(|setting| self.service.settings.on(setting))
    }

    fn parks(&self) -> bool {
        self.fails() && self.scenario.settings.on_error() == OnError::DeadLetter
    }

    fn sends(&self) -> bool {
        self.style == Style::RequestReply || self.parks()
    }
}

fn read_id(words: &Words) -> String {
    format!("data.get({}).asText()", quoted(&words.id))
}
