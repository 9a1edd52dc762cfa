//! What happened, in words: the run of somebody who does not watch it.
//!
//! Each occurrence is a sentence that stands on its own, written as a pattern with places for who and what.
//! Never here: a judgement, or an abbreviation.

use super::words::{days, filled, length, value, with};
use engine::history::{
    Breaker, Call, Cause, Control, Effect, Entry, Gate, Group, History, Loss, Occurrence, Publish,
    ReadOutcome, Task, Topic, User, Work,
};
use engine::scenario::{Mode, Pattern, ServiceId, Start};
use engine::sim::Duration;

/// One occurrence as a sentence. `producer` is the producer's name.
pub fn describe(history: &History, producer: &str, entry: &Entry) -> String {
    let what = entry.what;
    let (pattern, extra) = pattern(history, what);
    let service = what.service().map_or("", |id| name(history, id));
    let task = (what.task().unwrap_or_default() + 1).to_string();
    filled(pattern, |place, out| {
        out.push_str(match place {
            "producer" => producer,
            "service" => service,
            "task" => &task,
            _ => &extra,
        });
    })
}

fn name(history: &History, id: ServiceId) -> &str {
    history
        .roster()
        .get(usize::from(id))
        .map_or(word!(did.some_service), |service| service.name.as_str())
}

/// The sentence, with places for `{producer}`, `{service}` and `{task}`, and one more for the text that
/// goes with it.
fn pattern(history: &History, what: Occurrence) -> (&'static str, String) {
    let direct = !history.style().publishes();
    let names = history.style().names_services();
    let many = history.initial().log_end.len() > 1;
    let place = |partition: u8, offset: u32| match many {
        true => format!(word!(said.place), offset = offset, partition = partition),
        false => offset.to_string(),
    };
    let plain = |pattern| (pattern, String::new());
    match what {
        Occurrence::Control(Control::ModeSet { mode, .. }) => mode_pattern(mode),
        Occurrence::Control(Control::BrokerSet { up: true }) => plain(word!(said.kafka_up)),
        Occurrence::Control(Control::BrokerSet { up: false }) => plain(word!(said.kafka_down)),
        Occurrence::Control(Control::ServiceAdded { .. }) if names => {
            plain(word!(said.joins_named))
        }
        Occurrence::Control(Control::ServiceAdded { start: Start::Latest, .. }) => {
            plain(word!(said.joins_latest))
        }
        Occurrence::Control(Control::ServiceAdded { .. }) => plain(word!(said.joins_earliest)),
        Occurrence::Control(Control::ServiceRemoved { .. }) => plain(word!(said.leaves)),
        Occurrence::Control(Control::ProducerRestarted) => plain(word!(said.restarts)),
        Occurrence::Control(Control::LoadSet { load }) => {
            (word!(said.load), pattern_words(load.pattern))
        }
        Occurrence::User(User::Sent { .. }) => plain(word!(said.sent)),
        Occurrence::Task(Task::Saved { .. }) => plain(word!(said.saved)),
        Occurrence::Call(Call::Made { .. }) => plain(word!(said.called)),
        Occurrence::Call(Call::Queued { .. }) => plain(word!(said.queued)),
        Occurrence::Call(Call::Refused { .. }) => plain(word!(said.refused)),
        Occurrence::Call(Call::Lost { .. }) => plain(word!(said.call_lost)),
        Occurrence::Call(Call::TimedOut { .. }) => plain(word!(said.timed_out)),
        Occurrence::Call(Call::Returned { .. }) => plain(word!(said.returned)),
        Occurrence::Call(Call::Dropped { .. }) => plain(word!(said.dropped)),
        Occurrence::Publish(Publish::Sent { again: false, .. }) => plain(word!(said.publishing)),
        Occurrence::Publish(Publish::Sent { .. }) => plain(word!(said.publishing_held)),
        Occurrence::Publish(Publish::Buffered { .. }) => plain(word!(said.buffered)),
        Occurrence::Publish(Publish::Appended { partition, offset, .. }) => {
            (word!(said.appended), place(partition, offset))
        }
        Occurrence::Publish(Publish::Undelivered { .. }) => plain(word!(said.undelivered)),
        Occurrence::Work(Work::Started { .. }) if direct => plain(word!(said.begins)),
        Occurrence::Work(Work::Started { partition, offset, .. }) => {
            (word!(said.reads), place(partition, offset))
        }
        Occurrence::Work(Work::Ended { effect, .. }) => plain(done_pattern(effect)),
        Occurrence::Work(Work::Abandoned { .. }) => plain(word!(said.abandons)),
        Occurrence::Call(Call::QueueLost { .. }) => plain(word!(said.queue_lost)),
        Occurrence::Group(Group::Committed { partition, offset, .. }) => {
            (word!(said.commits), place(partition, offset))
        }
        Occurrence::Group(Group::Resumed { partition, offset, .. }) => {
            (word!(said.resumes), place(partition, offset))
        }
        Occurrence::Work(Work::Missing { why, .. }) => {
            (word!(said.missing), loss_words(why).into())
        }
        Occurrence::Work(Work::Cancelled { .. }) => plain(word!(said.cancelled)),
        Occurrence::Task(Task::Stopped { .. }) => plain(word!(said.stopped)),
        Occurrence::Task(Task::HalfDone { .. }) => plain(word!(said.half_done)),
        Occurrence::User(User::Answered { .. }) => plain(word!(said.answered)),
        Occurrence::User(User::Failed { cause, .. }) => {
            (word!(said.failed), cause_words(cause, |id| name(history, id)))
        }
        other => deeper(history, other),
    }
}

/// What happens only where a scenario asks for more than the course does.
fn deeper(history: &History, what: Occurrence) -> (&'static str, String) {
    let plain = |pattern| (pattern, String::new());
    let gate = |gate, held, free| if gate == Gate::Caller { held } else { free };
    match what {
        Occurrence::Control(Control::Tuned { setting, value: to }) => {
            let spec = setting.spec();
            (word!(said.tuned), set_to(&format!("{}.{}", spec.table, spec.key), &value(spec, to)))
        }
        Occurrence::Control(Control::ServiceTuned { setting, value: to, .. }) => {
            let spec = setting.spec();
            (word!(said.service_tuned), set_to(spec.key, &value(spec, to)))
        }
        Occurrence::Control(Control::Scaled { workers, .. }) => {
            (word!(said.scaled), workers.to_string())
        }
        Occurrence::Control(Control::Crashed { worker, .. }) => {
            (word!(said.crashed), (worker + 1).to_string())
        }
        Occurrence::Control(Control::Revived { worker, .. }) => {
            (word!(said.revived), (worker + 1).to_string())
        }
        Occurrence::Control(Control::Skipped { minutes }) => (word!(said.skipped), days(minutes)),
        Occurrence::Control(Control::Deploying { up: false }) => plain(word!(said.deploying)),
        Occurrence::Control(Control::Deploying { up: true }) => plain(word!(said.deployed)),
        Occurrence::User(User::SentAgain { of, .. }) => {
            (word!(said.sent_again), (of + 1).to_string())
        }
        Occurrence::Task(Task::Held { gate: at, .. }) => {
            plain(gate(at, word!(said.held_at_gateway), word!(said.held)))
        }
        Occurrence::Task(Task::Admitted { gate: at, .. }) => {
            plain(gate(at, word!(said.gateway_admits), word!(said.admits)))
        }
        Occurrence::Task(Task::LeftGate { .. }) => plain(word!(said.leaves_line)),
        Occurrence::Work(Work::Failed { .. }) => plain(word!(said.handling_failed)),
        Occurrence::Call(Call::Failed { .. }) => plain(word!(said.call_failed)),
        Occurrence::Call(Call::QueueFull { .. }) => plain(word!(said.queue_full)),
        Occurrence::Call(Call::RetryPlanned { after_us, .. }) => {
            (word!(said.retry_planned), length(Duration(after_us.into())))
        }
        Occurrence::Call(Call::RetryDue { made: true, .. }) => plain(word!(said.retry)),
        Occurrence::Call(Call::RetryDue { .. }) => plain(word!(said.retry_spared)),
        Occurrence::Call(Call::RetryDenied { .. }) => plain(word!(said.retry_denied)),
        Occurrence::Call(Call::BreakerSet { breaker: Breaker::Open, .. }) => {
            plain(word!(said.breaker_opens))
        }
        Occurrence::Call(Call::BreakerSet { breaker: Breaker::HalfOpen, .. }) => {
            plain(word!(said.breaker_half_open))
        }
        Occurrence::Call(Call::BreakerSet { .. }) => plain(word!(said.breaker_closes)),
        Occurrence::Call(Call::ShortCircuited { .. }) => plain(word!(said.short_circuited)),
        Occurrence::Call(Call::FellBack { .. }) => plain(word!(said.fell_back)),
        other => log_pattern(history, other),
    }
}

/// What happens around the log only where a scenario asks for more than the course does.
fn log_pattern(history: &History, what: Occurrence) -> (&'static str, String) {
    let plain = |pattern| (pattern, String::new());
    match what {
        Occurrence::Publish(Publish::Blocked { .. }) => plain(word!(said.blocks)),
        Occurrence::Publish(Publish::Unblocked { .. }) => plain(word!(said.unblocks)),
        Occurrence::Publish(Publish::Unconfirmed { .. }) => plain(word!(said.unconfirmed)),
        Occurrence::Topic(Topic::Partitioned { partitions }) => {
            (word!(said.partitioned), partitions.to_string())
        }
        Occurrence::Group(Group::Polled { partition, from, count, .. }) => {
            let last = from + u32::from(count).saturating_sub(1);
            (
                word!(said.polled),
                match history.initial().log_end.len() {
                    1 => format!(word!(said.offsets), first = from, last = last),
                    _ => format!(
                        word!(said.offsets_of),
                        first = from,
                        last = last,
                        partition = partition
                    ),
                },
            )
        }
        Occurrence::Group(Group::MemberLost { worker, evicted: true, .. }) => {
            (word!(said.evicted), (worker + 1).to_string())
        }
        Occurrence::Group(Group::MemberLost { worker, .. }) => {
            (word!(said.member_lost), (worker + 1).to_string())
        }
        Occurrence::Group(Group::MemberJoined { worker, .. }) => {
            (word!(said.member_joined), (worker + 1).to_string())
        }
        Occurrence::Group(Group::Rebalancing { done: false, .. }) => plain(word!(said.rebalances)),
        Occurrence::Group(Group::Rebalancing { .. }) => plain(word!(said.rebalanced)),
        Occurrence::Group(Group::CommitFailed { worker, .. }) => {
            (word!(said.commit_refused), (worker + 1).to_string())
        }
        Occurrence::Topic(Topic::Deleted { before, .. }) => {
            (word!(said.deleted), before.to_string())
        }
        Occurrence::Group(Group::OffsetsForgotten { .. }) => plain(word!(said.forgotten)),
        Occurrence::Group(Group::PassedOver { .. }) => plain(word!(said.passed_over)),
        Occurrence::Group(Group::DeadLettered { .. }) => plain(word!(said.dead_lettered)),
        Occurrence::Publish(Publish::Outboxed { .. }) => plain(word!(said.outboxed)),
        Occurrence::Publish(Publish::Relayed { .. }) => plain(word!(said.relayed)),
        Occurrence::Task(Task::Replied { .. }) => plain(word!(said.replied)),
        Occurrence::User(User::Read { outcome, .. }) => plain(match outcome {
            ReadOutcome::Fresh => word!(said.read_fresh),
            ReadOutcome::Stale => {
                word!(said.read_stale)
            }
            ReadOutcome::Entity => word!(said.read_entity),
            ReadOutcome::Cached => word!(said.read_cached),
            ReadOutcome::Processing => word!(said.read_processing),
        }),
        _ => plain(word!(said.something)),
    }
}

fn set_to(setting: &str, value: &str) -> String {
    format!(word!(said.set_to), setting = setting, value = value)
}

fn mode_pattern(mode: Mode) -> (&'static str, String) {
    match mode {
        Mode::Up => (word!(said.up), String::new()),
        Mode::Down => (word!(said.down), String::new()),
        Mode::Crashed => (word!(said.no_worker), String::new()),
        Mode::Hanging => (word!(said.hangs), String::new()),
        Mode::Slow(factor) => (word!(said.slow), factor.to_string()),
    }
}

fn pattern_words(pattern: Pattern) -> String {
    match pattern {
        Pattern::ByHand => word!(come.by_hand).into(),
        Pattern::Steady(every) => with(word!(come.steady), &length(every)),
        Pattern::Poisson(mean) => with(word!(come.random), &length(mean)),
        Pattern::Burst => word!(come.burst).into(),
    }
}

fn done_pattern(effect: Effect) -> &'static str {
    match effect {
        Effect::Done => word!(said.done),
        Effect::Repeated => word!(said.done_again),
        Effect::Backfilled => word!(said.done_backfilled),
        Effect::Recovered => word!(said.done_after_all),
        Effect::Recognised => word!(said.done_recognised),
    }
}

/// Why an effect will never happen, in a few words.
pub(super) fn loss_words(why: Loss) -> &'static str {
    match why {
        Loss::NeverAsked => word!(never.never_asked),
        Loss::Refused => word!(never.refused),
        Loss::ServiceDown => word!(never.went_down),
        Loss::Restarted => word!(never.restart),
        Loss::Undelivered => word!(never.undelivered),
        Loss::Erred => word!(never.failed),
        Loss::ShortCircuited => word!(never.breaker_open),
        Loss::QueueFull => word!(never.queue_full),
        Loss::Unread => word!(never.unread),
        Loss::PassedOver => word!(never.passed_over),
        Loss::DeadLettered => word!(never.dead_lettered),
    }
}

fn cause_words<'a>(cause: Cause, name: impl Fn(ServiceId) -> &'a str) -> String {
    let (id, words) = match cause {
        Cause::Refused(id) => (id, word!(cause.refused)),
        Cause::ServiceDown(id) => (id, word!(cause.went_down)),
        Cause::TimedOut(id) => (id, word!(cause.timed_out)),
        Cause::Erred(id) => (id, word!(cause.failed)),
        Cause::QueueFull(id) => (id, word!(cause.queue_full)),
        Cause::ShortCircuited(id) => (id, word!(cause.breaker_open)),
        Cause::ClientGaveUp => return word!(cause.gave_up).into(),
        Cause::Undelivered => return word!(cause.undelivered).into(),
        Cause::Restarted => return word!(cause.restart).into(),
        Cause::Deploying => return word!(cause.deploying).into(),
        Cause::CallerGaveUp => return word!(cause.gateway).into(),
        Cause::BufferFull => return word!(cause.buffer_full).into(),
        Cause::NoReply => return word!(cause.no_reply).into(),
    };
    with(words, name(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::play::run;
    use engine::scenario::{Action, Intervention, Scenario, Style};
    use engine::sim::Instant;

    #[test]
    fn every_sentence_is_filled_and_none_is_the_last_resort() {
        let act = |ms, action| Intervention { at: Instant::from_ms(ms), action };
        let acts = [
            act(0, Action::Send(3)),
            act(400, Action::Crash { service: 1, worker: None }),
            act(900, Action::Set(1, Mode::Up)),
            act(2_000, Action::Restart),
            act(3_000, Action::Broker(false)),
            act(3_500, Action::Send(1)),
            act(4_000, Action::Broker(true)),
            act(6_000, Action::Skip(2_880)),
        ];
        for style in Style::ALL {
            let history = run(&Scenario::default(), style, &acts, Instant::from_s(60));
            for entry in history.occurrences() {
                let said = describe(&history, "Task API", entry);
                assert!(!said.contains(['{', '}']) && !said.contains("Something"), "{said}");
                assert!(said.ends_with('.') && !said.contains("  "), "{said}");
            }
        }
    }
}
