//! One node of a cluster: its settings, its folder, its process.
//!
//! Never here: how nodes find each other.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::files;
use crate::kafka::install::Kafka;
use crate::kafka::signals::{self, Signal};
use crate::process::{command, run};

/// A cluster's id is any UUID; each start has data of its own, so that all may share one.
const CLUSTER: &str = "Y291cGxpbmctd29ya2Jvbw";
/// For a broker to write down what it holds and to hand its partitions over.
const GRACE: Duration = Duration::from_secs(20);

/// Where a node is.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    /// Its number, from 1 for brokers.
    pub id: u32,
    /// Where clients reach it. A controller has none.
    pub port: Option<u16>,
    /// For a proxy: where it reaches the broker, and where clients reach the proxy.
    pub proxied: Option<(u16, u16)>,
}

/// A node.
#[derive(Debug, Serialize, Deserialize)]
pub struct Node {
    /// Its number, from 1 for brokers.
    pub id: u32,
    /// Where clients reach it. A controller has none.
    pub port: Option<u16>,
    /// For a proxy: where it reaches the broker, and where clients reach the proxy.
    pub proxied: Option<(u16, u16)>,
    folder: PathBuf,
    pid: Option<u32>,
    #[serde(skip)]
    child: Option<Child>,
}

impl Node {
    /// A node that is written down in a folder of its own, and formatted.
    pub fn new(
        kafka: &Kafka,
        folder: PathBuf,
        address: &Address,
        settings: &[(String, String)],
    ) -> Result<Self, Failure> {
        let Address { id, port, proxied } = *address;
        let node = Self { id, port, proxied, folder, pid: None, child: None };
        let mut text: String =
            settings.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        text.push_str(&format!("log.dirs={}\n", node.folder.join("data").display()));
        files::write(&node.properties(), text.as_bytes())?;
        let log = node.log("format.log")?;
        run(java(kafka)
            .args(["-Xmx200m", "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c"])
            .arg(node.properties())
            .stdout(Stdio::null())
            .stderr(log))?;
        Ok(node)
    }

    /// Starts its process, which goes on when this one ends.
    pub fn start(&mut self, kafka: &Kafka) -> Result<(), Failure> {
        if self.is_running() {
            return Ok(());
        }
        let (out, err) = (self.log("node.log")?, self.log("node.log")?);
        let mut java = java(kafka);
        // Ctrl+C in a terminal is not for it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut java, 0);
        let child = java
            .args(["-Xmx512m", "kafka.Kafka"])
            .arg(self.properties())
            .stdin(Stdio::null())
            .stdout(out)
            .stderr(err)
            .spawn()
            .map_err(|source| Failure::NotStarted { program: "java".into(), source })?;
        self.pid = Some(child.id());
        self.child = Some(child);
        Ok(())
    }

    /// Whether its process runs, frozen or not.
    pub fn is_running(&self) -> bool {
        self.pid.is_some_and(|pid| signals::is_running(pid, &self.mark()))
    }

    /// Ends it: in good order, or at once.
    pub fn end(&mut self, at_once: bool) -> Result<(), Failure> {
        let Some(pid) = self.pid else {
            return Ok(());
        };
        let mark = self.mark();
        if !at_once {
            signals::send(pid, &mark, Signal::Term)?;
        }
        if at_once || !signals::has_ended(pid, &mark, GRACE) {
            signals::send(pid, &mark, Signal::Kill)?;
            signals::has_ended(pid, &mark, GRACE);
        }
        if let Some(mut child) = self.child.take() {
            // It has ended: this only takes note of it.
            child.try_wait().map_err(|source| Failure::NotStarted {
                program: "waiting for java".into(),
                source,
            })?;
        }
        self.pid = None;
        Ok(())
    }

    /// Freezes it, or lets it go on.
    pub fn freeze(&self, frozen: bool) -> Result<(), Failure> {
        let signal = if frozen { Signal::Stop } else { Signal::Continue };
        self.pid.map_or(Ok(()), |pid| signals::send(pid, &self.mark(), signal))
    }

    /// What it has to say, for whoever looks for the reason of a failure.
    pub fn log_file(&self) -> PathBuf {
        self.folder.join("node.log")
    }

    fn properties(&self) -> PathBuf {
        self.folder.join("node.properties")
    }

    /// What no other process has in its command line.
    fn mark(&self) -> String {
        self.properties().display().to_string()
    }

    fn log(&self, name: &str) -> Result<File, Failure> {
        let path = self.folder.join(name);
        File::options().create(true).append(true).open(&path).map_err(Failure::file("write", &path))
    }
}

/// Java with Kafka's jars; compiled once and not again, which is all that a test needs.
fn java(kafka: &Kafka) -> std::process::Command {
    let mut java = command(&kafka.java);
    java.args(["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"])
        .args(["-Dorg.slf4j.simpleLogger.showDateTime=true"])
        .args(["-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS"])
        .arg("-cp")
        .arg(kafka.libs.join("*"));
    java
}
