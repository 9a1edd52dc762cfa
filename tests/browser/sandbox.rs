//! Scenarios between the chapters and the sandbox: opened there, kept, and there again after a reload.

use crate::hands::{choose, seek};
use crate::support::{Options, Page};

const SCENARIO: &str = "document.querySelector('header select').selectedOptions[0].text";

#[tokio::test]
async fn a_figure_is_opened_in_the_sandbox_and_is_there_after_a_reload() {
    let page = Page::open(Options::sandbox().at("#/chapter/temporal")).await;
    let open =
        "[...document.querySelectorAll('.plate')].find(plate => plate.querySelector('.live'))";
    page.wait_for(&format!("{open} !== undefined")).await;
    let id: String = page.eval(&format!("{open}.id")).await;
    page.click_button_in(&format!("#{id}"), "Open in the sandbox").await;
    let there = format!(
        "location.pathname.endsWith('/sandbox.html') && {SCENARIO} === 'temporal-{id}.toml'"
    );
    page.wait_for(&there).await;
    page.wait_for_role("button", "Send a task").await;
    page.reload().await;
    page.wait_for(&there).await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_is_made_in_the_sandbox_is_there_after_a_reload_and_on_the_contents_page() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls in turn").await;
    seek(&page, 700).await;
    page.click(".direct [role=switch][aria-label=Audit]").await;
    let kept = "localStorage.getItem('coupling-workbook')?.includes('sequential-mine.toml')";
    page.wait_for(kept).await;
    page.reload().await;
    page.wait_for(&format!("{SCENARIO} === 'sequential-mine.toml'")).await;
    seek(&page, 1_000).await;
    assert_eq!(page.count(".direct [role=switch][aria-label=Audit][aria-checked=false]").await, 1);
    page.go("#/").await;
    page.wait_for("document.querySelector('.files') !== null").await;
    page.assert_accessible().await;
    page.click_button_in(".files", "Remove Three calls, one after another").await;
    page.wait_for("document.querySelector('.files') === null").await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}
