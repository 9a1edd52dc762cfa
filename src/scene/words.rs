//! Lengths, counts and values as they are shown.
//!
//! Never here: a sentence on what happened ([`super::sentences`]).

use engine::history::Ledger;
use engine::scenario::{Latency, Spec, Style, Unit};
use engine::sim::{Duration, Thousandths};

/// A length of time as it is shown: `10 ms`, `1500 ms`, `12.4 s`.
pub fn length(length: Duration) -> String {
    match length.0 {
        us if us % 1_000 != 0 && us < 10_000 => {
            format!(word!(unit.ms), n = Thousandths((us + 50) / 100 * 100))
        }
        us if us < 10_000_000 => format!(word!(unit.ms), n = (us + 500) / 1_000),
        us if us < 600_000_000 => {
            format!(word!(unit.s), whole = us / 1_000_000, tenth = us / 100_000 % 10)
        }
        us => {
            format!(word!(unit.min_s), min = us / 60_000_000, s = us / 1_000_000 % 60)
        }
    }
}

/// A latency as it is shown.
pub fn range(latency: Latency) -> String {
    match latency {
        Latency::Fixed(fixed) => length(fixed),
        Latency::Uniform(low, high) => {
            format!(word!(range.between), low = length(low), high = length(high))
        }
        Latency::Exponential(mean) => with(word!(range.mean), &length(mean)),
        Latency::Lognormal(median, _) => with(word!(range.median), &length(median)),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).into(),
        [rest @ .., last] => {
            format!(word!(list.and), first = rest.join(word!(list.comma)), last = last)
        }
    }
}

/// A text with its places filled; `said` adds what belongs to one.
pub(super) fn filled(text: &str, said: impl Fn(&str, &mut String)) -> String {
    let mut out = String::new();
    for (index, part) in text.split('{').enumerate() {
        match part.split_once('}').filter(|_| index > 0) {
            None => out.push_str(part),
            Some((place, rest)) => {
                said(place, &mut out);
                out.push_str(rest);
            }
        }
    }
    out
}

/// A text with the same in each of its places, of which it seldom has more than one.
pub fn with(text: &str, said: &str) -> String {
    filled(text, |_, out| out.push_str(said))
}

/// `1 task`, `2 tasks`: the number, and what one of them is called, or several are.
pub fn counted(count: u32, [one, many]: [&str; 2]) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What a side is called that is wired so.
pub const fn wiring(style: Style) -> &'static str {
    match style {
        Style::Sequential | Style::Parallel | Style::Background => word!(side.direct),
        Style::Kafka => word!(side.kafka),
        Style::SendFirst => word!(wiring.send_first),
        Style::Outbox => word!(wiring.outbox),
        Style::RequestReply => word!(wiring.request_reply),
        Style::Commands => word!(wiring.commands),
    }
}

/// The same in a word or two, where there is little room.
pub const fn short(style: Style) -> &'static str {
    match style {
        Style::Sequential | Style::Parallel | Style::Background => word!(side.direct),
        Style::Kafka => word!(side.kafka),
        Style::SendFirst => word!(short.send_first),
        Style::Outbox => word!(short.outbox),
        Style::RequestReply => word!(short.request_reply),
        Style::Commands => word!(short.commands),
    }
}

/// How a way of wiring goes, in a choice of several.
pub const fn way(style: Style) -> &'static str {
    match style {
        Style::Sequential => word!(way.sequential),
        Style::Parallel => word!(way.parallel),
        Style::Background => word!(way.background),
        Style::Kafka => word!(way.kafka),
        Style::SendFirst => word!(way.send_first),
        Style::Outbox => word!(way.outbox),
        Style::RequestReply => word!(way.request_reply),
        Style::Commands => word!(way.commands),
    }
}

/// Minutes as days, hours or minutes.
pub fn days(minutes: u32) -> String {
    match minutes {
        minutes if minutes % 1_440 == 0 => {
            counted(minutes / 1_440, [word!(one.day), word!(many.day)])
        }
        minutes if minutes % 60 == 0 => counted(minutes / 60, [word!(one.hour), word!(many.hour)]),
        minutes => counted(minutes, [word!(one.minute), word!(many.minute)]),
    }
}

/// The value of a setting as it is shown.
pub fn value(spec: &Spec, value: u32) -> String {
    let number = value.to_string();
    let pattern = match spec.unit {
        Unit::Choice(words) => words.get(value as usize).copied().unwrap_or_default(),
        Unit::Flag if value == 1 => word!(value.yes),
        Unit::Flag => word!(value.no),
        Unit::Ms => word!(unit.ms),
        Unit::Minutes => word!(value.min),
        Unit::Bytes => word!(value.bytes),
        Unit::Percent => word!(value.percent),
        Unit::PerMille => word!(value.per_mille),
        Unit::Count | Unit::Service => &number,
    };
    with(pattern, &number)
}

/// A side at an instant as one sentence, for those who do not see the picture.
pub fn summary(ledger: &Ledger) -> String {
    format!(
        word!(summary.all),
        tasks = counted(ledger.sent, [word!(one.task), word!(many.task)]),
        answered = ledger.answered,
        failed = ledger.failed,
        waiting = ledger.waiting(),
        done = ledger.done,
        pending = ledger.pending(),
        missing = ledger.missing,
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
