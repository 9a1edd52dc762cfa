//! What a learner does on the stage, pressed as they press it.

use crate::support::{Options, Page};
use engine::sim::Instant;
use engine::system::{Action, Mode, read};
use serde_json::json;

/// The browser's side of the actions below.
const HANDS: &str = r#"
    window.hands ??= {
        change(element, value) {
            element.value = value;
            element.dispatchEvent(new Event(element.type === 'range' ? 'input' : 'change', {bubbles: true}));
        },
        open(name, text) {
            const files = new DataTransfer();
            files.items.add(new File([text], name));
            const input = document.querySelector('input[type=file]');
            input.files = files.files;
            input.dispatchEvent(new Event('change', {bubbles: true}));
        },
    };
"#;

async fn do_in(page: &Page, action: &str) {
    page.eval::<()>(&format!("(() => {{ {HANDS} {action} }})()")).await;
}

/// Chooses a shipped scenario by its label.
async fn choose(page: &Page, label: &str) {
    let find = format!(
        "[...document.querySelectorAll('header option')].find(o => o.text === {label:?}).value"
    );
    do_in(page, &format!("hands.change(document.querySelector('header select'), {find})")).await;
}

async fn seek(page: &Page, ms: u32) {
    do_in(page, &format!("hands.change(document.querySelector('input[type=range]'), {ms})")).await;
    let clock = format!("{}.{:03} s", ms / 1_000, ms % 1_000);
    page.wait_for(&format!("document.querySelector('.when').textContent.startsWith({clock:?})"))
        .await;
}

async fn open(page: &Page, name: &str, text: &str) {
    do_in(page, &format!("hands.open({name:?}, {})", json!(text))).await;
}

/// The fastest speed, so that nobody waits for a run of ten seconds.
async fn hurry(page: &Page) {
    do_in(page, "hands.change(document.querySelector('select[aria-label=Speed]'), 8)").await;
}

async fn ledger(page: &Page, side: &str) -> Vec<String> {
    page.texts(&format!("{side} .ledger span")).await
}

async fn wait_for_text(page: &Page, selector: &str, text: &str) {
    page.wait_for(&format!("document.querySelector({selector:?})?.textContent === {text:?}")).await;
}

#[tokio::test]
async fn a_sent_task_takes_1500_ms_through_calls_and_10_ms_through_kafka() {
    let page = Page::open(Options::default()).await;
    hurry(&page).await;
    page.click_button("Send a task").await;
    wait_for_text(&page, ".direct .num small", "answered").await;
    assert_eq!(page.text(".direct .figure").await, "1500 ms");
    assert_eq!(page.text(".kafka .figure").await, "10 ms");
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn calls_made_all_at_once_take_500_ms() {
    let page = Page::open(Options::default()).await;
    choose(&page, "Three calls at once").await;
    seek(&page, 2_000).await;
    assert_eq!(page.text(".direct .figure").await, "500 ms");
}

#[tokio::test]
async fn the_sketched_instant_shows_exactly_its_figures() {
    let page = Page::open(Options::default()).await;
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
        ["500 ms", "down, refuses", "never asked", "handling 4", "down, 3 wait", "handling 4"];
    assert_eq!(states, expected);
    assert!(page.texts(".lane text").await.contains(&"Audit is 3 behind".into()));
}

#[tokio::test]
async fn a_service_switched_off_in_the_middle_fails_the_task_on_the_left_and_waits_on_the_right() {
    let page = Page::open(Options::default()).await;
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
    let page = Page::open(Options::default()).await;
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
    let page = Page::open(Options::default()).await;
    page.click_button("Add a service").await;
    page.click_button("Add to both sides").await;
    page.wait_for("document.querySelectorAll('.service').length === 8").await;
    page.click_role(".tabs", "tab", "The code").await;
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
    let kafka = &page.texts(".change p").await[1];
    assert_eq!(kafka, "Through Kafka: 1 line added, 0 removed; 0 imports touched; 1 redeploy.");
    assert!(page.text(".change .kafka pre").await.contains("+         \"amount\": saved.amount,"));
}

#[tokio::test]
async fn a_service_is_renamed_slowed_and_removed_from_its_menu() {
    let page = Page::open(Options::default()).await;
    page.click_button_in(".direct", "More on Audit").await;
    do_in(&page, "hands.change(document.querySelector('.panel input'), 'Compliance')").await;
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
    let page = Page::open(Options::default()).await;
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
    let page = Page::open(Options::default()).await;
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
    let page = Page::open(Options::default()).await;
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
    assert!(page.text("[role=status]").await.contains("500000 things"));
}

#[tokio::test]
async fn the_stage_is_used_by_keyboard_alone() {
    let page = Page::open(Options::default()).await;
    // From the top of the page to the stage, by Tab.
    for _ in 0..20 {
        if page.focused().await.contains("Stage") {
            break;
        }
        page.press("Tab").await;
    }
    assert!(page.focused().await.contains("Stage"), "{}", page.focused().await);
    page.press("n").await;
    page.wait_for("document.querySelector('.direct .num small').textContent.startsWith('so far')")
        .await;
    page.press("Space").await;
    page.wait_for_role("button", "Play").await;
    page.press("Home").await;
    page.wait_for("document.querySelector('.when').textContent.startsWith('0.000')").await;
    page.press("ArrowRight").await;
    page.wait_for("document.querySelector('.when').textContent.startsWith('0.010')").await;
    page.press("ArrowLeft").await;
    page.wait_for("document.querySelector('.when').textContent.startsWith('0.000')").await;
    page.press("2").await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-label=Audit][aria-checked=false]').length === 2")
        .await;
    page.press("2").await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-checked=false]').length === 0")
        .await;
    // A switch by its own key, reached by Tab.
    for _ in 0..20 {
        if page.focused().await.contains("switch \"Notification\"") {
            break;
        }
        page.press("Tab").await;
    }
    page.press("Space").await;
    page.wait_for(
        "document.querySelectorAll('[role=switch][aria-label=Notification][aria-checked=false]').length === 2",
    )
    .await;
}

#[tokio::test]
async fn the_help_lists_the_keys_and_can_switch_them_off() {
    let page = Page::open(Options::default()).await;
    page.click_button("Keys").await;
    assert!(page.text(".keys-list").await.contains("send a task"));
    page.click(".panel input[type=checkbox]").await;
    page.press("Escape").await;
    page.wait_for("!document.querySelector('.panel')").await;
    page.eval::<()>("document.querySelector('.stage').focus()").await;
    page.press("n").await;
    page.press("2").await;
    // What a key would have done is done before the next message is answered.
    page.click_button("Step forward").await;
    assert_eq!(page.text(".direct .num small").await, "nobody has waited yet");
    assert_eq!(page.count("[role=switch][aria-checked=false]").await, 0);
}

#[tokio::test]
async fn a_field_is_typed_into_while_the_clock_runs() {
    let page = Page::open(Options::default()).await;
    choose(&page, "A minute without Audit").await;
    page.click_button("Play").await;
    page.click_button_in(".direct", "More on Audit").await;
    page.click(".panel input[type=text]").await;
    page.press("Control+a").await;
    page.type_text("Compliance").await;
    page.press("Enter").await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-label=Compliance]').length === 2")
        .await;
    page.press("Escape").await;
    page.wait_for("!document.querySelector('.panel')").await;
    page.click_role(".tabs", "tab", "The facts").await;
    // What cannot be does not stay in the field.
    page.click("input[aria-label='Workers of Notification']").await;
    page.press("Control+a").await;
    page.type_text("99").await;
    page.press("Enter").await;
    page.wait_for("document.querySelector('[role=alert]').textContent.includes('99 workers')")
        .await;
    page.wait_for(
        "document.querySelector(\"input[aria-label='Workers of Notification']\").value === '1'",
    )
    .await;
    page.click("input[aria-label='Workers of Notification']").await;
    page.press("Control+a").await;
    page.type_text("3").await;
    page.press("Enter").await;
    page.wait_for("document.querySelector('[role=alert]').textContent === ''").await;
    assert_eq!(
        page.eval::<String>(
            "document.querySelector(\"input[aria-label='Workers of Notification']\").value"
        )
        .await,
        "3"
    );
}

#[tokio::test]
async fn escape_and_a_click_elsewhere_close_what_is_open() {
    let page = Page::open(Options::default()).await;
    page.click_button("Add a service").await;
    assert!(page.focused().await.contains("Name"), "{}", page.focused().await);
    page.press("Escape").await;
    page.wait_for("!document.querySelector('.panel')").await;
    assert_eq!(page.focused().await, "button \"Add a service\"");
    page.click_button("Add a service").await;
    page.click("h1").await;
    page.wait_for("!document.querySelector('.panel')").await;
}

#[tokio::test]
async fn the_last_thing_done_can_be_undone_and_all_of_it_started_afresh() {
    let page = Page::open(Options::default()).await;
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
    page.click_button("Start afresh").await;
    page.wait_for("document.querySelector('.forks').textContent.includes('Kept: Audit down;')")
        .await;
}

#[tokio::test]
async fn the_focus_never_goes_nowhere() {
    let page = Page::open(Options::default()).await;
    page.click_button("Add a service").await;
    page.click_button("Add to both sides").await;
    page.wait_for("document.querySelectorAll('.service').length === 8").await;
    assert_eq!(page.focused().await, "button \"Add a service\"");
    page.click_button_in(".direct", "More on Logging").await;
    page.click_button("Remove from both sides").await;
    page.wait_for("document.querySelectorAll('.service').length === 6").await;
    assert!(page.focused().await.contains("Stage"), "{}", page.focused().await);
}

#[tokio::test]
async fn the_tabs_are_moved_through_with_arrows() {
    let page = Page::open(Options::default()).await;
    page.click_role(".tabs", "tab", "One task").await;
    page.press("ArrowRight").await;
    page.wait_for("document.activeElement.textContent === 'What happened, in words'").await;
    page.press("End").await;
    page.wait_for("document.activeElement.getAttribute('aria-selected') === 'true'").await;
    assert!(page.text("#tab-panel").await.contains("An owed effect that will never happen"));
}

#[tokio::test]
async fn the_run_in_words_follows_the_playhead_and_leads_back_to_it() {
    let page = Page::open(Options::default()).await;
    choose(&page, "Audit goes down").await;
    seek(&page, 2_310).await;
    page.click_role(".tabs", "tab", "What happened, in words").await;
    let now = page.texts("tr.now td:last-child").await;
    assert!(now.iter().any(|said| said == "Reminder has done task 3."), "{now:?}");
    page.eval::<()>("document.querySelector('[aria-label=\"Go to 2.300 s\"]').click()").await;
    page.wait_for("document.querySelector('.when').textContent.startsWith('2.300')").await;
    let now = page.texts("tr.now td:last-child").await;
    assert!(now.iter().any(|said| said == "Audit is down and refuses task 3."), "{now:?}");
}

#[tokio::test]
async fn with_reduced_motion_the_picture_changes_only_when_something_happens() {
    let page = Page::open(Options::default().reduced_motion()).await;
    page.eval::<()>(
        "void (window.clocks = new Set(), new MutationObserver(() => \
         clocks.add(document.querySelector('.when').textContent)).observe(document.querySelector('.when'), \
         {subtree: true, characterData: true, childList: true}))",
    )
    .await;
    choose(&page, "Three calls in turn").await;
    hurry(&page).await;
    page.click_button("Play").await;
    wait_for_text(&page, ".direct .num small", "answered").await;
    page.wait_for_role("button", "Play").await;
    let clocks: Vec<String> = page.eval("[...clocks]").await;
    let happens = ["0.000", "0.010", "0.500", "0.510", "1.000", "1.500", "4.000"];
    for clock in &clocks {
        assert!(happens.iter().any(|at| clock.starts_with(at)), "{clock} in {clocks:?}");
    }
}

#[tokio::test]
async fn on_a_phone_the_panels_stack_and_nothing_scrolls_sideways() {
    let page = Page::open(Options::default().size(390, 844)).await;
    choose(&page, "Audit goes down").await;
    seek(&page, 4_100).await;
    let (direct, kafka): (f64, f64) = page
        .eval("['.direct', '.kafka'].map(s => document.querySelector('.side' + s).getBoundingClientRect().top)")
        .await;
    assert!(kafka > direct + 100.0);
    for tab in
        ["One task", "What happened, in words", "The code", "The facts", "What the words mean"]
    {
        page.click_role(".tabs", "tab", tab).await;
        let wide: bool = page.eval("document.documentElement.scrollWidth > innerWidth").await;
        assert!(!wide, "{tab} scrolls sideways");
    }
    page.click_role(".kafka", "switch", "Reminder").await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-label=Reminder][aria-checked=false]').length === 2")
        .await;
}

#[tokio::test]
async fn names_latencies_and_states_are_in_view_at_1280_by_800() {
    let page = Page::open(Options::default().size(1280, 800)).await;
    choose(&page, "Audit goes down").await;
    seek(&page, 4_100).await;
    let cut: Vec<String> = page
        .eval(
            "[...document.querySelectorAll('.node b, .node span, .ledger span, .when')].filter(e => \
             e.scrollWidth > e.clientWidth + 1 || e.getBoundingClientRect().bottom > innerHeight)\
             .map(e => e.textContent)",
        )
        .await;
    assert_eq!(cut, Vec::<String>::new());
}

const TABS: [&str; 5] =
    ["What happened, in words", "The code", "The facts", "What the words mean", "One task"];

#[tokio::test]
async fn axe_finds_nothing_in_light() {
    axe_finds_nothing(Options::default(), &TABS).await;
}

#[tokio::test]
async fn axe_finds_nothing_in_the_dark() {
    axe_finds_nothing(Options::default().dark(), &TABS).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    // Colours are those of the wide page; what can differ is what stands where.
    axe_finds_nothing(Options::default().size(390, 844), &TABS[..2]).await;
}

/// At rest, in trouble with each of these tabs, and with menus and a message open.
async fn axe_finds_nothing(options: Options, tabs: &[&str]) {
    let page = Page::open(options).await;
    page.assert_accessible().await;
    choose(&page, "A fourth service joins").await;
    seek(&page, 6_000).await;
    page.click_role(".kafka", "switch", "Audit").await;
    page.click_role(".kafka", "switch", "Kafka").await;
    seek(&page, 7_500).await;
    for tab in tabs {
        page.click_role(".tabs", "tab", tab).await;
        page.assert_accessible().await;
    }
    page.click_button("Add a service").await;
    open(&page, "damaged.toml", "format = 2").await;
    page.wait_for("document.querySelector('.notice')").await;
    page.assert_accessible().await;
    page.click_button("Close").await;
    page.click_button_in(".direct", "More on Audit").await;
    page.assert_accessible().await;
}

#[tokio::test]
async fn a_browser_without_webassembly_says_what_is_missing() {
    let page = Page::open(Options::default()).await;
    page.cdp(
        "Page.addScriptToEvaluateOnNewDocument",
        json!({"source": "delete globalThis.WebAssembly"}),
    )
    .await;
    page.cdp("Page.reload", json!({})).await;
    page.wait_for("document.querySelector('#without-wasm')?.checkVisibility()").await;
    assert!(page.text("#without-wasm").await.contains("needs WebAssembly"));
}

#[tokio::test]
async fn a_browser_with_scripts_off_says_what_is_missing() {
    let page = Page::open(Options::default()).await;
    page.cdp("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    page.cdp("Page.reload", json!({})).await;
    // Without scripts only the browser itself can say what it shows.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let tree = page.cdp("Accessibility.getFullAXTree", json!({})).await.to_string();
        if tree.contains("scripts are off") {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "the page does not say that scripts are off");
    }
}
