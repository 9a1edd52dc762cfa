//! What the learner writes into the template is kept, and computed anew at each change.
//!
//! Never here: a change of their words that they did not make.

use super::description::{Description, OWN};
use super::keeping::Back;
use super::message::{Command, Look};
use super::model::{Model, Shown};
use crate::link::{LinkError, Linked};
use engine::scenario::Intervention;
use lesson::progress::{Kept, Shelf};
use lesson::route::{Route, RouteError, Why};
use lesson::template::{Document, Field};

/// The name of a description that somebody linked to.
const LINKED: &str = "linked";

impl Model {
    /// Opens a description: what the learner has made of it, or as the workbook has it, or blank.
    pub(super) fn open_document(&mut self, name: Option<&str>) {
        let name = name.unwrap_or(OWN);
        let kept = self.progress.kept(Shelf::Documents, name).last().map(|kept| kept.text.clone());
        let shipped = self.index.documents.iter().find(|(known, _)| known == name);
        let text = kept.or_else(|| shipped.map(|(_, text)| text.clone()));
        self.linked = None;
        let document = text.map_or_else(Document::blank, |text| Document::read(&text));
        self.description = Description::of(name.into(), document);
    }

    pub(super) fn described(&mut self, field: Field, said: &str) -> Vec<Command> {
        let mut document = self.description.document.clone();
        document.set(field, said);
        self.replace(document)
    }

    /// A field that is being written: what it means is read with it, and it is kept in a moment. What is shown in
    /// the figure stays, unless it is another system by now.
    pub(super) fn description_typed(&mut self, field: Field, said: &str) -> Vec<Command> {
        let mut document = self.description.document.clone();
        document.set(field, said);
        self.keep_document(&document);
        let before = std::mem::take(&mut self.description);
        self.description = Description::of(before.name.clone(), document);
        if self.description.system == before.system {
            self.description.proof = before.proof;
        }
        self.linked = None;
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
        let name = self.description.name.clone();
        self.undo = Some(Back::Described { name, text: self.description.document.to_string() });
        self.replace(document)
    }

    /// A description is as it was; another one may be open by now, which stays.
    pub(super) fn restored(&mut self, name: String, text: String) -> Vec<Command> {
        if name == self.description.name {
            return self.replace(Document::read(&text));
        }
        let kept = Kept { name: name.clone(), text };
        if let Err(full) = self.progress.keep(Shelf::Documents, &name, kept) {
            self.not_kept(full);
        }
        self.keep()
    }

    pub(super) fn replace(&mut self, document: Document) -> Vec<Command> {
        self.keep_document(&document);
        self.description = Description::of(self.description.name.clone(), document);
        self.linked = None;
        self.keep()
    }

    fn keep_document(&mut self, document: &Document) {
        let name = self.description.name.clone();
        let kept = Kept { name: name.clone(), text: document.to_string() };
        if let Err(full) = self.progress.keep(Shelf::Documents, &name, kept) {
            self.not_kept(full);
        }
    }

    /// A link to the description as it stands.
    pub(super) fn description_linked(&mut self) -> Vec<Command> {
        let text = self.description.document.to_string();
        self.linked = Some(Linked::Description(text).encode());
        Vec::new()
    }

    /// Opens a description that somebody linked to, beside those of the learner's own.
    pub(super) fn open_linked(&mut self, piece: &str) -> Vec<Command> {
        let text = match Linked::decode(piece) {
            Ok(Linked::Description(text)) => text,
            Ok(Linked::Run(_)) => return self.lost_link(LinkError::Damaged),
            Err(error) => return self.lost_link(error),
        };
        let name = self.free_name(&text);
        let kept = Kept { name: name.clone(), text };
        if let Err(full) = self.progress.keep(Shelf::Documents, &name, kept) {
            self.not_kept(full);
        }
        let mut commands = self.keep();
        commands.push(Command::Go(Route::Template(Some(name)).to_string()));
        commands
    }

    /// A name under which nothing is kept yet, or just this text.
    fn free_name(&self, text: &str) -> String {
        let names = (1..).map(|number| match number {
            1 => LINKED.to_string(),
            _ => format!("{LINKED}-{number}"),
        });
        let is_free = |name: &String| {
            let kept = self.progress.kept(Shelf::Documents, name);
            kept.last().is_none_or(|kept| kept.text == text)
        };
        names.into_iter().find(is_free).unwrap_or_default()
    }

    fn lost_link(&mut self, error: LinkError) -> Vec<Command> {
        let why = match error {
            LinkError::Damaged => Why::LinkDamaged,
            LinkError::Newer => Why::LinkNewer,
            LinkError::TooLong => Why::LinkTooLong,
        };
        let address = "#/description/".to_string();
        self.route = Err(RouteError { address, why, nearest: Route::Template(None) });
        self.shown = Shown::Here;
        Vec::new()
    }

    pub(super) fn proven(&mut self, acts: Vec<Intervention>) -> Vec<Command> {
        self.description.proof = (acts, self.description.proof.1 + 1);
        vec![Command::Look(Look::At("described-run".into()))]
    }

    pub(super) fn description_saved(&self) -> Vec<Command> {
        let name = format!("{}.md", self.description.name);
        vec![Command::SaveFile { name, text: self.description.markdown() }]
    }
}
