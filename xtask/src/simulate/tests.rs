//! Claims about the command: what it reads, what it prints, what it refuses.

use super::report::{Effects, Ended, Partition, Reads, Run, Tasks};
use super::rows::{EffectRow, Fate, Outcome, Row};
use super::*;
use crate::process::root;
use crate::scenarios::MOST_BYTES;
use engine::play::OCCURRENCE_LIMIT;
use engine::scenario::read;
use std::collections::BTreeSet;

fn shipped(name: &str) -> String {
    root().join("assets/scenarios").join(name).display().to_string()
}

fn request(arguments: &[&str]) -> Result<Request, Failure> {
    Request::parse(lexopt::Parser::from_args(arguments))
}

fn report(name: &str, options: &[&str]) -> Report {
    let file = shipped(name);
    let arguments: Vec<&str> = [file.as_str()].iter().chain(options).copied().collect();
    request(&arguments).and_then(|request| request.report()).expect("it runs")
}

#[test]
fn the_shipped_scenarios_give_the_figures_of_the_course() {
    for (file, style, ms) in [
        ("sequential.toml", "sequential", 1_500),
        ("parallel.toml", "parallel", 500),
        ("kafka.toml", "kafka", 10),
    ] {
        let report = report(file, &["--style", style]);
        assert_eq!(report.runs[0].answered_after.p50_ms, Some(f64::from(ms)), "{file}");
        let text = report.text();
        let waits = text.split_once("Waited for an answer").map_or("", |(_, after)| after);
        let row = waits.lines().nth(1).unwrap_or_default();
        let row: Vec<&str> = row.split_whitespace().collect();
        let ms = ms.to_string();
        assert_eq!(row, [style, "1", &ms, &ms, &ms, &ms, &ms, &ms], "{text}");
    }
}

/// A shipped scenario's run in one style.
fn run_of(name: &str, style: &str) -> Run {
    report(name, &["--style", style]).runs.remove(0)
}

#[test]
fn what_a_scenario_shows_in_depth_is_among_the_figures() {
    assert!(run_of("retries.toml", "sequential").services[1].retries >= Some(2));
    assert!(run_of("users-send-again.toml", "sequential").tasks.sent_again > 3);
    assert!(run_of("availability-multiplies.toml", "parallel").effects.erred > 10);
    assert_eq!(run_of("idempotent-consumer.toml", "kafka").effects.recognised, 6);
    let reads = run_of("stale-reads.toml", "kafka").reads;
    assert!(reads.stale > 10 && reads.fresh > 10 && reads.covered == 0);
    assert_eq!(run_of("stale-reads.toml", "sequential").reads.stale, 0);
    let poisoned = run_of("poison-record.toml", "kafka");
    let parked: Vec<_> = poisoned.services.iter().map(|service| service.dead_letters).collect();
    assert_eq!((parked, poisoned.records.dead_letters), (vec![Some(0), Some(1)], 1));
    let outbox = run_of("outbox.toml", "outbox");
    assert_eq!((outbox.tasks.saved, outbox.records.appended), (2, 3));
    let away = run_of("away-eight-days.toml", "kafka");
    assert_eq!(away.skipped_minutes, 8 * 24 * 60);
    let [Partition { log_start: 10, log_end: 24, .. }] = away.records.partitions[..] else {
        panic!("{:?}", away.records.partitions)
    };
    assert_eq!(run_of("order-per-key.toml", "kafka").records.partitions.len(), 5);
}

#[test]
fn the_rows_of_tasks_add_up_to_the_ledger_in_every_shipped_scenario() {
    let scenarios = std::fs::read_dir(root().join("assets/scenarios")).expect("the folder");
    let mut rows = 0;
    let names = scenarios.filter_map(|file| file.ok()?.file_name().into_string().ok());
    for name in names.filter(|name| name.ends_with(".toml")) {
        for run in report(&name, &["--style", "all"]).runs {
            let what = format!("{name} as {}", run.style);
            add_up_tasks(&run, &what);
            add_up_effects(&run, &what);
            add_up_records(&run, &what);
            rows += run.each_task.len();
        }
    }
    assert!(rows > 1_000, "{rows}");
}

fn add_up_tasks(run: &Run, what: &str) {
    let count = |is: &dyn Fn(&Row) -> bool| run.each_task.iter().filter(|row| is(row)).count();
    let rows = [
        count(&|_| true),
        count(&|row| row.outcome == Outcome::Answered),
        count(&|row| row.outcome == Outcome::Failed),
        count(&|row| row.outcome == Outcome::Waiting),
        count(&|row| row.half_done),
        count(&|row| row.again_of.is_some()),
        count(&|row| row.saved_at_ms.is_some()),
    ];
    let Tasks { sent, answered, failed, waiting, half_done, sent_again, saved } = run.tasks;
    let ledger = [sent, answered, failed, waiting, half_done, sent_again, saved];
    assert_eq!(rows.map(|count| count as u32), ledger, "{what}");
}

fn add_up_effects(run: &Run, what: &str) {
    let effects: Vec<_> = run.each_task.iter().flat_map(|row| &row.effects).collect();
    let is = |fate| effects.iter().filter(|effect| effect.outcome == fate).count();
    let instants =
        |of: fn(&EffectRow) -> &Vec<f64>| effects.iter().map(|effect| of(effect).len()).sum();
    let rows = [
        is(Fate::Done),
        is(Fate::Pending),
        is(Fate::Missing),
        is(Fate::Cancelled),
        is(Fate::Backfilled),
        instants(|effect| &effect.repeated_at_ms),
        instants(|effect| &effect.recognised_at_ms),
        instants(|effect| &effect.erred_at_ms),
    ];
    let Effects { done, pending, missing, cancelled, backfilled, .. } = run.effects;
    let Effects { repeated, recognised, erred, .. } = run.effects;
    let ledger = [done, pending, missing, cancelled, backfilled, repeated, recognised, erred];
    assert_eq!(rows.map(|count| count as u32), ledger, "{what}");
}

fn add_up_records(run: &Run, what: &str) {
    let records: usize = run.each_task.iter().map(|row| row.records.len()).sum();
    assert_eq!(records as u32, run.records.appended, "{what}");
    for service in &run.services {
        let groups = run.records.partitions.iter().flat_map(|held| &held.groups);
        let own = groups.filter(|group| group.service == service.name);
        let lag: u32 = own.map(|group| group.lag).sum();
        assert_eq!(service.lag_at_end.unwrap_or(0), lag, "{what}: {}", service.name);
    }
}

#[test]
fn a_row_tells_when_and_why() {
    let report = report("outage.toml", &["--style", "sequential"]);
    let entries: Vec<_> = report
        .scenario
        .interventions
        .iter()
        .map(|done| (done.at_ms, done.entry.as_str()))
        .collect();
    assert_eq!(entries[0], (10_000.0, "down = \"Audit\""));
    let failed = report.runs[0].each_task.iter().find(|row| row.outcome == Outcome::Failed);
    let failed = failed.expect("a task that met Audit's outage");
    assert_eq!(
        (failed.cause.as_deref(), failed.cause_service.as_deref()),
        (Some("refused"), Some("Audit"))
    );
    assert!(failed.half_done && failed.wait_ms > Some(0.0));
    let fates: Vec<_> =
        failed.effects.iter().map(|effect| (effect.outcome, effect.why.as_deref())).collect();
    assert_eq!(fates[..2], [(Fate::Done, None), (Fate::Missing, Some("refused"))]);
}

#[test]
fn what_the_producer_still_holds_at_the_end_is_counted() {
    let held = |name, style, horizon| {
        let records =
            report(name, &["--style", style, "--horizon", horizon]).runs.remove(0).records;
        (records.in_producer, records.in_outbox)
    };
    // Five in the buffer since 5 s, and the sends of 10 and 11 s wait for room.
    assert_eq!(held("full-buffer.toml", "kafka", "11500ms"), (7, 0));
    assert_eq!(held("outbox.toml", "outbox", "1200ms"), (0, 1));
}

#[test]
fn a_queue_and_retries_belong_to_calls_and_lag_and_dead_letters_to_records() {
    for run in report("outage.toml", &["--horizon=20s"]).runs {
        let publishes = Style::named(&run.style).is_some_and(Style::publishes);
        for service in &run.services {
            let of_records = [service.most_lag, service.lag_at_end, service.dead_letters];
            let of_calls = [service.longest_queue, service.retries];
            assert!(of_records.iter().all(|count| count.is_some() == publishes), "{}", run.style);
            assert!(of_calls.iter().all(|count| count.is_some() != publishes), "{}", run.style);
        }
        assert_eq!(run.records.partitions.is_empty(), !publishes, "{}", run.style);
    }
}

#[test]
fn a_table_that_has_nothing_to_say_is_left_out() {
    let direct = report("sequential.toml", &["--style", "parallel"]);
    assert_eq!(direct.runs[0].reads, Reads { fresh: 0, stale: 0, covered: 0 });
    assert!(!direct.text().contains("Reads of") && !direct.text().contains("appended"));
    let reads = report("stale-reads.toml", &["--style", "kafka"]).text();
    assert!(reads.contains("Reads of one's own write") && reads.contains("0–30"), "{reads}");
}

#[test]
fn a_horizon_has_a_unit() {
    for (text, length) in [
        ("60s", Duration::from_s(60)),
        ("500ms", Duration::from_ms(500)),
        ("2m", Duration::from_s(120)),
        ("0.25ms", Duration(250)),
        ("1.5m", Duration::from_s(90)),
        ("60m", LONGEST),
    ] {
        assert_eq!(length_of(text).ok(), Some(length), "{text}");
    }
    for wrong in
        ["", "60", "s", "-1s", "0s", "1h", "61m", "60 s", "1e3s", "0.0001ms", "99999999999999999m"]
    {
        assert!(matches!(length_of(wrong), Err(Failure::Usage(_))), "{wrong:?}");
    }
}

#[test]
fn options_replace_what_the_file_says() {
    let report = report("outage.toml", &["--style=kafka", "--seed=7", "--horizon", "20s"]);
    assert_eq!((report.scenario.seed, report.scenario.horizon_ms), (7, 20_000.0));
    let [run] = report.runs.as_slice() else { panic!("one style, one run") };
    assert_eq!((run.ended, run.ended_at_ms), (Ended::Horizon, 20_000.0));
    // Audit is away from 10 s: the records of the tasks of 10 to 19 s.
    assert_eq!(run.services[1].lag_at_end, Some(10));
}

#[test]
fn without_options_every_style_runs_as_the_file_says() {
    let report = report("sequential.toml", &[]);
    let styles: Vec<&str> = report.runs.iter().map(|run| run.style.as_str()).collect();
    assert_eq!(styles, Style::ALL.map(Style::word));
    assert_eq!((report.scenario.seed, report.scenario.horizon_ms), (1, 4_000.0));
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_with_what_would() {
    for (arguments, what) in [
        (&[][..], "lacks the scenario file"),
        (&["a.toml", "b.toml"], "one scenario file"),
        (&["a.toml", "--styel", "kafka"], "no option `--styel`"),
        (
            &["a.toml", "--style", "http"],
            "kafka, send first, outbox, request-reply, commands, or all",
        ),
        (&["a.toml", "--style"], "lacks its value"),
        (&["a.toml", "--seed", "-1"], "whole number"),
        (&["a.toml", "--seed", "9223372036854775808"], "whole number"),
        (&["a.toml", "--seed", "1", "--seed", "2"], "twice"),
        (&["a.toml", "--horizon", "60"], "60s"),
    ] {
        match request(arguments) {
            Err(Failure::Usage(message)) => assert!(message.contains(what), "{message}"),
            other => panic!("{arguments:?}: {other:?}"),
        }
    }
}

#[test]
fn a_file_that_is_no_scenario_is_refused_with_its_place() {
    let refusal = |file: &str| match request(&[file]).and_then(|request| request.report()) {
        Err(Failure::Input { what, remedy }) => (what, remedy),
        other => panic!("{file}: {other:?}"),
    };
    for (name, bytes, expected) in [
        ("worded", &b"format = 1\nhorizon_ms = \"long\"\n"[..], "line 2"),
        ("toml", b"format = ", "line 1"),
        ("empty", b"", "line 1"),
        ("binary", b"format = 1\n\xff\xfe", "line 2: this is not text"),
        ("long", &vec![b'#'; MOST_BYTES as usize], "too long"),
    ] {
        let path = std::env::temp_dir()
            .join(format!("coupling-workbook-{}-{name}.toml", std::process::id()));
        std::fs::write(&path, bytes).expect("the folder for such files can be written to");
        let (what, remedy) = refusal(&path.display().to_string());
        std::fs::remove_file(&path).expect("it was just written");
        assert!(what.contains(expected), "{what}");
        assert!(!remedy.is_empty());
    }
    assert!(refusal("nowhere/at-all.toml").0.contains("could not read"));
    assert!(refusal(&root().display().to_string()).0.contains("could not read"));
}

#[test]
fn a_run_at_its_limit_says_so() {
    let text = "format = 1\nhorizon_ms = 3600000\n[load]\npattern = \"steady\"\nevery_ms = 20\n\
                [[services]]\nname = \"A\"\nlatency_ms = 1\nneeds = [\"task_id\"]\n";
    let scenario = read("a.toml", text).expect("it is in bounds");
    let report = Report::of("a.toml", &scenario, &[Style::Sequential]);
    let run = &report.runs[0];
    assert_eq!(run.ended, Ended::Limit);
    assert!(run.occurrences >= OCCURRENCE_LIMIT && run.ended_at_ms < 3_600_000.0);
    assert!(report.text().contains("at the limit of 500000 occurrences"));
}

#[test]
fn the_json_is_read_back_as_it_was() {
    for file in ["outage.toml", "by-hand.toml", "added-consumer.toml"] {
        let report = report(file, &[]);
        let again: Report = serde_json::from_str(&report.json()).expect("it is JSON");
        assert_eq!(again, report, "{file}");
    }
}

/// After a change of a field: `UPDATE_DOCS=1 cargo test -p xtask --bin xtask simulate`.
#[test]
fn the_schema_in_docs_is_that_of_what_is_printed() {
    let path = root().join("docs/simulate.schema.json");
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Report)).expect("it is JSON");
    let schema = schema + "\n";
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, schema).expect("docs/ can be written to");
        return;
    }
    assert!(std::fs::read_to_string(&path).expect("it is there") == schema, "{}", path.display());
}

#[test]
fn every_field_of_the_json_is_documented() {
    let schema = schemars::schema_for!(Report).to_value();
    let mut fields = BTreeSet::new();
    collect(&schema, &mut fields);
    assert!(fields.len() > 70, "{}", fields.len());
    let docs = std::fs::read_to_string(root().join("docs/simulate.md")).expect("it is there");
    let (_, table) =
        docs.split_once("whose `runs` have a member for each style").expect("its place");
    for name in fields {
        let forms = ["`", "."].iter().flat_map(|before| {
            ["`", "[]`", ".", "[]."].map(|after| format!("{before}{name}{after}"))
        });
        assert!(
            forms.into_iter().any(|form| table.contains(&form)),
            "docs/simulate.md lacks {name}"
        );
    }
    let json = report("sequential.toml", &["--style", "kafka"]).json();
    let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    assert_eq!(json["runs"][0]["ended"], "horizon");
    assert_eq!(json["runs"][0]["failed_after"]["p50_ms"], serde_json::Value::Null);
}

/// The names of the fields of all objects in a schema.
fn collect(schema: &serde_json::Value, fields: &mut BTreeSet<String>) {
    match schema {
        serde_json::Value::Object(object) => {
            if let Some(serde_json::Value::Object(properties)) = object.get("properties") {
                fields.extend(properties.keys().cloned());
            }
            object.values().for_each(|inner| collect(inner, fields));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|inner| collect(inner, fields)),
        _ => {}
    }
}
