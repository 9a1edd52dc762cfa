//! The programs of one style, whole: each listing with the modules that it imports, a folder for each program.
//!
//! A listing says only what teaches; these files are what makes it run. They stand in for a database and for
//! work, and their texts say so. Never here: a decision on what the producer or a consumer does.

use crate::listing::java;
use crate::listing::java_modules;
use crate::listing::names::{Name, Words, attribute, distinct, quoted, seconds};
use crate::listing::page::{Listing, Page};
use crate::listing::sources::{file_name, handler, is_java, producer};
use crate::listing::work::work;
use crate::scenario::choices::{KeyBy, OnError};
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::Intervention;
use crate::scenario::program::Style;
use crate::scenario::service::Service;
use crate::scenario::settings::ServiceSetting;
use crate::scenario::statement::Scenario;
use crate::sim::Duration;

const BASE: &str = include_str!("runtime/base.py");
const CONFIG: &str = include_str!("runtime/config.py");
const POLICY: &str = include_str!("runtime/policy.py");
const REPLIES: &str = include_str!("runtime/replies.py");
const RETRIES: &str = include_str!("runtime/retries.py");
const RUNNING: &str = include_str!("runtime/running.py");
const STORAGE: &str = include_str!("runtime/storage.py");
/// What the programs need from PyPI.
pub const REQUIREMENTS: &str = include_str!("runtime/requirements.txt");

/// A program: a folder with everything that it imports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The name of its folder, and of its first file without the ending.
    pub folder: String,
    /// The service whose program it is; the producer's if `None`.
    pub service: Option<ServiceId>,
    /// The variable of the environment that tells callers where it is; empty if nobody calls it.
    pub url_variable: String,
    /// The listing, then the modules that it imports.
    pub files: Vec<Listing>,
}

/// A topic that the programs expect to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// How many partitions it has.
    pub partitions: u32,
}

/// The programs of a style when `present` take part: the producer's first.
pub fn programs(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
    present: &[ServiceId],
) -> Vec<Program> {
    let roster = scenario.roster(interventions);
    let words = Words::new(scenario, &roster);
    let parts = Parts { scenario, style, words: &words, roster: &roster };
    let mut programs = vec![parts.producer(producer(scenario, style, interventions, present))];
    for &id in present {
        let Some(&service) = roster.get(usize::from(id)) else {
            continue;
        };
        programs.push(parts.service(id, service, handler(scenario, style, interventions, id)));
    }
    programs
}

/// The topics that the programs of a style expect.
pub fn topics(scenario: &Scenario, style: Style, interventions: &[Intervention]) -> Vec<Topic> {
    if !style.publishes() {
        return Vec::new();
    }
    let partitions = scenario.kafka.partitions;
    let topic = |name: String, partitions| Topic { name, partitions };
    let words = Words::new(scenario, &scenario.roster(interventions));
    let mut topics = match style {
        Style::Commands => words.services.iter().map(|name| topic(name.topic(), 1)).collect(),
        _ => vec![topic(scenario.event.topic.clone(), partitions)],
    };
    if scenario.settings.on_error() == OnError::DeadLetter {
        let parked: Vec<_> =
            topics.iter().map(|it| topic(it.name.clone() + ".dead-letter", 1)).collect();
        topics.extend(parked);
    }
    if style == Style::RequestReply {
        topics.push(topic(words.replies, 1));
    }
    topics
}

struct Parts<'a> {
    scenario: &'a Scenario,
    style: Style,
    words: &'a Words,
    roster: &'a [&'a Service],
}

impl Parts<'_> {
    fn producer(&self, listing: Listing) -> Program {
        let folder = file_name(&self.scenario.producer.name);
        if is_java(self.scenario, self.style) {
            let of = java_modules::of_producer(self.scenario, self.style, self.words, self.roster);
            return Program {
                folder,
                service: None,
                url_variable: String::new(),
                files: with(listing, of),
            };
        }
        let mut files = vec![listing, self.storage()];
        if self.style.publishes() {
            files.push(file("config.py", CONFIG));
        } else {
            files.push(file("clients/__init__.py", ""));
            files.push(file("clients/base.py", BASE));
            files.push(file("clients/policy.py", POLICY));
            files.extend(self.clients());
        }
        if self.style == Style::RequestReply {
            files.push(file("replies.py", REPLIES));
        }
        Program { folder, service: None, url_variable: String::new(), files }
    }

    fn clients(&self) -> impl Iterator<Item = Listing> {
        self.words.services.iter().zip(8001..).map(|(name, port)| {
            let variable = url_variable(name);
            let client = name.client();
            let text = format!(
                r#"import os

from clients.base import Client


class {client}(Client):
    url = os.environ.get("{variable}", "http://localhost:{port}")
"#
            );
            file(&format!("clients/{}.py", name.ident), &text)
        })
    }

    /// What users send, with every field that somebody asks for, and where it is kept.
    fn storage(&self) -> Listing {
        let Words { class, id, .. } = self.words;
        let customer: Vec<String> = match self.scenario.settings.key_by() {
            KeyBy::Customer => vec!["customer_id".into()],
            KeyBy::Task | KeyBy::None => Vec::new(),
        };
        let lists = [&customer, &self.scenario.event.fields];
        let needs = self.roster.iter().map(|service| &service.needs);
        let asked = distinct(lists.into_iter().chain(needs));
        let fields: String = asked
            .into_iter()
            .filter(|field| field != id)
            .map(|field| format!("    {}: str = \"\"\n", attribute(field)))
            .collect();
        let told = "    task_id: str = field(default_factory=lambda: uuid4().hex)\n";
        let mut text = STORAGE
            .replace(told, &(told.to_string() + &fields))
            .replace("task_id", id)
            .replace("Task", class);
        let save = self.scenario.producer.save;
        if save > Duration::ZERO {
            let head = format!(") -> {class}:\n");
            let wait = format!("{head}        await asyncio.sleep({})\n", seconds(save));
            text = text
                .replace(&head, &wait)
                .replace("import json\n", "import asyncio\nimport json\n");
        }
        file("storage.py", &text)
    }

    fn service(&self, id: ServiceId, service: &Service, listing: Listing) -> Program {
        let folder = self.words.services.get(usize::from(id)).map_or_else(String::new, Name::stem);
        if is_java(self.scenario, self.style) {
            let files = with(listing, java_modules::of_consumer(self.words, service));
            return Program { folder, service: Some(id), url_variable: String::new(), files };
        }
        let consumes = self.style.publishes();
        let once = consumes && service.settings.is_idempotent();
        let mut page = Page::default();
        work(&mut page, self.words, service, once);
        let mut files = vec![listing, Listing { file: "work.py".into(), lines: page.0 }];
        if consumes {
            files.push(file("config.py", CONFIG));
            files.push(file("running.py", RUNNING));
            let fails = [ServiceSetting::ErrorRate, ServiceSetting::FailsOn];
            if fails.into_iter().any(|setting| service.settings.on(setting)) {
                files.push(file("retries.py", RETRIES));
            }
        }
        let name = self.words.services.get(usize::from(id)).filter(|_| !consumes);
        let url_variable = name.map(url_variable).unwrap_or_default();
        Program { folder, service: Some(id), url_variable, files }
    }
}

/// A listing and the modules that it uses.
fn with(listing: Listing, modules: Vec<(String, String)>) -> Vec<Listing> {
    let modules = modules.into_iter().map(|(name, text)| file(&name, &text));
    std::iter::once(listing).chain(modules).collect()
}

fn url_variable(name: &Name) -> String {
    name.slug.to_ascii_uppercase() + "_URL"
}

/// A file of its own text.
fn file(name: &str, text: &str) -> Listing {
    let mut page = Page::default();
    if !text.is_empty() {
        page.text(text.trim_end_matches('\n'));
    }
    Listing { file: name.into(), lines: page.0 }
}

/// How to start the programs, for whoever has only their folder.
pub fn readme(scenario: &Scenario, style: Style, programs: &[Program], topics: &[Topic]) -> String {
    let java = is_java(scenario, style);
    let bring = if java {
        "# LIBS: a folder with kafka-clients 4.3.0, jackson-databind and what they need; cargo xtask kafka start fetches one.\n\
         export LIBS=$HOME/.cache/coupling-workbook/kafka-4.3.0/libs\n"
    } else {
        "python3 -m venv .venv && .venv/bin/pip install -r requirements.txt\n"
    };
    let mut text = format!(
        "# {}\n\nThe style is {}. One program a folder; each folder is started by itself.\n\n```sh\n{bring}",
        scenario.title,
        quoted(style.word())
    );
    if !topics.is_empty() {
        text.push_str("export KAFKA=localhost:9092    # where your Kafka is\n");
    }
    for topic in topics {
        text.push_str(&format!(
            "kafka-topics.sh --bootstrap-server $KAFKA --create --topic {} --partitions {}\n",
            topic.name, topic.partitions
        ));
    }
    for program in programs {
        text.push_str(&start_line(style, program, java));
    }
    let words = Words::new(scenario, &scenario.roster(&[]));
    let path = &words.path;
    let sent = format!("'{{\"{}\": \"1\"}}'", words.id);
    text.push_str(&format!("curl --json {sent} http://localhost:8000/{path}\n```\n"));
    if !java {
        text.push_str(
            "\nWhat a service has done is in its work.db: `sqlite3 work.db \"select * from done\"`.\n",
        );
    }
    text
}

/// The line that starts a program.
fn start_line(style: Style, program: &Program, java: bool) -> String {
    let Program { folder, service, .. } = program;
    if java {
        let class = java::class(folder);
        return format!(
            "(cd {folder} && javac -cp \"$LIBS/*\" -d out *.java && java -cp \"out:$LIBS/*\" {class}) &\n"
        );
    }
    let port = 8000 + service.map_or(0, |id| u32::from(id) + 1);
    if service.is_none() || !style.publishes() {
        format!("(cd {folder} && ../.venv/bin/python -m uvicorn {folder}:app --port {port}) &\n")
    } else {
        format!("(cd {folder} && ../.venv/bin/python {folder}.py) &\n")
    }
}
