//! The workbook's program: there when a tab of it is opened, not before, and missed with a word.

use crate::hands::{choose, open_tab, seek, wait_for_text};
use crate::support::{Options, Page};
use serde_json::json;

#[tokio::test]
async fn the_workbook_is_fetched_with_its_first_tab_and_not_with_the_page() {
    let page = Page::open(Options::default()).await;
    let fetched = "performance.getEntriesByType('resource').filter(e => e.name.includes('/workbook/'))\
                   .map(e => e.name.split('/').pop().split('?')[0])";
    assert_eq!(page.eval::<Vec<String>>(fetched).await, Vec::<String>::new());
    open_tab(&page, "Glossary").await;
    open_tab(&page, "Code").await;
    let files = ["workbook.js", "workbook_bg.wasm"];
    assert_eq!(page.eval::<Vec<String>>(fetched).await, files);
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn without_the_workbook_the_stage_goes_on_and_it_can_be_fetched_again() {
    let page = Page::open(Options::default()).await;
    for missing in ["*/workbook.js*", "*/workbook_bg.wasm*"] {
        page.cdp("Network.enable", json!({})).await;
        page.cdp("Network.setBlockedURLs", json!({ "urls": [missing] })).await;
        page.click_role(".tabs", "tab", "Code").await;
        wait_for_text(&page, "#tab-panel button", "Try again").await;
        choose(&page, "Audit goes down").await;
        seek(&page, 4_100).await;
        assert_eq!(page.text(".direct .figure").await, "500 ms");
        page.cdp("Network.setBlockedURLs", json!({ "urls": [] })).await;
        page.click_button("Try again").await;
        page.wait_for("document.querySelector('#tab-panel pre .lit')").await;
        page.reload().await;
    }
}

#[tokio::test]
async fn what_is_changed_at_the_desk_changes_the_stage_and_what_changes_there_stands_at_the_desk() {
    let page = Page::open(Options::default()).await;
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
