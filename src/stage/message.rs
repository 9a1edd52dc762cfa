//! What happens to the stage, and what the browser is asked to do about it.
//!
//! Never here: what a message changes.

use super::asking::{Answer, Asking};
use super::facts::Fact;
use super::model::{Menu, Tab};
use super::saving::{Format, View};
use crate::scene::Side;
use crate::scene::picture::Picture;
use engine::coupling::WhatIf;
use engine::scenario::{
    Intervention, Load, Mode, Scenario, Service, ServiceId, ServiceSetting, Setting, Start, Style,
    TaskId,
};
use engine::sim::Instant;

/// Something that happened to the interface.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// Play or pause.
    PlayToggled,
    /// To the next thing that happens, or the last.
    Stepped {
        /// Whether forwards.
        forwards: bool,
    },
    /// To the start.
    Restarted,
    /// To an instant.
    Scrubbed(Instant),
    /// Another speed, by its place in [`SPEEDS`].
    SpeedChosen(usize),
    /// This many milliseconds of the watcher's time have passed.
    Ticked(f64),
    /// The learner sends tasks.
    TasksSent(u32),
    /// The switch of a service.
    ServiceToggled(ServiceId),
    /// The menu of a service.
    ModeChosen(ServiceId, Mode),
    /// The switch of Kafka.
    BrokerToggled,
    /// The producer's process restarts.
    ProducerRestarted,
    /// A service joins both sides.
    ServiceAdded(Service, Start),
    /// A service leaves both sides.
    ServiceRemoved(ServiceId),
    /// A worker of a service crashes, or all do.
    Crashed(ServiceId, Option<u8>),
    /// A service has this many workers from now on.
    Scaled(ServiceId, u32),
    /// The topic has this many partitions from now on.
    Partitioned(u32),
    /// So many minutes pass at once.
    TimeSkipped(u32),
    /// A setting has this value from now on; from the start, if the playhead is there.
    Tuned(Setting, u32),
    /// So has one of a service's.
    ServiceTuned(ServiceId, ServiceSetting, u32),
    /// The run that answers a question to the architecture is opened.
    WhatIfOpened(WhatIf),
    /// A service has another name, and had it from the start.
    ServiceRenamed(ServiceId, String),
    /// Tasks come otherwise from now on.
    LoadChosen(Load),
    /// Back to a branch that was kept, by its place.
    BranchReturned(usize),
    /// The last thing that the learner did is undone.
    Undone,
    /// The scenario is as it was opened; what the learner did is kept as a branch.
    Cleared,
    /// Back to what was left when another scenario was opened.
    Resumed,
    /// A side is wired otherwise.
    StyleChosen(Side, Style),
    /// The task to look at; `None` for the one whose wait is shown.
    TaskPinned(Option<TaskId>),
    /// What stands under the stage.
    TabChosen(Tab),
    /// The service whose code is shown.
    CodeOf(ServiceId),
    /// The modules that the listings import are shown, or no longer.
    ModulesToggled,
    /// The learner wants the programs as a file.
    ProgramsAsked,
    /// A page of the table, by its first row; `None` to follow the playhead.
    PageChosen(Option<usize>),
    /// A menu is opened, or the open one closed.
    MenuToggled(Menu),
    /// Whatever menu is open is closed.
    MenuClosed,
    /// A shipped scenario, by its place in [`LIBRARY`].
    ScenarioChosen(usize),
    /// The learner wants to open a file.
    OpenAsked,
    /// A file was read.
    FileOpened {
        /// Its name.
        name: String,
        /// Its text.
        text: String,
    },
    /// The chapters have a scenario for the stage.
    WorkBrought {
        /// The name of its file.
        file: String,
        /// The scenario.
        scenario: Box<Scenario>,
        /// What was done to it.
        interventions: Vec<Intervention>,
        /// Whether the learner asked for it; else it is what they had when they went.
        asked: bool,
    },
    /// Somebody linked to this.
    LinkOpened(String),
    /// This address is to be copied.
    CopyAsked(String),
    /// Whether it was.
    Copied(bool),
    /// The learner wants a picture as a file.
    PictureAsked(View, Format),
    /// The learner wants the scenario as a file.
    SaveAsked,
    /// A chosen file could not be read: its name and why.
    FileUnreadable(String),
    /// The open tab is to be shown, and with it the figures that it takes.
    FiguresAsked,
    /// A run has answered one of the questions that were asked.
    Answered(Answer),
    /// The rest of the questions is not to be asked now.
    AskingStopped,
    /// A fact of the scenario is other than it was.
    Set(Fact),
    /// Whether the stage listens to keys.
    KeysSwitched(bool),
    /// The message at the top has been read.
    NoticeDismissed,
    /// The stage has this much room, in CSS pixels.
    Resized {
        /// The width of one panel.
        panel: f64,
        /// The width of both.
        stage: f64,
        /// The height of the viewport.
        viewport: f64,
    },
    /// Whether the watcher wants things to stand still.
    MotionReduced(bool),
}

/// What the browser is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Ask these questions, and report each answer.
    Ask(Box<Asking>),
    /// Put this text where the learner can paste it from, and say whether it is there.
    Copy(String),
    /// Let the learner choose a file, and report its text.
    PickFile,
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
}
