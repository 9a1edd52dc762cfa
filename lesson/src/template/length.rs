//! Lengths of time as people write them: `500ms`, `1,5 s`, `~200 ms`, `200-300ms`, `p95 300 ms`, `at most 2 s`.
//!
//! Never here: a length that nobody wrote.

use super::gap::Why;
use super::written::start;
use engine::scenario::Latency;
use engine::sim::Duration;

/// A length that somebody wrote, or a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Length {
    low: Duration,
    high: Duration,
    says: Says,
}

/// How exactly a length is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Exactly,
    About,
    AtMost,
}

/// What may stand before a number, and how the number is meant then.
const BEFORE: [(&str, Says); 35] = [
    ("~", Says::About),
    ("≈", Says::About),
    ("≃", Says::About),
    ("<=", Says::AtMost),
    ("≤", Says::AtMost),
    ("<", Says::AtMost),
    ("=", Says::Exactly),
    (":", Says::Exactly),
    ("about", Says::About),
    ("around", Says::About),
    ("approximately", Says::About),
    ("approx.", Says::About),
    ("approx", Says::About),
    ("roughly", Says::About),
    ("circa", Says::About),
    ("ca.", Says::About),
    ("ca", Says::About),
    ("typically", Says::About),
    ("usually", Says::About),
    ("on average", Says::About),
    ("average", Says::About),
    ("avg.", Says::About),
    ("avg", Says::About),
    ("mean", Says::About),
    ("median", Says::About),
    ("up to", Says::AtMost),
    ("under", Says::AtMost),
    ("below", Says::AtMost),
    ("less than", Says::AtMost),
    ("at most", Says::AtMost),
    ("maximum", Says::AtMost),
    ("max.", Says::AtMost),
    ("max", Says::AtMost),
    ("each", Says::Exactly),
    ("between", Says::Exactly),
];

/// What may stand after a length and changes nothing, or how it is meant.
const AFTER: [(&str, Says); 14] = [
    ("each", Says::Exactly),
    ("apiece", Says::Exactly),
    ("per call", Says::Exactly),
    ("per service", Says::Exactly),
    ("or so", Says::About),
    ("on average", Says::About),
    ("average", Says::About),
    ("avg", Says::About),
    ("median", Says::About),
    ("at most", Says::AtMost),
    ("max", Says::AtMost),
    ("+", Says::About),
    (".", Says::Exactly),
    (")", Says::Exactly),
];

/// What stands between the ends of a range.
const RANGE: [&str; 8] = ["-", "–", "—", "...", "..", "…", "to ", "and "];

impl Length {
    /// As the latency of a service; of a bound and of a percentile, the number that was written.
    pub fn latency(self) -> Latency {
        if self.low < self.high {
            return Latency::Uniform(self.low, self.high);
        }
        Latency::Fixed(self.high)
    }

    /// Whether what takes from `least` to `most` is what was written. What is said to be about so much may be a
    /// tenth more or less.
    pub fn agrees(self, (least, most): (Duration, Duration)) -> bool {
        match self.says {
            Says::Exactly => least <= self.high && self.low <= most,
            Says::About => {
                least.times(10) <= self.high.times(11) && self.low.times(9) <= most.times(10)
            }
            Says::AtMost => most <= self.high,
        }
    }
}

/// Reads a length.
pub(super) fn length(text: &str) -> Result<Length, Why> {
    let lower = text.trim().to_lowercase();
    let (before, bare) = before(&lower);
    let wrong = || Why::NoLength(start(text));
    let (low, rest) = span(bare, None).ok_or_else(|| unknown(bare, text))?;
    let (low, high, rest) = match range(rest).and_then(|tail| span(tail, None).map(|it| (tail, it)))
    {
        // In 200-300ms the unit is that of both.
        Some((_, (high, end))) if !has_unit(bare, rest) => {
            let unit = high.unit;
            let (low, _) = span(bare, Some(unit)).ok_or_else(wrong)?;
            (low.length, high.length, end)
        }
        Some((_, (high, end))) => (low.length, high.length, end),
        None => (low.length, low.length, rest),
    };
    let after = after(rest).map_err(|left| match left {
        Left::Word => Why::NoUnit(start(text)),
        Left::Other => wrong(),
    })?;
    if low > high {
        return Err(wrong());
    }
    Ok(Length { low, high, says: if before == Says::Exactly { after } else { before } })
}

/// Why what stands here is no length.
fn unknown(bare: &str, text: &str) -> Why {
    match number(bare) {
        Some((_, rest)) if rest.trim_start().starts_with(char::is_alphabetic) => {
            Why::NoUnit(start(text))
        }
        _ => Why::NoLength(start(text)),
    }
}

/// Whether a length with its unit stands somewhere in a text.
pub(super) fn has_length(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_length = |said: &str| {
        let said = said.trim_matches([',', ';', ':', '(', ')']);
        said.ends_with(char::is_alphabetic) && length(said).is_ok()
    };
    words.iter().any(|word| is_length(word))
        || words.windows(2).any(|two| is_length(&two.join(" ")))
}

/// What stands before the number, and the rest from it on.
fn before(text: &str) -> (Says, &str) {
    let (mut says, mut rest) = (Says::Exactly, text.trim_start());
    loop {
        let found = BEFORE.iter().find_map(|(word, says)| Some((*says, word_off(rest, word)?)));
        // p95, p99.9
        let percentile = || {
            let digits = rest.strip_prefix('p')?;
            let tail = digits.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            let is_one = tail.len() < digits.len() && !tail.starts_with(char::is_alphabetic);
            is_one.then_some((Says::About, tail))
        };
        match found.or_else(percentile) {
            Some((said, tail)) => {
                says = if said == Says::Exactly { says } else { said };
                rest = tail.trim_start();
            }
            None => return (says, rest),
        }
    }
}

/// What is left after a length that cannot stand there.
enum Left {
    /// A word: a unit that is not known, perhaps.
    Word,
    Other,
}

fn after(text: &str) -> Result<Says, Left> {
    let (mut says, mut rest) = (Says::Exactly, text.trim());
    while !rest.is_empty() {
        // What stands in brackets explains.
        let bracket = rest.strip_prefix(['(', '[']).map(|inner| {
            let end = inner.find([')', ']']).map_or(inner.len(), |end| end + 1);
            (Says::Exactly, inner.get(end..).unwrap_or_default())
        });
        let known = AFTER.iter().find_map(|(word, says)| Some((*says, word_off(rest, word)?)));
        let percentile = || {
            let tail = rest.strip_prefix('p')?;
            let tail = tail.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
            tail.trim().is_empty().then_some((Says::About, ""))
        };
        let Some((said, tail)) = bracket.or(known).or_else(percentile) else {
            let word = rest.chars().all(|c| c.is_alphabetic() || c.is_whitespace());
            return Err(if word { Left::Word } else { Left::Other });
        };
        says = if said == Says::Exactly { says } else { said };
        rest = tail.trim_start();
    }
    Ok(says)
}

/// The rest of a text that begins with this word; a word of letters ends where no letter follows.
fn word_off<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(word)?;
    let open = word.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphabetic);
    (!open).then_some(rest)
}

fn range(text: &str) -> Option<&str> {
    let text = text.trim_start();
    RANGE.iter().find_map(|between| text.strip_prefix(between))
}

/// A number with its unit, and what those are in all.
struct Span {
    length: Duration,
    /// Microseconds in a thousandth of the unit.
    unit: (u64, u64),
}

/// Milliseconds, where no unit is written.
const MS: (u64, u64) = (1, 1);

/// A length at the beginning of a text, `1 min 30 s` included, and the rest; a number without a unit has this one.
fn span(text: &str, usual: Option<(u64, u64)>) -> Option<(Span, &str)> {
    let (thousandths, rest) = number(text.trim_start())?;
    let (unit, mut rest) = match unit(rest) {
        Some((unit, rest)) => (unit, rest),
        None if ends(rest) => (usual.unwrap_or(MS), rest),
        None => return None,
    };
    let mut length = scaled(thousandths, unit)?;
    while let Some((more, tail)) = number(rest.trim_start())
        && let Some((finer, tail)) = self::unit(tail)
        && finer.0 < unit.0
    {
        length = Duration(length.0.checked_add(scaled(more, finer)?.0)?);
        rest = tail;
    }
    Some((Span { length, unit }, rest))
}

/// Whether a number may stand without a unit before this.
fn ends(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || range(rest).is_some() || after(rest).is_ok()
}

/// Whether the number at the beginning has a unit of its own before `rest` begins.
fn has_unit(text: &str, rest: &str) -> bool {
    let said = text.strip_suffix(rest).unwrap_or(text);
    said.contains(char::is_alphabetic)
}

fn scaled(thousandths: u64, (times, of): (u64, u64)) -> Option<Duration> {
    thousandths.checked_mul(times).map(|us| Duration(us / of))
}

/// A number in thousandths: with a decimal point or comma, or a comma before each three digits.
fn number(text: &str) -> Option<(u64, &str)> {
    let is_digit = |c: char| c.is_ascii_digit();
    let whole = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    let (whole, rest) = text.split_at_checked(whole)?;
    let mark = rest.chars().next().filter(|c| ['.', ','].contains(c));
    let tail = rest.get(1..).unwrap_or_default();
    let part = tail.find(|c| !is_digit(c)).unwrap_or(tail.len());
    let value: u64 = match (whole, mark) {
        ("", Some('.')) if part > 0 => 0,
        _ => whole.parse().ok()?,
    };
    let (Some(mark), true) = (mark, part > 0) else {
        return Some((value.checked_mul(1_000)?, rest));
    };
    let (part, rest) = tail.split_at_checked(part)?;
    if mark == ',' && part.len() == 3 && value > 0 {
        let all = value.checked_mul(1_000)?.checked_add(part.parse().ok()?)?;
        return Some((all.checked_mul(1_000)?, rest));
    }
    let padded = format!("{part:0<3}");
    let thousandths: u64 = padded.get(..3)?.parse().ok()?;
    Some((value.checked_mul(1_000)?.checked_add(thousandths)?, rest))
}

/// A unit at the beginning of a text, as microseconds in so many thousandths of it.
fn unit(text: &str) -> Option<((u64, u64), &str)> {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    let unit = match word {
        "us" | "µs" | "μs" | "microsecond" | "microseconds" => (1, 1_000),
        "ms" | "msec" | "msecs" | "millis" | "millisecond" | "milliseconds" => MS,
        "s" | "sec" | "secs" | "second" | "seconds" => (1_000, 1),
        "m" | "min" | "mins" | "minute" | "minutes" => (60_000, 1),
        _ => return None,
    };
    Some((unit, rest))
}
