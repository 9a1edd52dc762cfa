//! What happens to the workbook, and what the browser is asked to do about it.
//!
//! Never here: what a message changes.

use super::edit::Edit;
use crate::scene::picture::{Format, Picture};
use engine::scenario::{Intervention, Scenario, ServiceSetting, Setting};
use lesson::content::Show;
use lesson::id::{AskId, FigureId, OptionId, QuestionId};
use lesson::progress::{Scope, Shelf};
use lesson::template::Field;

/// What the browser kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Stored {
    /// This text.
    Text(String),
    /// Nothing yet.
    Nothing,
    /// It keeps nothing for us.
    Blocked,
}

/// A scenario for the sandbox.
#[derive(Clone, Debug, PartialEq)]
pub struct ForSandbox {
    /// The name of its file.
    pub file: String,
    /// The scenario.
    pub scenario: Scenario,
    /// What is done to it.
    pub interventions: Vec<Intervention>,
    /// Whether the learner asked for it; else it is what they had when they went.
    pub asked: bool,
}

/// Which of the learners who use this browser, counted from 1.
pub type LearnerNumber = u32;

/// What the browser has for the workbook when it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Beginning {
    /// A number that no other tab is likely to have.
    pub tab: u32,
    /// What the browser kept of this learner.
    pub stored: Stored,
    /// What was set aside earlier, since it could not be read.
    pub aside: Option<String>,
    /// Who this learner is.
    pub learner: LearnerNumber,
    /// What it keeps of other learners.
    pub others: Vec<(LearnerNumber, String)>,
}

impl Beginning {
    /// Where nothing is to be kept, and nothing that was kept is to be seen.
    pub fn kept_nowhere() -> Self {
        Self { tab: 0, stored: Stored::Blocked, aside: None, learner: 1, others: Vec::new() }
    }
}

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
    /// Or not to have it back, ever.
    UndoDropped,
    /// A text stands where the learner can paste it from.
    Copied,
    /// The browser does not let us put it there.
    NotCopied(String),
    /// The workbook stands in a browser.
    Began(Box<Beginning>),
    /// A text that cannot be read was to be set aside: whether the browser keeps it.
    SetAside {
        /// Whether it does.
        kept: bool,
    },
    /// What was set aside is not wanted any more.
    AsideDropped,
    /// A figure's run is as the chapter has it again.
    FigureReset(FigureId),
    /// A figure's run is over, or the learner wants to be asked about it before it is.
    RunOver(FigureId),
    /// A figure fills the window, or none does.
    FigureFilled(Option<FigureId>),
    /// A figure's ways out of the page are unfolded, or none's.
    FigureShared(Option<FigureId>),
    /// A figure is wanted as a picture.
    FigurePictured(FigureId, Format),
    /// Another tab has kept something.
    OtherTab(String),
    /// What was changed is to be kept now: a moment has passed, or the page may go.
    StoreDue,
    /// The browser could not keep what it was given.
    StoreFull,
    /// The learner calls themselves this.
    LearnerNamed(String),
    /// Another learner is to use this browser, with answers of their own.
    LearnerAdded,
    /// The work of another learner is to be opened.
    LearnerChosen(LearnerNumber),
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
    /// A link to the description is wanted.
    DescriptionLinked,
    /// This text is to be copied.
    CopyAsked(String),
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
    /// Keep what is kept even when the browser runs out of room, if it can.
    Persist,
    /// Keep the first text of a new learner.
    BeginLearner(LearnerNumber, String),
    /// Begin again, with the work of another learner.
    OpenLearner(LearnerNumber),
    /// Give the learner everything as a file; its name has the day, and what they call themselves.
    SaveBackup {
        /// What they call themselves.
        learner: String,
        /// Its text.
        text: String,
    },
    /// Give the learner a picture as a file, in the colours of the page.
    SavePicture {
        /// The file's name, without its ending.
        name: String,
        /// The picture.
        picture: Box<Picture>,
        /// What it is saved as.
        format: Format,
    },
    /// Give the learner a file.
    SaveFile {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// Put this text where the learner can paste it from, and say whether it is there.
    Copy(String),
    /// Print the page.
    Print,
    /// Look there, once it is drawn.
    Look(Look),
}

/// Where the view or the focus goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// Both go to what has this id.
    At(String),
    /// To where the page was left.
    Back,
    /// To the field with this id, whose text is selected.
    Selected(&'static str),
    /// The focus goes to a question, if what had it is gone: the question's controls are others now.
    Question(QuestionId),
    /// The focus goes with the item that was moved, to the button that moved it; at the end of its way, to the
    /// other one.
    Moved {
        /// The question.
        question: QuestionId,
        /// The item.
        item: OptionId,
        /// Whether it was moved up.
        up: bool,
    },
    /// A figure comes into view, since it begins to play.
    Figure(FigureId),
}
