//! Reading a live figure.
//!
//! Never here: whether its run keeps what it claims; the sheet notes that for later.

use super::fields::{Fields, id as check_id, said, sentence, unknown};
use super::sheet::Notes;
use crate::content::{Control, Figure, Goal, Row, Shows, Sides, Wiring};
use crate::measure::{Expectation, Reading, Series};
use engine::system::{ServiceSetting, Setting, Style};
use engine::toml::{Fault, Field, Read, Value, list, text_of, texts, whole, wrong};

/// The greatest seed of a scenario.
const MAX_SEED: u64 = i64::MAX as u64;

pub(super) fn figure(value: &Value, notes: &Notes) -> Read<Figure> {
    let fields = Fields::of(value, "a figure")?;
    let id = fields.id("id")?;
    let scenario = fields.must("scenario")?;
    let file = said(scenario)?.to_string();
    notes.read(scenario.value.place, &file)?;
    let sides = fields.may("sides").map_or(Ok(Sides::Both), sides)?;
    let mut figure = Figure {
        shows: shows(&fields, &id, notes)?,
        scenario: file,
        direct: fields.may("direct").map(wiring).transpose()?,
        events: fields.may("events").map(wiring).transpose()?,
        seed: fields.may("seed").map(|field| whole(field, MAX_SEED)).transpose()?,
        sides,
        controls: fields.may("controls").map_or(Ok(Vec::new()), controls)?,
        tune: fields.may("tune").map_or(Ok(Vec::new()), tune)?,
        caption: fields.sentence("caption")?,
        expect: Vec::new(),
        goals: Vec::new(),
        id,
    };
    notes.quoted(fields.must("caption")?.value.place, &mut figure.caption, Some(&figure.id));
    for value in fields.may_list("expect")? {
        let claim = expectation(value.place, text_of("expect", value)?)?.about(Some(&figure.id));
        notes.expects(value.place, &claim);
        figure.expect.push(claim);
    }
    for value in fields.may_list("goals")? {
        figure.goals.push(goal(value, &figure, notes)?);
    }
    fields.finish()?;
    Ok(figure)
}

fn shows(fields: &Fields, id: &str, notes: &Notes) -> Read<Shows> {
    let show = fields.must("show")?;
    let (chart, listing) = (fields.may("chart"), fields.may("listing"));
    let (columns, rows) = (fields.may("columns"), fields.may("rows"));
    let word = said(show)?;
    let extras = [("chart", chart), ("listing", listing), ("table", columns), ("table", rows)];
    for (owner, extra) in extras {
        if let Some(extra) = extra
            && owner != word
        {
            return Err(engine::toml::belongs(extra, &format!("show = \"{owner}\"")));
        }
    }
    Ok(match word {
        "stage" => Shows::Stage,
        "waterfall" => Shows::Waterfall,
        "diff" => Shows::Diff,
        "listing" => Shows::Listing(match listing.map(said).transpose()? {
            None | Some("producer") => None,
            Some(service) => Some(service.into()),
        }),
        "chart" => {
            let chart = fields.must("chart")?;
            let lines = list(chart)?.iter().map(|value| line(value, id, notes));
            Shows::Chart(lines.collect::<Read<_>>()?)
        }
        "table" => {
            let columns = texts(fields.must("columns")?)?;
            let rows = fields.tables("rows")?.iter().map(|value| row(value, id, &columns, notes));
            Shows::Table { rows: rows.collect::<Read<_>>()?, columns: columns.clone() }
        }
        _ => {
            let help = format_args!("write stage, waterfall, chart, listing, diff or table");
            return Err(wrong("show", &show.value, help));
        }
    })
}

fn line(value: &Value, id: &str, notes: &Notes) -> Read<Series> {
    let line = Series::parse(text_of("chart", value)?).map_err(|no| unknown(value.place, no))?;
    notes.line(value.place, id, &line);
    Ok(line)
}

fn row(value: &Value, id: &str, columns: &[String], notes: &Notes) -> Read<Row> {
    let fields = Fields::of(value, "a row")?;
    let label = fields.sentence("label")?;
    let read = fields.must("read")?;
    let mut readings = Vec::new();
    for value in list(read)? {
        let mut reading = reading(value.place, text_of("read", value)?)?;
        reading.figure.get_or_insert_with(|| id.into());
        notes.reads(value.place, &reading);
        readings.push(reading);
    }
    if readings.len() != columns.len() {
        return Err(Fault::new(
            read.value.place,
            format_args!("a row of {} figures under {} columns", readings.len(), columns.len()),
            format_args!("give one measure a column"),
        ));
    }
    fields.finish()?;
    Ok(Row { label, readings })
}

fn goal(value: &Value, figure: &Figure, notes: &Notes) -> Read<Goal> {
    let fields = Fields::of(value, "a goal")?;
    let id = fields.id("id")?;
    if figure.goals.iter().any(|other| other.id == id) {
        return Err(twice(value.place_of("id"), &id));
    }
    let mut text = fields.sentence("text")?;
    notes.quoted(value.place_of("text"), &mut text, Some(&figure.id));
    let reached = fields.must("reached")?;
    let claim = expectation(reached.value.place, said(reached)?)?.about(Some(&figure.id));
    let proof = fields.text("proof")?;
    notes.read(value.place_of("proof"), &proof)?;
    fields.finish()?;
    let goal = Goal { id, text, reached: claim, proof };
    notes.goal(reached.value.place, figure, &goal);
    Ok(goal)
}

/// The fault of an id that was given before.
pub(super) fn twice(place: usize, id: &str) -> Box<Fault> {
    Fault::new(
        place,
        format_args!("the id \"{id}\" is here a second time"),
        format_args!("give each its own"),
    )
}

pub(super) fn expectation(place: usize, written: &str) -> Read<Expectation> {
    Expectation::parse(written).map_err(|absent| unknown(place, absent))
}

pub(super) fn reading(place: usize, written: &str) -> Read<Reading> {
    Reading::parse(written).map_err(|absent| unknown(place, absent))
}

fn sides(field: &Field) -> Read<Sides> {
    match said(field)? {
        "direct" => Ok(Sides::Direct),
        "kafka" => Ok(Sides::Kafka),
        "both" => Ok(Sides::Both),
        _ => Err(wrong("sides", &field.value, format_args!("write direct, kafka or both"))),
    }
}

fn wiring(field: &Field) -> Read<Wiring> {
    let words = Style::ALL.map(Style::word).join(", ");
    let help = format_args!("write one of {words}");
    Wiring::named(said(field)?).ok_or_else(|| wrong(&field.key.name, &field.value, help))
}

fn controls(field: &Field) -> Read<Vec<Control>> {
    let words = Control::ALL.map(Control::word).join(", ");
    let mut controls = Vec::new();
    for value in list(field)? {
        let word = text_of("controls", value)?;
        let known = Control::ALL.into_iter().find(|control| control.word() == word);
        controls.push(
            known.ok_or_else(|| wrong("controls", value, format_args!("use any of {words}")))?,
        );
    }
    Ok(controls)
}

/// Settings by table and key, as in `producer.retries`.
fn tune(field: &Field) -> Read<Vec<(String, String)>> {
    let mut settings = Vec::new();
    for value in list(field)? {
        let path = text_of("tune", value)?;
        let known = path.split_once('.').filter(|(table, key)| {
            Setting::named(table, key).is_some() || ServiceSetting::named(table, key).is_some()
        });
        let help = format_args!("write table.key of a setting, as in producer.retries");
        let (table, key) = known.ok_or_else(|| wrong("tune", value, help))?;
        settings.push((table.into(), key.into()));
    }
    Ok(settings)
}

/// A sentence in a list or table of its own, with its id.
pub(super) fn labelled(value: &Value, what: &str) -> Read<crate::content::Column> {
    let fields = Fields::of(value, what)?;
    let id = fields.must("id")?;
    let column = crate::content::Column {
        id: check_id(id.value.place, said(id)?)?,
        text: sentence(fields.must("text")?)?,
    };
    fields.finish()?;
    Ok(column)
}
