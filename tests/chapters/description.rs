//! The learner's own system in the form of the template.

use crate::browser::*;
use coupling_workbook::chapters::Msg;
use lesson::progress::Shelf;
use lesson::route::Why;
use lesson::template::{Document, Field};

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

#[test]
fn a_linked_description_is_opened_beside_the_learners_own_and_takes_the_place_of_none() {
    let mut browser = Browser::open("#/template", None);
    browser.send(Msg::Described(Field::Gains, "Mine".into()));
    browser.send(Msg::DescriptionLinked);
    let piece = browser.model.linked.clone().expect("a link");
    let open = |browser: &mut Browser| {
        browser.send(Msg::Routed(format!("#/description/{piece}")));
        assert_eq!(browser.model.description.document.said(Field::Gains), "Mine");
        browser.model.description.name.clone()
    };
    assert_eq!(open(&mut browser), "linked");
    assert_eq!(open(&mut browser), "linked", "the same text is there once");
    browser.send(Msg::Described(Field::Costs, "Also mine".into()));
    assert_eq!(open(&mut browser), "linked-2", "what was written meanwhile stays");
    let names: Vec<&str> = browser.model.progress.ids(Shelf::Documents).collect();
    assert_eq!(names, ["linked", "linked-2", "own"]);
}

#[test]
fn a_damaged_link_to_a_description_says_so_and_changes_nothing() {
    let mut browser = Browser::open("#/template", None);
    browser.send(Msg::Described(Field::Gains, "Mine".into()));
    browser.send(Msg::DescriptionLinked);
    let piece = browser.model.linked.clone().expect("a link");
    let kept = browser.model.progress.ids(Shelf::Documents).count();
    browser.send(Msg::Routed(format!("#/description/{}", &piece[..piece.len() - 2])));
    let lost = browser.model.route.clone().expect_err("a damaged link");
    assert_eq!(lost.why, Why::LinkDamaged);
    assert_eq!(browser.model.progress.ids(Shelf::Documents).count(), kept);
}

#[test]
fn what_is_had_back_takes_the_place_of_no_other_description() {
    let mut browser = Browser::open("#/template", None);
    browser.send(Msg::Described(Field::Gains, "Mine".into()));
    browser.send(Msg::Replaced(Document::blank().to_string()));
    browser.send(Msg::Routed("#/template/worked".into()));
    browser.send(Msg::Described(Field::Gains, "Of the example".into()));
    browser.send(Msg::Undone);
    assert_eq!(browser.model.description.document.said(Field::Gains), "Of the example");
    browser.send(Msg::Routed("#/template".into()));
    assert_eq!(browser.model.description.document.said(Field::Gains), "Mine");
}

#[test]
fn what_a_field_says_so_far_runs_already_and_its_spaces_stay_where_they_are_typed() {
    let mut browser = Browser::open("#/template", None);
    browser.send(Msg::DescriptionTyped(Field::Calls, "Invoices, ".into()));
    assert!(browser.model.description.system.is_err());
    browser.send(Msg::DescriptionTyped(Field::Latency, "~0,3 s".into()));
    let description = &browser.model.description;
    let system = description.system.as_ref().expect("a system");
    assert_eq!(system.scenario.services.len(), 1);
    assert!(description.computed.is_some());
    assert_eq!(description.document.typed(Field::Calls), "Invoices, ");
}

#[test]
fn the_markdown_that_is_copied_has_the_diagram_of_what_runs() {
    let mut browser = Browser::open("#/template", None);
    browser.send(Msg::Described(Field::Calls, "Invoices".into()));
    let no_diagram = browser.model.description.markdown();
    assert!(!no_diagram.contains("mermaid"), "nothing runs yet");
    browser.send(Msg::Described(Field::Latency, "300 ms".into()));
    assert!(browser.model.description.markdown().contains("```mermaid\n%% "));
    assert!(!browser.model.description.document.to_string().contains("mermaid"));
}
