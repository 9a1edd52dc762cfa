//! What several tabs write to one thing, so that none loses what another wrote.
//!
//! An entry is known by its stamp and its tab. What a tab clears or replaces is what it has seen; an entry
//! that it has not seen survives a merge. So merging is the same in any order, and any number of times.
//! Never here: what an entry says.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who wrote an entry and when: a number that grows with all that its writer has seen, and the writer.
pub type Stamp = (u64, u32);

/// Tabs whose clearings are remembered; a copy that is older than all of these is out of date anyway.
const MAX_CLEARED: usize = 200;

/// The entries of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Versions<T> {
    entries: BTreeMap<Stamp, T>,
    /// Of each tab, up to which of its stamps entries were cleared.
    cleared: BTreeMap<u32, u64>,
}

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), cleared: BTreeMap::new() }
    }
}

impl<T: Clone> Versions<T> {
    /// Adds an entry beside the others.
    pub fn add(&mut self, stamp: Stamp, entry: T) {
        if !self.is_cleared(stamp) {
            self.entries.insert(stamp, entry);
        }
    }

    /// Clears what is there and gives it back, in order.
    pub fn clear(&mut self) -> Vec<T> {
        let entries = std::mem::take(&mut self.entries);
        for (stamp, tab) in entries.keys() {
            let until = self.cleared.entry(*tab).or_default();
            *until = (*until).max(*stamp);
        }
        while self.cleared.len() > MAX_CLEARED {
            let oldest = self.cleared.iter().min_by_key(|(_, until)| **until);
            let Some((&tab, _)) = oldest else { break };
            self.cleared.remove(&tab);
        }
        entries.into_values().collect()
    }

    /// Clears the oldest entry.
    pub fn drop_oldest(&mut self) {
        if let Some(((stamp, tab), _)) = self.entries.pop_first() {
            let until = self.cleared.entry(tab).or_default();
            *until = (*until).max(stamp);
        }
    }

    /// Takes what another copy has and this one has not cleared.
    pub fn merge(&mut self, other: &Self) {
        for (tab, until) in &other.cleared {
            let known = self.cleared.entry(*tab).or_default();
            *known = (*known).max(*until);
        }
        for (stamp, entry) in &other.entries {
            self.entries.entry(*stamp).or_insert_with(|| entry.clone());
        }
        let cleared = std::mem::take(&mut self.cleared);
        self.entries.retain(|(stamp, tab), _| cleared.get(tab).is_none_or(|until| stamp > until));
        self.cleared = cleared;
    }

    /// Notes that a tab's entries up to a stamp were cleared.
    pub fn set_cleared(&mut self, tab: u32, until: u64) {
        let mut other = Self::default();
        other.cleared.insert(tab, until);
        self.merge(&other);
    }

    fn is_cleared(&self, (stamp, tab): Stamp) -> bool {
        self.cleared.get(&tab).is_some_and(|until| stamp <= *until)
    }

    /// The entries, the oldest first.
    pub fn entries(&self) -> impl DoubleEndedIterator<Item = (&Stamp, &T)> + ExactSizeIterator {
        self.entries.iter()
    }

    /// The newest entry.
    pub fn newest(&self) -> Option<&T> {
        self.entries.last_key_value().map(|(_, entry)| entry)
    }

    /// What was cleared, by tab.
    pub fn cleared(&self) -> impl Iterator<Item = (&u32, &u64)> {
        self.cleared.iter()
    }

    /// The latest stamp that is known of.
    pub fn latest(&self) -> u64 {
        let entry = self.entries.last_key_value().map_or(0, |((stamp, _), _)| *stamp);
        self.cleared.values().copied().max().unwrap_or(0).max(entry)
    }
}
