//! Reading questions and predictions of every kind.
//!
//! Never here: what only a run can tell; the sheet notes that for later.

use super::fields::{Fields, number, said, sentence, truth, unknown};
use super::figure::{expectation, labelled, reading, twice};
use super::notes::Notes;
use crate::content::{
    Ask, Axis, Case, CodeLine, Item, Number, Opt, Pair, Prediction, Question, Right, Show, Truth,
};
use crate::id::{AskId, FigureId, OptionId, QuestionId};
use crate::measure::Series;
use engine::toml::{Fault, Field, Kind, Read, Value, texts, whole, wrong};

const KINDS: &str = "single, multiple, number, order, match, classify, line, free or mark";

/// What a question is read with: its notes, and the figure that it speaks of.
struct Context<'c> {
    notes: &'c Notes<'c>,
    figure: Option<FigureId>,
}

pub(super) fn question(value: &Value, notes: &Notes) -> Option<Question> {
    let fields = notes.take(Fields::of(value, "a question"))?;
    let id: Option<QuestionId> = notes.take(fields.id("id"));
    let question = asked(&fields, id.map(AskId::asked), None, notes);
    notes.finish(&fields);
    question
}

pub(super) fn prediction(value: &Value, notes: &Notes) -> Option<Prediction> {
    let fields = notes.take(Fields::of(value, "a prediction"))?;
    let id: Option<QuestionId> = notes.take(fields.id("id"));
    let figure = notes.take(fields.must("figure").and_then(said)).unwrap_or_default();
    let figure = FigureId::from(figure);
    let before = asked(&fields, id.clone().map(AskId::asked), Some(figure.clone()), notes);
    let foretold = before.as_ref().is_none_or(|before| {
        matches!(before.ask, Ask::Single(_) | Ask::Number(_) | Ask::Order(_) | Ask::Mark { .. })
    });
    if let (false, Some(kind)) = (foretold, fields.may("kind")) {
        let help = format_args!("predict a number, a single choice, an order or a mark");
        notes.take::<()>(Err(wrong("kind", &kind.value, help)));
    }
    let then = id.clone().map(AskId::happened);
    let happened = notes.take(fields.must("happened"));
    let happened = happened.and_then(|field| happened_then(field, then, &figure, notes));
    notes.finish(&fields);
    let (id, before, happened) = (id?, before?, happened?);
    foretold.then_some(Prediction { id, figure, before, happened })
}

/// What is asked when it has happened.
fn happened_then(
    field: &Field,
    id: Option<AskId>,
    figure: &FigureId,
    notes: &Notes,
) -> Option<Question> {
    let fields = notes.take(Fields::of(&field.value, "what happened"))?;
    let question = asked(&fields, id, Some(figure.clone()), notes);
    notes.finish(&fields);
    question
}

/// What a question has whatever its kind, and then its kind.
fn asked(
    fields: &Fields,
    id: Option<AskId>,
    figure_above: Option<FigureId>,
    notes: &Notes,
) -> Option<Question> {
    let named = |key, note: &dyn Fn(usize, &str)| match fields.may(key) {
        None => Some(None),
        Some(field) => {
            let id = notes.take(said(field))?;
            note(field.value.place, id);
            Some(Some(id.to_string()))
        }
    };
    let own = named("figure", &|place, id| notes.figure(place, id));
    let recalls = named("recalls", &|place, id| notes.chapter(place, id));
    // What is asked of a figure whose name cannot be read is of a figure without a name, of which nothing is
    // judged.
    let figure = own.clone().unwrap_or_else(|| Some(String::new()));
    let figure = figure.map(FigureId::from).or(figure_above);
    let context = Context { notes, figure: figure.clone() };
    let prompt = notes.take(fields.must("prompt").and_then(|field| context.sentence(field)));
    let explain = fields.may("explain").map(|field| context.sentence(field)).transpose();
    let explain = notes.take(explain);
    let ask = context.ask(fields);
    if ask.is_none() {
        fields.stop();
    }
    own?;
    let question = Question {
        id: id?,
        prompt: prompt?,
        figure,
        recalls: recalls?.map(Into::into),
        ask: ask?,
        explain: explain?.unwrap_or_default(),
    };
    notes.take(unique(fields, &question))?;
    Some(question)
}

/// Everything of a question that has an id has its own.
fn unique(fields: &Fields, question: &Question) -> Read<()> {
    let ids = question.ids();
    let repeated = ids.iter().enumerate().find(|(index, id)| ids[..*index].contains(id));
    match repeated {
        None => Ok(()),
        Some((_, id)) => Err(twice(fields.value.place, id)),
    }
}

impl Context<'_> {
    fn sentence(&self, field: &Field) -> Read<crate::text::Text> {
        let mut text = sentence(field)?;
        self.notes.quoted(field.value.place, &mut text, self.figure.as_deref());
        Ok(text)
    }

    fn show(&self, fields: &Fields) -> Read<Option<Show>> {
        let Some(field) = fields.may("show") else { return Ok(None) };
        let inner = Fields::of(&field.value, "show")?;
        let figure = match inner.may("figure") {
            Some(field) => Some(said(field)?.into()),
            None => self.figure.clone(),
        };
        let figure = figure.ok_or_else(|| engine::toml::lacks(&field.value, "show", "figure"))?;
        let show = Show { figure, at_ms: whole(inner.must("at_ms")?, 3_600_000)? };
        inner.finish()?;
        self.notes.shown(field.value.place, &show);
        Ok(Some(show))
    }

    /// What a question of its kind asks.
    fn ask(&self, fields: &Fields) -> Option<Ask> {
        let notes = self.notes;
        let kind = notes.take(fields.must("kind"))?;
        Some(match notes.take(said(kind))? {
            "single" => Ask::Single(self.options(fields, true)?),
            "multiple" => Ask::Multiple(self.options(fields, false)?),
            "number" => Ask::Number(notes.take(self.number(fields))?),
            "order" => Ask::Order(notes.take(self.items(fields, &[]))?),
            "match" => Ask::Match(notes.take(self.pairs(fields))?),
            "classify" => notes.take(self.classify(fields))?,
            "line" if self.has_no_listing(fields) => return None,
            "line" => notes.take(self.line(fields))?,
            "free" => notes.take(self.free(fields))?,
            "mark" => notes.take(self.mark(fields))?,
            _ => {
                return notes.take(Err(wrong("kind", &kind.value, format_args!("write {KINDS}"))));
            }
        })
    }

    /// Whether it asks for a listing of a figure that has a mistake of its own.
    fn has_no_listing(&self, fields: &Fields) -> bool {
        fields.may("listing").is_some() && self.notes.is_mistaken(self.figure.as_deref())
    }

    fn options(&self, fields: &Fields, single: bool) -> Option<Vec<Opt>> {
        let mut rights = Vec::new();
        let options = self.notes.each(fields.tables("options"), |value| {
            let (right, option) = self.option(value);
            rights.push(right);
            option
        });
        let place = fields.may("options")?.key.place;
        let enough = self.notes.take(at_least(place, rights.len(), 2, "options"));
        // Which is right can be told though another field of an option is mistaken.
        if let Some(rights) = rights.into_iter().collect::<Option<Vec<_>>>()
            && enough.is_some()
        {
            self.notes.choice(place, single, rights);
        }
        enough.and(options)
    }

    /// Whether an option is right, and all of it, as far as they can be read.
    fn option(&self, value: &Value) -> (Option<Right>, Option<Opt>) {
        let notes = self.notes;
        let Some(fields) = notes.take(Fields::of(value, "an option")) else { return (None, None) };
        let sentence = |key| notes.take(fields.must(key).and_then(|field| self.sentence(field)));
        let (id, text) = (notes.take(fields.id("id")), sentence("text"));
        let right = fields.may("right").map_or(Ok(Right::Fixed(false)), |f| self.right(f));
        let (right, feedback) = (notes.take(right), sentence("feedback"));
        let show = notes.take(self.show(&fields));
        notes.finish(&fields);
        let read = (id, text, right.clone(), feedback, show);
        let (Some(id), Some(text), Some(fixed), Some(feedback), Some(show)) = read else {
            return (right, None);
        };
        (right, Some(Opt { id, text, right: fixed, feedback, show }))
    }

    fn right(&self, field: &Field) -> Read<Right> {
        match &field.value.kind {
            Kind::Text(written) => {
                let claim = expectation(field.value.place, written)?;
                Ok(Right::When(Box::new(claim.about(self.figure.as_deref()))))
            }
            _ => truth(field).map(Right::Fixed),
        }
    }

    fn number(&self, fields: &Fields) -> Read<Number> {
        let mut cases = Vec::new();
        for value in fields.may_list("cases")? {
            let fields = Fields::of(value, "a case")?;
            cases.push(Case {
                from: fields.number("from")?,
                to: fields.number("to")?,
                feedback: self.sentence(fields.must("feedback")?)?,
            });
            fields.finish()?;
        }
        Ok(Number {
            unit: fields.text("unit")?,
            answer: self.truth(fields.must("answer")?)?,
            tolerance: fields.may("tolerance").map_or(Ok(0), number)?,
            right: self.sentence(fields.must("right")?)?,
            cases,
            wrong: self.sentence(fields.must("wrong")?)?,
            show: self.show(fields)?,
        })
    }

    /// A number, or the name of a measure.
    fn truth(&self, field: &Field) -> Read<Truth> {
        let Kind::Text(name) = &field.value.kind else { return number(field).map(Truth::Fixed) };
        let mut reading = reading(field.value.place, name)?;
        if reading.figure.is_none() {
            reading.figure.clone_from(&self.figure);
        }
        self.notes.answers(field.value.place, &reading);
        Ok(Truth::Read(Box::new(reading)))
    }

    /// Items in their order or, if there are columns, each with its own.
    fn items(&self, fields: &Fields, columns: &[&str]) -> Read<Vec<Item>> {
        let mut items = Vec::new();
        for value in fields.tables("items")? {
            let fields = Fields::of(value, "an item")?;
            let column = match columns {
                [] => OptionId::default(),
                columns => {
                    let field = fields.must("column")?;
                    let help = format_args!("use one of {}", columns.join(", "));
                    let known = columns.contains(&said(field)?);
                    known
                        .then(|| said(field))
                        .ok_or_else(|| wrong("column", &field.value, help))??
                        .into()
                }
            };
            items.push(Item {
                id: fields.id("id")?,
                text: self.sentence(fields.must("text")?)?,
                column,
                feedback: self.sentence(fields.must("feedback")?)?,
                show: self.show(&fields)?,
            });
            fields.finish()?;
        }
        at_least(fields.must("items")?.key.place, items.len(), 2, "items")?;
        Ok(items)
    }

    fn classify(&self, fields: &Fields) -> Read<Ask> {
        let columns = fields.tables("columns")?.iter().map(|value| labelled(value, "a column"));
        let columns = columns.collect::<Read<Vec<_>>>()?;
        let place = fields.must("columns")?.key.place;
        at_least(place, columns.len(), 2, "columns")?;
        let ids: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
        if let Some(index) = (0..ids.len()).find(|&index| ids[..index].contains(&ids[index])) {
            return Err(twice(place, ids[index]));
        }
        let items = self.items(fields, &ids)?;
        Ok(Ask::Classify { items, columns })
    }

    fn pairs(&self, fields: &Fields) -> Read<Vec<Pair>> {
        let mut pairs = Vec::new();
        for value in fields.tables("pairs")? {
            let fields = Fields::of(value, "a pair")?;
            pairs.push(Pair {
                id: fields.id("id")?,
                left: self.sentence(fields.must("left")?)?,
                right: self.sentence(fields.must("right")?)?,
                feedback: self.sentence(fields.must("feedback")?)?,
                show: self.show(&fields)?,
            });
            fields.finish()?;
        }
        at_least(fields.must("pairs")?.key.place, pairs.len(), 2, "pairs")?;
        Ok(pairs)
    }

    /// Lines of code, written here or printed from the figure's scenario.
    fn line(&self, fields: &Fields) -> Read<Ask> {
        let language = fields.may("language").map_or(Ok("python"), said)?.to_string();
        let (code, listing) = (fields.may("code"), fields.may("listing"));
        let code = match (code, listing) {
            (Some(code), None) => texts(code)?,
            (None, Some(listing)) => {
                self.notes.listing(listing.value.place, self.figure.as_deref(), said(listing)?)?
            }
            _ => {
                return Err(Fault::new(
                    fields.value.place,
                    format_args!("a question about a line needs `code` or `listing`, and not both"),
                    format_args!("give the lines, or the side and the service, as in kafka:Audit"),
                ));
            }
        };
        let line = |text: String| CodeLine { text, right: false, feedback: None };
        let mut lines: Vec<CodeLine> = code.into_iter().map(line).collect();
        for value in fields.tables("lines")? {
            let fields = Fields::of(value, "a line")?;
            let field = fields.must("line")?;
            let wanted = said(field)?.trim();
            let mut found = lines.iter_mut().filter(|line| line.text.trim() == wanted);
            let (Some(line), None) = (found.next(), found.next()) else {
                let help = format_args!("write one of the lines as it stands in the code, once");
                return Err(wrong("line", &field.value, help));
            };
            line.right = fields.may("right").map_or(Ok(false), truth)?;
            line.feedback = Some(self.sentence(fields.must("feedback")?)?);
            fields.finish()?;
        }
        if !lines.iter().any(|line| line.right) {
            return Err(no_right(fields.must("lines")?.key.place, "line"));
        }
        Ok(Ask::Line { language, lines, other: self.sentence(fields.must("other")?)? })
    }

    fn free(&self, fields: &Fields) -> Read<Ask> {
        let points = fields.tables("checklist")?.iter().map(|value| labelled(value, "a point"));
        let checklist = points.collect::<Read<Vec<_>>>()?;
        at_least(fields.must("checklist")?.key.place, checklist.len(), 1, "points")?;
        Ok(Ask::Free { model: self.sentence(fields.must("model")?)?, checklist })
    }

    fn mark(&self, fields: &Fields) -> Read<Ask> {
        let chart = fields.must("chart")?;
        let place = chart.value.place;
        let line = Series::parse(said(chart)?).map_err(|absent| unknown(place, absent))?;
        let (x, y) = (self.axis(fields.may("x"))?, self.axis(fields.may("y"))?);
        if x.is_none() && y.is_none() {
            return Err(engine::toml::lacks(fields.value, "a mark", "x, y or both"));
        }
        match &self.figure {
            Some(figure) => self.notes.line(place, figure, &line),
            None => return Err(engine::toml::lacks(fields.value, "a mark", "figure")),
        }
        Ok(Ask::Mark {
            chart: line,
            x,
            y,
            right: self.sentence(fields.must("right")?)?,
            wrong: self.sentence(fields.must("wrong")?)?,
            show: self.show(fields)?,
        })
    }

    fn axis(&self, field: Option<&Field>) -> Read<Option<Axis>> {
        let Some(field) = field else { return Ok(None) };
        let fields = Fields::of(&field.value, "an axis")?;
        let axis = Axis {
            label: self.sentence(fields.must("label")?)?,
            unit: fields.text("unit")?,
            from: fields.number("from")?,
            to: fields.number("to")?,
            answer: self.truth(fields.must("answer")?)?,
            tolerance: fields.number("tolerance")?,
        };
        fields.finish()?;
        if axis.from < axis.to {
            return Ok(Some(axis));
        }
        Err(Fault::new(
            field.value.place,
            format_args!("an axis from {} to {}", axis.from / 1_000, axis.to / 1_000),
            format_args!("give the smaller end first"),
        ))
    }
}

fn at_least(place: usize, found: usize, least: usize, what: &str) -> Read<()> {
    if found >= least {
        return Ok(());
    }
    Err(Fault::new(
        place,
        format_args!("only {found} {what}"),
        format_args!("give at least {least}"),
    ))
}

/// The fault of a question that nobody can get right.
pub(super) fn no_right(place: usize, what: &str) -> Box<Fault> {
    Fault::new(
        place,
        format_args!("no {what} is right"),
        format_args!("write right = true on the one that is"),
    )
}
