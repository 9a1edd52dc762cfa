//! A teacher's question file: opened by hand, answered, and there again.

use crate::hands::open;
use crate::support::{Options, Page};

const GUIDE: &str = include_str!("../../docs/lessons.md");
const CONTENTS: &str = "document.querySelectorAll('ol a').length > 5";

/// The guide's example of such a file.
fn example() -> &'static str {
    let section = GUIDE.split("### A teacher's questions").nth(1).expect("the section");
    section
        .split("```toml\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next())
        .expect("the example")
}

async fn contents() -> Page {
    let page = Page::open(Options::default().at("#/")).await;
    page.wait_for(CONTENTS).await;
    page
}

#[tokio::test]
async fn the_guides_question_file_is_opened_answered_and_listed_after_a_reload() {
    let page = contents().await;
    open(&page, "Monday.toml", example()).await;
    page.wait_for("location.hash === '#/questions/monday'").await;
    page.wait_for("document.querySelector('.predict input') !== null").await;
    page.assert_accessible().await;
    page.click(".predict input").await;
    page.type_text("1500").await;
    page.press("Tab").await;
    page.press("Enter").await;
    page.click(".predict .ask-now").await;
    page.click(".predict .option input").await;
    page.click(".predict .ask-acts .go").await;
    page.wait_for("document.querySelectorAll('.predict .verdict.good').length === 2").await;
    assert!(page.text(".predict .verdict.good").await.contains("1500 ms"));
    page.reload().await;
    page.wait_for("document.querySelector('.verdict.good') !== null").await;
    page.click_role("header", "link", "Chapters").await;
    page.click_link("Before the weekend").await;
    page.wait_for("document.querySelector('.verdict.good') !== null").await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_question_file_with_mistakes_is_refused_with_each_of_them_and_changes_nothing() {
    let page = contents().await;
    let mistaken =
        example().replace("sequential.toml", "sequence.toml").replace("wrong = ", "wrnog = ");
    open(&page, "Monday.toml", &mistaken).await;
    page.wait_for("document.querySelectorAll('.refused li').length >= 2").await;
    let told = page.texts(".refused li").await.join("\n");
    assert!(told.contains("Monday.toml, line 7") && told.contains("sequence.toml"), "{told}");
    assert_eq!(page.count(".files").await, 0);
    page.assert_accessible().await;
}
