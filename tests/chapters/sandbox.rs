//! Scenarios on their way to the sandbox and back.

use crate::browser::*;
use coupling_workbook::chapters::Msg;
use engine::scenario::read;
use lesson::progress::{Kept, Shelf};

#[test]
fn a_figures_run_goes_to_the_sandbox_as_the_learner_left_it_and_is_there_after_a_reload() {
    let mut browser = Browser::open(FIRST, None);
    let open = browser.model.open.as_ref().expect("a chapter");
    let figure = open.chapter.sheet.figures[0].id.clone();
    let mut scenario = open.runs.get(&figure).expect("its run").scenario.clone();
    scenario.services[0].name = "Mine".into();
    browser.send(Msg::RunChanged(figure.clone(), Box::new(scenario.clone()), Vec::new()));
    browser.send(Msg::FigureToSandbox(figure.clone()));
    let handed = browser.sandbox.take().expect("it is handed over");
    assert_eq!(handed.file, format!("coupling-problem-{figure}.toml"));
    assert_eq!((&handed.scenario, handed.interventions.len()), (&scenario, 0));
    let again = Browser::open("#/sandbox", browser.kept.clone()).sandbox.expect("it was kept");
    assert_eq!((again.asked, again.file), (false, handed.file));
    assert_eq!((again.scenario, again.interventions.len()), (scenario, 0));
}

#[test]
fn what_the_sandbox_makes_is_kept_listed_opened_again_and_can_be_removed() {
    let mut browser = Browser::open("#/", None);
    for (file, title) in [("one.toml", "One"), ("two.toml", "Two")] {
        let text = format!("format = 1\ntitle = \"{title}\"\n[[services]]\nname = \"A\"\n");
        let scenario = read(file, &text).expect("a scenario");
        browser.send(Msg::SandboxChanged(file.into(), Box::new(scenario)));
    }
    assert_eq!(browser.model.texts(Shelf::Scenarios), [("one.toml", "One"), ("two.toml", "Two")]);
    let last = |browser: &Browser| {
        Browser::open("#/sandbox", browser.kept.clone()).sandbox.map(|work| work.file)
    };
    assert_eq!(last(&browser).as_deref(), Some("two.toml"));
    browser.send(Msg::ScenarioToSandbox("one.toml".into()));
    assert!(browser.sandbox.as_ref().is_some_and(|handed| handed.asked));
    assert_eq!(last(&browser).as_deref(), Some("one.toml"));
    browser.send(Msg::Dropped(Shelf::Scenarios, "one.toml".into()));
    assert_eq!(last(&browser).as_deref(), Some("two.toml"));
}

#[test]
fn a_kept_scenario_that_cannot_be_read_is_refused_with_its_line_and_stays() {
    let mut browser = Browser::open("#/", None);
    let kept = Kept { name: "Old".into(), text: "format = 1\nservices = 3\n".into() };
    browser.model.progress.keep(Shelf::Scenarios, "old.toml", kept).expect("room");
    let mut browser = Browser::open("#/", Some(browser.model.progress.save()));
    assert_eq!(browser.sandbox, None);
    browser.send(Msg::ScenarioToSandbox("old.toml".into()));
    assert_eq!((browser.sandbox.as_ref(), browser.model.refused.len()), (None, 1));
    assert_eq!(browser.model.texts(Shelf::Scenarios).len(), 1);
}
