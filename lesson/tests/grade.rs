//! Claims about judging: each kind of question, what is said, and what is asked again.

mod support;

use lesson::content::Question;
use lesson::grade::{Answer, AnswerError, Judged, again, explanations, judge, shuffled};
use lesson::id::OptionId;
use lesson::source::Runs;
use lesson::text::Filled;
use support::sheet;

/// The question of a file that holds one, of this kind, about the figure `run`.
fn question(kind: &str, rest: &str) -> (Question, Runs) {
    let head = "[[questions]]\nid = \"q\"\nfigure = \"run\"\nprompt = \"P\"\n";
    let sheet = sheet(&format!("{head}kind = \"{kind}\"\n{rest}"));
    (sheet.questions[0].clone(), Runs::of(&sheet))
}

fn ids(ids: &[&str]) -> Vec<OptionId> {
    ids.iter().map(|id| (*id).into()).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(OptionId, OptionId)> {
    pairs.iter().map(|(id, place)| ((*id).into(), (*place).into())).collect()
}

/// What is said, words only.
fn said(judged: &Judged) -> Vec<String> {
    judged.parts.iter().map(|part| part.feedback.plain()).collect()
}

const OPTIONS: &str = r#"options = [
    { id = "a", text = "A", right = true, feedback = "a is right" },
    { id = "b", text = "B", right = true, feedback = "b is right" },
    { id = "c", text = "C", feedback = "c is wrong", show = { at_ms = 500 } },
]"#;

#[test]
fn a_choice_says_something_about_each_option_that_was_taken() {
    let (question, runs) = question("multiple", OPTIONS);
    let taken = |taken: &[&str]| judge(&question, &Answer::Chosen(ids(taken)), &runs);
    let judged = taken(&["a", "c"]).expect("an answer");
    assert_eq!((judged.right, judged.missed), (false, 1));
    assert_eq!(said(&judged), ["a is right", "c is wrong"]);
    assert_eq!(judged.parts[1].show.as_ref().map(|show| show.at_ms), Some(500));
    assert!(taken(&["b", "a"]).is_ok_and(|judged| judged.right));
    assert_eq!(taken(&[]), Err(AnswerError::Unfinished(1)));
    assert_eq!(taken(&["z"]), Err(AnswerError::Unknown("z".into())));
}

#[test]
fn trying_again_keeps_what_was_right() {
    let (question, runs) = question("multiple", OPTIONS);
    let answer = Answer::Chosen(ids(&["a", "c"]));
    let judged = judge(&question, &answer, &runs).expect("an answer");
    assert_eq!(again(&answer, &judged), Some(Answer::Chosen(ids(&["a"]))));
}

#[test]
fn everything_can_be_explained_afterwards() {
    let (question, runs) = question("multiple", OPTIONS);
    let told = explanations(&question, &runs);
    let rights: Vec<bool> = told.iter().map(|part| part.right).collect();
    assert_eq!(rights, [true, true, false]);
}

const NUMBER: &str = r#"unit = "ms"
answer = "direct.wait.p50_ms"
tolerance = 10
right = "It took {direct.wait.p50_ms}"
wrong = "no"
cases = [{ from = 490, to = 510, feedback = "one call" }]"#;

#[test]
fn a_number_is_held_against_the_run_and_its_feedback_quotes_the_run() {
    let (question, runs) = question("number", NUMBER);
    let given = |ms: u64| judge(&question, &Answer::Number(ms * 1_000), &runs).expect("a number");
    assert!(given(1_490).right && given(1_510).right && !given(1_511).right);
    assert_eq!(said(&given(500)), ["one call"]);
    assert_eq!(said(&given(7)), ["no"]);
    let filled = given(1_500).parts[0].feedback.filled(&runs);
    assert_eq!(filled, [Filled::Plain("It took ".into()), Filled::Figure("1500 ms".into())]);
}

const ITEMS: &str = r#"items = [
    { id = "a", text = "A", feedback = "first" },
    { id = "b", text = "B", feedback = "second" },
    { id = "c", text = "C", feedback = "third" },
]"#;

#[test]
fn an_order_is_right_item_by_item_and_is_never_shown_in_the_right_one() {
    let (question, runs) = question("order", ITEMS);
    let order = |order: &[&str]| judge(&question, &Answer::Order(ids(order)), &runs);
    assert!(order(&["a", "b", "c"]).is_ok_and(|judged| judged.right));
    let judged = order(&["c", "b", "a"]).expect("an order");
    let rights: Vec<bool> = judged.parts.iter().map(|part| part.right).collect();
    assert_eq!(rights, [false, true, false]);
    assert_eq!(order(&["a"]), Err(AnswerError::Unfinished(2)));
    assert_eq!(order(&["a", "a", "b"]), Err(AnswerError::Unfinished(1)));
    let mut shown = shuffled(&question);
    assert_ne!(shown, [0, 1, 2]);
    shown.sort_unstable();
    assert_eq!(shown, [0, 1, 2]);
}

#[test]
fn a_match_is_right_pair_by_pair() {
    let (question, runs) = question(
        "match",
        r#"pairs = [
            { id = "a", left = "A", right = "1", feedback = "a1" },
            { id = "b", left = "B", right = "2", feedback = "b2" },
        ]"#,
    );
    let placed = |placed| judge(&question, &Answer::Placed(pairs(placed)), &runs);
    assert!(placed(&[("a", "a"), ("b", "b")]).is_ok_and(|judged| judged.right));
    assert!(placed(&[("a", "b"), ("b", "a")]).is_ok_and(|judged| !judged.right));
    assert_eq!(placed(&[("a", "a")]), Err(AnswerError::Unfinished(1)));
    assert_eq!(placed(&[("a", "z"), ("b", "b")]), Err(AnswerError::Unknown("z".into())));
}

const COLUMNS: &str = r#"columns = [{ id = "x", text = "X" }, { id = "y", text = "Y" }]
items = [
    { id = "a", text = "A", column = "x", feedback = "in x" },
    { id = "b", text = "B", column = "x", feedback = "in x too" },
]"#;

#[test]
fn of_a_classification_only_what_stands_wrong_is_asked_again() {
    let (question, runs) = question("classify", COLUMNS);
    let answer = Answer::Placed(pairs(&[("a", "x"), ("b", "y")]));
    let judged = judge(&question, &answer, &runs).expect("an answer");
    assert!(!judged.right);
    assert_eq!(again(&answer, &judged), Some(Answer::Placed(pairs(&[("a", "x")]))));
}

#[test]
fn a_line_has_feedback_of_its_own_or_that_of_any_other() {
    let (question, runs) = question(
        "line",
        r#"code = ["one", "two", "three"]
other = "any other"
lines = [{ line = "two", right = true, feedback = "that one" }]"#,
    );
    let picked = |line| judge(&question, &Answer::Line(line), &runs);
    assert_eq!(picked(0).map(|judged| said(&judged)), Ok(vec!["any other".into()]));
    assert!(picked(1).is_ok_and(|judged| judged.right));
    assert_eq!(picked(3), Err(AnswerError::Unknown("3".into())));
}

#[test]
fn free_text_is_marked_by_its_writer_against_a_checklist() {
    let (question, runs) = question(
        "free",
        r#"model = "M"
checklist = [{ id = "a", text = "A" }, { id = "b", text = "B" }]"#,
    );
    let wrote = |text: &str, ticked: &[&str]| {
        judge(&question, &Answer::Free { text: text.into(), ticked: ids(ticked) }, &runs)
    };
    assert!(wrote("x", &["a", "b"]).is_ok_and(|judged| judged.right));
    assert!(wrote("x", &["b"]).is_ok_and(|judged| !judged.right));
    assert_eq!(wrote(" ", &["a"]), Err(AnswerError::Unfinished(1)));
}

#[test]
fn a_mark_is_right_near_enough_along_each_axis_that_is_asked() {
    let (question, runs) = question(
        "mark",
        r#"chart = "direct.waiting"
right = "there"
wrong = "elsewhere"
x = { label = "when", unit = "ms", from = 0, to = 4000, answer = "direct.wait.p50_ms", tolerance = 100 }"#,
    );
    let mark = |x: u64| judge(&question, &Answer::Mark { x: Some(x * 1_000), y: None }, &runs);
    assert!(mark(1_450).is_ok_and(|judged| judged.right));
    assert_eq!(mark(1_300).map(|judged| said(&judged)), Ok(vec!["elsewhere".into()]));
    let nothing = Answer::Mark { x: None, y: None };
    assert_eq!(judge(&question, &nothing, &runs), Err(AnswerError::Unfinished(1)));
}

#[test]
fn an_answer_to_another_kind_of_question_is_said() {
    let (question, runs) = question("order", ITEMS);
    assert_eq!(judge(&question, &Answer::Line(1), &runs), Err(AnswerError::Kind));
}
