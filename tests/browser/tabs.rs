//! The tabs under the stage: what is changed in one changes the stage, and the other way round.

use crate::hands::{choose, open, open_tab, seek, wait_for_text};
use crate::support::{Options, Page};

#[tokio::test]
async fn what_is_changed_in_a_tab_changes_the_stage_and_what_changes_there_stands_in_the_tab() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls in turn").await;
    seek(&page, 2_000).await;
    open_tab(&page, "Setup").await;
    let latency = "input[aria-label='Latency of Audit']";
    page.click(latency).await;
    page.press("Control+a").await;
    page.type_text("200").await;
    page.press("Enter").await;
    wait_for_text(&page, ".direct .figure", "1200 ms").await;
    page.click_button("Reset").await;
    page.wait_for(&format!("document.querySelector(\"{latency}\").value === '500'")).await;
    assert_eq!(page.text(".direct .figure").await, "1500 ms");
}

/// A scenario whose coupling table takes a run of some hundred thousand occurrences for each of its cells.
const HEAVY: &str = "format = 1\ntitle = 'Heavy'\nhorizon_ms = 600000\nleft = 'parallel'\n\
    right = 'kafka'\n[load]\npattern = 'steady'\nevery_ms = 20\n[[services]]\nname = 'Audit'\n\
    latency_ms = 5\n[[services]]\nname = 'Inventory'\nlatency_ms = 5\n";

#[tokio::test]
async fn the_coupling_table_is_measured_while_the_page_goes_on_and_can_be_stopped() {
    let page = Page::open(Options::sandbox()).await;
    open(&page, "heavy.toml", HEAVY).await;
    wait_for_text(&page, "h1", "Heavy").await;
    open_tab(&page, "Coupling").await;
    page.click_button("Stop").await;
    page.wait_for("document.querySelector('.coupling').textContent.includes('…')").await;
    page.click_button("Go on").await;
    page.wait_for(
        "/(\\d+) of \\1 runs are done/.test(document.querySelector('.coupling').textContent)",
    )
    .await;
    assert!(!page.text(".coupling table").await.contains('…'));
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}
