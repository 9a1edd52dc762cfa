//! Answers that are dragged: items of an order, and tokens to their places.

use crate::support::{Options, Page};
use serde_json::json;

/// Drags the first that a selector finds to the first that another finds, as a browser tells it.
async fn drag(page: &Page, from: &str, to: &str) {
    let (from, to) = (json!(from), json!(to));
    page.eval::<()>(&format!(
        "void (() => {{ const dataTransfer = new DataTransfer(); \
         const say = (selector, type) => document.querySelector(selector) \
         .dispatchEvent(new DragEvent(type, {{ bubbles: true, cancelable: true, dataTransfer }})); \
         say({from}, 'dragstart'); \
         if (say({to}, 'dragover')) throw new Error('it takes nothing'); say({to}, 'drop'); }})()"
    ))
    .await;
}

#[tokio::test]
async fn an_item_of_an_order_is_dragged_to_another_place() {
    let page = Page::open(Options::default().at("#/chapter/temporal")).await;
    page.wait_for("document.querySelectorAll('#chain .order li').length === 5").await;
    let items = "[...document.querySelectorAll('#chain .order li')].map(e => e.dataset.item)";
    let mut order: Vec<String> = page.eval(items).await;
    drag(&page, "#chain .order li:nth-child(1)", "#chain .order li:nth-child(4)").await;
    order[..4].rotate_left(1);
    let wanted = json!(order).to_string();
    page.wait_for(&format!("JSON.stringify({items}) === {}", json!(wanted))).await;
    page.click("#chain .ask-acts .go").await;
    page.wait_for("document.querySelector('#chain .verdict') !== null").await;
    assert_eq!(page.count("#chain li[draggable=true]").await, 0, "what is judged stays");
}

#[tokio::test]
async fn a_token_is_dragged_to_its_row_and_to_none_of_another_question() {
    let page = Page::open(Options::default().at("#/chapter/temporal")).await;
    page.wait_for("document.querySelectorAll('#shorter .token').length === 2").await;
    drag(&page, "#shorter .token:nth-child(2)", "#shorter .pair").await;
    page.wait_for("document.querySelector('#shorter .pair select').value === 'not'").await;
    drag(&page, "#chain .order li", "#shorter .pair").await;
    drag(&page, "#shorter .token:nth-child(1)", "#shorter .pair").await;
    page.wait_for("document.querySelector('#shorter .pair select').value === 'better'").await;
    page.assert_accessible().await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}
