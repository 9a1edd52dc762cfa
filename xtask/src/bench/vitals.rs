//! Web vitals of the page: how soon it shows, how soon it answers, and whether anything moves by itself.
//!
//! The browser's entries become LCP, INP and CLS by the definitions of web vitals. Never here: a figure that the
//! browser did not report.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::stats::Spread;
use super::target::{Target, number};
use crate::table::{NONE, Table};

/// The longest of a session of shifts, and the longest pause in it.
const SESSION_MS: f64 = 5_000.0;
const PAUSE_MS: f64 = 1_000.0;
/// One interaction in this many may be slower than INP.
const INTERACTIONS: u32 = 50;
/// The browser reports no interaction that takes less.
const SHORTEST_MS: f64 = 16.0;
/// How many interactions and shifts are listed by name.
const NAMED: usize = 5;

/// All visits to one page at one speed.
#[derive(Debug, Deserialize)]
pub struct Visits {
    page: String,
    slowdown: u32,
    visits: Vec<Visit>,
}

#[derive(Debug, Deserialize)]
struct Visit {
    paint: Paint,
    shifts: Vec<Shift>,
    interactions: Vec<Interaction>,
    /// Of all interactions, including those too short to be reported.
    count: u32,
    busy_ms: f64,
}

/// The largest that was painted before anything was done.
#[derive(Debug, Deserialize)]
struct Paint {
    ms: f64,
    of: String,
}

#[derive(Debug, Deserialize)]
struct Shift {
    at_ms: f64,
    value: f64,
    of: String,
    during: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Interaction {
    ms: f64,
    during: Option<String>,
}

/// The figures of one page at one speed, over all visits.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Vitals {
    page: String,
    /// How many times as slow the main thread was made.
    slowdown: u32,
    lcp_ms: Spread,
    /// What was painted then.
    lcp_of: String,
    /// Time that the main thread had of a processor until the page was there.
    busy_ms: Spread,
    inp_ms: Spread,
    /// The steps that took longest, longest first.
    slowest: Vec<Slow>,
    cls: Spread,
    /// What moved by itself, the most first.
    shifted: Vec<Shifted>,
}

/// A step: of each visit, its slowest interaction.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Slow {
    step: String,
    ms: Spread,
}

/// An element that moved, first of those of its frame, and the step in which it did.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Shifted {
    element: String,
    step: String,
    /// Of each visit in which it moved, all its shifts together.
    score: Spread,
}

impl Vitals {
    /// The figures of these visits.
    pub fn of(Visits { page, slowdown, visits }: &Visits) -> Self {
        let spread = |of: fn(&Visit) -> f64| Spread::of(&visits.iter().map(of).collect::<Vec<_>>());
        Self {
            page: page.clone(),
            slowdown: *slowdown,
            lcp_ms: spread(|visit| visit.paint.ms),
            lcp_of: visits.first().map(|visit| visit.paint.of.clone()).unwrap_or_default(),
            busy_ms: spread(|visit| visit.busy_ms),
            inp_ms: spread(Visit::inp),
            slowest: slowest(visits),
            cls: spread(Visit::cls),
            shifted: shifted(visits),
        }
    }

    fn name(&self) -> String {
        match self.slowdown {
            1 => format!("{}, full speed", self.page),
            slowdown => format!("{}, {slowdown} times slower", self.page),
        }
    }

    /// The medians are what counts, but of shifts the most: none is wanted in any visit.
    pub fn targets(&self) -> [Target; 3] {
        let (lcp, inp) = if self.slowdown == 1 { (1_000.0, 50.0) } else { (2_500.0, 200.0) };
        let target = |what: &str, at_most, measured| Target {
            name: format!("{what}, {}", self.name()),
            at_most,
            measured,
        };
        [
            target("LCP, ms", lcp, self.lcp_ms.median),
            target("INP, ms", inp, self.inp_ms.median),
            target("CLS", 0.0, self.cls.max),
        ]
    }
}

impl Visit {
    /// The slowest interaction, one left out for every fifty that there were.
    fn inp(&self) -> f64 {
        let mut all: Vec<f64> =
            self.interactions.iter().map(|interaction| interaction.ms).collect();
        all.sort_unstable_by(|a, b| b.total_cmp(a));
        all.get((self.count / INTERACTIONS) as usize).copied().unwrap_or(SHORTEST_MS)
    }

    /// The worst session: shifts with short pauses between them, for a while.
    fn cls(&self) -> f64 {
        let (mut worst, mut session) = (0.0_f64, 0.0);
        let (mut began, mut last) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for shift in &self.shifts {
            if shift.at_ms - last >= PAUSE_MS || shift.at_ms - began >= SESSION_MS {
                (began, session) = (shift.at_ms, 0.0);
            }
            last = shift.at_ms;
            session += shift.value;
            worst = worst.max(session);
        }
        worst
    }
}

fn slowest(visits: &[Visit]) -> Vec<Slow> {
    let samples = grouped(visits, f64::max, |visit| {
        let all = visit.interactions.iter();
        all.map(|it| (step(it.during.as_ref()), it.ms)).collect()
    });
    let steps = samples.into_iter().map(|(step, ms)| Slow { step, ms: Spread::of(&ms) });
    let mut steps: Vec<Slow> = steps.collect();
    steps.sort_by(|a, b| b.ms.median.total_cmp(&a.ms.median));
    steps.truncate(NAMED);
    steps
}

fn shifted(visits: &[Visit]) -> Vec<Shifted> {
    let samples = grouped(
        visits,
        |all, one| all + one,
        |visit| {
            let all = visit.shifts.iter();
            all.map(|it| ((it.of.clone(), step(it.during.as_ref())), it.value)).collect()
        },
    );
    let all = samples.into_iter().map(|((element, step), score)| Shifted {
        element,
        step,
        score: Spread::of(&score),
    });
    let mut all: Vec<Shifted> = all.collect();
    all.sort_by(|a, b| b.score.max.total_cmp(&a.score.max));
    all.truncate(NAMED);
    all
}

fn step(during: Option<&String>) -> String {
    during.cloned().unwrap_or_else(|| "loading".into())
}

/// One sample of each key for each visit that has it: those of the visit put together.
fn grouped<K: Ord>(
    visits: &[Visit],
    together: fn(f64, f64) -> f64,
    of: impl Fn(&Visit) -> Vec<(K, f64)>,
) -> BTreeMap<K, Vec<f64>> {
    let mut groups = BTreeMap::<K, Vec<f64>>::new();
    for visit in visits {
        let mut own = BTreeMap::<K, f64>::new();
        for (key, value) in of(visit) {
            own.entry(key).and_modify(|all| *all = together(*all, value)).or_insert(value);
        }
        for (key, value) in own {
            groups.entry(key).or_default().push(value);
        }
    }
    groups
}

/// The figures as tables.
pub fn tables(all: &[Vitals]) -> [Table; 3] {
    [figures(all), slow_steps(all), shifts(all)]
}

fn figures(all: &[Vitals]) -> Table {
    let heads = ["visits", "LCP", "min", "max", "busy", "INP", "min", "max", "CLS", "min", "max"];
    let mut table = Table::new("Web vitals, ms but CLS (median)", heads);
    for vitals in all {
        let visits = std::iter::once(vitals.lcp_ms.samples.to_string());
        let lcp = vitals.lcp_ms.range().into_iter().chain([number(vitals.busy_ms.median)]);
        let rest = vitals.inp_ms.range().into_iter().chain(vitals.cls.range());
        table.row(&vitals.name(), visits.chain(lcp).chain(rest));
    }
    table
}

fn slow_steps(all: &[Vitals]) -> Table {
    let mut table = Table::new("Slowest interactions, ms", ["median", "min", "max"]);
    for vitals in all {
        for slow in &vitals.slowest {
            table.row(&format!("{}: {}", vitals.name(), slow.step), slow.ms.range());
        }
    }
    table
}

fn shifts(all: &[Vitals]) -> Table {
    let mut table = Table::new("What moved by itself, score", ["visits", "median", "max"]);
    for vitals in all {
        for Shifted { element, step, score } in &vitals.shifted {
            let cells = [score.samples.to_string(), number(score.median), number(score.max)];
            table.row(&format!("{}: {element}, {step}", vitals.name()), cells);
        }
        if vitals.shifted.is_empty() {
            table.row(&format!("{}: nothing", vitals.name()), [NONE; 3].map(str::to_owned));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn visit(shifts: &[(f64, f64)], interactions: &[f64], count: u32) -> Visit {
        let shift = |&(at_ms, value): &(f64, f64)| -> Value {
            json!({ "at_ms": at_ms, "value": value, "of": "p", "during": null })
        };
        let interaction = |ms: &f64| json!({ "ms": ms, "during": "play" });
        let visit = json!({
            "paint": { "ms": 300.0, "of": "p" },
            "shifts": shifts.iter().map(shift).collect::<Value>(),
            "interactions": interactions.iter().map(interaction).collect::<Value>(),
            "count": count,
            "busy_ms": 100.0,
        });
        serde_json::from_value(visit).expect("it is a visit")
    }

    #[test]
    fn one_interaction_in_fifty_may_be_slower_than_inp() {
        let inp = |count| visit(&[], &[24.0, 80.0, 40.0], count).inp();
        assert_eq!([49, 50, 99, 100].map(inp), [80.0, 40.0, 40.0, 24.0]);
        assert_eq!(visit(&[], &[], 7).inp(), SHORTEST_MS);
    }

    #[test]
    fn shifts_add_up_until_a_pause_or_until_the_session_is_long() {
        let cls = |shifts: &[(f64, f64)]| visit(shifts, &[], 0).cls();
        assert_eq!(cls(&[]), 0.0);
        assert_eq!(cls(&[(100.0, 0.25), (1_099.0, 0.5), (2_099.0, 0.5)]), 0.75);
        let steady: Vec<(f64, f64)> =
            (0..12).map(|half| (f64::from(half) * 500.0, 0.125)).collect();
        assert_eq!(cls(&steady), 1.25);
    }

    #[test]
    fn what_was_slow_and_what_moved_is_listed_by_name_with_a_sample_for_each_visit() {
        let visits = Visits {
            page: "stage".into(),
            slowdown: 4,
            visits: vec![
                visit(&[(1.0, 0.25), (2.0, 0.5)], &[24.0, 400.0], 2),
                visit(&[], &[150.0], 1),
                visit(&[], &[160.0], 1),
            ],
        };
        let vitals = Vitals::of(&visits);
        let [slow] = vitals.slowest.as_slice() else { panic!("one step") };
        assert_eq!((slow.step.as_str(), slow.ms.samples, slow.ms.median), ("play", 3, 160.0));
        let [moved] = vitals.shifted.as_slice() else { panic!("one element") };
        assert_eq!(
            (moved.step.as_str(), moved.score.samples, moved.score.max),
            ("loading", 1, 0.75)
        );
        let met = vitals.targets().map(|target| target.measured <= target.at_most);
        assert_eq!(met, [true, true, false]);
    }
}
