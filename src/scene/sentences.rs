//! What happened, in words: the run of somebody who does not watch it.
//!
//! Each occurrence is a sentence that stands on its own, written as a pattern with places for who and what.
//! Never here: a judgement, or an abbreviation.

use super::words::{days, length, value};
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
    let mut out = String::new();
    for (index, part) in pattern.split('{').enumerate() {
        let rest = match part.split_once('}').filter(|_| index > 0) {
            None => part,
            Some((place, rest)) => {
                match place {
                    "P" => out.push_str(producer),
                    "S" => out.push_str(service),
                    "T" => out.push_str(&(what.task().unwrap_or_default() + 1).to_string()),
                    _ => out.push_str(&extra),
                }
                rest
            }
        };
        out.push_str(rest);
    }
    out
}

fn name(history: &History, id: ServiceId) -> &str {
    history.roster().get(usize::from(id)).map_or("a service", |service| service.name.as_str())
}

/// The sentence, with `{P}` for the producer, `{S}` the service, `{T}` the task and `{X}` for the text
/// that goes with it.
fn pattern(history: &History, what: What) -> (&'static str, String) {
    let direct = !history.style().publishes();
    let names = history.style().names_services();
    let many = history.initial().log_end.len() > 1;
    let place = |partition: u8, offset: u32| match many {
        true => format!("{offset} of partition {partition}"),
        false => offset.to_string(),
    };
    let plain = |pattern| (pattern, String::new());
    match what {
        What::ModeSet { mode, .. } => mode_pattern(mode),
        What::BrokerSet { up: true } => plain("Kafka is up again."),
        What::BrokerSet { up: false } => plain("Kafka goes down."),
        What::ServiceAdded { .. } if names => {
            plain("{S} joins. {P} is deployed again, to know it too.")
        }
        What::ServiceAdded { start: Start::Latest, .. } => {
            plain("{S} joins as a group of its own and reads from the end of the log.")
        }
        What::ServiceAdded { .. } => {
            plain("{S} joins as a group of its own and reads from the beginning of the log.")
        }
        What::ServiceRemoved { .. } => plain("{S} leaves."),
        What::ProducerRestarted => plain("{P} restarts and forgets what it had in memory."),
        What::LoadSet { load } => ("From now on tasks come {X}.", pattern_words(load.pattern)),
        What::Sent { .. } => plain("A user sends task {T}."),
        What::Saved { .. } => plain("{P} saves task {T}."),
        What::Called { .. } => plain("{P} calls {S} for task {T}."),
        What::Queued { .. } => plain("The call for task {T} waits: {S} is busy."),
        What::Refused { .. } => plain("{S} is down and refuses task {T}."),
        What::CallLost { .. } => plain("{S} goes down with the call for task {T}."),
        What::CallTimedOut { .. } => plain("{P} waits no longer for {S} on task {T}."),
        What::CallReturned { .. } => plain("{S} answers {P} for task {T}."),
        What::CallDropped { .. } => plain("{S} is gone; task {T} goes on without it."),
        What::Publishing { again: false, .. } => plain("{P} sends the event of task {T} to Kafka."),
        What::Publishing { .. } => plain("{P} sends the held event of task {T} to Kafka."),
        What::Buffered { .. } => plain("{P} holds the event of task {T} for now."),
        What::Appended { partition, offset, .. } => (
            "Kafka stores the event of task {T} at offset {X} and acknowledges it.",
            place(partition, offset),
        ),
        What::Undelivered { .. } => plain("The event of task {T} never reached the log."),
        What::HandlingStarted { .. } if direct => plain("{S} begins task {T}."),
        What::HandlingStarted { partition, offset, .. } => {
            ("{S} reads offset {X}, task {T}.", place(partition, offset))
        }
        What::HandlingEnded { effect, .. } => {
            ("{S} has done task {T}{X}.", effect_words(effect).into())
        }
        What::HandlingAbandoned { .. } => plain("{S} abandons task {T}."),
        What::QueueLost { .. } => plain("{S} loses the waiting call for task {T}."),
        What::Committed { partition, offset, .. } => {
            ("{S} commits offset {X}: the next that it will read.", place(partition, offset))
        }
        What::Resumed { partition, offset, .. } => {
            ("{S} reads on from offset {X}.", place(partition, offset))
        }
        What::Missing { why, .. } => ("{S} will never do task {T}: {X}.", loss_words(why).into()),
        What::Cancelled { .. } => {
            plain("{S} is gone; what it was to do for task {T} is cancelled.")
        }
        What::Stopped { .. } => plain("{P} goes no further with task {T}."),
        What::HalfDone { .. } => {
            plain("Task {T} is half-done: it failed, and yet something was done.")
        }
        What::Answered { .. } => plain("The user has an answer to task {T}."),
        What::Failed { cause, .. } => {
            ("The user has an error for task {T}: {X}.", cause_words(cause, |id| name(history, id)))
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
            ("{X} from now on.", format!("{}.{} is {}", spec.table, spec.key, value(spec, to)))
        }
        What::ServiceTuned { setting, value: to, .. } => {
            let spec = setting.spec();
            ("{S}: {X} from now on.", format!("{} is {}", spec.key, value(spec, to)))
        }
        What::Scaled { workers, .. } => ("{S} has {X} workers from now on.", workers.to_string()),
        What::Crashed { worker, .. } => {
            ("Worker {X} of {S} crashes without a word.", (worker + 1).to_string())
        }
        What::Revived { worker, .. } => {
            ("Worker {X} of {S} is started again.", (worker + 1).to_string())
        }
        What::Skipped { minutes } => ("{X} pass, and nobody sends anything.", days(minutes)),
        What::Deploying { up: false } => plain("{P} is being deployed and refuses tasks."),
        What::Deploying { up: true } => plain("{P} is deployed and takes tasks again."),
        What::SentAgain { of, .. } => {
            ("Task {T} is task {X} once more: its user did not give up.", (of + 1).to_string())
        }
        What::Held { gate: at, .. } => plain(gate(
            at,
            "Task {T} waits at the gateway: every place there is taken.",
            "Task {T} waits before {P}: it works on as many as it can.",
        )),
        What::Admitted { gate: at, .. } => plain(gate(
            at,
            "The gateway has a place for task {T} now.",
            "{P} has a place for task {T} now.",
        )),
        What::LeftGate { .. } => plain("Task {T} leaves the line with its user."),
        What::HandlingFailed { .. } => plain("{S} fails with task {T}."),
        What::CallFailed { .. } => plain("{S} answers {P} with an error for task {T}."),
        What::QueueFull { .. } => plain("The queue of {S} is full and refuses task {T}."),
        What::RetryPlanned { after_us, .. } => {
            ("{P} will call {S} for task {T} again in {X}.", length(Duration(after_us.into())))
        }
        What::RetryDue { made: true, .. } => plain("{P} tries {S} again for task {T}."),
        What::RetryDue { .. } => plain("{P} no longer needs to try {S} again for task {T}."),
        What::RetryDenied { .. } => {
            plain("The retry budget is spent: {P} does not call {S} again for task {T}.")
        }
        What::BreakerSet { breaker: Breaker::Open, .. } => {
            plain("The circuit breaker for {S} opens: no call gets through.")
        }
        What::BreakerSet { breaker: Breaker::HalfOpen, .. } => {
            plain("The circuit breaker for {S} is half-open: it lets a call through, to see.")
        }
        What::BreakerSet { .. } => plain("The circuit breaker for {S} closes."),
        What::ShortCircuited { .. } => plain("The open breaker spares {S} the call for task {T}."),
        What::FellBack { .. } => plain("{P} goes on with task {T} without {S}."),
        other => log_pattern(history, other),
    }
}

/// What happens around the log only where a scenario asks for more than the course does.
fn log_pattern(history: &History, what: What) -> (&'static str, String) {
    let plain = |pattern| (pattern, String::new());
    match what {
        What::Blocked { .. } => {
            plain("The send of task {T} blocks: {P} has no room for the record.")
        }
        What::Unblocked { .. } => plain("The send of task {T} blocks no longer."),
        What::Unconfirmed { .. } => plain("Nobody will say whether the event of task {T} arrived."),
        What::Partitioned { partitions } => {
            ("The topic has {X} partitions from now on: keys go elsewhere.", partitions.to_string())
        }
        What::Polled { partition, from, count, .. } => {
            let last = from + u32::from(count).saturating_sub(1);
            (
                "A poll of {S} returns {X}.",
                match history.initial().log_end.len() {
                    1 => format!("offsets {from} to {last}"),
                    _ => format!("offsets {from} to {last} of partition {partition}"),
                },
            )
        }
        What::MemberLost { worker, evicted: true, .. } => (
            "The group of {S} evicts member {X}, which has not polled in time.",
            (worker + 1).to_string(),
        ),
        What::MemberLost { worker, .. } => {
            ("The group of {S} goes on without member {X}.", (worker + 1).to_string())
        }
        What::MemberJoined { worker, .. } => {
            ("Member {X} joins the group of {S}.", (worker + 1).to_string())
        }
        What::Rebalancing { done: false, .. } => {
            plain("The group of {S} rebalances and reads nothing meanwhile.")
        }
        What::Rebalancing { .. } => plain("The group of {S} has shared its partitions out anew."),
        What::CommitFailed { worker, .. } => (
            "The commit of member {X} of {S} is refused: the group has gone on without it.",
            (worker + 1).to_string(),
        ),
        What::Deleted { before, .. } => {
            ("Kafka deletes the records before offset {X}: their time is up.", before.to_string())
        }
        What::OffsetsForgotten { .. } => plain("Kafka forgets where the group of {S} had got to."),
        What::PassedOver { .. } => plain("{S} passes over task {T}, which fails again and again."),
        What::DeadLettered { .. } => plain("{S} parks task {T} in the dead-letter topic."),
        What::Outboxed { .. } => plain("The event of task {T} is in the outbox, saved with it."),
        What::Relayed { .. } => plain("The relay marks the event of task {T} as published."),
        What::Replied { .. } => plain("The reply of {S} to task {T} is back."),
        What::Read { outcome, .. } => plain(match outcome {
            ReadOutcome::Fresh => "The user of task {T} reads what they wrote.",
            ReadOutcome::Stale => {
                "The user of task {T} reads, and what they wrote is not there yet."
            }
            ReadOutcome::Entity => "The user of task {T} still sees what the answer carried.",
            ReadOutcome::Cached => "The user of task {T} reads it from the pending cache.",
            ReadOutcome::Processing => "The user of task {T} reads that it is being processed.",
        }),
        _ => plain("Something happens."),
    }
}

fn mode_pattern(mode: Mode) -> (&'static str, String) {
    match mode {
        Mode::Up => ("{S} works as stated from now on.", String::new()),
        Mode::Down => ("{S} goes down.", String::new()),
        Mode::Crashed => ("No worker of {S} is alive.", String::new()),
        Mode::Hanging => ("{S} hangs: it takes 30 s for what it starts.", String::new()),
        Mode::Slow(factor) => {
            ("{S} is slow: {X} times as long for what it starts.", factor.to_string())
        }
    }
}

fn pattern_words(pattern: Pattern) -> String {
    match pattern {
        Pattern::ByHand => "by hand".into(),
        Pattern::Steady(every) => format!("one every {}", length(every)),
        Pattern::Poisson(mean) => format!("at random, one every {} on average", length(mean)),
        Pattern::Burst => "all at once".into(),
    }
}

fn effect_words(effect: Effect) -> &'static str {
    match effect {
        Effect::Done => "",
        Effect::Repeated => ", once more",
        Effect::Backfilled => ", which is older than itself",
        Effect::Recovered => " after all",
        Effect::Recognised => " before, recognises it and leaves it",
    }
}

/// Why an effect will never happen, in a few words.
pub(super) fn loss_words(why: Loss) -> &'static str {
    match why {
        Loss::NeverAsked => "it was never asked",
        Loss::Refused => "it refused",
        Loss::ServiceDown => "it went down with the call",
        Loss::Restarted => "the producer restarted first",
        Loss::Undelivered => "the event never reached the log",
        Loss::Erred => "it failed with it",
        Loss::ShortCircuited => "its breaker was open",
        Loss::QueueFull => "its queue was full",
        Loss::Unread => "the record was gone before it was read",
        Loss::PassedOver => "it passed over the record",
        Loss::DeadLettered => "the record lies in the dead-letter topic",
    }
}

fn cause_words<'a>(cause: Cause, name: impl Fn(ServiceId) -> &'a str) -> String {
    let (id, words) = match cause {
        Cause::Refused(id) => (id, "refused"),
        Cause::ServiceDown(id) => (id, "went down"),
        Cause::TimedOut(id) => (id, "did not answer in time"),
        Cause::Erred(id) => (id, "answered with an error"),
        Cause::QueueFull(id) => (id, "has a full queue"),
        Cause::ShortCircuited(id) => (id, "is behind an open breaker"),
        Cause::ClientGaveUp => return "the wait was too long".into(),
        Cause::Undelivered => return "Kafka did not acknowledge in time".into(),
        Cause::Restarted => return "the producer restarted".into(),
        Cause::Deploying => return "the producer was being deployed".into(),
        Cause::CallerGaveUp => return "the gateway waited no longer".into(),
        Cause::BufferFull => return "no room in the producer's buffer came free".into(),
        Cause::NoReply => return "not every reply came in time".into(),
    };
    format!("{} {words}", name(id))
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
