//! Charts and spans in a picture.
//!
//! Never here: where a line runs.

use super::pen::{END, Face, MIDDLE, Pen, START};
use crate::scene::chart::Chart;
use crate::scene::geometry::{Px, point};
use crate::scene::layout::Side;
use crate::scene::plot::{Axes, Label, Plot, Trace};
use crate::scene::waterfall::{Row, Waterfall};

/// What stands above a chart of the sandbox.
pub const CHART_HEAD: f64 = 24.0;

/// The rules of a chart with their marks.
fn axes(pen: &mut Pen, axes: &Axes) {
    let (rule, faint) = (pen.colours.rule, pen.colours.faint);
    axes.rules.iter().for_each(|each| pen.path(each, rule, 1.0, &[]));
    axes.labels.iter().for_each(|each| label(pen, each, faint, 11.0));
}

fn label(pen: &mut Pen, label: &Label, fill: &'static str, size: f64) {
    let face = Face::label(fill).sized(size);
    pen.text(point(label.x, label.y), label.anchor, face, &label.text);
}

/// The chart of a chapter, with lines across it.
pub fn plot(pen: &mut Pen, plot: &Plot, across: &[(String, Label)]) {
    axes(pen, &plot.axes);
    plot.traces.iter().for_each(|each| trace(pen, each));
    let ink = pen.colours.ink;
    let face = Face::label(ink).bold().haloed();
    for (path, name) in across {
        pen.path(path, ink, 1.2, &[("stroke-dasharray", "6 3")]);
        pen.text(point(name.x, name.y), name.anchor, face, &name.text);
    }
}

fn trace(pen: &mut Pen, trace: &Trace) {
    let colours = pen.colours;
    let hue = [colours.direct, colours.kafka, colours.ok, colours.soft][trace.look % 4];
    let joins = [("stroke-dasharray", trace.dashes), ("stroke-linejoin", "round")];
    pen.path(&trace.path, hue, 2.0, &joins);
    label(pen, &trace.name, hue, 12.0);
}

/// A chart of the sandbox, with its title.
pub fn chart(pen: &mut Pen, chart: &Chart) {
    let colours = pen.colours;
    let face = Face::label(colours.ink).sized(13.0).bold();
    pen.text(point(0.0, 15.0), START, face, &face.fitted(chart.title, chart.size.0));
    pen.at(0.0, CHART_HEAD);
    axes(pen, &chart.axes);
    for (place, hue) in [colours.direct, colours.kafka].into_iter().enumerate() {
        let joins = [("stroke-linecap", "round"), ("stroke-linejoin", "round")];
        pen.path(&chart.lines[place], hue, 2.0, &joins);
        chart.names[place].iter().for_each(|name| label(pen, name, hue, 12.0));
    }
    pen.done();
}

/// One task's spans.
pub fn waterfall(pen: &mut Pen, drawn: &Waterfall) {
    let colours = pen.colours;
    for tick in &drawn.ticks {
        let line = format!("M{} 18V{}", Px(tick.x), Px(drawn.height));
        pen.path(&line, colours.rule, 1.0, &[]);
        let face = Face::label(colours.faint).sized(11.0);
        pen.text(point(tick.x, 12.0), MIDDLE, face, &tick.text);
    }
    drawn.rows.iter().for_each(|each| row(pen, each, drawn.width));
}

fn row(pen: &mut Pen, row: &Row, width: f64) {
    let colours = pen.colours;
    let (hue, wash) = match row.side {
        Side::Direct => (colours.direct, colours.direct_wash),
        Side::Kafka => (colours.kafka, colours.kafka_wash),
    };
    let name = if row.head { Face::label(hue).bold() } else { Face::label(colours.soft) };
    pen.text(point(0.0, row.y), START, name, &row.short);
    for bar in &row.bars {
        let fill = match (bar.work, row.head) {
            (true, _) => hue,
            (_, true) => wash,
            _ => "none",
        };
        pen.rect(bar.rect, fill, &[("stroke", hue)]);
    }
    let face = Face::label(if row.trouble { colours.down } else { colours.soft });
    let room = width - row.note_x;
    if face.width(&row.note) <= room {
        pen.text(point(row.note_x, row.y), START, face, &row.note);
    } else {
        pen.text(point(width, row.y), END, face.haloed(), &face.fitted(&row.note, width * 0.5));
    }
}
