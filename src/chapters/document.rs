//! The learner's own system in the form of the template: what they wrote, and what its runs say.
//!
//! What can be computed is computed anew at each change and stands beside their words. Never here: a change
//! of what they wrote.

use super::Command;
use super::keeping::Back;
use super::model::Model;
use engine::scenario::Intervention;
use lesson::progress::{Kept, Shelf};
use lesson::template::{Computed, Document, Field, Finding, Gap, System, computed, findings};

/// The description that is open, and what came of it.
#[derive(Debug)]
pub struct Description {
    /// Its name among the learner's documents.
    pub name: String,
    /// What they wrote.
    pub document: Document,
    /// The system that it describes, or what keeps it from being one.
    pub system: Result<System, Vec<Gap>>,
    /// What is computed of the system.
    pub computed: Option<Computed>,
    /// Where the document says otherwise than the runs.
    pub findings: Vec<Finding>,
    /// What is done to the system in the run that is shown, and how often another was asked for.
    pub proof: (Vec<Intervention>, u32),
}

/// The name of the description that no other name is given for.
const OWN: &str = "own";

impl Default for Description {
    fn default() -> Self {
        Self::of(OWN.into(), Document::blank())
    }
}

impl Description {
    fn of(name: String, document: Document) -> Self {
        let system = System::of(&document);
        let (computed, findings) = match &system {
            Ok(system) => (Some(computed(system)), findings(&document, system)),
            Err(_) => (None, Vec::new()),
        };
        Self { name, document, system, computed, findings, proof: (Vec::new(), 0) }
    }
}

impl Model {
    /// Opens a description: what the learner has made of it, or as the workbook has it, or blank.
    pub(super) fn open_document(&mut self, name: Option<&str>) {
        let name = name.unwrap_or(OWN);
        let kept = self.progress.kept(Shelf::Documents, name).last().map(|kept| kept.text.clone());
        let shipped = self.index.documents.iter().find(|(known, _)| known == name);
        let text = kept.or_else(|| shipped.map(|(_, text)| text.clone()));
        let document = text.map_or_else(Document::blank, |text| Document::read(&text));
        self.description = Description::of(name.into(), document);
    }

    pub(super) fn described(&mut self, field: Field, said: &str) -> Vec<Command> {
        let mut document = self.description.document.clone();
        document.set(field, said);
        self.replace(document)
    }

    /// A field that is being written is kept as it is; what it means waits until it is finished.
    pub(super) fn description_typed(&mut self, field: Field, said: &str) -> Vec<Command> {
        let mut document = self.description.document.clone();
        document.set(field, said);
        self.keep_document(&document);
        self.keep_soon()
    }

    /// Another text takes the place of what they wrote, which can be had back. A text without anything of the form
    /// changes nothing.
    pub(super) fn replaced(&mut self, text: &str) -> Vec<Command> {
        let document = Document::read(text);
        if !document.has_form() {
            self.said = Some(self.index.word("template.no_form").to_string());
            return Vec::new();
        }
        self.undo = Some(Back::Described(self.description.document.to_string()));
        self.said = Some(self.index.word("template.replaced").to_string());
        self.replace(document)
    }

    pub(super) fn replace(&mut self, document: Document) -> Vec<Command> {
        self.keep_document(&document);
        self.description = Description::of(self.description.name.clone(), document);
        self.keep()
    }

    fn keep_document(&mut self, document: &Document) {
        let name = self.description.name.clone();
        let kept = Kept { name: name.clone(), text: document.to_string() };
        if let Err(full) = self.progress.keep(Shelf::Documents, &name, kept) {
            self.not_kept(full);
        }
    }

    pub(super) fn proven(&mut self, acts: Vec<Intervention>) -> Vec<Command> {
        self.description.proof = (acts, self.description.proof.1 + 1);
        vec![Command::Reveal("described-run".into())]
    }

    pub(super) fn description_saved(&self) -> Vec<Command> {
        let name = format!("{}.md", self.description.name);
        vec![Command::SaveFile { name, text: self.description.document.to_string() }]
    }
}
