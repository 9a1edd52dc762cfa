//! Who cannot see, point, watch things move, or run scripts, and what the page is to them.

use crate::hands::{choose, hurry, open, open_tab, seek, wait_for_text};
use crate::support::{Options, Page};
use serde_json::json;

#[tokio::test]
async fn the_stage_is_used_by_keyboard_alone() {
    let page = Page::open(Options::sandbox()).await;
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
    let page = Page::open(Options::sandbox()).await;
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
    assert_eq!(page.text(".direct .num small").await, "no tasks yet");
    assert_eq!(page.count("[role=switch][aria-checked=false]").await, 0);
}

#[tokio::test]
async fn a_field_is_typed_into_while_the_clock_runs() {
    let page = Page::open(Options::sandbox()).await;
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
    open_tab(&page, "Setup").await;
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
    page.wait_for(
        "document.querySelector(\"input[aria-label='Workers of Notification']\").value === '3'",
    )
    .await;
}

#[tokio::test]
async fn escape_and_a_click_elsewhere_close_what_is_open() {
    let page = Page::open(Options::sandbox()).await;
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
async fn the_focus_never_goes_nowhere() {
    let page = Page::open(Options::sandbox()).await;
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
    let page = Page::open(Options::sandbox()).await;
    open_tab(&page, "Timeline").await;
    page.press("ArrowRight").await;
    page.wait_for("document.activeElement.textContent === 'Charts'").await;
    page.press("End").await;
    page.wait_for("document.activeElement.getAttribute('aria-selected') === 'true'").await;
    page.wait_for(
        "document.querySelector('#tab-panel').innerText.includes('An owed effect that will never happen')",
    )
    .await;
}

#[tokio::test]
async fn the_run_in_words_follows_the_playhead_and_leads_back_to_it() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Audit goes down").await;
    seek(&page, 2_310).await;
    open_tab(&page, "Event log").await;
    let now = page.texts("tr.now td:last-child").await;
    assert!(now.iter().any(|said| said == "Reminder has done task 3."), "{now:?}");
    page.eval::<()>("document.querySelector('[aria-label=\"Go to 2.300 s\"]').click()").await;
    page.wait_for("document.querySelector('.when').textContent.startsWith('2.300')").await;
    let now = page.texts("tr.now td:last-child").await;
    assert!(now.iter().any(|said| said == "Audit is down and refuses task 3."), "{now:?}");
}

#[tokio::test]
async fn with_reduced_motion_the_picture_changes_only_when_something_happens() {
    let page = Page::open(Options::sandbox().reduced_motion()).await;
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
    let page = Page::open(Options::sandbox().size(390, 844)).await;
    choose(&page, "Audit goes down").await;
    seek(&page, 4_100).await;
    let (direct, kafka): (f64, f64) = page
        .eval("['.direct', '.kafka'].map(s => document.querySelector('.side' + s).getBoundingClientRect().top)")
        .await;
    assert!(kafka > direct + 100.0);
    for tab in TABS {
        open_tab(&page, tab).await;
        let wide: bool = page.eval("document.documentElement.scrollWidth > innerWidth").await;
        assert!(!wide, "{tab} scrolls sideways");
    }
    page.click_role(".kafka", "switch", "Reminder").await;
    page.wait_for("document.querySelectorAll('[role=switch][aria-label=Reminder][aria-checked=false]').length === 2")
        .await;
}

#[tokio::test]
async fn names_latencies_and_states_are_in_view_at_1280_by_800() {
    let page = Page::open(Options::sandbox().size(1280, 800)).await;
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

const TABS: [&str; 8] = [
    "Event log",
    "Charts",
    "Coupling",
    "Code",
    "Change while it runs",
    "Setup",
    "Glossary",
    "Timeline",
];

#[tokio::test]
async fn axe_finds_nothing_in_light() {
    axe_finds_nothing(Options::sandbox(), &TABS).await;
}

#[tokio::test]
async fn axe_finds_nothing_in_the_dark() {
    axe_finds_nothing(Options::sandbox().dark(), &TABS).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    // Colours are those of the wide page; what can differ is what stands where.
    axe_finds_nothing(Options::sandbox().size(390, 844), &TABS).await;
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
        open_tab(&page, tab).await;
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
async fn a_browser_with_scripts_off_says_what_is_missing() {
    let page = Page::open(Options::sandbox()).await;
    page.cdp("Emulation.setScriptExecutionDisabled", json!({"value": true})).await;
    page.cdp("Page.reload", json!({})).await;
    // Without scripts only the browser itself can say what it shows.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let tree = page.cdp("Accessibility.getFullAXTree", json!({})).await.to_string();
        if tree.contains("Scripts are turned off") {
            break;
        }
        assert!(
            std::time::Instant::now() < deadline,
            "the page does not say that scripts are turned off"
        );
    }
}
