//! A place to be marked on a chart: the chart, sliders for the keyboard, and the run's line once it may be seen.
//!
//! A click on the chart does what the sliders do. Never here: whether a mark is in the right place.

use super::plot::{self, BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH};
use crate::chapters::Edit;
use crate::scene::Px;
use crate::web::el::{On, el, live, words};
use engine::sim::{Duration, Instant};
use lesson::content::Axis;
use lesson::grade::truth;
use lesson::measure::{Figures, Run, Series};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

/// What the chart of one question needs.
pub struct Chart<'a> {
    /// The line that is to be imagined.
    pub series: &'a Series,
    /// What is asked along, and up.
    pub axes: [Option<&'a Axis>; 2],
    /// Where the mark is, along and up, in thousandths.
    pub at: [Option<u64>; 2],
    /// The run that draws the line.
    pub run: Option<&'a Run>,
    /// The runs that say where the mark belongs.
    pub figures: &'a dyn Figures,
    /// Whether the line may be seen.
    pub reveal: bool,
    /// The interface's words.
    pub word: &'a dyn Fn(&str) -> String,
    /// Whether nothing can be moved any more.
    pub closed: bool,
    /// Where the steps go.
    pub send: Callback<Edit>,
}

/// How far both axes go.
struct Scale {
    horizon: Instant,
    top: u64,
}

impl Chart<'_> {
    /// The chart over its sliders.
    pub fn view(&self) -> Html {
        let mut parts = vec![self.picture()];
        for (place, axis) in self.axes.iter().enumerate() {
            parts.extend(axis.map(|axis| self.slider(place, axis)));
        }
        el("div", &[("class", "mark")], parts)
    }

    /// The learner's line, where the run says that the mark belongs, and the run.
    fn picture(&self) -> Html {
        let points = self.run.and_then(|run| self.series.points(run).ok()).unwrap_or_default();
        let scale = self.scale(&points);
        let shown = (self.reveal || self.axes[1].is_some()).then_some(scale.top);
        let mut shapes = vec![plot::axes(shown, scale.horizon)];
        if self.reveal {
            let name = self.run.map(|run| plot::name(self.series, run)).unwrap_or_default();
            let look = plot::looks(std::slice::from_ref(self.series))[0];
            let free = &mut Vec::new();
            shapes.push(plot::line(look, &name, &points, scale.top, scale.horizon, free));
        }
        for (place, axis) in self.axes.iter().enumerate() {
            let Some(axis) = axis else { continue };
            if let Some(at) = self.at[place] {
                shapes.push(self.rule(true, place, at, axis, &scale));
            }
            if let (true, Ok(right)) = (self.reveal, truth(&axis.answer, self.figures)) {
                shapes.push(self.rule(false, place, right, axis, &scale));
            }
        }
        let view_box = format!("0 0 {} {}", Px(WIDTH), Px(HEIGHT));
        let class = if self.closed { "chart-picture" } else { "chart-picture to-mark" };
        let attrs = [
            ("class", class),
            ("viewBox", view_box.as_str()),
            ("aria-hidden", "true"),
            ("key", "picture"),
        ];
        live("svg", &attrs, self.pressed(), shapes)
    }

    fn scale(&self, points: &[(Instant, u64)]) -> Scale {
        let horizon = match self.axes[0] {
            Some(axis) => instant(axis, axis.to),
            None => self.run.map_or(Instant::START, |run| Instant::START + run.scenario.horizon),
        };
        let most = points.iter().map(|(_, value)| *value).max().unwrap_or(1).max(1);
        let top = self.axes[1].map_or_else(|| plot::round_up(most), |axis| axis.to / 1_000);
        Scale { horizon, top }
    }

    /// A press on the chart marks there what is asked.
    fn pressed(&self) -> On {
        let (send, closed) = (self.send.clone(), self.closed);
        let ends = self.axes.map(|axis| axis.map(|axis| (axis.from, axis.to)));
        On::Click(Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(svg) = target.and_then(|it| it.closest("svg").ok().flatten()) else { return };
            let (room, (x, y)) =
                (svg.get_bounding_client_rect(), (event.client_x(), event.client_y()));
            let along = (f64::from(x) - room.left()) / room.width().max(1.0) * WIDTH;
            let up = (f64::from(y) - room.top()) / room.height().max(1.0) * HEIGHT;
            let shares = [
                (along - LEFT) / (WIDTH - LEFT - RIGHT),
                1.0 - (up - TOP) / (HEIGHT - TOP - BOTTOM),
            ];
            let place = |which: usize| {
                let (from, to) = ends[which]?;
                let value = (shares[which].clamp(0.0, 1.0) * to as f64) as u64;
                let step = step(from, to);
                Some(((value + step / 2) / step * step).clamp(from, to))
            };
            if !closed {
                send.emit(Edit::Marked { x: place(0), y: place(1) });
            }
        }))
    }

    fn slider(&self, place: usize, axis: &Axis) -> Html {
        let (send, now) = (self.send.clone(), self.at[place]);
        let changed = On::Input(Callback::from(move |event: InputEvent| {
            let input = event.target_dyn_into::<HtmlInputElement>();
            let value = input.and_then(|input| input.value().parse::<u64>().ok());
            let Some(value) = value.map(|value| value.saturating_mul(1_000)) else { return };
            send.emit(match place {
                0 => Edit::Marked { x: Some(value), y: None },
                _ => Edit::Marked { x: None, y: Some(value) },
            });
        }));
        let [from, to, step, value] =
            [axis.from, axis.to, step(axis.from, axis.to), now.unwrap_or(axis.from)]
                .map(|it| (it / 1_000).to_string());
        let said = match now {
            Some(_) => format!("{value} {}", axis.unit),
            None => "…".into(),
        };
        let label = axis.label.plain();
        let mut attrs = vec![
            ("type", "range"),
            ("min", from.as_str()),
            ("max", to.as_str()),
            ("step", step.as_str()),
            ("aria-label", label.as_str()),
            ("aria-valuetext", said.as_str()),
            ("value", value.as_str()),
        ];
        if self.closed {
            attrs.push(("disabled", ""));
        }
        let input = live("input", &attrs, changed, vec![]);
        let parts = vec![words("span", &[], &label), input, words("output", &[], &said)];
        el("div", &[("class", "axis-mark"), ("key", if place == 0 { "x" } else { "y" })], parts)
    }

    /// A line across the chart at a place of an axis, in thousandths: the learner's, or the run's. Their names stand
    /// on two sides of them, so that they can be close.
    fn rule(&self, own: bool, place: usize, at: u64, axis: &Axis, scale: &Scale) -> Html {
        let (drawn, x, y, anchor);
        if place == 0 {
            let along = plot::place(instant(axis, at), 0, scale.top, scale.horizon).0;
            drawn = format!("M{} {}V{}", Px(along), Px(TOP), Px(HEIGHT - BOTTOM));
            (x, y) = (if own { along - 5.0 } else { along + 5.0 }, TOP + 10.0);
            anchor = if own { "end" } else { "start" };
        } else {
            let up = plot::place(Instant::START, at / 1_000, scale.top, scale.horizon).1;
            drawn = format!("M{} {}H{}", Px(LEFT), Px(up), Px(WIDTH - RIGHT));
            (x, y) = (WIDTH - RIGHT - 4.0, if own { up - 5.0 } else { up + 13.0 });
            anchor = "end";
        }
        let (class, key) = if own { ("mark-own", "own") } else { ("mark-right", "right") };
        let key = format!("{key}-{place}");
        let mut parts = vec![el("path", &[("d", &drawn)], vec![])];
        if self.reveal {
            let name = (self.word)(if own { "predict.yours" } else { "predict.found" });
            let (x, y) = (Px(x).to_string(), Px(y).to_string());
            let attrs = [("x", x.as_str()), ("y", y.as_str()), ("text-anchor", anchor)];
            parts.push(words("text", &attrs, &name));
        }
        el("g", &[("class", class), ("key", &key)], parts)
    }
}

/// A place of an axis of time, in thousandths of its unit.
fn instant(axis: &Axis, thousandths: u64) -> Instant {
    let micros = if axis.unit == "s" { thousandths.saturating_mul(1_000) } else { thousandths };
    Instant::START + Duration(micros)
}

/// A round step of which an axis has a hundred or more, in thousandths: a whole one of its unit at least.
fn step(from: u64, to: u64) -> u64 {
    let fits = |step: &u64| step.saturating_mul(100) <= to.saturating_sub(from);
    let decades = (3..18).map(|power| 10u64.pow(power));
    let steps = decades.flat_map(|decade| [1, 2, 5].map(|factor| factor * decade));
    steps.take_while(fits).last().unwrap_or(1_000)
}
