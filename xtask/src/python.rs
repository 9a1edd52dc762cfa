//! Python with the packages that the programs need, at pinned versions, in an environment of its own.
//!
//! In the tool cache, from PyPI. Never touches the packages of another Python.

use std::path::{Path, PathBuf};

use crate::debian;
use crate::digest;
use crate::failure::Failure;
use crate::files;
use crate::process::{command, on_path, output, run, version};
use crate::tools::fill_cache;

/// Every package with its version, those that others bring as well.
const REQUIREMENTS: &str = include_str!("../../tests/kafka/requirements.txt");
/// The oldest Python that the programs run on: they wait with `asyncio.timeout`.
const OLDEST: (u32, u32) = (3, 11);
const DEBIAN_PACKAGES: [&str; 2] = ["python3", "python3-venv"];
const INSTALL: &str = "Install Python 3.11 or later, with venv:\n    \
     Debian: apt-get install python3 python3-venv\n    \
     Fedora: dnf install python3\n    \
     Arch: pacman -S python\n    \
     macOS: brew install python\n    \
     elsewhere: https://www.python.org/downloads";

/// Makes sure of the environment; its `python`.
pub fn ensure() -> Result<PathBuf, Failure> {
    let digest = digest::of(REQUIREMENTS.as_bytes());
    let name = format!("python-{}", digest.get(..12).unwrap_or(&digest));
    let whole = fill_cache(&name, is_whole, fill)?;
    Ok(python_in(&whole))
}

fn python_in(folder: &Path) -> PathBuf {
    folder.join("bin").join("python")
}

fn is_whole(folder: &Path) -> bool {
    let imports = "import aiokafka, fastapi, httpx, mypy, ruff, uvicorn";
    let python = python_in(folder);
    python.is_file() && output(command(python).args(["-c", imports])).is_ok()
}

fn fill(folder: &Path) -> Result<(), Failure> {
    let python = python()?;
    println!("Fetching aiokafka, FastAPI, ruff and mypy with pip: under 1 minute, once.");
    files::remove(folder)?;
    run(command(python).args(["-m", "venv"]).arg(folder))?;
    let requirements = folder.join("requirements.txt");
    files::write(&requirements, REQUIREMENTS.as_bytes())?;
    run(command(python_in(folder))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"])
        .arg("--requirement")
        .arg(requirements))
}

/// A Python that is new enough and can make environments.
pub fn python() -> Result<PathBuf, Failure> {
    if let Some(python) = usable() {
        return Ok(python);
    }
    if debian::is_here() {
        println!("There is no Python 3.11 with venv. Installing it with apt-get, once.");
        debian::install(&DEBIAN_PACKAGES, INSTALL)?;
    }
    usable()
        .ok_or_else(|| Failure::missing("the tests need Python 3.11 or later with venv", INSTALL))
}

fn usable() -> Option<PathBuf> {
    let python = on_path("python3")?;
    let text = version(&python)?;
    let mut parts = text.split('.').map_while(|part| part.parse().ok());
    let fits = (parts.next()?, parts.next()?) >= OLDEST;
    let has_venv = output(command(&python).args(["-c", "import ensurepip, venv"])).is_ok();
    (fits && has_venv).then_some(python)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_ask_for_versions_that_are_tested() {
        let tested: Vec<_> = REQUIREMENTS.lines().collect();
        for asked in engine::listing::REQUIREMENTS.lines() {
            assert!(tested.contains(&asked), "{asked} is not in tests/kafka/requirements.txt");
        }
    }
}
