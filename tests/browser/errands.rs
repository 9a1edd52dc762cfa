//! The worker that reads and writes files: there when it is needed, not before, and missed with a word.

use crate::hands::{choose, do_in, open, wait_for_text};
use crate::support::{Options, Page};

const SCENARIO: &str = "format = 1\ntitle = \"Of my own\"\n[[services]]\nname = \"Search\"\n";

#[tokio::test]
async fn the_worker_is_fetched_with_the_first_file_and_not_with_the_page() {
    let page = Page::open(Options::default()).await;
    let fetched = "performance.getEntriesByType('resource').filter(e => e.name.includes('/worker/'))\
                   .map(e => e.name.split('/').pop().split('?')[0])";
    assert_eq!(page.eval::<Vec<String>>(fetched).await, Vec::<String>::new());
    open(&page, "own.toml", SCENARIO).await;
    wait_for_text(&page, "h1", "Of my own").await;
    assert_eq!(page.eval::<Vec<String>>(fetched).await, ["start.js"]);
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_browser_that_runs_no_worker_says_so_and_everything_stays() {
    let page = Page::open(Options::default()).await;
    choose(&page, "Audit goes down").await;
    // As a page that was opened from the disk has it.
    do_in(&page, "window.Worker = class { constructor() { throw new DOMException('no', 'SecurityError'); } }").await;
    open(&page, "own.toml", SCENARIO).await;
    says_that_there_is_no_worker(&page).await;
    assert_eq!(page.text("h1").await, "What if one of them is down?");
    page.click_button("Save").await;
    says_that_there_is_no_worker(&page).await;
}

#[tokio::test]
async fn a_worker_that_cannot_be_fetched_is_missed_once_and_tried_again() {
    let page = Page::open(Options::default()).await;
    do_in(
        &page,
        "window.Whole = Worker; \
         window.Worker = class extends Whole { constructor() { super('worker/not-there.js'); } }",
    )
    .await;
    open(&page, "own.toml", SCENARIO).await;
    says_that_there_is_no_worker(&page).await;
    do_in(&page, "window.Worker = Whole").await;
    open(&page, "own.toml", SCENARIO).await;
    wait_for_text(&page, "h1", "Of my own").await;
    assert_eq!(page.text("[role=alert]").await, "");
}

#[tokio::test]
async fn a_worker_that_breaks_is_missed_too() {
    let page = Page::open(Options::default()).await;
    // What it is handed is no errand.
    do_in(
        &page,
        "const Whole = Worker; window.Worker = class extends Whole { \
         postMessage() { super.postMessage(new Uint8Array([1, 99])); } }",
    )
    .await;
    open(&page, "own.toml", SCENARIO).await;
    says_that_there_is_no_worker(&page).await;
}

async fn says_that_there_is_no_worker(page: &Page) {
    let said = "document.querySelector('[role=alert]').textContent";
    page.wait_for(&format!("{said}.includes('second program') && {said}.includes('http')")).await;
    page.click_button("Close").await;
}
