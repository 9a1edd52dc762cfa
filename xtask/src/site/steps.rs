//! What takes long in a build, done at once on as many cores as there are, with word of how long it still takes.
//!
//! Only a first build takes minutes, and only of it is the length known. Never here: what is compiled, or with
//! which options.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::drawing;
use super::index::{Piece, programs};
use super::program::wasm_of;
use crate::failure::Failure;
use crate::process::root;
use crate::tools;

/// A first build on two cores, with nothing else running.
const FIRST_BUILD: Duration = Duration::from_secs(150);
const BETWEEN_MESSAGES: Duration = Duration::from_secs(15);

/// The program that stands in for wasm-bindgen, the page's own as WebAssembly, in their order, and the one that draws
/// the pages.
pub fn compile(
    pieces: &[Piece<'_>],
    language: &str,
) -> Result<(PathBuf, Vec<PathBuf>, PathBuf), Failure> {
    let is_first = programs(pieces).any(|program| {
        let release = root().join("target").join(tools::WASM32).join("release");
        !release.join(format!("{}.wasm", program.bin)).is_file()
    });
    let (done, ended) = channel::<()>();
    thread::scope(|scope| {
        let others = scope.spawn(|| Ok((tools::bindgen()?, drawing::program(language)?)));
        if is_first {
            println!("Compiling the page for the first time: {}.", remaining(FIRST_BUILD));
            scope.spawn(|| say_what_remains(ended));
        }
        // Linking the page, the longest part, keeps one core busy: the others have the other.
        let compiled: Result<Vec<_>, _> =
            programs(pieces).map(|program| wasm_of(program, language)).collect();
        let others: Result<(PathBuf, PathBuf), Failure> =
            others.join().expect("nothing in it panics");
        drop(done);
        let (bindgen, render) = others?;
        Ok((bindgen, compiled?, render))
    })
}

/// Until the other end of the channel is gone.
fn say_what_remains(ended: Receiver<()>) {
    let start = Instant::now();
    while ended.recv_timeout(BETWEEN_MESSAGES) == Err(RecvTimeoutError::Timeout) {
        let took = start.elapsed();
        match FIRST_BUILD.checked_sub(took) {
            Some(left) if left > BETWEEN_MESSAGES => println!("Still {}.", remaining(left)),
            _ => println!("Nearly there; it has taken {} s so far.", took.as_secs()),
        }
    }
}

fn remaining(time: Duration) -> String {
    match time.as_secs().div_ceil(10) * 10 {
        seconds @ 0..90 => format!("about {seconds} s on two cores"),
        seconds => format!("about {:.1} min on two cores", seconds as f64 / 60.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains_is_given_in_seconds_and_then_in_minutes() {
        assert_eq!(remaining(Duration::from_secs(41)), "about 50 s on two cores");
        assert_eq!(remaining(Duration::from_secs(100)), "about 1.7 min on two cores");
    }
}
