//! The model of the workbook: chapters, their figures and questions, the glossary, the interface's words.
//!
//! It says what there is, not how it was written ([`crate::source`]) or how an answer is judged
//! ([`crate::grade`]). Never here: behaviour beyond finding something by its id.

mod deciding;
mod figure;
mod question;

pub use figure::{Control, Figure, Goal, Row, Shows, Sides, Wiring};
pub use question::{
    Ask, Axis, Case, CodeLine, Column, Item, Number, Opt, Pair, Prediction, Question, Right, Show,
    Truth,
};

use crate::id::{ChapterId, FigureId, QuestionId, ScenarioFile};
use crate::measure::Run;
use crate::text::Text;
use engine::scenario::{Intervention, Scenario};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The form of the compiled files.
pub const FORMAT: u32 = 2;

/// A compiled file that this workbook cannot read: it comes from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecodeError;

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the lesson was compiled by another version of the workbook; load the page anew",
        )
    }
}

impl std::error::Error for DecodeError {}

fn unpacked<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, DecodeError> {
    postcard::from_bytes(bytes).map_err(|_| DecodeError)
}

/// What a folder of lessons becomes: everything that is needed before a chapter is opened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// The form of this and of the chapters' files.
    pub format: u32,
    /// Every chapter, in order.
    pub chapters: Vec<Entry>,
    /// The glossary, in order of its terms.
    pub glossary: Vec<Term>,
    /// The interface's words: key and text, in order of their keys.
    pub words: Vec<(String, String)>,
    /// The documents of the scenario template: worked, half-filled, blank.
    pub documents: Vec<(String, String)>,
    /// The miniatures of chapters' figures, once they are drawn.
    pub thumbs: Vec<Thumb>,
}

/// The miniature of a chapter's figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thumb {
    /// Whose it is.
    pub chapter: ChapterId,
    /// Its shapes: the class of the looks, and the `d` of the path.
    pub paths: Vec<(String, String)>,
}

/// A chapter in the table of contents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id, which is its folder's name without the number.
    pub id: ChapterId,
    /// Its number, from 1.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// What the learner does in it, in a sentence.
    pub summary: Text,
    /// Minutes to expect.
    pub minutes: u32,
    /// Everything in it that has an id, in the order of the page.
    pub items: Vec<(String, Kind)>,
    /// The file that holds it.
    pub file: String,
    /// The figure that stands for it in miniature.
    pub thumbnail: FigureId,
}

/// What an id of a chapter names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A page of it.
    Section,
    /// A live figure.
    Figure,
    /// A prediction with its run.
    Prediction,
    /// A question.
    Question,
}

/// A chapter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chapter {
    /// What the table of contents says of it.
    pub entry: Entry,
    /// Its pages, in order.
    pub sections: Vec<Section>,
    /// Its figures and questions.
    pub sheet: Sheet,
}

/// One page of a chapter: one idea.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What stands on it, in order.
    pub blocks: Vec<Block>,
}

/// A part of a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Block {
    /// Prose, as HTML; its figures are filled in.
    Prose(String),
    /// The live figure of this id.
    Figure(FigureId),
    /// The prediction of this id.
    Prediction(QuestionId),
    /// The question of this id.
    Question(QuestionId),
}

/// Figures and questions, of a chapter or of a teacher's file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// What a teacher calls it; a chapter has its own title.
    pub title: String,
    /// Live figures.
    pub figures: Vec<Figure>,
    /// Predictions.
    pub predictions: Vec<Prediction>,
    /// Questions.
    pub questions: Vec<Question>,
    /// The scenarios that the figures open, by the names of their files.
    pub scenarios: Vec<(ScenarioFile, Scenario)>,
}

/// The scenario files that ship with the workbook, for question files that are read in the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scenarios {
    /// Their names below `assets/scenarios/`, and what is in them.
    pub files: Vec<(ScenarioFile, Scenario)>,
}

/// A term of the glossary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Term {
    /// Its id.
    pub id: String,
    /// The word itself.
    pub term: String,
    /// What it means.
    pub meaning: Text,
    /// The chapter that introduces it.
    pub chapter: ChapterId,
}

impl Sheet {
    /// The figure of an id.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.id == id)
    }

    /// The prediction of an id.
    pub fn prediction(&self, id: &str) -> Option<&Prediction> {
        self.predictions.iter().find(|prediction| prediction.id == id)
    }

    /// The question of an id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id.question == id)
    }

    /// The instant of a figure's run that decides, in milliseconds, if a question points to one.
    pub fn decisive(&self, figure: &str) -> Option<u64> {
        let halves = self.predictions.iter().flat_map(|it| [&it.before, &it.happened]);
        deciding::decisive(self.questions.iter().chain(halves), figure)
    }

    /// The scenario of a file.
    pub fn scenario(&self, file: &str) -> Option<Scenario> {
        self.scenarios.iter().find(|(name, _)| *name == file).map(|(_, scenario)| scenario.clone())
    }

    /// The run of a figure, with what the learner did to it.
    pub fn run(&self, figure: &Figure, interventions: Vec<Intervention>) -> Option<Run> {
        Some(figure.run(self.scenario(&figure.scenario)?, interventions))
    }
}

impl Scenarios {
    /// Reads the compiled file.
    ///
    /// # Errors
    /// If it comes from another version of the workbook.
    pub fn open(bytes: &[u8]) -> Result<Self, DecodeError> {
        unpacked(bytes)
    }

    /// The scenario of a file.
    pub fn scenario(&self, file: &str) -> Option<Scenario> {
        self.files.iter().find(|(name, _)| *name == file).map(|(_, scenario)| scenario.clone())
    }
}

impl Chapter {
    /// The id under which a question file is answered.
    pub fn id_of_questions(file: &str) -> ChapterId {
        format!("{QUESTIONS}{file}").into()
    }

    /// A teacher's question file, known by this name, as a chapter of its own: each figure stands with the
    /// first that asks about it, and all in the order of the file.
    pub fn of_questions(file: &str, sheet: Sheet) -> Self {
        let id = Self::id_of_questions(file);
        let mut blocks = Vec::new();
        let mut items = Vec::new();
        let place = |figure: &str, blocks: &mut Vec<Block>, items: &mut Vec<(String, Kind)>| {
            let placed = Block::Figure(figure.into());
            if !blocks.contains(&placed) && sheet.figure(figure).is_some() {
                blocks.push(placed);
                items.push((figure.into(), Kind::Figure));
            }
        };
        for prediction in &sheet.predictions {
            blocks.push(Block::Prediction(prediction.id.clone()));
            items.push((prediction.id.to_string(), Kind::Prediction));
            place(&prediction.figure, &mut blocks, &mut items);
        }
        for question in &sheet.questions {
            question.figure.iter().for_each(|id| place(id, &mut blocks, &mut items));
            blocks.push(Block::Question(question.id.question.clone()));
            items.push((question.id.to_string(), Kind::Question));
        }
        sheet.figures.iter().for_each(|figure| place(&figure.id, &mut blocks, &mut items));
        let entry = Entry {
            title: sheet.title.clone(),
            file: id.to_string(),
            id,
            number: 0,
            summary: Text::default(),
            minutes: 0,
            items,
            thumbnail: FigureId::default(),
        };
        let section = Section { id: "questions".into(), title: String::new(), blocks };
        Self { entry, sections: vec![section], sheet }
    }

    /// Reads a compiled chapter.
    ///
    /// # Errors
    /// If it comes from another version of the workbook.
    pub fn open(bytes: &[u8]) -> Result<Self, DecodeError> {
        unpacked(bytes)
    }
}

impl Index {
    /// Reads a compiled index.
    ///
    /// # Errors
    /// If it comes from another version of the workbook.
    pub fn open(bytes: &[u8]) -> Result<Self, DecodeError> {
        let index: Self = unpacked(bytes)?;
        if index.format == FORMAT { Ok(index) } else { Err(DecodeError) }
    }

    /// The compiled file. Nothing of the index can fail to be written.
    pub fn packed(&self) -> Vec<u8> {
        postcard::to_allocvec(self).unwrap_or_default()
    }

    /// The chapter of an id.
    pub fn chapter(&self, id: &str) -> Option<&Entry> {
        self.chapters.iter().find(|entry| entry.id == id)
    }

    /// The interface's text for a key; the key itself if there is none, so that nothing is silent.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        match self.words.binary_search_by(|(known, _)| known.as_str().cmp(key)) {
            Ok(place) => self.words.get(place).map_or(key, |(_, text)| text),
            Err(_) => key,
        }
    }

    /// The interface's text for a key with its placeholders filled: `{done} of {all}`.
    pub fn say(&self, key: &str, filled: &[(&str, &str)]) -> String {
        let mut said = String::new();
        let mut rest = self.word(key);
        while let Some((before, inside)) = rest.split_once('{') {
            let (name, after) = inside.split_once('}').unwrap_or((inside, ""));
            let value = filled.iter().find(|(known, _)| *known == name);
            said.push_str(before);
            said.push_str(value.map_or(name, |(_, value)| value));
            rest = after;
        }
        said.push_str(rest);
        said
    }
}

/// What the id of a question file begins with, and no chapter's does.
const QUESTIONS: &str = "questions.";

impl Entry {
    /// The name of the question file that it is, if it is no chapter of the workbook.
    pub fn question_file(&self) -> Option<&str> {
        self.id.strip_prefix(QUESTIONS)
    }

    /// What an id names.
    pub fn kind(&self, id: &str) -> Option<Kind> {
        self.items.iter().find(|(known, _)| known == id).map(|(_, kind)| *kind)
    }
}
