//! The learner's own system in the form of the template, and what was computed of it.
//!
//! Never here: a change of what they wrote.

use engine::scenario::Intervention;
use lesson::template::{Computed, Document, Finding, Gap, System, computed, diagram, findings};

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
pub const OWN: &str = "own";

impl Default for Description {
    fn default() -> Self {
        Self::of(OWN.into(), Document::blank())
    }
}

impl Description {
    /// A description and what its runs say.
    pub(super) fn of(name: String, document: Document) -> Self {
        let system = System::of(&document);
        let (computed, findings) = match &system {
            Ok(system) => (Some(computed(system)), findings(&document, system)),
            Err(_) => (None, Vec::new()),
        };
        Self { name, document, system, computed, findings, proof: (Vec::new(), 0) }
    }

    /// What they wrote as Markdown, with the diagram of the system if it is one.
    pub fn markdown(&self) -> String {
        match &self.system {
            Ok(system) => self.document.with_diagram(&diagram(system)),
            Err(_) => self.document.to_string(),
        }
    }
}
