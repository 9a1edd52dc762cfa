//! A learner's browser: what it keeps, and the files beside the page. Never here: a claim.

use coupling_workbook::chapters::{Beginning, LearnerNumber};
use coupling_workbook::chapters::{Command, Edit, ForSandbox, Model, Msg, State, Stored, update};
use lesson::compile::{Site, compile};
use lesson::content::{Ask, Right};
use lesson::grade::Answer;
use lesson::id::{AskId, OptionId};
use std::path::Path;
use std::sync::OnceLock;

/// The lessons, compiled once for all tests.
pub fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        compile(&root.join("assets/lessons/en"), &root.join("assets/scenarios"))
            .unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
    })
}

/// A learner's browser: what it keeps, and the files beside the page.
pub struct Browser {
    pub model: Model,
    pub kept: Option<String>,
    pub aside: Option<String>,
    /// Whether it has room for what is set aside.
    pub has_room: bool,
    /// Texts of other learners.
    pub others: Vec<(LearnerNumber, String)>,
    /// Who goes on, after they were chosen.
    pub next: Option<LearnerNumber>,
    /// What was saved as a file last: the learner in its name, and its text.
    pub backup: Option<(String, String)>,
    /// How often it was asked to keep what is kept.
    pub persisted: u32,
    /// What went to the sandbox last.
    pub sandbox: Option<ForSandbox>,
}

impl Browser {
    pub fn open(hash: &str, kept: Option<String>) -> Self {
        Self::with(hash, kept.map_or(Stored::Nothing, Stored::Text), None, true)
    }

    pub fn with(hash: &str, stored: Stored, aside: Option<String>, has_room: bool) -> Self {
        let kept = match &stored {
            Stored::Text(text) => Some(text.clone()),
            _ => None,
        };
        let model = Model::new(hash);
        let mut browser = Self {
            model,
            kept,
            aside: aside.clone(),
            has_room,
            others: Vec::new(),
            next: None,
            backup: None,
            persisted: 0,
            sandbox: None,
        };
        let (learner, others) = (1, Vec::new());
        let beginning = Beginning { tab: 7, stored, aside, learner, others };
        browser.send(Msg::Began(Box::new(beginning)));
        browser.send(Msg::IndexCame(Some(site().index.1.clone())));
        browser
    }

    pub fn send(&mut self, msg: Msg) {
        for command in update(&mut self.model, msg) {
            match command {
                Command::Store(text) => self.kept = Some(text),
                Command::FetchChapter(file) => {
                    let bytes = site().chapters.iter().find(|(name, _)| *name == file);
                    self.send(Msg::ChapterCame(file, bytes.map(|(_, bytes)| bytes.clone())));
                }
                Command::FetchScenarios => {
                    self.send(Msg::ScenariosCame(Some(site().scenarios.1.clone())));
                }
                Command::Sandbox(work) => self.sandbox = Some(*work),
                Command::StoreSoon => self.send(Msg::StoreDue),
                Command::SetAside(text) => {
                    if self.has_room {
                        self.aside = Some(text);
                    }
                    self.send(Msg::SetAside { kept: self.has_room });
                }
                Command::DropAside => self.aside = None,
                Command::Persist => self.persisted += 1,
                Command::BeginLearner(learner, text) => self.others.push((learner, text)),
                Command::OpenLearner(learner) => self.next = Some(learner),
                Command::SaveBackup { learner, text } => self.backup = Some((learner, text)),
                Command::Go(address) => self.send(Msg::Routed(address)),
                _ => {}
            }
        }
    }

    /// The page as it begins for the learner who was chosen; everybody else's work stays where it is.
    pub fn reload(&mut self) {
        let learner = self.next.take().expect("a learner was chosen");
        let before = self.model.learner;
        self.others.extend(self.kept.take().map(|text| (before, text)));
        let place = self.others.iter().position(|(number, _)| *number == learner);
        self.kept = place.map(|place| self.others.remove(place).1);
        let stored = self.kept.clone().map_or(Stored::Nothing, Stored::Text);
        self.model = Model::new("#/");
        let others = self.others.clone();
        let beginning = Beginning { tab: 8, stored, aside: None, learner, others };
        self.send(Msg::Began(Box::new(beginning)));
        self.send(Msg::IndexCame(Some(site().index.1.clone())));
    }

    pub fn choose(&mut self, name: &str, text: &str) {
        self.send(Msg::Imported { name: name.into(), text: text.into() });
    }

    pub fn answer(&mut self, id: &AskId, answer: Answer) {
        self.send(Msg::Edited(id.clone(), Edit::Answered(answer)));
        self.send(Msg::Checked(id.clone()));
    }

    pub fn state(&self, id: &AskId) -> State {
        self.model.open.as_ref().expect("a chapter is open").state(&self.model.progress, id)
    }
}

pub const FIRST: &str = "#/chapter/coupling-problem";

/// The first single choice of the open chapter, with a right and a wrong option.
pub fn choice(browser: &Browser) -> (AskId, OptionId, OptionId) {
    let open = browser.model.open.as_ref().expect("a chapter is open");
    let found = open.chapter.sheet.questions.iter().find_map(|question| match &question.ask {
        Ask::Single(options) => {
            let of = |wanted: bool| options.iter().find(|it| it.right == Right::Fixed(wanted));
            Some((question.id.clone(), of(true)?.id.clone(), of(false)?.id.clone()))
        }
        _ => None,
    });
    found.expect("a chapter with a single choice")
}

pub fn with_choice() -> (Browser, (AskId, OptionId, OptionId)) {
    for entry in &Browser::open("#/", None).model.index.chapters.clone() {
        let browser = Browser::open(&format!("#/chapter/{}", entry.id), None);
        let single = browser.model.open.as_ref().is_some_and(|open| {
            let mut questions = open.chapter.sheet.questions.iter();
            questions.any(|question| match &question.ask {
                Ask::Single(options) => {
                    options.iter().all(|option| matches!(option.right, Right::Fixed(_)))
                }
                _ => false,
            })
        });
        if single {
            let found = choice(&browser);
            return (browser, found);
        }
    }
    panic!("no chapter has a single choice");
}
