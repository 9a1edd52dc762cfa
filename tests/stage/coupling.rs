//! The coupling table: asked of runs in slices, stopped, gone on with, and never mixed up with another scenario's.

use coupling_workbook::stage::{Asking, Command, Coupling, Figures, Model, Msg, Tab, update};
use engine::history::History;
use engine::scenario::{Load, Pattern, Style};
use engine::sim::{Duration, Instant};
use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

fn opened(model: &mut Model) -> Asking {
    update(model, Msg::TabChosen(Tab::Coupling));
    asked(update(model, Msg::FiguresAsked))
}

fn asked(commands: Vec<Command>) -> Asking {
    match &commands[..] {
        [Command::Ask(asking)] => (**asking).clone(),
        other => panic!("{other:?}"),
    }
}

/// Asks up to so many pauses, and hears the answers. How often it paused.
fn ask(model: &mut Model, asking: Asking, pauses: usize) -> usize {
    let (paused, heard) = (Cell::new(0), RefCell::new(Vec::new()));
    let pause = async || {
        paused.set(paused.get() + 1);
        paused.get() < pauses
    };
    let all = pin!(asking.ask(pause, |answer| heard.borrow_mut().push(Msg::Answered(answer))));
    let Poll::Ready(()) = all.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("no pause lasts")
    };
    for answer in heard.take() {
        update(model, answer);
    }
    paused.get()
}

fn table(model: &Model) -> Coupling {
    match model.figures.as_deref() {
        Some(Figures::Coupling(coupling)) => coupling.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_cell_of_the_table_opens_the_run_that_it_was_read_from() {
    let mut model = Model::default();
    let asking = opened(&mut model);
    ask(&mut model, asking, usize::MAX);
    for (question, read) in table(&model).answers {
        update(&mut model, Msg::WhatIfOpened(question));
        let answered = |history: &History| {
            let later = history.tasks().iter().filter(|task| task.sent > Instant::START);
            later.filter(|task| matches!(task.ended, Some((_, None)))).count() as u32
        };
        let opened = [answered(&model.runs.direct), answered(&model.runs.kafka)];
        assert_eq!(opened.map(Some), read.map(|it| it.map(|it| it.answered)), "{question:?}");
    }
}

#[test]
fn the_rest_of_the_questions_is_asked_later_when_it_was_stopped() {
    let mut model = Model::default();
    let asking = opened(&mut model);
    ask(&mut model, asking, 3);
    let (done, all) = table(&model).progress();
    assert!((1..all).contains(&done), "{done} of {all}");
    update(&mut model, Msg::AskingStopped);
    assert_eq!(model.round_asked(), None);
    let rest = asked(update(&mut model, Msg::FiguresAsked));
    let pauses = ask(&mut model, rest, usize::MAX);
    assert_eq!(table(&model).progress(), (all, all));
    assert!(pauses < 2 * all, "what was answered is not asked again");
    assert_eq!(model.round_asked(), None);
    assert_eq!(update(&mut model, Msg::FiguresAsked), []);
}

#[test]
fn who_leaves_the_tab_stops_the_questions_and_answers_to_a_former_scenario_go_nowhere() {
    let mut model = Model::default();
    let asking = opened(&mut model);
    update(&mut model, Msg::TabChosen(Tab::Task));
    assert_eq!(model.round_asked(), None);
    update(&mut model, Msg::TabChosen(Tab::Coupling));
    update(&mut model, Msg::FiguresAsked);
    ask(&mut model, asking, usize::MAX);
    assert_eq!(table(&model).progress().0, 0, "an earlier round is not heard");
    let asking = {
        update(&mut model, Msg::TasksSent(1));
        asked(update(&mut model, Msg::FiguresAsked))
    };
    update(&mut model, Msg::TasksSent(1));
    ask(&mut model, asking, usize::MAX);
    assert!(model.figures.is_none());
}

#[test]
fn a_heavy_scenario_is_asked_in_many_slices() {
    let mut model = Model::default();
    let scenario = &mut model.work.scenario;
    scenario.load = Load { pattern: Pattern::Steady(Duration::from_ms(2)), tasks: None };
    (scenario.left, scenario.horizon) = (Style::Parallel, Duration::from_s(60));
    let asking = opened(&mut model);
    let pauses = ask(&mut model, asking, usize::MAX);
    let (_, all) = table(&model).progress();
    assert!(pauses > 3 * all, "{pauses} pauses for {all} answers");
}
