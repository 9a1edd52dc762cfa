//! What each way ties the producer to, measured: every cell is read from a run that it opens.
//!
//! Asked of short runs of the same scenario, when the tab is opened. Never here: a verdict.

use crate::scene::{Side, counted, length, wiring, with};
use crate::stage::{Coupling, Figures, Model, Msg};
use crate::web::el::{el, live, text, words};
use crate::web::parts::{Send, on_click};
use engine::coupling::{Reading, WhatIf, users_of};
use engine::listing::ProducerDiff;
use engine::scenario::Scenario;
use yew::prelude::*;

/// The table.
pub fn view(model: &Model, send: &Send) -> Html {
    let Some(Figures::Coupling(coupling)) = model.figures.as_deref() else {
        return el("div", &[], vec![]);
    };
    let names = Side::BOTH.map(|side| wiring(model.style(side)));
    let head = [word!(coupling.asked), names[0], names[1], word!(coupling.its_run)];
    let head = head.map(|name| words("th", &[("scope", "col")], name)).into();
    let as_it_is = coupling.answers.first().map_or([None; 2], |(_, read)| *read);
    let (mut temporal, mut availability) = (Vec::new(), Vec::new());
    for &(question, read) in &coupling.answers {
        let about_time = matches!(question, WhatIf::AsItIs | WhatIf::Slower(..));
        let row = row(&model.work.scenario, question, read, as_it_is, about_time, send);
        if about_time { temporal.push(row) } else { availability.push(row) }
    }
    let bodies = [
        body(word!(coupling.temporal), temporal),
        body(word!(coupling.availability), availability),
        body(word!(coupling.behavioural), changes(&model.work.scenario, coupling)),
    ];
    let mut table = vec![el("thead", &[], vec![el("tr", &[], head)])];
    table.extend(bodies);
    let hint = word!(coupling.hint);
    el(
        "div",
        &[("class", "coupling")],
        vec![
            words("p", &[("class", "hint")], hint),
            progress(model, coupling, send),
            el("div", &[("class", "figures wide")], vec![el("table", &[], table)]),
        ],
    )
}

/// How far the runs behind the table are, with a way to stop them and to go on.
fn progress(model: &Model, coupling: &Coupling, send: &Send) -> Html {
    let (done, all) = coupling.progress();
    let mut parts =
        vec![text(&format!(word!(coupling.progress), done = done, all = all)), text(" ")];
    if done < all {
        let (name, msg) = match model.asking {
            true => (word!(coupling.stop), Msg::AskingStopped),
            false => (word!(coupling.go_on), Msg::FiguresAsked),
        };
        let attrs = [("type", "button"), ("class", "quiet"), ("key", name)];
        parts.push(live("button", &attrs, on_click(send, msg), vec![text(name)]));
    }
    el("p", &[("class", "hint"), ("key", "progress")], parts)
}

fn body(name: &str, rows: Vec<Html>) -> Html {
    let head = words("th", &[("scope", "rowgroup"), ("colspan", "4")], name);
    let mut all = vec![el("tr", &[("class", "kind"), ("key", "kind")], vec![head])];
    all.extend(rows);
    el("tbody", &[("key", name)], all)
}

fn row(
    scenario: &Scenario,
    question: WhatIf,
    read: [Option<Reading>; 2],
    as_it_is: [Option<Reading>; 2],
    about_time: bool,
    send: &Send,
) -> Html {
    let name = |id: u8| scenario.services.get(usize::from(id)).map_or("", |s| s.name.as_str());
    let asked = match question {
        WhatIf::AsItIs => word!(coupling.as_it_is).to_string(),
        WhatIf::Slower(id, factor) => {
            format!(word!(coupling.slower), name = name(id), factor = factor)
        }
        WhatIf::Down(id) => with(word!(coupling.down), name(id)),
        WhatIf::BrokerDown => word!(coupling.kafka_down).into(),
    };
    let cell = |side: usize| {
        let (Some(now), Some(before)) = (read[side], as_it_is[side]) else {
            return words("td", &[], "…");
        };
        let (said, moved) = if about_time { waits(now, before) } else { answers(now, before) };
        words("td", &[("class", if moved { "bad" } else { "" })], &said)
    };
    let open = with(word!(coupling.open_run), &asked);
    let attrs = [("type", "button"), ("class", "quiet"), ("aria-label", open.as_str())];
    let msg = Msg::WhatIfOpened(question);
    let open = live("button", &attrs, on_click(send, msg), vec![text(word!(coupling.open))]);
    let cells =
        vec![words("th", &[("scope", "row")], &asked), cell(0), cell(1), el("td", &[], vec![open])];
    el("tr", &[("key", &asked)], cells)
}

/// The mean wait and, where it moved, what became of the answers; and whether it is worse than before.
fn waits(now: Reading, before: Reading) -> (String, bool) {
    let mut said = length(now.mean_wait);
    if now.answered < now.sent {
        said = format!(
            word!(coupling.wait_and_answered),
            length = said,
            answered = now.answered,
            sent = now.sent
        );
    }
    let moved = now.mean_wait > before.mean_wait || now.answered < before.answered;
    (said, moved)
}

fn answers(now: Reading, before: Reading) -> (String, bool) {
    let said = format!(word!(coupling.answered), answered = now.answered, sent = now.sent);
    (said, now.answered < before.answered)
}

/// What joining, leaving and a changed field mean to the producer, and to whom else.
fn changes(scenario: &Scenario, coupling: &Coupling) -> Vec<Html> {
    let cost = |diff: &ProducerDiff| match diff.redeploys {
        0 => (word!(coupling.stays).to_string(), false),
        _ => {
            let lines =
                counted((diff.added + diff.removed) as u32, [word!(one.line), word!(many.line)]);
            let imports = counted(diff.imports as u32, [word!(one.import), word!(many.import)]);
            (format!(word!(coupling.changes), lines = lines, imports = imports), true)
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
    let mut rows = vec![row(&with(word!(did.joins), &coupling.newcomer), costs(&coupling.joins))];
    if let (Some(left), Some(last)) = (&coupling.leaves, scenario.services.last()) {
        rows.push(row(&with(word!(did.leaves), &last.name), costs(left)));
    }
    for field in &scenario.event.fields {
        let users = users_of(scenario, field);
        let names: Vec<&str> =
            users.iter().map(|&id| scenario.services[usize::from(id)].name.as_str()).collect();
        let said = match names[..] {
            [] => word!(coupling.producer).to_string(),
            _ => with(word!(coupling.producer_and), &names.join(word!(list.comma))),
        };
        rows.push(row(&with(word!(coupling.field), field), [(said.clone(), true), (said, true)]));
    }
    rows
}
