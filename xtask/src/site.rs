//! The site: built into `dist/`, or served while somebody works on it.
//!
//! Trunk does the work; this makes sure that it finds its tools, makes the result small when that
//! is possible, and knows when there is nothing to do. Never changes a source file, and never
//! serves to another machine.

mod squeeze;

use std::env;
use std::fs;
use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::digest;
use crate::failure::Failure;
use crate::language::{build_in, words_of};
use crate::process::{command, lock, path_with, program_in, root, run};
use crate::tools::{self, WasmOpt};

/// The port unless another is asked for.
pub const PORT: u16 = 8080;

/// What the site is not made of, in the workspace's root and in `engine/`. All else counts as a
/// source, so that a new folder is never forgotten.
const NOT_SOURCES: [&str; 8] =
    [".ci", ".git", ".github", "benches", "dist", "target", "tests", "xtask"];

/// The folder below `target/` for what these commands remember.
pub fn own_folder() -> Result<PathBuf, Failure> {
    let folder = root().join("target").join("xtask");
    fs::create_dir_all(&folder).map_err(Failure::file("create", &folder))?;
    Ok(folder)
}

/// Whether a site that is as new as its sources is built again.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Rebuild {
    /// Always.
    Always,
    /// Only when a source, a tool or the site itself has changed since the last build.
    IfChanged,
}

/// Builds the site into `dist/`.
pub fn build(rebuild: Rebuild, language: &str) -> Result<(), Failure> {
    let wasm_opt = tools::wasm_opt()?;
    let optimiser = match &wasm_opt {
        WasmOpt::Fits { version, .. } => format!("wasm-opt {version}"),
        WasmOpt::Unfit(_) => "none".into(),
    };
    let _lock = lock(&own_folder()?.join("site.lock"), "builds the site")?;
    let stamp_path = own_folder()?.join("site.stamp");
    if rebuild == Rebuild::IfChanged
        && let Ok(last) = fs::read_to_string(&stamp_path)
        && last == stamp(&optimiser, language)?
    {
        println!("dist/ is as new as its sources.");
        return Ok(());
    }

    run(trunk(language)?.args(["build", "--release"]))?;
    match wasm_opt {
        WasmOpt::Fits { program, .. } => optimise(&program)?,
        WasmOpt::Unfit(advice) => println!("{advice}"),
    }
    squeeze::squeeze(&root().join("dist"))?;

    fs::write(&stamp_path, stamp(&optimiser, language)?)
        .map_err(Failure::file("write", &stamp_path))?;
    println!("The site is in dist/: any web server can serve it, under any path.");
    Ok(())
}

/// Builds and serves the site to this machine, and builds again whenever a source changes.
pub fn serve(port: u16, language: &str) -> Result<(), Failure> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            return Err(Failure::PortTaken(port));
        }
        Err(source) => {
            return Err(Failure::NotStarted {
                program: format!("a server on port {port}"),
                source,
            });
        }
    }
    let mut trunk = trunk(language)?;
    println!("Building; the first time takes some minutes.");
    thread::spawn(move || announce(port));
    run(trunk
        .args(["serve", "--release", "--disable-address-lookup"])
        .args(["--address", "127.0.0.1", "--port"])
        .arg(port.to_string())
        // Not into dist/: trunk adds a script that reloads the page.
        .args(["--dist", "target/xtask/served"]))
}

/// Says the address when there is something to see at it.
fn announce(port: u16) {
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        thread::sleep(Duration::from_millis(200));
    }
    println!("\nThe workbook: http://127.0.0.1:{port}/ (Ctrl-C ends it)\n");
}

/// Trunk with its tools, so that it has nothing to fetch, for a site in a language that has its words.
fn trunk(language: &str) -> Result<Command, Failure> {
    words_of(language)?;
    tools::wasm32()?;
    let bindgen = tools::wasm_bindgen()?;
    let folder = tools::trunk()?;
    let program = program_in(&folder, "trunk").unwrap_or_else(|| folder.join("trunk"));
    let mut trunk = command(program);
    trunk.env("PATH", path_with(&[&bindgen])).env("TRUNK_SKIP_VERSION_CHECK", "true");
    build_in(&mut trunk, language);
    // By convention any value means yes; trunk takes no other than this one.
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    Ok(trunk)
}

fn optimise(wasm_opt: &Path) -> Result<(), Failure> {
    for file in digest::files(&root().join("dist"), |_| true)? {
        if file.extension().is_some_and(|ending| ending == "wasm") {
            shrink(wasm_opt, &file)?;
        }
    }
    Ok(())
}

/// Makes one program smaller, in its place.
pub fn shrink(wasm_opt: &Path, wasm: &Path) -> Result<(), Failure> {
    // Beside it and then renamed: an interruption leaves no half of a program.
    let small = wasm.with_extension("wasm.small");
    run(command(wasm_opt).arg("-Oz").args(FEATURES).arg(wasm).arg("--output").arg(&small))?;
    println!(
        "{}: {} KB, was {} KB",
        wasm.strip_prefix(root()).unwrap_or(wasm).display(),
        size(&small)? / 1000,
        size(wasm)? / 1000
    );
    fs::rename(&small, wasm).map_err(Failure::file("rename", &small))
}

/// What the compiler may use by default, and so every browser that the site supports has.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

fn size(path: &Path) -> Result<u64, Failure> {
    let metadata = fs::metadata(path).map_err(Failure::file("read", path))?;
    Ok(metadata.len())
}

/// One line each for how, in which language, what goes in and what came out: a `dist/` that was changed or removed by hand
/// is built again too.
fn stamp(optimiser: &str, language: &str) -> Result<String, Failure> {
    let how =
        digest::of(concat!(include_str!("site.rs"), include_str!("site/squeeze.rs")).as_bytes());
    let sources = digest::of_folder(root(), is_source)?;
    let built = digest::of_folder(&root().join("dist"), |_| true)?;
    Ok(format!("{optimiser}\n{language}\n{how}\n{sources}\n{built}\n"))
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
            "src/app/tests/mod.rs",
            "assets/style.css",
            "assets/prose/en/one.md",
            "engine",
            "engine/src/lib.rs",
            "index.html",
            "Cargo.lock",
            "build.rs",
            "worker/start.js",
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
        ] {
            assert!(!is_source(Path::new(path)), "{path}");
        }
    }
}
