//! Which lines of the listings are executing, for one task.
//!
//! A statement that takes time is lit while it lasts; one that takes none, for a moment after. Never
//! here: the listings; they know their places.

use engine::sim::{Duration, Instant};
use engine::system::{
    Call, Cause, History, Mode, Occurrence, Place, Publish, ServiceId, Style, Task, TaskId, User,
    Work,
};

/// Lit places of the producer and of one service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lit {
    /// In the producer's listing.
    pub producer: Vec<Place>,
    /// In the service's.
    pub service: Vec<Place>,
}

/// What executes for `task` at an instant, in the producer and in `service`.
pub fn lit(
    history: &History,
    task: Option<TaskId>,
    service: ServiceId,
    at: Instant,
    moment: Duration,
) -> Lit {
    let mut lines = Lines { service, ..Lines::default() };
    for entry in task.into_iter().flat_map(|task| history.of_task(task, at)) {
        lines.after(&entry.what, (at - entry.at) < moment);
    }
    let Lines { mut lit, mut open, done, .. } = lines;
    lit.producer.append(&mut open);
    if history.style() == Style::Parallel
        && lit.producer.iter().any(|place| matches!(place, Place::Call(_)))
    {
        lit.producer.push(Place::CallAll);
    }
    if history.style().publishes() {
        poll_and_commit(history, service, at, done, &mut lit);
    }
    lit
}

/// The lit places as far as a task's occurrences have been read.
#[derive(Default)]
struct Lines {
    service: ServiceId,
    lit: Lit,
    /// Statements of the producer that have begun.
    open: Vec<Place>,
    /// Whether the service has ended its work a moment ago.
    done: bool,
}

impl Lines {
    /// After one more occurrence, of a moment ago if it is `fresh`.
    fn after(&mut self, what: &Occurrence, fresh: bool) {
        match *what {
            Occurrence::User(user) => self.after_user(user, fresh),
            Occurrence::Call(call) => self.after_call(call, fresh),
            Occurrence::Work(work) => self.after_work(work, fresh),
            Occurrence::Publish(Publish::Sent { .. } | Publish::Buffered { .. }) => {
                self.open.push(Place::Publish);
            }
            Occurrence::Publish(Publish::Appended { .. } | Publish::Undelivered { .. }) => {
                self.close(Place::Publish, fresh);
            }
            Occurrence::Task(Task::Saved { .. }) => self.close(Place::Save, fresh),
            Occurrence::Task(Task::Stopped { .. }) => {
                self.open.clear();
                self.lit.producer.clear();
            }
            _ => {}
        }
    }

    fn after_user(&mut self, user: User, fresh: bool) {
        match user {
            User::Sent { .. } => self.open.push(Place::Save),
            User::Answered { .. } => flash(&mut self.lit.producer, Place::Respond, fresh),
            // Without a user the program goes on.
            User::Failed { cause: Cause::ClientGaveUp, .. } => {}
            User::Failed { .. } => self.open.clear(),
            _ => {}
        }
    }

    fn after_call(&mut self, call: Call, fresh: bool) {
        match call {
            Call::Made { service, .. } => {
                self.open.push(Place::Call(service));
                if service == self.service {
                    flash(&mut self.lit.service, Place::Receive, fresh);
                }
            }
            Call::Queued { service, .. } if service == self.service => {
                self.lit.service.push(Place::Receive);
            }
            Call::Refused { service, .. }
            | Call::Lost { service, .. }
            | Call::TimedOut { service, .. }
            | Call::Dropped { service, .. } => self.close(Place::Call(service), fresh),
            Call::Returned { service, .. } => {
                self.close(Place::Call(service), fresh);
                if service == self.service {
                    flash(&mut self.lit.service, Place::Reply, fresh);
                }
            }
            _ => {}
        }
    }

    fn after_work(&mut self, work: Work, fresh: bool) {
        match work {
            Work::Started { service, .. } if service == self.service => {
                self.lit.service.retain(|&place| place != Place::Receive);
                self.lit.service.push(Place::Handle);
            }
            Work::Ended { service, .. } if service == self.service => {
                self.lit.service.retain(|&place| place != Place::Handle);
                self.done = fresh;
            }
            Work::Abandoned { service, .. } if service == self.service => {
                self.lit.service.retain(|&place| place != Place::Handle);
            }
            _ => {}
        }
    }

    /// A statement of the producer has ended.
    fn close(&mut self, place: Place, fresh: bool) {
        self.open.retain(|&other| other != place);
        flash(&mut self.lit.producer, place, fresh);
    }
}

fn poll_and_commit(history: &History, service: ServiceId, at: Instant, done: bool, lit: &mut Lit) {
    flash(&mut lit.service, Place::Commit, done);
    let snapshot = history.at(at);
    let Some(state) = snapshot.services.get(usize::from(service)) else { return };
    if state.present && state.mode != Mode::Down && state.busy() == 0 && lit.service.is_empty() {
        lit.service.push(Place::Poll);
    }
}

fn flash(places: &mut Vec<Place>, place: Place, fresh: bool) {
    if fresh {
        places.push(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::system::{Action, Intervention, Scenario, run};

    #[test]
    fn a_restarted_producer_executes_nothing_of_what_it_forgot() {
        let act = |ms, action| Intervention { at: Instant::from_ms(ms), action };
        let acts = [act(0, Action::Send(1)), act(700, Action::Restart)];
        for style in Style::ALL {
            let history = run(&Scenario::default(), style, &acts, Instant::from_s(4));
            for ms in [700, 900, 3_000] {
                let at = Instant::from_ms(ms);
                let lit = lit(&history, Some(0), 0, at, Duration::from_ms(1));
                assert_eq!(lit.producer, [], "{style:?} at {ms} ms");
            }
        }
    }

    #[test]
    fn the_program_goes_on_and_stays_lit_when_its_user_has_given_up_until_it_fails() {
        let mut scenario = Scenario::default();
        scenario.producer.client_timeout = Duration::from_ms(300);
        scenario.producer.call_timeout = Duration::from_ms(600);
        scenario.services[2].latency = engine::system::Latency::Fixed(Duration::from_s(2));
        let send = [Intervention { at: Instant::START, action: Action::Send(1) }];
        let lit_at = |style, ms| {
            let history = run(&scenario, style, &send, Instant::from_s(4));
            lit(&history, Some(0), 0, Instant::from_ms(ms), Duration::from_ms(1)).producer
        };
        assert_eq!(lit_at(Style::Sequential, 400), [Place::Call(0)]);
        assert_eq!(lit_at(Style::Sequential, 700), [Place::Call(1)]);
        assert_eq!(lit_at(Style::Parallel, 550), [Place::Call(2), Place::CallAll]);
        assert_eq!(lit_at(Style::Sequential, 1_700), []);
        scenario.services[1].latency = scenario.services[2].latency;
        let history = run(&scenario, Style::Parallel, &send, Instant::from_s(4));
        let both =
            |ms| lit(&history, Some(0), 0, Instant::from_ms(ms), Duration::from_ms(1)).producer;
        assert_eq!(both(550), [Place::Call(1), Place::Call(2), Place::CallAll]);
        assert_eq!(
            both(700),
            [],
            "the first to time out ended the program, and the other call with it"
        );
    }

    fn lit_at(style: Style, ms: u64, service: ServiceId) -> Lit {
        let send = [Intervention { at: Instant::START, action: Action::Send(1) }];
        let history = run(&Scenario::default(), style, &send, Instant::from_s(4));
        lit(&history, Some(0), service, Instant::from_ms(ms), Duration::from_ms(1))
    }

    #[test]
    fn the_lit_line_is_the_one_that_waits() {
        assert_eq!(lit_at(Style::Sequential, 700, 1).producer, [Place::Call(1)]);
        assert_eq!(lit_at(Style::Sequential, 700, 1).service, [Place::Handle]);
        assert_eq!(lit_at(Style::Kafka, 5, 1).producer, [Place::Publish]);
        assert_eq!(lit_at(Style::Kafka, 5, 1).service, [Place::Poll]);
        assert_eq!(lit_at(Style::Kafka, 300, 1).producer, []);
        assert_eq!(lit_at(Style::Kafka, 300, 1).service, [Place::Handle]);
        let parallel = lit_at(Style::Parallel, 300, 0).producer;
        assert_eq!(parallel, [Place::Call(0), Place::Call(1), Place::Call(2), Place::CallAll]);
    }
}
