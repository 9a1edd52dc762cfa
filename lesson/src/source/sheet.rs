//! Reading a sheet, the figures and questions of a chapter or of a teacher's file, and noting what it
//! claims so that the whole can be checked when all of it is read.
//!
//! Never here: stopping at the first mistake of many. What can be read beside a mistake is read.

use super::Library;
use super::check::{Claim, check};
use super::fields::{Fields, said};
use super::figure::{figure, twice};
use super::question::{prediction, question};
use crate::content::{Figure, Goal, Right, Sheet, Show};
use crate::id::FigureId;
use crate::measure::{Expectation, Reading, Run, Series};
use crate::text::Text;
use engine::listing::{handler, producer};
use engine::scenario::{Scenario, ServiceId, Style};
use engine::sim::Instant;
use engine::toml::{Fault, FileError, Kind, Read, Value, parse, whole, wrong};
use std::cell::RefCell;

/// The form of a question file.
pub const QUESTIONS_FORMAT: u32 = 1;
/// What a question file may say that it is.
const QUESTIONS_FILE: &str = "questions";
/// The longest file of a chapter, in bytes.
const MAX_CHAPTER: usize = 300_000;
/// The longest question file, in bytes.
pub const MAX_QUESTIONS: usize = 99_000;

/// What was noted on the way, each with its place.
pub(super) struct Notes<'l> {
    library: &'l dyn Library,
    figures: RefCell<Vec<Figure>>,
    claims: RefCell<Vec<(usize, Claim)>>,
    faults: RefCell<Vec<Fault>>,
    /// The ids of figures that are there and have a mistake, so that they have no run.
    mistaken: RefCell<Vec<String>>,
}

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
    let notes = Notes {
        library,
        figures: RefCell::default(),
        claims: RefCell::default(),
        faults: RefCell::default(),
        mistaken: RefCell::default(),
    };
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

impl Notes<'_> {
    /// What was read; its fault is kept for the end, so that what follows is read as well.
    pub fn take<T>(&self, read: Read<T>) -> Option<T> {
        read.map_err(|fault| self.fault(*fault)).ok()
    }

    /// Every value of a list, if none is mistaken; a mistaken one hides no other.
    pub fn each<'v, T>(
        &self,
        values: Read<&'v [Value]>,
        read: impl FnMut(&'v Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        let read: Vec<Option<T>> = self.take(values)?.iter().map(read).collect();
        read.into_iter().collect()
    }

    /// Ends the reading of a table.
    pub fn finish(&self, fields: &Fields) {
        fields.unknown().into_iter().for_each(|fault| self.fault(fault));
    }

    fn fault(&self, fault: Fault) {
        self.faults.borrow_mut().push(fault);
    }

    fn mistaken(&self, figure: &Value) {
        let id = figure.get("id").and_then(|id| said(id).ok()).unwrap_or_default();
        self.mistaken.borrow_mut().push(id.into());
    }

    /// Whether a figure is there and has a mistake of its own.
    pub fn is_mistaken(&self, figure: Option<&str>) -> bool {
        figure.is_some_and(|id| self.mistaken.borrow().iter().any(|other| other == id))
    }

    fn note(&self, place: usize, claim: Claim) {
        self.claims.borrow_mut().push((place, claim));
    }

    pub fn figure(&self, place: usize, id: &str) {
        self.note(place, Claim::Figure(id.into()));
    }

    pub fn chapter(&self, place: usize, id: &str) {
        self.note(place, Claim::Chapter(id.into()));
    }

    pub fn shown(&self, place: usize, show: &Show) {
        self.note(place, Claim::Shown(show.clone()));
    }

    pub fn expects(&self, place: usize, claim: &Expectation) {
        self.note(place, Claim::Expects(claim.clone()));
    }

    pub fn goal(&self, place: usize, figure: &Figure, goal: &Goal) {
        let (figure, goal) = (Box::new(figure.clone()), Box::new(goal.clone()));
        self.note(place, Claim::Goal(figure, goal));
    }

    pub fn line(&self, place: usize, figure: &str, line: &Series) {
        self.note(place, Claim::Line(figure.into(), line.clone()));
    }

    pub fn reads(&self, place: usize, reading: &Reading) {
        self.note(place, Claim::Quoted(reading.clone()));
    }

    pub fn answers(&self, place: usize, reading: &Reading) {
        self.note(place, Claim::Answers(reading.clone()));
    }

    pub fn choice(&self, place: usize, single: bool, rights: Vec<Right>) {
        self.note(place, Claim::Choice { single, rights });
    }

    /// A text that may quote figures: those that name no live figure mean this one.
    pub fn quoted(&self, place: usize, text: &mut Text, figure: Option<&str>) {
        *text = std::mem::take(text).about(figure);
        text.readings().for_each(|reading| self.reads(place, reading));
    }

    /// The scenario of a file that exists and can be read.
    pub fn read(&self, place: usize, file: &str) -> Read<Scenario> {
        scenario(self.library, place, file)
    }

    /// The lines that a figure's scenario prints, of `side` and the producer, or of `side:Service`.
    pub fn listing(&self, place: usize, figure: Option<&str>, of: &str) -> Read<Vec<String>> {
        let figures = self.figures.borrow();
        let Some(figure) = figures.iter().find(|known| Some(known.id.as_str()) == figure) else {
            return Err(Fault::new(
                place,
                format_args!("a listing without a figure to take it from"),
                format_args!("name a figure of this file"),
            ));
        };
        let run = figure.run(self.read(place, &figure.scenario)?, Vec::new());
        listing(&run, of).ok_or_else(|| {
            Fault::new(
                place,
                format_args!("no listing is called \"{}\"", engine::toml::short(of)),
                format_args!("write direct or kafka, or with a service, as in kafka:Audit"),
            )
        })
    }
}

/// The scenario of a file, or what keeps it from being one.
pub(super) fn scenario(library: &dyn Library, place: usize, file: &str) -> Read<Scenario> {
    let fault = |what: String, help: &str| {
        Fault::new(place, format_args!("{what}"), format_args!("{help}"))
    };
    let Some(found) = library.scenario(file) else {
        let what = format!("no scenario file is called \"{}\"", engine::toml::short(file));
        return Err(fault(what, "name a file of assets/scenarios, as in outage.toml"));
    };
    found.map_err(|error| fault(error.to_string(), "correct the scenario file"))
}

fn listing(run: &Run, of: &str) -> Option<Vec<String>> {
    let (side, service) = match of.split_once(':') {
        Some((side, service)) => (side, Some(service)),
        None => (of, None),
    };
    let style = match side {
        "direct" => run.scenario.left,
        "events" => run.scenario.right,
        side => Style::named(side)?,
    };
    let scenario = &run.scenario;
    let listing = match service {
        None => producer(scenario, style, &[], &scenario.present(&[], Instant::START)),
        Some(name) => {
            let roster = scenario.roster(&[]);
            let index = roster.iter().position(|service| service.name == name)?;
            handler(scenario, style, &[], ServiceId::try_from(index).ok()?)
        }
    };
    Some(listing.lines.into_iter().map(|line| line.text).collect())
}
