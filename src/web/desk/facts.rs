//! Every fact of the scenario, on display and changeable: the run is made again as if it had been so
//! from the start. Where Kafka's own default differs, it stands beside.

use crate::app::{Fact, Model, Msg};
use crate::scene::range;
use crate::web::el::{el, text, words};
use crate::web::parts::{Send, field, parse_ms};
use engine::sim::{Duration, Thousandths};
use engine::system::{Latency, Service, ServiceId};
use yew::prelude::*;

const DIRECT: &str = "The way there and back takes no time; a call costs the service's work and its queue. \
     There are no retries.";
const KAFKA: &str = "Set otherwise than by default (Apache Kafka 4.x): a commit after each record \
     (enable.auto.commit is true, every 5 s); groups form at once (group.initial.rebalance.delay.ms is \
     3000); records are sent at once (linger.ms is 5). The key is the task. Classic group protocol, range \
     assignor.";
const WORKERS: &str = "Workers: calls served at once on the left; members of the consumer group on the \
     right, of which at most one works for a partition.";

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
        ms("Database save, ms", producer.save, "The course leaves it out.", |t| {
            Fact::Save(parse_ms(t))
        }),
        ms("The user waits at most, ms", producer.client_timeout, "", |t| {
            Fact::ClientTimeout(parse_ms(t))
        }),
        Entry {
            label: "Seed",
            value: scenario.seed.to_string(),
            note: "The same seed gives the same run.",
            set: |t| Fact::Seed(count(t)),
        },
        ms("Length of the run, ms", scenario.horizon, "", |t| Fact::Horizon(parse_ms(t))),
    ];
    let direct = [ms("A call waits at most, ms", producer.call_timeout, DIRECT, |t| {
        Fact::CallTimeout(parse_ms(t))
    })];
    let log = [
        Entry {
            label: "Partitions",
            value: kafka.partitions.to_string(),
            note: "num.partitions, default 1",
            set: |t| Fact::Partitions(u32::try_from(count(t)).unwrap_or(u32::MAX)),
        },
        ms("Publish, until acknowledged, ms", kafka.publish, "", |t| Fact::Publish(parse_ms(t))),
        ms(
            "The producer keeps a record at most, ms",
            kafka.delivery_timeout,
            "delivery.timeout.ms, default 120000; here the user's patience",
            |t| Fact::DeliveryTimeout(parse_ms(t)),
        ),
    ];
    let mut kafka_group = group("Kafka", &log, send);
    kafka_group.push(words("p", &[("class", "hint")], KAFKA));
    let set = |children| el("fieldset", &[], children);
    let hint = "A change here makes both runs again, as if it had been so from the start. What you did on \
         the way stays.";
    let groups = vec![
        set(group("Both sides", &both, send)),
        set(group("Direct calls", &direct, send)),
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
    let head = ["Service", "Latency, ms", "Workers", "Needs"];
    let head = head.map(|name| words("th", &[("scope", "col")], name)).into();
    let roster = model.runs.kafka.roster().iter().enumerate();
    let rows = roster.map(|(index, service)| row(index as ServiceId, service, send));
    let event = &model.work.scenario.event;
    let event = format!("The event {} carries {}.", event.kind, event.fields.join(", "));
    let table = vec![el("thead", &[], vec![el("tr", &[], head)]), el("tbody", &[], rows.collect())];
    el(
        "fieldset",
        &[("class", "services")],
        vec![
            words("legend", &[], "Services, on both sides"),
            el("table", &[], table),
            words("p", &[("class", "hint")], WORKERS),
            words("p", &[("class", "hint")], &event),
        ],
    )
}

fn row(id: ServiceId, service: &Service, send: &Send) -> Html {
    let number = |what: &str, value: &str, msg: Box<dyn Fn(String) -> Msg>| {
        let name = format!("{what} of {}", service.name);
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
            "Latency",
            &Thousandths(length.0).to_string(),
            Box::new(move |text| Msg::Set(Fact::Latency(id, Latency::Fixed(parse_ms(&text))))),
        ),
        random => text(&range(random)),
    };
    let workers = number(
        "Workers",
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
            words("td", &[], &service.needs.join(", ")),
        ],
    )
}
