//! What the learner does to the run at the playhead: each is an intervention, or is refused.
//!
//! Never here: what an intervention does; the run that is played with it shows that.

use super::model::Model;
use engine::coupling::{WhatIf, apply};
use engine::scenario::{Action, Load, Mode, Pattern, Service, ServiceId, Start};
use engine::sim::Instant;

impl Model {
    /// Sends tasks, and lets the learner see where they go.
    pub(super) fn send(&mut self, tasks: u32) {
        if self.act(Action::Send(tasks)) {
            self.playback.play();
        }
    }

    /// Does what a menu offers, and closes it.
    pub(super) fn act_from_menu(&mut self, action: Action) {
        self.menu = None;
        self.act(action);
    }

    /// Takes a service down, or up again.
    pub(super) fn toggle_service(&mut self, service: ServiceId) {
        let mode = if self.mode_of(service).is_out() { Mode::Up } else { Mode::Down };
        self.act(Action::Set(service, mode));
    }

    /// Takes Kafka down, or up again.
    pub(super) fn toggle_broker(&mut self) {
        let up = self.runs.kafka.at(self.playback.at()).broker_up;
        self.act(Action::Broker(!up));
    }

    /// Adds a service. The form stays open where it is refused.
    pub(super) fn add(&mut self, service: Service, start: Start) {
        if self.act(Action::Add { service, start }) {
            self.menu = None;
        }
    }

    /// Another load. The form stays open where it is refused.
    pub(super) fn choose_load(&mut self, load: Load) {
        if self.act(Action::Load(load)) {
            self.menu = None;
            if load.pattern != Pattern::ByHand {
                self.playback.play();
            }
        }
    }

    /// Opens the run that answers a question to the architecture: the scenario, with what the question
    /// does to it in place of what the learner did.
    pub(super) fn what_if(&mut self, question: WhatIf) {
        self.clear();
        self.work.interventions = apply(&self.work.scenario, question);
        self.rerun();
        self.playback.seek(Instant::START);
        self.playback.play();
    }
}
