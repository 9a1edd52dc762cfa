//! One side of the stage: its wait, its picture, its ledger.
//!
//! Whatever can be used or is a name is HTML; the drawing under it is [`super::drawing`]. Never here:
//! where things are; the scene says.

use super::drawing::drawing;
use super::menus;
use crate::scene::{
    Account, Form, Item, Panel, Px, Rect, ServiceBox, Side, Wait, accounts, summary, way, wiring,
    with,
};
use crate::stage::{Menu, Model, Msg};
use crate::web::el::{el, text, words};
use crate::web::parts::{Send, opener, select, switch};
use engine::scenario::Style;
use yew::prelude::*;

/// A side at the playhead.
pub fn view(model: &Model, side: Side, send: &Send) -> Html {
    let snapshot = model.runs.side(side).at(model.shown());
    let panel = model.panel(side);
    let class = match side {
        Side::Direct => "side direct",
        Side::Kafka => "side kafka",
    };
    let name = wiring(model.style(side));
    let in_words = format!(word!(summary.side), side = name, said = summary(&snapshot.ledger));
    el(
        "div",
        &[("class", class), ("key", side.name())],
        vec![
            el(
                "div",
                &[("class", "cap")],
                vec![words("h2", &[], name), caption(model, side, send)],
            ),
            waited(&model.wait(side)),
            picture(model, side, &panel, send),
            words("p", &[("class", "unseen")], &in_words),
            ledger(&accounts(&snapshot)),
        ],
    )
}

/// How the side is wired: the left in any way that the right is not, the right in any that publishes.
pub fn caption(model: &Model, side: Side, send: &Send) -> Html {
    let (now, other) = (model.style(side), model.style(side.other()));
    let fits = |style: &Style| match side {
        Side::Direct => *style != other && *style != Style::Kafka,
        Side::Kafka => *style != other && style.publishes(),
    };
    let ways: Vec<Style> = Style::ALL.into_iter().filter(fits).collect();
    let chosen = ways.iter().position(|&style| style == now).unwrap_or(0);
    let options: Vec<String> = ways.iter().map(|&style| way(style).into()).collect();
    let choose = move |index: usize| Some(Msg::StyleChosen(side, *ways.get(index)?));
    let name = match side {
        Side::Direct => word!(side.left),
        Side::Kafka => word!(side.right),
    };
    select(name, &options, chosen, send, choose)
}

/// How long the last user waited: the largest figure of the side.
fn waited(wait: &Wait) -> Html {
    let bar = if wait.share > 0.0 {
        format!("width:max(3px,{}%)", Px(wait.share * 100.0))
    } else {
        "width:0".into()
    };
    let class = if wait.is_bad { "bad" } else { "" };
    el(
        "div",
        &[("class", "wait")],
        vec![
            el(
                "div",
                &[("class", "num")],
                vec![
                    words("span", &[("class", "figure")], &wait.figure),
                    words("small", &[("class", class)], wait.outcome),
                ],
            ),
            el(
                "div",
                &[("class", "bar"), ("aria-hidden", "true")],
                vec![el("i", &[("style", &bar)], vec![])],
            ),
        ],
    )
}

/// What came of its tasks, in lines of figures.
fn ledger(accounts: &[Account]) -> Html {
    let item = |item: &Item| {
        let class = if item.is_bad { "bad" } else { "" };
        let figure = words("b", &[], &item.count.to_string());
        let parts = vec![figure, text(" "), text(item.word), text(&item.share)];
        el("span", &[("class", class), ("key", item.word)], parts)
    };
    let row = |account: &Account| {
        let head = words("em", &[("key", account.head)], account.head);
        let items = account.items.iter().map(item);
        el("div", &[("key", account.head)], std::iter::once(head).chain(items).collect())
    };
    el("div", &[("class", "ledger")], accounts.iter().map(row).collect())
}

fn picture(model: &Model, side: Side, panel: &Panel, send: &Send) -> Html {
    let layout = &panel.layout;
    let class = match (layout.stacked, layout.compact) {
        (false, false) => "picture",
        (false, true) => "picture compact",
        (true, false) => "picture stacked",
        (true, true) => "picture stacked compact",
    };
    let style = format!("height:{}px", Px(layout.height));
    let services = panel.services.iter().map(|service| service_box(model, side, service, send));
    el(
        "div",
        &[("class", class), ("style", &style)],
        vec![
            drawing(panel),
            producer(model, side, panel, send),
            topic(model, side, panel, send),
            el("div", &[], services.collect()),
        ],
    )
}

fn place(rect: Rect) -> String {
    format!(
        "left:{}px;top:{}px;width:{}px;height:{}px",
        Px(rect.x),
        Px(rect.y),
        Px(rect.w),
        Px(rect.h)
    )
}

/// The topic's name and the power of Kafka, on the side that has them.
fn topic(model: &Model, side: Side, panel: &Panel, send: &Send) -> Html {
    let topic = match model.style(side) {
        Style::Commands => word!(topic.each),
        _ => &model.work.scenario.event.topic,
    };
    let shown = panel.log.as_ref().map(|log| {
        let style = place(panel.layout.topic());
        let state = if log.up { "" } else { word!(topic.is_down) };
        el(
            "div",
            &[("class", "topic"), ("style", &style)],
            vec![
                switch(word!(topic.kafka), log.up, send, Msg::BrokerToggled),
                words("b", &[], word!(topic.kafka)),
                words("span", &[("class", "bad")], state),
                words("span", &[], topic),
            ],
        )
    });
    el("div", &[], shown.into_iter().collect())
}

fn producer(model: &Model, side: Side, panel: &Panel, send: &Send) -> Html {
    let menu = Menu::Producer(side);
    let name = &model.work.scenario.producer.name;
    let more = with(word!(picture.more), name);
    let open = model.menu == Some(menu);
    el(
        "div",
        &[("class", "node producer"), ("style", &place(panel.layout.producer))],
        vec![
            words("b", &[("title", name)], name),
            words("span", &[], &panel.producer),
            opener("more", "⋯", &more, open, send, Msg::MenuToggled(menu)),
            menus::producer(model, menu, send),
        ],
    )
}

fn service_box(model: &Model, side: Side, service: &ServiceBox, send: &Send) -> Html {
    let form = match service.form {
        Form::Plain => "node service",
        Form::Faded => "node service faded",
        Form::Ailing => "node service ailing",
        Form::Down => "node service down",
    };
    let menu = Menu::Service(side, service.id);
    let open = model.menu == Some(menu);
    let more = with(word!(picture.more), &service.name);
    let workers = service.progress.len() as f64;
    let work = service.progress.iter().enumerate().map(|(index, share)| {
        let (left, width) = (index as f64 * 100.0 / workers, share * 100.0 / workers);
        let style = format!("left:{}%;width:{}%", Px(left), Px(width));
        el("i", &[("style", &style)], vec![])
    });
    let up = !service.mode.is_out();
    el(
        "div",
        &[("class", form), ("style", &place(service.rect)), ("key", &service.id.to_string())],
        vec![
            words("b", &[("title", &service.name)], &service.name),
            el(
                "div",
                &[("class", "line")],
                vec![
                    words("span", &[("class", "state"), ("title", &service.state)], &service.state),
                    words("span", &[("class", "latency")], &service.latency),
                ],
            ),
            el(
                "div",
                &[("class", "controls")],
                vec![
                    opener("more", "⋯", &more, open, send, Msg::MenuToggled(menu)),
                    menus::service(model, menu, service, send),
                    switch(&service.name, up, send, Msg::ServiceToggled(service.id)),
                ],
            ),
            el("div", &[("class", "work"), ("aria-hidden", "true")], work.collect()),
        ],
    )
}
