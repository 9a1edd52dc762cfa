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
use crate::failure::Failure;
use crate::files::own_folder;
use crate::process::{command, on_path, program_in, root, run};
use crate::site::server::{self, Purpose};
use crate::table::{NONE, Table, print};
use crate::tools::fill_cache;

const VERSION: &str = "13.5.0";

/// The pages that are opened, each in a new browser with nothing cached.
const PAGES: [(&str, &str); 2] = [("stage", ""), ("chapter", "coupling-problem.html")];

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
    ("performance, of 100", Figure::Score("performance"), Target::AtLeast(95.0)),
    ("accessibility, of 100", Figure::Score("accessibility"), Target::AtLeast(100.0)),
    ("best practices, of 100", Figure::Score("best-practices"), Target::AtLeast(100.0)),
    ("SEO, of 100", Figure::Score("seo"), Target::AtLeast(100.0)),
    ("LCP, ms", Figure::Value("largest-contentful-paint"), Target::AtMost(2_000.0)),
    ("CLS", Figure::Value("cumulative-layout-shift"), Target::AtMost(0.0)),
    ("TBT, ms", Figure::Value("total-blocking-time"), Target::AtMost(100.0)),
];

/// Measures both pages and prints what came of it.
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
    println!("Compressing the site, then measuring {} pages: about a minute.", PAGES.len());
    let purpose = Purpose::measuring(&dist)?;
    thread::spawn(move || server::serve(listener, dist, purpose));

    let mut reports = Vec::new();
    for (name, place) in PAGES {
        let out = own_folder()?.join(format!("lighthouse-{name}.json"));
        run(command(&program)
            .arg(format!("http://{address}/{place}"))
            .args(["--quiet", "--form-factor=mobile", "--output=json"])
            .arg(format!("--output-path={}", out.display()))
            .arg(format!("--chrome-flags={}", chromium::flags().collect::<Vec<_>>().join(" ")))
            .env("CHROME_PATH", &browser))?;
        reports.push((name, Report::read(&out)?));
    }
    print(&text(&reports))
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

fn text(reports: &[(&str, Report)]) -> String {
    let heads = reports.iter().flat_map(|(name, _)| [*name, ""]);
    let mut table = Table::new("Lighthouse, mobile", std::iter::once("target").chain(heads));
    for (name, figure, target) in &ROWS {
        let mut cells = vec![match target {
            Target::AtLeast(least) => format!("at least {least}"),
            Target::AtMost(most) => format!("at most {most}"),
        }];
        for (_, report) in reports {
            let value = report.value(figure);
            let is_met = value.is_some_and(|value| match target {
                Target::AtLeast(least) => value >= *least,
                Target::AtMost(most) => value <= *most,
            });
            cells.push(value.map_or(NONE.into(), shown));
            cells.push(if is_met { "met" } else { "MISSED" }.into());
        }
        table.row(name, cells);
    }
    let mut text = format!("\n{table}");
    for (name, report) in reports {
        text += &format!("\nFailed audits, {name}\n");
        let failed: Vec<String> = report.failed().collect();
        let lines = if failed.is_empty() { vec!["none".into()] } else { failed };
        lines.iter().for_each(|line| text += &format!("  {line}\n"));
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
        let text = text(&[("stage", report)]);
        let row = |name: &str| {
            let line = text.lines().find(|line| line.trim_start().starts_with(name));
            line.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let expected = "performance, of 100 at least 95 91 MISSED";
        assert_eq!(row("performance").as_deref(), Some(expected));
        assert_eq!(
            row("accessibility").as_deref(),
            Some("accessibility, of 100 at least 100 100 met")
        );
        assert_eq!(row("LCP").as_deref(), Some("LCP, ms at most 2000 3487 MISSED"));
        assert_eq!(row("CLS").as_deref(), Some("CLS at most 0 0 met"));
        // What was not measured has not met its target.
        assert_eq!(row("TBT").as_deref(), Some("TBT, ms at most 100 – MISSED"));
        let failed =
            "Failed audits, stage\n  largest-contentful-paint: Largest Contentful Paint. 3.5 s\n";
        assert!(text.ends_with(failed), "{text}");
    }
}
