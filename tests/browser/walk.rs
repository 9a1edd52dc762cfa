//! The way of a learner through the whole workbook, by keyboard alone: wrong, tried again and right, with a reload in
//! the middle, and at the end what they take with them.

use crate::answers::{Answers, of_all_chapters};
use crate::hands::do_in;
use crate::support::{Options, Page};
use serde_json::json;

/// The next key of a learner who means to answer as `walk.plans` has it: at every other question wrong first,
/// then again and right.
const LEARNER: &str = r#"
window.walk = {
  plans: {}, again: new Set(), ids: [], keys: 0,
  half: ask => ask.id + (ask.querySelector('.locked') ? '-happened' : ''),
  wanted(ask) {
    const id = this.half(ask);
    if (!this.ids.includes(id)) this.ids.push(id);
    const first = this.ids.indexOf(id) % 2 === 1 && !this.again.has(id);
    return this.plans[id][first ? 'wrong' : 'right'];
  },
  inputs: (e, within) => [...e.closest(within).querySelectorAll('input')],
  next() {
    const e = document.activeElement, ask = e?.closest('.ask');
    if (e?.closest('.neighbours, .own')) return 'end';
    if (!ask || e === ask || e.closest('.forget')) return 'Tab';
    if (e.matches('.ask-acts .go')) {
      const id = this.half(ask), back = e.textContent.startsWith('Fix the wrong ones');
      if (back && this.again.has(id)) return `stuck at ${id}`;
      if (back) this.again.add(id);
      return back ? 'Enter' : 'check';
    }
    if (e.matches('.ask-now')) return 'Enter';
    const want = this.wanted(ask);
    if (e.matches('[type=radio]')) {
      const all = this.inputs(e, '.options, .code-lines'), at = all.findIndex(one => one.checked);
      return at < 0 ? ' ' : at < want.choose[0] ? 'ArrowDown' : at > want.choose[0] ? 'ArrowUp' : 'Tab';
    }
    if (e.matches('.options [type=checkbox]')) {
      // The points of a good answer are ticked only once the answer is there.
      const all = want.choose ?? [...this.inputs(e, '.options').keys()];
      return all.includes(this.inputs(e, '.options').indexOf(e)) === e.checked ? 'Tab' : ' ';
    }
    if (e.matches('[type=range]')) {
      const place = [...e.closest('.mark').querySelectorAll('input')].indexOf(e);
      const off = want.move[place] - e.value, step = Number(e.step) || 1;
      if (off <= -step / 2) return 'ArrowLeft';
      if (off > step / 2) return 'ArrowRight';
      return e.closest('.axis-mark').textContent.includes('…') ? 'ArrowRight' : 'Tab';
    }
    if (e.matches('select')) {
      const place = [...e.closest('.pairs').querySelectorAll('select')].indexOf(e);
      const to = [...e.options].findIndex(one => one.value === want.place[place]);
      return e.selectedIndex < to ? 'ArrowDown' : e.selectedIndex > to ? 'ArrowUp' : 'Tab';
    }
    if (e.matches('.order button')) {
      const rank = row => want.order.indexOf(row.querySelector('span').textContent);
      const row = e.closest('li'), before = row.previousElementSibling;
      return e.textContent === '↑' && before && rank(row) < rank(before) ? 'Enter' : 'Tab';
    }
    if (e.matches('input, textarea')) return e.value === want.type ? 'Tab' : `type ${want.type}`;
    return 'Tab';
  },
};
"#;

/// Answers a chapter from its first question to its last. Gives how many answers were checked.
async fn answer(page: &Page, chapter: &Answers) -> usize {
    page.go(&chapter.address).await;
    page.wait_for("document.querySelector('main.book h1') && !document.querySelector('.coming')")
        .await;
    page.wait_for("document.querySelectorAll('.ask').length > 3").await;
    do_in(page, &format!("{LEARNER} walk.plans = {};", chapter.plans)).await;
    let mut checked = 0;
    for _ in 0..4_000 {
        let key: String = page.eval("walk.next()").await;
        match key.as_str() {
            "end" => return checked,
            "check" => {
                page.press("Enter").await;
                checked += 1;
            }
            stuck if stuck.starts_with("stuck") => panic!("{}: {stuck}", chapter.address),
            typed if typed.starts_with("type ") => {
                page.press("Control+a").await;
                page.type_text(&typed["type ".len()..]).await;
            }
            key => page.press(key).await,
        }
    }
    panic!("the end of {} was not reached", chapter.address)
}

#[tokio::test]
async fn all_eleven_chapters_are_done_by_keyboard_alone_wrong_and_right_and_taken_along_as_files() {
    let chapters = of_all_chapters();
    assert_eq!(chapters.len(), 11);
    let page = Page::open(Options::default().at("#/").reduced_motion()).await;
    let (mut checked, mut items, mut undone) = (0, 0, Vec::new());
    for (place, chapter) in chapters.iter().enumerate() {
        checked += answer(&page, chapter).await;
        items += chapter.items;
        if place == chapters.len() / 2 {
            page.reload().await;
            page.wait_for("document.querySelectorAll('.verdict').length > 3").await;
        }
        let wrong = "[...document.querySelectorAll('.ask')].filter(e => !e.querySelector('.verdict')).map(e => e.id)";
        undone.extend(page.eval::<Vec<String>>(wrong).await);
    }
    assert_eq!(undone, Vec::<String>::new());
    assert!(checked > items, "{checked} answers to {items} questions: none was tried again");
    page.go("#/").await;
    let all = json!(format!("{items} of {items} done"));
    page.wait_for(&format!("document.querySelector('header').textContent.includes({all})")).await;
    let saved = saved(&page, "#/", "Save everything as a file").await;
    assert!(saved.matches("[[answers]]").count() >= items, "{items} questions were answered");
    let document = saved_description(&page).await;
    for (label, text) in OWN {
        assert!(document.contains(&format!("- {label}: {text}")), "{document}");
    }
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

/// The text of the file that a button gives.
async fn saved(page: &Page, address: &str, button: &str) -> String {
    page.go(address).await;
    page.wait_for_role("button", button).await;
    do_in(
        page,
        "window.saved = undefined; \
         URL.createObjectURL = blob => { blob.text().then(t => window.saved = t); return 'data:,' }",
    )
    .await;
    page.click_button(button).await;
    page.wait_for("typeof window.saved === 'string'").await;
    page.eval("window.saved").await
}

/// What the learner writes about a system of their own, by the labels of the template.
const OWN: [(&str, &str); 9] = [
    ("Service A calls", "Invoices, Warehouse"),
    ("Call pattern", "sync"),
    ("Latency per call", "300ms"),
    ("Total latency", "600ms"),
    ("Event type", "order.placed"),
    ("Producer", "Shop"),
    ("Consumers", "Invoices, Warehouse"),
    ("Expected latency", "10ms"),
    ("Gains", "Mine, not theirs"),
];

/// Fills in the blank template by keyboard alone until it runs, and saves it. Gives the file's text.
async fn saved_description(page: &Page) -> String {
    page.go("#/template").await;
    page.wait_for("document.querySelectorAll('.field').length === 13").await;
    page.eval::<()>("document.querySelector('.template h1').focus()").await;
    let field = "document.activeElement.matches('.field textarea') \
                 ? document.activeElement.getAttribute('aria-label') : ''";
    for _ in 0..60 {
        page.press("Tab").await;
        let label: String = page.eval(field).await;
        if let Some((_, text)) = OWN.iter().find(|(known, _)| *known == label) {
            page.type_text(text).await;
        }
        if label == "Gains" {
            break;
        }
    }
    page.press("Tab").await;
    page.wait_for("document.querySelectorAll('#described-run .side').length === 2").await;
    saved(page, "#/template", "Save as a file").await
}
