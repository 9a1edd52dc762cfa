//! What the interface knows: a scenario, what the learner did to it, the two runs, and what is open.
//!
//! Never here: a figure that is not read from a run.

use super::figures::Figures;
use super::library::{LIBRARY, newcomer};
use super::playback::Playback;
use super::runs::{Runs, play};
use super::work::Work;
use crate::link::LinkError;
use crate::scene::{
    Layout, Panel, Scrubber, Side, Wait, last_wait, panel, scrubber, stage_height, wait,
};
use engine::listing::{Listing, ProducerDiff, handler, producer, producer_diff, programs};
use engine::scenario::{
    Action, FileError, Intervention, Load, Mode, Problem, Scenario, Service, ServiceId,
    ServiceSettings, Settings, Style, TaskId,
};
use engine::sim::{Duration, Instant};
use std::rc::Rc;

/// All that a stage is drawn from.
pub struct Model {
    /// What the learner works on.
    pub work: Work,
    /// What they worked on before they opened this, if they had done anything to it.
    pub left: Option<Box<Work>>,
    /// Both runs.
    pub runs: Rc<Runs>,
    /// The line under the stage; changes with the runs.
    pub scrubber: Rc<Scrubber>,
    /// The playhead.
    pub playback: Playback,
    /// What the charts and the coupling table show, once they have been asked for.
    pub figures: Option<Rc<Figures>>,
    /// Whether what is missing of them is being asked of runs.
    pub asking: bool,
    /// How often that was begun.
    pub(super) round: u32,
    /// The task to look at; `None` for the one whose wait is shown.
    pub pinned: Option<TaskId>,
    /// What stands under the stage.
    pub tab: Tab,
    /// The service whose code is shown.
    pub code_of: ServiceId,
    /// Whether the modules that the listings import are shown.
    pub modules: bool,
    /// The first row of the table; `None` for those around the playhead.
    pub page: Option<usize>,
    /// The menu that is open.
    pub menu: Option<Menu>,
    /// Something that the learner should read.
    pub notice: Option<Notice>,
    /// Whether the link that is shown was copied, once the browser has said so.
    pub copied: Option<bool>,
    /// Whether the stage listens to keys.
    pub keys_on: bool,
    /// Whether the watcher wants things to stand still.
    pub reduced_motion: bool,
    /// The width of one panel, in CSS pixels.
    pub panel_width: f64,
    /// The width of the stage.
    pub stage_width: f64,
    /// The height of the viewport.
    pub viewport_height: f64,
}

/// What stands under the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// One task's spans.
    Task,
    /// Everything that happened, in words.
    EventLog,
    /// The code that runs.
    Code,
    /// The course of the run in charts.
    Charts,
    /// What each way ties the producer to, measured.
    Coupling,
    /// Everything that can be set.
    Settings,
    /// The facts of the scenario.
    Facts,
    /// What the words mean.
    Meanings,
}

impl Tab {
    /// In the order in which they stand.
    pub const ALL: [Self; 8] = [
        Self::Task,
        Self::Charts,
        Self::Coupling,
        Self::EventLog,
        Self::Code,
        Self::Settings,
        Self::Facts,
        Self::Meanings,
    ];

    /// The name by which the page knows it.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Task => "tab-task",
            Self::Charts => "tab-charts",
            Self::Coupling => "tab-coupling",
            Self::EventLog => "tab-event-log",
            Self::Code => "tab-code",
            Self::Settings => "tab-settings",
            Self::Facts => "tab-facts",
            Self::Meanings => "tab-meanings",
        }
    }
}

/// A menu that can be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Menu {
    /// That of a service, on a side.
    Service(Side, ServiceId),
    /// That of the producer, on a side.
    Producer(Side),
    /// Add a service.
    Add,
    /// The load.
    Load,
    /// The keys.
    Keys,
    /// A link to the stage as it stands.
    Link,
    /// Pictures of the stage as it stands.
    Picture,
}

/// Something that the learner should read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What they wanted cannot be.
    Refused(Problem),
    /// A file cannot be opened.
    Damaged(FileError),
    /// A file cannot be read at all.
    Unreadable(String),
    /// A link cannot be read.
    Link(LinkError),
    /// A link names a scenario that does not ship with this workbook.
    NotShipped(String),
}

/// What a service that joined or left changed in the producer's code.
#[derive(Clone, Debug)]
pub struct CodeChange {
    /// Who joined or left.
    pub name: String,
    /// Whether it joined.
    pub joined: bool,
    /// On the direct side.
    pub direct: ProducerDiff,
    /// On the Kafka side.
    pub kafka: ProducerDiff,
}

impl Default for Model {
    fn default() -> Self {
        let first = &LIBRARY[0];
        Self::working_on(Work::new(first.file.into(), Some(0), first.scenario()))
    }
}

impl Model {
    /// Everything at its start, around this work.
    pub(super) fn working_on(work: Work) -> Self {
        let (scenario, interventions) = (&work.scenario, &work.interventions);
        let runs = play(scenario, interventions);
        Self {
            scrubber: Rc::new(scrubber(scenario, interventions, runs.horizon())),
            runs: Rc::new(runs),
            work,
            left: None,
            playback: Playback::default(),
            figures: None,
            asking: false,
            round: 0,
            pinned: None,
            tab: Tab::Task,
            code_of: 0,
            modules: false,
            page: None,
            menu: None,
            notice: None,
            copied: None,
            keys_on: true,
            reduced_motion: false,
            panel_width: 580.0,
            stage_width: 1216.0,
            viewport_height: 800.0,
        }
    }

    /// A model of work that was begun elsewhere.
    pub fn of(scenario: Scenario, interventions: Vec<Intervention>) -> Self {
        Self::working_on(Work { interventions, ..Work::new(String::new(), None, scenario) })
    }

    /// At a speed at which all that happens can be watched at a sitting.
    #[must_use]
    pub fn at_a_sitting(mut self) -> Self {
        let over = self.runs.last_before(self.runs.horizon() + Duration(1));
        self.playback.suit(over.unwrap_or(Instant::START) - Instant::START);
        self
    }

    /// The instant that is drawn: the playhead, or with reduced motion the last thing that happened
    /// before it, so that the picture changes only when something does.
    pub fn shown(&self) -> Instant {
        let at = self.playback.at();
        if !(self.reduced_motion && self.playback.playing()) {
            return at;
        }
        self.runs.last_before(at + Duration(1)).unwrap_or(Instant::START)
    }

    /// A side of the stage as it is to be drawn.
    pub fn panel(&self, side: Side) -> Panel {
        self.panel_in(side, self.panel_width, stage_height(self.viewport_height))
    }

    /// A side in a room of this width, and of this height where its parts stand side by side.
    pub(super) fn panel_in(&self, side: Side, width: f64, height: f64) -> Panel {
        let at = self.shown();
        let history = self.runs.side(side);
        let present = self.present(at);
        let partitions = usize::from(history.at(at).partitions);
        let shape = if self.style(side).publishes() { Side::Kafka } else { Side::Direct };
        let layout = Layout::new(shape, width, height, &present, partitions);
        panel(history, layout, at, self.playback.moment(), !self.reduced_motion)
    }

    /// How long the last user of a side waited.
    pub fn wait(&self, side: Side) -> Wait {
        wait(self.runs.side(side), self.shown(), self.runs.longest_wait)
    }

    /// The services present at an instant.
    pub fn present(&self, at: Instant) -> Vec<ServiceId> {
        self.work.scenario.present(&self.work.interventions, at)
    }

    /// The task to look at: the pinned one, or the one that is talked about.
    pub fn task(&self) -> Option<TaskId> {
        let sent = self.runs.kafka.sent_until(self.shown()).len() as TaskId;
        self.pinned.filter(|&task| task < sent).or_else(|| self.talked_about())
    }

    /// The task whose wait the left side shows, if the right side has it too, else the newest that both have.
    pub fn talked_about(&self) -> Option<TaskId> {
        let at = self.shown();
        let sent = Side::BOTH.map(|side| self.runs.side(side).sent_until(at).len() as TaskId);
        let both = sent[0].min(sent[1]);
        last_wait(&self.runs.direct, at).filter(|&task| task < both).or(both.checked_sub(1))
    }

    /// The mode of a service at the playhead.
    pub fn mode_of(&self, service: ServiceId) -> Mode {
        let snapshot = self.runs.direct.at(self.playback.at());
        snapshot.services.get(usize::from(service)).map_or(Mode::Up, |state| state.mode)
    }

    /// The settings in force at the playhead.
    pub fn settings(&self) -> Settings {
        self.work.scenario.settings_at(&self.work.interventions, self.playback.at())
    }

    /// The settings of a service in force at the playhead.
    pub fn service_settings(&self, service: ServiceId) -> ServiceSettings {
        let at = self.playback.at();
        self.work.scenario.service_settings_at(service, &self.work.interventions, at)
    }

    /// The service that users read from, if they read.
    pub fn view(&self) -> Option<ServiceId> {
        self.settings().read_of()
    }

    /// The load in force at the playhead.
    pub fn load(&self) -> Load {
        let at = self.playback.at();
        let plan = self.work.scenario.plan(&self.work.interventions);
        let before = plan.iter().rev().filter(|planned| planned.at <= at);
        let mut loads = before.filter_map(|planned| match planned.action {
            Action::Load(load) => Some(*load),
            _ => None,
        });
        loads.next().unwrap_or(self.work.scenario.load)
    }

    /// The service that "Add a service" offers next.
    pub fn newcomer(&self) -> Service {
        let roster = self.work.scenario.roster(&self.work.interventions);
        let taken: Vec<&str> = roster.iter().map(|service| service.name.as_str()).collect();
        newcomer(&taken)
    }

    /// The producer's code on a side, for these services.
    pub fn producer_code(&self, side: Side, present: &[ServiceId]) -> Listing {
        producer(&self.work.scenario, self.style(side), &self.work.interventions, present)
    }

    /// A service's code on a side.
    pub fn service_code(&self, side: Side, service: ServiceId) -> Listing {
        handler(&self.work.scenario, self.style(side), &self.work.interventions, service)
    }

    /// What the producer's program and a service's import on a side, of their own modules.
    pub fn modules(&self, side: Side, service: ServiceId) -> [Vec<Listing>; 2] {
        let present = self.present(self.shown());
        let style = self.style(side);
        let all = programs(&self.work.scenario, style, &self.work.interventions, &present);
        [None, Some(service)].map(|whose| {
            let program = all.iter().find(|program| program.service == whose);
            program.map(|program| program.files[1..].to_vec()).unwrap_or_default()
        })
    }

    /// The style of a side.
    pub fn style(&self, side: Side) -> Style {
        match side {
            Side::Direct => self.work.scenario.left,
            Side::Kafka => self.work.scenario.right,
        }
    }

    /// When a service joins or leaves for the first time.
    pub fn first_change(&self) -> Option<Instant> {
        let plan = self.work.scenario.plan(&self.work.interventions);
        let changes = |action: &Action| matches!(action, Action::Add { .. } | Action::Remove(_));
        plan.iter().find(|planned| changes(planned.action)).map(|planned| planned.at)
    }

    /// What the last joining or leaving before the playhead changed in the producer's code.
    pub fn last_change(&self) -> Option<CodeChange> {
        let at = self.playback.at();
        let plan = self.work.scenario.plan(&self.work.interventions);
        let (when, service, joined) = plan.iter().rev().find_map(|planned| {
            let joined = match planned.action {
                Action::Add { .. } => true,
                Action::Remove(_) => false,
                _ => return None,
            };
            (planned.at <= at).then_some((planned.at, planned.service?, joined))
        })?;
        let roster = self.work.scenario.roster(&self.work.interventions);
        let after = self.present(when);
        let before: Vec<ServiceId> = (0..roster.len() as ServiceId)
            .filter(|&id| if id == service { !joined } else { after.contains(&id) })
            .collect();
        let diff = |side| {
            producer_diff(&self.producer_code(side, &before), &self.producer_code(side, &after))
        };
        Some(CodeChange {
            name: roster.get(usize::from(service))?.name.clone(),
            joined,
            direct: diff(Side::Direct),
            kafka: diff(Side::Kafka),
        })
    }

    pub(super) fn rerun(&mut self) {
        self.figures = None;
        self.asking = false;
        self.runs = Rc::new(play(&self.work.scenario, &self.work.interventions));
        self.scrubber =
            Rc::new(scrubber(&self.work.scenario, &self.work.interventions, self.runs.horizon()));
    }
}
