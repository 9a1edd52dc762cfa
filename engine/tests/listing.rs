//! What the listings claim about the run, and what a newcomer costs the producer.

mod support;

use engine::history::{Call, Occurrence, Publish, Task, User};
use engine::listing::{Change, Listing, Place, ProducerDiff, handler, producer, producer_diff};
use engine::play::run;
use engine::scenario::{
    Action, Event, Intervention, Scenario, Service, ServiceId, ServiceSetting, Setting, Start,
    Step, Style,
};
use engine::sim::{Duration, Instant};
use std::collections::BTreeSet;
use support::STYLES;

fn needing(name: &str, needs: &[&str]) -> Service {
    Service {
        needs: needs.iter().map(|&field| field.into()).collect(),
        ..Service::new(name, Duration::from_ms(500))
    }
}

fn joins(service: Service, start: Start) -> Intervention {
    Intervention { at: Instant::from_s(1), action: Action::Add { service, start } }
}

fn everybody(scenario: &Scenario, interventions: &[Intervention]) -> Vec<ServiceId> {
    (0..scenario.roster(interventions).len() as ServiceId).collect()
}

/// The producer's source with every service present.
fn whole(scenario: &Scenario, style: Style) -> Listing {
    producer(scenario, style, &[], &everybody(scenario, &[]))
}

/// What it costs the producer that `service` joins the course's three.
fn cost(service: Service, style: Style) -> ProducerDiff {
    let scenario = Scenario::default();
    let interventions = [joins(service, Start::Latest)];
    let after = everybody(&scenario, &interventions);
    producer_diff(
        &producer(&scenario, style, &interventions, &after[..3]),
        &producer(&scenario, style, &interventions, &after),
    )
}

fn added(diff: &ProducerDiff) -> Vec<&str> {
    let added = diff.lines.iter().filter(|line| line.0 == Change::Added);
    added.map(|line| line.1.trim()).collect()
}

fn places(listing: &Listing) -> Vec<Place> {
    let mut places: Vec<_> = listing.lines.iter().filter_map(|line| line.place).collect();
    places.dedup();
    places
}

#[test]
fn logging_changes_nothing_on_the_kafka_side_and_two_lines_and_an_import_on_the_direct_side() {
    let logging = || needing("Logging", &["task_id"]);
    assert_eq!(cost(logging(), Style::Kafka), ProducerDiff::default());
    for style in [Style::Sequential, Style::Parallel, Style::Background] {
        let diff = cost(logging(), style);
        let counts = (diff.added, diff.removed, diff.imports, diff.redeploys);
        assert_eq!(counts, (3, 0, 1, 1), "{style:?}");
    }
    assert_eq!(
        added(&cost(logging(), Style::Sequential)),
        [
            "from clients.logging import LoggingClient",
            "logging = LoggingClient(timeout=5.0)",
            "await logging.tell(task_id=saved.task_id)",
        ]
    );
}

#[test]
fn billing_needs_amount_so_the_event_and_the_producer_change_on_the_right_too() {
    let diff = cost(needing("Billing", &["amount"]), Style::Kafka);
    assert_eq!(added(&diff), ["\"amount\": saved.amount,"]);
    assert_eq!((diff.removed, diff.imports, diff.redeploys), (0, 0, 1));
}

#[test]
fn a_diff_shows_one_line_around_each_change_and_marks_what_it_leaves_out() {
    let diff = cost(needing("Billing", &["amount"]), Style::Kafka);
    let changes: Vec<_> = diff.lines.iter().map(|line| line.0).collect();
    assert_eq!(changes, [Change::Gap, Change::Same, Change::Added, Change::Same, Change::Gap]);
}

#[test]
fn a_service_that_leaves_takes_its_lines_along() {
    let scenario = Scenario::default();
    let before = whole(&scenario, Style::Sequential);
    let after = producer(&scenario, Style::Sequential, &[], &[0, 2]);
    let diff = producer_diff(&before, &after);
    let counts = (diff.added, diff.removed, diff.imports, diff.redeploys);
    assert_eq!(counts, (0, 3, 1, 1));
}

#[test]
fn every_step_of_a_program_lights_a_line() {
    let scenario = Scenario::default();
    let present = everybody(&scenario, &[]);
    for style in Style::ALL {
        let places = places(&whole(&scenario, style));
        for step in style.program(&present).steps {
            let place = match step {
                Step::Save => Place::Save,
                Step::Call(service) => Place::Call(service),
                Step::CallAll(_) => Place::CallAll,
                Step::Publish => Place::Publish,
                Step::Respond => Place::Respond,
                Step::SaveWithEvent => Place::Save,
                Step::AwaitReplies(_) => Place::Replies,
                Step::Command(service) => Place::Call(service),
            };
            assert!(places.contains(&place), "{style:?} {place:?}");
        }
    }
}

#[test]
fn the_lines_stand_in_the_order_in_which_the_run_reaches_them() {
    let scenario = Scenario::default();
    let send = [Intervention { at: Instant::START, action: Action::Send(1) }];
    for style in STYLES {
        let history = run(&scenario, style, &send, Instant::from_s(10));
        let reached = history.occurrences().iter().filter_map(|it| match it.what {
            Occurrence::Task(Task::Saved { .. }) => Some(Place::Save),
            Occurrence::Call(Call::Made { service, .. }) => Some(Place::Call(service)),
            Occurrence::Publish(Publish::Appended { .. }) => Some(Place::Publish),
            Occurrence::User(User::Answered { .. }) => Some(Place::Respond),
            _ => None,
        });
        let mut places = places(&whole(&scenario, style));
        places.retain(|place| *place != Place::CallAll);
        assert_eq!(places, reached.collect::<Vec<_>>(), "{style:?}");
    }
}

#[test]
fn a_call_fails_the_task_before_the_answer_and_only_itself_after_it() {
    for (style, start) in [
        (Style::Sequential, "    await notification.tell("),
        (Style::Background, "    await attempt(notification.tell("),
    ] {
        let listing = whole(&Scenario::default(), style);
        let mut lines = listing.lines.iter();
        let call = lines.find(|line| line.place == Some(Place::Call(0)));
        assert!(call.is_some_and(|line| line.text.starts_with(start)));
        assert_eq!(listing.text().contains("except"), style == Style::Background);
    }
}

#[test]
fn each_side_waits_as_long_as_the_scenario_states() {
    let mut scenario = Scenario::default();
    scenario.producer.call_timeout = Duration::from_ms(250);
    scenario.kafka.delivery_timeout = Duration::from_s(12);
    let direct = whole(&scenario, Style::Sequential).text();
    assert!(direct.contains("AuditClient(timeout=0.25)"));
    let kafka = whole(&scenario, Style::Kafka).text();
    assert!(kafka.contains("request_timeout_ms=12000,"));
}

#[test]
fn the_same_line_does_the_work_on_both_sides() {
    let scenario = Scenario::default();
    for style in STYLES {
        let listing = handler(&scenario, style, &[], 2);
        let mut lines = listing.lines.iter();
        let work = lines.find(|line| line.place == Some(Place::Handle));
        assert_eq!(
            work.map(|line| line.text.trim()),
            Some("await handle(due=data[\"due\"], task_id=data[\"task_id\"])")
        );
        let around = if style == Style::Kafka {
            [Place::Poll, Place::Handle, Place::Commit]
        } else {
            [Place::Receive, Place::Handle, Place::Reply]
        };
        assert_eq!(places(&listing), around);
    }
}

#[test]
fn workers_are_slots_of_the_endpoint_and_members_of_the_group() {
    let mut scenario = Scenario::default();
    scenario.services[0].workers = 3;
    let text = |style, service| handler(&scenario, style, &[], service).text();
    assert!(text(Style::Sequential, 0).contains("Semaphore(3)"));
    assert!(text(Style::Kafka, 0).contains("for _ in range(3)"));
    assert!(text(Style::Sequential, 1).contains("Semaphore(1)"));
    assert!(text(Style::Kafka, 1).ends_with("\nrun(consume())\n"));
}

#[test]
fn a_group_begins_to_read_where_the_run_lets_it() {
    let scenario = Scenario {
        timeline: vec![joins(needing("Early", &["due"]), Start::Earliest)],
        ..Scenario::default()
    };
    let later = [joins(needing("Late", &["due"]), Start::Latest)];
    for (service, reset) in [(0, "earliest"), (3, "earliest"), (4, "latest")] {
        let text = handler(&scenario, Style::Kafka, &later, service).text();
        assert!(text.contains(&format!("auto_offset_reset=\"{reset}\"")));
    }
    assert_eq!(handler(&scenario, Style::Kafka, &later, 5), Listing::default());
}

/// A scenario of services with these names.
fn named(names: &[&str]) -> Scenario {
    Scenario {
        services: names.iter().map(|name| needing(name, &["due"])).collect(),
        ..Scenario::default()
    }
}

/// The variable of each client, in roster order.
fn variables(listing: &Listing) -> Vec<&str> {
    let made = |line: &'_ &str| line.contains("Client(timeout=");
    let lines = listing.lines.iter().map(|line| line.text.as_str());
    let left = lines.filter(made).filter_map(|line| line.split(" = ").next());
    left.collect()
}

#[test]
fn names_in_any_script_become_valid_distinct_identifiers() {
    let names = [
        "Уведомления",
        "通知",
        "🔔",
        "3D \"Printing\"",
        "service 1",
        "Team 1",
        "Team1",
        "Audit",
        "Audit Service",
        "audit-service!",
        "Import",
        "Task",
        "post task",
        "App",
        "db",
        "e\u{301}",
        "Prüfung",
        "Service",
        "Service Service",
    ];
    let scenario = named(&names);
    let listing = whole(&scenario, Style::Sequential);
    let variables = variables(&listing);
    let distinct: BTreeSet<_> = variables.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{variables:?}");
    for variable in &variables {
        let valid = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(variable.chars().all(valid), "{variable}");
        assert!(variable.starts_with(|c: char| c.is_ascii_lowercase()));
        assert!(!["app", "db", "import", "task", "post_task"].contains(variable));
    }
    let text = listing.text();
    let imports = text.lines().filter(|line| line.starts_with("from clients"));
    let classes: BTreeSet<_> = imports.filter_map(|line| line.split(' ').nth(3)).collect();
    assert_eq!(classes.len(), names.len(), "{classes:?}");
    let consumers = everybody(&scenario, &[]).into_iter().map(|service| {
        let listing = handler(&scenario, Style::Kafka, &[], service);
        let group = listing.lines.iter().find(|it| it.text.contains("group_id"));
        (listing.file, group.map(|line| line.text.clone()))
    });
    let (files, groups): (BTreeSet<_>, BTreeSet<_>) = consumers.unzip();
    assert_eq!((files.len(), groups.len()), (names.len(), names.len()));
}

#[test]
fn a_name_that_an_identifier_cannot_hold_stands_beside_it() {
    let text = whole(&named(&["Аудит"]), Style::Sequential).text();
    assert!(text.contains("service_1 = Service1Client(timeout=5.0)  # Аудит\n"));
    let text = handler(&named(&["Аудит"]), Style::Kafka, &[], 0).text();
    assert!(text.contains("group_id=\"service-1\",  # Аудит\n"));
}

#[test]
fn a_newcomer_renames_nobody() {
    let before = whole(&named(&["Audit", "通知"]), Style::Parallel);
    let after = whole(&named(&["Audit", "通知", "audit!", "知"]), Style::Parallel);
    assert_eq!(variables(&before), variables(&after)[..2]);
    assert_eq!(producer_diff(&before, &after).removed, 0);
}

#[test]
fn a_quote_in_a_name_ends_no_string() {
    let mut scenario = named(&["a\"b\\"]);
    scenario.producer.name = "\"), exit(\"\n".into();
    let text = whole(&scenario, Style::Sequential).text();
    assert!(text.contains("\napp = FastAPI(title=\"\\\"), exit(\\\"\\u000a\")\n"));
    let text = handler(&scenario, Style::Sequential, &[], 0).text();
    assert!(text.contains("\napp = FastAPI(title=\"a\\\"b\\\\\")\n"));
}

#[test]
fn the_listing_speaks_of_what_the_event_is_about() {
    let mut scenario = named(&["Billing"]);
    scenario.producer.name = "Shop".into();
    scenario.event = Event {
        topic: "shop.deliveries".into(),
        kind: "shop.delivery.planned".into(),
        fields: vec!["delivery_id".into(), "from".into()],
    };
    scenario.services[0].needs = vec!["from".into(), "from".into()];
    let direct = whole(&scenario, Style::Sequential);
    assert_eq!(direct.file, "shop_api.py");
    let text = direct.text();
    assert!(text.contains("@app.post(\"/deliveries\", status_code=201)"));
    assert!(text.contains("async def post_delivery(delivery: Delivery) -> Delivery:"));
    assert!(text.contains("    await billing.tell(from_=saved.from_)\n"));
    let text = whole(&scenario, Style::Kafka).text();
    assert!(text.contains("        \"from\": saved.from_,\n"));
    assert!(text.contains("    key = str(saved.delivery_id).encode()\n"));
}

#[test]
fn the_listings_of_the_course_fit_a_narrow_column() {
    let scenario = Scenario::default();
    for style in STYLES {
        let services = everybody(&scenario, &[]).into_iter();
        let handlers = services.map(|service| handler(&scenario, style, &[], service));
        for listing in handlers.chain([whole(&scenario, style)]) {
            assert!(listing.lines.len() <= 37, "{} {style:?}", listing.file);
            let widest = listing.lines.iter().map(|line| line.text.len()).max();
            assert!(widest <= Some(72), "{} {style:?}", listing.file);
        }
    }
}

/// The course's scenario with these settings.
fn with(settings: &[(Setting, u32)]) -> Scenario {
    let mut scenario = Scenario::default();
    settings.iter().for_each(|&(setting, value)| scenario.settings.set(setting, value));
    scenario
}

#[test]
fn a_command_names_its_service_and_an_event_does_not() {
    let commands = whole(&Scenario::default(), Style::Commands);
    assert!(commands.text().contains("\"notification.tell\", command, key=key"));
    let before = producer(&Scenario::default(), Style::Commands, &[], &[0, 1]);
    assert_eq!(producer_diff(&before, &commands).redeploys, 1);
    let reader = handler(&Scenario::default(), Style::Commands, &[], 0).text();
    assert!(reader.contains("        \"notification.tell\",\n"));
    assert!(!reader.contains("event[\"type\"]"), "a command has no type to look at");
}

#[test]
fn request_and_reply_waits_for_services_by_their_names() {
    let text = whole(&Scenario::default(), Style::RequestReply).text();
    assert!(text.contains("\"notification\", \"audit\", \"reminder\""));
    let reader = handler(&Scenario::default(), Style::RequestReply, &[], 0);
    assert!(places(&reader).contains(&Place::Reply));
}

#[test]
fn the_two_orders_of_a_dual_write_and_the_outbox_differ_in_the_order_of_their_lines() {
    let order = |style| {
        let mut places = places(&whole(&Scenario::default(), style));
        places.dedup();
        places
    };
    assert_eq!(order(Style::Kafka), [Place::Save, Place::Publish, Place::Respond]);
    assert_eq!(order(Style::SendFirst), [Place::Publish, Place::Save, Place::Respond]);
    assert_eq!(order(Style::Outbox), [Place::Save, Place::Respond, Place::Publish]);
    assert!(whole(&Scenario::default(), Style::SendFirst).text().contains("task.task_id"));
}

#[test]
fn what_the_client_does_about_failures_is_written_where_it_is_made() {
    let plain = whole(&Scenario::default(), Style::Sequential).text();
    assert!(!plain.contains("Retry") && !plain.contains("Breaker"));
    let scenario =
        with(&[(Setting::Retries, 2), (Setting::RetryBudget, 20), (Setting::BreakerFailures, 5)]);
    let text = whole(&scenario, Style::Sequential).text();
    assert!(text.contains("from clients.policy import Breaker, Retry, RetryBudget\n"));
    assert!(text.contains("retry = Retry(times=2, wait=0.1, factor=2, longest=10.0)\n"));
    assert!(text.contains("breaker=Breaker(failures=5, open=5.0, probes=1))"));
}

#[test]
fn an_optional_call_is_an_attempt_before_the_answer_too() {
    let mut scenario = Scenario::default();
    scenario.services[2].settings.set(ServiceSetting::Optional, 1);
    let text = whole(&scenario, Style::Sequential).text();
    assert!(text.contains("await attempt(reminder.tell("));
    assert!(text.contains("    await notification.tell("));
    assert!(text.contains("async def attempt("));
}

#[test]
fn the_consumer_commits_where_the_run_does() {
    let reader = |commit, most| {
        let scenario = with(&[(Setting::Commit, commit), (Setting::MaxPollRecords, most)]);
        let listing = handler(&scenario, Style::Kafka, &[], 0);
        (places(&listing), listing.text())
    };
    assert_eq!(reader(0, 1).0, [Place::Poll, Place::Handle, Place::Commit]);
    assert_eq!(reader(1, 1).0, [Place::Poll, Place::Commit, Place::Handle]);
    assert_eq!(reader(2, 1).0, [Place::Poll, Place::Handle]);
    assert!(reader(2, 1).1.contains("auto_commit_interval_ms=5000,"));
    // Without a wait, `getmany` returns at once with nothing, again and again.
    assert!(reader(0, 500).1.contains("timeout_ms=1000, max_records=500\n"));
    for commit in [0, 1] {
        assert!(reader(commit, 1).1.contains("CommitFailedError"), "a member may have left");
    }
}

#[test]
fn a_consumer_whose_work_fails_says_what_becomes_of_the_record() {
    let reader = |on_error| {
        let mut scenario = with(&[(Setting::OnError, on_error)]);
        scenario.services[0].settings.set(ServiceSetting::FailsOn, 4);
        handler(&scenario, Style::Kafka, &[], 0).text()
    };
    assert!(reader(0).contains("await seek_back(consumer, record, wait=1.0)"));
    for on_error in 0..3 {
        assert!(reader(on_error).contains("from retries import seek_back\n"));
        assert!(reader(on_error).contains("from work import WorkError, handle\n"));
    }
    assert!(reader(1).contains("consumer, record, wait=1.0, attempts=3\n"));
    assert!(!reader(1).contains("AIOKafkaProducer"));
    assert!(reader(2).contains("\"task.events.dead-letter\",\n"));
}

#[test]
fn what_follows_a_failed_record_of_a_batch_waits_with_it() {
    let mut scenario = with(&[(Setting::MaxPollRecords, 10)]);
    scenario.services[0].settings.set(ServiceSetting::FailsOn, 4);
    let text = handler(&scenario, Style::Kafka, &[], 0).text();
    assert!(text.contains("                            break\n") && !text.contains("continue"));
}

#[test]
fn a_consumer_recognises_a_task_by_its_id_whatever_the_key_and_marks_it_with_its_work() {
    for key in 0..3 {
        for style in [Style::Kafka, Style::Commands] {
            let mut scenario = with(&[(Setting::Key, key)]);
            // Audit needs no id of its own.
            scenario.services[1].needs = vec!["due".into()];
            scenario.event.fields = vec!["due".into()];
            scenario.services[1].settings.set(ServiceSetting::Idempotent, 1);
            let reader = handler(&scenario, style, &[], 1).text();
            assert!(reader.contains("async with once(data[\"task_id\"]) as is_new:\n"));
            assert!(whole(&scenario, style).text().contains("\"task_id\": saved.task_id"));
        }
    }
}

#[test]
fn a_reply_names_its_task_and_its_sender_and_is_acknowledged_before_the_commit() {
    let reader = handler(&Scenario::default(), Style::RequestReply, &[], 1);
    let text = reader.text();
    assert!(text.contains("reply = {\"from\": \"audit\", \"task_id\": data[\"task_id\"]}\n"));
    assert!(text.contains("await producer.send_and_wait("));
    let places = places(&reader);
    let at = |place| places.iter().position(|other| *other == place);
    assert!(at(Place::Reply) < at(Place::Commit), "{places:?}");
}

#[test]
fn a_session_timeout_is_stated_where_it_is_not_the_clients_own() {
    let reader = |session| {
        handler(&with(&[(Setting::SessionTimeoutMs, session)]), Style::Kafka, &[], 0).text()
    };
    assert!(reader(45_000).contains("session_timeout_ms=45000,"));
    assert!(!reader(10_000).contains("session_timeout_ms"));
}

#[test]
fn a_run_of_the_java_client_is_listed_in_java_and_direct_calls_are_not() {
    let scenario = with(&[(Setting::Client, 1), (Setting::LingerMs, 0)]);
    for style in Style::ALL {
        let listing = whole(&scenario, style);
        let reader = handler(&scenario, style, &[], 1);
        let ends = if style.publishes() { ".java" } else { ".py" };
        assert!(listing.file.ends_with(ends) && reader.file.ends_with(ends), "{style:?}");
    }
    let text = whole(&scenario, Style::Kafka).text();
    assert!(text.contains("\"linger.ms\", \"0\"") && text.contains("public class TaskApi {\n"));
    assert!(
        handler(&scenario, Style::Kafka, &[], 1).text().contains("\"group.id\", \"audit-service\"")
    );
}

#[test]
fn the_same_steps_light_lines_in_both_languages() {
    for client in [0, 1] {
        let scenario = with(&[(Setting::Client, client)]);
        let present = everybody(&scenario, &[]);
        for style in Style::ALL.into_iter().filter(|style| style.publishes()) {
            let python = places(&producer(&Scenario::default(), style, &[], &present));
            assert_eq!(places(&producer(&scenario, style, &[], &present)), python, "{style:?}");
            let python = places(&handler(&Scenario::default(), style, &[], 0));
            assert_eq!(places(&handler(&scenario, style, &[], 0)), python, "{style:?}");
        }
    }
}
