//! What the tests in a browser need: Chromium, its driver, and the accessibility checker axe-core.
//!
//! On Debian it says so and installs the browser; elsewhere it only says what to install.
//! Never downloads a browser itself, and never uses one of another version than the driver.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::debian;
use crate::digest;
use crate::failure::Failure;
use crate::process::{command, on_path, run, version};
use crate::tools::fill_cache;

/// One flag a line; the browser tests read the same file.
const FLAGS: &str = include_str!("../../tests/browser/chromium-flags.txt");

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const MACOS_CHROME: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// Without the fonts, text has no width on a machine that has no screen.
const DEBIAN_PACKAGES: [&str; 4] =
    ["chromium", "chromium-driver", "fonts-liberation", "fonts-dejavu-core"];

const AXE_VERSION: &str = "4.14.1";
const AXE_SHA256: &str = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745";

/// A browser and the driver of the same version.
pub struct Chromium {
    /// The browser.
    pub browser: PathBuf,
    /// Its driver, chromedriver.
    pub driver: PathBuf,
}

/// Why there is no usable pair of browser and driver.
enum Gap {
    /// One of the two is not on the machine.
    MeasureError(&'static str),
    /// Both are, but of different versions: to install them again would not help.
    Unusable(String),
}

/// Makes sure of Chromium and chromedriver.
pub fn ensure() -> Result<Chromium, Failure> {
    match find() {
        Ok(chromium) => return Ok(chromium),
        Err(Gap::MeasureError(what)) if debian::is_here() => {
            println!(
                "There is no {what}. Installing {} with apt-get: usually 1 minute, once.",
                DEBIAN_PACKAGES.join(", ")
            );
            // Ubuntu has these names only as snaps, which is one way to fail here.
            debian::install(&DEBIAN_PACKAGES, INSTALL)?;
        }
        Err(gap) => return Err(gap.into()),
    }
    find().map_err(Failure::from)
}

/// The flags with which a browser is started.
pub fn flags() -> impl Iterator<Item = &'static str> {
    FLAGS.lines()
}

/// The capabilities that wasm-bindgen's test runner passes to the driver.
pub fn webdriver_json(chromium: &Chromium) -> String {
    let options = serde_json::json!({
        "binary": chromium.browser.to_string_lossy(),
        "args": flags().collect::<Vec<_>>(),
    });
    serde_json::json!({ "goog:chromeOptions": options }).to_string()
}

/// Makes sure of axe-core; the script to inject.
pub fn axe() -> Result<PathBuf, Failure> {
    let script = |folder: &Path| folder.join("axe.min.js");
    let folder = fill_cache(
        &format!("axe-core-{AXE_VERSION}"),
        |folder| script(folder).is_file(),
        download_axe,
    )?;
    Ok(script(&folder))
}

fn find() -> Result<Chromium, Gap> {
    let driver = named_by("CHROMEDRIVER")?
        .or_else(|| on_path("chromedriver"))
        .ok_or(Gap::MeasureError("chromedriver"))?;
    let candidates = match named_by("CHROME")? {
        Some(browser) => vec![browser],
        None => BROWSERS
            .iter()
            .filter_map(|name| on_path(name))
            .chain(Some(PathBuf::from(MACOS_CHROME)).filter(|path| path.is_file()))
            .collect(),
    };
    if candidates.is_empty() {
        return Err(Gap::MeasureError("Chromium"));
    }

    let wanted = major(&driver);
    let mut seen = Vec::new();
    for browser in candidates {
        let found = major(&browser);
        if wanted.is_some() && found == wanted {
            return Ok(Chromium { browser, driver });
        }
        seen.push(format!("{} is {}", browser.display(), shown(found)));
    }
    Err(Gap::Unusable(format!(
        "chromedriver and browser must be of the same version: {} is {}, {}",
        driver.display(),
        shown(wanted),
        seen.join(", ")
    )))
}

/// The program that an environment variable names; it must be there when it is named.
fn named_by(variable: &str) -> Result<Option<PathBuf>, Gap> {
    match env::var_os(variable) {
        None => Ok(None),
        Some(value) if value.is_empty() => Ok(None),
        Some(value) => {
            let path = PathBuf::from(value);
            if path.is_file() {
                Ok(Some(path))
            } else {
                Err(Gap::Unusable(format!(
                    "{variable} names {}, which is not a program",
                    path.display()
                )))
            }
        }
    }
}

fn major(program: &Path) -> Option<u32> {
    version(program)?.split('.').next()?.parse().ok()
}

fn shown(version: Option<u32>) -> String {
    version.map_or("of unknown version".into(), |number| number.to_string())
}

impl From<Gap> for Failure {
    fn from(gap: Gap) -> Self {
        let what = match gap {
            Gap::MeasureError(what) => format!("the tests in a browser need {what}"),
            Gap::Unusable(what) => what,
        };
        Self::missing(what, INSTALL)
    }
}

const INSTALL: &str = "Install a browser and the driver of the same version:\n    \
     Debian: apt-get install chromium chromium-driver\n    \
     Fedora: dnf install chromium chromedriver\n    \
     Arch: pacman -S chromium\n    \
     macOS: brew install --cask google-chrome chromedriver\n    \
     elsewhere: https://googlechromelabs.github.io/chrome-for-testing/\n  \
     What is not on PATH can be named: CHROME=/path/to/chrome CHROMEDRIVER=/path/to/chromedriver";

fn download_axe(folder: &Path) -> Result<(), Failure> {
    let url = format!("https://registry.npmjs.org/axe-core/-/axe-core-{AXE_VERSION}.tgz");
    println!("Fetching {url}");
    let archive = folder.join("axe-core.tgz");
    download(&url, &archive)?;
    let bytes = fs::read(&archive).map_err(Failure::file("read", &archive))?;
    let actual = digest::of(&bytes);
    if actual != AXE_SHA256 {
        return Err(Failure::WrongDigest { url, expected: AXE_SHA256.into(), actual });
    }
    run(command("tar")
        .args(["-xzf", "axe-core.tgz", "--strip-components=1"])
        .args(["package/axe.min.js", "package/LICENSE"])
        .current_dir(folder))?;
    fs::remove_file(&archive).map_err(Failure::file("remove", &archive))
}

fn download(url: &str, to: &Path) -> Result<(), Failure> {
    if on_path("curl").is_some() {
        let quiet = ["--fail", "--location", "--silent", "--show-error"];
        return run(command("curl")
            .args(quiet)
            .args(["--retry", "3", "--output"])
            .arg(to)
            .arg(url));
    }
    if on_path("wget").is_some() {
        return run(command("wget").args(["--no-verbose", "--tries=3", "-O"]).arg(to).arg(url));
    }
    Err(Failure::missing(
        "neither curl nor wget is there to download with",
        "Install one of them, then run the command again.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_capabilities_name_the_browser_and_its_flags() {
        let json = webdriver_json(&Chromium {
            browser: r"C:\Program Files\chrome.exe".into(),
            driver: "chromedriver".into(),
        });
        let json: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
        let options = &json["goog:chromeOptions"];
        assert_eq!(options["binary"], r"C:\Program Files\chrome.exe");
        assert_eq!(options["args"][0], "--headless=new");
    }
}
