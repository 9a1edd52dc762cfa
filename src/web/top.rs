//! What stands above the stage: the header, the question, the next thing to do, and messages.

use super::menus;
use super::parts::{Send, on_click, on_select, select};
use crate::app::{LIBRARY, Menu, Model, Msg, Notice};
use engine::sim::{Duration, Thousandths};
use engine::system::{Load, Pattern};
use yew::prelude::*;

/// The header, the same on every page.
pub fn header(model: &Model, send: &Send) -> Html {
    let mut names: Vec<String> = LIBRARY.iter().map(|shipped| shipped.label.to_string()).collect();
    let open = LIBRARY.iter().position(|shipped| shipped.file == model.file);
    if open.is_none() {
        names.push(model.file.clone());
    }
    let chosen = open.unwrap_or(names.len() - 1);
    html! {
        <header class="top">
            <b class="brand">{ "When and Why Kafka" }</b>
            <label class="scenario"><span>{ "Scenario" }</span>
                { select("Scenario", &names, chosen, on_select(send, |index| Some(Msg::ScenarioChosen(index)))) }
            </label>
            <div class="right">
                <button type="button" class="quiet" onclick={on_click(send, Msg::OpenAsked)}>{ "Open a file" }</button>
                <button type="button" class="quiet" onclick={on_click(send, Msg::SaveAsked)}>{ "Save" }</button>
                <div class="anchor">
                    <button type="button" class="quiet" aria-expanded={(model.menu == Some(Menu::Keys)).to_string()}
                        onclick={on_click(send, Msg::MenuToggled(Menu::Keys))}>{ "Keys" }</button>
                    { menus::keys(model, send) }
                </div>
            </div>
        </header>
    }
}

/// A message that should be read before anything else. The container is always there, so that a screen
/// reader notices what comes into it.
pub fn notice(model: &Model, send: &Send) -> Html {
    let words = model.notice.as_ref().map(|notice| match notice {
        Notice::Refused(problem) => (
            "That cannot be.".to_string(),
            format!("{}.", capital(&problem.what)),
            format!("{}.", capital(&problem.help)),
        ),
        Notice::Damaged(error) => (
            format!("{} was not opened; everything is as it was.", error.file),
            format!("Line {}: {}.", error.line, error.what),
            format!("{}.", capital(&error.help)),
        ),
        Notice::Unreadable(why) => (
            "The file was not opened; everything is as it was.".into(),
            format!("{why}."),
            String::new(),
        ),
    });
    html! {
        <div class="notice-place" role="alert">
            if let Some((title, what, help)) = words {
                <div class="notice">
                    <p><b>{ title }</b>{ " " }{ what }{ " " }{ help }</p>
                    <button type="button" onclick={on_click(send, Msg::NoticeDismissed)}>{ "Close" }</button>
                </div>
            }
        </div>
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The question of the scenario, and what can be done about it.
pub fn lead(model: &Model, send: &Send) -> Html {
    html! {
        <div class="lead">
            <div class="question">
                <h1>{ &model.scenario.title }</h1>
                <p>{ &model.scenario.about }</p>
            </div>
            <div class="acts">
                <div class="anchor">
                    <button type="button" aria-expanded={(model.menu == Some(Menu::Add)).to_string()}
                        onclick={on_click(send, Msg::MenuToggled(Menu::Add))}>{ "Add a service" }</button>
                    { menus::add(model, send) }
                </div>
                <div class="anchor">
                    <button type="button" aria-expanded={(model.menu == Some(Menu::Load)).to_string()}
                        onclick={on_click(send, Msg::MenuToggled(Menu::Load))}>
                        { format!("Load: {}", load_words(model.load())) }</button>
                    { menus::load(model, send) }
                </div>
                <button type="button" class="go" onclick={on_click(send, Msg::TasksSent(1))}>{ "Send a task" }</button>
            </div>
        </div>
    }
}

/// A load in a word or two.
fn load_words(load: Load) -> String {
    let rate = |every: Duration| {
        if every.0 >= 1_000_000 {
            format!("every {} s", Thousandths(every.0 / 1_000))
        } else {
            format!("{} a second", Thousandths(1_000_000_000 / every.0.max(1)))
        }
    };
    match load.pattern {
        Pattern::ByHand => "by hand".into(),
        Pattern::Steady(every) => rate(every),
        Pattern::Poisson(every) => format!("random, {}", rate(every)),
        Pattern::Burst => format!("burst of {}", load.tasks.unwrap_or(1)),
    }
}
