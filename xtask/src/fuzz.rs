//! `fuzz`: the test that damages everything that comes from outside, with more rounds than an ordinary run of the
//! tests has time for.
//!
//! With `--browser`, the same for hands: presses, keys, files and reloads without a plan, on the built site. Never here:
//! the damage, or what must come of it; lesson/tests/fuzz.rs has both, src/link for links, tests/browser/fuzz.rs for
//! hands.

use lexopt::Parser;
use lexopt::prelude::*;

use crate::arguments::{next, once, unexpected, value};
use crate::chromium;
use crate::failure::Failure;
use crate::process::{cargo, run};
use crate::site::recipe::Recipe;
use crate::site::{self, Rebuild};

/// Each kind of text, that many times.
const ROUNDS: u64 = 1_000_000;

/// Runs `fuzz` as it was typed.
pub fn fuzz(parser: Parser) -> Result<(), Failure> {
    let Request { rounds, seed, actions } = Request::parse(parser)?;
    if let Some(actions) = actions {
        return in_browser(actions, seed);
    }
    println!("{rounds} rounds of each kind, from seed {seed}: about {} s.", rounds.div_ceil(800));
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

/// Does so many things to the page, as a seed has them.
fn in_browser(actions: u64, seed: u64) -> Result<(), Failure> {
    let chromium = chromium::ensure()?;
    let axe = chromium::axe()?;
    site::build(Rebuild::IfChanged, &Recipe::of_language(words::ENGLISH))?;
    println!("{actions} actions from seed {seed}: about {} s.", actions.div_ceil(30));
    run(cargo()
        .args(["test", "--package", "coupling-workbook", "--features", "browser-tests"])
        .args(["--test", "browser", "--", "--nocapture", "fuzz::"])
        .env("CHROME", &chromium.browser)
        .env("CHROMEDRIVER", &chromium.driver)
        .env("AXE_JS", axe)
        .env("FUZZ_ACTIONS", actions.to_string())
        .env("FUZZ_SEED", seed.to_string()))
}

/// What was asked for.
#[derive(Debug, PartialEq)]
struct Request {
    rounds: u64,
    seed: u64,
    /// How many actions in a browser, in place of the rounds.
    actions: Option<u64>,
}

impl Request {
    fn parse(mut parser: Parser) -> Result<Self, Failure> {
        let number = |text: &str| {
            text.replace('_', "").parse::<u64>().map_err(|_| {
                Failure::Usage("`fuzz` takes a number of rounds and, with --seed, a seed".into())
            })
        };
        let (mut rounds, mut seed, mut actions) = (None, None, None);
        while let Some(argument) = next(&mut parser, "fuzz")? {
            match argument {
                Long("seed") => once(&mut seed, "seed", number(&value(&mut parser, "seed")?)?)?,
                Long("browser") => {
                    once(&mut actions, "browser", number(&value(&mut parser, "browser")?)?)?;
                }
                Value(text) if rounds.is_none() => rounds = Some(number(&text.to_string_lossy())?),
                other => {
                    return Err(unexpected(
                        "fuzz",
                        other,
                        "a number of rounds, --browser ACTIONS and --seed",
                    ));
                }
            }
        }
        if rounds.is_some() && actions.is_some() {
            return Err(Failure::Usage("`fuzz` takes rounds, or with --browser actions".into()));
        }
        Ok(Self { rounds: rounds.unwrap_or(ROUNDS), seed: seed.unwrap_or(1), actions })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_rounds_from_seed_1_unless_others_are_named() {
        let asked = |arguments: &[&str]| Request::parse(Parser::from_args(arguments));
        let wanted = |rounds, seed, actions| Some(Request { rounds, seed, actions });
        assert_eq!(asked(&[]).ok(), wanted(1_000_000, 1, None));
        assert_eq!(asked(&["5_000", "--seed", "7"]).ok(), wanted(5_000, 7, None));
        assert_eq!(asked(&["--seed=7"]).ok(), wanted(1_000_000, 7, None));
        assert_eq!(asked(&["--browser", "500"]).ok(), wanted(1_000_000, 1, Some(500)));
        for wrong in
            [&["many"][..], &["1", "2"], &["--seed"], &["--rounds", "1"], &["5", "--browser=5"]]
        {
            assert!(matches!(asked(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
    }
}
