//! What a change of the services means to whoever maintains the producer: lines, imports, a deployment.
//!
//! Never here: how two texts are compared.

use crate::listing::diff::{Change, diff};
use crate::listing::page::Listing;

/// What a change of the services means to the producer's source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProducerDiff {
    /// The changed lines with one line around them.
    pub lines: Vec<(Change, String)>,
    /// Lines added.
    pub added: usize,
    /// Lines removed.
    pub removed: usize,
    /// Those of them that import something.
    pub imports: usize,
    /// 1 if anything changed, for then the producer has to be deployed again; else 0.
    pub redeploys: usize,
}

/// What a programmer has to change in the producer, line by line.
pub fn producer_diff(before: &Listing, after: &Listing) -> ProducerDiff {
    fn texts(listing: &Listing) -> Vec<&str> {
        listing.lines.iter().map(|line| line.text.as_str()).collect()
    }
    let lines = diff(&texts(before), &texts(after));
    let count =
        |wanted: fn(&(Change, &str)) -> bool| lines.iter().filter(|line| wanted(line)).count();
    ProducerDiff {
        added: count(|(change, _)| *change == Change::Added),
        removed: count(|(change, _)| *change == Change::Removed),
        imports: count(|(change, text)| {
            matches!(change, Change::Added | Change::Removed)
                && (text.starts_with("import ") || text.starts_with("from "))
        }),
        redeploys: usize::from(!lines.is_empty()),
        lines: lines.into_iter().map(|(change, text)| (change, text.to_string())).collect(),
    }
}
