//! The code that runs on both sides, the executing lines lit, and what a service that joined or left
//! changed in the producer.

use crate::scene::{Side, counted, lit, with};
use crate::stage::{CodeChange, Model, Msg};
use crate::web::el::{el, text, words};
use crate::web::parts::{Send, button, opener, select_of};
use engine::listing::{Change, Line, Listing, Place, ProducerDiff};
use engine::scenario::{Client, ServiceId};
use yew::prelude::*;

/// Producer and one service, on both sides.
pub fn view(model: &Model, send: &Send) -> Html {
    let at = model.shown();
    let present = model.present(at);
    let shown = present.iter().find(|&&id| id == model.code_of).or(present.first());
    let Some(&service) = shown else { return text("") };
    let roster = model.runs.kafka.roster();
    let names: Vec<(usize, &str)> = present
        .iter()
        .map(|&id| (usize::from(id), roster[usize::from(id)].name.as_str()))
        .collect();
    let msg = |id: usize| Some(Msg::CodeOf(id as ServiceId));
    let choice = select_of(word!(code.service), &names, service.into(), send, Box::new(msg));
    let sides = Side::BOTH.map(|side| {
        let history = model.runs.side(side);
        let lit = lit(history, model.task(), service, at, model.playback.moment());
        let imported =
            if model.modules { model.modules(side, service) } else { Default::default() };
        let [of_producer, of_service] = imported.map(|files| modules(&files));
        let mut listings = vec![
            words("h3", &[], side.name()),
            listing(&model.producer_code(side, &present), &lit.producer),
        ];
        listings.extend(of_producer);
        listings.push(listing(&model.service_code(side, service), &lit.service));
        listings.extend(of_service);
        el("div", &[("class", class(side))], listings)
    });
    let change = model.last_change();
    let mut head = vec![
        words("p", &[], word!(code.lit)),
        el("div", &[("class", "which")], vec![words("span", &[], word!(code.service)), choice]),
        el("div", &[("class", "which")], files_of(model, send)),
    ];
    if model.settings().client() == Client::Java {
        head.push(words("p", &[("class", "hint")], word!(code.java)));
    }
    el(
        "div",
        &[("class", "code")],
        vec![
            el("div", &[("class", "code-head")], head),
            el("div", &[], change.iter().map(change_view).collect()),
            el("div", &[("class", "listings")], sides.into()),
        ],
    )
}

/// What can be had of the programs besides their listings.
fn files_of(model: &Model, send: &Send) -> Vec<Html> {
    let name = word!(code.modules);
    vec![
        opener("quiet", name, name, model.modules, send, Msg::ModulesToggled),
        button("quiet", word!(code.programs), send, Msg::ProgramsAsked),
    ]
}

fn modules(files: &[Listing]) -> Vec<Html> {
    // A file without a line only makes a folder a package.
    files.iter().filter(|file| !file.lines.is_empty()).map(|file| listing(file, &[])).collect()
}

fn class(side: Side) -> &'static str {
    if side == Side::Direct { "direct" } else { "kafka" }
}

/// A listing, with the lines lit that execute.
pub fn listing(listing: &Listing, lit: &[Place]) -> Html {
    let line = |Line { text: content, place }: &Line| {
        let on = place.is_some_and(|place| lit.contains(&place));
        let mut parts = shaded(content);
        parts.push(text("\n"));
        el("span", &[("class", if on { "l lit" } else { "l" })], parts)
    };
    let name = with(word!(code.listing), &listing.file);
    let code = el("code", &[], listing.lines.iter().map(line).collect());
    el(
        "figure",
        &[],
        vec![
            words("figcaption", &[], &listing.file),
            el("pre", &[("tabindex", "0"), ("role", "group"), ("aria-label", &name)], vec![code]),
        ],
    )
}

/// Comments are set apart; nothing more, for the lit line is what should be seen.
fn shaded(line: &str) -> Vec<Html> {
    match line.split_once("# ") {
        Some((code, comment)) if code.matches('"').count().is_multiple_of(2) => {
            vec![text(code), words("i", &[], &format!("# {comment}"))]
        }
        _ => vec![text(line)],
    }
}

/// What joining or leaving changed in the producer.
pub fn change_view(change: &CodeChange) -> Html {
    let what = if change.joined { word!(code.joined) } else { word!(code.left) };
    let head = with(what, &change.name);
    let sides = vec![diff(Side::Direct, &change.direct), diff(Side::Kafka, &change.kafka)];
    let parts = vec![words("h3", &[], &head), el("div", &[("class", "listings")], sides)];
    el("div", &[("class", "change")], parts)
}

fn diff(side: Side, diff: &ProducerDiff) -> Html {
    let line = |(change, content): &(Change, String)| {
        let (class, sign) = match change {
            Change::Same => ("l", ' '),
            Change::Added => ("l added", '+'),
            Change::Removed => ("l removed", '-'),
            Change::Gap => ("l gap", '…'),
        };
        words("span", &[("class", class)], &format!("{sign} {content}\n"))
    };
    let name = with(word!(code.change), side.name());
    let code = el("code", &[], diff.lines.iter().map(line).collect());
    let said = vec![words("b", &[], side.name()), text(": "), text(&diff_words(diff))];
    let mut parts = vec![el("p", &[], said)];
    if diff.redeploys > 0 {
        let attrs = [("tabindex", "0"), ("role", "group"), ("aria-label", name.as_str())];
        parts.push(el("pre", &attrs, vec![code]));
    }
    el("div", &[("class", class(side))], parts)
}

/// What a change costs, in words.
pub fn diff_words(diff: &ProducerDiff) -> String {
    if diff.redeploys == 0 {
        return word!(code.nothing).into();
    }
    format!(
        word!(code.cost),
        lines = counted(diff.added as u32, [word!(one.line), word!(many.line)]),
        removed = diff.removed,
        imports = counted(diff.imports as u32, [word!(one.import), word!(many.import)]),
        redeploys = counted(diff.redeploys as u32, [word!(one.redeploy), word!(many.redeploy)]),
    )
}
