//! Claims about the site as a whole, whatever the page shows.

use crate::support::{Options, Page};

#[tokio::test]
async fn the_site_starts_under_any_path_without_an_error() {
    let page = Page::open(Options::sandbox()).await;
    let path: String = page.eval("location.pathname").await;
    assert_eq!(path, "/any/path/");
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn the_page_meets_the_wishes_of_the_system() {
    let wishes = "[innerWidth, innerHeight, \
                  matchMedia('(prefers-color-scheme: dark)').matches, \
                  matchMedia('(prefers-reduced-motion: reduce)').matches]";

    let page = Page::open(Options::sandbox().size(390, 844).dark().reduced_motion()).await;
    let met: (u32, u32, bool, bool) = page.eval(wishes).await;
    assert_eq!(met, (390, 844, true, true));

    let page = Page::open(Options::sandbox().size(1280, 800)).await;
    let met: (u32, u32, bool, bool) = page.eval(wishes).await;
    assert_eq!(met, (1280, 800, false, false));
}

#[tokio::test]
async fn axe_finds_what_a_page_lacks() {
    let page = Page::open(Options::sandbox()).await;
    page.eval::<()>("void document.body.append(new Image())").await;
    let rules: Vec<String> = page.axe().await.into_iter().map(|v| v.rule).collect();
    assert!(rules.contains(&"image-alt".into()), "{rules:?}");
}
