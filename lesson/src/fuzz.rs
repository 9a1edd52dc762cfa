//! Random damage done to everything that comes from outside, for tests and for `cargo xtask fuzz`.
//!
//! Each property says what must come of it: a loaded state or a clear message, never a panic, never lost
//! text. Never here: chance of its own; everything follows from the seed.

use crate::grade::{Answer, explanations, judge, shuffled};
use crate::progress::{Draft, Item, Kept, Loading, Progress, Scope, Shelf};
use crate::route::Route;
use crate::source::{Library, Runs, questions};
use crate::template::{Document, System};
use engine::sim::{Stream, draw};
use engine::system::{FileError, Scenario};
use std::fmt;

/// A source of choices that is the same on every machine.
pub struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    /// The choices of a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// A number from 0 to `bound` less one.
    pub fn below(&mut self, bound: usize) -> usize {
        self.drawn += 1;
        (draw(self.seed, Stream::Demand, self.drawn, 0, 0) % bound.max(1) as u64) as usize
    }

    /// One of several.
    pub fn of<'a, T: ?Sized>(&mut self, several: &[&'a T]) -> Option<&'a T> {
        several.get(self.below(several.len())).copied()
    }
}

/// What mutations insert: what means something to one reader or another, and what none should choke on.
const BITS: [&str; 38] = [
    "\"",
    "'",
    "\\",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\n",
    "\r\n",
    "\t",
    " ",
    "#",
    "- ",
    "## ",
    "```",
    ":",
    "/",
    "%",
    "-",
    "0",
    "9999999999999999999",
    "1.5",
    "-1",
    "true",
    "format = 2\n",
    "ä",
    "\u{0}",
    "\u{202e}",
    "𝄞",
    "Yes",
    "- Temporal: ",
    "chapter",
    "id",
];

/// A text with some of it left out, doubled, moved or replaced.
pub fn mutated(text: &str, chance: &mut Chance) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=chance.below(4) {
        let at = chance.below(chars.len() + 1);
        let length = chance.below(30).min(chars.len() - at);
        match chance.below(6) {
            0 => {
                chars.drain(at..at + length);
            }
            1 => {
                let copied: Vec<char> = chars[at..at + length].to_vec();
                let to = chance.below(chars.len() + 1);
                chars.splice(to..to, copied);
            }
            2 => chars.truncate(at),
            3 => {
                let bit = chance.of(&BITS).unwrap_or_default();
                chars.splice(at..at + length.min(1), bit.chars());
            }
            _ => {
                let bit = chance.of(&BITS).unwrap_or_default();
                chars.splice(at..at, bit.chars());
            }
        }
    }
    chars.into_iter().collect()
}

/// A property that does not hold, with all that is needed to see it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// What was damaged.
    pub what: &'static str,
    /// The seed of this one text.
    pub seed: u64,
    /// The text.
    pub text: String,
    /// What should have come of it.
    pub why: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, seed {}: {}\n{}", self.what, self.seed, self.why, self.text)
    }
}

impl std::error::Error for Broken {}

/// What comes from outside: its name, a sound text of it, and what must come of any text.
type Property = (&'static str, fn() -> String, fn(&str) -> Result<(), String>);

/// Everything that comes from outside.
pub const PROPERTIES: [Property; 4] = [
    ("a saved state", saved, loads),
    ("a question file", || QUESTIONS.into(), reads),
    ("an address", || "#/chapter/coupling-problem/in-turn".into(), leads),
    ("a document", || Document::read(WORKED).to_string(), keeps),
];

/// Damages so many texts of each kind; the first property that does not hold ends it.
///
/// # Errors
/// That property, with its text and seed.
pub fn fuzz(iterations: u64, seed: u64) -> Result<(), Broken> {
    for (what, sound, property) in PROPERTIES {
        let sound = sound();
        for seed in seed..seed.saturating_add(iterations) {
            let text = mutated(&sound, &mut Chance::new(seed));
            property(&text).map_err(|why| Broken { what, seed, text, why })?;
        }
    }
    Ok(())
}

const WORKED: &str = include_str!("../../assets/lessons/en/documents/worked.md");
const SCENARIO: &str = include_str!("../../assets/scenarios/sequential.toml");

/// One of each kind of question, about one figure.
const QUESTIONS: &str = include_str!("fuzz/questions.toml");

struct OneScenario;

impl Library for OneScenario {
    fn scenario(&self, file: &str) -> Option<Result<Scenario, FileError>> {
        (file == "sequential.toml").then(|| engine::system::read(file, SCENARIO))
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
