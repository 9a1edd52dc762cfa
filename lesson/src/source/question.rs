//! Reading questions and predictions of every kind.
//!
//! Never here: what only a run can tell; the sheet notes that for later.

use super::fields::{Fields, number, said, sentence, truth, unknown};
use super::figure::{expectation, labelled, reading, twice};
use super::sheet::Notes;
use crate::content::{
    Ask, Axis, Case, CodeLine, Item, Number, Opt, Pair, Prediction, Question, Right, Show, Truth,
};
use crate::measure::Series;
use engine::toml::{Fault, Field, Kind, Read, Value, texts, whole, wrong};

const KINDS: &str = "single, multiple, number, order, match, classify, line, free or mark";

/// What a question is read with: its notes, and the figure that it speaks of.
struct Context<'c> {
    notes: &'c Notes<'c>,
    figure: Option<String>,
}

pub(super) fn question(value: &Value, notes: &Notes) -> Read<Question> {
    let fields = Fields::of(value, "a question")?;
    let question = asked(&fields, fields.id("id")?, None, notes)?;
    fields.finish()?;
    Ok(question)
}

pub(super) fn prediction(value: &Value, notes: &Notes) -> Read<Prediction> {
    let fields = Fields::of(value, "a prediction")?;
    let id = fields.id("id")?;
    fields.must("figure")?;
    let before = asked(&fields, id.clone(), None, notes)?;
    if !matches!(before.ask, Ask::Single(_) | Ask::Number(_) | Ask::Order(_) | Ask::Mark { .. }) {
        let kind = fields.must("kind")?;
        let help = format_args!("predict a number, a single choice, an order or a mark");
        return Err(wrong("kind", &kind.value, help));
    }
    let happened = fields.must("happened")?;
    let figure = before.figure.clone();
    let inner = Fields::of(&happened.value, "what happened")?;
    let happened = asked(&inner, format!("{id}-happened"), figure.clone(), notes)?;
    inner.finish()?;
    fields.finish()?;
    Ok(Prediction { id, figure: figure.unwrap_or_default(), before, happened })
}

/// What a question has whatever its kind, and then its kind.
fn asked(fields: &Fields, id: String, figure: Option<String>, notes: &Notes) -> Read<Question> {
    let figure = match fields.may("figure") {
        None => figure,
        Some(field) => {
            notes.figure(field.value.place, said(field)?);
            Some(said(field)?.to_string())
        }
    };
    let recalls = match fields.may("recalls") {
        None => None,
        Some(field) => {
            notes.chapter(field.value.place, said(field)?);
            Some(said(field)?.to_string())
        }
    };
    let context = Context { notes, figure: figure.clone() };
    let prompt = context.sentence(fields.must("prompt")?)?;
    let explain = match fields.may("explain") {
        None => crate::text::Text::default(),
        Some(field) => context.sentence(field)?,
    };
    let kind = fields.must("kind")?;
    let ask = match said(kind)? {
        "single" => Ask::Single(context.options(fields, true)?),
        "multiple" => Ask::Multiple(context.options(fields, false)?),
        "number" => Ask::Number(context.number(fields)?),
        "order" => Ask::Order(context.items(fields, &[])?),
        "match" => Ask::Match(context.pairs(fields)?),
        "classify" => context.classify(fields)?,
        "line" => context.line(fields)?,
        "free" => context.free(fields)?,
        "mark" => context.mark(fields)?,
        _ => return Err(wrong("kind", &kind.value, format_args!("write {KINDS}"))),
    };
    let question = Question { id, prompt, figure, recalls, ask, explain };
    unique(fields, &question)?;
    Ok(question)
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
            Some(field) => Some(said(field)?.to_string()),
            None => self.figure.clone(),
        };
        let figure = figure.ok_or_else(|| engine::toml::lacks(&field.value, "show", "figure"))?;
        let show = Show { figure, at_ms: whole(inner.must("at_ms")?, 3_600_000)? };
        inner.finish()?;
        self.notes.shown(field.value.place, &show);
        Ok(Some(show))
    }

    fn options(&self, fields: &Fields, single: bool) -> Read<Vec<Opt>> {
        let mut options = Vec::new();
        for value in fields.tables("options")? {
            let fields = Fields::of(value, "an option")?;
            options.push(Opt {
                id: fields.id("id")?,
                text: self.sentence(fields.must("text")?)?,
                right: fields.may("right").map_or(Ok(Right::Fixed(false)), |f| self.right(f))?,
                feedback: self.sentence(fields.must("feedback")?)?,
                show: self.show(&fields)?,
            });
            fields.finish()?;
        }
        let place = fields.must("options")?.key.place;
        at_least(place, options.len(), 2, "options")?;
        self.notes.choice(place, single, &options);
        Ok(options)
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
                [] => String::new(),
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
