//! One program of the page: compiled to WebAssembly, and given its script by wasm-bindgen.
//!
//! Never here: which programs there are, or where in the site they lie.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::alone::Program as Alone;
use super::index::{Program, Start};
use crate::digest;
use crate::failure::Failure;
use crate::files::{copy, hashed, own_folder, read, remove, write};
use crate::language::build_in;
use crate::process::{answer, cargo, command, root, run};
use crate::tools;

/// What starts a program with the page.
const START: &str = "assets/start.js";

/// Compiles a program to WebAssembly; where it lies.
pub fn wasm_of(program: &Program<'_>, language: &str) -> Result<PathBuf, Failure> {
    tools::artifact(&answer(build_in(&mut compiler(program), language))?, program.bin)
}

fn compiler(program: &Program<'_>) -> Command {
    let mut cargo = cargo();
    cargo.args(["build", "--release", "--target", tools::WASM32, "--bin", program.bin]);
    cargo.args(["--message-format", "json-render-diagnostics", "--manifest-path"]);
    cargo.arg(root().join(program.manifest.unwrap_or("Cargo.toml")));
    if let Some(features) = program.features {
        cargo.args(["--features", features]);
    }
    cargo
}

/// A program with the names of its functions, to be looked at; where it lies.
pub fn named(program: &Program<'_>, bindgen: &Path) -> Result<PathBuf, Failure> {
    let wasm = wasm_of(program, words::ENGLISH)?;
    Ok(Glued::make(bindgen, program, &wasm, Names::Kept)?.wasm)
}

/// Whether a program keeps the names of its functions, which are three quarters of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// To be looked at.
    Kept,
    /// For the site.
    Removed,
}

/// A program with the script by which a page uses it, as wasm-bindgen writes them.
pub struct Glued {
    /// The program.
    pub wasm: PathBuf,
    script: PathBuf,
}

impl Glued {
    /// Has wasm-bindgen write both.
    pub fn make(
        bindgen: &Path,
        program: &Program<'_>,
        wasm: &Path,
        names: Names,
    ) -> Result<Self, Failure> {
        let target = match program.start {
            Start::WithPage { .. } => "web",
            Start::Later { target } => target,
        };
        let (place, options): (_, &[&str]) = match names {
            Names::Kept => ("named", &[]),
            Names::Removed => ("glue", &["--remove-name-section", "--remove-producers-section"]),
        };
        let folder = own_folder()?.join(place).join(program.bin);
        remove(&folder)?;
        run(command(bindgen)
            .args(options)
            .args(["--target", target, "--no-typescript", "--out-name", program.bin, "--out-dir"])
            .arg(&folder)
            .arg(wasm))?;
        let file = |ending| folder.join(format!("{}{ending}", program.bin));
        Ok(Self { wasm: file("_bg.wasm"), script: file(".js") })
    }

    /// Both, for a page that has them inside.
    pub fn alone(&self) -> Result<Alone, Failure> {
        let script = String::from_utf8_lossy(&read(&self.script)?).into_owned();
        Ok(Alone { wasm: read(&self.wasm)?, script })
    }

    /// Copies both to where the page finds them; what stands for them in index.html.
    pub fn install(&self, program: &Program<'_>, folder: &Path) -> Result<String, Failure> {
        let (wasm, script) = (read(&self.wasm)?, read(&self.script)?);
        // Scripts that a crate brings along, which the glue imports from there.
        let snippets = self.wasm.with_file_name("snippets");
        if snippets.is_dir() {
            copy(&snippets, folder)?;
        }
        let Start::WithPage { global } = program.start else {
            // The page asks for it by this name, and adds a version.
            write(&folder.join(format!("{}_bg.wasm", program.bin)), &wasm)?;
            write(&folder.join(format!("{}.js", program.bin)), &script)?;
            return Ok(String::new());
        };
        let name = format!("{}-{}", program.bin, &digest::of(&[&wasm[..], &script].concat())[..16]);
        write(&folder.join(format!("{name}_bg.wasm")), &wasm)?;
        write(&folder.join(format!("{name}.js")), &script)?;
        let start = hashed(Path::new(START), folder)?;
        Ok(format!(
            "<script type=\"module\" src=\"./{start}\" data-program=\"./{name}\" data-global=\"{global}\"></script>"
        ))
    }
}
