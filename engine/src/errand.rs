//! What the page leaves to its worker, and what comes of it: as values, and as the bytes between them.
//!
//! The page packs an [`Errand`] under a number of its choice and goes on; the worker [`serve`]s it and
//! answers with the [`Outcome`] under the same number. So the page itself carries no reader or writer of
//! files, and nothing that takes long holds it up.
//!
//! To add a kind: a variant of [`Errand`] with its blank in `errand`, a variant of [`Outcome`] with its
//! blank in `outcome`, and an arm in [`Errand::run`]. The compiler asks for the arms, the test below for
//! the blanks. Page and worker are built together and never meet another's version.
//!
//! Never here: a thread or a browser; who carries the bytes is their business.

use crate::system::{FileError, Scenario, read, scenario_on, write};
use crate::tape::Tape;

/// Something to do that needs what the page does not have, or more time than it has.
#[derive(Clone, Debug, PartialEq)]
pub enum Errand {
    /// Read the text of a scenario file.
    Read {
        /// The name of the file.
        file: String,
        /// Its text.
        text: String,
    },
    /// Write a scenario as a file.
    Write {
        /// The name of the file.
        file: String,
        /// The scenario.
        scenario: Box<Scenario>,
    },
}

/// What came of an [`Errand`].
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The file was read.
    Read {
        /// Its name.
        file: String,
        /// What is in it.
        scenario: Box<Scenario>,
    },
    /// The file cannot be read as it is.
    Damaged(FileError),
    /// The file is written.
    Written {
        /// Its name.
        file: String,
        /// Its text.
        text: String,
    },
}

impl Errand {
    /// Does it.
    pub fn run(self) -> Outcome {
        match self {
            Self::Read { file, text } => match read(&file, &text) {
                Ok(scenario) => Outcome::Read { file, scenario: Box::new(scenario) },
                Err(error) => Outcome::Damaged(error),
            },
            Self::Write { file, scenario } => Outcome::Written { file, text: write(&scenario) },
        }
    }

    /// As bytes, under a number by which its outcome will be known.
    pub fn pack(self, number: u32) -> Vec<u8> {
        packed(number, self, errand)
    }

    /// The number and the errand in these bytes.
    pub fn unpack(bytes: &[u8]) -> Option<(u32, Self)> {
        unpacked(bytes, Self::Read { file: String::new(), text: String::new() }, errand)
    }
}

impl Outcome {
    /// As bytes, under the number of its errand.
    pub fn pack(self, number: u32) -> Vec<u8> {
        packed(number, self, outcome)
    }

    /// The number and the outcome in these bytes.
    pub fn unpack(bytes: &[u8]) -> Option<(u32, Self)> {
        unpacked(bytes, Self::Written { file: String::new(), text: String::new() }, outcome)
    }
}

/// All that a worker does: from the bytes of an errand to those of its outcome. What is no errand has
/// none.
pub fn serve(bytes: &[u8]) -> Option<Vec<u8>> {
    let (number, errand) = Errand::unpack(bytes)?;
    Some(errand.run().pack(number))
}

fn packed<T>(number: u32, what: T, on: fn(&mut Tape, T) -> T) -> Vec<u8> {
    let mut tape = Tape::blank();
    tape.small(number);
    on(&mut tape, what);
    tape.into_bytes()
}

fn unpacked<T>(bytes: &[u8], blank: T, on: fn(&mut Tape, T) -> T) -> Option<(u32, T)> {
    let mut tape = Tape::of(bytes);
    let number = tape.small(0);
    let what = on(&mut tape, blank);
    tape.is_whole().then_some((number, what))
}

fn errand(tape: &mut Tape, errand: Errand) -> Errand {
    let kinds = [
        Errand::Read { file: String::new(), text: String::new() },
        Errand::Write { file: String::new(), scenario: Box::default() },
    ];
    match tape.variant(errand, kinds) {
        Errand::Read { file, text } => {
            Errand::Read { file: tape.text(file), text: tape.text(text) }
        }
        Errand::Write { file, scenario } => {
            Errand::Write { file: tape.text(file), scenario: boxed(tape, *scenario) }
        }
    }
}

fn outcome(tape: &mut Tape, outcome: Outcome) -> Outcome {
    let damaged =
        FileError { file: String::new(), line: 0, what: String::new(), help: String::new() };
    let kinds = [
        Outcome::Read { file: String::new(), scenario: Box::default() },
        Outcome::Damaged(damaged),
        Outcome::Written { file: String::new(), text: String::new() },
    ];
    match tape.variant(outcome, kinds) {
        Outcome::Read { file, scenario } => {
            Outcome::Read { file: tape.text(file), scenario: boxed(tape, *scenario) }
        }
        Outcome::Damaged(error) => Outcome::Damaged(FileError {
            file: tape.text(error.file),
            line: tape.small(u32::try_from(error.line).unwrap_or(u32::MAX)) as usize,
            what: tape.text(error.what),
            help: tape.text(error.help),
        }),
        Outcome::Written { file, text } => {
            Outcome::Written { file: tape.text(file), text: tape.text(text) }
        }
    }
}

fn boxed(tape: &mut Tape, scenario: Scenario) -> Box<Scenario> {
    Box::new(scenario_on(tape, scenario))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each kind.
    fn errands() -> [Errand; 2] {
        [
            Errand::Read { file: "a.toml".into(), text: "format = 1".into() },
            Errand::Write { file: "b.toml".into(), scenario: Box::default() },
        ]
    }

    /// One of each kind.
    fn outcomes() -> [Outcome; 3] {
        let [damaged, written] = errands().map(Errand::run);
        let Outcome::Written { file, text } = &written else { panic!("{written:?}") };
        let read = Errand::Read { file: file.clone(), text: text.clone() }.run();
        [read, damaged, written]
    }

    #[test]
    fn every_errand_and_every_outcome_arrives_under_its_number() {
        for (number, errand) in (0..).zip(errands()) {
            assert_eq!(Errand::unpack(&errand.clone().pack(number)), Some((number, errand)));
        }
        for (number, outcome) in (u32::MAX - 9..).zip(outcomes()) {
            assert_eq!(Outcome::unpack(&outcome.clone().pack(number)), Some((number, outcome)));
        }
    }

    #[test]
    fn the_three_outcomes_of_the_two_errands() {
        assert!(
            matches!(&outcomes()[0], Outcome::Read { scenario, .. } if **scenario == Scenario::default())
        );
        assert!(matches!(&outcomes()[1], Outcome::Damaged(error) if error.line == 1));
        assert!(matches!(&outcomes()[2], Outcome::Written { file, .. } if file == "b.toml"));
    }

    #[test]
    fn a_worker_answers_bytes_with_bytes_and_nothing_with_nothing() {
        let [errand, _] = errands();
        let answer = serve(&errand.clone().pack(7)).expect("it is an errand");
        assert_eq!(Outcome::unpack(&answer), Some((7, errand.run())));
        assert_eq!(serve(&[]), None);
        assert_eq!(serve(&[7, 99]), None);
    }
}
