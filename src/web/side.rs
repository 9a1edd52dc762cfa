//! One side of the stage: its wait, its picture, its ledger.
//!
//! Lines, log and what moves are SVG; whatever can be used or is a name is HTML at the same pixels. Never
//! here: where things are; the scene says.

use super::menus;
use super::parts::{Send, on_click, on_select, select, switch};
use crate::app::{Menu, Model, Msg};
use crate::scene::{
    Dots, Form, Lane, LogPicture, Marker, Panel, Px, Rect, ServiceBox, Side, Slot, Tone, length,
    ordinal, summary,
};
use engine::system::{History, Ledger, Mode, Style};
use yew::prelude::*;

/// A side at the playhead.
pub fn view(model: &Model, side: Side, send: &Send) -> Html {
    let history = model.runs.side(side);
    let at = model.shown();
    let ledger = history.at(at).ledger;
    let panel = model.panel(side);
    let class = match side {
        Side::Direct => "side direct",
        Side::Kafka => "side kafka",
    };
    html! {
        <div {class} key={side.name()}>
            <div class="cap">
                <h2>{ side.name() }</h2>
                { caption(model, side, send) }
            </div>
            { wait(model, side, history) }
            { picture(model, &panel, send) }
            <p class="unseen">{ format!("{}. {}", side.name(), summary(&ledger)) }</p>
            { ledger_view(&ledger) }
        </div>
    }
}

/// How the side is wired.
fn caption(model: &Model, side: Side, send: &Send) -> Html {
    if side == Side::Kafka {
        let partitions = ordinal(model.scenario.kafka.partitions, "partition");
        return html! { <span>{ format!("topic {}, {partitions}, one group a service", model.scenario.event.topic) }</span> };
    }
    let options = ["one after another", "all at once", "after the answer, in the background"];
    const STYLES: [Style; 3] = [Style::Sequential, Style::Parallel, Style::Background];
    let chosen = STYLES.iter().position(|&style| style == model.scenario.direct).unwrap_or(0);
    let changed = on_select(send, |index| Some(Msg::StyleChosen(*STYLES.get(index)?)));
    html! { { select("How the calls are made", &options.map(String::from), chosen, changed) } }
}

/// How long the last user waited: the largest figure of the side.
fn wait(model: &Model, side: Side, history: &History) -> Html {
    let at = model.shown();
    let task = history.at(at).last_task();
    let waited = |side: Side| {
        let history = model.runs.side(side);
        history.at(at).last_task().map(|task| history.tasks()[task as usize].waited(at))
    };
    let scale = model.longest_wait(at).0.max(1) as f64;
    let share = waited(side).map_or(0.0, |wait| (wait.0 as f64 / scale).min(1.0));
    let (figure, words) = match task {
        None => ("–".to_string(), "nobody has waited yet"),
        Some(task) => {
            let times = history.tasks()[task as usize];
            let words = match times.ended.filter(|&(when, _)| when <= at) {
                None => "so far, still waiting",
                Some((_, None)) => "answered",
                Some((_, Some(engine::system::Cause::ClientGaveUp))) => "then gave up",
                Some((_, Some(_))) => "then an error",
            };
            (length(times.waited(at)), words)
        }
    };
    let (number, unit) = figure.rsplit_once(' ').unwrap_or((&figure, ""));
    let bad = words.starts_with("then");
    html! {
        <div class="wait">
            <div class="num"><span class="figure">{ number }<span class="unit">{ format!(" {unit}") }</span></span>
                <small class={classes!(bad.then_some("bad"))}>{ words }</small></div>
            <div class="bar" aria-hidden="true"><i style={format!("width:{}%", Px(share * 100.0))}></i></div>
        </div>
    }
}

fn ledger_view(ledger: &Ledger) -> Html {
    let share = ledger.per_cent_answered().map(|share| format!(" ({share} %)")).unwrap_or_default();
    let item = |count: u32, word: String, bad: bool| {
        html! { <span class={classes!((bad && count > 0).then_some("bad"))}><b>{ count }</b>{ format!(" {word}") }</span> }
    };
    let extra = |count: u32, word: &str| {
        if count > 0 {
            item(count, word.into(), false)
        } else {
            html! { <span></span> }
        }
    };
    html! {
        <div class="ledger">
            <div><em>{ "Tasks" }</em>
                { item(ledger.answered, format!("answered{share}"), false) }
                { item(ledger.failed, "failed".into(), true) }
                { item(ledger.half_done, "half-done".into(), true) }
                { item(ledger.waiting(), "waiting".into(), false) }
            </div>
            <div><em>{ "Effects" }</em>
                { item(ledger.done, "done".into(), false) }
                { item(ledger.pending(), "pending".into(), false) }
                { item(ledger.missing, "missing".into(), true) }
                { extra(ledger.repeated, "repeated") }
                { extra(ledger.backfilled, "backfilled") }
                { extra(ledger.cancelled, "cancelled") }
            </div>
        </div>
    }
}

fn picture(model: &Model, panel: &Panel, send: &Send) -> Html {
    let layout = &panel.layout;
    let size = format!("height:{}px", Px(layout.height));
    let (w, h) = (px(layout.width), px(layout.height));
    html! {
        <div class={classes!("picture", layout.compact.then_some("compact"))} style={size}>
            <svg width={w.clone()} height={h.clone()} viewBox={format!("0 0 {w} {h}")} aria-hidden="true">
                <g class="lines">
                    { for panel.lines.iter().enumerate().map(|(index, (curve, down))| html! {
                        <path key={index} d={curve.path()} class={classes!(down.then_some("down"))} />
                    }) }
                </g>
                <g class="log">{ panel.log.as_ref().map(log).unwrap_or_default() }</g>
                <g class="dots">{ for panel.dots.iter().enumerate().map(dots) }</g>
                <circle class="user" cx={px(layout.user.x)} cy={px(layout.user.y)} r={px(layout.radius)} />
                <text class="user" x={px(layout.user.x)} y={px(layout.user.y + 4.0)} text-anchor="middle">{ "User" }</text>
                <text class="crowd" x={px(panel.crowd_at.x)} y={px(panel.crowd_at.y)}
                    text-anchor={if layout.stacked { "start" } else { "middle" }}>{ &panel.crowd }</text>
                <g class="marks">{ for panel.marks.iter().enumerate().map(|(index, mark)| html! {
                    <g key={index} transform={format!("translate({} {})", Px(mark.at.x), Px(mark.at.y))}>
                        if mark.cross {
                            <g><circle r="8" /><path d="M-3.5-3.5 3.5 3.5M3.5-3.5-3.5 3.5" /></g>
                        }
                        <text y="-13" text-anchor="middle">{ &mark.text }</text>
                    </g>
                }) }</g>
            </svg>
            { producer(model, panel, send) }
            if layout.side == Side::Kafka {
                <div class="topic" style={format!("left:{}px;top:{}px;width:{}px", Px(layout.log.x), Px(layout.log.y - 62.0), Px(layout.log.w))}>
                    { switch("Kafka", panel.log.as_ref().is_none_or(|log| log.up), on_click(send, Msg::BrokerToggled)) }
                    <b>{ &model.scenario.event.topic }</b>
                    <span>{ if panel.log.as_ref().is_none_or(|log| log.up) { "" } else { "Kafka is down" } }</span>
                </div>
            }
            { for panel.services.iter().map(|service| service_box(model, panel, service, send)) }
        </div>
    }
}

fn px(value: f64) -> String {
    Px(value).to_string()
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

fn dots((index, dots): (usize, &Dots)) -> Html {
    let class = match dots.tone {
        Tone::Side => "side-tone",
        Tone::Trouble => "trouble",
        Tone::Quiet => "quiet-tone",
    };
    html! { <path key={index} {class} d={dots.path.clone()} stroke-width={px(dots.size)} /> }
}

fn log(log: &LogPicture) -> Html {
    html! {
        <g class={classes!((!log.up).then_some("down"))}>
            { for log.rows.iter().enumerate().map(|(index, row)| html! { <g key={index}>{ row_view(row) }</g> }) }
            { for log.markers.iter().enumerate().map(|(index, marker)| html! { <g key={index}>{ marker_view(marker) }</g> }) }
            { for log.lanes.iter().enumerate().map(|(index, lane)| html! { <g key={index}>{ lane_view(lane) }</g> }) }
        </g>
    }
}

fn row_view(row: &[Slot]) -> Html {
    let (Some(first), Some(last)) = (row.first(), row.last()) else { return html! {} };
    let middle = first.y + first.h / 2.0 + 4.0;
    html! {
        <>
            <rect class="row" x={px(first.x)} y={px(first.y)} width={px(last.x + last.w - first.x)} height={px(first.h)} />
            { for row.iter().map(|slot| html! {
                <g key={slot.offset.to_string()} class={classes!(slot.stored.then_some("stored"), slot.active.then_some("active"))}>
                    <rect x={px(slot.x)} y={px(slot.y)} width={px(slot.w)} height={px(slot.h)} />
                    <text x={px(slot.x + slot.w / 2.0)} y={px(middle)} text-anchor="middle">{ slot.offset }</text>
                </g>
            }) }
        </>
    }
}

fn marker_view(marker: &Marker) -> Html {
    let (tip, base) = if marker.below { (1.0, 9.0) } else { (-1.0, -9.0) };
    let (x, y) = (marker.x, marker.y);
    let shape = format!("M{} {}l-5 {}h10z", Px(x), Px(y + tip), Px(base - tip));
    html! {
        <g class={classes!("marker", marker.trouble.then_some("trouble"))}>
            <path d={shape} />
            if !marker.text.is_empty() {
                <g><path class="stem" d={format!("M{} {}v-20", Px(x), Px(y - 9.0))} />
                <text x={px(x)} y={px(y - 33.0)} text-anchor="middle">{ &marker.text }</text></g>
            }
        </g>
    }
}

fn lane_view(lane: &Lane) -> Html {
    html! {
        <g class={classes!("lane", lane.trouble.then_some("trouble"))}>
            <path d={format!("M{} {}H{}", Px(lane.x), Px(lane.y), Px(lane.end))} />
            <text x={px(lane.end)} y={px(lane.y + 15.0)} text-anchor="end">{ &lane.text }</text>
        </g>
    }
}

fn producer(model: &Model, panel: &Panel, send: &Send) -> Html {
    let menu = Menu::Producer(panel.layout.side);
    html! {
        <div class="node producer" style={place(panel.layout.producer)}>
            <b>{ &model.scenario.producer.name }</b>
            <span>{ &panel.producer }</span>
            <button type="button" class="more" aria-label={format!("More on {}", model.scenario.producer.name)}
                aria-expanded={(model.menu == Some(menu)).to_string()}
                onclick={on_click(send, Msg::MenuToggled(menu))}>{ "⋯" }</button>
            { menus::producer(model, menu, send) }
        </div>
    }
}

fn service_box(model: &Model, panel: &Panel, service: &ServiceBox, send: &Send) -> Html {
    let form = match service.form {
        Form::Plain => "",
        Form::Faded => "faded",
        Form::Ailing => "ailing",
        Form::Down => "down",
    };
    let menu = Menu::Service(panel.layout.side, service.id);
    let workers = service.progress.len() as f64;
    html! {
        <div key={service.id.to_string()} class={classes!("node", "service", form)} style={place(service.rect)}>
            <b title={service.name.clone()}>{ &service.name }</b>
            <span class="state">{ &service.state }</span>
            <div class="controls">
                <button type="button" class="more" aria-label={format!("More on {}", service.name)}
                    aria-expanded={(model.menu == Some(menu)).to_string()}
                    onclick={on_click(send, Msg::MenuToggled(menu))}>{ "⋯" }</button>
                { switch(&service.name, service.mode != Mode::Down, on_click(send, Msg::ServiceToggled(service.id))) }
            </div>
            <div class="work" aria-hidden="true">
                { for service.progress.iter().enumerate().map(|(index, share)| html! {
                    <i key={index} style={format!("left:{}%;width:{}%", Px(index as f64 * 100.0 / workers), Px(share * 100.0 / workers))}></i>
                }) }
            </div>
            { menus::service(model, menu, service, send) }
        </div>
    }
}
