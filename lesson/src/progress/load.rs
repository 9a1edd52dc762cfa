//! The one door through which a saved state comes in, from the browser's storage or from a file.
//!
//! Never here: guessing. What cannot be read as a whole is set aside as a whole, with its text.

use super::parts::{Attempt, Draft, Item, Kept, Shelf};
use super::versions::Versions;
use super::work::{MAX_TEXT, Progress};
use crate::grade::Answer;
use crate::id::OptionId;
use crate::source::Fields;
use engine::sim::Thousandths;
use engine::toml::{
    Fault, Field, FileError, Kind, Read, lacks, list, parse_within, short, text, text_of, texts,
    whole, wrong,
};

/// The form that this workbook writes. It reads form 1 too, which had neither drafts nor a name.
pub const FORMAT: u32 = 2;
/// What the file says that it is.
pub const FILE: &str = "progress";
/// The longest saved state that is looked at, in bytes.
pub const MAX_SAVED: usize = 20_000_000;
/// Its most fields: what a browser may keep.
const MAX_FIELDS: usize = 400_000;

/// What came of a saved text.
#[derive(Clone, Debug)]
pub enum Loading {
    /// It was read.
    Loaded(Box<Progress>),
    /// A newer workbook wrote it, in this form: it is left as it is, and never overwritten.
    Newer(u32),
    /// It is damaged: its text is to be set aside for download, and the learner told.
    Damaged {
        /// The text, as it was found.
        text: String,
        /// What is wrong with it, and in which line.
        error: FileError,
    },
}

impl Progress {
    /// Loads a saved text; `tab` is as for [`Progress::new`], `file` the text's name in errors.
    pub fn load(file: &str, text: &str, tab: u32) -> Loading {
        if let Some(newer) = format_of(text).filter(|format| *format > FORMAT) {
            return Loading::Newer(newer);
        }
        match read(text, tab) {
            Ok(progress) => Loading::Loaded(Box::new(progress)),
            Err(fault) => {
                let error = FileError::new(file, text, &fault);
                Loading::Damaged { text: text.into(), error }
            }
        }
    }
}

/// The form that the first line names: of a newer one, more than this line may not be readable.
fn format_of(text: &str) -> Option<u32> {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty())?;
    line.strip_prefix("format")?.trim_start().strip_prefix('=')?.trim().parse().ok()
}

fn read(saved: &str, tab: u32) -> Read<Progress> {
    if saved.len() > MAX_SAVED {
        return Err(Fault::new(
            0,
            format_args!("it has {} bytes", saved.len()),
            format_args!("open one of at most {MAX_SAVED}"),
        ));
    }
    let root = parse_within(saved, MAX_FIELDS)?;
    let fields = Fields::of(&root, "the saved state")?;
    let format = fields.must("format")?;
    if whole(format, FORMAT.into())? == 0 {
        return Err(wrong("format", &format.value, format_args!("write format = {FORMAT}")));
    }
    if let Some(field) = fields.may("file")
        && text(field)? != FILE
    {
        return Err(wrong("file", &field.value, format_args!("write \"{FILE}\"")));
    }
    let mut progress = Progress::new(tab);
    for value in fields.may_list("drafts")? {
        let fields = Fields::of(value, "a draft")?;
        let item = item(fields.must("of")?)?;
        let stamp = stamp(&fields)?;
        let draft = Draft { typed: named(fields.must("typed")?)?, answer: may_answer(&fields)? };
        fields.finish()?;
        progress.drafts.entry(item).or_default().add(stamp, draft);
    }
    for value in fields.may_list("learner")? {
        let fields = Fields::of(value, "the learner")?;
        fields.must("of")?;
        let stamp = stamp(&fields)?;
        let name = named(fields.must("name")?)?;
        fields.finish()?;
        progress.learner.add(stamp, name);
    }
    for value in fields.may_list("answers")? {
        let fields = Fields::of(value, "an answer")?;
        let item = item(fields.must("of")?)?;
        let stamp = stamp(&fields)?;
        let attempt = attempt(&fields)?;
        fields.finish()?;
        progress.answers.entry(item).or_default().add(stamp, attempt);
    }
    for (word, shelf) in Shelf::ALL {
        for value in fields.may_list(word)? {
            let fields = Fields::of(value, "a text")?;
            let id = named(fields.must("of")?)?;
            let stamp = stamp(&fields)?;
            let kept =
                Kept { name: named(fields.must("name")?)?, text: named(fields.must("text")?)? };
            fields.finish()?;
            progress.shelf_mut(shelf).entry(id).or_default().add(stamp, kept);
        }
    }
    for value in fields.may_list("place")? {
        let fields = Fields::of(value, "a place")?;
        fields.must("of")?;
        let stamp = stamp(&fields)?;
        let address = named(fields.must("address")?)?;
        fields.finish()?;
        progress.place.add(stamp, address);
    }
    for value in fields.may_list("cleared")? {
        cleared(&Fields::of(value, "what was cleared")?, &mut progress)?;
    }
    fields.finish()?;
    Ok(progress)
}

/// A text that this workbook could have written.
fn named(field: &Field) -> Read<String> {
    let said = text(field)?;
    if said.len() <= MAX_TEXT {
        return Ok(said.into());
    }
    Err(wrong(&field.key.name, &field.value, format_args!("shorten it to {MAX_TEXT} bytes")))
}

fn item(field: &Field) -> Read<Item> {
    match text(field)?.split_once('/') {
        Some((chapter, id)) => Ok(Item::new(chapter, id)),
        None => Err(wrong("of", &field.value, format_args!("write \"chapter/question\""))),
    }
}

fn stamp(fields: &Fields) -> Read<(u64, u32)> {
    let stamp = whole(fields.must("stamp")?, u64::MAX / 2)?;
    let tab = whole(fields.must("tab")?, u32::MAX.into())?;
    Ok((stamp, tab as u32))
}

fn attempt(fields: &Fields) -> Read<Attempt> {
    let right = match &fields.must("right")?.value.kind {
        Kind::Truth(right) => *right,
        _ => {
            let help = format_args!("write true or false");
            return Err(wrong("right", &fields.must("right")?.value, help));
        }
    };
    let answer = may_answer(fields)?.ok_or_else(|| lacks(fields.value, "an answer", "chosen"))?;
    Ok(Attempt { answer, right })
}

/// The answer that a table holds, if it holds one.
fn may_answer(fields: &Fields) -> Read<Option<Answer>> {
    let answer = if let Some(field) = fields.may("chosen") {
        Answer::Chosen(ids(field)?)
    } else if let Some(field) = fields.may("number") {
        Answer::Number(number(field)?)
    } else if let Some(field) = fields.may("order") {
        Answer::Order(ids(field)?)
    } else if let Some(field) = fields.may("items") {
        let places = fields.must("places")?;
        let (items, placed) = (ids(field)?, ids(places)?);
        if items.len() != placed.len() {
            let help = format_args!("give as many places as items");
            return Err(wrong("places", &places.value, help));
        }
        Answer::Placed(items.into_iter().zip(placed).collect())
    } else if let Some(field) = fields.may("line") {
        Answer::Line(whole(field, u32::MAX.into())? as u32)
    } else if let Some(field) = fields.may("text") {
        Answer::Free { text: named(field)?, ticked: ids(fields.must("ticked")?)? }
    } else if fields.may("mark").is_some() {
        let axis = |name| fields.may(name).map(number).transpose();
        Answer::Mark { x: axis("x")?, y: axis("y")? }
    } else {
        return Ok(None);
    };
    Ok(Some(answer))
}

fn ids(field: &Field) -> Read<Vec<OptionId>> {
    Ok(texts(field)?.into_iter().map(OptionId::from).collect())
}

fn number(field: &Field) -> Read<u64> {
    let found = match &field.value.kind {
        Kind::Word(word) => Thousandths::parse(word),
        _ => None,
    };
    let help = format_args!("write a number in digits, with at most three decimals");
    found.map(|number| number.0).ok_or_else(|| wrong(&field.key.name, &field.value, help))
}

fn cleared(fields: &Fields, progress: &mut Progress) -> Read<()> {
    let (what, of) = (fields.must("what")?, fields.must("of")?);
    let mut until = Vec::new();
    for value in list(fields.must("until")?)? {
        let pair = text_of("until", value)?.split_once(' ');
        let pair = pair.and_then(|(tab, until)| Some((tab.parse().ok()?, until.parse().ok()?)));
        let help = format_args!("write a tab and a stamp, with a space between");
        until.push(pair.ok_or_else(|| wrong("until", value, help))?);
    }
    match text(what)? {
        "answers" => clear(progress.answers.entry(item(of)?).or_default(), until),
        "drafts" => clear(progress.drafts.entry(item(of)?).or_default(), until),
        "place" => clear(&mut progress.place, until),
        "learner" => clear(&mut progress.learner, until),
        other => {
            let Some((_, shelf)) = Shelf::ALL.into_iter().find(|(word, _)| *word == other) else {
                return Err(Fault::new(
                    what.value.place,
                    format_args!("nothing is called \"{}\"", short(other)),
                    format_args!(
                        "write answers, drafts, scenarios, documents, questions, place or learner"
                    ),
                ));
            };
            clear(progress.shelf_mut(shelf).entry(text(of)?.into()).or_default(), until);
        }
    }
    Ok(())
}

fn clear<T: Clone>(versions: &mut Versions<T>, until: Vec<(u32, u64)>) {
    until.into_iter().for_each(|(tab, until)| versions.set_cleared(tab, until));
}
