//! Both architectures of the described system as diagrams.
//!
//! Never here: where anything stands; the scene says it.

use super::say::Say;
use crate::scene::{Architecture, Arrow, BoxKind, NamedBox, Px, Side, architectures};
use crate::web::el::{el, words};
use engine::scenario::{Scenario, Style};
use yew::prelude::*;

/// The two diagrams, each with its sentence.
pub fn view(scenario: &Scenario, say: &Say) -> Html {
    let [direct, kafka] = architectures(scenario);
    let names: Vec<&str> = scenario.services.iter().map(|it| it.name.as_str()).collect();
    let filled = |key: &str| {
        let values = [
            ("producer", scenario.producer.name.as_str()),
            ("services", &names.join(", ")),
            ("event", &scenario.event.kind),
        ];
        say.fill(key, &values)
    };
    let background = scenario.left == Style::Background;
    let called =
        filled(if background { "template.wired_background" } else { "template.wired_direct" });
    let drawn = vec![
        one(Side::Direct, &direct, &called),
        one(Side::Kafka, &kafka, &filled("template.wired_kafka")),
    ];
    el(
        "div",
        &[
            ("class", "architectures"),
            ("role", "group"),
            ("aria-label", &say.word("template.wiring")),
        ],
        drawn,
    )
}

fn one(side: Side, drawn: &Architecture, said: &str) -> Html {
    let whole = format!("0 0 {} {}", Px(drawn.size.w), Px(drawn.size.h));
    let picture = [("viewBox", whole.as_str()), ("role", "img"), ("aria-label", said)];
    let shapes = drawn.arrows.iter().map(arrow).chain(drawn.boxes.iter().map(named)).collect();
    let class = if side == Side::Direct { "architecture direct" } else { "architecture kafka" };
    let parts = vec![el("svg", &picture, shapes), words("p", &[("class", "hint")], said)];
    el("div", &[("class", class)], parts)
}

fn arrow(arrow: &Arrow) -> Html {
    let class = if arrow.dashed { "dashed" } else { "" };
    let mut parts = vec![el("path", &[("d", arrow.path.as_str()), ("class", class)], vec![])];
    if let Some((label, at)) = &arrow.label {
        let (x, y) = (Px(at.x).to_string(), Px(at.y).to_string());
        parts.push(words("text", &[("x", &x), ("y", &y), ("text-anchor", "middle")], label));
    }
    el("g", &[("class", "arrow")], parts)
}

fn named(named: &NamedBox) -> Html {
    let class = match named.kind {
        BoxKind::Producer => "box producer",
        BoxKind::Service => "box",
        BoxKind::Topic => "box topic",
    };
    let rect = named.rect;
    let [x, y, w, h] = [rect.x, rect.y, rect.w, rect.h].map(|length| Px(length).to_string());
    let ground = [("x", x.as_str()), ("y", &y), ("width", &w), ("height", &h), ("rx", "6")];
    let (x, y) =
        (Px(rect.x + rect.w / 2.0).to_string(), Px(rect.y + rect.h / 2.0 + 5.0).to_string());
    let name = words("text", &[("x", &x), ("y", &y), ("text-anchor", "middle")], &named.name);
    el("g", &[("class", class)], vec![el("rect", &ground, vec![]), name])
}
