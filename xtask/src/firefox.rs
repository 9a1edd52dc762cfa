//! What the tests in Firefox need besides those in Chromium: the browser and geckodriver.
//!
//! On Debian it installs the browser; where there is none otherwise, the tests in it are left out. geckodriver is
//! compiled once into the user's cache, unless it is on `PATH`. Never downloads a browser itself.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::failure::Failure;
use crate::process::{cargo, on_path, program_in, run, version};
use crate::tools::fill_cache;

const DRIVER: &str = "geckodriver";
const DRIVER_VERSION: &str = "0.37.1";
const BROWSERS: [&str; 2] = ["firefox-esr", "firefox"];

/// The browser and its driver.
pub struct Firefox {
    /// The browser.
    pub browser: PathBuf,
    /// Its driver.
    pub driver: PathBuf,
}

/// Makes sure of both; nothing, where there is no Firefox.
pub fn ensure() -> Result<Option<Firefox>, Failure> {
    if find().is_none() && debian::is_here() {
        println!("There is no Firefox. Installing firefox-esr with apt-get: some seconds, once.");
        // Elsewhere than on Debian the package has another name.
        if let Err(failure) = debian::install(&["firefox-esr"], "Install Firefox.") {
            println!("{failure}");
        }
    }
    let Some(browser) = find() else { return Ok(None) };
    Ok(Some(Firefox { browser, driver: driver()? }))
}

fn find() -> Option<PathBuf> {
    let named = env::var_os("FIREFOX").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| BROWSERS.iter().find_map(|name| on_path(name)))
}

fn driver() -> Result<PathBuf, Failure> {
    if let Some(driver) = on_path(DRIVER) {
        return Ok(driver);
    }
    let inside = |folder: &Path| program_in(&folder.join("bin"), DRIVER);
    let is_whole = |folder: &Path| {
        inside(folder).and_then(|program| version(&program)).as_deref() == Some(DRIVER_VERSION)
    };
    let folder = fill_cache(&format!("{DRIVER}-{DRIVER_VERSION}"), is_whole, install)?;
    Ok(inside(&folder).unwrap_or_default())
}

fn install(folder: &Path) -> Result<(), Failure> {
    println!(
        "Compiling geckodriver {DRIVER_VERSION} into the cache: about a minute on two cores, once."
    );
    let build = folder.join("build");
    run(cargo()
        .args(["install", DRIVER, "--debug", "--locked", "--force", "--version"])
        .arg(format!("={DRIVER_VERSION}"))
        .arg("--root")
        .arg(folder)
        .arg("--target-dir")
        .arg(&build))?;
    fs::remove_dir_all(&build).map_err(Failure::file("remove", &build))
}
