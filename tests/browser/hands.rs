//! What a learner's hands do to the page, in a word each.
//!
//! Never here: a claim.

use crate::support::Page;
use serde_json::json;

/// The browser's side of the actions below.
const HANDS: &str = r#"
    window.hands ??= {
        change(element, value) {
            element.value = value;
            element.dispatchEvent(new Event(element.type === 'range' ? 'input' : 'change', {bubbles: true}));
        },
        open(name, text) {
            const files = new DataTransfer();
            files.items.add(new File([text], name));
            const input = document.querySelector('input[type=file]');
            input.files = files.files;
            input.dispatchEvent(new Event('change', {bubbles: true}));
        },
    };
"#;

pub async fn do_in(page: &Page, action: &str) {
    page.eval::<()>(&format!("(() => {{ {HANDS} {action} }})()")).await;
}

/// Chooses a shipped scenario by its label.
pub async fn choose(page: &Page, label: &str) {
    let find = format!(
        "[...document.querySelectorAll('header option')].find(o => o.text === {label:?}).value"
    );
    do_in(page, &format!("hands.change(document.querySelector('header select'), {find})")).await;
}

pub async fn seek(page: &Page, ms: u32) {
    do_in(page, &format!("hands.change(document.querySelector('input[type=range]'), {ms})")).await;
    let clock = format!("{}.{:03} s", ms / 1_000, ms % 1_000);
    page.wait_for(&format!("document.querySelector('.when').textContent.startsWith({clock:?})"))
        .await;
}

/// Opens a tab and waits until something stands in it; the stage is drawn first.
pub async fn open_tab(page: &Page, name: &str) {
    page.click_role(".tabs", "tab", name).await;
    page.wait_for("document.querySelector('#tab-panel').innerText.trim() !== ''").await;
}

pub async fn open(page: &Page, name: &str, text: &str) {
    do_in(page, &format!("hands.open({name:?}, {})", json!(text))).await;
}

/// The fastest speed, so that nobody waits for a run of ten seconds.
pub async fn hurry(page: &Page) {
    do_in(page, "hands.change(document.querySelector('select[aria-label=Speed]'), 8)").await;
}

pub async fn ledger(page: &Page, side: &str) -> Vec<String> {
    page.texts(&format!("{side} .ledger span")).await
}

pub async fn wait_for_text(page: &Page, selector: &str, text: &str) {
    page.wait_for(&format!("document.querySelector({selector:?})?.textContent === {text:?}")).await;
}
