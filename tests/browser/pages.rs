//! The workbook's pages: read, answered by keyboard alone, kept over a reload, and reached by everybody.

use crate::hands::{do_in, wait_for_text};
use crate::support::{Options, Page};

const HERE: &str = "document.querySelector('main.book h1') !== null";

/// The run's word against a claim.
const SAID: &str =
    "[...document.querySelectorAll('.field .bad')].some(e => e.textContent.includes('1500 ms'))";

/// What has the focus, in a word that says what can be done with it.
const FOCUSED: &str = r"(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return 'nowhere';
  if (e.closest('.neighbours') || e.closest('.own')) return 'end';
  if (!e.closest('.ask')) return 'other';
  if (e.matches('.ask-now')) return 'ask';
  if (e.matches('input[type=radio]')) {
    const of = [...e.closest('.options, .code-lines').querySelectorAll('input')];
    return of.some(one => one.checked) ? 'other' : 'choose';
  }
  if (e.matches('input[type=checkbox]')) return e.closest('.options').querySelector('b') || e.checked ? 'other' : 'choose';
  if (e.matches('input[type=range]')) return 'move';
  if (e.matches('input')) return e.value ? 'other' : 'type';
  if (e.matches('textarea')) return e.value ? 'other' : 'write';
  if (e.matches('select')) return e.value ? 'other' : 'pick';
  if (e.matches('button.go')) return e.closest('.ask-acts') ? `press ${e.textContent}` : 'other';
  return 'other';
})()";

/// Answers everything that the focus comes to on the way through a page, by keyboard alone, the first time as
/// it comes. Gives how many answers were checked.
async fn walk(page: &Page) -> usize {
    let mut checked = 0;
    for _ in 0..1_500 {
        page.press("Tab").await;
        match page.eval::<String>(FOCUSED).await.as_str() {
            "end" => return checked,
            "choose" => page.press(" ").await,
            "type" => page.type_text("900").await,
            "write" => page.type_text("They still wait, and still know each other.").await,
            "pick" => page.press("ArrowDown").await,
            "ask" => page.press("Enter").await,
            "move" => page.press("ArrowRight").await,
            pressed if pressed.starts_with("press ") && !pressed.contains("Fix") => {
                page.press("Enter").await;
                checked += 1;
            }
            _ => {}
        }
    }
    panic!("the end of the page was not reached")
}

/// The addresses of all chapters.
async fn chapters(page: &Page) -> Vec<String> {
    let pages = "[...document.querySelectorAll('.contents li a')].map(a => a.getAttribute('href'))";
    let pages: Vec<String> = page.eval(pages).await;
    pages.iter().map(|page| format!("#/chapter/{}", page.trim_end_matches(".html"))).collect()
}

/// Goes to an address, and waits until its page is there.
async fn go(page: &Page, address: &str) {
    page.go(address).await;
    page.wait_for(&format!(
        "{HERE} && location.hash === '{address}' && document.querySelector('.coming') === null"
    ))
    .await;
    if address.starts_with("#/chapter") {
        page.wait_for("document.querySelectorAll('.ask').length > 3").await;
    }
}

#[tokio::test]
async fn a_prediction_is_locked_and_its_figure_runs() {
    let page = Page::open(Options::default().at("#/chapter/coupling-problem")).await;
    page.wait_for("document.querySelectorAll('.ask').length > 3").await;
    let veiled = page.count(".veil").await;
    page.click(".predict input").await;
    page.type_text("900").await;
    page.press("Tab").await;
    page.press("Enter").await;
    page.wait_for("document.querySelector('.locked') !== null").await;
    page.wait_for("document.activeElement.matches('.predict')").await;
    page.wait_for("document.querySelector('.live [aria-label=Pause]') !== null").await;
    assert_eq!(page.count(".veil").await, veiled - 1);
}

#[tokio::test]
async fn a_chapter_answered_on_a_phone_scrolls_only_downwards() {
    let page = Page::open(Options::default().size(390, 844).at("#/").reduced_motion()).await;
    page.wait_for(HERE).await;
    let chapters = chapters(&page).await;
    for chapter in &chapters {
        go(&page, chapter).await;
        // Once its figures have been measured.
        page.wait_for("document.documentElement.scrollWidth <= innerWidth").await;
    }
    go(&page, &chapters[0]).await;
    assert!(walk(&page).await > 5);
}

/// Axe on every page of the workbook.
async fn every_page_is_accessible(options: Options) {
    let page = Page::open(options.at("#/")).await;
    page.wait_for(HERE).await;
    let mut addresses = chapters(&page).await;
    addresses.extend(["#/", "#/glossary", "#/template", "#/template/worked"].map(String::from));
    let mut broken = Vec::new();
    for address in addresses {
        go(&page, &address).await;
        broken.extend(page.axe().await.iter().map(|rule| format!("{address}: {rule}")));
    }
    page.go("#/nowhere").await;
    wait_for_text(&page, "h1", "Nothing is here").await;
    broken.extend(page.axe().await.iter().map(ToString::to_string));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[tokio::test]
async fn axe_finds_nothing_on_any_page_in_light() {
    every_page_is_accessible(Options::default()).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_any_page_in_the_dark() {
    every_page_is_accessible(Options::default().dark()).await;
}

#[tokio::test]
async fn a_description_runs_both_ways_and_a_claim_that_the_run_contradicts_is_pointed_out() {
    let page = Page::open(Options::default().at("#/template/worked")).await;
    page.wait_for("document.querySelectorAll('.field').length === 13").await;
    page.wait_for("document.querySelectorAll('#described-run .side').length === 2").await;
    do_in(
        &page,
        "{ const s = document.querySelector('[data-none], .field select'); s.value = 'no'; \
         s.dispatchEvent(new Event('change', { bubbles: true })); }",
    )
    .await;
    page.wait_for(SAID).await;
    let written: String = page.eval("document.querySelector('.field select').value").await;
    assert_eq!(written, "no", "their word stays");
    page.reload().await;
    page.wait_for(SAID).await;
}

#[tokio::test]
async fn the_sandbox_waits_as_it_was_left_and_back_leads_to_it() {
    let page = Page::open(Options::sandbox()).await;
    page.click_button("Send a task").await;
    page.go("#/").await;
    page.wait_for(HERE).await;
    assert!(!page.eval::<bool>("document.querySelector('.stage').checkVisibility()").await);
    page.eval::<()>("history.back()").await;
    page.wait_for("document.querySelector('.stage').checkVisibility()").await;
    page.wait_for_role("button", "Play").await;
}

#[tokio::test]
async fn a_program_that_stops_leaves_the_answers_to_be_saved_first() {
    let page = Page::open(Options::default().at("#/chapter/coupling-problem")).await;
    page.wait_for("document.querySelectorAll('.ask').length > 3").await;
    page.click(".predict input").await;
    page.type_text("900").await;
    page.press("Tab").await;
    page.press("Enter").await;
    page.wait_for("document.querySelector('.locked') !== null").await;
    // The policy of the page lets nobody read what a link leads to but whoever follows it.
    let stop = "const make = URL.createObjectURL; \
        URL.createObjectURL = kept => { window.kept = kept; return make(kept) }; \
        const error = new WebAssembly.RuntimeError('unreachable'); \
        dispatchEvent(new ErrorEvent('error', { error }))";
    do_in(&page, stop).await;
    page.wait_for("document.querySelector('#stopped').checkVisibility()").await;
    assert!(
        page.eval::<String>("document.querySelector('#rescue').href").await.starts_with("blob:")
    );
    let saved: String = page.eval("window.kept.text()").await;
    assert!(saved.contains("[[answers]]"), "{saved}");
    page.assert_accessible().await;
    page.click_link("Reload the page").await;
    page.wait_for("document.querySelector('.locked') !== null").await;
}

#[tokio::test]
async fn a_page_that_was_read_halfway_is_there_after_a_reload_and_after_going_back() {
    let page = Page::open(Options::default().at("#/chapter/temporal")).await;
    page.wait_for("document.querySelectorAll('.ask').length > 3").await;
    page.eval::<()>("void scrollTo(0, 1500)").await;
    page.wait_for("sessionStorage.getItem('coupling-workbook #/chapter/temporal') === '1500'")
        .await;
    let there = "document.querySelectorAll('.ask').length > 3 && Math.abs(scrollY - 1500) < 300";
    page.reload().await;
    page.wait_for(there).await;
    page.go("#/glossary").await;
    page.wait_for("location.hash === '#/glossary' && scrollY === 0").await;
    page.eval::<()>("history.back()").await;
    page.wait_for(there).await;
    page.go("#/chapter/availability").await;
    page.wait_for("location.hash === '#/chapter/availability' && scrollY === 0").await;
}
