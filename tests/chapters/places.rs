//! Where an address leads, and what is said where it leads nowhere.

use crate::browser::*;
use coupling_workbook::chapters::{Msg, Shown, update};

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
fn a_chapter_that_cannot_be_fetched_is_said_and_can_be_tried_again() {
    let mut browser = Browser::open("#/", None);
    let file = browser.model.index.chapters[0].file.clone();
    update(&mut browser.model, Msg::Routed(FIRST.into()));
    update(&mut browser.model, Msg::ChapterCame(file, None));
    assert_eq!(browser.model.shown, Shown::Missing);
    browser.send(Msg::Refetched);
    assert_eq!(browser.model.shown, Shown::Here);
}
