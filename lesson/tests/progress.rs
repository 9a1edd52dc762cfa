//! Claims about what is kept of a learner: saved, loaded, merged, forgotten and put back.

mod support;

use lesson::content::{Entry, Kind};
use lesson::file::FileKind;
use lesson::grade::Answer;
use lesson::progress::{Draft, Full, Item, Kept, Loading, Progress, Scope, Shelf, Tally};
use support::damage::Chance;

fn item(id: &str) -> Item {
    Item::new("one", id)
}

fn number(number: u64) -> Answer {
    Answer::Number(number * 1_000)
}

fn kept(text: &str) -> Kept {
    Kept { name: "Mine".into(), text: text.into() }
}

fn answer(progress: &mut Progress, id: &str, given: u64, right: bool) {
    progress.answered(item(id), number(given), right).expect("room for an answer");
}

fn keep(progress: &mut Progress, id: &str, text: &str) {
    progress.keep(Shelf::Documents, id, kept(text)).expect("room for a document");
}

/// What another tab has when it loads what this one saved.
fn tab(progress: &Progress, tab: u32) -> Progress {
    match Progress::load("saved.toml", &progress.save(), tab) {
        Loading::Loaded(progress) => *progress,
        other => panic!("{other:?}"),
    }
}

fn answers(progress: &Progress, id: &str) -> Vec<Answer> {
    progress.attempts(&item(id)).into_iter().map(|attempt| attempt.answer.clone()).collect()
}

#[test]
fn what_was_done_is_there_after_saving_and_loading() {
    let mut one = Progress::new(1);
    answer(&mut one, "a", 5, false);
    answer(&mut one, "a", 6, true);
    keep(&mut one, "mine", "some \"text\"\n");
    one.at("#/chapter/one/a");
    let two = tab(&one, 2);
    assert!(two.same(&one));
    assert_eq!(answers(&two, "a"), [number(5), number(6)]);
    assert_eq!(two.place(), Some("#/chapter/one/a"));
    assert_eq!(two.kept(Shelf::Documents, "mine"), [&kept("some \"text\"\n")]);
}

#[test]
fn two_tabs_do_not_lose_each_others_answers() {
    let one = &mut Progress::new(1);
    answer(one, "a", 1, false);
    let two = &mut tab(one, 2);
    answer(one, "a", 2, true);
    answer(two, "a", 3, false);
    answer(two, "b", 4, true);
    let mut merged = tab(one, 3);
    merged.merge(two);
    assert_eq!(answers(&merged, "a"), [number(1), number(2), number(3)]);
    assert_eq!(answers(&merged, "b"), [number(4)]);
}

#[test]
fn a_document_that_two_tabs_change_at_once_is_kept_in_both_versions() {
    let one = &mut Progress::new(1);
    keep(one, "mine", "first");
    let two = &mut tab(one, 2);
    keep(one, "mine", "by one");
    keep(two, "mine", "by two");
    one.merge(two);
    assert_eq!(one.kept(Shelf::Documents, "mine"), [&kept("by one"), &kept("by two")]);
    keep(one, "mine", "settled");
    one.merge(two);
    assert_eq!(one.kept(Shelf::Documents, "mine"), [&kept("settled")]);
}

#[test]
fn what_was_forgotten_stays_so_in_a_merge_but_not_what_was_answered_meanwhile() {
    let one = &mut Progress::new(1);
    answer(one, "a", 1, true);
    let two = &mut tab(one, 2);
    one.reset(&Scope::Question(item("a")));
    answer(two, "a", 2, false);
    one.merge(two);
    assert_eq!(answers(one, "a"), [number(2)]);
}

#[test]
fn everything_that_was_forgotten_can_be_put_back() {
    for scope in [Scope::Question(item("a")), Scope::Chapter("one".into()), Scope::Everything] {
        let one = &mut Progress::new(1);
        answer(one, "a", 1, false);
        answer(one, "a", 2, true);
        answer(one, "a-happened", 3, true);
        keep(one, "mine", "text");
        let draft = Draft { answer: None, typed: "7".into() };
        one.draft(item("a"), draft.clone()).expect("room for a draft");
        one.at("#/glossary");
        let undo = one.reset(&scope);
        assert_eq!(answers(one, "a"), []);
        assert_eq!(answers(one, "a-happened"), []);
        assert_eq!(one.ids(Shelf::Documents).count(), usize::from(scope != Scope::Everything));
        assert_eq!(one.drafted(&item("a")), None);
        one.undo(undo);
        assert_eq!(one.drafted(&item("a")), Some(&draft));
        assert_eq!(answers(one, "a"), [number(1), number(2)]);
        assert_eq!(answers(one, "a-happened"), [number(3)]);
        assert_eq!(one.kept(Shelf::Documents, "mine"), [&kept("text")]);
        assert_eq!(one.place(), Some("#/glossary"));
    }
}

#[test]
fn a_text_that_was_dropped_can_be_put_back() {
    let one = &mut Progress::new(1);
    keep(one, "mine", "text");
    let undo = one.drop_kept(Shelf::Documents, "mine");
    assert_eq!(one.ids(Shelf::Documents).count(), 0);
    one.undo(undo);
    assert_eq!(one.kept(Shelf::Documents, "mine"), [&kept("text")]);
}

#[test]
fn a_newer_state_is_left_alone_whatever_else_it_says() {
    let text = "format = 3\nanswers = ???\n";
    assert!(matches!(Progress::load("s", text, 1), Loading::Newer(3)));
}

/// All answers of the eleven chapters, a teacher's file, a description and two scenarios, as the workbook
/// saved them in format 1.
const OLD: &str = include_str!("fixtures/saved-in-format-1.toml");

#[test]
fn what_an_older_workbook_saved_is_read_whole_and_saved_again_with_nothing_lost() {
    assert_eq!(FileKind::of(OLD), FileKind::Progress);
    let Loading::Loaded(old) = Progress::load("saved.toml", OLD, 1) else {
        panic!("format 1 is read")
    };
    let attempts = OLD.matches("[[answers]]").count();
    assert_eq!(old.items().map(|item| old.attempts(item).len()).sum::<usize>(), attempts);
    for (shelf, table) in [
        (Shelf::Scenarios, "[[scenarios]]"),
        (Shelf::Documents, "[[documents]]"),
        (Shelf::Questions, "[[questions]]"),
    ] {
        assert_eq!(old.ids(shelf).count(), OLD.matches(table).count(), "{table}");
    }
    // Every table of the old file stands in the new one, line by line.
    let tables = |text: &str| -> std::collections::BTreeSet<String> {
        text.split("\n\n").skip(1).map(|table| table.trim().to_string()).collect()
    };
    assert_eq!(tables(&old.save()), tables(OLD));
}

#[test]
fn a_draft_is_kept_until_it_is_dropped_and_the_last_one_counts() {
    let written = |text: &str| Draft {
        answer: Some(Answer::Free { text: text.into(), ticked: vec!["point".into()] }),
        typed: String::new(),
    };
    let one = &mut Progress::new(1);
    one.draft(item("a"), written("an ho")).expect("room for a draft");
    one.draft(item("a"), written("an hour")).expect("room for a draft");
    one.draft(item("b"), Draft { answer: None, typed: "1,5".into() }).expect("room for a draft");
    let two = &mut tab(one, 2);
    assert_eq!(two.drafted(&item("a")), Some(&written("an hour")));
    assert_eq!(two.drafted(&item("b")).map(|draft| draft.typed.as_str()), Some("1,5"));
    two.drop_draft(&item("a"));
    assert_eq!(tab(two, 3).drafted(&item("a")), None);
    one.merge(two);
    assert_eq!(one.drafted(&item("a")), None);
}

#[test]
fn a_draft_that_is_too_long_leaves_the_one_before() {
    let one = &mut Progress::new(1);
    let typed = |typed: String| Draft { answer: None, typed };
    one.draft(item("a"), typed("5".into())).expect("room for a draft");
    assert_eq!(one.draft(item("a"), typed("x".repeat(200_000))), Err(Full::TooLong));
    assert_eq!(one.drafted(&item("a")), Some(&typed("5".into())));
}

#[test]
fn a_learner_has_the_name_that_they_gave_last() {
    let one = &mut Progress::new(1);
    assert_eq!(one.learner(), "");
    for name in ["Ada", "Ada \"L\"\u{1f600}"] {
        one.call_learner(name).expect("room for a name");
    }
    assert_eq!(tab(one, 2).learner(), "Ada \"L\"\u{1f600}");
    assert_eq!(one.call_learner(&"x".repeat(1_000)), Err(Full::TooLong));
    one.reset(&Scope::Everything);
    assert_eq!(one.learner(), "Ada \"L\"\u{1f600}");
}

#[test]
fn a_file_is_told_by_what_it_says_or_by_its_fields_or_by_its_lines() {
    let teacher = "format = 1\ntitle = \"Before the weekend\"\n\n[[questions]]\nid = \"a\"\n";
    let kept =
        "format = 1\n\n[[questions]]\nof = \"a\"\nstamp = 1\ntab = 1\nname = \"A\"\ntext = \"\"\n";
    for (text, kind) in [
        ("format = 2\nfile = \"progress\"\n", FileKind::Progress),
        ("format = 2\nfile = \"progress\"\n[[questions]\n", FileKind::Progress),
        ("format = 1\n", FileKind::Progress),
        ("format = 1\nfile = \"questions\"\ntitle = \"A\"\n", FileKind::Questions),
        (teacher, FileKind::Questions),
        (&teacher.replace("\"a\"", "\"a"), FileKind::Questions),
        (kept, FileKind::Progress),
        (&kept.replace("\"A\"", "\"A"), FileKind::Progress),
        ("format = 1\n[[services]]\nname = \"A\"\n", FileKind::Scenario),
        ("# Shopping\n- milk\n", FileKind::Unknown),
        ("", FileKind::Unknown),
    ] {
        assert_eq!(FileKind::of(text), kind, "{text}");
    }
}

#[test]
fn a_damaged_state_is_set_aside_with_its_text_and_line() {
    let text = "format = 1\n[[answers]]\nof = 3\n";
    match Progress::load("saved.toml", text, 1) {
        Loading::Damaged { text: aside, error } => {
            assert_eq!(aside, text);
            assert_eq!((error.file.as_str(), error.line), ("saved.toml", 3));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_too_much_is_refused_and_nothing_is_lost() {
    let one = &mut Progress::new(1);
    let long = "x".repeat(200_000);
    assert_eq!(one.keep(Shelf::Documents, "long", kept(&long)), Err(Full::TooLong));
    let free = Answer::Free { text: long, ticked: Vec::new() };
    assert_eq!(one.answered(item("a"), free, true), Err(Full::TooLong));
    for number in 0..100 {
        keep(one, &format!("d{number}"), "text");
    }
    assert_eq!(one.keep(Shelf::Documents, "more", kept("text")), Err(Full::TooMany));
    assert_eq!(one.keep(Shelf::Documents, "d7", kept("changed")), Ok(()));
    for number in 0..50 {
        answer(one, "b", number, false);
    }
    assert_eq!(answers(one, "b").len(), 20);
    assert_eq!(answers(one, "b").last(), Some(&number(49)));
}

#[test]
fn a_question_is_done_when_it_was_right_once_and_a_prediction_when_it_was_compared() {
    let items = [
        ("page", Kind::Section),
        ("run", Kind::Figure),
        ("p", Kind::Prediction),
        ("a", Kind::Question),
        ("b", Kind::Question),
    ];
    let entry = Entry {
        id: "one".into(),
        number: 1,
        title: "One".into(),
        summary: lesson::text::Text::default(),
        minutes: 5,
        items: items.map(|(id, kind)| (id.to_string(), kind)).into(),
        file: "one".into(),
        thumbnail: "run".into(),
    };
    let one = &mut Progress::new(1);
    answer(one, "a", 1, true);
    answer(one, "a", 2, false);
    answer(one, "b", 1, false);
    answer(one, "p", 1, false);
    assert_eq!(one.of_chapter(&entry), Tally { all: 3, tried: 3, done: 1 });
    answer(one, "p-happened", 1, false);
    assert_eq!(one.of_chapter(&entry), Tally { all: 3, tried: 3, done: 2 });
}

/// Does something or other in one of three tabs.
fn act(tabs: &mut [Progress], chance: &mut Chance) {
    let at = chance.below(tabs.len());
    let id = ["a", "b", "c"][chance.below(3)];
    match chance.below(9) {
        6 => {
            let typed = chance.below(100).to_string();
            tabs[at].draft(item(id), Draft { answer: None, typed }).expect("room for a draft");
        }
        7 => tabs[at].drop_draft(&item(id)),
        8 => {
            let name = format!("name {}", chance.below(3));
            tabs[at].call_learner(&name).expect("room for a name");
            let questions = "format = 1\ntitle = \"T\"\n[[questions]]\nid = \"a\"\n";
            tabs[at].keep(Shelf::Questions, id, kept(questions)).expect("room for questions");
        }
        0 => {
            tabs[at].reset(&Scope::Question(item(id)));
        }
        1 => {
            let undo = tabs[at].reset(&Scope::Everything);
            if chance.below(2) == 0 {
                tabs[at].undo(undo);
            }
        }
        2 => keep(&mut tabs[at], id, &chance.below(100).to_string()),
        3 => {
            let other = tabs[chance.below(tabs.len())].clone();
            tabs[at].merge(&other);
        }
        _ => answer(&mut tabs[at], id, chance.below(100) as u64, chance.below(2) == 0),
    }
}

#[test]
fn merging_gives_the_same_in_any_order_and_any_number_of_times() {
    for seed in 0..1_000 {
        let mut chance = Chance::new(seed);
        let mut tabs = [1, 2, 3].map(Progress::new);
        for _ in 0..chance.below(20) {
            act(&mut tabs, &mut chance);
        }
        let merged = |order: [usize; 3]| {
            let mut merged = tabs[order[0]].clone();
            merged.merge(&tabs[order[1]]);
            merged.merge(&tabs[order[2]]);
            merged
        };
        let first = merged([0, 1, 2]);
        for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            assert!(merged(order).same(&first), "seed {seed}, {order:?}");
        }
        let mut again = first.clone();
        again.merge(&tabs[1]);
        again.merge(&first);
        assert!(again.same(&first), "seed {seed}");
        assert!(tab(&first, 4).same(&first), "seed {seed}");
        assert_eq!(FileKind::of(&first.save()), FileKind::Progress, "seed {seed}");
    }
}
