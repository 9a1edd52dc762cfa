//! One chapter from its two files: the prose with what it places, the sheet with what it defines.
//!
//! Never here: reading the files.

use super::folder::{ChapterSource, Folder, Mistake};
use super::links::Links;
use super::markdown::{Page, Part, Placed, Prose, prose};
use crate::content::{Block, Chapter, Entry, Kind, Section, Sheet};
use crate::source::{self, ChapterHead, Library, Runs};
use engine::toml::{Fault, FileError};

pub(super) fn chapter(
    source: &ChapterSource,
    folder: &Folder,
    terms: &[String],
) -> Result<Chapter, Vec<Mistake>> {
    let file = |name: &str| format!("{}/{name}", source.folder);
    let (prose_file, sheet_file) = (file("chapter.md"), file("chapter.toml"));
    let (sheet, head) = source::chapter(&sheet_file, &source.sheet, folder)?;
    let in_prose = |faults: Vec<Fault>| -> Vec<Mistake> {
        faults.iter().map(|fault| FileError::new(&prose_file, &source.prose, fault)).collect()
    };
    let links = Links {
        chapters: folder.chapters(),
        terms,
        documents: folder.documents(),
        chapter: &source.id,
        items: head.places.iter().map(|(id, _)| id.clone()).collect(),
    };
    let prose = prose(&source.prose, &Runs::of(&sheet), &links).map_err(in_prose)?;
    let (items, faults) = items(&prose, &sheet, &head);
    let mut mistakes = in_prose(faults);
    for (id, place) in &head.places {
        if !items.iter().any(|(placed, _)| placed == id) {
            let fault = Fault::new(
                *place,
                format_args!("\"{id}\" is placed nowhere"),
                format_args!("place it in chapter.md, in a line of its own, or remove it"),
            );
            mistakes.push(FileError::new(&sheet_file, &source.sheet, &fault));
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let entry = Entry {
        id: source.id.as_str().into(),
        number: source.number,
        title: prose.title.clone(),
        summary: head.summary,
        minutes: head.minutes,
        items,
        file: format!("{}.lesson", source.folder),
        thumbnail: head.thumbnail,
    };
    Ok(Chapter { entry, sections: sections(prose), sheet })
}

/// Everything with an id in the order of the page, and what is wrong with it.
fn items(prose: &Prose, sheet: &Sheet, head: &ChapterHead) -> (Vec<(String, Kind)>, Vec<Fault>) {
    let mut items: Vec<(String, Kind)> = Vec::new();
    let mut faults = Vec::new();
    let mut add = |items: &mut Vec<(String, Kind)>, place: usize, id: &str, kind: Kind| {
        if items.iter().any(|(other, _)| other == id) {
            faults.push(*Fault::new(
                place,
                format_args!("\"{id}\" is on the page a second time"),
                format_args!("place it once, and give pages ids of their own"),
            ));
        }
        items.push((id.into(), kind));
    };
    let mut unknown = Vec::new();
    for page in &prose.pages {
        add(&mut items, page.place, &page.id, Kind::Section);
        for part in &page.parts {
            let Part::Placed { kind, id, place } = part else { continue };
            let (found, kind) = match kind {
                Placed::Figure => (sheet.figure(id).is_some(), Kind::Figure),
                Placed::Prediction => (sheet.prediction(id).is_some(), Kind::Prediction),
                Placed::Question => (sheet.question(id).is_some(), Kind::Question),
            };
            if !found {
                unknown.push(*Fault::new(
                    *place,
                    format_args!("no {} is called \"{id}\"", word(kind)),
                    format_args!("define it in chapter.toml, or use one of {}", known(head)),
                ));
            }
            add(&mut items, *place, id, kind);
        }
    }
    faults.extend(unknown);
    (items, faults)
}

fn known(head: &ChapterHead) -> String {
    let ids: Vec<&str> = head.places.iter().map(|(id, _)| id.as_str()).collect();
    ids.join(", ")
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Section => "page",
        Kind::Figure => "figure",
        Kind::Prediction => "prediction",
        Kind::Question => "question",
    }
}

fn sections(prose: Prose) -> Vec<Section> {
    let block = |part: Part| match part {
        Part::Html(html) => Block::Prose(html),
        Part::Placed { kind: Placed::Figure, id, .. } => Block::Figure(id.into()),
        Part::Placed { kind: Placed::Prediction, id, .. } => Block::Prediction(id.into()),
        Part::Placed { kind: Placed::Question, id, .. } => Block::Question(id.into()),
    };
    let section = |page: Page| Section {
        id: page.id,
        title: page.title,
        blocks: page.parts.into_iter().map(block).collect(),
    };
    prose.pages.into_iter().map(section).collect()
}
