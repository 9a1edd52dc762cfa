//! What Apache Kafka and two of its clients do, measured and written down as data, so that tests can hold the simulation
//! to it without them.
//!
//! tests/kafka/facts.py and Facts.java measure. Never changes a figure by hand.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use crate::failure::Failure;
use crate::files::{self, own_folder};
use crate::kafka::cluster::{Cluster, Plan};
use crate::kafka::install::{self, Kafka};
use crate::kafka::proxy::Proxy;
use crate::process::{command, output, root, version};
use crate::python;

/// Where the figures are kept.
const FACTS: &str = "engine/tests/facts.toml";

/// Measures anew what has this word in its name, which may be empty; the rest of the figures stay.
pub fn record(word: &str) -> Result<(), Failure> {
    let (kafka, python) = (install::ensure()?, python::ensure()?);
    let plan = Plan { brokers: 1, port: None, proxied: true, settings: Vec::new() };
    let cluster = Cluster::start(&kafka, &own_folder()?.join("kafka-facts"), &plan)?;
    let measured = measure(&cluster, &kafka, &python, word);
    cluster.end()?;
    write(&kafka, &python, &measured?)
}

fn measure(
    cluster: &Cluster,
    kafka: &Kafka,
    python: &Path,
    word: &str,
) -> Result<Vec<String>, Failure> {
    let ports = cluster.brokers().find_map(|broker| broker.proxied).unwrap_or_default();
    let proxy = Proxy::start(ports.1, ports.0)?;
    let libs = kafka.libs.join("*");
    let mut child = command(python)
        .arg(root().join("tests/kafka/facts.py"))
        .args([word.to_string(), cluster.address(), cluster.proxied_address()])
        .arg(&kafka.java)
        .args(["-Xmx150m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"])
        .args(["-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-cp"])
        .arg(libs)
        .arg(root().join("tests/kafka/Facts.java"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(not_started)?;
    let facts = listen(&mut child, &proxy, cluster);
    let status = child.wait().map_err(not_started)?;
    if status.success() {
        facts
    } else {
        Err(Failure::Unsuccessful { command: "facts.py".into(), status })
    }
}

fn not_started(source: std::io::Error) -> Failure {
    Failure::NotStarted { program: "facts.py".into(), source }
}

/// Does what is asked of the proxy and of the broker, and collects the facts.
fn listen(child: &mut Child, proxy: &Proxy, cluster: &Cluster) -> Result<Vec<String>, Failure> {
    let (Some(input), Some(lines)) = (&mut child.stdin, child.stdout.take()) else {
        return Ok(Vec::new());
    };
    let mut facts = Vec::new();
    for line in BufReader::new(lines).lines() {
        let line = line.map_err(not_started)?;
        println!("{line}");
        if let Some(fact) = line.strip_prefix("fact ") {
            facts.push(fact.to_string());
        } else if let Some(what) = line.strip_prefix("proxy ") {
            match what {
                "away" => proxy.set_away(true),
                "back" => proxy.set_away(false),
                other => {
                    let every = other.strip_prefix("lose ").and_then(|text| text.parse().ok());
                    proxy.lose_every(every.unwrap_or(0));
                }
            }
            input.write_all(b"done\n").map_err(not_started)?;
        } else if let Some(what) = line.strip_prefix("broker ") {
            for broker in cluster.brokers() {
                broker.freeze(what == "freeze")?;
            }
            input.write_all(b"done\n").map_err(not_started)?;
        }
    }
    Ok(facts)
}

fn write(kafka: &Kafka, python: &Path, facts: &[String]) -> Result<(), Failure> {
    let aiokafka = "import aiokafka; print(aiokafka.__version__, end='')";
    let aiokafka = output(command(python).args(["-c", aiokafka]))?;
    let java = version(&kafka.java).unwrap_or_default();
    let mut text = format!(
        "# Measured by `cargo xtask kafka record`: the least and the most of three runs each. Offsets and counts are\n\
         # exact; a time's second digit is the machine's.\n\
         kafka = \"{}\"\naiokafka = \"{aiokafka}\"\njava = \"{java}\"\n\n[facts]\n",
        install::VERSION
    );
    let path: PathBuf = root().join(FACTS);
    let mut lines = kept(&path);
    for fact in facts {
        if let Some((name, (low, high))) =
            fact.split_once(" = ").and_then(|(name, range)| Some((name, range.split_once("..")?)))
        {
            let quoted = format!("\"{name}\" =");
            let line = format!("{quoted} [{low}, {high}]");
            match lines.iter_mut().find(|line| line.starts_with(&quoted)) {
                Some(former) => *former = line,
                None => lines.push(line),
            }
        }
    }
    lines.iter().for_each(|line| text += &format!("{line}\n"));
    files::write(&path, text.as_bytes())
}

/// The figures that are there, a line each.
fn kept(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter(|line| line.starts_with('"')).map(String::from).collect()
}
