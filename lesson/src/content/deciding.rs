//! The instant of a figure's run that decides: to which most of the questions about it point.
//!
//! Never here: an instant that no question names.

use super::question::{Ask, Question, Show};
use std::collections::BTreeMap;

/// The instant of a figure to which most of these questions point; the earliest of several.
pub fn decisive<'a>(questions: impl Iterator<Item = &'a Question>, figure: &str) -> Option<u64> {
    let mut times: BTreeMap<u64, u32> = BTreeMap::new();
    for show in questions.flat_map(shows).filter(|show| show.figure == figure) {
        *times.entry(show.at_ms).or_default() += 1;
    }
    let most = times.values().max().copied()?;
    times.into_iter().find(|(_, count)| *count == most).map(|(at_ms, _)| at_ms)
}

/// Where a question says to look.
fn shows(question: &Question) -> Vec<&Show> {
    let all: Vec<Option<&Show>> = match &question.ask {
        Ask::Single(options) | Ask::Multiple(options) => {
            options.iter().map(|option| option.show.as_ref()).collect()
        }
        Ask::Number(number) => vec![number.show.as_ref()],
        Ask::Order(items) | Ask::Classify { items, .. } => {
            items.iter().map(|item| item.show.as_ref()).collect()
        }
        Ask::Match(pairs) => pairs.iter().map(|pair| pair.show.as_ref()).collect(),
        Ask::Mark { show, .. } => vec![show.as_ref()],
        Ask::Line { .. } | Ask::Free { .. } => Vec::new(),
    };
    all.into_iter().flatten().collect()
}
