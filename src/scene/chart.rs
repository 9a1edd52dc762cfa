//! Charts of a run: both sides on one axis with units, a sentence that says the same, and a table behind it.
//!
//! Never here: a figure that is not counted from the runs, or a colour.

use super::geometry::{Px, point};
use super::layout::Side;
use super::plot::{Axes, Label};
use super::words::{length, with};
use engine::sim::{Duration, Instant, Thousandths};
use engine::system::{
    History, LENGTHS_MS, ServiceId, Stretch, answered_within, stale_after, stretches,
};
use std::fmt::Write as _;

/// A drawn chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows, with its unit.
    pub title: &'static str,
    /// What its horizontal axis is.
    pub across: &'static str,
    /// Whether that is the run's own time.
    pub over_time: bool,
    /// The line of each side, the left one first, as the `d` of a path.
    pub lines: [String; 2],
    /// The name of each line at its end, so that it is known without its colour.
    pub names: [Option<Label>; 2],
    /// Its axes.
    pub axes: Axes,
    /// The same in a sentence.
    pub said: String,
    /// The figures: the mark, and the value of each side.
    pub rows: Vec<[String; 3]>,
    /// The size of the drawing.
    pub size: (f64, f64),
}

/// What is drawn: marks along the axis, and for each side a value at each of them.
struct Figures {
    title: &'static str,
    across: &'static str,
    over_time: bool,
    marks: Vec<String>,
    values: [Vec<Option<u64>>; 2],
    /// What each side has at the end, where that may be another value than the last one drawn.
    last: Option<[u64; 2]>,
    unit: Unit,
    /// How often a mark is written below the axis.
    every: usize,
}

/// How a value is written. Values are whole: microseconds, thousandths, pieces.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Share,
    Length,
    Pieces,
}

const LEFT: f64 = 62.0;
/// Room for the name of a line.
const RIGHT: f64 = 66.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 24.0;
const HEIGHT: f64 = 150.0;

/// Every chart of two runs up to an instant. `view` is the service that users read from, if they do.
pub fn charts(
    runs: [&History; 2],
    view: Option<ServiceId>,
    until: Instant,
    width: f64,
) -> Vec<Chart> {
    let until = until.max(Instant::from_s(1));
    let over_time = runs.map(|history| stretches(history, until));
    let times: Vec<String> =
        over_time[0].iter().map(|stretch| length(stretch.until - Instant::START)).collect();
    let timed = |title, unit, value: fn(&Stretch, Side) -> Option<u64>| Figures {
        title,
        across: word!(chart.time),
        over_time: true,
        marks: times.clone(),
        values: [
            over_time[0].iter().map(|stretch| value(stretch, Side::Direct)).collect(),
            over_time[1].iter().map(|stretch| value(stretch, Side::Kafka)).collect(),
        ],
        last: None,
        unit,
        every: 12,
    };
    let by_length = |title, across, of: &dyn Fn(&History) -> Option<Vec<u32>>| {
        let values = |history| match of(history) {
            Some(shares) => shares.into_iter().map(|share| Some(share.into())).collect(),
            None => vec![None; LENGTHS_MS.len()],
        };
        Figures {
            title,
            across,
            over_time: false,
            marks: LENGTHS_MS.iter().map(|&ms| length(Duration::from_ms(ms))).collect(),
            values: runs.map(values),
            last: None,
            unit: Unit::Share,
            every: 3,
        }
    };
    let figures = [
        timed(word!(chart.answered), Unit::Share, |stretch, _| {
            stretch.answered_per_mille.map(u64::from)
        }),
        timed(word!(chart.mean_wait), Unit::Length, |stretch, _| {
            stretch.mean_wait.map(|wait| wait.0)
        }),
        Figures {
            last: over_time[0]
                .last()
                .zip(over_time[1].last())
                .map(|(direct, kafka)| [direct.queued_at_end.into(), kafka.lag_at_end.into()]),
            ..timed(word!(chart.waiting), Unit::Pieces, |stretch, side| {
                Some(if side == Side::Direct { stretch.queued } else { stretch.lag }.into())
            })
        },
        by_length(word!(chart.within), word!(chart.wait), &|history| {
            answered_within(history, until)
        }),
        by_length(word!(chart.stale), word!(chart.read_after), &|it| stale_after(it, view, until)),
    ];
    figures.into_iter().map(|figures| figures.draw(width)).collect()
}

impl Chart {
    /// The line at a share of the horizontal axis, as the `d` of a path.
    pub fn playhead(&self, share: f64) -> String {
        let x = LEFT + share.clamp(0.0, 1.0) * (self.size.0 - LEFT - RIGHT);
        format!("M{} {}V{}", Px(x), Px(TOP), Px(HEIGHT - BOTTOM))
    }
}

/// The names of two lines that end at these places. Where the ends are close the names stand one above the other, and
/// above the axis.
fn names(ends: [Option<(f64, f64)>; 2]) -> [Option<Label>; 2] {
    [0, 1].map(|side| {
        let (x, y) = ends[side]?;
        let close = ends[1 - side].is_some_and(|(_, other)| (other - y).abs() < 12.0);
        let low = y > HEIGHT - 40.0;
        let shift = match (close, low) {
            (true, true) => [-14.0, -2.0][side],
            (true, false) => [-3.0, 10.0][side],
            (false, true) => 0.0,
            (false, false) => 4.0,
        };
        let text = [word!(chart.left), word!(chart.right)][side].into();
        Some(Label { x: x + 7.0, y: y + shift, anchor: "start", text })
    })
}

impl Figures {
    fn draw(self, width: f64) -> Chart {
        let top = self.top();
        let plot = width - LEFT - RIGHT;
        let steps = self.marks.len().max(2) - 1;
        let x = |index: usize| LEFT + index as f64 / steps as f64 * plot;
        let y =
            |value: u64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - value.min(top) as f64 / top as f64);
        let [first, second] = [0, 1].map(|side| line(&self.values[side], x, y));
        let row = |(index, mark): (usize, &String)| {
            let cell = |side: usize| match self.values[side][index] {
                None => "–".to_string(),
                Some(value) => self.unit.written(value),
            };
            [mark.clone(), cell(0), cell(1)]
        };
        Chart {
            title: self.title,
            across: self.across,
            over_time: self.over_time,
            names: names([first.1, second.1]),
            lines: [first.0, second.0],
            axes: self.axes(width, x, y),
            said: self.said(),
            rows: self.marks.iter().enumerate().map(row).collect(),
            size: (width, HEIGHT),
        }
    }

    /// The rules at nothing, at half and at the top, and the marks of both axes.
    fn axes(&self, width: f64, x: impl Fn(usize) -> f64, y: impl Fn(u64) -> f64) -> Axes {
        let (mut rules, mut labels) = (Vec::new(), Vec::new());
        for value in [0, self.top() / 2, self.top()] {
            let (y, text) = (y(value), self.unit.written(value));
            rules.push(format!("M{} {}H{}", Px(LEFT), Px(y), Px(width - RIGHT + 6.0)));
            labels.push(Label { x: LEFT - 6.0, y: y + 4.0, anchor: "end", text });
        }
        let along = self.marks.iter().enumerate().skip(self.every - 1).step_by(self.every);
        labels.extend(along.map(|(index, mark)| Label {
            x: x(index),
            y: HEIGHT - 8.0,
            anchor: "middle",
            text: mark.clone(),
        }));
        Axes { rules, labels }
    }

    /// The value at the upper edge.
    fn top(&self) -> u64 {
        if self.unit == Unit::Share {
            return 1_000;
        }
        let most = self.values.iter().flatten().flatten().copied().max().unwrap_or(0);
        let mut decade = if self.unit == Unit::Length { 10_000 } else { 1 };
        loop {
            for factor in [2, 4, 10] {
                if most <= decade * factor {
                    return decade * factor;
                }
            }
            decade *= 10;
        }
    }

    /// Both sides in a sentence each: how low, how high, and how at the end.
    fn said(&self) -> String {
        let side = |which: Side, values: &[Option<u64>]| {
            let known = || values.iter().flatten().copied();
            let (mut low, high, mut last) = (known().min(), known().max(), known().last());
            if let Some(at_end) = self.last {
                // The values are the most in each stretch. A run begins with nothing that waits.
                (low, last) = (Some(0), Some(at_end[which as usize]));
            }
            let (Some(low), Some(high), Some(last)) = (low, high, last) else {
                return with(word!(chart.nothing), which.name());
            };
            let [low_text, high_text, last_text] = [low, high, last].map(|v| self.unit.written(v));
            if low == high {
                return format!(word!(chart.throughout), side = which.name(), value = high_text);
            }
            format!(
                word!(chart.range),
                side = which.name(),
                low = low_text,
                high = high_text,
                last = last_text
            )
        };
        let [direct, kafka] = &self.values;
        format!("{} {}", side(Side::Direct, direct), side(Side::Kafka, kafka))
    }
}

/// A line through the known values, broken where there is none, and where it ends.
fn line(
    values: &[Option<u64>],
    x: impl Fn(usize) -> f64,
    y: impl Fn(u64) -> f64,
) -> (String, Option<(f64, f64)>) {
    let (mut path, mut end, mut pen_down) = (String::new(), None, false);
    for (index, value) in values.iter().enumerate() {
        let Some(value) = *value else {
            pen_down = false;
            continue;
        };
        let place = point(x(index), y(value));
        let command = if pen_down { 'L' } else { 'M' };
        // Writing to a String cannot fail. A lone point is a dot, by its round cap.
        let _ = write!(path, "{command}{} {}h0", Px(place.x), Px(place.y));
        pen_down = true;
        end = Some((place.x, place.y));
    }
    (path, end)
}

impl Unit {
    fn written(self, value: u64) -> String {
        match self {
            Self::Share => format!(word!(value.percent), n = Thousandths(value * 100)),
            Self::Length => length(Duration(value)),
            Self::Pieces => value.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::system::{Action, Intervention, Load, Mode, Pattern, Scenario, Style, run};

    fn drawn() -> Vec<Chart> {
        let load = Load { pattern: Pattern::Steady(Duration::from_s(2)), tasks: None };
        let scenario = Scenario { load, ..Scenario::default() };
        let acts = [(20, Mode::Down), (40, Mode::Up)]
            .map(|(s, mode)| Intervention { at: Instant::from_s(s), action: Action::Set(1, mode) });
        let run = |style| run(&scenario, style, &acts, Instant::from_s(60));
        let (direct, kafka) = (run(Style::Sequential), run(Style::Kafka));
        charts([&direct, &kafka], None, Instant::from_s(60), 560.0)
    }

    #[test]
    fn each_chart_says_in_words_and_lists_in_a_table_what_it_draws() {
        let charts = drawn();
        assert_eq!(charts.len(), 5);
        for chart in &charts {
            assert!(chart.said.starts_with("Direct calls: ") && chart.said.contains("Kafka: "));
            assert!(chart.rows.len() >= LENGTHS_MS.len(), "{}", chart.title);
            assert!(chart.lines.iter().all(|line| line.starts_with('M')), "{}", chart.title);
        }
        let answered = "Direct calls: between 0 % and 100 %, 100 % at last. \
                        Through Kafka: 100 % throughout.";
        assert_eq!(charts[0].said, answered);
        assert!(charts[1].said.contains("10 ms throughout"), "{}", charts[1].said);
    }

    #[test]
    fn a_queue_of_175_ms_is_told_in_words_though_nothing_waits_at_the_end() {
        let load = Load { pattern: Pattern::ByHand, tasks: None };
        let scenario = Scenario { load, ..Scenario::default() };
        // The first service works 500 ms for a task: the second task queues there for 175 ms.
        let acts = [1_000, 1_325]
            .map(|ms| Intervention { at: Instant::from_ms(ms), action: Action::Send(1) });
        let run = |style| run(&scenario, style, &acts, Instant::from_s(60));
        let (direct, kafka) = (run(Style::Sequential), run(Style::Kafka));
        let charts = charts([&direct, &kafka], None, Instant::from_s(60), 560.0);
        let said = "Direct calls: between 0 and 1, 0 at last. ";
        assert!(charts[2].said.starts_with(said), "{}", charts[2].said);
        assert!(charts[2].rows.iter().any(|[_, direct, _]| direct == "1"));
    }

    #[test]
    fn what_is_counted_of_tasks_answered_is_nothing_where_none_was() {
        let load = Load { pattern: Pattern::Steady(Duration::from_s(2)), tasks: None };
        let scenario = Scenario { load, ..Scenario::default() };
        let down = [Intervention { at: Instant::START, action: Action::Set(0, Mode::Down) }];
        let run = |style| run(&scenario, style, &down, Instant::from_s(60));
        let (direct, kafka) = (run(Style::Sequential), run(Style::Kafka));
        let charts = charts([&direct, &kafka], None, Instant::from_s(60), 560.0);
        let stale = &charts[4];
        assert!(stale.said.starts_with("Direct calls: nothing yet. "), "{}", stale.said);
        assert!(stale.rows.iter().all(|[_, direct, kafka]| direct == "–" && kafka != "–"));
    }

    #[test]
    fn everything_is_drawn_within_the_chart() {
        for chart in drawn() {
            let (width, height) = chart.size;
            for name in chart.names.iter().flatten() {
                let inside = (0.0..width).contains(&name.x) && (0.0..height).contains(&name.y);
                assert!(inside, "{}", chart.title);
            }
            let heights = chart.axes.labels.iter().filter(|label| label.anchor == "end");
            let heights: Vec<f64> = heights.map(|label| label.y).collect();
            assert!(heights.windows(2).all(|pair| pair[0] > pair[1]), "{}", chart.title);
        }
    }
}
