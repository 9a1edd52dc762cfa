//! What the browser keeps of a learner, and what is said when it cannot.

use crate::browser::*;
use coupling_workbook::chapters::{Edit, Keeping, Msg, State, Stored};
use lesson::content::Ask;
use lesson::grade::Answer;
use lesson::progress::Scope;

#[test]
fn what_was_forgotten_can_be_had_back() {
    let (mut browser, (id, right, _)) = with_choice();
    browser.answer(&id, Answer::Chosen(vec![right]));
    browser.send(Msg::Forgotten(Scope::Everything));
    assert!(matches!(browser.state(&id), State::Drafting(_)));
    browser.send(Msg::Undone);
    assert!(matches!(browser.state(&id), State::Judged(..)));
}

#[test]
fn two_tabs_do_not_lose_each_others_answers() {
    let (mut one, (id, right, _)) = with_choice();
    let hash = one.model.progress.place().map(String::from).expect("a place");
    let mut two = Browser::open(&hash, one.kept.clone());
    one.answer(&id, Answer::Chosen(vec![right]));
    two.send(Msg::OtherTab(one.kept.clone().expect("kept")));
    assert!(matches!(two.state(&id), State::Judged(..)));
    let kept = two.kept.clone().unwrap_or_default();
    two.send(Msg::OtherTab(kept.clone()));
    assert_eq!(two.kept, Some(kept), "what both have is not written for ever");
}

#[test]
fn a_newer_workbooks_state_is_never_written_over() {
    let newer = "format = 9\nsomething = \"else\"\n";
    let (_, (id, right, _)) = with_choice();
    let mut browser = Browser::open(FIRST, Some(newer.into()));
    assert_eq!(browser.model.keeping, Keeping::Newer);
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_eq!(browser.kept.as_deref(), Some(newer));
}

const DAMAGED: &str = "format = 1\nanswers = 3\n";

#[test]
fn a_damaged_state_is_kept_elsewhere_before_anything_takes_its_place_and_until_it_is_dropped() {
    let (_, (id, right, _)) = with_choice();
    let mut browser = Browser::open(FIRST, Some(DAMAGED.into()));
    assert_eq!(browser.aside.as_deref(), Some(DAMAGED));
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_ne!(browser.kept.as_deref(), Some(DAMAGED));
    let stored = browser.kept.clone().map_or(Stored::Nothing, Stored::Text);
    let mut again = Browser::with(FIRST, stored, browser.aside.clone(), true);
    let aside = |browser: &Browser| browser.model.set_aside.clone().map(|(text, _)| text);
    assert_eq!(aside(&again).as_deref(), Some(DAMAGED), "after a reload");
    again.send(Msg::AsideDropped);
    assert_eq!((aside(&again), &again.aside), (None, &None));
}

#[test]
fn a_second_damaged_state_does_not_take_the_place_of_the_first_that_was_set_aside() {
    let second = "format = 1\nanswers = 4\n";
    let stored = Stored::Text(second.into());
    let browser = Browser::with(FIRST, stored, Some(DAMAGED.into()), true);
    let aside = browser.aside.unwrap_or_default();
    assert!(aside.contains(DAMAGED) && aside.contains(second), "{aside}");
}

#[test]
fn a_damaged_state_that_cannot_be_kept_elsewhere_stays_where_it_is() {
    let (_, (id, right, _)) = with_choice();
    let mut browser = Browser::with(FIRST, Stored::Text(DAMAGED.into()), None, false);
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_eq!(browser.kept.as_deref(), Some(DAMAGED));
    assert_eq!(browser.model.keeping, Keeping::Full);
}

#[test]
fn what_is_written_is_there_after_a_reload_before_it_was_checked() {
    let open = |hash: &str, kept| Browser::open(hash, kept);
    let mut browser = open(FIRST, None);
    let sheet = &browser.model.open.as_ref().expect("a chapter is open").chapter.sheet;
    let is_free = |question: &&lesson::content::Question| matches!(question.ask, Ask::Free { .. });
    let id = sheet.questions.iter().find(is_free).expect("a free question").id.clone();
    browser.send(Msg::Edited(id.clone(), Edit::Written("an hour of my own words".into())));
    let again = open(FIRST, browser.kept.clone());
    let State::Drafting(draft) = again.state(&id) else { panic!("it is still being written") };
    let words = |answer: &Option<Answer>| match answer {
        Some(Answer::Free { text, .. }) => text.clone(),
        _ => String::new(),
    };
    assert_eq!(words(&draft.answer), "an hour of my own words");
}

#[test]
fn without_storage_answers_stay_in_memory_and_that_is_known() {
    let mut browser = Browser::with(FIRST, Stored::Blocked, None, true);
    assert_eq!(browser.model.keeping, Keeping::Memory);
    browser.send(Msg::StoreFull);
    assert_eq!(browser.model.keeping, Keeping::Full);
}

#[test]
fn a_saved_file_is_taken_in_beside_what_is_there_and_a_damaged_one_changes_nothing() {
    let (mut one, (id, right, _)) = with_choice();
    one.answer(&id, Answer::Chosen(vec![right]));
    let hash = one.model.progress.place().map(String::from).expect("a place");
    let mut two = Browser::open(&hash, None);
    let text = one.model.progress.save();
    two.send(Msg::Imported { name: "mine.toml".into(), text });
    assert!(matches!(two.state(&id), State::Judged(..)));
    let before = two.model.progress.save();
    two.send(Msg::Imported { name: "bad.toml".into(), text: "format = x".into() });
    assert!(!two.model.refused.is_empty());
    assert_eq!(two.model.progress.save(), before);
}
