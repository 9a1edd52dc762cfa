//! Messages in any order, with any content: what is drawn stays whole, and what is saved opens again.

use coupling_workbook::scene::{Side, describe, lit, summary, waterfall};
use coupling_workbook::stage::{Command, Fact, Menu, Model, Msg, SPEEDS, Tab, update};
use engine::coupling::what_ifs;
use engine::scenario::{Latency, Load, Mode, Pattern, ServiceSetting, Setting, Start, Style, read};
use engine::sim::{Duration, Instant, Stream, draw};

/// Everything that is drawn of a model, so that a message that breaks a drawing is found.
pub fn look(model: &Model) {
    let at = model.shown();
    for side in Side::BOTH {
        let history = model.runs.side(side);
        let panel = model.panel(side);
        assert_eq!(panel.services.len(), model.present(at).len());
        assert!(!summary(&history.at(at).ledger).is_empty());
        lit(history, model.task(), model.code_of, at, model.playback.moment());
        model.producer_code(side, &model.present(at));
        for occurrence in history.occurrences().iter().take(50) {
            assert!(!describe(history, &model.work.scenario.producer.name, occurrence).is_empty());
        }
    }
    model.last_change();
    if let Some(task) = model.task() {
        let sides = Side::BOTH.map(|side| (side, model.runs.side(side)));
        assert!(waterfall(&sides, task, at, model.stage_width).is_some());
    }
}

/// A file that the page gives is one that it takes.
fn saves_what_it_can_open(model: &mut Model) {
    for command in update(model, Msg::SaveAsked) {
        if let Command::SaveFile { name, text } = command {
            read(&name, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        }
    }
}

fn random_msg(model: &Model, mut below: impl FnMut(u64) -> u64) -> Msg {
    let service = below(16) as u8;
    let strange = [0, 1, 999, 1_000, 1_000_000, u64::MAX][below(6) as usize];
    match below(39) {
        0 => Msg::PlayToggled,
        1 | 2 => Msg::Stepped { forwards: below(2) == 0 },
        3 => Msg::Restarted,
        4..=7 => Msg::Scrubbed(Instant(below(model.runs.horizon().0 + 1))),
        8 => Msg::SpeedChosen(below(SPEEDS.len() as u64 + 2) as usize),
        9 | 10 => Msg::Ticked([f64::NAN, -1.0, 16.7, 1e12][below(4) as usize]),
        11 | 12 => Msg::TasksSent([1, 5, 0, 2_000][below(4) as usize]),
        13 | 14 => Msg::ServiceToggled(service),
        15 => Msg::ModeChosen(
            service,
            [Mode::Hanging, Mode::Slow(0), Mode::Slow(10)][below(3) as usize],
        ),
        16 => Msg::BrokerToggled,
        17 => Msg::ProducerRestarted,
        18 => Msg::ServiceAdded(model.newcomer(), Start::Earliest),
        19 => Msg::ServiceRemoved(service),
        20 => Msg::ServiceRenamed(
            service,
            ["", "Audit", "Ünï 🦀", "a\u{0}b"][below(4) as usize].into(),
        ),
        21 => Msg::LoadChosen(Load {
            pattern: [
                Pattern::ByHand,
                Pattern::Burst,
                Pattern::Steady(Duration(strange)),
                Pattern::Poisson(Duration::from_ms(100)),
            ][below(4) as usize],
            tasks: Some(below(50) as u32),
        }),
        22 => Msg::BranchReturned(below(9) as usize),
        23 => [Msg::Cleared, Msg::Undone, Msg::Resumed][below(3) as usize].clone(),
        24 => Msg::StyleChosen(Side::BOTH[below(2) as usize], Style::ALL[below(8) as usize]),
        25 => Msg::TaskPinned(Some(below(300) as u32)),
        26 => Msg::Set(match below(6) {
            0 => Fact::Partitions(below(14) as u32),
            1 => Fact::Publish(Duration(strange)),
            2 => Fact::Workers(service, below(40) as u32),
            3 => Fact::Latency(service, Latency::Fixed(Duration(strange))),
            4 => Fact::Seed(strange),
            _ => Fact::Horizon(Duration::from_s(below(90))),
        }),
        27 => Msg::ScenarioChosen(below(9) as usize),
        30 | 31 => Msg::Crashed(service, (below(2) == 0).then_some(below(4) as u8)),
        32 => Msg::Scaled(service, below(40) as u32),
        33 => Msg::Partitioned(below(14) as u32),
        34 => Msg::TimeSkipped(below(20_000) as u32),
        35 | 36 => {
            let setting = Setting::ALL[below(Setting::ALL.len() as u64) as usize];
            let (low, high) = setting.spec().range;
            Msg::Tuned(setting, [low, high, below(3) as u32, u32::MAX][below(4) as usize])
        }
        37 => {
            let setting = ServiceSetting::ALL[below(ServiceSetting::ALL.len() as u64) as usize];
            Msg::ServiceTuned(service, setting, below(3) as u32)
        }
        38 => {
            let what_ifs = what_ifs(&model.work.scenario);
            Msg::WhatIfOpened(what_ifs[below(what_ifs.len() as u64) as usize])
        }
        28 => Msg::Resized {
            panel: [0.0, 300.0, 580.0, 900.0, f64::NAN][below(5) as usize],
            stage: [0.0, 340.0, 1_216.0, f64::NAN][below(4) as usize],
            viewport: [0.0, 800.0, 5_000.0][below(3) as usize],
        },
        _ => [
            Msg::TabChosen(Tab::Code),
            Msg::MenuToggled(Menu::Service(Side::Direct, service)),
            Msg::MotionReduced(below(2) == 0),
            Msg::FileOpened { name: "x".into(), text: "format = 1".into() },
            Msg::PageChosen(Some(below(1_000) as usize)),
            Msg::CodeOf(service),
            Msg::ModulesToggled,
            Msg::ProgramsAsked,
            Msg::FiguresAsked,
            Msg::FileUnreadable("x".into()),
        ][below(10) as usize]
            .clone(),
    }
}

#[test]
fn no_sequence_of_messages_breaks_the_model_or_a_drawing() {
    for seed in 0..60 {
        let mut drawn = 0;
        let mut below = |bound: u64| {
            drawn += 1;
            draw(seed, Stream::Demand, drawn, 5, 0) % bound
        };
        let mut model = Model::default();
        let mut trail = Vec::new();
        for _ in 0..60 {
            let msg = random_msg(&model, &mut below);
            trail.push(msg.clone());
            let step = std::panic::AssertUnwindSafe(|| {
                update(&mut model, msg);
                look(&model);
                assert_eq!(model.work.scenario.check_with(&model.work.interventions), Ok(()));
                saves_what_it_can_open(&mut model);
            });
            if let Err(panic) = std::panic::catch_unwind(step) {
                eprintln!("seed {seed}, after {trail:#?}");
                std::panic::resume_unwind(panic);
            }
        }
    }
}
