//! A run at a glance: the miniature of a picture, as paths in a box of 100 by 76.
//!
//! Never here: words, or a shape that is not read from a run.

use super::geometry::Px;
use super::layout::Side;
use super::plot::{Course, top_of};
use super::race::{Lane, StepForm, race};
use super::scrubber::Shade;
use engine::history::History;
use engine::scenario::TaskId;
use engine::sim::{Duration, Instant};
use std::fmt::Write as _;

/// The size of each.
pub const THUMB: (u32, u32) = (100, 76);

/// A shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// The class of its looks.
    pub look: &'static str,
    /// The `d` of its path.
    pub path: String,
}

/// The edges of what is drawn.
const LEFT: f64 = 8.0;
const RIGHT: f64 = 92.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 66.0;
/// A row of a wait is no higher.
const ROW: f64 = 11.0;
/// The share of the axis that stands for what was never asked.
const UNASKED: f64 = 12.0;
/// The width that is counted for a letter of a listing.
const LETTER: f64 = 1.4;

/// The waits of one task, all sides on one axis.
pub fn thumb_of_waits(sides: &[(Side, &History)], task: TaskId, at: Instant) -> Vec<Stroke> {
    let sent = sides.first().and_then(|(_, history)| history.tasks().get(task as usize));
    let Some(sent) = sent.map(|times| times.sent) else { return Vec::new() };
    let span = at - sent;
    let whole = race(sides, task, at, span);
    let end = whole.lanes.iter().map(ends).fold(1.0, f64::max);
    let drawn = race(sides, task, at, Duration((span.0 as f64 * end / 100.0) as u64));
    let rows: usize = drawn.lanes.iter().map(|lane| lane.steps.len() + 1).sum();
    let row = ((BOTTOM - TOP) / rows.max(1) as f64).min(ROW);
    let mut y = (TOP + BOTTOM - row * rows as f64) / 2.0;
    let mut strokes = Vec::new();
    for lane in &drawn.lanes {
        add_lane(lane, (&mut y, row), &mut strokes);
    }
    strokes
}

/// Where the last thing of a lane ends.
fn ends(lane: &Lane) -> f64 {
    let bars = lane.steps.iter().flat_map(|step| &step.bars);
    bars.map(|bar| bar.from + bar.share).fold(lane.wait, f64::max)
}

fn add_lane(lane: &Lane, (y, row): (&mut f64, f64), strokes: &mut Vec<Stroke>) {
    let (wait, work) = match (lane.side, lane.failed) {
        (_, true) => ("thumb-down-fill", "thumb-direct-wash"),
        (Side::Direct, false) => ("thumb-direct-fill", "thumb-direct-wash"),
        (Side::Kafka, false) => ("thumb-kafka-fill", "thumb-kafka-wash"),
    };
    strokes.push(bar(wait, (0.0, lane.wait), (*y, row)));
    *y += row;
    for step in &lane.steps {
        for part in &step.bars {
            let look = if part.work { work } else { "thumb-down-due" };
            strokes.push(bar(look, (part.from, part.share), (*y, row)));
        }
        if step.form == StepForm::Never {
            let from = step.text_at.min(100.0 - UNASKED);
            strokes.push(bar("thumb-down-due", (from, UNASKED), (*y, row)));
        }
        *y += row;
    }
}

/// A bar from a place of the axis, so much of it long, in a row.
fn bar(look: &'static str, (from, share): (f64, f64), (y, row): (f64, f64)) -> Stroke {
    let of_axis = |share: f64| (RIGHT - LEFT) * share / 100.0;
    let (x, w, h) = (LEFT + of_axis(from), of_axis(share).max(2.0), row * 0.64);
    let [x, y, w, h] = [x, y, w, h].map(Px);
    Stroke { look, path: format!("M{x} {y}h{w}v{h}h-{w}z") }
}

/// Lines against time, over what was not well meanwhile.
pub fn thumb_of_lines(lines: &[Course], horizon: Instant, shades: &[Shade]) -> Vec<Stroke> {
    let x = |share: f64| LEFT + (RIGHT - LEFT) * share.clamp(0.0, 1.0);
    let shade = |shade: &Shade| {
        let (from, to) = (Px(x(shade.from)), Px(x(shade.to)));
        let path = format!("M{from} {}H{to}V{}H{from}z", Px(TOP), Px(BOTTOM));
        Stroke { look: "thumb-down-wash", path }
    };
    let mut strokes: Vec<Stroke> = shades.iter().map(shade).collect();
    let base = format!("M{} {}H{}", Px(LEFT), Px(BOTTOM), Px(RIGHT));
    strokes.push(Stroke { look: "thumb-rule", path: base });
    let top = top_of(lines.iter().flat_map(|line| line.points.iter())) as f64;
    for line in lines {
        let look = ["thumb-direct", "thumb-kafka", "thumb-ok", "thumb-soft"][line.look % 4];
        let place = |&(at, value): &(Instant, u64)| {
            let share = at.0 as f64 / horizon.0.max(1) as f64;
            (x(share), BOTTOM - (BOTTOM - TOP) * value as f64 / top)
        };
        let path = thinned(line.points.iter().filter(|(at, _)| *at <= horizon).map(place));
        strokes.push(Stroke { look, path: format!("{path}H{}", Px(RIGHT)) });
    }
    strokes
}

/// A path through the last of the points of each column of pixels, since no more can be seen.
fn thinned(points: impl Iterator<Item = (f64, f64)>) -> String {
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for (x, y) in points {
        match kept.last_mut() {
            Some(last) if x - last.0 < 1.0 => last.1 = y,
            _ => kept.push((x, y)),
        }
    }
    let mut path = String::new();
    for (index, (x, y)) in kept.into_iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(path, "{}{} {}", if index == 0 { "M" } else { "L" }, Px(x), Px(y));
    }
    path
}

/// Lines of a program, each with its looks.
pub fn thumb_of_code<'t>(lines: impl Iterator<Item = (&'static str, &'t str)>) -> Vec<Stroke> {
    let mut y = TOP;
    let mut strokes = Vec::new();
    for (look, line) in lines {
        if y > BOTTOM {
            break;
        }
        let indent = line.chars().take_while(|c| *c == ' ').count() as f64 * LETTER;
        let length = line.trim().chars().count() as f64 * LETTER;
        if length > 0.0 {
            let (from, to) = (LEFT + indent, (LEFT + indent + length).min(RIGHT));
            strokes.push(Stroke { look, path: format!("M{} {}H{}", Px(from), Px(y), Px(to)) });
        }
        y += 4.0;
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::play::run;
    use engine::scenario::{Action, Intervention, Scenario, Style};

    #[test]
    fn a_task_of_three_calls_is_one_long_bar_over_a_staircase() {
        let send = Intervention { at: Instant::START, action: Action::Send(1) };
        let history = run(&Scenario::default(), Style::Sequential, &[send], Instant::from_s(4));
        let drawn = thumb_of_waits(&[(Side::Direct, &history)], 0, Instant::from_s(4));
        let looks: Vec<&str> = drawn.iter().map(|stroke| stroke.look).collect();
        assert_eq!(
            looks,
            ["thumb-direct-fill", "thumb-direct-wash", "thumb-direct-wash", "thumb-direct-wash"]
        );
        let starts: Vec<&str> =
            drawn.iter().map(|it| it.path.split([' ', 'h']).next().unwrap_or_default()).collect();
        assert_eq!(
            starts,
            ["M8", "M8", "M36", "M64"],
            "each call begins where the one before it ends"
        );
        assert!(drawn[0].path.contains("h84"), "{}", drawn[0].path);
    }

    #[test]
    fn a_line_of_many_points_has_no_more_than_a_column_of_pixels_each() {
        let points = (0..10_000).map(|n| (Instant::from_ms(n), n)).collect();
        let line = Course { name: String::new(), look: 0, points };
        let drawn = thumb_of_lines(&[line], Instant::from_s(10), &[]);
        assert!(drawn[1].path.matches('L').count() <= 84, "{}", drawn[1].path);
    }
}
