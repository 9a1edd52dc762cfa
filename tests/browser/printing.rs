//! What comes out of a printer: all of a chapter, each figure at the instant that decides, and nothing to press.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::json;

use crate::support::host::Host;
use crate::support::{Options, Page};

/// As wide as what is printed on a page of A4.
const PAPER: u32 = 690;

/// Shows the page as it is printed.
async fn on_paper(page: &Page) {
    page.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
    page.resize(PAPER, 1_000).await;
    page.eval::<()>("void dispatchEvent(new Event('beforeprint'))").await;
}

/// What can be seen of these elements, by their names.
async fn seen(page: &Page, selector: &str) -> Vec<String> {
    let seen = format!(
        "[...document.querySelectorAll('{selector}')].filter(it => it.getClientRects().length > 0) \
         .map(it => it.id || it.className || it.textContent.slice(0, 30))"
    );
    page.eval(&seen).await
}

/// Nothing leaves the paper on its right.
async fn fits(page: &Page) {
    let wide = "[...document.querySelectorAll('main *')].filter(it => \
        it.getBoundingClientRect().right > innerWidth + 1 && !it.closest('svg, .unseen')) \
        .map(it => `${it.tagName}.${it.className}`).slice(0, 5)";
    assert_eq!(page.eval::<Vec<String>>(wide).await, Vec::<String>::new());
    assert!(page.eval::<bool>("document.documentElement.scrollWidth <= innerWidth").await);
}

/// How many pages a PDF of it has.
async fn pages(page: &Page) -> usize {
    let printed = page.cdp("Page.printToPDF", json!({ "printBackground": true })).await;
    let bytes = BASE64.decode(printed["data"].as_str().expect("a PDF")).expect("base64");
    let text = String::from_utf8_lossy(&bytes);
    text.matches("/Type /Page\n").count() + text.matches("/Type /Page/").count()
}

#[tokio::test]
async fn a_chapter_is_printed_unfolded_with_its_figures_where_they_decide_and_no_controls() {
    if crate::support::firefox::is_it() {
        return;
    }
    let page = Page::open(Options::default().at("#/chapter/temporal")).await;
    page.wait_for("document.querySelector('.live .side .service')").await;
    on_paper(&page).await;
    page.wait_for("document.querySelector('.print-picture svg text')").await;
    let clocks = "[...document.querySelectorAll('.print-picture svg text')].map(it => it.textContent) \
        .filter(it => / s of /.test(it))";
    let clocks: Vec<String> = page.eval(clocks).await;
    assert!(!clocks.is_empty() && clocks.iter().all(|it| !it.starts_with("0.000")), "{clocks:?}");
    assert_eq!(seen(&page, ".live .stage, .live .keys").await, Vec::<String>::new());
    assert_eq!(seen(&page, "button, select, .top, summary").await, Vec::<String>::new());
    assert_eq!(page.count("details:not([open])").await, 0);
    fits(&page).await;
    page.eval::<()>("void dispatchEvent(new Event('afterprint'))").await;
    page.wait_for("!document.querySelector('.print-picture svg')").await;
    assert_eq!(page.count("details[open]").await, 0, "what was folded stays unfolded");
    assert!(pages(&page).await > 3, "a chapter of some pages");
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_whole_book_is_one_page_with_every_figure_drawn_and_a_chapter_begins_a_sheet() {
    let host = Host::of_dist(&[]);
    let page = Page::blank(&Options::default()).await;
    page.load(&host.address("book.html")).await;
    assert_eq!(page.count("article.chapter").await, 11);
    let undrawn = "[...document.querySelectorAll('figure.plate')].filter(it => !it.querySelector('svg text')).length";
    assert_eq!(page.eval::<usize>(undrawn).await, 0);
    assert!(page.count("figure.plate").await > 30);
    assert_eq!(page.count("script").await, 0);
    page.assert_accessible().await;
    if crate::support::firefox::is_it() {
        return;
    }
    on_paper(&page).await;
    let begins = "[...document.querySelectorAll('article')].every(it => getComputedStyle(it).breakBefore === 'page')";
    assert!(page.eval::<bool>(begins).await);
    assert_eq!(seen(&page, "button, summary").await, Vec::<String>::new());
    fits(&page).await;
    assert!(pages(&page).await > 40);
}
