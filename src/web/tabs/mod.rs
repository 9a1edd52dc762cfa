//! What stands under the stage, one at a time.
//!
//! Never here: when it is drawn; the sandbox lets the stage go first.

mod charts;
mod coupling;
mod facts;
pub mod listings;
mod meanings;
pub mod settings;
mod table;

use crate::scene::{Side, with};
use crate::stage::{Model, Msg, Tab};
use crate::web::el::{On, el, live, text, words};
use crate::web::parts::{Send, on_click, select_of, truth};
use crate::web::stage::waterfall;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The tabs, and the open one's content under them.
pub fn view(model: &Model, content: Html, send: &Send) -> Html {
    let tab = |&tab: &Tab| {
        let open = tab == model.tab;
        let attrs = [
            ("type", "button"),
            ("role", "tab"),
            ("key", tab.id()),
            ("id", tab.id()),
            ("aria-controls", "tab-panel"),
            ("aria-selected", truth(open)),
            ("tabindex", if open { "0" } else { "-1" }),
        ];
        live("button", &attrs, on_click(send, Msg::TabChosen(tab)), vec![text(name(tab))])
    };
    let list = [("class", "tabs"), ("role", "tablist"), ("aria-label", word!(tab.all))];
    let open = [
        ("class", "tab-panel"),
        ("id", "tab-panel"),
        ("role", "tabpanel"),
        ("aria-labelledby", model.tab.id()),
    ];
    el(
        "div",
        &[("class", "below")],
        vec![
            el(
                "div",
                &[("class", "tab-row")],
                vec![
                    live("div", &list, arrows(model.tab, send), Tab::ALL.iter().map(tab).collect()),
                    which_task(model, send),
                ],
            ),
            el("div", &open, vec![content]),
        ],
    )
}

/// What the open tab shows.
pub fn content(model: &Model, send: &Send) -> Html {
    let content = match model.tab {
        Tab::Task => waterfall::view(model, &Side::BOTH),
        Tab::EventLog => table::view(model, send),
        Tab::Code => listings::view(model, send),
        Tab::Charts => charts::view(model),
        Tab::Coupling => coupling::view(model, send),
        Tab::Settings => settings::view(model, send),
        Tab::Facts => facts::view(model, send),
        Tab::Meanings => meanings::view(),
    };
    el("div", &[("key", model.tab.id()), ("class", "workbook")], vec![content])
}

const fn name(tab: Tab) -> &'static str {
    match tab {
        Tab::Task => word!(tab.task),
        Tab::Charts => word!(tab.charts),
        Tab::Coupling => word!(tab.coupling),
        Tab::Settings => word!(tab.settings),
        Tab::EventLog => word!(tab.words),
        Tab::Code => word!(tab.code),
        Tab::Facts => word!(tab.facts),
        Tab::Meanings => word!(tab.meanings),
    }
}

/// Left and right move between the tabs, and the focus with them.
fn arrows(open: Tab, send: &Send) -> On {
    let send = send.clone();
    On::Key(Callback::from(move |event: KeyboardEvent| {
        let place = Tab::ALL.iter().position(|&tab| tab == open).unwrap_or(0);
        let count = Tab::ALL.len();
        let next = match event.key().as_str() {
            "ArrowRight" => (place + 1) % count,
            "ArrowLeft" => (place + count - 1) % count,
            "Home" => 0,
            "End" => count - 1,
            _ => return,
        };
        event.prevent_default();
        send.emit(Msg::TabChosen(Tab::ALL[next]));
        let pressed = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let tabs = pressed.and_then(|button| button.parent_element()).map(|list| list.children());
        let tab = tabs.and_then(|tabs| tabs.item(next as u32));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<HtmlElement>().ok()) {
            // A browser that cannot move the focus leaves it where it is.
            let _ = tab.focus();
        }
    }))
}

/// The most tasks in the list: of thousands, the newest, and the one that is pinned.
const LISTED: usize = 40;

/// The choice of the task that waterfall and code are about.
fn which_task(model: &Model, send: &Send) -> Html {
    let sent = model.runs.kafka.sent_until(model.shown()).len();
    let shown = matches!(model.tab, Tab::Task | Tab::Code) && sent > 0;
    let choice = shown.then(|| {
        let pinned = model.pinned.map(|task| task as usize).filter(|&task| task < sent);
        let first = sent.saturating_sub(LISTED);
        let listed = pinned.filter(|&task| task < first).into_iter().chain(first..sent);
        let number = model.talked_about().map_or(sent, |task| task as usize + 1);
        let followed = with(word!(tab.followed), &number.to_string());
        let labels: Vec<(usize, String)> = listed
            .map(|task| (task + 1, with(word!(tab.number), &(task + 1).to_string())))
            .collect();
        let mut options = vec![(0, followed.as_str())];
        options.extend(labels.iter().rev().map(|(number, label)| (*number, label.as_str())));
        let chosen = pinned.map_or(0, |task| task + 1);
        let msg =
            |number: usize| Some(Msg::TaskPinned(number.checked_sub(1).map(|task| task as u32)));
        let label = words("span", &[("aria-hidden", "true")], word!(tab.showing));
        let choice = select_of(word!(tab.shown), &options, chosen, send, Box::new(msg));
        el("div", &[("class", "which")], vec![label, choice])
    });
    el("div", &[], choice.into_iter().collect())
}
