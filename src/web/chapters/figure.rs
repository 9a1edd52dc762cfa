//! The frame of a live figure: caption, what is to be done, what can be set, and the ways out of it.
//!
//! Until its prediction is made a figure is veiled. Never here: the run ([`super::live`]).

use super::guess::{self, Labels};
use super::live::Live;
use super::plot;
use super::say::{Say, click};
use super::sharing;
use super::spans::{said, spans};
use crate::chapters::{Model, Msg, Open, Tuned, guess_of};
use crate::web::el::{Attr, On, el, live as element, text, words};
use crate::web::parts::{Send, field, select_of};
use crate::web::tabs::settings;
use engine::scenario::{Intervention, Scenario, ServiceSetting, Setting, Spec, Unit};
use lesson::content::{Figure, Prediction, Shows};
use lesson::measure::Figures as _;
use std::rc::Rc;
use yew::prelude::*;

/// A figure in its place.
pub fn view(model: &Model, open: &Open, figure: &Figure, send: &Callback<Msg>) -> Html {
    plate(model, open, figure, open.veil(&model.progress, &figure.id), send)
}

/// A figure by itself: who sees no more of the chapter predicts nothing.
pub fn alone(model: &Model, open: &Open, figure: &Figure, send: &Callback<Msg>) -> Html {
    plate(model, open, figure, None, send)
}

fn plate(
    model: &Model,
    open: &Open,
    figure: &Figure,
    veil: Option<&Prediction>,
    send: &Callback<Msg>,
) -> Html {
    #[cfg(not(target_arch = "wasm32"))]
    if model.is_printed {
        return on_paper(open, figure);
    }
    let say = Say(&model.index);
    let id = figure.id.as_str();
    let content = match (&veil, &figure.shows) {
        (Some(prediction), _) => {
            let link = open.address(&prediction.id);
            let words = words("a", &[("href", &link)], &say.word("predict.first"));
            el("p", &[("class", "veil")], vec![words])
        }
        (None, Shows::Chart(series)) => plot::chart(open, figure, series, &say),
        (None, Shows::Table { columns, rows }) => plot::figures(open, columns, rows, &say),
        (None, _) => live(model, open, figure, send),
    };
    let absent = say.word("question.no_figure");
    let caption = said("figcaption", &[("key", "caption")], &figure.caption, (&open.runs, &absent));
    let mut parts = vec![caption];
    // A run that plays draws the guess itself, with what it has come to.
    let guess =
        guess_of(open, &model.progress, figure).filter(|_| veil.is_some() || !plays(figure));
    let guess = guess.map(|guess| {
        let found =
            (!plays(figure) && guess.is_locked).then(|| open.runs.read(&guess.reading).ok());
        let reached = found.flatten().map(|amount| amount.thousandths);
        guess::view(&guess, reached, &Labels::of(&say), Some(send))
    });
    parts.push(el("div", &[("key", "guess")], guess.into_iter().collect()));
    parts.push(el("div", &[("key", "content")], vec![content]));
    parts.push(el("div", &[("key", "tunes")], tunes(open, figure, &say, send)));
    parts.push(el("div", &[("key", "goals")], goals(open, figure, &say)));
    parts.push(ways_out(open, figure, veil.is_some(), &say, send));
    let shared = veil.is_none() && open.shared.as_ref() == Some(&figure.id);
    let shared = shared.then(|| sharing::view(open, figure, &say, send));
    parts.push(el("div", &[("key", "shared")], shared.into_iter().collect()));
    let fills = open.filled.as_ref() == Some(&figure.id);
    let class = if fills { "plate filled" } else { "plate" };
    let attrs = [("class", class), ("id", id), ("key", id), ("tabindex", "-1")];
    let send = send.clone();
    let left = On::Key(Callback::from(move |event: KeyboardEvent| {
        if fills && event.key() == "Escape" {
            send.emit(Msg::FigureFilled(None));
        }
    }));
    element("figure", &attrs, left, parts)
}

/// A figure as it is printed with the whole book, which the build draws: at the instant that decides.
#[cfg(not(target_arch = "wasm32"))]
fn on_paper(open: &Open, figure: &Figure) -> Html {
    use crate::scene::picture::{Picture, Scheme, picture};
    let headed = Picture { is_plain: true, ..super::live::decided(open, figure) };
    let drawing = Html::from_html_unchecked(picture(&headed, Scheme::Light).into());
    let caption = said("figcaption", &[], &figure.caption, (&open.runs, "–"));
    el("figure", &[("class", "plate"), ("id", &figure.id)], vec![caption, drawing])
}

/// Whether a figure has a clock of its own.
fn plays(figure: &Figure) -> bool {
    !matches!(figure.shows, Shows::Chart(_) | Shows::Table { .. })
}

fn live(model: &Model, open: &Open, figure: &Figure, send: &Callback<Msg>) -> Html {
    let Some(run) = open.runs.get(&figure.id) else { return el("div", &[], vec![]) };
    let (over, id) = (send.clone(), figure.id.clone());
    let over = Callback::from(move |()| over.emit(Msg::RunOver(id.clone())));
    let (send, id) = (send.clone(), figure.id.clone());
    let changed = Callback::from(move |(scenario, acts): (Scenario, Vec<Intervention>)| {
        send.emit(Msg::RunChanged(id.clone(), Box::new(scenario), acts));
    });
    let show = open.show.as_ref().filter(|(show, _)| show.figure == figure.id);
    let pictured = open.pictured.as_ref().filter(|(id, ..)| *id == figure.id);
    let props = yew::props!(super::live::Props {
        figure: Rc::new(figure.clone()),
        scenario: Rc::new(run.scenario.clone()),
        acts: Rc::new(Vec::new()),
        begun: open.begun.get(&figure.id).copied().unwrap_or(0),
        show: show.map(|(show, times)| (show.at_ms, *times)),
        decisive_ms: open.chapter.sheet.decisive(&figure.id),
        pictured: pictured.map(|(_, format, times)| (*format, *times)),
        heading: Rc::new(open.heading(figure)),
        started: open.started.contains(&figure.id),
        guess: guess_of(open, &model.progress, figure)
            .map(|it| (it, Labels::of(&Say(&model.index)))),
        changed,
        over,
    });
    let component =
        yew::virtual_dom::VComp::new::<Live>(Rc::new(props), Some(figure.id.as_str().into()));
    component.into()
}

/// The settings that the chapter hands over.
fn tunes(open: &Open, figure: &Figure, say: &Say, send: &Callback<Msg>) -> Vec<Html> {
    let Some(run) = open.runs.get(&figure.id) else { return Vec::new() };
    let names: Vec<&str> = run.scenario.services.iter().map(|it| it.name.as_str()).collect();
    let change = |tuned: Tuned| {
        let id = figure.id.clone();
        Rc::new(move |value| Msg::FigureTuned(id.clone(), tuned, value)) as Rc<dyn Fn(u32) -> Msg>
    };
    let mut rows = Vec::new();
    for (table, key) in &figure.tune {
        if let Some(setting) = Setting::named(table, key) {
            let now = run.scenario.settings.get(setting);
            let with = change(Tuned::All(setting));
            rows.push(tune(setting.spec(), setting.spec().key, now, &names, with, send));
        }
        let Some(setting) = ServiceSetting::named(table, key) else { continue };
        for (place, service) in run.scenario.services.iter().enumerate() {
            let name = format!("{}: {}", service.name, setting.spec().key);
            let (now, with) = (service.settings.get(setting), change(Tuned::Of(place, setting)));
            rows.push(tune(setting.spec(), &name, now, &names, with, send));
        }
    }
    if rows.is_empty() {
        return rows;
    }
    let title = words("b", &[("key", "title")], &say.word("figure.settings"));
    vec![title, el("div", &[("class", "tunes"), ("key", "rows")], rows)]
}

/// One setting, with the control that fits its unit.
fn tune(
    spec: &'static Spec,
    name: &str,
    now: u32,
    services: &[&str],
    with: Rc<dyn Fn(u32) -> Msg>,
    send: &Callback<Msg>,
) -> Html {
    let (send, silent): (_, Send) = (send.clone(), Callback::noop());
    let choices: Option<Vec<&str>> = match spec.unit {
        Unit::Choice(words) => Some(words.to_vec()),
        Unit::Flag => Some(vec!["no", "yes"]),
        Unit::Service => Some(std::iter::once("–").chain(services.iter().copied()).collect()),
        _ => None,
    };
    let control = match choices {
        Some(labels) => {
            let options: Vec<(usize, &str)> = labels.into_iter().enumerate().collect();
            let choose = move |place: usize| {
                send.emit(with(place as u32));
                None
            };
            select_of(name, &options, now as usize, &silent, Box::new(choose))
        }
        None => {
            let (low, high) = (spec.range.0.to_string(), spec.range.1.to_string());
            let shown = now.to_string();
            let attrs = [
                ("type", "number"),
                ("min", low.as_str()),
                ("max", high.as_str()),
                ("value", shown.as_str()),
                ("aria-label", name),
            ];
            field(&attrs, &silent, move |typed| {
                let value = typed.trim().parse::<u32>().ok();
                let value = value.filter(|&value| spec.allows(value));
                value.into_iter().for_each(|value| send.emit(with(value)));
                crate::stage::Msg::MenuClosed
            })
        }
    };
    let label: &[Attr] = &[("class", "tune"), ("key", name), ("title", settings::about(spec))];
    let said = vec![words("code", &[], name), words("small", &[], &settings::range(spec))];
    el("div", label, vec![el("span", &[], said), control])
}

/// What the learner is to bring about, and whether they have.
fn goals(open: &Open, figure: &Figure, say: &Say) -> Vec<Html> {
    if figure.goals.is_empty() {
        return Vec::new();
    }
    let absent = say.word("question.no_figure");
    let goal = |(goal, reached): (&lesson::content::Goal, bool)| {
        let mark = if reached { "✓ " } else { "○ " };
        let state = if reached { say.word("figure.reached") } else { String::new() };
        let mut parts = vec![words("span", &[("aria-hidden", "true")], mark)];
        parts.extend(spans(&goal.text, &open.runs, &absent));
        parts.push(text(" "));
        parts.push(words("b", &[], &state));
        let class = if reached { "goal good" } else { "goal" };
        el("li", &[("class", class), ("key", &goal.id)], parts)
    };
    let all = figure.goals.iter().zip(open.reached(figure)).map(goal).collect();
    vec![
        words("b", &[("key", "title")], &say.word("figure.goal")),
        el(
            "div",
            &[("role", "status"), ("key", "list")],
            vec![el("ul", &[("class", "goals")], all)],
        ),
    ]
}

/// Afresh, and the whole window.
fn ways_out(open: &Open, figure: &Figure, veiled: bool, say: &Say, send: &Callback<Msg>) -> Html {
    let id = || figure.id.clone();
    let fills = open.filled.as_ref() == Some(&figure.id);
    let key = if fills { "figure.leave" } else { "figure.fill" };
    let mut acts = vec![
        click("quiet", &say.word(key), send, Msg::FigureFilled((!fills).then(id))),
        click("quiet", &say.word("figure.reset"), send, Msg::FigureReset(id())),
    ];
    if !veiled {
        let sandbox = Msg::FigureToSandbox(id());
        acts.push(click("quiet", &say.word("figure.open"), send, sandbox));
        acts.push(sharing::opener(open, figure, say, send));
    }
    if open.changed.contains(&figure.id) {
        let changed = say.word("figure.changed");
        acts.push(words("span", &[("class", "hint"), ("key", "changed")], &changed));
    }
    el("div", &[("class", "figure-out"), ("key", "out")], acts)
}
