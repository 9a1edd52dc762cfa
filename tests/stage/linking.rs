//! A link to the stage: what somebody sends is what somebody else sees.

use coupling_workbook::link::{Basis, LinkError, Linked, LinkedRun};
use coupling_workbook::stage::{LIBRARY, Model, Msg, Notice, update};
use engine::scenario::{Mode, Setting};
use engine::sim::Instant;

fn opened(piece: &str) -> Model {
    let mut model = Model::default();
    update(&mut model, Msg::LinkOpened(piece.into()));
    model
}

/// Five things that a learner does, a second apart.
fn act(model: &mut Model) {
    let acts = [
        Msg::TasksSent(3),
        Msg::ServiceToggled(0),
        Msg::BrokerToggled,
        Msg::ModeChosen(0, Mode::Slow(4)),
        Msg::BrokerToggled,
    ];
    for (place, msg) in (1..).zip(acts) {
        update(model, Msg::Scrubbed(Instant::from_ms(place * 1_000)));
        update(model, msg);
    }
}

#[test]
fn every_shipped_scenario_with_what_was_done_to_it_is_opened_at_its_instant_by_a_short_link() {
    let mut longest = 0;
    for (place, shipped) in LIBRARY.iter().enumerate() {
        let mut model = Model::default();
        update(&mut model, Msg::ScenarioChosen(place));
        act(&mut model);
        assert!(model.notice.is_none(), "{}", shipped.file);
        let link = model.link();
        longest = longest.max(link.len());
        let other = opened(&link);
        assert_eq!(other.notice, None, "{}", shipped.file);
        assert_eq!(other.work.scenario, model.work.scenario);
        assert_eq!(other.work.interventions, model.work.interventions);
        assert_eq!(other.work.shipped, Some(place));
        assert_eq!(other.playback.at(), model.playback.at());
        assert_eq!(other.runs.direct.hash(), model.runs.direct.hash());
        assert_eq!(other.runs.kafka.hash(), model.runs.kafka.hash());
    }
    assert!(longest < 400, "{longest} characters, and an address before them");
}

#[test]
fn a_scenario_of_the_learners_own_travels_whole() {
    let mut model = Model::default();
    update(&mut model, Msg::Tuned(Setting::Retries, 3));
    update(&mut model, Msg::ServiceRenamed(0, "Zoë's \"post\" [[timeline]]".into()));
    act(&mut model);
    let link = model.link();
    assert!(link.len() < 460, "{}", link.len());
    let other = opened(&link);
    assert_eq!(other.work.scenario, model.work.scenario);
    assert_eq!(other.work.interventions, model.work.interventions);
    assert_eq!(other.runs.kafka.hash(), model.runs.kafka.hash());
}

#[test]
fn what_was_on_the_stage_can_be_gone_back_to() {
    let mut model = Model::default();
    update(&mut model, Msg::TasksSent(2));
    let mine = model.work.clone();
    update(&mut model, Msg::LinkOpened(Model::default().link()));
    assert_ne!(model.work, mine);
    update(&mut model, Msg::Resumed);
    assert_eq!(model.work, mine);
}

#[test]
fn a_damaged_link_changes_nothing_and_is_said() {
    let mut model = Model::default();
    update(&mut model, Msg::TasksSent(2));
    let (before, link) = (model.work.clone(), model.link());
    for (piece, error) in [
        (&link[..link.len() - 3], LinkError::Damaged),
        ("", LinkError::Damaged),
        ("9abc", LinkError::Newer),
        (&Linked::Description("x".into()).encode(), LinkError::Damaged),
    ] {
        update(&mut model, Msg::LinkOpened(piece.into()));
        assert_eq!(model.notice, Some(Notice::Link(error)), "{piece}");
        assert_eq!(model.work, before);
    }
}

fn run(file: &str, basis: Basis, interventions: u32) -> String {
    let (horizon_us, at_us) = (0, u64::MAX);
    let run = LinkedRun { file: file.into(), basis, interventions, horizon_us, at_us };
    Linked::Run(run).encode()
}

#[test]
fn of_a_hostile_link_is_opened_what_can_be() {
    let shipped = |after: &str| Basis::Shipped(after.into());
    let model = opened(&run("unheard-of.toml", shipped(""), 0));
    assert_eq!(model.notice, Some(Notice::NotShipped("unheard-of.toml".into())));
    let model =
        opened(&run("outage.toml", shipped("\n[[timeline]]\nat_ms = 5\ndown = \"Nobody\"\n"), 1));
    assert!(matches!(model.notice, Some(Notice::Damaged(_))));
    assert_eq!(model.work.file, "outage.toml", "the scenario itself is opened");
    let model = opened(&run("outage.toml", shipped(""), u32::MAX));
    assert_eq!(model.notice, None);
    assert_eq!(model.playback.at(), model.runs.horizon(), "no later than the end");
    let model = opened(&run("x.toml", Basis::Own("format = 99\n".into()), 0));
    assert!(matches!(model.notice, Some(Notice::Damaged(_))));
}

#[test]
fn a_long_scenario_has_a_long_link_that_still_opens() {
    let mut model = Model::default();
    for number in 0..60 {
        update(&mut model, Msg::Scrubbed(Instant::from_ms(number * 137)));
        update(&mut model, Msg::TasksSent(1 + number as u32));
    }
    update(&mut model, Msg::ServiceRenamed(0, "é".repeat(60)));
    let link = model.link();
    assert!(link.len() > 700, "{}", link.len());
    assert_eq!(opened(&link).work.interventions, model.work.interventions);
}
