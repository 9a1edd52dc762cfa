//! The workbook without a browser: where the learner is, what they have answered, and what their runs gave.
//!
//! As in [`crate::stage`], [`update`] is the only place where the model changes, and what it cannot do itself
//! it asks for as a [`Command`]. The runs of live figures are played by the figures; what they were is told
//! here, so that feedback quotes the learner's own run. Never here: `web_sys`, or a sentence of our own.

mod chapter;
mod document;
mod edit;
mod keeping;
mod model;
pub mod plots;
pub mod prose;
mod questions;
mod sandbox;

pub use chapter::{Open, State};
pub use document::Description;
pub use edit::{Edit, order};
pub use keeping::{Back, Keeping, Stored};
pub use model::{Model, Shown};
pub use sandbox::ForSandbox;

use engine::scenario::{Intervention, Scenario, ServiceSetting, Setting};
use lesson::content::Show;
use lesson::id::{AskId, FigureId, OptionId};
use lesson::progress::{Scope, Shelf};
use lesson::template::Field;

/// A setting of a figure's scenario, or of the service at a place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tuned {
    /// Of the scenario.
    All(Setting),
    /// Of a service.
    Of(usize, ServiceSetting),
}

/// Something that happened to the workbook.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The address has changed to this, from its `#` on.
    Routed(String),
    /// The table of contents has come, or has not.
    IndexCame(Option<Vec<u8>>),
    /// A chapter's file has come, or has not.
    ChapterCame(String, Option<Vec<u8>>),
    /// What has not come is to be fetched again.
    Refetched,
    /// The learner works on an answer to a question.
    Edited(AskId, Edit),
    /// They hold their sentences against a point of a good answer: whether they find it there.
    Ticked(AskId, OptionId, bool),
    /// They want to know whether it is right; a prediction is locked by it.
    Checked(AskId),
    /// They try again, only what was wrong.
    Retried(AskId),
    /// They want to read all explanations, or no longer.
    Explained(AskId),
    /// They want to see the instant that decides.
    ShowAsked(Show),
    /// They changed a live figure's run.
    RunChanged(FigureId, Box<Scenario>, Vec<Intervention>),
    /// They changed a setting of a live figure's scenario.
    FigureTuned(FigureId, Tuned, u32),
    /// They want to forget something.
    Forgotten(Scope),
    /// And to have it back.
    Undone,
    /// The workbook stands in a browser.
    Began {
        /// A number that no other tab is likely to have.
        tab: u32,
        /// What the browser kept.
        stored: Stored,
        /// What was set aside earlier, since it could not be read.
        aside: Option<String>,
    },
    /// A text that cannot be read was to be set aside: whether the browser keeps it.
    SetAside {
        /// Whether it does.
        kept: bool,
    },
    /// What was set aside is not wanted any more.
    AsideDropped,
    /// A figure's run is as the chapter has it again.
    FigureReset(FigureId),
    /// Another tab has kept something.
    OtherTab(String),
    /// What was changed is to be kept now: a moment has passed, or the page may go.
    StoreDue,
    /// The browser could not keep what it was given.
    StoreFull,
    /// Everything is to be saved as a file.
    ExportAsked,
    /// A saved file, or a teacher's question file, was opened.
    Imported {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// The scenarios for question files have come, or have not.
    ScenariosCame(Option<Vec<u8>>),
    /// A chosen file could not be read: its name and why.
    FileUnreadable(String),
    /// A text that is kept is not wanted any more.
    Dropped(Shelf, String),
    /// A figure's run is wanted in the sandbox.
    FigureToSandbox(FigureId),
    /// So is the described system.
    DescriptionToSandbox,
    /// So is a scenario that was kept, by the name of its file.
    ScenarioToSandbox(String),
    /// What the learner has in the sandbox is this now: the name of the file, and the scenario.
    SandboxChanged(String, Box<Scenario>),
    /// What was set aside is to be saved as a file.
    AsideAsked,
    /// A field of the learner's description says this now.
    Described(Field, String),
    /// A field of it says this so far.
    DescriptionTyped(Field, String),
    /// The description is this text now: a file of theirs, or one of the workbook's own.
    Replaced(String),
    /// The run that a finding was read from is to be shown.
    Proven(Vec<Intervention>),
    /// The description is to be saved as a file.
    DescriptionSaved,
    /// The description is to be copied.
    DescriptionCopied,
    /// The page is to be printed.
    PrintAsked,
}

/// What the browser is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Fetch the table of contents.
    FetchIndex,
    /// Fetch a chapter's file.
    FetchChapter(String),
    /// Fetch the scenarios for question files.
    FetchScenarios,
    /// Go to this address.
    Go(String),
    /// Open this in the sandbox.
    Sandbox(Box<ForSandbox>),
    /// Keep this text.
    Store(String),
    /// Say [`Msg::StoreDue`] a moment after the last of these.
    StoreSoon,
    /// Keep a text that cannot be read under a key of its own, and say [`Msg::SetAside`].
    SetAside(String),
    /// Forget what was set aside.
    DropAside,
    /// Give the learner a file.
    SaveFile {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// Put this text where the learner can paste it from.
    Copy(String),
    /// Print the page.
    Print,
    /// Bring what the address names into view, once it is drawn.
    Reveal(String),
}

/// Changes the model as a message says.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Command> {
    match msg {
        Msg::Routed(hash) => model.routed(&hash),
        Msg::IndexCame(bytes) => model.index_came(bytes.as_deref()),
        Msg::ChapterCame(file, bytes) => model.chapter_came(&file, bytes.as_deref()),
        Msg::Refetched => model.refetched(),
        Msg::Edited(id, edit) => model.edited(&id, edit),
        Msg::Ticked(id, point, on) => model.ticked(&id, point, on),
        Msg::Checked(id) => model.checked(&id),
        Msg::Retried(id) => model.retried(&id),
        Msg::Explained(id) => model.explained(&id),
        Msg::ShowAsked(show) => model.show(show),
        Msg::RunChanged(figure, scenario, acts) => model.run_changed(&figure, *scenario, acts),
        Msg::FigureTuned(figure, tuned, value) => model.figure_tuned(&figure, tuned, value),
        Msg::Forgotten(scope) => model.forgotten(&scope),
        Msg::Undone => model.undone(),
        Msg::Began { tab, stored, aside } => model.began(tab, stored, aside),
        Msg::SetAside { kept } => model.was_set_aside(kept),
        Msg::AsideDropped => model.aside_dropped(),
        Msg::FigureReset(figure) => model.figure_reset(&figure),
        Msg::OtherTab(text) => model.other_tab(&text),
        Msg::StoreDue => model.keep(),
        Msg::StoreFull => model.store_full(),
        Msg::ExportAsked => model.export(),
        Msg::Imported { name, text } => model.import(&name, &text),
        Msg::ScenariosCame(bytes) => model.scenarios_came(bytes.as_deref()),
        Msg::FileUnreadable(why) => model.file_unreadable(why),
        Msg::Dropped(shelf, id) => model.dropped(shelf, &id),
        Msg::FigureToSandbox(figure) => model.figure_to_sandbox(&figure),
        Msg::DescriptionToSandbox => model.description_to_sandbox(),
        Msg::ScenarioToSandbox(file) => model.scenario_to_sandbox(&file),
        Msg::SandboxChanged(file, work) => model.sandbox_changed(&file, &work),
        Msg::AsideAsked => model.aside(),
        Msg::Described(field, said) => model.described(field, &said),
        Msg::DescriptionTyped(field, said) => model.description_typed(field, &said),
        Msg::Replaced(text) => model.replaced(&text),
        Msg::Proven(acts) => model.proven(acts),
        Msg::DescriptionSaved => model.description_saved(),
        Msg::DescriptionCopied => vec![Command::Copy(model.description.document.to_string())],
        Msg::PrintAsked => vec![Command::Print],
    }
}
