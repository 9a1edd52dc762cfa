//! `kafka`: a real Apache Kafka on this machine, to try programs and faults on.
//!
//! Its data are in `target/`, new with each start. Never a cluster that others can reach.

mod cases;
mod cluster;
mod compare;
mod crew;
mod install;
pub mod layer;
mod lint;
mod node;
mod observed;
mod outcome;
mod plan;
mod ports;
mod proxy;
mod record;
mod signals;
mod table;
mod trial;
mod users;
mod variants;
mod wire;

use std::path::PathBuf;

use lexopt::Parser;
use lexopt::prelude::*;

use crate::arguments::{next, once, unexpected, value};
use crate::failure::Failure;
use crate::files::own_folder;
use crate::python;
use cluster::{Cluster, Plan};
use wire::NewTopic;

const TAKES: &str =
    "start, status, topic, stop, kill, freeze, thaw, restart, compare, lint, record and end";

/// Runs `kafka` as it was typed.
pub fn kafka(mut parser: Parser) -> Result<(), Failure> {
    let verb = match next(&mut parser, "kafka")? {
        Some(Value(verb)) => verb.to_string_lossy().into_owned(),
        Some(other) => return Err(unexpected("kafka", other, TAKES)),
        None => return Err(Failure::Usage(format!("`kafka` takes {TAKES}"))),
    };
    match verb.as_str() {
        "start" => start(parser),
        "status" => {
            nothing_more(&mut parser)?;
            status(&running()?);
            Ok(())
        }
        "topic" => topic(parser),
        "stop" | "kill" | "freeze" | "thaw" | "restart" => on_broker(&verb, parser),
        "compare" => {
            let word = part_of_a_name(&mut parser, "kafka compare")?;
            layer::compare(&layer::Needs::gather()?, &word)
        }
        "record" => record::record(&part_of_a_name(&mut parser, "kafka record")?),
        "lint" => {
            nothing_more(&mut parser)?;
            lint::lint(&install::ensure()?, &python::ensure()?, &own_folder()?.join("programs"))
        }
        "end" => {
            nothing_more(&mut parser)?;
            running()?.end()
        }
        other => Err(Failure::Usage(format!("`kafka` takes {TAKES}, and not `{other}`"))),
    }
}

fn folder() -> Result<PathBuf, Failure> {
    Ok(own_folder()?.join("kafka"))
}

fn running() -> Result<Cluster, Failure> {
    Cluster::load(&folder()?)?.ok_or_else(|| {
        Failure::missing("no Kafka was started here", "Start one: cargo xtask kafka start")
    })
}

fn start(mut parser: Parser) -> Result<(), Failure> {
    let (mut brokers, mut port, mut settings) = (None, None, Vec::new());
    while let Some(argument) = next(&mut parser, "kafka start")? {
        match argument {
            Long("brokers") => {
                once(&mut brokers, "brokers", number(&mut parser, "brokers", 1..=9)?)?;
            }
            Long("port") => once(&mut port, "port", number(&mut parser, "port", 1024..=65535)?)?,
            Long("set") => settings.push(setting(&value(&mut parser, "set")?)?),
            other => {
                return Err(unexpected("kafka start", other, "--brokers, --port and --set"));
            }
        }
    }
    let folder = folder()?;
    if let Some(old) = Cluster::load(&folder)? {
        if old.brokers().any(node::Node::is_running) {
            let what = format!("a Kafka runs at {}", old.address());
            return Err(Failure::missing(what, "End it first: cargo xtask kafka end"));
        }
        old.end()?;
    }
    let plan = Plan {
        brokers: brokers.unwrap_or(1),
        port: port.and_then(|port| u16::try_from(port).ok()),
        proxied: false,
        settings,
    };
    let cluster = Cluster::start(&install::ensure()?, &folder, &plan)?;
    status(&cluster);
    Ok(())
}

fn status(cluster: &Cluster) {
    println!("Apache Kafka {} at {}", install::VERSION, cluster.address());
    for node in cluster.brokers() {
        let state = if node.is_running() { "runs" } else { "does not run" };
        println!("  broker {} {state}; it writes {}", node.id, node.log_file().display());
    }
}

fn topic(mut parser: Parser) -> Result<(), Failure> {
    let (mut name, mut partitions, mut copies, mut settings) = (None, None, None, Vec::new());
    while let Some(argument) = next(&mut parser, "kafka topic")? {
        match argument {
            Long("partitions") => {
                let wanted = number(&mut parser, "partitions", 1..=1000)?;
                once(&mut partitions, "partitions", wanted)?;
            }
            Long("copies") => once(&mut copies, "copies", number(&mut parser, "copies", 1..=9)?)?,
            Long("set") => settings.push(setting(&value(&mut parser, "set")?)?),
            Value(text) => once(&mut name, "NAME", text.to_string_lossy().into_owned())?,
            other => {
                let takes = "a name, --partitions, --copies and --set";
                return Err(unexpected("kafka topic", other, takes));
            }
        }
    }
    let name = name.ok_or_else(|| Failure::Usage("`kafka topic` lacks the name".into()))?;
    running()?.create(&NewTopic {
        name: &name,
        partitions: partitions.unwrap_or(1).try_into().unwrap_or(1),
        replicas: copies.unwrap_or(1).try_into().unwrap_or(1),
        settings: &settings,
    })
}

/// The one argument that a command may have; nothing, if it has none.
fn part_of_a_name(parser: &mut Parser, command: &str) -> Result<String, Failure> {
    let word = match next(parser, command)? {
        None => String::new(),
        Some(Value(word)) => word.to_string_lossy().into_owned(),
        Some(other) => return Err(unexpected(command, other, "a part of a name")),
    };
    nothing_more(parser)?;
    Ok(word)
}

fn on_broker(verb: &str, mut parser: Parser) -> Result<(), Failure> {
    let mut id = None;
    while let Some(argument) = next(&mut parser, verb)? {
        match argument {
            Value(text) => {
                let number = text.to_string_lossy().parse().map_err(|_| {
                    Failure::Usage(format!("`kafka {verb}` takes the number of a broker"))
                })?;
                once(&mut id, "BROKER", number)?;
            }
            other => return Err(unexpected(verb, other, "the number of a broker")),
        }
    }
    let id = id.unwrap_or(1);
    let mut cluster = running()?;
    match verb {
        "stop" => cluster.broker(id)?.end(false)?,
        "kill" => cluster.broker(id)?.end(true)?,
        "restart" => cluster.restart(&install::ensure()?, id)?,
        _ => cluster.broker(id)?.freeze(verb == "freeze")?,
    }
    cluster.save()
}

fn number(
    parser: &mut Parser,
    name: &str,
    range: std::ops::RangeInclusive<u32>,
) -> Result<u32, Failure> {
    let text = value(parser, name)?;
    text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
        let (least, most) = range.into_inner();
        Failure::Usage(format!("`--{name}` takes a number from {least} to {most}"))
    })
}

/// `name=value`, with Kafka's name.
fn setting(text: &str) -> Result<(String, String), Failure> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    pair.map(|(name, value)| (name.to_string(), value.to_string())).ok_or_else(|| {
        Failure::Usage(format!("`{text}` is no setting; say it as in retention.ms=60000"))
    })
}

fn nothing_more(parser: &mut Parser) -> Result<(), Failure> {
    match next(parser, "kafka")? {
        None => Ok(()),
        Some(argument) => Err(unexpected("kafka", argument, "nothing more")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_refused_before_anything_starts() {
        for wrong in [
            &[][..],
            &["begin"],
            &["start", "--brokers", "0"],
            &["start", "--port", "80"],
            &["start", "--set", "retention.ms"],
            &["topic"],
            &["kill", "one"],
            &["status", "now"],
        ] {
            let result = kafka(Parser::from_args(wrong));
            assert!(matches!(result, Err(Failure::Usage(_))), "{wrong:?}");
        }
    }
}
