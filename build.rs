//! Before the page is compiled: the scenarios that it offers are read and packed, so that it carries
//! neither their text nor the reader, and the sources of what it fetches later are counted to versions.
//!
//! A scenario with a mistake stops the build with its file, its line and what to do. Never here: which
//! scenarios are offered; the library names those that it takes.

use engine::system::{pack, read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

const SCENARIOS: &str = "assets/scenarios";
/// What the worker is made of.
const WORKER: &[&str] = &["engine/src", "worker", "Cargo.lock", "Cargo.toml"];
/// What the workbook's program is made of.
const WORKBOOK: &[&str] = &["assets", "build.rs", "engine/src", "src", "Cargo.lock", "Cargo.toml"];

fn main() -> ExitCode {
    let made = pack_scenarios()
        .and_then(|()| version("WORKER_VERSION", WORKER))
        .and_then(|()| version("WORKBOOK_VERSION", WORKBOOK));
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("cargo::error={error}");
            ExitCode::FAILURE
        }
    }
}

/// `outage.toml` becomes `outage.toml.packed` in cargo's folder for what is generated.
fn pack_scenarios() -> io::Result<()> {
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    for path in files(Path::new(SCENARIOS))? {
        let text = fs::read_to_string(&path)?;
        let scenario = read(&path.to_string_lossy(), &text).map_err(io::Error::other)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        fs::write(out.join(format!("{name}.packed")), pack(&scenario, &[]))?;
    }
    Ok(())
}

/// The page asks for its other programs under such a version, so that no cache answers with an older one.
fn version(name: &str, sources: &[&str]) -> io::Result<()> {
    let mut version = 0xcbf2_9ce4_8422_2325_u64;
    for source in sources {
        for path in files(Path::new(source))? {
            for byte in fs::read(path)? {
                version = (version ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
            }
        }
    }
    println!("cargo::rustc-env={name}={version:x}");
    Ok(())
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
