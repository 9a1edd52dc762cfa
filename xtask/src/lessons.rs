//! The lessons: from the folder that authors write to the files that the page fetches, and damage done to
//! everything that comes from outside.
//!
//! Trunk calls the first before each build, so that a mistake in a lesson stops it. Never here: a check of
//! its own; the lesson package has them.

use crate::failure::Failure;
use crate::language::words_of;
use crate::process::root;
use lesson::compile::compile;
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
pub fn fuzz(arguments: &[&str]) -> Result<(), Failure> {
    let number = |text: &str| {
        text.replace('_', "").parse::<u64>().map_err(|_| {
            Failure::Usage("`fuzz` takes a number of rounds and, with --seed, a seed".into())
        })
    };
    let (rounds, seed) = match arguments {
        [] => (1_000_000, 1),
        [rounds] => (number(rounds)?, 1),
        [rounds, "--seed", seed] => (number(rounds)?, number(seed)?),
        _ => return Err(Failure::Usage("`fuzz` takes a number of rounds and --seed".into())),
    };
    let began = Instant::now();
    lesson::fuzz::fuzz(rounds, seed).map_err(|broken| Failure::Input {
        what: broken.to_string(),
        remedy: "make a test of it, and mend what it shows".into(),
    })?;
    println!("{rounds} rounds from seed {seed} in {} s: nothing broke", began.elapsed().as_secs());
    Ok(())
}
