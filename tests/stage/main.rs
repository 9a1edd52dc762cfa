//! The interface without a browser: what messages do to the model, and that nothing they can be breaks it.

mod coupling;
mod linking;
mod pictures;
mod random;

use coupling_workbook::scene::Side;
use coupling_workbook::stage::{Command, Fact, LIBRARY, Model, Msg, Notice, Tab, update};
use engine::play::run;
use engine::scenario::{
    Action, Latency, Load, Mode, Scenario, Service, Setting, Start, Style, read,
};
use engine::sim::{Duration, Instant};
use std::rc::Rc;

/// Sends messages.
fn sent(model: &mut Model, msgs: impl IntoIterator<Item = Msg>) {
    for msg in msgs {
        update(model, msg);
    }
}

fn ms(ms: u64) -> Msg {
    Msg::Scrubbed(Instant::from_ms(ms))
}

/// The course's scenario with one task sent at the start.
fn one_task() -> Model {
    let mut model = Model::default();
    sent(&mut model, [Msg::ScenarioChosen(1)]);
    model
}

#[test]
fn sending_a_task_starts_the_clock() {
    let mut model = Model::default();
    sent(&mut model, [Msg::TasksSent(1)]);
    assert!(model.playback.playing());
    sent(&mut model, [Msg::Ticked(40.0)]);
    assert_eq!(model.playback.at(), Instant::from_ms(10), "a quarter of the watcher's time");
}

#[test]
fn an_intervention_in_the_past_drops_the_later_ones_and_keeps_them_as_a_branch() {
    let mut model = one_task();
    sent(&mut model, [ms(700), Msg::ServiceToggled(1), ms(200), Msg::ServiceToggled(2)]);
    assert_eq!(model.work.interventions.len(), 1);
    assert_eq!(model.work.interventions[0].action, Action::Set(2, Mode::Down));
    assert_eq!(model.work.branches.len(), 1);
    sent(&mut model, [Msg::BranchReturned(0)]);
    assert_eq!(model.work.interventions[0].action, Action::Set(1, Mode::Down));
    assert_eq!(model.work.branches[0].interventions[0].action, Action::Set(2, Mode::Down));
}

#[test]
fn an_intervention_at_the_end_of_the_list_forks_nothing() {
    let mut model = one_task();
    sent(&mut model, [ms(200), Msg::ServiceToggled(1), ms(900), Msg::ServiceToggled(1)]);
    assert_eq!((model.work.interventions.len(), model.work.branches.len()), (2, 0));
}

#[test]
fn the_scenarios_own_timeline_stays_when_the_learner_forks() {
    let mut model = Model::default();
    let outage = LIBRARY.iter().position(|shipped| shipped.file == "outage.toml").unwrap_or(0);
    sent(&mut model, [Msg::ScenarioChosen(outage), ms(20_000), Msg::ServiceToggled(0)]);
    assert_eq!(model.work.scenario.timeline.len(), 2);
    assert_eq!(model.runs.kafka.at(Instant::from_s(80)).services[1].mode, Mode::Up);
}

#[test]
fn a_run_goes_on_for_a_while_after_the_last_intervention_and_a_shipped_one_keeps_its_length() {
    let mut model = one_task();
    assert_eq!(model.runs.horizon(), Instant::from_s(4));
    sent(&mut model, [ms(3_900), Msg::TasksSent(1)]);
    assert_eq!(model.runs.horizon(), Instant::from_s(20));
}

#[test]
fn a_fact_that_cannot_be_changes_nothing_and_says_why() {
    let mut model = one_task();
    for setting in [
        Fact::Partitions(0),
        Fact::Partitions(13),
        Fact::Workers(0, 0),
        Fact::Workers(0, 33),
        Fact::Save(Duration(u64::MAX)),
        Fact::Horizon(Duration::ZERO),
        Fact::Name(0, String::new()),
        Fact::Name(0, "x".repeat(500)),
        Fact::Name(0, "audit".into()),
        Fact::Latency(0, Latency::Fixed(Duration::from_s(601))),
    ] {
        let before = model.work.scenario.clone();
        sent(&mut model, [Msg::Set(setting.clone())]);
        assert_eq!(model.work.scenario, before, "{setting:?}");
        assert!(matches!(model.notice, Some(Notice::Refused(_))), "{setting:?}");
    }
}

#[test]
fn a_renamed_service_has_its_new_name_everywhere_from_the_start() {
    let mut model = one_task();
    sent(&mut model, [Msg::ServiceRenamed(1, "Compliance".into())]);
    assert_eq!(model.runs.direct.roster()[1].name, "Compliance");
    assert_eq!(model.panel(Side::Kafka).services[1].name, "Compliance");
    assert!(model.producer_code(Side::Direct, &[0, 1, 2]).text().contains("ComplianceClient"));
}

#[test]
fn a_switch_set_twice_at_one_instant_is_as_good_as_untouched() {
    let mut model = one_task();
    let before = model.runs.direct.hash();
    sent(&mut model, [ms(700), Msg::ServiceToggled(1), Msg::ServiceToggled(1)]);
    assert!(model.work.interventions.is_empty());
    assert_eq!(model.runs.direct.hash(), before);
    sent(&mut model, [Msg::BrokerToggled, Msg::BrokerToggled]);
    assert!(model.work.interventions.is_empty());
    sent(&mut model, [Msg::ServiceToggled(1), ms(900), Msg::ServiceToggled(1)]);
    assert_eq!(model.work.interventions.len(), 2, "at two instants it is two things");
}

#[test]
fn what_was_done_last_is_undone_first() {
    let mut model = one_task();
    sent(
        &mut model,
        [ms(200), Msg::ServiceToggled(1), ms(900), Msg::ServiceToggled(2), Msg::Undone],
    );
    assert_eq!(model.work.interventions.len(), 1);
    assert_eq!(model.work.interventions[0].action, Action::Set(1, Mode::Down));
}

#[test]
fn starting_afresh_restores_the_facts_and_keeps_what_was_done() {
    let mut model = one_task();
    let opened = model.work.scenario.clone();
    sent(
        &mut model,
        [Msg::Set(Fact::Partitions(3)), ms(700), Msg::ServiceToggled(1), Msg::Cleared],
    );
    assert_eq!(model.work.scenario, opened);
    assert_eq!((model.work.interventions.len(), model.work.branches.len()), (0, 1));
}

#[test]
fn what_is_left_for_another_scenario_can_be_gone_back_to() {
    let mut model = one_task();
    sent(&mut model, [ms(700), Msg::ServiceToggled(1)]);
    let before = model.work.clone();
    sent(&mut model, [Msg::ScenarioChosen(4), Msg::Resumed]);
    assert_eq!(model.work, before);
    sent(
        &mut model,
        [
            Msg::Cleared,
            Msg::ScenarioChosen(2),
            Msg::FileOpened { name: "x".into(), text: "?".into() },
        ],
    );
    assert!(model.left.is_some(), "a file that cannot be opened loses nothing");
}

#[test]
fn what_the_chapters_bring_opens_unless_it_is_old_and_the_learner_has_begun_anew() {
    let mut model = one_task();
    sent(&mut model, [ms(700), Msg::ServiceToggled(1)]);
    let (mine, acts) = (model.work.scenario.clone(), model.work.interventions.clone());
    let (file, scenario) = model.own().expect("they did something");
    assert_eq!(file, "sequential-mine.toml");
    let brought = |asked| Msg::WorkBrought {
        file: file.clone(),
        scenario: Box::new(scenario.clone()),
        interventions: Vec::new(),
        asked,
    };
    let mut fresh = Model::default();
    assert_eq!(fresh.own(), None, "nothing was done yet");
    sent(&mut fresh, [brought(false)]);
    assert_eq!((&fresh.work.file, fresh.work.scenario.timeline.last()), (&file, acts.last()));
    // Begun anew, the learner keeps what they have, and can go back to the older one.
    sent(&mut model, [brought(false)]);
    assert_eq!(model.work.scenario, mine);
    sent(&mut model, [Msg::Resumed]);
    assert_eq!(model.work.file, file);
    // Asked for, it opens, and what was there can be gone back to.
    sent(&mut model, [Msg::Resumed, brought(true)]);
    assert_eq!(model.work.file, file);
    sent(&mut model, [Msg::Resumed]);
    assert_eq!((&model.work.scenario, &model.work.interventions), (&mine, &acts));
}

#[test]
fn a_branch_that_no_longer_fits_is_refused_and_kept() {
    let mut model = one_task();
    let logging = Service::new("Logging", Duration::from_ms(50));
    sent(
        &mut model,
        [
            ms(100),
            Msg::ServiceAdded(logging, Start::Latest),
            Msg::Cleared,
            Msg::ServiceRenamed(0, "Logging".into()),
            Msg::BranchReturned(0),
        ],
    );
    assert!(matches!(model.notice, Some(Notice::Refused(_))));
    assert_eq!((model.work.interventions.len(), model.work.branches.len()), (0, 1));
}

#[test]
fn a_run_that_is_cut_short_ends_there_on_both_sides() {
    let mut model = Model::default();
    let mut text = String::from(
        "format = 1\nhorizon_ms = 3600000\n[load]\npattern = \"steady\"\nevery_ms = 20\n",
    );
    for n in 0..6 {
        text.push_str(&format!("[[services]]\nname = \"S{n}\"\nlatency_ms = 1\n"));
    }
    sent(&mut model, [Msg::FileOpened { name: "long.toml".into(), text }]);
    let horizon = model.runs.horizon();
    assert!(horizon < Instant::from_s(3_600));
    sent(&mut model, [Msg::Scrubbed(Instant::from_s(3_000))]);
    assert_eq!(model.playback.at(), horizon);
}

#[test]
fn a_task_left_unfinished_has_its_end_within_the_run() {
    let mut model = Model::default();
    sent(&mut model, [Msg::BrokerToggled, ms(100), Msg::TasksSent(1)]);
    let ledger = model.runs.kafka.at(model.runs.horizon()).ledger;
    assert_eq!((ledger.failed, ledger.waiting()), (1, 0));
}

#[test]
fn the_clock_rests_when_nothing_more_happens_and_plays_again_from_the_start() {
    let mut model = one_task();
    sent(&mut model, [Msg::PlayToggled]);
    for _ in 0..400 {
        sent(&mut model, [Msg::Ticked(16.7)]);
    }
    assert!(!model.playback.playing());
    assert!(model.playback.at() < Instant::from_ms(1_700), "{}", model.playback.at());
    sent(&mut model, [Msg::PlayToggled]);
    assert_eq!((model.playback.at(), model.playback.playing()), (Instant::START, true));
}

#[test]
fn a_thirteenth_service_is_refused() {
    let mut model = Model::default();
    for _ in 0..9 {
        let next = model.newcomer();
        sent(&mut model, [Msg::ServiceAdded(next, Start::Latest)]);
    }
    assert_eq!(model.present(Instant::START).len(), 12);
    let next = model.newcomer();
    sent(&mut model, [Msg::ServiceAdded(next, Start::Latest)]);
    assert_eq!(model.present(Instant::START).len(), 12);
    assert!(matches!(model.notice, Some(Notice::Refused(_))));
}

#[test]
fn what_is_saved_reads_back_and_runs_to_the_same_histories() {
    let mut model = one_task();
    let logging = Service::new("Logging", Duration::from_ms(40));
    sent(
        &mut model,
        [
            ms(300),
            Msg::ServiceToggled(1),
            ms(400),
            Msg::ServiceAdded(logging, Start::Earliest),
            ms(900),
            Msg::BrokerToggled,
        ],
    );
    let commands = update(&mut model, Msg::SaveAsked);
    let [Command::SaveFile { name, text }] = &commands[..] else { panic!("{commands:?}") };
    assert_eq!(name, "sequential-mine.toml");
    let saved = read(name, text).unwrap_or_else(|error| panic!("{error}"));
    for (style, shown) in [(saved.left, &model.runs.direct), (Style::Kafka, &model.runs.kafka)] {
        let again = run(&saved, style, &[], Instant::START + saved.horizon);
        assert_eq!(again.hash(), shown.hash(), "{style:?}");
    }
}

#[test]
fn every_scenario_of_the_library_opens_and_is_drawn_from_its_start_to_its_end() {
    let mut model = Model::default();
    for (index, shipped) in LIBRARY.iter().enumerate() {
        sent(&mut model, [Msg::ScenarioChosen(index)]);
        assert_eq!(model.work.scenario, shipped.scenario(), "{}", shipped.file);
        let end = model.runs.horizon();
        for tenths in 0..=10 {
            sent(&mut model, [Msg::Scrubbed(Instant(end.0 / 10 * tenths))]);
            random::look(&model);
        }
    }
}

#[test]
fn the_default_model_is_the_courses_scenario() {
    let model = Model::default();
    assert_eq!(model.work.scenario.services, Scenario::default().services);
    assert_eq!(model.work.scenario.load, Load::BY_HAND);
}

#[test]
fn at_the_start_a_setting_is_a_fact_and_later_an_intervention() {
    let mut model = Model::default();
    update(&mut model, Msg::Tuned(Setting::Retries, 2));
    assert_eq!(model.work.scenario.settings.retries(), 2);
    assert!(model.work.interventions.is_empty());
    update(&mut model, Msg::Scrubbed(Instant::from_s(2)));
    update(&mut model, Msg::Tuned(Setting::Retries, 5));
    assert_eq!(model.work.interventions.len(), 1);
    assert_eq!(model.settings().retries(), 5);
    update(&mut model, Msg::Scrubbed(Instant::from_s(1)));
    assert_eq!(model.settings().retries(), 2, "before the intervention");
}

#[test]
fn a_setting_out_of_its_range_is_refused_and_changes_nothing() {
    let mut model = Model::default();
    update(&mut model, Msg::Tuned(Setting::Retries, 11));
    assert!(matches!(model.notice, Some(Notice::Refused(_))));
    assert_eq!(model.work.scenario.settings.retries(), 0);
}

#[test]
fn figures_of_whole_runs_are_counted_when_they_are_opened_and_again_when_the_runs_change() {
    let mut model = Model::default();
    assert!(model.figures.is_none());
    update(&mut model, Msg::TabChosen(Tab::Charts));
    model.count();
    let first = model.figures.clone().expect("counted");
    update(&mut model, Msg::Scrubbed(Instant::from_s(1)));
    model.count();
    assert!(Rc::ptr_eq(&first, model.figures.as_ref().expect("kept")));
    update(&mut model, Msg::TasksSent(1));
    model.count();
    assert!(!Rc::ptr_eq(&first, model.figures.as_ref().expect("counted again")));
}
