//! Puts the parts of the site together in one folder: programs compiled, style sheets and folders copied,
//! and index.html written to use them.
//!
//! What the page begins with has a digest of its content in its name, so that a browser may keep it for ever.
//! Addresses are relative. Never here: which parts there are; index.html says that.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::index::{Part, Piece, Program, Start, pieces};
use super::{optimise, steps};
use crate::digest;
use crate::failure::Failure;
use crate::language::{build_in, fill_page};
use crate::lessons::compile_lessons;
use crate::process::{answer, cargo, command, root, run};
use crate::tools::{self, WasmOpt};

/// Leaves the site in a language in `folder`, which must be empty.
pub fn assemble(folder: &Path, language: &str, wasm_opt: &WasmOpt) -> Result<(), Failure> {
    compile_lessons(language)?;
    let page = read_index()?;
    let pieces = pieces_of(&page)?;
    let (bindgen, compiled) = steps::compile(&pieces, language)?;
    let mut compiled = compiled.into_iter();

    let glue = super::own_folder()?.join("glue");
    let mut out = String::new();
    for piece in &pieces {
        match piece {
            Piece::Text(text) => out += text,
            Piece::Part(Part::Style { href }) => out += &style(href, folder)?,
            Piece::Part(Part::Copy { href, folder: inside }) => {
                copy(&root().join(href), &folder.join(inside))?;
            }
            Piece::Part(Part::Program(program)) => {
                // One for each program, in their order.
                let wasm = compiled.next().unwrap_or_default();
                let glued = Glued::make(&bindgen, program, &wasm, &glue.join(program.bin))?;
                if let WasmOpt::Fits { program, .. } = wasm_opt {
                    optimise(program, &glued.wasm)?;
                }
                out += &glued.install(program, &folder.join(&program.folder))?;
            }
        }
    }
    let index = folder.join("index.html");
    fs::write(&index, out).map_err(Failure::file("write", &index))?;
    fill_page(&index, language)
}

/// index.html as it is among the sources.
pub fn read_index() -> Result<String, Failure> {
    let path = root().join("index.html");
    fs::read_to_string(&path).map_err(Failure::file("read", &path))
}

/// The pieces of that page.
pub fn pieces_of(page: &str) -> Result<Vec<Piece<'_>>, Failure> {
    pieces(page).map_err(|what| {
        Failure::input(format!("index.html: {what}"), "Write it as the other links are written.")
    })
}

/// Compiles a program with the names of its functions, to be looked at; where it lies.
pub fn named(program: &Program<'_>, bindgen: &Path) -> Result<PathBuf, Failure> {
    // In a folder of its own, so that the site's programs need not be compiled again afterwards.
    let folder = super::own_folder()?.join("named");
    let options = ["--config", "profile.release.strip=false", "--target-dir"];
    let mut cargo = compiler(program);
    let wasm = answer(build_in(cargo.args(options).arg(&folder), words::ENGLISH))?;
    let wasm = tools::artifact(&wasm, program.bin)?;
    Ok(Glued::make(bindgen, program, &wasm, &folder.join("glue"))?.wasm)
}

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

/// A program with the script by which a page uses it, as wasm-bindgen writes them.
struct Glued {
    wasm: PathBuf,
    script: PathBuf,
}

impl Glued {
    fn make(
        bindgen: &Path,
        program: &Program<'_>,
        wasm: &Path,
        folder: &Path,
    ) -> Result<Self, Failure> {
        let target = match program.start {
            Start::WithPage { .. } => "web",
            Start::Later { target } => target,
        };
        super::remove(folder)?;
        run(command(bindgen)
            .args(["--target", target, "--no-typescript", "--out-name", program.bin, "--out-dir"])
            .arg(folder)
            .arg(wasm))?;
        let file = |ending| folder.join(format!("{}{ending}", program.bin));
        Ok(Self { wasm: file("_bg.wasm"), script: file(".js") })
    }

    /// Copies both to where the page finds them; what stands for them in index.html.
    fn install(&self, program: &Program<'_>, folder: &Path) -> Result<String, Failure> {
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
        // As trunk writes it, with the event that tells of the program's memory.
        Ok(format!(
            "<link rel=\"modulepreload\" href=\"./{name}.js\">\n\
             <link rel=\"preload\" href=\"./{name}_bg.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n\
             <script type=\"module\">\n\
             import init, * as bindings from './{name}.js';\n\
             const wasm = await init({{ module_or_path: './{name}_bg.wasm' }});\n\
             window.{global} = bindings;\n\
             dispatchEvent(new CustomEvent('TrunkApplicationStarted', {{ detail: {{ wasm }} }}));\n\
             </script>"
        ))
    }
}

fn style(href: &str, folder: &Path) -> Result<String, Failure> {
    let path = root().join(href);
    let sheet = read(&path)?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{stem}-{}.css", &digest::of(&sheet)[..16]);
    write(&folder.join(&name), &sheet)?;
    Ok(format!("<link rel=\"stylesheet\" href=\"./{name}\">"))
}

/// A file or a folder, by its own name, into a folder.
fn copy(from: &Path, folder: &Path) -> Result<(), Failure> {
    let to = folder.join(from.file_name().unwrap_or_default());
    if !from.is_dir() {
        return write(&to, &read(from)?);
    }
    for path in digest::files(from, |_| true)? {
        write(&to.join(path.strip_prefix(from).unwrap_or(&path)), &read(&path)?)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(Failure::file("read", path))
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = path.parent().unwrap_or(path);
    fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
    fs::write(path, bytes).map_err(Failure::file("write", path))
}
