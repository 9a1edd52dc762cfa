//! Whether everything that the course teaches is taught somewhere in the workbook.
//!
//! One file lists what the course has in it, another says where each item lives. An item may wait for its
//! chapter as long as that chapter does not exist. Never here: judging whether it is taught well.

use crate::content::Index;
use crate::source::Fields;
use engine::toml::{Fault, FileError, Read, Value, parse, short, text, text_of, whole};

/// An item of the course, and where it is taught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Its id.
    pub id: String,
    /// What it says, in our own words.
    pub says: String,
    /// The chapter whose matter it is.
    pub chapter: u32,
    /// Where it is taught: chapter and id in it.
    pub at: Vec<(String, String)>,
}

/// One of the two files: its name, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// Its name in errors.
    pub file: &'s str,
    /// Its text.
    pub text: &'s str,
}

/// The course's items, each with the places where it is taught.
///
/// # Errors
/// Every item that has nowhere to live although its chapter exists, and every place that does not exist.
pub fn coverage(
    course: Source,
    coverage: Source,
    index: &Index,
) -> Result<Vec<Covered>, Vec<FileError>> {
    let mut mistakes = Vec::new();
    let mut places = Vec::new();
    let mut items: Vec<Covered> = Vec::new();
    let read = list(course.text, "items", |value| {
        let (item, place) = item(value, &items)?;
        items.push(item);
        places.push(place);
        Ok(())
    });
    mistakes.extend(errors(course, read));
    let read = list(coverage.text, "covered", |value| covered(value, &mut items, index));
    mistakes.extend(errors(coverage, read));
    for (item, place) in items.iter().zip(places) {
        if item.at.is_empty() && index.chapters.iter().any(|entry| entry.number == item.chapter) {
            let fault = Fault::new(
                place,
                format_args!("\"{}\" is taught nowhere", item.id),
                format_args!(
                    "say where in {}, or teach it in chapter {}",
                    coverage.file, item.chapter
                ),
            );
            mistakes.push(FileError::new(course.file, course.text, &fault));
        }
    }
    if mistakes.is_empty() { Ok(items) } else { Err(mistakes) }
}

/// Reads a list of tables, each by itself. Gives every fault.
fn list(text: &str, key: &'static str, mut each: impl FnMut(&Value) -> Read<()>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let read = parse(text).and_then(|root| {
        let fields = Fields::of(&root, "the file")?;
        for value in fields.tables(key)? {
            faults.extend(each(value).err().map(|fault| *fault));
        }
        fields.finish()
    });
    faults.extend(read.err().map(|fault| *fault));
    faults
}

fn errors(source: Source, faults: Vec<Fault>) -> Vec<FileError> {
    faults.iter().map(|fault| FileError::new(source.file, source.text, fault)).collect()
}

fn item(value: &Value, known: &[Covered]) -> Read<(Covered, usize)> {
    let fields = Fields::of(value, "an item")?;
    let id = fields.id("id")?;
    let place = value.place_of("id");
    if known.iter().any(|other| other.id == id) {
        return Err(Fault::new(
            place,
            format_args!("the id \"{id}\" is here a second time"),
            format_args!("give each its own"),
        ));
    }
    let chapter = whole(fields.must("chapter")?, 99)? as u32;
    let item = Covered { id, says: fields.text("says")?, chapter, at: Vec::new() };
    fields.finish()?;
    Ok((item, place))
}

fn covered(value: &Value, items: &mut [Covered], index: &Index) -> Read<()> {
    let fields = Fields::of(value, "an entry")?;
    let named = fields.must("item")?;
    let id = text(named)?;
    let Some(item) = items.iter_mut().find(|item| item.id == id) else {
        return Err(Fault::new(
            named.value.place,
            format_args!("the course has no item called \"{}\"", short(id)),
            format_args!("use an id of the list of the course's items"),
        ));
    };
    for place in fields.may_list("at")? {
        let address = text_of("at", place)?;
        let found = address.split_once('/').filter(|(chapter, id)| {
            index.chapter(chapter).is_some_and(|entry| entry.kind(id).is_some())
        });
        match found {
            Some((chapter, id)) => item.at.push((chapter.into(), id.into())),
            None => {
                return Err(Fault::new(
                    place.place,
                    format_args!("nothing in the workbook is called \"{}\"", short(address)),
                    format_args!("write chapter/id of a page, figure, prediction or question"),
                ));
            }
        }
    }
    fields.finish()
}
