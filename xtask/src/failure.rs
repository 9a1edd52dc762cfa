//! Every way in which a command can fail, so that each message names what to do next.
//!
//! Never prints and never ends the process: `main` does both.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// Why a command stopped.
#[derive(Debug)]
pub enum Failure {
    /// The command line is not one that the command takes.
    Usage(String),
    /// A program could not be started at all.
    NotStarted {
        /// The program.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ran and reported a failure; its own output is above.
    Unsuccessful {
        /// The command as it could be typed.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// Something must be on the machine and is not.
    Missing {
        /// What is missing.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// A file that was named on the command line is not what the command needs.
    Input {
        /// What is wrong with it, and where.
        what: String,
        /// What to do about it.
        remedy: String,
    },
    /// A file or a folder could not be read or written.
    File {
        /// What was tried, as in "read".
        action: &'static str,
        /// Its path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another program listens where the site should be served.
    PortTaken(u16),
    /// A download is not the file that was pinned.
    WrongDigest {
        /// Where it came from.
        url: String,
        /// The pinned SHA-256.
        expected: String,
        /// The SHA-256 of what came.
        actual: String,
    },
}

impl Failure {
    /// For `map_err` on file operations: `fs::read(p).map_err(Failure::file("read", p))`.
    pub fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }

    /// Something is not there, and this is what to do.
    pub fn missing(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Missing { what: what.into(), remedy: remedy.into() }
    }

    /// What the user named cannot be used, and this is what to do.
    pub fn input(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Input { what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(what) => write!(f, "{what}; `cargo xtask help` lists the commands"),
            Self::NotStarted { program, source } => {
                write!(f, "`{program}` did not start: {source}")
            }
            Self::Unsuccessful { command, status } => {
                write!(f, "`{command}` failed ({status}); its own output says why")
            }
            Self::Missing { what, remedy } | Self::Input { what, remedy } => {
                write!(f, "{what}\n  {remedy}")
            }
            Self::File { action, path, source } => {
                write!(f, "could not {action} {}: {source}", path.display())
            }
            Self::PortTaken(port) => write!(
                f,
                "another program listens on port {port}\n  \
                 End it, or take another port: cargo xtask serve --port {}",
                if *port < u16::MAX { port + 1 } else { 8080 }
            ),
            Self::WrongDigest { url, expected, actual } => write!(
                f,
                "{url} is not the pinned file\n  expected SHA-256 {expected}\n  \
                 got              {actual}\n  \
                 Look for a proxy that answers in its place, then run the command again."
            ),
        }
    }
}

impl std::error::Error for Failure {}
