//! The tabs under the stage: what is changed in one changes the stage, and the other way round.

use crate::hands::{choose, open_tab, seek, wait_for_text};
use crate::support::{Options, Page};

#[tokio::test]
async fn what_is_changed_in_a_tab_changes_the_stage_and_what_changes_there_stands_in_the_tab() {
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
