//! Lines of a run against its time, in one chart with its axes: what a chapter draws, and what its reader marks a
//! place on.
//!
//! Never here: a figure that is not in a line, a colour, or what a line is of.

use super::geometry::Px;
use super::words::length;
use engine::sim::{Duration, Instant};
use std::fmt::Write as _;
use std::rc::Rc;

/// The size of every such chart: its place on the page stretches it.
pub const SIZE: (f64, f64) = (620.0, 200.0);
const LEFT: f64 = 56.0;
/// Room for the names of the lines.
const RIGHT: f64 = 150.0;
const BOTTOM: f64 = 26.0;
const TOP: f64 = 12.0;
/// The right end of the axis of time.
const END: f64 = SIZE.0 - RIGHT;
/// The height of the axis of values.
const RISE: f64 = SIZE.1 - TOP - BOTTOM;
/// How far apart the names of two lines are at least.
const NAME: f64 = 13.0;
/// Lines are told apart by these as well as by their colours.
const DASHES: [&str; 4] = ["", "7 4", "2 3", "10 3 2 3"];
/// A table has a row for each of so many parts of the time.
const ROWS: u64 = 12;

/// What a line is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Its name.
    pub name: String,
    /// How it is told apart from others.
    pub look: usize,
    /// Each value, from the instant at which it begins to hold.
    pub points: Rc<[(Instant, u64)]>,
}

/// A word of a drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Where it stands.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    /// Which part of it stands there, as SVG says it.
    pub anchor: &'static str,
    /// What it says.
    pub text: String,
}

/// The rules of a chart, as the `d` of a path each, and the marks of both axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Axes {
    /// The rules.
    pub rules: Vec<String>,
    /// The marks.
    pub labels: Vec<Label>,
}

/// A drawn line, with its name at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// How it is told apart from others, below four.
    pub look: usize,
    /// The `stroke-dasharray` that goes with the look.
    pub dashes: &'static str,
    /// The `d` of its path.
    pub path: String,
    /// Its name.
    pub name: Label,
}

/// A chart, and the same as a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    /// Its axes.
    pub axes: Axes,
    /// Its lines.
    pub traces: Vec<Trace>,
    /// What the lines are worth at a dozen instants: the instant, and a value of each line.
    pub rows: Vec<(String, Vec<String>)>,
}

/// How far both axes go. Both begin at nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The end of the axis of time.
    pub horizon: Instant,
    /// The value at the upper edge, at least one.
    pub top: u64,
}

/// A place of one axis, marked across the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Across {
    /// An instant: an upright line.
    At(Instant),
    /// A value: a level line.
    Of(u64),
}

/// Draws the lines up to an instant.
pub fn plot(lines: &[Course], horizon: Instant) -> Plot {
    let scale = Scale { horizon, top: top_of(lines.iter().flat_map(|line| line.points.iter())) };
    let mut taken = Vec::new();
    let traces = lines.iter().map(|line| scale.trace(line, &mut taken)).collect();
    let row = |part: u64| {
        let at = Instant(horizon.0 / ROWS * part);
        let value = |line: &Course| {
            let known = line.points.iter().rev().find(|(when, _)| *when <= at);
            known.map_or("–".to_string(), |(_, value)| value.to_string())
        };
        (length(Duration(at.0)), lines.iter().map(value).collect())
    };
    Plot { axes: scale.axes(true), traces, rows: (0..=ROWS).map(row).collect() }
}

/// The value at the upper edge of a chart of these points: the next of 2, 4 or 10 times a power of ten.
pub fn top_of<'a>(points: impl Iterator<Item = &'a (Instant, u64)>) -> u64 {
    let most = points.map(|(_, value)| *value).max().unwrap_or(1).max(1);
    let mut decade = 1u64;
    loop {
        for factor in [2, 4, 10] {
            if most <= decade.saturating_mul(factor) {
                return decade.saturating_mul(factor);
            }
        }
        decade = decade.saturating_mul(10);
    }
}

/// The shares of both axes, time first, at a place that is given in shares of the whole drawing.
pub fn shares(across: f64, down: f64) -> [f64; 2] {
    let (x, y) = (across * SIZE.0, down * SIZE.1);
    [(x - LEFT) / (END - LEFT), 1.0 - (y - TOP) / RISE].map(|share| share.clamp(0.0, 1.0))
}

impl Scale {
    /// Where an instant and a value are.
    fn place(&self, at: Instant, value: u64) -> (f64, f64) {
        let x = LEFT + at.0 as f64 / self.horizon.0.max(1) as f64 * (END - LEFT);
        let y = TOP + RISE * (1.0 - value as f64 / self.top.max(1) as f64);
        (x, y)
    }

    /// The rules and marks, of the values only if these may be said.
    pub fn axes(&self, values: bool) -> Axes {
        let (mut rules, mut labels) = (Vec::new(), Vec::new());
        let halves = Scale { top: 2, ..*self };
        for part in 0..=2 {
            let (_, y) = halves.place(Instant::START, part);
            rules.push(format!("M{} {}H{}", Px(LEFT), Px(y), Px(END)));
            if values {
                let text = (self.top * part / 2).to_string();
                labels.push(Label { x: LEFT - 6.0, y: y + 4.0, anchor: "end", text });
            }
        }
        for part in 0..=4 {
            let at = Instant(self.horizon.0 / 4 * part);
            let (x, _) = self.place(at, 0);
            let text = if part == 0 { "0".into() } else { length(Duration(at.0)) };
            labels.push(Label { x, y: SIZE.1 - 8.0, anchor: "middle", text });
        }
        Axes { rules, labels }
    }

    /// A line, with its name where none of the `taken` heights is, which it joins.
    pub fn trace(&self, line: &Course, taken: &mut Vec<f64>) -> Trace {
        let mut path = String::new();
        let mut end = SIZE.1 - BOTTOM;
        let points = line.points.iter().filter(|(at, _)| *at <= self.horizon);
        for (index, &(at, value)) in points.enumerate() {
            let (x, y) = self.place(at, value);
            // Writing to a String cannot fail. A figure holds until it changes.
            let _ = match index {
                0 => write!(path, "M{} {}", Px(x), Px(y)),
                _ => write!(path, "H{}V{}", Px(x), Px(y)),
            };
            end = y;
        }
        let _ = write!(path, "H{}", Px(END));
        let mut y = end + 4.0;
        while taken.iter().any(|other| (other - y).abs() < NAME) {
            y -= NAME;
        }
        taken.push(y);
        let look = line.look % DASHES.len();
        let name = Label { x: END + 8.0, y, anchor: "start", text: line.name.clone() };
        Trace { look, dashes: DASHES[look], path, name }
    }

    /// A line across the chart, as the `d` of a path, with a name on one side of it: of two marks that are close, the
    /// one `before` and the other after.
    pub fn across(&self, place: Across, before: bool, text: String) -> (String, Label) {
        match place {
            Across::At(at) => {
                let (x, _) = self.place(at, 0);
                let path = format!("M{} {}V{}", Px(x), Px(TOP), Px(SIZE.1 - BOTTOM));
                let (x, anchor) = if before { (x - 5.0, "end") } else { (x + 5.0, "start") };
                (path, Label { x, y: TOP + 10.0, anchor, text })
            }
            Across::Of(value) => {
                let (_, y) = self.place(Instant::START, value);
                let path = format!("M{} {}H{}", Px(LEFT), Px(y), Px(END));
                let y = if before { y - 5.0 } else { y + 13.0 };
                (path, Label { x: END - 4.0, y, anchor: "end", text })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course(name: &str, points: &[(u64, u64)]) -> Course {
        let points = points.iter().map(|&(s, value)| (Instant::from_s(s), value)).collect();
        Course { name: name.into(), look: 0, points }
    }

    #[test]
    fn a_value_holds_until_the_next_and_to_the_end_of_the_axis() {
        let drawn = plot(&[course("waiting", &[(0, 0), (6, 2)])], Instant::from_s(12));
        // Half of the time is half of the axis, and 2 is its top.
        assert_eq!(drawn.traces[0].path, "M56 174H263V12H470");
        assert_eq!(drawn.rows[5].1, ["0"]);
        assert_eq!(drawn.rows[6].1, ["2"]);
        assert_eq!(drawn.rows[12].1, ["2"]);
    }

    #[test]
    fn before_its_first_value_a_line_has_none() {
        let drawn = plot(&[course("lag", &[(6, 4)])], Instant::from_s(12));
        assert_eq!(drawn.rows[5].1, ["–"]);
        assert_eq!(drawn.rows[6].1, ["4"]);
    }

    #[test]
    fn names_of_lines_that_end_together_do_not_cover_each_other() {
        let lines = [course("a", &[(0, 3)]), course("b", &[(0, 3)]), course("c", &[(0, 4)])];
        let drawn = plot(&lines, Instant::from_s(10));
        let heights: Vec<f64> = drawn.traces.iter().map(|trace| trace.name.y).collect();
        for (index, height) in heights.iter().enumerate() {
            let others = heights.iter().enumerate().filter(|(other, _)| *other != index);
            assert!(others.clone().all(|(_, other)| (other - height).abs() >= NAME), "{heights:?}");
        }
    }

    #[test]
    fn the_upper_edge_is_a_round_value_that_every_line_fits_below() {
        let top = |value| top_of([(Instant::START, value)].iter());
        assert_eq!([0, 1, 3, 5, 40, 41].map(top), [2, 2, 4, 10, 40, 100]);
        assert_eq!(top(u64::MAX), u64::MAX);
    }

    #[test]
    fn a_place_that_is_pressed_is_the_place_that_is_marked() {
        let scale = Scale { horizon: Instant::from_s(100), top: 40 };
        let (x, y) = scale.place(Instant::from_s(25), 30);
        let [along, up] = shares(x / SIZE.0, y / SIZE.1);
        assert!((along - 0.25).abs() < 1e-9 && (up - 0.75).abs() < 1e-9);
        assert_eq!(shares(0.0, 2.0), [0.0, 0.0]);
        assert_eq!(
            scale.across(Across::At(Instant::from_s(25)), true, String::new()).1.anchor,
            "end"
        );
    }
}
