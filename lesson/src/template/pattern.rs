//! How somebody says that services are called, as the style that it means.
//!
//! Never here: what a style does.

use super::gap::Why;
use super::written::{is_nothing, start};
use engine::scenario::Style;

const PARALLEL: [&str; 8] = [
    "parallel",
    "parallelised",
    "parallelized",
    "concurrent",
    "concurrently",
    "simultaneous",
    "simultaneously",
    "scatter",
];
const BACKGROUND: [&str; 8] = [
    "async",
    "asynchronous",
    "asynchronously",
    "background",
    "forget",
    "nonblocking",
    "deferred",
    "later",
];
const ONE_AFTER_ANOTHER: [&str; 20] = [
    "sync",
    "synchronous",
    "synchronously",
    "sequential",
    "sequentially",
    "serial",
    "sequence",
    "blocking",
    "turn",
    "rest",
    "http",
    "https",
    "grpc",
    "rpc",
    "soap",
    "graphql",
    "request",
    "call",
    "calls",
    "direct",
];

/// The style that a call pattern means; where nothing is said, one call after another.
pub(super) fn pattern(text: &str) -> Result<Style, Why> {
    let said = text.to_lowercase().replace("non-blocking", "nonblocking");
    let words: Vec<&str> =
        said.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // "not in parallel" says that they are not.
    let denied = |at: usize| {
        words
            .iter()
            .take(at)
            .rev()
            .take(2)
            .any(|word| ["not", "no", "never", "without"].contains(word))
    };
    let has = |known: &[&str]| {
        (0..words.len())
            .any(|at| words.get(at).is_some_and(|word| known.contains(word)) && !denied(at))
    };
    let in_turn = ["one after", "one by one"];
    let at_once = ["at once", "at the same time", "fan-out", "fan out"];
    Ok(match () {
        () if has(&PARALLEL) || at_once.iter().any(|phrase| said.contains(phrase)) => {
            Style::Parallel
        }
        // Without a broker, to be asynchronous is to answer first and to call afterwards from memory.
        () if has(&BACKGROUND) => Style::Background,
        () if is_nothing(text)
            || has(&ONE_AFTER_ANOTHER)
            || in_turn.iter().any(|phrase| said.contains(phrase)) =>
        {
            Style::Sequential
        }
        () => return Err(Why::NoPattern(start(text))),
    })
}
