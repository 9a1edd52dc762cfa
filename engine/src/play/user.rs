//! The user behind a task: sends it again when it has failed, as often as the scenario says.
//!
//! What is sent again is a task of its own with the effects of the first: work that is done twice for one
//! user is seen, and an effect that had been given up for lost can happen after all. An attempt whose
//! program is still going on goes on beside the next. Never here: the user's patience ([`crate::play::direct::gate`]).

use crate::history::user::User;
use crate::play::timer::Timer;
use crate::play::world::World;
use crate::scenario::ids::TaskId;
use crate::scenario::settings::Setting;

impl World<'_> {
    /// A user's wait has ended in failure.
    pub fn plan_to_send_again(&mut self, task: TaskId) {
        let attempt = self.tasks[task as usize].attempt;
        if u32::from(attempt) < self.facts.settings.get(Setting::UserRetries) {
            self.after(self.facts.settings.length(Setting::UserRetryMs), Timer::SendAgain(task));
        }
    }

    /// A user sends a failed task again.
    pub fn send_again(&mut self, failed: TaskId) {
        let task = self.tasks.len() as TaskId;
        let again = self.tasks[failed as usize].again();
        self.tasks.push(again);
        let of = self.effects.owe_again(failed);
        self.record(User::Sent { task, owed: 0 });
        self.record(User::SentAgain { task, of });
        self.set_out(task);
    }

    /// The number of a task among those sent for the first time, from 0, whichever attempt of its user it
    /// is. Chance knows it by this: on both sides the same tasks have the same numbers.
    pub fn number(&self, task: TaskId) -> u32 {
        self.tasks[task as usize].number
    }

    /// Which of a service's attempts at a task a draw is for: the user's attempt, and the one within it.
    pub fn chance_of(&self, task: TaskId, attempt: u32) -> u64 {
        u64::from(self.tasks[task as usize].attempt) << 32 | u64::from(attempt)
    }
}
