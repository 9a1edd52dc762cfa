//! Claims about the scenario template: out and in without loss, and held against its runs.

mod support;

use engine::scenario::Style;
use engine::sim::Duration;
use lesson::template::{Document, Field, Found, Gap, System, Why, computed, diagram, findings};
use support::damage::{Chance, mutated};

const WORKED: &str = include_str!("../../assets/lessons/en/documents/worked.md");
const HALF: &str = include_str!("../../assets/lessons/en/documents/half-filled.md");

fn system(document: &Document) -> System {
    System::of(document).unwrap_or_else(|gaps| panic!("{gaps:?}"))
}

/// A document with these fields, the others empty.
fn document(fields: &[(Field, &str)]) -> Document {
    let mut document = Document::blank();
    for (field, said) in fields {
        document.set(*field, said);
    }
    document
}

/// What is found in a field of the worked document when it says this instead.
fn found(field: Field, said: &str) -> Vec<Found> {
    let mut document = Document::read(WORKED);
    document.set(field, said);
    let findings = findings(&document, &system(&document));
    findings.into_iter().filter(|finding| finding.field == field).map(|f| f.found).collect()
}

#[test]
fn the_blank_template_has_exactly_the_courses_sections_and_fields() {
    let expected = "\
## Current State
- Service A calls:
- Call pattern:
- Latency per call:
- Total latency:

## Coupling Analysis
- Temporal:
- Availability:
- Behavioral:

## Event-Driven Solution
- Event type:
- Producer:
- Consumers:
- Expected latency:

## Trade-offs
- Gains:
- Costs:
";
    assert_eq!(Document::blank().to_string(), expected);
}

#[test]
fn the_courses_own_template_with_its_hints_counts_as_blank() {
    let hinted = "- Latency per call: [Xms]\n- Temporal: [Yes/No] - [explanation]\n";
    let document = Document::read(hinted);
    assert_eq!(document.said(Field::Latency), "");
    assert_eq!(document.claim(Field::Temporal).verdict, None);
    assert_eq!(document.to_string(), hinted);
}

#[test]
fn the_worked_example_says_nothing_that_its_run_contradicts() {
    let document = Document::read(WORKED);
    assert_eq!(findings(&document, &system(&document)), []);
    let computed = computed(&system(&document));
    assert_eq!(computed.direct.map(|amount| amount.to_string()), Some("1500 ms".into()));
    assert_eq!(computed.kafka.map(|amount| amount.to_string()), Some("10 ms".into()));
    assert_eq!(computed.fatal, ["Notification", "Audit", "Reminder"]);
}

#[test]
fn the_half_filled_example_runs_already() {
    let system = system(&Document::read(HALF));
    let lengths = system.scenario.services.iter().map(|service| service.latency.typical());
    assert_eq!(lengths.collect::<Vec<_>>(), [500, 200, 1_000].map(Duration::from_ms));
    assert_eq!(system.scenario.left, Style::Parallel);
    assert_eq!(system.scenario.producer.name, "Task API");
}

#[test]
fn a_claim_that_the_run_contradicts_is_pointed_out_with_the_runs_figure() {
    let waited = found(Field::Temporal, "No - it is quick");
    assert!(matches!(&waited[..], [Found::Waited(amount)] if amount.to_string() == "1500 ms"));
    assert_eq!(found(Field::Availability, "no"), [Found::Failed("Notification".into())]);
    assert!(matches!(&found(Field::Behavioral, "No")[..], [Found::Changed(lines)] if *lines > 0));
    let total = found(Field::Total, "500ms");
    assert!(matches!(&total[..], [Found::Total(amount)] if amount == "1500 ms"));
    let consumers = found(Field::Consumers, "notification, Audit, Billing");
    let expected = [Found::NotConsuming("Reminder".into()), Found::NotCalled("Billing".into())];
    assert_eq!(consumers, expected);
}

#[test]
fn a_command_aimed_at_a_service_is_recognised() {
    let aimed = found(Field::EventType, "notification.notify");
    assert_eq!(aimed, [Found::Command("Notification".into())]);
    assert_eq!(found(Field::EventType, "task.create"), [Found::Order("create".into())]);
    assert_eq!(found(Field::EventType, "sales.task.created"), []);
}

#[test]
fn answering_first_is_no_temporal_coupling_and_loses_work_silently() {
    let document = document(&[
        (Field::Calls, "Mail and Search"),
        (Field::Pattern, "async"),
        (Field::Latency, "1 s each"),
        (Field::Temporal, "Yes"),
        (Field::Availability, "Yes"),
    ]);
    let system = system(&document);
    assert_eq!(computed(&system).silent, ["Mail", "Search"]);
    let found: Vec<Found> = findings(&document, &system).into_iter().map(|f| f.found).collect();
    assert!(matches!(&found[..], [Found::DidNotWait(_), Found::NothingFailed]), "{found:?}");
}

#[test]
fn a_document_that_is_no_system_yet_says_field_by_field_what_it_lacks() {
    let gaps = System::of(&Document::blank()).expect_err("nothing to run");
    let empty = |field| Gap { field, why: Why::Empty };
    assert_eq!(gaps, [empty(Field::Calls), empty(Field::Latency)]);
    for (field, said, why) in [
        (Field::Latency, "soon", Why::NoLength("soon".into())),
        (Field::Latency, "Audit 5ms", Why::NoLatency("Notification".into())),
        (Field::Pattern, "by pigeon", Why::NoPattern("by pigeon".into())),
        (Field::EventType, "created", Why::NoEvent("created".into())),
    ] {
        let mut document = Document::read(WORKED);
        document.set(field, said);
        assert_eq!(System::of(&document), Err(vec![Gap { field, why }]));
    }
    let many: Vec<String> = (0..13).map(|n| format!("S{n}")).collect();
    let crowd = document(&[(Field::Calls, &many.join(", ")), (Field::Latency, "5ms")]);
    let gaps = System::of(&crowd).expect_err("too many");
    assert!(matches!(&gaps[..], [Gap { why: Why::OutOfBounds(..), .. }]), "{gaps:?}");
}

/// What keeps the worked document from running when a field says this instead.
fn gaps(field: Field, said: &str) -> Vec<Why> {
    let mut document = Document::read(WORKED);
    document.set(field, said);
    let gaps = System::of(&document).expect_err("a gap");
    gaps.into_iter().map(|gap| gap.why).collect()
}

#[test]
fn a_service_that_is_listed_twice_is_pointed_out_and_not_dropped() {
    let gaps = System::of(&document(&[(Field::Calls, "x, X"), (Field::Latency, "5ms, 6ms")]));
    let twice = Gap { field: Field::Calls, why: Why::Twice("X".into()) };
    assert_eq!(gaps, Err(vec![twice]));
}

#[test]
fn a_latency_for_a_service_that_is_not_listed_says_that_it_is_not() {
    let stranger = |name: &str| [Why::NoService(name.into())];
    assert_eq!(gaps(Field::Latency, "500ms, Zed 3s"), stranger("Zed"));
    assert_eq!(gaps(Field::Latency, "500ms, Audit-2 1.5s"), stranger("Audit-2"));
    assert_eq!(gaps(Field::Latency, "500ms, Audit-2: 1.5 s"), stranger("Audit-2"));
    assert_eq!(gaps(Field::Latency, "500ms, Billing = 2 hours"), stranger("Billing"));
}

#[test]
fn a_length_with_another_unit_is_told_from_what_is_no_length() {
    assert_eq!(gaps(Field::Latency, "2 hours"), [Why::NoUnit("2 hours".into())]);
    assert_eq!(gaps(Field::Latency, "500ms, Audit 2h"), [Why::NoUnit("2h".into())]);
    assert_eq!(gaps(Field::Latency, "500ms, Audit quick"), [Why::NoLength("quick".into())]);
}

#[test]
fn a_total_or_expected_latency_that_is_no_length_is_pointed_out_and_the_system_runs() {
    for field in [Field::Total, Field::Expected] {
        for said in ["12 parsecs", "fast"] {
            assert_eq!(found(field, said), [Found::NoLength(said.into())]);
        }
        assert_eq!(found(field, "at most 20 ms, I think"), [], "a length among other words");
        assert_eq!(found(field, ""), []);
    }
}

#[test]
fn what_to_do_about_a_system_out_of_bounds_begins_as_a_sentence() {
    let gaps = gaps(Field::Calls, &"n".repeat(53));
    let [Why::OutOfBounds(what, help)] = &gaps[..] else { panic!("{gaps:?}") };
    assert!(what.contains("53 characters") && help.starts_with("Shorten it"), "{what}. {help}");
}

#[test]
fn a_gap_or_finding_of_a_name_or_length_has_its_sentence() {
    let words = include_str!("../../assets/lessons/en/words.toml");
    let words = lesson::source::words("words.toml", words).expect("sound words");
    let said = || "x".to_string();
    let gaps = [Why::Twice(said()), Why::NoUnit(said()), Why::NoService(said())];
    let keys = gaps.iter().map(|why| why.key().0).chain([Found::NoLength(said()).key().0]);
    for key in keys {
        let (_, sentence) = words.iter().find(|(known, _)| known == key).expect(key);
        assert!(sentence.contains("{one}"), "{key}");
    }
}

#[test]
fn lengths_are_read_as_people_write_them() {
    for (said, ms) in [
        ("500ms", 500),
        ("~10 ms", 10),
        ("1.5 s", 1_500),
        ("30 seconds", 30_000),
        ("2 min", 120_000),
        ("750", 750),
        ("500ms (each)", 500),
    ] {
        let document = document(&[(Field::Calls, "A"), (Field::Latency, said)]);
        let length = system(&document).scenario.services[0].latency.typical();
        assert_eq!(length, Duration::from_ms(ms), "{said}");
    }
}

#[test]
fn what_stands_outside_the_form_and_how_it_was_written_is_kept() {
    let text = "# Mine\n\nSome words.\n\n## Current State\n* **Service A calls**: Mail\n  Search\n\n\
                - Owner: me\n```\n- Gains: not this one\n```\n- Gains: speed\n- Gains: twice";
    let mut document = Document::read(text);
    assert_eq!(document.to_string(), text);
    assert_eq!(document.title(), Some("Mine"));
    assert_eq!(document.value(Field::Calls), "Mail\nSearch");
    assert_eq!(document.value(Field::Gains), "speed");
    document.set(Field::Gains, "more\nlines");
    document.set(Field::Pattern, "sync");
    let expected = text
        .replace("- Gains: speed", "- Gains: more\n  lines")
        .replace("  Search\n", "  Search\n- Call pattern: sync\n");
    assert_eq!(document.to_string(), expected);
}

#[test]
fn the_name_before_calls_is_the_producer_unless_another_is_given() {
    let document = Document::read("- Shop calls: Mail\n- Latency per call: 5ms\n");
    assert_eq!(system(&document).scenario.producer.name, "Shop");
}

#[test]
fn the_diagram_shows_both_architectures_and_no_name_breaks_it() {
    let document = document(&[
        (Field::Calls, "Mail \"urgent\"] end, Search"),
        (Field::Latency, "20ms"),
        (Field::Producer, "Shop"),
    ]);
    let expected = "\
flowchart LR
  subgraph direct [\"Direct calls\"]
    a[\"Shop\"]
    a -->|20 ms| a0[\"Mail #34;urgent#34;#93; end\"]
    a -->|20 ms| a1[\"Search\"]
  end
  subgraph events [\"Kafka\"]
    p[\"Shop\"] -->|\"task.created, 10 ms\"| t[(\"task.events\")]
    t -.-> k0[\"Mail #34;urgent#34;#93; end\"]
    t -.-> k1[\"Search\"]
  end
";
    assert_eq!(diagram(&system(&document)), expected);
}

#[test]
fn any_document_that_the_template_can_hold_survives_out_and_in() {
    const WORDS: [&str; 12] =
        ["", " ", "Audit", "\n", "  ", "- Costs: x", "```", "## Trade-offs", "\r\n", "ä", "[", ":"];
    for seed in 0..1_000 {
        let mut chance = Chance::new(seed);
        let mut document = match chance.below(3) {
            0 => Document::blank(),
            1 => Document::read(&mutated(WORKED, &mut chance)),
            _ => Document::default(),
        };
        let fields: Vec<Field> = Field::ALL.into_iter().filter(|_| chance.below(2) == 0).collect();
        let mut said = Vec::new();
        for field in fields {
            let words = (0..chance.below(5)).filter_map(|_| chance.of(&WORDS));
            let value: String = words.collect();
            document.set(field, &value);
            said.push((field, value.replace("\r\n", "\n")));
        }
        let text = document.to_string();
        let back = Document::read(&text);
        assert_eq!(back.to_string(), text, "seed {seed}");
        let fenced = text.contains("\n```") || text.starts_with("```");
        for (field, value) in said {
            assert_eq!(document.value(field), value, "seed {seed}");
            // A fence of their own that is never closed hides what follows it, in any Markdown.
            assert!(fenced || back.value(field) == value, "seed {seed}, {field:?}: {text}");
        }
    }
}

#[test]
fn any_markdown_is_given_back_as_it_was_and_runs_or_says_why_not() {
    for seed in 0..1_000 {
        let mut chance = Chance::new(seed);
        let text = mutated(if seed % 2 == 0 { WORKED } else { HALF }, &mut chance);
        let document = Document::read(&text);
        let expected = text.replace("\r\n", "\n").replace('\r', "\n");
        assert_eq!(document.to_string(), expected, "seed {seed}");
        match System::of(&document) {
            Ok(system) => {
                assert_eq!(system.scenario.check(), Ok(()), "seed {seed}");
                findings(&document, &system);
            }
            Err(gaps) => assert!(!gaps.is_empty(), "seed {seed}"),
        }
    }
}
