//! The tasks at the producer: which program each runs, where it stands in it, and how it ended.
//!
//! Never here: what a step does, or the effects that a task owes.

use crate::history::task::Task;
use crate::history::user::User;
use crate::history::values::Cause;
use crate::play::output::Output;
use crate::scenario::ids::TaskId;
use crate::scenario::program::{Program, Step};

/// Every task of a run, by id, and the versions of the producer's program.
#[derive(Default)]
pub(crate) struct Tasks {
    tasks: Vec<State>,
    /// The last is the one in force.
    programs: Vec<Program>,
    /// Tasks sent for the first time.
    first: u32,
}

/// A task on its way.
#[derive(Default)]
struct State {
    /// Its number among the tasks sent for the first time; for one sent again, that of the first.
    number: u32,
    /// How often its user had sent it before.
    attempt: u8,
    /// The version of the program that it runs.
    program: u32,
    /// Where it stands in the program.
    step: u32,
    /// Whether the program still runs.
    running: bool,
    /// Whether the program has passed `Respond`.
    responded: bool,
    /// Whether the user has stopped waiting.
    ended: bool,
    /// Whether the user stopped waiting with an error.
    failed: bool,
    half_done: bool,
    /// Calls of a `CallAll` still out.
    outstanding: u8,
    /// Owed effects that it has brought about.
    done: u8,
}

/// What a step led to.
pub(crate) enum Progress {
    Next,
    Wait,
    Fail(Cause),
}

impl Tasks {
    /// The program that tasks are taken with from now on.
    pub fn deploy(&mut self, program: Program) {
        self.programs.push(program);
    }

    /// A user sends a task for the first time.
    pub fn send(&mut self) -> TaskId {
        let number = self.first;
        self.first += 1;
        self.push(State { number, ..State::default() })
    }

    /// A user sends a failed task again.
    pub fn send_again(&mut self, failed: TaskId) -> TaskId {
        let State { number, attempt, .. } = self.tasks[failed as usize];
        self.push(State { number, attempt: attempt + 1, ..State::default() })
    }

    fn push(&mut self, state: State) -> TaskId {
        self.tasks.push(state);
        self.tasks.len() as TaskId - 1
    }

    /// How many tasks have been sent.
    pub fn count(&self) -> TaskId {
        self.tasks.len() as TaskId
    }

    /// The number of a task among those sent for the first time, from 0, whichever attempt of its user it
    /// is. Chance knows it by this: on both sides the same tasks have the same numbers.
    pub fn number(&self, task: TaskId) -> u32 {
        self.state(task).number
    }

    /// How often its user had sent a task before.
    pub fn attempt(&self, task: TaskId) -> u8 {
        self.state(task).attempt
    }

    /// Which of a service's attempts at a task a draw is for: the user's attempt, and the one within it.
    pub fn attempt_of(&self, task: TaskId, attempt: u32) -> u64 {
        u64::from(self.state(task).attempt) << 32 | u64::from(attempt)
    }

    /// The program that the producer takes a task with is the newest of that instant.
    pub fn choose_program(&mut self, task: TaskId) {
        self.state_mut(task).program = self.programs.len() as u32 - 1;
    }

    /// The producer begins with a task.
    pub fn begin(&mut self, task: TaskId) {
        let state = self.state_mut(task);
        debug_assert!(!state.running && state.step == 0, "task {task} begins twice");
        state.running = true;
    }

    /// The producer goes no further with a task.
    pub fn stop(&mut self, task: TaskId) {
        self.state_mut(task).running = false;
    }

    /// Whether the producer still runs the program of a task.
    pub fn runs(&self, task: TaskId) -> bool {
        self.state(task).running
    }

    /// The step that a task's program stands at, while it runs.
    pub fn step(&self, task: TaskId) -> Option<&Step> {
        let state = self.state(task);
        let steps = &self.programs[state.program as usize].steps;
        steps.get(state.step as usize).filter(|_| state.running)
    }

    /// The program goes on to the next step.
    pub fn advance(&mut self, task: TaskId) {
        self.state_mut(task).step += 1;
    }

    /// One more call of a `CallAll` is out.
    pub fn call_out(&mut self, task: TaskId) {
        self.state_mut(task).outstanding += 1;
    }

    /// Whether calls of a `CallAll` are still out.
    pub fn has_calls_out(&self, task: TaskId) -> bool {
        self.state(task).outstanding > 0
    }

    /// What a task waited for has come, or one call of several. Whether the program goes on, from the next
    /// step.
    pub fn complete(&mut self, task: TaskId) -> bool {
        let state = self.state_mut(task);
        if state.outstanding > 0 {
            state.outstanding -= 1;
        }
        let goes_on = state.running && state.outstanding == 0;
        state.step += u32::from(goes_on);
        goes_on
    }

    /// The program has passed `Respond`.
    pub fn respond(&mut self, task: TaskId) {
        self.state_mut(task).responded = true;
    }

    /// Whether the program has passed `Respond`: a step that fails ends it no longer.
    pub fn has_responded(&self, task: TaskId) -> bool {
        self.state(task).responded
    }

    /// The user's wait ends, unless it had ended before. Whether it does.
    pub fn end(&mut self, task: TaskId, cause: Option<Cause>, out: &mut Output) -> bool {
        let state = self.state_mut(task);
        if std::mem::replace(&mut state.ended, true) {
            return false;
        }
        state.failed = cause.is_some();
        out.record(match cause {
            None => User::Answered { task },
            Some(cause) => User::Failed { task, cause },
        });
        true
    }

    /// Whether the user has stopped waiting.
    pub fn has_ended(&self, task: TaskId) -> bool {
        self.state(task).ended
    }

    /// A service has brought about an effect that the task owed.
    pub fn count_effect(&mut self, task: TaskId) {
        self.state_mut(task).done += 1;
    }

    /// Records, once, that a failed task has an effect.
    pub fn note_half_done(&mut self, task: TaskId, out: &mut Output) {
        let state = self.state_mut(task);
        if state.failed && state.done > 0 && !state.half_done {
            state.half_done = true;
            out.record(Task::HalfDone { task });
        }
    }

    fn state(&self, task: TaskId) -> &State {
        &self.tasks[task as usize]
    }

    fn state_mut(&mut self, task: TaskId) -> &mut State {
        &mut self.tasks[task as usize]
    }
}
