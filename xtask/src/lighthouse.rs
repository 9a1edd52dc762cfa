//! `lighthouse`: what Lighthouse makes of the site in `dist/`, on a simulated phone, behind a server that compresses.
//!
//! It needs Node and npm, and so is part of no test. A missed target is shown as such and fails nothing, because
//! the times depend on the machine. Never builds anything.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use serde::Deserialize;

use crate::chromium;
use crate::digest;
use crate::failure::Failure;
use crate::files::own_folder;
use crate::process::{command, on_path, program_in, root, run};
use crate::site::server::{self, Purpose};
use crate::table::{NONE, Table, print};
use crate::tools::fill_cache;

const VERSION: &str = "13.5.0";

/// Pages that nobody reads in a browser as they are: for an address that there is not, and for a printer.
const LEFT_OUT: [&str; 2] = ["404", "book"];

/// Lighthouse's own line between good and not.
const PASSED: f64 = 0.9;

/// A figure: its name, where Lighthouse has it, and its target.
type Row = (&'static str, Figure, Target);

enum Figure {
    /// A category's score, of 100.
    Score(&'static str),
    /// An audit's value.
    Value(&'static str),
}

enum Target {
    AtLeast(f64),
    AtMost(f64),
}

const ROWS: [Row; 7] = [
    ("performance", Figure::Score("performance"), Target::AtLeast(95.0)),
    ("accessibility", Figure::Score("accessibility"), Target::AtLeast(100.0)),
    ("best practices", Figure::Score("best-practices"), Target::AtLeast(100.0)),
    ("SEO", Figure::Score("seo"), Target::AtLeast(100.0)),
    ("LCP, ms", Figure::Value("largest-contentful-paint"), Target::AtMost(2_000.0)),
    ("CLS", Figure::Value("cumulative-layout-shift"), Target::AtMost(0.0)),
    ("TBT, ms", Figure::Value("total-blocking-time"), Target::AtMost(100.0)),
];

/// Measures each page, in a new browser with nothing cached, and prints what came of it.
pub fn lighthouse() -> Result<(), Failure> {
    let dist = root().join("dist");
    if !dist.join("index.html").is_file() {
        return Err(Failure::missing(
            "there is no site in dist/",
            "Build it first: cargo xtask build",
        ));
    }
    let program = program()?;
    let browser = chromium::ensure()?.browser;
    let listener = server::listen(0)?;
    let address = listener.local_addr().map_err(Failure::file("serve", &dist))?;
    let pages = pages(&dist)?;
    let minutes = (pages.len() as u32 * A_PAGE_S).div_ceil(60);
    println!("Compressing the site, then measuring {} pages: about {minutes} min.", pages.len());
    let purpose = Purpose::measuring(&dist)?;
    thread::spawn(move || server::serve(listener, dist, purpose));

    let mut reports = Vec::new();
    for name in pages {
        let out = own_folder()?.join(format!("lighthouse-{name}.json"));
        run(command(&program)
            .arg(format!("http://{address}/{name}.html"))
            .args(["--quiet", "--form-factor=mobile", "--output=json"])
            .arg(format!("--output-path={}", out.display()))
            .arg(format!("--chrome-flags={}", chromium::flags().collect::<Vec<_>>().join(" ")))
            .env("CHROME_PATH", &browser))?;
        reports.push((name, Report::read(&out)?));
    }
    print(&text(&reports))
}

/// How long a page takes, in seconds.
const A_PAGE_S: u32 = 20;

/// The names of the site's pages, without their ending.
fn pages(dist: &Path) -> Result<Vec<String>, Failure> {
    let files = digest::files(dist, |path| path.components().count() == 1)?;
    let pages = files.iter().filter(|path| path.extension().is_some_and(|it| it == "html"));
    let names = pages.filter_map(|path| Some(path.file_stem()?.to_str()?.to_string()));
    let mut names: Vec<String> = names.filter(|name| !LEFT_OUT.contains(&name.as_str())).collect();
    names.sort();
    Ok(names)
}

/// Makes sure of the pinned Lighthouse.
fn program() -> Result<PathBuf, Failure> {
    let (Some(npm), Some(_)) = (on_path("npm"), on_path("node")) else {
        return Err(Failure::missing(
            "Lighthouse needs Node and npm",
            "Install them (https://nodejs.org, version 22 or later), then run the command again.",
        ));
    };
    let bin = |folder: &Path| folder.join("node_modules").join(".bin");
    let folder = fill_cache(
        &format!("lighthouse-{VERSION}"),
        |folder| program_in(&bin(folder), "lighthouse").is_some(),
        |folder| {
            println!("Installing Lighthouse {VERSION}: some seconds, once.");
            run(command(npm)
                .args(["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"])
                .arg(folder)
                .arg(format!("lighthouse@{VERSION}")))
        },
    )?;
    program_in(&bin(&folder), "lighthouse")
        .ok_or_else(|| Failure::missing("Lighthouse is not there", "Run the command again."))
}

/// What is read of Lighthouse's report.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    categories: BTreeMap<String, Category>,
    audits: BTreeMap<String, Audit>,
    runtime_error: Option<RuntimeError>,
}

#[derive(Debug, Deserialize)]
struct Category {
    score: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Audit {
    title: String,
    score: Option<f64>,
    numeric_value: Option<f64>,
    display_value: Option<String>,
}

#[derive(Debug, Deserialize)]
struct RuntimeError {
    message: String,
}

impl Report {
    fn read(path: &Path) -> Result<Self, Failure> {
        let text = fs::read_to_string(path).map_err(Failure::file("read", path))?;
        let unusable = |what: String| {
            let remedy = format!("Look at {}.", path.display());
            Failure::missing(format!("Lighthouse gave no figures: {what}"), remedy)
        };
        let report: Self = serde_json::from_str(&text).map_err(|e| unusable(e.to_string()))?;
        match report.runtime_error {
            Some(RuntimeError { message }) => Err(unusable(message)),
            None => Ok(report),
        }
    }

    fn value(&self, figure: &Figure) -> Option<f64> {
        match figure {
            Figure::Score(name) => self.categories.get(*name)?.score.map(|score| score * 100.0),
            Figure::Value(name) => self.audits.get(*name)?.numeric_value,
        }
    }

    /// The audits that failed, with what Lighthouse says of them.
    fn failed(&self) -> impl Iterator<Item = String> {
        let failed =
            self.audits.iter().filter(|(_, audit)| audit.score.is_some_and(|s| s < PASSED));
        failed.map(|(name, Audit { title, display_value, .. })| {
            let value = display_value.as_deref().unwrap_or_default();
            format!("{name}: {title}. {value}").trim_end().to_string()
        })
    }
}

impl Target {
    fn is_met(&self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= *least,
            Self::AtMost(most) => value <= *most,
        }
    }
}

/// A row for each page, after one with the targets.
fn text(reports: &[(String, Report)]) -> String {
    let mut table = Table::new("Lighthouse, mobile", ROWS.iter().map(|(name, ..)| *name));
    let targets = ROWS.iter().map(|(_, _, target)| match target {
        Target::AtLeast(least) => format!("at least {least}"),
        Target::AtMost(most) => format!("at most {most}"),
    });
    table.row("target", targets);
    for (name, report) in reports {
        let cells = ROWS.iter().map(|(_, figure, target)| match report.value(figure) {
            Some(value) if target.is_met(value) => shown(value),
            Some(value) => format!("{}, MISSED", shown(value)),
            // What was not measured has not met its target.
            None => format!("{NONE}, MISSED"),
        });
        table.row(name, cells);
    }
    let mut text = format!("\n{table}");
    for (name, report) in reports {
        let failed: Vec<String> = report.failed().collect();
        if !failed.is_empty() {
            text += &format!("\nFailed audits, {name}\n");
        }
        failed.iter().for_each(|line| text += &format!("  {line}\n"));
    }
    text
}

/// A small number, which only a layout shift is, with its decimals.
fn shown(value: f64) -> String {
    if value > 0.0 && value < 1.0 { format!("{value:.4}") } else { format!("{value:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{
        "categories": { "performance": { "score": 0.91 }, "accessibility": { "score": 1 } },
        "audits": {
            "largest-contentful-paint": { "title": "Largest Contentful Paint", "score": 0.64,
                "numericValue": 3487.3, "displayValue": "3.5 s" },
            "cumulative-layout-shift": { "title": "Cumulative Layout Shift", "score": 1,
                "numericValue": 0 },
            "uses-http2": { "title": "Use HTTP/2", "score": null }
        }
    }"#;

    #[test]
    fn targets_are_judged_and_failed_audits_named() {
        let report: Report = serde_json::from_str(REPORT).expect("a report");
        let text = text(&[("index".to_string(), report)]);
        let row = |name: &str| {
            let line = text.lines().find(|line| line.trim_start().starts_with(name));
            line.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let targets = "target at least 95 at least 100 at least 100 at least 100 at most 2000 at most 0 at most 100";
        assert_eq!(row("target").as_deref(), Some(targets));
        let measured = "index 91, MISSED 100 –, MISSED –, MISSED 3487, MISSED 0 –, MISSED";
        assert_eq!(row("index").as_deref(), Some(measured));
        let failed =
            "Failed audits, index\n  largest-contentful-paint: Largest Contentful Paint. 3.5 s\n";
        assert!(text.ends_with(failed), "{text}");
    }

    #[test]
    fn every_page_that_is_read_is_measured() {
        let folder = std::env::temp_dir().join(format!("lighthouse-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        for name in ["temporal.html", "404.html", "index.html", "a.css", "book.html"] {
            fs::write(folder.join(name), "").expect("a file");
        }
        let found = pages(&folder);
        fs::remove_dir_all(&folder).expect("the same folder");
        assert_eq!(found.expect("its pages"), ["index", "temporal"]);
    }
}
