//! A part of the workbook in a frame of somebody else's page, which lets it do nothing but run.

use crate::support::host::{Fault, Host};
use crate::support::{Options, Page};

/// What hosts of the site send, so that a frame without an origin has its parts.
const FOR_FRAMES: (&str, Fault) = ("*", Fault::Header("Access-Control-Allow-Origin: *"));

/// A page around a frame that shows this page of the site.
async fn around(shown: &str) -> Page {
    let host = Host::of_dist(&[FOR_FRAMES]);
    let page = Page::blank(&Options::default()).await;
    page.load(&host.address(&format!("sandboxed?{shown}"))).await;
    page
}

/// Whether the page around the frame has made it as high as what stands in it.
const FITS: &str = "document.querySelector('iframe').height !== '640'";

#[tokio::test]
async fn a_figure_stands_alone_in_a_frame_that_may_only_run_and_the_frame_fits_it() {
    let page = around("temporal.html?embed=hang-it").await;
    page.wait_for(FITS).await;
    page.enter_frame().await;
    page.wait_for("document.querySelector('.embed #hang-it')").await;
    assert_eq!(page.count(".plate").await, 1, "another figure");
    assert_eq!(page.count(".top, .prose, .ask, .veil").await, 0, "the page around the figure");
    let scrolls = "document.documentElement.scrollHeight > innerHeight + 1";
    page.wait_for(&format!("!({scrolls})")).await;
    let out: String = page.eval("document.querySelector('.embed-acts a').href").await;
    assert!(out.ends_with("/temporal.html#hang-it"), "{out}");
    page.eval::<()>("document.querySelector('.live .keys .go').click()").await;
    page.wait_for("!document.querySelector('.when').textContent.startsWith('0.000')").await;
}

#[tokio::test]
async fn the_stage_of_a_link_stands_alone_in_a_frame() {
    let own = Page::open(Options::default().at("#/sandbox")).await;
    own.click_button("Link").await;
    let address = "document.querySelector('.address')?.value";
    own.wait_for(&format!("{address} !== undefined")).await;
    let codes = "[...document.querySelectorAll('.address')].at(-1).value";
    let code: String = own.eval(codes).await;
    let shown = code.split('"').find(|part| part.starts_with("http")).expect("an address");
    let (_, shown) = shown.rsplit_once("/sandbox.html").expect("the sandbox's page");
    let page = around(&format!("sandbox.html{shown}")).await;
    page.wait_for(FITS).await;
    page.enter_frame().await;
    page.wait_for("document.querySelectorAll('.embed .stage .side').length === 2").await;
    assert_eq!(page.count(".top, .tabs").await, 0, "what is around the stage");
}

#[tokio::test]
async fn a_figure_that_there_is_not_is_said_in_the_frame() {
    let page = around("temporal.html?embed=nothing").await;
    page.enter_frame().await;
    page.wait_for("document.querySelector('.embed [role=alert]')?.textContent.length > 10").await;
    assert_eq!(page.count(".embed a").await, 1);
}

#[tokio::test]
async fn what_is_shown_in_a_frame_of_the_same_site_changes_nothing_that_is_kept() {
    let page = Page::open(Options::default().at("#/chapter/availability")).await;
    page.wait_for("localStorage.length > 0").await;
    let kept = "JSON.stringify(localStorage)";
    let before: String = page.eval(kept).await;
    let host: String = page.eval("location.origin + location.pathname").await;
    let (folder, _) = host.rsplit_once('/').expect("a path");
    page.load(&format!("{folder}/temporal.html?embed=hanging")).await;
    page.wait_for("document.querySelector('.embed #hanging .falls, .embed #hanging .empty')").await;
    assert_eq!(page.eval::<String>(kept).await, before);
    page.assert_accessible().await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}
