//! A newer version of the site, an old page, no network, and the workbook in one file: nobody gets parts of two
//! versions, and nobody loses an answer.

use std::fs;
use std::path::Path;

use crate::support::copy::Copy;
use crate::support::host::Host;
use crate::support::page::STARTED;
use crate::support::{Options, Page};

/// What the page says of itself, which the program leaves as it is: a later version says it with its number.
const SAYS: &str = "document.querySelector('meta[name=description]').content";
const NEWER: &str = "document.querySelector('#trouble [data-why=newer]').checkVisibility()";
/// A chapter is there, with its questions.
const READ: &str = "document.querySelectorAll('.ask').length > 3";
/// The worker that keeps the site is at work for this page.
const KEPT: &str = "navigator.serviceWorker.controller?.state === 'activated'";

async fn blank() -> Page {
    Page::blank(&Options::default()).await
}

/// Not as a reload, which in Firefox passes the worker by when a driver asks for it.
async fn load(page: &Page, host: &Host, file: &str) {
    page.load(&host.address(file)).await;
    page.wait_for(STARTED).await;
    // What was typed before the program stands in the page would not reach it.
    page.wait_for("!document.getElementById('workbook').hasAttribute('data-drawn')").await;
}

/// Types a prediction and waits until it is kept.
async fn answer(page: &Page) {
    page.wait_for("document.querySelector('.predict input') !== null").await;
    page.click(".predict input").await;
    page.type_text("1234").await;
    page.wait_for("localStorage.getItem('coupling-workbook')?.includes('1234')").await;
}

async fn answer_is_there(page: &Page) {
    page.wait_for("document.querySelector('.predict input')?.value === '1234'").await;
}

#[tokio::test]
async fn an_old_page_says_that_there_is_a_newer_version_and_keeps_the_answers() {
    let host = Host::new(&Copy::new("old").folder, "/book/");
    let page = blank().await;
    load(&page, &host, "coupling-problem.html").await;
    answer(&page).await;
    host.deploy(&Copy::new("new").next_version("2: ").folder);
    page.click(".neighbours a:last-of-type").await;
    page.wait_for(NEWER).await;
    page.click("#trouble [data-again]").await;
    page.wait_for(&format!("{SAYS}.startsWith('2: ') && {STARTED} && {READ}")).await;
    load(&page, &host, "coupling-problem.html").await;
    answer_is_there(&page).await;
}

#[tokio::test]
async fn a_lesson_that_is_missing_for_another_reason_is_no_newer_version() {
    let copy = Copy::new("incomplete");
    let host = Host::new(&copy.folder, "/");
    let page = blank().await;
    load(&page, &host, "sandbox.html").await;
    for entry in fs::read_dir(&copy.folder).expect("the copy").flatten() {
        if entry.file_name().to_string_lossy().starts_with("lessons-") {
            fs::remove_dir_all(entry.path()).expect("removed");
        }
    }
    page.click("a.chapters").await;
    page.wait_for("document.querySelector('#trouble [data-why=missing]').checkVisibility()").await;
}

#[tokio::test]
async fn a_site_that_is_kept_opens_without_a_network_with_every_chapter() {
    let host = Host::new(&Copy::new("kept").kept().folder, "/any/path/");
    let page = blank().await;
    load(&page, &host, "coupling-problem.html").await;
    answer(&page).await;
    page.wait_for(KEPT).await;
    host.stop();
    load(&page, &host, "coupling-problem.html").await;
    answer_is_there(&page).await;
    for file in
        ["temporal.html", "choosing.html", "glossary", "", "sandbox.html#/chapter/not-fixed"]
    {
        load(&page, &host, file).await;
        page.wait_for("document.getElementById('workbook').innerText.length > 400").await;
    }
    page.wait_for(READ).await;
    page.end();
}

#[tokio::test]
async fn of_two_versions_a_page_has_one_and_the_reader_is_asked() {
    let host = Host::new(&Copy::new("first").kept().folder, "/");
    let page = blank().await;
    load(&page, &host, "coupling-problem.html").await;
    answer(&page).await;
    page.wait_for(KEPT).await;
    host.deploy(&Copy::new("second").next_version("2: ").kept().folder);
    load(&page, &host, "coupling-problem.html").await;
    assert!(!page.eval::<String>(SAYS).await.starts_with("2: "), "it is still the first");
    page.wait_for(NEWER).await;
    page.click(".neighbours a:last-of-type").await;
    page.wait_for(&format!("{READ} && location.pathname === '/temporal.html'")).await;
    page.click("#trouble [data-again]").await;
    page.wait_for(&format!("{SAYS}.startsWith('2: ') && {STARTED} && {READ}")).await;
    // The first version is gone, and the second is whole.
    page.wait_for("caches.keys().then(names => names.length === 1)").await;
    host.stop();
    load(&page, &host, "coupling-problem.html").await;
    answer_is_there(&page).await;
    page.end();
}

#[tokio::test]
async fn a_version_that_is_half_uploaded_is_not_kept() {
    let first = Copy::new("whole").kept();
    let host = Host::new(&first.folder, "/");
    let page = blank().await;
    load(&page, &host, "temporal.html").await;
    page.wait_for(KEPT).await;
    let second = Copy::new("half").next_version("2: ").kept();
    fs::copy(first.folder.join("choosing.html"), second.folder.join("choosing.html"))
        .expect("copied");
    host.deploy(&second.folder);
    let update = "navigator.serviceWorker.ready.then(async it => { \
        const found = new Promise(done => it.addEventListener('updatefound', () => { \
            const worker = it.installing; \
            worker.addEventListener('statechange', () => done(worker.state)) })); \
        await it.update(); return found })";
    assert_eq!(page.eval::<String>(update).await, "redundant");
    host.stop();
    load(&page, &host, "choosing.html").await;
    page.wait_for(READ).await;
    assert!(!page.eval::<String>(SAYS).await.starts_with("2: "));
    page.end();
}

#[tokio::test]
async fn a_site_that_is_kept_no_longer_is_forgotten() {
    let host = Host::new(&Copy::new("once").kept().folder, "/");
    let page = blank().await;
    load(&page, &host, "temporal.html").await;
    page.wait_for(KEPT).await;
    host.deploy(&Copy::new("not-again").next_version("2: ").folder);
    page.eval::<()>("navigator.serviceWorker.ready.then(it => it.update()).then(() => {})").await;
    page.wait_for(NEWER).await;
    page.click("#trouble [data-again]").await;
    page.wait_for(&format!("{SAYS}.startsWith('2: ') && {STARTED}")).await;
    page.wait_for("navigator.serviceWorker.getRegistrations().then(all => all.length === 0)").await;
    page.end();
}

#[tokio::test]
async fn the_workbook_in_one_file_opens_by_a_double_click_and_keeps_answers() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("when-and-why-kafka.html");
    let page = blank().await;
    page.load(&format!("file://{}", file.display())).await;
    page.wait_for(STARTED).await;
    page.wait_for("document.querySelector('.contents li a') !== null").await;
    page.click(".contents li a").await;
    page.wait_for(READ).await;
    answer(&page).await;
    page.reload().await;
    answer_is_there(&page).await;
    page.eval::<()>("history.back()").await;
    page.wait_for("document.querySelector('.contents') !== null").await;
    assert_eq!(page.eval::<usize>("performance.getEntriesByType('resource').length").await, 0);
    assert_eq!(page.console_errors().await, Vec::<String>::new());
    page.eval::<()>("localStorage.clear()").await;
}
