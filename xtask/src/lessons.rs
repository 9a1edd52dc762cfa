//! The lessons: from the folder that authors write to the files that the page fetches, and damage done to
//! everything that comes from outside.
//!
//! Trunk calls the first before each build, so that a mistake in a lesson stops it. Never here: a check of
//! its own; the lesson package has them.

use crate::arguments::{next, once, unexpected, value};
use crate::failure::Failure;
use crate::language::words_of;
use crate::process::root;
use lesson::compile::compile;
use lexopt::Parser;
use lexopt::prelude::*;
use std::fs;
use std::io;
use std::path::Path;
use std::time::Instant;

/// Compiles the lessons of a language into `target/lessons/`, which the site copies.
pub fn compile_lessons(language: &str) -> Result<(), Failure> {
    words_of(language)?;
    let root = root();
    let site = compile(&root.join("assets/lessons").join(language), &root.join("assets/scenarios"));
    let site = site.map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        Failure::Input {
            what: format!("the lessons have mistakes:\n{}", told.join("\n")),
            remedy: "mend them; each says how".into(),
        }
    })?;
    let out = root.join("target/lessons");
    // What no chapter is any longer must not be served.
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).map_err(failed("create", &out))?;
    for (name, bytes) in [&site.index, &site.scenarios].into_iter().chain(&site.chapters) {
        let file = out.join(name);
        fs::write(&file, bytes).map_err(failed("write", &file))?;
    }
    Ok(())
}

fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Failure {
    move |source| Failure::File { action, path: path.into(), source }
}

/// Damages saved states, imports, question files and addresses, so many times each.
pub fn fuzz(parser: Parser) -> Result<(), Failure> {
    let (rounds, seed) = rounds_and_seed(parser)?;
    let began = Instant::now();
    lesson::fuzz::fuzz(rounds, seed).map_err(|broken| Failure::Input {
        what: broken.to_string(),
        remedy: "make a test of it, and mend what it shows".into(),
    })?;
    println!("{rounds} rounds from seed {seed} in {} s: nothing broke", began.elapsed().as_secs());
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
    Ok((rounds.unwrap_or(1_000_000), seed.unwrap_or(1)))
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
