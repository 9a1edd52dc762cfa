//! Descriptions as people write them, and what comes out of each: services, latencies, how they are called, the event,
//! or what is missing.

use engine::scenario::{Latency, Style};
use engine::sim::Duration;
use lesson::template::{Document, Field, Found, System, Why, findings};

/// What somebody wrote: services, call pattern, latency, event.
type Said = [&'static str; 4];

/// A latency in milliseconds, or the ends of a range.
type Ms = (u64, u64);

/// What comes out: services with their latencies, style and event.
struct Read {
    services: &'static [(&'static str, Ms)],
    style: Style,
    event: &'static str,
}

fn system(said: Said) -> Result<System, Vec<(Field, Why)>> {
    let mut document = Document::blank();
    let fields = [Field::Calls, Field::Pattern, Field::Latency, Field::EventType];
    for (field, said) in fields.into_iter().zip(said) {
        document.set(field, said);
    }
    System::of(&document).map_err(|gaps| gaps.into_iter().map(|gap| (gap.field, gap.why)).collect())
}

fn ms((low, high): Ms) -> Latency {
    match low == high {
        true => Latency::Fixed(Duration::from_ms(high)),
        false => Latency::Uniform(Duration::from_ms(low), Duration::from_ms(high)),
    }
}

const fn read(services: &'static [(&'static str, Ms)], style: Style, event: &'static str) -> Read {
    Read { services, style, event }
}

const SEQUENTIAL: Style = Style::Sequential;
const PARALLEL: Style = Style::Parallel;
const BACKGROUND: Style = Style::Background;
const USUAL: &str = "task.created";

#[rustfmt::skip]
const DESCRIPTIONS: [(Said, Read); 34] = [
    (["Notification, Audit, Reminder", "sync", "500ms", "task.created"],
     read(&[("Notification", (500, 500)), ("Audit", (500, 500)), ("Reminder", (500, 500))], SEQUENTIAL, USUAL)),
    (["Invoices and Warehouse", "REST", "1.5s", "OrderPlaced"],
     read(&[("Invoices", (1_500, 1_500)), ("Warehouse", (1_500, 1_500))], SEQUENTIAL, "order.placed")),
    (["Invoices, Warehouse", "HTTP", "0,5 s", "order_placed"],
     read(&[("Invoices", (500, 500)), ("Warehouse", (500, 500))], SEQUENTIAL, "order.placed")),
    (["Mail", "gRPC", "~200ms", "user-registered"],
     read(&[("Mail", (200, 200))], SEQUENTIAL, "user.registered")),
    (["Mail", "gRPC, in parallel", "200-300ms", "UserRegistered"],
     read(&[("Mail", (200, 300))], PARALLEL, "user.registered")),
    (["Search", "blocking", "p95 300 ms", "Document uploaded"],
     read(&[("Search", (300, 300))], SEQUENTIAL, "document.uploaded")),
    (["Search", "REST calls, not in parallel", "300 ms (p99)", "`document.uploaded`"],
     read(&[("Search", (300, 300))], SEQUENTIAL, "document.uploaded")),
    (["\"Billing, EU\", Audit", "sync", "Billing, EU: 2s, Audit 50ms", ""],
     read(&[("Billing, EU", (2_000, 2_000)), ("Audit", (50, 50))], SEQUENTIAL, USUAL)),
    (["“Billing, EU”; Audit", "synchronous", "100 ms each", ""],
     read(&[("Billing, EU", (100, 100)), ("Audit", (100, 100))], SEQUENTIAL, USUAL)),
    (["Search and Rescue, Audit", "sync", "100ms", ""],
     read(&[("Search and Rescue", (100, 100)), ("Audit", (100, 100))], SEQUENTIAL, USUAL)),
    (["Audit, \"Search and Rescue\"", "sync", "100ms", ""],
     read(&[("Audit", (100, 100)), ("Search and Rescue", (100, 100))], SEQUENTIAL, USUAL)),
    (["Audit, Mail, and Search.", "async", "5-10 ms", ""],
     read(&[("Audit", (5, 10)), ("Mail", (5, 10)), ("Search", (5, 10))], BACKGROUND, USUAL)),
    (["- Audit\n- Terms and Conditions\n- Mail", "fire and forget", "1s", ""],
     read(&[("Audit", (1_000, 1_000)), ("Terms and Conditions", (1_000, 1_000)), ("Mail", (1_000, 1_000))], BACKGROUND, USUAL)),
    (["1. Audit\n2. Mail", "one after another", "Mail 20ms\nAudit 30ms", ""],
     read(&[("Audit", (30, 30)), ("Mail", (20, 20))], SEQUENTIAL, USUAL)),
    (["Notification (500ms), Audit (1s)", "in parallel", "", ""],
     read(&[("Notification", (500, 500)), ("Audit", (1_000, 1_000))], PARALLEL, USUAL)),
    (["Payments (REST), Audit (gRPC)", "all at once", "250 ms", "PaymentReceivedEvent"],
     read(&[("Payments", (250, 250)), ("Audit", (250, 250))], PARALLEL, "payment.received")),
    (["notification-service, audit_service", "HTTPS", "500ms notification-service, 50ms audit_service", ""],
     read(&[("notification-service", (500, 500)), ("audit_service", (50, 50))], SEQUENTIAL, USUAL)),
    (["Stock, Mail", "sync", "1,500 ms", "shop.order.placed"],
     read(&[("Stock", (1_500, 1_500)), ("Mail", (1_500, 1_500))], SEQUENTIAL, "shop.order.placed")),
    (["Stock, Mail", "sync", "500,300", ""],
     read(&[("Stock", (500, 500)), ("Mail", (300, 300))], SEQUENTIAL, USUAL)),
    (["Stock, Mail, Audit", "sync", "500,300,200", ""],
     read(&[("Stock", (500, 500)), ("Mail", (300, 300)), ("Audit", (200, 200))], SEQUENTIAL, USUAL)),
    (["Stock, Mail, Audit", "sync", "3 x 500 ms", ""],
     read(&[("Stock", (500, 500)), ("Mail", (500, 500)), ("Audit", (500, 500))], SEQUENTIAL, USUAL)),
    (["Stock", "sync", "1 min 30 s", ""],
     read(&[("Stock", (90_000, 90_000))], SEQUENTIAL, USUAL)),
    (["Stock", "sync", "less than 50 ms", ""],
     read(&[("Stock", (50, 50))], SEQUENTIAL, USUAL)),
    (["Stock", "sync", "between 200 and 300 ms", ""],
     read(&[("Stock", (200, 300))], SEQUENTIAL, USUAL)),
    (["Stock", "sync", "200 ms to 1 s", ""],
     read(&[("Stock", (200, 1_000))], SEQUENTIAL, USUAL)),
    (["Stock", "sync", "avg. 120 ms", ""],
     read(&[("Stock", (120, 120))], SEQUENTIAL, USUAL)),
    (["Stock", "sync", "120 milliseconds on average", ""],
     read(&[("Stock", (120, 120))], SEQUENTIAL, USUAL)),
    (["Stock", "-", "about half", "order.placed"], read(&[], SEQUENTIAL, "")),
    (["Müller & Söhne, Bob's Mail", "", "Bob's Mail takes 40 ms, 10 ms", "tbd"],
     read(&[("Müller & Söhne", (10, 10)), ("Bob's Mail", (40, 40))], SEQUENTIAL, USUAL)),
    (["Audit Log, Audit", "sync", "Audit Log = 20ms; Audit = 10ms", ""],
     read(&[("Audit Log", (20, 20)), ("Audit", (10, 10))], SEQUENTIAL, USUAL)),
    (["Inventory (EU), Mail", "sync", "10 ms", ""],
     read(&[("Inventory (EU)", (10, 10)), ("Mail", (10, 10))], SEQUENTIAL, USUAL)),
    (["Mail", "non-blocking", "10 ms", "ORDER_PLACED"],
     read(&[("Mail", (10, 10))], BACKGROUND, "order.placed")),
    (["Mail", "scatter-gather", "80ms for Mail", "order.placed"],
     read(&[("Mail", (80, 80))], PARALLEL, "order.placed")),
    (["Mail,, ,Audit", "simultaneously", "≈ 80 ms or so", "order-placed-v2"],
     read(&[("Mail", (80, 80)), ("Audit", (80, 80))], PARALLEL, "order.placed")),
];

#[test]
fn descriptions_as_people_write_them_run_as_they_were_meant() {
    for (said, meant) in DESCRIPTIONS.iter().filter(|(_, meant)| !meant.services.is_empty()) {
        let system = system(*said).unwrap_or_else(|gaps| panic!("{said:?}: {gaps:?}"));
        let scenario = &system.scenario;
        let names: Vec<&str> = scenario.services.iter().map(|it| it.name.as_str()).collect();
        let meant_names: Vec<&str> = meant.services.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, meant_names, "{said:?}");
        let latencies: Vec<Latency> = scenario.services.iter().map(|it| it.latency).collect();
        let meant_latencies: Vec<Latency> = meant.services.iter().map(|(_, it)| ms(*it)).collect();
        assert_eq!(latencies, meant_latencies, "{said:?}");
        assert_eq!(
            (scenario.left, scenario.event.kind.as_str()),
            (meant.style, meant.event),
            "{said:?}"
        );
    }
}

#[test]
fn what_is_not_understood_is_quoted_at_its_field_and_nothing_else_is() {
    let long = "an_event_whose_name_is_far_longer_than_any_should_ever_be_placed";
    let cases: [(Said, Field, &str); 12] = [
        (["Stock", "-", "about half", ""], Field::Latency, "about half"),
        (["Stock", "by pigeon", "5ms", ""], Field::Pattern, "by pigeon"),
        (["Stock", "", "5 parsecs", ""], Field::Latency, "5 parsecs"),
        (["Stock", "", "300-200ms", ""], Field::Latency, "300-200ms"),
        (["Stock", "", "fast", ""], Field::Latency, "fast"),
        (["Stock", "", "tbd", ""], Field::Latency, ""),
        (["none", "", "5ms", ""], Field::Calls, ""),
        (["Stock, stock", "", "5ms", ""], Field::Calls, "stock"),
        (["Stock, Mail, Audit", "", "5ms, 6ms", ""], Field::Latency, "2"),
        (["Stock", "", "5ms", "orders"], Field::EventType, "orders"),
        (["Stock", "", "5ms", long], Field::EventType, "event type"),
        (["Stock", "", "61 min", ""], Field::Latency, ""),
    ];
    for (said, field, quoted) in cases {
        let gaps = system(said).map(|system| system.scenario).expect_err("a gap");
        let [(at, why)] = &gaps[..] else { panic!("{said:?}: {gaps:?}") };
        let (_, one, two) = why.key();
        assert_eq!(*at, field, "{said:?}: {why:?}");
        assert!(one.contains(quoted) || two.contains(quoted), "{said:?}: {why:?}");
    }
}

#[test]
fn a_total_or_wait_that_is_meant_roughly_agrees_with_a_run_that_is_roughly_so() {
    let found = |total: &str, latency: &str| {
        let mut document = Document::blank();
        document.set(Field::Calls, "Stock, Mail");
        document.set(Field::Latency, latency);
        document.set(Field::Total, total);
        let system = System::of(&document).expect("a system");
        let all = findings(&document, &system);
        all.into_iter().map(|finding| finding.found).collect::<Vec<Found>>()
    };
    for total in ["1s", "1,000 ms", "~950 ms", "0.9 - 1.1 s", "at most 2 s", "p95 1 s", "n/a", ""] {
        assert_eq!(found(total, "500ms"), [], "{total}");
    }
    assert_eq!(found("700 ms", "500ms"), [Found::Total("1000 ms".into())]);
    assert_eq!(found("~700 ms", "500ms"), [Found::Total("1000 ms".into())]);
    assert_eq!(found("at most 900 ms", "500ms"), [Found::Total("1000 ms".into())]);
    assert_eq!(found("500 ms", "200-300ms"), []);
    assert_eq!(found("700 ms", "200-300ms"), [Found::Total("400 ms – 600 ms".into())]);
}

#[test]
fn notification_and_notification_service_are_one_consumer() {
    let mut document = Document::blank();
    document.set(Field::Calls, "notification-service, Audit");
    document.set(Field::Latency, "5ms");
    document.set(Field::Consumers, "Notification, Audit Service");
    let system = System::of(&document).expect("a system");
    assert_eq!(findings(&document, &system), []);
}

#[test]
fn the_diagram_is_added_to_the_markdown_once_and_survives_out_and_in() {
    for text in [
        "",
        "- Service A calls: Mail",
        "- Service A calls: Mail\n",
        "# Mine\n\n- Latency per call: 5ms\n\nMore.\n\n",
    ] {
        let document = Document::read(text);
        let once = document.with_diagram("flowchart LR\n");
        assert!(once.starts_with(text) && once.contains("flowchart LR\n```\n"), "{once}");
        let again = Document::read(&once);
        assert_eq!(again.value(Field::Calls), document.value(Field::Calls));
        assert_eq!(again.with_diagram("flowchart LR"), once);
        let other = again.with_diagram("flowchart TD\n  a --> b\n");
        assert!(other.contains("TD") && !other.contains("LR"), "{other}");
        let own = format!("{once}\nWritten below.\n");
        assert!(Document::read(&own).with_diagram("flowchart TD").contains("Written below.\n"));
    }
}
