//! What charts have in common, in the tabs and in the chapters: axes and words in a drawing.
//!
//! Never here: where anything stands; the scene says it.

use super::el::{el, words};
use crate::scene::Px;
use crate::scene::plot::{Axes, Label};
use yew::prelude::*;

/// The rules of a chart with their marks.
pub fn axes(axes: &Axes) -> Html {
    let rules = axes.rules.iter().map(|rule| el("path", &[("d", rule)], vec![]));
    let labels = axes.labels.iter().map(label);
    el("g", &[("class", "axis")], rules.chain(labels).collect())
}

/// A word of the drawing.
pub fn label(label: &Label) -> Html {
    let (x, y) = (Px(label.x).to_string(), Px(label.y).to_string());
    let attrs = [("x", x.as_str()), ("y", y.as_str()), ("text-anchor", label.anchor)];
    words("text", &attrs, &label.text)
}
