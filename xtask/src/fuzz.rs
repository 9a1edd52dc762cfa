//! `fuzz`: the test that damages everything that comes from outside, with more rounds than an ordinary run of the
//! tests has time for.
//!
//! Never here: the damage, or what must come of it; lesson/tests/fuzz.rs has both, and src/link for links.

use lexopt::Parser;
use lexopt::prelude::*;

use crate::arguments::{next, once, unexpected, value};
use crate::failure::Failure;
use crate::process::{cargo, run};

/// Each kind of text, that many times.
const ROUNDS: u64 = 1_000_000;

/// Runs `fuzz` as it was typed.
pub fn fuzz(parser: Parser) -> Result<(), Failure> {
    let (rounds, seed) = rounds_and_seed(parser)?;
    println!("{rounds} rounds of each kind, from seed {seed}: about {} s.", rounds.div_ceil(1_200));
    let doors = [
        &["--package", "coupling-lesson", "--test", "fuzz"][..],
        &["--package", "coupling-workbook", "--lib", "link::"],
    ];
    for door in doors {
        run(cargo()
            .arg("test")
            .args(door)
            .env("FUZZ_ROUNDS", rounds.to_string())
            .env("FUZZ_SEED", seed.to_string()))?;
    }
    Ok(())
}

fn rounds_and_seed(mut parser: Parser) -> Result<(u64, u64), Failure> {
    let number = |text: &str| {
        text.replace('_', "").parse::<u64>().map_err(|_| {
            Failure::Usage("`fuzz` takes a number of rounds and, with --seed, a seed".into())
        })
    };
    let (mut rounds, mut seed) = (None, None);
    while let Some(argument) = next(&mut parser, "fuzz")? {
        match argument {
            Long("seed") => once(&mut seed, "seed", number(&value(&mut parser, "seed")?)?)?,
            Value(text) if rounds.is_none() => rounds = Some(number(&text.to_string_lossy())?),
            other => return Err(unexpected("fuzz", other, "a number of rounds and --seed")),
        }
    }
    Ok((rounds.unwrap_or(ROUNDS), seed.unwrap_or(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_rounds_from_seed_1_unless_others_are_named() {
        let asked = |arguments: &[&str]| rounds_and_seed(Parser::from_args(arguments));
        assert_eq!(asked(&[]).ok(), Some((1_000_000, 1)));
        assert_eq!(asked(&["5_000", "--seed", "7"]).ok(), Some((5_000, 7)));
        assert_eq!(asked(&["--seed=7"]).ok(), Some((1_000_000, 7)));
        for wrong in [&["many"][..], &["1", "2"], &["--seed"], &["--rounds", "1"]] {
            assert!(matches!(asked(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }
}
