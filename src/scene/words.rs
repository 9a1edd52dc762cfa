//! What happened, in words: the run of somebody who does not watch it.
//!
//! Each occurrence is a sentence that stands on its own. Never here: a judgement, or an abbreviation.

use engine::sim::{Duration, Thousandths};
use engine::system::{
    Cause, Effect, History, Latency, Ledger, Loss, Mode, Occurrence, Pattern, ServiceId, Start,
    Style, What,
};

/// A length of time as it is shown: `10 ms`, `1500 ms`, `12.4 s`.
pub fn length(length: Duration) -> String {
    match length.0 {
        us if us % 1_000 != 0 && us < 10_000 => {
            format!("{} ms", Thousandths((us + 50) / 100 * 100))
        }
        us if us < 10_000_000 => format!("{} ms", (us + 500) / 1_000),
        us if us < 600_000_000 => format!("{}.{} s", us / 1_000_000, us / 100_000 % 10),
        us => format!("{} min {} s", us / 60_000_000, us / 1_000_000 % 60),
    }
}

/// A latency as it is shown.
pub fn range(latency: Latency) -> String {
    match latency {
        Latency::Fixed(fixed) => length(fixed),
        Latency::Uniform(low, high) => format!("{} to {}", length(low), length(high)),
        Latency::Exponential(mean) => format!("{} on average", length(mean)),
        Latency::Lognormal(median, _) => format!("{} at the median", length(median)),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).into(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// `1 task`, `2 tasks`.
pub fn ordinal(count: u32, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// One occurrence as a sentence. `producer` is the producer's name.
pub fn describe(history: &History, producer: &str, occurrence: &Occurrence) -> String {
    let name = |id: ServiceId| history.roster()[usize::from(id)].name.as_str();
    let direct = history.style() != Style::Kafka;
    match occurrence.what {
        What::ModeSet { service, mode } => mode_words(name(service), mode),
        What::BrokerSet { up: true } => "Kafka is up again.".into(),
        What::BrokerSet { up: false } => "Kafka goes down.".into(),
        What::ServiceAdded { service, .. } if direct => {
            format!("{} joins. {producer} is deployed again, to call it too.", name(service))
        }
        What::ServiceAdded { service, start } => format!(
            "{} joins as a group of its own and reads {}.",
            name(service),
            match start {
                Start::Latest => "from the end of the log",
                Start::Earliest => "from the beginning of the log",
            }
        ),
        What::ServiceRemoved { service } => format!("{} leaves.", name(service)),
        What::ProducerRestarted => {
            format!("{producer} restarts and forgets what it had in memory.")
        }
        What::LoadSet { load } => {
            format!("From now on tasks come {}.", pattern_words(load.pattern))
        }
        What::Sent { task, .. } => format!("A user sends task {}.", task + 1),
        What::Saved { task } => format!("{producer} saves task {}.", task + 1),
        What::Called { task, service } => {
            format!("{producer} calls {} for task {}.", name(service), task + 1)
        }
        What::Queued { task, service } => {
            format!("The call for task {} waits: {} is busy.", task + 1, name(service))
        }
        What::Refused { task, service } => {
            format!("{} is down and refuses task {}.", name(service), task + 1)
        }
        What::CallLost { task, service } => {
            format!("{} goes down with the call for task {}.", name(service), task + 1)
        }
        What::CallTimedOut { task, service } => {
            format!("{producer} waits no longer for {} on task {}.", name(service), task + 1)
        }
        What::CallReturned { task, service } => {
            format!("{} answers {producer} for task {}.", name(service), task + 1)
        }
        What::CallDropped { task, service } => {
            format!("{} is gone; task {} goes on without it.", name(service), task + 1)
        }
        What::Publishing { task, again: false, .. } => {
            format!("{producer} sends the event of task {} to Kafka.", task + 1)
        }
        What::Publishing { task, again: true, .. } => {
            format!("{producer} sends the held event of task {} to Kafka.", task + 1)
        }
        What::Buffered { task, .. } => {
            format!("Kafka is away; {producer} holds the event of task {}.", task + 1)
        }
        What::Appended { task, partition, offset } => format!(
            "Kafka stores the event of task {} at offset {offset}{} and acknowledges it.",
            task + 1,
            on_partition(history, partition)
        ),
        What::Undelivered { task, .. } => {
            format!("The event of task {} never reached the log.", task + 1)
        }
        What::HandlingStarted { task, service, .. } if direct => {
            format!("{} begins task {}.", name(service), task + 1)
        }
        What::HandlingStarted { task, service, offset, partition, .. } => format!(
            "{} reads offset {offset}{}, task {}.",
            name(service),
            on_partition(history, partition),
            task + 1
        ),
        What::HandlingEnded { task, service, effect, .. } => {
            format!("{} has done task {}{}.", name(service), task + 1, effect_words(effect))
        }
        What::HandlingAbandoned { task, service, .. } => {
            format!("{} abandons task {}.", name(service), task + 1)
        }
        What::QueueLost { task, service } => {
            format!("{} loses the waiting call for task {}.", name(service), task + 1)
        }
        What::Committed { service, partition, offset } => format!(
            "{} commits offset {offset}{}: the next that it will read.",
            name(service),
            on_partition(history, partition)
        ),
        What::Resumed { service, partition, offset } => {
            format!(
                "{} reads on from offset {offset}{}.",
                name(service),
                on_partition(history, partition)
            )
        }
        What::Missing { task, service, why } => {
            format!("{} will never do task {}: {}.", name(service), task + 1, loss_words(why))
        }
        What::Cancelled { task, service } => {
            format!(
                "{} is gone; what it was to do for task {} is cancelled.",
                name(service),
                task + 1
            )
        }
        What::Stopped { task } => format!("{producer} goes no further with task {}.", task + 1),
        What::HalfDone { task } => {
            format!("Task {} is half-done: it failed, and yet something was done.", task + 1)
        }
        What::Answered { task } => format!("The user has an answer to task {}.", task + 1),
        What::Failed { task, cause } => {
            format!("The user has an error for task {}: {}.", task + 1, cause_words(cause, &name))
        }
    }
}

fn on_partition(history: &History, partition: u8) -> String {
    if history.initial().log_end.len() == 1 {
        String::new()
    } else {
        format!(" of partition {partition}")
    }
}

fn mode_words(name: &str, mode: Mode) -> String {
    match mode {
        Mode::Up => format!("{name} works as stated from now on."),
        Mode::Down => format!("{name} goes down."),
        Mode::Hanging => format!("{name} hangs: it takes 30 s for what it starts."),
        Mode::Slow(factor) => format!("{name} is slow: {factor} times as long for what it starts."),
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
    }
}

fn loss_words(why: Loss) -> &'static str {
    match why {
        Loss::NeverAsked => "it was never asked",
        Loss::Refused => "it refused",
        Loss::ServiceDown => "it went down with the call",
        Loss::Restarted => "the producer restarted first",
        Loss::Undelivered => "the event never reached the log",
    }
}

fn cause_words<'a>(cause: Cause, name: &impl Fn(ServiceId) -> &'a str) -> String {
    match cause {
        Cause::Refused(service) => format!("{} refused", name(service)),
        Cause::ServiceDown(service) => format!("{} went down", name(service)),
        Cause::TimedOut(service) => format!("{} did not answer in time", name(service)),
        Cause::ClientGaveUp => "the wait was too long".into(),
        Cause::Undelivered => "Kafka did not acknowledge in time".into(),
        Cause::Restarted => "the producer restarted".into(),
    }
}

/// A side at an instant as one sentence, for those who do not see the picture.
pub fn summary(ledger: &Ledger) -> String {
    format!(
        "{} sent: {} answered, {} failed, {} waiting. Effects: {} done, {} pending, {} missing.",
        ordinal(ledger.sent, "task"),
        ledger.answered,
        ledger.failed,
        ledger.waiting(),
        ledger.done,
        ledger.pending(),
        ledger.missing,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_units_and_no_more_digits_than_they_need() {
        let shown = [0, 250, 10_000, 1_500_000, 12_440_000, 3_600_000_000].map(Duration);
        let expected = ["0 ms", "0.3 ms", "10 ms", "1500 ms", "12.4 s", "60 min 0 s"];
        assert_eq!(shown.map(length), expected);
    }
}
