//! What a learner wrote is there again: after a reload, from a file, and from an older workbook.

use crate::hands::open;
use crate::support::{Options, Page};

const SAVED_BY_THE_FORMER_VERSION: &str =
    include_str!("../../lesson/tests/fixtures/saved-in-format-1.toml");
const CONTENTS: &str = "document.querySelectorAll('ol a').length > 5";

#[tokio::test]
async fn a_file_of_the_former_version_with_a_teachers_questions_in_it_opens_with_nothing_lost() {
    let page = Page::open(Options::default().at("#/")).await;
    page.wait_for(CONTENTS).await;
    open(&page, "backup.toml", SAVED_BY_THE_FORMER_VERSION).await;
    page.wait_for("document.querySelector('header').textContent.includes('142 of 142 done')").await;
    page.wait_for("document.querySelectorAll('.files').length === 2").await;
    page.go("#/template").await;
    let gains = "document.querySelector('textarea[aria-label=Gains]')?.value";
    page.wait_for(&format!("{gains} === 'Mine, not theirs'")).await;
    page.reload().await;
    page.wait_for(&format!("{gains} === 'Mine, not theirs'")).await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_number_that_was_typed_is_there_after_a_reload_at_once() {
    let page = Page::open(Options::default().at("#/chapter/coupling-problem")).await;
    page.wait_for("document.querySelector('.predict input') !== null").await;
    page.click(".predict input").await;
    page.type_text("1234").await;
    page.reload().await;
    page.wait_for("document.querySelector('.predict input')?.value === '1234'").await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_read_is_set_aside_until_it_is_deleted() {
    let page = Page::open(Options::default().at("#/")).await;
    page.wait_for(CONTENTS).await;
    let damaged = "localStorage.setItem('coupling-workbook', 'format = 1\\nanswers = 3\\n')";
    page.eval::<()>(damaged).await;
    for _ in 0..2 {
        page.reload().await;
        page.wait_for("document.querySelector('.book-notices').textContent.includes('set aside')")
            .await;
    }
    page.click_button("Delete it").await;
    page.reload().await;
    page.wait_for(CONTENTS).await;
    assert!(!page.text(".book-notices").await.contains("set aside"));
}

#[tokio::test]
async fn a_second_learner_begins_with_nothing_and_the_first_finds_everything_again() {
    let page = Page::open(Options::default().at("#/")).await;
    page.wait_for(CONTENTS).await;
    page.click("#learner-name").await;
    page.type_text("Ada").await;
    page.click("h1").await;
    page.click(".own summary").await;
    page.click_button("Add a learner").await;
    let name = "document.querySelector('#learner-name')?.value";
    page.wait_for(&format!("{name} === '' && !!document.querySelector('.own details')")).await;
    page.click(".own summary").await;
    page.click_button("Continue as Ada").await;
    page.wait_for(&format!("{name} === 'Ada'")).await;
    page.click(".own summary").await;
    page.wait_for("document.querySelector('.own details').textContent.includes('learner 2')").await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn everything_is_saved_under_the_learners_name_and_the_day() {
    let page = Page::open(Options::default().at("#/")).await;
    page.wait_for(CONTENTS).await;
    page.click("#learner-name").await;
    page.type_text("Ada").await;
    page.click("h1").await;
    // The link is pressed without being in the page.
    let heard =
        "(HTMLAnchorElement.prototype.click = function () { saved = this.download; }, null)";
    page.eval::<()>(heard).await;
    page.click_button("Save everything as a file").await;
    page.wait_for("/^coupling-workbook-ada-\\d{4}-\\d\\d-\\d\\d\\.toml$/.test(window.saved)").await;
}
