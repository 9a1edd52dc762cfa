//! A teacher's question files.

use crate::browser::*;
use coupling_workbook::chapters::{Edit, Msg, State};
use lesson::progress::Shelf;

/// A teacher's file with a figure and a question about it.
const QUIZ: &str = r#"format = 1
title = "Before the weekend"

[[figures]]
id = "run"
show = "stage"
scenario = "sequential.toml"
caption = "One task."

[[questions]]
id = "waits"
figure = "run"
kind = "number"
prompt = "How long does the user wait?"
unit = "ms"
answer = "direct.wait.p50_ms"
right = "Yes: {direct.wait.p50_ms}."
wrong = "No: the run gave {direct.wait.p50_ms}."
"#;

#[test]
fn a_teachers_question_file_is_opened_answered_and_there_again_after_a_reload() {
    let mut browser = Browser::open("#/", None);
    browser.choose("Unit 3 (quiz).toml", QUIZ);
    assert_eq!(browser.model.refused, []);
    let address = "#/questions/unit-3-quiz";
    assert_eq!(browser.model.route.as_ref().map(ToString::to_string).as_deref(), Ok(address));
    browser.send(Msg::Edited("waits".into(), Edit::Typed("1500".into())));
    browser.send(Msg::Checked("waits".into()));
    let State::Judged(_, judged) = browser.state(&"waits".into()) else {
        panic!("it is not judged")
    };
    assert!(judged.right);
    let again = Browser::open(address, browser.kept.clone());
    assert!(matches!(again.state(&"waits".into()), State::Judged(..)), "the answer is kept");
    assert_eq!(again.model.texts(Shelf::Questions), [("unit-3-quiz", "Before the weekend")]);
    let elsewhere = Browser::open(address, None);
    assert!(elsewhere.model.route.is_err(), "another browser has no such file");
}

#[test]
fn a_question_file_with_mistakes_is_refused_with_each_line_and_what_is_open_stays() {
    let mut browser = Browser::open(FIRST, None);
    let mistaken = QUIZ.replace("sequential.toml", "sequence.toml").replace("wrong = ", "wrnog = ");
    browser.choose("quiz.toml", &mistaken);
    let told: Vec<String> = browser.model.refused.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("quiz.toml, line 7: ") && told[0].contains("sequence.toml"),
        "{told:?}"
    );
    assert!(told[1].contains("wrong"), "{told:?}");
    assert_eq!(browser.model.route.as_ref().map(ToString::to_string).as_deref(), Ok(FIRST));
    assert!(browser.model.texts(Shelf::Questions).is_empty());
}

#[test]
fn a_question_file_that_is_removed_can_be_had_back() {
    let mut browser = Browser::open("#/", None);
    browser.choose("quiz.toml", QUIZ);
    browser.send(Msg::Routed("#/".into()));
    browser.send(Msg::Dropped(Shelf::Questions, "quiz".into()));
    assert!(browser.model.texts(Shelf::Questions).is_empty());
    browser.send(Msg::Undone);
    assert_eq!(browser.model.texts(Shelf::Questions).len(), 1);
}
