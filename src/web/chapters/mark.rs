//! A place to be marked on a chart: the chart, sliders for the keyboard, and the run's line once it may be seen.
//!
//! A click on the chart does what the sliders do. Never here: whether a mark is in the right place.

use super::plot::{trace, view_box};
use crate::chapters::{Edit, plots};
use crate::scene::plot::{Across, Scale, shares};
use crate::web::chart::{axes, label};
use crate::web::el::{On, el, live, words};
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
        let lines = self.run.map(|run| plots::courses(std::slice::from_ref(self.series), run));
        let line = lines.and_then(|lines| lines.into_iter().next());
        let points = line.as_ref().map(|line| &*line.points).unwrap_or_default();
        let scale = plots::scale(self.axes, self.run, points);
        let mut shapes = vec![axes(&scale.axes(self.reveal || self.axes[1].is_some()))];
        if self.reveal {
            shapes.extend(line.iter().map(|line| trace(&scale.trace(line, &mut Vec::new()))));
        }
        for (place, axis) in self.axes.iter().enumerate() {
            let Some(axis) = axis else { continue };
            if let Some(at) = self.at[place] {
                shapes.push(self.rule(true, place, at, &scale));
            }
            if let (true, Ok(right)) = (self.reveal, truth(&axis.answer, self.figures)) {
                shapes.push(self.rule(false, place, right, &scale));
            }
        }
        let class = if self.closed { "chart-picture" } else { "chart-picture to-mark" };
        let view_box = view_box();
        let attrs = [
            ("class", class),
            ("viewBox", view_box.as_str()),
            ("aria-hidden", "true"),
            ("key", "picture"),
        ];
        live("svg", &attrs, self.pressed(), shapes)
    }

    /// A press on the chart marks there what is asked.
    fn pressed(&self) -> On {
        let (send, closed) = (self.send.clone(), self.closed);
        let ends = self.axes.map(|axis| axis.map(|axis| (axis.from, axis.to)));
        On::Click(Callback::from(move |event: MouseEvent| {
            let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            let Some(svg) = target.and_then(|it| it.closest("svg").ok().flatten()) else { return };
            let room = svg.get_bounding_client_rect();
            let across = (f64::from(event.client_x()) - room.left()) / room.width().max(1.0);
            let down = (f64::from(event.client_y()) - room.top()) / room.height().max(1.0);
            let shares = shares(across, down);
            let place = |which: usize| Some(plots::nearest(ends[which]?, shares[which]));
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
            [axis.from, axis.to, plots::step((axis.from, axis.to)), now.unwrap_or(axis.from)]
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
    fn rule(&self, own: bool, place: usize, at: u64, scale: &Scale) -> Html {
        let across = match (place, self.axes[0]) {
            (0, Some(axis)) => Across::At(plots::instant(axis, at)),
            _ => Across::Of(plots::value(at)),
        };
        let name = (self.word)(if own { "predict.yours" } else { "predict.found" });
        let (path, name) = scale.across(across, own, name);
        let (class, key) = if own { ("mark-own", "own") } else { ("mark-right", "right") };
        let key = format!("{key}-{place}");
        let mut parts = vec![el("path", &[("d", &path)], vec![])];
        if self.reveal {
            parts.push(label(&name));
        }
        el("g", &[("class", class), ("key", &key)], parts)
    }
}
