//! Signals to processes, by their ids.
//!
//! Through `kill` and `ps`, because std has no signals. Never sends one to a process that is not the one meant:
//! who asks says what its command line must contain, since a system uses ids again.

use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::process::{command, output, run};

/// What is done to a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// It is asked to end.
    Term,
    /// It ends at once.
    Kill,
    /// It stands still.
    Stop,
    /// It goes on.
    Continue,
}

impl Signal {
    fn flag(self) -> &'static str {
        match self {
            Self::Term => "-TERM",
            Self::Kill => "-KILL",
            Self::Stop => "-STOP",
            Self::Continue => "-CONT",
        }
    }
}

/// Whether this process runs and has `mark` in its command line.
pub fn is_running(pid: u32, mark: &str) -> bool {
    let shown = output(command("ps").args(["-o", "stat=,args=", "-p", &pid.to_string()]));
    shown.is_ok_and(|line| !line.trim_start().starts_with('Z') && line.contains(mark))
}

/// Sends a signal, if the process is there.
pub fn send(pid: u32, mark: &str, signal: Signal) -> Result<(), Failure> {
    if is_running(pid, mark) {
        run(command("kill").args([signal.flag(), &pid.to_string()]))
    } else {
        Ok(())
    }
}

/// Waits until it has ended; whether it did in time.
pub fn has_ended(pid: u32, mark: &str, within: Duration) -> bool {
    let start = Instant::now();
    while start.elapsed() < within {
        if !is_running(pid, mark) {
            return true;
        }
        thread::sleep(Duration::from_millis(20));
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_process_is_known_by_its_command_line() {
        let mut child = command("sleep").arg("30.5").spawn().expect("it starts");
        assert!(is_running(child.id(), "sleep 30.5"));
        send(child.id(), "sleep 31", Signal::Kill).expect("nothing is sent");
        assert!(is_running(child.id(), "sleep 30.5"));
        send(child.id(), "sleep 30.5", Signal::Kill).expect("it is sent");
        assert!(has_ended(child.id(), "sleep 30.5", Duration::from_secs(5)));
        child.wait().expect("it has ended");
    }
}
