//! Reading a sheet, the figures and questions of a chapter or of a teacher's file, and noting what it
//! claims so that the whole can be checked when all of it is read.
//!
//! Never here: stopping at the first mistake of many. What can be read beside a mistake is read.

use super::check::check;
use super::fields::{Fields, said};
use super::figure::{figure, twice};
use super::library::Library;
use super::notes::Notes;
use super::question::{prediction, question};
use crate::content::{Figure, Sheet};
use crate::id::FigureId;
use crate::text::Text;
use engine::toml::{Fault, FileError, Kind, Read, parse, whole, wrong};

/// The form of a question file.
pub const QUESTIONS_FORMAT: u32 = 1;
/// What a question file may say that it is.
const QUESTIONS_FILE: &str = "questions";
/// The longest file of a chapter, in bytes.
const MAX_CHAPTER: usize = 300_000;
/// The longest question file, in bytes.
pub const MAX_QUESTIONS: usize = 99_000;

/// What stands in a chapter's TOML beside its sheet.
#[derive(Default)]
#[cfg_attr(not(feature = "compile"), allow(dead_code, reason = "chapters are read at build time"))]
pub(crate) struct ChapterHead {
    pub summary: Text,
    pub minutes: u32,
    /// The figure that stands for the chapter: the first, unless another is named.
    pub thumbnail: FigureId,
    /// Where each item stands in the file, by its id.
    pub places: Vec<(String, usize)>,
}

/// Reads and checks a teacher's question file; `file` is its name in errors.
///
/// # Errors
/// Every mistake, with its line and what to do.
pub fn questions(file: &str, text: &str, library: &dyn Library) -> Result<Sheet, Vec<FileError>> {
    read(file, text, library, false).map(|(sheet, _)| sheet)
}

/// Reads and checks a chapter's TOML.
#[cfg(feature = "compile")]
pub(crate) fn chapter(
    file: &str,
    text: &str,
    library: &dyn Library,
) -> Result<(Sheet, ChapterHead), Vec<FileError>> {
    read(file, text, library, true)
}

fn read(
    file: &str,
    text: &str,
    library: &dyn Library,
    chapter: bool,
) -> Result<(Sheet, ChapterHead), Vec<FileError>> {
    let notes = Notes::new(library);
    let (mut sheet, mut head) = (Sheet::default(), ChapterHead::default());
    notes.take(whole_sheet(text, chapter, &notes, &mut sheet, &mut head));
    let mut faults = notes.faults.take();
    faults.extend(check(&sheet, library, notes.claims.take(), &notes.mistaken.take()));
    if faults.is_empty() {
        return Ok((sheet, head));
    }
    faults.sort_by_key(|fault| fault.place);
    faults.dedup_by(|one, other| one.place == other.place && one.what == other.what);
    Err(faults.iter().map(|fault| FileError::new(file, text, fault)).collect())
}

/// The figure that is to stand for a chapter.
fn thumbnail(fields: &Fields, figures: &[Figure]) -> Read<FigureId> {
    let Some(field) = fields.may("thumbnail") else {
        return Ok(figures.first().map(|figure| figure.id.clone()).unwrap_or_default());
    };
    let named = said(field)?;
    let found = figures.iter().find(|figure| figure.id == named);
    found.map(|figure| figure.id.clone()).ok_or_else(|| {
        let ids: Vec<&str> = figures.iter().map(|figure| figure.id.as_str()).collect();
        wrong("thumbnail", &field.value, format_args!("use one of {}", ids.join(", ")))
    })
}

fn whole_sheet(
    text: &str,
    chapter: bool,
    notes: &Notes,
    sheet: &mut Sheet,
    head: &mut ChapterHead,
) -> Read<()> {
    let limit = if chapter { MAX_CHAPTER } else { MAX_QUESTIONS };
    if text.len() > limit {
        return Err(Fault::new(
            0,
            format_args!("the file has {} bytes", text.len()),
            format_args!("divide it into files of at most {limit} bytes"),
        ));
    }
    let root = parse(text)?;
    let fields = Fields::of(&root, "the file")?;
    let format = fields.must("format")?;
    if !matches!(&format.value.kind, Kind::Word(word) if *word == QUESTIONS_FORMAT.to_string()) {
        let help = format_args!("write format = 1, or open the file with a newer workbook");
        return Err(wrong("format", &format.value, help));
    }
    if let Some(field) = fields.may("file").filter(|_| !chapter)
        && said(field)? != QUESTIONS_FILE
    {
        return Err(wrong("file", &field.value, format_args!("write \"{QUESTIONS_FILE}\"")));
    }
    if chapter {
        head.summary = notes.take(fields.sentence("summary")).unwrap_or_default();
        let minutes = fields.must("minutes").and_then(|field| whole(field, 240));
        head.minutes = notes.take(minutes).unwrap_or_default() as u32;
    } else {
        sheet.title = notes.take(fields.text("title")).unwrap_or_default();
    }
    let items = |key| notes.take(fields.may_list(key)).unwrap_or_default();
    for value in items("figures") {
        match figure(value, notes) {
            Some(figure) => notes.figures.borrow_mut().push(figure),
            None => notes.mistaken(value),
        }
    }
    sheet.figures.clone_from(&notes.figures.borrow());
    if chapter {
        head.thumbnail = notes.take(thumbnail(&fields, &sheet.figures)).unwrap_or_default();
    }
    sheet.predictions =
        items("predictions").iter().filter_map(|value| prediction(value, notes)).collect();
    sheet.questions =
        items("questions").iter().filter_map(|value| question(value, notes)).collect();
    let items = ["figures", "predictions", "questions"];
    for value in items.into_iter().flat_map(|key| fields.may_list(key).unwrap_or_default()) {
        let place = value.place_of("id");
        let Some(Ok(id)) = value.get("id").map(said) else { continue };
        if head.places.iter().any(|(other, _)| other == id) {
            notes.fault(*twice(place, id));
        }
        head.places.push((id.into(), place));
    }
    for figure in &sheet.figures {
        if sheet.scenario(&figure.scenario).is_none() {
            // That it exists and can be read was found where the figure names it.
            let found = notes.read(0, &figure.scenario)?;
            sheet.scenarios.push((figure.scenario.clone(), found));
        }
    }
    notes.finish(&fields);
    Ok(())
}
