//! The tools that cargo does not bring: the wasm32 target, wasm-bindgen and its test runner at the version in
//! the lock file.
//!
//! A tool of the right version on `PATH` is used. Otherwise wasm-bindgen is compiled with the workspace, and the
//! test runner once into the user's cache, or fetched there by `cargo binstall` where somebody has that. Never
//! touches a tool that was installed elsewhere.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::failure::Failure;
use crate::process::{
    answer, cargo, command, lock, on_path, output, program_in, root, run, version,
};

/// The target that the page is compiled for.
pub const WASM32: &str = "wasm32-unknown-unknown";
const TEST_RUNNER: &str = "wasm-bindgen-test-runner";

/// Makes sure of wasm-bindgen, or of the program in xtask/bindgen that does the same; where it is.
pub fn bindgen() -> Result<PathBuf, Failure> {
    let wanted = locked_version("wasm-bindgen")?;
    let fits = |program: &PathBuf| version(program).as_deref() == Some(&wanted);
    if let Some(program) = on_path("wasm-bindgen").filter(fits) {
        return Ok(program);
    }
    // Quiet: it is compiled beside the page, and two bars of progress would write over each other.
    let messages = answer(
        cargo()
            .args(["build", "--quiet", "--package", "coupling-bindgen"])
            .args(["--message-format", "json-render-diagnostics"]),
    )?;
    artifact(&messages, "bindgen")
}

/// Makes sure of wasm-bindgen's test runner, which only tests need; the folder that holds it.
pub fn test_runner() -> Result<PathBuf, Failure> {
    let wanted = locked_version("wasm-bindgen")?;
    let is_in = |folder: &Path| {
        let program = program_in(folder, TEST_RUNNER);
        program.and_then(|program| version(&program)).as_deref() == Some(&wanted)
    };
    let beside = on_path(TEST_RUNNER).and_then(|path| Some(path.parent()?.to_owned()));
    if let Some(folder) = beside.filter(|folder| is_in(folder)) {
        return Ok(folder);
    }
    let whole = fill_cache(
        &format!("wasm-bindgen-{wanted}"),
        |folder| is_in(&folder.join("bin")),
        |folder| install_runner(folder, &wanted),
    )?;
    Ok(whole.join("bin"))
}

fn install_runner(folder: &Path, version: &str) -> Result<(), Failure> {
    if on_path("cargo-binstall").is_some() {
        println!("Fetching wasm-bindgen {version} with cargo binstall: some seconds, once.");
        let fetched = run(cargo()
            .args(["binstall", "--no-confirm", "--strategies", "crate-meta-data", "--root"])
            .arg(folder)
            .arg(format!("wasm-bindgen-cli@{version}")));
        match fetched {
            Ok(()) => return Ok(()),
            Err(failure) => println!("{failure}"),
        }
    }
    println!(
        "Compiling wasm-bindgen's test runner {version} into {}: about 2 minutes on two cores, once.",
        cache()?.display()
    );
    // Its own build folder inside: an attempt that was interrupted goes on where it stopped.
    let build = folder.join("build");
    // Without --locked: its own lock file names a crate version that the registry lacks.
    run(cargo()
        .args(["install", "wasm-bindgen-cli", "--bin", TEST_RUNNER, "--force", "--version"])
        .arg(format!("={version}"))
        .arg("--root")
        .arg(folder)
        .arg("--target-dir")
        .arg(&build)
        // It runs for seconds: to optimise it fully takes longer than it saves.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"))?;
    fs::remove_dir_all(&build).map_err(Failure::file("remove", &build))
}

/// Where cargo's messages say that the program of this name lies.
pub fn artifact(messages: &str, name: &str) -> Result<PathBuf, Failure> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| {
            Failure::missing(
                format!("cargo compiled {name} and did not say where it is"),
                "Look at the output of `cargo build --message-format json`, then at xtask/src/tools.rs.",
            )
        })
}

/// Makes sure that the compiler has the browser's target.
pub fn wasm32() -> Result<(), Failure> {
    let folder = output(command("rustc").args(["--print", "target-libdir", "--target", WASM32]))?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    if on_path("rustup").is_none() {
        return Err(Failure::missing(
            format!("the compiler lacks the target {WASM32}, and rustup is not there to add it"),
            "Install rustup (https://rustup.rs), then run the command again.",
        ));
    }
    println!("Adding the target {WASM32}: some seconds, once.");
    run(command("rustup").args(["target", "add", WASM32]))
}

/// The user's cache of tools, shared by all checkouts.
pub fn cache() -> Result<PathBuf, Failure> {
    let base = match env::var_os("XDG_CACHE_HOME").map(PathBuf::from) {
        Some(path) if path.is_absolute() => path,
        _ => env::home_dir()
            .ok_or_else(|| {
                Failure::missing(
                    "there is no home folder to keep tools in",
                    "Set XDG_CACHE_HOME to a folder that may be written to.",
                )
            })?
            .join(".cache"),
    };
    let cache = base.join("coupling-workbook");
    fs::create_dir_all(&cache).map_err(Failure::file("create", &cache))?;
    Ok(cache)
}

/// Fills a folder of the cache so that it is either whole or absent: `fill` works in a folder
/// beside it, which then takes the name in one step. Only one process at a time gets to fill, and
/// a second one finds the work done. What an interrupted attempt has left is there for the next.
pub fn fill_cache(
    name: &str,
    is_whole: impl Fn(&Path) -> bool,
    fill: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<PathBuf, Failure> {
    let cache = cache()?;
    let whole = cache.join(name);
    if is_whole(&whole) {
        return Ok(whole);
    }

    let _lock = lock(&cache.join("lock"), "installs tools")?;
    if is_whole(&whole) {
        return Ok(whole);
    }

    let partial = cache.join(format!("{name}.partial"));
    fs::create_dir_all(&partial).map_err(Failure::file("create", &partial))?;
    fill(&partial)?;
    if !is_whole(&partial) {
        return Err(Failure::missing(
            format!("{name} was installed and yet does not work"),
            format!("Remove {} and run the command again.", partial.display()),
        ));
    }
    if whole.exists() {
        fs::remove_dir_all(&whole).map_err(Failure::file("remove", &whole))?;
    }
    fs::rename(&partial, &whole).map_err(Failure::file("rename", &partial))?;
    Ok(whole)
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String, Failure> {
    let path = root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
    version_in_lock(&lock, package).ok_or_else(|| {
        Failure::missing(
            format!("Cargo.lock has no package {package}"),
            "Restore Cargo.lock from version control.",
        )
    })
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let mut lines = lock.lines();
    lines.find(|line| *line == format!("name = \"{package}\""))?;
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_says_which_wasm_bindgen() {
        let lock = "[[package]]\nname = \"wasm-bindgen-shared\"\nversion = \"9.9.9\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "wasm-pack"), None);
    }

    #[test]
    fn a_program_is_where_cargo_says() {
        let messages = "{\"target\":{\"name\":\"libm\"},\"executable\":null}\nnot JSON\n\
                        {\"target\":{\"name\":\"speed\"},\"executable\":\"/a/speed.wasm\"}\n";
        assert_eq!(artifact(messages, "speed").ok(), Some("/a/speed.wasm".into()));
        assert!(artifact("", "speed").is_err());
    }
}
