//! What the learner writes into the template is kept, and computed anew at each change.
//!
//! Never here: a change of their words that they did not make.

use super::description::{Description, OWN};
use super::keeping::Back;
use super::message::{Command, Look};
use super::model::Model;
use engine::scenario::Intervention;
use lesson::progress::{Kept, Shelf};
use lesson::template::{Document, Field};

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
        self.hush();
        let document = Document::read(text);
        if !document.has_form() {
            self.said = Some(self.index.word("template.no_form").to_string());
            return Vec::new();
        }
        self.undo = Some(Back::Described(self.description.document.to_string()));
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
        vec![Command::Look(Look::At("described-run".into()))]
    }

    pub(super) fn description_saved(&self) -> Vec<Command> {
        let name = format!("{}.md", self.description.name);
        vec![Command::SaveFile { name, text: self.description.document.to_string() }]
    }
}
