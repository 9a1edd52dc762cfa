//! Links: what somebody copies in one browser opens in another.

use crate::hands::{choose, seek};
use crate::support::{Options, Page};

/// The address in the panel that is open.
const ADDRESS: &str = "document.querySelector('.address')?.value";

#[tokio::test]
async fn a_run_is_linked_at_its_instant_and_opens_so_elsewhere() {
    let page = Page::open(Options::sandbox()).await;
    choose(&page, "Three calls in turn").await;
    seek(&page, 1_000).await;
    page.click(".direct .service:nth-of-type(2) .switch").await;
    seek(&page, 1_900).await;
    let before = page.texts(".num").await;
    page.click_button("Link").await;
    page.wait_for(&format!("{ADDRESS} !== undefined")).await;
    assert_eq!(page.count(".panel .qr path").await, 1);
    page.assert_accessible().await;
    let address: String = page.eval(ADDRESS).await;
    assert!(address.len() < 500, "{address}");
    let place = address[address.find('#').expect("a place")..].to_string();
    let other = Page::open(Options::sandbox().at(&place)).await;
    other.wait_for("document.querySelector('.when').textContent.startsWith('1.900 s')").await;
    assert_eq!(other.texts(".num").await, before);
    assert_eq!(other.text("h1").await, page.text("h1").await);
    assert_eq!(other.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_link_that_was_cut_off_says_so_and_the_stage_is_there() {
    let page = Page::open(Options::sandbox().at("#/run/1AAAA")).await;
    page.wait_for("document.querySelector('.notice')?.textContent.includes('cut off')").await;
    assert_eq!(page.count(".stage .side").await, 2);
}

#[tokio::test]
async fn a_description_is_linked_and_opens_elsewhere_beside_what_is_there() {
    let page = Page::open(Options::sandbox().at("#/template/worked")).await;
    page.wait_for("document.querySelectorAll('.field').length === 13").await;
    page.click_button("Link").await;
    page.wait_for(&format!("{ADDRESS} !== undefined")).await;
    page.assert_accessible().await;
    let address: String = page.eval(ADDRESS).await;
    assert!(address.len() < 2_000, "{}", address.len());
    let place = address[address.find('#').expect("a place")..].to_string();
    let gains = "document.querySelector('textarea[aria-label=Gains]')?.value";
    let said: String = page.eval(gains).await;
    let other = Page::open(Options::sandbox().at(&place)).await;
    other.wait_for(&format!("{gains}?.length > 0")).await;
    assert_eq!(other.eval::<String>(gains).await, said);
    assert!(other.text(".ways").await.contains("linked"));
}
