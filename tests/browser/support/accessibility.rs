//! What axe-core finds on a page.
//!
//! It finds about half of what can be wrong, and never says that a page is good.

use std::env;
use std::fmt;
use std::fs;
use std::sync::OnceLock;

use serde::Deserialize;

use super::firefox;
use super::page::Page;

/// A rule that the page breaks.
#[derive(Clone, Debug, Deserialize)]
pub struct Violation {
    /// The rule's id, as in `color-contrast`.
    pub rule: String,
    /// How much it matters: minor, moderate, serious, critical.
    pub impact: Option<String>,
    /// What the rule asks for.
    pub help: String,
    /// The elements that break it.
    pub elements: Vec<Offender>,
}

/// An element that breaks a rule.
#[derive(Clone, Debug, Deserialize)]
pub struct Offender {
    /// A selector that finds it.
    pub target: String,
    /// What to change, one of several ways a line.
    pub summary: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let impact = self.impact.as_deref().unwrap_or("unrated");
        write!(f, "{} ({impact}): {}", self.rule, self.help)?;
        for element in &self.elements {
            write!(f, "\n  {}", element.target)?;
            for line in element.summary.lines().filter(|line| !line.is_empty()) {
                write!(f, "\n    {}", line.trim())?;
            }
        }
        Ok(())
    }
}

const RUN: &str = "axe.run(document, { resultTypes: ['violations'] }).then(result =>
    result.violations.map(violation => ({
        rule: violation.id,
        impact: violation.impact,
        help: violation.help,
        elements: violation.nodes.map(node => ({
            target: node.target.join(' '),
            summary: node.failureSummary ?? '',
        })),
    })))";

impl Page {
    /// The rules that the page breaks as it is at the moment.
    pub async fn axe(&self) -> Vec<Violation> {
        if !self.eval::<bool>("'axe' in window").await {
            if firefox::is_it() {
                let added = self.client.execute(script(), Vec::new()).await;
                added.unwrap_or_else(|error| panic!("axe did not come: {error}"));
            } else {
                let parameters = serde_json::json!({ "expression": script() });
                self.cdp("Runtime.evaluate", parameters).await;
            }
        }
        self.eval(RUN).await
    }

    /// Fails with a readable list when the page breaks a rule.
    pub async fn assert_accessible(&self) {
        let violations = self.axe().await;
        let list: Vec<String> = violations.iter().map(Violation::to_string).collect();
        assert!(list.is_empty(), "axe-core found:\n{}", list.join("\n"));
    }
}

fn script() -> &'static str {
    static SCRIPT: OnceLock<String> = OnceLock::new();
    SCRIPT.get_or_init(|| {
        let path = env::var("AXE_JS").expect(
            "AXE_JS names the script axe.min.js; `cargo xtask test browser` fetches it and sets this",
        );
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    })
}
