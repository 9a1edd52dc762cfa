//! Which lines of the listings are executing, for one task.
//!
//! A statement that takes time is lit while it lasts; one that takes none, for a moment after. Never
//! here: the listings; they know their places.

use engine::history::{Call, Cause, History, Occurrence, Publish, Task, User, Work};
use engine::listing::Place;
use engine::scenario::{Mode, ServiceId, Style, TaskId};
use engine::sim::{Duration, Instant};

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
    let mut lit = Lit::default();
    let mut open: Vec<Place> = Vec::new();
    let mut done_by_service = false;
    for entry in task.into_iter().flat_map(|task| history.of_task(task, at)) {
        let fresh = (at - entry.at) < moment;
        let mine = |id: ServiceId| id == service;
        match entry.what {
            Occurrence::User(User::Sent { .. }) => open.push(Place::Save),
            Occurrence::Task(Task::Saved { .. }) => {
                close(&mut open, Place::Save, fresh, &mut lit.producer)
            }
            Occurrence::Call(Call::Made { service: id, .. }) => {
                open.push(Place::Call(id));
                if mine(id) {
                    flash(&mut lit.service, Place::Receive, fresh);
                }
            }
            Occurrence::Call(Call::Queued { service: id, .. }) if mine(id) => {
                lit.service.push(Place::Receive)
            }
            Occurrence::Call(Call::Refused { service: id, .. })
            | Occurrence::Call(Call::Lost { service: id, .. })
            | Occurrence::Call(Call::TimedOut { service: id, .. })
            | Occurrence::Call(Call::Dropped { service: id, .. }) => {
                close(&mut open, Place::Call(id), fresh, &mut lit.producer);
            }
            Occurrence::Call(Call::Returned { service: id, .. }) => {
                close(&mut open, Place::Call(id), fresh, &mut lit.producer);
                if mine(id) {
                    flash(&mut lit.service, Place::Reply, fresh);
                }
            }
            Occurrence::Publish(Publish::Sent { .. })
            | Occurrence::Publish(Publish::Buffered { .. }) => open.push(Place::Publish),
            Occurrence::Publish(Publish::Appended { .. })
            | Occurrence::Publish(Publish::Undelivered { .. }) => {
                close(&mut open, Place::Publish, fresh, &mut lit.producer);
            }
            Occurrence::Work(Work::Started { service: id, .. }) if mine(id) => {
                lit.service.retain(|&place| place != Place::Receive);
                lit.service.push(Place::Handle);
            }
            Occurrence::Work(Work::Ended { service: id, .. }) if mine(id) => {
                lit.service.retain(|&place| place != Place::Handle);
                done_by_service = fresh;
            }
            Occurrence::Work(Work::Abandoned { service: id, .. }) if mine(id) => {
                lit.service.retain(|&place| place != Place::Handle);
            }
            Occurrence::User(User::Answered { .. }) => {
                flash(&mut lit.producer, Place::Respond, fresh)
            }
            // Without a user the program goes on.
            Occurrence::User(User::Failed { cause: Cause::ClientGaveUp, .. }) => {}
            Occurrence::User(User::Failed { .. }) => open.clear(),
            Occurrence::Task(Task::Stopped { .. }) => {
                open.clear();
                lit.producer.clear();
            }
            _ => {}
        }
    }
    lit.producer.append(&mut open);
    if history.style() == Style::Parallel
        && lit.producer.iter().any(|place| matches!(place, Place::Call(_)))
    {
        lit.producer.push(Place::CallAll);
    }
    if history.style().publishes() {
        poll_and_commit(history, service, at, done_by_service, &mut lit);
    }
    lit
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

fn close(open: &mut Vec<Place>, place: Place, fresh: bool, lit: &mut Vec<Place>) {
    open.retain(|&other| other != place);
    flash(lit, place, fresh);
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::play::run;
    use engine::scenario::{Action, Intervention, Scenario};

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
        scenario.services[2].latency = engine::scenario::Latency::Fixed(Duration::from_s(2));
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
