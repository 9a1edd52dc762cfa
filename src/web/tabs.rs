//! What stands under the stage, one at a time: a task's spans, the run in words, code, facts, meanings.

use super::parts::{Send, on_click, on_select};
use super::{facts, listings, meanings, table};
use crate::app::{Model, Msg, Tab};
use crate::scene::{Px, Row, Side, Waterfall, waterfall};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// The tabs and the open one's content.
pub fn view(model: &Model, send: &Send) -> Html {
    html! {
        <div class="below">
            <div class="tabs" role="tablist" aria-label="About this run" onkeydown={arrows(model.tab, send)}>
                { for Tab::ALL.iter().map(|&tab| {
                    let open = tab == model.tab;
                    html! {
                        <button key={name(tab)} type="button" role="tab" id={format!("tab-{}", id(tab))} aria-controls="tab-panel"
                            aria-selected={open.to_string()} tabindex={if open { "0" } else { "-1" }}
                            onclick={on_click(send, Msg::TabChosen(tab))}>{ name(tab) }</button>
                    }
                }) }
            </div>
            <div class="tab-panel" id="tab-panel" role="tabpanel" aria-labelledby={format!("tab-{}", id(model.tab))}>
                <div key={id(model.tab)}>{ match model.tab {
                    Tab::Task => task(model, send),
                    Tab::Words => table::view(model, send),
                    Tab::Code => listings::view(model, send),
                    Tab::Facts => facts::view(model, send),
                    Tab::Meanings => meanings::view(),
                } }</div>
            </div>
        </div>
    }
}

const fn name(tab: Tab) -> &'static str {
    match tab {
        Tab::Task => "One task",
        Tab::Words => "What happened, in words",
        Tab::Code => "The code",
        Tab::Facts => "The facts",
        Tab::Meanings => "What the words mean",
    }
}

const fn id(tab: Tab) -> &'static str {
    match tab {
        Tab::Task => "task",
        Tab::Words => "words",
        Tab::Code => "code",
        Tab::Facts => "facts",
        Tab::Meanings => "meanings",
    }
}

/// Left and right move between the tabs, and the focus with them.
fn arrows(open: Tab, send: &Send) -> Callback<KeyboardEvent> {
    let send = send.clone();
    Callback::from(move |event: KeyboardEvent| {
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
        let list = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let buttons = list.and_then(|button| button.parent_element()).map(|list| list.children());
        let button = buttons.and_then(|all| all.item(next as u32));
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            // A browser that cannot move the focus leaves it where it is.
            let _ = button.focus();
        }
    })
}

fn task(model: &Model, send: &Send) -> Html {
    let sides = Side::BOTH.map(|side| (side, model.runs.side(side)));
    let sent = model.runs.kafka.sent_until(model.shown()).len();
    let drawn =
        model.task().and_then(|task| waterfall(sides, task, model.shown(), model.stage_width));
    let Some(drawn) = drawn else {
        return html! { <p class="empty">{ "Nobody has sent a task yet. Send one, or press play." }</p> };
    };
    let chosen = model.pinned.filter(|&task| (task as usize) < sent);
    // A list of thousands would be no list: the newest, and the one that is pinned.
    let first = sent.saturating_sub(40);
    let listed = chosen
        .map(|task| task as usize)
        .filter(|&task| task < first)
        .into_iter()
        .chain(first..sent);
    let changed = on_select(send, |index| {
        Some(Msg::TaskPinned(index.checked_sub(1).map(|task| task as u32)))
    });
    html! {
        <div class="falls">
            <label class="which">{ "Task " }
                <select onchange={changed}>
                    <option value="0" selected={chosen.is_none()}>{ format!("{sent}, the newest") }</option>
                    { for listed.map(|task| html! {
                        <option key={task} value={(task + 1).to_string()} selected={chosen == Some(task as u32)}>{ task + 1 }</option>
                    }) }
                </select>
            </label>
            { falls(&drawn) }
        </div>
    }
}

fn falls(drawn: &Waterfall) -> Html {
    let (w, h) = (Px(drawn.width).to_string(), Px(drawn.height).to_string());
    let words = |side: Side| {
        let rows = drawn.rows.iter().filter(move |row| row.side == side);
        rows.map(|row| format!("{}: {}.", row.label, row.note)).collect::<Vec<_>>().join(" ")
    };
    html! {
        <>
            <p class="unseen">{ words(Side::Direct) }{ " " }{ words(Side::Kafka) }</p>
            <svg class="falls-picture" width={w.clone()} height={h.clone()} viewBox={format!("0 0 {w} {h}")} aria-hidden="true">
                <g class="axis">{ for drawn.ticks.iter().enumerate().map(|(index, tick)| html! {
                    <g key={index}><path d={format!("M{} 18V{h}", Px(tick.x))} />
                        <text x={Px(tick.x).to_string()} y="12" text-anchor="middle">{ &tick.text }</text></g>
                }) }</g>
                { for drawn.rows.iter().enumerate().map(|(index, row)| html! { <g key={index}>{ fall(row, drawn.left) }</g> }) }
            </svg>
        </>
    }
}

fn fall(row: &Row, left: f64) -> Html {
    let side = if row.side == Side::Direct { "direct" } else { "kafka" };
    let y = row.y + 12.0;
    let room = ((left - 10.0) / 6.6) as usize;
    let label = if row.label.chars().count() > room {
        row.label.chars().take(room.saturating_sub(1)).chain(['…']).collect()
    } else {
        row.label.clone()
    };
    html! {
        <g class={classes!("fall", side, row.head.then_some("head"), row.trouble.then_some("trouble"))}>
            <text x="0" y={Px(y).to_string()}>{ label }</text>
            { for row.bars.iter().enumerate().map(|(index, bar)| {
                let (top, height) = if bar.work || row.head { (row.y + 2.0, 12.0) } else { (row.y + 6.0, 4.0) };
                html! {
                    <rect key={index} class={classes!(bar.work.then_some("work"))} x={Px(bar.x).to_string()} y={Px(top).to_string()}
                        width={Px(bar.w).to_string()} height={Px(height).to_string()} />
                }
            }) }
            <text class="note" x={Px(row.note_x).to_string()} y={Px(y).to_string()}>{ &row.note }</text>
        </g>
    }
}
