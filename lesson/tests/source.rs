//! Claims about question files: what is sound, and what is said about what is not.

mod support;

use lesson::source::questions;
use support::{HEAD_LINES, Shipped, file, sheet};

/// That a file is refused with this line (from the first that was added), and these words.
#[track_caller]
fn refused(added: &str, line: usize, what: &str, help: &str) {
    let mistakes = match questions("mine.toml", &file(added), &Shipped) {
        Ok(_) => panic!("was taken"),
        Err(mistakes) => mistakes,
    };
    let found = mistakes.iter().find(|mistake| mistake.what.contains(what));
    let found = found.unwrap_or_else(|| panic!("no \"{what}\" in {mistakes:#?}"));
    assert!(found.help.contains(help), "{found}");
    assert_eq!((found.file.as_str(), found.line), ("mine.toml", HEAD_LINES + line), "{found}");
}

/// A single choice whose options follow.
fn choice(options: &str) -> String {
    let head =
        "[[questions]]\nid = \"q\"\nfigure = \"run\"\nkind = \"single\"\nprompt = \"Why?\"\n";
    format!("{head}options = [\n{options}\n]\n")
}

const RIGHT: &str = "{ id = \"a\", text = \"A\", right = true, feedback = \"Yes.\" },";
const WRONG: &str = "{ id = \"b\", text = \"B\", feedback = \"No.\" },";

#[test]
fn a_sound_file_is_taken_with_all_that_it_says() {
    let sheet = sheet(&choice(&format!("{RIGHT}\n{WRONG}")));
    assert_eq!(sheet.title, "Mine");
    assert_eq!(sheet.questions.len(), 1);
    assert_eq!(sheet.questions[0].ids(), ["a", "b"]);
    assert!(sheet.scenario("sequential.toml").is_some(), "a sheet carries its scenarios");
}

#[test]
fn an_option_without_feedback_is_refused() {
    let silent = "{ id = \"b\", text = \"B\" },";
    refused(&choice(&format!("{RIGHT}\n{silent}")), 8, "an option lacks `feedback`", "add");
    let empty = "{ id = \"b\", text = \"B\", feedback = \" \" },";
    refused(&choice(&format!("{RIGHT}\n{empty}")), 8, "`feedback` says nothing", "write what");
}

#[test]
fn a_question_without_a_right_answer_is_refused() {
    let other = "{ id = \"c\", text = \"C\", feedback = \"No.\" },";
    refused(&choice(&format!("{WRONG}\n{other}")), 6, "no option is right", "right = true");
    let second = RIGHT.replace("\"a\"", "\"c\"");
    refused(&choice(&format!("{RIGHT}\n{second}")), 6, "2 options of a single", "multiple");
    refused(&choice(RIGHT), 6, "only 1 options", "at least 2");
}

#[test]
fn an_id_that_is_given_twice_or_is_none_is_refused() {
    refused(&choice(&format!("{RIGHT}\n{RIGHT}")), 1, "\"a\" is here a second time", "its own");
    let two = format!("{0}{0}", choice(&format!("{RIGHT}\n{WRONG}")));
    refused(&two, 11, "\"q\" is here a second time", "its own");
    refused(
        &choice(&format!("{RIGHT}\n{WRONG}")).replace("\"q\"", "\"Q 1\""),
        2,
        "no id",
        "dashes",
    );
}

#[test]
fn what_is_named_has_to_exist() {
    let sound = choice(&format!("{RIGHT}\n{WRONG}"));
    refused(&sound.replace("\"run\"", "\"gone\""), 3, "no figure is called \"gone\"", "this file");
    let recalls = sound.replace("kind", "recalls = \"eleventh\"\nkind");
    refused(&recalls, 4, "no chapter is called \"eleventh\"", "temporal");
    let figure = "[[figures]]\nid = \"f\"\nshow = \"stage\"\ncaption = \"C\"\n";
    let gone = format!("{figure}scenario = \"gone.toml\"\n");
    refused(&gone, 5, "no scenario file is called \"gone.toml\"", "assets/scenarios");
}

#[test]
fn a_measure_that_nobody_knows_is_refused_with_those_that_are() {
    let option = WRONG.replace("No.", "It was {direct.wait.p51_ms}.");
    refused(
        &choice(&format!("{RIGHT}\n{option}")),
        8,
        "no measure is called `wait.p51_ms`",
        "wait.p50_ms",
    );
    let option = WRONG.replace("No.", "It was {kafka.lag.max:Billing}.");
    refused(&choice(&format!("{RIGHT}\n{option}")), 8, "no service called Billing", "scenario");
}

#[test]
fn an_expectation_that_the_run_does_not_meet_is_refused_with_what_it_gives() {
    let figure = "[[figures]]\nid = \"f\"\nshow = \"stage\"\ncaption = \"C\"\nscenario = \"parallel.toml\"\n";
    let claim =
        format!("{figure}expect = [\n\"direct.answered = 1\",\n\"direct.wait.p50_ms = 1500\"]\n");
    refused(
        &claim,
        8,
        "does not meet \"f/direct.wait.p50_ms = 1500\": it gives 500 ms",
        "scenario",
    );
}

#[test]
fn a_run_can_decide_which_option_is_right() {
    let by_run = "{ id = \"c\", text = \"C\", right = \"direct.wait.p50_ms > kafka.wait.p50_ms\", feedback = \"F\" },";
    let sheet = sheet(&choice(&format!("{WRONG}\n{by_run}")));
    assert_eq!(sheet.questions[0].ids(), ["b", "c"]);
}

#[test]
fn a_goal_is_yet_to_be_reached_and_can_be() {
    let figure = "[[figures]]\nid = \"f\"\nshow = \"stage\"\ncaption = \"C\"\nscenario = \"sequential.toml\"\n";
    let goal = |reached: &str, proof: &str| {
        format!(
            "{figure}[[figures.goals]]\nid = \"g\"\ntext = \"T\"\nreached = \"{reached}\"\nproof = \"{proof}\"\n"
        )
    };
    sheet(&goal("direct.failed > 0", "audit-down.toml"));
    refused(
        &goal("direct.answered > 0", "audit-down.toml"),
        9,
        "before the learner",
        "yet to be done",
    );
    refused(&goal("direct.failed > 0", "parallel.toml"), 9, "it gives 0", "correct");
}

#[test]
fn an_instant_after_the_end_of_the_run_is_refused() {
    let option = WRONG.replace("No.\"", "No.\", show = { at_ms = 4001 }");
    refused(&choice(&format!("{RIGHT}\n{option}")), 8, "4001 ms lie after", "up to 4000 ms");
}

#[test]
fn fields_that_nobody_knows_are_refused_with_those_that_are() {
    let option = WRONG.replace("text", "txt");
    refused(&choice(&format!("{RIGHT}\n{option}")), 8, "an option lacks `text`", "add");
    let option = WRONG.replace("feedback", "hint = \"h\", feedback");
    refused(&choice(&format!("{RIGHT}\n{option}")), 8, "unknown field `hint`", "feedback, show");
}

#[test]
fn every_mistake_of_a_file_is_told_at_once() {
    let added = format!(
        "{}{}",
        choice(RIGHT),
        choice(&format!("{RIGHT}\n{WRONG}")).replace("\"q\"", "\"r\"").replace("single", "simple")
    );
    let mistakes = questions("mine.toml", &file(&added), &Shipped).expect_err("two mistakes");
    assert_eq!(mistakes.len(), 2, "{mistakes:#?}");
}

/// The lines of all mistakes, from the first line that was added.
#[track_caller]
fn lines(added: &str) -> Vec<(usize, String)> {
    let mistakes = questions("mine.toml", &file(added), &Shipped).expect_err("mistakes");
    mistakes.into_iter().map(|mistake| (mistake.line - HEAD_LINES, mistake.what)).collect()
}

#[test]
fn mistakes_of_different_tables_are_listed_at_once_in_the_order_of_their_lines() {
    let figure = "[[figures]]\nid = \"f\"\nshow = \"stage\"\ncaption = \"C\"\n\
                  scenario = \"gone.toml\"\ncontrols = [\"fly\", \"swim\"]\n";
    let unknown_kind =
        choice(&format!("{RIGHT}\n{WRONG}")).replace("\"q\"", "\"r\"").replace("single", "simple");
    let unmeasured = WRONG.replace("No.", "It was {direct.wait.p51_ms}.");
    let wrong = WRONG.replace("\"b\"", "\"c\"");
    let unright = choice(&format!("{unmeasured}\n{wrong}"));
    let found = lines(&format!("{figure}{unknown_kind}{unright}"));
    let told = [
        (5, "gone.toml"),
        (6, "fly"),
        (6, "swim"),
        (10, "simple"),
        (21, "no option is right"),
        (22, "wait.p51_ms"),
    ];
    assert_eq!(found.len(), told.len(), "{found:#?}");
    for ((line, what), (expected, words)) in found.iter().zip(told) {
        assert!(*line == expected && what.contains(words), "{what} in line {line}, not {expected}");
    }
}

#[test]
fn what_is_asked_of_a_mistaken_figure_is_no_mistake_of_the_question() {
    let figure = "[[figures]]\nid = \"f\"\nshow = \"stage\"\ncaption = \"C\"\n\
                  scenario = \"gone.toml\"\n";
    let asked = choice(&format!("{RIGHT}\n{WRONG}")).replace("\"run\"", "\"f\"");
    assert_eq!(lines(&format!("{figure}{asked}")).len(), 1);
}

#[test]
fn every_field_of_a_question_that_can_be_read_is_read() {
    let added = choice(&format!("{RIGHT}\n{WRONG}"))
        .replace("\"q\"", "\"Q 1\"")
        .replace("\"Why?\"", "\" \"\nhint = 1\nhelp = 2");
    let found: Vec<usize> = lines(&added).into_iter().map(|(line, _)| line).collect();
    assert_eq!(found, [2, 5, 6, 7]);
}

#[test]
fn lines_of_the_figures_own_listing_can_be_asked_for() {
    let question = |line: &str| {
        format!(
            "[[questions]]\nid = \"q\"\nfigure = \"run\"\nkind = \"line\"\nprompt = \"P\"\n\
             listing = \"direct\"\nother = \"O\"\n[[questions.lines]]\nright = true\nfeedback = \"F\"\n\
             line = '{line}'\n"
        )
    };
    sheet(&question("await audit.tell(task_id=saved.task_id)"));
    refused(&question("await audit.log()"), 11, "`line` is", "as it stands in the code");
}
