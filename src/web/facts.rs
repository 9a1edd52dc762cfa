//! Every fact of the scenario, on display and changeable: the run is made again as if it had been so
//! from the start. Where Kafka's own default differs, it stands beside.

use super::parts::{Send, on_text, parse_ms};
use crate::app::{Model, Msg, Setting};
use crate::scene::range;
use engine::sim::{Duration, Thousandths};
use engine::system::{Latency, ServiceId};
use yew::prelude::*;

/// The facts.
pub fn view(model: &Model, send: &Send) -> Html {
    let scenario = &model.scenario;
    let ms = |name: &str, value: Duration, note: &str, set: fn(Duration) -> Setting| {
        let changed = on_text(send, move |text| Some(Msg::Set(set(parse_ms(&text)))));
        number(&format!("{name}, ms"), Thousandths(value.0).to_string(), note, changed)
    };
    let count = |name: &str, value: u64, note: &str, set: fn(u64) -> Setting| {
        let changed =
            on_text(send, move |text| Some(Msg::Set(set(text.trim().parse().unwrap_or(u64::MAX)))));
        number(name, value.to_string(), note, changed)
    };
    html! {
        <div class="facts">
            <p class="hint">{ "A change here makes both runs again, as if it had been so from the start. What you did on the way stays." }</p>
            <div class="fact-groups">
                <fieldset><legend>{ "Both sides" }</legend>
                    { ms("Database save", scenario.producer.save, "The course leaves it out.", Setting::Save) }
                    { ms("The user waits at most", scenario.producer.client_timeout, "", Setting::ClientTimeout) }
                    { count("Seed", scenario.seed, "Same seed, same run.", Setting::Seed) }
                    { ms("Length of the run", scenario.horizon, "", Setting::Horizon) }
                </fieldset>
                <fieldset><legend>{ "Direct calls" }</legend>
                    { ms("The producer waits for a call at most", scenario.producer.call_timeout, "", Setting::CallTimeout) }
                    <p class="hint">{ "The way there and back takes no time; a call costs the service's work and its queue. No retries." }</p>
                </fieldset>
                <fieldset><legend>{ "Kafka" }</legend>
                    { count("Partitions", scenario.kafka.partitions.into(), "num.partitions, default 1", |n| Setting::Partitions(u32::try_from(n).unwrap_or(u32::MAX))) }
                    { ms("Publish, until acknowledged", scenario.kafka.publish, "", Setting::Publish) }
                    { ms("The producer keeps a record at most", scenario.kafka.delivery_timeout, "delivery.timeout.ms, default 120000; here the user's patience", Setting::DeliveryTimeout) }
                    <p class="hint">{ "Set otherwise than by default (Apache Kafka 4.x): commit after each record (enable.auto.commit is true, every 5 s); groups form at once (group.initial.rebalance.delay.ms is 3000); records are sent at once (linger.ms is 5). Key: the task. Classic group protocol, range assignor." }</p>
                </fieldset>
                <fieldset class="services"><legend>{ "Services, on both sides" }</legend>
                    <table>
                        <thead><tr><th scope="col">{ "Service" }</th><th scope="col">{ "Latency, ms" }</th><th scope="col">{ "Workers" }</th><th scope="col">{ "Needs" }</th></tr></thead>
                        <tbody>{ for model.runs.kafka.roster().iter().enumerate().map(|(index, service)| {
                            let id = index as ServiceId;
                            let latency = on_text(send, move |text| Some(Msg::Set(Setting::Latency(id, Latency::Fixed(parse_ms(&text))))));
                            let workers = on_text(send, move |text| Some(Msg::Set(Setting::Workers(id, text.trim().parse().unwrap_or(0)))));
                            html! {
                                <tr key={index}>
                                    <th scope="row">{ &service.name }</th>
                                    <td>{ match service.latency {
                                        Latency::Fixed(length) => html! { <input type="number" min="0" step="any" value={Thousandths(length.0).to_string()}
                                            aria-label={format!("Latency of {}, ms", service.name)} onchange={latency} /> },
                                        random => html! { <span>{ range(random) }</span> },
                                    } }</td>
                                    <td><input type="number" min="1" value={service.workers.to_string()}
                                        aria-label={format!("Workers of {}", service.name)} onchange={workers} /></td>
                                    <td>{ service.needs.join(", ") }</td>
                                </tr>
                            }
                        }) }</tbody>
                    </table>
                    <p class="hint">{ "Workers: calls served at once on the left; members of the consumer group on the right, of which at most one works for a partition." }</p>
                    <p class="hint">{ format!("The event {} carries {}.", scenario.event.kind, scenario.event.fields.join(", ")) }</p>
                </fieldset>
            </div>
        </div>
    }
}

fn number(label: &str, value: String, note: &str, changed: Callback<Event>) -> Html {
    html! {
        <label key={label.to_string()}>{ label }<input type="number" min="0" step="any" {value} onchange={changed} /><small>{ note }</small></label>
    }
}
