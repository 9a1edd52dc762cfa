//! Claims about the lessons that ship with the workbook.

use lesson::compile::{Site, compile};
use lesson::content::{Ask, Chapter, Index, Question};
use lesson::coverage::{Source, coverage};
use lesson::measure::{Amount, Unit};
use lesson::route::Why;
use lesson::template::{
    Document, EventName, Field, Found, System, Why as Gap, event_name, findings,
};
use lesson::text::Span;
use std::path::Path;

fn site() -> Site {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets");
    compile(&assets.join("lessons/en"), &assets.join("scenarios")).unwrap_or_else(|mistakes| {
        let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    })
}

#[test]
fn the_lessons_compile_and_are_read_back_as_they_were() {
    let site = site();
    let index = Index::open(&site.index.1).expect("our own index");
    assert_eq!(index.chapters.len(), site.chapters.len());
    for (entry, (file, bytes)) in index.chapters.iter().zip(&site.chapters) {
        let chapter = Chapter::open(bytes).expect("our own chapter");
        assert_eq!((&chapter.entry, &chapter.entry.file), (entry, file));
    }
}

fn index() -> Index {
    Index::open(&site().index.1).expect("our own index")
}

const COURSE: Source =
    Source { file: "course.toml", text: include_str!("../../assets/lessons/course.toml") };
const COVERAGE: Source =
    Source { file: "coverage.toml", text: include_str!("../../assets/lessons/coverage.toml") };

#[test]
fn everything_that_the_course_has_in_it_is_taught_somewhere() {
    let covered = coverage(COURSE, COVERAGE, &index()).unwrap_or_else(|mistakes| {
        let told: Vec<_> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    });
    assert_eq!(covered.len(), 87, "an item of the course has gone, or is new");
}

#[test]
fn an_item_that_has_nowhere_to_live_or_lives_nowhere_is_told() {
    let refused = |coverage_text: &str, what: &str| {
        let source = Source { text: coverage_text, ..COVERAGE };
        let mistakes = coverage(COURSE, source, &index()).expect_err("a gap");
        assert!(mistakes.iter().any(|mistake| mistake.what == what), "{mistakes:#?}");
    };
    let homeless = COVERAGE.text.replace("item = \"three-types\"", "item = \"type-temporal\"");
    refused(&homeless, "\"three-types\" is taught nowhere");
    let nowhere = COVERAGE.text.replace("coupling-problem/in-turn", "coupling-problem/gone");
    refused(&nowhere, "nothing in the workbook is called \"coupling-problem/gone\"");
    let unknown = COVERAGE.text.replace("\"three-types\"", "\"four-types\"");
    refused(&unknown, "the course has no item called \"four-types\"");
}

#[test]
fn every_sentence_that_the_package_asks_for_is_among_the_words() {
    let index = index();
    let amount = Amount { thousandths: 0, unit: Unit::Ms };
    let name = String::new;
    let found = [
        Found::Waited(amount),
        Found::DidNotWait(amount),
        Found::Failed(name()),
        Found::NothingFailed,
        Found::Changed(0),
        Found::Total(name()),
        Found::Expected(name()),
        Found::NotConsuming(name()),
        Found::NotCalled(name()),
        Found::Command(name()),
        Found::Order(name()),
    ];
    let gaps = [
        Gap::Empty,
        Gap::NoLength(name()),
        Gap::TooManyLengths(name(), name()),
        Gap::NoUnit(name()),
        Gap::Twice(name()),
        Gap::NoService(name()),
        Gap::NoLatency(name()),
        Gap::NoPattern(name()),
        Gap::NoEvent(name()),
        Gap::OutOfBounds(name(), name()),
    ];
    let lost = [Why::NoPlace, Why::DecodeError, Why::NoChapter, Why::NoItem, Why::NoTerm];
    let mut keys: Vec<String> = found.iter().map(|found| found.key().0.into()).collect();
    keys.extend(gaps.iter().map(|gap| gap.key().0.into()));
    keys.extend(lost.iter().map(|why| why.key().into()));
    for field in Field::ALL {
        keys.push(format!("template.step.{}", field.key()));
        keys.push(format!("template.hint.{}", field.key()));
    }
    for key in keys {
        assert_ne!(index.word(&key), key, "no text for it");
    }
    let said = index.say("contents.progress", &[("done", "3"), ("all", "7")]);
    assert_eq!(said, "3 of 7 done");
}

/// A question of the chapter about the template.
fn about_the_template(id: &str) -> Question {
    let chapters = site().chapters;
    let mut chapters = chapters.iter().map(|(_, bytes)| Chapter::open(bytes).expect("our own"));
    let chapter = chapters.find(|chapter| chapter.entry.id == "your-architecture");
    chapter.and_then(|chapter| chapter.sheet.question(id).cloned()).expect("a question of it")
}

#[test]
fn the_page_of_which_a_run_contradicts_one_line_is_contradicted_there_alone() {
    let Ask::Line { lines, .. } = about_the_template("find-the-flaw").ask else {
        panic!("a question about a line");
    };
    let text: String = lines.iter().map(|line| format!("{}\n", line.text)).collect();
    let document = Document::read(&text);
    let system = System::of(&document).expect("a page that runs");
    let found: Vec<Field> =
        findings(&document, &system).iter().map(|finding| finding.field).collect();
    assert_eq!(found, [Field::Total]);
    let right: Vec<_> = lines.iter().filter(|line| line.right).collect();
    assert_eq!(right.len(), 1);
    assert!(right[0].text.contains(Field::Total.label()), "{}", right[0].text);
}

#[test]
fn the_template_tells_events_from_orders_as_the_question_does() {
    let Ask::Classify { items, .. } = about_the_template("event-names").ask else {
        panic!("a question with columns");
    };
    let services = ["Notification", "Audit", "Reminder"].map(String::from);
    for item in items {
        let [Span::Code(name)] = &item.text.0[..] else { panic!("{}: no name alone", item.id) };
        let is_event = event_name(name, &services) == EventName::Event;
        assert_eq!(is_event, item.column == "event", "{name}");
    }
}

#[test]
fn the_chapter_about_the_template_shows_the_documents_that_it_opens() {
    let chapter = include_str!("../../assets/lessons/en/11-your-architecture/chapter.md");
    let worked = include_str!("../../assets/lessons/en/documents/worked.md");
    let half = include_str!("../../assets/lessons/en/documents/half-filled.md");
    let (_, half) = half.split_once("\n\n").expect("a title and the form");
    assert!(chapter.contains(half.trim_end()), "the half-filled page");
    let blank = "## Current State\n- Service A calls: [list services]";
    for block in chapter.split("```text\n").skip(1) {
        let block = block.split("\n```").next().unwrap_or_default();
        let known = block.starts_with(blank) || worked.contains(block) || half.contains(block);
        assert!(known, "{block}");
    }
}
