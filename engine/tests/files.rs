//! What becomes of a scenario file, whatever somebody writes into it: it is read, or an error names the
//! file, the line and what to do.

mod support;

use engine::play::run;
use engine::scenario::{
    Action, FileError, Intervention, Latency, MAX_SERVICES, Producer, Scenario, Service, Start,
    Style, read, write,
};
use engine::sim::{Duration, Instant};
use support::{Chance, STYLES, random_scenario};

/// The shipped files, as the folders have them: none can be forgotten.
fn shipped_files() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../assets/scenarios");
    let mut files: Vec<_> = [folder.into(), format!("{folder}/lessons")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("a folder of scenarios"))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a text"))
        })
        .collect();
    files.sort();
    files
}

fn error(text: &str) -> FileError {
    match read("mine.toml", text) {
        Ok(_) => panic!("this is taken:\n{text}"),
        Err(error) => error,
    }
}

/// The text is refused at this line, with these words in what is wrong and in what to do.
#[track_caller]
fn refused(text: &str, line: usize, what: &str, help: &str) {
    let error = error(text);
    assert_eq!(error.file, "mine.toml");
    assert_eq!(error.line, line, "{error}");
    assert!(error.what.contains(what), "{what:?} is not in: {error}");
    assert!(error.help.contains(help), "{help:?} is not in: {error}");
}

/// The same of a text that is well but for these lines. They begin at line 2.
#[track_caller]
fn refused_in(lines: &str, line: usize, what: &str, help: &str) {
    refused(&around(lines), line, what, help);
}

fn around(lines: &str) -> String {
    format!("format = 1\n{lines}\n\n[[services]]\nname = \"Audit\"\n")
}

/// The same of an entry of the timeline; its lines begin at line 5.
#[track_caller]
fn refused_entry(lines: &str, line: usize, what: &str, help: &str) {
    let text = format!("format = 1\n[[services]]\nname = \"Audit\"\n[[timeline]]\n{lines}\n");
    refused(&text, line, what, help);
}

fn services(names: impl Iterator<Item = usize>) -> String {
    names.map(|n| format!("[[services]]\nname = \"S{n}\"\n")).collect()
}

#[test]
fn every_shipped_file_is_read() {
    let files = shipped_files();
    assert!(files.len() >= 7, "{}", files.len());
    for (name, text) in files {
        read(&name, &text).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn a_file_that_says_only_what_it_must_gets_the_usual_rest() {
    let scenario = read("short.toml", &around("")).expect("it is well");
    let usual = Scenario::default();
    assert_eq!(scenario.services, [Service::new("Audit", Duration::from_ms(500))]);
    assert_eq!(Scenario { services: usual.services.clone(), ..scenario }, usual);
}

#[test]
fn an_unknown_field_is_named_with_those_that_are_known() {
    refused_in("sped = 3", 2, "the scenario has an unknown field `sped`", "seed");
    refused_in("[load]\npattern = \"by hand\"\nrate = 3", 4, "`rate`", "every_ms");
    refused_in("[[services]]\nname = \"A\"\nlatency = 5", 4, "`latency`", "latency_ms");
    refused_in("[kafka]\ntopic = \"a.b\"", 3, "`topic`", "partitions");
    refused_in("\"seed\" = 3", 2, "`\"seed\"`", "seed");
    refused_entry("at_ms = 1\ndwon = \"Audit\"", 6, "`dwon`", "down");
}

#[test]
fn what_kafkas_own_configuration_would_say_is_refused_with_what_to_write_here() {
    refused_in("[kafka]\nacks = 1", 3, "`acks` is 1", "\"1\", \"0\", with the quotes");
    refused_in("[kafka]\nretention_ms = -1", 3, "`retention_ms` is -1", "4294967295 is the most");
    refused_in("[kafka]\n\"retention.ms\" = 5", 3, "Kafka's name", "write `retention_ms`");
    refused_in("[kafka]\nenable_auto_commit = false", 3, "Kafka's name", "write commit = \"auto\"");
    refused_in("[kafka]\nlinger = 3", 3, "unknown field `linger`", "linger_ms");
}

#[test]
fn no_service_at_all_is_refused() {
    refused("format = 1\n", 1, "no service", "[[services]]");
    refused("format = 1\nservices = []\n", 2, "no service", "[[services]]");
    refused("format = 1\n[services]\nname = \"A\"\n", 2, "a table", "[[services]]");
    refused_entry("at_ms = 1\nremove = \"Audit\"", 4, "no service is left", "keep at least one");
}

#[test]
fn a_name_is_there_once_and_of_a_length_to_be_shown() {
    refused_in("[[services]]\nname = \"AUDIT\"", 6, "two services", "its own name");
    refused_entry("at_ms = 1\nadd = { name = \"audit\" }", 6, "two services", "its own name");
    let long = "n".repeat(500);
    refused_in(&format!("[[services]]\nname = \"{long}\""), 3, "500 characters", "40");
    refused_in(&format!("title = \"{long}\""), 2, "500 characters", "120");
    refused_in(&format!("[producer]\nname = \"{long}\""), 3, "500 characters", "40");
    refused_in("[[services]]\nworkers = 1", 2, "a service lacks `name`", "add `name`");
    refused_in("[[services]]\nname = \" \"", 3, "no name", "give it one");
    refused_in("[[services]]\nname = \"a\\u0000\"", 3, "control characters", "printable");
}

#[test]
fn a_number_that_is_negative_absurd_or_none_is_refused() {
    for wrong in ["-1", "-0.5", "1e3", "10_000", "0x10", "1.2345", "nan", "99999999999999999999999"]
    {
        let what = format!("`latency_ms` is {wrong}");
        refused_in(
            &format!("[[services]]\nname=\"A\"\nlatency_ms = {wrong}"),
            4,
            &what,
            "from 0 to",
        );
    }
    refused_in("horizon_ms = 3600000.001", 2, "`horizon_ms` is", "from 0 to 3600000");
    refused_in("horizon_ms = 999", 2, "the horizon is 999 ms", "from 1000 ms");
    refused_in("seed = -1", 2, "`seed` is -1", "from 0 to");
    refused_in("seed = 9223372036854775808", 2, "`seed` is 9223372036854775808", "from 0 to");
    refused_in("[[services]]\nname = \"A\"\nworkers = 33", 4, "33 workers", "from 1 to 32");
    refused_in("[[services]]\nname = \"A\"\nworkers = -1", 4, "`workers` is -1", "without a sign");
    refused_in(
        "[load]\npattern = \"steady\"\nevery_ms = 1",
        4,
        "50 tasks a second",
        "from 0.1 to 50",
    );
    refused_in("[load]\npattern = \"by hand\"\ntasks = 0", 4, "no task", "leave it out");
    refused_entry("at_ms = 10001\nrestart = true", 5, "after the horizon", "move the horizon");
    refused_entry("at_ms = -1\nrestart = true", 5, "`at_ms` is -1", "from 0 to");
    refused_entry("at_ms = 1\nsend = 5000", 6, "5000 tasks", "from 1 to 1000");
    refused_entry("at_ms = 1\nslow = \"Audit\"\nfactor = 1", 7, "slow by 1", "from 2 to 100");
}

#[test]
fn more_services_than_can_be_drawn_are_refused_at_the_first_too_many() {
    let well = services(0..MAX_SERVICES);
    assert!(read("mine.toml", &format!("format = 1\n{well}")).is_ok());
    let many = services(0..MAX_SERVICES + 1);
    refused(&format!("format = 1\n{many}"), 26, "13 services", "at most 12");
    let joins = "[[timeline]]\nat_ms = 900\nadd = { name = \"X\" }\n\
                 [[timeline]]\nat_ms = 500\nremove = \"S0\"\n\
                 [[timeline]]\nat_ms = 950\nadd = { name = \"Y\" }\n";
    refused(&format!("format = 1\n{well}{joins}"), 32, "13 services", "at most 12");
    let most = services(0..65);
    refused(&format!("format = 1\n{most}"), 130, "more than 64 services", "at most 12");
}

#[test]
fn partitions_are_from_one_to_twelve() {
    refused_in("[kafka]\npartitions = 13", 3, "13 partitions", "from 1 to 12");
    refused_in("[kafka]\n\npartitions = 0", 4, "0 partitions", "from 1 to 12");
    refused_in("[kafka]\npartitions = 99999999999999999999", 3, "partitions", "from 1 to 12");
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_with_the_right_kind() {
    refused_in("title = 5", 2, "`title` is 5", "between quotes");
    refused_in("title = true", 2, "`title` is true", "between quotes");
    refused_in("[[services]]\nname = Audit Log", 3, "`name` is Audit Log", "between quotes");
    refused_in("[[services]]\nname = \"A\"\nworkers = \"2\"", 4, "is \"2\"", "or quotes");
    refused_in("[[services]]\nname = \"A\"\nneeds = \"task_id\"", 4, "`needs`", "[ and ]");
    refused_in("[[services]]\nname = \"A\"\nneeds = [\"a\",\n3]", 5, "`needs` is 3", "quotes");
    refused_in("producer = \"A\"", 2, "the producer is \"A\"", "save_ms");
    refused_in("[[load]]\npattern = \"burst\"", 2, "the load is a list", "a single table");
    refused_in("load = [[[]]]", 2, "the load is a list", "a single table");
    refused_in("direct = \"kafka\"", 2, "`direct` is \"kafka\"", "background");
    refused_in("left = \"kafka\"", 2, "`left` is \"kafka\"", "background");
    refused_in("[load]\npattern = \"often\"", 3, "`pattern` is \"often\"", "steady");
    refused("format = 2\nfuture = 1", 1, "`format` is 2", "newer workbook");
    refused_entry("at_ms = 1\nadd = \"Audit\"", 6, "a service is \"Audit\"", "name, latency_ms");
    refused_entry("at_ms = 1\nrestart = false", 6, "`restart` is false", "restart = true");
    refused_entry("at_ms = 1\nbroker = \"off\"", 6, "`broker` is \"off\"", "\"down\"");
}

#[test]
fn a_latency_is_of_one_kind_with_all_that_it_needs() {
    let latency = |latency: &str| format!("[[services]]\nname = \"A\"\nlatency_ms = {latency}");
    refused_in(&latency("{}"), 4, "or of none", "one of uniform");
    refused_in(&latency("{ exponential = 1, uniform = [1, 2] }"), 4, "several kinds", "one of");
    refused_in(&latency("{ uniform = [1] }"), 4, "1 ends", "[300, 700]");
    refused_in(&latency("{ uniform = [2, 1] }"), 4, "runs backwards", "smaller number first");
    refused_in(&latency("{ lognormal = 1 }"), 4, "lacks `sigma`", "add `sigma`");
    refused_in(&latency("{ lognormal = 1, sigma = 4 }"), 4, "`sigma` is 4", "from 0 to 3");
    refused_in(&latency("{ exponential = 1, sigma = 1 }"), 4, "belongs to `lognormal`", "remove");
    refused_in(&latency("600001"), 4, "600001 ms", "to 600000 ms");
}

#[test]
fn an_entry_of_the_timeline_does_one_thing_to_a_service_that_is_known() {
    refused_entry("at_ms = 1\ndown = \"Adit\"", 6, "no service is called \"Adit\"", "Audit");
    refused_entry("at_ms = 1\ndown = \"Audit\"\nup = \"Audit\"", 7, "one thing", "exactly one of");
    refused_entry("at_ms = 1", 4, "one thing", "exactly one of down, up");
    refused_entry("restart = true", 4, "lacks `at_ms`", "add `at_ms`");
    refused_entry("at_ms = 1\ndown = \"Audit\"\nfactor = 3", 7, "belongs to `slow`", "remove");
    refused_entry("at_ms = 1\nread_from = \"latest\"\nsend = 1", 6, "belongs to `add`", "remove");
    refused("format = 1\n[timeline]\nat_ms = 1", 2, "a table", "[[timeline]]");
}

#[test]
fn damaged_toml_is_explained_where_the_damage_begins() {
    refused_in("title = \"abc\nseed = 2", 2, "a text is not closed", "in the same line");
    refused_in("title = 'abc\nseed = 2", 2, "a text is not closed", "in the same line");
    refused_in("title = \"\"\"abc\nseed = 2", 2, "several lines", "in one line");
    refused_in("title = \"a \"b\" c\"", 2, "follows the end", "\\\" for a quote");
    refused_in("title = \"a\\qb\"", 2, "a backslash", "\\\\ for a backslash");
    refused_in("title = \"\\ud800\"", 2, "a backslash", "\\\\ for a backslash");
    refused_in("[event]\nfields = [\n\"a\"\n\n[load]\n", 3, "a list", "[first, second]");
    refused_in("[event]\nfields = [\"a\" \"b\"]", 3, "a list", "[first, second]");
    refused_in("load = { pattern = \"burst\"\n\n[kafka]\n", 2, "a table", "{ field = value");
    refused_in("[load\npattern = \"burst\"", 2, "a header", "[load]");
    refused_in("seed", 2, "without a value", "field = value");
    refused_in("seed =", 2, "without a value", "field = value");
    refused_in("load = { tasks = }", 2, "without a value", "field = value");
    refused_in("= 3", 2, "a name is missing", "before the =");
    refused_in("[]", 2, "a name is missing", "brackets of the header");
    refused_in("seed: 3", 2, "without a value", "field = value");
    refused("{\"format\": 1}", 1, "without a field", "field = value");
}

#[test]
fn what_is_written_twice_is_refused_the_second_time() {
    for (lines, line) in [
        ("seed = 1\nseed = 1", 3),
        ("[load]\npattern = \"burst\"\n[load]", 4),
        ("load.pattern = \"burst\"\n[load]", 3),
        ("load = 1\n[load]", 3),
        ("load = { pattern = \"burst\" }\nload.tasks = 1", 3),
        ("load = { tasks = 1, tasks = 1 }", 2),
        ("[load]\n[[load]]", 3),
        ("[[load]]\n[load]", 3),
        ("timeline = []\n[[timeline]]", 3),
        ("[kafka.a]\n[load]\n[kafka]\na.b = 1", 5),
    ] {
        refused_in(lines, line, "a second time", "keep one");
    }
    let parts = "load.pattern = \"burst\"\nload.tasks = 7\n[[services]]\nname = \"A\"\n\
                 [services.latency_ms]\nexponential = 3";
    let scenario =
        read("mine.toml", &around(parts)).expect("keys with dots, and a table in a list");
    assert_eq!(scenario.load.tasks, Some(7));
    assert_eq!(scenario.services[0].latency, Latency::Exponential(Duration::from_ms(3)));
}

#[test]
fn nesting_without_end_is_refused_and_not_followed() {
    for (piece, line) in [("[", 2), ("{a=", 2), ("[{a=[", 2), ("a.", 2), ("\n[a.b]\na.b.", 4)] {
        for before in ["", "load = ", "["] {
            let text = format!("format = 1\n{before}{}", piece.repeat(99_900 / piece.len()));
            let error = error(&text);
            assert!(error.line <= line + 1, "{before}{piece}: {error}");
            assert!(!error.help.is_empty());
        }
    }
    let deep = |n: usize| format!("load = {}{}", "[".repeat(n), "]".repeat(n));
    refused_in(&deep(16), 2, "the load is a list", "a single table");
    refused_in(&deep(17), 2, "too deep", "remove");
}

#[test]
fn a_text_that_is_huge_empty_or_no_text_is_refused() {
    refused(&"#".repeat(100_001), 1, "100001 bytes", "at most 100000 bytes");
    refused("", 1, "lacks `format = 1`", "add `format = 1`");
    refused("\n\n# nothing\n", 1, "lacks `format = 1`", "add `format = 1`");
    refused("\0\0\0", 1, "without a value", "field = value");
    refused_in("title = \"a\0b\"", 2, "cannot be shown", "end it");
    refused_in("seed = \0", 2, "`seed` is \u{fffd}", "from 0 to");
    refused_in("sèed = 1", 2, "`sèed`", "seed");
    refused_in("[[services]]\nname = \"🦀\"\nneeds = [\"größe\"]", 4, "größe", "lower-case");
    let crlf = around("title = \"\u{1f980}\"\nsed = 3").replace('\n', "\r\n");
    refused(&format!("\u{feff}{crlf}"), 3, "`sed`", "seed");
}

#[test]
fn the_largest_files_that_are_looked_at_end_soon_and_in_an_error() {
    let fields: String = (0..).map(|n| format!("a{n} = 1\n")).take(9_000).collect();
    refused_in(&fields, 5_001, "too many fields", "remove");
    let entries: String = (0..=500).map(|n| format!("{{ at_ms = {} }},\n", 500 - n)).collect();
    refused_in(&format!("timeline = [\n{entries}]"), 503, "501 entries", "at most 500");
    let names = "\"\",".repeat(30_000);
    refused_in(&format!("[event]\nfields = [{names}]"), 3, "30000 fields", "from 1 to 12");
}

#[test]
fn a_message_is_short_and_printable_whatever_the_file_holds() {
    let long = "\u{7}x".repeat(20_000);
    for text in [format!("{long} = 1"), format!("direct = {long}"), format!("event = '{long}'")] {
        let error = error(&around(&text));
        let message = error.to_string();
        assert!(message.chars().count() < 800, "{message}");
        assert!(!message.chars().any(char::is_control), "{message}");
    }
}

#[test]
fn what_is_written_is_read_back() {
    let odd = r#" "quoted" \ back\slash 'single' [x] {y} # 🦀 é   = "#;
    let mut scenario = Scenario {
        title: odd.into(),
        about: format!("{odd}\n\ttab\r\u{0}\u{1b}\u{7f}\u{85}"),
        seed: i64::MAX as u64,
        producer: Producer { name: odd[1..18].into(), ..Producer::default() },
        services: vec![Service {
            latency: Latency::Lognormal(Duration(1), 1),
            ..Service::new("\"🦀\" \\u0041", Duration::ZERO)
        }],
        ..Scenario::default()
    };
    let newcomer = Service {
        latency: Latency::Uniform(Duration(1), Duration(999)),
        ..Service::new("'\\'", Duration::ZERO)
    };
    let add = Action::Add { service: newcomer, start: Start::Earliest };
    for (at, action) in [(2, Action::Remove(1)), (1, add), (3, Action::Restart)] {
        scenario.timeline.push(Intervention { at: Instant(at), action });
    }
    scenario.check().unwrap_or_else(|problem| panic!("{problem:?}"));
    let text = write(&scenario);
    assert_eq!(read("written.toml", &text).as_ref(), Ok(&scenario), "{text}");
    for seed in 1_000..1_200 {
        let scenario = random_scenario(seed);
        assert_eq!(read("written.toml", &write(&scenario)), Ok(scenario), "seed {seed}");
    }
}

/// A shipped text with a few accidents.
fn damaged(chance: &mut Chance, files: &[(String, String)]) -> String {
    let (_, text) = &files[chance.below(files.len() as u64) as usize];
    let mut bytes = text.clone().into_bytes();
    for _ in 0..=chance.below(3) {
        let length = bytes.len() as u64;
        let from = chance.below(length) as usize;
        let to = (from + 1 + chance.below(30) as usize).min(bytes.len());
        match chance.below(5) {
            0 => bytes[from] ^= 1 << chance.below(8),
            1 => bytes[from] = b"\"'[]{}=.,#-\\\n 09a"[chance.below(17) as usize],
            2 => drop(bytes.drain(from..to)),
            3 => drop(bytes.splice(from..from, bytes[from..to].to_vec())),
            _ => {
                let mut lines: Vec<_> = bytes.split(|&byte| byte == b'\n').collect();
                let count = lines.len() as u64;
                lines.swap(chance.below(count) as usize, chance.below(count) as usize);
                bytes = lines.join(&b'\n');
            }
        }
        if bytes.is_empty() {
            break;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_read_or_explained(text: &str) -> bool {
    match read("damaged.toml", text) {
        Ok(scenario) => {
            scenario.check().unwrap_or_else(|problem| panic!("it breaks a bound: {problem:?}"));
            for style in STYLES {
                run(&scenario, style, &[], Instant::from_s(3));
            }
            assert_eq!(read("written.toml", &write(&scenario)), Ok(scenario));
            true
        }
        Err(error) => {
            assert_eq!(error.file, "damaged.toml");
            assert!((1..=text.lines().count().max(1)).contains(&error.line), "{error}");
            assert!(!error.what.is_empty() && !error.help.is_empty(), "{error}");
            false
        }
    }
}

#[test]
fn two_thousand_damaged_files_are_read_or_explained() {
    let files = shipped_files();
    let mut well = 0;
    for seed in 0..2_000 {
        let text = damaged(&mut Chance::new(seed), &files);
        let explained = std::panic::catch_unwind(|| is_read_or_explained(&text));
        match explained {
            Ok(read) => well += u32::from(read),
            Err(panic) => {
                eprintln!("the claim fails for seed {seed}:\n{text}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    // Neither claim is empty.
    assert!((100..1_800).contains(&well), "{well} of 2000 were read");
}

#[test]
fn a_side_is_read_by_its_older_name_for_ever_and_written_by_its_own() {
    let sides = |left: &str, right: &str| {
        let text = around(&format!("{left} = \"parallel\"\n{right} = \"outbox\""));
        read("mine.toml", &text).unwrap_or_else(|error| panic!("{error}"))
    };
    let scenario = sides("left", "right");
    assert_eq!((scenario.left, scenario.right), (Style::Parallel, Style::Outbox));
    assert_eq!(sides("direct", "events"), scenario);
    let text = write(&scenario);
    assert!(text.contains("left = \"parallel\"\nright = \"outbox\"\n"), "{text}");
    assert!(!text.contains("direct =") && !text.contains("events ="), "{text}");
    let both = "left = \"parallel\"\ndirect = \"sequential\"";
    refused_in(both, 3, "`direct` is the older name of `left`", "remove one");
}
