//! Workers that crash, come back, are added and are taken away, on the direct side.

mod support;

use engine::history::{Call, Cause, Control, History, Loss, Occurrence, Work};
use engine::play::run;
use engine::scenario::{Action, Intervention, Mode, Scenario, Style};
use engine::sim::Instant;
use support::{alone, at, send, waits_ms, when};

const A: u8 = 0;

fn crash(ms: u64, worker: Option<u8>) -> Intervention {
    at(ms, Action::Crash { service: A, worker })
}

fn scale(ms: u64, workers: u32) -> Intervention {
    at(ms, Action::Scale(A, workers))
}

fn is_set(ms: u64, mode: Mode) -> Intervention {
    at(ms, Action::Set(A, mode))
}

fn with_workers(workers: u32) -> Scenario {
    alone(|scenario| scenario.services[0].workers = workers)
}

fn play(scenario: &Scenario, acts: &[Intervention]) -> History {
    run(scenario, Style::Sequential, acts, Instant::from_s(60))
}

fn mode(history: &History, ms: u64) -> Mode {
    history.at(Instant::from_ms(ms)).services[0].mode
}

fn missing(history: &History) -> Vec<f64> {
    when(history, |what| {
        matches!(what, Occurrence::Work(Work::Missing { why: Loss::ServiceDown, .. }))
    })
}

#[test]
fn a_worker_that_crashes_loses_its_call_and_the_others_work_on() {
    let acts = [at(0, Action::Send(3)), crash(200, Some(0)), send(300)];
    let history = play(&with_workers(2), &acts);
    // The third waited for a worker; the fourth waits for the only one that is left.
    assert_eq!(waits_ms(&history), [-200.0, 500.0, 1_000.0, 1_200.0]);
    let cause = history.tasks()[0].ended.and_then(|(_, cause)| cause);
    assert_eq!(cause, Some(Cause::ServiceDown(A)));
    assert_eq!(missing(&history), [200.0]);
    assert_eq!(mode(&history, 1_000), Mode::Up);
    assert_eq!(history.at(Instant::from_ms(1_000)).services[0].crashed, 0b01);
}

#[test]
fn a_service_without_a_living_worker_refuses_and_has_lost_its_queue() {
    for acts in [vec![crash(200, None)], vec![crash(200, Some(1)), crash(200, Some(0))]] {
        let all = [&[at(0, Action::Send(3))], &acts[..], &[send(300)]].concat();
        let history = play(&with_workers(2), &all);
        assert_eq!(mode(&history, 200), Mode::Crashed);
        assert_eq!(waits_ms(&history), [-200.0, -200.0, -200.0, -0.0]);
        let lost = when(&history, |what| {
            matches!(what, Occurrence::Call(Call::QueueLost { task: 2, .. }))
        });
        assert_eq!(lost, [200.0]);
        let refused = history.tasks()[3].ended.and_then(|(_, cause)| cause);
        assert_eq!(refused, Some(Cause::Refused(A)));
    }
}

#[test]
fn setting_a_service_up_starts_its_crashed_workers_again() {
    let acts = [at(0, Action::Send(4)), crash(200, Some(0)), is_set(300, Mode::Up)];
    let history = play(&with_workers(2), &acts);
    assert_eq!(
        when(&history, |what| matches!(
            what,
            Occurrence::Control(Control::Revived { worker: 0, .. })
        )),
        [300.0]
    );
    assert_eq!(waits_ms(&history), [-200.0, 500.0, 800.0, 1_000.0], "it takes from the queue");
    let all = play(&with_workers(2), &[crash(0, None), is_set(300, Mode::Up), send(400)]);
    assert_eq!((mode(&all, 100), mode(&all, 400)), (Mode::Crashed, Mode::Up));
    assert_eq!(waits_ms(&all), [500.0]);
}

#[test]
fn a_crashed_service_that_is_set_to_any_working_state_works() {
    let acts = [crash(0, None), is_set(100, Mode::Slow(2)), send(200)];
    assert_eq!(waits_ms(&play(&with_workers(2), &acts)), [1_000.0]);
    let acts = [crash(0, None), is_set(50, Mode::Down), is_set(100, Mode::Slow(2)), send(200)];
    assert_eq!(waits_ms(&play(&with_workers(2), &acts)), [1_000.0]);
}

#[test]
fn a_crash_of_what_is_down_gone_or_unknown_is_nothing() {
    let acts = [
        crash(0, Some(7)),
        at(0, Action::Crash { service: 9, worker: None }),
        is_set(10, Mode::Down),
        crash(20, None),
        is_set(30, Mode::Up),
        send(40),
    ];
    let history = play(&with_workers(2), &acts);
    assert_eq!(
        when(&history, |what| matches!(what, Occurrence::Control(Control::Crashed { .. }))),
        []
    );
    assert_eq!(waits_ms(&history), [500.0]);
}

#[test]
fn added_workers_take_from_the_queue_at_once() {
    let history = play(&with_workers(1), &[at(0, Action::Send(4)), scale(100, 3)]);
    assert_eq!(waits_ms(&history), [500.0, 600.0, 600.0, 1_000.0]);
    assert_eq!(history.at(Instant::from_ms(100)).services[0].workers, 0b111);
}

#[test]
fn a_worker_taken_away_finishes_what_it_has_in_hand_and_takes_no_more() {
    let history = play(&with_workers(3), &[at(0, Action::Send(5)), scale(100, 1)]);
    assert_eq!(waits_ms(&history), [500.0, 500.0, 500.0, 1_000.0, 1_500.0]);
    let state = |ms| history.at(Instant::from_ms(ms)).services[0].clone();
    assert_eq!((state(100).busy(), state(100).in_hand.len(), state(100).workers), (3, 3, 0b001));
    assert_eq!((state(600).busy(), state(600).in_hand.len()), (1, 1));
}

#[test]
fn a_worker_that_comes_back_is_not_taken_for_the_one_that_was_cut_short() {
    // Its call of 0 ms was cut short at 100 ms; what it begins at 300 ms ends at 800 and not at 500 ms.
    let acts = [
        at(0, Action::Send(2)),
        crash(100, Some(1)),
        scale(150, 1),
        scale(200, 2),
        at(300, Action::Send(1)),
    ];
    assert_eq!(waits_ms(&play(&with_workers(2), &acts)), [500.0, -100.0, 500.0]);
}

#[test]
fn a_service_left_with_dead_workers_only_has_crashed_and_a_new_worker_brings_it_back() {
    let acts = [crash(0, Some(0)), scale(100, 1), send(200), scale(300, 2), send(400)];
    let history = play(&with_workers(2), &acts);
    assert_eq!([50, 200, 400].map(|ms| mode(&history, ms)), [Mode::Up, Mode::Crashed, Mode::Up]);
    assert_eq!(waits_ms(&history), [-0.0, 500.0]);
}
