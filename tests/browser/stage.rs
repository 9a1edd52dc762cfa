//! What a learner does on the stage, pressed as they press it.

use crate::hands::{choose, do_in, hurry, ledger, open, open_tab, seek, wait_for_text};
use crate::support::{Options, Page};
use engine::scenario::{Action, Mode, read};
use engine::sim::Instant;

#[tokio::test]
async fn a_sent_task_takes_1500_ms_through_calls_and_10_ms_through_kafka() {
    let page = Page::open(Options::sandbox()).await;
    hurry(&page).await;
    page.click_button("Send a task").await;
    wait_for_text(&page, ".direct .num small", "answered").await;
    assert_eq!(page.text(".direct .figure").await, "1500 ms");
    assert_eq!(page.text(".kafka .figure").await, "10 ms");
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn calls_made_all_at_once_take_500_ms() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls at once").await;
    seek(&page, 2_000).await;
    assert_eq!(page.text(".direct .figure").await, "500 ms");
}

#[tokio::test]
async fn the_sketched_instant_shows_exactly_its_figures() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Audit goes down").await;
    seek(&page, 4_100).await;
    assert_eq!(page.text(".direct .num").await, "500 msthen an error");
    assert_eq!(page.text(".kafka .num").await, "10 msanswered");
    let direct = ["2 answered (40 %)", "3 failed", "3 half-done", "0 waiting"];
    let effects = ["9 done", "0 pending", "6 missing"];
    assert_eq!(ledger(&page, ".direct").await, [&direct[..], &effects[..]].concat());
    let kafka = ["5 answered (100 %)", "0 failed", "0 half-done", "0 waiting"];
    let effects = ["10 done", "5 pending", "0 missing"];
    assert_eq!(ledger(&page, ".kafka").await, [&kafka[..], &effects[..]].concat());
    let states = page.texts(".service .state").await;
    let expected =
        ["500 ms", "down, refuses", "never asked", "handling 4", "down, 3 waiting", "handling 4"];
    assert_eq!(states, expected);
    assert!(page.texts(".lane text").await.contains(&"Audit is 3 behind".into()));
}

#[tokio::test]
async fn a_service_switched_off_in_the_middle_fails_the_task_on_the_left_and_waits_on_the_right() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls in turn").await;
    seek(&page, 300).await;
    page.click_role(".direct", "switch", "Audit").await;
    // One switch, shown on both sides.
    page.wait_for("document.querySelectorAll('[role=switch][aria-label=Audit][aria-checked=false]').length === 2")
        .await;
    seek(&page, 3_000).await;
    assert_eq!(page.text(".direct .num").await, "500 msthen an error");
    assert!(ledger(&page, ".direct").await.contains(&"1 half-done".into()));
    assert!(ledger(&page, ".kafka").await.contains(&"1 answered (100 %)".into()));
    assert!(ledger(&page, ".kafka").await.contains(&"1 pending".into()));
}

#[tokio::test]
async fn going_back_and_doing_otherwise_keeps_what_was_done_before() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls in turn").await;
    seek(&page, 700).await;
    page.click_role(".direct", "switch", "Audit").await;
    page.wait_for("document.querySelector('.forks').textContent.includes('You did 1 thing here.')")
        .await;
    seek(&page, 200).await;
    page.click_role(".kafka", "switch", "Reminder").await;
    page.wait_for(
        "document.querySelector('.forks').textContent.includes('Kept: Audit down; left at 0.200 s.')",
    )
    .await;
    assert_eq!(page.text(".direct .service:nth-child(2) .state").await, "500 ms");
    page.click_button("Return to it").await;
    seek(&page, 800).await;
    assert_eq!(page.text(".direct .service:nth-child(2) .state").await, "down, refuses");
    // What was left to return is kept in its turn.
    assert!(page.text(".forks").await.contains("Kept: Reminder down;"));
}

#[tokio::test]
async fn logging_joins_and_only_the_direct_producer_changes_but_billing_changes_both() {
    let page = Page::open(Options::sandbox()).await;
    page.click_button("Add a service").await;
    page.click_button("Add to both sides").await;
    page.wait_for("document.querySelectorAll('.service').length === 8").await;
    open_tab(&page, "Code").await;
    let changes = page.texts(".change p").await;
    assert_eq!(changes[0], "Direct calls: 3 lines added, 0 removed; 1 import touched; 1 redeploy.");
    assert_eq!(changes[1], "Through Kafka: nothing changed: no line, no import, no redeploy.");
    page.click_button("Add a service").await;
    do_in(
        &page,
        "document.querySelector('[name=name]').value = 'Billing'; \
         document.querySelector('[name=needs]').value = 'task_id, amount'",
    )
    .await;
    page.click_button("Add to both sides").await;
    page.wait_for("document.querySelectorAll('.service').length === 10").await;
    page.wait_for("document.querySelector('.change h3').textContent.startsWith('Billing joined')")
        .await;
    let kafka = &page.texts(".change p").await[1];
    assert_eq!(kafka, "Through Kafka: 1 line added, 0 removed; 0 imports touched; 1 redeploy.");
    assert!(page.text(".change .kafka pre").await.contains("+         \"amount\": saved.amount,"));
}

#[tokio::test]
async fn a_service_is_renamed_slowed_and_removed_from_its_menu() {
    let page = Page::open(Options::sandbox()).await;
    page.click_button_in(".direct", "More on Audit").await;
    do_in(&page, "hands.change(document.querySelector('.panel input[type=text]'), 'Compliance')")
        .await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-label=Compliance]').length === 2")
        .await;
    page.click_button("Hangs, answers in 30 s").await;
    wait_for_text(&page, ".kafka .service:nth-child(2) .state", "hangs, answers in 30 s").await;
    page.click_button_in(".kafka", "More on Compliance").await;
    page.click_button("Remove from both sides").await;
    page.wait_for("document.querySelectorAll('.service').length === 4").await;
    // The last two can go, but not the last.
    page.click_button_in(".kafka", "More on Reminder").await;
    page.click_button("Remove from both sides").await;
    page.wait_for("document.querySelectorAll('.service').length === 2").await;
    page.click_button_in(".kafka", "More on Notification").await;
    page.click_button("Remove from both sides").await;
    page.wait_for("document.querySelector('[role=alert]').textContent.includes('at least one')")
        .await;
    assert_eq!(page.count(".service").await, 2);
}

#[tokio::test]
async fn a_damaged_scenario_is_refused_with_its_line_and_everything_stays() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Audit goes down").await;
    seek(&page, 4_100).await;
    for (text, line, what) in [
        ("format = 1\nnonsense = 3\n", 2, "nonsense"),
        ("format = 1\n", 1, "service"),
        ("format = 1\n[[services]]\nname = \"A\"\nlatency_ms = -5\n", 4, "latency_ms"),
        ("format = 1\ntitle = \"never closed\n", 2, "not closed"),
        ("", 1, "format"),
    ] {
        open(&page, "damaged.toml", text).await;
        page.wait_for(&format!(
            "(t => t.includes('damaged.toml') && t.includes('Line {line}:') && t.includes({what:?}))\
             (document.querySelector('[role=alert]').textContent)"
        ))
        .await;
        assert_eq!(page.text("h1").await, "What if one of them is down?");
        assert_eq!(page.text(".direct .figure").await, "500 ms");
        page.click_button("Close").await;
        page.wait_for("document.querySelector('[role=alert]').textContent === ''").await;
    }
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_saved_scenario_holds_what_the_learner_did_and_opens_again() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls in turn").await;
    seek(&page, 700).await;
    page.click_role(".direct", "switch", "Audit").await;
    do_in(&page, "URL.createObjectURL = blob => { blob.text().then(t => window.saved = t); return 'data:,' }").await;
    page.click_button("Save").await;
    page.wait_for("typeof window.saved === 'string'").await;
    let text: String = page.eval("window.saved").await;
    let scenario = read("saved.toml", &text).expect("what the page saves can be read");
    let last = scenario.timeline.last().expect("the learner's intervention");
    assert_eq!((last.at, &last.action), (Instant::from_ms(700), &Action::Set(1, Mode::Down)));
    open(&page, "saved.toml", &text).await;
    wait_for_text(&page, "header option:checked", "saved.toml").await;
    seek(&page, 3_000).await;
    assert_eq!(page.text(".direct .num").await, "700 msthen an error");
}

#[tokio::test]
async fn a_load_that_would_explode_ends_at_a_stated_limit() {
    let page = Page::open(Options::sandbox()).await;
    let mut text = String::from("format = 1\nhorizon_ms = 3600000\ndirect = \"parallel\"\n");
    text.push_str("[load]\npattern = \"steady\"\nevery_ms = 20\n");
    for n in 0..12 {
        text.push_str(&format!("[[services]]\nname = \"S{n}\"\nlatency_ms = 1\n"));
    }
    open(&page, "explodes.toml", &text).await;
    page.wait_for(
        "document.querySelector('[role=status]').textContent.includes('This run ends at')",
    )
    .await;
    assert!(page.text("[role=status]").await.contains("500000 events"));
}

#[tokio::test]
async fn the_last_thing_done_can_be_undone_and_all_of_it_started_afresh() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls in turn").await;
    seek(&page, 700).await;
    page.click_role(".direct", "switch", "Audit").await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-checked=false]').length === 2")
        .await;
    // Off and at once on again is as if nothing had been done.
    page.click_role(".direct", "switch", "Audit").await;
    page.wait_for("!document.querySelector('.forks').textContent.includes('You did')").await;
    page.click_role(".direct", "switch", "Audit").await;
    page.click_button("Undo the last").await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-checked=false]').length === 0")
        .await;
    page.click_role(".direct", "switch", "Audit").await;
    choose(&page, "By hand").await;
    page.click_button("Go back to it").await;
    wait_for_text(&page, "h1", "Three calls, one after another").await;
    page.click_button("Reset").await;
    page.wait_for("document.querySelector('.forks').textContent.includes('Kept: Audit down;')")
        .await;
}
