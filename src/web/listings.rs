//! The code that runs on both sides, the executing lines lit, and what a service that joined or left
//! changed in the producer.

use super::parts::{Send, on_select, select};
use crate::app::{CodeChange, Model, Msg};
use crate::scene::{Side, lit, ordinal};
use engine::system::{Change, Listing, Place, ProducerDiff};
use yew::prelude::*;

/// Producer and one service, on both sides.
pub fn view(model: &Model, send: &Send) -> Html {
    let at = model.shown();
    let present = model.present(at);
    let service = if present.contains(&model.code_of) { model.code_of } else { present[0] };
    let roster = model.runs.kafka.roster();
    let names: Vec<String> =
        present.iter().map(|&id| roster[usize::from(id)].name.clone()).collect();
    let chosen = present.iter().position(|&id| id == service).unwrap_or(0);
    let ids = present.clone();
    let changed = on_select(send, move |index| Some(Msg::CodeOf(*ids.get(index)?)));
    html! {
        <div class="code">
            <div class="code-head">
                <p>{ "Lit is the line that runs for the chosen task. " }
                    { model.task().map(|task| format!("This is task {}.", task + 1)).unwrap_or_default() }</p>
                <label>{ "Service shown " }{ select("Service shown", &names, chosen, changed) }</label>
            </div>
            <div class="changes">{ model.last_change().as_ref().map(change).unwrap_or_default() }</div>
            <div class="listings">
                { for Side::BOTH.map(|side| {
                    let lit = lit(model.runs.side(side), model.task(), service, at, model.playback.moment());
                    html! {
                        <div key={side.name()} class={if side == Side::Direct { "direct" } else { "kafka" }}>
                            <h3>{ side.name() }</h3>
                            { listing(&model.producer_code(side, &present), &lit.producer) }
                            { listing(&model.service_code(side, service), &lit.service) }
                        </div>
                    }
                }) }
            </div>
        </div>
    }
}

fn listing(listing: &Listing, lit: &[Place]) -> Html {
    html! {
        <figure>
            <figcaption>{ &listing.file }</figcaption>
            <pre tabindex="0" aria-label={format!("Listing of {}", listing.file)}><code>
                { for listing.lines.iter().enumerate().map(|(index, line)| {
                    let on = line.place.is_some_and(|place| lit.contains(&place));
                    html! { <span key={index} class={classes!("l", on.then_some("lit"))}>{ shaded(&line.text) }{ "\n" }</span> }
                }) }
            </code></pre>
        </figure>
    }
}

/// Comments and strings are set apart; nothing more, for the lit line is what should be seen.
fn shaded(text: &str) -> Html {
    match text.split_once("# ") {
        Some((code, comment)) if code.matches('"').count() % 2 == 0 => {
            html! { <>{ code }<i>{ format!("# {comment}") }</i></> }
        }
        _ => html! { { text } },
    }
}

fn change(change: &CodeChange) -> Html {
    let verb = if change.joined { "joined" } else { "left" };
    html! {
        <div class="change">
            <h3>{ format!("{} {verb}: what changed in the producer", change.name) }</h3>
            <div class="listings">
                { diff("direct", Side::Direct, &change.direct) }
                { diff("kafka", Side::Kafka, &change.kafka) }
            </div>
        </div>
    }
}

fn diff(class: &'static str, side: Side, diff: &ProducerDiff) -> Html {
    let words = if diff.redeploys == 0 {
        "Nothing. No line, no import, no redeploy.".to_string()
    } else {
        format!(
            "{} added, {} removed, {} touched, {}.",
            ordinal(diff.added as u32, "line"),
            diff.removed,
            ordinal(diff.imports as u32, "import"),
            ordinal(diff.redeploys as u32, "redeploy"),
        )
    };
    html! {
        <div {class}>
            <p><b>{ side.name() }</b>{ ": " }{ words }</p>
            <pre tabindex="0" aria-label={format!("Change of the producer, {}", side.name())}><code>
                { for diff.lines.iter().enumerate().map(|(index, (change, text))| {
                    let (class, sign) = match change {
                        Change::Same => ("", " "),
                        Change::Added => ("added", "+"),
                        Change::Removed => ("removed", "-"),
                        Change::Gap => ("gap", "…"),
                    };
                    html! { <span key={index} class={classes!("l", class)}>{ sign }{ " " }{ text }{ "\n" }</span> }
                }) }
            </code></pre>
        </div>
    }
}
