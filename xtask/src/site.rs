//! The site: built into `dist/`, or served while somebody works on it.
//!
//! This knows whether there is anything to build, and puts a finished site in the place of the old one in one
//! step. Never changes a source file, and never serves to another machine.

mod alone;
mod assemble;
mod cards;
mod drawing;
mod finish;
mod hosts;
pub mod index;
mod offline;
mod policy;
pub mod program;
pub mod recipe;
pub mod server;
mod steps;
pub mod trunk;

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::digest;
use crate::failure::Failure;
use crate::files::{own_folder, remove};
use crate::language::words_of;
use crate::process::{lock, root};
use crate::tools;
use recipe::Recipe;

/// The port unless another is asked for.
pub const PORT: u16 = 8080;

/// The workbook in one file, beside `dist/`.
const ALONE: &str = "when-and-why-kafka.html";

/// How often `serve` looks for changed sources.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What the site is not made of, in the workspace's root and in `engine/`. All else counts as a
/// source, so that a new folder is never forgotten.
const NOT_SOURCES: [&str; 10] =
    [".ci", ".git", ".github", "benches", "dist", "docs", "target", "tests", "xtask", ALONE];

/// Whether a site that is as new as its sources is built again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rebuild {
    /// Even if nothing has changed.
    Always,
    /// Only when a source, a tool or the site itself has changed since the last build.
    IfChanged,
}

/// Builds the site into `dist/`, and the workbook in one file beside it. Gives whether there was anything to build.
pub fn build(rebuild: Rebuild, recipe: &Recipe) -> Result<bool, Failure> {
    words_of(&recipe.language)?;
    tools::wasm32()?;
    let _lock = lock(&own_folder()?.join("site.lock"), "builds the site")?;
    let stamp_path = own_folder()?.join("site.stamp");
    if rebuild == Rebuild::IfChanged
        && let Ok(last) = fs::read_to_string(&stamp_path)
        && last == stamp(recipe)?
    {
        println!("dist/ is as new as its sources.");
        return Ok(false);
    }

    // Beside dist/ and then renamed: an interruption leaves no half of a site.
    let staging = own_folder()?.join("staging");
    remove(&staging)?;
    fs::create_dir_all(&staging).map_err(Failure::file("create", &staging))?;
    let alone = own_folder()?.join(ALONE);
    assemble::assemble(&staging, recipe, &alone)?;
    let dist = root().join("dist");
    remove(&dist)?;
    fs::rename(&staging, &dist).map_err(Failure::file("rename", &staging))?;
    let beside = root().join(ALONE);
    fs::rename(&alone, &beside).map_err(Failure::file("rename", &alone))?;

    fs::write(&stamp_path, stamp(recipe)?).map_err(Failure::file("write", &stamp_path))?;
    println!("The site is in dist/: any web server can serve it, under any path.");
    println!("{ALONE} is the workbook in one file, which opens by a double click.");
    Ok(true)
}

/// Builds and serves the site to this machine, and builds again whenever a source changes.
pub fn serve(port: u16, language: &str) -> Result<(), Failure> {
    let listener = server::listen(port)?;
    let recipe = Recipe::of_language(language);
    build(Rebuild::IfChanged, &recipe)?;
    let changes = server::Changes::default();
    let (folder, announcer) = (root().join("dist"), changes.clone());
    thread::spawn(move || server::serve(listener, folder, server::Purpose::Working(changes)));
    println!("\nThe workbook: http://127.0.0.1:{port}/ (Ctrl-C stops it)\n");

    let mut built = newest()?;
    loop {
        thread::sleep(LOOK_EVERY);
        let now = newest()?;
        if now == built {
            continue;
        }
        built = now;
        match build(Rebuild::IfChanged, &recipe) {
            Ok(_) => announcer.announce(),
            Err(failure) => eprintln!("error: {failure}\nThe page stays as it was.\n"),
        }
    }
}

/// How many sources there are, and when the last of them was changed.
fn newest() -> Result<(usize, Option<SystemTime>), Failure> {
    let files = digest::files(root(), is_source)?;
    let changed = files.iter().filter_map(|path| fs::metadata(path).ok()?.modified().ok()).max();
    Ok((files.len(), changed))
}

/// A line each for what the site is built for, the way of building, the sources and the result: a `dist/` that
/// was changed or removed by hand is built again too.
fn stamp(recipe: &Recipe) -> Result<String, Failure> {
    let how = [
        include_str!("site/alone.rs"),
        include_str!("site/assemble.rs"),
        include_str!("site/drawing.rs"),
        include_str!("site/finish.rs"),
        include_str!("site/hosts.rs"),
        include_str!("site/offline.rs"),
        include_str!("site/policy.rs"),
        include_str!("site/program.rs"),
    ];
    let how = how.concat();
    let how = digest::of(how.as_bytes());
    let sources = digest::of_folder(root(), is_source)?;
    let built = digest::of_folder(&root().join("dist"), |_| true)?;
    let alone = fs::read(root().join(ALONE)).map_or_else(|_| String::new(), |it| digest::of(&it));
    Ok(format!("{recipe:?}\n{how}\n{sources}\n{built}\n{alone}\n"))
}

/// Whether a change of this file can change the site. The texts for people that lie beside the
/// sources cannot.
fn is_source(path: &Path) -> bool {
    let path = path.strip_prefix("engine").unwrap_or(path);
    let Some(first) = path.iter().next().and_then(|name| name.to_str()) else {
        return true;
    };
    let text = path.iter().count() == 1 && (first.ends_with(".md") || first.starts_with("LICENSE"));
    !text && !NOT_SOURCES.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_site_is_made_of() {
        for path in [
            "src/web/mod.rs",
            "src/stage/tests/mod.rs",
            "assets/style.css",
            "assets/prose/en/one.md",
            "engine",
            "engine/src/lib.rs",
            "index.html",
            "Cargo.lock",
            "build.rs",
            "words/src/lib.rs",
            ".cargo/config.toml",
        ] {
            assert!(is_source(Path::new(path)), "{path}");
        }
        for path in [
            "README.md",
            "LICENSE-MIT",
            "dist/index.html",
            "engine/tests/wasm.rs",
            "tests/browser/main.rs",
            "target",
            "xtask/src/main.rs",
            ALONE,
        ] {
            assert!(!is_source(Path::new(path)), "{path}");
        }
    }
}
