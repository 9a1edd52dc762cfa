//! A guess on the axis of its run: a ghost of a bar, which can be dragged until it is locked in, and beside it the run's.
//!
//! Never here: where either of them is.

use super::say::Say;
use crate::chapters::{Edit, Guess, Msg};
use crate::scene::Px;
use crate::web::el::{On, el, live, text, words};
use lesson::measure::Side;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The words of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    /// Before the guess.
    pub yours: String,
    /// Before what the run has come to.
    pub run: String,
    /// The name of what is dragged.
    pub drag: String,
}

impl Labels {
    /// From the interface's words.
    pub fn of(say: &Say) -> Self {
        let [yours, run, drag] =
            ["predict.you_said", "predict.so_far", "predict.drag"].map(|key| say.word(key));
        Self { yours, run, drag }
    }
}

/// The axis with the guess, and with what the run has `reached`, where that may be seen.
pub fn view(
    guess: &Guess,
    reached: Option<u64>,
    labels: &Labels,
    send: Option<&Callback<Msg>>,
) -> Html {
    let tick = |quarter: u64| {
        let number = guess.top / 4 * quarter;
        let style = format!("left:{}%", quarter * 25);
        let said = if quarter == 4 {
            guess.said(number)
        } else {
            engine::sim::Thousandths(number).to_string()
        };
        el("i", &[("class", "guess-tick"), ("style", &style)], vec![text(&said)])
    };
    let ticks = el(
        "div",
        &[("class", "guess-axis"), ("key", "axis"), ("aria-hidden", "true")],
        (0..=4).map(tick).collect(),
    );
    let mut parts = vec![ticks];
    let run = reached.map(|number| {
        let class = match guess.reading.side {
            Side::Direct => "guess-run direct",
            _ => "guess-run kafka",
        };
        bar(class, guess, number, &labels.run)
    });
    parts.push(el("div", &[("class", "guess-row"), ("key", "run")], run.into_iter().collect()));
    let ghost = guess.at.map(|number| bar("guess-ghost", guess, number, &labels.yours));
    let mut row: Vec<Html> = ghost.into_iter().collect();
    if let Some(send) = send.filter(|_| !guess.is_locked) {
        row.push(handle(guess, labels, send));
    }
    parts.push(el("div", &[("class", "guess-row"), ("key", "guess")], row));
    el("div", &[("class", "guess"), ("key", "guess"), ("translate", "no")], parts)
}

/// A bar from nothing to a number, which is said after it.
fn bar(class: &'static str, guess: &Guess, number: u64, label: &str) -> Html {
    let share = guess.share(number);
    let style = format!("width:{}%", Px(share));
    let said = format!("{label} {}", guess.said(number));
    // What would not fit after a long bar stands in it.
    let place =
        if share > 66.0 { ("class", "guess-said guess-inside") } else { ("class", "guess-said") };
    let at = if share > 66.0 {
        format!("right:{}%", Px(100.0 - share))
    } else {
        format!("left:{}%", Px(share))
    };
    let parts = vec![
        el("i", &[("class", class), ("style", &style)], vec![]),
        words("span", &[place, ("style", &at)], &said),
    ];
    el("div", &[("key", class)], parts)
}

/// What is dragged, with the mouse, a finger or the keys.
fn handle(guess: &Guess, labels: &Labels, send: &Callback<Msg>) -> Html {
    let (send, ask) = (send.clone(), guess.ask.clone());
    let moved = On::Input(Callback::from(move |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        input.iter().for_each(|it| send.emit(Msg::Edited(ask.clone(), Edit::Typed(it.value()))));
    }));
    let [top, step, now] = [guess.top, guess.step(), guess.at.unwrap_or(0).min(guess.top)]
        .map(|it| (it / 1_000).to_string());
    let said = guess.at.map(|number| guess.said(number)).unwrap_or_default();
    let mut attrs = vec![
        ("type", "range"),
        ("min", "0"),
        ("max", top.as_str()),
        ("step", step.as_str()),
        ("value", now.as_str()),
        ("aria-label", labels.drag.as_str()),
        ("key", "handle"),
    ];
    if !said.is_empty() {
        attrs.push(("aria-valuetext", said.as_str()));
    }
    let mut parts = vec![live("input", &attrs, moved, vec![])];
    if guess.at.is_none() {
        parts.push(words(
            "span",
            &[("class", "guess-said guess-hint"), ("aria-hidden", "true"), ("key", "hint")],
            &labels.drag,
        ));
    }
    el("div", &[("key", "drag")], parts)
}
