//! Random damage to everything that comes from outside. What comes of it is a loaded state or a clear message:
//! never a panic, and never lost text.
//!
//! `cargo xtask fuzz` runs this with more rounds, through `FUZZ_ROUNDS` and `FUZZ_SEED`. Everything follows from
//! the seed.

mod support;

use engine::scenario::{FileError, Scenario};
use lesson::grade::{Answer, explanations, judge, shuffled};
use lesson::progress::{Draft, Item, Kept, Loading, Progress, Scope, Shelf};
use lesson::route::Route;
use lesson::source::{Library, Runs, questions};
use lesson::template::{Document, System};
use std::env;
use support::damage::{Chance, mutated};

/// What comes from outside: its name, a sound text of it, and what must come of any text.
type Property = (&'static str, fn() -> String, fn(&str) -> Result<(), String>);

/// Everything that comes from outside.
const PROPERTIES: [Property; 5] = [
    ("a saved state", saved, loads),
    ("a question file", || QUESTIONS.into(), reads),
    ("an address", || "#/chapter/coupling-problem/in-turn".into(), leads),
    ("a scenario", || SCENARIO.into(), runs),
    ("a document", || Document::read(WORKED).to_string(), keeps),
];

#[test]
fn whatever_is_damaged_ends_in_a_loaded_state_or_a_clear_message() {
    let first = number("FUZZ_SEED", 1);
    let rounds = number("FUZZ_ROUNDS", 1_000);
    for (what, sound, property) in PROPERTIES {
        let sound = sound();
        for seed in first..first.saturating_add(rounds) {
            let text = mutated(&sound, &mut Chance::new(seed));
            property(&text).unwrap_or_else(|why| panic!("{what}, FUZZ_SEED={seed}: {why}\n{text}"));
        }
    }
}

#[test]
fn what_is_damaged_was_sound_before() {
    for (what, sound, property) in PROPERTIES {
        property(&sound()).unwrap_or_else(|why| panic!("{what}: {why}"));
    }
    let (_, saved, _) = PROPERTIES[0];
    assert!(matches!(Progress::load("s", &saved(), 1), Loading::Loaded(_)));
}

/// The number in an environment variable, or the default if it is not set.
fn number(variable: &str, default: u64) -> u64 {
    match env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable} is not a number: {text}")),
        Err(_) => default,
    }
}

const WORKED: &str = include_str!("../../assets/lessons/en/documents/worked.md");
const SCENARIO: &str = include_str!("../../assets/scenarios/sequential.toml");

/// One of each kind of question, about one figure.
const QUESTIONS: &str = include_str!("fuzz/questions.toml");

struct OneScenario;

impl Library for OneScenario {
    fn scenario(&self, file: &str) -> Option<Result<Scenario, FileError>> {
        (file == "sequential.toml").then(|| engine::scenario::read(file, SCENARIO))
    }

    fn chapters(&self) -> Vec<String> {
        vec!["coupling-problem".into()]
    }
}

/// A state with something of everything in it.
fn saved() -> String {
    let mut progress = Progress::new(7);
    let text = |text: &str| text.to_string();
    let answers = [
        Answer::Chosen(vec!["a".into(), "b".into()]),
        Answer::Number(1_500_500),
        Answer::Order(vec!["b".into(), "a".into()]),
        Answer::Placed(vec![("a".into(), "x".into())]),
        Answer::Line(3),
        Answer::Free { text: text("Some \"words\"\nof mine"), ticked: vec!["a".into()] },
        Answer::Mark { x: Some(1_000), y: None },
    ];
    for (number, answer) in answers.into_iter().enumerate() {
        let item = Item::new("coupling-problem", format!("q{number}").as_str());
        let draft = Draft { answer: Some(answer.clone()), typed: text("1.5") };
        let _ = progress.draft(item.clone(), draft);
        // What is this short is always kept.
        let _ = progress.answered(item, answer, number % 2 == 0);
    }
    let kept = Kept { name: text("Mine"), text: WORKED.into() };
    let _ = progress.keep(Shelf::Documents, "mine", kept);
    let _ = progress.call_learner("Ada");
    progress.at("#/chapter/coupling-problem");
    progress.reset(&Scope::Question(Item::new("coupling-problem", "q0")));
    progress.save()
}

fn ensure(holds: bool, why: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(why.into()) }
}

/// A saved state is loaded, and then saved as it was, or is left alone, or is set aside with its text.
fn loads(text: &str) -> Result<(), String> {
    match Progress::load("saved.toml", text, 8) {
        Loading::Loaded(progress) => match Progress::load("saved.toml", &progress.save(), 8) {
            Loading::Loaded(again) => ensure(again.same(&progress), "saved and loaded differ"),
            other => Err(format!("what was saved is not loaded: {other:?}")),
        },
        Loading::Newer(format) => ensure(format > 1, "our own form is taken for a newer one"),
        Loading::Damaged { text: aside, error } => {
            ensure(aside == text, "the text was not set aside as it was")?;
            ensure(!error.what.is_empty() && !error.help.is_empty(), "nothing is said")
        }
    }
}

/// A question file is sound, and then every question can be judged, or is refused with its lines.
fn reads(text: &str) -> Result<(), String> {
    match questions("mine.toml", text, &OneScenario) {
        Ok(sheet) => {
            let runs = Runs::of(&sheet);
            for question in &sheet.questions {
                shuffled(question);
                explanations(question, &runs);
                // Any answer is judged or refused.
                let _ = judge(question, &Answer::Line(0), &runs);
                let ids = question.ids().into_iter().map(Into::into).collect();
                let _ = judge(question, &Answer::Chosen(ids), &runs);
            }
            Ok(())
        }
        Err(mistakes) => {
            let lines = text.lines().count().max(1) + 1;
            let said = |mistake: &engine::toml::FileError| {
                (1..=lines).contains(&mistake.line) && !mistake.help.is_empty()
            };
            ensure(!mistakes.is_empty() && mistakes.iter().all(said), "a mistake says nothing")
        }
    }
}

/// A scenario is read, and then written so that it reads as the same, or is refused with its line.
fn runs(text: &str) -> Result<(), String> {
    match engine::scenario::read("mine.toml", text) {
        Ok(scenario) => {
            let again = engine::scenario::read("mine.toml", &engine::scenario::write(&scenario));
            ensure(again.as_ref() == Ok(&scenario), "written and read again, it is another")
        }
        Err(error) => {
            let lines = text.lines().count().max(1) + 1;
            let is_told = (1..=lines).contains(&error.line) && !error.help.is_empty();
            ensure(is_told, "its mistake says nothing")
        }
    }
}

/// An address is found again by what it is written as, or leads nowhere and says so.
fn leads(text: &str) -> Result<(), String> {
    match Route::parse(text) {
        Ok(route) => ensure(
            Route::parse(&route.to_string()).as_ref() == Ok(&route),
            "written and read again, it leads elsewhere",
        ),
        Err(lost) => ensure(!lost.to_string().is_empty(), "nothing is said"),
    }
}

/// A document is given back as it was, and is a system or says why not.
fn keeps(text: &str) -> Result<(), String> {
    let document = Document::read(text);
    let expected = text.replace("\r\n", "\n").replace('\r', "\n");
    ensure(document.to_string() == expected, "the text was changed")?;
    match System::of(&document) {
        Ok(system) => ensure(system.scenario.check().is_ok(), "the system is out of bounds"),
        Err(gaps) => ensure(!gaps.is_empty(), "no gap is named"),
    }
}
