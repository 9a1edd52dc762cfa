//! What each way ties the producer to, measured: every cell is read from a run that it opens.
//!
//! Asked of short runs of the same scenario, when the tab is opened. Never here: a verdict.

use crate::app::{Coupling, Figures, Model, Msg};
use crate::scene::{Side, length, ordinal, wiring};
use crate::web::el::{el, live, text, words};
use crate::web::parts::{Send, on_click};
use engine::system::{ProducerDiff, Question, Reading, Scenario, users_of};
use yew::prelude::*;

/// The table.
pub fn view(model: &Model, send: &Send) -> Html {
    let Some(Figures::Coupling(coupling)) = model.figures.as_deref() else {
        return el("div", &[], vec![]);
    };
    let names = Side::BOTH.map(|side| wiring(model.style(side)));
    let head = ["What is asked", names[0], names[1], "Its run"];
    let head = head.map(|name| words("th", &[("scope", "col")], name)).into();
    let as_it_is = coupling.answers.first().map(|(_, read)| *read).unwrap_or_default();
    let (mut temporal, mut availability) = (Vec::new(), Vec::new());
    for &(question, read) in &coupling.answers {
        let about_time = matches!(question, Question::AsItIs | Question::Slower(..));
        let row = row(&model.work.scenario, question, read, as_it_is, about_time, send);
        if about_time { temporal.push(row) } else { availability.push(row) }
    }
    let bodies = [
        body("Temporal: how long does the user wait?", temporal),
        body("Availability: who is answered?", availability),
        body("Behavioural: who has to change?", changes(&model.work.scenario, coupling)),
    ];
    let mut table = vec![el("thead", &[], vec![el("tr", &[], head)])];
    table.extend(bodies);
    let hint = "Each line is a run of this scenario with one thing changed from the start; where nobody sends \
         anything, five tasks are sent, ten seconds apart.";
    el(
        "div",
        &[("class", "coupling")],
        vec![
            words("p", &[("class", "hint")], hint),
            el("div", &[("class", "figures wide")], vec![el("table", &[], table)]),
        ],
    )
}

fn body(name: &str, rows: Vec<Html>) -> Html {
    let head = words("th", &[("scope", "rowgroup"), ("colspan", "4")], name);
    let mut all = vec![el("tr", &[("class", "kind"), ("key", "kind")], vec![head])];
    all.extend(rows);
    el("tbody", &[("key", name)], all)
}

fn row(
    scenario: &Scenario,
    question: Question,
    read: [Reading; 2],
    as_it_is: [Reading; 2],
    about_time: bool,
    send: &Send,
) -> Html {
    let name = |id: u8| scenario.services.get(usize::from(id)).map_or("", |s| s.name.as_str());
    let asked = match question {
        Question::AsItIs => "As it is".to_string(),
        Question::Slower(id, factor) => format!("{} takes {factor} times as long", name(id)),
        Question::Down(id) => format!("{} is down", name(id)),
        Question::BrokerDown => "Kafka is down".into(),
    };
    let cell = |side: usize| {
        let (now, before) = (read[side], as_it_is[side]);
        let (said, moved) = if about_time { waits(now, before) } else { answers(now, before) };
        words("td", &[("class", if moved { "bad" } else { "" })], &said)
    };
    let open = format!("Open the run: {asked}");
    let attrs = [("type", "button"), ("class", "quiet"), ("aria-label", open.as_str())];
    let msg = Msg::QuestionOpened(question);
    let open = live("button", &attrs, on_click(send, msg), vec![text("Open")]);
    let cells =
        vec![words("th", &[("scope", "row")], &asked), cell(0), cell(1), el("td", &[], vec![open])];
    el("tr", &[("key", &asked)], cells)
}

/// The mean wait and, where it moved, what became of the answers; and whether it is worse than before.
fn waits(now: Reading, before: Reading) -> (String, bool) {
    let mut said = length(now.mean_wait);
    if now.answered < now.sent {
        said.push_str(&format!(", {} of {} answered", now.answered, now.sent));
    }
    let moved = now.mean_wait > before.mean_wait || now.answered < before.answered;
    (said, moved)
}

fn answers(now: Reading, before: Reading) -> (String, bool) {
    (format!("{} of {} answered", now.answered, now.sent), now.answered < before.answered)
}

/// What joining, leaving and a changed field mean to the producer, and to whom else.
fn changes(scenario: &Scenario, coupling: &Coupling) -> Vec<Html> {
    let cost = |diff: &ProducerDiff| match diff.redeploys {
        0 => ("the producer stays as it is".to_string(), false),
        _ => {
            let lines = ordinal((diff.added + diff.removed) as u32, "line");
            let imports = ordinal(diff.imports as u32, "import");
            (format!("the producer: {lines}, {imports}, deployed again"), true)
        }
    };
    let row = |asked: &str, cells: [(String, bool); 2]| {
        let cell = |(said, moved): &(String, bool)| {
            words("td", &[("class", if *moved { "bad" } else { "" })], said)
        };
        let mut all = vec![words("th", &[("scope", "row")], asked)];
        all.extend(cells.iter().map(cell));
        all.push(el("td", &[], vec![]));
        el("tr", &[("key", asked)], all)
    };
    let costs = |[direct, kafka]: &[ProducerDiff; 2]| [cost(direct), cost(kafka)];
    let mut rows = vec![row(&format!("{} joins", coupling.newcomer), costs(&coupling.joins))];
    if let (Some(left), Some(last)) = (&coupling.leaves, scenario.services.last()) {
        rows.push(row(&format!("{} leaves", last.name), costs(left)));
    }
    for field in &scenario.event.fields {
        let users = users_of(scenario, field);
        let names: Vec<&str> =
            users.iter().map(|&id| scenario.services[usize::from(id)].name.as_str()).collect();
        let said = match names[..] {
            [] => "the producer".to_string(),
            _ => format!("the producer and {}", names.join(", ")),
        };
        rows.push(row(&format!("The field {field} changes"), [(said.clone(), true), (said, true)]));
    }
    rows
}
