//! A live figure: a run that stands in the text, and what of it is shown.
//!
//! Never here: how it is drawn.

use crate::id::{FigureId, OptionId, ScenarioFile};
use crate::measure::{Expectation, MeasureError, Reading, Run, Series};
use crate::text::Text;
use engine::scenario::{Intervention, Scenario, Style};
use serde::{Deserialize, Serialize};

/// A live figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its id.
    pub id: FigureId,
    /// The scenario file that it opens.
    pub scenario: ScenarioFile,
    /// The style on the left, if not the scenario's.
    pub direct: Option<Wiring>,
    /// The style on the right, if not the scenario's.
    pub events: Option<Wiring>,
    /// The seed, if not the scenario's.
    pub seed: Option<u64>,
    /// Which sides are shown.
    pub sides: Sides,
    /// What of the run is shown.
    pub shows: Shows,
    /// The controls that the learner has; the sandbox has them all.
    pub controls: Vec<Control>,
    /// The settings that the learner can change: table and key of a scenario file.
    pub tune: Vec<(String, String)>,
    /// One or two sentences: what to look at.
    pub caption: Text,
    /// What the text around it claims of its run, and the run meets.
    pub expect: Vec<Expectation>,
    /// What the learner is to bring about.
    pub goals: Vec<Goal>,
}

/// What of a run a figure shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Shows {
    /// Services and tasks on their way.
    Stage,
    /// One task's spans against time.
    Waterfall,
    /// Lines against time.
    Chart(Vec<Series>),
    /// The source of the producer, or of this service, with the lines lit.
    Listing(Option<String>),
    /// What a programmer changes in the producer.
    Diff,
    /// Figures side by side.
    Table {
        /// What the columns say.
        columns: Vec<String>,
        /// The rows.
        rows: Vec<Row>,
    },
}

/// A row of a table of figures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it is about.
    pub label: Text,
    /// A figure a column.
    pub readings: Vec<Reading>,
}

/// The sides of a run that a figure shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sides {
    /// Direct calls alone.
    Direct,
    /// Kafka alone.
    Kafka,
    /// One beside the other.
    #[default]
    Both,
}

/// Something that a learner can do with a figure. Playing, stepping and starting again are always there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Control {
    /// Send a task by hand.
    Send,
    /// Change how tasks arrive.
    Load,
    /// Take a service down and bring it back.
    Down,
    /// Let a service hang.
    Hang,
    /// Slow a service.
    Slow,
    /// Add a service.
    Add,
    /// Remove a service.
    Remove,
    /// Take the broker down and bring it back.
    Broker,
    /// Restart the producer.
    Restart,
    /// Choose the direct style.
    Style,
    /// Crash a worker, or all of a service.
    Crash,
    /// Change the number of a service's workers.
    Scale,
    /// Add partitions.
    Partitions,
    /// Let minutes pass at once.
    Skip,
}

/// Something that the learner is to bring about in a figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Its id, unique in its figure.
    pub id: OptionId,
    /// What to do.
    pub text: Text,
    /// When it is done.
    pub reached: Expectation,
    /// A scenario file whose run reaches it, so that nobody is sent after the impossible.
    pub proof: ScenarioFile,
}

/// A style, by its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wiring(pub Style);

impl TryFrom<String> for Wiring {
    type Error = MeasureError;

    fn try_from(word: String) -> Result<Self, MeasureError> {
        Self::named(&word).ok_or_else(|| MeasureError::Unknown {
            what: format!("no style is called \"{word}\""),
            help: "open it with the workbook that wrote it".into(),
        })
    }
}

impl From<Wiring> for String {
    fn from(wiring: Wiring) -> Self {
        wiring.0.word().into()
    }
}

impl Wiring {
    /// The style of a word.
    pub fn named(word: &str) -> Option<Self> {
        Style::named(word).map(Self)
    }
}

impl Control {
    /// Every control.
    pub const ALL: [Self; 14] = [
        Self::Send,
        Self::Load,
        Self::Down,
        Self::Hang,
        Self::Slow,
        Self::Add,
        Self::Remove,
        Self::Broker,
        Self::Restart,
        Self::Style,
        Self::Crash,
        Self::Scale,
        Self::Partitions,
        Self::Skip,
    ];

    /// Its word in a file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Load => "load",
            Self::Down => "down",
            Self::Hang => "hang",
            Self::Slow => "slow",
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Broker => "broker",
            Self::Restart => "restart",
            Self::Style => "style",
            Self::Crash => "crash",
            Self::Scale => "scale",
            Self::Partitions => "partitions",
            Self::Skip => "skip",
        }
    }
}

impl Figure {
    /// Its run, of the scenario that it opens, with what the learner did to it.
    pub fn run(&self, mut scenario: Scenario, interventions: Vec<Intervention>) -> Run {
        if let Some(Wiring(style)) = self.direct {
            scenario.left = style;
        }
        if let Some(Wiring(style)) = self.events {
            scenario.right = style;
        }
        if let Some(seed) = self.seed {
            scenario.seed = seed;
        }
        Run::new(scenario, interventions)
    }
}
