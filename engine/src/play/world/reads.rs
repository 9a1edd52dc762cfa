//! Users who read what they have written, from the service that keeps the view of it.
//!
//! A view is up to date for a task once its service has worked for it. Never here: a cache that lies:
//! the pending cache is filled with the answer and emptied when the view has the task.

use crate::history::user::User;
use crate::history::values::ReadOutcome;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::choices::Repair;
use crate::scenario::ids::{ServiceId, TaskId};

impl World<'_> {
    /// The service whose view users read, if they read.
    fn view(&self) -> Option<ServiceId> {
        let view = self.facts.settings.read_of()?;
        self.services.is_present(view).then_some(view)
    }

    /// A user had an answer, and will read: last among what follows from the run at that instant.
    pub fn plan_read(&mut self, task: TaskId) {
        if self.view().is_some() {
            self.after(self.facts.settings.read_delay(), Timer::ReadDue(task));
        }
    }

    pub fn read(&mut self, task: TaskId) {
        let Some(view) = self.view() else { return };
        let outcome = match self.facts.settings.repair() {
            _ if self.effects.is_settled(task, view) => ReadOutcome::Fresh,
            Repair::None | Repair::Strong => ReadOutcome::Stale,
            Repair::ReturnEntity => ReadOutcome::Entity,
            Repair::PendingCache => ReadOutcome::Cached,
            Repair::Status => ReadOutcome::Processing,
        };
        self.record(User::Read { task, outcome });
    }

    /// Whether the answer has to wait until the task can be read: a strong read, paid for by the writer.
    pub fn must_wait_for_view(&mut self, task: TaskId) -> bool {
        let strong = self.facts.settings.repair() == Repair::Strong && self.facts.style.publishes();
        strong && self.view().is_some_and(|view| !self.effects.is_settled(task, view))
    }

    /// Whether this is the service whose view users read; a view that is gone is no longer waited for.
    pub fn reads_from(&self, service: ServiceId) -> bool {
        self.facts.settings.read_of() == Some(service)
    }
}
