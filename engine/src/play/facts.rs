//! What a run stands on: the scenario, the style in which it is wired and the settings in force.
//!
//! Never here: anything that a run brings about.

use crate::scenario::program::Style;
use crate::scenario::settings::Settings;
use crate::scenario::statement::Scenario;

/// The facts of a run. Only the settings change, when somebody tunes one.
pub(crate) struct Facts<'a> {
    pub scenario: &'a Scenario,
    pub style: Style,
    pub settings: Settings,
}
