//! Sentences of the lessons as elements: code, stress, and figures read off the learner's runs.
//!
//! Never here: a word of our own, but for a figure that a run does not have.

use crate::web::el::{el, text, words};
use lesson::measure::Figures;
use lesson::text::{Filled, Text};
use yew::prelude::*;

/// The parts of a text.
pub fn spans(sentence: &Text, figures: &dyn Figures, absent: &str) -> Vec<Html> {
    let span = |filled: &Filled| match filled {
        Filled::Plain(plain) => text(plain),
        Filled::Code(code) => words("code", &[], code),
        Filled::Strong(strong) => words("strong", &[], strong),
        Filled::Figure(figure) => words("b", &[("class", "reading")], figure),
        Filled::MeasureError(why) => {
            words("i", &[("class", "reading"), ("title", &why.to_string())], absent)
        }
    };
    sentence.filled(figures).iter().map(span).collect()
}

/// An element with a text in it.
pub fn said(
    tag: &'static str,
    attrs: &[crate::web::el::Attr],
    sentence: &Text,
    (figures, absent): (&dyn Figures, &str),
) -> Html {
    el(tag, attrs, spans(sentence, figures, absent))
}
