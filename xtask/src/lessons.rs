//! The lessons: from the folder that authors write to the files that the page fetches.
//!
//! Every build calls this first, so that a mistake in a lesson stops it. Never checks anything itself; the lesson
//! package does.

use std::fs;

use lesson::compile::compile;

use crate::failure::Failure;
use crate::language::words_of;
use crate::process::root;

/// Compiles the lessons of a language into `target/lessons/`, which the site copies.
pub fn compile_lessons(language: &str) -> Result<(), Failure> {
    words_of(language)?;
    let root = root();
    let site = compile(&root.join("assets/lessons").join(language), &root.join("assets/scenarios"));
    let site = site.map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        Failure::input(
            format!("the lessons have mistakes:\n{}", lines.join("\n")),
            "Correct them; each says how.",
        )
    })?;
    let out = root.join("target/lessons");
    // A chapter that no longer exists must not be served.
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).map_err(Failure::file("create", &out))?;
    for (name, bytes) in [&site.index, &site.scenarios].into_iter().chain(&site.chapters) {
        let file = out.join(name);
        fs::write(&file, bytes).map_err(Failure::file("write", &file))?;
    }
    Ok(())
}
