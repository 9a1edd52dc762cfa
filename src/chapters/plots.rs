//! What a chapter's charts show: how their lines are named and told apart, and where on an axis a mark may stand.
//!
//! Never here: where anything is drawn ([`crate::scene::plot`]), or whether a mark is right.

use crate::scene::plot::{Course, Scale, top_of};
use crate::scene::wiring;
use engine::sim::{Duration, Instant};
use lesson::content::Axis;
use lesson::measure::{Line, Point, Run, Series, Side};

/// Marks on an axis are thousandths of its unit.
const THOUSAND: u64 = 1_000;

/// The lines that a run has of these.
pub fn courses(series: &[Series], run: &Run) -> Vec<Course> {
    let drawn = series.iter().zip(looks(series)).filter_map(|(line, look)| {
        Some(Course { name: name(line, run), look, points: run.line(line).ok()? })
    });
    drawn.collect()
}

/// The lines of a chart that share an axis, in the order of their firsts: what is counted in different units does not.
pub fn panels(series: &[Series]) -> Vec<Vec<Series>> {
    let mut panels: Vec<Vec<Series>> = Vec::new();
    for line in series {
        let same =
            |panel: &&mut Vec<Series>| panel.iter().all(|it| axis(it.line) == axis(line.line));
        match panels.iter_mut().find(same) {
            Some(panel) => panel.push(line.clone()),
            None => panels.push(vec![line.clone()]),
        }
    }
    panels
}

/// What the axis of a line counts.
const fn axis(line: Line) -> u8 {
    match line {
        Line::Calls => 1,
        Line::Wait | Line::Window => 2,
        Line::Waiting | Line::Answered | Line::Failed | Line::Done | Line::Lag | Line::Queue => 0,
    }
}

/// How many calls a second a service can do, where a line is of the calls to it: with all of its workers, while it is
/// well. The name of the service comes with it.
pub fn capacity(series: &[Series], run: &Run) -> Option<(u64, String)> {
    let of_calls = |line: &&Series| line.line == Line::Calls && line.service.is_some();
    let name = series.iter().find(of_calls)?.service.clone()?;
    let service = run.scenario.services.iter().find(|service| service.name == name)?;
    let one = service.latency.typical().0.max(1);
    Some((u64::from(service.workers) * 1_000_000 / one, name))
}

/// The first line of a side has that side's colour, as everywhere; others have their own.
fn looks(series: &[Series]) -> Vec<usize> {
    let mut others = 2..;
    let look = |(place, line): (usize, &Series)| {
        let first = series[..place].iter().all(|other| other.side != line.side);
        match line.side {
            Side::Direct if first => 0,
            Side::Events if first => 1,
            _ => others.next().unwrap_or_default(),
        }
    };
    series.iter().enumerate().map(look).collect()
}

/// `Direct calls: failed`, for example.
fn name(series: &Series, run: &Run) -> String {
    let what = match series.line {
        Line::Waiting => word!(plot.waiting),
        Line::Answered => word!(plot.answered),
        Line::Failed => word!(plot.failed),
        Line::Done => word!(plot.done),
        Line::Lag => word!(plot.lag),
        Line::Queue => word!(plot.queue),
        Line::Calls => word!(plot.calls),
        Line::Wait => word!(plot.wait),
        Line::Window => word!(plot.window),
    };
    let style = run.history(series.side).style();
    let whose = series.service.as_deref().unwrap_or(wiring(style));
    format!(word!(plot.line), whose = whose, what = what)
}

/// How far the axes of a chart go that is to be marked, along and up, where a run draws these points.
pub fn scale(axes: [Option<&Axis>; 2], run: Option<&Run>, points: &[Point]) -> Scale {
    let horizon = match axes[0] {
        Some(axis) => instant(axis, axis.to),
        None => run.map_or(Instant::START, |run| Instant::START + run.scenario.horizon),
    };
    let top = axes[1].map_or_else(|| top_of(points.iter()), |axis| value(axis.to));
    Scale { horizon, top }
}

/// A place of an axis of time.
pub fn instant(axis: &Axis, thousandths: u64) -> Instant {
    let micros = if axis.unit == "s" { thousandths.saturating_mul(THOUSAND) } else { thousandths };
    Instant::START + Duration(micros)
}

/// A place of an axis of values.
pub fn value(thousandths: u64) -> u64 {
    thousandths / THOUSAND
}

/// A round step of which an axis with these ends has a hundred or more, in thousandths. It is no smaller than a unit.
pub fn step((from, to): (u64, u64)) -> u64 {
    let fits = |step: &u64| step.saturating_mul(100) <= to.saturating_sub(from);
    let decades = (3..18).map(|power| 10u64.pow(power));
    let steps = decades.flat_map(|decade| [1, 2, 5].map(|factor| factor * decade));
    steps.take_while(fits).last().unwrap_or(THOUSAND)
}

/// The step of an axis with these ends that is nearest to a share of its length, in thousandths.
pub fn nearest((from, to): (u64, u64), share: f64) -> u64 {
    let (step, at) = (step((from, to)), (share * to as f64) as u64);
    (at.saturating_add(step / 2) / step * step).clamp(from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(names: &[&str]) -> Vec<Series> {
        names.iter().map(|name| name.to_string().try_into().expect("a line that exists")).collect()
    }

    #[test]
    fn the_first_line_of_a_side_has_the_look_of_that_side() {
        let lines = series(&["events.waiting", "events.done", "direct.failed", "kafka.done"]);
        assert_eq!(looks(&lines), [1, 2, 0, 3]);
    }

    #[test]
    fn what_is_counted_in_different_units_shares_no_axis() {
        let all = series(&["direct.calls:Audit", "direct.queue:Audit", "direct.failed"]);
        let panels = panels(&all);
        assert_eq!(panels, [vec![all[0].clone()], vec![all[1].clone(), all[2].clone()]]);
    }

    #[test]
    fn a_service_of_two_workers_and_500_ms_can_do_four_calls_a_second() {
        let mut scenario = engine::scenario::Scenario::default();
        scenario.services[1].workers = 2;
        let run = Run::new(scenario, Vec::new());
        assert_eq!(capacity(&series(&["direct.calls:Audit"]), &run), Some((4, "Audit".into())));
        assert_eq!(capacity(&series(&["direct.calls"]), &run), None);
    }

    #[test]
    fn an_axis_has_at_least_a_hundred_steps_of_a_whole_unit_where_it_is_long_enough() {
        assert_eq!(step((0, 100_000)), 1_000);
        assert_eq!(step((0, 60_000)), 1_000);
        assert_eq!(step((0, 1_000_000)), 10_000);
        assert_eq!(step((50_000, 1_000_000)), 5_000);
    }

    #[test]
    fn a_mark_stands_on_a_step_between_the_ends_of_its_axis() {
        assert_eq!(nearest((0, 100_000), 0.2504), 25_000);
        assert_eq!(nearest((0, 100_000), 0.2506), 25_000);
        assert_eq!(nearest((0, 100_000), 0.256), 26_000);
        assert_eq!(nearest((10_000, 100_000), 0.0), 10_000);
        assert_eq!(nearest((0, 100_000), 1.0), 100_000);
    }
}
