//! What the interface knows: a scenario, what the learner did to it, the two runs, and what is open.
//!
//! Never here: a figure that is not read from a run.

use super::branches::Branch;
use super::figures::Figures;
use super::library::{LIBRARY, newcomer};
use super::playback::Playback;
use super::runs::{Runs, play};
use crate::scene::{Layout, Panel, Scrubber, Side, panel, scrubber, stage_height};
use engine::sim::{Duration, Instant};
use engine::system::{
    Action, FileError, Intervention, Listing, Load, Mode, Problem, ProducerDiff, Question,
    Scenario, Service, ServiceId, ServiceSettings, Setting, Settings, Style, TaskId, handler,
    producer, producer_diff, put,
};
use std::rc::Rc;

/// Everything.
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
    /// The task to look at; `None` for the newest.
    pub pinned: Option<TaskId>,
    /// What stands under the stage.
    pub tab: Tab,
    /// The service whose code is shown.
    pub code_of: ServiceId,
    /// The first row of the table; `None` for those around the playhead.
    pub page: Option<usize>,
    /// The menu that is open.
    pub menu: Option<Menu>,
    /// Something that the learner should read.
    pub notice: Option<Notice>,
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

/// A scenario and what the learner has made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Work {
    /// The name of its file.
    pub file: String,
    /// Its place in [`LIBRARY`], if it ships with the page.
    pub shipped: Option<usize>,
    /// The scenario as it was opened.
    pub opened: Scenario,
    /// The scenario as the learner has changed it.
    pub scenario: Scenario,
    /// What the learner did, in order of time.
    pub interventions: Vec<Intervention>,
    /// What they did before they forked.
    pub branches: Vec<Branch>,
}

impl Work {
    pub(super) fn new(file: String, shipped: Option<usize>, scenario: Scenario) -> Self {
        Self {
            file,
            shipped,
            opened: scenario.clone(),
            scenario,
            interventions: Vec::new(),
            branches: Vec::new(),
        }
    }

    /// Whether the facts are other than they were.
    pub fn changed(&self) -> bool {
        self.scenario != self.opened
    }

    fn touched(&self) -> bool {
        self.changed() || !self.interventions.is_empty() || !self.branches.is_empty()
    }
}

/// What stands under the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// One task's spans.
    Task,
    /// Everything that happened, in words.
    Words,
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
        Self::Words,
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
            Self::Words => "tab-words",
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
            pinned: None,
            tab: Tab::Task,
            code_of: 0,
            page: None,
            menu: None,
            notice: None,
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
        let at = self.shown();
        let history = self.runs.side(side);
        let present = self.present(at);
        let height = stage_height(self.viewport_height);
        let partitions = usize::from(history.at(at).partitions);
        let shape = if self.style(side).publishes() { Side::Kafka } else { Side::Direct };
        let layout = Layout::new(shape, self.panel_width, height, &present, partitions);
        panel(history, layout, at, self.playback.moment(), !self.reduced_motion)
    }

    /// The services present at an instant.
    pub fn present(&self, at: Instant) -> Vec<ServiceId> {
        self.work.scenario.present(&self.work.interventions, at)
    }

    /// The task to look at: the pinned one, or the newest.
    pub fn task(&self) -> Option<TaskId> {
        let sent = self.runs.kafka.sent_until(self.shown()).len() as TaskId;
        self.pinned.filter(|&task| task < sent).or(sent.checked_sub(1))
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
        let place = self.settings().get(Setting::ReadOf).checked_sub(1)?;
        ServiceId::try_from(place).ok()
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

    /// The longest that anybody has waited by an instant, on either side: the scale of both bars.
    pub fn longest_wait(&self, at: Instant) -> Duration {
        let waits = Side::BOTH.into_iter().flat_map(|side| {
            self.runs.side(side).sent_until(at).iter().map(|task| task.waited(at))
        });
        waits.max().unwrap_or_default()
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

    /// Opens the run that answers a question to the architecture: the scenario, with what the question
    /// does to it in place of what the learner did.
    pub(super) fn put(&mut self, question: Question) {
        self.clear();
        self.work.interventions = put(&self.work.scenario, question);
        self.rerun();
        self.playback.seek(Instant::START);
        self.playback.play();
    }

    pub(super) fn rerun(&mut self) {
        self.figures = None;
        self.runs = Rc::new(play(&self.work.scenario, &self.work.interventions));
        self.scrubber =
            Rc::new(scrubber(&self.work.scenario, &self.work.interventions, self.runs.horizon()));
    }

    pub(super) fn step(&mut self, forwards: bool) {
        self.playback.pause();
        let at = self.playback.at();
        let to = if forwards {
            self.runs.next_after(at).or(Some(at))
        } else {
            self.runs.last_before(at)
        };
        self.playback.seek(to.unwrap_or(Instant::START));
    }

    /// Plays or pauses; from where nothing more happens, plays from the start.
    pub(super) fn toggle(&mut self) {
        let at = self.playback.at();
        let over = at >= self.runs.horizon()
            || (at > Instant::START && self.runs.next_after(at).is_none());
        if !self.playback.playing() && over {
            self.playback.seek(Instant::START);
        }
        self.playback.toggle();
    }

    /// Pauses a while after the last thing that happens, rather than play on over an empty stage.
    pub(super) fn rest(&mut self) {
        let at = self.playback.at();
        let Some(last) = self.runs.last_before(at + Duration(1)) else { return };
        let seen = last + self.playback.moment().times(2) <= at;
        if self.playback.playing() && seen && self.runs.next_after(at).is_none() {
            self.playback.pause();
            if self.reduced_motion {
                self.playback.seek(last);
            }
        }
    }

    pub(super) fn open(&mut self, file: String, shipped: Option<usize>, scenario: Scenario) {
        self.begin(Work::new(file, shipped, scenario));
        self.notice = None;
    }

    /// Back to what was left for what is open now.
    pub(super) fn resume(&mut self) {
        if let Some(left) = self.left.take() {
            self.begin(*left);
        }
    }

    fn begin(&mut self, work: Work) {
        let left = std::mem::replace(&mut self.work, work);
        if left.touched() {
            self.left = Some(Box::new(left));
        }
        self.pinned = None;
        self.page = None;
        self.menu = None;
        self.code_of = 0;
        self.playback.pause();
        self.playback.seek(Instant::START);
        self.rerun();
    }

    /// Opens what the chapters have for the stage. What the learner had when they left does not replace what
    /// they have done since: it is there to go back to.
    pub(super) fn bring(
        &mut self,
        file: String,
        scenario: Scenario,
        interventions: Vec<Intervention>,
        asked: bool,
    ) {
        let work = Work { interventions, ..Work::new(file, None, scenario) };
        if asked || !self.work.touched() {
            self.begin(work);
            self.notice = None;
        } else if self.left.is_none() {
            self.left = Some(Box::new(work));
        }
    }

    /// What the learner has made of the scenario, if anything: the name of its file, and the scenario.
    pub fn own(&self) -> Option<(String, Scenario)> {
        self.work.touched().then(|| (self.save_name(), self.as_saved()))
    }

    /// The scenario with the learner's interventions in its timeline.
    pub(super) fn as_saved(&self) -> Scenario {
        let mut scenario = self.work.scenario.clone();
        scenario.timeline.extend(self.work.interventions.iter().cloned());
        scenario.horizon = self.runs.horizon() - Instant::START;
        scenario
    }

    pub(super) fn save_name(&self) -> String {
        let stem = self.work.file.strip_suffix(".toml").unwrap_or(&self.work.file);
        let own = self.work.changed() || !self.work.interventions.is_empty();
        let shipped = own && self.work.shipped.is_some();
        format!("{stem}{}.toml", if shipped { "-mine" } else { "" })
    }
}
