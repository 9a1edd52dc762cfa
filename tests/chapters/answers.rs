//! Questions, predictions and what counts as done.

use crate::browser::*;
use coupling_workbook::chapters::{Edit, Model, Msg, State};
use lesson::content::{Ask, Item};
use lesson::grade::Answer;
use lesson::progress::Progress;

#[test]
fn a_wrong_answer_is_judged_tried_again_and_put_right_and_all_of_it_is_kept() {
    let (mut browser, (id, right, wrong)) = with_choice();
    browser.answer(&id, Answer::Chosen(vec![wrong]));
    assert!(matches!(browser.state(&id), State::Judged(_, judged) if !judged.right));
    browser.send(Msg::Retried(id.clone()));
    assert!(matches!(browser.state(&id), State::Drafting(_)));
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert!(matches!(browser.state(&id), State::Judged(_, judged) if judged.right));
    let hash = browser.model.progress.place().map(String::from).expect("a place");
    let again = Browser::open(&hash, browser.kept.clone());
    assert!(matches!(again.state(&id), State::Judged(_, judged) if judged.right), "after a reload");
}

#[test]
fn an_answer_that_is_not_finished_is_not_judged_and_says_so() {
    let (mut browser, (id, ..)) = with_choice();
    browser.send(Msg::Checked(id.clone()));
    assert!(matches!(browser.state(&id), State::Drafting(_)));
    assert!(browser.model.open.as_ref().is_some_and(|open| open.errors.contains_key(&id)));
}

#[test]
fn a_figure_is_veiled_until_its_prediction_is_locked_and_runs_then() {
    let mut browser = Browser::open(FIRST, None);
    let (id, figure) = {
        let open = browser.model.open.as_ref().expect("a chapter is open");
        let first = open.chapter.sheet.predictions.first().expect("a prediction");
        (first.before.id.clone(), first.figure.clone())
    };
    let veiled = |browser: &Browser| {
        let open = browser.model.open.as_ref().expect("a chapter is open");
        open.veil(&browser.model.progress, &figure).is_some()
    };
    assert!(veiled(&browser));
    browser.send(Msg::Edited(id.clone(), Edit::Typed("900".into())));
    browser.send(Msg::Checked(id.clone()));
    assert!(!veiled(&browser));
    let open = browser.model.open.as_ref().expect("a chapter is open");
    assert!(open.started.contains(&figure));
    let prediction = open.chapter.sheet.prediction(&id.question).expect("the same");
    assert!(open.is_locked(&browser.model.progress, prediction));
}

#[test]
fn steps_that_come_before_the_page_is_drawn_again_all_count() {
    let mut browser = Browser::open("#/", None);
    let mut tried = 0;
    for address in ["#/chapter/temporal", "#/chapter/through-kafka", "#/chapter/choosing"] {
        browser.send(Msg::Routed(address.into()));
        let questions = browser.model.open.as_ref().expect(address).chapter.sheet.questions.clone();
        for question in questions {
            let edits: Vec<Edit> = match &question.ask {
                Ask::Classify { items, .. } => items
                    .iter()
                    .map(|item| Edit::Placed { item: item.id.clone(), place: item.column.clone() })
                    .collect(),
                // Each in turn to the end, which leaves them in their order.
                Ask::Order(items) => {
                    let down = |item: &Item| Edit::Moved { item: item.id.clone(), up: false };
                    items.iter().flat_map(|item| vec![down(item); items.len()]).collect()
                }
                _ => continue,
            };
            edits.into_iter().for_each(|it| browser.send(Msg::Edited(question.id.clone(), it)));
            browser.send(Msg::Checked(question.id.clone()));
            let State::Judged(_, judged) = browser.state(&question.id) else {
                panic!("{} is not judged", question.id)
            };
            assert!(judged.right, "{}", question.id);
            tried += 1;
        }
    }
    assert!(tried > 3, "{tried} questions of these kinds");
}

#[test]
fn a_prediction_is_compared_once_both_of_its_halves_are_answered() {
    let mut browser = Browser::open(FIRST, None);
    let open = browser.model.open.as_ref().expect("a chapter");
    let prediction = open.chapter.sheet.predictions[0].clone();
    let compared = |browser: &Browser| {
        let open = browser.model.open.as_ref().expect("a chapter");
        open.is_compared(&browser.model.progress, &prediction)
    };
    for half in [prediction.before.id.clone(), prediction.happened.id.clone()] {
        assert!(!compared(&browser));
        let question = browser.model.open.as_ref().and_then(|open| open.question(&half)).cloned();
        let edit = match question.expect("a question").ask {
            Ask::Single(options) => Edit::Answered(Answer::Chosen(vec![options[0].id.clone()])),
            _ => Edit::Typed("900".into()),
        };
        browser.send(Msg::Edited(half.clone(), edit));
        browser.send(Msg::Checked(half));
    }
    assert!(compared(&browser));
}

#[test]
fn progress_counts_what_was_done() {
    let (mut browser, (id, right, _)) = with_choice();
    let done = |progress: &Progress, model: &Model| progress.of_all(&model.index).done;
    assert_eq!(done(&browser.model.progress, &browser.model), 0);
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_eq!(done(&browser.model.progress, &browser.model), 1);
}
