//! Wherever the site is put, and whatever is wrong there, it comes up or says why not.

use serde_json::json;

use crate::support::host::{Fault, Host, dist};
use crate::support::page::STARTED;
use crate::support::{Options, Page};

/// The reason that a page gives; nothing while it gives none.
const REASON: &str =
    "document.querySelector('#trouble:not([hidden]) p:not([hidden])')?.dataset.why ?? ''";

/// What the program of the site consists of, as patterns of names.
const STARTER: &str = "start-*.js";
const GLUE: &str = "coupling-workbook-*.js";
const WASM: &str = "*.wasm";

async fn page_of(host: &Host) -> Page {
    let page = Page::blank(&Options::default()).await;
    page.load(&host.address("")).await;
    page
}

/// The program is there, and nothing is said.
async fn comes_up(page: &Page) {
    page.wait_for(STARTED).await;
    assert_eq!(page.count("#trouble:not([hidden]), #late").await, 0);
}

/// Waits until the page gives this reason, and sees that what was drawn at the build can be read all the same.
async fn gives(page: &Page, reason: &str) {
    page.wait_for(&format!("({REASON}) === '{reason}'")).await;
    let said = page.text("#trouble").await;
    assert!(said.len() > 40, "{reason}: {said:?}");
    assert!(page.text("#workbook").await.len() > 400, "{reason}: what was drawn is there");
    let late = "getComputedStyle(document.getElementById('late')).display";
    assert_eq!(page.eval::<String>(late).await, "none", "{reason}: nothing is on its way");
}

#[tokio::test]
async fn the_page_says_which_part_of_it_did_not_come() {
    for (part, fault, reason) in [
        (STARTER, Fault::Missing, "missing"),
        (GLUE, Fault::Missing, "missing"),
        (WASM, Fault::Missing, "missing"),
        (WASM, Fault::CutOff, "damaged"),
        (WASM, Fault::Halved, "damaged"),
        (GLUE, Fault::Halved, "damaged"),
        (WASM, Fault::Unanswered, "offline"),
        (GLUE, Fault::Unanswered, "offline"),
        (STARTER, Fault::Type("text/plain"), "type"),
        (GLUE, Fault::Type("text/plain"), "type"),
    ] {
        eprintln!("{part}: {fault:?}");
        let host = Host::of_dist(&[(part, fault)]);
        gives(&page_of(&host).await, reason).await;
    }
}

#[tokio::test]
async fn a_program_sent_as_another_type_runs() {
    for mime in ["application/octet-stream", "text/plain"] {
        let host = Host::of_dist(&[(WASM, Fault::Type(mime))]);
        comes_up(&page_of(&host).await).await;
    }
}

#[tokio::test]
async fn a_policy_of_the_host_that_forbids_the_program_is_named() {
    let policy = "Content-Security-Policy: script-src 'self'";
    let host = Host::of_dist(&[("*", Fault::Header(policy))]);
    gives(&page_of(&host).await, "policy").await;
}

#[tokio::test]
async fn a_page_opened_from_a_folder_points_to_the_one_file() {
    let page = Page::blank(&Options::default()).await;
    page.load(&format!("file://{}/index.html", dist().display())).await;
    gives(&page, "file").await;
}

#[tokio::test]
async fn a_browser_that_lacks_something_is_told_what() {
    for (removed, named) in [
        ("delete window.WebAssembly", "WebAssembly"),
        ("delete window.ResizeObserver", "ResizeObserver"),
        ("WebAssembly.validate = bytes => !bytes.includes(208)", "WebAssembly reference types"),
    ] {
        let page = Page::blank(&Options::default()).await;
        let script = json!({ "source": removed });
        page.cdp("Page.addScriptToEvaluateOnNewDocument", script).await;
        page.load(&Host::of_dist(&[]).address("")).await;
        gives(&page, "old").await;
        assert_eq!(page.text("#lacking").await, named);
    }
}

#[tokio::test]
async fn a_program_that_is_late_is_announced_without_a_script() {
    // Not even the script that watches comes.
    let host = Host::of_dist(&[("watch-*", Fault::Missing), (WASM, Fault::Never)]);
    let page = page_of(&host).await;
    let seen = "getComputedStyle(document.getElementById('late')).visibility";
    assert_eq!(page.eval::<String>(seen).await, "hidden");
    page.wait_for(&format!("{seen} === 'visible'")).await;
}

#[tokio::test]
async fn a_frame_that_is_kept_from_its_parts_says_so_and_one_that_is_not_comes_up() {
    for (faults, reason) in [
        (vec![], Some("frame")),
        (vec![("*", Fault::Header("Access-Control-Allow-Origin: *"))], None),
    ] {
        let host = Host::of_dist(&faults);
        let page = Page::blank(&Options::default()).await;
        page.load(&host.address("sandboxed")).await;
        page.enter_frame().await;
        match reason {
            Some(reason) => gives(&page, reason).await,
            None => comes_up(&page).await,
        }
    }
}

/// Where the page says that it is, as the title of what stands there.
const TITLE: &str = "document.querySelector('main h1')?.innerText ?? ''";

#[tokio::test]
async fn links_lead_from_page_to_page_without_loading_one_and_back_leads_back() {
    let host = Host::new(&dist(), "/book/");
    let page = Page::blank(&Options::default()).await;
    page.load(&host.address("contents.html")).await;
    page.wait_for(STARTED).await;
    page.eval::<()>("void (window.same = true)").await;
    page.click("a[href='temporal.html']").await;
    let at = |file: &str, title: &str| {
        format!("location.pathname === '/book/{file}' && ({TITLE}).startsWith('{title}')")
    };
    page.wait_for(&at("temporal.html", "Temporal")).await;
    page.click(".neighbours a[href='availability.html']").await;
    page.wait_for(&at("availability.html", "Availability")).await;
    page.wait_for("document.title.startsWith('Availability')").await;
    page.eval::<()>("history.back()").await;
    page.wait_for(&at("temporal.html", "Temporal")).await;
    page.wait_for("document.title.startsWith('Temporal')").await;
    assert!(page.eval::<bool>("window.same === true").await, "no page was loaded");
    page.reload().await;
    page.wait_for(&at("temporal.html", "Temporal")).await;
    page.eval::<()>("history.back()").await;
    page.wait_for(&at("contents.html", "Call them")).await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_link_that_somebody_sent_leads_to_its_place() {
    let host = Host::of_dist(&[]);
    for link in [
        "temporal.html#hang",
        "#/chapter/temporal/hang",
        "index.html#/chapter/temporal/hang",
        "glossary.html#/chapter/temporal/hang",
    ] {
        let page = Page::blank(&Options::default()).await;
        page.load(&host.address(link)).await;
        page.wait_for("document.activeElement?.id === 'hang'").await;
        let top = "document.getElementById('hang').getBoundingClientRect().top";
        page.wait_for(&format!("{top} >= -1 && {top} < innerHeight / 2")).await;
        assert_eq!(page.console_errors().await, Vec::<String>::new(), "{link}");
    }
}
