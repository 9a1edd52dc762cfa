//! What somebody does to the system from outside, and what it changes at once.
//!
//! Never here: what follows from it later.

use crate::history::control::Control;
use crate::history::values::Gate;
use crate::play::world::World;
use crate::scenario::ids::ServiceId;
use crate::scenario::intervention::{Action, Start};
use crate::scenario::load::Load;
use crate::scenario::settings::{ServiceSetting, Setting};
use crate::scenario::statement::Planned;
use crate::sim::Duration;

impl World<'_> {
    /// Carries out an intervention.
    pub fn intervene(&mut self, planned: Planned) {
        match *planned.action {
            Action::Set(service, mode) => self.set_mode(service, mode),
            Action::Broker(up) => self.set_broker(up),
            Action::Add { start, .. } => self.add(planned.service, start),
            Action::Remove(service) => self.remove(service),
            Action::Send(tasks) => (0..tasks).for_each(|_| self.send()),
            Action::Load(load) => self.set_load(load),
            Action::Restart => self.restart(),
            Action::Tune(setting, value) => self.tune(setting, value),
            Action::TuneService(service, setting, value) => {
                self.tune_service(service, setting, value);
            }
            Action::Crash { service, worker } => self.crash(service, worker),
            Action::Scale(service, workers) => self.scale(service, workers),
            Action::Partitions(partitions) => self.grow_topic(partitions),
            Action::Skip(minutes) => self.skip(minutes),
        }
    }

    fn set_load(&mut self, load: Load) {
        self.record(Control::LoadSet { load });
        self.arrivals.set(load, &mut self.out);
    }

    fn tune(&mut self, setting: Setting, value: u32) {
        let before = self.broker.takes(&self.facts.settings);
        self.facts.settings.set(setting, value);
        self.record(Control::Tuned { setting, value });
        self.broker_changed(before);
        self.tuned(setting);
    }

    /// What a changed setting changes at once, rather than when it is next asked for.
    fn tuned(&mut self, setting: Setting) {
        match setting {
            Setting::Workers => self.open(Gate::Producer),
            Setting::CallerWorkers => self.open(Gate::Caller),
            Setting::RetentionMs => self.retention_changed(),
            Setting::BufferMemory | Setting::RecordSize => self.unblock(),
            Setting::BreakerFailures | Setting::BreakerProbes => {
                let present = self.services.present();
                self.breakers.retune(&present, &self.facts.settings, &mut self.out);
            }
            _ => {}
        }
    }

    fn open(&mut self, gate: Gate) {
        self.gates.open(gate, &self.facts.settings, &mut self.out);
    }

    fn tune_service(&mut self, service: ServiceId, setting: ServiceSetting, value: u32) {
        if self.services.is_known(service) {
            self.services.tune(service, setting, value);
            self.record(Control::ServiceTuned { service, setting, value });
        }
    }

    fn add(&mut self, newcomer: Option<ServiceId>, start: Start) {
        let known = |&service: &ServiceId| self.services.is_known(service);
        let Some(service) = newcomer.filter(known) else { return };
        self.services.set_present(service, true);
        self.record(Control::ServiceAdded { service, start });
        self.redeploy();
        if self.facts.style.publishes() {
            self.join_group(service, start);
        }
    }

    fn remove(&mut self, service: ServiceId) {
        if !self.services.is_present(service) {
            return;
        }
        self.services.set_present(service, false);
        self.record(Control::ServiceRemoved { service });
        if self.facts.style.publishes() {
            self.leave_group(service);
        } else {
            self.services.abandon(service, &mut self.out);
        }
        self.effects.cancel(service, &mut self.out);
        self.redeploy();
        self.drop_calls(service);
        self.stop_waiting_for(service);
    }

    /// The producer's program changes for the tasks sent from now on, because a service has joined or left.
    /// A producer that names its services is deployed anew, and refuses tasks for as long as that takes:
    /// those that it has taken, at its gate too, are finished by the program that took them.
    fn redeploy(&mut self) {
        self.tasks.deploy(self.facts.style.program(&self.services.present()));
        let takes = self.facts.settings.redeploy();
        if self.facts.style.names_services() && takes.0 > 0 {
            self.deployment.begin(takes, &mut self.out);
        }
    }

    /// Passes minutes at once: everything under way goes on to its end, nobody sends, and the clock that
    /// is shown stands still.
    fn skip(&mut self, minutes: u32) {
        self.record(Control::Skipped { minutes });
        let skip = self.out.begin_skip(Duration::from_s(60 * u64::from(minutes)));
        while let Some(timer) = self.out.next(skip.until) {
            self.fire(timer);
            if self.out.is_full() {
                break;
            }
        }
        self.out.end_skip(skip);
    }
}
