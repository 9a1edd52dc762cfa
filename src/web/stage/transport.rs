//! The clock: play, step, speed, the scrubber with its flags, and the forks that were kept.

use crate::scene::{Px, Scrubber, counted, in_words};
use crate::stage::{Model, Msg, SPEEDS};
use crate::web::el::{On, el, live, text, words};
use crate::web::parts::{Send, button, select, sign};
use engine::history::End;
use engine::play::OCCURRENCE_LIMIT;
use engine::sim::Instant;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// The clock of both sides.
pub fn view(model: &Model, send: &Send) -> Html {
    let speeds: Vec<String> = SPEEDS
        .iter()
        .map(|speed| format!(word!(transport.speed_of), speed = speed.label()))
        .collect();
    let (play, name) = if model.playback.playing() {
        ("❚❚", word!(transport.pause))
    } else {
        ("▶", word!(transport.play))
    };
    let choose = |index| Some(Msg::SpeedChosen(index));
    let keys = vec![
        sign("", "⇤", word!(transport.to_start), send, Msg::Restarted),
        sign("", "❮", word!(transport.step_back), send, Msg::Stepped { forwards: false }),
        sign("go", play, name, send, Msg::PlayToggled),
        sign("", "❯", word!(transport.step_forward), send, Msg::Stepped { forwards: true }),
        select(word!(transport.speed), &speeds, model.playback.speed(), send, choose),
    ];
    let transport = vec![
        el("div", &[("class", "keys")], keys),
        line(model, send),
        words("div", &[("class", "when")], &model.clock()),
    ];
    el(
        "div",
        &[("class", "clock")],
        vec![el("div", &[("class", "transport")], transport), forks(model, send)],
    )
}

fn line(model: &Model, send: &Send) -> Html {
    let horizon = model.runs.horizon();
    let at = model.shown();
    let share = at.0 as f64 / horizon.0.max(1) as f64;
    let send = send.clone();
    let moved = On::Input(Callback::from(move |event: InputEvent| {
        let input = event.target_dyn_into::<HtmlInputElement>();
        if let Some(ms) = input.and_then(|input| input.value().parse::<u64>().ok()) {
            send.emit(Msg::Scrubbed(Instant::from_ms(ms)));
        }
    }));
    let (end, now) = ((horizon.0 / 1_000).to_string(), (at.0 / 1_000).to_string());
    let said = model.clock();
    let range = [
        ("type", "range"),
        ("min", "0"),
        ("max", end.as_str()),
        ("step", "1"),
        ("value", &now),
        ("aria-label", word!(transport.playhead)),
        ("aria-valuetext", &said),
    ];
    let played = format!("width:{}%", Px(share * 100.0));
    el(
        "div",
        &[("class", "scrubber")],
        vec![
            marks(&model.scrubber),
            el("div", &[("class", "played"), ("style", &played)], vec![]),
            live("input", &range, moved, vec![]),
        ],
    )
}

/// The line's flags and shades.
fn marks(scrubber: &Scrubber) -> Html {
    let shades = scrubber.shades.iter().map(|shade| {
        let (left, width) = (shade.from * 100.0, (shade.to - shade.from) * 100.0);
        let style = format!("left:{}%;width:{}%", Px(left), Px(width));
        el("i", &[("class", if shade.down { "" } else { "ailing" }), ("style", &style)], vec![])
    });
    let flags = scrubber.flags.iter().map(|flag| {
        let class = match (flag.own, flag.at > 0.8) {
            (true, true) => "own late",
            (true, false) => "own",
            (false, true) => "late",
            (false, false) => "",
        };
        let style = format!("left:{}%", Px(flag.at * 100.0));
        let label = if flag.labelled { flag.text.as_str() } else { "" };
        let attrs = [("class", class), ("style", &style), ("title", &flag.text)];
        el("i", &attrs, vec![words("span", &[], label)])
    });
    el(
        "div",
        &[("aria-hidden", "true")],
        vec![
            el("div", &[("class", "shades")], shades.collect()),
            el("div", &[("class", "flags")], flags.collect()),
        ],
    )
}

/// What the learner did, what they did before they forked, and a run that was cut short.
fn forks(model: &Model, send: &Send) -> Html {
    let cut = [&model.runs.direct, &model.runs.kafka].into_iter().find_map(|run| match run.end() {
        End::Limit(_) => {
            Some(format!(word!(transport.cut), end = model.runs.horizon(), most = OCCURRENCE_LIMIT))
        }
        End::Horizon => None,
    });
    let at = model.playback.at();
    let over =
        at > Instant::START && !model.playback.playing() && model.runs.next_after(at).is_none();
    let status = cut.or(over.then(|| word!(transport.over).to_string()));
    let roster = model.work.scenario.roster(&model.work.interventions);
    let own = model.work.interventions.len() as u32;
    let things = || counted(own, [word!(one.thing), word!(many.thing)]);
    let done = match (own, model.work.changed()) {
        (0, false) => None,
        (0, true) => Some(word!(transport.changed).to_string()),
        (_, false) => Some(format!(word!(transport.did), things = things())),
        (_, true) => Some(format!(word!(transport.did_and_changed), things = things())),
    };
    let done = done.map(|said| {
        let mut parts = vec![text(&said)];
        if own > 0 {
            parts.push(button("quiet", word!(transport.undo), send, Msg::Undone));
        }
        parts.push(button("quiet", word!(transport.clear), send, Msg::Cleared));
        el("span", &[], parts)
    });
    let kept = model.work.branches.iter().enumerate().map(|(index, branch)| {
        let names: Vec<String> =
            branch.interventions.iter().map(|what| in_words(&what.action, &roster)).collect();
        let first = names.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
        let more = match names.len() {
            0..=2 => String::new(),
            all => format!(word!(transport.and_more), count = all - 2),
        };
        let said = format!(word!(transport.kept), first = first, more = more, at = branch.at);
        let back = button("quiet", word!(transport.return), send, Msg::BranchReturned(index));
        el("span", &[], vec![text(&said), back])
    });
    let left = model.left.as_ref().map(|left| {
        let said = format!(word!(transport.left), title = left.scenario.title);
        el(
            "span",
            &[],
            vec![text(&said), button("quiet", word!(transport.go_back), send, Msg::Resumed)],
        )
    });
    el(
        "div",
        &[("class", "forks")],
        vec![
            el("div", &[("role", "status")], status.iter().map(|said| text(said)).collect()),
            el("div", &[], done.into_iter().collect()),
            el("div", &[], kept.collect()),
            el("div", &[], left.into_iter().collect()),
        ],
    )
}
