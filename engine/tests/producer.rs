//! Who stands around the calls: users who send again, gates before the producer, and its deployments.

mod support;

use engine::history::{
    Call, Cause, Control, Gate, History, Ledger, Loss, Occurrence, Task, User, Work, summarise,
};
use engine::play::run;
use engine::scenario::{Action, Intervention, Mode, Scenario, Service, Setting, Start, Style};
use engine::sim::{Duration, Instant};
use support::{alone, at, course, lengths_ms, send, waits_ms, when};

const A: u8 = 0;
const B: u8 = 1;

fn play(scenario: &Scenario, style: Style, acts: &[Intervention]) -> History {
    run(scenario, style, acts, Instant::from_s(120))
}

fn sequential(scenario: &Scenario, acts: &[Intervention]) -> History {
    play(scenario, Style::Sequential, acts)
}

fn ledger(history: &History) -> Ledger {
    history.at(history.horizon()).ledger
}

fn set(scenario: &mut Scenario, settings: &[(Setting, u32)]) {
    settings.iter().for_each(|&(setting, value)| scenario.settings.set(setting, value));
}

fn is_set(ms: u64, service: u8, mode: Mode) -> Intervention {
    at(ms, Action::Set(service, mode))
}

fn causes(history: &History) -> Vec<Option<Cause>> {
    history.tasks().iter().filter_map(|task| task.ended.map(|(_, cause)| cause)).collect()
}

/// Tasks that wait for a place at the caller and at the producer.
fn held(history: &History, ms: u64) -> [u32; 2] {
    history.at(Instant::from_ms(ms)).held
}

// The user

#[test]
fn a_user_sends_a_failed_task_again_as_often_as_the_scenario_says() {
    let scenario = course(|s| set(s, &[(Setting::UserRetries, 2)]));
    let history = sequential(&scenario, &[is_set(0, A, Mode::Down), send(10)]);
    assert_eq!(waits_ms(&history), [-0.0; 3]);
    let again = |what| matches!(what, Occurrence::User(User::SentAgain { of: 0, .. }));
    assert_eq!(when(&history, again), [1_010.0, 2_010.0]);
    let Ledger { sent, failed, owed, missing, sent_again, .. } = ledger(&history);
    assert_eq!((sent, failed, owed, missing, sent_again), (3, 3, 3, 3, 2));
}

#[test]
fn nothing_is_given_up_for_lost_while_its_user_is_to_send_the_task_again() {
    let scenario = course(|s| set(s, &[(Setting::UserRetries, 2)]));
    let acts = [is_set(0, B, Mode::Down), send(0), is_set(900, B, Mode::Up)];
    let history = sequential(&scenario, &acts);
    // Notification works twice for one user, since nobody told it that it is the same task.
    assert_eq!(waits_ms(&history), [-500.0, 1_500.0]);
    assert_eq!(history.at(Instant::from_ms(1_000)).ledger.missing, 0);
    let Ledger { owed, done, missing, repeated, half_done, .. } = ledger(&history);
    assert_eq!((owed, done, missing, repeated, half_done), (3, 3, 0, 1, 1));
}

#[test]
fn an_attempt_that_is_still_going_on_goes_on_beside_the_next() {
    let scenario = alone(|s| {
        set(s, &[(Setting::UserRetries, 1)]);
        s.producer.client_timeout = Duration::from_ms(1_000);
        s.services[0].workers = 2;
    });
    let acts = [is_set(0, A, Mode::Slow(5)), send(0), is_set(100, A, Mode::Up)];
    let history = sequential(&scenario, &acts);
    // The user gives up at 1000 ms and sends again at 2000 ms; both attempts end at 2500 ms.
    assert_eq!(waits_ms(&history), [-1_000.0, 500.0]);
    assert_eq!((ledger(&history).done, ledger(&history).repeated), (1, 1));
}

#[test]
fn a_user_who_is_answered_sends_nothing_again() {
    let scenario = course(|s| set(s, &[(Setting::UserRetries, 10)]));
    for style in [Style::Sequential, Style::Parallel, Style::Background, Style::Kafka] {
        assert_eq!(ledger(&play(&scenario, style, &[send(0)])).sent, 1, "{style:?}");
    }
}

#[test]
fn chance_meets_the_same_tasks_on_both_sides_though_users_send_again_on_one() {
    use engine::scenario::{Latency, ServiceSetting};
    let scenario = alone(|s| {
        set(s, &[(Setting::UserRetries, 1)]);
        s.services[0].latency = Latency::Exponential(Duration::from_ms(100));
        s.services[0].settings.set(ServiceSetting::ErrorRate, 500);
    });
    let sends: Vec<_> = (0..40).map(|n| send(3_000 * n)).collect();
    // The demands of the first attempts, in order of sending.
    let demands = |history: &History| {
        let again: Vec<u32> = whats(history)
            .filter_map(|what| match what {
                Occurrence::User(User::SentAgain { task, .. }) => Some(task),
                _ => None,
            })
            .collect();
        let demands: Vec<u32> = whats(history)
            .filter_map(|what| match what {
                Occurrence::Work(Work::Started { task, lasts_us, .. }) => {
                    (!again.contains(&task)).then_some(lasts_us)
                }
                _ => None,
            })
            .collect();
        (again.len(), demands)
    };
    let (again, sequential) = demands(&sequential(&scenario, &sends));
    let (never, background) = demands(&play(&scenario, Style::Background, &sends));
    assert_eq!((sequential.len(), never), (40, 0), "answered first, nobody sends again");
    assert!(again > 5, "{again}");
    assert_eq!(sequential, background);
}

fn whats(history: &History) -> impl Iterator<Item = Occurrence> {
    history.occurrences().iter().map(|entry| entry.what)
}

// The gates

#[test]
fn tasks_beyond_the_producers_workers_wait_first_come_first_served() {
    let scenario = alone(|s| {
        set(s, &[(Setting::Workers, 2)]);
        s.services[0].workers = 8;
    });
    let history = sequential(&scenario, &[at(0, Action::Send(5))]);
    assert_eq!(waits_ms(&history), [500.0, 500.0, 1_000.0, 1_000.0, 1_500.0]);
    assert_eq!([0, 499, 500, 1_000].map(|ms| held(&history, ms)[1]), [3, 3, 1, 0]);
}

#[test]
fn what_goes_on_in_the_background_after_the_answer_holds_no_place() {
    let scenario = alone(|s| set(s, &[(Setting::Workers, 1)]));
    let history = play(&scenario, Style::Background, &[at(0, Action::Send(5))]);
    assert_eq!(waits_ms(&history), [0.0; 5]);
    assert_eq!(held(&history, 1), [0, 0]);
    assert_eq!(history.at(Instant::from_ms(1)).services[0].queued, 4);
}

#[test]
fn a_user_who_gives_up_at_a_gate_leaves_it_and_nothing_is_done_for_them() {
    let scenario = alone(|s| {
        set(s, &[(Setting::Workers, 1)]);
        s.producer.client_timeout = Duration::from_s(3);
    });
    let acts = [is_set(0, A, Mode::Slow(8)), at(0, Action::Send(3))];
    let history = sequential(&scenario, &acts);
    let left = when(&history, |what| {
        matches!(what, Occurrence::Task(Task::LeftGate { gate: Gate::Producer, .. }))
    });
    assert_eq!(left, [3_000.0, 3_000.0]);
    let never =
        |what| matches!(what, Occurrence::Work(Work::Missing { why: Loss::NeverAsked, .. }));
    assert_eq!(when(&history, never), [3_000.0, 3_000.0]);
    assert_eq!(ledger(&history).done, 1, "the producer goes on with the first");
}

#[test]
fn a_service_in_front_gives_up_frees_its_place_and_the_producer_works_on() {
    let scenario = alone(|s| {
        set(s, &[(Setting::CallerWorkers, 1), (Setting::CallerTimeoutMs, 2_000)]);
    });
    let acts = [is_set(0, A, Mode::Slow(6)), send(0), send(10), is_set(100, A, Mode::Up)];
    let history = sequential(&scenario, &acts);
    assert_eq!(causes(&history), [Some(Cause::CallerGaveUp), None]);
    assert_eq!(waits_ms(&history), [-2_000.0, 3_490.0]);
    assert_eq!(held(&history, 1_999), [1, 0]);
    assert_eq!(when(&history, |what| matches!(what, Occurrence::Task(Task::Stopped { .. }))), []);
    assert_eq!((ledger(&history).done, ledger(&history).half_done), (2, 1));
}

#[test]
fn one_hanging_service_exhausts_the_producer_and_then_the_service_in_front_of_it() {
    let scenario = alone(|s| {
        set(s, &[(Setting::Workers, 4), (Setting::CallerWorkers, 6)]);
        s.services[0].workers = 8;
        s.producer.call_timeout = Duration::from_s(60);
    });
    let acts = [is_set(0, A, Mode::Hanging), at(0, Action::Send(10))];
    let history = sequential(&scenario, &acts);
    let held_at = |ms| held(&history, ms);
    // Six have a place in front, four of them at the producer; nobody else reaches it.
    assert_eq!(held_at(0), [4, 2]);
    // In front, six give up; four more come to a producer that is still full.
    assert_eq!(held_at(10_000), [0, 4]);
    let given_up = |cause: &Option<Cause>| *cause == Some(Cause::CallerGaveUp);
    assert_eq!(causes(&history).into_iter().filter(given_up).count(), 10, "not one is answered");
    assert_eq!(ledger(&history).done, 4, "though four had been worked for");
}

#[test]
fn a_restart_forgets_who_waits_for_the_producer_and_not_who_waits_in_front() {
    let scenario = alone(|s| set(s, &[(Setting::Workers, 1), (Setting::CallerWorkers, 2)]));
    let acts = [at(0, Action::Send(3)), at(100, Action::Restart)];
    let history = sequential(&scenario, &acts);
    let restarted = Some(Cause::Restarted);
    assert_eq!(causes(&history), [restarted, restarted, None]);
    // It reaches the service at 100 ms and waits there for the work that nobody waits for any more.
    assert_eq!(waits_ms(&history), [-100.0, -100.0, 1_000.0]);
    assert_eq!(held(&history, 100), [0, 0]);
}

#[test]
fn places_that_a_learner_adds_are_taken_at_once() {
    let scenario = alone(|s| {
        set(s, &[(Setting::Workers, 1)]);
        s.services[0].workers = 8;
    });
    let more = at(100, Action::Tune(Setting::Workers, 3));
    let all = at(200, Action::Tune(Setting::Workers, 0));
    let history = sequential(&scenario, &[at(0, Action::Send(6)), more, all]);
    assert_eq!(waits_ms(&history), [500.0, 600.0, 600.0, 700.0, 700.0, 700.0]);
}

#[test]
fn a_long_queue_that_is_let_through_at_once_is_no_deep_recursion() {
    let scenario = alone(|s| set(s, &[(Setting::Workers, 1)]));
    let acts = [is_set(0, A, Mode::Hanging), send(0), at(1, Action::Send(20_000))];
    // The hanging call ends by a refusal, and so does every other in its turn.
    let down = is_set(1_000, A, Mode::Down);
    let history = sequential(&scenario, &[&acts[..], &[down]].concat());
    assert_eq!(ledger(&history).failed, 20_001);
}

// Deployments

fn joins(ms: u64, name: &str) -> Intervention {
    let service = Service::new(name, Duration::from_ms(50));
    at(ms, Action::Add { service, start: Start::Latest })
}

#[test]
fn while_the_producer_is_deployed_tasks_fail_at_once_and_what_is_under_way_finishes() {
    let scenario = course(|s| set(s, &[(Setting::RedeployMs, 2_000)]));
    let acts = [send(0), joins(1_000, "Logging"), send(1_500), send(3_500)];
    let history = sequential(&scenario, &acts);
    assert_eq!(waits_ms(&history), [1_500.0, -0.0, 1_550.0]);
    assert_eq!(causes(&history)[1], Some(Cause::Deploying));
    let up = |wanted| {
        when(
            &history,
            |what| matches!(what, Occurrence::Control(Control::Deploying { up }) if up == wanted),
        )
    };
    assert_eq!((up(false), up(true)), (vec![1_000.0], vec![3_000.0]));
    assert_eq!((ledger(&history).done, ledger(&history).missing), (7, 4));
}

#[test]
fn a_deployment_during_another_makes_it_longer() {
    let scenario = course(|s| set(s, &[(Setting::RedeployMs, 2_000)]));
    let acts = [joins(0, "Logging"), at(1_500, Action::Remove(3)), send(3_000), send(3_500)];
    let history = sequential(&scenario, &acts);
    assert_eq!(causes(&history), [Some(Cause::Deploying), None]);
    assert_eq!(
        when(&history, |what| matches!(what, Occurrence::Control(Control::Deploying { .. }))),
        [0.0, 3_500.0]
    );
}

#[test]
fn a_producer_that_names_no_service_is_not_deployed() {
    let scenario = course(|s| set(s, &[(Setting::RedeployMs, 2_000)]));
    let acts = [joins(0, "Logging"), send(500)];
    assert_eq!(waits_ms(&play(&scenario, Style::Kafka, &acts)), [10.0]);
    for style in Style::DIRECT {
        assert_eq!(waits_ms(&play(&scenario, style, &acts)), [-0.0], "{style:?}");
    }
}

#[test]
fn who_waits_at_the_gate_during_a_deployment_is_served_by_the_program_that_took_them() {
    let scenario = alone(|s| set(s, &[(Setting::RedeployMs, 2_000), (Setting::Workers, 1)]));
    let acts = [at(0, Action::Send(2)), joins(100, "Logging")];
    let history = sequential(&scenario, &acts);
    assert_eq!(waits_ms(&history), [500.0, 1_000.0]);
    assert_eq!(
        when(&history, |what| matches!(what, Occurrence::Call(Call::Made { service: 1, .. }))),
        []
    );
}

#[test]
fn what_is_done_in_the_end_is_done_so_long_after_the_task_was_first_sent() {
    let scenario = alone(|s| set(s, &[(Setting::UserRetries, 1)]));
    let history =
        sequential(&scenario, &[is_set(0, A, Mode::Down), send(10), is_set(500, A, Mode::Up)]);
    assert_eq!(lengths_ms(summarise(&history).done_after[0]), (1, [1_500.0; 5]));
}
