//! What stands above the stage: the header, the question, the next thing to do, and messages.

use super::menus;
use crate::link::LinkError;
use crate::scene::with;
use crate::stage::{LIBRARY, Menu, Model, Msg, Notice};
use crate::web::el::{el, text, words};
use crate::web::parts::{Send, button, grouped_select, opener};
use engine::scenario::{Load, Pattern};
use engine::sim::{Duration, Thousandths};
use yew::prelude::*;

/// The header, the same on every page.
pub fn header(model: &Model, send: &Send) -> Html {
    let anchor = |menu: Menu, label: &'static str, panel: Html| {
        let open = model.menu == Some(menu);
        let button = opener("quiet", label, label, open, send, Msg::MenuToggled(menu));
        el("div", &[("class", "anchor")], vec![button, panel])
    };
    el(
        "header",
        &[("class", "top")],
        vec![
            words("b", &[("class", "brand")], word!(top.brand)),
            words("a", &[("class", "chapters"), ("href", "#/")], word!(top.chapters)),
            el(
                "div",
                &[("class", "scenario")],
                vec![
                    words("span", &[("aria-hidden", "true")], word!(top.scenario)),
                    scenarios(model, send),
                ],
            ),
            el(
                "div",
                &[("class", "right")],
                vec![
                    button("quiet", word!(top.open), send, Msg::OpenAsked),
                    button("quiet", word!(top.save), send, Msg::SaveAsked),
                    anchor(Menu::Picture, word!(picture.save), menus::picture(model, send)),
                    anchor(Menu::Link, word!(top.link), menus::link(model, send)),
                    anchor(Menu::Keys, word!(top.keys), menus::keys(model, send)),
                ],
            ),
        ],
    )
}

/// The scenarios that ship with the page, by their groups, and the learner's own file while it is open.
fn scenarios(model: &Model, send: &Send) -> Html {
    let mut groups: Vec<(&str, Vec<(usize, &str)>)> = Vec::new();
    for (index, shipped) in LIBRARY.iter().enumerate() {
        let option = (index, shipped.label);
        match groups.last_mut().filter(|(group, _)| *group == shipped.group) {
            Some((_, options)) => options.push(option),
            None => groups.push((shipped.group, vec![option])),
        }
    }
    if model.work.shipped.is_none() {
        groups.push(("", vec![(LIBRARY.len(), &model.work.file)]));
    }
    let chosen = model.work.shipped.unwrap_or(LIBRARY.len());
    let choose = |index| Some(Msg::ScenarioChosen(index));
    grouped_select(word!(top.scenario), &groups, chosen, send, Box::new(choose))
}

/// A message that should be read before anything else. The container is always there, so that a screen
/// reader notices what comes into it.
pub fn notice(model: &Model, send: &Send) -> Html {
    let said = model.notice.as_ref().map(|notice| match notice {
        Notice::Refused(problem) => (
            word!(notice.refused).to_string(),
            format!(
                word!(notice.problem),
                what = capital(&problem.what),
                help = capital(&problem.help)
            ),
        ),
        Notice::Damaged(error) => (
            with(word!(notice.damaged), &error.file),
            format!(
                word!(notice.line),
                line = error.line,
                what = error.what,
                help = capital(&error.help)
            ),
        ),
        Notice::Unreadable(why) => (word!(notice.unreadable).into(), format!("{why}.")),
        Notice::Link(error) => {
            let why = match error {
                LinkError::Damaged => word!(link.damaged),
                LinkError::Newer => word!(link.newer),
                LinkError::TooLong => word!(link.too_long),
            };
            (word!(notice.link).into(), why.into())
        }
        Notice::NotShipped(file) => {
            (word!(notice.link).into(), with(word!(link.not_shipped), file))
        }
    });
    let shown = said.map(|(title, rest)| {
        let sentence = vec![words("b", &[], &title), text(" "), text(&rest)];
        let close = button("", word!(notice.close), send, Msg::NoticeDismissed);
        el("div", &[("class", "notice")], vec![el("p", &[], sentence), close])
    });
    el("div", &[("class", "notice-place"), ("role", "alert")], shown.into_iter().collect())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        std::iter::once(first.to_ascii_uppercase()).chain(chars).collect()
    })
}

/// The question of the scenario, and what can be done about it.
pub fn lead(model: &Model, send: &Send) -> Html {
    let load = with(word!(lead.load), &load_words(model.load()));
    let anchor = |menu: Menu, label: &str, panel: Html| {
        let open = model.menu == Some(menu);
        let button = opener("", label, label, open, send, Msg::MenuToggled(menu));
        el("div", &[("class", "anchor")], vec![button, panel])
    };
    el(
        "div",
        &[("class", "lead")],
        vec![
            el(
                "div",
                &[("class", "question")],
                vec![
                    words("h1", &[], &model.work.scenario.title),
                    words("p", &[], &model.work.scenario.about),
                ],
            ),
            el(
                "div",
                &[("class", "acts")],
                vec![
                    anchor(Menu::Add, word!(lead.add), menus::add(model, send)),
                    anchor(Menu::Load, &load, menus::load(model, send)),
                    button("go", word!(lead.send), send, Msg::TasksSent(1)),
                ],
            ),
        ],
    )
}

/// A load in a word or two: by rate where the rate is a whole number, else by spacing.
fn load_words(load: Load) -> String {
    let rate = |every: Duration| match every.0 {
        us if us > 0 && us < 1_000_000 && 1_000_000 % us == 0 => {
            with(word!(lead.rate), &(1_000_000 / us).to_string())
        }
        us => with(word!(lead.every), &Thousandths(us / 1_000).to_string()),
    };
    match load.pattern {
        Pattern::ByHand => word!(lead.by_hand).into(),
        Pattern::Steady(every) => rate(every),
        Pattern::Poisson(every) => with(word!(lead.random), &rate(every)),
        Pattern::Burst => with(word!(lead.burst), &load.tasks.unwrap_or(1).to_string()),
    }
}
