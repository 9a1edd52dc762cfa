//! The home page: what it is about can be seen without a word being read, and everything is reached from it.

use crate::support::{Options, Page};

/// Both clocks, and how it stands with both users.
const CLOCKS: &str = "[...document.querySelectorAll('.race-head')].map(e => \
    `${e.querySelector('strong').textContent}, ${e.querySelector('small').textContent}`)";

/// The words beside the services' bars, on both sides.
const STEPS: &str = "[...document.querySelectorAll('.race-step span')].map(e => e.textContent)";

async fn read(page: &Page, what: &str) -> Vec<String> {
    page.eval(what).await
}

#[tokio::test]
async fn where_nothing_is_to_move_each_round_stands_at_its_end() {
    let page = Page::open(Options::default().reduced_motion()).await;
    page.wait_for("document.querySelector('.race:not(.race-coming)')").await;
    let answered = "the user has an answer";
    assert_eq!(
        read(&page, CLOCKS).await,
        [format!("1500 ms, {answered}"), format!("10 ms, {answered}")]
    );
    page.click_button("Now switch Audit off").await;
    page.wait_for("document.querySelector('.race-failed')").await;
    assert_eq!(
        read(&page, CLOCKS).await,
        ["500 ms, and then an error".into(), format!("10 ms, {answered}")]
    );
    let [_, refused, never, _, behind, _] = &read(&page, STEPS).await[..] else {
        panic!("there are three services on each side")
    };
    assert_eq!([refused, behind], ["Audit is down: refused", "Audit is down: 1 behind"]);
    assert!(never.starts_with("Reminder: never asked"), "{never}");
    assert!(page.text(".race [role=status]").await.contains("Audit is down: 1 behind"));
    page.assert_accessible().await;
    page.click_button("Switch Audit on again").await;
    page.wait_for("document.querySelectorAll('.race-behind').length === 0").await;
    assert_eq!(read(&page, STEPS).await[4], "Audit: done at 1700 ms");
    assert_eq!(page.count(".race-failed").await, 1, "the left does not catch up");
}

#[tokio::test]
async fn it_plays_once_by_itself_and_can_be_paused_and_played_again() {
    let page = Page::open(Options::default()).await;
    page.click_button("Pause").await;
    page.wait_for_role("button", "Play").await;
    let early: Vec<String> = read(&page, CLOCKS).await;
    assert!(early[0].ends_with("the user waits"), "{early:?}");
    page.click_button("Play").await;
    page.wait_for(&format!("({CLOCKS})[0].startsWith('1500 ms')")).await;
    page.wait_for_role("button", "Play it again").await;
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_on_it_jumps_when_the_program_takes_it_over() {
    let page = Page::open(Options::default()).await;
    page.eval::<()>(
        "void (window.shifts = [], new PerformanceObserver(list => { for (const it of list.getEntries()) \
         shifts.push([it.value, it.sources[0]?.node?.className ?? '']) }) \
         .observe({ type: 'layout-shift', buffered: true }))",
    )
    .await;
    page.wait_for_role("button", "Play it again").await;
    let shifts: Vec<(f64, String)> = page.eval("shifts").await;
    let all: f64 = shifts.iter().map(|(shift, _)| shift).sum();
    assert!(all < 0.000_5, "{shifts:?}");
}

#[tokio::test]
async fn every_older_address_leads_to_its_place() {
    let page = Page::open(Options::default().reduced_motion()).await;
    for address in ["", "#/", "index.html", "contents.html", "contents.html#/"] {
        page.visit(address).await;
        page.wait_for("document.querySelector('.contents h1')?.checkVisibility()").await;
    }
    for address in ["#/sandbox", "sandbox.html", "index.html#/sandbox", "contents.html#/sandbox"] {
        page.visit(address).await;
        page.wait_for("document.querySelector('.stage')?.checkVisibility()").await;
    }
}

#[tokio::test]
async fn it_leads_to_the_first_chapter_and_later_to_where_the_learner_was() {
    let page = Page::open(Options::default().reduced_motion()).await;
    page.click_link("Start chapter 1").await;
    page.wait_for("location.hash === '#/chapter/coupling-problem' || location.pathname.endsWith('coupling-problem.html')")
        .await;
    page.go("#/chapter/temporal").await;
    page.wait_for("document.querySelectorAll('.ask').length > 3").await;
    page.go("#/").await;
    page.click_link("Go on with Temporal: what if a service takes 30 seconds?").await;
    page.wait_for("document.querySelector('main.book h1')?.textContent.startsWith('Temporal')")
        .await;
}

#[tokio::test]
async fn every_chapter_has_a_miniature_drawn_from_its_own_run() {
    let page = Page::open(Options::default().reduced_motion()).await;
    let drawn = "[...document.querySelectorAll('.contents li .thumb')].map(e => e.innerHTML)";
    let mut drawn: Vec<String> = page.eval(drawn).await;
    assert_eq!(drawn.len(), 11);
    drawn.sort();
    drawn.dedup();
    assert_eq!(drawn.len(), 11, "no two are alike");
    assert!(drawn.iter().all(|shapes| shapes.contains("<path")));
}

#[tokio::test]
async fn on_a_phone_no_word_of_the_picture_is_outside_of_it() {
    let page = Page::open(Options::default().size(390, 844).reduced_motion()).await;
    page.click_button("Now switch Audit off").await;
    page.wait_for("document.querySelector('.race-behind')").await;
    let out = "(() => { const r = document.querySelector('.race-picture').getBoundingClientRect(); \
               return [...document.querySelectorAll('.race-step span, .race-head *')] \
               .filter(e => { const b = e.getBoundingClientRect(); return b.right > r.right + 1 || b.left < r.left - 1 }) \
               .map(e => e.textContent) })()";
    assert_eq!(read(&page, out).await, Vec::<String>::new());
    assert!(page.eval::<bool>("document.documentElement.scrollWidth <= innerWidth").await);
}
