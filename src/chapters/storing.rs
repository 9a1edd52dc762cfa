//! What the browser keeps for the learner, and what is said when it cannot.
//!
//! A newer workbook's state is never written over; a damaged one is set aside with its text. Never here: the
//! browser's storage.

use super::keeping::{Back, Keeping};
use super::learners::Learner;
use super::message::{Beginning, Command, LearnerNumber, Look, Stored};
use super::model::Model;
use engine::scenario::FileError;
use lesson::file::FileKind;
use lesson::progress::{Full, Loading, Progress, Scope, Shelf};

/// The name of the file that everything is saved in.
const FILE: &str = "coupling-workbook.toml";
/// Why a text that was set aside could not be read; nothing, if this workbook can read it.
fn why_damaged(text: &str) -> Option<FileError> {
    match Progress::load(FILE, text, 0) {
        Loading::Damaged { error, .. } => Some(error),
        Loading::Loaded(_) | Loading::Newer(_) => None,
    }
}

/// The id of the field with a text that is to be copied by hand.
pub const TO_COPY: &str = "to-copy";
/// The name of the file for what was set aside.
const ASIDE: &str = "coupling-workbook-set-aside.toml";

impl Model {
    /// Every change goes through this one door.
    pub(super) fn keep(&self) -> Vec<Command> {
        match self.keeping {
            Keeping::Kept => vec![Command::Store(self.progress.save())],
            _ => Vec::new(),
        }
    }

    /// The same, a moment after the last of several changes that follow one another quickly.
    pub(super) fn keep_soon(&self) -> Vec<Command> {
        match self.keeping {
            Keeping::Kept => vec![Command::StoreSoon],
            _ => Vec::new(),
        }
    }

    pub(super) fn began(&mut self, beginning: Beginning) -> Vec<Command> {
        let Beginning { tab, stored, aside, learner, others } = beginning;
        self.tab = tab;
        self.learner = learner;
        self.others = others.iter().map(|(number, text)| Learner::of(*number, text)).collect();
        self.progress = Progress::new(tab);
        if let Some(text) = &aside {
            self.set_aside = why_damaged(text).map(|error| (text.clone(), error));
        }
        let mut commands = Vec::new();
        match stored {
            Stored::Blocked => self.keeping = Keeping::Memory,
            Stored::Nothing => self.keeping = Keeping::Kept,
            Stored::Text(text) => match Progress::load(FILE, &text, self.tab) {
                Loading::Loaded(kept) => {
                    self.progress = *kept;
                    self.keeping = Keeping::Kept;
                }
                Loading::Newer(_) => self.keeping = Keeping::Newer,
                // Nothing is written over it before it is kept elsewhere.
                Loading::Damaged { text, error } => {
                    // What was set aside before stays in front of it.
                    let text = match aside {
                        Some(earlier) if earlier != text => format!("{earlier}\n\n{text}"),
                        _ => text,
                    };
                    commands.push(Command::SetAside(text.clone()));
                    self.set_aside = Some((text, error));
                    self.keeping = Keeping::Unread;
                }
            },
        }
        commands.extend(self.last_sandbox());
        commands.extend(self.enter());
        commands
    }

    /// Only when what cannot be read is kept under a key of its own, its place is written over.
    pub(super) fn was_set_aside(&mut self, kept: bool) -> Vec<Command> {
        self.keeping = if kept { Keeping::Kept } else { Keeping::Full };
        self.keep()
    }

    /// What was set aside is not wanted any more.
    pub(super) fn aside_dropped(&mut self) -> Vec<Command> {
        self.set_aside = None;
        vec![Command::DropAside]
    }

    /// Another tab's answers are taken in beside this one's.
    pub(super) fn other_tab(&mut self, text: &str) -> Vec<Command> {
        match Progress::load(FILE, text, self.tab) {
            Loading::Loaded(other) => {
                let before = self.progress.save();
                self.progress.merge(&other);
                // What both have is not written again, or two tabs would answer each other for ever.
                if self.progress.same(&other) || self.progress.save() == before {
                    return Vec::new();
                }
                self.keep()
            }
            Loading::Newer(_) => {
                self.keeping = Keeping::Newer;
                Vec::new()
            }
            Loading::Damaged { .. } => Vec::new(),
        }
    }

    pub(super) fn store_full(&mut self) -> Vec<Command> {
        self.keeping = Keeping::Full;
        Vec::new()
    }

    pub(super) fn export(&self) -> Vec<Command> {
        let learner = self.progress.learner().to_string();
        vec![Command::SaveBackup { learner, text: self.progress.save() }]
    }

    /// The learner says what they call themselves.
    pub(super) fn learner_named(&mut self, name: &str) -> Vec<Command> {
        if let Err(full) = self.progress.call_learner(name.trim()) {
            self.not_kept(full);
        }
        self.keep()
    }

    /// Somebody else begins, with nothing answered.
    pub(super) fn learner_added(&mut self) -> Vec<Command> {
        let taken = self.others.iter().map(|other| other.number).chain([self.learner]);
        let number = taken.max().unwrap_or(0).saturating_add(1);
        let mut commands = self.keep();
        commands.push(Command::BeginLearner(number, Progress::new(self.tab).save()));
        commands.push(Command::OpenLearner(number));
        commands
    }

    /// Somebody else goes on with their work.
    pub(super) fn learner_chosen(&mut self, learner: LearnerNumber) -> Vec<Command> {
        let mut commands = self.keep();
        commands.push(Command::OpenLearner(learner));
        commands
    }

    /// What was said of something earlier does not stand beside what is said of this.
    pub(super) fn hush(&mut self) {
        self.said = None;
        self.refused.clear();
        self.to_copy = None;
    }

    /// The browser does not copy: the text is there to be copied by hand.
    pub(super) fn not_copied(&mut self, text: String) -> Vec<Command> {
        self.hush();
        self.to_copy = Some(text);
        vec![Command::Look(Look::Selected(TO_COPY))]
    }

    pub(super) fn copied(&mut self) -> Vec<Command> {
        self.hush();
        self.said = Some(self.index.word("copy.done").to_string());
        Vec::new()
    }

    pub(super) fn import(&mut self, name: &str, text: &str) -> Vec<Command> {
        self.hush();
        if FileKind::of(text) == FileKind::Questions {
            return self.take_questions(name, text);
        }
        match Progress::load(name, text, self.tab) {
            Loading::Loaded(other) => {
                self.progress.merge(&other);
                self.said = Some(self.index.word("progress.imported_all").to_string());
                self.keep()
            }
            Loading::Newer(_) => {
                self.said = Some(self.index.word("saved.newer_file").to_string());
                Vec::new()
            }
            Loading::Damaged { error, .. } => {
                self.refused = vec![error];
                Vec::new()
            }
        }
    }

    pub(super) fn aside(&self) -> Vec<Command> {
        let aside = self.set_aside.as_ref();
        aside
            .map(|(text, _): &(String, FileError)| Command::SaveFile {
                name: ASIDE.into(),
                text: text.clone(),
            })
            .into_iter()
            .collect()
    }

    pub(super) fn forgotten(&mut self, scope: &Scope) -> Vec<Command> {
        self.hush();
        self.undo = Some(Back::Forgotten(self.progress.reset(scope)));
        if let Some(open) = &mut self.open {
            open.begin_again(scope);
        }
        self.keep()
    }

    /// A file that cannot be read changes nothing, and it is said why.
    pub(super) fn file_unreadable(&mut self, why: String) -> Vec<Command> {
        self.hush();
        self.said = Some(why);
        Vec::new()
    }

    /// A text is not wanted any more.
    pub(super) fn dropped(&mut self, shelf: Shelf, id: &str) -> Vec<Command> {
        self.hush();
        self.undo = Some(Back::Dropped(self.progress.drop_kept(shelf, id)));
        self.keep()
    }

    /// The texts of a shelf: what each is known by, and what it is called.
    pub fn texts(&self, shelf: Shelf) -> Vec<(&str, &str)> {
        let named = |id| {
            let kept = self.progress.kept(shelf, id);
            (id, kept.last().map_or(id, |kept| kept.name.as_str()))
        };
        self.progress.ids(shelf).map(named).collect()
    }

    pub(super) fn undone(&mut self) -> Vec<Command> {
        self.hush();
        match self.undo.take() {
            Some(Back::Forgotten(undo) | Back::Dropped(undo)) => self.progress.undo(undo),
            Some(Back::Described { name, text }) => return self.restored(name, text),
            None => {}
        }
        self.keep()
    }

    /// Says why something was not kept.
    pub(super) fn not_kept(&mut self, full: Full) {
        let key = match full {
            Full::TooLong => "saved.too_long",
            Full::TooMany => "saved.too_many",
        };
        self.said = Some(self.index.word(key).to_string());
    }
}
