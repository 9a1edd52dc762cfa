//! Both architectures of a scenario as boxes and arrows: who calls whom, and who reads from which topic.
//!
//! Never here: time, or what happens in a run.

use super::geometry::{Point, Px, Rect};
use engine::scenario::{Scenario, Style};

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxKind {
    /// The service that the user calls.
    Producer,
    /// One that it calls, or that reads.
    Service,
    /// The topic between them.
    Topic,
}

/// A named box.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedBox {
    /// What it stands for.
    pub kind: BoxKind,
    /// Its name, cut to its width.
    pub name: String,
    /// Where it is.
    pub rect: Rect,
}

/// An arrow between two boxes.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    /// The outline of its line and head.
    pub path: String,
    /// Whether nobody waits at its tail.
    pub dashed: bool,
    /// What is written on it, and the middle of that.
    pub label: Option<(String, Point)>,
}

/// One architecture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Architecture {
    /// Its size.
    pub size: Rect,
    /// Its boxes.
    pub boxes: Vec<NamedBox>,
    /// Its arrows.
    pub arrows: Vec<Arrow>,
}

const BOX: (f64, f64) = (170.0, 32.0);
const ROW: f64 = 46.0;
const GAP: f64 = 130.0;
const MARGIN: f64 = 6.0;
/// As many letters as fit a box.
const LETTERS: usize = 20;

/// The direct calls of a scenario, and the same services around Kafka.
pub fn architectures(scenario: &Scenario) -> [Architecture; 2] {
    let rows = scenario.services.len().max(1) as f64;
    let middle = MARGIN + (rows * ROW - (ROW - BOX.1)) / 2.0;
    let height = 2.0 * MARGIN + rows * ROW - (ROW - BOX.1);
    [direct(scenario, middle, height), around_kafka(scenario, middle, height)]
}

fn direct(scenario: &Scenario, middle: f64, height: f64) -> Architecture {
    let producer = placed(BoxKind::Producer, &scenario.producer.name, 0, middle);
    let mut drawn = Architecture { size: size(2, height), ..Architecture::default() };
    let dashed = scenario.left == Style::Background;
    for (row, service) in scenario.services.iter().enumerate() {
        let callee = placed(BoxKind::Service, &service.name, 1, of_row(row));
        let label = service.latency.typical().to_string();
        drawn.arrows.push(arrow(&producer, &callee, dashed, Some(label)));
        drawn.boxes.push(callee);
    }
    drawn.boxes.insert(0, producer);
    drawn
}

fn around_kafka(scenario: &Scenario, middle: f64, height: f64) -> Architecture {
    let producer = placed(BoxKind::Producer, &scenario.producer.name, 0, middle);
    let topic = placed(BoxKind::Topic, &scenario.event.topic, 1, middle);
    let mut drawn = Architecture { size: size(3, height), ..Architecture::default() };
    let label = shortened(&scenario.event.kind, 16);
    let mut published = arrow(&producer, &topic, false, None);
    let between = producer.rect.x + BOX.0 + GAP / 2.0;
    published.label = Some((label, Point { x: between, y: middle - 7.0 }));
    drawn.arrows.push(published);
    for (row, service) in scenario.services.iter().enumerate() {
        let reader = placed(BoxKind::Service, &service.name, 2, of_row(row));
        drawn.arrows.push(arrow(&topic, &reader, true, None));
        drawn.boxes.push(reader);
    }
    drawn.boxes.insert(0, topic);
    drawn.boxes.insert(0, producer);
    drawn
}

fn size(columns: usize, height: f64) -> Rect {
    let columns = columns as f64;
    let w = 2.0 * MARGIN + columns * BOX.0 + (columns - 1.0) * GAP;
    Rect { x: 0.0, y: 0.0, w, h: height }
}

/// The middle of a row.
fn of_row(row: usize) -> f64 {
    MARGIN + row as f64 * ROW + BOX.1 / 2.0
}

fn placed(kind: BoxKind, name: &str, column: usize, middle: f64) -> NamedBox {
    let x = MARGIN + column as f64 * (BOX.0 + GAP);
    let rect = Rect { x, y: middle - BOX.1 / 2.0, w: BOX.0, h: BOX.1 };
    NamedBox { kind, name: shortened(name, LETTERS), rect }
}

fn shortened(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.into();
    }
    name.chars().take(letters - 1).chain(['…']).collect()
}

fn arrow(from: &NamedBox, to: &NamedBox, dashed: bool, label: Option<String>) -> Arrow {
    let tail = Point { x: from.rect.x + from.rect.w, y: from.rect.y + from.rect.h / 2.0 };
    let head = Point { x: to.rect.x, y: to.rect.y + to.rect.h / 2.0 };
    let bend = tail.x.midpoint(head.x);
    let path = format!(
        "M{} {}C{} {} {} {} {} {}M{} {}L{} {}L{} {}",
        Px(tail.x),
        Px(tail.y),
        Px(bend),
        Px(tail.y),
        Px(bend),
        Px(head.y),
        Px(head.x),
        Px(head.y),
        Px(head.x - 8.0),
        Px(head.y - 4.0),
        Px(head.x),
        Px(head.y),
        Px(head.x - 8.0),
        Px(head.y + 4.0)
    );
    // Beside its end, on the side from which the line does not come.
    let under = head.y > tail.y;
    let at = Point { x: head.x - 40.0, y: head.y + if under { 16.0 } else { -7.0 } };
    Arrow { path, dashed, label: label.map(|label| (label, at)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_boxes_meet_each_is_within_and_each_service_has_its_arrow() {
        for services in 1..=12 {
            let mut scenario = Scenario::default();
            let usual = scenario.services[0].clone();
            scenario.services = (0..services)
                .map(|n| engine::scenario::Service {
                    name: format!("A service with a long name {n}"),
                    ..usual.clone()
                })
                .collect();
            for (drawn, arrows) in architectures(&scenario).iter().zip([services, services + 1]) {
                assert_eq!(drawn.arrows.len(), arrows);
                for (at, one) in drawn.boxes.iter().enumerate() {
                    let Rect { x, y, w, h } = one.rect;
                    assert!(x >= 0.0 && y >= 0.0 && x + w <= drawn.size.w && y + h <= drawn.size.h);
                    assert!(one.name.chars().count() <= LETTERS);
                    for other in &drawn.boxes[at + 1..] {
                        let apart = (x - other.rect.x).abs() >= w || (y - other.rect.y).abs() >= h;
                        assert!(apart, "{one:?} {other:?}");
                    }
                }
            }
        }
    }
}
