//! Every program that the settings lead to: which settings change a listing is found by trying them, and their
//! combinations are written out.
//!
//! Two texts that differ in numbers only are one program. Never here: whether a program is good.

use std::collections::{BTreeMap, BTreeSet};

use engine::listing::{Listing, Program, programs};
use engine::scenario::{
    Client, KeyBy, Latency, Scenario, Service, ServiceId, ServiceSetting, Setting, Spec, Style,
    Unit,
};
use engine::sim::Duration;

/// A change of the scenario that the course begins with.
#[derive(Clone, Copy, Debug)]
enum Change {
    System(Setting, u32),
    Service(ServiceSetting, u32),
    Workers(u32),
    Latency(Latency),
    Save(Duration),
}

/// The ways in which one thing can be.
type Ways = Vec<Change>;

/// Programs and what they lack.
pub struct Found {
    /// The distinct files of all programs in Python, by names of their own.
    pub files: BTreeMap<String, String>,
    /// Those in Java, each in a folder of its own.
    pub java: BTreeMap<String, String>,
    /// What a program imports that its own modules do not define.
    pub missing: BTreeSet<String>,
}

/// All programs.
pub fn programs_of_all_settings() -> Found {
    let (mut files, mut missing) = (BTreeMap::new(), BTreeSet::new());
    let mut java = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for style in Style::ALL {
        for part in [Part::Producer, Part::Service] {
            let ways: Vec<Ways> =
                all_ways().into_iter().filter(|ways| part.depends_on(style, ways)).collect();
            for changes in product(&ways) {
                let program = part.program(style, &changes);
                for file in program.iter().enumerate().filter_map(written_anew) {
                    let (text, next) = (file.text(), seen.len());
                    if !seen.insert(without_numbers(&text)) {
                        continue;
                    }
                    if let Some(class) = file.file.strip_suffix(".java") {
                        java.insert(format!("p{next:04}/{class}.java"), text);
                    } else {
                        missing.extend(lacking(&text, &program));
                        files.insert(format!("{}_{next:04}.py", module(&file.file)), text);
                    }
                }
            }
        }
    }
    Found { files, java, missing }
}

/// What a text imports from modules of its program that do not define it, or from modules that are not there.
fn lacking(text: &str, program: &[Listing]) -> Vec<String> {
    let imports =
        text.lines().filter_map(|line| line.strip_prefix("from ")?.split_once(" import "));
    let mut lacking = Vec::new();
    for (from, names) in imports {
        let path = from.replace('.', "/") + ".py";
        let own = program.iter().find(|file| file.file == path).map(Listing::text);
        let Some(own) = own else {
            if !ELSEWHERE.contains(&from) {
                lacking.push(format!("{from}, which is no module"));
            }
            continue;
        };
        let defines = |name: &str| {
            ["def ", "async def ", "class ", ""].iter().any(|kind| {
                own.lines()
                    .filter_map(|line| line.strip_prefix(kind)?.strip_prefix(name))
                    .any(|rest| rest.starts_with(['(', ':']) || rest.starts_with(" = "))
            })
        };
        let names = names.split(", ").filter(|name| !defines(name));
        lacking.extend(names.map(|name| format!("{name} of {from}")));
    }
    lacking
}

/// Modules of Python itself, and of what the programs ask PyPI for.
const ELSEWHERE: [&str; 11] = [
    "aiokafka",
    "aiokafka.errors",
    "collections.abc",
    "contextlib",
    "contextvars",
    "dataclasses",
    "fastapi",
    "httpx",
    "logging",
    "typing",
    "uuid",
];

/// Whose files are looked at: one service stands for all, since each is written alike.
#[derive(Clone, Copy)]
enum Part {
    Producer,
    Service,
}

impl Part {
    fn depends_on(self, style: Style, ways: &Ways) -> bool {
        let texts: Vec<_> = ways.iter().map(|&change| self.program(style, &[change])).collect();
        texts.windows(2).any(|pair| pair[0] != pair[1])
    }

    fn program(self, style: Style, changes: &[Change]) -> Vec<Listing> {
        let scenario = changed(changes);
        let present: Vec<ServiceId> = (0..).take(scenario.services.len()).collect();
        let programs = programs(&scenario, style, &[], &present);
        let index = match self {
            Self::Producer => 0,
            Self::Service => 1,
        };
        programs.into_iter().nth(index).map(|program| program.files).unwrap_or_default()
    }
}

/// The modules that are the same in each program of a client, and with them those that differ, in their fullest form.
pub fn modules(client: Client) -> BTreeMap<String, String> {
    let changes = [
        Change::System(Setting::Client, client.value()),
        Change::Service(ServiceSetting::Idempotent, 1),
        Change::Service(ServiceSetting::FailsOn, 4),
        // By customer, so that the stored task has one.
        Change::System(Setting::Key, KeyBy::Customer.value()),
    ];
    let scenario = changed(&changes);
    let present: Vec<ServiceId> = (0..).take(scenario.services.len()).collect();
    // The direct styles are in Python whatever the client.
    let styles = Style::ALL.into_iter().filter(|it| client == Client::Aiokafka || it.publishes());
    let all = styles.flat_map(|style| programs(&scenario, style, &[], &present));
    let mut modules = BTreeMap::new();
    for Program { files, .. } in all {
        for file in files.iter().skip(1) {
            let text = file.text();
            let kept = modules.entry(file.file.clone()).or_insert_with(String::new);
            if text.len() > kept.len() {
                *kept = text;
            }
        }
    }
    modules
}

/// The listing itself, and modules that differ between programs.
fn written_anew((place, file): (usize, &Listing)) -> Option<&Listing> {
    let differs = ["work.py", "storage.py", "Work.java", "Task.java", "Db.java"];
    (place == 0 || differs.contains(&file.file.as_str())).then_some(file)
}

fn module(file: &str) -> String {
    file.trim_end_matches(".py").replace('/', "_")
}

fn changed(changes: &[Change]) -> Scenario {
    let mut scenario = Scenario::default();
    for change in changes {
        match *change {
            Change::System(setting, value) => scenario.settings.set(setting, value),
            Change::Save(save) => scenario.producer.save = save,
            Change::Service(setting, value) => first(&mut scenario).settings.set(setting, value),
            Change::Workers(workers) => first(&mut scenario).workers = workers,
            Change::Latency(latency) => first(&mut scenario).latency = latency,
        }
    }
    scenario
}

fn first(scenario: &mut Scenario) -> &mut Service {
    &mut scenario.services[0]
}

/// What each thing can be, as far as it may change a program.
fn all_ways() -> Vec<Ways> {
    let system = Setting::ALL.iter().map(|&setting| {
        values(setting.spec()).into_iter().map(|value| Change::System(setting, value)).collect()
    });
    let service = ServiceSetting::ALL.iter().map(|&setting| {
        values(setting.spec()).into_iter().map(|value| Change::Service(setting, value)).collect()
    });
    let length = Duration::from_ms;
    let latencies = [
        Latency::Fixed(length(500)),
        Latency::Uniform(length(300), length(700)),
        Latency::Exponential(length(500)),
        Latency::Lognormal(length(500), 500),
    ];
    system
        .chain(service)
        .chain([
            vec![Change::Workers(1), Change::Workers(3)],
            latencies.map(Change::Latency).into(),
            vec![Change::Save(Duration::ZERO), Change::Save(length(20))],
        ])
        .collect()
}

/// Every word of a choice; of a number, the default and another, and none where that is allowed.
fn values(spec: &Spec) -> Vec<u32> {
    match spec.unit {
        Unit::Choice(words) => (0..).take(words.len()).collect(),
        Unit::Flag => vec![0, 1],
        _ => {
            let (least, most) = spec.range;
            let other = if spec.default < most { spec.default + 1 } else { spec.default - 1 };
            let mut values = vec![spec.default, other];
            if !values.contains(&least) {
                values.push(least);
            }
            values
        }
    }
}

/// One of each, in all combinations.
fn product(all: &[Ways]) -> Vec<Vec<Change>> {
    all.iter().fold(vec![Vec::new()], |combinations, ways| {
        let longer = |combination: &Vec<Change>| {
            let with =
                |&change: &Change| combination.iter().copied().chain([change]).collect::<Vec<_>>();
            ways.iter().map(with).collect::<Vec<_>>()
        };
        combinations.iter().flat_map(longer).collect()
    })
}

/// The text with each run of digits as one mark.
fn without_numbers(text: &str) -> String {
    let mut rest = String::new();
    for character in text.chars() {
        if !character.is_ascii_digit() {
            rest.push(character);
        } else if !rest.ends_with('#') {
            rest.push('#');
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_change_a_program_are_found() {
        let keys = vec![Change::System(Setting::Key, 0), Change::System(Setting::Key, 1)];
        assert!(Part::Producer.depends_on(Style::Kafka, &keys));
        assert!(!Part::Producer.depends_on(Style::Sequential, &keys));
        assert!(!Part::Service.depends_on(Style::Kafka, &keys));
    }

    #[test]
    fn an_import_from_nowhere_is_found() {
        let program = Part::Service.program(Style::Kafka, &[]);
        assert_eq!(lacking(&program[0].text(), &program), Vec::<String>::new());
        let text = "from work import handle, once\nfrom retry import wait\n";
        assert_eq!(lacking(text, &program), ["once of work", "retry, which is no module"]);
    }

    #[test]
    fn all_combinations_are_made_once() {
        let ways = vec![
            vec![Change::Workers(1), Change::Workers(2)],
            vec![Change::Save(Duration::ZERO); 3],
        ];
        assert_eq!(product(&ways).len(), 6);
        assert_eq!(product(&[]).len(), 1);
    }

    #[test]
    fn numbers_do_not_make_a_program() {
        assert_eq!(without_numbers("a=10_000 b=7"), without_numbers("a=9_5 b=12"));
        assert_ne!(without_numbers("a=1"), without_numbers("b=1"));
    }
}
