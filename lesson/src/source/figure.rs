//! Reading a live figure.
//!
//! Never here: whether its run keeps what it claims; the sheet notes that for later.

use super::fields::{Fields, id as check_id, said, sentence, unknown};
use super::notes::Notes;
use crate::content::{Control, Figure, Goal, Row, Shows, Sides, Wiring};
use crate::id::{FigureId, OptionId, ScenarioFile};
use crate::measure::{Expectation, Reading, Series};
use crate::text::Text;
use engine::scenario::{ServiceSetting, Setting, Style};
use engine::toml::{Fault, Field, Read, Value, list, text_of, texts, whole, wrong};

/// The greatest seed of a scenario.
const MAX_SEED: u64 = i64::MAX as u64;

pub(super) fn figure(value: &Value, notes: &Notes) -> Option<Figure> {
    let fields = notes.take(Fields::of(value, "a figure"))?;
    let id: Option<FigureId> = notes.take(fields.id("id"));
    let about = id.clone().unwrap_or_default();
    let wired = |key| notes.take(fields.may(key).map(wiring).transpose());
    let seed = fields.may("seed").map(|field| whole(field, MAX_SEED)).transpose();
    let scenario = notes.take(scenario(&fields, notes));
    let shows = shows(&fields, &about, notes);
    let (direct, events, seed) = (wired("direct"), wired("events"), notes.take(seed));
    let sides = notes.take(fields.may("sides").map_or(Ok(Sides::Both), sides));
    let controls = notes.each(fields.may_list("controls"), |value| notes.take(control(value)));
    let tune = notes.each(fields.may_list("tune"), |value| notes.take(tuned(value)));
    let caption = notes.take(caption(&fields, &about, notes));
    let expect = notes.each(fields.may_list("expect"), |value| expected(value, &about, notes));
    let mut ids = Vec::new();
    let goals = notes
        .each(fields.may_list("goals"), |value| notes.take(goal(value, &about, &mut ids, notes)));
    notes.finish(&fields);
    let mut figure = Figure {
        id: id?,
        scenario: scenario?,
        direct: direct?,
        events: events?,
        seed: seed?,
        sides: sides?,
        shows: shows?,
        controls: controls?,
        tune: tune?,
        caption: caption?,
        expect: expect?,
        goals: Vec::new(),
    };
    for (place, goal) in goals? {
        notes.goal(place, &figure, &goal);
        figure.goals.push(goal);
    }
    Some(figure)
}

/// The file of a scenario that can be read.
fn scenario(fields: &Fields, notes: &Notes) -> Read<ScenarioFile> {
    let scenario = fields.must("scenario")?;
    let file = said(scenario)?;
    notes.read(scenario.value.place, file)?;
    Ok(file.into())
}

fn caption(fields: &Fields, id: &str, notes: &Notes) -> Read<Text> {
    let field = fields.must("caption")?;
    let mut caption = sentence(field)?;
    notes.quoted(field.value.place, &mut caption, Some(id));
    Ok(caption)
}

fn expected(value: &Value, id: &str, notes: &Notes) -> Option<Expectation> {
    let claim = text_of("expect", value).and_then(|written| expectation(value.place, written));
    let claim = notes.take(claim)?.about(Some(id));
    notes.expects(value.place, &claim);
    Some(claim)
}

fn shows(fields: &Fields, id: &str, notes: &Notes) -> Option<Shows> {
    let (chart, listing) = (fields.may("chart"), fields.may("listing"));
    let (columns, rows) = (fields.may("columns"), fields.may("rows"));
    let show = notes.take(fields.must("show"))?;
    let word = notes.take(said(show))?;
    let extras = [("chart", chart), ("listing", listing), ("table", columns), ("table", rows)];
    for (owner, extra) in extras {
        if let Some(extra) = extra
            && owner != word
        {
            notes.take::<()>(Err(engine::toml::belongs(extra, &format!("show = \"{owner}\""))))?;
        }
    }
    Some(match word {
        "stage" => Shows::Stage,
        "waterfall" => Shows::Waterfall,
        "diff" => Shows::Diff,
        "listing" => Shows::Listing(match notes.take(listing.map(said).transpose())? {
            None | Some("producer") => None,
            Some(service) => Some(service.into()),
        }),
        "chart" => {
            let lines = fields.must("chart").and_then(list);
            Shows::Chart(notes.each(lines, |value| notes.take(line(value, id, notes)))?)
        }
        "table" => {
            let columns = notes.take(fields.must("columns").and_then(texts))?;
            let row = |value| notes.take(row(value, id, &columns, notes));
            Shows::Table { rows: notes.each(fields.tables("rows"), row)?, columns: columns.clone() }
        }
        _ => {
            let help = format_args!("write stage, waterfall, chart, listing, diff or table");
            return notes.take(Err(wrong("show", &show.value, help)));
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

/// A goal and the place of what it asks for; `known` are the ids of those before it.
fn goal(
    value: &Value,
    figure: &str,
    known: &mut Vec<OptionId>,
    notes: &Notes,
) -> Read<(usize, Goal)> {
    let fields = Fields::of(value, "a goal")?;
    let id: OptionId = fields.id("id")?;
    if known.contains(&id) {
        return Err(twice(value.place_of("id"), &id));
    }
    known.push(id.clone());
    let mut text = fields.sentence("text")?;
    notes.quoted(value.place_of("text"), &mut text, Some(figure));
    let reached = fields.must("reached")?;
    let claim = expectation(reached.value.place, said(reached)?)?.about(Some(figure));
    let proof = fields.text("proof")?;
    notes.read(value.place_of("proof"), &proof)?;
    fields.finish()?;
    Ok((reached.value.place, Goal { id, text, reached: claim, proof: proof.into() }))
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

fn control(value: &Value) -> Read<Control> {
    let words = Control::ALL.map(Control::word).join(", ");
    let word = text_of("controls", value)?;
    let known = Control::ALL.into_iter().find(|control| control.word() == word);
    known.ok_or_else(|| wrong("controls", value, format_args!("use any of {words}")))
}

/// A setting by table and key, as in `producer.retries`.
fn tuned(value: &Value) -> Read<(String, String)> {
    let known = text_of("tune", value)?.split_once('.').filter(|(table, key)| {
        Setting::named(table, key).is_some() || ServiceSetting::named(table, key).is_some()
    });
    let help = format_args!("write table.key of a setting, as in producer.retries");
    let (table, key) = known.ok_or_else(|| wrong("tune", value, help))?;
    Ok((table.into(), key.into()))
}

/// A sentence in a list or table of its own, with its id.
pub(super) fn labelled(value: &Value, what: &str) -> Read<crate::content::Column> {
    let fields = Fields::of(value, what)?;
    let id = fields.must("id")?;
    let column = crate::content::Column {
        id: check_id(id.value.place, said(id)?)?.into(),
        text: sentence(fields.must("text")?)?,
    };
    fields.finish()?;
    Ok(column)
}
