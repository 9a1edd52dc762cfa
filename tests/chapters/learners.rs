//! Several learners at one browser, each with a name and answers of their own.

use crate::browser::{Browser, with_choice};
use coupling_workbook::chapters::{Learner, Msg};
use lesson::grade::Answer;

#[test]
fn a_learner_has_a_name_that_is_kept_and_goes_into_the_saved_file() {
    let mut browser = Browser::open("#/", None);
    browser.send(Msg::LearnerNamed("  Ada ".into()));
    browser.send(Msg::ExportAsked);
    let (learner, text) = browser.backup.clone().expect("a file");
    assert_eq!(learner, "Ada");
    assert_eq!(Some(&text), browser.kept.as_ref());
    let again = Browser::open("#/", browser.kept);
    assert_eq!(again.model.progress.learner(), "Ada");
}

#[test]
fn a_name_that_is_too_long_is_refused_in_a_sentence_and_the_former_one_stays() {
    let mut browser = Browser::open("#/", None);
    browser.send(Msg::LearnerNamed("Ada".into()));
    browser.send(Msg::LearnerNamed("A".repeat(1_000)));
    assert_eq!(browser.model.progress.learner(), "Ada");
    assert!(browser.model.said.is_some());
}

#[test]
fn two_learners_have_answers_of_their_own_and_find_each_other_by_name() {
    let (mut browser, (id, right, _)) = with_choice();
    browser.send(Msg::LearnerNamed("Ada".into()));
    browser.answer(&id, Answer::Chosen(vec![right.clone()]));
    browser.send(Msg::LearnerAdded);
    browser.reload();
    assert_eq!(browser.model.progress.items().count(), 0, "somebody new has answered nothing");
    assert_eq!(browser.model.others, [Learner { number: 1, name: "Ada".into() }]);
    browser.send(Msg::LearnerNamed("Bob".into()));
    browser.send(Msg::LearnerChosen(1));
    browser.reload();
    assert_eq!(browser.model.progress.items().count(), 1);
    assert_eq!(browser.model.progress.learner(), "Ada");
    assert_eq!(browser.model.others, [Learner { number: 2, name: "Bob".into() }]);
    let progress = &browser.model.progress;
    let item = progress.items().next().expect("her answer");
    assert_eq!(progress.last(item).map(|it| it.right), Some(true), "her work is as she left it");
}

#[test]
fn a_third_learner_takes_the_place_of_nobody_whose_work_cannot_be_read() {
    let mut browser = Browser::open("#/", None);
    browser.others = vec![(2, "damaged".into())];
    browser.next = Some(1);
    browser.reload();
    browser.send(Msg::LearnerAdded);
    assert_eq!(browser.next, Some(3));
    assert!(browser.others.contains(&(2, "damaged".into())));
}

#[test]
fn the_browser_is_asked_once_to_keep_answers_when_there_is_the_first() {
    let (mut browser, (id, right, wrong)) = with_choice();
    assert_eq!(browser.persisted, 0);
    browser.answer(&id, Answer::Chosen(vec![wrong.clone()]));
    browser.answer(&id, Answer::Chosen(vec![right.clone()]));
    assert_eq!(browser.persisted, 1);
}
