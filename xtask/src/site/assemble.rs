//! Puts the parts of the site together in one folder: programs compiled, style sheets and folders copied,
//! and index.html written to use them.
//!
//! What the page begins with has a digest of its content in its name, so that a browser may keep it for ever.
//! Addresses are relative. Never here: which parts there are; index.html says that.

use std::path::Path;

use super::alone::Program as Alone;
use super::drawing;
use super::finish::{Extras, finish};
use super::index::{Part, Piece, Program, Start, pieces, read_index};
use super::program::{Glued, Names};
use super::recipe::Recipe;
use super::steps;
use crate::failure::Failure;
use crate::files::{copy, hashed, write};
use crate::language::fill_page;
use crate::lessons::compile_lessons;
use crate::process::root;

/// Leaves the site in `folder`, which must be empty, and the workbook in one file as `file`.
pub fn assemble(folder: &Path, recipe: &Recipe, file: &Path) -> Result<(), Failure> {
    let language = recipe.language.as_str();
    compile_lessons(language)?;
    let page = read_index()?;
    let pieces = pieces(&page)?;
    let (bindgen, compiled, render) = steps::compile(&pieces, language)?;
    let mut compiled = compiled.into_iter();

    let mut out = String::new();
    let mut alone = None;
    for piece in &pieces {
        match piece {
            Piece::Text(text) => out += text,
            Piece::Part(Part::Style { href }) => out += &style(href, folder)?,
            Piece::Part(Part::Script { src }) => {
                let name = hashed(Path::new(src), folder)?;
                out += &format!("<script src=\"./{name}\" defer></script>");
            }
            Piece::Part(Part::Copy { href, folder: inside }) => {
                copy(&root().join(href), &folder.join(inside))?;
            }
            Piece::Part(Part::Program(program)) => {
                // One for each program, in their order.
                let wasm = compiled.next().unwrap_or_default();
                let glued = Glued::make(&bindgen, program, &wasm, Names::Removed)?;
                out += &glued.install(program, &folder.join(&program.folder))?;
                if let Start::WithPage { .. } = program.start {
                    alone = Some(glued_alone(&bindgen, program, &wasm)?);
                }
            }
        }
    }
    let index = folder.join("index.html");
    write(&index, out.as_bytes())?;
    fill_page(&index, language)?;
    drawing::draw(&render, folder, recipe.address.as_deref())?;
    let Some(alone) = &alone else {
        return Err(Failure::input("index.html has no program", "Add one, or restore the file."));
    };
    finish(folder, &Extras { is_offline: recipe.is_offline, alone, file })
}

/// The program for a page that cannot load modules.
fn glued_alone(bindgen: &Path, program: &Program<'_>, wasm: &Path) -> Result<Alone, Failure> {
    let start = Start::Later { target: "no-modules" };
    let program = Program { start, folder: program.folder.clone(), ..*program };
    Glued::make(bindgen, &program, wasm, Names::Removed)?.alone()
}

fn style(href: &str, folder: &Path) -> Result<String, Failure> {
    let name = hashed(Path::new(href), folder)?;
    Ok(format!("<link rel=\"stylesheet\" href=\"./{name}\">"))
}
