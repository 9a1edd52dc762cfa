//! What happened, in words: the run of somebody who does not watch it.
//!
//! Each occurrence is a sentence that stands on its own, written as a pattern with places for who and what.
//! Never here: a judgement, or an abbreviation.

use super::words::{days, filled, length, value, with};
use engine::sim::Duration;
use engine::system::{
    Breaker, Cause, Effect, Gate, History, Loss, Mode, Occurrence, Pattern, ReadOutcome, ServiceId,
    Start, What,
};

/// One occurrence as a sentence. `producer` is the producer's name.
pub fn describe(history: &History, producer: &str, occurrence: &Occurrence) -> String {
    let what = occurrence.what;
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
fn pattern(history: &History, what: What) -> (&'static str, String) {
    let direct = !history.style().publishes();
    let names = history.style().names_services();
    let many = history.initial().log_end.len() > 1;
    let place = |partition: u8, offset: u32| match many {
        true => format!(word!(said.place), offset = offset, partition = partition),
        false => offset.to_string(),
    };
    let plain = |pattern| (pattern, String::new());
    match what {
        What::ModeSet { mode, .. } => mode_pattern(mode),
        What::BrokerSet { up: true } => plain(word!(said.kafka_up)),
        What::BrokerSet { up: false } => plain(word!(said.kafka_down)),
        What::ServiceAdded { .. } if names => plain(word!(said.joins_named)),
        What::ServiceAdded { start: Start::Latest, .. } => plain(word!(said.joins_latest)),
        What::ServiceAdded { .. } => plain(word!(said.joins_earliest)),
        What::ServiceRemoved { .. } => plain(word!(said.leaves)),
        What::ProducerRestarted => plain(word!(said.restarts)),
        What::LoadSet { load } => (word!(said.load), pattern_words(load.pattern)),
        What::Sent { .. } => plain(word!(said.sent)),
        What::Saved { .. } => plain(word!(said.saved)),
        What::Called { .. } => plain(word!(said.called)),
        What::Queued { .. } => plain(word!(said.queued)),
        What::Refused { .. } => plain(word!(said.refused)),
        What::CallLost { .. } => plain(word!(said.call_lost)),
        What::CallTimedOut { .. } => plain(word!(said.timed_out)),
        What::CallReturned { .. } => plain(word!(said.returned)),
        What::CallDropped { .. } => plain(word!(said.dropped)),
        What::Publishing { again: false, .. } => plain(word!(said.publishing)),
        What::Publishing { .. } => plain(word!(said.publishing_held)),
        What::Buffered { .. } => plain(word!(said.buffered)),
        What::Appended { partition, offset, .. } => {
            (word!(said.appended), place(partition, offset))
        }
        What::Undelivered { .. } => plain(word!(said.undelivered)),
        What::HandlingStarted { .. } if direct => plain(word!(said.begins)),
        What::HandlingStarted { partition, offset, .. } => {
            (word!(said.reads), place(partition, offset))
        }
        What::HandlingEnded { effect, .. } => plain(done_pattern(effect)),
        What::HandlingAbandoned { .. } => plain(word!(said.abandons)),
        What::QueueLost { .. } => plain(word!(said.queue_lost)),
        What::Committed { partition, offset, .. } => {
            (word!(said.commits), place(partition, offset))
        }
        What::Resumed { partition, offset, .. } => (word!(said.resumes), place(partition, offset)),
        What::Missing { why, .. } => (word!(said.missing), loss_words(why).into()),
        What::Cancelled { .. } => plain(word!(said.cancelled)),
        What::Stopped { .. } => plain(word!(said.stopped)),
        What::HalfDone { .. } => plain(word!(said.half_done)),
        What::Answered { .. } => plain(word!(said.answered)),
        What::Failed { cause, .. } => {
            (word!(said.failed), cause_words(cause, |id| name(history, id)))
        }
        other => deeper(history, other),
    }
}

/// What happens only where a scenario asks for more than the course does.
fn deeper(history: &History, what: What) -> (&'static str, String) {
    let plain = |pattern| (pattern, String::new());
    let gate = |gate, held, free| if gate == Gate::Caller { held } else { free };
    match what {
        What::Tuned { setting, value: to } => {
            let spec = setting.spec();
            (word!(said.tuned), set_to(&format!("{}.{}", spec.table, spec.key), &value(spec, to)))
        }
        What::ServiceTuned { setting, value: to, .. } => {
            let spec = setting.spec();
            (word!(said.service_tuned), set_to(spec.key, &value(spec, to)))
        }
        What::Scaled { workers, .. } => (word!(said.scaled), workers.to_string()),
        What::Crashed { worker, .. } => (word!(said.crashed), (worker + 1).to_string()),
        What::Revived { worker, .. } => (word!(said.revived), (worker + 1).to_string()),
        What::Skipped { minutes } => (word!(said.skipped), days(minutes)),
        What::Deploying { up: false } => plain(word!(said.deploying)),
        What::Deploying { up: true } => plain(word!(said.deployed)),
        What::SentAgain { of, .. } => (word!(said.sent_again), (of + 1).to_string()),
        What::Held { gate: at, .. } => {
            plain(gate(at, word!(said.held_at_gateway), word!(said.held)))
        }
        What::Admitted { gate: at, .. } => {
            plain(gate(at, word!(said.gateway_admits), word!(said.admits)))
        }
        What::LeftGate { .. } => plain(word!(said.leaves_line)),
        What::HandlingFailed { .. } => plain(word!(said.handling_failed)),
        What::CallFailed { .. } => plain(word!(said.call_failed)),
        What::QueueFull { .. } => plain(word!(said.queue_full)),
        What::RetryPlanned { after_us, .. } => {
            (word!(said.retry_planned), length(Duration(after_us.into())))
        }
        What::RetryDue { made: true, .. } => plain(word!(said.retry)),
        What::RetryDue { .. } => plain(word!(said.retry_spared)),
        What::RetryDenied { .. } => plain(word!(said.retry_denied)),
        What::BreakerSet { breaker: Breaker::Open, .. } => plain(word!(said.breaker_opens)),
        What::BreakerSet { breaker: Breaker::HalfOpen, .. } => plain(word!(said.breaker_half_open)),
        What::BreakerSet { .. } => plain(word!(said.breaker_closes)),
        What::ShortCircuited { .. } => plain(word!(said.short_circuited)),
        What::FellBack { .. } => plain(word!(said.fell_back)),
        other => log_pattern(history, other),
    }
}

/// What happens around the log only where a scenario asks for more than the course does.
fn log_pattern(history: &History, what: What) -> (&'static str, String) {
    let plain = |pattern| (pattern, String::new());
    match what {
        What::Blocked { .. } => plain(word!(said.blocks)),
        What::Unblocked { .. } => plain(word!(said.unblocks)),
        What::Unconfirmed { .. } => plain(word!(said.unconfirmed)),
        What::Partitioned { partitions } => (word!(said.partitioned), partitions.to_string()),
        What::Polled { partition, from, count, .. } => {
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
        What::MemberLost { worker, evicted: true, .. } => {
            (word!(said.evicted), (worker + 1).to_string())
        }
        What::MemberLost { worker, .. } => (word!(said.member_lost), (worker + 1).to_string()),
        What::MemberJoined { worker, .. } => (word!(said.member_joined), (worker + 1).to_string()),
        What::Rebalancing { done: false, .. } => plain(word!(said.rebalances)),
        What::Rebalancing { .. } => plain(word!(said.rebalanced)),
        What::CommitFailed { worker, .. } => (word!(said.commit_refused), (worker + 1).to_string()),
        What::Deleted { before, .. } => (word!(said.deleted), before.to_string()),
        What::OffsetsForgotten { .. } => plain(word!(said.forgotten)),
        What::PassedOver { .. } => plain(word!(said.passed_over)),
        What::DeadLettered { .. } => plain(word!(said.dead_lettered)),
        What::Outboxed { .. } => plain(word!(said.outboxed)),
        What::Relayed { .. } => plain(word!(said.relayed)),
        What::Replied { .. } => plain(word!(said.replied)),
        What::Read { outcome, .. } => plain(match outcome {
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
    use engine::sim::Instant;
    use engine::system::{Action, Intervention, Scenario, Style, run};

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
            for occurrence in history.occurrences() {
                let said = describe(&history, "Task API", occurrence);
                assert!(!said.contains(['{', '}']) && !said.contains("Something"), "{said}");
                assert!(said.ends_with('.') && !said.contains("  "), "{said}");
            }
        }
    }
}
