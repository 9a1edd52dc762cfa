//! The tools that cargo does not bring: the wasm32 target, trunk and wasm-bindgen at the versions
//! that fit the lock file, and wasm-opt when it is there.
//!
//! A tool of the right version on `PATH` is used; otherwise it is compiled once from crates.io into
//! a cache of the user's. Never fetches a finished program, and never touches a tool that somebody
//! installed elsewhere.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process::{cargo, command, lock, on_path, output, program_in, root, run, version};

const WASM32: &str = "wasm32-unknown-unknown";
/// Later ones need a newer compiler than the one in rust-toolchain.toml.
const TRUNK: &str = "0.21.14";
/// Older ones do not know instructions that the compiler now emits.
const WASM_OPT_OLDEST: u32 = 120;
const BINARYEN: &str = "132.0.0";

/// A tool that `cargo install` can build.
struct Tool {
    name: &'static str,
    version: String,
    programs: &'static [&'static str],
    options: &'static [&'static str],
    usual: &'static str,
}

/// Makes sure of trunk; the folder that holds it.
pub fn trunk() -> Result<PathBuf, Failure> {
    Tool {
        name: "trunk",
        version: TRUNK.into(),
        programs: &["trunk"],
        // Trunk itself has little to do: optimising it takes three times as long to build and
        // saves no time afterwards.
        options: &["--locked", "--debug"],
        usual: "3 minutes",
    }
    .ensure()
}

/// Makes sure of wasm-bindgen and its test runner; the folder that holds them.
pub fn wasm_bindgen() -> Result<PathBuf, Failure> {
    Tool {
        name: "wasm-bindgen-cli",
        version: locked_version("wasm-bindgen")?,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        // Without --locked: its own lock file names a crate version that the registry lacks.
        options: &[],
        usual: "4 minutes",
    }
    .ensure()
}

/// Makes sure that the compiler can target the browser.
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

/// What there is of wasm-opt.
pub enum WasmOpt {
    /// It can read what the compiler writes.
    Fits {
        /// Where it is.
        program: PathBuf,
        /// Its version.
        version: u32,
    },
    /// Nothing of use; the text says what to do.
    Unfit(String),
}

/// Looks for wasm-opt. Never installs it: the site works without, it is only larger.
pub fn wasm_opt() -> Result<WasmOpt, Failure> {
    let install = format!("npm install --global binaryen@{BINARYEN}");
    let cached = cache()?.join(format!("binaryen-{BINARYEN}")).join("bin");
    let found = [on_path("wasm-opt"), program_in(&cached, "wasm-opt")];
    let mut too_old = None;
    for program in found.into_iter().flatten() {
        let number = version(&program).and_then(|text| text.parse::<u32>().ok());
        match number {
            Some(version) if version >= WASM_OPT_OLDEST => {
                return Ok(WasmOpt::Fits { program, version });
            }
            other => too_old = other.or(too_old),
        }
    }
    Ok(WasmOpt::Unfit(match too_old {
        Some(number) => format!(
            "wasm-opt {number} is too old ({WASM_OPT_OLDEST} or later); for a smaller site: {install}"
        ),
        None => format!("wasm-opt is not there; for a smaller site: {install}"),
    }))
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

impl Tool {
    fn ensure(&self) -> Result<PathBuf, Failure> {
        let beside = on_path(self.programs[0]).and_then(|path| Some(path.parent()?.to_owned()));
        if let Some(folder) = beside.filter(|folder| self.is_in(folder)) {
            return Ok(folder);
        }
        let name = format!("{}-{}", self.cache_name(), self.version);
        let whole = fill_cache(
            &name,
            |folder| self.is_in(&folder.join("bin")),
            |folder| self.install(folder),
        )?;
        Ok(whole.join("bin"))
    }

    fn cache_name(&self) -> &str {
        self.name.strip_suffix("-cli").unwrap_or(self.name)
    }

    fn is_in(&self, folder: &Path) -> bool {
        self.programs.iter().all(|name| {
            program_in(folder, name).and_then(|program| version(&program)).as_deref()
                == Some(&self.version)
        })
    }

    fn install(&self, folder: &Path) -> Result<(), Failure> {
        println!(
            "Installing {} {} into {}: usually {}, once.",
            self.name,
            self.version,
            cache()?.display(),
            self.usual
        );
        // Its own build folder inside: an attempt that was interrupted goes on where it stopped.
        let build = folder.join("build");
        run(cargo()
            .args(["install", self.name, "--version"])
            .arg(format!("={}", self.version))
            .args(self.options)
            .arg("--force")
            .arg("--root")
            .arg(folder)
            .arg("--target-dir")
            .arg(&build))?;
        fs::remove_dir_all(&build).map_err(Failure::file("remove", &build))
    }
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
        assert_eq!(version_in_lock(lock, "trunk"), None);
    }
}
