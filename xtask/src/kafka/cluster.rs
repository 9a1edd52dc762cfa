//! A cluster in KRaft mode on this machine: one node that is broker and controller, or a controller and several
//! brokers.
//!
//! Listens on 127.0.0.1 only. Never waits for a time where it can ask: a cluster is up when each broker names all
//! brokers, a topic is there when each broker names its leaders.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::files;
use crate::kafka::install::Kafka;
use crate::kafka::node::{Address, Node};
use crate::kafka::ports;
use crate::kafka::wire::{self, NewTopic};

/// On a loaded machine a node takes 17 s to come up.
const UP_WITHIN: Duration = Duration::from_secs(90);
const TOPIC_WITHIN: Duration = Duration::from_secs(20);
/// The number of a controller that is no broker.
const CONTROLLER: u32 = 100;
const STATE: &str = "cluster.json";

/// What a cluster is to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// 1: one node for everything. More: so many brokers, and a controller.
    pub brokers: u32,
    /// The port of the first broker, if it matters.
    pub port: Option<u16>,
    /// Whether each broker has a second address, through a proxy that somebody else starts.
    pub proxied: bool,
    /// Settings of the brokers beyond those that every cluster here has.
    pub settings: Vec<(String, String)>,
}

/// A cluster that was started.
#[derive(Debug, Serialize, Deserialize)]
pub struct Cluster {
    folder: PathBuf,
    nodes: Vec<Node>,
}

impl Cluster {
    /// Starts a cluster whose data lie in a new folder, and waits until it is up.
    pub fn start(kafka: &Kafka, folder: &Path, plan: &Plan) -> Result<Self, Failure> {
        files::remove(folder)?;
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
        let mut cluster = Self { folder: folder.to_owned(), nodes: Vec::new() };
        let started = cluster.start_nodes(kafka, plan).and_then(|()| cluster.wait_until_up());
        match started {
            Ok(()) => Ok(cluster),
            Err(failure) => {
                cluster.end()?;
                Err(failure)
            }
        }
    }

    fn start_nodes(&mut self, kafka: &Kafka, plan: &Plan) -> Result<(), Failure> {
        let mut ports = ports::free(plan.brokers as usize * 3 + 1)?.into_iter();
        let mut port = || ports.next().unwrap_or_default();
        let controller = port();
        if plan.brokers > 1 {
            let address = Address { id: CONTROLLER, port: None, proxied: None };
            self.add(kafka, &address, controller, plan)?;
        }
        for id in 1..=plan.brokers {
            let own = plan.port.filter(|_| id == 1).unwrap_or_else(&mut port);
            let proxied = plan.proxied.then(|| (port(), port()));
            let address = Address { id, port: Some(own), proxied };
            self.add(kafka, &address, controller, plan)?;
        }
        for node in &mut self.nodes {
            node.start(kafka)?;
        }
        self.save()
    }

    fn add(
        &mut self,
        kafka: &Kafka,
        address: &Address,
        controller: u16,
        plan: &Plan,
    ) -> Result<(), Failure> {
        let folder = self.folder.join(format!("node-{}", address.id));
        let settings = settings(address, controller, plan);
        self.nodes.push(Node::new(kafka, folder, address, &settings)?);
        Ok(())
    }

    /// The cluster that was started there, if its nodes were not ended.
    pub fn load(folder: &Path) -> Result<Option<Self>, Failure> {
        let path = folder.join(STATE);
        if !path.is_file() {
            return Ok(None);
        }
        let cluster: Self = serde_json::from_slice(&files::read(&path)?).map_err(|error| {
            let what = format!("{} does not say which cluster runs: {error}", path.display());
            Failure::missing(what, "Remove it, and end processes named kafka.Kafka by hand.")
        })?;
        Ok(Some(cluster))
    }

    /// Writes down which processes it has.
    pub fn save(&self) -> Result<(), Failure> {
        let text = serde_json::to_vec_pretty(self).unwrap_or_default();
        files::write(&self.folder.join(STATE), &text)
    }

    /// Where clients reach it: `127.0.0.1:20000,127.0.0.1:20001`.
    pub fn address(&self) -> String {
        let ports = self.nodes.iter().filter_map(|node| node.port);
        ports.map(|port| format!("127.0.0.1:{port}")).collect::<Vec<_>>().join(",")
    }

    /// Where clients reach it through proxies.
    pub fn proxied_address(&self) -> String {
        let ports = self.nodes.iter().filter_map(|node| Some(node.proxied?.1));
        ports.map(|port| format!("127.0.0.1:{port}")).collect::<Vec<_>>().join(",")
    }

    /// Its brokers.
    pub fn brokers(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.port.is_some())
    }

    /// The broker of that number.
    pub fn broker(&mut self, id: u32) -> Result<&mut Node, Failure> {
        let numbers: Vec<_> = self.brokers().map(|node| node.id.to_string()).collect();
        let broker = self.nodes.iter_mut().find(|node| node.port.is_some() && node.id == id);
        broker.ok_or_else(|| {
            Failure::Usage(format!("there is no broker {id}; there are {}", numbers.join(", ")))
        })
    }

    /// Starts a broker that was ended, and waits until all name it.
    pub fn restart(&mut self, kafka: &Kafka, id: u32) -> Result<(), Failure> {
        self.broker(id)?.start(kafka)?;
        self.save()?;
        self.wait_until_up()
    }

    /// Waits until each broker that runs names all that run.
    pub fn wait_until_up(&self) -> Result<(), Failure> {
        let running = || self.brokers().filter(|node| node.is_running());
        let wanted = running().count();
        let complete = |port| {
            wire::metadata(port, None).is_ok_and(|metadata| metadata.brokers.len() >= wanted)
        };
        let up = || running().filter_map(|node| node.port).all(complete);
        let ended = || self.nodes.iter().any(|node| !node.is_running());
        let start = Instant::now();
        let mut looks = 0;
        while start.elapsed() < UP_WITHIN {
            if wanted > 0 && up() {
                return Ok(());
            }
            // A node that has ended by itself will not come up; this looks seldom, since it starts a program.
            looks += 1;
            if looks % 20 == 0 && running().count() < wanted && ended() {
                break;
            }
            thread::sleep(Duration::from_millis(100));
        }
        let logs: Vec<_> =
            self.nodes.iter().map(|node| node.log_file().display().to_string()).collect();
        Err(Failure::missing("Kafka did not come up", format!("See {}", logs.join(", "))))
    }

    /// Creates a topic, and waits until each broker that runs names a leader for each of its partitions.
    pub fn create(&self, topic: &NewTopic) -> Result<(), Failure> {
        let ports: Vec<u16> =
            self.brokers().filter(|node| node.is_running()).filter_map(|node| node.port).collect();
        let Some(&first) = ports.first() else {
            return Err(Failure::missing("no broker runs", "Start one: cargo xtask kafka start"));
        };
        let created = wire::create(first, topic)
            .map_err(|source| Failure::NotStarted { program: "CreateTopics".into(), source })?;
        created.map_err(|(code, message)| {
            let what = format!("Kafka refuses the topic {} (error {code})", topic.name);
            Failure::input(what, message)
        })?;
        let led = |&port: &u16| {
            wire::metadata(port, Some(topic.name)).is_ok_and(|metadata| {
                metadata.partitions.len() == usize::try_from(topic.partitions).unwrap_or(0)
                    && metadata.partitions.iter().all(|partition| partition.leader >= 0)
            })
        };
        let start = Instant::now();
        while !ports.iter().all(led) {
            if start.elapsed() > TOPIC_WITHIN {
                let what = format!("the topic {} has no leader", topic.name);
                return Err(Failure::missing(what, "Look into the brokers' logs."));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Ends all of it at once and removes its data.
    pub fn end(mut self) -> Result<(), Failure> {
        for node in &mut self.nodes {
            node.end(true)?;
        }
        files::remove(&self.folder)
    }
}

/// The settings of one node.
fn settings(address: &Address, controller: u16, plan: &Plan) -> Vec<(String, String)> {
    let Address { id, port, proxied } = *address;
    let alone = plan.brokers == 1;
    let controls = alone || port.is_none();
    let quorum = if alone { 1 } else { CONTROLLER };
    let roles = match (port, alone) {
        (None, _) => "controller",
        (Some(_), true) => "broker,controller",
        (Some(_), false) => "broker",
    };
    let mut listeners = Vec::new();
    if let Some(port) = port {
        listeners.push(format!("PLAINTEXT://127.0.0.1:{port}"));
    }
    let mut advertised = listeners.clone();
    if let Some((behind, before)) = proxied {
        listeners.push(format!("PROXIED://127.0.0.1:{behind}"));
        advertised.push(format!("PROXIED://127.0.0.1:{before}"));
    }
    if controls {
        listeners.push(format!("CONTROLLER://127.0.0.1:{controller}"));
    }
    let copies = plan.brokers.min(3);
    let mut settings = vec![
        ("process.roles", roles.to_string()),
        ("node.id", id.to_string()),
        ("controller.quorum.voters", format!("{quorum}@127.0.0.1:{controller}")),
        ("controller.listener.names", "CONTROLLER".into()),
        ("listeners", listeners.join(",")),
        (
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT".into(),
        ),
    ];
    if port.is_some() {
        settings.extend([
            ("advertised.listeners", advertised.join(",")),
            ("inter.broker.listener.name", "PLAINTEXT".into()),
            ("offsets.topic.replication.factor", copies.to_string()),
            ("offsets.topic.num.partitions", "1".into()),
            ("transaction.state.log.replication.factor", copies.to_string()),
            ("transaction.state.log.min.isr", copies.min(2).to_string()),
            ("share.coordinator.state.topic.replication.factor", copies.to_string()),
            ("share.coordinator.state.topic.min.isr", copies.min(2).to_string()),
            ("group.initial.rebalance.delay.ms", "0".into()),
            ("auto.create.topics.enable", "false".into()),
        ]);
    }
    let own = plan.settings.iter().filter(|_| port.is_some()).cloned();
    settings.into_iter().map(|(name, value)| (name.to_string(), value)).chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(settings: &[(String, String)], name: &str) -> Option<String> {
        settings.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn one_node_is_both_and_three_brokers_have_a_controller() {
        let at = |id, port| Address { id, port, proxied: None };
        let plan = |brokers| Plan { brokers, port: None, proxied: false, settings: Vec::new() };
        let alone = settings(&at(1, Some(20_000)), 20_001, &plan(1));
        assert_eq!(value(&alone, "process.roles").as_deref(), Some("broker,controller"));
        assert_eq!(value(&alone, "controller.quorum.voters").as_deref(), Some("1@127.0.0.1:20001"));
        let broker = settings(&at(2, Some(20_000)), 20_001, &plan(3));
        assert_eq!(value(&broker, "listeners").as_deref(), Some("PLAINTEXT://127.0.0.1:20000"));
        assert_eq!(value(&broker, "offsets.topic.replication.factor").as_deref(), Some("3"));
        let controller = settings(&at(CONTROLLER, None), 20_001, &plan(3));
        assert_eq!(
            value(&controller, "listeners").as_deref(),
            Some("CONTROLLER://127.0.0.1:20001")
        );
        assert_eq!(value(&controller, "auto.create.topics.enable"), None);
    }
}
