//! The workbook's pages without a browser: places, answers, predictions, and what is kept of them.

use coupling_workbook::chapters::{
    Command, Edit, ForSandbox, Keeping, Model, Msg, Shown, State, Stored, update,
};
use engine::scenario::read;
use lesson::compile::{Site, compile};
use lesson::content::{Ask, Item, Right};
use lesson::grade::Answer;
use lesson::id::{AskId, OptionId};
use lesson::progress::{Kept, Progress, Scope, Shelf};
use lesson::template::{Document, Field};
use std::path::Path;
use std::sync::OnceLock;

/// The lessons, compiled once for all tests.
fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        compile(&root.join("assets/lessons/en"), &root.join("assets/scenarios"))
            .unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
    })
}

/// A learner's browser: what it keeps, and the files beside the page.
struct Browser {
    model: Model,
    kept: Option<String>,
    aside: Option<String>,
    /// Whether it has room for what is set aside.
    has_room: bool,
    /// What went to the sandbox last.
    sandbox: Option<ForSandbox>,
}

impl Browser {
    fn open(hash: &str, kept: Option<String>) -> Self {
        Self::with(hash, kept.map_or(Stored::Nothing, Stored::Text), None, true)
    }

    fn with(hash: &str, stored: Stored, aside: Option<String>, has_room: bool) -> Self {
        let kept = match &stored {
            Stored::Text(text) => Some(text.clone()),
            _ => None,
        };
        let model = Model::new(hash);
        let mut browser = Self { model, kept, aside: aside.clone(), has_room, sandbox: None };
        browser.send(Msg::Began { tab: 7, stored, aside });
        browser.send(Msg::IndexCame(Some(site().index.1.clone())));
        browser
    }

    fn send(&mut self, msg: Msg) {
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
                Command::Go(address) => self.send(Msg::Routed(address)),
                _ => {}
            }
        }
    }

    fn choose(&mut self, name: &str, text: &str) {
        self.send(Msg::Imported { name: name.into(), text: text.into() });
    }

    fn answer(&mut self, id: &AskId, answer: Answer) {
        self.send(Msg::Edited(id.clone(), Edit::Answered(answer)));
        self.send(Msg::Checked(id.clone()));
    }

    fn state(&self, id: &AskId) -> State {
        self.model.open.as_ref().expect("a chapter is open").state(&self.model.progress, id)
    }
}

const FIRST: &str = "#/chapter/coupling-problem";

/// The first single choice of the open chapter, with a right and a wrong option.
fn choice(browser: &Browser) -> (AskId, OptionId, OptionId) {
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

fn with_choice() -> (Browser, (AskId, OptionId, OptionId)) {
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

#[test]
fn every_chapter_opens_and_each_of_its_items_has_an_address() {
    let mut browser = Browser::open("#/", None);
    assert_eq!(browser.model.shown, Shown::Here);
    for entry in browser.model.index.chapters.clone() {
        for (item, _) in &entry.items {
            browser.send(Msg::Routed(format!("#/chapter/{}/{item}", entry.id)));
            assert!(browser.model.route.is_ok(), "{} {item}", entry.id);
            let open = browser.model.open.as_ref().map(|open| open.chapter.entry.id.clone());
            assert_eq!(open.as_ref(), Some(&entry.id));
        }
    }
}

#[test]
fn an_address_that_leads_nowhere_is_said_and_loses_nothing() {
    let mut browser = Browser::open(FIRST, None);
    browser.send(Msg::Routed("#/chapter/nobody".into()));
    assert!(browser.model.route.is_err());
    browser.send(Msg::Routed(FIRST.into()));
    assert!(browser.model.open.is_some());
}

#[test]
fn a_wrong_answer_is_judged_tried_again_and_put_right_and_all_of_it_is_kept() {
    let (mut browser, (id, right, wrong)) = with_choice();
    browser.answer(&id, Answer::Chosen(vec![wrong]));
    assert!(matches!(browser.state(&id), State::Judged(_, judged) if !judged.right));
    browser.send(Msg::Retried(id.clone()));
    assert!(matches!(browser.state(&id), State::Drafting(_)));
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert!(matches!(browser.state(&id), State::Judged(_, judged) if judged.right));
    let hash = browser.model.progress.place().map(String::from).expect("a place");
    let again = Browser::open(&hash, browser.kept.clone());
    assert!(matches!(again.state(&id), State::Judged(_, judged) if judged.right), "after a reload");
}

#[test]
fn an_answer_that_is_not_finished_is_not_judged_and_says_so() {
    let (mut browser, (id, ..)) = with_choice();
    browser.send(Msg::Checked(id.clone()));
    assert!(matches!(browser.state(&id), State::Drafting(_)));
    assert!(browser.model.open.as_ref().is_some_and(|open| open.errors.contains_key(&id)));
}

#[test]
fn a_figure_is_veiled_until_its_prediction_is_locked_and_runs_then() {
    let mut browser = Browser::open(FIRST, None);
    let (id, figure) = {
        let open = browser.model.open.as_ref().expect("a chapter is open");
        let first = open.chapter.sheet.predictions.first().expect("a prediction");
        (first.before.id.clone(), first.figure.clone())
    };
    let veiled = |browser: &Browser| {
        let open = browser.model.open.as_ref().expect("a chapter is open");
        open.veil(&browser.model.progress, &figure).is_some()
    };
    assert!(veiled(&browser));
    browser.send(Msg::Edited(id.clone(), Edit::Typed("900".into())));
    browser.send(Msg::Checked(id.clone()));
    assert!(!veiled(&browser));
    let open = browser.model.open.as_ref().expect("a chapter is open");
    assert!(open.started.contains(&figure));
    let prediction = open.chapter.sheet.prediction(&id.question).expect("the same");
    assert!(open.is_locked(&browser.model.progress, prediction));
}

#[test]
fn what_was_forgotten_can_be_had_back() {
    let (mut browser, (id, right, _)) = with_choice();
    browser.answer(&id, Answer::Chosen(vec![right]));
    browser.send(Msg::Forgotten(Scope::Everything));
    assert!(matches!(browser.state(&id), State::Drafting(_)));
    browser.send(Msg::Undone);
    assert!(matches!(browser.state(&id), State::Judged(..)));
}

#[test]
fn two_tabs_do_not_lose_each_others_answers() {
    let (mut one, (id, right, _)) = with_choice();
    let hash = one.model.progress.place().map(String::from).expect("a place");
    let mut two = Browser::open(&hash, one.kept.clone());
    one.answer(&id, Answer::Chosen(vec![right]));
    two.send(Msg::OtherTab(one.kept.clone().expect("kept")));
    assert!(matches!(two.state(&id), State::Judged(..)));
    let kept = two.kept.clone().unwrap_or_default();
    two.send(Msg::OtherTab(kept.clone()));
    assert_eq!(two.kept, Some(kept), "what both have is not written for ever");
}

#[test]
fn a_newer_workbooks_state_is_never_written_over() {
    let newer = "format = 9\nsomething = \"else\"\n";
    let (_, (id, right, _)) = with_choice();
    let mut browser = Browser::open(FIRST, Some(newer.into()));
    assert_eq!(browser.model.keeping, Keeping::Newer);
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_eq!(browser.kept.as_deref(), Some(newer));
}

const DAMAGED: &str = "format = 1\nanswers = 3\n";

#[test]
fn a_damaged_state_is_kept_elsewhere_before_anything_takes_its_place_and_until_it_is_dropped() {
    let (_, (id, right, _)) = with_choice();
    let mut browser = Browser::open(FIRST, Some(DAMAGED.into()));
    assert_eq!(browser.aside.as_deref(), Some(DAMAGED));
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_ne!(browser.kept.as_deref(), Some(DAMAGED));
    let stored = browser.kept.clone().map_or(Stored::Nothing, Stored::Text);
    let mut again = Browser::with(FIRST, stored, browser.aside.clone(), true);
    let aside = |browser: &Browser| browser.model.set_aside.clone().map(|(text, _)| text);
    assert_eq!(aside(&again).as_deref(), Some(DAMAGED), "after a reload");
    again.send(Msg::AsideDropped);
    assert_eq!((aside(&again), &again.aside), (None, &None));
}

#[test]
fn a_second_damaged_state_does_not_take_the_place_of_the_first_that_was_set_aside() {
    let second = "format = 1\nanswers = 4\n";
    let stored = Stored::Text(second.into());
    let browser = Browser::with(FIRST, stored, Some(DAMAGED.into()), true);
    let aside = browser.aside.unwrap_or_default();
    assert!(aside.contains(DAMAGED) && aside.contains(second), "{aside}");
}

#[test]
fn a_damaged_state_that_cannot_be_kept_elsewhere_stays_where_it_is() {
    let (_, (id, right, _)) = with_choice();
    let mut browser = Browser::with(FIRST, Stored::Text(DAMAGED.into()), None, false);
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_eq!(browser.kept.as_deref(), Some(DAMAGED));
    assert_eq!(browser.model.keeping, Keeping::Full);
}

#[test]
fn what_is_written_is_there_after_a_reload_before_it_was_checked() {
    let open = |hash: &str, kept| Browser::open(hash, kept);
    let mut browser = open(FIRST, None);
    let sheet = &browser.model.open.as_ref().expect("a chapter is open").chapter.sheet;
    let is_free = |question: &&lesson::content::Question| matches!(question.ask, Ask::Free { .. });
    let id = sheet.questions.iter().find(is_free).expect("a free question").id.clone();
    browser.send(Msg::Edited(id.clone(), Edit::Written("an hour of my own words".into())));
    let again = open(FIRST, browser.kept.clone());
    let State::Drafting(draft) = again.state(&id) else { panic!("it is still being written") };
    let words = |answer: &Option<Answer>| match answer {
        Some(Answer::Free { text, .. }) => text.clone(),
        _ => String::new(),
    };
    assert_eq!(words(&draft.answer), "an hour of my own words");
}

#[test]
fn without_storage_answers_stay_in_memory_and_that_is_known() {
    let mut browser = Browser::with(FIRST, Stored::Blocked, None, true);
    assert_eq!(browser.model.keeping, Keeping::Memory);
    browser.send(Msg::StoreFull);
    assert_eq!(browser.model.keeping, Keeping::Full);
}

#[test]
fn a_saved_file_is_taken_in_beside_what_is_there_and_a_damaged_one_changes_nothing() {
    let (mut one, (id, right, _)) = with_choice();
    one.answer(&id, Answer::Chosen(vec![right]));
    let hash = one.model.progress.place().map(String::from).expect("a place");
    let mut two = Browser::open(&hash, None);
    let text = one.model.progress.save();
    two.send(Msg::Imported { name: "mine.toml".into(), text });
    assert!(matches!(two.state(&id), State::Judged(..)));
    let before = two.model.progress.save();
    two.send(Msg::Imported { name: "bad.toml".into(), text: "format = x".into() });
    assert!(!two.model.refused.is_empty());
    assert_eq!(two.model.progress.save(), before);
}

#[test]
fn a_chapter_that_cannot_be_fetched_is_said_and_can_be_tried_again() {
    let mut browser = Browser::open("#/", None);
    let file = browser.model.index.chapters[0].file.clone();
    update(&mut browser.model, Msg::Routed(FIRST.into()));
    update(&mut browser.model, Msg::ChapterCame(file, None));
    assert_eq!(browser.model.shown, Shown::Missing);
    browser.send(Msg::Refetched);
    assert_eq!(browser.model.shown, Shown::Here);
}

#[test]
fn steps_that_come_before_the_page_is_drawn_again_all_count() {
    let mut browser = Browser::open("#/", None);
    let mut tried = 0;
    for address in ["#/chapter/temporal", "#/chapter/through-kafka", "#/chapter/choosing"] {
        browser.send(Msg::Routed(address.into()));
        let questions = browser.model.open.as_ref().expect(address).chapter.sheet.questions.clone();
        for question in questions {
            let edits: Vec<Edit> = match &question.ask {
                Ask::Classify { items, .. } => items
                    .iter()
                    .map(|item| Edit::Placed { item: item.id.clone(), place: item.column.clone() })
                    .collect(),
                // Each in turn to the end, which leaves them in their order.
                Ask::Order(items) => {
                    let down = |item: &Item| Edit::Moved { item: item.id.clone(), up: false };
                    items.iter().flat_map(|item| vec![down(item); items.len()]).collect()
                }
                _ => continue,
            };
            edits.into_iter().for_each(|it| browser.send(Msg::Edited(question.id.clone(), it)));
            browser.send(Msg::Checked(question.id.clone()));
            let State::Judged(_, judged) = browser.state(&question.id) else {
                panic!("{} is not judged", question.id)
            };
            assert!(judged.right, "{}", question.id);
            tried += 1;
        }
    }
    assert!(tried > 3, "{tried} questions of these kinds");
}

#[test]
fn a_prediction_is_compared_once_both_of_its_halves_are_answered() {
    let mut browser = Browser::open(FIRST, None);
    let open = browser.model.open.as_ref().expect("a chapter");
    let prediction = open.chapter.sheet.predictions[0].clone();
    let compared = |browser: &Browser| {
        let open = browser.model.open.as_ref().expect("a chapter");
        open.is_compared(&browser.model.progress, &prediction)
    };
    for half in [prediction.before.id.clone(), prediction.happened.id.clone()] {
        assert!(!compared(&browser));
        let question = browser.model.open.as_ref().and_then(|open| open.question(&half)).cloned();
        let edit = match question.expect("a question").ask {
            Ask::Single(options) => Edit::Answered(Answer::Chosen(vec![options[0].id.clone()])),
            _ => Edit::Typed("900".into()),
        };
        browser.send(Msg::Edited(half.clone(), edit));
        browser.send(Msg::Checked(half));
    }
    assert!(compared(&browser));
}

#[test]
fn progress_counts_what_was_done() {
    let (mut browser, (id, right, _)) = with_choice();
    let done = |progress: &Progress, model: &Model| progress.of_all(&model.index).done;
    assert_eq!(done(&browser.model.progress, &browser.model), 0);
    browser.answer(&id, Answer::Chosen(vec![right]));
    assert_eq!(done(&browser.model.progress, &browser.model), 1);
}

/// A teacher's file with a figure and a question about it.
const QUIZ: &str = r#"format = 1
title = "Before the weekend"

[[figures]]
id = "run"
show = "stage"
scenario = "sequential.toml"
caption = "One task."

[[questions]]
id = "waits"
figure = "run"
kind = "number"
prompt = "How long does the user wait?"
unit = "ms"
answer = "direct.wait.p50_ms"
right = "Yes: {direct.wait.p50_ms}."
wrong = "No: the run gave {direct.wait.p50_ms}."
"#;

#[test]
fn a_teachers_question_file_is_opened_answered_and_there_again_after_a_reload() {
    let mut browser = Browser::open("#/", None);
    browser.choose("Unit 3 (quiz).toml", QUIZ);
    assert_eq!(browser.model.refused, []);
    let address = "#/questions/unit-3-quiz";
    assert_eq!(browser.model.route.as_ref().map(ToString::to_string).as_deref(), Ok(address));
    browser.send(Msg::Edited("waits".into(), Edit::Typed("1500".into())));
    browser.send(Msg::Checked("waits".into()));
    let State::Judged(_, judged) = browser.state(&"waits".into()) else {
        panic!("it is not judged")
    };
    assert!(judged.right);
    let again = Browser::open(address, browser.kept.clone());
    assert!(matches!(again.state(&"waits".into()), State::Judged(..)), "the answer is kept");
    assert_eq!(again.model.texts(Shelf::Questions), [("unit-3-quiz", "Before the weekend")]);
    let elsewhere = Browser::open(address, None);
    assert!(elsewhere.model.route.is_err(), "another browser has no such file");
}

#[test]
fn a_question_file_with_mistakes_is_refused_with_each_line_and_what_is_open_stays() {
    let mut browser = Browser::open(FIRST, None);
    let mistaken = QUIZ.replace("sequential.toml", "sequence.toml").replace("wrong = ", "wrnog = ");
    browser.choose("quiz.toml", &mistaken);
    let told: Vec<String> = browser.model.refused.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].starts_with("quiz.toml, line 7: ") && told[0].contains("sequence.toml"),
        "{told:?}"
    );
    assert!(told[1].contains("wrong"), "{told:?}");
    assert_eq!(browser.model.route.as_ref().map(ToString::to_string).as_deref(), Ok(FIRST));
    assert!(browser.model.texts(Shelf::Questions).is_empty());
}

#[test]
fn a_question_file_that_is_removed_can_be_had_back() {
    let mut browser = Browser::open("#/", None);
    browser.choose("quiz.toml", QUIZ);
    browser.send(Msg::Routed("#/".into()));
    browser.send(Msg::Dropped(Shelf::Questions, "quiz".into()));
    assert!(browser.model.texts(Shelf::Questions).is_empty());
    browser.send(Msg::Undone);
    assert_eq!(browser.model.texts(Shelf::Questions).len(), 1);
}

#[test]
fn a_figures_run_goes_to_the_sandbox_as_the_learner_left_it_and_is_there_after_a_reload() {
    let mut browser = Browser::open(FIRST, None);
    let open = browser.model.open.as_ref().expect("a chapter");
    let figure = open.chapter.sheet.figures[0].id.clone();
    let mut scenario = open.runs.get(&figure).expect("its run").scenario.clone();
    scenario.services[0].name = "Mine".into();
    browser.send(Msg::RunChanged(figure.clone(), Box::new(scenario.clone()), Vec::new()));
    browser.send(Msg::FigureToSandbox(figure.clone()));
    let handed = browser.sandbox.take().expect("it is handed over");
    assert_eq!(handed.file, format!("coupling-problem-{figure}.toml"));
    assert_eq!((&handed.scenario, handed.interventions.len()), (&scenario, 0));
    let again = Browser::open("#/sandbox", browser.kept.clone()).sandbox.expect("it was kept");
    assert_eq!((again.asked, again.file), (false, handed.file));
    assert_eq!((again.scenario, again.interventions.len()), (scenario, 0));
}

#[test]
fn what_the_sandbox_makes_is_kept_listed_opened_again_and_can_be_removed() {
    let mut browser = Browser::open("#/", None);
    for (file, title) in [("one.toml", "One"), ("two.toml", "Two")] {
        let text = format!("format = 1\ntitle = \"{title}\"\n[[services]]\nname = \"A\"\n");
        let scenario = read(file, &text).expect("a scenario");
        browser.send(Msg::SandboxChanged(file.into(), Box::new(scenario)));
    }
    assert_eq!(browser.model.texts(Shelf::Scenarios), [("one.toml", "One"), ("two.toml", "Two")]);
    let last = |browser: &Browser| {
        Browser::open("#/sandbox", browser.kept.clone()).sandbox.map(|work| work.file)
    };
    assert_eq!(last(&browser).as_deref(), Some("two.toml"));
    browser.send(Msg::ScenarioToSandbox("one.toml".into()));
    assert!(browser.sandbox.as_ref().is_some_and(|handed| handed.asked));
    assert_eq!(last(&browser).as_deref(), Some("one.toml"));
    browser.send(Msg::Dropped(Shelf::Scenarios, "one.toml".into()));
    assert_eq!(last(&browser).as_deref(), Some("two.toml"));
}

#[test]
fn a_kept_scenario_that_cannot_be_read_is_refused_with_its_line_and_stays() {
    let mut browser = Browser::open("#/", None);
    let kept = Kept { name: "Old".into(), text: "format = 1\nservices = 3\n".into() };
    browser.model.progress.keep(Shelf::Scenarios, "old.toml", kept).expect("room");
    let mut browser = Browser::open("#/", Some(browser.model.progress.save()));
    assert_eq!(browser.sandbox, None);
    browser.send(Msg::ScenarioToSandbox("old.toml".into()));
    assert_eq!((browser.sandbox.as_ref(), browser.model.refused.len()), (None, 1));
    assert_eq!(browser.model.texts(Shelf::Scenarios).len(), 1);
}

#[test]
fn a_description_that_another_text_replaces_can_be_had_back_and_a_shopping_list_replaces_nothing() {
    let mut browser = Browser::open("#/template", None);
    let text = |browser: &Browser| browser.model.description.document.to_string();
    browser.send(Msg::Described(Field::Gains, "Mine, not theirs".into()));
    let mine = text(&browser);
    for other in ["# Shopping\n- milk\n- eggs\n", "", "\u{0}\u{1}"] {
        browser.send(Msg::Replaced(other.into()));
        assert_eq!(text(&browser), mine, "{other:?}");
        assert!(browser.model.said.is_some() && browser.model.undo.is_none());
    }
    browser.send(Msg::Replaced(Document::blank().to_string()));
    assert_ne!(text(&browser), mine);
    browser.send(Msg::Undone);
    assert_eq!(text(&browser), mine);
    let again = Browser::open("#/template", browser.kept.clone());
    assert_eq!(text(&again), mine, "after a reload");
}

#[test]
fn a_field_that_is_still_being_written_is_there_after_a_reload() {
    let mut browser = Browser::open("#/template", None);
    browser.send(Msg::DescriptionTyped(Field::Gains, "Mi".into()));
    let again = Browser::open("#/template", browser.kept.clone());
    assert_eq!(again.model.description.document.said(Field::Gains), "Mi");
}
