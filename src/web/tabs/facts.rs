//! Every fact of the scenario, on display and changeable: the run is made again as if it had been so
//! from the start. Where Kafka's own default differs, it stands beside.

use crate::scene::range;
use crate::stage::{Fact, Model, Msg};
use crate::web::el::{el, text, words};
use crate::web::parts::{Send, field, parse_ms};
use engine::sim::{Duration, Thousandths};
use engine::system::{Latency, Service, ServiceId};
use yew::prelude::*;

const DIRECT: &str = word!(fact.direct_note);
const KAFKA: &str = word!(fact.kafka_note);
const WORKERS: &str = word!(fact.workers_note);

/// A fact of one value.
struct Entry {
    label: &'static str,
    value: String,
    note: &'static str,
    set: fn(&str) -> Fact,
}

fn ms(label: &'static str, value: Duration, note: &'static str, set: fn(&str) -> Fact) -> Entry {
    Entry { label, value: Thousandths(value.0).to_string(), note, set }
}

/// What is no number becomes one that the model refuses.
fn count(text: &str) -> u64 {
    text.trim().parse().unwrap_or(u64::MAX)
}

/// The facts.
pub fn view(model: &Model, send: &Send) -> Html {
    let scenario = &model.work.scenario;
    let (producer, kafka) = (&scenario.producer, &scenario.kafka);
    let both = [
        ms(word!(fact.save), producer.save, word!(fact.save_note), |t| Fact::Save(parse_ms(t))),
        ms(word!(fact.patience), producer.client_timeout, "", |t| Fact::ClientTimeout(parse_ms(t))),
        Entry {
            label: word!(fact.seed),
            value: scenario.seed.to_string(),
            note: word!(fact.seed_note),
            set: |t| Fact::Seed(count(t)),
        },
        ms(word!(fact.horizon), scenario.horizon, "", |t| Fact::Horizon(parse_ms(t))),
    ];
    let direct = [ms(word!(fact.call_timeout), producer.call_timeout, DIRECT, |t| {
        Fact::CallTimeout(parse_ms(t))
    })];
    let log = [
        Entry {
            label: word!(fact.partitions),
            value: kafka.partitions.to_string(),
            note: word!(fact.partitions_note),
            set: |t| Fact::Partitions(u32::try_from(count(t)).unwrap_or(u32::MAX)),
        },
        ms(word!(fact.publish), kafka.publish, "", |t| Fact::Publish(parse_ms(t))),
        ms(word!(fact.delivery_timeout), kafka.delivery_timeout, word!(fact.delivery_note), |t| {
            Fact::DeliveryTimeout(parse_ms(t))
        }),
    ];
    let mut kafka_group = group(word!(fact.kafka), &log, send);
    kafka_group.push(words("p", &[("class", "hint")], KAFKA));
    let set = |children| el("fieldset", &[], children);
    let hint = word!(fact.hint);
    let groups = vec![
        set(group(word!(fact.both), &both, send)),
        set(group(word!(side.direct), &direct, send)),
        set(kafka_group),
        services(model, send),
    ];
    el(
        "div",
        &[("class", "facts")],
        vec![
            words("p", &[("class", "hint")], hint),
            el("div", &[("class", "fact-groups")], groups),
        ],
    )
}

fn group(name: &str, facts: &[Entry], send: &Send) -> Vec<Html> {
    let fact = |fact: &Entry| {
        let set = fact.set;
        let attrs =
            [("type", "number"), ("min", "0"), ("step", "any"), ("value", fact.value.as_str())];
        let input = field(&attrs, send, move |text| Msg::Set(set(&text)));
        let label = vec![text(fact.label), input];
        let label = el("label", &[], label);
        el("div", &[("class", "fact")], vec![label, words("small", &[], fact.note)])
    };
    std::iter::once(words("legend", &[], name)).chain(facts.iter().map(fact)).collect()
}

fn services(model: &Model, send: &Send) -> Html {
    let head =
        [word!(fact.service), word!(fact.latency_ms), word!(fact.workers), word!(fact.needs)];
    let head = head.map(|name| words("th", &[("scope", "col")], name)).into();
    let roster = model.runs.kafka.roster().iter().enumerate();
    let rows = roster.map(|(index, service)| row(index as ServiceId, service, send));
    let event = &model.work.scenario.event;
    let event = {
        let fields = event.fields.join(word!(list.comma));
        format!(word!(fact.event), event = event.kind, fields = fields)
    };
    let table = vec![el("thead", &[], vec![el("tr", &[], head)]), el("tbody", &[], rows.collect())];
    el(
        "fieldset",
        &[("class", "services")],
        vec![
            words("legend", &[], word!(fact.services)),
            el("table", &[], table),
            words("p", &[("class", "hint")], WORKERS),
            words("p", &[("class", "hint")], &event),
        ],
    )
}

fn row(id: ServiceId, service: &Service, send: &Send) -> Html {
    let number = |what: &str, value: &str, msg: Box<dyn Fn(String) -> Msg>| {
        let name = format!(word!(fact.of), what = what, service = service.name);
        let attrs = [
            ("type", "number"),
            ("min", "0"),
            ("step", "any"),
            ("value", value),
            ("aria-label", &name),
        ];
        field(&attrs, send, msg)
    };
    let latency = match service.latency {
        Latency::Fixed(length) => number(
            word!(fact.latency),
            &Thousandths(length.0).to_string(),
            Box::new(move |text| Msg::Set(Fact::Latency(id, Latency::Fixed(parse_ms(&text))))),
        ),
        random => text(&range(random)),
    };
    let workers = number(
        word!(fact.workers),
        &service.workers.to_string(),
        Box::new(move |text| {
            Msg::Set(Fact::Workers(id, u32::try_from(count(&text)).unwrap_or(u32::MAX)))
        }),
    );
    el(
        "tr",
        &[],
        vec![
            words("th", &[("scope", "row")], &service.name),
            el("td", &[], vec![latency]),
            el("td", &[], vec![workers]),
            words("td", &[], &service.needs.join(word!(list.comma))),
        ],
    )
}
