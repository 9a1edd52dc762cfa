//! Before the page is compiled: the scenarios that it offers are read and left as bytes, so that a mistake in
//! one stops the build, and the words of its language become a macro.
//!
//! A scenario or a word with a mistake stops the build with its file, its line and what to do. Never here:
//! which scenarios are offered; the library names those that it takes.

use engine::system::{Scenario, read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};
use words::Words;

const SCENARIOS: &str = "assets/scenarios";
fn main() -> ExitCode {
    println!("cargo::rerun-if-env-changed={}", words::VARIABLE);
    match make() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            error.to_string().lines().for_each(|line| println!("cargo::error={line}"));
            ExitCode::FAILURE
        }
    }
}

fn make() -> io::Result<()> {
    let language = words::wanted();
    println!("cargo::rerun-if-changed={}", words::file(Path::new(""), &language).display());
    let words = words::of_language(Path::new(""), &language).map_err(io::Error::other)?;
    fs::write(out().join("words.rs"), words::rules(&words))?;
    fs::write(out().join("settings.rs"), words::settings(&words))?;
    leave_scenarios(&words)
}

/// Cargo's folder for what is generated.
fn out() -> PathBuf {
    PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default())
}

/// `outage.toml` becomes `outage.toml.bytes`.
fn leave_scenarios(words: &Words) -> io::Result<()> {
    for path in files(Path::new(SCENARIOS))? {
        let text = fs::read_to_string(&path)?;
        let mut scenario = read(&path.to_string_lossy(), &text).map_err(io::Error::other)?;
        name(&mut scenario, &path.file_stem().unwrap_or_default().to_string_lossy(), words);
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = postcard::to_allocvec(&scenario).map_err(io::Error::other)?;
        fs::write(out().join(format!("{file}.bytes")), bytes)?;
    }
    Ok(())
}

/// A language may call a scenario otherwise than its file does.
fn name(scenario: &mut Scenario, stem: &str, words: &Words) {
    let own = |field: &str| words.get(&format!("{}{stem}.{field}", words::SCENARIO));
    if let Some(title) = own("title") {
        scenario.title = title.into();
    }
    if let Some(about) = own("about") {
        scenario.about = about.into();
    }
}

/// A file, or all below a folder, in a fixed order; cargo is told that they matter.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    println!("cargo::rerun-if-changed={}", path.display());
    if path.is_file() {
        return Ok(vec![path.into()]);
    }
    let entries: io::Result<Vec<PathBuf>> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect();
    let mut entries = entries?;
    entries.sort();
    let mut all = Vec::new();
    for entry in entries {
        all.extend(files(&entry)?);
    }
    Ok(all)
}
