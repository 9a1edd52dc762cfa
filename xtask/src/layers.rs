//! The tests, in layers from the quickest answer to the slowest: formatting, lints, native tests,
//! the engine in a browser, the whole site in a browser, the programs against Apache Kafka.
//!
//! Never changes a source file: a layer that finds something reports it and stops the run.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::bench::size::within_budget;
use crate::chromium::{self, Chromium};
use crate::failure::Failure;
use crate::files::own_folder;
use crate::firefox::{self, Firefox};
use crate::kafka;
use crate::process::{cargo, on_path, path_with, run};
use crate::python;
use crate::site::recipe::Recipe;
use crate::site::{self, Rebuild};
use crate::tools;

/// One part of the tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Is the code formatted?
    Fmt,
    /// Does clippy find anything, natively and for the browser?
    Lint,
    /// All tests that need no browser.
    Native,
    /// The tests compiled to WebAssembly and run in a browser.
    Wasm,
    /// The built site, used as a learner would.
    Browser,
    /// The programs that the page shows, run against Apache Kafka and compared with the simulation.
    Kafka,
}

/// What a run found out about a layer.
enum Outcome {
    Passed(Duration),
    Failed(Duration),
    NotRun,
}

/// What the layers need besides cargo. It is looked for before the first one runs, so that what is missing is
/// reported at once and not after minutes.
struct Needs {
    rebuild: Rebuild,
    chromium: Option<Chromium>,
    /// For the reference that the engine is compared with.
    python: Option<PathBuf>,
    /// The folder of wasm-bindgen's test runner.
    runner: Option<PathBuf>,
    axe: Option<PathBuf>,
    kafka: Option<kafka::layer::Needs>,
    /// Nothing, where there is none.
    firefox: Option<Firefox>,
}

/// Runs these layers in their order; stops at the first failure.
pub fn test(layers: &[Layer], rebuild: Rebuild) -> Result<(), Failure> {
    let start = Instant::now();
    let needs = Needs::gather(layers, rebuild)?;
    let mut outcomes = Vec::new();
    let mut failure = None;
    for layer in Layer::ALL.into_iter().filter(|layer| layers.contains(layer)) {
        if failure.is_some() {
            outcomes.push((layer, Outcome::NotRun));
            continue;
        }
        println!("\n== {} ==", layer.name());
        let start = Instant::now();
        let result = layer.run(&needs);
        let took = start.elapsed();
        println!("== {}: {} ==", layer.name(), seconds(took));
        outcomes.push(match result {
            Ok(()) => (layer, Outcome::Passed(took)),
            Err(reason) => {
                failure = Some(reason);
                (layer, Outcome::Failed(took))
            }
        });
    }

    println!("\nSummary");
    for (layer, outcome) in &outcomes {
        let (word, took) = match outcome {
            Outcome::Passed(took) => ("passed", seconds(*took)),
            Outcome::Failed(took) => ("FAILED", seconds(*took)),
            Outcome::NotRun => ("not run", String::new()),
        };
        println!("  {:<8} {word:<8} {took:>8}", layer.name());
    }
    println!("  {:<8} {:<8} {:>8}\n", "all", "", seconds(start.elapsed()));
    failure.map_or(Ok(()), Err)
}

impl Layer {
    /// All of them, in the order in which they run.
    pub const ALL: [Self; 6] =
        [Self::Fmt, Self::Lint, Self::Native, Self::Wasm, Self::Browser, Self::Kafka];

    /// The word for it on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Lint => "lint",
            Self::Native => "native",
            Self::Wasm => "wasm",
            Self::Browser => "browser",
            Self::Kafka => "kafka",
        }
    }

    /// The layer of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|layer| layer.name() == name)
    }

    fn run(self, needs: &Needs) -> Result<(), Failure> {
        match self {
            Self::Fmt => run(cargo().args(["fmt", "--all", "--check"])),
            Self::Lint => lint(),
            Self::Native => native(needs),
            Self::Wasm => wasm(needs),
            Self::Browser => browser(needs),
            Self::Kafka => kafka(needs),
        }
    }
}

impl Needs {
    fn gather(layers: &[Layer], rebuild: Rebuild) -> Result<Self, Failure> {
        let any = |wanted: &[Layer]| wanted.iter().any(|layer| layers.contains(layer));
        if any(&[Layer::Lint, Layer::Wasm, Layer::Browser]) {
            tools::wasm32()?;
        }
        let python = any(&[Layer::Native]).then(python::python).transpose()?;
        let in_browser = any(&[Layer::Wasm, Layer::Browser]);
        let chromium = in_browser.then(chromium::ensure).transpose()?;
        let runner = any(&[Layer::Wasm]).then(tools::test_runner).transpose()?;
        let axe = any(&[Layer::Browser]).then(chromium::axe).transpose()?;
        let kafka = any(&[Layer::Kafka]).then(kafka::layer::Needs::gather).transpose()?;
        let firefox = if any(&[Layer::Browser]) { firefox::ensure()? } else { None };
        Ok(Self { rebuild, chromium, python, runner, axe, kafka, firefox })
    }
}

fn native(needs: &Needs) -> Result<(), Failure> {
    let Some(python) = &needs.python else {
        unreachable!("gathered for this layer");
    };
    run(cargo().args(["test", "--workspace"]).env("PYTHON", python))
}

fn lint() -> Result<(), Failure> {
    let deny = ["--", "--deny", "warnings"];
    run(cargo()
        .args(["clippy", "--workspace", "--all-targets"])
        .args(["--features", "coupling-workbook/browser-tests"])
        .args(deny))?;
    run(cargo()
        .args(["clippy", "--workspace", "--exclude", "xtask", "--exclude", "coupling-bindgen"])
        .args(["--target", "wasm32-unknown-unknown"])
        .args(["--features", "coupling-workbook/web"])
        .args(["--lib", "--bins", "--test", "wasm"])
        .args(deny))
}

fn wasm(needs: &Needs) -> Result<(), Failure> {
    let (Some(chromium), Some(runner)) = (&needs.chromium, &needs.runner) else {
        unreachable!("gathered for this layer");
    };
    let capabilities = own_folder()?.join("webdriver.json");
    fs::write(&capabilities, chromium::webdriver_json(chromium))
        .map_err(Failure::file("write", &capabilities))?;
    run(cargo()
        .args(["test", "--workspace", "--exclude", "xtask", "--exclude", "coupling-bindgen"])
        .args(["--target", "wasm32-unknown-unknown", "--test", "wasm"])
        .env("PATH", path_with(&[runner]))
        // By name: a path with a space in it would be read as two arguments.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
        .env("CHROMEDRIVER", &chromium.driver)
        // The runner would prefer these.
        .env_remove("GECKODRIVER")
        .env_remove("GECKODRIVER_REMOTE")
        .env_remove("SAFARIDRIVER"))
}

fn browser(needs: &Needs) -> Result<(), Failure> {
    let (Some(chromium), Some(axe)) = (&needs.chromium, &needs.axe) else {
        unreachable!("gathered for this layer");
    };
    // The tests look for English words.
    if site::build(needs.rebuild, &Recipe::of_language(words::ENGLISH))? {
        println!("{}", within_budget()?);
    }
    let tests = |more: &[&str]| {
        let mut tests = cargo();
        tests.args(["test", "--package", "coupling-workbook"]);
        tests.args(["--features", "browser-tests", "--test", "browser"]).args(more);
        tests.env("CHROME", &chromium.browser).env("CHROMEDRIVER", &chromium.driver);
        tests.env("AXE_JS", axe);
        tests
    };
    run(&mut tests(&[]))?;
    match nginx() {
        Some(nginx) => run(tests(&["--", "--ignored", "nginx::"]).env("NGINX", nginx))?,
        None => println!("nginx is not installed: the tests behind it are left out."),
    }
    match &needs.firefox {
        Some(Firefox { browser, driver }) => {
            let skipped = NOT_IN_FIREFOX.iter().flat_map(|test| ["--skip", test]);
            let more: Vec<&str> = ["--"].into_iter().chain(IN_FIREFOX).chain(skipped).collect();
            let mut tests = tests(&more);
            run(tests.env("BROWSER", "firefox").env("FIREFOX", browser).env("GECKODRIVER", driver))
        }
        None => {
            println!("Firefox is not installed: the tests in it are left out.");
            Ok(())
        }
    }
}

/// The tests that run in Firefox as well: where a browser may differ, and all of a learner's way by keyboard.
const IN_FIREFOX: [&str; 9] = [
    "access::",
    "embedding::",
    "hosting::",
    "keeping::",
    "pages::",
    "sandbox::",
    "site::",
    "versions::",
    "walk::",
];
/// Those of them that Firefox's driver has no word for: to turn scripts off, to change a page's own functions before
/// or after it has been loaded, or a viewport as narrow as a phone's.
const NOT_IN_FIREFOX: [&str; 5] = [
    "a_browser_with_scripts_off_says_what_is_missing",
    "a_browser_that_lacks_something_is_told_what",
    "everything_is_saved_under_the_learners_name_and_the_day",
    "a_program_that_stops_leaves_the_answers_to_be_saved_first",
    "the_page_meets_the_wishes_of_the_system",
];

/// Where nginx is; on Debian, in no folder of those that are not root.
fn nginx() -> Option<PathBuf> {
    on_path("nginx").or_else(|| Some(PathBuf::from("/usr/sbin/nginx")).filter(|it| it.is_file()))
}

fn kafka(needs: &Needs) -> Result<(), Failure> {
    let Some(needs) = &needs.kafka else {
        unreachable!("gathered for this layer");
    };
    kafka::layer::test(needs)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}
