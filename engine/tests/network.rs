//! A slow network between the producer, the log and one service.

mod support;

use engine::history::{Call, Control, History, Occurrence, Work};
use engine::play::run;
use engine::scenario::{
    Action, Intervention, Mode, Scenario, ServiceSetting, Setting, Style, read, write,
};
use engine::sim::{Duration, Instant};
use support::{Chance, alone, at, course, random_scenario, send, waits_ms, when};

const A: u8 = 0;

/// From this instant on, whatever goes to the first service or comes from it takes so long.
fn delay(ms: u64, delay_ms: u32) -> Intervention {
    at(ms, Action::TuneService(A, ServiceSetting::NetworkDelayMs, delay_ms))
}

fn play(scenario: &Scenario, style: Style, acts: &[Intervention]) -> History {
    run(scenario, style, acts, Instant::from_s(60))
}

fn begun(history: &History) -> Vec<f64> {
    when(history, |what| matches!(what, Occurrence::Work(Work::Started { service: A, .. })))
}

fn refused(history: &History) -> Vec<f64> {
    when(history, |what| matches!(what, Occurrence::Call(Call::Refused { .. })))
}

#[test]
fn a_call_and_its_answer_take_the_delay_each() {
    let history = play(&alone(|_| {}), Style::Sequential, &[delay(0, 200), send(1_000)]);
    assert_eq!(begun(&history), [1_200.0]);
    assert_eq!(waits_ms(&history), [900.0], "there, 500 ms of work, and back");
}

#[test]
fn only_the_way_to_the_delayed_service_is_slow() {
    let history = play(&course(|_| {}), Style::Sequential, &[delay(0, 200), send(1_000)]);
    assert_eq!(waits_ms(&history), [1_900.0], "three services of 500 ms, one of them farther away");
}

/// One task at 1 s, where every hop takes so long.
fn waits_with_hop(hop_ms: u32, style: Style) -> Vec<f64> {
    let scenario = alone(|scenario| scenario.settings.set(Setting::HopMs, hop_ms));
    waits_ms(&play(&scenario, style, &[send(1_000)]))
}

#[test]
fn every_hop_takes_as_long_on_both_sides() {
    assert_eq!(waits_with_hop(0, Style::Sequential), [500.0]);
    assert_eq!(waits_with_hop(20, Style::Sequential), [540.0], "there and back");
    assert_eq!(waits_with_hop(0, Style::Kafka), [10.0]);
    assert_eq!(
        waits_with_hop(20, Style::Kafka),
        [50.0],
        "to Kafka, and the word that it is stored"
    );
    assert_eq!(waits_with_hop(0, Style::RequestReply), [520.0]);
    let request_reply = waits_with_hop(20, Style::RequestReply);
    assert_eq!(request_reply, [600.0], "to Kafka and from there, and the reply likewise");
    // Over Kafka a question and its answer take four hops and are stored twice; a call takes two hops.
    assert_eq!(request_reply[0] - 540.0, 2.0 * 20.0 + 2.0 * 10.0);
}

#[test]
fn a_service_that_is_farther_away_is_that_much_farther() {
    let scenario = alone(|scenario| scenario.settings.set(Setting::HopMs, 20));
    let history = play(&scenario, Style::Sequential, &[delay(0, 200), send(1_000)]);
    assert_eq!(begun(&history), [1_220.0]);
    assert_eq!(waits_ms(&history), [940.0]);
    let history = play(&scenario, Style::Kafka, &[delay(0, 200), send(1_000)]);
    assert_eq!(
        begun(&history),
        [1_250.0],
        "20 and 10 until it is stored, and 220 until it is read"
    );
}

#[test]
fn a_delay_that_is_set_back_to_nothing_leaves_no_trace() {
    let acts = [delay(0, 200), delay(500, 0), send(1_000)];
    for style in [Style::Sequential, Style::Kafka] {
        let plain = play(&alone(|_| {}), style, &[send(1_000)]);
        let history = play(&alone(|_| {}), style, &acts);
        let tuned = |what| matches!(what, Occurrence::Control(Control::ServiceTuned { .. }));
        let rest = history.occurrences().iter().filter(|entry| !tuned(entry.what));
        assert!(rest.eq(plain.occurrences()), "{style:?}");
    }
}

#[test]
fn what_is_under_way_when_the_delay_changes_arrives_as_it_set_out() {
    let acts = [delay(0, 300), send(1_000), delay(1_100, 0), send(1_200)];
    let history = play(&alone(|_| {}), Style::Sequential, &acts);
    // The second call overtakes the first, which then finds the only worker busy.
    assert_eq!(begun(&history), [1_200.0, 1_700.0]);
    assert_eq!(waits_ms(&history), [1_200.0, 500.0]);
}

#[test]
fn a_service_that_goes_down_meanwhile_refuses_the_call_when_it_comes() {
    let acts = [delay(0, 200), send(1_000), at(1_100, Action::Set(A, Mode::Down))];
    let history = play(&alone(|_| {}), Style::Sequential, &acts);
    assert_eq!(waits_ms(&history), [-400.0], "the refusal comes back as slowly");
    assert_eq!(refused(&history), [1_400.0], "and is known when it has come");
    assert_eq!(history.at(Instant::from_s(2)).ledger.missing, 1);
}

#[test]
fn a_caller_that_waits_less_than_the_way_takes_gives_up_on_work_that_is_done() {
    let scenario = alone(|scenario| scenario.producer.call_timeout = Duration::from_ms(800));
    let history = play(&scenario, Style::Sequential, &[delay(0, 200), send(1_000)]);
    assert_eq!(waits_ms(&history), [-800.0]);
    let ledger = history.at(Instant::from_s(3)).ledger;
    assert_eq!((ledger.done, ledger.half_done), (1, 1));
}

#[test]
fn a_refusal_over_a_slow_network_is_retried_as_any_other() {
    let scenario = alone(|scenario| {
        scenario.settings.set(Setting::Retries, 1);
        scenario.settings.set(Setting::BackoffMs, 100);
    });
    let acts = [
        delay(0, 200),
        at(500, Action::Set(A, Mode::Down)),
        send(1_000),
        at(1_450, Action::Set(A, Mode::Up)),
    ];
    let history = play(&scenario, Style::Sequential, &acts);
    assert_eq!(refused(&history), [1_400.0]);
    assert_eq!(begun(&history), [1_700.0], "after the wait and the way");
    assert_eq!(waits_ms(&history), [1_400.0]);
}

#[test]
fn nobody_waits_for_a_call_to_a_service_that_is_removed() {
    let acts = [delay(0, 200), send(1_000), at(1_100, Action::Remove(A))];
    let scenario = course(|_| {});
    let history = play(&scenario, Style::Sequential, &acts);
    assert_eq!(begun(&history), [0.0; 0]);
    assert_eq!(waits_ms(&history), [1_100.0], "100 ms of the way, and the other two services");
}

#[test]
fn a_record_is_read_later_and_the_user_does_not_notice() {
    let plain = play(&alone(|_| {}), Style::Kafka, &[send(1_000)]);
    let history = play(&alone(|_| {}), Style::Kafka, &[delay(0, 200), send(1_000)]);
    assert_eq!(begun(&plain), [1_010.0]);
    assert_eq!(begun(&history), [1_210.0]);
    assert_eq!(waits_ms(&history), waits_ms(&plain));
}

#[test]
fn a_fetch_brings_what_was_there_when_it_set_out() {
    let scenario = alone(|scenario| scenario.settings.set(Setting::MaxPollRecords, 500));
    let acts = [delay(0, 200), send(1_000), send(1_100)];
    let history = play(&scenario, Style::Kafka, &acts);
    // The second record came too late for the first fetch, and the next sets out after the batch.
    assert_eq!(begun(&history), [1_210.0, 1_910.0]);
}

#[test]
fn a_slow_network_on_both_sides_does_each_task_once() {
    for style in [Style::Sequential, Style::Kafka] {
        let acts = [delay(0, 50), at(1_000, Action::Send(5))];
        let history = play(&alone(|_| {}), style, &acts);
        let ledger = history.at(Instant::from_s(60)).ledger;
        assert_eq!((ledger.answered, ledger.done, ledger.repeated), (5, 5, 0), "{style:?}");
    }
}

#[test]
fn a_delay_is_stated_for_a_service_or_planned_and_survives_a_file() {
    let text = "format = 1\ntitle = \"Far away\"\n\n[load]\npattern = \"by hand\"\n\n\
        [[services]]\nname = \"Audit\"\nnetwork_delay_ms = 20\n\n\
        [[timeline]]\nat_ms = 1000\ntune = \"network_delay_ms\"\nof = \"Audit\"\nto = 300\n";
    let scenario = read("far.toml", text).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(scenario.services[0].settings.network_delay(), Duration::from_ms(20));
    assert_eq!(scenario.timeline, [delay(1_000, 300)]);
    assert_eq!(read("far.toml", &write(&scenario)), Ok(scenario));
}

#[test]
fn whatever_else_befalls_a_run_a_slow_network_loses_no_count() {
    for seed in 0..300 {
        let scenario = random_scenario(seed);
        let mut chance = Chance::new(seed ^ 0x5eed);
        let delays: Vec<_> = (0..6)
            .map(|_| {
                let service = chance.below(scenario.services.len() as u64) as u8;
                let to = [0, 5, 200, 3_000][chance.below(4) as usize];
                let action = Action::TuneService(service, ServiceSetting::NetworkDelayMs, to);
                at(chance.below(10_000), action)
            })
            .collect();
        for style in Style::ALL {
            let history = play(&scenario, style, &delays);
            let end = history.at(Instant::from_s(60));
            let ended = history.tasks().iter().filter(|task| task.ended.is_some()).count();
            assert_eq!(ended as u32, end.ledger.answered + end.ledger.failed, "seed {seed}");
            let settled = end.ledger.done + end.ledger.missing + end.ledger.cancelled;
            assert!(settled <= end.ledger.owed, "seed {seed}, {style:?}");
            assert_eq!(history.hash(), play(&scenario, style, &delays).hash(), "seed {seed}");
        }
    }
}
