//! Both architectures of a system as Mermaid, for wherever Mermaid is drawn.
//!
//! Names are numbered, so that no name can be taken for Mermaid's own words. Never here: drawing.

use super::system::System;
use engine::scenario::Style;
use std::fmt::Write as _;

/// The diagram: direct calls above, Kafka below.
pub fn diagram(system: &System) -> String {
    let scenario = &system.scenario;
    let producer = label(&scenario.producer.name);
    let mut direct = String::new();
    let mut kafka = String::new();
    // A call whose answer nobody waits for is a dotted arrow.
    let arrow = if scenario.left == Style::Background { "-.->" } else { "-->" };
    for (number, service) in scenario.services.iter().enumerate() {
        let name = label(&service.name);
        let length = service.latency.typical();
        // Writing to a String cannot fail.
        let _ = writeln!(direct, "    a {arrow}|{length}| a{number}[\"{name}\"]");
        let _ = writeln!(kafka, "    t -.-> k{number}[\"{name}\"]");
    }
    let (topic, kind) = (label(&scenario.event.topic), label(&scenario.event.kind));
    let publish = scenario.kafka.publish;
    format!(
        "flowchart LR\n  subgraph direct [\"Direct calls\"]\n    a[\"{producer}\"]\n{direct}  end\n  \
         subgraph events [\"Kafka\"]\n    p[\"{producer}\"] -->|\"{kind}, {publish}\"| \
         t[(\"{topic}\")]\n{kafka}  end\n"
    )
}

/// A name as it may stand between quotes.
fn label(name: &str) -> String {
    let mut label = String::new();
    for c in name.chars() {
        match c {
            c if c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.') => label.push(c),
            c => {
                let _ = write!(label, "#{};", u32::from(c));
            }
        }
    }
    label
}
