//! Lengths, counts and values as they are shown.
//!
//! Never here: a sentence on what happened ([`super::sentences`]).

use engine::sim::{Duration, Thousandths};
use engine::system::{Latency, Ledger, Spec, Style, Unit};

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

/// What a side is called that is wired so.
pub const fn wiring(style: Style) -> &'static str {
    match style {
        Style::Sequential | Style::Parallel | Style::Background => "Direct calls",
        Style::Kafka => "Through Kafka",
        Style::SendFirst => "Through Kafka, sent first",
        Style::Outbox => "Through an outbox and Kafka",
        Style::RequestReply => "Request and reply over Kafka",
        Style::Commands => "Commands over Kafka",
    }
}

/// The same in a word or two, where there is little room.
pub const fn short(style: Style) -> &'static str {
    match style {
        Style::Sequential | Style::Parallel | Style::Background => "Direct calls",
        Style::Kafka => "Through Kafka",
        Style::SendFirst => "Sent first",
        Style::Outbox => "Outbox",
        Style::RequestReply => "Request, reply",
        Style::Commands => "Commands",
    }
}

/// How a way of wiring goes, in a choice of several.
pub const fn way(style: Style) -> &'static str {
    match style {
        Style::Sequential => "direct calls, one after another",
        Style::Parallel => "direct calls, all at once",
        Style::Background => "direct calls after the answer, in the background",
        Style::Kafka => "one event, one group a service",
        Style::SendFirst => "the event first, then the save",
        Style::Outbox => "the event saved with the task, then relayed",
        Style::RequestReply => "a request, and the answer when all replies are back",
        Style::Commands => "a command to each service's topic",
    }
}

/// Minutes as days, hours or minutes.
pub fn days(minutes: u32) -> String {
    match minutes {
        minutes if minutes % 1_440 == 0 => ordinal(minutes / 1_440, "day"),
        minutes if minutes % 60 == 0 => ordinal(minutes / 60, "hour"),
        minutes => ordinal(minutes, "minute"),
    }
}

/// The value of a setting as it is shown.
pub fn value(spec: &Spec, value: u32) -> String {
    match spec.unit {
        Unit::Choice(words) => words.get(value as usize).copied().unwrap_or_default().into(),
        Unit::Flag => if value == 1 { "yes" } else { "no" }.into(),
        Unit::Ms => format!("{value} ms"),
        Unit::Minutes => format!("{value} min"),
        Unit::Bytes => format!("{value} bytes"),
        Unit::Percent => format!("{value} %"),
        Unit::PerMille => format!("{value} in 1000"),
        Unit::Count | Unit::Service => value.to_string(),
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
