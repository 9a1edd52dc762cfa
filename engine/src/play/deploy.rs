//! The producer's program changes when a service joins or leaves, and the producer may be away meanwhile.
//!
//! While it is deployed it refuses tasks; those that it has taken, at its gate too, are finished by the
//! program that took them. Never here: a restart, which forgets what is under way.

use crate::history::control::Control;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::TaskId;
use crate::scenario::settings::Setting;
use crate::sim::Instant;

impl World<'_> {
    /// The producer's program changes for the tasks sent from now on.
    pub fn deploy(&mut self) {
        self.programs.push(self.facts.style.program(&self.present()));
    }

    /// The same when a service has joined or left: a producer that names its services is deployed anew,
    /// and refuses tasks for as long as that takes. A second deployment meanwhile makes it longer.
    pub fn redeploy(&mut self) {
        self.deploy();
        let takes = self.facts.settings.length(Setting::RedeployMs);
        if !self.facts.style.names_services() || takes.0 == 0 {
            return;
        }
        if !self.deploying() {
            self.record(Control::Deploying { up: false });
        }
        let end = self.out.now() + takes;
        self.deployed_at = Some(self.deployed_at.unwrap_or(Instant::START).max(end));
        self.after(takes, Timer::Deployed);
    }

    pub fn deployed(&mut self) {
        if self.deployed_at.is_some_and(|at| at <= self.out.now()) {
            self.deployed_at = None;
            self.record(Control::Deploying { up: true });
        }
    }

    /// Whether the producer refuses tasks.
    pub fn deploying(&self) -> bool {
        self.deployed_at.is_some()
    }

    /// The program that the producer takes a task with is the newest of that instant.
    pub fn choose_program(&mut self, task: TaskId) {
        self.tasks[task as usize].program = self.programs.len() as u32 - 1;
    }
}
