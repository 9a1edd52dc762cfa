//! What the Java listings share: names, and what the clients are told.
//!
//! A client is told what the run does otherwise than it would by itself. Never here: a step of a program.

use crate::listing::names::{attribute, camel};
use crate::listing::page::Page;
use crate::scenario::choices::{Acks, Recovery};
use crate::scenario::settings::Setting;
use crate::scenario::statement::Scenario;
use crate::sim::Duration;

/// The Java client's own values (Apache Kafka 4.3).
const LINGER_MS: u32 = 5;
const BUFFER_BYTES: u32 = 33_554_432;
const BATCH_BYTES: u32 = 16_384;
const BLOCK_MS: u32 = 60_000;
const DELIVERY_MS: u64 = 120_000;
const REQUEST_MS: u64 = 30_000;

/// Words of the language that a field may be called.
const KEYWORDS: &str = "abstract assert boolean break byte case catch char class const continue default do \
    double else enum extends final finally float for goto if implements import instanceof int interface long \
    native new package private protected public return short static strictfp super switch synchronized this \
    throw throws transient try void volatile while true false null hash_code to_string";

/// `task_api` as `TaskApi`.
pub(super) fn class(stem: &str) -> String {
    camel(stem)
}

/// `task_id` as `taskId`.
pub(super) fn field(field: &str) -> String {
    let name = camel(&attribute(field));
    let first = name.chars().next().unwrap_or('x').to_ascii_lowercase();
    let name: String = std::iter::once(first).chain(name.chars().skip(1)).collect();
    let taken = KEYWORDS.split(' ').any(|keyword| keyword == field);
    if taken { name + "_" } else { name }
}

/// A length as `Duration.ofMillis(1000)`.
pub(super) fn duration(length: Duration) -> String {
    format!("Duration.ofMillis({})", length.0 / 1_000)
}

/// The class and the record of what users send.
pub(super) fn accessor(task: &str, name: &str) -> String {
    format!("{task}.{}()", field(name))
}

/// A client with its settings, a pair a line.
pub(super) fn client(
    page: &mut Page,
    indent: usize,
    made: &str,
    pairs: &[(&str, String)],
    of: &str,
) {
    let line = |page: &mut Page, more: usize, text: &str| {
        page.text(&format!("{:indent$}{:more$}{text}", "", ""));
    };
    line(page, 0, &format!("{made} = new Kafka{of}<>("));
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("\"{name}\", {value}")).collect();
    line(page, 4, "Map.of(");
    for (index, pair) in pairs.iter().enumerate() {
        let comma = if index + 1 < pairs.len() { "," } else { "" };
        line(page, 8, &format!("{pair}{comma}"));
    }
    line(page, 4, "),");
    let kind = if of == "Producer" { "StringSerializer" } else { "StringDeserializer" };
    line(page, 4, &format!("new {kind}(),"));
    line(page, 4, &format!("new {kind}()"));
    line(page, 0, ");");
}

/// What the producer's client is told.
pub(super) fn producer(scenario: &Scenario) -> Vec<(&'static str, String)> {
    let settings = &scenario.settings;
    let mut pairs = vec![("bootstrap.servers", "Config.KAFKA".to_string())];
    let mut tell = |name, value: String| pairs.push((name, format!("\"{value}\"")));
    match settings.acks() {
        Acks::All if settings.is_idempotence_on() => {}
        Acks::All => tell("enable.idempotence", "false".into()),
        Acks::Leader => tell("acks", "1".into()),
        Acks::None => tell("acks", "0".into()),
    }
    for (setting, name, default) in [
        (Setting::LingerMs, "linger.ms", LINGER_MS),
        (Setting::BatchSize, "batch.size", BATCH_BYTES),
        (Setting::BufferMemory, "buffer.memory", BUFFER_BYTES),
        (Setting::MaxBlockMs, "max.block.ms", BLOCK_MS),
    ] {
        let value = settings.get(setting);
        if value != default {
            tell(name, value.to_string());
        }
    }
    let delivery = scenario.kafka.delivery_timeout.0 / 1_000;
    let linger = settings.linger().0 / 1_000;
    if delivery != DELIVERY_MS {
        tell("delivery.timeout.ms", delivery.to_string());
        // The client refuses a delivery timeout below the sum of these two.
        if delivery < linger + REQUEST_MS {
            tell("request.timeout.ms", delivery.saturating_sub(linger).max(1).to_string());
        }
    }
    if settings.recovery() == Recovery::None {
        tell("metadata.recovery.strategy", "none".into());
    }
    pairs
}
