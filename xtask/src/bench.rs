//! `bench`: what the workbook costs on this machine, beside what it may cost.
//!
//! Six parts: the engine natively and on wasm32, the bytes of the site, the crates that the page's program comes
//! from, the page in a browser, its memory, and its web vitals. A figure that misses its target is shown as such and fails nothing: it depends on the
//! machine, and on what else runs there. Never here: measuring; the engine's and the page's own benches
//! do that.

mod crates;
mod engine;
mod page;
pub mod size;
mod soak;
mod stats;
mod target;
mod vitals;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use lexopt::Parser;
use lexopt::prelude::*;
use serde::{Deserialize, Serialize};

use crate::arguments::{next, once, unexpected, value};
use crate::chromium;
use crate::failure::Failure;
use crate::process::version;
use crate::site::recipe::Recipe;
use crate::site::{self, Rebuild};
use crate::table::{Table, print};
use crate::tools;

use crates::Share;
use engine::Speed;
use page::Page;
use size::Site;
use target::{Target, number};

/// The version of the JSON; goes up when a field is renamed, removed or means something else.
const FORMAT: u32 = 2;

/// Runs `bench` as it was typed.
pub fn bench(parser: Parser) -> Result<(), Failure> {
    let Request { json, bytes_only, soak } = Request::parse(parser)?;
    if bytes_only {
        return bytes();
    }
    let chromium = chromium::ensure()?;
    if let Some(minutes) = soak {
        site::build(Rebuild::IfChanged, &Recipe::of_language(words::ENGLISH))?;
        return print(&soak::soak(&chromium, minutes)?);
    }
    let bindgen = tools::bindgen()?;
    site::build(Rebuild::IfChanged, &Recipe::of_language(words::ENGLISH))?;
    let before = load();

    println!(
        "Measuring the engine, then the page: usually 7 minutes, after what must be compiled."
    );
    let native = engine::native()?;
    let folder = engine::for_browser(&bindgen)?;
    let samples = page::measure(&chromium, &folder)?;
    let report = Report {
        format: FORMAT,
        machine: Machine {
            os: std::env::consts::OS.into(),
            architecture: std::env::consts::ARCH.into(),
            cores: thread::available_parallelism().map_or(0, usize::from),
            load: before.zip(load()).map(Into::into),
            browser: version(&chromium.browser),
        },
        engine: engine::together(&native, &samples.engine)?,
        site: size::site()?,
        crates: crates::shares(&bindgen)?,
        page: Page::of(&samples),
    };
    if let Some(path) = json {
        fs::write(&path, report.json()).map_err(Failure::file("write", &path))?;
    }
    print(&report.text())
}

/// The bytes alone, which need no browser.
fn bytes() -> Result<(), Failure> {
    let bindgen = tools::bindgen()?;
    site::build(Rebuild::IfChanged, &Recipe::of_language(words::ENGLISH))?;
    let crates = crates::table(&crates::shares(&bindgen)?);
    let mut text = String::new();
    for table in size::site()?.tables().into_iter().chain([crates]) {
        text += &format!("\n{table}");
    }
    print(&text)
}

/// What was asked for.
#[derive(Debug, Default, PartialEq)]
struct Request {
    json: Option<PathBuf>,
    bytes_only: bool,
    /// For how many minutes the heaviest load is to be played.
    soak: Option<u32>,
}

impl Request {
    fn parse(mut parser: Parser) -> Result<Self, Failure> {
        let (mut file, mut bytes_only, mut soak) = (None, false, None);
        while let Some(argument) = next(&mut parser, "bench")? {
            match argument {
                Long("json") => once(&mut file, "json", value(&mut parser, "json")?.into())?,
                Long("bytes") => bytes_only = true,
                Long("soak") => once(&mut soak, "soak", minutes(&value(&mut parser, "soak")?)?)?,
                other => {
                    return Err(unexpected(
                        "bench",
                        other,
                        "--json FILE, --bytes or --soak MINUTES",
                    ));
                }
            }
        }
        if (bytes_only || soak.is_some()) && file.is_some() {
            return Err(Failure::Usage("`bench` writes JSON of all its parts alone".into()));
        }
        let file: Option<PathBuf> = file;
        // Now rather than after minutes.
        if let Some(folder) = file.as_deref().and_then(Path::parent)
            && !folder.as_os_str().is_empty()
            && !folder.is_dir()
        {
            return Err(Failure::input(
                format!("there is no folder {}", folder.display()),
                "Create it, or name a file in another folder.",
            ));
        }
        Ok(Self { json: file, bytes_only, soak })
    }
}

/// At least one.
fn minutes(given: &str) -> Result<u32, Failure> {
    let minutes = given.parse().ok().filter(|&minutes| minutes > 0);
    minutes.ok_or_else(|| Failure::Usage(format!("`--soak` takes minutes, and not `{given}`")))
}

/// Of Linux.
fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// Everything that was measured. These names are the JSON's.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Report {
    format: u32,
    machine: Machine,
    engine: Vec<Speed>,
    #[serde(flatten)]
    site: Site,
    /// The page's program, by crate.
    crates: Vec<Share>,
    page: Page,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Machine {
    os: String,
    architecture: String,
    cores: usize,
    /// How many programs wanted a core in the minute before, and in the last one of the bench, which is
    /// one or two of them itself; null where the system does not say. With more than there are cores,
    /// take no figure of time for good.
    load: Option<[f64; 2]>,
    browser: Option<String>,
}

impl Report {
    fn json(&self) -> String {
        // A structure of numbers, text and lists has a JSON form.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    fn text(&self) -> String {
        let Machine { os, architecture, cores, load, browser } = &self.machine;
        let browser = browser.as_deref().unwrap_or("of unknown version");
        let load = match load {
            Some([before, after]) => format!("load {before} before and {after} after"),
            None => "load unknown".into(),
        };
        let mut text =
            format!("\n{os} {architecture}, {cores} cores, {load}, Chromium {browser}\n");
        let mut targets = Table::new("Targets", ["at most", "measured", ""]);
        for Target { name, at_most, measured } in self.targets() {
            let verdict = if measured <= at_most { "met" } else { "MISSED" };
            targets.row(&name, [number(at_most), number(measured), verdict.into()]);
        }
        let tables = std::iter::once(engine::table(&self.engine))
            .chain(self.site.tables())
            .chain([crates::table(&self.crates)])
            .chain(self.page.tables());
        for table in tables.chain([targets]) {
            text += &format!("\n{table}");
        }
        text
    }

    fn targets(&self) -> Vec<Target> {
        std::iter::once(self.site.target()).chain(self.page.targets()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_file_for_the_json_can_be_named() {
        let parsed = |arguments: &[&str]| Request::parse(Parser::from_args(arguments));
        let json_file = |arguments: &[&str]| parsed(arguments).map(|request| request.json);
        assert_eq!(
            parsed(&["--bytes"]).ok(),
            Some(Request { bytes_only: true, ..Request::default() })
        );
        assert!(matches!(parsed(&["--bytes", "--json=a"]), Err(Failure::Usage(_))));
        assert_eq!(json_file(&[]).ok(), Some(None));
        assert_eq!(json_file(&["--json", "a.json"]).ok(), Some(Some("a.json".into())));
        for wrong in [&["--json"][..], &["a.json"], &["--json=a", "--json=b"]] {
            assert!(matches!(json_file(wrong), Err(Failure::Usage(_))), "{wrong:?}");
        }
        assert!(matches!(json_file(&["--json", "not/there/a.json"]), Err(Failure::Input { .. })));
    }

    #[test]
    fn the_report_says_which_targets_are_missed_and_is_read_back_from_its_json() {
        const VERDICTS: [&str; 9] =
            ["met", "MISSED", "met", "met", "met", "met", "met", "met", "MISSED"];
        let samples = page::Samples::example();
        let report = Report {
            format: FORMAT,
            machine: Machine {
                os: "linux".into(),
                architecture: "x86_64".into(),
                cores: 2,
                load: Some([0.5, 1.5]),
                browser: None,
            },
            engine: engine::together(&samples.engine, &samples.engine).expect("lines of a bench"),
            site: Site::of(vec![]),
            crates: vec![],
            page: Page::of(&samples),
        };
        let again: Report = serde_json::from_str(&report.json()).expect("it is JSON");
        assert_eq!(again, report);
        let text = report.text();
        let verdicts: Vec<&str> = text
            .split_once("Targets")
            .map_or("", |(_, after)| after)
            .lines()
            .skip(1)
            .filter_map(|line| line.split_whitespace().last())
            .collect();
        assert_eq!(verdicts, VERDICTS, "{text}");
    }
}
