//! A whole run, from a scenario to its history.
//!
//! Never here: how anything goes on; that is the [`World`]'s.

use crate::history::recording::History;
use crate::play::world::World;
use crate::scenario::intervention::Intervention;
use crate::scenario::program::Style;
use crate::scenario::statement::Scenario;
use crate::sim::Instant;

/// Plays a scenario in a style, with the scenario's own timeline and the learner's interventions.
///
/// Interventions that name no service of the roster do nothing. What comes from outside is to be checked
/// first, scenario and interventions together ([`Scenario::check_with`]): no bound is looked at here.
pub fn run(
    scenario: &Scenario,
    style: Style,
    interventions: &[Intervention],
    horizon: Instant,
) -> History {
    let plan = scenario.plan(interventions);
    World::new(scenario, style, interventions, horizon).play(&plan, horizon)
}
