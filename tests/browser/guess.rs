//! A prediction is on the picture: typed or dragged there, beside the run while it plays, and judged when it is over.

use crate::support::{Options, Page};

/// The shares of the axis that the guess and the run have, in per cent, and what is said of them.
const BARS: &str = "[...document.querySelectorAll('#in-turn .guess-row i')].map(e => \
    [e.className, e.getBoundingClientRect().width / e.closest('.guess-row').getBoundingClientRect().width, \
     e.nextSibling.textContent])";

async fn bars(page: &Page) -> Vec<(String, f64, String)> {
    page.eval(BARS).await
}

async fn opened(options: Options) -> Page {
    let page = Page::open(options.at("#/chapter/coupling-problem")).await;
    page.wait_for("document.querySelector('#in-turn .guess input') !== null").await;
    page
}

#[tokio::test]
async fn a_guess_is_typed_or_dragged_and_stands_beside_the_run_on_one_axis() {
    let page = opened(Options::default()).await;
    assert_eq!(bars(&page).await, []);
    page.click("#wait-in-turn input").await;
    page.type_text("900").await;
    page.wait_for("document.querySelector('#in-turn .guess-ghost') !== null").await;
    let typed = bars(&page).await;
    assert!((typed[0].1 - 0.45).abs() < 0.002, "{typed:?}");
    assert_eq!(typed[0].2, "you said 900 ms");
    page.eval::<()>("document.querySelector('#in-turn .guess input').focus()").await;
    page.press("ArrowRight").await;
    page.wait_for("document.querySelector('#wait-in-turn input').value !== '900'").await;
    let dragged: f64 =
        page.eval("Number(document.querySelector('#wait-in-turn input').value)").await;
    assert!(dragged > 900.0 && dragged < 1_000.0, "{dragged}");
    page.assert_accessible().await;
    page.click("#wait-in-turn .ask-acts .go").await;
    page.wait_for("document.querySelector('#in-turn .guess-run') !== null").await;
    assert_eq!(page.count("#in-turn .guess input").await, 0, "what is locked in stays");
    assert_eq!(page.count("#wait-in-turn .verdict").await, 0, "nothing is judged before the run");
    assert_eq!(page.count("#wait-in-turn .option").await, 0, "nothing is asked while it runs");
    page.wait_for("document.querySelector('#wait-in-turn .ask-now') === null").await;
    page.wait_for("document.querySelector('#wait-in-turn .option') !== null").await;
    let over = bars(&page).await;
    assert!((over[0].1 - 0.75).abs() < 0.002, "{over:?}");
    assert_eq!([&*over[0].0, &*over[0].2], ["guess-run direct", "the run: 1500 ms"]);
    assert_eq!(over[1].0, "guess-ghost");
    assert_eq!(page.console_errors().await, Vec::<String>::new());
}

#[tokio::test]
async fn who_does_not_want_to_wait_for_the_end_of_a_run_is_asked_at_once() {
    let page = opened(Options::default()).await;
    page.click("#wait-in-turn input").await;
    page.type_text("900").await;
    page.press("Enter").await;
    page.click_button("Ask me now").await;
    page.wait_for("document.querySelectorAll('#wait-in-turn .option').length > 1").await;
}

#[tokio::test]
async fn a_figure_stands_beside_its_text_where_there_is_room_and_above_its_question_on_a_phone() {
    let places = "(() => { const at = s => document.querySelector(s).getBoundingClientRect(); \
        const figure = at('#in-turn'), ask = at('#wait-in-turn'); \
        return [figure.left >= ask.right, figure.top + scrollY, ask.top + scrollY, ask.bottom + scrollY] })()";
    let page = opened(Options::default().size(1280, 800)).await;
    let (beside, figure, _, below): (bool, f64, f64, f64) = page.eval(places).await;
    assert!(beside && figure < below, "in sight of each other");
    page.resize(390, 844).await;
    page.wait_for("innerWidth === 390").await;
    let (beside, figure, ask, _): (bool, f64, f64, f64) = page.eval(places).await;
    assert!(!beside && figure < ask, "{figure} {ask}");
    assert!(page.eval::<bool>("document.documentElement.scrollWidth <= innerWidth").await);
}
