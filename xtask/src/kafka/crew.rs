//! The processes of one case: its programs, each in its folder.
//!
//! Every process ends with its crew, whatever happens to who runs it. Never here: when something is done to them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use engine::listing::Program;

use crate::failure::Failure;
use crate::kafka::plan::Who;
use crate::kafka::signals::{self, Signal};
use crate::process::{command, root};

/// For a program to come up on a loaded machine.
const READY_WITHIN: Duration = Duration::from_secs(60);
/// What launch.py says when it has imported.
const LOADED: &str = "Loaded";
/// What a consumer logs when it may read.
const ASSIGNED: &str = "Setting newly assigned partitions";

/// What the programs of a case are told.
#[derive(Clone, Debug)]
pub struct Place {
    /// The Python that runs them.
    pub python: PathBuf,
    /// The broker's address.
    pub kafka: String,
    /// The folder of the case.
    pub folder: PathBuf,
    /// The ports of those that serve: the producer's, then the services' by id.
    pub ports: Vec<u16>,
}

/// The processes.
pub struct Crew {
    place: Place,
    programs: Vec<Program>,
    publishes: bool,
    running: BTreeMap<Who, Child>,
    /// Those that wait for their instant, which may be other processes of somebody who runs.
    waiting: Vec<(Who, Child)>,
    /// All that ever ran, with their logs.
    logs: BTreeMap<Who, PathBuf>,
}

impl Crew {
    /// Programs that are written and not started.
    pub fn new(place: Place, programs: Vec<Program>, publishes: bool) -> Self {
        Self {
            place,
            programs,
            publishes,
            running: BTreeMap::new(),
            waiting: Vec::new(),
            logs: BTreeMap::new(),
        }
    }

    /// The producer's port.
    pub fn port(&self) -> u16 {
        self.place.ports.first().copied().unwrap_or_default()
    }

    /// The program of a process.
    fn program(&self, who: Who) -> Option<&Program> {
        let id = match who {
            Who::Producer => None,
            Who::Member(id, _) => Some(id),
        };
        self.programs.iter().find(|program| program.service == id)
    }

    /// Starts a process that imports what it needs, and runs its program when it is admitted.
    pub fn prepare(&mut self, who: Who) -> Result<(), Failure> {
        let Some(program) = self.program(who) else {
            return Ok(());
        };
        let folder = self.place.folder.join(&program.folder);
        let log_path = folder.join(match who {
            Who::Producer => "log.txt".into(),
            Who::Member(_, member) => format!("log-{member}.txt"),
        });
        let log = File::options().create(true).append(true).open(&log_path);
        let log = log.map_err(Failure::file("write", &log_path))?;
        let errors = log.try_clone().map_err(Failure::file("write", &log_path))?;
        let mut python = command(&self.place.python);
        python
            .arg(root().join("tests/kafka/launch.py"))
            .current_dir(&folder)
            .env("KAFKA", &self.place.kafka)
            .env("PYTHONUNBUFFERED", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(log)
            .stderr(errors);
        for (program, port) in self.programs.iter().zip(&self.place.ports) {
            if !program.url_variable.is_empty() {
                python.env(&program.url_variable, format!("http://127.0.0.1:{port}"));
            }
        }
        match self.port_of(who) {
            Some(port) => python
                .args(["-m", "uvicorn", "--log-level", "warning", "--port", &port.to_string()])
                .arg(format!("{}:app", program.folder)),
            None => python.arg(format!("{}.py", program.folder)),
        };
        let child = python
            .spawn()
            .map_err(|source| Failure::NotStarted { program: "python".into(), source })?;
        self.logs.insert(who, log_path);
        self.waiting.push((who, child));
        Ok(())
    }

    /// The instant of a process has come.
    pub fn admit(&mut self, who: Who) {
        let Some(place) = self.waiting.iter().position(|(waits, _)| *waits == who) else {
            return;
        };
        let (_, mut child) = self.waiting.remove(place);
        if let Some(mut input) = child.stdin.take() {
            // A process that has ended takes no line, and is missed where its work is.
            let _told = input.write_all(b"\n");
        }
        if let Some(mut earlier) = self.running.insert(who, child) {
            // It was ended before: this only takes note of it.
            let _ended = earlier.try_wait();
        }
    }

    /// Where a process serves, if it does.
    fn port_of(&self, who: Who) -> Option<u16> {
        match who {
            Who::Producer => self.place.ports.first().copied(),
            Who::Member(id, _) if !self.publishes => {
                self.place.ports.get(usize::from(id) + 1).copied()
            }
            Who::Member(..) => None,
        }
    }

    /// Waits until each process takes work: it listens, or its group has given it its partitions.
    pub fn wait_until_ready(&self, members: impl Fn(Who) -> usize) -> Result<(), Failure> {
        for &who in self.running.keys() {
            self.wait_for(who, || self.is_ready(who, members(who)))?;
        }
        for (who, _) in &self.waiting {
            let is_waiting = |(waits, _): &&(Who, Child)| waits == who;
            let processes = self.waiting.iter().filter(is_waiting).count()
                + usize::from(self.running.contains_key(who));
            self.wait_for(*who, || self.logged(*who, LOADED) >= processes)?;
        }
        Ok(())
    }

    fn wait_for(&self, who: Who, is_there: impl Fn() -> bool) -> Result<(), Failure> {
        let start = Instant::now();
        while !is_there() {
            if start.elapsed() > READY_WITHIN {
                let log = self.logs.get(&who).map(|log| log.display().to_string());
                let what = format!("a program of {} does not start", self.place.folder.display());
                return Err(Failure::missing(what, format!("See {}", log.unwrap_or_default())));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// How often a process has logged some words.
    fn logged(&self, who: Who, words: &str) -> usize {
        let log = self.logs.get(&who).and_then(|log| fs::read_to_string(log).ok());
        log.map_or(0, |log| log.matches(words).count())
    }

    fn is_ready(&self, who: Who, members: usize) -> bool {
        match self.port_of(who) {
            Some(port) => {
                let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
                TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok()
            }
            None => self.logged(who, ASSIGNED) >= members,
        }
    }

    /// Sends a signal to a process of the crew.
    pub fn signal(&mut self, who: Who, signal: Signal) -> Result<(), Failure> {
        match self.running.get(&who) {
            Some(child) => signals::send(child.id(), "launch.py", signal),
            None => Ok(()),
        }
    }

    /// Ends all at once.
    pub fn end(&mut self) {
        let waiting = self.waiting.iter_mut().map(|(_, child)| child);
        for child in self.running.values_mut().chain(waiting) {
            // Who has ended already cannot be ended, and that is all that can go wrong.
            let _killed = child.kill();
            let _ended = child.wait();
        }
        self.running.clear();
        self.waiting.clear();
    }

    /// The notes of each service, by id.
    pub fn notes(&self) -> Vec<PathBuf> {
        let services = self.programs.iter().filter(|program| program.service.is_some());
        services.map(|program| self.place.folder.join(&program.folder).join("work.db")).collect()
    }

    /// The group of each service, by id; none where services are called.
    pub fn groups(&self) -> Vec<String> {
        let services = self.programs.iter().filter(|program| program.service.is_some());
        services.filter(|_| self.publishes).map(|it| it.folder.replace('_', "-")).collect()
    }
}

impl Drop for Crew {
    fn drop(&mut self) {
        self.end();
    }
}
