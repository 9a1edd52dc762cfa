//! The clock as a line: interventions flagged, outages shaded.
//!
//! Never here: the playhead, which moves; this changes only with the scenario and its interventions.

use super::words::{counted, days, value, with};
use engine::sim::Instant;
use engine::system::{Action, Intervention, Mode, Planned, Scenario, Service, ServiceId};

/// The drawn line, in shares of its length from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scrubber {
    /// What was done, and when.
    pub flags: Vec<Flag>,
    /// While something was not well.
    pub shades: Vec<Shade>,
}

/// An intervention.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// Where on the line.
    pub at: f64,
    /// In words.
    pub text: String,
    /// Whether the learner did it, rather than the scenario.
    pub own: bool,
    /// Whether it is shown with its words, having room for them.
    pub labelled: bool,
}

/// A stretch during which something was down, hanging or slow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shade {
    /// Where it begins, as a share of the line.
    pub from: f64,
    /// Where it ends, as a share of the line.
    pub to: f64,
    /// Whether it was down rather than ailing.
    pub down: bool,
}

/// Draws the line of a run.
pub fn scrubber(scenario: &Scenario, own: &[Intervention], horizon: Instant) -> Scrubber {
    let roster = scenario.roster(own);
    let share = |at: Instant| (at.0 as f64 / horizon.0.max(1) as f64).min(1.0);
    let plan = scenario.plan(own);
    let mut flags: Vec<Flag> = plan
        .iter()
        .filter(|planned| planned.at <= horizon)
        .map(|planned| Flag {
            at: share(planned.at),
            text: in_words(planned.action, &roster),
            own: planned.own,
            labelled: false,
        })
        .collect();
    label(&mut flags);
    Scrubber { flags, shades: shades(&plan, &share) }
}

/// Gives words to the flags that have room for them, later ones first to lose.
fn label(flags: &mut [Flag]) {
    let mut free = 0.0;
    for flag in flags {
        if flag.at >= free {
            flag.labelled = true;
            free = flag.at + 0.012 + 0.0088 * flag.text.chars().count() as f64;
        }
    }
}

fn shades(plan: &[Planned], share: &impl Fn(Instant) -> f64) -> Vec<Shade> {
    // What is ailing, since when, and whether it is down; the broker has no id.
    let mut open: Vec<(Option<ServiceId>, Instant, bool)> = Vec::new();
    let mut shades = Vec::new();
    for Planned { at, action, .. } in plan {
        let (whose, down) = match **action {
            Action::Set(id, Mode::Up) | Action::Remove(id) => (Some(id), None),
            Action::Set(id, mode) => (Some(id), Some(mode.is_out())),
            Action::Crash { service, worker: None } => (Some(service), Some(true)),
            Action::Broker(up) => (None, (!up).then_some(true)),
            _ => continue,
        };
        if let Some(index) = open.iter().position(|(other, ..)| *other == whose) {
            let (_, since, down) = open.remove(index);
            shades.push(Shade { from: share(since), to: share(*at), down });
        }
        open.extend(down.map(|down| (whose, *at, down)));
    }
    shades.extend(open.into_iter().map(|(_, since, down)| Shade {
        from: share(since),
        to: 1.0,
        down,
    }));
    shades
}

/// An action in two or three words.
pub fn in_words(action: &Action, roster: &[&Service]) -> String {
    let name = |id: ServiceId| {
        roster.get(usize::from(id)).map_or(word!(did.some_service), |s| s.name.as_str())
    };
    match action {
        Action::Set(id, Mode::Up) => with(word!(did.up), name(*id)),
        Action::Set(id, Mode::Down) => with(word!(did.down), name(*id)),
        Action::Set(id, Mode::Hanging) => with(word!(did.hangs), name(*id)),
        Action::Set(id, Mode::Slow(factor)) => {
            format!(word!(did.slow), name = name(*id), factor = factor)
        }
        Action::Broker(true) => word!(did.kafka_up).into(),
        Action::Broker(false) => word!(did.kafka_down).into(),
        Action::Add { service, .. } => with(word!(did.joins), &service.name),
        Action::Remove(id) => with(word!(did.leaves), name(*id)),
        Action::Send(tasks) => counted(*tasks, [word!(one.task), word!(many.task)]),
        Action::Load(_) => word!(did.load).into(),
        Action::Restart => word!(did.restart).into(),
        Action::Crash { service, worker: None } | Action::Set(service, Mode::Crashed) => {
            with(word!(did.crashes), name(*service))
        }
        Action::Crash { service, worker: Some(worker) } => {
            format!(word!(did.loses), name = name(*service), worker = worker + 1)
        }
        Action::Scale(id, workers) => {
            let workers = counted(*workers, [word!(one.worker), word!(many.worker)]);
            format!(word!(did.has), name = name(*id), workers = workers)
        }
        Action::Partitions(partitions) => {
            counted(*partitions, [word!(one.partition), word!(many.partition)])
        }
        Action::Skip(minutes) => with(word!(did.later), &days(*minutes)),
        Action::Tune(setting, to) => {
            format!("{}: {}", setting.spec().key, value(setting.spec(), *to))
        }
        Action::TuneService(id, setting, to) => {
            format!("{}, {}: {}", name(*id), setting.spec().key, value(setting.spec(), *to))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_shaded_from_down_to_up_and_an_open_one_to_the_end() {
        let set = |s, mode| Intervention { at: Instant::from_s(s), action: Action::Set(1, mode) };
        let own = [set(2, Mode::Down), set(4, Mode::Up), set(8, Mode::Hanging)];
        let drawn = scrubber(&Scenario::default(), &own, Instant::from_s(10));
        let expected =
            [Shade { from: 0.2, to: 0.4, down: true }, Shade { from: 0.8, to: 1.0, down: false }];
        assert_eq!(drawn.shades, expected);
        assert_eq!(drawn.flags.len(), 3);
        assert_eq!(drawn.flags[0].text, "Audit down");
    }
}
