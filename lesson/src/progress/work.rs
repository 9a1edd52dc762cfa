//! What a learner has done, as it grows, is forgotten, comes back, and is merged with that of another tab.
//!
//! Never here: reading or writing it.

use super::parts::{Attempt, Draft, Full, Item, Kept, Scope, Shelf, Tally, Undo};
use super::versions::{Stamp, Versions};
use crate::content::{Entry, Index, Kind};
use crate::grade::Answer;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Attempts that are kept of one question.
const MAX_ATTEMPTS: usize = 20;
/// The longest text that is kept in one piece, in bytes.
pub const MAX_TEXT: usize = 100_000;
// A question file that can be opened can be kept, with its name and id.
const _: () = assert!(crate::source::MAX_QUESTIONS + 1_000 <= MAX_TEXT);
/// The longest name of a learner, in bytes.
pub const MAX_NAME: usize = 200;
/// The most texts on a shelf.
pub const MAX_KEPT: usize = 100;

/// What the learner has done.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Progress {
    pub(super) tab: u32,
    pub(super) answers: BTreeMap<Item, Versions<Attempt>>,
    pub(super) drafts: BTreeMap<Item, Versions<Draft>>,
    pub(super) shelves: [Texts; Shelf::ALL.len()],
    pub(super) place: Versions<String>,
    pub(super) learner: Versions<String>,
}

/// Texts by their ids.
pub(super) type Texts = BTreeMap<String, Versions<Kept>>;

impl Progress {
    /// Nothing done yet. `tab` is a number that no other tab is likely to have, new at each start.
    pub fn new(tab: u32) -> Self {
        Self { tab, ..Self::default() }
    }

    /// The next stamp: later than everything that this tab has seen.
    fn stamp(&self) -> Stamp {
        let answers = self.answers.values().map(Versions::latest);
        let drafts = self.drafts.values().map(Versions::latest);
        let kept = self.shelves.iter().flat_map(BTreeMap::values).map(Versions::latest);
        let latest = answers.chain(drafts).chain(kept).max().unwrap_or(0);
        (latest.max(self.place.latest()).max(self.learner.latest()).saturating_add(1), self.tab)
    }

    /// Notes an answer.
    ///
    /// # Errors
    /// If it is too long to be kept.
    pub fn answered(&mut self, item: Item, answer: Answer, right: bool) -> Result<(), Full> {
        if let Answer::Free { text, .. } = &answer
            && text.len() > MAX_TEXT
        {
            return Err(Full::TooLong);
        }
        let stamp = self.stamp();
        let attempts = self.answers.entry(item).or_default();
        attempts.add(stamp, Attempt { answer, right });
        while attempts.entries().len() > MAX_ATTEMPTS {
            attempts.drop_oldest();
        }
        Ok(())
    }

    /// What was answered.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        let answers = self.answers.iter().filter(|(_, attempts)| attempts.entries().len() > 0);
        answers.map(|(item, _)| item)
    }

    /// The answers to a question, the oldest first.
    pub fn attempts(&self, item: &Item) -> Vec<&Attempt> {
        let attempts = self.answers.get(item).map(|versions| versions.entries());
        attempts.into_iter().flatten().map(|(_, attempt)| attempt).collect()
    }

    /// The last answer to a question.
    pub fn last(&self, item: &Item) -> Option<&Attempt> {
        self.answers.get(item)?.newest()
    }

    /// Keeps what there is of an answer, in place of all drafts of it that were seen here.
    ///
    /// # Errors
    /// If it is too long to be kept; what was kept before stays.
    pub fn draft(&mut self, item: Item, draft: Draft) -> Result<(), Full> {
        let written = match &draft.answer {
            Some(Answer::Free { text, .. }) => text.len(),
            _ => 0,
        };
        if written.max(draft.typed.len()) > MAX_TEXT {
            return Err(Full::TooLong);
        }
        let stamp = self.stamp();
        let versions = self.drafts.entry(item).or_default();
        versions.clear();
        versions.add(stamp, draft);
        Ok(())
    }

    /// What there is of an answer: the newest draft of it.
    pub fn drafted(&self, item: &Item) -> Option<&Draft> {
        self.drafts.get(item)?.newest()
    }

    /// An answer is no longer worked on.
    pub fn drop_draft(&mut self, item: &Item) {
        if let Some(versions) = self.drafts.get_mut(item) {
            versions.clear();
        }
    }

    /// What the learner calls themselves; empty if they have not said.
    pub fn learner(&self) -> &str {
        self.learner.newest().map_or("", String::as_str)
    }

    /// Notes what the learner calls themselves.
    ///
    /// # Errors
    /// If it is too long to be kept.
    pub fn call_learner(&mut self, name: &str) -> Result<(), Full> {
        if name.len() > MAX_NAME {
            return Err(Full::TooLong);
        }
        if self.learner() != name {
            let stamp = self.stamp();
            self.learner.clear();
            self.learner.add(stamp, name.into());
        }
        Ok(())
    }

    /// Where the learner is, as an address.
    pub fn place(&self) -> Option<&str> {
        self.place.newest().map(String::as_str)
    }

    /// Notes where the learner is.
    pub fn at(&mut self, address: &str) {
        if self.place() != Some(address) && address.len() <= MAX_TEXT {
            let stamp = self.stamp();
            self.place.clear();
            self.place.add(stamp, address.into());
        }
    }

    /// The ids of the learner's own texts.
    pub fn ids(&self, shelf: Shelf) -> impl Iterator<Item = &str> {
        let texts = self.shelf(shelf).iter();
        texts.filter(|(_, kept)| kept.entries().len() > 0).map(|(id, _)| id.as_str())
    }

    /// The text on a shelf that was kept last.
    pub fn newest(&self, shelf: Shelf) -> Option<&str> {
        let stamp = |id: &&str| self.shelf(shelf).get(*id).map(Versions::latest);
        self.ids(shelf).max_by_key(stamp)
    }

    /// One of the learner's own texts. Several, the newest last, if two tabs changed it at once.
    pub fn kept(&self, shelf: Shelf, id: &str) -> Vec<&Kept> {
        let versions = self.shelf(shelf).get(id).map(|versions| versions.entries());
        versions.into_iter().flatten().map(|(_, kept)| kept).collect()
    }

    /// Keeps a text in place of all versions of it that were seen here.
    ///
    /// # Errors
    /// If it is too long, or there are too many already.
    pub fn keep(&mut self, shelf: Shelf, id: &str, kept: Kept) -> Result<(), Full> {
        if kept.text.len() + kept.name.len() + id.len() > MAX_TEXT {
            return Err(Full::TooLong);
        }
        if !self.ids(shelf).any(|known| known == id) && self.ids(shelf).count() >= MAX_KEPT {
            return Err(Full::TooMany);
        }
        let stamp = self.stamp();
        let versions = self.shelf_mut(shelf).entry(id.into()).or_default();
        versions.clear();
        versions.add(stamp, kept);
        Ok(())
    }

    /// Takes a text off its shelf.
    pub fn drop_kept(&mut self, shelf: Shelf, id: &str) -> Undo {
        let cleared = self.shelf_mut(shelf).get_mut(id).map(Versions::clear).unwrap_or_default();
        Undo { texts: vec![(shelf, id.to_string(), cleared)], ..Undo::default() }
    }

    /// Forgets. What was forgotten can be put back with [`Progress::undo`].
    pub fn reset(&mut self, scope: &Scope) -> Undo {
        let meant = |item: &Item| match scope {
            Scope::Question(wanted) => item == wanted || *item == wanted.happened(),
            Scope::Chapter(chapter) => item.chapter == *chapter,
            Scope::Everything => true,
        };
        let mut undo = Undo::default();
        for (item, attempts) in self.answers.iter_mut().filter(|(item, _)| meant(item)) {
            undo.answers.push((item.clone(), attempts.clear()));
        }
        for (item, drafts) in self.drafts.iter_mut().filter(|(item, _)| meant(item)) {
            undo.drafts.push((item.clone(), drafts.clear()));
        }
        if *scope == Scope::Everything {
            for (_, shelf) in Shelf::ALL {
                let texts = self.shelf_mut(shelf).iter_mut();
                undo.texts.extend(texts.map(|(id, kept)| (shelf, id.clone(), kept.clear())));
            }
            undo.place = self.place.clear();
        }
        undo
    }

    /// Puts back what was forgotten, beside whatever was done since.
    pub fn undo(&mut self, undo: Undo) {
        for (item, attempts) in undo.answers {
            for attempt in attempts {
                let stamp = self.stamp();
                self.answers.entry(item.clone()).or_default().add(stamp, attempt);
            }
        }
        for (item, drafts) in undo.drafts {
            for draft in drafts {
                let stamp = self.stamp();
                self.drafts.entry(item.clone()).or_default().add(stamp, draft);
            }
        }
        for (shelf, id, versions) in undo.texts {
            for kept in versions {
                let stamp = self.stamp();
                self.shelf_mut(shelf).entry(id.clone()).or_default().add(stamp, kept);
            }
        }
        for place in undo.place {
            let stamp = self.stamp();
            self.place.add(stamp, place);
        }
    }

    /// Takes in what another tab, or a file, has.
    pub fn merge(&mut self, other: &Self) {
        for (item, attempts) in &other.answers {
            self.answers.entry(item.clone()).or_default().merge(attempts);
        }
        for (_, shelf) in Shelf::ALL {
            for (id, kept) in other.shelf(shelf) {
                self.shelf_mut(shelf).entry(id.clone()).or_default().merge(kept);
            }
        }
        for (item, drafts) in &other.drafts {
            self.drafts.entry(item.clone()).or_default().merge(drafts);
        }
        self.place.merge(&other.place);
        self.learner.merge(&other.learner);
    }

    /// How far somebody is in a chapter.
    pub fn of_chapter(&self, entry: &Entry) -> Tally {
        let mut tally = Tally::default();
        for (id, kind) in &entry.items {
            let item = Item::new(entry.id.as_str(), id.as_str());
            let tried = self.last(&item).is_some();
            let done = match kind {
                Kind::Section | Kind::Figure => continue,
                Kind::Question => self.attempts(&item).iter().any(|attempt| attempt.right),
                Kind::Prediction => tried && self.last(&item.happened()).is_some(),
            };
            tally.all += 1;
            tally.tried += usize::from(tried);
            tally.done += usize::from(done);
        }
        tally
    }

    /// How far somebody is in all.
    pub fn of_all(&self, index: &Index) -> Tally {
        let chapters = index.chapters.iter().map(|entry| self.of_chapter(entry));
        chapters.fold(Tally::default(), |sum, tally| Tally {
            all: sum.all + tally.all,
            tried: sum.tried + tally.tried,
            done: sum.done + tally.done,
        })
    }

    pub(super) fn shelf(&self, shelf: Shelf) -> &Texts {
        &self.shelves[shelf as usize]
    }

    pub(super) fn shelf_mut(&mut self, shelf: Shelf) -> &mut Texts {
        &mut self.shelves[shelf as usize]
    }
}
