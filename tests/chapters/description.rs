//! The learner's own system in the form of the template.

use crate::browser::*;
use coupling_workbook::chapters::Msg;
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
