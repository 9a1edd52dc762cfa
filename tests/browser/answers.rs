//! A right and a wrong answer to each question of the workbook, as what has to be chosen, typed or moved on the
//! page.
//!
//! Taken from the lessons and from the runs of their figures, never from the page. Never here: a key that is
//! pressed.

use engine::sim::Thousandths;
use lesson::compile::compile;
use lesson::content::{Ask, Axis, Chapter, Item, Number, Question};
use lesson::grade::{is_right, truth};
use lesson::source::Runs;
use serde_json::{Map, Value, json};
use std::path::Path;

/// The answers to a chapter's questions, by their ids: each `{ right, wrong }`.
pub struct Answers {
    /// The address of the chapter.
    pub address: String,
    /// How many of its items can be done.
    pub items: usize,
    /// The answers.
    pub plans: Value,
}

/// Those of all chapters, in their order.
pub fn of_all_chapters() -> Vec<Answers> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = compile(&root.join("assets/lessons/en"), &root.join("assets/scenarios"))
        .unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
    let open = |(_, bytes): &(String, Vec<u8>)| Chapter::open(bytes).expect("our own chapter");
    site.chapters.iter().map(|file| of_chapter(&open(file))).collect()
}

fn of_chapter(chapter: &Chapter) -> Answers {
    let sheet = &chapter.sheet;
    let runs = Runs::of(sheet);
    let mut plans = Map::new();
    for question in &sheet.questions {
        plans.insert(question.id.to_string(), plan(question, &runs));
    }
    for prediction in &sheet.predictions {
        plans.insert(prediction.before.id.to_string(), plan(&prediction.before, &runs));
        plans.insert(prediction.happened.id.to_string(), plan(&prediction.happened, &runs));
    }
    Answers {
        address: format!("#/chapter/{}", chapter.entry.id),
        items: sheet.questions.len() + sheet.predictions.len(),
        plans: plans.into(),
    }
}

fn plan(question: &Question, runs: &Runs) -> Value {
    json!({ "right": answer(question, runs, true), "wrong": answer(question, runs, false) })
}

/// An answer that is right, or one that is not; of a question whose every answer is right, that.
fn answer(question: &Question, runs: &Runs, right: bool) -> Value {
    match &question.ask {
        Ask::Single(options) | Ask::Multiple(options) => {
            let fits = |wanted| {
                let mut chosen = Vec::new();
                for (place, option) in options.iter().enumerate() {
                    let holds = is_right(&option.right, runs).expect("the run decides");
                    chosen.extend((holds == wanted).then_some(place));
                }
                chosen
            };
            let (fitting, other) = (fits(right), fits(!right));
            // Where every option is right, leaving some out is not.
            let short = || other[..other.len().min(1)].to_vec();
            json!({ "choose": if fitting.is_empty() { short() } else { fitting } })
        }
        Ask::Number(number) => json!({ "type": typed(number, runs, right) }),
        Ask::Order(items) => {
            let order = items.iter().map(|item| item.text.plain());
            let order: Vec<String> = if right { order.collect() } else { order.rev().collect() };
            json!({ "order": order })
        }
        Ask::Match(pairs) => {
            let ids: Vec<&str> = pairs.iter().map(|pair| pair.id.as_str()).collect();
            json!({ "place": (0..ids.len()).map(|at| ids[(at + usize::from(!right)) % ids.len()]).collect::<Vec<_>>() })
        }
        Ask::Classify { columns, items } => {
            let column = |item: &Item| {
                let place = columns.iter().position(|it| it.id == item.column).expect("a column");
                columns[(place + usize::from(!right)) % columns.len()].id.clone()
            };
            json!({ "place": items.iter().map(column).collect::<Vec<_>>() })
        }
        Ask::Line { lines, .. } => {
            let written = lines.iter().filter(|line| !line.text.trim().is_empty());
            json!({ "choose": [written.clone().position(|line| line.right == right)] })
        }
        Ask::Free { .. } => json!({ "type": "They still wait, and still know each other." }),
        Ask::Mark { x, y, .. } => {
            let axes = [x, y].into_iter().flatten();
            json!({ "move": axes.map(|axis| moved(axis, runs, right)).collect::<Vec<_>>() })
        }
    }
}

fn typed(number: &Number, runs: &Runs, right: bool) -> String {
    let answer = truth(&number.answer, runs).expect("the run gives it");
    let off = number.tolerance.saturating_mul(3).max(7_777_000);
    Thousandths(if right { answer } else { answer + off }).to_string()
}

/// Where a mark is moved: where it belongs, or to the end that is farther from there.
fn moved(axis: &Axis, runs: &Runs, right: bool) -> u64 {
    let answer = truth(&axis.answer, runs).expect("the run gives it");
    let far = if answer - axis.from > axis.to - answer { axis.from } else { axis.to };
    (if right { answer } else { far }) / 1_000
}
