//! The producer's source in Java, for runs of the Java client: its clients, and its endpoint step by step.
//!
//! Never here: what a client is told ([`crate::listing::java`]), or a direct call, which has no Kafka client.

use crate::listing::java;
use crate::listing::names::{Words, distinct, quoted};
use crate::listing::page::{Page, Place};
use crate::scenario::choices::KeyBy;
use crate::scenario::ids::ServiceId;
use crate::scenario::program::Step;
use crate::scenario::service::Service;
use crate::scenario::statement::Scenario;

/// The facts that the source is written from.
pub(super) struct JavaProducer<'a> {
    pub scenario: &'a Scenario,
    pub roster: Vec<&'a Service>,
    pub present: Vec<ServiceId>,
    pub words: Words,
    pub steps: Vec<Step>,
    pub class: String,
}

impl JavaProducer<'_> {
    /// The whole file.
    pub fn write(&self, page: &mut Page) {
        self.imports(page);
        let class = &self.class;
        page.text(&format!("\npublic class {class} {{"));
        page.text("    final ObjectMapper json = new ObjectMapper();");
        page.text("    final Db db = new Db();");
        if self.awaits_replies() {
            let (topic, id) = (quoted(&self.words.replies), quoted(&self.words.id));
            page.text(&format!("    final Replies replies = new Replies({topic}, {id});"));
        }
        let pairs = java::producer(self.scenario);
        let made = "final KafkaProducer<String, String> kafka";
        java::client(page, 4, made, &pairs, "Producer");
        let path = quoted(&format!("/{}", self.words.path));
        page.text(&format!(
            r#"
    public static void main(String[] arguments) throws Exception {{
        var api = new {class}();"#
        ));
        if self.relays() {
            page.text("        new Thread(api::relay).start();");
        }
        page.text(&format!("        Api.serve({path}, api::post);\n    }}\n"));
        let task = &self.words.class;
        page.text(&format!("    {task} post({task} task) throws Exception {{"));
        self.endpoint(page);
        page.text("    }");
        if self.relays() {
            self.relay(page);
        }
        page.text("}");
    }

    fn imports(&self, page: &mut Page) {
        page.text("import com.fasterxml.jackson.databind.ObjectMapper;");
        for (wanted, name) in [
            (self.awaits_replies(), "java.time.Duration"),
            (self.relays(), "java.util.HashMap"),
            (true, "java.util.LinkedHashMap"),
            (self.awaits_replies() || self.relays(), "java.util.List"),
            (true, "java.util.Map"),
            (self.relays(), "java.util.concurrent.ExecutionException"),
            (self.relays(), "java.util.concurrent.Future"),
            (true, "org.apache.kafka.clients.producer.KafkaProducer"),
            (true, "org.apache.kafka.clients.producer.ProducerRecord"),
            (true, "org.apache.kafka.common.serialization.StringSerializer"),
        ] {
            if wanted {
                page.text(&format!("import {name};"));
            }
        }
    }

    fn endpoint(&self, page: &mut Page) {
        let mut task = "task";
        for step in &self.steps {
            match step {
                Step::Save => {
                    let class = &self.words.class;
                    page.lit(Place::Save, format!("        {class} saved = db.save(task);"));
                    task = "saved";
                }
                Step::Publish => {
                    self.event(page, task);
                    let record = self.record(&quoted(&self.scenario.event.topic), "event");
                    self.send(page, Place::Publish, &record);
                }
                Step::SaveWithEvent => {
                    self.event(page, task);
                    let record = self.record(&quoted(&self.scenario.event.topic), "event");
                    let arguments = ["task".to_string(), record];
                    let head = format!("{} saved = db.save(", self.words.class);
                    page.call_java(Place::Save, 8, &head, &arguments, ");");
                    task = "saved";
                }
                Step::AwaitReplies(services) => self.await_replies(page, services),
                Step::Command(service) => self.command(page, *service),
                Step::Respond => page.lit(Place::Respond, "        return saved;"),
                // A direct call is not of a program that publishes.
                Step::Call(_) | Step::CallAll(_) => {}
            }
        }
    }

    fn await_replies(&self, page: &mut Page, services: &[ServiceId]) {
        let name = |id: &ServiceId| self.words.services.get(usize::from(*id));
        let from = services.iter().filter_map(name).map(|name| quoted(&name.ident));
        let from: Vec<_> = from.collect();
        let arguments = [
            java::accessor("saved", &self.words.id),
            format!("List.of({})", from.join(", ")),
            java::duration(self.scenario.producer.call_timeout),
        ];
        page.call_java(Place::Replies, 8, "replies.await(", &arguments, ");");
    }

    /// The event, with every field that somebody needs.
    fn event(&self, page: &mut Page, task: &str) {
        let asks = |id: &ServiceId| !self.words.id_for(self.roster[usize::from(*id)]).is_empty();
        let told_apart = self.awaits_replies() || self.present.iter().any(asks);
        let id = if told_apart { vec![self.words.id.clone()] } else { Vec::new() };
        let needs = self.present.iter().map(|&id| &self.roster[usize::from(id)].needs);
        let fields = distinct([&self.scenario.event.fields].into_iter().chain(needs).chain([&id]));
        self.map(page, "data", &fields, task);
        self.key(page, task);
        let kind = quoted(&self.scenario.event.kind);
        let pairs = format!("Map.of(\"type\", {kind}, \"data\", data)");
        page.text(&format!("        String event = json.writeValueAsString({pairs});"));
    }

    fn map(&self, page: &mut Page, name: &str, fields: &[&str], task: &str) {
        page.text(&format!("        var {name} = new LinkedHashMap<String, String>();"));
        for field in fields {
            let value = java::accessor(task, field);
            page.text(&format!("        {name}.put({}, {value});", quoted(field)));
        }
    }

    fn key(&self, page: &mut Page, task: &str) {
        let of = match self.scenario.settings.key_by() {
            KeyBy::Task => self.words.id.as_str(),
            KeyBy::None => return,
            KeyBy::Customer => "customer_id",
        };
        page.text(&format!("        String key = {};", java::accessor(task, of)));
    }

    fn record(&self, topic: &str, value: &str) -> String {
        let key = if self.has_key() { "key, " } else { "" };
        format!("new ProducerRecord<>({topic}, {key}{value})")
    }

    fn has_key(&self) -> bool {
        self.scenario.settings.key_by() != KeyBy::None
    }

    /// A send, awaited to its acknowledgement or only into the buffer.
    fn send(&self, page: &mut Page, place: Place, record: &str) {
        let awaited = if self.scenario.settings.awaits_ack() { ".get()" } else { "" };
        page.call_java(place, 8, "kafka.send(", &[record.to_string()], &format!("){awaited};"));
    }

    /// A command to one service, with exactly the fields that it needs.
    fn command(&self, page: &mut Page, service: ServiceId) {
        let index = usize::from(service);
        let (Some(spec), Some(name)) = (self.roster.get(index), self.words.services.get(index))
        else {
            return;
        };
        let is_first = self.steps.iter().find(|step| matches!(step, Step::Command(_)))
            == Some(&Step::Command(service));
        if is_first {
            self.key(page, "saved");
        }
        let id = self.words.id_for(spec);
        let variable = format!("for{}", java::class(&name.slug));
        self.map(page, &variable, &distinct([&spec.needs, &id]), "saved");
        let value = format!("json.writeValueAsString({variable})");
        let record = self.record(&quoted(&name.topic()), &value);
        self.send(page, Place::Call(service), &record);
    }

    /// The relay marks, when it looks the next time, what has been acknowledged since.
    fn relay(&self, page: &mut Page) {
        let every = self.scenario.settings.relay_interval().0 / 1_000;
        page.text(&format!(
            r#"
    void relay() {{
        var underWay = new HashMap<Long, Future<?>>();
        try {{
            while (true) {{
                Thread.sleep({every});
                for (long row : List.copyOf(underWay.keySet())) {{
                    if (underWay.get(row).isDone()) {{
                        markIfStored(row, underWay.remove(row));
                    }}
                }}"#
        ));
        let by_customer = self.scenario.settings.key_by() == KeyBy::Customer;
        if by_customer {
            page.text("                var held = new HashMap<String, Long>();");
        }
        page.text("                for (var event : db.unmarked().entrySet()) {");
        page.text("                    long row = event.getKey();");
        if by_customer {
            // Else a failure would put what follows it before it.
            page.text("                    String key = event.getValue().key();");
            page.text("                    if (held.putIfAbsent(key, row) != null) {");
            page.text("                        continue;");
            page.text("                    }");
        }
        page.text("                    if (!underWay.containsKey(row)) {");
        page.lit(
            Place::Publish,
            "                        underWay.put(row, kafka.send(event.getValue()));",
        );
        page.text(
            r#"                    }
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    void markIfStored(long row, Future<?> sent) throws InterruptedException {
        try {
            sent.get();
            db.mark(row);
        } catch (ExecutionException failed) {
            // The next look sends it again.
        }
    }"#,
        );
    }

    fn relays(&self) -> bool {
        self.steps.contains(&Step::SaveWithEvent)
    }

    fn awaits_replies(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::AwaitReplies(_)))
    }
}
