//! What the two programs of the page tell each other: as values, and as the bytes between them.
//!
//! The stage's program has the model. The workbook's, fetched when something of it is opened, follows:
//! whenever the stage is drawn it hears a [`Told`], with the work beside it, packed, when that is other
//! than it was; since a run is a function of the work, it makes the same runs for itself. What the
//! learner does there comes back as a [`Msg`], one of the few that have a form below, and changes the one
//! model.
//!
//! To let another message across: its blank and its arm in `msg`, and an example in the test below. The
//! two programs are built together and never meet another's version. Never here: a browser; who carries
//! the bytes is their business.

use super::model::{Model, Tab, Work};
use super::playback::Playback;
use super::{Fact, Msg};
use crate::scene::Side;
use engine::sim::{Duration, Instant};
use engine::system::{
    Intervention, Latency, Question, Scenario, ServiceSetting, Setting, Style, TaskId, latency_on,
};
use engine::tape::Tape;

/// Where the stage stands, as far as the workbook shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What is to be shown.
    pub tab: Tab,
    /// The playhead.
    pub at: Instant,
    /// Whether it moves.
    pub playing: bool,
    /// How fast, by the place in [`super::SPEEDS`].
    pub speed: u32,
    /// The task to look at; `None` for the newest.
    pub pinned: Option<TaskId>,
    /// Whether the watcher wants things to stand still.
    pub reduced_motion: bool,
    /// The width of the stage, in whole CSS pixels.
    pub width: u32,
}

impl Told {
    const BLANK: Self = Self {
        tab: Tab::Task,
        at: Instant::START,
        playing: false,
        speed: 0,
        pinned: None,
        reduced_motion: false,
        width: 0,
    };

    /// What there is to tell of a model.
    pub fn of(model: &Model) -> Self {
        Self {
            tab: model.tab,
            at: model.playback.at(),
            playing: model.playback.playing(),
            speed: model.playback.speed() as u32,
            pinned: model.pinned,
            reduced_motion: model.reduced_motion,
            width: model.stage_width as u32,
        }
    }

    /// As bytes.
    pub fn pack(self) -> Vec<u8> {
        let mut tape = Tape::blank();
        told(&mut tape, self);
        tape.into_bytes()
    }

    /// What these bytes tell.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut tape = Tape::of(bytes);
        let told = told(&mut tape, Self::BLANK);
        tape.is_whole().then_some(told)
    }
}

impl Model {
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

    /// Stands where another model does.
    pub fn follow(&mut self, told: &Told) {
        let at = told.at.min(self.runs.horizon());
        self.playback = Playback::standing(at, told.playing, told.speed as usize);
        self.tab = told.tab;
        self.pinned = told.pinned;
        self.reduced_motion = told.reduced_motion;
        if self.stage_width != f64::from(told.width) {
            self.figures = None;
        }
        self.stage_width = told.width.into();
        self.panel_width = if told.width < 900 { told.width } else { (told.width - 56) / 2 }.into();
        self.count();
    }
}

impl Msg {
    /// As bytes, if it is one that comes from the workbook.
    pub fn pack(self) -> Option<Vec<u8>> {
        let mut tape = Tape::blank();
        msg(&mut tape, self);
        tape.is_whole().then(|| tape.into_bytes())
    }

    /// The message in these bytes.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        let mut tape = Tape::of(bytes);
        let msg = msg(&mut tape, Self::Restarted);
        tape.is_whole().then_some(msg)
    }
}

fn told(tape: &mut Tape, told: Told) -> Told {
    Told {
        tab: tape.variant(told.tab, Tab::ALL),
        at: tape.instant(told.at),
        playing: tape.flag(told.playing),
        speed: tape.small(told.speed),
        pinned: tape.option(told.pinned, 0, Tape::small),
        reduced_motion: tape.flag(told.reduced_motion),
        width: tape.small(told.width),
    }
}

fn msg(tape: &mut Tape, msg: Msg) -> Msg {
    let kinds = [
        Msg::Scrubbed(Instant::START),
        Msg::Set(Fact::Seed(0)),
        Msg::StyleChosen(Side::Direct, Style::Kafka),
        Msg::ServiceRenamed(0, String::new()),
        Msg::TaskPinned(None),
        Msg::Partitioned(0),
        Msg::Tuned(Setting::Retries, 0),
        Msg::ServiceTuned(0, ServiceSetting::Queue, 0),
        Msg::QuestionOpened(Question::AsItIs),
    ];
    match tape.variant(msg, kinds) {
        Msg::Scrubbed(at) => Msg::Scrubbed(tape.instant(at)),
        Msg::Set(setting) => Msg::Set(self::setting(tape, setting)),
        Msg::StyleChosen(side, style) => wired(tape, side, style, Msg::StyleChosen),
        Msg::ServiceRenamed(id, name) => Msg::ServiceRenamed(tape.tiny(id), tape.text(name)),
        Msg::TaskPinned(task) => Msg::TaskPinned(tape.option(task, 0, Tape::small)),
        Msg::Partitioned(partitions) => Msg::Partitioned(tape.small(partitions)),
        Msg::Tuned(setting, value) => {
            let setting = tape.variant(setting, Setting::ALL.iter().copied());
            Msg::Tuned(setting, tape.small(value))
        }
        Msg::ServiceTuned(id, setting, value) => {
            let id = tape.tiny(id);
            let setting = tape.variant(setting, ServiceSetting::ALL.iter().copied());
            Msg::ServiceTuned(id, setting, tape.small(value))
        }
        Msg::QuestionOpened(question) => Msg::QuestionOpened(self::question(tape, question)),
        // Of no kind above: the tape is spoiled already.
        other => other,
    }
}

fn wired<T>(tape: &mut Tape, side: Side, style: Style, whole: fn(Side, Style) -> T) -> T {
    let side = tape.variant(side, Side::BOTH);
    whole(side, tape.variant(style, Style::ALL))
}

fn question(tape: &mut Tape, question: Question) -> Question {
    let kinds = [Question::AsItIs, Question::Slower(0, 0), Question::Down(0), Question::BrokerDown];
    match tape.variant(question, kinds) {
        Question::Slower(id, factor) => Question::Slower(tape.tiny(id), tape.small(factor)),
        Question::Down(id) => Question::Down(tape.tiny(id)),
        other => other,
    }
}

fn setting(tape: &mut Tape, setting: Fact) -> Fact {
    const ZERO: Duration = Duration::ZERO;
    let kinds = [
        Fact::Style(Side::Direct, Style::Kafka),
        Fact::Seed(0),
        Fact::Horizon(ZERO),
        Fact::Save(ZERO),
        Fact::CallTimeout(ZERO),
        Fact::ClientTimeout(ZERO),
        Fact::Partitions(0),
        Fact::Publish(ZERO),
        Fact::DeliveryTimeout(ZERO),
        Fact::Name(0, String::new()),
        Fact::Latency(0, Latency::Fixed(ZERO)),
        Fact::Workers(0, 0),
        Fact::Of(Setting::Retries, 0),
        Fact::OfService(0, ServiceSetting::Queue, 0),
    ];
    match tape.variant(setting, kinds) {
        Fact::Style(side, style) => wired(tape, side, style, Fact::Style),
        Fact::Seed(seed) => Fact::Seed(tape.number(seed)),
        Fact::Horizon(length) => Fact::Horizon(tape.duration(length)),
        Fact::Save(length) => Fact::Save(tape.duration(length)),
        Fact::CallTimeout(length) => Fact::CallTimeout(tape.duration(length)),
        Fact::ClientTimeout(length) => Fact::ClientTimeout(tape.duration(length)),
        Fact::Partitions(count) => Fact::Partitions(tape.small(count)),
        Fact::Publish(length) => Fact::Publish(tape.duration(length)),
        Fact::DeliveryTimeout(length) => Fact::DeliveryTimeout(tape.duration(length)),
        Fact::Name(id, name) => Fact::Name(tape.tiny(id), tape.text(name)),
        Fact::Latency(id, latency) => Fact::Latency(tape.tiny(id), latency_on(tape, latency)),
        Fact::Workers(id, workers) => Fact::Workers(tape.tiny(id), tape.small(workers)),
        Fact::Of(setting, value) => {
            let setting = tape.variant(setting, Setting::ALL.iter().copied());
            Fact::Of(setting, tape.small(value))
        }
        Fact::OfService(id, setting, value) => {
            let id = tape.tiny(id);
            let setting = tape.variant(setting, ServiceSetting::ALL.iter().copied());
            Fact::OfService(id, setting, tape.small(value))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::update;

    fn told() -> Told {
        Told {
            tab: Tab::Code,
            at: Instant::from_ms(2_310),
            playing: true,
            speed: 8,
            pinned: Some(300),
            reduced_motion: true,
            width: 1_216,
        }
    }

    /// One of each kind.
    fn msgs() -> Vec<Msg> {
        let second = Duration::from_s(1);
        let settings = [
            Fact::Style(Side::Kafka, Style::Outbox),
            Fact::Seed(u64::MAX),
            Fact::Horizon(second),
            Fact::Save(second),
            Fact::CallTimeout(second),
            Fact::ClientTimeout(second),
            Fact::Partitions(12),
            Fact::Publish(second),
            Fact::DeliveryTimeout(second),
            Fact::Name(3, "Ünï".into()),
            Fact::Latency(2, Latency::Lognormal(second, 500)),
            Fact::Workers(1, u32::MAX),
            Fact::Of(Setting::Acks, 2),
            Fact::OfService(0, ServiceSetting::Queue, 5),
        ];
        let rest = [
            Msg::Scrubbed(Instant::from_ms(4_100)),
            Msg::StyleChosen(Side::Direct, Style::Parallel),
            Msg::Partitioned(9),
            Msg::Tuned(Setting::RelayMs, 60_000),
            Msg::ServiceTuned(2, ServiceSetting::Idempotent, 1),
            Msg::QuestionOpened(Question::Slower(1, 60)),
            Msg::QuestionOpened(Question::BrokerDown),
            Msg::ServiceRenamed(11, "Compliance".into()),
            Msg::TaskPinned(Some(7)),
            Msg::TaskPinned(None),
        ];
        settings.map(Msg::Set).into_iter().chain(rest).collect()
    }

    #[test]
    fn what_one_tells_the_other_hears() {
        assert_eq!(Told::unpack(&told().pack()), Some(told()));
        for msg in msgs() {
            let bytes = msg.clone().pack().expect("it comes from the workbook");
            assert_eq!(Msg::unpack(&bytes), Some(msg));
        }
    }

    #[test]
    fn what_is_the_stages_own_is_not_carried() {
        assert_eq!(Msg::PlayToggled.pack(), None);
        assert_eq!(Msg::CodeOf(1).pack(), None);
    }

    #[test]
    fn damaged_bytes_are_another_word_or_none_and_nothing_breaks() {
        let mut model = Model::default();
        let mut words: Vec<Vec<u8>> = msgs().into_iter().filter_map(Msg::pack).collect();
        words.push(told().pack());
        for word in words {
            for place in 0..word.len() {
                assert_eq!(Msg::unpack(&word[..place]), None);
                assert_eq!(Told::unpack(&word[..place]), None);
                for byte in 0..=255 {
                    let mut bytes = word.clone();
                    bytes[place] = byte;
                    if let Some(told) = Told::unpack(&bytes) {
                        model.follow(&told);
                    }
                    if let Some(msg) = Msg::unpack(&bytes) {
                        update(&mut model, msg);
                    }
                }
            }
        }
        assert!(model.playback.at() <= model.runs.horizon());
    }

    #[test]
    fn a_follower_shows_what_the_stage_shows() {
        let mut stage = Model::default();
        let msgs = [Msg::ScenarioChosen(4), Msg::Scrubbed(Instant::from_ms(2_310))];
        for msg in msgs.into_iter().chain([Msg::ServiceToggled(2), Msg::TabChosen(Tab::Words)]) {
            update(&mut stage, msg);
        }
        let Work { scenario, interventions, .. } = stage.work.clone();
        let mut desk = Model::of(scenario, interventions);
        desk.follow(&Told::of(&stage));
        assert_eq!(Told::of(&desk), Told::of(&stage));
        assert_eq!(
            (desk.runs.direct.hash(), desk.runs.kafka.hash()),
            (stage.runs.direct.hash(), stage.runs.kafka.hash())
        );
    }
}
