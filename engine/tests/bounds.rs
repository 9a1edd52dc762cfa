//! What a scenario and a learner's interventions may be together, bound by bound.

use engine::sim::{Duration, Instant};
use engine::system::{
    Action, Intervention, Latency, Load, MAX_PLAN, Mode, Pattern, Scenario, Service, Start, Style,
    read, write,
};

fn at(ms: u64, action: Action) -> Intervention {
    Intervention { at: Instant::from_ms(ms), action }
}

fn joins(ms: u64, name: &str) -> Intervention {
    let service = Service::new(name, Duration::from_ms(10));
    at(ms, Action::Add { service, start: Start::Latest })
}

/// The course's scenario with these interventions is refused, for this reason.
#[track_caller]
fn refused(interventions: &[Intervention], reason: &str) {
    let problem = Scenario::default().check_with(interventions).expect_err("out of bounds");
    assert!(problem.what.contains(reason), "{problem:?}");
}

#[track_caller]
fn refused_fact(change: impl Fn(&mut Scenario), reason: &str) {
    let mut scenario = Scenario::default();
    change(&mut scenario);
    let problem = scenario.check().expect_err("out of bounds");
    assert!(problem.what.contains(reason), "{problem:?}");
}

#[test]
fn what_a_learner_does_is_held_to_the_bounds_of_the_scenario_itself() {
    refused(&[joins(0, "audit")], "two services are called");
    refused(&[joins(0, "Log"), at(1, Action::Remove(3)), joins(2, "Log")], "two services");
    refused(&[joins(0, " ")], "no name");
    refused(&[at(3_600_001, Action::Restart)], "an instant is 3600001 ms");
    refused(&[at(0, Action::Send(0))], "0 tasks");
    refused(&[at(0, Action::Set(3, Mode::Down))], "an unknown service");
    let gone: Vec<_> = (0..3).map(|id| at(7, Action::Remove(id))).collect();
    refused(&gone, "no service is left at 0.007 s");
    let many: Vec<_> = (0..10).map(|n| joins(n, &format!("S{n}"))).collect();
    refused(&many, "13 services");
    assert_eq!(Scenario::default().check_with(&many[..9]), Ok(()));
}

#[test]
fn timeline_and_learner_together_plan_at_most_as_much_as_a_file_may_hold() {
    let timeline = vec![at(0, Action::Restart); MAX_PLAN - 1];
    let mut scenario = Scenario { timeline, ..Scenario::default() };
    let one = [at(0, Action::Restart)];
    assert_eq!(scenario.check_with(&one), Ok(()));
    scenario.timeline.extend(one.clone());
    assert_eq!(scenario.check(), Ok(()));
    assert_eq!(read("written", &write(&scenario)), Ok(scenario.clone()));
    assert!(scenario.check_with(&one).is_err_and(|problem| problem.what.starts_with("501")));
}

#[test]
fn a_scenario_that_no_file_could_hold_is_refused() {
    refused_fact(|scenario| scenario.seed = 1 << 63, "the seed is 9223372036854775808");
    refused_fact(|scenario| scenario.title = "a".repeat(121), "121 characters");
    refused_fact(|scenario| scenario.about = "a".repeat(401), "401 characters");
    refused_fact(|scenario| scenario.left = Style::Kafka, "through Kafka");
    refused_fact(|scenario| scenario.horizon = Duration::from_s(3_601), "the horizon");
    refused_fact(|scenario| scenario.services.clear(), "no service to tell");
    refused_fact(
        |scenario| scenario.services[0].latency = Latency::Fixed(Duration::from_s(601)),
        "a latency",
    );
    for pattern in [Pattern::ByHand, Pattern::Steady(Duration::from_s(1)), Pattern::Burst] {
        refused_fact(|scenario| scenario.load = Load { pattern, tasks: Some(0) }, "a ");
    }
}

#[test]
fn what_is_planned_after_the_horizon_is_refused_with_its_instant() {
    let plan = |ms| Scenario { timeline: vec![at(ms, Action::Restart)], ..Scenario::default() };
    assert_eq!(plan(10_000).check(), Ok(()));
    let problem = plan(10_001).check().expect_err("never reached");
    assert!(problem.what.contains("10.001 s, after the horizon of 10000 ms"), "{problem:?}");
}

#[test]
fn removed_and_added_at_one_instant_are_counted_when_both_have_happened() {
    let twelve: Vec<_> = (0..9).map(|n| joins(0, &format!("S{n}"))).collect();
    let mut plan = twelve.clone();
    plan.extend([joins(5, "More"), at(5, Action::Remove(0))]);
    assert_eq!(Scenario::default().check_with(&plan), Ok(()));
    plan.push(joins(6, "Still more"));
    refused(&plan, "13 services");
}
