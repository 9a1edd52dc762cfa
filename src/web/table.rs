//! The run as an ordered table in words, a page around the playhead at a time: the run of somebody who
//! does not watch it.

use super::parts::{Send, on_click};
use crate::app::{Model, Msg};
use crate::scene::{Side, describe};
use engine::sim::Instant;
use engine::system::Occurrence;
use yew::prelude::*;

/// Rows on a page.
const ROWS: usize = 16;

/// The page that is chosen, or the one at the playhead.
pub fn view(model: &Model, send: &Send) -> Html {
    let at = model.shown();
    let sides = Side::BOTH.map(|side| model.runs.side(side).occurrences());
    let total = sides[0].len() + sides[1].len();
    let pages = total.div_ceil(ROWS).max(1);
    let before: usize = Side::BOTH.iter().map(|&side| model.runs.side(side).count_until(at)).sum();
    let here = before.saturating_sub(1) / ROWS;
    let page = model.page.unwrap_or(here).min(pages - 1);
    let rows = merged(sides, page * ROWS, ROWS);
    let to = |page: Option<usize>| on_click(send, Msg::PageChosen(page));
    html! {
        <div class="table">
            <div class="pager">
                <button type="button" disabled={page == 0} onclick={to(Some(page.saturating_sub(1)))}>{ "Earlier" }</button>
                <button type="button" disabled={page + 1 >= pages} onclick={to(Some(page + 1))}>{ "Later" }</button>
                <button type="button" aria-pressed={model.page.is_none().to_string()} onclick={to(None)}>{ "Follow the playhead" }</button>
                <span>{ format!("Page {} of {pages}", page + 1) }</span>
            </div>
            <table>
                <caption class="unseen">{ "Everything that happens in this run, in order; what lies after the playhead is marked as still to come" }</caption>
                <thead><tr><th scope="col">{ "Instant" }</th><th scope="col">{ "Side" }</th><th scope="col">{ "What happens" }</th></tr></thead>
                <tbody>
                    { for rows.into_iter().map(|(index, side, occurrence)| row(model, at, index, side, occurrence, send)) }
                </tbody>
            </table>
        </div>
    }
}

fn row(
    model: &Model,
    at: Instant,
    index: usize,
    side: Side,
    occurrence: &Occurrence,
    send: &Send,
) -> Html {
    let words = describe(model.runs.side(side), &model.scenario.producer.name, occurrence);
    let future = occurrence.at > at;
    let class = if side == Side::Direct { "direct" } else { "kafka" };
    html! {
        <tr key={index.to_string()} class={classes!(future.then_some("future"), (occurrence.at == at).then_some("now"))}>
            <td><button type="button" class="quiet when" onclick={on_click(send, Msg::Scrubbed(occurrence.at))}
                aria-label={format!("Go to {}", occurrence.at)}>{ occurrence.at.to_string() }</button></td>
            <td {class}>{ if side == Side::Direct { "Direct" } else { "Kafka" } }</td>
            <td>{ words }<span>{ if future { " (still to come)" } else { "" } }</span></td>
        </tr>
    }
}

/// Rows `from` to `from + count` of both sides in order of time, the direct side first at an instant.
fn merged(sides: [&[Occurrence]; 2], from: usize, count: usize) -> Vec<(usize, Side, &Occurrence)> {
    let [direct, kafka] = sides;
    // The split of the first `from` rows between the sides, by bisection on the direct side.
    let (mut low, mut high) = (from.saturating_sub(kafka.len()), from.min(direct.len()));
    while low < high {
        let middle = (low + high) / 2;
        if direct[middle].at <= kafka[from - middle - 1].at {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let (mut d, mut k) = (low, from - low);
    let mut rows = Vec::with_capacity(count);
    while rows.len() < count {
        let index = d + k;
        match (direct.get(d), kafka.get(k)) {
            (Some(first), second) if second.is_none_or(|second| first.at <= second.at) => {
                rows.push((index, Side::Direct, first));
                d += 1;
            }
            (_, Some(second)) => {
                rows.push((index, Side::Kafka, second));
                k += 1;
            }
            _ => break,
        }
    }
    rows
}
